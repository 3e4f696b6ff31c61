//! What a camera is told to do.

use super::capture::NoPicture;
use super::messages::CameraMessage;
use super::{Camera, LENS_RATE, Recording, default_interval};
use crate::payload::moment::Moment;
use crate::payload::order::Order;
use crate::payload::{ACCEPTED, DENIED, FAILED, REJECTED, UNSUPPORTED, interval_of};
use crate::time::SimTime;
use crate::wire::ChannelId;
use mavlink::MessageData;
use mavlink::dialects::ardupilotmega::*;
use std::time::Duration;

/// The answer to a command.
pub(super) struct Answer {
    pub result: MavResult,
    pub then: Then,
}

/// What is said after the acknowledgement.
pub(super) enum Then {
    Nothing,
    Say(CameraMessage),
    /// A picture that was taken, again.
    SayShot(usize),
}

impl From<MavResult> for Answer {
    fn from(result: MavResult) -> Self {
        Self {
            result,
            then: Then::Nothing,
        }
    }
}

/// No interval is shorter than this.
const SHORTEST_INTERVAL_S: f32 = 0.1;
/// The state is told so often at most while a video is recorded, and not less often than this, Hz.
const STATUS_HZ: std::ops::RangeInclusive<f32> = 1.0 / 3_600.0..=50.0;
/// A step of the lens, of its whole range.
const LENS_STEP: f64 = 0.1;

/// Where a part of the lens is after a step to one side, or to the other; none for 0.
fn stepped(at: f64, side: f64) -> f64 {
    if side == 0.0 {
        at
    } else {
        at + LENS_STEP * side.signum()
    }
}

impl Camera {
    /// Whether a command is one for cameras alone.
    pub fn knows(&self, order: &Order) -> bool {
        match order.command {
            MavCmd::MAV_CMD_REQUEST_MESSAGE => {
                let is_ours = |id: u32| {
                    id != HEARTBEAT_DATA::ID
                        && (CameraMessage::of(id).is_some() || id == CAMERA_IMAGE_CAPTURED_DATA::ID)
                };
                order.number(0).is_some_and(is_ours)
            }
            MavCmd::MAV_CMD_REQUEST_CAMERA_INFORMATION
            | MavCmd::MAV_CMD_REQUEST_CAMERA_SETTINGS
            | MavCmd::MAV_CMD_REQUEST_STORAGE_INFORMATION
            | MavCmd::MAV_CMD_REQUEST_CAMERA_CAPTURE_STATUS
            | MavCmd::MAV_CMD_REQUEST_VIDEO_STREAM_INFORMATION
            | MavCmd::MAV_CMD_REQUEST_VIDEO_STREAM_STATUS => true,
            _ => false,
        }
    }

    /// Does what a command asks for that was sent to the camera itself.
    pub(super) fn answer(
        &mut self,
        order: &Order,
        channel: ChannelId,
        moment: &mut Moment,
    ) -> Answer {
        match order.command {
            MavCmd::MAV_CMD_REQUEST_MESSAGE => match order.number(0) {
                Some(CAMERA_IMAGE_CAPTURED_DATA::ID) => self.shot_again(order.number(1)),
                Some(id) => self.tell(CameraMessage::of(id)),
                None => DENIED.into(),
            },
            MavCmd::MAV_CMD_REQUEST_CAMERA_IMAGE_CAPTURE => self.shot_again(order.number(0)),
            // The old requests, which some stations still send.
            MavCmd::MAV_CMD_REQUEST_CAMERA_INFORMATION => {
                self.tell(Some(CameraMessage::Information))
            }
            MavCmd::MAV_CMD_REQUEST_CAMERA_SETTINGS => self.tell(Some(CameraMessage::Settings)),
            MavCmd::MAV_CMD_REQUEST_STORAGE_INFORMATION => self.tell(Some(CameraMessage::Storage)),
            MavCmd::MAV_CMD_REQUEST_CAMERA_CAPTURE_STATUS => {
                self.tell(Some(CameraMessage::CaptureStatus))
            }
            MavCmd::MAV_CMD_REQUEST_VIDEO_STREAM_INFORMATION => {
                self.tell(Some(CameraMessage::VideoInformation))
            }
            MavCmd::MAV_CMD_REQUEST_VIDEO_STREAM_STATUS => {
                self.tell(Some(CameraMessage::VideoStatus))
            }
            MavCmd::MAV_CMD_SET_MESSAGE_INTERVAL => {
                self.set_interval(order, channel, moment.now).into()
            }
            MavCmd::MAV_CMD_SET_CAMERA_MODE => self.set_mode(order.number(1)).into(),
            MavCmd::MAV_CMD_STORAGE_FORMAT => self.format(moment.now).into(),
            MavCmd::MAV_CMD_RESET_CAMERA_SETTINGS => self.reset().into(),
            MavCmd::MAV_CMD_VIDEO_START_STREAMING => self.stream(true).into(),
            MavCmd::MAV_CMD_VIDEO_STOP_STREAMING => self.stream(false).into(),
            _ => self.obey(order, moment).unwrap_or(UNSUPPORTED).into(),
        }
    }

    fn tell(&self, asked: Option<CameraMessage>) -> Answer {
        match asked {
            Some(CameraMessage::VideoInformation | CameraMessage::VideoStatus)
                if !self.has_video() =>
            {
                UNSUPPORTED.into()
            }
            Some(message) => Answer {
                result: ACCEPTED,
                then: Then::Say(message),
            },
            None => UNSUPPORTED.into(),
        }
    }

    fn shot_again(&self, index: Option<u32>) -> Answer {
        match index.map(|index| index as usize) {
            Some(index) if index < self.shots.len() => Answer {
                result: ACCEPTED,
                then: Then::SayShot(index),
            },
            Some(_) => FAILED.into(),
            None => DENIED.into(),
        }
    }

    fn set_interval(&mut self, order: &Order, channel: ChannelId, now: SimTime) -> MavResult {
        let Some(message) = order.number(0).and_then(CameraMessage::of) else {
            return DENIED;
        };
        let Some(interval) = interval_of(order.params[1], default_interval(message)) else {
            return DENIED;
        };
        if let Some(streams) = self.streams.get_mut(usize::from(channel.0)) {
            streams.set(message, interval, now);
        }
        ACCEPTED
    }

    /// Does what is the same whether it is told to the camera or to the autopilot, or stands in a
    /// mission; `None` for what is none of the camera's affairs.
    pub fn obey(&mut self, order: &Order, moment: &mut Moment) -> Option<MavResult> {
        let now = moment.now;
        Some(match order.command {
            MavCmd::MAV_CMD_IMAGE_START_CAPTURE => self.start_capture(order, now),
            MavCmd::MAV_CMD_IMAGE_STOP_CAPTURE => {
                self.capture.stop();
                ACCEPTED
            }
            MavCmd::MAV_CMD_DO_DIGICAM_CONTROL => {
                if order.fifth == 1.0 {
                    self.single(now)
                } else {
                    ACCEPTED
                }
            }
            MavCmd::MAV_CMD_DO_SET_CAM_TRIGG_DIST => self.trigger(order, now),
            MavCmd::MAV_CMD_VIDEO_START_CAPTURE => self.start_video(order, now),
            MavCmd::MAV_CMD_VIDEO_STOP_CAPTURE => {
                self.recording = None;
                ACCEPTED
            }
            MavCmd::MAV_CMD_SET_CAMERA_ZOOM => self.set_zoom(order),
            MavCmd::MAV_CMD_SET_CAMERA_FOCUS => self.set_focus(order),
            _ => return None,
        })
    }

    fn takes_pictures(&self) -> bool {
        self.mode != CameraMode::CAMERA_MODE_VIDEO
    }

    fn single(&mut self, now: SimTime) -> MavResult {
        if !self.takes_pictures() {
            return DENIED;
        }
        match self.shoot(now) {
            Ok(()) => ACCEPTED,
            Err(NoPicture::Busy) => REJECTED,
            Err(NoPicture::Full) => FAILED,
        }
    }

    fn start_capture(&mut self, order: &Order, now: SimTime) -> MavResult {
        let [_, interval_s, _, number] = order.params;
        let Some(total) = order.number(2) else {
            return DENIED;
        };
        // Stations leave the number of the picture out, which is NaN in a mission, as well as 0.
        let number = if number.is_nan() {
            Some(0)
        } else {
            order.number(3)
        };
        let Some(number) = number.filter(|_| interval_s.is_finite() && interval_s >= 0.0) else {
            return DENIED;
        };
        if total == 1 {
            if self.capture.was_taken(number) {
                return ACCEPTED;
            }
            let result = self.single(now);
            if result == ACCEPTED {
                self.capture.remember(number);
            }
            return result;
        }
        let result = self.single(now);
        if result == ACCEPTED {
            let interval = Duration::from_secs_f32(interval_s.clamp(SHORTEST_INTERVAL_S, 86_400.0));
            self.capture
                .begin_series(interval, total.checked_sub(1), now);
        }
        result
    }

    fn trigger(&mut self, order: &Order, now: SimTime) -> MavResult {
        let [distance_m, _, at_once, _] = order.params;
        if !distance_m.is_finite() || distance_m < 0.0 {
            return DENIED;
        }
        self.capture.set_trigger(distance_m.into());
        if distance_m > 0.0 && at_once == 1.0 {
            // What cannot be taken now is taken after the first distance.
            self.single(now);
        }
        ACCEPTED
    }

    fn start_video(&mut self, order: &Order, now: SimTime) -> MavResult {
        let hertz = order.params[1];
        if self.takes_pictures() || !hertz.is_finite() || hertz < 0.0 {
            return DENIED;
        }
        if self.recording.is_some() {
            return REJECTED;
        }
        if !self
            .storage
            .has_room_for(f64::from(self.setup.video_bitrate))
        {
            return FAILED;
        }
        let tells_every = (hertz > 0.0).then(|| {
            let hertz = hertz.clamp(*STATUS_HZ.start(), *STATUS_HZ.end());
            Duration::from_secs_f32(1.0 / hertz)
        });
        self.recording = Some(Recording {
            since: now,
            tells_every,
            next: now,
        });
        ACCEPTED
    }

    fn set_mode(&mut self, number: Option<u32>) -> MavResult {
        let mode = match number {
            Some(0) => CameraMode::CAMERA_MODE_IMAGE,
            Some(1) => CameraMode::CAMERA_MODE_VIDEO,
            Some(2) => CameraMode::CAMERA_MODE_IMAGE_SURVEY,
            _ => return DENIED,
        };
        let is_at_work = self.capture.is_busy() || self.recording.is_some();
        if mode != self.mode && is_at_work {
            return REJECTED;
        }
        if mode == CameraMode::CAMERA_MODE_VIDEO {
            self.capture.stop();
        }
        self.mode = mode;
        ACCEPTED
    }

    fn format(&mut self, now: SimTime) -> MavResult {
        if self.capture.is_busy() || self.recording.is_some() {
            return DENIED;
        }
        self.capture.stop();
        self.shots.clear();
        self.drawn = None;
        self.storage.format(now);
        ACCEPTED
    }

    fn reset(&mut self) -> MavResult {
        if self.capture.is_busy() || self.recording.is_some() {
            return REJECTED;
        }
        self.mode = CameraMode::CAMERA_MODE_IMAGE;
        self.zoom = Default::default();
        self.focus = Default::default();
        ACCEPTED
    }

    fn stream(&mut self, is_on: bool) -> MavResult {
        if !self.has_video() {
            return DENIED;
        }
        self.is_streaming = is_on;
        ACCEPTED
    }

    /// By CAMERA_ZOOM_TYPE.
    fn set_zoom(&mut self, order: &Order) -> MavResult {
        let value = f64::from(order.params[1]);
        let Some(way) = order.number(0).filter(|_| value.is_finite()) else {
            return DENIED;
        };
        let setup = &self.setup;
        let zoom_of =
            |focal_mm: f64| (focal_mm / setup.focal_mm).ln() / setup.most_zoom.max(1.001).ln();
        let at = match way {
            0 => stepped(self.zoom.at, value),
            1 => {
                self.zoom.rate = value.clamp(-1.0, 1.0) * LENS_RATE;
                return ACCEPTED;
            }
            2 if (0.0..=100.0).contains(&value) => value / 100.0,
            3 if value > 0.0 => zoom_of(value),
            4 if value > 0.0 && value < 170.0 => {
                zoom_of(0.5 * setup.sensor_width_mm / (0.5 * value).to_radians().tan())
            }
            2..=4 => return DENIED,
            _ => return UNSUPPORTED,
        };
        self.zoom.rate = 0.0;
        self.zoom.at = at.clamp(0.0, 1.0);
        ACCEPTED
    }

    /// By SET_FOCUS_TYPE.
    fn set_focus(&mut self, order: &Order) -> MavResult {
        let value = f64::from(order.params[1]);
        let Some(way) = order.number(0) else {
            return DENIED;
        };
        let at = match way {
            // By itself: everything that it sees is far.
            4..=6 => 1.0,
            0..=3 if !value.is_finite() => return DENIED,
            0 => stepped(self.focus.at, value),
            1 => {
                self.focus.rate = value.clamp(-1.0, 1.0) * LENS_RATE;
                return ACCEPTED;
            }
            2 if (0.0..=100.0).contains(&value) => value / 100.0,
            // A metre is nearest.
            3 if value >= 1.0 => 1.0 - 1.0 / value,
            2 | 3 => return DENIED,
            _ => return UNSUPPORTED,
        };
        self.focus.rate = 0.0;
        self.focus.at = at.clamp(0.0, 1.0);
        ACCEPTED
    }
}
