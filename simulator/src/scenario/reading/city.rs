//! Docks, sensors and crews.

use super::given::{Given, ScenarioGiven, Table};
use super::keys;
use crate::scenario::{CrewSetup, DockSetup, SensorKind, SensorSetup, Tide};
use geofences::Position;
use written::{Bounds, Names, bounds, say};

/// The names of all that vehicles and faults refer to.
pub struct City {
    /// Docks.
    pub docks: Names<DockFacts>,
    /// Sensors.
    pub sensors: Names<()>,
    /// Events.
    pub events: Names<()>,
    /// Other traffic, and whether it broadcasts.
    pub traffic: Names<bool>,
}

/// What vehicles and faults need to know of a dock.
#[derive(Clone, Copy)]
pub struct DockFacts {
    /// Its place, where that could be read.
    pub at: Option<Position>,
    /// Whether it has a weather station.
    pub has_weather_station: bool,
}

impl Default for City {
    fn default() -> Self {
        Self {
            docks: Names::new(("dock", "机库")),
            sensors: Names::new(("sensor", "传感器")),
            events: Names::new(("event", "事件")),
            traffic: Names::new(("traffic", "其他飞行物")),
        }
    }
}

/// What a fast charger of a dock gives, W.
const USUAL_CHARGER_W: f64 = 300.0;
/// What a roof may have.
const ROOF_M: Bounds = bounds(0.0, 700.0, "m");
const SPEED_ON_GROUND_MPS: Bounds = bounds(0.1, 40.0, "m/s");
/// Noise beyond this says nothing any more, in the unit of the kind.
const MOST_NOISE: f64 = 1_000.0;

/// The tables of a list of the file.
pub fn tables<'a>(
    file: &Table<'a>,
    key: &'static str,
    keys: &'static written::TableKeys,
) -> Vec<Table<'a>> {
    file.given(key)
        .map_or_else(Vec::new, |given| given.tables(keys))
}

/// Reads `name`, which has to be one of its own, and `name_zh`.
pub fn both_names<T>(
    table: &Table<'_>,
    names: &mut Names<T>,
    about: T,
) -> Option<(String, String)> {
    let name_zh = table.optional("name_zh", |given| given.text());
    let name = own_name(table, names, about)?;
    let name_zh = name_zh.map_or_else(|| name.clone(), str::to_owned);
    Some((name, name_zh))
}

/// The same of what publishes: its name stands in topics.
fn both_names_of_publisher<T>(
    table: &Table<'_>,
    names: &mut Names<T>,
    about: T,
) -> Option<(String, String)> {
    let name_zh = table.optional("name_zh", |given| given.text());
    let name = publisher_name(table, names, about)?;
    let name_zh = name_zh.map_or_else(|| name.clone(), str::to_owned);
    Some((name, name_zh))
}

/// Reads `name`, which has to be one of its own.
pub fn own_name<T>(table: &Table<'_>, names: &mut Names<T>, about: T) -> Option<String> {
    name(table, names, about, |given| given.name())
}

/// Reads `name`, which has to be one of its own and to stand in topics.
pub fn publisher_name<T>(table: &Table<'_>, names: &mut Names<T>, about: T) -> Option<String> {
    name(table, names, about, |given| given.topic_name())
}

fn name<'a, T>(
    table: &Table<'a>,
    names: &mut Names<T>,
    about: T,
    read: impl FnOnce(&Given<'a>) -> Option<&'a str>,
) -> Option<String> {
    let name = table.required("name", |given| {
        let name = read(&given)?.to_owned();
        names.add(name.clone(), about, &given);
        Some(name)
    });
    if name.is_none() {
        names.has_gap();
    }
    name
}

impl City {
    /// Reads the docks.
    pub fn docks(&mut self, file: &Table<'_>) -> Vec<DockSetup> {
        let tables = tables(file, "dock", &keys::DOCK);
        tables.iter().filter_map(|table| self.dock(table)).collect()
    }

    fn dock(&mut self, table: &Table<'_>) -> Option<DockSetup> {
        let at = table.required("at", |given| given.position());
        let has_station = table.optional("weather_station", |given| given.flag());
        let facts = DockFacts {
            at,
            has_weather_station: has_station.unwrap_or(true),
        };
        let names = both_names_of_publisher(table, &mut self.docks, facts);
        let roof_m = table.optional("height_agl_m", |given| given.number(ROOF_M));
        let charger = bounds(1.0, 5_000.0, "W");
        let charger_w = table.optional("charger_w", |given| given.number(charger));
        let is_lid_open = table.optional("lid_open", |given| given.flag());
        let (name, name_zh) = names?;
        Some(DockSetup {
            name,
            name_zh,
            at: at?,
            height_agl_m: roof_m.unwrap_or(0.0),
            charger_w: charger_w.unwrap_or(USUAL_CHARGER_W),
            has_weather_station: facts.has_weather_station,
            is_lid_open: is_lid_open.unwrap_or(true),
        })
    }

    /// Reads the sensors.
    pub fn sensors(&mut self, file: &Table<'_>) -> Vec<SensorSetup> {
        let tables = tables(file, "sensor", &keys::SENSOR);
        let sensors = tables.into_iter().filter_map(|table| self.sensor(table));
        sensors.collect()
    }

    fn sensor(&mut self, table: Table<'_>) -> Option<SensorSetup> {
        let names = both_names_of_publisher(&table, &mut self.sensors, ());
        let kind = table.required("kind", |given| {
            given.choice(
                ("kind of sensor", "传感器类型"),
                &[
                    ("water-level", SensorKind::WaterLevel),
                    ("smoke", SensorKind::Smoke),
                    ("noise", SensorKind::Noise),
                    ("wind", SensorKind::Wind),
                    ("crowd", SensorKind::Crowd),
                ],
            )
        });
        let at = table.required("at", |given| given.position());
        let often = bounds(0.1, 86_400.0, "s");
        let interval_s = table.optional("interval_s", |given| given.number(often));
        let usual = kind.map_or(SensorHabits::default(), habits);
        // The wind is what the weather is.
        let baseline = (kind != Some(SensorKind::Wind))
            .then(|| table.optional("baseline", |given| given.number(usual.range)))
            .flatten();
        let noise = bounds(0.0, usual.range.most.min(MOST_NOISE), usual.range.unit);
        let noise = table.optional("noise", |given| given.number(noise));
        let tide = (kind == Some(SensorKind::WaterLevel))
            .then(|| tide(&table))
            .flatten();
        if kind.is_some() {
            table.close(("for this kind of sensor", "对这种传感器"));
        }
        let (name, name_zh) = names?;
        Some(SensorSetup {
            name,
            name_zh,
            kind: kind?,
            at: at?,
            interval_s: interval_s.unwrap_or(10.0),
            baseline: baseline.unwrap_or(usual.baseline),
            tide,
            noise: noise.unwrap_or(usual.noise),
        })
    }

    /// Reads the crews.
    pub fn crews(&mut self, file: &Table<'_>) -> Vec<CrewSetup> {
        let mut names = Names::new(("crew", "人员小组"));
        let tables = tables(file, "crew", &keys::CREW);
        let crews = tables.iter().filter_map(|table| crew(table, &mut names));
        crews.collect()
    }
}

/// What a sensor shows on a usual day.
#[derive(Clone, Copy)]
struct SensorHabits {
    range: Bounds,
    baseline: f64,
    noise: f64,
}

impl Default for SensorHabits {
    fn default() -> Self {
        Self {
            range: bounds(-1e6, 1e6, ""),
            baseline: 0.0,
            noise: 0.0,
        }
    }
}

fn habits(kind: SensorKind) -> SensorHabits {
    let (range, baseline, noise) = match kind {
        SensorKind::WaterLevel => (bounds(-20.0, 100.0, "m"), 1.5, 0.02),
        SensorKind::Smoke => (bounds(0.0, 2_000.0, "µg/m³"), 35.0, 4.0),
        SensorKind::Noise => (bounds(0.0, 140.0, "dB(A)"), 55.0, 3.0),
        SensorKind::Wind => (bounds(0.0, 20.0, "m/s"), 0.0, 0.3),
        SensorKind::Crowd => (bounds(0.0, 1_000_000.0, ""), 80.0, 10.0),
    };
    SensorHabits {
        range,
        baseline,
        noise,
    }
}

fn tide(table: &Table<'_>) -> Option<Tide> {
    let amplitude = bounds(0.0, 20.0, "m");
    let amplitude_m = table.optional("tide_amplitude_m", |given| given.number(amplitude));
    let within_two_days = bounds(-172_800.0, 172_800.0, "s");
    let high_tide_s = table.optional("high_tide_s", |given| given.number(within_two_days));
    if high_tide_s.is_some() && !table.has("tide_amplitude_m") {
        table.missing("tide_amplitude_m");
    }
    Some(Tide {
        amplitude_m: amplitude_m?,
        high_tide_s: high_tide_s.unwrap_or(0.0),
    })
}

fn crew(table: &Table<'_>, names: &mut Names<()>) -> Option<CrewSetup> {
    let names = both_names_of_publisher(table, names, ());
    let route = table.required("route", |given| {
        let places = given.elements()?;
        if places.is_empty() {
            let what = say(
                "a crew needs at least one place",
                "人员小组至少需要一个位置",
            );
            given.error("empty", what, None);
        }
        let places: Vec<_> = places.iter().map(Given::position).collect();
        places.into_iter().collect::<Option<Vec<_>>>()
    });
    let speed = table.optional("speed_mps", |given| given.number(SPEED_ON_GROUND_MPS));
    let people = bounds(1.0, 200.0, "");
    let members = table.optional("members", |given| given.whole(people));
    let (name, name_zh) = names?;
    Some(CrewSetup {
        name,
        name_zh,
        route: route?,
        speed_mps: speed.unwrap_or(1.4),
        members: members.unwrap_or(2) as u32,
    })
}
