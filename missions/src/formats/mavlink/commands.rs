//! Numbers of MAVLink's commands (MAV_CMD) and frames (MAV_FRAME), by `common.xml`.

/// MAV_CMD_NAV_WAYPOINT: 1 hold s, 2 acceptance radius m, 3 pass radius m, 4 yaw °, place.
pub(super) const NAV_WAYPOINT: u16 = 16;
/// MAV_CMD_NAV_LOITER_TIME: 1 time s, 3 radius m, place.
pub(super) const NAV_LOITER_TIME: u16 = 19;
/// MAV_CMD_NAV_RETURN_TO_LAUNCH.
pub(super) const NAV_RETURN_TO_LAUNCH: u16 = 20;
/// MAV_CMD_NAV_LAND: 1 abort height m, 2 precision landing, 4 yaw °, place.
pub(super) const NAV_LAND: u16 = 21;
/// MAV_CMD_NAV_TAKEOFF: 1 pitch °, 4 yaw °, place.
pub(super) const NAV_TAKEOFF: u16 = 22;
/// MAV_CMD_NAV_VTOL_TAKEOFF: 2 heading of the transition, 4 yaw °, place.
pub(super) const NAV_VTOL_TAKEOFF: u16 = 84;
/// MAV_CMD_NAV_VTOL_LAND: 4 yaw °, place.
pub(super) const NAV_VTOL_LAND: u16 = 85;
/// MAV_CMD_NAV_DELAY: 1 delay s; 2 to 4 hour, minute, second of a day, −1 for none.
pub(super) const NAV_DELAY: u16 = 93;
/// MAV_CMD_NAV_LAST: commands up to this are flown, one after the other.
pub(super) const NAV_LAST: u16 = 95;
/// MAV_CMD_CONDITION_YAW: 1 angle °, 2 speed °/s, 3 direction, 4 0 from north or 1 from the nose.
pub(super) const CONDITION_YAW: u16 = 115;
/// MAV_CMD_DO_JUMP: 1 number of the item, 2 how often.
pub(super) const DO_JUMP: u16 = 177;
/// MAV_CMD_DO_CHANGE_SPEED: 1 0 airspeed or 1 ground speed, 2 m/s, 3 throttle %, −1 for no change.
pub(super) const DO_CHANGE_SPEED: u16 = 178;
/// MAV_CMD_DO_SET_RELAY: 1 which, 2 1 on or 0 off.
pub(super) const DO_SET_RELAY: u16 = 181;
/// MAV_CMD_DO_SET_SERVO: 1 which, 2 pulse width µs.
pub(super) const DO_SET_SERVO: u16 = 183;
/// MAV_CMD_DO_SET_ROI_LOCATION: place.
pub(super) const DO_SET_ROI_LOCATION: u16 = 195;
/// MAV_CMD_DO_SET_ROI_NONE.
pub(super) const DO_SET_ROI_NONE: u16 = 197;
/// MAV_CMD_DO_SET_ROI, deprecated: 1 mode, place.
pub(super) const DO_SET_ROI: u16 = 201;
/// MAV_CMD_DO_DIGICAM_CONTROL: 5 1 for a photo.
pub(super) const DO_DIGICAM_CONTROL: u16 = 203;
/// MAV_CMD_DO_MOUNT_CONTROL: 1 pitch °, 2 roll °, 3 yaw °, 7 MAV_MOUNT_MODE.
pub(super) const DO_MOUNT_CONTROL: u16 = 205;
/// MAV_CMD_DO_SET_CAM_TRIGG_DIST: 1 distance m, 0 to stop; 3 1 for a photo at once.
pub(super) const DO_SET_CAM_TRIGG_DIST: u16 = 206;
/// MAV_CMD_NAV_SET_YAW_SPEED, ArduPilot's.
pub(super) const NAV_SET_YAW_SPEED: u16 = 213;
/// MAV_CMD_DO_SET_MISSION_CURRENT: 1 number of the item.
pub(super) const DO_SET_MISSION_CURRENT: u16 = 224;
/// MAV_CMD_SET_CAMERA_ZOOM: 1 CAMERA_ZOOM_TYPE, 2 value.
pub(super) const SET_CAMERA_ZOOM: u16 = 531;
/// MAV_CMD_DO_JUMP_TAG: 1 number of the tag, 2 how often.
pub(super) const DO_JUMP_TAG: u16 = 601;
/// MAV_CMD_DO_GIMBAL_MANAGER_PITCHYAW: 1 pitch °, 2 yaw °, 3 and 4 rates °/s, 5 flags, 7 which.
pub(super) const DO_GIMBAL_MANAGER_PITCHYAW: u16 = 1000;
/// MAV_CMD_IMAGE_START_CAPTURE: 1 which, 2 interval s, 3 how many, 4 sequence number.
pub(super) const IMAGE_START_CAPTURE: u16 = 2000;
/// MAV_CMD_IMAGE_STOP_CAPTURE: 1 which.
pub(super) const IMAGE_STOP_CAPTURE: u16 = 2001;
/// MAV_CMD_VIDEO_START_CAPTURE: 1 stream, 2 rate of status Hz.
pub(super) const VIDEO_START_CAPTURE: u16 = 2500;
/// MAV_CMD_VIDEO_STOP_CAPTURE: 1 stream.
pub(super) const VIDEO_STOP_CAPTURE: u16 = 2501;
/// MAV_CMD_NAV_SCRIPT_TIME, ArduPilot's.
pub(super) const NAV_SCRIPT_TIME: u16 = 42702;
/// MAV_CMD_NAV_ATTITUDE_TIME, ArduPilot's.
pub(super) const NAV_ATTITUDE_TIME: u16 = 42703;

/// MAV_MOUNT_MODE_MAVLINK_TARGETING.
pub(super) const MOUNT_TARGETING: f64 = 2.0;
/// ZOOM_TYPE_RANGE: percent of the whole range.
pub(super) const ZOOM_RANGE: f64 = 2.0;

/// MAV_FRAME_GLOBAL: metres AMSL.
pub(super) const GLOBAL: u8 = 0;
/// MAV_FRAME_MISSION: no place.
pub(super) const MISSION: u8 = 2;
/// MAV_FRAME_GLOBAL_RELATIVE_ALT: metres above home.
pub(super) const GLOBAL_RELATIVE_ALT: u8 = 3;
/// MAV_FRAME_GLOBAL_INT, the same as GLOBAL in a file.
pub(super) const GLOBAL_INT: u8 = 5;
/// MAV_FRAME_GLOBAL_RELATIVE_ALT_INT.
pub(super) const GLOBAL_RELATIVE_ALT_INT: u8 = 6;
/// MAV_FRAME_GLOBAL_TERRAIN_ALT: metres above ground.
pub(super) const GLOBAL_TERRAIN_ALT: u8 = 10;
/// MAV_FRAME_GLOBAL_TERRAIN_ALT_INT.
pub(super) const GLOBAL_TERRAIN_ALT_INT: u8 = 11;
