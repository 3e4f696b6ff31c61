//! Missions in parts: flown on from where one was left, and cut where a battery or a memory ends.

mod carried_on;
mod parts;
mod place;
mod resume;

pub use parts::{CannotBeCut, cut};
pub use place::{NotOnMission, PlaceOnMission};
pub use resume::resume;
