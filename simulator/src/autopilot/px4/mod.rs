//! PX4 1.17: what it decides and how it says it, with its habits.
//!
//! What is done here was read off the recorded flight (`captures.md`, parts C, D.3 and E), and where that
//! tells nothing, is what PX4's own sources say that it does.

mod arming;
mod as_autopilot;
mod commands;
mod departure;
mod events;
mod failsafe;
mod feasibility;
mod fence;
mod files;
mod habits;
mod kind;
mod modes;
mod motion;
mod navigator;
mod offboard;
#[expect(
    clippy::module_inception,
    reason = "the vehicle bears the name of its kind"
)]
mod px4;
mod regular;
mod report;
mod requests;
mod returning;
mod settings;
#[cfg(test)]
mod recorded;
#[cfg(test)]
pub(crate) mod station;
mod telemetry;
mod transition;
mod watch;
mod way_home;
mod wing_commands;
mod wing_navigator;
mod wing_pilot;
mod wing_report;
mod wing_settings;
mod wing_steering;
#[cfg(test)]
mod wing_tests;

pub use kind::VehicleKind;
pub use modes::Mode;
pub use px4::Px4;
pub use regular::{LinkMode, Regular};
