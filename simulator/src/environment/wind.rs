//! The wind: its mean by height, and the gusts that a vehicle meets.

use crate::random::Random;
use nalgebra::Vector3;

/// The mean wind, given at 10 m above ground as meteorologists do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeanWind {
    /// Speed at 10 m above ground, m/s.
    pub speed_mps: f64,
    /// Where it comes from, degrees clockwise from north.
    pub from_deg: f64,
    /// How strong gusts are: standard deviation over mean speed. 0.1 over open water, 0.2 in a town.
    pub turbulence: f64,
}

impl MeanWind {
    /// No wind.
    pub const CALM: Self = Self {
        speed_mps: 0.0,
        from_deg: 0.0,
        turbulence: 0.0,
    };

    /// Where the air goes at a height above ground, north, east, down, m/s: a power law with
    /// exponent 1/7 (Davenport 1960, open country), which is what 10 m have within 2 m of the ground.
    pub fn at_height(&self, agl_m: f64) -> Vector3<f64> {
        let height_m = agl_m.clamp(2.0, 500.0);
        let speed = self.speed_mps * (height_m / 10.0).powf(1.0 / 7.0);
        let (sin, cos) = self.from_deg.to_radians().sin_cos();
        Vector3::new(-speed * cos, -speed * sin, 0.0)
    }
}

/// The gusts around one vehicle: the Dryden form's first-order shaping on each axis, with the low
/// altitude lengths and intensities of MIL-F-8785C, 3.7.
///
/// The coefficients change slowly, so that they are worked out about once a second and a step costs
/// three deviates.
#[derive(Clone, Debug, Default)]
pub struct Gusts {
    along: f64,
    across: f64,
    up: f64,
    horizontal: Coefficients,
    vertical: Coefficients,
    heading: (f64, f64),
}

#[derive(Clone, Copy, Debug, Default)]
struct Coefficients {
    kept: f64,
    added: f64,
}

impl Coefficients {
    fn new(sigma: f64, time_constant_s: f64, dt_s: f64) -> Self {
        let kept = (-dt_s / time_constant_s).exp();
        Self {
            kept,
            added: sigma * (1.0 - kept * kept).sqrt(),
        }
    }
}

const FEET_PER_METRE: f64 = 1.0 / 0.3048;

impl Gusts {
    /// Adapts to the wind and the height, for steps of `dt_s` through air that passes at
    /// `airspeed_mps`.
    pub fn adapt(&mut self, wind: &MeanWind, agl_m: f64, airspeed_mps: f64, dt_s: f64) {
        let height_ft = (agl_m * FEET_PER_METRE).clamp(10.0, 1_000.0);
        let shape = 0.177 + 0.000_823 * height_ft;
        let length_m = height_ft / shape.powf(1.2) / FEET_PER_METRE;
        let height_m = height_ft / FEET_PER_METRE;
        let sigma = wind.turbulence * wind.speed_mps;
        // The specification's vertical intensity is its horizontal one times shape^0.4.
        let sigma_vertical = sigma * shape.powf(0.4);
        // A vehicle that hovers in no wind meets an eddy for as long as it drifts: slowly.
        let passing_mps = airspeed_mps.max(wind.speed_mps).max(1.0);
        self.horizontal = Coefficients::new(sigma, length_m / passing_mps, dt_s);
        self.vertical = Coefficients::new(sigma_vertical, height_m / passing_mps, dt_s);
        self.heading = wind.from_deg.to_radians().sin_cos();
    }

    /// The next gust, north, east, down, m/s.
    #[inline]
    pub fn step(&mut self, random: &mut Random) -> Vector3<f64> {
        let Coefficients { kept, added } = self.horizontal;
        if added == 0.0 && self.vertical.added == 0.0 {
            return Vector3::zeros();
        }
        self.along = kept * self.along + added * random.normal();
        self.across = kept * self.across + added * random.normal();
        self.up = self.vertical.kept * self.up + self.vertical.added * random.normal();
        let (sin, cos) = self.heading;
        Vector3::new(
            -self.along * cos + self.across * sin,
            -self.along * sin - self.across * cos,
            -self.up,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BREEZE: MeanWind = MeanWind {
        speed_mps: 8.0,
        from_deg: 270.0,
        turbulence: 0.15,
    };

    #[test]
    fn a_west_wind_blows_to_the_east_and_more_so_higher_up() {
        let low = BREEZE.at_height(10.0);
        assert!((low - Vector3::new(0.0, 8.0, 0.0)).norm() < 1e-9);
        let high = BREEZE.at_height(120.0);
        assert!(high.y > 11.0 && high.y < 12.0, "{high}");
    }

    #[test]
    fn gusts_have_the_strength_that_was_asked_for_and_no_bias() {
        let mut random = Random::new(3, "gusts");
        let mut gusts = Gusts::default();
        gusts.adapt(&BREEZE, 60.0, 10.0, 0.02);
        let count = 400_000;
        let (mut sum, mut squares) = (Vector3::zeros(), Vector3::zeros());
        for _ in 0..count {
            let gust = gusts.step(&mut random);
            sum += gust;
            squares += gust.component_mul(&gust);
        }
        let mean = sum / f64::from(count);
        let sigma = (squares / f64::from(count)).map(f64::sqrt);
        assert!(mean.norm() < 0.2, "{mean}");
        assert!((sigma.x - 1.2).abs() < 0.15, "{sigma}");
        assert!((sigma.y - 1.2).abs() < 0.15, "{sigma}");
        assert!(sigma.z < sigma.x && sigma.z > 0.3, "{sigma}");
    }

    #[test]
    fn no_wind_has_no_gusts() {
        let mut gusts = Gusts::default();
        gusts.adapt(&MeanWind::CALM, 60.0, 10.0, 0.02);
        assert_eq!(gusts.step(&mut Random::new(1, "")), Vector3::zeros());
    }
}
