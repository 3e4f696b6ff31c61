//! Missions as MAVLink items, and back: what `.plan` and `.waypoints` are made of.
//!
//! Numbers and parameters are those of MAVLink's `common.xml`. What each autopilot takes follows ArduPilot
//! (`AP_Mission.cpp`, `mavlink_int_to_mission_cmd`) and PX4 (`mavlink_mission.cpp`,
//! `parse_mavlink_mission_item`).

mod after_last;
mod commands;
mod deeds;
mod understand;
mod understand_deeds;
mod understand_ends;
mod write;

pub use write::{Items, StepItem, items_of};

pub(super) use understand::{Context, Placed, Understood, is_for_wings, understand};
