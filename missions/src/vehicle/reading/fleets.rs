//! A fleet: its docks and drones.

use super::figures::{Keys, Places, id, names, table};
use super::keys;
use crate::vehicle::{Dock, Fleet, FleetVehicle, Vehicle};
use geofences::Severity;
use written::{Given, Names, Notation, Problem, Report, Table, bounds, parse, say};

/// Reads a fleet whose drones are of these classes. `file` is its name as the user gave it; one that ends
/// with
/// `.json` is JSON.
///
/// All problems come at once, in the order of the file; with an error there is no fleet.
pub fn read_fleet(file: &str, text: &str, classes: &[Vehicle]) -> (Option<Fleet>, Vec<Problem>) {
    let report = Report::new(file, text, Notation::of_file(file), Places::default());
    let tree = parse(&report);
    let fleet = read(&Table::of_file(&report, &tree, &keys::FLEET_FILE), classes);
    let problems = report.into_problems();
    let is_bad = problems
        .iter()
        .any(|problem| problem.severity == Severity::Error);
    (fleet.filter(|_| !is_bad), problems)
}

fn read(file: &Keys, classes: &[Vehicle]) -> Option<Fleet> {
    let mut dock_names = Names::new(("dock", "机库"));
    let tables = file.required("dock", |given| Some(given.tables(&keys::DOCK)));
    let docks: Vec<Option<Dock>> = tables
        .unwrap_or_default()
        .iter()
        .map(|table| dock(table, &mut dock_names))
        .collect();
    let mut drone_names = Names::new(("drone", "无人机"));
    let tables = file.required("drone", |given| Some(given.tables(&keys::DRONE)));
    let vehicles: Vec<Option<FleetVehicle>> = tables
        .unwrap_or_default()
        .iter()
        .map(|table| drone(table, classes, &dock_names, &mut drone_names))
        .collect();
    let about = table(file, "fleet", &keys::FLEET)?;
    let name = names(&about);
    let source = about.required("source", |given| given.text().map(str::to_owned));
    Some(Fleet {
        name,
        source: source?,
        docks: docks.into_iter().collect::<Option<_>>()?,
        vehicles: vehicles.into_iter().collect::<Option<_>>()?,
    })
}

fn dock(table: &Keys, known: &mut Names<()>) -> Option<Dock> {
    let id = own_id(table, known);
    let name = names(table);
    let position = table.required("at", |given| given.position());
    let height = bounds(0.0, 600.0, "m");
    let height_agl_m = table.required("height_agl_m", |given| given.number(height));
    let turnaround = bounds(0.0, 86_400.0, "s");
    let turnaround_s = table.required("turnaround_s", |given| given.number(turnaround));
    Some(Dock {
        id,
        name,
        position: position?,
        height_agl_m: height_agl_m?,
        turnaround_s: turnaround_s?,
    })
}

fn drone(
    table: &Keys,
    classes: &[Vehicle],
    docks: &Names<()>,
    known: &mut Names<()>,
) -> Option<FleetVehicle> {
    let id = own_id(table, known);
    let choices: Vec<(&str, &Vehicle)> = classes
        .iter()
        .map(|class| (class.id.as_str(), class))
        .collect();
    let class = table.required("class", |given| class_named(&given, &choices));
    let dock = table.required("dock", |given| {
        docks.one(&given)?;
        given.text().map(str::to_owned)
    });
    let cycles = bounds(0.0, 100_000.0, "");
    let battery_cycles = table.required("battery_cycles", |given| given.whole(cycles));
    let carries = table.required("carries", |given| {
        let names: Option<Vec<String>> = given
            .elements()?
            .iter()
            .map(|it| it.name().map(str::to_owned))
            .collect();
        let names = names?;
        if let Some(class) = class {
            can_carry(class, &names, &given)?;
        }
        Some(names)
    });
    if let (Some(class), Some(cycles)) = (class, battery_cycles) {
        check_age(table, class, cycles);
    }
    Some(FleetVehicle {
        id,
        class: class?.id.clone(),
        dock: dock?,
        battery_cycles: u32::try_from(battery_cycles?).ok()?,
        carries: carries?,
    })
}

/// The id of a dock or a drone, which no other has.
fn own_id(table: &Keys, known: &mut Names<()>) -> String {
    let name = id(table, "id");
    match table.given("id").filter(|_| !name.is_empty()) {
        Some(given) => known.add(name.clone(), (), &given),
        None => known.has_gap(),
    }
    name
}

fn class_named<'v>(
    given: &Given<'_, Places>,
    classes: &[(&str, &'v Vehicle)],
) -> Option<&'v Vehicle> {
    let name = given.text()?;
    let found = classes.iter().find(|(id, _)| *id == name);
    if found.is_none() {
        let ids: Vec<&str> = classes.iter().map(|(id, _)| *id).collect();
        let what = say(
            format!("there is no vehicle class {name:?}"),
            format!("没有名为 {name:?} 的机型"),
        );
        let help =
            written::closest(given.report, name, &ids).unwrap_or_else(|| written::one_of(&ids));
        given.error("unknown-name", what, Some(help));
    }
    found.map(|(_, class)| *class)
}

/// What it carries is equipment of its class, and not too heavy.
fn can_carry(class: &Vehicle, names: &[String], given: &Given<'_, Places>) -> Option<()> {
    let mut carried = Vec::new();
    for name in names {
        let Some(equipment) = class.equipment_named(name) else {
            let known: Vec<&str> = class.equipment.iter().map(|it| it.name.as_str()).collect();
            let what = say(
                format!("vehicles of class {} have no equipment {name:?}", class.id),
                format!("机型 {} 没有设备 {name:?}", class.id),
            );
            let help = written::closest(given.report, name, &known)
                .unwrap_or_else(|| written::one_of(&known));
            given.error("unknown-name", what, Some(help));
            return None;
        };
        carried.push(equipment);
    }
    match crate::energy::Flyer::new(class, carried) {
        Ok(_) => Some(()),
        Err(refusal) => {
            given.error("too-heavy", refusal.bilingual(), None);
            None
        }
    }
}

/// A battery that is older than it lasts is not flown with.
fn check_age(table: &Keys, class: &Vehicle, cycles: u64) {
    let rated = class.battery.rated_cycles;
    if cycles > u64::from(rated)
        && let Some(given) = table.given("battery_cycles")
    {
        let what = say(
            format!(
                "a battery of {} lasts {rated} charges, and this one has had {cycles}",
                class.id
            ),
            format!(
                "机型 {} 的电池寿命为 {rated} 次循环，此电池已 {cycles} 次",
                class.id
            ),
        );
        given.error(
            "battery-too-old",
            what,
            Some(say("replace it", "请更换电池")),
        );
    }
}
