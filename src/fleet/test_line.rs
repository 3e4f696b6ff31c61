//! A line for tests that loses, delays, doubles and reorders what it carries, always alike for one seed.

use crate::moment::Moment;
use std::time::Duration;

/// How bad a line is.
#[derive(Clone, Copy, Debug)]
pub struct Weather {
    /// Part that is lost.
    pub loss: f64,
    /// Part that comes twice.
    pub doubles: f64,
    /// What it takes one way, at least.
    pub delay: Duration,
    /// And up to so much more, so that things overtake each other.
    pub spread: Duration,
}

impl Weather {
    /// Nothing is lost.
    pub const CLEAR: Self = Self {
        loss: 0.0,
        doubles: 0.0,
        delay: Duration::from_millis(5),
        spread: Duration::ZERO,
    };
    /// 20 % loss, 500 ms delay, reordering and doubles.
    pub const STORM: Self = Self {
        loss: 0.2,
        doubles: 0.1,
        delay: Duration::from_millis(500),
        spread: Duration::from_millis(120),
    };

    /// There and back.
    pub fn round_trip(self) -> Duration {
        2 * (self.delay + self.spread)
    }
}

/// Numbers that look random, by a name.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// By a name.
    pub fn named(seed: &str) -> Self {
        let mix = |state: u64, byte: u8| (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
        Self(seed.bytes().fold(0xCBF2_9CE4_8422_2325, mix))
    }

    /// From 0 to 1.
    pub fn part(&mut self) -> f64 {
        // splitmix64
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// One direction of a line.
#[derive(Clone, Debug)]
pub struct Line<T> {
    weather: Weather,
    dice: Dice,
    /// What is under way: when it arrives, in which order it was sent.
    way: Vec<(Moment, u64, T)>,
    sent: u64,
}

impl<T: Clone> Line<T> {
    /// A line in such weather.
    pub fn new(weather: Weather, seed: &str) -> Self {
        Self {
            weather,
            dice: Dice::named(seed),
            way: Vec::new(),
            sent: 0,
        }
    }

    /// The weather changes.
    pub fn set_weather(&mut self, weather: Weather) {
        self.weather = weather;
    }

    /// Sends something.
    pub fn send(&mut self, now: Moment, thing: T) {
        self.sent += 1;
        if self.dice.part() < self.weather.loss {
            return;
        }
        let copies = 1 + usize::from(self.dice.part() < self.weather.doubles);
        for _ in 0..copies {
            let more = self.weather.spread.mul_f64(self.dice.part());
            let arrives = now + self.weather.delay + more;
            self.way.push((arrives, self.sent, thing.clone()));
        }
    }

    /// What has arrived until now.
    pub fn arrived(&mut self, now: Moment) -> Vec<T> {
        let (mut here, away): (Vec<_>, Vec<_>) = std::mem::take(&mut self.way)
            .into_iter()
            .partition(|(arrives, ..)| *arrives <= now);
        self.way = away;
        here.sort_by_key(|(arrives, order, _)| (*arrives, *order));
        here.into_iter().map(|(_, _, thing)| thing).collect()
    }

    /// When the next thing arrives.
    pub fn next(&self) -> Option<Moment> {
        self.way.iter().map(|(arrives, ..)| *arrives).min()
    }
}
