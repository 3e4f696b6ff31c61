//! A line that loses, delays, doubles and reorders, by a seed.

use super::*;

#[derive(Clone, Copy, Debug)]
pub struct Faults {
    /// Each way.
    pub delay_ms: u64,
    /// Up to so much more: what is behind may arrive before.
    pub jitter_ms: u64,
    /// Of a hundred messages.
    pub lost: u64,
    /// Of a hundred messages.
    pub doubled: u64,
}

impl Faults {
    pub const NONE: Self = Self {
        delay_ms: 5,
        jitter_ms: 0,
        lost: 0,
        doubled: 0,
    };
    /// Half a second of delay there and back, a fifth lost.
    pub const BAD: Self = Self {
        delay_ms: 200,
        jitter_ms: 100,
        lost: 20,
        doubled: 10,
    };
    /// Half a second each way.
    pub const WORSE: Self = Self {
        delay_ms: 450,
        jitter_ms: 100,
        lost: 20,
        doubled: 10,
    };
}

#[derive(Clone, Debug)]
pub struct Line<T> {
    pub faults: Faults,
    seed: u64,
    /// When it arrives, and the order in which it was sent.
    pub under_way: Vec<(Moment, usize, T)>,
    pub count: usize,
}

impl<T: Clone> Line<T> {
    pub fn new(faults: Faults, seed: u64) -> Self {
        Self {
            faults,
            seed,
            under_way: Vec::new(),
            count: 0,
        }
    }

    fn random(&mut self) -> u64 {
        // SplitMix64.
        self.seed = self.seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.seed;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn send(&mut self, now: Moment, what: T) {
        let copies = if self.random() % 100 < self.faults.doubled {
            2
        } else {
            1
        };
        for _ in 0..copies {
            if self.random() % 100 < self.faults.lost {
                continue;
            }
            let jitter = self.random() % (self.faults.jitter_ms + 1);
            let at = now + Duration::from_millis(self.faults.delay_ms + jitter);
            self.count += 1;
            self.under_way.push((at, self.count, what.clone()));
        }
    }

    pub fn next_at(&self) -> Option<Moment> {
        self.under_way.iter().map(|(at, ..)| *at).min()
    }

    pub fn arrived(&mut self, now: Moment) -> Vec<T> {
        let mut arrived: Vec<_> = self
            .under_way
            .iter()
            .filter(|(at, ..)| *at <= now)
            .cloned()
            .collect();
        self.under_way.retain(|(at, ..)| *at > now);
        arrived.sort_by_key(|(at, order, _)| (*at, *order));
        arrived.into_iter().map(|(.., what)| what).collect()
    }
}
