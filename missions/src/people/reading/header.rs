//! The row of column names.

use super::rows::{Field, Row};
use written::{Report, Spot, closest, one_of, say};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Cell,
    Longitude,
    Latitude,
    Level,
    Day,
    Name,
    /// People per km² in the hour that begins then.
    Hour(usize),
    /// What is wrong with its name is noted.
    NotUnderstood,
}

/// The columns, in their order.
pub(super) struct Header {
    columns: Vec<Option<Column>>,
    pub spot: Spot,
}

const WORDS: [(&str, Column); 6] = [
    ("cell", Column::Cell),
    ("longitude", Column::Longitude),
    ("latitude", Column::Latitude),
    ("level", Column::Level),
    ("day", Column::Day),
    ("name", Column::Name),
];

impl Column {
    /// What a column is called: a word, or an hour with a zero before it or not.
    fn of(name: &str) -> Option<Self> {
        let word = WORDS.iter().find(|(word, _)| *word == name);
        word.map(|(_, column)| *column).or_else(|| {
            let is_number = name.len() <= 2 && name.bytes().all(|it| it.is_ascii_digit());
            let hour = name.parse().ok().filter(|hour| is_number && *hour < 24);
            hour.map(Self::Hour)
        })
    }

    /// What problems call it.
    pub fn name(self) -> String {
        match self {
            Self::Hour(hour) => hour.to_string(),
            word => {
                let found = WORDS.iter().find(|(_, column)| *column == word);
                found.map_or("", |(word, _)| word).to_owned()
            }
        }
    }
}

impl Header {
    pub fn has(&self, column: Column) -> bool {
        self.columns.contains(&Some(column))
    }

    /// The fields of a row that are not blank, with their columns.
    pub fn fields<'r, 'a>(
        &self,
        row: &'r Row<'a>,
    ) -> impl Iterator<Item = (Option<Column>, &'r Field<'a>)> {
        let columns = self.columns.iter().copied().chain(std::iter::repeat(None));
        let fields = columns.zip(&row.fields);
        fields.filter(|(_, field)| !field.text.is_empty())
    }
}

pub(super) fn read(report: &Report<'_>, row: &Row<'_>) -> Header {
    let mut header = Header {
        columns: Vec::new(),
        spot: row.spot(),
    };
    for field in &row.fields {
        let column = column(report, field, &header);
        header.columns.push(column);
    }
    tell_missing(report, &header);
    header
}

fn column(report: &Report<'_>, field: &Field<'_>, before: &Header) -> Option<Column> {
    let name = field.text.as_ref();
    if name.is_empty() {
        return None;
    }
    let Some(column) = Column::of(name) else {
        let what = say(
            format!("{name:?} is no column: an hour from 0 to 23, or a word"),
            format!("没有名为 {name:?} 的列：应为 0 至 23 的小时或列名"),
        );
        let words = WORDS.map(|(word, _)| word);
        let help = closest(report, name, &words).unwrap_or_else(|| one_of(&words));
        report.error("unknown-column", &field.spot(name), what, Some(help));
        return Some(Column::NotUnderstood);
    };
    if before.has(column) {
        let what = say(
            format!("column {name} is there twice"),
            format!("列 {name} 重复"),
        );
        let help = say("take one out", "请删去其一");
        report.error("duplicate-column", &field.spot(name), what, Some(help));
        return Some(Column::NotUnderstood);
    }
    Some(column)
}

fn tell_missing(report: &Report<'_>, header: &Header) {
    let by_degrees = [Column::Longitude, Column::Latitude, Column::Level];
    let is_by_degrees = by_degrees.iter().any(|it| header.has(*it));
    if is_by_degrees && header.has(Column::Cell) {
        let what = say(
            "cells are told by cell, or by longitude, latitude and level, not by both",
            "网格由 cell 给出，或由 longitude、latitude 和 level 给出，不可并用",
        );
        report.error("contradiction", &header.spot, what, None);
    }
    let place: &[Column] = if is_by_degrees && !header.has(Column::Cell) {
        &by_degrees
    } else {
        &[Column::Cell]
    };
    let hours = (0..24).map(Column::Hour);
    let wanted = place.iter().copied().chain([Column::Day]).chain(hours);
    let missing: Vec<String> = wanted
        .filter(|column| !header.has(*column))
        .map(Column::name)
        .collect();
    if !missing.is_empty() {
        let missing = missing.join(", ");
        let what = say(
            format!("columns are missing: {missing}"),
            format!("缺少列：{missing}"),
        );
        report.error("missing-column", &header.spot, what, None);
    }
}
