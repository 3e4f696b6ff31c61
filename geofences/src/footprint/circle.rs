//! Circles as polygons that err to a chosen side.

use super::contains::WGS84;
use crate::{Position, antimeridian};
use geo::{BoundingRect, Coord, LineString, MultiPolygon, Polygon, Rect};
use geographiclib_rs::DirectGeodesic;
use std::f64::consts::{PI, TAU};

/// On which side of a circle its polygon lies.
///
/// The polygon lies within 0.05 m of the circle as long as 4 096 vertices are enough for that:
/// up to a radius of 120 km at latitudes up to 80°. Beyond, it still keeps to its side and lies
/// off by up to 0.5 m at 1 000 km around 60° of latitude, and by up to 7 m for the largest circles next to
/// a pole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CircleSide {
    /// The polygon contains the circle: for keep-outs.
    Circumscribed,
    /// The circle contains the polygon: for permitted areas.
    Inscribed,
}

/// How far the polygon may lie off the circle, metres; 0.05 m is promised.
const LARGEST_GAP_M: f64 = 0.04;

/// Fewer vertices would leave the approximations below: 2 % of the gap at 32.
const FEWEST_VERTICES: f64 = 32.0;

/// More vertices would make everything that looks at the polygon slow.
const MOST_VERTICES: f64 = 4_096.0;

/// Room for the rounding of coordinates (10 nm) and of the geodesics (15 nm).
const ROUNDING_M: f64 = 1e-5;

/// The smallest radius of curvature of WGS 84, metres: along the meridian at the equator,
/// a·(1 − e²).
const SMALLEST_CURVATURE_RADIUS_M: f64 = 6_335_439.0;

/// The circle as a polygon on the given side of it, within 0.05 m unless it is very large (see
/// [`CircleSide`]); in two parts when it crosses the antimeridian.
///
/// The circle must be one that [`super::Footprint::circle`] accepts: it has to keep clear of the
/// poles.
pub(super) fn circle_polygon(
    center: Position,
    radius_m: f64,
    side: CircleSide,
) -> MultiPolygon<f64> {
    let plan = VertexPlan::new(center.latitude_deg(), radius_m);
    let vertices_at_m = match side {
        CircleSide::Circumscribed => radius_m + plan.edges_reach_inwards_m + ROUNDING_M,
        CircleSide::Inscribed => radius_m - plan.edges_reach_outwards_m - ROUNDING_M,
    };
    let mut ring: Vec<Coord<f64>> = (0..plan.vertices)
        .map(|index| {
            // Azimuths run clockwise, rings counter-clockwise.
            let azimuth_deg = -360.0 * f64::from(index) / f64::from(plan.vertices);
            vertex(center, azimuth_deg, vertices_at_m)
        })
        .collect();
    ring.extend(ring.first().copied());
    within_range(Polygon::new(LineString::new(ring), Vec::new()), side)
}

/// How many vertices, and how far edges between vertices on one circle leave it.
struct VertexPlan {
    vertices: u32,
    edges_reach_inwards_m: f64,
    edges_reach_outwards_m: f64,
}

impl VertexPlan {
    /// An arc of length L and curvature k leaves its chord by k·L²/8 at the most.
    ///
    /// The circle's curvature is at most 1/radius. The edge is no geodesic chord: it is straight
    /// in lon/lat. On a sphere of radius R such a line of azimuth α at latitude φ has the
    /// geodesic curvature tan φ · sin α · (1 + cos² α) / R (differentiate tan α = cos φ · dλ/dφ
    /// and subtract the turning of a geodesic, sin α · tan φ / R), which is at most
    /// 1.089 · tan φ / R; 1.2 leaves room for the ellipsoid. That curvature may point either way.
    fn new(latitude_deg: f64, radius_m: f64) -> Self {
        let circle_per_m = 1.0 / radius_m;
        let highest_latitude_deg = latitude_deg.abs() + radius_m / 110_000.0;
        let chart_per_m =
            1.2 * highest_latitude_deg.to_radians().tan() / SMALLEST_CURVATURE_RADIUS_M;
        let inwards_per_m = circle_per_m + chart_per_m;
        let outwards_per_m = (chart_per_m - circle_per_m).max(0.0);
        // The polygon's own gap is the sum: vertices are moved by the one, and edges reach to
        // the other side by the other.
        let edge_m = (8.0 * LARGEST_GAP_M / (inwards_per_m + outwards_per_m)).sqrt();
        let vertices = (TAU * radius_m / edge_m)
            .ceil()
            .clamp(FEWEST_VERTICES, MOST_VERTICES);
        let edge_m = 2.0 * radius_m * (PI / vertices).tan();
        // 3 % for the terms of higher order.
        let reach_m = |curvature_per_m: f64| 1.03 * curvature_per_m * edge_m * edge_m / 8.0;
        Self {
            // Between 32 and 4 096.
            vertices: vertices as u32,
            edges_reach_inwards_m: reach_m(inwards_per_m),
            edges_reach_outwards_m: reach_m(outwards_per_m),
        }
    }
}

/// The place `distance_m` from `center`, its longitude counted on from the centre's.
fn vertex(center: Position, azimuth_deg: f64, distance_m: f64) -> Coord<f64> {
    let (y, longitude_deg): (f64, f64) = WGS84.direct(
        center.latitude_deg(),
        center.longitude_deg(),
        azimuth_deg,
        distance_m,
    );
    let turns = ((longitude_deg - center.longitude_deg()) / 360.0).round();
    Coord {
        x: longitude_deg - turns * 360.0,
        y,
    }
}

/// Brings a polygon around a centre within −180°…180° into that range.
fn within_range(mut polygon: Polygon<f64>, side: CircleSide) -> MultiPolygon<f64> {
    let (mut west, mut east) = (f64::INFINITY, f64::NEG_INFINITY);
    for coord in polygon.exterior().coords() {
        west = west.min(coord.x);
        east = east.max(coord.x);
    }
    if west >= -180.0 && east <= 180.0 {
        return MultiPolygon(vec![polygon]);
    }
    if west < -180.0 {
        polygon.exterior_mut(|ring| ring.coords_mut().for_each(|coord| coord.x += 360.0));
    }
    // Round polygons can be split. Should one ever not be, what covers too much is left of a
    // keep-out, and nothing of a permitted area.
    let parts = antimeridian::split(&polygon).unwrap_or_else(|antimeridian::NotSplit| match side {
        CircleSide::Circumscribed => bounding_parts(&polygon),
        CircleSide::Inscribed => Vec::new(),
    });
    MultiPolygon(parts)
}

/// The rectangle around a polygon that crosses the antimeridian, in its two parts.
fn bounding_parts(polygon: &Polygon<f64>) -> Vec<Polygon<f64>> {
    let Some(bounds) = polygon.bounding_rect() else {
        return Vec::new();
    };
    let (min, max) = (bounds.min(), bounds.max());
    let part = |west: f64, east: f64| {
        Rect::new(Coord { x: west, y: min.y }, Coord { x: east, y: max.y }).to_polygon()
    };
    vec![part(min.x, 180.0), part(-180.0, max.x - 360.0)]
}

#[cfg(test)]
mod tests;
