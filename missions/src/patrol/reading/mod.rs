//! From the text of a patrol to a [`Patrol`], or to everything that is wrong with it.

mod areas;
mod conditions;
pub(super) mod keys;
mod lines;
mod patterns;
mod points;
mod rule;
mod sensing;
mod times;

use super::{Patrol, Priority};
use geofences::{Bilingual, Severity};
use patterns::Kind;
use sensing::Sensing;
use written::{Notation, Problem, Report, Table, compare_positions, parse, say, text_of};

/// What a file held.
#[derive(Clone, Debug, PartialEq)]
pub struct PatrolFile {
    /// The patrol; none where a problem is an error.
    pub patrol: Option<Patrol>,
    /// All problems, in the file's order.
    pub problems: Vec<Problem>,
}

/// What one flight looks at is smaller than this, kilometres.
const FARTHEST_KM: f64 = 100.0;

/// Reads a patrol. `file` is the file's name as the user gave it: it stands in every problem, and one that ends with
/// `.json` is read as JSON.
pub fn read(file: &str, bytes: &[u8]) -> PatrolFile {
    match text_of(file, bytes) {
        Ok(text) => read_text(file, text, Notation::of_file(file)),
        Err(problem) => PatrolFile {
            patrol: None,
            problems: vec![*problem],
        },
    }
}

/// Reads a patrol from a text in a notation.
pub fn read_text(file: &str, text: &str, notation: Notation) -> PatrolFile {
    let report = Report::new(file, text, notation, ());
    let tree = parse(&report);
    let patrol = patrol(&Table::of_file(&report, &tree, &keys::FILE));
    let help = say(
        "longitude comes first; one flight does not go so far",
        "经度在前，纬度在后；一次飞行到不了这么远",
    );
    compare_positions(&report, FARTHEST_KM, &help);
    let problems = report.into_problems();
    let is_good = problems.iter().all(|it| it.severity < Severity::Error);
    PatrolFile {
        patrol: patrol.filter(|_| is_good),
        problems,
    }
}

fn patrol(file: &Table<'_>) -> Option<Patrol> {
    let general = general(file);
    let pattern = file.required("pattern", |given| given.table(&keys::PATTERN));
    let kind = pattern.as_ref().and_then(patterns::kind);
    let flight = file.optional("flight", |given| given.table(&keys::FLIGHT));
    let speed_mps = flight.as_ref().and_then(sensing::speed_mps);
    let payload_kg = flight.as_ref().and_then(sensing::payload_kg);
    let pattern = pattern.and_then(|it| patterns::read(it, kind?, flight.as_ref()));
    let sensing = sensing(file, kind, pattern.as_ref(), flight);
    let recurrence = times::read(file);
    let limits = conditions::limits(file);
    let approvals = conditions::approvals(file);
    let general = general?;
    let sensing = sensing?;
    Some(Patrol {
        id: general.id,
        name: general.name,
        department: general.department,
        source: general.source,
        priority: general.priority,
        may_overfly_people: general.may_overfly_people,
        pattern: pattern?,
        sensor: sensing.sensor,
        height: sensing.height,
        speed_mps,
        payload_kg: payload_kg.unwrap_or(0.0),
        recurrence,
        limits,
        approvals,
    })
}

/// Which of the keys of `[sensor]` and `[flight]` mean something depends on the pattern: without it none is judged.
fn sensing(
    file: &Table<'_>,
    kind: Option<Kind>,
    pattern: Option<&super::Pattern>,
    flight: Option<Table<'_>>,
) -> Option<Sensing> {
    sensing::read(file, kind?, pattern, flight)
}

/// What `[patrol]` says.
struct General {
    id: String,
    name: Bilingual,
    department: Bilingual,
    source: Option<String>,
    priority: Priority,
    may_overfly_people: bool,
}

fn general(file: &Table<'_>) -> Option<General> {
    let table = file.required("patrol", |given| given.table(&keys::PATROL))?;
    let both = |en, zh| {
        let en = table.required(en, |given| given.text());
        let zh = table.required(zh, |given| given.text());
        Some(say(en?, zh?))
    };
    let id = table.required("id", |given| given.name());
    let name = both("name", "name_zh");
    let department = both("department", "department_zh");
    let source = table.optional("source", |given| given.text());
    let priority = table.optional("priority", |given| {
        given.choice(
            ("priority", "优先级"),
            &[
                ("emergency", Priority::Emergency),
                ("high", Priority::High),
                ("normal", Priority::Normal),
                ("low", Priority::Low),
            ],
        )
    });
    let may_overfly_people = table.optional("people", |given| {
        given.choice(
            ("way to deal with people beneath", "对下方人员的处理方式"),
            &[("avoid", false), ("overfly", true)],
        )
    });
    Some(General {
        id: id?.to_owned(),
        name: name?,
        department: department?,
        source: source.map(str::to_owned),
        priority: priority.unwrap_or(Priority::Normal),
        may_overfly_people: may_overfly_people.unwrap_or(false),
    })
}
