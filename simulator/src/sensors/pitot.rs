//! A pitot tube: speed through the air by dynamic pressure, and what it shows when it is blocked.

use crate::random::Random;

/// What is wrong with a tube.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PitotFault {
    /// Nothing.
    #[default]
    None,
    /// Water or an insect closes its mouth and its drain: the pressure inside stays, so that it shows
    /// more speed as the vehicle climbs and less as it descends.
    Blocked,
    /// Its mouth is closed and the drain open, or the hose is off: it shows no speed.
    Open,
}

/// A pitot tube.
#[derive(Clone, Debug)]
pub struct Pitot {
    random: Random,
    fault: PitotFault,
    scale: f64,
    offset_pa: f64,
    noise_pa: f64,
    trapped_pa: f64,
    static_pa: f64,
    density: f64,
}

/// Error of the placement on the airframe after calibration, part of the pressure, standard deviation.
const SCALE_SIGMA: f64 = 0.02;
/// Error of the zero after its calibration before flight, standard deviation, Pa.
const OFFSET_PA: f64 = 0.8;
/// Noise, Pa.
const NOISE_PA: f64 = 1.2;

impl Pitot {
    /// A tube that was calibrated before the flight.
    pub fn new(mut random: Random) -> Self {
        Self {
            scale: 1.0 + SCALE_SIGMA * random.normal(),
            offset_pa: OFFSET_PA * random.normal(),
            random,
            fault: PitotFault::None,
            noise_pa: 0.0,
            trapped_pa: 0.0,
            static_pa: 101_325.0,
            density: 1.225,
        }
    }

    /// Takes the air in: how fast it comes from ahead, its pressure and density, kg/m³.
    pub fn sense(&mut self, airspeed_mps: f64, static_pa: f64, density: f64) {
        self.noise_pa = NOISE_PA * self.random.normal();
        self.static_pa = static_pa;
        self.density = density;
        if self.fault != PitotFault::Blocked {
            self.trapped_pa = static_pa + dynamic_pa(airspeed_mps, density);
        }
    }

    /// Breaks or mends it.
    pub fn set_fault(&mut self, fault: PitotFault) {
        self.fault = fault;
    }

    /// The speed that it shows for a true one from ahead, m/s.
    pub fn airspeed_mps(&self, true_mps: f64) -> f64 {
        let pressed_pa = match self.fault {
            PitotFault::None => self.scale * dynamic_pa(true_mps, self.density),
            PitotFault::Blocked => self.trapped_pa - self.static_pa,
            PitotFault::Open => 0.0,
        };
        let shown_pa = (pressed_pa + self.offset_pa + self.noise_pa).max(0.0);
        (2.0 * shown_pa / self.density).sqrt()
    }
}

/// Air from behind presses nothing into the tube.
fn dynamic_pa(airspeed_mps: f64, density: f64) -> f64 {
    let ahead_mps = airspeed_mps.max(0.0);
    0.5 * density * ahead_mps * ahead_mps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::environment::Air;

    fn at(pitot: &mut Pitot, height_m: f64, speed_mps: f64) -> f64 {
        let air = Air::default();
        pitot.sense(
            speed_mps,
            air.pressure_at_pa(height_m),
            air.density_at(height_m),
        );
        pitot.airspeed_mps(speed_mps)
    }

    #[test]
    fn it_shows_flying_speed_well_and_little_of_a_walk() {
        for seed in 0..50 {
            let mut pitot = Pitot::new(Random::new(seed, "pitot"));
            let shown = at(&mut pitot, 100.0, 18.0);
            assert!((shown - 18.0).abs() < 1.0, "{shown}");
            assert!(at(&mut pitot, 100.0, 0.0) < 3.5);
        }
    }

    #[test]
    fn blocked_it_shows_a_climb_as_speed() {
        let mut pitot = Pitot::new(Random::new(1, "pitot"));
        at(&mut pitot, 100.0, 18.0);
        pitot.set_fault(PitotFault::Blocked);
        let lower = at(&mut pitot, 90.0, 18.0);
        let level = at(&mut pitot, 100.0, 5.0);
        let higher = at(&mut pitot, 110.0, 18.0);
        assert!((level - 18.0).abs() < 1.0, "{level}");
        // 10 m of air weigh 118 Pa: √(18² ± 2·118/1.21).
        assert!((lower - 11.4).abs() < 1.0, "{lower}");
        assert!((higher - 22.8).abs() < 1.0, "{higher}");
    }

    #[test]
    fn with_its_hose_off_it_shows_next_to_nothing() {
        let mut pitot = Pitot::new(Random::new(1, "pitot"));
        pitot.set_fault(PitotFault::Open);
        assert!(at(&mut pitot, 100.0, 18.0) < 3.5);
    }
}
