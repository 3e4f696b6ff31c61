//! The ground plan of a zone: polygons with holes, or a circle.
//!
//! A [`Footprint`] that exists is valid: its rings are closed, simple, finite, in range and have
//! an area; holes lie inside their polygon. Readers hand in [`RawPolygon`]s as they found them
//! and get back either a footprint with the repairs that were made, or every fault at once.

mod checks;
mod circle;
mod contains;
mod edge_index;
mod fault_texts;
mod flat_rings;
mod predicates;
mod ring_sides;
mod simple_ring;

use crate::Position;
use checks::checked_polygon;
use circle::circle_polygon;
use geo::{Coord, MultiPolygon, Rect};

pub use circle::CircleSide;
pub(crate) use contains::WGS84;
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
    /// A longitude beyond ±360°. Between ±180° and ±360° it is taken as told the other way
    /// round, 190° for −170°.
    #[error("longitude {0}° is outside -360°..360°")]
    LongitudeOutOfRange(f64),
    /// Fewer than three distinct vertices.
    #[error("the ring has {0} distinct vertices; three are the least")]
    TooFewVertices(usize),
    /// Two edges of the ring cross or touch, named by the vertices they start at.
    #[error("the edges that start at vertices {0} and {1} cross or touch")]
    CrossesItself(usize, usize),
    /// The ring encloses nothing.
    #[error("the ring encloses no area")]
    NoArea,
    /// The ring runs around a pole, which has no area in lon/lat, or covers more than 360°.
    #[error("the ring runs around a pole, or covers more than 360° of longitude")]
    AroundPole,
    /// A hole reaches outside its polygon.
    #[error("the hole reaches outside its polygon")]
    HoleOutside,
    /// A hole runs along the outer ring for more than a point, so that it is no hole.
    #[error("the hole shares an edge with the outer ring")]
    HoleSharesEdge,
    /// Two holes overlap; the other is told by its ring, 1 is the first hole.
    #[error("the hole overlaps hole {0}")]
    HolesOverlap(usize),
    /// Two holes run along each other for more than a point, so that they are one hole; the
    /// other is told by its ring, 1 is the first hole.
    #[error("the hole shares an edge with hole {0}")]
    HolesShareEdge(usize),
    /// The checks would take too long: a thousand other edges, on average, lie close to each
    /// edge of a ring with thousands of them.
    #[error("the ring is too intricate to be checked")]
    TooIntricate,
    /// The polygon crosses the antimeridian and could not be split there exactly.
    #[error(
        "the polygon could not be split at the antimeridian; give its two sides as two polygons"
    )]
    NotSplit,
    /// A radius that is not from [`Footprint::SMALLEST_RADIUS_M`] up to
    /// [`Footprint::LARGEST_RADIUS_M`].
    #[error("the radius {0} m is not between 0.001 m and 1000000 m")]
    Radius(f64),
    /// A circle that reaches a pole, or comes within a degree of it.
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
    /// Longitudes were shifted by whole turns into −180°…180°, such as 190° to −170°.
    LongitudesShifted(RingPlace),
    /// The polygon crosses the antimeridian and was split there.
    SplitAtAntimeridian(RingPlace),
}

impl Footprint {
    /// The smallest radius of a circle, metres: a smaller one has no inside, after rounding.
    pub const SMALLEST_RADIUS_M: f64 = 0.001;
    /// The largest radius of a circle, metres.
    pub const LARGEST_RADIUS_M: f64 = 1_000_000.0;

    /// A footprint from polygons as a file gave them.
    ///
    /// Rings are closed, doubled vertices removed, longitudes brought into −180°…180° and
    /// polygons that cross the antimeridian split. Where a step between two vertices is more
    /// than 180° of longitude, the ring is taken to go the short way, across the antimeridian.
    ///
    /// # Errors
    /// Every fault of every ring; of those between rings and of crossings, the first hundred of
    /// each polygon and ring.
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
            let rings = FlatRings::new(&MultiPolygon(polygons));
            Ok((Self(Shape::Polygons(rings)), repairs))
        } else {
            Err(faults)
        }
    }

    /// All places within `radius_m` metres (geodesic) of `center`.
    ///
    /// # Errors
    /// A radius that is not from [`Self::SMALLEST_RADIUS_M`] up to [`Self::LARGEST_RADIUS_M`];
    /// a circle that reaches a pole, or comes within a degree of it.
    pub fn circle(center: Position, radius_m: f64) -> Result<Self, FootprintFaultKind> {
        if !(Self::SMALLEST_RADIUS_M..=Self::LARGEST_RADIUS_M).contains(&radius_m) {
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

    /// The footprint as polygons. A circle becomes a polygon that lies within 0.05 m of it (see
    /// [`CircleSide`] for very large ones): around it for [`CircleSide::Circumscribed`]
    /// (keep-outs), inside it for [`CircleSide::Inscribed`] (permitted areas). A circle that
    /// crosses the antimeridian becomes two polygons.
    pub fn to_polygons(&self, side: CircleSide) -> MultiPolygon<f64> {
        match &self.0 {
            Shape::Polygons(rings) => rings.to_polygons(),
            Shape::Circle { center, radius_m } => circle_polygon(*center, *radius_m, side),
        }
    }

    /// The smallest rectangle around it, degrees; a circle's is taken around its
    /// circumscribed polygon. It spans all longitudes when the footprint crosses the
    /// antimeridian.
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

#[cfg(test)]
mod tests;
