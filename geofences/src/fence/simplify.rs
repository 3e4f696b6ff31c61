//! Fewer vertices, to the safe side only: blocked space grows, free space shrinks.
//!
//! Each ring is walked with the blocked side on its left. Two operations remove a vertex and give
//! a triangle to the blocked side: a vertex that turns right is dropped (its chord runs through
//! free space), and an edge between two left turns is replaced by the point in which its
//! neighbours meet. Two exclusions may become their convex hull. The cheapest operation, by area
//! lost for each vertex saved, is done first.

use super::planar::{Area, Segment, doubled_area, edges, ring_contains, side};
use geo::{ConvexHull, Coord, MultiPoint, Rect};

/// A ring of the fence, open, blocked side on the left: an exclusion runs counter-clockwise, the
/// inclusion clockwise.
#[derive(Clone, Debug)]
pub(super) struct Ring {
    pub vertices: Vec<Coord<f64>>,
    pub is_inclusion: bool,
}

/// What a simplification must respect.
pub(super) struct Limits<'a> {
    /// The mission's path.
    pub path: &'a [Segment],
    /// No triangle that is lost may come nearer to the path, metres.
    pub path_clearance_m: f64,
    /// No vertex may leave this.
    pub bounds: Rect<f64>,
    /// The most vertices in all.
    pub total: usize,
    /// The most vertices in one ring.
    pub per_ring: usize,
}

/// Triangles below this, square metres, are given away even within the budget: they carry
/// nothing but vertices.
const NEGLIGIBLE_AREA_M2: f64 = 0.25;

#[derive(Clone, Copy)]
enum Operation {
    DropVertex,
    ExtendNeighbours,
}

struct Candidate {
    area_m2: f64,
    triangle: [Coord<f64>; 3],
}

impl Ring {
    /// The ring, turned so that its blocked side is on the left.
    pub fn new(mut vertices: Vec<Coord<f64>>, is_inclusion: bool) -> Self {
        if (doubled_area(&vertices) > 0.0) == is_inclusion {
            vertices.reverse();
        }
        Self {
            vertices,
            is_inclusion,
        }
    }

    fn vertex(&self, index: usize) -> Coord<f64> {
        self.vertices[index % self.vertices.len()]
    }

    /// What an operation at vertex `index` gives away, whether or not it is allowed.
    fn candidate(&self, index: usize, operation: Operation) -> Option<Candidate> {
        let count = self.vertices.len();
        if count <= 3 {
            return None;
        }
        let (before, here) = (self.vertex(index + count - 1), self.vertex(index));
        let after = self.vertex(index + 1);
        let triangle = match operation {
            Operation::DropVertex => {
                let turn = side(before, here, after);
                let onward = (here.x - before.x) * (after.x - here.x)
                    + (here.y - before.y) * (after.y - here.y);
                if turn > 0.0 || (turn == 0.0 && onward <= 0.0) {
                    return None;
                }
                [before, here, after]
            }
            Operation::ExtendNeighbours => {
                let beyond = self.vertex(index + 2);
                if side(before, here, after) <= 0.0 || side(here, after, beyond) <= 0.0 {
                    return None;
                }
                let incoming = Segment {
                    from: before,
                    until: here,
                };
                let outgoing = Segment {
                    from: beyond,
                    until: after,
                };
                let along = incoming.crossing_share(outgoing)?;
                let back = outgoing.crossing_share(incoming)?;
                if along <= 1.0 || back <= 1.0 {
                    return None;
                }
                [here, incoming.at(along), after]
            }
        };
        let area_m2 = doubled_area(&triangle).abs() / 2.0;
        area_m2
            .is_finite()
            .then_some(Candidate { area_m2, triangle })
    }

    /// Whether the ring stays simple and the path clear when the triangle is given away.
    fn allows(
        &self,
        index: usize,
        operation: Operation,
        candidate: &Candidate,
        limits: &Limits<'_>,
    ) -> bool {
        let [a, b, c] = candidate.triangle;
        if !within(limits.bounds, b) {
            return false;
        }
        let count = self.vertices.len();
        let (new_edges, corners, gone): ([Segment; 2], [usize; 2], [usize; 3]) = match operation {
            Operation::DropVertex => {
                let before = (index + count - 1) % count;
                let chord = Segment { from: a, until: c };
                (
                    [chord; 2],
                    [before, (index + 1) % count],
                    [before, index, index],
                )
            }
            Operation::ExtendNeighbours => {
                let after = (index + 1) % count;
                (
                    [Segment { from: a, until: b }, Segment { from: b, until: c }],
                    [index, after],
                    [(index + count - 1) % count, index, after],
                )
            }
        };
        let removed = |vertex: usize| matches!(operation, Operation::DropVertex) && vertex == index;
        for (vertex, edge) in edges(&self.vertices).enumerate() {
            let next = (vertex + 1) % count;
            if !corners.contains(&vertex)
                && !removed(vertex)
                && in_triangle(candidate.triangle, edge.from)
            {
                return false;
            }
            if gone.contains(&vertex) {
                continue;
            }
            // Edges that start or end at a corner share it with the new edges; where they go
            // from there is judged by their other end.
            let shares_corner = corners.contains(&vertex) || corners.contains(&next);
            if !shares_corner && new_edges.iter().any(|new| new.meets(edge)) {
                return false;
            }
        }
        clear_of_path(&candidate.triangle, limits)
    }

    /// Does the operation; returns the index of the vertex that went and, in the new ring, of
    /// the last vertex before the change.
    fn apply(
        &mut self,
        index: usize,
        operation: Operation,
        candidate: &Candidate,
    ) -> (usize, usize) {
        let count = self.vertices.len();
        let gone = match operation {
            Operation::DropVertex => index,
            Operation::ExtendNeighbours => {
                self.vertices[index] = candidate.triangle[1];
                (index + 1) % count
            }
        };
        self.vertices.remove(gone);
        let before = (index + count - 1) % count;
        (gone, if gone < before { before - 1 } else { before })
    }
}

fn within(bounds: Rect<f64>, point: Coord<f64>) -> bool {
    (bounds.min().x..=bounds.max().x).contains(&point.x)
        && (bounds.min().y..=bounds.max().y).contains(&point.y)
}

/// Whether the point lies in the triangle or on its boundary.
fn in_triangle([a, b, c]: [Coord<f64>; 3], point: Coord<f64>) -> bool {
    let sides = [side(a, b, point), side(b, c, point), side(c, a, point)];
    sides.iter().all(|s| *s >= 0.0) || sides.iter().all(|s| *s <= 0.0)
}

/// Whether the ring keeps its distance from every piece of the path.
fn clear_of_path(ring: &[Coord<f64>], limits: &Limits<'_>) -> bool {
    let reach = limits.path_clearance_m;
    let (mut low, mut high) = (ring[0], ring[0]);
    for vertex in ring {
        low = geo::coord! { x: low.x.min(vertex.x), y: low.y.min(vertex.y) };
        high = geo::coord! { x: high.x.max(vertex.x), y: high.y.max(vertex.y) };
    }
    let area = Area {
        rings: vec![ring.to_vec()],
    };
    limits.path.iter().all(|piece| {
        let far = piece.from.x.max(piece.until.x) < low.x - reach
            || piece.from.x.min(piece.until.x) > high.x + reach
            || piece.from.y.max(piece.until.y) < low.y - reach
            || piece.from.y.min(piece.until.y) > high.y + reach;
        far || area.distance(*piece) >= reach
    })
}

/// The costs of both operations at a vertex; infinite where there is none.
fn costs_at(ring: &Ring, index: usize) -> [f64; 2] {
    [Operation::DropVertex, Operation::ExtendNeighbours].map(|operation| {
        ring.candidate(index, operation)
            .map_or(f64::INFINITY, |candidate| candidate.area_m2)
    })
}

fn costs_of(ring: &Ring) -> Vec<[f64; 2]> {
    (0..ring.vertices.len())
        .map(|index| costs_at(ring, index))
        .collect()
}

struct Work<'a> {
    rings: Vec<Ring>,
    /// By ring and vertex, as [`costs_at`]; also infinite where an operation was found not to be
    /// allowed.
    costs: Vec<Vec<[f64; 2]>>,
    limits: &'a Limits<'a>,
}

impl Work<'_> {
    fn total(&self) -> usize {
        self.rings.iter().map(|ring| ring.vertices.len()).sum()
    }

    fn fits(&self) -> bool {
        self.total() <= self.limits.total
            && self
                .rings
                .iter()
                .all(|ring| ring.vertices.len() <= self.limits.per_ring)
    }

    /// The cheapest operation on one vertex: ring, vertex, operation, cost.
    fn cheapest(&self) -> Option<(usize, usize, Operation, f64)> {
        let everywhere = self.total() > self.limits.total;
        let mut best: Option<(usize, usize, Operation, f64)> = None;
        for (ring, costs) in self.costs.iter().enumerate() {
            let over = everywhere || costs.len() > self.limits.per_ring;
            for (vertex, pair) in costs.iter().enumerate() {
                for (operation, cost) in [Operation::DropVertex, Operation::ExtendNeighbours]
                    .into_iter()
                    .zip(*pair)
                {
                    let wanted = cost.is_finite() && (over || cost <= NEGLIGIBLE_AREA_M2);
                    if wanted && best.is_none_or(|(.., least)| cost < least) {
                        best = Some((ring, vertex, operation, cost));
                    }
                }
            }
        }
        best
    }

    /// Does the operation if it is allowed; else marks it so that it is not tried again.
    fn try_operation(&mut self, ring: usize, vertex: usize, operation: Operation) -> bool {
        let candidate = self.rings[ring].candidate(vertex, operation);
        if let Some(candidate) = candidate
            && self.rings[ring].allows(vertex, operation, &candidate, self.limits)
        {
            let (gone, before) = self.rings[ring].apply(vertex, operation, &candidate);
            let (ring, costs) = (&self.rings[ring], &mut self.costs[ring]);
            costs.remove(gone);
            // An operation looks at one vertex back and two ahead; from the vertex before the
            // change that is two back and two ahead, one more on each side for the new vertex.
            let count = costs.len();
            for step in 0..6 {
                let near = (before + 2 * count - 2 + step) % count;
                costs[near] = costs_at(ring, near);
            }
            return true;
        }
        self.costs[ring][vertex][operation as usize] = f64::INFINITY;
        false
    }

    /// Drops exclusions that have nothing in common with the inclusion.
    fn drop_far_exclusions(&mut self) {
        let Some(inclusion) = self.rings.iter().find(|ring| ring.is_inclusion).cloned() else {
            return;
        };
        let kept: Vec<bool> = self
            .rings
            .iter()
            .map(|ring| ring.is_inclusion || touches(&ring.vertices, &inclusion.vertices))
            .collect();
        let mut keep = kept.iter();
        self.rings.retain(|_| keep.next() == Some(&true));
        let mut keep = kept.iter();
        self.costs.retain(|_| keep.next() == Some(&true));
    }

    /// The cheapest merge of two exclusions: their indices, the hull, the cost for each vertex.
    fn cheapest_merge(&self) -> Option<(usize, usize, Ring, f64)> {
        let mut best: Option<(usize, usize, Ring, f64)> = None;
        for (a, first) in self.rings.iter().enumerate() {
            for (b, second) in self.rings.iter().enumerate().skip(a + 1) {
                if first.is_inclusion || second.is_inclusion {
                    continue;
                }
                let both = first.vertices.len() + second.vertices.len();
                let hull = hull_of(first.vertices.iter().chain(&second.vertices));
                let saved = both.saturating_sub(hull.len());
                let added = doubled_area(&hull).abs()
                    - doubled_area(&first.vertices).abs()
                    - doubled_area(&second.vertices).abs();
                let cost = added.max(0.0) / 2.0 / saved as f64;
                if saved > 0
                    && best.as_ref().is_none_or(|(.., least)| cost < *least)
                    && clear_of_path(&hull, self.limits)
                {
                    best = Some((a, b, Ring::new(hull, false), cost));
                }
            }
        }
        best
    }

    fn merge(&mut self, a: usize, b: usize, hull: Ring) {
        for index in [b, a] {
            self.rings.swap_remove(index);
            self.costs.swap_remove(index);
        }
        self.costs.push(costs_of(&hull));
        self.rings.push(hull);
    }
}

fn hull_of<'a>(points: impl Iterator<Item = &'a Coord<f64>>) -> Vec<Coord<f64>> {
    let points: MultiPoint<f64> = points.map(|c| geo::Point(*c)).collect::<Vec<_>>().into();
    let (exterior, _) = points.convex_hull().into_inner();
    let mut ring = exterior.0;
    ring.pop();
    ring
}

/// Whether two rings have a point in common.
pub(super) fn touches(a: &[Coord<f64>], b: &[Coord<f64>]) -> bool {
    edges(a).any(|edge| edges(b).any(|other| edge.meets(other)))
        || a.first().is_some_and(|vertex| ring_contains(b, *vertex))
        || b.first().is_some_and(|vertex| ring_contains(a, *vertex))
}

/// The rings with at most the allowed number of vertices; else the number that could be reached.
pub(super) fn simplified(rings: Vec<Ring>, limits: &Limits<'_>) -> Result<Vec<Ring>, usize> {
    /// Looking for merges compares all pairs; it is done again after so many operations.
    const OPERATIONS_BETWEEN_MERGES: usize = 16;
    let mut work = Work {
        costs: rings.iter().map(costs_of).collect(),
        rings,
        limits,
    };
    let mut since_merge = 0;
    let mut since_refresh = 0;
    loop {
        let cheapest = work.cheapest();
        let over = work.total() > limits.total;
        if over && (since_merge >= OPERATIONS_BETWEEN_MERGES || cheapest.is_none()) {
            since_merge = 0;
            work.drop_far_exclusions();
            let least = work.cheapest().map_or(f64::INFINITY, |(.., cost)| cost);
            match work.cheapest_merge() {
                Some((a, b, hull, cost)) if cost < least => {
                    work.merge(a, b, hull);
                    since_refresh += 1;
                    // One merge often makes room for the next.
                    since_merge = OPERATIONS_BETWEEN_MERGES;
                    continue;
                }
                _ if cheapest.is_some() => continue,
                _ => {}
            }
        }
        match cheapest {
            Some((ring, vertex, operation, _)) => {
                if work.try_operation(ring, vertex, operation) {
                    since_merge += 1;
                    since_refresh += 1;
                }
            }
            // What was not allowed before may be now that other vertices are gone.
            None if since_refresh > 0 && !work.fits() => {
                since_refresh = 0;
                work.costs = work.rings.iter().map(costs_of).collect();
            }
            None => break,
        }
    }
    work.drop_far_exclusions();
    if work.fits() {
        Ok(work.rings)
    } else {
        Err(work.total())
    }
}
