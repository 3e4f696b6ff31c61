//! A vehicle as wayline files name it.

use super::DjiAircraft;
use crate::vehicle::{Equipment, Vehicle};

/// The aircraft that a wayline is for, by its class and by its camera: the one that takes the pictures, or where
/// none does the first with a number that it carries. `None` where DJI's numbers of either are not known.
pub fn dji_of(
    vehicle: &Vehicle,
    carries: &[&Equipment],
    camera: Option<&Equipment>,
) -> Option<DjiAircraft> {
    let model = vehicle.dji?;
    let payload = match camera {
        Some(camera) => camera.dji?,
        None => carries.iter().find_map(|it| it.dji)?,
    };
    Some(DjiAircraft {
        drone: model.drone,
        drone_sub: model.drone_sub,
        payload: payload.payload,
        payload_sub: payload.payload_sub,
        payload_position: payload.position,
        lens: payload.lens,
        widest_focal_mm: None,
    })
}
