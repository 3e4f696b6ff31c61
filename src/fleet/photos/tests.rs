#![allow(clippy::unwrap_used)]

mod books;
mod fetching;
mod matches;

use super::{FileAddress, Photo, PhotoKey};
use crate::link::names::{GroupId, VehicleId};
use crate::moment::Moment;

const VEHICLE: VehicleId = VehicleId {
    group: GroupId(1),
    system: 7,
};
const CAMERA: u8 = 100;
const START: Moment = Moment::from_us(1_795_000_000_000_000);

fn key(series: u32, index: u32) -> PhotoKey {
    PhotoKey {
        vehicle: VEHICLE,
        camera: CAMERA,
        series,
        index,
    }
}

/// A photo, taken two seconds after the one before it.
fn photo(index: u32, url: &str) -> Photo {
    Photo {
        key: key(0, index),
        heard: START,
        taken_unix_us: Some(1_795_000_000_000_000 + u64::from(index) * 7_000_000),
        boot_ms: 10_000 + index * 7_000,
        place: None,
        altitude_amsl_m: 60.0,
        above_home_m: 40.0,
        orientation: None,
        file: FileAddress::of(url),
    }
}
