//! The edges of a ring, found by where they lie.

use super::predicates::Bounds;
use geo::Coord;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

/// The checks would take too long: very many edges lie across each other's bounding boxes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooIntricate;

/// Rings up to this many edges are searched one by one, which is faster than to build a tree
/// (measured at 400 edges: 50 µs one by one, 80 µs by a tree).
const SEARCHED_ONE_BY_ONE: usize = 400;

/// The bounding boxes of a ring's edges, in a tree when there are many. Edge `i` runs from vertex
/// `i` to vertex `i + 1`.
pub(super) struct EdgeIndex {
    boxes: Vec<Bounds>,
    tree: Option<RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>>,
}

impl EdgeIndex {
    /// Of a closed ring.
    pub(super) fn new(ring: &[Coord<f64>]) -> Self {
        let boxes: Vec<Bounds> = ring
            .windows(2)
            .filter_map(|edge| match edge {
                &[from, to] => Some(Bounds::of_segment(from, to)),
                _ => None,
            })
            .collect();
        let tree = (boxes.len() > SEARCHED_ONE_BY_ONE).then(|| {
            RTree::bulk_load(
                boxes
                    .iter()
                    .enumerate()
                    .map(|(edge, bounds)| {
                        let corners = Rectangle::from_corners(bounds.min, bounds.max);
                        GeomWithData::new(corners, edge)
                    })
                    .collect(),
            )
        });
        Self { boxes, tree }
    }

    /// The bounding boxes in the order of the edges.
    pub(super) fn boxes(&self) -> &[Bounds] {
        &self.boxes
    }

    /// Appends every edge from number `first` on whose bounding box meets `bounds`.
    pub(super) fn edges_near(
        &self,
        bounds: &Bounds,
        first: usize,
        budget: &mut Budget,
        found: &mut Vec<usize>,
    ) -> Result<(), TooIntricate> {
        if let Some(tree) = &self.tree {
            let envelope = AABB::from_corners(bounds.min, bounds.max);
            for entry in tree.locate_in_envelope_intersecting(envelope) {
                budget.spend()?;
                if entry.data >= first {
                    found.push(entry.data);
                }
            }
        } else {
            for (edge, other) in self.boxes.iter().enumerate().skip(first) {
                if other.meets(bounds) {
                    found.push(edge);
                }
            }
        }
        Ok(())
    }
}

/// How many pairs of edges may still be looked at.
///
/// Real outlines have a handful of neighbours an edge. A comb of very many long slanting teeth
/// has all of them, and would take minutes; it is refused instead.
pub(super) struct Budget {
    pairs_left: usize,
}

impl Budget {
    /// Pairs an edge, on average: a second of work for a million edges of it.
    const PAIRS_PER_EDGE: usize = 1_000;
    /// Rings of up to 2 000 edges are always checked in full.
    const ALWAYS_ALLOWED: usize = 4_000_000;

    /// For `edges` edges in all.
    pub(super) fn for_edges(edges: usize) -> Self {
        Self {
            pairs_left: edges
                .saturating_mul(Self::PAIRS_PER_EDGE)
                .max(Self::ALWAYS_ALLOWED),
        }
    }

    fn spend(&mut self) -> Result<(), TooIntricate> {
        self.pairs_left = self.pairs_left.checked_sub(1).ok_or(TooIntricate)?;
        Ok(())
    }
}
