//! What Copter calls the items of a mission.

use mavlink::dialects::ardupilotmega::MavCmd;

/// What an item is called in texts (ArduPilot, `AP_Mission::type`).
pub fn name_of(command: MavCmd) -> &'static str {
    match command {
        MavCmd::MAV_CMD_NAV_WAYPOINT => "WP",
        MavCmd::MAV_CMD_NAV_SPLINE_WAYPOINT => "SplineWP",
        MavCmd::MAV_CMD_NAV_RETURN_TO_LAUNCH => "RTL",
        MavCmd::MAV_CMD_NAV_LOITER_UNLIM => "LoitUnlim",
        MavCmd::MAV_CMD_NAV_LOITER_TIME => "LoitTime",
        MavCmd::MAV_CMD_NAV_LOITER_TURNS => "LoitTurns",
        MavCmd::MAV_CMD_NAV_TAKEOFF => "Takeoff",
        MavCmd::MAV_CMD_NAV_LAND => "Land",
        MavCmd::MAV_CMD_NAV_LOITER_TO_ALT => "LoitAltitude",
        MavCmd::MAV_CMD_NAV_DELAY => "Delay",
        MavCmd::MAV_CMD_CONDITION_DELAY => "CondDelay",
        MavCmd::MAV_CMD_CONDITION_DISTANCE => "CondDist",
        MavCmd::MAV_CMD_CONDITION_YAW => "CondYaw",
        MavCmd::MAV_CMD_DO_CHANGE_SPEED => "ChangeSpeed",
        MavCmd::MAV_CMD_DO_SET_HOME => "SetHome",
        MavCmd::MAV_CMD_DO_SET_SERVO => "SetServo",
        MavCmd::MAV_CMD_DO_SET_RELAY => "SetRelay",
        MavCmd::MAV_CMD_DO_LAND_START => "LandStart",
        MavCmd::MAV_CMD_DO_JUMP => "Jump",
        MavCmd::MAV_CMD_DO_DIGICAM_CONTROL => "DigiCamCtrl",
        MavCmd::MAV_CMD_DO_SET_CAM_TRIGG_DIST => "SetCamTrigDst",
        MavCmd::MAV_CMD_DO_SET_ROI => "SetROI",
        MavCmd::MAV_CMD_DO_SET_ROI_LOCATION => "SetROILocation",
        MavCmd::MAV_CMD_DO_SET_ROI_NONE => "SetROINone",
        MavCmd::MAV_CMD_DO_MOUNT_CONTROL => "MountControl",
        MavCmd::MAV_CMD_DO_FENCE_ENABLE => "FenceEnable",
        MavCmd::MAV_CMD_DO_GIMBAL_MANAGER_PITCHYAW => "GimbalPitchYaw",
        MavCmd::MAV_CMD_IMAGE_START_CAPTURE => "ImageStartCapture",
        MavCmd::MAV_CMD_IMAGE_STOP_CAPTURE => "ImageStopCapture",
        MavCmd::MAV_CMD_VIDEO_START_CAPTURE => "VideoStartCapture",
        MavCmd::MAV_CMD_VIDEO_STOP_CAPTURE => "VideoStopCapture",
        _ => "?",
    }
}
