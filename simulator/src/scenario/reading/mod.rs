//! From the text of a scenario to a [`Scenario`], or to everything that is wrong with it.
//!
//! The text is parsed once; then each table is walked by hand, so that one mistake hides no other.

pub(super) mod assertions;
mod city;
mod events;
pub(super) mod faults;
mod fleets;
mod general;
mod given;
pub(super) mod keys;
mod links;
mod neighbours;
mod payloads;
mod publish;
mod receivers;
mod tasks;
mod traffic;
mod vehicles;
mod weather;

use super::{Scenario, ScenarioProblem};
use city::City;
use geofences::Severity;
use given::{Notes, Report, Table};
use vehicles::VehicleNames;
use written::{Notation, compare_positions, say};

/// A city and the aircraft above it are smaller than this, kilometres.
const FARTHEST_KM: f64 = 500.0;

/// What a reader is told beside the text.
#[derive(Clone, Copy, Debug)]
pub struct ReadOptions<'a> {
    /// The file's name as the user gave it; it stands in every problem.
    pub file: &'a str,
    /// So many vehicles there shall be altogether: the first fleet is made larger or smaller.
    pub vehicle_count: Option<usize>,
}

/// What a file held.
#[derive(Clone, Debug, PartialEq)]
pub struct ScenarioFile {
    /// The scenario; none where a problem is an error.
    pub scenario: Option<Scenario>,
    /// All problems, in the file's order.
    pub problems: Vec<ScenarioProblem>,
}

/// Reads a scenario.
pub fn read(text: &str, options: ReadOptions<'_>) -> ScenarioFile {
    let report = Report::new(options.file, text, Notation::Toml, Notes::default());
    let tree = written::parse(&report);
    let file = Table::of_file(&report, &tree, &keys::FILE);
    let scenario = scenario(&file, options.vehicle_count);
    let help = say(
        "longitude comes first; a scenario is about one city",
        "经度在前，纬度在后；一个场景只涉及一座城市",
    );
    compare_positions(&report, FARTHEST_KM, &help);
    let problems = report.into_problems();
    let is_good = problems
        .iter()
        .all(|problem| problem.severity < Severity::Error);
    ScenarioFile {
        scenario: scenario.filter(|_| is_good),
        problems,
    }
}

fn scenario(file: &Table<'_>, vehicle_count: Option<usize>) -> Option<Scenario> {
    let general = general::read(file);
    let weather = weather::read(file);
    let ground = general::ground(file);
    let mut city = City::default();
    let docks = city.docks(file);
    let mut names = VehicleNames::new(("vehicle", "飞行器"));
    let vehicles = vehicles::read(file, &city, &mut names, vehicle_count);
    neighbours::check(file, &vehicles);
    let sensors = city.sensors(file);
    let crews = city.crews(file);
    let receivers = receivers::read(file);
    let traffic = traffic::read(file, &vehicles, &receivers, &mut city);
    let publication = publish::read(file);
    let events = events::read(file, &mut city);
    let faults = faults::read(file, &names, &city);
    let assertions = assertions::read(file, &names, &city);
    let general = general?;
    Some(Scenario {
        name: general.name,
        name_zh: general.name_zh,
        seed: general.seed,
        start: general.start,
        duration: general.duration,
        step: general.step,
        weather,
        ground: ground?,
        vehicles: vehicles.into_iter().map(|given| given.setup).collect(),
        docks,
        sensors,
        crews,
        receivers,
        traffic,
        publication,
        events,
        faults,
        assertions,
    })
}
