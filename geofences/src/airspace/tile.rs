//! One tile of the index: its entries, an R-tree over their bounds, and the cell directory.

use super::cells::{
    CellDirectory, CellGrid, CellPlace, Covers, MOST_LOCALS, OpenCell, TileFrame, side_for,
};
use super::entry::Entry;
use super::prepared::PointLocation;
use geo::{Coord, Rect};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};
use std::sync::Arc;

/// An entry's bounds in degrees, rounded outwards, with its local number. Half the precision is
/// half the memory; what the tree finds is compared exactly afterwards.
type Bounds = GeomWithData<Rectangle<[f32; 2]>, u32>;

/// A tile. It is never changed: a change makes the next one.
#[derive(Clone, Debug)]
pub struct Tile {
    /// The entries by local number; `None` where one was taken away. Numbers are not given again
    /// until the tile is built anew.
    locals: Arc<[Option<Arc<Entry>>]>,
    /// Over the bounds of the first `in_tree` entries, those that are gone among them; the next
    /// tiles share it, for copying a tree costs more than all else of a change.
    tree: Arc<RTree<Bounds>>,
    in_tree: usize,
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
            tree: Arc::new(tree_of(&locals)),
            in_tree: locals.len(),
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
        let is_full = locals.len() - self.in_tree > MOST_BESIDE_TREE;
        let (tree, in_tree) = if is_full {
            (Arc::new(tree_of(&locals)), locals.len())
        } else {
            (Arc::clone(&self.tree), self.in_tree)
        };
        Self {
            locals,
            tree,
            in_tree,
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
            in_tree: self.in_tree,
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

    /// The entries whose bounds may touch a window, and those that the tree does not hold yet.
    fn near(&self, window: AABB<[f32; 2]>) -> impl Iterator<Item = &Arc<Entry>> {
        let beside = self.locals.iter().skip(self.in_tree).flatten();
        self.tree
            .locate_in_envelope_intersecting(window)
            .filter_map(|found| self.locals.get(found.data as usize)?.as_ref())
            .chain(beside)
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
            for entry in self.near(window_of(point, point)) {
                let location = entry.area().locate(point);
                if location != PointLocation::Outside {
                    found(entry, location);
                }
            }
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

    /// The entries whose rectangles touch `rect`.
    pub fn touching(&self, rect: Rect<f64>) -> impl Iterator<Item = &Arc<Entry>> {
        self.near(window_of(rect.min(), rect.max()))
            .filter(move |entry| touch(&entry.bounds(), &rect))
    }
}

/// So many entries may stand beside the tree before it is built anew.
const MOST_BESIDE_TREE: usize = 32;

fn tree_of(locals: &[Option<Arc<Entry>>]) -> RTree<Bounds> {
    let entries = locals.iter().enumerate();
    let bounds = entries.filter_map(|(local, entry)| Some(bounds_of(entry.as_ref()?, local)));
    RTree::bulk_load(bounds.collect())
}

/// A rectangle of degrees, rounded outwards.
fn window_of(low: Coord<f64>, high: Coord<f64>) -> AABB<[f32; 2]> {
    // The nearest `f32` may lie inwards; its neighbour does not.
    let down = |degrees: f64| (degrees as f32).next_down();
    let up = |degrees: f64| (degrees as f32).next_up();
    AABB::from_corners([down(low.x), down(low.y)], [up(high.x), up(high.y)])
}

fn bounds_of(entry: &Entry, local: usize) -> Bounds {
    let window = window_of(entry.bounds().min(), entry.bounds().max());
    GeomWithData::new(
        Rectangle::from_corners(window.lower(), window.upper()),
        local as u32,
    )
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
