//! OFFBOARD: a companion computer says where to, twice a second at least.

use super::px4::{Around, Px4};
use crate::autopilot::flight::{Facing, Task};
use crate::place::{DegreeLengths, Place};
use crate::time::SimTime;
use mavlink::dialects::ardupilotmega::*;
use nalgebra::Vector3;
use std::time::Duration;

/// What was said last, and when.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Offboard {
    last: Option<SimTime>,
    before: Option<SimTime>,
    target: Option<(Target, Option<f64>)>,
    is_new: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Target {
    Place(Place),
    Velocity(Vector3<f64>),
}

/// Two setpoints are needed before the mode can be entered, no farther apart than this: 2 Hz.
const FARTHEST_APART: Duration = Duration::from_millis(500);
/// POSITION_TARGET_TYPEMASK: the place, the velocity, the yaw are to be ignored.
const NO_PLACE: u16 = 0x7;
const NO_VELOCITY: u16 = 0x38;
const NO_YAW: u16 = 0x400;
/// A setpoint that is so much higher than the ground takes off, m.
const LIFTS_M: f64 = 0.3;

impl Offboard {
    /// Whether setpoints come.
    pub fn is_heard(&self, now: SimTime, loss: Duration) -> bool {
        let (Some(last), Some(before)) = (self.last, self.before) else {
            return false;
        };
        now - last <= loss && last - before <= FARTHEST_APART.max(loss)
    }

    fn take(&mut self, now: SimTime, target: Target, yaw_rad: Option<f64>) {
        self.before = self.last;
        self.last = Some(now);
        self.is_new = self.target != Some((target, yaw_rad));
        self.target = Some((target, yaw_rad));
    }
}

impl Px4 {
    /// SET_POSITION_TARGET_LOCAL_NED: from the origin of its local places.
    pub(super) fn take_local_target(
        &mut self,
        message: &SET_POSITION_TARGET_LOCAL_NED_DATA,
        around: &Around,
    ) {
        let mask = message.type_mask.bits();
        let velocity = Vector3::new(message.vx, message.vy, message.vz).map(f64::from);
        let offset = Vector3::new(message.x, message.y, message.z).map(f64::from);
        let place = self
            .origin
            .map(|origin| origin.moved_ned(offset, DegreeLengths::at(origin.latitude_deg)));
        let has_place = mask & NO_PLACE != NO_PLACE && offset.iter().all(|part| part.is_finite());
        let target = match place {
            Some(place) if has_place => place.is_on_earth().then_some(Target::Place(place)),
            _ => velocity_target(mask, velocity),
        };
        self.take_target(target, mask, message.yaw, around);
    }

    /// SET_POSITION_TARGET_GLOBAL_INT.
    pub(super) fn take_global_target(
        &mut self,
        message: &SET_POSITION_TARGET_GLOBAL_INT_DATA,
        around: &Around,
    ) {
        let mask = message.type_mask.bits();
        let velocity = Vector3::new(message.vx, message.vy, message.vz).map(f64::from);
        let height_m = f64::from(message.alt);
        // Here, unlike in commands, the frame counts.
        let amsl_m = match message.coordinate_frame {
            MavFrame::MAV_FRAME_GLOBAL_RELATIVE_ALT
            | MavFrame::MAV_FRAME_GLOBAL_RELATIVE_ALT_INT => {
                self.home.map(|home| home.place.altitude_amsl_m + height_m)
            }
            _ => Some(height_m),
        };
        let degrees = |value: i32| f64::from(value) * 1e-7;
        let target = match amsl_m {
            Some(amsl_m) if mask & NO_PLACE != NO_PLACE && amsl_m.is_finite() => {
                let (lat, lon) = (degrees(message.lat_int), degrees(message.lon_int));
                let place = Place::new(lat, lon, amsl_m);
                place.is_on_earth().then_some(Target::Place(place))
            }
            _ => velocity_target(mask, velocity),
        };
        self.take_target(target, mask, message.yaw, around);
    }

    fn take_target(&mut self, target: Option<Target>, mask: u16, yaw: f32, around: &Around) {
        let yaw_rad = (mask & NO_YAW == 0 && yaw.is_finite()).then(|| f64::from(yaw));
        if let Some(target) = target {
            self.offboard.take(around.now, target, yaw_rad);
        }
    }

    /// Flies where it was said last.
    pub(super) fn fly_offboard(&mut self, around: &Around, anew: bool) {
        let Some((target, yaw_rad)) = self.offboard.target else {
            return;
        };
        if !anew && !self.offboard.is_new {
            return;
        }
        let here = around.estimate.place;
        if !around.is_airborne() {
            let to_amsl_m = match target {
                Target::Place(place) => place.altitude_amsl_m,
                Target::Velocity(velocity) if velocity.z < 0.0 => here.altitude_amsl_m + 1.0,
                Target::Velocity(_) => return,
            };
            let climbs = matches!(self.flight.task(), Task::TakeOff { .. });
            if !climbs && to_amsl_m > here.altitude_amsl_m + LIFTS_M {
                let from = here;
                self.begin(Task::TakeOff { from, to_amsl_m }, Facing::Keep, around);
            }
            return;
        }
        self.offboard.is_new = false;
        let task = match target {
            Target::Place(place) => Task::Goto(place),
            Target::Velocity(velocity) => Task::Velocity(velocity),
        };
        let facing = yaw_rad.map_or(Facing::Keep, Facing::Towards);
        self.begin(task, facing, around);
    }
}

fn velocity_target(mask: u16, velocity: Vector3<f64>) -> Option<Target> {
    let is_given = mask & NO_VELOCITY != NO_VELOCITY;
    (is_given && velocity.iter().all(|part| part.is_finite())).then_some(Target::Velocity(velocity))
}
