//! What the vehicle takes for its place and motion: satellites and inertial sensors brought together.
//!
//! The filter itself is not simulated but its error: while fixes come, the error follows theirs
//! within about a second; without them it grows, as integrated accelerometers drift.

use super::{GnssFix, Reception};
use crate::airframe::Body;
use crate::place::{DegreeLengths, Place};
use crate::random::Random;
use nalgebra::Vector3;

/// The vehicle's belief about itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// Where it takes itself to be.
    pub place: Place,
    /// How it takes itself to move, north, east, down, m/s.
    pub velocity_mps: Vector3<f64>,
    /// Whether its horizontal place can be relied on.
    pub has_position: bool,
    /// Standard deviation of the horizontal place, m.
    pub horizontal_sigma_m: f64,
    /// Speed through the air that the tube shows, m/s; `None` without a tube.
    pub airspeed_mps: Option<f64>,
}

/// The error of the belief.
#[derive(Clone, Debug)]
pub struct Navigation {
    random: Random,
    error_m: Vector3<f64>,
    velocity_error_mps: Vector3<f64>,
    sigma_m: f64,
    had_fix: bool,
}

/// With fixes the error follows theirs within this, s.
const FOLLOWS_S: f64 = 0.8;
/// Without fixes the velocity's error walks by this in a second, m/s.
const WALK_MPS: f64 = 0.15;
/// Beyond this the place is not relied on, m.
const LARGEST_SIGMA_M: f64 = 15.0;
/// The least standard deviation that is claimed, m.
const LEAST_SIGMA_M: f64 = 0.4;

impl Navigation {
    /// A vehicle that does not know where it is.
    pub fn new(random: Random) -> Self {
        Self {
            random,
            error_m: Vector3::zeros(),
            velocity_error_mps: Vector3::zeros(),
            sigma_m: 1_000.0,
            had_fix: false,
        }
    }

    /// Takes a report in, `dt_s` after the last.
    pub fn take(&mut self, body: &Body, fix: &GnssFix, dt_s: f64) {
        if fix.reception < Reception::ThreeD {
            return;
        }
        let error = body.place.ned_to(fix.place);
        let follow = if self.had_fix {
            1.0 - (-dt_s / FOLLOWS_S).exp()
        } else {
            1.0
        };
        self.had_fix = true;
        self.error_m += (error - self.error_m) * follow;
        let velocity_error = fix.velocity_mps - body.velocity_mps;
        self.velocity_error_mps += (velocity_error - self.velocity_error_mps) * (0.5 * follow);
        let sigma = (0.5 * fix.horizontal_accuracy_m).max(LEAST_SIGMA_M);
        self.sigma_m += (sigma - self.sigma_m) * follow;
    }

    /// Goes on without a fix for `dt_s`.
    pub fn coast(&mut self, dt_s: f64) {
        if !self.had_fix {
            return;
        }
        let walk = WALK_MPS * dt_s.sqrt();
        for axis in 0..2 {
            self.velocity_error_mps[axis] += walk * self.random.normal();
        }
        self.error_m +=
            Vector3::new(self.velocity_error_mps.x, self.velocity_error_mps.y, 0.0) * dt_s;
        self.sigma_m += (0.5 + 0.1 * self.sigma_m) * dt_s;
    }

    /// The belief about a body, but for its speed through the air.
    pub fn estimate(&self, body: &Body, lengths: DegreeLengths) -> Estimate {
        Estimate {
            place: body.place.moved_ned(self.error_m, lengths),
            velocity_mps: body.velocity_mps + self.velocity_error_mps,
            has_position: self.had_fix && self.sigma_m <= LARGEST_SIGMA_M,
            horizontal_sigma_m: self.sigma_m,
            airspeed_mps: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sensors::{Gnss, GnssFault};
    use crate::time::SimTime;
    use std::time::Duration;

    fn settled() -> (Navigation, Gnss, Body) {
        let mut gnss = Gnss::new(Random::new(1, "gnss"), Duration::ZERO);
        let mut navigation = Navigation::new(Random::new(1, "navigation"));
        let body = Body::at_rest(Place::new(36.0, 120.0, 50.0), 0.0);
        for tick in 0..100 {
            let now = SimTime::from_ms(200 * tick);
            let fix = gnss.report(&body, now, SimTime::START, 0.2);
            navigation.take(&body, &fix, 0.2);
        }
        (navigation, gnss, body)
    }

    fn error_m(navigation: &Navigation, body: &Body) -> f64 {
        let estimate = navigation.estimate(body, DegreeLengths::at(36.0));
        body.place.ned_to(estimate.place).norm()
    }

    #[test]
    fn it_knows_its_place_once_fixes_come() {
        let fresh = Navigation::new(Random::new(1, "navigation"));
        let (navigation, _, body) = settled();
        let lengths = DegreeLengths::at(36.0);
        assert!(!fresh.estimate(&body, lengths).has_position);
        assert!(navigation.estimate(&body, lengths).has_position);
        assert!(error_m(&navigation, &body) < 6.0);
    }

    #[test]
    fn without_fixes_it_drifts_and_says_so() {
        let (mut navigation, _, body) = settled();
        for _ in 0..300 {
            navigation.coast(0.2);
        }
        assert!(error_m(&navigation, &body) > 10.0);
        let estimate = navigation.estimate(&body, DegreeLengths::at(36.0));
        assert!(!estimate.has_position);
    }

    #[test]
    fn it_follows_a_deceiver() {
        let (mut navigation, mut gnss, body) = settled();
        let since = SimTime::from_s(20);
        gnss.set_fault(GnssFault::Spoofed {
            drift_mps: Vector3::new(1.0, 0.0, 0.0),
            since,
        });
        for tick in 0..500 {
            let now = since + Duration::from_millis(200 * tick);
            let fix = gnss.report(&body, now, SimTime::START, 0.2);
            navigation.take(&body, &fix, 0.2);
        }
        assert!((error_m(&navigation, &body) - 100.0).abs() < 6.0);
        assert!(
            navigation
                .estimate(&body, DegreeLengths::at(36.0))
                .has_position
        );
    }
}
