//! What an autopilot does in the air, one task at a time: from a task and what it believes to a steering.

use crate::airframe::{RotorSteering, Steering};
use crate::autopilot::guidance::{Aim, Guidance, Limits};
use crate::place::Place;
use crate::sensors::Estimate;
use crate::time::SimTime;
use nalgebra::Vector3;
use std::f64::consts::{PI, TAU};
use std::time::Duration;

mod course;

use course::Progress;
pub use course::{Circle, Course, Spline};

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
    /// After a target that moves along a course.
    Follow(Course),
    /// Down at a place until the ground is reached.
    Land(Place),
    /// Round a place, at its height, as one does on a wing; on rotors it stays there.
    Circle {
        /// The middle.
        centre: Place,
        /// The radius, m; counter-clockwise below 0.
        radius_m: f64,
    },
    /// Down a slope to the ground, as one does on a wing; on rotors it lands at the end.
    Glide {
        /// Where the slope begins.
        from: Place,
        /// Where it meets the ground.
        touchdown: Place,
    },
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
    /// By so much, clockwise positive, at its own speed.
    Turn {
        /// What is left of it, radians.
        left_rad: f64,
        /// How fast, rad/s.
        rate_radps: f64,
    },
}

/// What flight takes from the parameters of an autopilot.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FlightSettings {
    /// How it flies to places.
    pub limits: Limits,
    /// A place counts as reached within this, m along the ground.
    pub waypoint_radius_m: f64,
    /// A height counts as reached within this, m.
    pub height_radius_m: f64,
    /// The nose turns no faster, rad/s.
    pub yaw_rate_radps: f64,
    /// Motors speed up so long before it lifts off.
    pub spool: Duration,
    /// Near the ground it climbs no faster after a take-off, m/s.
    pub take_off_climb_mps: f64,
    /// Near the ground ends here for a take-off, m above it.
    pub take_off_low_m: f64,
    /// How it comes down to land.
    pub descent: Descent,
}

/// How fast it comes down to land, by its height above the ground that it knows of: from above at the
/// speed of places, and in its last metres slowly.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Descent {
    /// Slowly below a height, with time to brake above it (ArduPilot).
    Braked {
        /// The last metres, m/s.
        slow_mps: f64,
        /// Where they begin, m.
        low_m: f64,
    },
    /// Slower in proportion between two heights, and slowest of all below a third (PX4).
    Stepped {
        /// It slows down from here, m.
        high_m: f64,
        /// It is slow from here, m.
        middle_m: f64,
        /// How fast it is then, m/s.
        slow_mps: f64,
        /// It crawls from here, m.
        low_m: f64,
        /// How fast it crawls, m/s.
        crawl_mps: f64,
    },
}

impl Descent {
    fn speed_mps(self, above_m: f64, limits: &Limits) -> f64 {
        let fast = limits.descend_mps;
        match self {
            Self::Braked { slow_mps, low_m } if above_m <= low_m => slow_mps,
            Self::Braked { slow_mps, low_m } => {
                let brake = limits.vertical_acceleration_mps2;
                (slow_mps * slow_mps + 2.0 * brake * (above_m - low_m))
                    .sqrt()
                    .clamp(slow_mps.min(fast), fast.max(slow_mps))
            }
            Self::Stepped {
                low_m, crawl_mps, ..
            } if above_m <= low_m => crawl_mps,
            Self::Stepped {
                high_m,
                middle_m,
                slow_mps,
                ..
            } => {
                let part = (above_m - middle_m) / (high_m - middle_m).max(0.1);
                slow_mps + (fast - slow_mps) * part.clamp(0.0, 1.0)
            }
        }
    }
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
    climb_mps: Option<f64>,
    descend_mps: Option<f64>,
    radius_m: Option<f64>,
    progress: Progress,
    /// From the start of the line that is flown to its end, north, east, down, m: the same at each step.
    line_m: Vector3<f64>,
}

/// A line's start is behind it and its end ahead; within so much speed the nose follows the flight, m/s.
const LEAST_AHEAD_MPS: f64 = 1.0;
/// A turn counts as over within this, radians (2°, ArduPilot, `reached_fixed_yaw_target`).
const TURNED_RAD: f64 = 0.035;

/// Where it flies to, radians clockwise from north; `None` for one that hardly moves.
fn ahead_rad(estimate: &Estimate) -> Option<f64> {
    let velocity = estimate.velocity_mps;
    (velocity.xy().norm() >= LEAST_AHEAD_MPS).then(|| velocity.y.atan2(velocity.x))
}

fn is_speed(speed_mps: &f64) -> bool {
    *speed_mps > 0.0 && speed_mps.is_finite()
}

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
            climb_mps: None,
            descend_mps: None,
            radius_m: None,
            progress: Progress::Waiting,
            line_m: Vector3::zeros(),
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
        (self.task, self.facing, self.radius_m) = (task, facing, None);
        self.progress = Progress::Waiting;
        if let Task::Line { from, to, .. } = task {
            self.line_m = from.ned_to(to);
        }
    }

    /// Takes the place of this task for reached within another radius than the settings say, m.
    pub fn set_radius(&mut self, radius_m: Option<f64>) {
        self.radius_m = radius_m.filter(|radius| *radius > 0.0);
    }

    /// The other radius within which its place counts as reached, m.
    pub fn radius_m(&self) -> Option<f64> {
        self.radius_m
    }

    /// The other speed than the settings say, m/s.
    pub fn speed_mps(&self) -> Option<f64> {
        self.speed_mps
    }

    /// The rotors take over from the wing, nose to `yaw_rad`.
    pub fn take_over(&mut self, yaw_rad: f64) {
        self.guidance.reset();
        self.yaw_rad = yaw_rad;
    }

    /// Points the nose elsewhere.
    pub fn face(&mut self, facing: Facing) {
        self.facing = facing;
    }

    /// Where the nose is to point, radians clockwise from north.
    pub fn yaw_rad(&self) -> f64 {
        self.yaw_rad
    }

    /// The velocity and the acceleration that are wanted now, north, east, down, m/s and m/s².
    pub fn wanted(&self) -> (Vector3<f64>, Vector3<f64>) {
        self.guidance.wanted()
    }

    /// Flies along the ground at another speed than the settings say, m/s; `None` goes back to theirs.
    pub fn set_speed(&mut self, speed_mps: Option<f64>) {
        self.speed_mps = speed_mps.filter(is_speed);
    }

    /// Climbs at another speed than the settings say, m/s.
    pub fn set_climb(&mut self, climb_mps: Option<f64>) {
        self.climb_mps = climb_mps.filter(is_speed);
    }

    /// Comes down at another speed than the settings say, m/s.
    pub fn set_descent(&mut self, descend_mps: Option<f64>) {
        self.descend_mps = descend_mps.filter(is_speed);
    }

    /// How many times the circle was flown around that is being flown; `None` where none is.
    pub fn rounds(&self) -> Option<f64> {
        course::rounds(&self.progress)
    }

    /// Whether a turn of the nose that was asked for is over.
    pub fn has_turned(&self) -> bool {
        match self.facing {
            Facing::Turn { left_rad, .. } => left_rad.abs() < TURNED_RAD,
            _ => true,
        }
    }

    /// Ends the task: the motors stop.
    pub fn rest(&mut self) {
        self.task = Task::Rest;
    }

    /// Whether the end of the task is reached.
    pub fn is_done(&self, now: &Estimate, settings: &FlightSettings) -> bool {
        let radius_m = self.radius_m.unwrap_or(settings.waypoint_radius_m);
        let height_m = settings.height_radius_m;
        match self.task {
            Task::Rest | Task::Velocity(_) | Task::Land(_) | Task::Glide { .. } => false,
            Task::TakeOff { to_amsl_m, .. } => {
                now.place.altitude_amsl_m >= to_amsl_m - height_m && now.velocity_mps.z.abs() < 0.5
            }
            Task::Goto(place) | Task::Circle { centre: place, .. } => {
                let to = now.place.ned_to(place);
                to.xy().norm() <= radius_m
                    && to.z.abs() <= height_m
                    && now.velocity_mps.norm() < 0.5
            }
            Task::Line { to, .. } => {
                let left = now.place.ned_to(to);
                left.xy().norm() <= radius_m && left.z.abs() <= radius_m.max(height_m)
            }
            Task::Follow(course) => course.is_done(&self.progress, now, radius_m),
        }
    }

    /// How to fly now. `ground_amsl_m` is the height that the vehicle takes the ground to have: that
    /// of home, for it has no rangefinder.
    pub fn steer(
        &mut self,
        estimate: &Estimate,
        settings: &FlightSettings,
        ground_amsl_m: f64,
        now: SimTime,
        dt_s: f64,
    ) -> Steering {
        let mut limits = settings.limits;
        limits.speed_mps = self.speed_mps.unwrap_or(limits.speed_mps);
        limits.climb_mps = self.climb_mps.unwrap_or(limits.climb_mps);
        limits.descend_mps = self.descend_mps.unwrap_or(limits.descend_mps);
        let aim = match self.task {
            Task::Rest => return Steering::Idle,
            Task::TakeOff { .. } if now.since(self.started) < settings.spool => {
                return Steering::Idle;
            }
            Task::TakeOff { from, to_amsl_m } => {
                let above_m = estimate.place.altitude_amsl_m - ground_amsl_m;
                if above_m < settings.take_off_low_m {
                    limits.climb_mps = limits.climb_mps.min(settings.take_off_climb_mps);
                }
                Aim::Place(from.at_amsl_m(to_amsl_m))
            }
            Task::Goto(place) | Task::Circle { centre: place, .. } => Aim::Place(place),
            Task::Line {
                to, speed_on_mps, ..
            } => Aim::Line {
                line_m: self.line_m,
                to,
                speed_on_mps: speed_on_mps.min(limits.speed_mps),
            },
            Task::Velocity(velocity) => Aim::Velocity(velocity),
            Task::Follow(course) => {
                let progress = &mut self.progress;
                course.follow(progress, estimate, &limits, self.yaw_rad, dt_s)
            }
            Task::Land(place)
            | Task::Glide {
                touchdown: place, ..
            } => {
                let above_m = estimate.place.altitude_amsl_m - ground_amsl_m;
                limits.descend_mps = settings.descent.speed_mps(above_m, &limits);
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

    fn turn(&mut self, estimate: &Estimate, settings: &FlightSettings, dt_s: f64) {
        let wanted = match &mut self.facing {
            Facing::Keep => None,
            Facing::Towards(yaw_rad) => Some(*yaw_rad),
            Facing::Turn {
                left_rad,
                rate_radps,
            } => {
                let most = rate_radps.min(settings.yaw_rate_radps) * dt_s;
                let step = left_rad.clamp(-most, most);
                *left_rad -= step;
                self.yaw_rad = whole_turn(self.yaw_rad + step);
                return;
            }
            Facing::Ahead => match self.task {
                Task::Follow(Course::Circle(circle)) => circle.yaw_rad(&self.progress, estimate),
                _ => ahead_rad(estimate),
            },
        };
        let Some(wanted) = wanted else {
            return;
        };
        let left = whole_turn(wanted - self.yaw_rad + PI) - PI;
        let most = settings.yaw_rate_radps * dt_s;
        self.yaw_rad = whole_turn(self.yaw_rad + left.clamp(-most, most));
    }
}

/// An angle from 0 to a whole turn, radians. Nearly always it is one already, or a turn off: the remainder
/// of a division costs more than all else of a turn of the nose.
fn whole_turn(angle_rad: f64) -> f64 {
    if (0.0..TAU).contains(&angle_rad) {
        angle_rad
    } else if (-TAU..0.0).contains(&angle_rad) {
        angle_rad + TAU
    } else {
        angle_rad.rem_euclid(TAU)
    }
}

#[cfg(test)]
mod tests;
