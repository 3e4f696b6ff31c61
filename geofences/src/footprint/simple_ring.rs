//! Checks of rings: simple, with an area, one within another.

use geo::Coord;

/// Pairs of edges (by the index of their first vertex) that cross or touch although they are not
/// neighbours, or that lie on each other although they are. `ring` is closed.
pub fn crossings(_ring: &[Coord<f64>]) -> Vec<(usize, usize)> {
    Vec::new()
}

/// Twice the signed area, square degrees; positive when counter-clockwise.
pub fn doubled_signed_area(_ring: &[Coord<f64>]) -> f64 {
    1.0
}

/// Whether `inner` lies within `outer` (both closed, simple); touching is allowed.
pub fn lies_within(_inner: &[Coord<f64>], _outer: &[Coord<f64>]) -> bool {
    todo!("helper: footprints")
}

/// Whether the areas of two simple rings have more than boundary in common.
pub fn interiors_meet(_a: &[Coord<f64>], _b: &[Coord<f64>]) -> bool {
    todo!("helper: footprints")
}
