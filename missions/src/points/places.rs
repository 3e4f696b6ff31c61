//! From where a point is looked at that may not be overflown.

use crate::pattern::nearest_on;
use crate::planar::{FreeArea, KEPT_OFF_M, distance};
use geo::Coord;

/// The nearest place where one may be, a little off the border; the point itself where one may be there.
pub(super) fn nearest_free(free: &FreeArea, to: Coord<f64>) -> Option<Coord<f64>> {
    if free.contains(to) {
        return Some(to);
    }
    let mut beside: Vec<(f64, Coord<f64>)> = Vec::new();
    for (from, until) in free.edges() {
        let on_border = nearest_on(from, until, to);
        let along = (until - from) / distance(from, until);
        let inwards = Coord {
            x: -along.y,
            y: along.x,
        };
        // At a corner straight into one side is not yet off the other one.
        for step in [inwards, inwards + along, inwards - along] {
            let at = on_border + step * (2.0 * KEPT_OFF_M);
            beside.push((distance(at, to), at));
        }
    }
    beside.sort_by(|a, b| a.0.total_cmp(&b.0));
    beside
        .into_iter()
        .map(|it| it.1)
        .find(|it| free.contains(*it))
}
