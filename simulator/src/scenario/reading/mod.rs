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
mod names;
mod neighbours;
mod payloads;
mod positions;
mod publish;
mod receivers;
mod report;
mod suggestion;
mod table;
mod tasks;
mod traffic;
mod vehicles;
mod weather;

use super::{Scenario, ScenarioProblem};
use city::City;
use geofences::Severity;
use report::{NOT_TOML, Report, Spot, say};
use table::Table;
use toml::de::DeTable;
use vehicles::VehicleNames;

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
    let report = Report::new(options.file, text);
    let (document, mistakes) = DeTable::parse_recoverable(text);
    for mistake in &mistakes {
        let spot = Spot {
            offset: mistake.span().map_or(0, |span| span.start),
            key: String::new(),
        };
        let message = mistake.message();
        let what = say(
            format!("not TOML: {message}"),
            format!("不是合法的 TOML：{message}"),
        );
        report.error(NOT_TOML, &spot, what, None);
    }
    let start = Spot {
        offset: 0,
        key: String::new(),
    };
    let file = Table::open(&report, document.get_ref(), &keys::FILE, start);
    let scenario = scenario(&file, options.vehicle_count);
    positions::compare(&report);
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
