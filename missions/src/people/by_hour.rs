//! Who is on the ground, by cell of the BeiDou grid, kind of day and hour.

use crate::china_time::{day_number, hour_number};
use crate::route::{PeopleCell, PeopleOnGround};
use chrono::{DateTime, NaiveDate, Utc};
use geo::Coord;
use geofences::BeidouCell;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, HashMap};

/// People on the ground by cell and hour, for the days on which they were told.
///
/// Cells of several levels may lie in each other: the finest that is there says it all for its ground. Everything is
/// told in cells of the finest level.
#[derive(Clone, Debug, PartialEq)]
pub struct PeopleByHour {
    source: String,
    first_day: NaiveDate,
    last_day: NaiveDate,
    /// From the first day to the last.
    days: Vec<DayKind>,
    rows: Vec<HoursOfCell>,
    /// The finest first.
    layers: Vec<Layer>,
    cell_deg: Coord<f64>,
    most_crowded_per_km2: f64,
}

/// Which of the rows of a cell holds on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum DayKind {
    /// Monday to Friday, and days that count so.
    Weekday,
    /// Saturday and Sunday, and days that count so.
    Weekend,
}

/// What a row of the file says.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct HoursOfCell {
    /// What people call the place.
    pub name: Option<String>,
    /// People per km² by the hour of the day; NaN is not known.
    pub per_km2: [f64; 24],
}

/// The rows of a cell by the kind of day.
pub(super) type RowsOfCell = [Option<u32>; 2];

/// The cells of one level.
#[derive(Clone, Debug, PartialEq)]
struct Layer {
    /// So many cells of the finest level lie side by side in one of this.
    finest_across: i64,
    cells: FxHashMap<PeopleCell, RowsOfCell>,
}

/// Everything that a file says.
#[derive(Debug)]
pub(super) struct Told {
    pub source: String,
    pub first_day: NaiveDate,
    /// From the first day on; one at least.
    pub days: Vec<DayKind>,
    pub rows: Vec<HoursOfCell>,
    /// All within levels that divide each other in squares.
    pub cells: Vec<(BeidouCell, RowsOfCell)>,
}

impl PeopleByHour {
    /// From what a file says; `None` where it knows no number at all.
    pub(super) fn new(told: Told) -> Option<Self> {
        let known = told.rows.iter().flat_map(|row| row.per_km2);
        let most_crowded_per_km2 = known.filter(|it| !it.is_nan()).reduce(f64::max)?;
        let finest = told
            .cells
            .iter()
            .map(|(cell, _)| *cell)
            .max_by_key(|it| it.level())?;
        let (width_deg, height_deg) = finest.size_deg();
        let cell_deg = Coord {
            x: width_deg,
            y: height_deg,
        };
        let mut by_level: BTreeMap<_, FxHashMap<PeopleCell, RowsOfCell>> = BTreeMap::new();
        let mut across = HashMap::new();
        for (cell, rows) in told.cells {
            across.insert(cell.level(), (cell.size_deg().0 / width_deg).round() as i64);
            let cells = by_level.entry(cell.level()).or_default();
            cells.insert(people_cell(cell), rows);
        }
        let layers = by_level.into_iter().rev().map(|(level, cells)| Layer {
            finest_across: across.get(&level).copied().unwrap_or(1),
            cells,
        });
        let layers = layers.collect();
        let last = i64::try_from(told.days.len()).ok()? - 1;
        let last_day = told
            .first_day
            .checked_add_signed(chrono::TimeDelta::try_days(last)?)?;
        Some(Self {
            source: told.source,
            first_day: told.first_day,
            last_day,
            days: told.days,
            rows: told.rows,
            layers,
            cell_deg,
            most_crowded_per_km2,
        })
    }

    /// Where it comes from, such as 示意 (illustrative).
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The first and the last day for which it was told, by the clocks of China; on others nothing is known.
    pub fn days(&self) -> (NaiveDate, NaiveDate) {
        (self.first_day, self.last_day)
    }

    /// How many cells there are, of all levels.
    pub fn cell_count(&self) -> usize {
        self.layers.iter().map(|layer| layer.cells.len()).sum()
    }

    /// The kind of the day that has an hour; `None` where nothing was told for it.
    pub(super) fn kind_of_day(&self, hour_number: i64) -> Option<DayKind> {
        let day = hour_number.div_euclid(24) - day_number(self.first_day);
        self.days.get(usize::try_from(day).ok()?).copied()
    }

    /// The rows for a cell of the finest level.
    pub(super) fn rows_of(&self, cell: PeopleCell) -> Option<&RowsOfCell> {
        self.layers.iter().find_map(|layer| {
            layer.cells.get(&PeopleCell {
                column: cell.column.div_euclid(layer.finest_across),
                row: cell.row.div_euclid(layer.finest_across),
            })
        })
    }

    /// What a cell's row says for a kind of day.
    pub(super) fn hours_of(&self, rows: &RowsOfCell, kind: DayKind) -> Option<&HoursOfCell> {
        let [weekday, weekend] = rows;
        let row = match kind {
            DayKind::Weekday => weekday,
            DayKind::Weekend => weekend,
        };
        self.rows.get((*row)? as usize)
    }
}

impl HoursOfCell {
    /// People per km² at an hour of the day; `None` is not known.
    pub(super) fn at(&self, hour_of_day: usize) -> Option<f64> {
        let told = self.per_km2.get(hour_of_day).copied();
        told.filter(|it| !it.is_nan())
    }
}

/// The hour of the day of an hour that is counted from 1970.
pub(super) fn hour_of_day(hour_number: i64) -> usize {
    hour_number.rem_euclid(24) as usize
}

impl PeopleOnGround for PeopleByHour {
    fn cell_deg(&self) -> Coord<f64> {
        self.cell_deg
    }

    fn per_km2(&self, cell: PeopleCell, hour: DateTime<Utc>) -> Option<f64> {
        let hour = hour_number(hour);
        let kind = self.kind_of_day(hour)?;
        self.hours_of(self.rows_of(cell)?, kind)?
            .at(hour_of_day(hour))
    }

    fn most_crowded_per_km2(&self) -> f64 {
        self.most_crowded_per_km2
    }
}

/// A cell of the BeiDou grid as columns and rows from −180° and −90°, which the sizes of its levels from 2 on divide.
/// Its middle decides: its borders are not exact as degrees.
fn people_cell(cell: BeidouCell) -> PeopleCell {
    let (width_deg, height_deg) = cell.size_deg();
    let middle = cell.bounds().center();
    PeopleCell {
        column: ((middle.x + 180.0) / width_deg).floor() as i64,
        row: ((middle.y + 90.0) / height_deg).floor() as i64,
    }
}
