//! Circles as polygons that err to a chosen side.

use crate::Position;
use geo::MultiPolygon;

/// On which side of a circle its polygon lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CircleSide {
    /// The polygon contains the circle: for keep-outs.
    Circumscribed,
    /// The circle contains the polygon: for permitted areas.
    Inscribed,
}

/// The circle as a polygon within 0.05 m of it, on the given side.
pub fn circle_polygon(_center: Position, _radius_m: f64, _side: CircleSide) -> MultiPolygon<f64> {
    todo!("helper: footprints")
}
