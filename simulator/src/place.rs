//! Places in the simulated world, and steps between them.

use geofences::Position;
use nalgebra::{Vector2, Vector3};

/// A place: WGS 84 degrees, and metres above mean sea level.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// North of the equator, degrees.
    pub latitude_deg: f64,
    /// East of Greenwich, degrees.
    pub longitude_deg: f64,
    /// Above mean sea level, metres.
    pub altitude_amsl_m: f64,
}

/// How many metres a degree of latitude and of longitude has somewhere.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DegreeLengths {
    /// A degree of latitude, metres.
    pub latitude_m: f64,
    /// A degree of longitude, metres.
    pub longitude_m: f64,
}

impl DegreeLengths {
    /// By the radii of curvature of WGS 84 (NIMA TR8350.2, 7.2).
    pub fn at(latitude_deg: f64) -> Self {
        const EQUATORIAL_RADIUS_M: f64 = 6_378_137.0;
        const ECCENTRICITY_SQUARED: f64 = 6.694_379_990_14e-3;
        let (sin, cos) = latitude_deg.to_radians().sin_cos();
        let w2 = 1.0 - ECCENTRICITY_SQUARED * sin * sin;
        let prime_vertical_m = EQUATORIAL_RADIUS_M / w2.sqrt();
        Self {
            latitude_m: (prime_vertical_m * (1.0 - ECCENTRICITY_SQUARED) / w2).to_radians(),
            longitude_m: (prime_vertical_m * cos).to_radians(),
        }
    }
}

impl Place {
    /// A place from degrees and metres.
    pub const fn new(latitude_deg: f64, longitude_deg: f64, altitude_amsl_m: f64) -> Self {
        Self {
            latitude_deg,
            longitude_deg,
            altitude_amsl_m,
        }
    }

    /// The place so many metres north, east and **down** from here.
    pub fn moved_ned(self, ned_m: Vector3<f64>, lengths: DegreeLengths) -> Self {
        Self {
            latitude_deg: self.latitude_deg + ned_m.x / lengths.latitude_m,
            longitude_deg: self.longitude_deg + ned_m.y / lengths.longitude_m,
            altitude_amsl_m: self.altitude_amsl_m - ned_m.z,
        }
    }

    /// How far north, east and down `other` is from here, metres: by the lengths of degrees half-way,
    /// good to a part in a million within 20 km.
    pub fn ned_to(self, other: Self) -> Vector3<f64> {
        let lengths = DegreeLengths::at(0.5 * (self.latitude_deg + other.latitude_deg));
        Vector3::new(
            (other.latitude_deg - self.latitude_deg) * lengths.latitude_m,
            (other.longitude_deg - self.longitude_deg) * lengths.longitude_m,
            self.altitude_amsl_m - other.altitude_amsl_m,
        )
    }

    /// How far it is to `other` over the ground, metres.
    pub fn ground_distance_m(self, other: Self) -> f64 {
        let ned = self.ned_to(other);
        Vector2::new(ned.x, ned.y).norm()
    }

    /// Whether all of it are numbers, and of a place on the globe.
    pub fn is_on_earth(&self) -> bool {
        self.altitude_amsl_m.is_finite() && self.position().is_some()
    }

    /// The position without its height; `None` where the numbers are none.
    pub fn position(self) -> Option<Position> {
        Position::new(self.longitude_deg, self.latitude_deg).ok()
    }

    /// The same place at another height.
    #[must_use]
    pub fn at_amsl_m(self, altitude_amsl_m: f64) -> Self {
        Self {
            altitude_amsl_m,
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_and_the_way_back_are_the_same() {
        let here = Place::new(36.0671, 120.3826, 20.0);
        let step = Vector3::new(3_000.0, -4_000.0, -50.0);
        let there = here.moved_ned(step, DegreeLengths::at(36.0671));
        assert!((here.ned_to(there) - step).norm() < 2.0);
        assert!((here.ground_distance_m(there) - 5_000.0).abs() < 2.0);
        assert_eq!(there.altitude_amsl_m, 70.0);
    }

    #[test]
    fn a_degree_has_the_lengths_of_the_ellipsoid() {
        // Tabulated for WGS 84 at 45°: 111 131.8 m and 78 846.8 m.
        let lengths = DegreeLengths::at(45.0);
        assert!((lengths.latitude_m - 111_131.8).abs() < 0.2);
        assert!((lengths.longitude_m - 78_846.8).abs() < 0.2);
    }
}
