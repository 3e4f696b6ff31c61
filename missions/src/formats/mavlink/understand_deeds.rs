//! What items mean that fly nowhere.

use super::commands::*;
use super::understand::{Placed, Reader, parameter};
use crate::mission::{Deed, Step, Switch};
use geofences::fence::Autopilot;

/// The parameters of a deed that are kept, that are told of elsewhere, or that change nothing of what is done.
fn kept(command: u16) -> &'static [usize] {
    match command {
        NAV_DELAY => &[1],
        DO_MOUNT_CONTROL => &[1, 2, 3, 7],
        DO_GIMBAL_MANAGER_PITCHYAW => &[1, 2, 3, 4, 5],
        DO_SET_ROI => &[1, 5, 6, 7],
        DO_SET_ROI_LOCATION => &[5, 6, 7],
        // 4 is a number for the photo.
        IMAGE_START_CAPTURE => &[2, 3, 4],
        DO_DIGICAM_CONTROL => &[5],
        DO_SET_CAM_TRIGG_DIST => &[1, 2, 3],
        // 2 is how often it says that it records.
        VIDEO_START_CAPTURE => &[2],
        SET_CAMERA_ZOOM | DO_SET_RELAY | DO_SET_SERVO => &[1, 2],
        _ => &[],
    }
}

impl Reader<'_, '_> {
    pub(super) fn deed(&mut self, placed: &Placed) {
        let item = &placed.item;
        let [first, second, third] = [1, 2, 3].map(|number| parameter(item, number));
        let deed = match item.command {
            DO_CHANGE_SPEED => return self.speed(placed),
            IMAGE_STOP_CAPTURE => return self.end_of_photos(placed),
            NAV_DELAY if first > 0.0 => Some(self.wait(placed, first)),
            DO_MOUNT_CONTROL => self.mount(placed),
            DO_GIMBAL_MANAGER_PITCHYAW => self.gimbal(placed),
            // MAV_ROI_NONE, MAV_ROI_LOCATION; ArduPilot does not look at it, and Mission Planner leaves it 0.
            DO_SET_ROI if first == 0.0 || first == 3.0 => self.look_at(placed),
            DO_SET_ROI_LOCATION => self.look_at(placed),
            DO_SET_ROI_NONE => Some(Deed::LookAhead),
            IMAGE_START_CAPTURE if second == 0.0 && third == 1.0 => Some(Deed::Photo),
            DO_DIGICAM_CONTROL if parameter(item, 5) == 1.0 => Some(Deed::Photo),
            DO_SET_CAM_TRIGG_DIST if first > 0.0 => self.photos_each(placed),
            DO_SET_CAM_TRIGG_DIST if first == 0.0 => Some(Deed::PhotosEnd),
            VIDEO_START_CAPTURE => Some(Deed::VideoBegin),
            VIDEO_STOP_CAPTURE => Some(Deed::VideoEnd),
            SET_CAMERA_ZOOM if first == ZOOM_RANGE => self.zoom(second),
            DO_SET_RELAY => self.relay(first, second),
            DO_SET_SERVO => self.servo(first, second),
            _ => None,
        };
        match deed {
            Some(deed) => {
                self.others_passed_over(placed);
                self.push(Step::Do(deed));
            }
            None => {
                self.may_take_photos_by_time |= item.command == IMAGE_START_CAPTURE;
                self.not_understood(placed);
            }
        }
    }

    /// Says which parameters of a deed are not kept.
    fn others_passed_over(&mut self, placed: &Placed) {
        let kept = kept(placed.item.command);
        for number in (1..=7).filter(|number| !kept.contains(number)) {
            // -1 is no time of day (NAV_DELAY), no angle, no camera.
            self.passed_over(placed, number, &[-1.0]);
        }
    }

    /// The end of photos by time, or of so many; those by distance go on after it (ArduPilot,
    /// `AP_Camera_Backend::stop_capture`; PX4 hands it to the camera, and triggers by distance by itself).
    fn end_of_photos(&mut self, placed: &Placed) {
        if self.may_take_photos_by_time {
            return self.not_understood(placed);
        }
        self.findings.warning(
            "photos-not-begun",
            placed.place.clone(),
            geofences::Bilingual::new(
                "it ends photos by time, and none have begun here; photos by distance go on. It is not kept",
                "它只结束定时拍照，而此前未开始定时拍照；等距拍照会继续。未保留",
            ),
        );
    }

    /// ArduPlane takes a wait for done in the air (ArduPlane, `commands_logic.cpp`, `verify_nav_delay`).
    fn wait(&mut self, placed: &Placed, seconds: f64) -> Deed {
        if self.context.has_wings && self.context.autopilot == Some(Autopilot::ArduPilot) {
            self.findings.warning(
                "wait-not-done",
                placed.place.clone(),
                geofences::Bilingual::new(
                    "ArduPilot does not wait in the air with wings; the wait is kept",
                    "ArduPilot 固定翼在空中不会等待；等待已保留",
                ),
            );
        }
        Deed::Wait { seconds }
    }

    fn speed(&mut self, placed: &Placed) {
        let kind = parameter(&placed.item, 1);
        let mps = parameter(&placed.item, 2);
        if !(kind == 0.0 || kind == 1.0) || mps <= 0.0 {
            return self.not_understood(placed);
        }
        self.passed_over(placed, 3, &[-1.0]);
        self.passed_over(placed, 4, &[]);
        if self.context.has_wings && kind != 0.0 {
            self.findings.warning(
                "speed-taken-for-airspeed",
                placed.place.clone(),
                geofences::Bilingual::new(
                    "the speed is over ground; for wings it is taken for airspeed, and written as that",
                    "此速度为地速；对固定翼按空速处理并写出",
                ),
            );
        }
        if !self.has_flown && self.understood.speed_mps.is_none() {
            self.understood.speed_mps = Some(mps);
        } else {
            self.push(Step::Do(Deed::Speed { mps }));
        }
    }

    fn mount(&mut self, placed: &Placed) -> Option<Deed> {
        // Mission Planner leaves the mode out, ArduPilot does not store it.
        let mode = parameter(&placed.item, 7);
        if mode != 0.0 && mode != MOUNT_TARGETING {
            return None;
        }
        self.passed_over(placed, 2, &[]);
        Some(Deed::Gimbal {
            pitch_deg: parameter(&placed.item, 1),
            yaw_deg: parameter(&placed.item, 3),
        })
    }

    fn gimbal(&mut self, placed: &Placed) -> Option<Deed> {
        let item = &placed.item;
        // Both angles have to be said; flags change what they are from.
        let (pitch_deg, yaw_deg) = (item.parameters[0]?, item.parameters[1]?);
        if parameter(item, 5) != 0.0 {
            return None;
        }
        self.passed_over(placed, 3, &[]);
        self.passed_over(placed, 4, &[]);
        Some(Deed::Gimbal { pitch_deg, yaw_deg })
    }

    fn look_at(&mut self, placed: &Placed) -> Option<Deed> {
        match self.position(placed) {
            Some(position) => {
                let altitude = self.altitude(placed)?;
                Some(Deed::LookAt { position, altitude })
            }
            // Both autopilots end it so where no place is said (MAV_ROI_NONE).
            None => Some(Deed::LookAhead),
        }
    }

    fn photos_each(&mut self, placed: &Placed) -> Option<Deed> {
        self.passed_over(placed, 2, &[-1.0]);
        if parameter(&placed.item, 3) != 1.0 {
            self.findings.warning(
                "first-photo-assumed",
                placed.place.clone(),
                geofences::Bilingual::new(
                    "the first photo comes after the distance; it is taken for one at once",
                    "首张照片应在飞行该距离后拍摄；此处按立即拍摄处理",
                ),
            );
        }
        let metres = parameter(&placed.item, 1);
        Some(Deed::PhotosEach { metres })
    }

    fn zoom(&self, percent: f64) -> Option<Deed> {
        let largest = self.context.carried.largest_zoom?;
        let is_percent = (0.0..=100.0).contains(&percent);
        is_percent.then(|| Deed::Zoom {
            ratio: 1.0 + percent / 100.0 * (largest - 1.0),
        })
    }

    fn relay(&self, number: f64, state: f64) -> Option<Deed> {
        if state != 0.0 && state != 1.0 {
            return None;
        }
        let is_it = |switch: Option<Switch>| match switch {
            Some(Switch::Relay(relay)) => f64::from(relay) == number,
            _ => false,
        };
        self.switched(is_it, state == 1.0)
    }

    fn servo(&self, number: f64, pulse_us: f64) -> Option<Deed> {
        let is_set = |switch: Option<Switch>, is_on: bool| match switch {
            Some(Switch::Servo {
                output,
                on_us,
                off_us,
            }) => {
                f64::from(output) == number
                    && f64::from(if is_on { on_us } else { off_us }) == pulse_us
            }
            _ => false,
        };
        self.switched(|switch| is_set(switch, true), true)
            .or_else(|| self.switched(|switch| is_set(switch, false), false))
    }

    fn switched(&self, is_it: impl Fn(Option<Switch>) -> bool, is_on: bool) -> Option<Deed> {
        let carried = &self.context.carried;
        if is_it(carried.light) {
            Some(Deed::Light { is_on })
        } else {
            is_it(carried.loudspeaker).then_some(Deed::Loudspeaker { is_on })
        }
    }
}
