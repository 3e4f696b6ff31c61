//! One tile of the index: its entries, an R-tree over them, and the cell directory.

use super::cells::{CellDirectory, Covers, MOST_LOCALS, OpenCell, TileFrame};
use super::entry::Entry;
use super::prepared::PointLocation;
use geo::{Coord, Rect};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};
use std::sync::Arc;

type Envelope = GeomWithData<Rectangle<[f64; 2]>, u32>;

/// A tile. It is never changed: a change makes the next one.
#[derive(Clone, Debug)]
pub struct Tile {
    /// The entries by local number; `None` where one was taken away.
    locals: Vec<Option<Arc<Entry>>>,
    /// Over the entries' rectangles.
    tree: RTree<Envelope>,
    /// `None` when the tile holds too many entries for it; the R-tree then serves alone.
    cells: Option<CellDirectory>,
}

impl Tile {
    /// A tile of entries that all reach into it and are no larger than it.
    pub fn build(frame: &TileFrame, entries: Vec<Arc<Entry>>) -> Self {
        let cells = (entries.len() <= MOST_LOCALS).then(|| {
            let covers: Vec<Covers> = entries
                .iter()
                .map(|entry| Covers::of(entry.area(), frame))
                .collect();
            CellDirectory::build(&covers)
        });
        let envelopes = entries
            .iter()
            .enumerate()
            .map(|(local, entry)| envelope(entry, local as u32))
            .collect();
        Self {
            locals: entries.into_iter().map(Some).collect(),
            tree: RTree::bulk_load(envelopes),
            cells,
        }
    }

    /// This tile and one more entry.
    pub fn with(&self, frame: &TileFrame, entry: &Arc<Entry>) -> Self {
        let mut next = self.clone();
        let local = match next.locals.iter().position(Option::is_none) {
            Some(free) => free,
            None => {
                next.locals.push(None);
                next.locals.len() - 1
            }
        };
        next.locals[local] = Some(Arc::clone(entry));
        next.tree.insert(envelope(entry, local as u32));
        next.cells = match &self.cells {
            Some(cells) if local < MOST_LOCALS => {
                Some(cells.with(local as u16, &Covers::of(entry.area(), frame)))
            }
            _ => None,
        };
        next
    }

    /// This tile without an entry; `None` when nothing would be left.
    pub fn without(&self, frame: &TileFrame, entry: &Arc<Entry>) -> Option<Self> {
        let holds = |local: &Option<Arc<Entry>>| {
            local.as_ref().is_some_and(|held| Arc::ptr_eq(held, entry))
        };
        let Some(local) = self.locals.iter().position(holds) else {
            return Some(self.clone());
        };
        let mut next = self.clone();
        next.locals[local] = None;
        next.tree.remove(&envelope(entry, local as u32));
        if next.tree.size() == 0 {
            return None;
        }
        next.cells = match &self.cells {
            Some(cells) => Some(cells.without(local as u16)),
            // Few enough again for a directory, with room so that it does not come and go.
            None if next.tree.size() <= MOST_LOCALS / 2 => {
                return Some(Self::build(frame, next.entries().cloned().collect()));
            }
            None => None,
        };
        Some(next)
    }

    /// The cell directory.
    pub fn cells(&self) -> Option<&CellDirectory> {
        self.cells.as_ref()
    }

    /// All entries of the tile.
    pub fn entries(&self) -> impl Iterator<Item = &Arc<Entry>> {
        self.locals.iter().flatten()
    }

    /// Calls `found` for every entry that contains the point, boundary included; `cell` is the
    /// point's cell, where the tile has a directory.
    #[inline]
    pub fn containing<'a>(
        &'a self,
        cell: Option<OpenCell<'_>>,
        point: Coord<f64>,
        mut found: impl FnMut(&'a Arc<Entry>, PointLocation),
    ) {
        let entry = |local: u32| self.locals.get(local as usize).and_then(Option::as_ref);
        let locate = |local: u32| {
            entry(local).map_or(PointLocation::Outside, |entry| entry.area().locate(point))
        };
        if let Some(cell) = cell {
            cell.containing(
                |local| locate(u32::from(local)),
                |local, location| {
                    if let Some(entry) = entry(u32::from(local)) {
                        found(entry, location);
                    }
                },
            );
            return;
        }
        for hit in self.tree.locate_all_at_point([point.x, point.y]) {
            let location = locate(hit.data);
            if let (Some(entry), true) = (entry(hit.data), location != PointLocation::Outside) {
                found(entry, location);
            }
        }
    }

    /// The entries whose rectangles touch `rect`.
    pub fn touching(&self, rect: &Rect<f64>) -> impl Iterator<Item = &Arc<Entry>> {
        let window = AABB::from_corners([rect.min().x, rect.min().y], [rect.max().x, rect.max().y]);
        self.tree
            .locate_in_envelope_intersecting(window)
            .filter_map(|hit| self.locals.get(hit.data as usize)?.as_ref())
    }
}

fn envelope(entry: &Entry, local: u32) -> Envelope {
    let (low, high) = (entry.bounds().min(), entry.bounds().max());
    GeomWithData::new(
        Rectangle::from_corners([low.x, low.y], [high.x, high.y]),
        local,
    )
}
