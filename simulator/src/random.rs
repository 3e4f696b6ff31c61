//! Chance that is the same for the same seed, on every machine.

use rand::{Rng, SeedableRng};
use rand_distr::StandardNormal;
use rand_xoshiro::Xoshiro256PlusPlus;

/// A stream of random numbers. Each thing of the simulation has its own, so that what one of them
/// draws changes nothing for another.
#[derive(Clone, Debug)]
pub struct Random(Xoshiro256PlusPlus);

impl Random {
    /// The stream of the thing called `name` in a simulation with this seed.
    pub fn new(seed: u64, name: &str) -> Self {
        // FNV-1a (Fowler, Noll, Vo): names to numbers, the same on every machine.
        let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self(Xoshiro256PlusPlus::seed_from_u64(
            seed ^ hash.rotate_left(17),
        ))
    }

    /// A normal deviate of mean 0 and standard deviation 1.
    #[inline]
    pub fn normal(&mut self) -> f64 {
        self.0.sample(StandardNormal)
    }

    /// Evenly between 0 and 1, 1 excluded.
    pub fn unit(&mut self) -> f64 {
        self.0.random()
    }

    /// Evenly between two numbers.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// Yes with this probability.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// Any number.
    pub fn number(&mut self) -> u64 {
        self.0.random()
    }
}

/// A value that wanders around 0 and forgets where it was: a first-order Gauss-Markov process.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wander {
    value: f64,
}

impl Wander {
    /// What it is now.
    pub fn value(self) -> f64 {
        self.value
    }

    /// Goes on by `dt_s`: it forgets within `time_constant_s` and has the standard deviation
    /// `sigma`. The discrete form is exact for any `dt_s`.
    pub fn step(
        &mut self,
        random: &mut Random,
        dt_s: f64,
        time_constant_s: f64,
        sigma: f64,
    ) -> f64 {
        let kept = (-dt_s / time_constant_s).exp();
        self.value = kept * self.value + sigma * (1.0 - kept * kept).sqrt() * random.normal();
        self.value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_and_a_name_give_the_same_numbers_again_and_others_do_not() {
        let draw = |seed, name| {
            let mut random = Random::new(seed, name);
            [random.number(), random.number(), random.number()]
        };
        assert_eq!(draw(1, "drone-1"), draw(1, "drone-1"));
        assert_ne!(draw(1, "drone-1"), draw(2, "drone-1"));
        assert_ne!(draw(1, "drone-1"), draw(1, "drone-2"));
    }

    #[test]
    fn a_wandering_value_has_the_spread_and_the_memory_that_were_asked_for() {
        let mut random = Random::new(7, "wander");
        let (mut wander, sigma, time_constant_s, dt_s) = (Wander::default(), 2.0, 5.0, 0.5);
        let values: Vec<f64> = (0..200_000)
            .map(|_| wander.step(&mut random, dt_s, time_constant_s, sigma))
            .collect();
        let count = values.len() as f64;
        let variance = values.iter().map(|value| value * value).sum::<f64>() / count;
        assert!((variance.sqrt() / sigma - 1.0).abs() < 0.03, "{variance}");
        let lag = (time_constant_s / dt_s) as usize;
        let pairs = values.iter().zip(&values[lag..]);
        let covariance = pairs.map(|(a, b)| a * b).sum::<f64>() / (count - lag as f64);
        let expected = (-1.0_f64).exp();
        assert!((covariance / variance - expected).abs() < 0.05);
    }
}
