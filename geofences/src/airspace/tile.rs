//! One tile of the index: its entries with their bounds, and the cell directory.

use super::cells::{
    CellDirectory, CellGrid, CellPlace, Covers, MOST_LOCALS, OpenCell, TileFrame, side_for,
};
use super::entry::Entry;
use super::prepared::PointLocation;
use geo::{Coord, Rect};
use std::sync::Arc;

/// A tile. It is never changed: a change makes the next one.
#[derive(Clone, Debug)]
pub struct Tile {
    /// The entries by local number.
    locals: Arc<[Local]>,
    /// `None` when the tile holds too many entries for it.
    cells: Option<CellDirectory>,
}

/// An entry's place in a tile.
#[derive(Clone, Debug)]
struct Local {
    /// `None` where one was taken away.
    entry: Option<Arc<Entry>>,
    bounds: TileBounds,
}

/// A rectangle in 1/16 384 of a tile, rounded outwards: what does not touch another so does not
/// touch it in degrees either. It reaches a tile beyond the tile, and is cut off there.
///
/// An entry is no smaller than a quarter of its tile, but at the finest level: a tree would find
/// little to leave out.
#[derive(Clone, Copy, Debug)]
struct TileBounds {
    low: [u16; 2],
    high: [u16; 2],
}

impl TileBounds {
    fn of(rect: &Rect<f64>, frame: &TileFrame) -> Self {
        let scale = 16_384.0 * frame.per_deg;
        // Casts cut off what is out of range.
        let units = |degrees: f64, origin: f64| (degrees - origin) * scale + 16_384.0;
        let (low, high) = (rect.min(), rect.max());
        Self {
            low: [
                units(low.x, frame.origin.x).floor() as u16,
                units(low.y, frame.origin.y).floor() as u16,
            ],
            high: [
                units(high.x, frame.origin.x).ceil() as u16,
                units(high.y, frame.origin.y).ceil() as u16,
            ],
        }
    }

    fn touches(&self, other: &Self) -> bool {
        (self.low[0] <= other.high[0])
            & (other.low[0] <= self.high[0])
            & (self.low[1] <= other.high[1])
            & (other.low[1] <= self.high[1])
    }
}

impl Local {
    fn new(frame: &TileFrame, entry: Arc<Entry>) -> Self {
        Self {
            bounds: TileBounds::of(&entry.bounds(), frame),
            entry: Some(entry),
        }
    }
}

impl Tile {
    /// A tile of entries that all reach into it and are no larger than it.
    pub fn build(frame: &TileFrame, entries: Vec<Arc<Entry>>) -> Self {
        let cells = (entries.len() <= MOST_LOCALS).then(|| {
            let side = side_for(entries.len());
            let grid = CellGrid::new(*frame, side);
            let covers: Vec<Covers> = entries
                .iter()
                .map(|entry| Covers::of(entry.area(), &grid))
                .collect();
            CellDirectory::build(&covers, side)
        });
        Self {
            locals: entries
                .into_iter()
                .map(|entry| Local::new(frame, entry))
                .collect(),
            cells,
        }
    }

    /// This tile and one more entry.
    pub fn with(&self, frame: &TileFrame, entry: &Arc<Entry>) -> Self {
        let count = self.entries().count() + 1;
        if self
            .cells
            .as_ref()
            .is_some_and(|cells| !suits(cells, count))
        {
            let added = std::iter::once(entry);
            return Self::build(frame, self.entries().chain(added).cloned().collect());
        }
        let mut locals = self.locals.to_vec();
        let added = Local::new(frame, Arc::clone(entry));
        let local = match locals.iter().position(|local| local.entry.is_none()) {
            Some(free) => {
                locals[free] = added;
                free
            }
            None => {
                locals.push(added);
                locals.len() - 1
            }
        };
        let cells = self.cells.as_ref().map(|cells| {
            let grid = CellGrid::new(*frame, cells.side());
            cells.with(local as u16, &Covers::of(entry.area(), &grid))
        });
        Self {
            locals: locals.into(),
            cells,
        }
    }

    /// This tile without an entry; `None` when nothing would be left.
    pub fn without(&self, frame: &TileFrame, entry: &Arc<Entry>) -> Option<Self> {
        let is_it = |held: &Arc<Entry>| Arc::ptr_eq(held, entry);
        let holds = |local: &Local| local.entry.as_ref().is_some_and(is_it);
        let Some(local) = self.locals.iter().position(holds) else {
            return Some(self.clone());
        };
        let count = self.entries().count() - 1;
        if count == 0 {
            return None;
        }
        let Some(cells) = self.cells.as_ref().filter(|cells| suits(cells, count)) else {
            // Once there were too many for a directory: it comes back when there is room again.
            if self.cells.is_none() && count > MOST_LOCALS / 2 {
                let others = self.locals.iter().filter(|held| !holds(held));
                return Some(Self {
                    locals: others.cloned().collect(),
                    cells: None,
                });
            }
            let others = self.entries().filter(|held| !is_it(held));
            return Some(Self::build(frame, others.cloned().collect()));
        };
        let mut locals = self.locals.to_vec();
        locals[local].entry = None;
        Some(Self {
            locals: locals.into(),
            cells: Some(cells.without(local as u16)),
        })
    }

    /// The first step of a look: where the point's cell stands, where the tile has a directory.
    #[inline]
    pub fn find(&self, frame: TileFrame, point: Coord<f64>) -> Option<CellPlace> {
        self.cells.as_ref().map(|cells| cells.find(frame, point))
    }

    /// The second step: the cell itself.
    #[inline]
    pub fn open(&self, place: Option<CellPlace>) -> Option<OpenCell<'_>> {
        self.cells
            .as_ref()
            .zip(place)
            .map(|(cells, place)| cells.open(place))
    }

    /// All entries of the tile.
    fn entries(&self) -> impl Iterator<Item = &Arc<Entry>> {
        self.locals.iter().filter_map(|local| local.entry.as_ref())
    }

    /// The last step: calls `found` for every entry that contains the point, boundary included.
    #[inline]
    pub fn containing<'a>(
        &'a self,
        cell: Option<OpenCell<'_>>,
        point: Coord<f64>,
        mut found: impl FnMut(&'a Arc<Entry>, PointLocation),
    ) {
        let Some(cell) = cell else {
            for entry in self.entries() {
                let location = entry.area().locate(point);
                if location != PointLocation::Outside {
                    found(entry, location);
                }
            }
            return;
        };
        let entry = |local: u16| self.locals.get(usize::from(local))?.entry.as_ref();
        cell.containing(
            |local| entry(local).map_or(PointLocation::Outside, |entry| entry.area().locate(point)),
            |local, location| {
                if let Some(entry) = entry(local) {
                    found(entry, location);
                }
            },
        );
    }

    /// The entries whose rectangles touch `rect`.
    pub fn touching<'a>(
        &'a self,
        frame: &TileFrame,
        rect: Rect<f64>,
    ) -> impl Iterator<Item = &'a Arc<Entry>> + use<'a> {
        let window = TileBounds::of(&rect, frame);
        self.locals
            .iter()
            .filter(move |local| local.bounds.touches(&window))
            .filter_map(|local| local.entry.as_ref())
            .filter(move |entry| touch(&entry.bounds(), &rect))
    }
}

/// Whether a directory's cells suit so many entries. A third more or fewer than its limits are
/// let be, so that changes to and fro do not rebuild it each time.
fn suits(cells: &CellDirectory, entries: usize) -> bool {
    let allowed = side_for(entries * 3 / 4)..=side_for(entries * 4 / 3);
    entries <= MOST_LOCALS && allowed.contains(&cells.side())
}

fn touch(a: &Rect<f64>, b: &Rect<f64>) -> bool {
    a.min().x <= b.max().x
        && b.min().x <= a.max().x
        && a.min().y <= b.max().y
        && b.min().y <= a.max().y
}

#[cfg(test)]
mod tests;
