//! What people ask of a vehicle, in their terms: planned into the commands of its autopilot, carried out, and
//! looked at until the vehicle does what was asked.

mod desk;
mod event;
mod expect;
mod facts;
mod machine;
mod modes;
mod nudge;
mod plan;
mod refusal;
mod seen;
mod step;

pub use desk::{OrderDesk, OrderIdUsed, OrderRequest};
pub use event::{OrderEvent, OrderFailure, OrderId, OrderNews, OrderProgress};
pub use expect::Expect;
pub use facts::{Light, Loudspeaker, PayloadSetup, Spot, VehicleFacts};
pub use machine::OrderMachine;
pub use nudge::{NudgeMachine, Velocity};
pub use plan::plan;
pub use refusal::{Fact, Refusal};
pub use step::{Act, IfRefused, Step};

use geofences::{Altitude, Position};
use std::time::Duration;

/// What is asked of a vehicle.
#[derive(Clone, Debug, PartialEq)]
pub enum Order {
    /// Motors on. The autopilot's own checks are never skipped.
    Arm,
    /// Motors off, on the ground.
    Disarm,
    /// Motors off wherever it is: it falls. Two people have to say so.
    DisarmInAir,
    /// Up from the ground, motors on first.
    TakeOff {
        /// How high, m above home.
        above_home_m: f64,
    },
    /// There, and stay.
    GoTo {
        /// Where.
        to: Position,
        /// How high, above mean sea level.
        altitude: Altitude,
    },
    /// Stay where it is; a fixed wing circles.
    Hold,
    /// Home, as the autopilot itself would fly.
    ReturnHome,
    /// Down, here; a fixed wing takes the landing of its mission.
    Land,
    /// Fly the mission on board from an item, motors on first.
    StartMission {
        /// The item's number on board.
        from_item: u16,
    },
    /// Fly on with the mission where it was left.
    ResumeMission,
    /// How fast it flies from now on.
    SetSpeed {
        /// Over ground, m/s; through the air for a fixed wing.
        speed_mps: f64,
    },
    /// Stay here, at another height.
    ChangeAltitude {
        /// How high, above mean sea level.
        altitude: Altitude,
    },
    /// Turn the gimbal.
    PointGimbal {
        /// Up positive, degrees.
        pitch_deg: f64,
        /// Clockwise, degrees.
        yaw_deg: f64,
        /// What the yaw is counted from.
        from: YawFrom,
    },
    /// Keep the gimbal on a place.
    PointGimbalAt {
        /// Where.
        at: Position,
        /// How high, above mean sea level.
        altitude: Altitude,
    },
    /// Take control of the gimbal.
    TakeGimbalControl,
    /// Zoom the camera.
    Zoom {
        /// 0 wide … 1 as far as it goes.
        level: f64,
    },
    /// One photo.
    TakePhoto,
    /// Photos until told otherwise.
    StartPhotoInterval {
        /// Between two of them.
        every: Duration,
    },
    /// No more of them.
    StopPhotos,
    /// Record video on board.
    StartRecording,
    /// No longer.
    StopRecording,
    /// Play a stored announcement, by its number in the vehicle's setup from 0; `None` stops.
    Loudspeaker(Option<u8>),
    /// The light on or off.
    Light(bool),
    /// Move slowly while it is repeated ([`OrderDesk::renew_nudge`]); half a second after the last time it
    /// stops.
    Nudge(Velocity),
    /// Start the autopilot anew, on the ground.
    RebootAutopilot,
    /// How often it tells what.
    SetMessageRates(Vec<MessageRate>),
}

/// What a gimbal's yaw is counted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum YawFrom {
    /// True north: it keeps looking there while the vehicle turns.
    North,
    /// The vehicle's nose.
    Nose,
}

/// How often a message is to come.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MessageRate {
    /// The message's number, up to 2^24 − 1.
    pub message: u32,
    /// How often.
    pub interval: MessageInterval,
}

/// SET_MESSAGE_INTERVAL's kinds of intervals.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum MessageInterval {
    /// So much time between two of them.
    Every(Duration),
    /// Never.
    Off,
    /// As the autopilot does by itself.
    Default,
}

impl Order {
    /// Whether it makes a vehicle stop, whoever says so and whatever is known (invariant 8).
    pub fn is_stop(&self) -> bool {
        matches!(self, Self::Hold | Self::ReturnHome | Self::Land)
    }

    /// Whether it is about the flight, of which there is one: a new one puts an end to the last.
    pub fn is_flight(&self) -> bool {
        match self {
            Self::Arm
            | Self::Disarm
            | Self::DisarmInAir
            | Self::TakeOff { .. }
            | Self::GoTo { .. }
            | Self::Hold
            | Self::ReturnHome
            | Self::Land
            | Self::StartMission { .. }
            | Self::ResumeMission
            | Self::ChangeAltitude { .. }
            | Self::Nudge(_)
            | Self::RebootAutopilot => true,
            Self::SetSpeed { .. }
            | Self::PointGimbal { .. }
            | Self::PointGimbalAt { .. }
            | Self::TakeGimbalControl
            | Self::Zoom { .. }
            | Self::TakePhoto
            | Self::StartPhotoInterval { .. }
            | Self::StopPhotos
            | Self::StartRecording
            | Self::StopRecording
            | Self::Loudspeaker(_)
            | Self::Light(_)
            | Self::SetMessageRates(_) => false,
        }
    }
}

#[cfg(test)]
mod tests;
