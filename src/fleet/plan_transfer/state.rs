//! With whom a plan is exchanged, and how far that is.

use super::{Capacities, Outcome};
use crate::link::report::{AutopilotKind, ComponentKind};
use std::time::Duration;

/// What has to be known of a vehicle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TransferPartner {
    /// Its autopilot.
    pub autopilot: AutopilotKind,
    /// What it is: ArduPilot keeps waypoints of wings in another way than of rotors.
    pub component: ComponentKind,
    /// Whether it takes MISSION_ITEM_INT ([`crate::link::report::AutopilotVersion::MISSION_INT`]); who asks
    /// with MISSION_REQUEST and does not is given MISSION_ITEM.
    pub takes_int: bool,
    /// The round trip to it, where it was measured.
    pub round_trip: Option<Duration>,
    /// What it holds.
    pub capacities: Capacities,
}

/// What is being done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Items are given.
    Sending,
    /// What is on board is read, to be compared with what was given.
    ReadingBack,
    /// What is on board is read.
    Reading,
}

/// How far it is. A stage that has to begin again goes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What is being done.
    pub stage: Stage,
    /// How many items the other end has taken, as the vehicle counts them.
    pub done: u16,
    /// Of how many; 0 while that is not known.
    pub total: u16,
}

/// How it stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TransferState<'a> {
    /// It is under way.
    Running(Progress),
    /// It has ended.
    Ended(&'a Outcome),
}
