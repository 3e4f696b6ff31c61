//! One tile of the index: its entries, a tree over their bounds, and the cell directory.

use super::cells::{
    CellDirectory, CellGrid, CellPlace, Covers, MOST_LOCALS, OpenCell, TileFrame, side_for,
};
use super::entry::Entry;
use super::outline::{Bounds, Outline};
use super::outline_tree::{OutlineTree, Windows};
use super::prepared::PointLocation;
use geo::{Coord, Rect};
use std::sync::Arc;

/// A tile. It is never changed: a change makes the next one.
#[derive(Clone, Debug)]
pub struct Tile {
    /// The entries by local number; `None` where one was taken away. Numbers are not given again
    /// until the tile is built anew.
    locals: Arc<[Option<Arc<Entry>>]>,
    /// Over the outlines of the first entries, those that are gone among them; the next tiles share
    /// it, for copying a tree costs more than all else of a change.
    tree: Arc<OutlineTree>,
    /// The outlines of the others, at most [`MOST_BESIDE_TREE`].
    beside_tree: Arc<[(Bounds, Outline)]>,
    /// `None` when the tile holds too many entries for it; points then go through the tree.
    cells: Option<CellDirectory>,
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
        let locals: Arc<[_]> = entries.into_iter().map(Some).collect();
        Self {
            tree: Arc::new(tree_of(&locals, frame)),
            beside_tree: Arc::default(),
            locals,
            cells,
        }
    }

    /// This tile and one more entry.
    pub fn with(&self, frame: &TileFrame, entry: &Arc<Entry>) -> Self {
        let count = self.entries().count() + 1;
        let suits = |cells: &CellDirectory| suits(cells, count) && self.locals.len() < MOST_LOCALS;
        let is_wasteful = self.locals.len() > 2 * count + MOST_BESIDE_TREE;
        if is_wasteful || !self.cells.as_ref().is_none_or(suits) {
            let added = std::iter::once(entry);
            return Self::build(frame, self.entries().chain(added).cloned().collect());
        }
        let local = self.locals.len();
        let added = std::iter::once(Some(Arc::clone(entry)));
        let locals: Arc<[_]> = self.locals.iter().cloned().chain(added).collect();
        let cells = self.cells.as_ref().map(|cells| {
            let grid = CellGrid::new(*frame, cells.side());
            cells.with(local as u16, &Covers::of(entry.area(), &grid))
        });
        let (tree, beside_tree) = if self.beside_tree.len() < MOST_BESIDE_TREE {
            let added = std::iter::once(outlined(entry, local, frame));
            let beside = self.beside_tree.iter().copied().chain(added);
            (Arc::clone(&self.tree), beside.collect())
        } else {
            (Arc::new(tree_of(&locals, frame)), Arc::default())
        };
        Self {
            locals,
            tree,
            beside_tree,
            cells,
        }
    }

    /// This tile without an entry; `None` when nothing would be left.
    pub fn without(&self, frame: &TileFrame, entry: &Arc<Entry>) -> Option<Self> {
        let is_it = |held: &Arc<Entry>| Arc::ptr_eq(held, entry);
        let holds = |local: &Option<Arc<Entry>>| local.as_ref().is_some_and(is_it);
        let Some(local) = self.locals.iter().position(holds) else {
            return Some(self.clone());
        };
        let count = self.entries().count() - 1;
        if count == 0 {
            return None;
        }
        let rebuilt = match &self.cells {
            Some(cells) => !suits(cells, count),
            // Once there were too many for a directory: it comes back when there is room again.
            None => count <= MOST_LOCALS / 2,
        };
        if rebuilt {
            let others = self.entries().filter(|held| !is_it(held));
            return Some(Self::build(frame, others.cloned().collect()));
        }
        let mut locals = self.locals.to_vec();
        locals[local] = None;
        Some(Self {
            locals: locals.into(),
            tree: Arc::clone(&self.tree),
            beside_tree: Arc::clone(&self.beside_tree),
            cells: self.cells.as_ref().map(|cells| cells.without(local as u16)),
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
        self.locals.iter().flatten()
    }

    /// Calls `found` once for every entry whose rectangle touches one of the windows, and for some that
    /// they miss by the last digits, with its bounds and outline.
    #[inline]
    pub fn near<'a>(
        &'a self,
        windows: &Windows,
        mut found: impl FnMut(Bounds, &Outline, &'a Arc<Entry>),
    ) {
        let mut tell = |bounds: Bounds, outline: &Outline| {
            if let Some(Some(entry)) = self.locals.get(outline.local as usize) {
                found(bounds, outline, entry);
            }
        };
        self.tree.touching(windows, &mut tell);
        for (bounds, outline) in &*self.beside_tree {
            if windows.touch(bounds) {
                tell(*bounds, outline);
            }
        }
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
            let window = Windows::around(&[Rect::new(point, point)]);
            self.near(&window, |_, _, entry| {
                let location = entry.area().locate(point);
                if location != PointLocation::Outside {
                    found(entry, location);
                }
            });
            return;
        };
        let entry = |local: u16| self.locals.get(usize::from(local))?.as_ref();
        cell.containing(
            |local| entry(local).map_or(PointLocation::Outside, |entry| entry.area().locate(point)),
            |local, location| {
                if let Some(entry) = entry(local) {
                    found(entry, location);
                }
            },
        );
    }
}

/// So many entries may stand beside the tree before it is built anew.
const MOST_BESIDE_TREE: usize = 32;

fn outlined(entry: &Entry, local: usize, frame: &TileFrame) -> (Bounds, Outline) {
    let outline = Outline::of(entry, local, frame);
    (Bounds::of(&entry.bounds()), outline)
}

fn tree_of(locals: &[Option<Arc<Entry>>], frame: &TileFrame) -> OutlineTree {
    let entries = locals.iter().enumerate();
    let outlines =
        entries.filter_map(|(local, entry)| Some(outlined(entry.as_ref()?, local, frame)));
    OutlineTree::new(outlines.collect())
}

/// Whether a directory's cells suit so many entries. A third more or fewer than its limits are
/// let be, so that changes to and fro do not rebuild it each time.
fn suits(cells: &CellDirectory, entries: usize) -> bool {
    let allowed = side_for(entries * 3 / 4)..=side_for(entries * 4 / 3);
    entries <= MOST_LOCALS && allowed.contains(&cells.side())
}

#[cfg(test)]
mod tests;
