//! From the text of a file to [`PeopleByHour`], or to everything that is wrong with it.

mod cells;
mod header;
mod rows;
mod settings;

use super::PeopleByHour;
use super::by_hour::Told;
use geofences::Severity;
use rows::Rows;
use written::{Notation, Problem, Report, Spot, compare_positions, say, text_of};

/// What a file held.
#[derive(Clone, Debug, PartialEq)]
pub struct PeopleFile {
    /// Who is on the ground; none where a problem is an error.
    pub people: Option<PeopleByHour>,
    /// All problems, in the file's order.
    pub problems: Vec<Problem>,
}

/// A city is smaller than this, kilometres from its middle.
const FARTHEST_KM: f64 = 200.0;

/// Reads a file of people. `file` is the file's name as the user gave it: it stands in every problem.
pub fn read(file: &str, bytes: &[u8]) -> PeopleFile {
    let text = match text_of(file, bytes) {
        Ok(text) => text,
        Err(problem) => {
            return PeopleFile {
                people: None,
                problems: vec![*problem],
            };
        }
    };
    let report = Report::new(file, text, Notation::Csv, ());
    let told = told(&report);
    let help = say(
        "longitude comes first; a city is not so wide",
        "经度在前，纬度在后；城市没有这么大",
    );
    compare_positions(&report, FARTHEST_KM, &help);
    let people = told.and_then(PeopleByHour::new);
    let problems = report.into_problems();
    let is_good = problems.iter().all(|it| it.severity < Severity::Error);
    PeopleFile {
        people: people.filter(|_| is_good),
        problems,
    }
}

fn told(report: &Report<'_>) -> Option<Told> {
    let mut rows = Rows::new(report);
    let (settings, header) = settings::read(report, &mut rows);
    let Some(header) = header else {
        let what = say("there is no row of column names", "没有列名行");
        let help = say(
            "after the settings write: cell,day,name,0,1,2 and so on to 23",
            "在设置行之后写：cell,day,name,0,1,2 直至 23",
        );
        report.error("no-header", &Spot::new(0, ""), what, Some(help));
        return None;
    };
    let header = header::read(report, &header);
    let cells = cells::read(report, &mut rows, &header);
    let is_known = |row: &super::by_hour::HoursOfCell| row.per_km2.iter().any(|it| !it.is_nan());
    if !cells.rows.iter().any(is_known) && !cells.has_gaps && !rows.is_broken {
        let what = say("no number of people is told", "没有任何人数");
        let help = say(
            "write people per km² under the hours; 0 is nobody, blank is not known",
            "在各小时列下填写每平方公里人数；0 为无人，空白为未知",
        );
        report.error("empty", &header.spot, what, Some(help));
    }
    let settings = settings?;
    Some(Told {
        source: settings.source,
        first_day: settings.first_day,
        days: settings.days,
        rows: cells.rows,
        cells: cells.cells,
    })
}
