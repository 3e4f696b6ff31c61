#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod endings;
mod files;
mod gates;
mod lanes;
mod links;
mod parameters;
mod world;

use super::*;
use crate::fleet::file_transfer::server_model::{Habit, Server, bytes};
use crate::fleet::lease::{Holder, Lease, Person, Role};
use crate::fleet::parameters::fixture::{ARDUPILOT, Autopilot, PX4};
use crate::fleet::plan_transfer::tests::peer::{Habits, Peer, waypoints};
use crate::fleet::test_line::{Dice, Line, Weather};
use crate::link::dialect::Encoding;
use crate::link::report::AutopilotKind;
use crate::link::say::Say;
use crate::moment::Moment;
use std::time::Duration;
use world::*;

fn secs(secs: u64) -> Duration {
    Duration::from_secs(secs)
}
