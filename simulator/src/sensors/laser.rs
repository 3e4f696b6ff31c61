//! A laser that looks down: height above ground when it is near.

use crate::random::Random;

/// A laser altimeter.
#[derive(Clone, Debug)]
pub struct Laser {
    random: Random,
    noise_m: f64,
    is_dead: bool,
}

/// Noise, m.
const NOISE_M: f64 = 0.03;
/// It sees so far, m.
const RANGE_M: f64 = 40.0;
/// With more lean than this it looks beside the ground below: the least cosine.
const LEAST_UPRIGHT: f64 = 0.8;

impl Laser {
    /// A laser altimeter.
    pub fn new(random: Random) -> Self {
        Self {
            random,
            noise_m: 0.0,
            is_dead: false,
        }
    }

    /// Measures anew.
    pub fn sense(&mut self) {
        self.noise_m = NOISE_M * self.random.normal();
    }

    /// Whether it gives anything.
    pub fn set_dead(&mut self, is_dead: bool) {
        self.is_dead = is_dead;
    }

    /// The height that it shows above ground, m, for a vehicle that leans with the cosine `upright`.
    pub fn height_m(&self, true_m: f64, upright: f64) -> Option<f64> {
        let sees = !self.is_dead && upright >= LEAST_UPRIGHT && true_m <= RANGE_M * upright;
        sees.then(|| (true_m + self.noise_m).max(0.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_sees_the_ground_when_it_is_near_and_below() {
        let mut laser = Laser::new(Random::new(1, "laser"));
        laser.sense();
        assert!(
            laser
                .height_m(12.0, 1.0)
                .is_some_and(|it| (it - 12.0).abs() < 0.15)
        );
        assert_eq!(laser.height_m(60.0, 1.0), None);
        assert_eq!(laser.height_m(12.0, 0.5), None);
        laser.set_dead(true);
        assert_eq!(laser.height_m(12.0, 1.0), None);
    }
}
