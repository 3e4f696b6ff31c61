//! Landing places as people write them, in TOML or JSON (`docs/landing-places.md`).

mod hours;
mod keys;
#[cfg(test)]
mod tests;

use super::landing_place::{LandingPlace, LandingPlaceFault};
use geofences::{Bilingual, Severity};
use hours::ground_use;
use written::{
    Names, Notation, Problem, Report, Table, bounds, compare_positions, parse, say, text_of,
};

/// The landing places of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct LandingPlaces {
    /// What people call the survey.
    pub name: Bilingual,
    /// Where its figures come from, and whether they are illustrative.
    pub source: String,
    /// The names of the places in files and topics: one for each, in the same order.
    pub ids: Vec<String>,
    /// The places, in the order of the file.
    pub places: Vec<LandingPlace>,
}

/// A file has so many places at most: each is tried for each part of a flight.
const MOST_PLACES: usize = 2_000;
/// No clear and even circle in a city is larger, metres.
const LARGEST_RADIUS_M: f64 = 500.0;
/// A circle that is smaller holds no aircraft, metres.
const SMALLEST_RADIUS_M: f64 = 1.0;
/// Places that a fleet lands at lie no farther from each other, kilometres.
const FARTHEST_KM: f64 = 200.0;

/// Reads landing places. `file` is the file's name as the user gave it; one that ends with `.json` is read as JSON.
///
/// All problems come at once, in the order of the file; with an error there are no landing places.
pub fn read_landing_places(file: &str, bytes: &[u8]) -> (Option<LandingPlaces>, Vec<Problem>) {
    let text = match text_of(file, bytes) {
        Ok(text) => text,
        Err(problem) => return (None, vec![*problem]),
    };
    let report = Report::new(file, text, Notation::of_file(file), ());
    let tree = parse(&report);
    let read = landing_places(&Table::of_file(&report, &tree, &keys::FILE));
    let help = say(
        "longitude comes first; no aircraft lands so far from the others",
        "经度在前，纬度在后；备降点之间不会相距这么远",
    );
    compare_positions(&report, FARTHEST_KM, &help);
    let problems = report.into_problems();
    let is_good = problems.iter().all(|it| it.severity < Severity::Error);
    (read.filter(|_| is_good), problems)
}

fn landing_places(file: &Table) -> Option<LandingPlaces> {
    let about = file.required("survey", |given| given.table(&keys::SURVEY));
    let about = about.map(|table| (names(&table), text(&table, "source")));
    let mut known = Names::new(("landing place", "备降点"));
    let places = file.required("place", |given| {
        let count = given.elements()?.len();
        if count > MOST_PLACES {
            let what = say(
                format!("{count} places; {MOST_PLACES} are the most"),
                format!("{count} 个备降点，最多 {MOST_PLACES} 个"),
            );
            given.error("too-many", what, None);
            return None;
        }
        let tables = given.tables(&keys::PLACE);
        Some(
            tables
                .iter()
                .map(|it| place(it, &mut known))
                .collect::<Vec<_>>(),
        )
    });
    let (name, source) = about?;
    let (ids, places) = places?
        .into_iter()
        .collect::<Option<Vec<_>>>()?
        .into_iter()
        .unzip();
    Some(LandingPlaces {
        name: name?,
        source: source?,
        ids,
        places,
    })
}

fn place(table: &Table, known: &mut Names<()>) -> Option<(String, LandingPlace)> {
    let id = table.required("id", |given| {
        let id = given.name()?.to_owned();
        known.add(id.clone(), (), &given);
        Some(id)
    });
    let name = names(table);
    let position = table.required("at", |given| given.position());
    let radius = bounds(SMALLEST_RADIUS_M, LARGEST_RADIUS_M, "m");
    let radius_m = table.required("radius_m", |given| given.number(radius));
    let surveyed_on = table.required("surveyed_on", |given| given.date());
    let valid_until = table.required("valid_until", |given| given.date());
    let ground_use = table.required("hours", |given| ground_use(&given));
    let place = LandingPlace::new(
        name?,
        position?,
        radius_m?,
        surveyed_on?,
        valid_until?,
        ground_use?,
    );
    match place {
        Ok(place) => Some((id?, place)),
        Err(faults) => {
            for fault in faults {
                tell(table, &fault);
            }
            None
        }
    }
}

/// A fault where what it is about stands.
fn tell(table: &Table, fault: &LandingPlaceFault) {
    let (key, help) = match fault {
        LandingPlaceFault::Radius(_) => ("radius_m", None),
        LandingPlaceFault::Validity { .. } => ("valid_until", None),
        LandingPlaceFault::NeverOpen => (
            "hours",
            Some(say(
                "a place where nothing may ever land is no landing place: take it out",
                "任何时段都不可降落的地点不是备降点，请删去",
            )),
        ),
    };
    if let Some(given) = table.given(key) {
        given.error("no-landing-place", fault.text(), help);
    }
}

fn names(table: &Table) -> Option<Bilingual> {
    let (en, zh) = (text(table, "name"), text(table, "name_zh"));
    Some(Bilingual::new(en?, zh?))
}

fn text(table: &Table, key: &'static str) -> Option<String> {
    table.required(key, |given| given.text().map(str::to_owned))
}
