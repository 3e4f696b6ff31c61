//! QGroundControl plans (`.plan`): JSON with mission, geofence and rally points.
//!
//! Surveys, corridor scans and structure scans are read as the items that they were worked out to
//! (`TransectStyleComplexItem.Items`). What a plan has no place for (names, the return height, what a relay
//! switches) stands in a member `haiou` of its own, which QGroundControl passes over.

mod fence;
mod read;
mod read_items;
mod write;

pub use write::write;

pub(super) use read::read;

/// MAV_AUTOPILOT_ARDUPILOTMEGA.
const FIRMWARE_ARDUPILOT: u16 = 3;
/// MAV_AUTOPILOT_PX4.
const FIRMWARE_PX4: u16 = 12;
/// The version of the plan as a whole.
const PLAN_VERSION: u16 = 1;
/// The version of `mission`, `geoFence` and `rallyPoints`.
const PART_VERSION: u16 = 2;
/// The version of each polygon and circle, and of `haiou`.
const SHAPE_VERSION: u16 = 1;
