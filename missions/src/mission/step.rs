//! The steps of a mission.

use super::{Deed, Heading};
use geofences::{Altitude, Position};

/// One step.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// Climbs from the ground straight up.
    TakeOff {
        /// How high.
        altitude: Altitude,
    },
    /// Flies straight to a place.
    FlyTo(FlyTo),
    /// Does something without flying anywhere.
    Do(Deed),
    /// Flies home or to the nearest rally place as its autopilot does, and lands there.
    ReturnHome,
    /// Flies straight to above a place, and lands there.
    Land {
        /// Where.
        position: Position,
    },
    /// What was read from a file and means nothing here. It is kept, written again by the same format, and never
    /// taken for safe: a mission with one cannot be judged.
    Foreign(ForeignItem),
}

/// A leg, and what happens at its end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FlyTo {
    /// Where to.
    pub position: Position,
    /// How high; it changes evenly along the leg.
    pub altitude: Altitude,
    /// How long it stays there, s.
    pub hold_s: f64,
    /// Whether it flies through, and not stops there.
    pub is_passed: bool,
    /// Where its nose points on the way.
    pub heading: Heading,
}

/// A MAVLink mission item as numbers, which has no other meaning here.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ForeignItem {
    /// MAV_CMD.
    pub command: u16,
    /// MAV_FRAME.
    pub frame: u8,
    /// Parameters 1 to 7 as in a plan file: 5 and 6 are latitude and longitude where it has a place; `None` where it is
    /// not said (null, NaN).
    pub parameters: [Option<f64>; 7],
    /// Whether the next one follows by itself.
    pub is_continued: bool,
}
