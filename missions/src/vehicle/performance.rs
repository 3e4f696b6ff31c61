//! How fast a vehicle is.

use crate::camera::{Faults, within};

/// Speeds and accelerations, as set on the vehicle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Performance {
    /// Where no mission says otherwise, m/s: over ground on rotors, through the air on a wing.
    pub cruise_mps: f64,
    /// The fastest level flight, m/s through the air.
    pub largest_mps: f64,
    /// The fastest climb, m/s.
    pub climb_mps: f64,
    /// The fastest descent, m/s.
    pub descent_mps: f64,
    /// How it gathers and loses speed on rotors, m/s².
    pub acceleration_mps2: f64,
    /// A take-off on rotors takes so much longer than its height at the fastest climb, s: motors speed up, the first
    /// metres are slow, and so is the end.
    pub take_off_s: f64,
    /// The last of a landing is so slow, m/s.
    pub landing_mps: f64,
    /// From this height above ground on, metres.
    pub landing_below_m: f64,
}

impl Performance {
    pub(super) fn check(&self, faults: &mut Faults) {
        let speed = within(0.5, 100.0, "m/s");
        faults.number("performance.cruise_mps", self.cruise_mps, speed);
        faults.number("performance.largest_mps", self.largest_mps, speed);
        let vertical = within(0.1, 30.0, "m/s");
        faults.number("performance.climb_mps", self.climb_mps, vertical);
        faults.number("performance.descent_mps", self.descent_mps, vertical);
        let acceleration = within(0.1, 30.0, "m/s²");
        faults.number(
            "performance.acceleration_mps2",
            self.acceleration_mps2,
            acceleration,
        );
        faults.number(
            "performance.take_off_s",
            self.take_off_s,
            within(0.0, 60.0, "s"),
        );
        faults.number(
            "performance.landing_mps",
            self.landing_mps,
            within(0.05, 30.0, "m/s"),
        );
        faults.number(
            "performance.landing_below_m",
            self.landing_below_m,
            within(0.0, 100.0, "m"),
        );
        faults.not_above(
            ("performance.cruise_mps", self.cruise_mps),
            ("performance.largest_mps", self.largest_mps),
        );
        faults.not_above(
            ("performance.landing_mps", self.landing_mps),
            ("performance.descent_mps", self.descent_mps),
        );
    }
}
