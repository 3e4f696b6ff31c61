//! Volumes of space and time, in the words of ASTM F3548-21.

use crate::{Footprint, FootprintView};
use chrono::{DateTime, Utc};
use geo::Rect;

/// A volume of space for a span of time (ASTM F3548-21 `Volume4D`): an outline, two heights in
/// metres above the WGS 84 ellipsoid, and two instants. All limits belong to the volume.
#[derive(Clone, Debug, PartialEq)]
pub struct Volume4D {
    outline: Footprint,
    altitude_lower_wgs84_m: f64,
    altitude_upper_wgs84_m: f64,
    time_start: DateTime<Utc>,
    time_end: DateTime<Utc>,
    bounds: Rect<f64>,
}

/// Why something is no [`Volume4D`].
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum VolumeError {
    /// A height is not finite, or the lower is above the upper.
    #[error("heights {lower_m} m to {upper_m} m above the ellipsoid are no span of heights")]
    Heights {
        /// As given, metres.
        lower_m: f64,
        /// As given, metres.
        upper_m: f64,
    },
    /// The end is before the start.
    #[error("the volume ends at {end}, before it starts at {start}")]
    Times {
        /// As given.
        start: DateTime<Utc>,
        /// As given.
        end: DateTime<Utc>,
    },
}

impl Volume4D {
    /// A volume from its outline, heights (metres above the WGS 84 ellipsoid) and times.
    ///
    /// # Errors
    /// [`VolumeError`] when heights or times are in the wrong order or not finite.
    pub fn new(
        outline: Footprint,
        altitude_lower_wgs84_m: f64,
        altitude_upper_wgs84_m: f64,
        time_start: DateTime<Utc>,
        time_end: DateTime<Utc>,
    ) -> Result<Self, VolumeError> {
        let (lower_m, upper_m) = (altitude_lower_wgs84_m, altitude_upper_wgs84_m);
        if !(lower_m.is_finite() && upper_m.is_finite() && lower_m <= upper_m) {
            return Err(VolumeError::Heights { lower_m, upper_m });
        }
        if time_end < time_start {
            return Err(VolumeError::Times {
                start: time_start,
                end: time_end,
            });
        }
        let bounds = outline.bounding_rect();
        Ok(Self {
            outline,
            altitude_lower_wgs84_m,
            altitude_upper_wgs84_m,
            time_start,
            time_end,
            bounds,
        })
    }

    /// The ground plan.
    pub fn outline(&self) -> FootprintView {
        self.outline.view()
    }

    /// The ground plan as a footprint.
    pub fn footprint(&self) -> &Footprint {
        &self.outline
    }

    /// The smallest rectangle around the outline, degrees.
    pub fn bounds(&self) -> Rect<f64> {
        self.bounds
    }

    /// The lower height, metres above the WGS 84 ellipsoid.
    pub fn altitude_lower_wgs84_m(&self) -> f64 {
        self.altitude_lower_wgs84_m
    }

    /// The upper height, metres above the WGS 84 ellipsoid.
    pub fn altitude_upper_wgs84_m(&self) -> f64 {
        self.altitude_upper_wgs84_m
    }

    /// The first instant.
    pub fn time_start(&self) -> DateTime<Utc> {
        self.time_start
    }

    /// The last instant.
    pub fn time_end(&self) -> DateTime<Utc> {
        self.time_end
    }
}
