//! One vehicle of a scenario.

use super::LinkSetup;
use crate::wire::Key;
use geofences::Position;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// One vehicle.
#[derive(Clone, Debug, PartialEq)]
pub struct VehicleSetup {
    /// Its name; no other vehicle of the scenario has it. Its randomness is named after it.
    pub name: String,
    /// The fleet that it came from; `None` for a single one.
    pub fleet: Option<String>,
    /// Who steers it.
    pub autopilot: Autopilot,
    /// What it is.
    pub airframe: Airframe,
    /// Its MAVLink system id, 1…255; no other vehicle on the same address has it.
    pub system_id: u8,
    /// Where it begins.
    pub stand: Stand,
    /// Where that is: the place of the dock, for one in a dock.
    pub at: Position,
    /// How high above the ground it begins, metres; 0 stands on it.
    pub height_agl_m: f64,
    /// Where its nose points, degrees clockwise from true north, 0…360.
    pub heading_deg: f64,
    /// How full its battery is, 0…1.
    pub charge: f64,
    /// Parameters that are not as they come; each exists and its type holds the value. Those of a fleet
    /// are common to its vehicles.
    pub parameters: Arc<[ParameterOverride]>,
    /// What it carries.
    pub payload: Payload,
    /// Its links; none for one that nobody talks to.
    pub links: Vec<LinkSetup>,
    /// The secret that it signs with from the start.
    pub signing_key: Option<Key>,
    /// What it does without being asked.
    pub task: Option<Task>,
}

/// The autopilot of a vehicle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Autopilot {
    /// ArduPilot Copter.
    ArduPilotCopter,
    /// PX4.
    Px4,
}

/// The airframe of a vehicle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Airframe {
    /// A quadrotor of 1.4 kg for inspection.
    InspectionQuad,
    /// A hexarotor of 6 kg for patrols.
    PatrolHexa,
    /// A survey aeroplane of 7 kg that can also hover. PX4 only.
    SurveyVtol,
    /// A survey aeroplane of 3.2 kg that is thrown by hand. PX4 only.
    SurveyWing,
}

impl Airframe {
    /// How many motors it has that can fail.
    pub fn motor_count(self) -> usize {
        match self {
            Self::InspectionQuad => 4,
            Self::PatrolHexa => 6,
            Self::SurveyVtol => 5,
            Self::SurveyWing => 1,
        }
    }

    /// Whether rotors alone hold it up.
    pub fn is_multirotor(self) -> bool {
        matches!(self, Self::InspectionQuad | Self::PatrolHexa)
    }
}

/// Where a vehicle begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand {
    /// In the open.
    Open,
    /// In a dock, by its index.
    Dock(usize),
}

/// A parameter with another value than it comes with.
#[derive(Clone, Debug, PartialEq)]
pub struct ParameterOverride {
    /// Its name.
    pub name: &'static str,
    /// Its value.
    pub value: f64,
}

/// What a vehicle carries.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Payload {
    /// A camera.
    pub camera: Option<CameraSetup>,
    /// A gimbal that turns the camera; without it the camera looks straight down.
    pub has_gimbal: bool,
    /// A broadcaster of Remote ID.
    pub remote_id: Option<RemoteIdSetup>,
}

/// A camera.
#[derive(Clone, Debug, PartialEq)]
pub struct CameraSetup {
    /// Width of its images, pixels.
    pub image_width_px: u32,
    /// Height of its images, pixels.
    pub image_height_px: u32,
    /// How wide it sees, degrees from the left edge to the right one.
    pub horizontal_view_deg: f64,
}

/// A broadcaster of Remote ID.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoteIdSetup {
    /// The serial number (CTA-2063-A or the maker's own), at most 20 characters.
    pub serial_number: String,
    /// The operator's registration, at most 20 characters.
    pub operator_id: Option<String>,
}

/// What a vehicle does without a ground station.
#[derive(Clone, Debug, PartialEq)]
pub struct Task {
    /// When it arms and takes off; `None`: the mission lies on board, and nobody starts it.
    pub starts_after: Option<Duration>,
    /// What it flies.
    pub flies: Flies,
}

/// What a vehicle flies by itself.
#[derive(Clone, Debug, PartialEq)]
pub enum Flies {
    /// The mission (with its fence and rally points, where it has them) of a QGC .plan or .waypoints
    /// file, as the scenario says it: relative to the scenario's own folder.
    MissionFile(PathBuf),
    /// A pattern around its home, for ever.
    Patrol(Patrol),
}

/// A pattern around home that a vehicle flies for ever.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Patrol {
    /// Along what.
    pub shape: PatrolShape,
    /// How far from home: of a circle, or of the corners of a box, metres.
    pub radius_m: f64,
    /// How high above home, metres.
    pub height_m: f64,
    /// How fast over the ground, m/s.
    pub speed_mps: f64,
}

/// The shape of a patrol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PatrolShape {
    /// A circle around home.
    Circle,
    /// A square around home.
    Box,
}
