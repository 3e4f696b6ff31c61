//! ArduPilot Copter 4.7: what it decides and how it says it, with its habits.
//!
//! What is done here was read off the recorded flights (`captures.md`, parts A, B and E).

mod as_autopilot;
mod commands;
mod copter;
mod fence;
mod files;
mod flight;
mod habits;
mod mission_run;
mod modes;
mod regular;
mod requests;
mod settings;
mod start_up;
#[cfg(test)]
mod station;
mod telemetry;
mod watch;
mod way_home;

pub use copter::Copter;
pub use fence::{Fence, FenceKind};
pub use flight::{Facing, Flight, Task};
pub use habits::CopterHabits;
pub use mission_run::{Circumstances, MissionRun, Order, name_of, place_of};
pub use modes::Mode;
pub use regular::Regular;
pub use settings::Settings;
pub use telemetry::Report;
pub use way_home::{return_height_amsl_m, return_target};
