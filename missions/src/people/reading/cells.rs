//! The rows below the column names: one cell on one kind of day each.

use super::super::by_hour::{DayKind, HoursOfCell, RowsOfCell};
use super::header::{Column, Header};
use super::rows::{Field, Row, Rows};
use geofences::{BeidouCell, BeidouLevel, Position};
use std::collections::HashMap;
use written::{Bounds, Report, bounds, say};

/// So many cells are kept.
const MOST_CELLS: usize = 200_000;
/// Longer names fit no screen, characters.
const LONGEST_NAME: usize = 48;
/// Five people on each square metre: in more nobody moves.
const PER_KM2: Bounds = bounds(0.0, 5_000_000.0, "people/km²");
/// The levels, of which each divides the one before it in squares: 60″, 4″, 2″ (GB/T 39409-2020).
const LEVELS: Bounds = bounds(4.0, 6.0, "");
const LONGITUDE_DEG: Bounds = bounds(-180.0, 180.0, "°");
const LATITUDE_DEG: Bounds = bounds(-87.99, 87.99, "°");

/// What the rows say.
#[derive(Default)]
pub(super) struct Cells {
    pub rows: Vec<HoursOfCell>,
    pub cells: Vec<(BeidouCell, RowsOfCell)>,
    /// Whether some of them could not be understood.
    pub has_gaps: bool,
    /// Whether there are more than are kept, which is noted.
    is_full: bool,
    by_cell: HashMap<BeidouCell, usize>,
}

/// What a row says.
struct Said<'r, 'a> {
    cell: Option<&'r Field<'a>>,
    longitude: Option<&'r Field<'a>>,
    latitude: Option<&'r Field<'a>>,
    level: Option<&'r Field<'a>>,
    day: Option<&'r Field<'a>>,
    hours: HoursOfCell,
    is_good: bool,
}

pub(super) fn read<'a>(report: &'a Report<'a>, rows: &mut Rows<'a>, header: &Header) -> Cells {
    let mut cells = Cells::default();
    for row in rows {
        if cells.row(report, &row, header).is_none() {
            cells.has_gaps = true;
        }
        if cells.is_full {
            break;
        }
    }
    cells
}

impl Cells {
    /// Reads a row; `None` where something of it is wrong, which is noted.
    fn row(&mut self, report: &Report<'_>, row: &Row<'_>, header: &Header) -> Option<()> {
        let said = said(report, row, header);
        let cell = said.cell(report, row, header);
        let days = said.days(report, row, header);
        let (cell, days) = (cell?, days?);
        if said.is_good {
            self.add(report, row, cell, days, said.hours)
        } else {
            None
        }
    }

    fn add(
        &mut self,
        report: &Report<'_>,
        row: &Row<'_>,
        cell: BeidouCell,
        days: &[DayKind],
        hours: HoursOfCell,
    ) -> Option<()> {
        let number = u32::try_from(self.rows.len()).ok()?;
        let at = *self.by_cell.entry(cell).or_insert(self.cells.len());
        if at >= MOST_CELLS {
            self.is_full = true;
            let what = say(
                format!("{MOST_CELLS} cells are the most"),
                format!("最多 {MOST_CELLS} 个网格"),
            );
            let help = say(
                "use larger cells where little changes",
                "变化不大处请用更大的网格",
            );
            let spot = row.spot();
            report.error("too-large", &spot, what, Some(help));
            return None;
        }
        if at == self.cells.len() {
            let middle = Position::try_from(cell.bounds().center()).ok()?;
            report.saw_position(middle, row.spot());
            self.cells.push((cell, [None; 2]));
        }
        let (_, rows) = self.cells.get_mut(at)?;
        for kind in days {
            let place = rows.get_mut(match kind {
                DayKind::Weekday => 0,
                DayKind::Weekend => 1,
            })?;
            if place.is_some() {
                let what = say(
                    format!("cell {cell} has numbers for such days already"),
                    format!("网格 {cell} 已有此类日期的数据"),
                );
                let help = say("take one row out", "请删去其中一行");
                let spot = row.spot();
                report.error("duplicate-cell", &spot, what, Some(help));
                return None;
            }
            *place = Some(number);
        }
        self.rows.push(hours);
        Some(())
    }
}

/// Takes a row apart. What is under no column is noted.
fn said<'r, 'a>(report: &Report<'_>, row: &'r Row<'a>, header: &Header) -> Said<'r, 'a> {
    let mut said = Said {
        cell: None,
        longitude: None,
        latitude: None,
        level: None,
        day: None,
        hours: HoursOfCell {
            name: None,
            per_km2: [f64::NAN; 24],
        },
        is_good: true,
    };
    for (column, field) in header.fields(row) {
        match column {
            Some(Column::Cell) => said.cell = Some(field),
            Some(Column::Longitude) => said.longitude = Some(field),
            Some(Column::Latitude) => said.latitude = Some(field),
            Some(Column::Level) => said.level = Some(field),
            Some(Column::Day) => said.day = Some(field),
            Some(Column::Name) => said.name(report, field),
            Some(Column::Hour(hour)) => said.hour(report, field, hour),
            Some(Column::NotUnderstood) => said.is_good = false,
            None => said.stray(report, field),
        }
    }
    said
}

impl Said<'_, '_> {
    fn name(&mut self, report: &Report<'_>, field: &Field<'_>) {
        let count = field.text.chars().count();
        if count > LONGEST_NAME {
            let what = say(
                format!("the name has {count} characters; {LONGEST_NAME} are the most"),
                format!("名称有 {count} 个字符，最多 {LONGEST_NAME} 个"),
            );
            report.error("bad-name", &field.spot("name"), what, None);
            self.is_good = false;
            return;
        }
        self.hours.name = Some(field.text.clone().into_owned());
    }

    fn hour(&mut self, report: &Report<'_>, field: &Field<'_>, hour: usize) {
        let key = Column::Hour(hour).name();
        let number = field.number(report, &key, PER_KM2);
        let place = self.hours.per_km2.get_mut(hour);
        if let (Some(number), Some(place)) = (number, place) {
            *place = number;
        } else {
            self.is_good = false;
        }
    }

    fn stray(&mut self, report: &Report<'_>, field: &Field<'_>) {
        let what = say("this stands under no column", "此值不属于任何列");
        let help = say(
            "give the column a name, or take it out; numbers have no comma within",
            "请为该列命名或删去；数字中不加逗号",
        );
        report.error("no-column", &field.spot(""), what, Some(help));
        self.is_good = false;
    }

    /// Which cell it is about. What is missing is noted where there is a column for it.
    fn cell(&self, report: &Report<'_>, row: &Row<'_>, header: &Header) -> Option<BeidouCell> {
        if let Some(code) = self.cell {
            return by_code(report, code);
        }
        if header.has(Column::Cell) {
            return missing(report, row, Column::Cell);
        }
        let get = |field: Option<_>, column| {
            field.or_else(|| header.has(column).then(|| missing(report, row, column))?)
        };
        let longitude = get(self.longitude, Column::Longitude);
        let latitude = get(self.latitude, Column::Latitude);
        let level = get(self.level, Column::Level);
        let longitude = longitude.and_then(|it| it.number(report, "longitude", LONGITUDE_DEG));
        let latitude = latitude.and_then(|it| it.number(report, "latitude", LATITUDE_DEG));
        let level = level.and_then(|it| it.whole(report, "level", LEVELS));
        let position = Position::new(longitude?, latitude?).ok()?;
        let level = BeidouLevel::new(u8::try_from(level?).ok()?).ok()?;
        BeidouCell::at(position, level).ok()
    }

    /// On which kinds of day it holds.
    fn days(
        &self,
        report: &Report<'_>,
        row: &Row<'_>,
        header: &Header,
    ) -> Option<&'static [DayKind]> {
        let Some(day) = self.day else {
            return header
                .has(Column::Day)
                .then(|| missing(report, row, Column::Day))?;
        };
        let choices: [(&str, &[DayKind]); 3] = [
            ("weekday", &[DayKind::Weekday]),
            ("weekend", &[DayKind::Weekend]),
            ("any", &[DayKind::Weekday, DayKind::Weekend]),
        ];
        day.choice(report, "day", ("kind of day", "日期类别"), &choices)
    }
}

fn by_code(report: &Report<'_>, code: &Field<'_>) -> Option<BeidouCell> {
    let spot = code.spot("cell");
    let cell = match code.text.parse::<BeidouCell>() {
        Ok(cell) => cell,
        Err(error) => {
            report.error("bad-cell", &spot, error.message(), None);
            return None;
        }
    };
    let level = cell.level().number();
    if (LEVELS.least..=LEVELS.most).contains(&f64::from(level)) {
        return Some(cell);
    }
    let what = say(
        format!("this is a cell of level {level}; there may be those of levels 4 to 6"),
        format!("这是第 {level} 级网格，只能用第 4 至 6 级"),
    );
    let help = say(
        "codes have 9, 11 or 12 characters: 60″, 4″, 2″",
        "位置码为 9、11 或 12 位：60″、4″、2″",
    );
    report.error("out-of-range", &spot, what, Some(help));
    None
}

fn missing<T>(report: &Report<'_>, row: &Row<'_>, column: Column) -> Option<T> {
    let name = column.name();
    let what = say(
        format!("{name} is blank in this row"),
        format!("此行的 {name} 为空"),
    );
    report.error("missing-value", &row.spot(), what, None);
    None
}
