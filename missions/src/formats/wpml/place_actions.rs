//! What is done without flying anywhere, as actions at the last waypoint.

use super::lay_out::Layout;
use super::plan::{Action, Nose};
use crate::mission::Deed;
use geofences::{Altitude, Position};

impl Layout<'_> {
    pub(super) fn deed(&mut self, index: usize, deed: Deed) {
        match deed {
            Deed::Speed { mps } => self.set_speed(mps),
            Deed::Wait { seconds } => self.act(index, Action::Hover(seconds)),
            Deed::Gimbal { pitch_deg, yaw_deg } => {
                if yaw_deg != 0.0 {
                    self.lose(
                        index,
                        "the gimbal's yaw is told from north, not from the nose: only its pitch is written",
                        "云台偏航以正北为基准而非机头：只写出俯仰角",
                    );
                }
                self.act(index, Action::Gimbal(pitch_deg));
            }
            Deed::LookAt { position, altitude } => self.look_at(index, position, altitude),
            Deed::LookAhead => self.look(None),
            Deed::Photo => self.act(index, Action::Photo),
            Deed::PhotosEach { metres } => self.begin_photos(index, metres),
            Deed::PhotosEnd => self.end_photos(index),
            Deed::VideoBegin => self.act(index, Action::StartRecord),
            Deed::VideoEnd => self.act(index, Action::StopRecord),
            Deed::Zoom { ratio } => match self.aircraft.widest_focal_mm {
                Some(widest_mm) => self.act(index, Action::Zoom(ratio * widest_mm)),
                None => self.lose(
                    index,
                    "zoom is told as a focal length, and the camera's widest is not known: left out",
                    "变焦以焦距表示，而相机最短焦距未知：已省略",
                ),
            },
            Deed::Light { .. } | Deed::Loudspeaker { .. } => self.lose(
                index,
                "waylines switch no light and no loudspeaker: left out",
                "大疆航线不能控制灯光和喊话器：已省略",
            ),
        }
    }

    /// Does something at the last waypoint.
    pub(super) fn act(&mut self, index: usize, action: Action) {
        let Some(last) = self.waypoints.last_mut() else {
            self.pending.push(action);
            return self.before_first(index);
        };
        last.actions.push(action);
        if matches!(action, Action::Hover(_)) && last.is_passed {
            last.is_passed = false;
            self.lose(
                index,
                "a place where it stays is not flown through",
                "需要停留的航点不能直接飞过",
            );
        }
    }

    fn look_at(&mut self, index: usize, position: Position, altitude: Altitude) {
        if altitude != Altitude::ground() {
            self.lose(
                index,
                "the nose turns to a place, the camera does not tilt to its height",
                "机头朝向注视点，但相机不会按其高度俯仰",
            );
        }
        if self.waypoints.is_empty() {
            self.before_first(index);
        }
        self.look(Some(position));
    }

    fn look(&mut self, place: Option<Position>) {
        self.looks_at = place;
        if let Some(last) = self.waypoints.last_mut() {
            last.nose = place.map_or(Nose::Along, Nose::Toward);
        }
    }
}
