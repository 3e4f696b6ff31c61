//! Whether a place lies in a footprint.

use super::predicates::{Side, locate};
use super::{FlatRings, Footprint, Shape};
use crate::Position;
use geo::Coord;
use geographiclib_rs::{Geodesic, InverseGeodesic};
use std::sync::LazyLock;

/// The WGS 84 ellipsoid with its series coefficients, which take a while to work out.
pub(crate) static WGS84: LazyLock<Geodesic> = LazyLock::new(Geodesic::wgs84);

impl Footprint {
    /// Whether `position` lies in the footprint or on its boundary, the boundary of a hole
    /// included. Exact for polygons; for circles, by the geodesic distance (good to 15 nm).
    ///
    /// For areas that restrict: doubt on the boundary counts as inside.
    pub fn contains(&self, position: Position) -> bool {
        match &self.0 {
            Shape::Polygons(rings) => {
                meridian_twins(position).any(|place| locate_in_union(place, rings) != Side::Outside)
            }
            Shape::Circle { center, radius_m } => distance_if_near_m(*center, position, *radius_m)
                .is_some_and(|distance_m| distance_m <= *radius_m),
        }
    }

    /// Whether `position` lies in the footprint and not on its boundary.
    ///
    /// For areas that permit: doubt on the boundary counts as outside. A place on the boundary of
    /// one polygon counts when it lies within another, but not when it lies on the edge along
    /// which two of them join, the antimeridian among those.
    pub fn contains_properly(&self, position: Position) -> bool {
        match &self.0 {
            Shape::Polygons(rings) => locate_in_union(position.coord(), rings) == Side::Inside,
            Shape::Circle { center, radius_m } => distance_if_near_m(*center, position, *radius_m)
                .is_some_and(|distance_m| distance_m < *radius_m),
        }
    }
}

/// The place, and on the antimeridian also the same place told the other way round.
fn meridian_twins(position: Position) -> impl Iterator<Item = Coord<f64>> {
    let place = position.coord();
    let twin = (place.x.abs() == 180.0).then_some(Coord {
        x: -place.x,
        y: place.y,
    });
    std::iter::once(place).chain(twin)
}

/// Where the place lies with respect to the polygons: inside one of them, else on one's boundary,
/// else outside all.
fn locate_in_union(place: Coord<f64>, rings: &FlatRings) -> Side {
    let mut on_a_boundary = false;
    let mut in_polygon = Side::Outside;
    for (ring, is_exterior) in rings.rings() {
        if is_exterior {
            // The polygon before is done.
            if in_polygon == Side::Inside {
                return Side::Inside;
            }
            on_a_boundary |= in_polygon == Side::Along;
            in_polygon = locate(place, ring);
        } else if in_polygon == Side::Inside {
            in_polygon = match locate(place, ring) {
                Side::Inside => Side::Outside,
                Side::Along => Side::Along,
                Side::Outside => Side::Inside,
            };
        }
    }
    match in_polygon {
        Side::Outside if on_a_boundary => Side::Along,
        side => side,
    }
}

/// The geodesic distance, metres; `None` when the latitudes alone are more than `radius_m` apart.
fn distance_if_near_m(a: Position, b: Position, radius_m: f64) -> Option<f64> {
    // No degree of latitude is shorter than 110 574 m.
    let apart_m = (a.latitude_deg() - b.latitude_deg()).abs() * 110_000.0;
    if apart_m > radius_m {
        return None;
    }
    Some(WGS84.inverse(
        a.latitude_deg(),
        a.longitude_deg(),
        b.latitude_deg(),
        b.longitude_deg(),
    ))
}

#[cfg(test)]
mod tests;
