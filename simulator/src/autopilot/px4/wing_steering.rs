//! How PX4 steers: by its rotors, by its wing, straight on while it changes over, and by neither place nor
//! path where it does not know where it is.

use super::modes::Mode;
use super::px4::{Around, Px4};
use super::wing_pilot::{Approach, Flown, WingPilot};
use crate::airframe::{Steering, WingSteering};
use crate::autopilot::flight::Task;
use crate::autopilot::wing_guidance::{WingAim, WingLimits};
use crate::place::DegreeLengths;
use nalgebra::{Vector2, Vector3};
use std::time::Duration;

/// Without a position it comes down so fast, m/s (PX4, `control_auto_descend`).
const LOST_SINK_MPS: f64 = 0.5;

/// So long after it was let go at the latest its heading is the one of its throw.
const THROW: Duration = Duration::from_secs(1);

impl Px4 {
    fn flown<'a>(&'a self, around: &'a Around, limits: &'a WingLimits) -> Flown<'a> {
        let settings = &self.settings;
        Flown {
            estimate: &around.estimate,
            wing: &settings.wing,
            limits,
            radius_m: self
                .flight
                .radius_m()
                .unwrap_or(settings.flight.waypoint_radius_m),
            ground_amsl_m: self.home.map_or(0.0, |home| home.level_amsl_m),
            wind_mps: around.craft.wind_mps().xy(),
            laser_m: around.craft.laser_height_m(),
        }
    }

    /// Whether the end of its task is reached, by what carries it.
    pub(super) fn task_is_done(&self, around: &Around) -> bool {
        if self.is_changing_over(around) {
            return false;
        }
        if !self.flies_on_wing() {
            return self.flight.is_done(&around.estimate, &self.settings.flight);
        }
        let limits = self.settings.wing.limits_at(self.flight.speed_mps());
        self.wing
            .is_done(self.flight.task(), &self.flown(around, &limits))
    }

    /// How to fly now.
    pub(super) fn steer(&mut self, around: &Around, dt_s: f64) -> Steering {
        if self.flies_on_wing() {
            return self.steer_wing(around, dt_s);
        }
        self.wing.last = None;
        let ground_amsl_m = self.home.map_or(0.0, |home| home.level_amsl_m);
        let (estimate, settings) = (&around.estimate, &self.settings.flight);
        self.flight
            .steer(estimate, settings, ground_amsl_m, around.now, dt_s)
    }

    fn steer_wing(&mut self, around: &Around, dt_s: f64) -> Steering {
        let task = self.flight.task();
        let is_thrown = matches!(task, Task::TakeOff { .. })
            && around.now - self.task_began >= self.settings.spool;
        if task == Task::Rest || !around.is_airborne() && !is_thrown {
            return Steering::Idle;
        }
        if is_thrown && around.now - self.task_began < self.settings.spool + THROW {
            // The crew throws it where it likes, and there it climbs out.
            self.wing.course_rad = around.craft.heading_rad();
        }
        let limits = self.settings.wing.limits_at(self.flight.speed_mps());
        let mut wing = std::mem::take(&mut self.wing);
        let flown = self.flown(around, &limits);
        let steering = if self.mode == Mode::Descend {
            wing.fly_lost(around.now - self.task_began, &flown, dt_s)
        } else if self.is_gathering_speed(around) {
            wing.fly_ahead(&flown, dt_s)
        } else {
            wing.fly(task, &flown, dt_s)
        };
        self.wing = wing;
        Steering::Wing(steering)
    }
}

impl WingPilot {
    /// Straight on, at the height at which it began to gather speed.
    fn fly_ahead(&mut self, flown: &Flown, dt_s: f64) -> WingSteering {
        let aim = WingAim::Course {
            course_rad: self.course_rad,
            altitude_amsl_m: self.begun_amsl_m,
        };
        self.ask(aim, flown, dt_s, Some(0.0))
    }

    /// Without a position: round with a bank that does not change, at first at its height and then down
    /// (PX4, `control_auto_fixed_bank_alt_hold` and `control_auto_descend`), and straight on at the end.
    fn fly_lost(&mut self, since: Duration, flown: &Flown, dt_s: f64) -> WingSteering {
        let here = flown.estimate.place;
        let above_m = flown
            .laser_m
            .unwrap_or(here.altitude_amsl_m - flown.ground_amsl_m);
        let is_low = above_m < flown.limits.flare_height_m.max(1.0) + LOST_SINK_MPS;
        if is_low || self.approach.is_some() {
            let (along, height_m) = (flown.estimate.velocity_mps.xy(), above_m.max(0.0));
            let ahead_m = along.try_normalize(1e-3).unwrap_or(Vector2::x())
                * (height_m / flown.wing.land_slope);
            let lengths = DegreeLengths::at(here.latitude_deg);
            let ahead = Vector3::new(ahead_m.x, ahead_m.y, height_m);
            let touchdown = here.moved_ned(ahead, lengths);
            let straight = || Approach::straight(here, touchdown);
            let (from, touchdown) = self.approach.get_or_insert_with(straight).slope;
            return self.ask(flown.slope(from, touchdown), flown, dt_s, None);
        }
        let waited = since.saturating_sub(flown.wing.lost_wait).as_secs_f64();
        let aim = WingAim::Course {
            course_rad: self.course_rad,
            altitude_amsl_m: self.begun_amsl_m - LOST_SINK_MPS * waited,
        };
        self.ask(aim, flown, dt_s, Some(flown.wing.lost_bank_rad))
    }

    /// Asks for what an aim needs, or with another bank.
    fn ask(
        &mut self,
        aim: WingAim,
        flown: &Flown,
        dt_s: f64,
        bank_rad: Option<f64>,
    ) -> WingSteering {
        let guided = self
            .guidance
            .steer(&aim, flown.estimate, flown.limits, dt_s);
        let steering = WingSteering {
            bank_rad: bank_rad.unwrap_or(guided.bank_rad),
            ..guided
        };
        self.last = Some((aim, steering));
        steering
    }
}
