//! Cameras, video streams and gimbals.

use super::super::payload::{Payload, finite, parts, place, text};
use crate::link::report::{
    CameraImageCaptured, CameraInformation, CameraSettings, CameraStatus, GimbalAttitude,
    GimbalManagerStatus, Storage, VideoStream,
};
use mavlink::dialects::ardupilotmega::*;

pub fn camera_information(payload: Payload) -> Option<CameraInformation> {
    let read: CAMERA_INFORMATION_DATA = payload.read(&[])?;
    let length = |mm: f32| finite(mm).filter(|mm| *mm > 0.0);
    Some(CameraInformation {
        vendor: text(&read.vendor_name),
        model: text(&read.model_name),
        focal_length_mm: length(read.focal_length),
        sensor_mm: length(read.sensor_size_h).zip(length(read.sensor_size_v)),
        resolution_px: (read.resolution_h, read.resolution_v),
        capabilities: read.flags.bits(),
        definition_uri: text(&*read.cam_definition_uri),
        gimbal: read.gimbal_device_id,
    })
}

pub fn camera_settings(payload: Payload) -> Option<CameraSettings> {
    const MODE: usize = 4;
    let read: CAMERA_SETTINGS_DATA = payload.read(&[MODE])?;
    Some(CameraSettings {
        mode: payload.byte(MODE),
        zoom: finite(read.zoomLevel).map(|percents| percents / 100.0),
        focus: finite(read.focusLevel).map(|percents| percents / 100.0),
    })
}

/// Zero for what is no number: a photo is not to be missed for a capacity that is not known.
fn or_zero(number: f32) -> f32 {
    finite(number).unwrap_or(0.0)
}

pub fn storage(payload: Payload) -> Option<Storage> {
    const STATUS: usize = 26;
    const KIND: usize = 27;
    let read: STORAGE_INFORMATION_DATA = payload.read(&[STATUS, KIND])?;
    Some(Storage {
        index: read.storage_id,
        status: payload.byte(STATUS),
        total_mib: or_zero(read.total_capacity),
        free_mib: or_zero(read.available_capacity),
    })
}

pub fn camera_status(payload: Payload) -> Option<CameraStatus> {
    let read: CAMERA_CAPTURE_STATUS_DATA = payload.read(&[])?;
    Some(CameraStatus {
        image_status: read.image_status,
        is_recording: read.video_status != 0,
        interval_s: or_zero(read.image_interval),
        recording_ms: read.recording_time_ms,
        free_mib: or_zero(read.available_capacity),
        image_count: u32::try_from(read.image_count).unwrap_or(0),
    })
}

pub fn image_captured(payload: Payload) -> Option<CameraImageCaptured> {
    let read: CAMERA_IMAGE_CAPTURED_DATA = payload.read(&[])?;
    let is_told = read.q.iter().all(|part| part.is_finite());
    Some(CameraImageCaptured {
        unix_us: read.time_utc,
        boot_ms: read.time_boot_ms,
        place: place(read.lat, read.lon),
        altitude_amsl_m: parts(read.alt, 1e3),
        above_home_m: parts(read.relative_alt, 1e3),
        orientation: if is_told { read.q } else { [0.0; 4] },
        index: read.image_index,
        is_captured: read.capture_result == MavBool::MAV_BOOL_TRUE,
        file_url: text(&*read.file_url),
    })
}

pub fn video_stream(payload: Payload) -> Option<VideoStream> {
    const KIND: usize = 20;
    const ENCODING: usize = 213;
    let read: VIDEO_STREAM_INFORMATION_DATA = payload.read(&[KIND, ENCODING])?;
    Some(VideoStream {
        index: read.stream_id,
        count: read.count,
        kind: payload.byte(KIND),
        encoding: payload.byte(ENCODING),
        flags: read.flags.bits(),
        frame_rate_hz: or_zero(read.framerate),
        resolution_px: (read.resolution_h, read.resolution_v),
        bit_rate: read.bitrate,
        field_of_view_deg: read.hfov,
        name: text(&*read.name),
        uri: text(&*read.uri),
    })
}

pub fn gimbal_manager_status(payload: Payload) -> Option<GimbalManagerStatus> {
    let read: GIMBAL_MANAGER_STATUS_DATA = payload.read(&[])?;
    Some(GimbalManagerStatus {
        gimbal: read.gimbal_device_id,
        flags: read.flags.bits(),
        primary: (read.primary_control_sysid, read.primary_control_compid),
        secondary: (read.secondary_control_sysid, read.secondary_control_compid),
    })
}

pub fn gimbal_attitude(payload: Payload) -> Option<GimbalAttitude> {
    let read: GIMBAL_DEVICE_ATTITUDE_STATUS_DATA = payload.read(&[])?;
    let [roll_rad, pitch_rad, yaw_rad] = angles(read.q)?;
    // The lock says it for who does not know the newer flags.
    let says = |flag: GimbalDeviceFlags| read.flags.contains(flag);
    let yaw_is_from_north = says(GimbalDeviceFlags::GIMBAL_DEVICE_FLAGS_YAW_IN_EARTH_FRAME)
        || says(GimbalDeviceFlags::GIMBAL_DEVICE_FLAGS_YAW_LOCK)
            && !says(GimbalDeviceFlags::GIMBAL_DEVICE_FLAGS_YAW_IN_VEHICLE_FRAME);
    Some(GimbalAttitude {
        boot_ms: read.time_boot_ms,
        roll_rad,
        pitch_rad,
        yaw_rad,
        yaw_is_from_north,
        failures: read.failure_flags.bits(),
    })
}

/// Roll, pitch, yaw of a quaternion w, x, y, z, turned in the order yaw, pitch, roll; `None` for what is no
/// rotation.
fn angles(q: [f32; 4]) -> Option<[f32; 3]> {
    let [w, x, y, z] = q.map(f64::from);
    let norm = (w * w + x * x + y * y + z * z).sqrt();
    if !norm.is_finite() || norm == 0.0 {
        return None;
    }
    let [w, x, y, z] = [w, x, y, z].map(|part| part / norm);
    let roll = (2.0 * (w * x + y * z)).atan2(1.0 - 2.0 * (x * x + y * y));
    let pitch = (2.0 * (w * y - z * x)).clamp(-1.0, 1.0).asin();
    let yaw = (2.0 * (w * z + x * y)).atan2(1.0 - 2.0 * (y * y + z * z));
    Some([roll, pitch, yaw].map(|angle| angle as f32))
}

/// MOUNT_STATUS: pitch, roll, yaw in hundredths of a degree, yaw from the nose.
pub fn mount_status(payload: Payload) -> Option<GimbalAttitude> {
    const MODE: usize = 14;
    let read: MOUNT_STATUS_DATA = payload.read(&[MODE])?;
    let angle = |hundredths: i32| parts(hundredths, 1e2).to_radians();
    Some(GimbalAttitude {
        boot_ms: 0,
        roll_rad: angle(read.pointing_b),
        pitch_rad: angle(read.pointing_a),
        yaw_rad: angle(read.pointing_c),
        yaw_is_from_north: false,
        failures: 0,
    })
}
