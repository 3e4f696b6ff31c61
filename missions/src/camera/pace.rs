//! How far apart photos and lanes are, and how fast one may fly between photos.

use super::{Fault, View};
use geofences::Bilingual;

/// During an exposure the ground moves at most so many pixels: with one of them the blur is about as wide as
/// what the image resolves. (Manuals of mapping flights commonly allow half a pixel to one and a half.)
pub const MOST_MOTION_BLUR_GSD: f64 = 1.0;

/// How much of an image the next one shows again, 0 up to less than 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Overlap(f64);

impl Overlap {
    /// A checked overlap.
    ///
    /// # Errors
    /// It is not from 0 up to less than 1.
    pub fn new(part: f64) -> Result<Self, Fault> {
        if (0.0..1.0).contains(&part) {
            Ok(Self(part))
        } else {
            Err(Fault {
                field: "overlap".to_owned(),
                what: Bilingual::new(
                    format!("an overlap of {part} is not from 0 up to less than 1"),
                    format!("重叠率 {part} 应从 0 起且小于 1"),
                ),
            })
        }
    }

    /// As a part of one.
    pub fn part(self) -> f64 {
        self.0
    }
}

/// How fast one may fly over ground while photos are taken.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PhotoSpeed {
    /// So that the camera is ready for each photo, m/s.
    pub by_interval_mps: f64,
    /// So that no image blurs by more than [`MOST_MOTION_BLUR_GSD`], m/s.
    pub by_blur_mps: f64,
}

impl PhotoSpeed {
    /// The greatest speed that both allow, m/s.
    pub fn greatest_mps(&self) -> f64 {
        self.by_interval_mps.min(self.by_blur_mps)
    }
}

impl View {
    /// From one photo straight down to the next along the track, metres, from this height above ground.
    pub fn trigger_distance_m(&self, height_m: f64, front: Overlap) -> f64 {
        self.nadir(height_m).along_m * (1.0 - front.part())
    }

    /// From one lane to the next, metres, from this height above ground.
    pub fn lane_spacing_m(&self, height_m: f64, side: Overlap) -> f64 {
        self.nadir(height_m).across_m * (1.0 - side.part())
    }

    /// How fast one may fly with a photo each `trigger_distance_m`, looking straight down from this height.
    pub fn photo_speed(&self, height_m: f64, trigger_distance_m: f64) -> PhotoSpeed {
        PhotoSpeed {
            by_interval_mps: trigger_distance_m / self.least_interval_s,
            by_blur_mps: MOST_MOTION_BLUR_GSD * self.gsd_m(height_m) / self.exposure_s,
        }
    }
}
