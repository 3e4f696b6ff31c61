//! What has to be known of a vehicle before it is told anything. What is not fresh is not known.

use crate::link::frame::Sender;
use crate::link::names::Origin;
use crate::link::report::{AutopilotKind, ComponentKind, VtolState};
use geofences::{Altitude, AltitudeDatum, Position};

/// A place with its height.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot {
    /// Where.
    pub position: Position,
    /// Height above mean sea level, m.
    pub amsl_m: f64,
}

impl Spot {
    /// A place at a height above mean sea level; `None` for a height above anything else.
    pub fn new(position: Position, altitude: Altitude) -> Option<Self> {
        (altitude.datum() == AltitudeDatum::MeanSeaLevel).then_some(Self {
            position,
            amsl_m: altitude.metres(),
        })
    }

    /// How far another one is away, m: over ground, and in height (positive where it is higher). Good to a
    /// per mille within some kilometres.
    pub fn apart_m(&self, other: &Self) -> (f64, f64) {
        const METRES_PER_DEGREE: f64 = 111_195.0;
        let north = other.position.latitude_deg() - self.position.latitude_deg();
        let east = other.position.longitude_deg() - self.position.longitude_deg();
        let east = (east + 540.0).rem_euclid(360.0) - 180.0;
        let shrunk = self.position.latitude_deg().to_radians().cos();
        let over_ground = north.hypot(east * shrunk) * METRES_PER_DEGREE;
        (over_ground, other.amsl_m - self.amsl_m)
    }
}

impl std::fmt::Display for Spot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} at {:.1} m AMSL", self.position, self.amsl_m)
    }
}

/// What is known of a vehicle now; `None` where it is not known, or too old.
#[derive(Clone, Debug, PartialEq)]
pub struct VehicleFacts {
    /// Where it comes from.
    pub origin: Origin,
    /// Whether an administrator commissioned it.
    pub is_commissioned: bool,
    /// Whose autopilot flies it.
    pub autopilot: Option<AutopilotKind>,
    /// What flies.
    pub kind: Option<ComponentKind>,
    /// Whether it can hover on rotors besides flying on a wing. ArduPilot's aeroplanes with rotors call
    /// themselves fixed wings, unless they are told otherwise.
    pub has_rotors: bool,
    /// How a VTOL flies now.
    pub vtol: VtolState,
    /// The component of its autopilot.
    pub autopilot_component: u8,
    /// Whether its motors may turn.
    pub is_armed: Option<bool>,
    /// Whether it is off the ground.
    pub is_in_air: Option<bool>,
    /// Its mode, as heartbeats tell it.
    pub custom_mode: Option<u32>,
    /// The current item of its mission.
    pub mission_item: Option<u16>,
    /// Its home.
    pub home: Option<Spot>,
    /// Where it is.
    pub at: Option<Spot>,
    /// MAV_PROTOCOL_CAPABILITY bits.
    pub capabilities: Option<u64>,
    /// Whether it no longer knows well where it is.
    pub integrity_is_lost: Option<bool>,
    /// Since it started, ms.
    pub boot_ms: Option<u32>,
    /// The component of its camera.
    pub camera: Option<u8>,
    /// The component that manages its gimbal.
    pub gimbal_manager: Option<u8>,
    /// What else it carries, and how that is switched.
    pub payload: PayloadSetup,
    /// The number of the next single photo, from 1: a camera takes one for each, however often it is told.
    pub next_photo: u32,
    /// Whether its mission is being changed by us, or was left half changed.
    pub mission_is_in_doubt: bool,
    /// Who we are.
    pub us: Sender,
}

/// How what a vehicle carries is switched: no message tells, so that it is configured.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PayloadSetup {
    /// Its loudspeaker.
    pub loudspeaker: Option<Loudspeaker>,
    /// Its light.
    pub light: Option<Light>,
}

/// How a loudspeaker with stored announcements is told to play. MAVLink has tunes for an autopilot's buzzer
/// alone; announcement players hang on a relay or a servo output of either autopilot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Loudspeaker {
    /// It plays its one announcement while a relay is on.
    Relay(u8),
    /// A servo output's pulse length says what it plays.
    Servo {
        /// Which output, from 1.
        output: u8,
        /// Nothing, µs.
        silent_us: u16,
        /// Each announcement, µs.
        announcements_us: Vec<u16>,
    },
}

/// How a light is switched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Light {
    /// By ILLUMINATOR_ON_OFF to a component.
    Illuminator(u8),
    /// By a relay.
    Relay(u8),
    /// By a servo output's pulse length.
    Servo {
        /// Which output, from 1.
        output: u8,
        /// Off, µs.
        off_us: u16,
        /// On, µs.
        on_us: u16,
    },
}
