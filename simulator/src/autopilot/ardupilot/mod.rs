//! ArduPilot Copter 4.7: what it decides and how it says it, with its habits.
//!
//! What is done here was read off the recorded flights (`captures.md`, parts A, B and E).

mod as_autopilot;
mod breaches;
mod chatter;
mod commands;
mod condition;
mod copter;
mod fence;
mod files;
mod habits;
mod mission;
mod mission_items;
mod modes;
mod names;
mod regular;
mod requests;
mod settings;
mod start_up;
#[cfg(test)]
pub(crate) mod station;
mod telemetry;
mod upkeep;
mod watch;
mod way_home;

pub use copter::Copter;
pub use fence::{Fence, FenceKind};
pub use habits::CopterHabits;
pub use modes::Mode;
pub use names::name_of;
pub use regular::Regular;
pub use settings::Settings;
pub use telemetry::Report;
pub use way_home::{return_height_amsl_m, return_target};
