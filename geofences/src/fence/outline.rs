//! Polygons of zones and obstacles, brought into the local frame, clipped to the region, and
//! widened to the safe side.

use super::frame::{LocalFrame, Region};
use super::planar::{Area, Segment};
use crate::footprint::CircleSide;
use crate::obstacle::apart_at_antimeridian;
use crate::{Footprint, ObstacleShape, Position};
use geo::algorithm::buffer::{BufferStyle, LineJoin};
use geo::{BooleanOps, Buffer, Coord, LineString, MultiPolygon, Polygon, Rect, coord, unary_union};

/// An area that the free space keeps away from.
#[derive(Clone, Debug, Default)]
pub(super) struct Outline {
    /// Polygons that together cover it; they may overlap.
    pub polygons: Vec<Polygon<f64>>,
    /// The true outline may lie so much farther out, metres.
    pub uncertainty_m: f64,
}

impl Outline {
    /// Its polygons as areas for direct computation.
    pub fn areas(&self) -> Vec<Area> {
        self.polygons.iter().map(Area::of).collect()
    }
}

/// The region in the frame, metres.
pub(super) fn rect_in_frame(region: &Region, frame: LocalFrame) -> Rect<f64> {
    Rect::new(
        frame.to_metres(coord! { x: region.west_deg, y: region.south_deg }),
        frame.to_metres(coord! { x: region.east_deg, y: region.north_deg }),
    )
}

/// The footprint in the frame, clipped to `clip`; empty when it lies outside.
pub(super) fn footprint_outline(
    footprint: &Footprint,
    side: CircleSide,
    frame: LocalFrame,
    clip: &Rect<f64>,
) -> Outline {
    Outline {
        polygons: footprint
            .to_polygons(side)
            .iter()
            .map(|polygon| frame.polygon_to_metres(polygon))
            .filter_map(|polygon| clipped(&polygon, clip))
            .collect(),
        uncertainty_m: 0.0,
    }
}

/// An obstacle's outline in the frame, clipped; `shrink` is [`LocalFrame::shrink`].
pub(super) fn obstacle_outline(
    shape: &ObstacleShape,
    uncertainty_m: f64,
    frame: LocalFrame,
    shrink: f64,
    clip: &Rect<f64>,
) -> Outline {
    /// A thin mast is given a body, so that it has an inside.
    const THINNEST_RADIUS_M: f64 = 0.01;
    let in_frame = |position: &Position| frame.to_metres(position.coord());
    let polygons = match shape {
        ObstacleShape::Polygon(footprint) => {
            footprint_outline(footprint, CircleSide::Circumscribed, frame, clip).polygons
        }
        ObstacleShape::Point { position, radius_m } => {
            vec![disc(
                in_frame(position),
                radius_m.max(THINNEST_RADIUS_M) / shrink,
            )]
        }
        ObstacleShape::Line {
            vertices,
            half_width_m,
        } => {
            let half_width = half_width_m.max(THINNEST_RADIUS_M) / shrink;
            let discs = vertices
                .iter()
                .map(|vertex| disc(in_frame(vertex), half_width));
            let strips = vertices
                .windows(2)
                .flat_map(|ends| apart_at_antimeridian(ends[0].coord(), ends[1].coord()))
                .filter_map(|(from, until)| {
                    strip(frame.to_metres(from), frame.to_metres(until), half_width)
                });
            discs.chain(strips).collect()
        }
    };
    Outline {
        polygons: polygons
            .iter()
            .filter_map(|polygon| clipped(polygon, clip))
            .collect(),
        uncertainty_m,
    }
}

/// A polygon of 16 edges around a disc.
fn disc(center: Coord<f64>, radius: f64) -> Polygon<f64> {
    const EDGES: usize = 16;
    let step = std::f64::consts::TAU / EDGES as f64;
    let radius = radius / (step / 2.0).cos();
    let ring = (0..EDGES).map(|edge| {
        let (sin, cos) = (edge as f64 * step).sin_cos();
        center + coord! { x: radius * cos, y: radius * sin }
    });
    Polygon::new(ring.collect(), vec![])
}

/// The rectangle on both sides of a line.
fn strip(from: Coord<f64>, until: Coord<f64>, half_width: f64) -> Option<Polygon<f64>> {
    let along = until - from;
    let length = along.x.hypot(along.y);
    let across = coord! { x: -along.y, y: along.x } * (half_width / length);
    (length > 0.0).then(|| {
        Polygon::new(
            LineString(vec![
                from - across,
                until - across,
                until + across,
                from + across,
            ]),
            vec![],
        )
    })
}

/// The polygon within the rectangle (Sutherland and Hodgman 1974, ring by ring); `None` when
/// nothing is left. Where a ring leaves the rectangle more than once, its parts stay joined along
/// the rectangle's edge, which encloses no area.
pub fn clipped(polygon: &Polygon<f64>, clip: &Rect<f64>) -> Option<Polygon<f64>> {
    let ring = |ring: &LineString<f64>| -> Option<LineString<f64>> {
        let mut ring = ring.0.clone();
        ring.pop();
        let (low, high) = (clip.min(), clip.max());
        let inside: [&dyn Fn(Coord<f64>) -> f64; 4] = [
            &|c| c.x - low.x,
            &|c| high.x - c.x,
            &|c| c.y - low.y,
            &|c| high.y - c.y,
        ];
        for depth in inside {
            ring = cut(&ring, depth);
        }
        (ring.len() > 2).then_some(LineString(ring))
    };
    let exterior = ring(polygon.exterior())?;
    Some(Polygon::new(
        exterior,
        polygon.interiors().iter().filter_map(ring).collect(),
    ))
}

/// The part of an open ring on one side of a line, to which `depth` is the signed distance.
fn cut(ring: &[Coord<f64>], depth: &dyn Fn(Coord<f64>) -> f64) -> Vec<Coord<f64>> {
    let mut kept = Vec::with_capacity(ring.len() + 4);
    for Segment { from, until } in super::planar::edges(ring) {
        let (a, b) = (depth(from), depth(until));
        if a >= 0.0 {
            kept.push(from);
        }
        if (a >= 0.0) != (b >= 0.0) {
            kept.push(from + (until - from) * (a / (a - b)));
        }
    }
    kept.dedup();
    kept
}

/// How finely round joins are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Joins {
    /// Arcs of short chords: little is lost, many vertices.
    Round,
    /// Corners: more is lost, few vertices.
    Corner,
}

/// Everything within `distance` of the polygons, and a little more.
///
/// The chords of an arc of radius r and step θ come as near as r·cos(θ/2) to its centre; the
/// radius is enlarged so that they stay outside `distance`. Half as much again is allowed for the
/// step, since the buffer rounds the number of chords. Corners lie outside the arc, and those
/// sharper than 90° are cut off at `distance` beyond the vertex or farther.
pub fn dilated(polygons: &[Polygon<f64>], distance: f64, joins: Joins) -> MultiPolygon<f64> {
    const STEP_RAD: f64 = 0.1;
    let style = match joins {
        Joins::Round => BufferStyle::new(distance / (1.5 * STEP_RAD / 2.0).cos())
            .line_join(LineJoin::Round(STEP_RAD)),
        Joins::Corner => {
            BufferStyle::new(distance).line_join(LineJoin::Miter(std::f64::consts::FRAC_PI_2))
        }
    };
    let parts: Vec<MultiPolygon<f64>> = polygons
        .iter()
        .map(|polygon| polygon.buffer_with_style(style.clone()))
        .collect();
    unary_union(&parts)
}

/// How much [`dilated`] may widen beyond the distance asked for, along straight edges.
pub(super) const DILATION_EXCESS: f64 = 1.003;

/// The union of permitted polygons, and what of `clip` is not in it.
///
/// Each polygon is first widened by [`SEAM_M`], so that edges that two zones share, and that
/// differ by the rounding of arithmetic, leave no seam; whoever keeps a distance adds it.
pub fn permitted_union(
    polygons: &[Polygon<f64>],
    clip: &Rect<f64>,
) -> (MultiPolygon<f64>, MultiPolygon<f64>) {
    let widened = dilated(polygons, SEAM_M, Joins::Corner);
    let clip = clip.to_polygon();
    let union = widened.intersection(&clip);
    let outside = clip.difference(&union);
    (union, outside)
}

/// Two permitted zones that are less than twice this apart, metres, count as sharing an edge:
/// half of 1e-7° of latitude, the finest step of the files.
pub const SEAM_M: f64 = 0.005;
