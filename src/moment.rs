//! A moment in the world, as everything is stamped with it.

use chrono::{DateTime, Utc};
use std::ops::{Add, Sub};
use std::time::Duration;

/// Microseconds since 1970-01-01T00:00:00Z without leap seconds, which is what `.tlog` files count in.
///
/// It is of one of two clocks, which differ for hours after the system's was stepped (see [`crate::clock`]):
/// - *ours*, which runs evenly. All that is handed on inside of the program is of it, and ages and what is due are
///   made of it, and of nothing else.
/// - *the system's*, which people and other programs know. Stamps and names of logs, files that outlive us and what
///   is printed are of it. [`Ahead`] makes one of the other where a moment leaves the program or comes into it.
///
/// Neither is for judging by the times of zones: `clock::now()` is.
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

/// How far our moments are ahead of what the system's clock shows, at a time.
///
/// A moment from before a step of the system's clock is told by the clock as it was set since, as far as ours has not
/// caught up with it, and as it was shown then once ours has: what is told soon after it was is right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ahead(i64);

impl Ahead {
    /// Both are the same: so it is in a log that is played, whose stamps are the only clock there is.
    pub const NONE: Self = Self(0);

    /// Where ours is at one moment while the system's clock shows the other.
    pub fn of(ours: Moment, system: Moment) -> Self {
        let apart = i128::from(ours.0) - i128::from(system.0);
        Self(i64::try_from(apart).unwrap_or(if apart < 0 { i64::MIN } else { i64::MAX }))
    }

    /// So many µs, negative where it is behind.
    pub const fn from_us(us: i64) -> Self {
        Self(us)
    }

    /// In µs, negative where it is behind.
    pub const fn us(self) -> i64 {
        self.0
    }

    /// What the system's clock shows at a moment of ours.
    #[inline]
    pub const fn to_system(self, ours: Moment) -> Moment {
        Moment(ours.0.saturating_add_signed(self.0.saturating_neg()))
    }

    /// Our moment at which the system's clock shows this.
    #[inline]
    pub const fn of_system(self, stamp: Moment) -> Moment {
        Moment(stamp.0.saturating_add_signed(self.0))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_system_s_clock_shows_is_as_far_from_ours_as_both_were_seen_apart() {
        let at = Moment::from_us;
        for (ours, system) in [(5_000, 3_000), (3_000, 5_000), (4_000, 4_000)] {
            let ahead = Ahead::of(at(ours), at(system));
            assert_eq!(ahead.to_system(at(ours)), at(system));
            assert_eq!(ahead.to_system(at(ours + 70)), at(system + 70));
            assert_eq!(ahead.of_system(at(system - 70)), at(ours - 70));
            assert_eq!(Ahead::from_us(ahead.us()), ahead);
        }
    }

    #[test]
    fn beyond_what_moments_can_say_the_first_and_the_last_one_are_told() {
        let (first, last) = (Moment::from_us(0), Moment::from_us(u64::MAX));
        assert_eq!(Ahead::of(last, first).us(), i64::MAX);
        assert_eq!(Ahead::of(first, last).us(), i64::MIN);
        assert_eq!(Ahead::from_us(1).to_system(first), first);
        assert_eq!(Ahead::from_us(i64::MIN).to_system(last), last);
        assert_eq!(Ahead::from_us(1).of_system(last), last);
    }
}
