//! Checks of a single ring: whether it is simple, which way it runs.

use super::edge_index::{Budget, EdgeIndex, TooIntricate};
use super::predicates::{meeting, on_same_ray, orientation};
use geo::Coord;

/// So many crossings of a ring are reported at the most: more help nobody.
pub(super) const MOST_CROSSINGS: usize = 100;

/// Which way a ring runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Winding {
    /// The interior lies on the left.
    CounterClockwise,
    /// The interior lies on the right.
    Clockwise,
    /// All vertices lie on one line.
    NoArea,
}

/// Which way a closed ring runs, exactly. Says `NoArea` just when all vertices lie on one line;
/// for a ring that crosses itself the direction means nothing.
pub(super) fn winding(ring: &[Coord<f64>]) -> Winding {
    let open = ring.split_last().map_or(ring, |(_, open)| open);
    // The vertex that is furthest west (of those, furthest south) is a corner of the convex hull,
    // where a ring turns the way it winds.
    let Some(corner) = (0..open.len()).min_by(|&a, &b| {
        let (a, b) = (open[a], open[b]);
        a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y))
    }) else {
        return Winding::NoArea;
    };
    let before = open[(corner + open.len() - 1) % open.len()];
    let after = open[(corner + 1) % open.len()];
    let turn = orientation(before, open[corner], after);
    if turn > 0.0 {
        return Winding::CounterClockwise;
    }
    if turn < 0.0 {
        return Winding::Clockwise;
    }
    let on_one_line = open
        .iter()
        .all(|&vertex| orientation(open[corner], after, vertex) == 0.0);
    if on_one_line {
        Winding::NoArea
    } else {
        // A spike at the corner: not simple, so that any direction will do.
        Winding::CounterClockwise
    }
}

/// Pairs of edges (by the index of their first vertex, the lower one first) that cross or touch
/// although they are not neighbours, or that lie on each other although they are; at most
/// [`MOST_CROSSINGS`]. `ring` is closed and has no vertex twice in a row.
///
/// Where rings touch in a vertex of theirs, only the edges that start there are named.
pub(super) fn crossings(ring: &[Coord<f64>]) -> Result<Vec<(usize, usize)>, TooIntricate> {
    let edges = ring.len().saturating_sub(1);
    let mut found = Vec::new();
    for edge in 0..edges {
        let next = (edge + 1) % edges;
        if next != edge && on_same_ray(ring[next], ring[edge], ring[next + 1]) {
            found.push((edge.min(next), edge.max(next)));
            if found.len() == MOST_CROSSINGS {
                return Ok(found);
            }
        }
    }
    let index = EdgeIndex::new(ring);
    let mut budget = Budget::for_edges(edges);
    let mut near = Vec::new();
    for (edge, bounds) in index.boxes().iter().enumerate() {
        near.clear();
        if let Err(too_intricate) = index.edges_near(bounds, edge + 2, &mut budget, &mut near) {
            // What was found so far is reason enough to refuse the ring, and says more.
            return if found.is_empty() {
                Err(too_intricate)
            } else {
                Ok(found)
            };
        }
        for &other in &near {
            let neighbours = edge == 0 && other + 1 == edges;
            if !neighbours && is_to_be_named(ring, edge, other) {
                found.push((edge, other));
                if found.len() == MOST_CROSSINGS {
                    return Ok(found);
                }
            }
        }
    }
    Ok(found)
}

/// Whether two edges that are no neighbours meet, other than in the end of one: there the edge
/// that starts in that end is named in its place (or, when it is a neighbour, lies on the other
/// edge and was named for that).
fn is_to_be_named(ring: &[Coord<f64>], edge: usize, other: usize) -> bool {
    let a = [ring[edge], ring[edge + 1]];
    let b = [ring[other], ring[other + 1]];
    meeting(a, b).is_some_and(|how| {
        let at_a_start = how.a_start_on_b || how.b_start_on_a;
        let at_an_end = how.a_end_on_b || how.b_end_on_a;
        how.crosses || (at_a_start && (how.collinear || !at_an_end))
    })
}

#[cfg(test)]
mod tests;
