//! QGroundControl plans (`.plan`): their geofence, read and written.
//!
//! A fence in a plan has neither heights nor times and knows only keep-in (`inclusion`) and
//! keep-out. docs/formats/qgc-plan.md says how it is understood and what gets lost.

mod keep_in;
mod read;
#[cfg(test)]
mod tests;
mod write;

pub use read::read;
pub use write::write;

/// The `fileType` of a plan.
const FILE_TYPE: &str = "Plan";
/// The version of the plan as a whole.
const PLAN_VERSION: u64 = 1;
/// The version of its `geoFence`.
const FENCE_VERSION: u64 = 2;
/// The version of each polygon and circle.
const SHAPE_VERSION: u64 = 1;

/// The upper limit that a keep-in is read with, metres above the ground. A plan states none;
/// what is above a true height of 120 m is controlled airspace (无人驾驶航空器飞行管理暂行条例,
/// article 19).
const PERMITTED_UP_TO_AGL_M: f64 = 120.0;
