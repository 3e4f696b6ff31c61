//! How well a vehicle is, and how well it knows where it is.

/// SYS_STATUS.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SystemStatus {
    /// MAV_SYS_STATUS_SENSOR bits: what is there.
    pub present: u32,
    /// What is in use.
    pub enabled: u32,
    /// What is well.
    pub healthy: u32,
    /// Load of its processor, 0…1.
    pub load: f32,
    /// Battery voltage, V.
    pub voltage_v: Option<f32>,
    /// Battery current, A.
    pub current_a: Option<f32>,
    /// What is left in the battery, 0…1.
    pub battery_left: Option<f32>,
    /// Part of the packets that it did not receive, 0…1.
    pub receive_loss: f32,
}

impl SystemStatus {
    /// MAV_SYS_STATUS_PREARM_CHECK: whether it would arm.
    pub const PREARM_CHECK: u32 = 1 << 28;
    /// MAV_SYS_STATUS_GEOFENCE.
    pub const GEOFENCE: u32 = 1 << 20;

    /// The bits of what is present and enabled and not well.
    pub fn unhealthy(self) -> u32 {
        self.present & self.enabled & !self.healthy
    }
}

/// GPS_FIX_TYPE: the higher, the better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum GnssFix {
    /// 0: no receiver.
    NoReceiver,
    /// 1: no position.
    None,
    /// 2.
    Fix2d,
    /// 3.
    Fix3d,
    /// 4: differential.
    Differential,
    /// 5: RTK, ambiguities float.
    RtkFloat,
    /// 6: RTK, ambiguities fixed.
    RtkFixed,
    /// 7, 8: static, PPP; and what is not known.
    Other(u8),
}

/// GPS_RAW_INT and GPS2_RAW: one receiver.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GnssReceiver {
    /// 0 the first, 1 the second.
    pub index: u8,
    /// What it knows.
    pub fix: GnssFix,
    /// Where it says that it is, whatever the estimator thinks.
    pub place: Option<super::Place>,
    /// Height above mean sea level, m.
    pub altitude_amsl_m: f32,
    /// Horizontal dilution of precision.
    pub hdop: Option<f32>,
    /// Vertical dilution of precision.
    pub vdop: Option<f32>,
    /// Speed over ground, m/s.
    pub ground_speed_mps: Option<f32>,
    /// Satellites it sees.
    pub satellites: Option<u8>,
    /// Doubt of the position, m.
    pub horizontal_accuracy_m: Option<f32>,
    /// Doubt of the height, m.
    pub vertical_accuracy_m: Option<f32>,
}

/// GPS_JAMMING_STATE and GPS_SPOOFING_STATE.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InterferenceState {
    /// 0: the receiver does not say.
    Unknown,
    /// 1: there is none.
    None,
    /// 2: there is some, and it is held off.
    Mitigated,
    /// 3: there is some.
    Detected,
}

/// GNSS_INTEGRITY.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GnssIntegrity {
    /// Which receiver.
    pub index: u8,
    /// GPS_SYSTEM_ERROR_FLAGS bits.
    pub errors: u32,
    /// Jamming.
    pub jamming: InterferenceState,
    /// Spoofing.
    pub spoofing: InterferenceState,
}

/// EKF_STATUS_REPORT, of ArduPilot. A variance of 1 is at the limit of its innovation test.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EkfStatus {
    /// EKF_STATUS_FLAGS bits.
    pub flags: u16,
    /// Velocity.
    pub velocity_variance: f32,
    /// Horizontal position.
    pub horizontal_variance: f32,
    /// Height.
    pub vertical_variance: f32,
    /// Compass.
    pub compass_variance: f32,
    /// Terrain.
    pub terrain_variance: f32,
}

/// ESTIMATOR_STATUS, of PX4. A ratio of 1 is at the limit of its innovation test.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EstimatorStatus {
    /// ESTIMATOR_STATUS_FLAGS bits.
    pub flags: u16,
    /// Velocity.
    pub velocity_ratio: f32,
    /// Horizontal position.
    pub horizontal_ratio: f32,
    /// Height.
    pub vertical_ratio: f32,
    /// Compass.
    pub compass_ratio: f32,
    /// Doubt of the horizontal position, m.
    pub horizontal_accuracy_m: f32,
    /// Doubt of the height, m.
    pub vertical_accuracy_m: f32,
}

/// VIBRATION.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Vibration {
    /// About each axis, m/s².
    pub level_mps2: [f32; 3],
    /// How often each accelerometer clipped since it started.
    pub clipping: [u32; 3],
}

/// MAV_BATTERY_CHARGE_STATE.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BatteryCharge {
    /// 0, and what is not known.
    Unknown,
    /// 1.
    Ok,
    /// 2: land soon.
    Low,
    /// 3: land now.
    Critical,
    /// 4: it is at its end.
    Emergency,
    /// 5: it failed.
    Failed,
    /// 6: it is not well.
    Unhealthy,
    /// 7: it charges.
    Charging,
}

/// BATTERY_STATUS.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Battery {
    /// Which.
    pub index: u8,
    /// The sum of its cells, V.
    pub voltage_v: Option<f32>,
    /// The lowest of its cells, V, where they are told.
    pub lowest_cell_v: Option<f32>,
    /// Current out of it, A.
    pub current_a: Option<f32>,
    /// Taken out of it, Ah.
    pub consumed_ah: Option<f32>,
    /// What is left, 0…1.
    pub left: Option<f32>,
    /// How long it will last, s.
    pub lasts_s: Option<u32>,
    /// Its temperature, °C.
    pub temperature_c: Option<f32>,
    /// How it is.
    pub charge: BatteryCharge,
    /// MAV_BATTERY_FAULT bits.
    pub faults: u32,
}

/// FENCE_BREACH.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FenceBreach {
    /// 0.
    None,
    /// 1: too low.
    MinimumAltitude,
    /// 2: too high.
    MaximumAltitude,
    /// 3: beyond the border.
    Boundary,
    /// Another one.
    Other(u8),
}

/// FENCE_STATUS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FenceStatus {
    /// Whether it is outside now.
    pub is_breached: bool,
    /// How often it has been.
    pub breaches: u16,
    /// The last breach.
    pub kind: FenceBreach,
}
