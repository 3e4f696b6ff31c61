//! Checked positions on the WGS 84 ellipsoid.

use serde::Serialize;
use std::fmt;

/// A place on the WGS 84 ellipsoid (equal to CGCS2000 for our purposes), without a height.
///
/// A `Position` that exists is finite and in range; heights are carried apart from it, with
/// their datum ([`crate::Altitude`]).
#[derive(Clone, Copy, PartialEq, Serialize)]
pub struct Position {
    longitude_deg: f64,
    latitude_deg: f64,
}

/// Why two numbers are no [`Position`].
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PositionError {
    /// A coordinate is NaN or infinite.
    #[error("longitude {longitude_deg} or latitude {latitude_deg} is not a finite number")]
    NotFinite {
        /// The longitude as given, degrees.
        longitude_deg: f64,
        /// The latitude as given, degrees.
        latitude_deg: f64,
    },
    /// The longitude is outside −180°…180°.
    #[error("longitude {0}° is outside -180°..180°")]
    Longitude(f64),
    /// The latitude is outside −90°…90°.
    #[error("latitude {0}° is outside -90°..90° (are longitude and latitude swapped?)")]
    Latitude(f64),
}

impl Position {
    /// Longitude 0°, latitude 0°.
    pub const ORIGIN: Self = Self {
        longitude_deg: 0.0,
        latitude_deg: 0.0,
    };

    /// A position from longitude and latitude in degrees, in that order.
    ///
    /// # Errors
    /// [`PositionError`] when a coordinate is not finite or out of range.
    pub fn new(longitude_deg: f64, latitude_deg: f64) -> Result<Self, PositionError> {
        if !longitude_deg.is_finite() || !latitude_deg.is_finite() {
            return Err(PositionError::NotFinite {
                longitude_deg,
                latitude_deg,
            });
        }
        if !(-90.0..=90.0).contains(&latitude_deg) {
            return Err(PositionError::Latitude(latitude_deg));
        }
        if !(-180.0..=180.0).contains(&longitude_deg) {
            return Err(PositionError::Longitude(longitude_deg));
        }
        Ok(Self {
            longitude_deg,
            latitude_deg,
        })
    }

    /// Longitude, degrees east, −180…180.
    pub fn longitude_deg(self) -> f64 {
        self.longitude_deg
    }

    /// Latitude, degrees north, −90…90.
    pub fn latitude_deg(self) -> f64 {
        self.latitude_deg
    }

    /// The same place as a `geo` coordinate, x = longitude, y = latitude, degrees.
    pub fn coord(self) -> geo::Coord<f64> {
        geo::Coord {
            x: self.longitude_deg,
            y: self.latitude_deg,
        }
    }
}

impl TryFrom<geo::Coord<f64>> for Position {
    type Error = PositionError;

    fn try_from(coord: geo::Coord<f64>) -> Result<Self, PositionError> {
        Self::new(coord.x, coord.y)
    }
}

impl fmt::Debug for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({}, {})", self.longitude_deg, self.latitude_deg)
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.7},{:.7}", self.longitude_deg, self.latitude_deg)
    }
}
