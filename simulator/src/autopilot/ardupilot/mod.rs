//! ArduPilot Copter 4.7: what it decides and how it says it, with its habits.
//!
//! What is done here was read off the recorded flights (`captures.md`, parts A, B and E).

mod habits;
mod modes;

pub use habits::CopterHabits;
pub use modes::Mode;
