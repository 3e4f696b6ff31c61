//! Docks, sensors, crews, other traffic, and where they publish.

use super::given::{Bounds, Given, bounds};
use super::keys;
use super::names::Names;
use super::payloads::MOST_SERIAL_CHARACTERS;
use super::report::say;
use super::table::Table;
use super::vehicles::GivenVehicle;
use crate::scenario::{
    CrewSetup, DockSetup, Publication, RoutePoint, SensorKind, SensorSetup, TrafficKind,
    TrafficSetup,
};
use crate::time::SimTime;
use geofences::Position;
use std::collections::HashSet;

/// The names of all that vehicles and faults refer to.
pub struct City {
    /// Docks, with their places.
    pub docks: Names<Option<Position>>,
    /// Sensors.
    pub sensors: Names<()>,
    /// Events.
    pub events: Names<()>,
}

impl Default for City {
    fn default() -> Self {
        Self {
            docks: Names::new(("dock", "机库")),
            sensors: Names::new(("sensor", "传感器")),
            events: Names::new(("event", "事件")),
        }
    }
}

/// What a fast charger of a dock gives, W.
const USUAL_CHARGER_W: f64 = 300.0;
/// What a roof may have.
const ROOF_M: Bounds = bounds(0.0, 700.0, "m");
const SPEED_ON_GROUND_MPS: Bounds = bounds(0.0, 40.0, "m/s");
const ALTITUDE_M: Bounds = bounds(-500.0, 15_000.0, "m");

/// The tables of a list of the file.
pub fn tables<'a>(
    file: &Table<'a>,
    key: &'static str,
    keys: &'static keys::TableKeys,
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

fn own_name<T>(table: &Table<'_>, names: &mut Names<T>, about: T) -> Option<String> {
    let name = table.required("name", |given| {
        let name = given.name()?.to_owned();
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
        let names = both_names(table, &mut self.docks, at);
        let roof_m = table.optional("height_agl_m", |given| given.number(ROOF_M));
        let charger = bounds(0.0, 5_000.0, "W");
        let charger_w = table.optional("charger_w", |given| given.number(charger));
        let has_station = table.optional("weather_station", |given| given.flag());
        let (name, name_zh) = names?;
        Some(DockSetup {
            name,
            name_zh,
            at: at?,
            height_agl_m: roof_m.unwrap_or(0.0),
            charger_w: charger_w.unwrap_or(USUAL_CHARGER_W),
            has_weather_station: has_station.unwrap_or(true),
        })
    }

    /// Reads the sensors.
    pub fn sensors(&mut self, file: &Table<'_>) -> Vec<SensorSetup> {
        let tables = tables(file, "sensor", &keys::SENSOR);
        let sensors = tables.iter().filter_map(|table| self.sensor(table));
        sensors.collect()
    }

    fn sensor(&mut self, table: &Table<'_>) -> Option<SensorSetup> {
        let names = both_names(table, &mut self.sensors, ());
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
        let baseline = table.optional("baseline", |given| given.number(usual.range));
        let noise = Bounds {
            least: 0.0,
            ..usual.range
        };
        let noise = table.optional("noise", |given| given.number(noise));
        let (name, name_zh) = names?;
        Some(SensorSetup {
            name,
            name_zh,
            kind: kind?,
            at: at?,
            interval_s: interval_s.unwrap_or(10.0),
            baseline: baseline.unwrap_or(usual.baseline),
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

    /// Reads the other traffic.
    pub fn traffic(&mut self, file: &Table<'_>, vehicles: &[GivenVehicle]) -> Vec<TrafficSetup> {
        let ids = vehicles.iter().filter_map(|vehicle| {
            let remote_id = vehicle.setup.payload.remote_id.as_ref()?;
            Some(remote_id.serial_number.clone())
        });
        let mut ids: HashSet<String> = ids.collect();
        let mut names = Names::new(("traffic", "其他飞行物"));
        let tables = tables(file, "traffic", &keys::TRAFFIC);
        let traffic = tables
            .into_iter()
            .filter_map(|table| traffic(table, &mut names, &mut ids));
        traffic.collect()
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
        SensorKind::Smoke => (bounds(0.0, 10_000.0, "µg/m³"), 35.0, 4.0),
        SensorKind::Noise => (bounds(0.0, 160.0, "dB(A)"), 55.0, 3.0),
        SensorKind::Wind => (bounds(-20.0, 60.0, "m/s"), 0.0, 0.3),
        SensorKind::Crowd => (bounds(0.0, 1_000_000.0, ""), 80.0, 10.0),
    };
    SensorHabits {
        range,
        baseline,
        noise,
    }
}

fn crew(table: &Table<'_>, names: &mut Names<()>) -> Option<CrewSetup> {
    let names = both_names(table, names, ());
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
    let people = bounds(1.0, 1_000.0, "");
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

#[derive(Clone, Copy)]
enum Seen {
    Adsb,
    RemoteId,
    Not,
}

fn traffic(
    table: Table<'_>,
    names: &mut Names<()>,
    ids: &mut HashSet<String>,
) -> Option<TrafficSetup> {
    let name = own_name(&table, names, ());
    let seen = table.required("kind", |given| {
        given.choice(
            ("kind of traffic", "飞行物类型"),
            &[
                ("adsb-aircraft", Seen::Adsb),
                ("remote-id-drone", Seen::RemoteId),
                ("helicopter", Seen::Not),
            ],
        )
    });
    let from = table.optional("from_s", |given| given.moment());
    let route = table.required("route", |given| route(&given));
    let repeats = table.optional("repeat", |given| given.flag());
    let kind = seen.and_then(|seen| traffic_kind(&table, seen, ids));
    if seen.is_some() {
        table.close(("for this kind of traffic", "对这种飞行物"));
    }
    Some(TrafficSetup {
        name: name?,
        kind: kind?,
        from: from.unwrap_or(SimTime::START),
        route: route?,
        repeats: repeats.unwrap_or(false),
    })
}

fn traffic_kind(table: &Table<'_>, seen: Seen, ids: &mut HashSet<String>) -> Option<TrafficKind> {
    match seen {
        Seen::Adsb => {
            let address = table.required("icao_address", |given| icao_address(&given, ids));
            let callsign = table.required("callsign", |given| given.short_ascii(8));
            Some(TrafficKind::AdsbAircraft {
                icao_address: address?,
                callsign: callsign?,
            })
        }
        Seen::RemoteId => {
            let serial_number = table.required("serial_number", |given| {
                let serial_number = given.short_ascii(MOST_SERIAL_CHARACTERS)?;
                own_id(&serial_number, &given, ids);
                Some(serial_number)
            });
            Some(TrafficKind::RemoteIdDrone {
                serial_number: serial_number?,
            })
        }
        Seen::Not => Some(TrafficKind::Helicopter),
    }
}

fn own_id(id: &str, given: &Given<'_>, ids: &mut HashSet<String>) {
    if !ids.insert(id.to_owned()) {
        let what = say(
            format!("something else that flies is {id} already"),
            format!("已有其他飞行物使用 {id}"),
        );
        given.error("duplicate-serial-number", what, None);
    }
}

fn icao_address(given: &Given<'_>, ids: &mut HashSet<String>) -> Option<u32> {
    let text = given.text()?;
    let address = (text.len() == 6)
        .then(|| u32::from_str_radix(text, 16).ok())
        .flatten();
    let Some(address) = address.filter(|address| *address != 0) else {
        let what = say(
            format!("{text:?} is no ICAO address"),
            format!("{text:?} 不是 ICAO 地址"),
        );
        let help = say(
            "write six hexadecimal digits, such as \"780ABC\"",
            "写作六位十六进制数字，如 \"780ABC\"",
        );
        given.error("bad-address", what, Some(help));
        return None;
    };
    own_id(&format!("{address:06X}"), given, ids);
    Some(address)
}

fn route(given: &Given<'_>) -> Option<Vec<RoutePoint>> {
    let tables = given.tables(&keys::ROUTE);
    if tables.len() < 2 {
        let what = say("a route has at least two points", "航线至少需要两个点");
        given.error("empty", what, None);
        return None;
    }
    let points: Vec<_> = tables.iter().map(route_point).collect();
    points.into_iter().collect()
}

fn route_point(table: &Table<'_>) -> Option<RoutePoint> {
    let at = table.required("at", |given| given.position());
    let altitude = table.required("altitude_amsl_m", |given| given.number(ALTITUDE_M));
    let speed = bounds(0.5, 350.0, "m/s");
    let speed = table.required("speed_mps", |given| given.number(speed));
    Some(RoutePoint {
        at: at?,
        altitude_amsl_m: altitude?,
        speed_mps: speed?,
    })
}

/// Reads `[publish]`.
pub fn publication(file: &Table<'_>) -> Option<Publication> {
    let table = file.optional("publish", |given| given.table(&keys::PUBLISH))?;
    let mqtt = table.optional("mqtt", |given| broker(&given));
    let http = table.optional("http", |given| http_address(&given));
    if table.has("mqtt") == table.has("http") {
        let what = say(
            "it publishes to mqtt or to http: give one of them",
            "发布目标为 mqtt 或 http，须给出其中之一",
        );
        let report = table.report;
        report.error("contradiction", &table.spot, what, None);
    }
    mqtt.or(http)
}

/// A host and a port.
fn host_and_port(text: &str) -> Option<(&str, u16)> {
    let (host, port) = text.rsplit_once(':')?;
    let port = port.parse().ok().filter(|port| *port != 0)?;
    let is_good =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '[' | ']' | ':');
    (!host.is_empty() && host.chars().all(is_good)).then_some((host, port))
}

fn broker(given: &Given<'_>) -> Option<Publication> {
    let text = given.text()?;
    let Some((host, port)) = host_and_port(text) else {
        let what = say(
            format!("{text:?} is no broker"),
            format!("{text:?} 不是代理服务器地址"),
        );
        let help = say("write \"127.0.0.1:1883\"", "写作 \"127.0.0.1:1883\"");
        given.error("bad-address", what, Some(help));
        return None;
    };
    let host = host.to_owned();
    Some(Publication::Mqtt { host, port })
}

fn http_address(given: &Given<'_>) -> Option<Publication> {
    let url = given.text()?;
    let rest = url.strip_prefix("http://");
    let authority = rest.map(|rest| rest.split('/').next().unwrap_or_default());
    let is_good = authority.is_some_and(|authority| {
        let with_port = format!("{authority}:80");
        host_and_port(authority)
            .or(host_and_port(&with_port))
            .is_some()
    }) && url.bytes().all(|byte| byte.is_ascii_graphic());
    if !is_good {
        let what = say(
            format!("{url:?} is no HTTP address"),
            format!("{url:?} 不是 HTTP 地址"),
        );
        let help = say(
            "write \"http://127.0.0.1:8080/sensors\"",
            "写作 \"http://127.0.0.1:8080/sensors\"",
        );
        given.error("bad-address", what, Some(help));
        return None;
    }
    Some(Publication::Http {
        url: url.to_owned(),
    })
}
