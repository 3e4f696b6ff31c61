//! From a frame to what it says.
//!
//! A number that is not finite where one is required: the report is not given, so that what it would have
//! told grows old and is not known. Two kinds of reports are too useful to lose: those of health have
//! [`health::BEYOND_ALL_LIMITS`] there, which passes no test, and those of cameras have zero.

mod answers;
mod health;
mod motion;
mod payload;
mod plan;
mod vital;

use super::payload::Payload;
use crate::link::frame::Frame;
use crate::link::report::Report;
use mavlink::MessageData;
use mavlink::dialects::ardupilotmega::*;

/// What a frame says; `None` for a message that is not in the list, or that says nothing in the list's terms.
pub fn decode(frame: Frame<'_>) -> Option<Report> {
    let payload = Payload::of(frame);
    match frame.message_id() {
        ATTITUDE_DATA::ID => motion::attitude(payload).map(Report::Attitude),
        GLOBAL_POSITION_INT_DATA::ID => {
            motion::global_position(payload).map(Report::GlobalPosition)
        }
        VFR_HUD_DATA::ID => motion::air_data(payload).map(Report::AirData),
        ALTITUDE_DATA::ID => motion::altitudes(payload).map(Report::Altitudes),
        HOME_POSITION_DATA::ID => motion::home_position(payload).map(Report::HomePosition),
        NAV_CONTROLLER_OUTPUT_DATA::ID => {
            motion::navigation_progress(payload).map(Report::NavigationProgress)
        }
        POSITION_TARGET_GLOBAL_INT_DATA::ID => {
            motion::position_target(payload).map(Report::PositionTarget)
        }
        WIND_DATA::ID => motion::wind(payload).map(Report::Wind),
        WIND_COV_DATA::ID => motion::wind_with_doubt(payload).map(Report::Wind),

        HEARTBEAT_DATA::ID => vital::heartbeat(payload).map(Report::Heartbeat),
        SYSTEM_TIME_DATA::ID => vital::system_time(payload).map(Report::SystemTime),
        TIMESYNC_DATA::ID => vital::timesync(payload).map(Report::Timesync),
        AUTOPILOT_VERSION_DATA::ID => vital::autopilot_version(payload)
            .map(|version| Report::AutopilotVersion(Box::new(version))),
        STATUSTEXT_DATA::ID => {
            vital::status_text(payload).map(|text| Report::StatusText(Box::new(text)))
        }
        EXTENDED_SYS_STATE_DATA::ID => vital::extended_state(payload),
        RADIO_STATUS_DATA::ID => vital::radio_status(payload).map(Report::RadioStatus),
        HIGH_LATENCY2_DATA::ID => vital::high_latency(payload).map(Report::HighLatency),

        SYS_STATUS_DATA::ID => health::system_status(payload).map(Report::SystemStatus),
        GPS_RAW_INT_DATA::ID => health::first_receiver(payload).map(Report::GnssReceiver),
        GPS2_RAW_DATA::ID => health::second_receiver(payload).map(Report::GnssReceiver),
        health::GNSS_INTEGRITY => Some(Report::GnssIntegrity(health::gnss_integrity(payload))),
        EKF_STATUS_REPORT_DATA::ID => health::ekf_status(payload).map(Report::EkfStatus),
        ESTIMATOR_STATUS_DATA::ID => health::estimator_status(payload).map(Report::EstimatorStatus),
        VIBRATION_DATA::ID => health::vibration(payload).map(Report::Vibration),
        BATTERY_STATUS_DATA::ID => health::battery(payload).map(Report::Battery),
        FENCE_STATUS_DATA::ID => health::fence_status(payload).map(Report::FenceStatus),

        COMMAND_ACK_DATA::ID => answers::command_ack(payload).map(Report::CommandAck),
        PARAM_VALUE_DATA::ID => answers::parameter_value(payload).map(Report::ParameterValue),
        FILE_TRANSFER_PROTOCOL_DATA::ID => {
            answers::ftp(payload).map(|packet| Report::Ftp(Box::new(packet)))
        }

        MISSION_REQUEST_DATA::ID => {
            plan::legacy_mission_request(payload).map(Report::MissionRequest)
        }
        MISSION_REQUEST_INT_DATA::ID => plan::mission_request(payload).map(Report::MissionRequest),
        MISSION_CURRENT_DATA::ID => plan::mission_current(payload).map(Report::MissionCurrent),
        MISSION_COUNT_DATA::ID => plan::mission_count(payload).map(Report::MissionCount),
        MISSION_ITEM_REACHED_DATA::ID => {
            plan::item_reached(payload).map(Report::MissionItemReached)
        }
        MISSION_ACK_DATA::ID => plan::mission_ack(payload).map(Report::MissionAck),
        MISSION_ITEM_INT_DATA::ID => plan::mission_item(payload).map(Report::MissionItem),
        MISSION_ITEM_DATA::ID => plan::legacy_mission_item(payload).map(Report::MissionItem),

        CAMERA_INFORMATION_DATA::ID => payload::camera_information(payload)
            .map(|camera| Report::CameraInformation(Box::new(camera))),
        CAMERA_SETTINGS_DATA::ID => payload::camera_settings(payload).map(Report::CameraSettings),
        STORAGE_INFORMATION_DATA::ID => payload::storage(payload).map(Report::Storage),
        CAMERA_CAPTURE_STATUS_DATA::ID => payload::camera_status(payload).map(Report::CameraStatus),
        CAMERA_IMAGE_CAPTURED_DATA::ID => payload::image_captured(payload)
            .map(|image| Report::CameraImageCaptured(Box::new(image))),
        VIDEO_STREAM_INFORMATION_DATA::ID => {
            payload::video_stream(payload).map(|stream| Report::VideoStream(Box::new(stream)))
        }
        GIMBAL_MANAGER_STATUS_DATA::ID => {
            payload::gimbal_manager_status(payload).map(Report::GimbalManagerStatus)
        }
        GIMBAL_DEVICE_ATTITUDE_STATUS_DATA::ID => {
            payload::gimbal_attitude(payload).map(Report::GimbalAttitude)
        }
        MOUNT_STATUS_DATA::ID => payload::mount_status(payload).map(Report::GimbalAttitude),
        _ => None,
    }
}
