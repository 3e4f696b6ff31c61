//! People on the ground, by cell and hour, as a cost of each metre flown above them.

use chrono::{DateTime, Utc};
use geo::Coord;
use rustc_hash::FxHashMap;

/// Who is on the ground.
pub trait PeopleOnGround: Send + Sync {
    /// How wide (x, longitude) and high (y, latitude) each cell is, degrees; at least
    /// [`People::SMALLEST_CELL_DEG`].
    fn cell_deg(&self) -> Coord<f64>;

    /// How many people per square kilometre are in the open in a cell within the hour that begins at `hour`;
    /// `None` is not known.
    fn per_km2(&self, cell: PeopleCell, hour: DateTime<Utc>) -> Option<f64>;

    /// What the most crowded cell has at its worst hour, people per square kilometre: what is not known counts as
    /// much.
    fn most_crowded_per_km2(&self) -> f64;
}

/// A cell of people: its column and row, counted from −180° of longitude and −90° of latitude.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PeopleCell {
    /// From the west.
    pub column: i64,
    /// From the south.
    pub row: i64,
}

/// People on the ground, and how much it matters.
#[derive(Clone, Copy)]
pub struct People<'a> {
    /// Who is there.
    pub on_ground: &'a dyn PeopleOnGround,
    /// Above 1000 people per square kilometre each metre costs as many more metres.
    pub metres_per_metre_at_1000_per_km2: f64,
}

/// A part of a leg above one cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Above {
    pub cell: PeopleCell,
    /// Which part of the leg, 0…1.
    pub share: f64,
    /// What each metre costs more, metres.
    pub more: f64,
}

impl People<'_> {
    /// Cells are no smaller, degrees: about 10 m.
    pub const SMALLEST_CELL_DEG: f64 = 1e-4;

    /// Whether its numbers can be reckoned with.
    pub(super) fn is_sound(&self) -> bool {
        let is_number = |it: f64| it.is_finite() && it >= 0.0;
        let cell = self.on_ground.cell_deg();
        let is_cell = |it: f64| it.is_finite() && it >= Self::SMALLEST_CELL_DEG;
        is_number(self.metres_per_metre_at_1000_per_km2)
            && is_number(self.on_ground.most_crowded_per_km2())
            && is_cell(cell.x)
            && is_cell(cell.y)
    }

    /// What each metre above a cell costs more, metres, within the hour that begins at `hour`.
    fn more(&self, cell: PeopleCell, hour: DateTime<Utc>) -> f64 {
        let most = self.on_ground.most_crowded_per_km2();
        let told = self.on_ground.per_km2(cell, hour);
        let people = told.filter(|it| it.is_finite() && *it >= 0.0);
        people.unwrap_or(most) / 1000.0 * self.metres_per_metre_at_1000_per_km2
    }

    /// The parts of a leg (degrees) above each cell; `time` tells when a share of it is flown.
    pub(super) fn along(
        &self,
        from: Coord<f64>,
        until: Coord<f64>,
        time: impl Fn(f64) -> DateTime<Utc>,
        known: &mut Known,
    ) -> Vec<Above> {
        let size = self.on_ground.cell_deg();
        let mut cuts = vec![0.0, 1.0];
        cross_lines(from.x + 180.0, until.x + 180.0, size.x, &mut cuts);
        cross_lines(from.y + 90.0, until.y + 90.0, size.y, &mut cuts);
        cuts.sort_unstable_by(f64::total_cmp);
        let parts = cuts.windows(2).filter(|ends| ends[1] > ends[0]);
        parts
            .map(|ends| {
                let middle = 0.5 * (ends[0] + ends[1]);
                let at = from + (until - from) * middle;
                let cell = PeopleCell {
                    column: ((at.x + 180.0) / size.x).floor() as i64,
                    row: ((at.y + 90.0) / size.y).floor() as i64,
                };
                Above {
                    cell,
                    share: ends[1] - ends[0],
                    more: known.more(self, cell, time(middle)),
                }
            })
            .collect()
    }

    /// The four corners of a cell, degrees.
    pub(super) fn corners(&self, cell: PeopleCell) -> [Coord<f64>; 4] {
        let size = self.on_ground.cell_deg();
        [(0, 0), (1, 0), (1, 1), (0, 1)].map(|(east, north)| Coord {
            x: (cell.column + east) as f64 * size.x - 180.0,
            y: (cell.row + north) as f64 * size.y - 90.0,
        })
    }
}

/// What was told of cells already: a search asks again and again.
#[derive(Debug, Default)]
pub(super) struct Known(FxHashMap<(PeopleCell, i64), f64>);

impl Known {
    /// As [`People::more`], at a moment.
    pub(super) fn more(&mut self, people: &People<'_>, cell: PeopleCell, at: DateTime<Utc>) -> f64 {
        let hour = at.timestamp().div_euclid(3_600);
        *self.0.entry((cell, hour)).or_insert_with(|| {
            let begins = DateTime::from_timestamp(hour.saturating_mul(3_600), 0);
            people.more(cell, begins.unwrap_or(at))
        })
    }
}

impl PeopleCell {
    /// The cells that share an edge with it.
    pub(super) fn neighbours(self) -> [Self; 4] {
        let Self { column, row } = self;
        [
            (column - 1, row),
            (column + 1, row),
            (column, row - 1),
            (column, row + 1),
        ]
        .map(|(column, row)| Self { column, row })
    }
}

/// Where a coordinate passes the multiples of `size`, as shares of its way.
fn cross_lines(from: f64, until: f64, size: f64, cuts: &mut Vec<f64>) {
    let (low, high) = (from.min(until), from.max(until));
    let first = (low / size).ceil() as i64;
    let last = (high / size).floor() as i64;
    cuts.extend(
        (first..=last)
            .map(|line| (line as f64 * size - from) / (until - from))
            .filter(|cut| *cut > 0.0 && *cut < 1.0),
    );
}
