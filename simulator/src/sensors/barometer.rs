//! A barometer: pressure with noise and a drift as it warms.

use crate::environment::Air;
use crate::random::{Random, Wander};

/// A barometer.
#[derive(Clone, Debug)]
pub struct Barometer {
    random: Random,
    drift_pa: Wander,
    is_dead: bool,
}

/// Noise, Pa: 1 Pa is 8 cm.
const NOISE_PA: f64 = 1.5;
/// Drift, Pa.
const DRIFT_PA: f64 = 6.0;
/// The drift changes within this, s.
const DRIFT_TIME_CONSTANT_S: f64 = 600.0;

impl Barometer {
    /// A barometer.
    pub fn new(random: Random) -> Self {
        Self {
            random,
            drift_pa: Wander::default(),
            is_dead: false,
        }
    }

    /// Whether it gives anything.
    pub fn set_dead(&mut self, is_dead: bool) {
        self.is_dead = is_dead;
    }

    /// The pressure that it shows at a height, Pa, `dt_s` after the last; `None` when it is dead.
    pub fn pressure_pa(&mut self, air: Air, altitude_amsl_m: f64, dt_s: f64) -> Option<f64> {
        let drift = self
            .drift_pa
            .step(&mut self.random, dt_s, DRIFT_TIME_CONSTANT_S, DRIFT_PA);
        let noise = NOISE_PA * self.random.normal();
        (!self.is_dead).then(|| air.pressure_at_pa(altitude_amsl_m) + drift + noise)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_shows_the_pressure_within_its_errors() {
        let mut barometer = Barometer::new(Random::new(2, "baro"));
        let air = Air::default();
        for _ in 0..1_000 {
            let shown = barometer.pressure_pa(air, 100.0, 1.0);
            let off = shown.map(|shown| shown - air.pressure_at_pa(100.0));
            assert!(off.is_some_and(|off| off.abs() < 40.0), "{off:?}");
        }
        barometer.set_dead(true);
        assert_eq!(barometer.pressure_pa(air, 100.0, 1.0), None);
    }
}
