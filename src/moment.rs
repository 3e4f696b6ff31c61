//! A moment in the world, as everything is stamped with it.

use chrono::{DateTime, Utc};
use std::ops::{Add, Sub};
use std::time::Duration;

/// Microseconds since 1970-01-01T00:00:00Z without leap seconds, which is what `.tlog` files count in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(u64);

impl Moment {
    /// So many microseconds after the epoch.
    pub const fn from_us(us: u64) -> Self {
        Self(us)
    }

    /// Microseconds since the epoch.
    pub const fn us(self) -> u64 {
        self.0
    }

    /// How long after `earlier` it is; none where it is not after it.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_micros(self.0.saturating_sub(earlier.0))
    }

    /// The same as a date; `None` beyond what dates can say.
    pub fn date(self) -> Option<DateTime<Utc>> {
        DateTime::from_timestamp_micros(i64::try_from(self.0).ok()?)
    }
}

impl From<DateTime<Utc>> for Moment {
    /// Moments before 1970 are the epoch.
    fn from(date: DateTime<Utc>) -> Self {
        Self(u64::try_from(date.timestamp_micros()).unwrap_or(0))
    }
}

impl Add<Duration> for Moment {
    type Output = Self;

    fn add(self, later: Duration) -> Self {
        let us = u64::try_from(later.as_micros()).unwrap_or(u64::MAX);
        Self(self.0.saturating_add(us))
    }
}

impl Sub<Duration> for Moment {
    type Output = Self;

    fn sub(self, earlier: Duration) -> Self {
        let us = u64::try_from(earlier.as_micros()).unwrap_or(u64::MAX);
        Self(self.0.saturating_sub(us))
    }
}
