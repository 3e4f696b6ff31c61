//! Taking pictures: one, a series at intervals, or one after each so many metres. A picture takes its
//! time: first the shutter, then storing it.

use super::Camera;
use super::files::path_of;
use crate::payload::gimbal::quaternion;
use crate::payload::moment::Moment;
use crate::picture::{Scene, View};
use crate::place::Place;
use crate::time::SimTime;
use mavlink::dialects::ardupilotmega::{CAMERA_IMAGE_CAPTURED_DATA, MavBool};
use mavlink::types::CharArray;
use nalgebra::UnitQuaternion;
use std::sync::Arc;
use std::time::Duration;

/// From the command to the shutter.
const SHUTTER_LAG: Duration = Duration::from_millis(60);
/// Pictures that the list of a card holds.
pub(super) const MOST_SHOTS: usize = 99_999;

/// A picture that was taken: enough to make it when someone wants to see it.
#[derive(Clone, Debug)]
pub(super) struct Shot {
    pub index: usize,
    pub view: View,
    /// Where the vehicle took itself to be.
    pub believed: Place,
    pub focal_mm: f64,
    above_home_m: f64,
    at: SimTime,
}

impl Shot {
    /// As it is told.
    pub fn told(&self) -> CAMERA_IMAGE_CAPTURED_DATA {
        let url = format!("mavlinkftp:///{}", path_of(self.index));
        captured(
            self.view.time.timestamp_micros().max(0) as u64,
            self.at.ms() as u32,
            (self.believed, self.above_home_m),
            self.view.attitude,
            Some((self.index, &url)),
        )
    }
}

fn captured(
    time_us: u64,
    boot_ms: u32,
    (place, above_home_m): (Place, f64),
    attitude: UnitQuaternion<f64>,
    shot: Option<(usize, &str)>,
) -> CAMERA_IMAGE_CAPTURED_DATA {
    CAMERA_IMAGE_CAPTURED_DATA {
        time_utc: time_us,
        time_boot_ms: boot_ms,
        lat: (place.latitude_deg * 1e7).round() as i32,
        lon: (place.longitude_deg * 1e7).round() as i32,
        alt: (place.altitude_amsl_m * 1e3).round() as i32,
        relative_alt: (above_home_m * 1e3).round() as i32,
        q: quaternion(attitude),
        image_index: shot.map_or(-1, |(index, _)| index as i32),
        camera_id: 0,
        capture_result: if shot.is_some() {
            MavBool::MAV_BOOL_TRUE
        } else {
            MavBool::MAV_BOOL_FALSE
        },
        file_url: CharArray::from(shot.map_or("", |(_, url)| url)),
    }
}

/// A series.
#[derive(Clone, Copy, Debug)]
struct Series {
    interval: Duration,
    left: Option<u32>,
    next: SimTime,
}

/// One after each so many metres.
#[derive(Clone, Copy, Debug)]
struct Trigger {
    distance_m: f64,
    last: Option<Place>,
}

/// The picture that is being taken.
#[derive(Clone, Debug)]
struct Exposure {
    opens: SimTime,
    ends: SimTime,
    shot: Option<Shot>,
}

/// What is being taken.
#[derive(Clone, Debug, Default)]
pub(super) struct Capture {
    exposure: Option<Exposure>,
    series: Option<Series>,
    trigger: Option<Trigger>,
    /// The number of the last single picture, so that a command that comes twice takes one.
    last_number: Option<u32>,
    attitude: UnitQuaternion<f64>,
}

/// Why no picture is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoPicture {
    Busy,
    Full,
}

impl Capture {
    pub fn is_busy(&self) -> bool {
        self.exposure.is_some()
    }

    /// The interval of a series, s; 0 for none.
    pub fn interval_s(&self) -> f32 {
        self.series
            .map_or(0.0, |series| series.interval.as_secs_f32())
    }

    /// As CAMERA_CAPTURE_STATUS numbers it.
    pub fn status(&self) -> u8 {
        u8::from(self.is_busy()) + 2 * u8::from(self.series.is_some())
    }

    pub fn stop(&mut self) {
        self.series = None;
        self.trigger = None;
    }

    /// Whether the last single picture had this number; 0 is none.
    pub fn was_taken(&self, number: u32) -> bool {
        number > 0 && self.last_number == Some(number)
    }

    /// A single picture with this number is being taken.
    pub fn remember(&mut self, number: u32) {
        self.last_number = Some(number);
    }

    pub fn begin_series(&mut self, interval: Duration, count: Option<u32>, now: SimTime) {
        self.series = Some(Series {
            interval,
            left: count,
            next: now + interval,
        });
    }

    pub fn set_trigger(&mut self, distance_m: f64) {
        self.trigger = (distance_m > 0.0).then_some(Trigger {
            distance_m,
            last: None,
        });
    }
}

impl Camera {
    /// The attitude in the last step.
    pub(super) fn last_attitude(&self) -> UnitQuaternion<f64> {
        self.capture.attitude
    }

    /// Takes a picture.
    pub(super) fn shoot(&mut self, now: SimTime) -> Result<(), NoPicture> {
        if self.capture.is_busy() || !self.storage.is_ready() {
            return Err(NoPicture::Busy);
        }
        let bytes = f64::from(self.setup.image_bytes);
        if !self.storage.has_room_for(bytes) || self.shots.len() >= MOST_SHOTS {
            return Err(NoPicture::Full);
        }
        let takes = Duration::from_secs_f64(self.setup.capture_s.max(0.1));
        self.capture.exposure = Some(Exposure {
            opens: now + SHUTTER_LAG,
            ends: now + takes,
            shot: None,
        });
        Ok(())
    }

    /// The picture whose shutter opened at a moment.
    pub fn picture_of(&self, at: SimTime) -> Option<&View> {
        let exposure = self.capture.exposure.as_ref();
        let shots = [exposure.and_then(|it| it.shot.as_ref()), self.shots.last()];
        let mut shots = shots.into_iter().flatten();
        shots.find(|shot| shot.at == at).map(|shot| &shot.view)
    }

    pub(super) fn take_pictures(
        &mut self,
        attitude: UnitQuaternion<f64>,
        scene: &Arc<Scene>,
        moment: &mut Moment,
    ) {
        self.capture.attitude = attitude;
        self.expose(attitude, scene, moment);
        self.go_on_with_series(moment);
        self.go_on_with_trigger(moment);
    }

    fn expose(&mut self, attitude: UnitQuaternion<f64>, scene: &Arc<Scene>, moment: &mut Moment) {
        let Some(mut exposure) = self.capture.exposure.take() else {
            return;
        };
        if exposure.shot.is_none() && moment.now >= exposure.opens {
            // Its room is taken at once, so that every picture whose shutter opened is kept.
            if !self.storage.take(self.setup.image_bytes.into()) {
                return;
            }
            exposure.shot = Some(self.shot(attitude, scene, moment));
        }
        if moment.now < exposure.ends {
            self.capture.exposure = Some(exposure);
            return;
        }
        if let Some(shot) = exposure.shot {
            moment.say_everywhere(&mut self.component, &shot.told());
            self.shots.push(shot);
        }
    }

    fn shot(&mut self, attitude: UnitQuaternion<f64>, scene: &Arc<Scene>, moment: &Moment) -> Shot {
        let mut view = self.view(attitude, moment.craft, moment.world, moment.time, scene);
        view.seed = self.random.number();
        let believed = moment.craft.estimate().place;
        Shot {
            index: self.shots.len(),
            view,
            believed,
            focal_mm: self.focal_mm(),
            above_home_m: moment
                .home
                .map_or(0.0, |home| believed.altitude_amsl_m - home.altitude_amsl_m),
            at: moment.now,
        }
    }

    fn go_on_with_series(&mut self, moment: &mut Moment) {
        let Some(mut series) = self.capture.series else {
            return;
        };
        if moment.now < series.next {
            return;
        }
        match self.shoot(moment.now) {
            Ok(()) => {
                series.left = series.left.map(|left| left.saturating_sub(1));
                // What takes longer than its interval comes as fast as it can.
                series.next = (series.next + series.interval).max(moment.now);
                self.capture.series = (series.left != Some(0)).then_some(series);
            }
            Err(NoPicture::Busy) => {}
            Err(NoPicture::Full) => {
                self.capture.series = None;
                self.tell_of_failure(moment);
            }
        }
    }

    fn go_on_with_trigger(&mut self, moment: &mut Moment) {
        let Some(mut trigger) = self.capture.trigger else {
            return;
        };
        let here = moment.craft.estimate().place;
        let Some(last) = trigger.last else {
            trigger.last = Some(here);
            self.capture.trigger = Some(trigger);
            return;
        };
        if last.ground_distance_m(here) < trigger.distance_m {
            return;
        }
        match self.shoot(moment.now) {
            Ok(()) => trigger.last = Some(here),
            Err(NoPicture::Busy) => {}
            Err(NoPicture::Full) => {
                self.capture.trigger = None;
                self.tell_of_failure(moment);
                return;
            }
        }
        self.capture.trigger = Some(trigger);
    }

    /// The card is full: a picture failed.
    fn tell_of_failure(&mut self, moment: &mut Moment) {
        let failed = captured(
            moment.time.timestamp_micros().max(0) as u64,
            moment.boot_ms(),
            (moment.craft.estimate().place, 0.0),
            self.capture.attitude,
            None,
        );
        moment.say_everywhere(&mut self.component, &failed);
    }
}
