//! What a camera does while a mission is flown.

use crate::mission::{Deed, Heading};
use geofences::{Altitude, Position};

/// Where a camera points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Aim {
    /// Where it points when nobody has told it anything: that is not known.
    Untold,
    /// By its gimbal.
    Gimbal {
        /// Degrees above the horizon.
        pitch_deg: f64,
        /// Degrees clockwise from the nose.
        yaw_deg: f64,
    },
    /// At a place.
    At(Position, Altitude),
}

/// What a camera does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sensing {
    /// Metres from photo to photo, where it takes them by distance.
    pub photos_each_m: Option<f64>,
    /// Whether it takes one photo there.
    pub is_photo: bool,
    /// Whether it records.
    pub is_video: bool,
    /// Where it points.
    pub aim: Aim,
    /// Where the nose points.
    pub heading: Heading,
    /// Times its widest view.
    pub zoom: f64,
}

impl Default for Sensing {
    fn default() -> Self {
        Self {
            photos_each_m: None,
            is_photo: false,
            is_video: false,
            aim: Aim::Untold,
            heading: Heading::Along,
            zoom: 1.0,
        }
    }
}

impl Sensing {
    /// Whether any picture is kept.
    pub fn is_recording(&self) -> bool {
        self.photos_each_m.is_some() || self.is_photo || self.is_video
    }

    /// What a deed changes.
    pub(super) fn does(&mut self, deed: Deed) {
        match deed {
            Deed::Gimbal { pitch_deg, yaw_deg } => self.aim = Aim::Gimbal { pitch_deg, yaw_deg },
            Deed::LookAt { position, altitude } => self.aim = Aim::At(position, altitude),
            // Level: what the gimbal of an autopilot that is told to look ahead again does.
            Deed::LookAhead => {
                self.aim = Aim::Gimbal {
                    pitch_deg: 0.0,
                    yaw_deg: 0.0,
                };
            }
            Deed::PhotosEach { metres } => self.photos_each_m = Some(metres),
            Deed::PhotosEnd => self.photos_each_m = None,
            Deed::VideoBegin => self.is_video = true,
            Deed::VideoEnd => self.is_video = false,
            Deed::Zoom { ratio } => self.zoom = ratio,
            Deed::Photo
            | Deed::Speed { .. }
            | Deed::Wait { .. }
            | Deed::Light { .. }
            | Deed::Loudspeaker { .. } => {}
        }
    }
}
