//! What of the ground an image shows.

use super::View;
use geofences::Bilingual;

/// What an image straight down shows of level ground.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NadirFootprint {
    /// Across the track, metres.
    pub across_m: f64,
    /// Along the track, metres.
    pub along_m: f64,
}

/// A point on the ground, as seen from the point below the camera.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GroundPoint {
    /// Metres east of the point below the camera.
    pub east_m: f64,
    /// Metres north of it.
    pub north_m: f64,
}

/// What an oblique image shows of level ground: a trapezoid, since the horizon is level in the image.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ObliqueFootprint {
    /// Near left, near right, far right, far left.
    pub corners: [GroundPoint; 4],
    /// Whether the image shows ground beyond the largest range, up to the horizon or farther than the range
    /// along the line of sight: the far edge is then where the range ends and not where the image does.
    pub is_clipped: bool,
}

/// An image that shows no ground within its range.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum SeesNoGround {
    /// The gimbal does not turn there.
    #[error("the gimbal turns from {lowest_deg}° to {highest_deg}°, not to {pitch_deg}°")]
    Pitch {
        /// As asked, degrees above the horizon.
        pitch_deg: f64,
        /// The lowest it can.
        lowest_deg: f64,
        /// The highest it can.
        highest_deg: f64,
    },
    /// The camera is on the ground or below it, or a figure is no number.
    #[error("a camera {height_m} m above ground with a range of {range_m} m sees none of it")]
    Height {
        /// As given, metres.
        height_m: f64,
        /// As given, metres.
        range_m: f64,
    },
    /// The lower edge of the image already lies above the horizon or beyond the range.
    #[error(
        "at a pitch of {pitch_deg}° even the lower edge of the image shows no ground within {range_m} m"
    )]
    TooFlat {
        /// As asked, degrees above the horizon.
        pitch_deg: f64,
        /// As given, metres.
        range_m: f64,
    },
}

impl SeesNoGround {
    /// In both languages.
    pub fn bilingual(&self) -> Bilingual {
        let zh = match self {
            Self::Pitch {
                pitch_deg,
                lowest_deg,
                highest_deg,
            } => format!("云台俯仰范围为 {lowest_deg}° 至 {highest_deg}°，不能转到 {pitch_deg}°"),
            Self::Height { height_m, range_m } => {
                format!("相机离地 {height_m} 米、视距 {range_m} 米，看不到地面")
            }
            Self::TooFlat { pitch_deg, range_m } => {
                format!("俯仰 {pitch_deg}° 时，画面下缘在 {range_m} 米内也看不到地面")
            }
        };
        Bilingual::new(self.to_string(), zh)
    }
}

impl View {
    /// What an image straight down shows from this height above ground.
    pub fn nadir(&self, height_m: f64) -> NadirFootprint {
        NadirFootprint {
            across_m: 2.0 * height_m * self.half_across,
            along_m: 2.0 * height_m * self.half_along,
        }
    }

    /// What an image shows of a level plane `height_m` below the camera, looking along `heading_deg`
    /// (clockwise from north) and `pitch_deg` above the horizon, no farther ahead than `range_m` over ground.
    ///
    /// With the depression δ = −pitch, the ray of the image point u to the right and v down (over the focal
    /// length) goes cos δ − v·sin δ ahead, u to the right and sin δ + v·cos δ down. It meets the plane
    /// X = h·(cos δ − v·sin δ)/(sin δ + v·cos δ) ahead, and there
    /// u·(X·cos δ + h·sin δ) to the right: the second holds on the whole edge of the image, also where it is
    /// clipped.
    ///
    /// The trapezoid is as wide as the image at its far edge, so that no ground that the image shows within
    /// the range is missing.
    ///
    /// # Errors
    /// The image shows no ground within the range.
    pub fn oblique(
        &self,
        height_m: f64,
        pitch_deg: f64,
        heading_deg: f64,
        range_m: f64,
    ) -> Result<ObliqueFootprint, SeesNoGround> {
        let is_positive = |value: f64| value.is_finite() && value > 0.0;
        if !is_positive(height_m) || !is_positive(range_m) || !heading_deg.is_finite() {
            return Err(SeesNoGround::Height { height_m, range_m });
        }
        let (lowest_deg, highest_deg) = (self.lowest_pitch_deg, self.highest_pitch_deg);
        if !(lowest_deg..=highest_deg).contains(&pitch_deg) {
            return Err(SeesNoGround::Pitch {
                pitch_deg,
                lowest_deg,
                highest_deg,
            });
        }
        let (sin, cos) = (-pitch_deg).to_radians().sin_cos();
        // How far ahead a row of the image meets the ground; none at or above the horizon.
        let ahead_m = |v: f64| {
            let down = sin + v * cos;
            (down > 0.0).then(|| height_m * (cos - v * sin) / down)
        };
        let near_m = ahead_m(self.half_along)
            .filter(|near_m| *near_m < range_m)
            .ok_or(SeesNoGround::TooFlat { pitch_deg, range_m })?;
        let whole_m = ahead_m(-self.half_along).filter(|far_m| *far_m <= range_m);
        let far_m = whole_m.unwrap_or(range_m);

        let (east, north) = heading_deg.to_radians().sin_cos();
        let point = |ahead_m: f64, side: f64| {
            let right_m = side * self.half_across * (ahead_m * cos + height_m * sin);
            GroundPoint {
                east_m: ahead_m * east + right_m * north,
                north_m: ahead_m * north - right_m * east,
            }
        };
        Ok(ObliqueFootprint {
            corners: [
                point(near_m, -1.0),
                point(near_m, 1.0),
                point(far_m, 1.0),
                point(far_m, -1.0),
            ],
            is_clipped: whole_m.is_none(),
        })
    }
}
