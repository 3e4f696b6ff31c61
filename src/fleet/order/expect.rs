//! What has to be seen of a vehicle after it was told something: ACCEPTED is no proof.

use super::Spot;

/// What has to be seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Expect {
    /// Heartbeats say this mode.
    Mode(u32),
    /// Heartbeats say that it is armed, or not.
    Armed(bool),
    /// It left the ground.
    InAir,
    /// It says itself that it goes there, and it goes there.
    Target(Spot),
    /// Its mission's current item is this one or a later one: items that are no places are passed at once.
    MissionFrom {
        /// This one.
        item: u16,
        /// The current item of before: where that is a later one, it has to go back.
        before: Option<u16>,
    },
    /// We control its gimbal.
    GimbalControl,
    /// It started anew.
    Restarted,
}

impl Expect {
    /// How far the reported target may be off over ground, m.
    pub const TARGET_OFF_M: f64 = 3.0;
    /// How far it may be off in height, m.
    pub const TARGET_HEIGHT_OFF_M: f64 = 2.0;
}

impl std::fmt::Display for Expect {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Mode(mode) => write!(f, "mode {mode}"),
            Self::Armed(true) => f.write_str("armed"),
            Self::Armed(false) => f.write_str("disarmed"),
            Self::InAir => f.write_str("off the ground"),
            Self::Target(spot) => write!(f, "target {spot}, and on the way there"),
            Self::MissionFrom { item, .. } => write!(f, "mission item {item} or later"),
            Self::GimbalControl => f.write_str("gimbal under our control"),
            Self::Restarted => f.write_str("restarted"),
        }
    }
}
