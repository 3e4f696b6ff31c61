//! The ground plan of a zone: polygons with holes, or a circle.
//!
//! A [`Footprint`] that exists is valid: its rings are closed, simple, finite, in range and have
//! an area; holes lie inside their polygon. Readers hand in [`RawPolygon`]s as they found them
//! and get back either a footprint with the repairs that were made, or every fault at once.

mod circle;
mod flat_rings;
mod simple_ring;

use crate::{Position, antimeridian};
use geo::{Coord, LineString, MultiPolygon, Polygon, Rect};

pub use circle::{CircleSide, circle_polygon};
pub use flat_rings::FlatRings;

/// A polygon as a file gave it: x = longitude, y = latitude, degrees; rings closed or not.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RawPolygon {
    /// The outer ring.
    pub exterior: Vec<Coord<f64>>,
    /// The holes.
    pub holes: Vec<Vec<Coord<f64>>>,
}

/// The ground plan of a zone.
#[derive(Clone, Debug, PartialEq)]
pub struct Footprint(Shape);

#[derive(Clone, Debug, PartialEq)]
enum Shape {
    Polygons(FlatRings),
    Circle { center: Position, radius_m: f64 },
}

/// What a [`Footprint`] is.
#[derive(Clone, Debug)]
pub enum FootprintView {
    /// Valid polygons; edges are straight in lon/lat; the outer rings run counter-clockwise.
    /// The covered area is their union.
    Polygons(MultiPolygon<f64>),
    /// All places within a geodesic distance of a centre.
    Circle {
        /// The centre.
        center: Position,
        /// The radius, metres.
        radius_m: f64,
    },
}

/// Where in a set of raw polygons something is: indices from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RingPlace {
    /// Which polygon.
    pub polygon: usize,
    /// Which ring: 0 is the outer one, 1 the first hole.
    pub ring: usize,
    /// Which vertex, where one can be named.
    pub vertex: Option<usize>,
}

/// A fault that leaves no footprint.
#[derive(Clone, Debug, PartialEq)]
pub struct FootprintFault {
    /// Where it is.
    pub place: RingPlace,
    /// What it is.
    pub kind: FootprintFaultKind,
}

/// What can be wrong with a footprint.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum FootprintFaultKind {
    /// There is no polygon at all.
    #[error("there is no polygon")]
    Empty,
    /// A coordinate is NaN or infinite.
    #[error("a coordinate is not a finite number")]
    NotFinite,
    /// A latitude beyond ±90°.
    #[error("latitude {0}° is outside -90°..90°")]
    LatitudeOutOfRange(f64),
    /// A longitude beyond ±180° (±360° where a ring crosses the antimeridian).
    #[error("longitude {0}° is outside -180°..180°")]
    LongitudeOutOfRange(f64),
    /// Fewer than three distinct vertices.
    #[error("the ring has {0} distinct vertices; three are the least")]
    TooFewVertices(usize),
    /// Two edges of the ring cross or touch.
    #[error("the edges that start at vertices {0} and {1} cross or touch")]
    CrossesItself(usize, usize),
    /// The ring encloses nothing.
    #[error("the ring encloses no area")]
    NoArea,
    /// The ring runs around a pole, which has no area in lon/lat.
    #[error("the ring runs around a pole")]
    AroundPole,
    /// A hole reaches outside its polygon.
    #[error("the hole reaches outside its polygon")]
    HoleOutside,
    /// Two holes overlap.
    #[error("the hole overlaps hole {0}")]
    HolesOverlap(usize),
    /// A radius that is not above 0 and at most [`Footprint::LARGEST_RADIUS_M`].
    #[error("the radius {0} m is not above 0 and at most 1000000 m")]
    Radius(f64),
    /// A circle that reaches a pole.
    #[error("the circle reaches a pole")]
    CircleAtPole,
}

/// Something that was put right without changing which places the footprint covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FootprintRepair {
    /// The ring was not closed.
    RingClosed(RingPlace),
    /// A vertex was given twice in a row.
    DoubledVertexRemoved(RingPlace),
    /// The polygon crosses the antimeridian and was split there.
    SplitAtAntimeridian(RingPlace),
}

impl Footprint {
    /// The largest radius of a circle, metres.
    pub const LARGEST_RADIUS_M: f64 = 1_000_000.0;

    /// A footprint from polygons as a file gave them.
    ///
    /// Rings are closed, doubled vertices removed, rings that cross the antimeridian split.
    ///
    /// # Errors
    /// Every fault of every ring.
    pub fn from_polygons(
        raw: &[RawPolygon],
    ) -> Result<(Self, Vec<FootprintRepair>), Vec<FootprintFault>> {
        let mut faults = Vec::new();
        let mut repairs = Vec::new();
        let mut polygons = Vec::with_capacity(raw.len());
        for (index, polygon) in raw.iter().enumerate() {
            match checked_polygon(index, polygon, &mut repairs) {
                Ok(mut parts) => polygons.append(&mut parts),
                Err(mut found) => faults.append(&mut found),
            }
        }
        if raw.is_empty() {
            faults.push(FootprintFault {
                place: RingPlace {
                    polygon: 0,
                    ring: 0,
                    vertex: None,
                },
                kind: FootprintFaultKind::Empty,
            });
        }
        if faults.is_empty() {
            Ok((
                Self(Shape::Polygons(FlatRings::new(&MultiPolygon(polygons)))),
                repairs,
            ))
        } else {
            Err(faults)
        }
    }

    /// All places within `radius_m` metres (geodesic) of `center`.
    ///
    /// # Errors
    /// A radius that is not above 0 and at most [`Self::LARGEST_RADIUS_M`]; a circle that
    /// reaches a pole.
    pub fn circle(center: Position, radius_m: f64) -> Result<Self, FootprintFaultKind> {
        if !(radius_m > 0.0 && radius_m <= Self::LARGEST_RADIUS_M) {
            return Err(FootprintFaultKind::Radius(radius_m));
        }
        // 110 km per degree is less than any degree of latitude: the limit errs to the safe side.
        if center.latitude_deg().abs() + radius_m / 110_000.0 >= 89.0 {
            return Err(FootprintFaultKind::CircleAtPole);
        }
        Ok(Self(Shape::Circle { center, radius_m }))
    }

    /// What it is.
    pub fn view(&self) -> FootprintView {
        match &self.0 {
            Shape::Polygons(rings) => FootprintView::Polygons(rings.to_polygons()),
            Shape::Circle { center, radius_m } => FootprintView::Circle {
                center: *center,
                radius_m: *radius_m,
            },
        }
    }

    /// The footprint as polygons. A circle becomes a polygon that lies within 0.05 m of it:
    /// around it for [`CircleSide::Circumscribed`] (keep-outs), inside it for
    /// [`CircleSide::Inscribed`] (permitted areas).
    pub fn to_polygons(&self, side: CircleSide) -> MultiPolygon<f64> {
        match &self.0 {
            Shape::Polygons(rings) => rings.to_polygons(),
            Shape::Circle { center, radius_m } => circle_polygon(*center, *radius_m, side),
        }
    }

    /// The smallest rectangle around it, degrees; a circle's is taken around its
    /// circumscribed polygon.
    pub fn bounding_rect(&self) -> Rect<f64> {
        self.rings(CircleSide::Circumscribed).bounds()
    }

    /// The footprint's rings, shared where it is made of polygons; a circle as by
    /// [`Self::to_polygons`].
    pub fn rings(&self, side: CircleSide) -> FlatRings {
        match &self.0 {
            Shape::Polygons(rings) => rings.clone(),
            Shape::Circle { center, radius_m } => {
                FlatRings::new(&circle_polygon(*center, *radius_m, side))
            }
        }
    }
}

/// Checks one polygon and gives its parts: one, or several when it crosses the antimeridian.
fn checked_polygon(
    polygon: usize,
    raw: &RawPolygon,
    repairs: &mut Vec<FootprintRepair>,
) -> Result<Vec<Polygon<f64>>, Vec<FootprintFault>> {
    let mut faults = Vec::new();
    let mut rings = Vec::with_capacity(1 + raw.holes.len());
    let mut wraps = false;
    for (ring, vertices) in std::iter::once(&raw.exterior).chain(&raw.holes).enumerate() {
        let place = RingPlace {
            polygon,
            ring,
            vertex: None,
        };
        match checked_ring(place, vertices, repairs) {
            Ok(checked) => {
                wraps |= checked.wraps;
                rings.push(checked.coords);
            }
            Err(mut found) => faults.append(&mut found),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    if wraps {
        antimeridian::align_rings(&mut rings);
    }
    check_holes(polygon, &rings, &mut faults);
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut rings = rings.into_iter().map(LineString::new);
    let exterior = rings.next().unwrap_or_else(|| LineString::new(Vec::new()));
    let whole = Polygon::new(exterior, rings.collect());
    if !wraps {
        return Ok(vec![whole]);
    }
    repairs.push(FootprintRepair::SplitAtAntimeridian(RingPlace {
        polygon,
        ring: 0,
        vertex: None,
    }));
    Ok(antimeridian::split(whole))
}

struct CheckedRing {
    /// Closed, no vertex twice in a row, counter-clockwise for ring 0, else clockwise; when
    /// `wraps`, longitudes run on beyond ±180°.
    coords: Vec<Coord<f64>>,
    wraps: bool,
}

fn checked_ring(
    place: RingPlace,
    vertices: &[Coord<f64>],
    repairs: &mut Vec<FootprintRepair>,
) -> Result<CheckedRing, Vec<FootprintFault>> {
    let at = |vertex, kind| FootprintFault {
        place: RingPlace {
            vertex: Some(vertex),
            ..place
        },
        kind,
    };
    let mut faults = Vec::new();
    for (index, vertex) in vertices.iter().enumerate() {
        if !vertex.x.is_finite() || !vertex.y.is_finite() {
            faults.push(at(index, FootprintFaultKind::NotFinite));
        } else if vertex.y.abs() > 90.0 {
            faults.push(at(index, FootprintFaultKind::LatitudeOutOfRange(vertex.y)));
        } else if vertex.x.abs() > 360.0 {
            faults.push(at(index, FootprintFaultKind::LongitudeOutOfRange(vertex.x)));
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    // `original` keeps the index in the file of every vertex that stays.
    let mut coords: Vec<Coord<f64>> = Vec::with_capacity(vertices.len() + 1);
    let mut original: Vec<usize> = Vec::with_capacity(vertices.len() + 1);
    for (index, vertex) in vertices.iter().enumerate() {
        if coords.last() == Some(vertex) {
            repairs.push(FootprintRepair::DoubledVertexRemoved(RingPlace {
                vertex: Some(index),
                ..place
            }));
        } else {
            coords.push(*vertex);
            original.push(index);
        }
    }
    let closed = coords.len() > 1 && coords.first() == coords.last();
    if closed {
        coords.pop();
        original.pop();
    }
    if coords.len() < 3 {
        return Err(vec![FootprintFault {
            place,
            kind: FootprintFaultKind::TooFewVertices(coords.len()),
        }]);
    }
    if !closed {
        repairs.push(FootprintRepair::RingClosed(place));
    }
    let wraps = antimeridian::unwrap_longitudes(&mut coords)
        .map_err(|kind| vec![FootprintFault { place, kind }])?;
    coords.push(coords[0]);
    let crossings = simple_ring::crossings(&coords);
    if !crossings.is_empty() {
        return Err(crossings
            .into_iter()
            .map(|(a, b)| {
                at(
                    original[a],
                    FootprintFaultKind::CrossesItself(original[a], original[b]),
                )
            })
            .collect());
    }
    let area = simple_ring::doubled_signed_area(&coords);
    if area == 0.0 {
        return Err(vec![FootprintFault {
            place,
            kind: FootprintFaultKind::NoArea,
        }]);
    }
    if (area > 0.0) != (place.ring == 0) {
        coords.reverse();
    }
    Ok(CheckedRing { coords, wraps })
}

fn check_holes(polygon: usize, rings: &[Vec<Coord<f64>>], faults: &mut Vec<FootprintFault>) {
    for ring in 1..rings.len() {
        let place = RingPlace {
            polygon,
            ring,
            vertex: None,
        };
        if !simple_ring::lies_within(&rings[ring], &rings[0]) {
            faults.push(FootprintFault {
                place,
                kind: FootprintFaultKind::HoleOutside,
            });
        }
        for other in 1..ring {
            if simple_ring::interiors_meet(&rings[ring], &rings[other]) {
                faults.push(FootprintFault {
                    place,
                    kind: FootprintFaultKind::HolesOverlap(other),
                });
            }
        }
    }
}

#[cfg(test)]
mod tests;
