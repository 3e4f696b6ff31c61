//! The controller: plans, flies, watches and records a city's drone patrols.
//!
//! Modules in suggested reading order:

pub mod clock;
pub mod console;
pub mod moment;
pub mod observed;

pub mod link;
pub mod fleet;
pub mod ground_control;

pub mod news;

pub mod airspace_command;
pub mod plan_command;
pub mod record_command;
pub mod replay_command;
pub mod command_line;
