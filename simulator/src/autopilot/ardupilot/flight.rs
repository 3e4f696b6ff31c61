//! What Copter does in the air, one task at a time: from a task and what it believes to a steering.

use super::settings::Settings;
use crate::airframe::{RotorSteering, Steering};
use crate::autopilot::guidance::{Aim, Guidance, Limits};
use crate::place::Place;
use crate::sensors::Estimate;
use crate::time::SimTime;
use nalgebra::Vector3;
use std::f64::consts::{PI, TAU};
use std::time::Duration;

/// What is to be done now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Task {
    /// Nothing: on the ground, or with the motors off.
    Rest,
    /// Straight up to a height above mean sea level, m.
    TakeOff {
        /// Where it took off.
        from: Place,
        /// How high.
        to_amsl_m: f64,
    },
    /// To a place, and stay there.
    Goto(Place),
    /// Along a line.
    Line {
        /// Its start.
        from: Place,
        /// Its end.
        to: Place,
        /// How fast its end may be passed, m/s.
        speed_on_mps: f64,
    },
    /// With a velocity, north, east, down, m/s.
    Velocity(Vector3<f64>),
    /// Down at a place until the ground is reached.
    Land(Place),
}

/// Where the nose points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Facing {
    /// Where it pointed when the task began.
    Keep,
    /// Where it flies to.
    Ahead,
    /// There, radians clockwise from north.
    Towards(f64),
}

/// The part of an autopilot that flies.
#[derive(Clone, Debug)]
pub struct Flight {
    task: Task,
    facing: Facing,
    guidance: Guidance,
    yaw_rad: f64,
    /// When the motors began to turn.
    started: SimTime,
    speed_mps: Option<f64>,
}

/// Motors speed up so long before it lifts off.
const SPOOL: Duration = Duration::from_millis(1_000);
/// A line's start is behind it and its end ahead; within so much speed the nose follows the flight, m/s.
const LEAST_AHEAD_MPS: f64 = 1.0;
/// A place counts as reached within this height, m.
const HEIGHT_REACHED_M: f64 = 0.5;

impl Flight {
    /// At rest, nose to `yaw_rad`.
    pub fn new(yaw_rad: f64) -> Self {
        Self {
            task: Task::Rest,
            facing: Facing::Keep,
            guidance: Guidance::default(),
            yaw_rad,
            started: SimTime::START,
            speed_mps: None,
        }
    }

    /// The task.
    pub fn task(&self) -> Task {
        self.task
    }

    /// Begins a task. Going on in the air keeps the motion that there is.
    pub fn begin(&mut self, task: Task, facing: Facing, now: SimTime) {
        if self.task == Task::Rest {
            self.guidance.reset();
            self.started = now;
        }
        (self.task, self.facing) = (task, facing);
    }

    /// Flies along the ground at another speed than the settings say, m/s; `None` goes back to theirs.
    pub fn set_speed(&mut self, speed_mps: Option<f64>) {
        self.speed_mps = speed_mps.filter(|speed| *speed > 0.0);
    }

    /// Ends the task: the motors stop.
    pub fn rest(&mut self) {
        self.task = Task::Rest;
    }

    /// Whether the end of the task is reached.
    pub fn is_done(&self, now: &Estimate, settings: &Settings) -> bool {
        match self.task {
            Task::Rest | Task::Velocity(_) | Task::Land(_) => false,
            Task::TakeOff { to_amsl_m, .. } => {
                now.place.altitude_amsl_m >= to_amsl_m - HEIGHT_REACHED_M
                    && now.velocity_mps.z.abs() < 0.5
            }
            Task::Goto(place) => {
                let to = now.place.ned_to(place);
                to.xy().norm() <= settings.waypoint_radius_m
                    && to.z.abs() <= HEIGHT_REACHED_M
                    && now.velocity_mps.norm() < 0.5
            }
            Task::Line { to, .. } => {
                let left = now.place.ned_to(to);
                left.xy().norm() <= settings.waypoint_radius_m
                    && left.z.abs() <= settings.waypoint_radius_m.max(HEIGHT_REACHED_M)
            }
        }
    }

    /// How to fly now. `ground_amsl_m` is the height that the vehicle takes the ground to have: that
    /// of home, for it has no rangefinder.
    pub fn steer(
        &mut self,
        estimate: &Estimate,
        settings: &Settings,
        ground_amsl_m: f64,
        now: SimTime,
        dt_s: f64,
    ) -> Steering {
        let mut limits = settings.limits;
        if let Some(speed_mps) = self.speed_mps {
            limits.speed_mps = speed_mps;
        }
        let aim = match self.task {
            Task::Rest => return Steering::Idle,
            Task::TakeOff { .. } if now.since(self.started) < SPOOL => return Steering::Idle,
            Task::TakeOff { from, to_amsl_m } => Aim::Place(from.at_amsl_m(to_amsl_m)),
            Task::Goto(place) => Aim::Place(place),
            Task::Line {
                from,
                to,
                speed_on_mps,
            } => Aim::Line {
                from,
                to,
                speed_on_mps: speed_on_mps.min(limits.speed_mps),
            },
            Task::Velocity(velocity) => Aim::Velocity(velocity),
            Task::Land(place) => {
                let above_m = estimate.place.altitude_amsl_m - ground_amsl_m;
                limits.descend_mps = descent_mps(above_m, settings, &limits);
                // Below the ground that it knows of: it goes down until something stops it.
                Aim::Place(place.at_amsl_m(estimate.place.altitude_amsl_m - 100.0))
            }
        };
        self.turn(estimate, settings, dt_s);
        Steering::Rotors(RotorSteering {
            acceleration_mps2: self.guidance.steer(&aim, estimate, &limits, dt_s),
            yaw_rad: self.yaw_rad,
        })
    }

    fn turn(&mut self, estimate: &Estimate, settings: &Settings, dt_s: f64) {
        let velocity = estimate.velocity_mps;
        let wanted = match self.facing {
            Facing::Keep => return,
            Facing::Towards(yaw_rad) => yaw_rad,
            Facing::Ahead if velocity.xy().norm() < LEAST_AHEAD_MPS => return,
            Facing::Ahead => velocity.y.atan2(velocity.x),
        };
        let left = (wanted - self.yaw_rad + PI).rem_euclid(TAU) - PI;
        let most = settings.yaw_rate_radps * dt_s;
        self.yaw_rad = (self.yaw_rad + left.clamp(-most, most)).rem_euclid(TAU);
    }
}

/// How fast it comes down to land so high above the ground: at the speed of waypoints, and slowly
/// in the last metres, with time to brake in between.
fn descent_mps(above_m: f64, settings: &Settings, limits: &Limits) -> f64 {
    let (fast, slow) = (limits.descend_mps, settings.land_speed_mps);
    if above_m <= settings.land_low_m {
        return slow;
    }
    let brake = limits.vertical_acceleration_mps2;
    (slow * slow + 2.0 * brake * (above_m - settings.land_low_m))
        .sqrt()
        .clamp(slow.min(fast), fast.max(slow))
}

#[cfg(test)]
mod tests;
