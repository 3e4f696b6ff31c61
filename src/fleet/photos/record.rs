//! The record of one photo.

use super::FileAddress;
use crate::link::names::VehicleId;
use crate::link::report::{CameraImageCaptured, Place};
use crate::moment::Moment;

/// Which photo. A camera counts from 0 each time that it starts, so its series belongs to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PhotoKey {
    /// The vehicle that carries the camera.
    pub vehicle: VehicleId,
    /// The component that the camera is.
    pub camera: u8,
    /// How often the camera has started since it was first heard.
    pub series: u32,
    /// Its number in the series.
    pub index: u32,
}

/// A photo that was taken.
#[derive(Clone, Debug, PartialEq)]
pub struct Photo {
    /// Which.
    pub key: PhotoKey,
    /// When we were told.
    pub heard: Moment,
    /// When it was taken by the camera's clock, µs since 1970; `None` where it does not know.
    pub taken_unix_us: Option<u64>,
    /// When it was taken, ms since the camera's start.
    pub boot_ms: u32,
    /// Where the camera was.
    pub place: Option<Place>,
    /// Height above mean sea level, m.
    pub altitude_amsl_m: f32,
    /// Height above home, m.
    pub above_home_m: f32,
    /// The camera's orientation: w, x, y, z.
    pub orientation: Option<[f32; 4]>,
    /// Where its file is, as far as it is told.
    pub file: FileAddress,
}

impl Photo {
    pub(super) fn of(key: PhotoKey, heard: Moment, told: &CameraImageCaptured) -> Self {
        let length_squared: f32 = told.orientation.iter().map(|part| part * part).sum();
        // A rotation has length 1; anything else tells none.
        let is_rotation = (0.9..=1.1).contains(&length_squared);
        Self {
            key,
            heard,
            taken_unix_us: Some(told.unix_us).filter(|at| *at > 0),
            boot_ms: told.boot_ms,
            place: told.place,
            altitude_amsl_m: told.altitude_amsl_m,
            above_home_m: told.above_home_m,
            orientation: is_rotation.then_some(told.orientation),
            file: FileAddress::of(&told.file_url),
        }
    }
}
