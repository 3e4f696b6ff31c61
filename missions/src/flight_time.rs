//! How long straight legs take when the aircraft stops at each corner.

/// How an aircraft speeds up and slows down along a straight leg.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SpeedRamp {
    speed_mps: f64,
    acceleration_mps2: f64,
}

/// A speed or an acceleration is no positive number.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("a speed of {speed_mps} m/s with {acceleration_mps2} m/s²: both have to be positive")]
pub struct BadSpeedRamp {
    /// As given, m/s.
    pub speed_mps: f64,
    /// As given, m/s².
    pub acceleration_mps2: f64,
}

impl SpeedRamp {
    /// At most `speed_mps`, reached and left with `acceleration_mps2`.
    ///
    /// # Errors
    /// Either is not a positive number.
    pub fn new(speed_mps: f64, acceleration_mps2: f64) -> Result<Self, BadSpeedRamp> {
        let is_positive = |value: f64| value.is_finite() && value > 0.0;
        if is_positive(speed_mps) && is_positive(acceleration_mps2) {
            Ok(Self {
                speed_mps,
                acceleration_mps2,
            })
        } else {
            Err(BadSpeedRamp {
                speed_mps,
                acceleration_mps2,
            })
        }
    }

    /// How long a straight leg takes from standstill to standstill, seconds: the trapezoidal profile (Bähnemann et
    /// al. 2019, "Revisiting Boustrophedon Coverage Path Planning as a Generalized Traveling Salesman Problem",
    /// section III-D).
    pub fn leg_s(&self, distance_m: f64) -> f64 {
        let ramps_m = self.speed_mps * self.speed_mps / self.acceleration_mps2;
        if distance_m >= ramps_m {
            distance_m / self.speed_mps + self.speed_mps / self.acceleration_mps2
        } else {
            2.0 * (distance_m / self.acceleration_mps2).max(0.0).sqrt()
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_long_leg_has_two_ramps_and_a_short_one_never_reaches_its_speed() {
        let ramp = SpeedRamp::new(3.0, 1.0).unwrap();
        assert_eq!(ramp.leg_s(0.0), 0.0);
        // Half of it speeding up, half slowing down: 2 m in 2 s each.
        assert_eq!(ramp.leg_s(4.0), 4.0);
        // 3 s and 4.5 m for each ramp, 91 m at 3 m/s.
        assert!((ramp.leg_s(100.0) - (6.0 + 91.0 / 3.0)).abs() < 1e-12);
        let just = |off: f64| ramp.leg_s(9.0 + off);
        assert!((just(-1e-9) - just(1e-9)).abs() < 1e-8);
    }

    #[test]
    fn what_does_not_move_is_refused() {
        for (speed, acceleration) in [
            (0.0, 1.0),
            (3.0, 0.0),
            (f64::NAN, 1.0),
            (3.0, -1.0),
            (f64::INFINITY, 1.0),
        ] {
            assert!(SpeedRamp::new(speed, acceleration).is_err());
        }
    }
}
