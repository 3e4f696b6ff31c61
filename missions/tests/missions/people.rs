//! People on the ground: files with every mistake told at its place, the hours and days that hold, the most beneath a
//! stretch by an oracle written another way, and the file that is shipped.

mod cells;
mod files;
mod shipped;
mod stretches;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use geo::Coord;
use geofences::{BeidouCell, BeidouLevel, Language, LocalPlane, Position, Severity, TimeRange};
use missions::people::{PeopleByHour, PeopleFile, read};
use missions::route::{PeopleCell, PeopleOnGround};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::fmt::Write as _;

const SHIPPED: &[u8] = include_bytes!("../../qingdao/people.csv");

/// Monday, 30 November 2026 to Sunday, 10 January 2027; New Year's Day is a holiday, and a Saturday a workday.
const SETTINGS: &str = "source,示意
valid_from,2026-11-30
valid_until,2027-01-10
holiday,2027-01-01
workday,2027-01-09
";
const COLUMNS: &str =
    "cell,day,name,0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23\n";
/// Of level 5, at 120.3826, 36.0671.
const CELL: &str = "N51J00174E0";

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn place(longitude_deg: f64, latitude_deg: f64) -> Position {
    Position::new(longitude_deg, latitude_deg).unwrap()
}

fn hours(of: impl Fn(usize) -> String) -> String {
    let hours: Vec<String> = (0..24).map(of).collect();
    hours.join(",")
}

/// A row whose number at each hour is that hour and `more`.
fn row(cell: &str, day: &str, more: usize) -> String {
    let hours = hours(|hour| (hour + more).to_string());
    format!("{cell},{day},,{hours}\n")
}

fn of_text(text: &str) -> PeopleFile {
    let file = read("people.csv", text.as_bytes());
    let has_error = file
        .problems
        .iter()
        .any(|it| it.severity == Severity::Error);
    assert_eq!(file.people.is_none(), has_error, "{:?}", file.problems);
    for problem in &file.problems {
        for language in [Language::En, Language::Zh] {
            assert!(!problem.text(language).is_empty());
        }
        assert_ne!(problem.what.en, problem.what.zh);
    }
    file
}

fn good(text: &str) -> PeopleByHour {
    let file = of_text(text);
    assert_eq!(file.problems, [], "{text}");
    file.people.unwrap()
}

fn with_rows(rows: &str) -> PeopleByHour {
    good(&format!("{SETTINGS}{COLUMNS}{rows}"))
}

fn cell_at(people: &PeopleByHour, position: Position) -> PeopleCell {
    let size = people.cell_deg();
    PeopleCell {
        column: ((position.longitude_deg() + 180.0) / size.x).floor() as i64,
        row: ((position.latitude_deg() + 90.0) / size.y).floor() as i64,
    }
}

fn middle(code: &str) -> Position {
    let cell: BeidouCell = code.parse().unwrap();
    Position::try_from(cell.bounds().center()).unwrap()
}

fn told(people: &PeopleByHour, position: Position, time: &str) -> Option<f64> {
    people.per_km2(cell_at(people, position), at(time))
}

fn range(from: &str, until: &str) -> TimeRange {
    TimeRange::new(at(from), at(until)).unwrap()
}
