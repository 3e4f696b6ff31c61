//! Rings at a distance around or within an outline.

use crate::planar::{FreeArea, KEPT_OFF_M};
use geo::buffer::{BufferStyle, LineJoin};
use geo::{BooleanOps, Buffer, Coord, LineString, MultiPolygon, Polygon};

/// On which side of a border.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Around what it encloses.
    Outside,
    /// Within what it encloses.
    Inside,
}

/// The rings all of whose places are from `distance_m` to `farthest_m` off an outline, counter-clockwise and closed,
/// the longest first; inside none where there is no room. Corners are rounded on their outside.
pub(crate) fn rings(
    outline: &LineString<f64>,
    side: Side,
    distance_m: f64,
    farthest_m: f64,
) -> Vec<Vec<Coord<f64>>> {
    let polygon = Polygon::new(outline.clone(), Vec::new());
    if distance_m == 0.0 {
        return counter_clockwise(MultiPolygon(vec![polygon]));
    }
    let signed_m = match side {
        Side::Outside => farthest_m,
        Side::Inside => -farthest_m,
    };
    // Its steps are less than twice as long as what it is told, and halves of them are what comes nearer.
    let step = (distance_m / farthest_m).acos();
    let style = BufferStyle::new(signed_m).line_join(LineJoin::Round(step));
    counter_clockwise(polygon.buffer_with_style(style))
}

fn counter_clockwise(polygons: MultiPolygon<f64>) -> Vec<Vec<Coord<f64>>> {
    use geo::{Euclidean, Length, Winding};
    let mut rings: Vec<LineString<f64>> = polygons
        .into_iter()
        .map(|polygon| polygon.into_inner().0)
        .collect();
    rings.sort_by(|a, b| Euclidean.length(b).total_cmp(&Euclidean.length(a)));
    let wound = rings.into_iter().map(|mut ring| {
        ring.make_ccw_winding();
        ring.0.dedup();
        ring.0
    });
    wound.collect()
}

/// The polygon of an area.
pub(crate) fn polygon_of(area: &FreeArea) -> Polygon<f64> {
    let ring = |ring: &Vec<Coord<f64>>| LineString(ring.clone());
    let mut rings = area.rings().iter().map(ring);
    let outer = rings.next().unwrap_or_else(|| LineString(Vec::new()));
    Polygon::new(outer, rings.collect())
}

/// What is left of an area without something, in parts.
pub(crate) fn without(area: &FreeArea, taken: &MultiPolygon<f64>) -> Vec<FreeArea> {
    let left = polygon_of(area).difference(taken);
    // Reckoned on a grid, its borders may lie a little outside of the area's; never by as much as is kept off them.
    let parts = left.into_iter().filter_map(|it| FreeArea::new(&it).ok());
    parts.filter(|it| it.area_m2() > KEPT_OFF_M).collect()
}
