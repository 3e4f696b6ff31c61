//! What an aircraft does without flying anywhere, as items.

use super::commands::*;
use super::write::{Writer, plain};
use crate::formats::Airframe;
use crate::mission::{Deed, ForeignItem, Switch};
use geofences::fence::Autopilot;

/// From here on it flies so fast: through the air with wings, over ground without.
pub(super) fn speed(mps: f64, airframe: Airframe) -> ForeignItem {
    let kind = match airframe {
        Airframe::Multirotor => 1.0,
        Airframe::FixedWing | Airframe::Vtol => 0.0,
    };
    plain(DO_CHANGE_SPEED, [kind, mps, -1.0, 0.0])
}

fn switched(switch: Switch, is_on: bool) -> ForeignItem {
    match switch {
        Switch::Relay(relay) => {
            let state = if is_on { 1.0 } else { 0.0 };
            plain(DO_SET_RELAY, [relay.into(), state, 0.0, 0.0])
        }
        Switch::Servo {
            output,
            on_us,
            off_us,
        } => {
            let pulse_us = if is_on { on_us } else { off_us };
            plain(DO_SET_SERVO, [output.into(), pulse_us.into(), 0.0, 0.0])
        }
    }
}

impl Writer<'_> {
    pub(super) fn deed(&mut self, index: usize, deed: Deed) {
        let carried = self.mission.carried;
        let item = match deed {
            Deed::Speed { mps } => speed(mps, self.airframe),
            // ArduPlane takes it for done in the air (ArduPlane, `commands_logic.cpp`, `verify_nav_delay`).
            Deed::Wait { .. }
                if self.autopilot == Autopilot::ArduPilot
                    && self.airframe != Airframe::Multirotor =>
            {
                self.lose(
                    index,
                    "ArduPilot does not wait in the air with wings: left out",
                    "ArduPilot 固定翼在空中不会等待：已省略",
                );
                return;
            }
            Deed::Wait { seconds } => plain(NAV_DELAY, [seconds, -1.0, -1.0, -1.0]),
            Deed::Gimbal { pitch_deg, yaw_deg } => {
                let mut item = plain(DO_MOUNT_CONTROL, [pitch_deg, 0.0, yaw_deg, 0.0]);
                item.parameters[6] = Some(MOUNT_TARGETING);
                item
            }
            Deed::LookAt { position, altitude } => {
                let first = [Some(0.0); 4];
                self.placed(index, DO_SET_ROI_LOCATION, first, position, altitude);
                return;
            }
            Deed::LookAhead => plain(DO_SET_ROI_NONE, [0.0; 4]),
            Deed::Photo => plain(IMAGE_START_CAPTURE, [0.0, 0.0, 1.0, 0.0]),
            Deed::PhotosEach { metres } => plain(DO_SET_CAM_TRIGG_DIST, [metres, 0.0, 1.0, 0.0]),
            Deed::PhotosEnd => plain(DO_SET_CAM_TRIGG_DIST, [0.0; 4]),
            Deed::VideoBegin => plain(VIDEO_START_CAPTURE, [0.0; 4]),
            Deed::VideoEnd => plain(VIDEO_STOP_CAPTURE, [0.0; 4]),
            Deed::Zoom { ratio } => match carried.largest_zoom {
                Some(largest) => {
                    if ratio > largest {
                        self.lose(
                            index,
                            "the camera does not zoom so far: its largest zoom is written",
                            "超出相机最大变焦：按最大变焦写出",
                        );
                    }
                    let percent = (ratio - 1.0) / (largest - 1.0) * 100.0;
                    plain(SET_CAMERA_ZOOM, [ZOOM_RANGE, percent.min(100.0), 0.0, 0.0])
                }
                None => {
                    self.lose(
                        index,
                        "zoom is told in percent of the camera's range, and the mission does not say that: left out",
                        "变焦以相机变焦范围的百分比表示，而航线未给出该范围：已省略",
                    );
                    return;
                }
            },
            Deed::Light { is_on } => return self.switch(index, carried.light, is_on),
            Deed::Loudspeaker { is_on } => return self.switch(index, carried.loudspeaker, is_on),
        };
        self.push(Some(index), item);
    }

    fn switch(&mut self, index: usize, switch: Option<Switch>, is_on: bool) {
        match (switch, self.autopilot) {
            (Some(switch), Autopilot::ArduPilot) => self.push(Some(index), switched(switch, is_on)),
            (Some(_), Autopilot::Px4) => self.lose(
                index,
                "PX4 switches no relay and no servo in a mission: left out",
                "PX4 的航线不能控制继电器或舵机：已省略",
            ),
            (None, _) => self.lose(
                index,
                "the mission does not say which relay or servo switches this: left out",
                "航线未说明由哪个继电器或舵机控制：已省略",
            ),
        }
    }
}
