//! The flat frame that a fence is made in: metres east and north of the middle of the mission.
//!
//! x = (λ−λ₀)·N(φ₀)·cos φ₀ and y = (φ−φ₀)·M(φ₀): an affine map of longitude and latitude, so
//! that an edge that is straight in lon/lat stays straight, and a straight edge of the result is
//! straight in lon/lat again. Its scale is exact at the middle only; [`LocalFrame::shrink`] says
//! how much too long a distance may come out elsewhere.

use geo::{Coord, LineString, Polygon};

/// WGS 84 semi-major axis, metres (NIMA TR8350.2).
const SEMI_MAJOR_AXIS_M: f64 = 6_378_137.0;
/// WGS 84 first eccentricity squared (NIMA TR8350.2).
const ECCENTRICITY_SQUARED: f64 = 6.694_379_990_141_33e-3;

/// A rectangle in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Region {
    pub west_deg: f64,
    pub south_deg: f64,
    pub east_deg: f64,
    pub north_deg: f64,
}

/// The frame around one mission.
#[derive(Clone, Copy, Debug)]
pub(super) struct LocalFrame {
    longitude_deg: f64,
    latitude_deg: f64,
    metres_per_degree_east: f64,
    metres_per_degree_north: f64,
}

/// Radius of curvature in the meridian, metres (M).
fn meridian_radius_m(latitude_rad: f64) -> f64 {
    let w = 1.0 - ECCENTRICITY_SQUARED * latitude_rad.sin().powi(2);
    SEMI_MAJOR_AXIS_M * (1.0 - ECCENTRICITY_SQUARED) / (w * w.sqrt())
}

/// Radius of the parallel, metres (N·cos φ).
fn parallel_radius_m(latitude_rad: f64) -> f64 {
    let w = 1.0 - ECCENTRICITY_SQUARED * latitude_rad.sin().powi(2);
    SEMI_MAJOR_AXIS_M / w.sqrt() * latitude_rad.cos()
}

impl LocalFrame {
    /// The frame around a place, degrees.
    pub fn around(longitude_deg: f64, latitude_deg: f64) -> Self {
        let latitude_rad = latitude_deg.to_radians();
        Self {
            longitude_deg,
            latitude_deg,
            metres_per_degree_east: parallel_radius_m(latitude_rad).to_radians(),
            metres_per_degree_north: meridian_radius_m(latitude_rad).to_radians(),
        }
    }

    /// From degrees (x = longitude) to metres.
    pub fn to_metres(self, degrees: Coord<f64>) -> Coord<f64> {
        Coord {
            x: (degrees.x - self.longitude_deg) * self.metres_per_degree_east,
            y: (degrees.y - self.latitude_deg) * self.metres_per_degree_north,
        }
    }

    /// From metres to degrees (x = longitude).
    pub fn to_degrees(self, metres: Coord<f64>) -> Coord<f64> {
        Coord {
            x: self.longitude_deg + metres.x / self.metres_per_degree_east,
            y: self.latitude_deg + metres.y / self.metres_per_degree_north,
        }
    }

    /// A polygon from degrees to metres.
    pub fn polygon_to_metres(self, polygon: &Polygon<f64>) -> Polygon<f64> {
        let ring = |ring: &LineString<f64>| ring.coords().map(|c| self.to_metres(*c)).collect();
        Polygon::new(
            ring(polygon.exterior()),
            polygon.interiors().iter().map(ring).collect(),
        )
    }

    /// The least ratio, anywhere in `region` and in any direction, of a true length to its
    /// length in the frame.
    ///
    /// To be `d` metres apart in truth it suffices to be `d / shrink` apart in the frame: a line
    /// of true length L is at most L / shrink long there. North-south the ratio is M(φ)/M(φ₀),
    /// which grows with |φ|; east-west it is that of the parallels' radii, which falls with |φ|;
    /// so that the least values stand at the ends of the region.
    pub fn shrink(self, region: &Region) -> f64 {
        let (south, north) = (region.south_deg.abs(), region.north_deg.abs());
        let farthest = south.max(north);
        let spans_equator = region.south_deg <= 0.0 && region.north_deg >= 0.0;
        let nearest = if spans_equator { 0.0 } else { south.min(north) };
        let here = self.latitude_deg.to_radians();
        let east = parallel_radius_m(farthest.to_radians()) / parallel_radius_m(here);
        let north = meridian_radius_m(nearest.to_radians()) / meridian_radius_m(here);
        east.min(north)
    }
}
