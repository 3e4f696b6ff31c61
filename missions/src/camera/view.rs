//! A camera with one focal length: how fine its image is.

use super::CameraFigures;
use geofences::Bilingual;

/// A camera's view with one focal length.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// Half of the image's width over the focal length.
    pub(super) half_across: f64,
    /// Half of the image's height over the focal length.
    pub(super) half_along: f64,
    /// The longer side of a pixel over the focal length.
    pixel: f64,
    pub(super) least_interval_s: f64,
    pub(super) exposure_s: f64,
    pub(super) lowest_pitch_deg: f64,
    pub(super) highest_pitch_deg: f64,
}

/// The optics do not zoom so.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("the camera zooms from 1 to {most} times, not {times} times")]
pub struct BadZoom {
    /// As asked, times the widest view.
    pub times: f64,
    /// The most that it can.
    pub most: f64,
}

impl BadZoom {
    /// In both languages.
    pub fn bilingual(&self) -> Bilingual {
        let Self { times, most } = self;
        Bilingual::new(
            self.to_string(),
            format!("相机变焦范围为 1 至 {most} 倍，不能变焦到 {times} 倍"),
        )
    }
}

impl View {
    pub(super) fn of(figures: &CameraFigures, focal_mm: f64) -> Self {
        let across = figures.sensor_width_mm / focal_mm;
        let along = figures.sensor_height_mm / focal_mm;
        let pixel_across = across / f64::from(figures.image_width_px);
        let pixel_along = along / f64::from(figures.image_height_px);
        Self {
            half_across: across / 2.0,
            half_along: along / 2.0,
            pixel: pixel_across.max(pixel_along),
            least_interval_s: figures.least_interval_s,
            exposure_s: figures.exposure_s,
            lowest_pitch_deg: figures.lowest_pitch_deg,
            highest_pitch_deg: figures.highest_pitch_deg,
        }
    }

    /// How far down and up the gimbal turns, degrees above the horizon.
    pub(crate) fn pitch_range_deg(&self) -> (f64, f64) {
        (self.lowest_pitch_deg, self.highest_pitch_deg)
    }

    /// Ground sampling distance of an image taken straight down from this height above ground, metres a
    /// pixel: height · pixel / focal length, with the longer side of the pixel.
    pub fn gsd_m(&self, height_m: f64) -> f64 {
        height_m * self.pixel
    }

    /// The height above ground that gives a ground sampling distance straight down, metres.
    pub fn height_m(&self, gsd_m: f64) -> f64 {
        gsd_m / self.pixel
    }

    /// The angle from the left to the right edge of the image, degrees.
    pub fn across_deg(&self) -> f64 {
        2.0 * self.half_across.atan().to_degrees()
    }

    /// The angle from the upper to the lower edge of the image, degrees.
    pub fn along_deg(&self) -> f64 {
        2.0 * self.half_along.atan().to_degrees()
    }
}
