//! What we say to a component. Whom it is for stands beside it; link, sequence and signature are added where
//! it goes out.

use super::report::{FTP_PAYLOAD, ParameterName, ParameterType, PlanItem, PlanKind};

/// One message of ours.
#[derive(Clone, Debug, PartialEq)]
pub enum Say {
    /// HEARTBEAT (0) of a ground station.
    Heartbeat,
    /// TIMESYNC (111).
    Timesync {
        /// The answerer's clock, ns; 0 in a question.
        tc1: i64,
        /// The asker's clock, ns.
        ts1: i64,
    },
    /// COMMAND_LONG (76).
    CommandLong {
        /// MAV_CMD.
        command: u16,
        /// param1…param7.
        params: [f32; 7],
        /// 0 at first, one more each time that it is sent again.
        confirmation: u8,
    },
    /// COMMAND_INT (75).
    CommandInt {
        /// MAV_CMD.
        command: u16,
        /// MAV_FRAME.
        frame: u8,
        /// param1…param4.
        params: [f32; 4],
        /// Latitude, 1e-7 degrees, or what the command makes of it.
        x: i32,
        /// Longitude, 1e-7 degrees, or what the command makes of it.
        y: i32,
        /// Height, m, or what the command makes of it.
        z: f32,
    },
    /// COMMAND_CANCEL (80).
    CommandCancel {
        /// MAV_CMD.
        command: u16,
    },
    /// MISSION_COUNT (44).
    MissionCount {
        /// Of which plan.
        kind: PlanKind,
        /// How many items.
        count: u16,
    },
    /// MISSION_ITEM_INT (73).
    MissionItem(PlanItem),
    /// MISSION_ITEM (39), for who asked with MISSION_REQUEST and does not know the other.
    MissionItemFloat(PlanItem),
    /// MISSION_REQUEST_LIST (43).
    MissionRequestList {
        /// Of which plan.
        kind: PlanKind,
    },
    /// MISSION_REQUEST_INT (51).
    MissionRequest {
        /// Of which plan.
        kind: PlanKind,
        /// Which item.
        sequence: u16,
    },
    /// MISSION_ACK (47).
    MissionAck {
        /// Of which plan.
        kind: PlanKind,
        /// MAV_MISSION_RESULT.
        result: u8,
    },
    /// MISSION_CLEAR_ALL (45).
    MissionClear {
        /// Which plan.
        kind: PlanKind,
    },
    /// PARAM_REQUEST_LIST (21).
    ParameterRequestList,
    /// PARAM_REQUEST_READ (20), by number.
    ParameterRequestIndex(u16),
    /// PARAM_REQUEST_READ (20), by name.
    ParameterRequestName(ParameterName),
    /// PARAM_SET (23).
    ParameterSet {
        /// Its name.
        name: ParameterName,
        /// The four bytes of the value, in the autopilot's encoding.
        bytes: [u8; 4],
        /// Its type.
        parameter_type: ParameterType,
    },
    /// FILE_TRANSFER_PROTOCOL (110).
    Ftp(Box<[u8; FTP_PAYLOAD]>),
    /// SET_POSITION_TARGET_LOCAL_NED (84) in MAV_FRAME_BODY_OFFSET_NED or MAV_FRAME_BODY_NED: go on with
    /// this velocity until told otherwise.
    BodyVelocity {
        /// Forward, right, down, m/s.
        velocity_mps: [f32; 3],
        /// Yaw rate, rad/s, clockwise.
        yaw_rate_radps: f32,
    },
    /// SET_POSITION_TARGET_GLOBAL_INT (86): go there and stay.
    PositionTarget {
        /// Where.
        place: super::report::Place,
        /// Height above mean sea level, m.
        altitude_amsl_m: f32,
        /// Heading from true north, rad; `None` leaves it.
        yaw_rad: Option<f32>,
    },
}
