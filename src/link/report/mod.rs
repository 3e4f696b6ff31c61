//! What a component says, decoded: SI units, named fields, `None` for what it says it does not know. A closed
//! list, so that whoever reads reports is told by the compiler what there is.
//!
//! Positions are WGS 84. Headings are clockwise from true north. NED is north, east, down.

mod answers;
mod health;
mod motion;
mod payload;
mod plan;
mod vital;

pub use answers::{
    CommandAck, CommandResult, FTP_PAYLOAD, FtpPacket, ParameterName, ParameterType, ParameterValue,
};
pub use health::{
    Battery, BatteryCharge, EkfStatus, EstimatorStatus, FenceBreach, FenceStatus, GnssFix,
    GnssIntegrity, GnssReceiver, InterferenceState, SystemStatus, Vibration,
};
pub use motion::{
    AirData, Altitudes, Attitude, GlobalPosition, HomePosition, NavigationProgress, Place,
    PositionTarget, TargetHeight, Wind,
};
pub use payload::{
    CameraImageCaptured, CameraInformation, CameraSettings, CameraStatus, GimbalAttitude,
    GimbalManagerStatus, Storage, VideoStream,
};
pub use plan::{
    MissionAck, MissionCount, MissionCurrent, MissionRequest, MissionResult, MissionState,
    PlanItem, PlanKind,
};
pub use vital::{
    AutopilotKind, AutopilotVersion, ComponentKind, Heartbeat, HighLatency, LandedState,
    RadioStatus, Severity, StatusText, SystemState, SystemTime, Timesync, VtolState,
};

/// One message of a component.
#[derive(Clone, Debug, PartialEq)]
pub enum Report {
    /// HEARTBEAT (0).
    Heartbeat(Heartbeat),
    /// SYS_STATUS (1).
    SystemStatus(SystemStatus),
    /// SYSTEM_TIME (2).
    SystemTime(SystemTime),
    /// PARAM_VALUE (22).
    ParameterValue(ParameterValue),
    /// GPS_RAW_INT (24) and GPS2_RAW (124): receiver 0 and 1.
    GnssReceiver(GnssReceiver),
    /// GNSS_INTEGRITY (441).
    GnssIntegrity(GnssIntegrity),
    /// ATTITUDE (30).
    Attitude(Attitude),
    /// GLOBAL_POSITION_INT (33).
    GlobalPosition(GlobalPosition),
    /// MISSION_REQUEST (40) and MISSION_REQUEST_INT (51).
    MissionRequest(MissionRequest),
    /// MISSION_CURRENT (42).
    MissionCurrent(MissionCurrent),
    /// MISSION_COUNT (44).
    MissionCount(MissionCount),
    /// MISSION_ITEM_REACHED (46): its number.
    MissionItemReached(u16),
    /// MISSION_ACK (47).
    MissionAck(MissionAck),
    /// MISSION_ITEM_INT (73), and MISSION_ITEM (39) with its degrees made whole.
    MissionItem(PlanItem),
    /// NAV_CONTROLLER_OUTPUT (62).
    NavigationProgress(NavigationProgress),
    /// VFR_HUD (74).
    AirData(AirData),
    /// COMMAND_ACK (77).
    CommandAck(CommandAck),
    /// POSITION_TARGET_GLOBAL_INT (87).
    PositionTarget(PositionTarget),
    /// RADIO_STATUS (109).
    RadioStatus(RadioStatus),
    /// FILE_TRANSFER_PROTOCOL (110).
    Ftp(Box<FtpPacket>),
    /// TIMESYNC (111).
    Timesync(Timesync),
    /// ALTITUDE (141).
    Altitudes(Altitudes),
    /// BATTERY_STATUS (147).
    Battery(Battery),
    /// AUTOPILOT_VERSION (148).
    AutopilotVersion(Box<AutopilotVersion>),
    /// FENCE_STATUS (162).
    FenceStatus(FenceStatus),
    /// WIND (168) and WIND_COV (231).
    Wind(Wind),
    /// EKF_STATUS_REPORT (193).
    EkfStatus(EkfStatus),
    /// ESTIMATOR_STATUS (230).
    EstimatorStatus(EstimatorStatus),
    /// HIGH_LATENCY2 (235).
    HighLatency(HighLatency),
    /// VIBRATION (241).
    Vibration(Vibration),
    /// HOME_POSITION (242).
    HomePosition(HomePosition),
    /// EXTENDED_SYS_STATE (245).
    ExtendedState {
        /// Whether it is on the ground.
        landed: LandedState,
        /// How a VTOL flies.
        vtol: VtolState,
    },
    /// STATUSTEXT (253).
    StatusText(Box<StatusText>),
    /// CAMERA_INFORMATION (259).
    CameraInformation(Box<CameraInformation>),
    /// CAMERA_SETTINGS (260).
    CameraSettings(CameraSettings),
    /// STORAGE_INFORMATION (261).
    Storage(Storage),
    /// CAMERA_CAPTURE_STATUS (262).
    CameraStatus(CameraStatus),
    /// CAMERA_IMAGE_CAPTURED (263).
    CameraImageCaptured(Box<CameraImageCaptured>),
    /// VIDEO_STREAM_INFORMATION (269).
    VideoStream(Box<VideoStream>),
    /// GIMBAL_MANAGER_STATUS (281).
    GimbalManagerStatus(GimbalManagerStatus),
    /// GIMBAL_DEVICE_ATTITUDE_STATUS (285), and MOUNT_STATUS (158) of older gimbals.
    GimbalAttitude(GimbalAttitude),
}
