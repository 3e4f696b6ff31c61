//! How many items a mission takes, and which of its numbers are none, for whoever judges it.

use super::mavlink;
use super::{Airframe, check};
use crate::mission::{Mission, Step};
use crate::vehicle::{Airframe as Built, Vehicle};
use geofences::Problem;

/// How many items the autopilot of a vehicle stores for a mission, home counted: MAVLink's, or DJI's waypoints.
///
/// # Errors
/// What the autopilot does not take.
pub(crate) fn item_count(mission: &Mission, vehicle: &Vehicle) -> Result<usize, Vec<Problem>> {
    match vehicle.controller.kind.fence_autopilot() {
        Some(autopilot) => {
            let items = mavlink::items_of(mission, autopilot, airframe_of(vehicle))?;
            Ok(items.items.len() + 1)
        }
        None => {
            let flown = |step: &&Step| !matches!(step, Step::Do(_) | Step::Foreign(_));
            Ok(mission.steps.iter().filter(flown).count())
        }
    }
}

/// What a vehicle is to the writers of its formats.
pub fn airframe_of(vehicle: &Vehicle) -> Airframe {
    match vehicle.airframe {
        Built::Multirotor(_) => Airframe::Multirotor,
        Built::FixedWing(_) => Airframe::FixedWing,
        Built::Vtol(_) => Airframe::Vtol,
    }
}

/// The numbers of a mission that are none, or make no sense where they stand.
pub(crate) fn number_faults(mission: &Mission) -> Vec<Problem> {
    check::check(mission).err().unwrap_or_default()
}
