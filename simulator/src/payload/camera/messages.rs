//! What a camera tells.

use super::Camera;
use crate::payload::gimbal::quaternion;
use crate::payload::moment::Moment;
use crate::place::DegreeLengths;
use crate::time::SimTime;
use crate::wire::ChannelId;
use mavlink::MessageData;
use mavlink::dialects::ardupilotmega::*;
use mavlink::types::CharArray;
use nalgebra::{UnitQuaternion, Vector3};

/// What can be asked of a camera, at once or regularly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CameraMessage {
    Heartbeat,
    Information,
    Settings,
    Storage,
    CaptureStatus,
    VideoInformation,
    VideoStatus,
    FieldOfView,
}

impl CameraMessage {
    pub const ALL: [Self; 8] = [
        Self::Heartbeat,
        Self::Information,
        Self::Settings,
        Self::Storage,
        Self::CaptureStatus,
        Self::VideoInformation,
        Self::VideoStatus,
        Self::FieldOfView,
    ];

    pub fn of(id: u32) -> Option<Self> {
        Some(match id {
            HEARTBEAT_DATA::ID => Self::Heartbeat,
            CAMERA_INFORMATION_DATA::ID => Self::Information,
            CAMERA_SETTINGS_DATA::ID => Self::Settings,
            STORAGE_INFORMATION_DATA::ID => Self::Storage,
            CAMERA_CAPTURE_STATUS_DATA::ID => Self::CaptureStatus,
            VIDEO_STREAM_INFORMATION_DATA::ID => Self::VideoInformation,
            VIDEO_STREAM_STATUS_DATA::ID => Self::VideoStatus,
            CAMERA_FOV_STATUS_DATA::ID => Self::FieldOfView,
            _ => return None,
        })
    }
}

/// Numbers for a place that is not known, and for one beyond the horizon.
const UNKNOWN: i32 = i32::MAX;
const AT_INFINITY: i32 = i32::MIN;
/// Frames of video in a second.
const FRAME_RATE: f32 = 25.0;
/// The video's picture.
const VIDEO_SIZE: (u16, u16) = (1_280, 720);

fn name<const N: usize>(text: &str) -> [u8; N] {
    let mut bytes = [0; N];
    let length = text.len().min(N);
    bytes[..length].copy_from_slice(&text.as_bytes()[..length]);
    bytes
}

impl Camera {
    /// Whether it has video to tell of.
    pub(super) fn has_video(&self) -> bool {
        self.setup.video_uri.is_some()
    }

    pub(super) fn say(
        &mut self,
        message: CameraMessage,
        channel: ChannelId,
        attitude: UnitQuaternion<f64>,
        moment: &mut Moment,
    ) {
        let boot_ms = moment.boot_ms();
        match message {
            CameraMessage::Heartbeat => {
                let heartbeat = HEARTBEAT_DATA {
                    custom_mode: 0,
                    mavtype: MavType::MAV_TYPE_CAMERA,
                    autopilot: MavAutopilot::MAV_AUTOPILOT_INVALID,
                    base_mode: MavModeFlag::empty(),
                    system_status: MavState::MAV_STATE_ACTIVE,
                    mavlink_version: 3,
                };
                moment.say(&mut self.component, channel, &heartbeat);
            }
            CameraMessage::Information => {
                let information = self.information(boot_ms);
                moment.say(&mut self.component, channel, &information);
            }
            CameraMessage::Settings => {
                let settings = CAMERA_SETTINGS_DATA {
                    time_boot_ms: boot_ms,
                    mode_id: self.mode,
                    zoomLevel: (100.0 * self.zoom.at) as f32,
                    focusLevel: (100.0 * self.focus.at) as f32,
                    camera_device_id: 0,
                };
                moment.say(&mut self.component, channel, &settings);
            }
            CameraMessage::Storage => {
                let storage = self.storage_information(boot_ms);
                moment.say(&mut self.component, channel, &storage);
            }
            CameraMessage::CaptureStatus => {
                let status = self.capture_status(moment.now);
                moment.say(&mut self.component, channel, &status);
            }
            CameraMessage::VideoInformation if self.has_video() => {
                let video = self.video_information();
                moment.say(&mut self.component, channel, &video);
            }
            CameraMessage::VideoStatus if self.has_video() => {
                let video = self.video_information();
                let status = VIDEO_STREAM_STATUS_DATA {
                    framerate: video.framerate,
                    bitrate: video.bitrate,
                    flags: video.flags,
                    resolution_h: video.resolution_h,
                    resolution_v: video.resolution_v,
                    rotation: video.rotation,
                    hfov: video.hfov,
                    stream_id: video.stream_id,
                    camera_device_id: 0,
                };
                moment.say(&mut self.component, channel, &status);
            }
            CameraMessage::VideoInformation | CameraMessage::VideoStatus => {}
            CameraMessage::FieldOfView => {
                let field = self.field_of_view(attitude, moment);
                moment.say(&mut self.component, channel, &field);
            }
        }
    }

    fn information(&self, boot_ms: u32) -> CAMERA_INFORMATION_DATA {
        let mut flags = CameraCapFlags::CAMERA_CAP_FLAGS_CAPTURE_IMAGE
            | CameraCapFlags::CAMERA_CAP_FLAGS_CAPTURE_VIDEO
            | CameraCapFlags::CAMERA_CAP_FLAGS_HAS_MODES
            | CameraCapFlags::CAMERA_CAP_FLAGS_HAS_BASIC_ZOOM
            | CameraCapFlags::CAMERA_CAP_FLAGS_HAS_BASIC_FOCUS;
        if self.has_video() {
            flags |= CameraCapFlags::CAMERA_CAP_FLAGS_HAS_VIDEO_STREAM;
        }
        let points = f64::from(self.setup.height) / f64::from(self.setup.width.max(1));
        CAMERA_INFORMATION_DATA {
            time_boot_ms: boot_ms,
            firmware_version: 1,
            focal_length: self.setup.focal_mm as f32,
            sensor_size_h: self.setup.sensor_width_mm as f32,
            sensor_size_v: (self.setup.sensor_width_mm * points) as f32,
            flags,
            resolution_h: self.setup.width,
            resolution_v: self.setup.height,
            cam_definition_version: 0,
            vendor_name: name(&self.setup.vendor),
            model_name: name(&self.setup.model),
            lens_id: 0,
            cam_definition_uri: CharArray::new([0; 140]),
            gimbal_device_id: self.gimbal_id,
            camera_device_id: 0,
        }
    }

    fn storage_information(&self, boot_ms: u32) -> STORAGE_INFORMATION_DATA {
        let [total, used, available] = self.storage.told_mib();
        STORAGE_INFORMATION_DATA {
            time_boot_ms: boot_ms,
            total_capacity: total,
            used_capacity: used,
            available_capacity: available,
            read_speed: 90.0,
            write_speed: 60.0,
            storage_id: 1,
            storage_count: 1,
            status: if self.storage.is_ready() {
                StorageStatus::STORAGE_STATUS_READY
            } else {
                StorageStatus::STORAGE_STATUS_UNFORMATTED
            },
            mavtype: StorageType::STORAGE_TYPE_MICROSD,
            name: CharArray::from("microSD 1"),
            storage_usage: StorageUsageFlag::STORAGE_USAGE_FLAG_SET
                | StorageUsageFlag::STORAGE_USAGE_FLAG_PHOTO
                | StorageUsageFlag::STORAGE_USAGE_FLAG_VIDEO,
        }
    }

    pub(super) fn capture_status(&self, now: SimTime) -> CAMERA_CAPTURE_STATUS_DATA {
        let recorded = self.recording.map(|recording| now - recording.since);
        CAMERA_CAPTURE_STATUS_DATA {
            time_boot_ms: now.ms() as u32,
            image_interval: self.capture.interval_s(),
            recording_time_ms: recorded.map_or(0, |time| time.as_millis() as u32),
            available_capacity: self.storage.told_mib()[2],
            image_status: self.capture.status(),
            video_status: recorded.is_some().into(),
            image_count: self.shots.len() as i32,
            camera_device_id: 0,
        }
    }

    fn video_information(&self) -> VIDEO_STREAM_INFORMATION_DATA {
        let uri = self.setup.video_uri.as_deref().unwrap_or_default();
        VIDEO_STREAM_INFORMATION_DATA {
            framerate: FRAME_RATE,
            bitrate: self.setup.video_bitrate,
            flags: if self.is_streaming {
                VideoStreamStatusFlags::VIDEO_STREAM_STATUS_FLAGS_RUNNING
            } else {
                VideoStreamStatusFlags::empty()
            },
            resolution_h: VIDEO_SIZE.0,
            resolution_v: VIDEO_SIZE.1,
            rotation: 0,
            hfov: self.lens().horizontal_view_rad.to_degrees().round() as u16,
            stream_id: 1,
            count: 1,
            mavtype: VideoStreamType::VIDEO_STREAM_TYPE_RTSP,
            name: CharArray::from("Visible"),
            uri: CharArray::new(name(uri)),
            encoding: VideoStreamEncoding::VIDEO_STREAM_ENCODING_H264,
            camera_device_id: 0,
        }
    }

    /// Where it believes to look: the ground is taken to be as high as home.
    fn field_of_view(
        &self,
        attitude: UnitQuaternion<f64>,
        moment: &Moment,
    ) -> CAMERA_FOV_STATUS_DATA {
        let estimate = moment.craft.estimate();
        let here = estimate.place;
        let scaled = |degrees: f64| (degrees * 1e7).round() as i32;
        let millimetres = |metres: f64| (metres * 1e3).round() as i32;
        let ahead = attitude * Vector3::x();
        let image = match moment.home {
            None => [UNKNOWN; 3],
            Some(home) => {
                let above_m = here.altitude_amsl_m - home.altitude_amsl_m;
                if ahead.z <= 0.0 || above_m <= 0.0 {
                    [AT_INFINITY; 3]
                } else {
                    let to = ahead * (above_m / ahead.z);
                    let lengths = DegreeLengths::at(here.latitude_deg);
                    let seen = here.moved_ned(to, lengths);
                    [
                        scaled(seen.latitude_deg),
                        scaled(seen.longitude_deg),
                        millimetres(seen.altitude_amsl_m),
                    ]
                }
            }
        };
        let camera = if estimate.has_position {
            [
                scaled(here.latitude_deg),
                scaled(here.longitude_deg),
                millimetres(here.altitude_amsl_m),
            ]
        } else {
            [UNKNOWN; 3]
        };
        let lens = self.lens();
        CAMERA_FOV_STATUS_DATA {
            time_boot_ms: moment.boot_ms(),
            lat_camera: camera[0],
            lon_camera: camera[1],
            alt_camera: camera[2],
            lat_image: image[0],
            lon_image: image[1],
            alt_image: image[2],
            q: quaternion(attitude),
            hfov: lens.horizontal_view_rad.to_degrees() as f32,
            vfov: lens.vertical_view_rad().to_degrees() as f32,
            camera_device_id: 0,
        }
    }
}
