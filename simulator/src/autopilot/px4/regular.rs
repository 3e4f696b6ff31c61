//! Which messages PX4 sends regularly, in the order of one burst (`captures.md`, C.6), and how often by
//! the mode of a link (PX4, `configure_streams_to_default`).

use mavlink::MessageData;
use mavlink::dialects::ardupilotmega::*;
use std::time::Duration;

/// A regular message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the message of its name")]
pub enum Regular {
    Heartbeat,
    TimeSync,
    HighresImu,
    LocalPosition,
    Attitude,
    Altitude,
    AttitudeQuaternion,
    BatteryStatus,
    CurrentMode,
    EstimatorStatus,
    ExtendedSysState,
    GlobalPosition,
    GpsRaw,
    Home,
    OdidLocation,
    OdidSystem,
    Ping,
    ScaledPressure,
    ServoOutput,
    SysStatus,
    SystemTime,
    VfrHud,
    Vibration,
    LinkNodeStatus,
    AttitudeTarget,
    PositionTargetLocal,
    PositionTargetGlobal,
    MissionCurrent,
    NavController,
    TimeEstimate,
    Origin,
    Wind,
    UtmPosition,
    Version,
    ProtocolVersion,
}

/// How a link is used: which messages go out on it without being asked for, and how often (MAV_x_MODE).
#[derive(Clone, Debug, PartialEq)]
pub enum LinkMode {
    /// For a ground station behind a radio.
    Normal,
    /// For a companion computer on board: everything, fast. The recorded link is one.
    Onboard,
    /// For a narrow link.
    Minimal,
    /// These and nothing else, each so often.
    Custom(Vec<(Regular, Duration)>),
}

/// A message with its number and its rates on normal, onboard and minimal links, Hz; 0 is off.
type Row = (Regular, u32, [f64; 3]);

const ROWS: [Row; 35] = {
    use Regular as R;
    [
        (R::Heartbeat, HEARTBEAT_DATA::ID, [1.0, 1.0, 1.0]),
        (R::TimeSync, TIMESYNC_DATA::ID, [0.0, 10.0, 0.0]),
        (R::HighresImu, HIGHRES_IMU_DATA::ID, [0.0, 50.0, 0.0]),
        (
            R::LocalPosition,
            LOCAL_POSITION_NED_DATA::ID,
            [1.0, 30.0, 0.0],
        ),
        (R::Attitude, ATTITUDE_DATA::ID, [15.0, 100.0, 10.0]),
        (R::Altitude, ALTITUDE_DATA::ID, [1.0, 10.0, 0.5]),
        (
            R::AttitudeQuaternion,
            ATTITUDE_QUATERNION_DATA::ID,
            [10.0, 50.0, 0.0],
        ),
        (R::BatteryStatus, BATTERY_STATUS_DATA::ID, [0.5, 0.5, 0.0]),
        (R::CurrentMode, CURRENT_MODE_DATA::ID, [0.5, 0.5, 0.5]),
        (
            R::EstimatorStatus,
            ESTIMATOR_STATUS_DATA::ID,
            [0.5, 1.0, 0.0],
        ),
        (
            R::ExtendedSysState,
            EXTENDED_SYS_STATE_DATA::ID,
            [1.0, 5.0, 0.1],
        ),
        (
            R::GlobalPosition,
            GLOBAL_POSITION_INT_DATA::ID,
            [5.0, 50.0, 5.0],
        ),
        (R::GpsRaw, GPS_RAW_INT_DATA::ID, [5.0, 5.0, 0.5]),
        (R::Home, HOME_POSITION_DATA::ID, [0.5, 0.5, 0.1]),
        (
            R::OdidLocation,
            OPEN_DRONE_ID_LOCATION_DATA::ID,
            [1.0, 1.0, 0.0],
        ),
        (
            R::OdidSystem,
            OPEN_DRONE_ID_SYSTEM_DATA::ID,
            [1.0, 1.0, 0.0],
        ),
        (R::Ping, PING_DATA::ID, [0.1, 1.0, 0.0]),
        (R::ScaledPressure, SCALED_PRESSURE_DATA::ID, [1.0, 1.0, 0.0]),
        (R::ServoOutput, SERVO_OUTPUT_RAW_DATA::ID, [1.0, 10.0, 0.0]),
        (R::SysStatus, SYS_STATUS_DATA::ID, [1.0, 5.0, 0.1]),
        (R::SystemTime, SYSTEM_TIME_DATA::ID, [0.0, 1.0, 0.0]),
        (R::VfrHud, VFR_HUD_DATA::ID, [4.0, 10.0, 1.0]),
        (R::Vibration, VIBRATION_DATA::ID, [0.1, 0.5, 0.0]),
        (
            R::LinkNodeStatus,
            LINK_NODE_STATUS_DATA::ID,
            [1.0, 1.0, 0.0],
        ),
        (
            R::AttitudeTarget,
            ATTITUDE_TARGET_DATA::ID,
            [2.0, 10.0, 0.0],
        ),
        (
            R::PositionTargetLocal,
            POSITION_TARGET_LOCAL_NED_DATA::ID,
            [1.5, 10.0, 0.0],
        ),
        (
            R::PositionTargetGlobal,
            POSITION_TARGET_GLOBAL_INT_DATA::ID,
            [1.0, 10.0, 0.0],
        ),
        (R::MissionCurrent, MISSION_CURRENT_DATA::ID, [1.0, 1.0, 1.0]),
        (
            R::NavController,
            NAV_CONTROLLER_OUTPUT_DATA::ID,
            [1.0, 10.0, 0.0],
        ),
        (
            R::TimeEstimate,
            TIME_ESTIMATE_TO_TARGET_DATA::ID,
            [1.0, 0.5, 0.0],
        ),
        (R::Origin, GPS_GLOBAL_ORIGIN_DATA::ID, [0.0, 0.0, 0.0]),
        (R::Wind, WIND_COV_DATA::ID, [0.0, 0.0, 0.0]),
        (
            R::UtmPosition,
            UTM_GLOBAL_POSITION_DATA::ID,
            [0.0, 0.0, 0.0],
        ),
        (R::Version, AUTOPILOT_VERSION_DATA::ID, [0.0, 0.0, 0.0]),
        (
            R::ProtocolVersion,
            PROTOCOL_VERSION_DATA::ID,
            [0.0, 0.0, 0.0],
        ),
    ]
};

impl Regular {
    /// The message of a number.
    pub fn of(message_id: u32) -> Option<Self> {
        let row = ROWS.iter().find(|(_, id, _)| *id == message_id);
        row.map(|(message, ..)| *message)
    }

    /// Whether its interval can be asked for; the others have a time of their own.
    pub fn is_stream(self) -> bool {
        !matches!(
            self,
            Self::Heartbeat | Self::MissionCurrent | Self::Version | Self::ProtocolVersion
        )
    }
}

impl LinkMode {
    /// How often a message goes out; `None` for not at all.
    pub fn interval(&self, message: Regular) -> Option<Duration> {
        let column = match self {
            Self::Normal => 0,
            Self::Onboard => 1,
            Self::Minimal => 2,
            Self::Custom(list) => {
                let listed = list.iter().find(|(listed, _)| *listed == message);
                return listed.map(|(_, interval)| *interval);
            }
        };
        let row = ROWS.iter().find(|(listed, ..)| *listed == message)?;
        let rate = row.2[column];
        (rate > 0.0).then(|| Duration::from_secs_f64(1.0 / rate))
    }

    /// All messages in their order, each with how often it goes out.
    pub fn streams(&self) -> impl Iterator<Item = (Regular, Option<Duration>)> + '_ {
        ROWS.iter()
            .map(|(message, ..)| (*message, self.interval(*message)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_found_again_by_its_number() {
        for (message, id, _) in ROWS {
            assert_eq!(Regular::of(id), Some(message));
        }
        // There is no FENCE_STATUS.
        assert_eq!(Regular::of(162), None);
    }

    #[test]
    fn a_custom_link_has_what_it_was_given_alone() {
        let quarter = Duration::from_millis(250);
        let mode = LinkMode::Custom(vec![(Regular::GlobalPosition, quarter)]);
        let on: Vec<_> = mode.streams().filter(|(_, it)| it.is_some()).collect();
        assert_eq!(on, [(Regular::GlobalPosition, Some(quarter))]);
    }
}
