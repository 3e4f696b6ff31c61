//! Which messages Copter sends regularly, in the order of its scheduler (`captures.md`, B.6).

use mavlink::MessageData;
use mavlink::dialects::ardupilotmega::*;

/// A regular message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Regular {
    /// HEARTBEAT.
    Heartbeat,
    /// AHRS2.
    Ahrs2,
    /// ATTITUDE.
    Attitude,
    /// GLOBAL_POSITION_INT.
    GlobalPosition,
    /// VFR_HUD.
    VfrHud,
    /// SYS_STATUS.
    SysStatus,
    /// POWER_STATUS.
    PowerStatus,
    /// MEMINFO.
    MemInfo,
    /// NAV_CONTROLLER_OUTPUT.
    NavControllerOutput,
    /// FENCE_STATUS, where a fence is enabled.
    FenceStatus,
    /// MISSION_CURRENT.
    MissionCurrent,
    /// RC_CHANNELS.
    RcChannels,
    /// RAW_IMU.
    RawImu,
    /// SCALED_PRESSURE.
    ScaledPressure,
    /// GPS_RAW_INT.
    GpsRaw,
    /// SYSTEM_TIME.
    SystemTime,
    /// WIND.
    Wind,
    /// EKF_STATUS_REPORT.
    EkfStatus,
    /// LOCAL_POSITION_NED.
    LocalPosition,
    /// VIBRATION.
    Vibration,
    /// POSITION_TARGET_GLOBAL_INT.
    PositionTarget,
    /// BATTERY_STATUS.
    BatteryStatus,
    /// TIMESYNC.
    TimeSync,
    /// HOME_POSITION.
    Home,
    /// GPS_GLOBAL_ORIGIN.
    Origin,
    /// AUTOPILOT_VERSION.
    Version,
    /// EXTENDED_SYS_STATE.
    ExtendedSysState,
}

impl Regular {
    /// All of them, in the order in which one burst sends them.
    pub const ALL: [Self; 27] = [
        Self::Heartbeat,
        Self::Ahrs2,
        Self::Attitude,
        Self::GlobalPosition,
        Self::VfrHud,
        Self::SysStatus,
        Self::PowerStatus,
        Self::MemInfo,
        Self::NavControllerOutput,
        Self::MissionCurrent,
        Self::FenceStatus,
        Self::RcChannels,
        Self::RawImu,
        Self::ScaledPressure,
        Self::GpsRaw,
        Self::SystemTime,
        Self::Wind,
        Self::EkfStatus,
        Self::LocalPosition,
        Self::Vibration,
        Self::PositionTarget,
        Self::BatteryStatus,
        Self::TimeSync,
        Self::Home,
        Self::Origin,
        Self::Version,
        Self::ExtendedSysState,
    ];

    /// The number of the message.
    pub fn message_id(self) -> u32 {
        match self {
            Self::Heartbeat => HEARTBEAT_DATA::ID,
            Self::Ahrs2 => AHRS2_DATA::ID,
            Self::Attitude => ATTITUDE_DATA::ID,
            Self::GlobalPosition => GLOBAL_POSITION_INT_DATA::ID,
            Self::VfrHud => VFR_HUD_DATA::ID,
            Self::SysStatus => SYS_STATUS_DATA::ID,
            Self::PowerStatus => POWER_STATUS_DATA::ID,
            Self::MemInfo => MEMINFO_DATA::ID,
            Self::NavControllerOutput => NAV_CONTROLLER_OUTPUT_DATA::ID,
            Self::FenceStatus => FENCE_STATUS_DATA::ID,
            Self::MissionCurrent => MISSION_CURRENT_DATA::ID,
            Self::RcChannels => RC_CHANNELS_DATA::ID,
            Self::RawImu => RAW_IMU_DATA::ID,
            Self::ScaledPressure => SCALED_PRESSURE_DATA::ID,
            Self::GpsRaw => GPS_RAW_INT_DATA::ID,
            Self::SystemTime => SYSTEM_TIME_DATA::ID,
            Self::Wind => WIND_DATA::ID,
            Self::EkfStatus => EKF_STATUS_REPORT_DATA::ID,
            Self::LocalPosition => LOCAL_POSITION_NED_DATA::ID,
            Self::Vibration => VIBRATION_DATA::ID,
            Self::PositionTarget => POSITION_TARGET_GLOBAL_INT_DATA::ID,
            Self::BatteryStatus => BATTERY_STATUS_DATA::ID,
            Self::TimeSync => TIMESYNC_DATA::ID,
            Self::Home => HOME_POSITION_DATA::ID,
            Self::Origin => GPS_GLOBAL_ORIGIN_DATA::ID,
            Self::Version => AUTOPILOT_VERSION_DATA::ID,
            Self::ExtendedSysState => EXTENDED_SYS_STATE_DATA::ID,
        }
    }

    /// The message of a number.
    pub fn of(message_id: u32) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|it| it.message_id() == message_id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_found_again_by_its_number() {
        for message in Regular::ALL {
            assert_eq!(Regular::of(message.message_id()), Some(message));
        }
        assert_eq!(Regular::of(9_999), None);
    }
}
