//! Fleets: many vehicles that are alike, with names, ids, ports and places that count on.

use super::city::City;
use super::given::{Given, Table};
use super::keys;
use super::tasks::start_interval_s;
use super::vehicles::{Common, GivenVehicle, MOST_VEHICLES, VehicleNames, common, system_id};
use crate::place::{DegreeLengths, Place};
use crate::scenario::{Stand, VehicleSetup};
use geofences::Position;
use nalgebra::Vector3;
use std::time::Duration;
use written::{bounds, say};

/// Vehicles of a fleet stand so far apart where nothing is said, metres.
const USUAL_SPACING_M: f64 = 10.0;
/// The last MAVLink id that is not customary for ground stations.
const LAST_SYSTEM_ID: u8 = 254;

/// Where the vehicles of a fleet begin.
enum Places {
    Docks(Vec<(usize, Position)>),
    Around(Position, Spread),
}

#[derive(Clone, Copy)]
enum Spread {
    Grid { spacing_m: f64 },
    Ring { radius_m: f64 },
}

/// Reads all fleets. `wanted` tells how many vehicles there shall be altogether, and how many there are
/// beside the fleets.
pub fn read(
    file: &Table<'_>,
    city: &City,
    names: &mut VehicleNames,
    wanted: Option<(usize, usize)>,
    vehicles: &mut Vec<GivenVehicle>,
) {
    let tables = file.given("fleet");
    let tables = tables.map_or_else(Vec::new, |given| given.tables(&keys::FLEET));
    let mut counts: Vec<Option<usize>> = tables.iter().map(count).collect();
    if let Some((wanted, singles)) = wanted {
        resize(file, &tables, &mut counts, wanted, singles);
    }
    let total: usize = counts.iter().flatten().sum();
    if total > MOST_VEHICLES {
        let what = say(
            format!("{total} vehicles; {MOST_VEHICLES} are the most"),
            format!("共 {total} 架飞行器，最多 {MOST_VEHICLES} 架"),
        );
        file.report.error("out-of-range", &file.spot, what, None);
        return names.has_gap();
    }
    for (table, count) in tables.iter().zip(counts) {
        fleet(table, count, city, names, vehicles);
    }
}

/// How many vehicles a fleet has.
fn count(table: &Table<'_>) -> Option<usize> {
    let most = bounds(1.0, MOST_VEHICLES as f64, "");
    if table.has("docks") && !table.has("count") {
        let docks = table.given("docks").and_then(|given| given.elements());
        return docks.map(|docks| docks.len());
    }
    let count = table.required("count", |given| given.whole(most));
    count.map(|count| count as usize)
}

/// Makes the first fleet that stands in the open so large that there are as many vehicles as wanted.
fn resize(
    file: &Table<'_>,
    tables: &[Table<'_>],
    counts: &mut [Option<usize>],
    wanted: usize,
    singles: usize,
) {
    let first = tables.iter().position(|table| !table.has("docks"));
    let all: usize = singles + counts.iter().flatten().sum::<usize>();
    let own = first.and_then(|first| counts[first]).unwrap_or(0);
    let count = wanted.checked_sub(all - own).filter(|count| *count > 0);
    match (first, count) {
        (Some(first), Some(count)) => counts[first] = Some(count),
        _ if wanted == all => {}
        _ => {
            let what = say(
                format!("{wanted} vehicles are asked for, and the scenario has {all}"),
                format!("要求 {wanted} 架飞行器，而场景中有 {all} 架"),
            );
            let help = say(
                "only the first [[fleet]] without docks is made larger or smaller, down to one",
                "只会增减第一个不用机库的 [[fleet]]，且至少留一架",
            );
            let report = file.report;
            report.error("vehicle-count", &file.spot, what, Some(help));
        }
    }
}

fn fleet(
    table: &Table<'_>,
    count: Option<usize>,
    city: &City,
    names: &mut VehicleNames,
    vehicles: &mut Vec<GivenVehicle>,
) {
    let common = common(table);
    let interval_s = start_interval_s(table);
    let first_id = table.optional("first_system_id", |given| system_id(&given));
    let name = table.required("name", |given| {
        given.name_with("#").map(|name| (name, given))
    });
    let places = places(table, count, city);
    let (Some((name, given_name)), Some(count)) = (name, count) else {
        return names.has_gap();
    };
    let ports_end = common.links.iter().any(|link| link.at(count - 1).is_none());
    if ports_end {
        let what = say(
            format!("there are not enough ports for {count} vehicles"),
            format!("端口不够 {count} 架飞行器使用"),
        );
        let help = say(
            "begin with a lower port, or raise vehicles_per_port",
            "降低起始端口，或增大 vehicles_per_port",
        );
        let report = table.report;
        report.error("out-of-range", &table.spot, what, Some(help));
    }
    for index in 0..count {
        let vehicle_name = numbered(name, index + 1);
        names.add(vehicle_name.clone(), common.facts(), &given_name);
        let system_id = counted_id(first_id.unwrap_or(1), index);
        let place = places.as_ref().and_then(|places| places.at(index, count));
        let setup = place
            .and_then(|place| member(&common, vehicle_name, index, system_id, place, interval_s));
        vehicles.extend(setup.map(|setup| GivenVehicle {
            setup: VehicleSetup {
                fleet: Some(name.to_owned()),
                ..setup
            },
            spot: table.spot.clone(),
        }));
    }
}

fn member(
    common: &Common,
    name: String,
    index: usize,
    system_id: u8,
    place: (Stand, Position),
    interval_s: f64,
) -> Option<VehicleSetup> {
    let mut vehicle = common.vehicle(name, index, system_id, place)?;
    if let Some(task) = &mut vehicle.task {
        let later = Duration::from_secs_f64(interval_s * index as f64);
        task.starts_after = task.starts_after.map(|starts| starts + later);
    }
    Some(vehicle)
}

/// The name with a number in place of its `#`s, as many digits as there are of them at the least; with
/// none, after a `-`.
fn numbered(name: &str, number: usize) -> String {
    let Some(start) = name.find('#') else {
        return format!("{name}-{number}");
    };
    let after = name[start..].trim_start_matches('#');
    let width = name.len() - start - after.len();
    format!("{}{number:0width$}{after}", &name[..start])
}

/// Ids count on to the last one and begin again at the first.
fn counted_id(first: u8, index: usize) -> u8 {
    let span = usize::from(LAST_SYSTEM_ID.saturating_sub(first)) + 1;
    first.saturating_add((index % span) as u8)
}

fn places(table: &Table<'_>, count: Option<usize>, city: &City) -> Option<Places> {
    if table.has("docks") {
        let docks = table.optional("docks", |given| docks(&given, count, city));
        if table.has("at") || table.has("spread") {
            let what = say(
                "a fleet begins in docks or around a place, not both",
                "机队起始于机库或某地周围，二者只能选一",
            );
            let report = table.report;
            report.error("contradiction", &table.spot, what, None);
        }
        return docks.map(Places::Docks);
    }
    let at = table.required("at", |given| given.position());
    let spread = table.given("spread").map_or(
        Some(Spread::Grid {
            spacing_m: USUAL_SPACING_M,
        }),
        |given| spread(&given),
    );
    Some(Places::Around(at?, spread?))
}

fn docks(given: &Given<'_>, count: Option<usize>, city: &City) -> Option<Vec<(usize, Position)>> {
    let elements = given.elements()?;
    let docks: Vec<_> = elements
        .iter()
        .map(|element| {
            let dock = city.docks.one(element)?;
            Some((dock, city.docks.about(dock)?.at?))
        })
        .collect();
    if count.is_some_and(|count| count > docks.len()) {
        let what = say(
            format!("{} docks are too few for {} vehicles", docks.len(), count?),
            format!("{} 个机库不够 {} 架飞行器使用", docks.len(), count?),
        );
        given.error("contradiction", what, None);
        return None;
    }
    docks.into_iter().collect()
}

fn spread(given: &Given<'_>) -> Option<Spread> {
    let table = given.table(&keys::SPREAD)?;
    let is_grid = table.required("kind", |given| {
        given.choice(
            ("way to spread", "分布方式"),
            &[("grid", true), ("ring", false)],
        )
    })?;
    let far = bounds(0.5, 50_000.0, "m");
    let spread = if is_grid {
        let spacing = table.required("spacing_m", |given| given.number(far));
        spacing.map(|spacing_m| Spread::Grid { spacing_m })
    } else {
        let radius = table.required("radius_m", |given| given.number(far));
        radius.map(|radius_m| Spread::Ring { radius_m })
    };
    table.close(("for this way to spread", "对这种分布方式"));
    spread
}

impl Places {
    fn at(&self, index: usize, count: usize) -> Option<(Stand, Position)> {
        match self {
            Self::Docks(docks) => docks.get(index).map(|(dock, at)| (Stand::Dock(*dock), *at)),
            Self::Around(centre, spread) => {
                let step_m = spread.step_m(index, count);
                let centre = Place::new(centre.latitude_deg(), centre.longitude_deg(), 0.0);
                let lengths = DegreeLengths::at(centre.latitude_deg);
                let at = centre.moved_ned(step_m, lengths).position()?;
                Some((Stand::Open, at))
            }
        }
    }
}

impl Spread {
    /// How far from the middle the vehicle with an index stands, north, east, down, metres.
    fn step_m(self, index: usize, count: usize) -> Vector3<f64> {
        match self {
            Self::Grid { spacing_m } => {
                let columns = (count as f64).sqrt().ceil().max(1.0) as usize;
                let rows = count.div_ceil(columns);
                let (row, column) = (index / columns, index % columns);
                let from_middle = |at: usize, of: usize| at as f64 - (of - 1) as f64 / 2.0;
                let south_m = from_middle(row, rows) * spacing_m;
                let east_m = from_middle(column, columns) * spacing_m;
                Vector3::new(-south_m, east_m, 0.0)
            }
            Self::Ring { radius_m } => {
                let turn = std::f64::consts::TAU * index as f64 / count as f64;
                Vector3::new(radius_m * turn.cos(), radius_m * turn.sin(), 0.0)
            }
        }
    }
}
