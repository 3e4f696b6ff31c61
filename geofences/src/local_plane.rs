//! A plane beside the ellipsoid, in metres.

use geo::Coord;

/// A plane that touches the ellipsoid at a place: metres east and north, so that lines straight
/// in lon/lat stay straight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LocalPlane {
    origin: Coord<f64>,
    metres_per_degree: Coord<f64>,
}

impl LocalPlane {
    /// The plane at `origin`, by the radii of curvature of WGS 84 (NIMA TR8350.2, 7.2).
    pub fn at(origin: Coord<f64>) -> Self {
        const EQUATORIAL_RADIUS_M: f64 = 6_378_137.0;
        const ECCENTRICITY_SQUARED: f64 = 6.694_379_990_14e-3;
        let (sin, cos) = origin.y.to_radians().sin_cos();
        let w2 = 1.0 - ECCENTRICITY_SQUARED * sin * sin;
        let prime_vertical_m = EQUATORIAL_RADIUS_M / w2.sqrt();
        let meridional_m = prime_vertical_m * (1.0 - ECCENTRICITY_SQUARED) / w2;
        Self {
            origin,
            metres_per_degree: Coord {
                x: (prime_vertical_m * cos).to_radians(),
                y: meridional_m.to_radians(),
            },
        }
    }

    /// How many metres a degree of longitude (x) and of latitude (y) has here.
    pub fn metres_per_degree(&self) -> Coord<f64> {
        self.metres_per_degree
    }

    /// Metres east and north of the origin.
    pub fn metres(&self, coord: Coord<f64>) -> Coord<f64> {
        Coord {
            x: (coord.x - self.origin.x) * self.metres_per_degree.x,
            y: (coord.y - self.origin.y) * self.metres_per_degree.y,
        }
    }

    /// The place so many metres east and north of the origin, degrees.
    pub fn coord(&self, metres: Coord<f64>) -> Coord<f64> {
        Coord {
            x: self.origin.x + metres.x / self.metres_per_degree.x,
            y: self.origin.y + metres.y / self.metres_per_degree.y,
        }
    }

    /// A distance as degrees of longitude and latitude.
    pub fn degrees(&self, metres: f64) -> Coord<f64> {
        Coord {
            x: metres / self.metres_per_degree.x,
            y: metres / self.metres_per_degree.y,
        }
    }
}
