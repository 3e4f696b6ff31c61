//! Cameras, video streams and gimbals.

/// CAMERA_INFORMATION.
#[derive(Clone, Debug, PartialEq)]
pub struct CameraInformation {
    /// Who made it.
    pub vendor: String,
    /// Which model.
    pub model: String,
    /// Focal length, mm.
    pub focal_length_mm: Option<f32>,
    /// Sensor width and height, mm.
    pub sensor_mm: Option<(f32, f32)>,
    /// Image width and height, pixels.
    pub resolution_px: (u16, u16),
    /// CAMERA_CAP_FLAGS bits.
    pub capabilities: u32,
    /// Where its definition is to be had; empty where it has none.
    pub definition_uri: String,
    /// The gimbal that carries it; 0 where none does.
    pub gimbal: u8,
}

/// CAMERA_SETTINGS.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CameraSettings {
    /// CAMERA_MODE: 0 photos, 1 video, 2 survey.
    pub mode: u8,
    /// Zoom, 0…1.
    pub zoom: Option<f32>,
    /// Focus, 0…1.
    pub focus: Option<f32>,
}

/// STORAGE_INFORMATION.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Storage {
    /// Which, from 1.
    pub index: u8,
    /// STORAGE_STATUS: 0 empty, 1 unformatted, 2 ready, 3 not supported.
    pub status: u8,
    /// Capacity, MiB.
    pub total_mib: f32,
    /// Free, MiB.
    pub free_mib: f32,
}

/// CAMERA_CAPTURE_STATUS.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CameraStatus {
    /// 0 idle, 1 taking one, 2 interval set and idle, 3 interval and taking one.
    pub image_status: u8,
    /// Whether it records video.
    pub is_recording: bool,
    /// Between images, s.
    pub interval_s: f32,
    /// How long it has recorded, ms.
    pub recording_ms: u32,
    /// Free space, MiB.
    pub free_mib: f32,
    /// Images it has taken since it started (an extension; 0 where not told).
    pub image_count: u32,
}

/// CAMERA_IMAGE_CAPTURED: a photo was taken.
#[derive(Clone, Debug, PartialEq)]
pub struct CameraImageCaptured {
    /// When, by the camera's clock, µs since 1970; 0 where it does not know.
    pub unix_us: u64,
    /// Since it started, ms.
    pub boot_ms: u32,
    /// Where the camera was.
    pub place: Option<super::Place>,
    /// Height above mean sea level, m.
    pub altitude_amsl_m: f32,
    /// Height above home, m.
    pub above_home_m: f32,
    /// Its orientation: w, x, y, z; zeros where it is not told.
    pub orientation: [f32; 4],
    /// Its number, from 0, since the camera's start.
    pub index: i32,
    /// Whether it worked.
    pub is_captured: bool,
    /// Where the file is: a path for file transfer, or an address.
    pub file_url: String,
}

/// VIDEO_STREAM_INFORMATION.
#[derive(Clone, Debug, PartialEq)]
pub struct VideoStream {
    /// Which, from 1.
    pub index: u8,
    /// How many there are.
    pub count: u8,
    /// VIDEO_STREAM_TYPE: 0 RTSP, 1 RTP over UDP, 2 MPEG over TCP, 3 MPEG-TS, 4 WHEP.
    pub kind: u8,
    /// VIDEO_STREAM_ENCODING: 1 H.264, 2 H.265, 0 unknown.
    pub encoding: u8,
    /// VIDEO_STREAM_STATUS_FLAGS bits: 1 running, 2 thermal.
    pub flags: u16,
    /// Frames/s.
    pub frame_rate_hz: f32,
    /// Width and height, pixels.
    pub resolution_px: (u16, u16),
    /// Bit/s.
    pub bit_rate: u32,
    /// Horizontal field of view, degrees.
    pub field_of_view_deg: u16,
    /// Its name.
    pub name: String,
    /// Where it is to be had.
    pub uri: String,
}

/// GIMBAL_MANAGER_STATUS: who controls a gimbal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GimbalManagerStatus {
    /// Which gimbal.
    pub gimbal: u8,
    /// GIMBAL_MANAGER_FLAGS bits.
    pub flags: u32,
    /// System and component in primary control; 0/0 for nobody.
    pub primary: (u8, u8),
    /// System and component in secondary control.
    pub secondary: (u8, u8),
}

/// GIMBAL_DEVICE_ATTITUDE_STATUS: where it looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GimbalAttitude {
    /// Since it started, ms.
    pub boot_ms: u32,
    /// Roll, rad.
    pub roll_rad: f32,
    /// Pitch, rad, up positive.
    pub pitch_rad: f32,
    /// Yaw, rad.
    pub yaw_rad: f32,
    /// Whether yaw is from true north; else from the vehicle's nose.
    pub yaw_is_from_north: bool,
    /// GIMBAL_DEVICE_ERROR_FLAGS bits.
    pub failures: u32,
}
