//! A compass: iron nearby, noise, and failure.

use crate::random::Random;

/// A compass.
#[derive(Clone, Debug)]
pub struct Compass {
    random: Random,
    deviation_rad: f64,
    disturbance_rad: f64,
    is_dead: bool,
}

/// Errors from the vehicle's own iron that calibration left, standard deviation, radians.
const DEVIATION_RAD: f64 = 0.02;
/// Noise, radians.
const NOISE_RAD: f64 = 0.005;

impl Compass {
    /// A compass that was calibrated as well as most are.
    pub fn new(mut random: Random) -> Self {
        Self {
            deviation_rad: DEVIATION_RAD * random.normal(),
            random,
            disturbance_rad: 0.0,
            is_dead: false,
        }
    }

    /// Iron nearby turns it by so much, radians.
    pub fn disturb(&mut self, radians: f64) {
        self.disturbance_rad = radians;
    }

    /// Whether it gives anything.
    pub fn set_dead(&mut self, is_dead: bool) {
        self.is_dead = is_dead;
    }

    /// Whether it is off by more than navigation bears, radians.
    pub fn disturbance_rad(&self) -> f64 {
        self.disturbance_rad
    }

    /// The heading that it shows for a true one, radians; `None` when it is dead.
    pub fn heading_rad(&mut self, true_rad: f64) -> Option<f64> {
        let error = self.deviation_rad + self.disturbance_rad + NOISE_RAD * self.random.normal();
        (!self.is_dead).then_some(true_rad + error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn iron_turns_it_and_death_silences_it() {
        let mut compass = Compass::new(Random::new(1, "compass"));
        let close = |a: f64, b: f64| (a - b).abs() < 0.1;
        assert!(compass.heading_rad(1.0).is_some_and(|it| close(it, 1.0)));
        compass.disturb(0.7);
        assert!(compass.heading_rad(1.0).is_some_and(|it| close(it, 1.7)));
        compass.set_dead(true);
        assert_eq!(compass.heading_rad(1.0), None);
    }
}
