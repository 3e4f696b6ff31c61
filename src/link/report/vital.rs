//! That a component is there, what it is, and what it says in words.

/// HEARTBEAT.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heartbeat {
    /// What it is.
    pub component: ComponentKind,
    /// MAV_TYPE as it came, for what `component` does not tell apart.
    pub mav_type: u8,
    /// Whose autopilot it is; `None` for what is no autopilot (MAV_AUTOPILOT_INVALID).
    pub autopilot: Option<AutopilotKind>,
    /// MAV_MODE_FLAG_SAFETY_ARMED: its motors may turn.
    pub is_armed: bool,
    /// MAV_MODE_FLAG bits as they came.
    pub base_mode: u8,
    /// The autopilot's own number of its mode.
    pub custom_mode: u32,
    /// How it feels.
    pub state: SystemState,
}

/// MAV_AUTOPILOT.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AutopilotKind {
    /// ArduPilot (3).
    ArduPilot,
    /// PX4 (12).
    Px4,
    /// Another one: it is shown, and not commanded.
    Other(u8),
}

/// MAV_TYPE, as far as it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ComponentKind {
    /// A multirotor or helicopter: it hovers.
    Rotorcraft,
    /// A fixed wing: it cannot stop.
    FixedWing,
    /// A VTOL of any kind.
    Vtol,
    /// A ground vehicle, boat, submarine, airship, balloon: anything else that moves by itself.
    OtherVehicle,
    /// MAV_TYPE_GCS: a ground station.
    GroundStation,
    /// MAV_TYPE_CAMERA.
    Camera,
    /// MAV_TYPE_GIMBAL.
    Gimbal,
    /// Any other component: companion computer, ADS-B receiver, …
    Other,
}

/// MAV_STATE.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SystemState {
    /// 1: it starts.
    Boot,
    /// 2: it calibrates.
    Calibrating,
    /// 3: it is on the ground and ready.
    Standby,
    /// 4: motors are engaged.
    Active,
    /// 5: something is wrong, it can still fly.
    Critical,
    /// 6: mayday.
    Emergency,
    /// 7: it shuts down.
    PoweringOff,
    /// 8: it ended its flight.
    FlightTermination,
    /// 0, and what is not known.
    Unknown,
}

/// SYSTEM_TIME.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SystemTime {
    /// Its idea of the time, µs since 1970; `None` before it knows.
    pub unix_us: Option<u64>,
    /// Since it started, ms. It going back is a reboot.
    pub boot_ms: u32,
}

/// TIMESYNC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timesync {
    /// The answerer's clock, ns; 0 in a question.
    pub tc1: i64,
    /// The asker's clock, ns.
    pub ts1: i64,
    /// Whom the answer is for, where it says (an extension); 0 for everybody.
    pub target_system: u8,
    /// The component of it.
    pub target_component: u8,
}

/// AUTOPILOT_VERSION.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AutopilotVersion {
    /// MAV_PROTOCOL_CAPABILITY bits.
    pub capabilities: u64,
    /// Version of its firmware: major, minor, patch, and the type byte (255 for a release).
    pub firmware: [u8; 4],
    /// The first eight bytes of the firmware's git hash, as they came.
    pub git_hash: [u8; 8],
    /// Vendor and product of the board.
    pub board: (u16, u16),
    /// The hardware's own number: `uid2` where it is set, else `uid`; empty where neither is.
    pub hardware_id: Vec<u8>,
}

/// MAV_PROTOCOL_CAPABILITY bits that are acted upon.
impl AutopilotVersion {
    /// Parameters are encoded as C casts, unless [`Self::PARAMETERS_BYTEWISE`] is set too, as PX4 does
    /// (MAV_PROTOCOL_CAPABILITY_PARAM_FLOAT; ArduPilot does not set its successor, bit 17).
    pub const PARAMETERS_BY_CAST: u64 = 1 << 1;
    /// MAV_PROTOCOL_CAPABILITY_MISSION_INT.
    pub const MISSION_INT: u64 = 1 << 2;
    /// MAV_PROTOCOL_CAPABILITY_COMMAND_INT.
    pub const COMMAND_INT: u64 = 1 << 3;
    /// Parameters are encoded byte by byte (MAV_PROTOCOL_CAPABILITY_PARAM_ENCODE_BYTEWISE).
    pub const PARAMETERS_BYTEWISE: u64 = 1 << 4;
    /// MAV_PROTOCOL_CAPABILITY_FTP.
    pub const FTP: u64 = 1 << 5;
    /// MAV_PROTOCOL_CAPABILITY_MISSION_FENCE.
    pub const MISSION_FENCE: u64 = 1 << 14;
    /// MAV_PROTOCOL_CAPABILITY_MISSION_RALLY.
    pub const MISSION_RALLY: u64 = 1 << 15;
}

/// MAV_SEVERITY: the lower, the worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Severity(pub u8);

impl Severity {
    /// 3.
    pub const ERROR: Self = Self(3);
    /// 4.
    pub const WARNING: Self = Self(4);
    /// 6.
    pub const INFO: Self = Self(6);
}

/// STATUSTEXT: a text, or a piece of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusText {
    /// How bad it is.
    pub severity: Severity,
    /// Up to 50 bytes, without zeros at the end, what is no UTF-8 replaced.
    pub text: String,
    /// 0 for a whole text; else the same for all pieces of one.
    pub id: u16,
    /// Which piece.
    pub chunk: u8,
    /// Whether no piece follows: it has a zero, or it is whole.
    pub is_last: bool,
}

/// MAV_LANDED_STATE.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LandedState {
    /// 1.
    OnGround,
    /// 2.
    InAir,
    /// 3.
    TakingOff,
    /// 4.
    Landing,
    /// 0, and what is not known.
    Unknown,
}

/// MAV_VTOL_STATE.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VtolState {
    /// 1: becoming a fixed wing.
    TransitionToFixedWing,
    /// 2: becoming a multirotor.
    TransitionToMultirotor,
    /// 3.
    Multirotor,
    /// 4.
    FixedWing,
    /// 0: it is no VTOL, or not known.
    None,
}

/// RADIO_STATUS, of a telemetry radio.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RadioStatus {
    /// Strength here, in the radio's own unit (0…254).
    pub local_strength: Option<u8>,
    /// Strength at the other end.
    pub remote_strength: Option<u8>,
    /// Noise here.
    pub local_noise: Option<u8>,
    /// Noise at the other end.
    pub remote_noise: Option<u8>,
    /// Free space in its transmit buffer, 0…1.
    pub buffer_free: f32,
    /// Packets it received wrong, since it started.
    pub receive_errors: u16,
    /// Packets it corrected.
    pub corrected: u16,
}

/// HIGH_LATENCY2: all that comes over a satellite link, where there are no heartbeats.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HighLatency {
    /// As in a heartbeat.
    pub heartbeat: Heartbeat,
    /// Where it is, where it knows.
    pub place: Option<super::Place>,
    /// Height above mean sea level, m.
    pub altitude_amsl_m: f32,
    /// Course or heading, degrees.
    pub heading_deg: f32,
    /// Speed over ground, m/s.
    pub ground_speed_mps: f32,
    /// Speed upwards, m/s.
    pub climb_mps: f32,
    /// What is left in the battery, 0…1.
    pub battery_left: Option<f32>,
    /// The mission's current item.
    pub mission_item: u16,
    /// HL_FAILURE_FLAG bits.
    pub failures: u16,
}
