//! Simulated time: a count of microseconds that passes as fast as whoever steps it likes.

use chrono::{DateTime, TimeDelta, Utc};
use std::ops::{Add, Sub};
use std::time::Duration;

/// A moment of a simulation, microseconds since its start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SimTime(u64);

impl SimTime {
    /// The start.
    pub const START: Self = Self(0);

    /// The last moment that there is.
    pub const END: Self = Self(u64::MAX);

    /// So many microseconds after the start.
    pub const fn from_us(us: u64) -> Self {
        Self(us)
    }

    /// So many milliseconds after the start.
    pub const fn from_ms(ms: u64) -> Self {
        Self(ms * 1_000)
    }

    /// So many seconds after the start.
    pub const fn from_s(s: u64) -> Self {
        Self(s * 1_000_000)
    }

    /// Microseconds since the start.
    pub const fn us(self) -> u64 {
        self.0
    }

    /// Whole milliseconds since the start.
    pub const fn ms(self) -> u64 {
        self.0 / 1_000
    }

    /// Seconds since the start.
    pub fn seconds(self) -> f64 {
        self.0 as f64 / 1e6
    }

    /// How long it is since an earlier moment; nothing for a later one.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_micros(self.0.saturating_sub(earlier.0))
    }

    /// The moment in the world, for a simulation that starts at `start`.
    pub fn utc(self, start: DateTime<Utc>) -> DateTime<Utc> {
        let since = TimeDelta::microseconds(i64::try_from(self.0).unwrap_or(i64::MAX));
        start.checked_add_signed(since).unwrap_or(start)
    }
}

impl Add<Duration> for SimTime {
    type Output = Self;

    fn add(self, later: Duration) -> Self {
        let later_us = u64::try_from(later.as_micros()).unwrap_or(u64::MAX);
        Self(self.0.saturating_add(later_us))
    }
}

impl Sub for SimTime {
    type Output = Duration;

    fn sub(self, earlier: Self) -> Duration {
        self.since(earlier)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_far_away_is_the_end_of_time_and_not_the_past() {
        let now = SimTime::from_s(100);
        let never = SimTime::from_us(u64::MAX);
        // 2⁶⁴ µs and a little more, which would wrap to a little more.
        let wraps = Duration::from_micros(u64::MAX) + Duration::from_secs(5);
        assert_eq!((now + wraps, now + Duration::MAX), (never, never));
    }
}
