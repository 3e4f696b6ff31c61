//! The outline of an obstacle with all that is not known of it.

use super::ObstacleShape;
use crate::footprint::FootprintView;
use crate::local_plane::LocalPlane;
use crate::{CircleSide, FlatRings, Footprint, Position};
use geo::{Coord, LineString, MultiPolygon, Polygon};
use std::f64::consts::{FRAC_PI_2, PI};

/// A mast has no less than this radius, metres: a point would be missed by every path.
const LEAST_REACH_M: f64 = 0.1;
/// Edges of the half circle at each end of a line.
const CAP_EDGES: u32 = 12;
/// A plane's scale along a line of up to 50 km in Chinese latitudes is wrong by less than this.
const SCALE_MARGIN: f64 = 1.01;

/// The shape widened by `uncertainty_m`: every part circumscribed; parts may overlap.
pub fn outline(shape: &ObstacleShape, uncertainty_m: f64) -> FlatRings {
    let own_m = match shape {
        ObstacleShape::Point { radius_m, .. } => *radius_m,
        ObstacleShape::Line { half_width_m, .. } => *half_width_m,
        ObstacleShape::Polygon(_) => 0.0,
    };
    let is_distance = |metres: f64| metres >= 0.0 && metres.is_finite();
    let polygons = match shape {
        // What is not known to any distance may be anywhere.
        _ if !is_distance(uncertainty_m) || !is_distance(own_m) => everywhere(),
        ObstacleShape::Point { position, radius_m } => disc(*position, radius_m + uncertainty_m),
        ObstacleShape::Line {
            vertices,
            half_width_m,
        } => {
            let reach_m = half_width_m + uncertainty_m;
            match vertices.as_slice() {
                // A line that is nowhere may be anywhere; one that has a single place is there.
                [] => everywhere(),
                [place] => disc(*place, reach_m),
                _ => {
                    let line: Vec<Coord<f64>> =
                        vertices.iter().map(|vertex| vertex.coord()).collect();
                    around_line(&line, reach_m).collect()
                }
            }
        }
        ObstacleShape::Polygon(footprint) => match footprint.view() {
            FootprintView::Circle { center, radius_m } => disc(center, radius_m + uncertainty_m),
            FootprintView::Polygons(polygons) => widened(polygons, uncertainty_m),
        },
    };
    FlatRings::new(&polygons)
}

fn disc(center: Position, radius_m: f64) -> MultiPolygon<f64> {
    match Footprint::circle(center, radius_m.max(LEAST_REACH_M)) {
        Ok(circle) => circle.to_polygons(CircleSide::Circumscribed),
        // At a pole, where nothing is judged, or far too large, or not a number.
        Err(_) => everywhere(),
    }
}

fn everywhere() -> MultiPolygon<f64> {
    MultiPolygon(vec![
        geo::Rect::new(
            Coord {
                x: -180.0,
                y: -90.0,
            },
            Coord { x: 180.0, y: 90.0 },
        )
        .to_polygon(),
    ])
}

fn widened(polygons: MultiPolygon<f64>, reach_m: f64) -> MultiPolygon<f64> {
    if reach_m <= 0.0 {
        return polygons;
    }
    let borders: Vec<Polygon<f64>> = polygons
        .iter()
        .flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()))
        .flat_map(|ring| around_line(&ring.0, reach_m))
        .collect();
    polygons.into_iter().chain(borders).collect()
}

/// A polygon around each segment of a line.
fn around_line(line: &[Coord<f64>], reach_m: f64) -> impl Iterator<Item = Polygon<f64>> + '_ {
    let reach_m = reach_m.max(LEAST_REACH_M) * SCALE_MARGIN;
    line.windows(2)
        .flat_map(|ends| apart_at_antimeridian(ends[0], ends[1]))
        .map(move |(a, b)| around_segment(a, b, reach_m))
}

/// The segment, the short way; in two parts where it crosses the antimeridian.
pub fn apart_at_antimeridian(
    a: Coord<f64>,
    b: Coord<f64>,
) -> impl Iterator<Item = (Coord<f64>, Coord<f64>)> {
    let way = b.x - a.x;
    if way.abs() <= 180.0 {
        return [Some((a, b)), None].into_iter().flatten();
    }
    let (border, beyond) = (180.0_f64.copysign(a.x), 180.0_f64.copysign(b.x));
    let part = (border - a.x) / (way - 360.0_f64.copysign(way));
    let y = a.y + part * (b.y - a.y);
    let parts = [
        Some((a, Coord { x: border, y })),
        Some((Coord { x: beyond, y }, b)),
    ];
    parts.into_iter().flatten()
}

/// The segment with a half circle around each end, circumscribed; counter-clockwise.
fn around_segment(a: Coord<f64>, b: Coord<f64>, reach_m: f64) -> Polygon<f64> {
    let plane = LocalPlane::at((a + b) * 0.5);
    let (from, until) = (plane.metres(a), plane.metres(b));
    let along = until - from;
    let heading = along.y.atan2(along.x);
    let step = PI / f64::from(CAP_EDGES);
    // Vertices outside the circle by so much that its edges touch it.
    let radius = reach_m / (0.5 * step).cos();
    let cap = |center: Coord<f64>, first: f64| {
        (0..CAP_EDGES).map(move |index| {
            let angle = first + step * (f64::from(index) + 0.5);
            Coord {
                x: center.x + radius * angle.cos(),
                y: center.y + radius * angle.sin(),
            }
        })
    };
    let ring: Vec<Coord<f64>> = cap(until, heading - FRAC_PI_2)
        .chain(cap(from, heading + FRAC_PI_2))
        .map(|metres| {
            let coord = plane.coord(metres);
            Coord {
                x: coord.x.clamp(-180.0, 180.0),
                y: coord.y.clamp(-90.0, 90.0),
            }
        })
        .collect();
    Polygon::new(LineString::new(ring), Vec::new())
}
