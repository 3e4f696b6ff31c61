//! How PX4 flies its tasks on a wing: each becomes something that a wing can aim at, and none of them a
//! place to stand still at.

use super::wing_settings::WingSettings;
use crate::airframe::WingSteering;
use crate::autopilot::flight::Task;
use crate::autopilot::wing_guidance::{WingAim, WingGuidance, WingLimits, has_reached};
use crate::place::{DegreeLengths, Place};
use crate::sensors::Estimate;
use nalgebra::{Vector2, Vector3};

/// The part of a PX4 that flies on a wing: what it remembers of its task.
#[derive(Clone, Debug, Default)]
pub(super) struct WingPilot {
    pub guidance: WingGuidance,
    /// Where the nose pointed when the task began, radians.
    pub course_rad: f64,
    /// The height then, metres above mean sea level.
    pub begun_amsl_m: f64,
    /// The end of the line was reached once, and nobody ordered what comes next: it circles there.
    has_arrived: bool,
    /// Where it stays until somebody says what comes next.
    stays_at: Option<Place>,
    /// How it lands where nobody planned an approach.
    pub approach: Option<Approach>,
    /// What it aims at and asks for, for whoever tells of it.
    pub last: Option<(WingAim, WingSteering)>,
}

/// A landing against the wind: a circle until it is low and heads the right way, then the slope.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Approach {
    centre: Place,
    into_wind: Vector2<f64>,
    pub slope: (Place, Place),
    is_final: bool,
}

/// What a task is flown by.
pub(super) struct Flown<'a> {
    pub estimate: &'a Estimate,
    pub wing: &'a WingSettings,
    pub limits: &'a WingLimits,
    pub radius_m: f64,
    pub ground_amsl_m: f64,
    pub wind_mps: Vector2<f64>,
    pub laser_m: Option<f64>,
}

/// A circle counts as reached within this part of its radius (PX4, `mission_block`).
const ON_CIRCLE: f64 = 1.2;
/// An approach begins its slope so high above the ground, m.
const APPROACH_M: f64 = 20.0;
/// It heads along the slope within this, radians.
const HEADS_ALONG_RAD: f64 = 0.25;
/// It needs this part of the slope before it.
const ENOUGH_WAY: f64 = 0.8;
/// A slower velocity is no course, m/s.
const NO_COURSE_MPS: f64 = 0.1;
/// Weaker wind does not matter for where to land from, m/s.
const WEAK_WIND_MPS: f64 = 1.0;
/// A take-off is over no lower than this part of its height.
const LEAST_CLIMB: f64 = 0.6;

impl WingPilot {
    /// A task begins here.
    pub fn begin(&mut self, course_rad: f64, here: Place) {
        (self.course_rad, self.begun_amsl_m) = (course_rad, here.altitude_amsl_m);
        self.has_arrived = false;
        (self.approach, self.stays_at) = (None, None);
    }

    /// Whether the end of its line was reached once.
    pub fn has_arrived(&self) -> bool {
        self.has_arrived
    }

    /// The wing carries from now on.
    pub fn take_over(&mut self) {
        self.guidance.reset();
    }

    pub fn fly(&mut self, task: Task, flown: &Flown, dt_s: f64) -> WingSteering {
        let aim = self.aim(task, flown);
        let (now, limits) = (flown.estimate, flown.limits);
        let steering = self.guidance.steer(&aim, now, limits, dt_s);
        self.last = Some((aim, steering));
        steering
    }

    fn aim(&mut self, task: Task, flown: &Flown) -> WingAim {
        let here = flown.estimate.place;
        match task {
            Task::TakeOff { to_amsl_m, .. } => {
                let is_up = here.altitude_amsl_m >= to_amsl_m - flown.wing.height_radius_m;
                if is_up && self.is_done(task, flown) || self.stays_at.is_some() {
                    self.stay(here.at_amsl_m(to_amsl_m), flown)
                } else {
                    WingAim::ClimbOut {
                        course_rad: self.course_rad,
                        altitude_amsl_m: to_amsl_m,
                    }
                }
            }
            Task::Line { from, to, .. } => {
                self.has_arrived |= has_reached(from, to, flown.estimate, flown.acceptance_m());
                if self.has_arrived {
                    circle(to, flown.wing.loiter_radius_m)
                } else {
                    WingAim::Line { from, to }
                }
            }
            Task::Circle { centre, radius_m } => circle(centre, radius_m),
            Task::Goto(place) => circle(place, flown.wing.loiter_radius_m),
            Task::Velocity(velocity) if velocity.xy().norm() < NO_COURSE_MPS => {
                self.stay(here.at_amsl_m(self.begun_amsl_m), flown)
            }
            Task::Velocity(velocity) => WingAim::Course {
                course_rad: velocity.y.atan2(velocity.x),
                altitude_amsl_m: self.begun_amsl_m,
            },
            Task::Glide { from, touchdown } => flown.slope(from, touchdown),
            Task::Land(place) => self.land(place, flown),
            // Courses are ArduPilot's: PX4 begins none.
            Task::Rest | Task::Follow(_) => circle(here, flown.wing.loiter_radius_m),
        }
    }

    /// Round where it was when it began to.
    fn stay(&mut self, here: Place, flown: &Flown) -> WingAim {
        let centre = *self.stays_at.get_or_insert(here);
        circle(centre, flown.wing.loiter_radius_m)
    }

    /// Lands where nobody planned how to come down: PX4 comes down on the circle itself; here the last
    /// metres are straight and against the wind.
    fn land(&mut self, place: Place, flown: &Flown) -> WingAim {
        let touchdown = place.at_amsl_m(flown.ground_amsl_m);
        let approach = self
            .approach
            .get_or_insert_with(|| Approach::to(touchdown, flown));
        let course = flown.estimate.velocity_mps.xy();
        let is_low = flown.estimate.place.altitude_amsl_m - approach.centre.altitude_amsl_m
            < flown.wing.height_radius_m;
        let (from, touchdown) = approach.slope;
        let (whole, left) = (
            from.ned_to(touchdown),
            flown.estimate.place.ned_to(touchdown),
        );
        let has_way = left.xy().dot(&approach.into_wind) >= ENOUGH_WAY * whole.xy().norm();
        let heads_along = course.angle(&approach.into_wind) < HEADS_ALONG_RAD;
        approach.is_final |= is_low && has_way && heads_along;
        if approach.is_final {
            flown.slope(from, touchdown)
        } else {
            circle(approach.centre, flown.wing.loiter_radius_m)
        }
    }

    /// The height that is wanted now, metres above mean sea level; `None` before there is one.
    pub fn wanted_amsl_m(&self, now: &Estimate) -> Option<f64> {
        let (aim, _) = self.last?;
        Some(match aim {
            WingAim::Loiter { centre, .. } => centre.altitude_amsl_m,
            WingAim::Course {
                altitude_amsl_m, ..
            }
            | WingAim::ClimbOut {
                altitude_amsl_m, ..
            } => altitude_amsl_m,
            WingAim::Line { from, to }
            | WingAim::Land {
                from,
                touchdown: to,
                ..
            } => {
                let (line, left) = (from.ned_to(to).xy(), now.place.ned_to(to).xy());
                let part = left.dot(&line) / line.norm_squared().max(1.0);
                let rise_m = to.altitude_amsl_m - from.altitude_amsl_m;
                to.altitude_amsl_m - rise_m * part.clamp(0.0, 1.0)
            }
        })
    }

    /// Whether the end of a task is reached.
    pub fn is_done(&self, task: Task, flown: &Flown) -> bool {
        let here = flown.estimate.place;
        let height_m = flown.wing.height_radius_m;
        let is_high =
            |place: Place| (place.altitude_amsl_m - here.altitude_amsl_m).abs() <= height_m;
        let is_round = |centre: Place, radius_m: f64| {
            let most_m = (ON_CIRCLE * radius_m.abs()).max(flown.acceptance_m());
            centre.ground_distance_m(here) <= most_m && is_high(centre)
        };
        match task {
            Task::Rest
            | Task::Velocity(_)
            | Task::Follow(_)
            | Task::Land(_)
            | Task::Glide { .. } => false,
            Task::TakeOff { from, to_amsl_m } => {
                let climb_m = to_amsl_m - from.altitude_amsl_m;
                let above_m = here.altitude_amsl_m - from.altitude_amsl_m;
                above_m >= (climb_m - height_m).max(LEAST_CLIMB * climb_m)
            }
            Task::Line { from, to, .. } => {
                let is_there =
                    self.has_arrived || has_reached(from, to, flown.estimate, flown.acceptance_m());
                is_there && is_high(to)
            }
            Task::Circle { centre, radius_m } => is_round(centre, radius_m),
            Task::Goto(place) => is_round(place, flown.wing.loiter_radius_m),
        }
    }
}

fn circle(centre: Place, radius_m: f64) -> WingAim {
    WingAim::Loiter {
        centre,
        radius_m: radius_m.abs(),
        is_clockwise: radius_m >= 0.0,
    }
}

impl Approach {
    /// Straight on from here, down a slope.
    pub fn straight(from: Place, touchdown: Place) -> Self {
        Self {
            centre: from,
            into_wind: Vector2::x(),
            slope: (from, touchdown),
            is_final: true,
        }
    }

    fn to(touchdown: Place, flown: &Flown) -> Self {
        let course = flown.estimate.velocity_mps.xy();
        let from_wind = if flown.wind_mps.norm() > WEAK_WIND_MPS {
            -flown.wind_mps
        } else {
            course
        };
        let along = from_wind.try_normalize(1e-3).unwrap_or(Vector2::x());
        let back_m = APPROACH_M / flown.wing.land_slope;
        // On a clockwise circle one heads along where it is to one's right.
        let side_m = flown.wing.loiter_radius_m;
        let right = Vector2::new(-along.y, along.x);
        let lengths = DegreeLengths::at(touchdown.latitude_deg);
        let moved = |off: Vector2<f64>| {
            touchdown.moved_ned(Vector3::new(off.x, off.y, -APPROACH_M), lengths)
        };
        Self {
            centre: moved(-along * back_m + right * side_m),
            into_wind: along,
            slope: (moved(-along * back_m), touchdown),
            is_final: false,
        }
    }
}

impl Flown<'_> {
    fn acceptance_m(&self) -> f64 {
        let speed_mps = self.estimate.velocity_mps.xy().norm();
        self.limits.acceptance_radius_m(speed_mps, self.radius_m)
    }

    pub fn slope(&self, from: Place, touchdown: Place) -> WingAim {
        WingAim::Land {
            from,
            touchdown,
            height_above_ground_m: self.laser_m,
        }
    }
}
