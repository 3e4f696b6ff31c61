//! Whether a place lies in a footprint.

use super::predicates::{Side, locate};
use super::{Footprint, Shape};
use crate::Position;
use geo::{Coord, Polygon};
use geographiclib_rs::{Geodesic, InverseGeodesic};
use std::sync::LazyLock;

/// The WGS 84 ellipsoid with its series coefficients, which take a while to work out.
pub(super) static WGS84: LazyLock<Geodesic> = LazyLock::new(Geodesic::wgs84);

impl Footprint {
    /// Whether `position` lies in the footprint or on its boundary, the boundary of a hole
    /// included. Exact for polygons; for circles, by the geodesic distance (good to 15 nm).
    ///
    /// For areas that restrict: doubt on the boundary counts as inside.
    pub fn contains(&self, position: Position) -> bool {
        match &self.0 {
            Shape::Polygons(polygons) => meridian_twins(position).any(|place| {
                polygons
                    .iter()
                    .any(|polygon| locate_in_polygon(place, polygon) != Side::Outside)
            }),
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
            Shape::Polygons(polygons) => polygons
                .iter()
                .any(|polygon| locate_in_polygon(position.coord(), polygon) == Side::Inside),
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

fn locate_in_polygon(place: Coord<f64>, polygon: &Polygon<f64>) -> Side {
    let in_exterior = locate(place, &polygon.exterior().0);
    if in_exterior != Side::Inside {
        return in_exterior;
    }
    for hole in polygon.interiors() {
        match locate(place, &hole.0) {
            Side::Inside => return Side::Outside,
            Side::Along => return Side::Along,
            Side::Outside => {}
        }
    }
    Side::Inside
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
