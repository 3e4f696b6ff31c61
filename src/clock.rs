//! The one place that reads the clock (invariant 4: everything else takes `now` as an argument).

use crate::moment::Moment;
use chrono::{DateTime, Utc};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

/// The time by the system clock.
#[allow(
    clippy::disallowed_methods,
    reason = "this module owns the clock; the lint keeps everyone else away from it"
)]
pub fn now() -> DateTime<Utc> {
    DateTime::from(SystemTime::now())
}

/// The time as everything on links is stamped with it: the system's, but that it never goes back. Where the
/// system's clock is put back, ours goes slower than it until both are the same again: ages stay right to
/// an eighth, and nothing that was heard seems to come from the future.
pub fn moment() -> Moment {
    let mut shown = SHOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let (system, instant) = (Moment::from(now()), instant());
    let next = match &*shown {
        Some(last) => {
            let passed = instant.saturating_duration_since(last.instant);
            STEPPED_US.fetch_add(step_us(last.system, passed, system), Ordering::Relaxed);
            following(last.told, passed, system)
        }
        None => system,
    };
    *shown = Some(Shown {
        told: next,
        system,
        instant,
    });
    let ahead = u64::try_from(next.since(system).as_micros()).unwrap_or(0);
    AHEAD_US.store(ahead, Ordering::Relaxed);
    next
}

/// A stamp of the system's clock as a moment of ours.
pub fn of_system(stamp: Moment) -> Moment {
    stamp + Duration::from_micros(AHEAD_US.load(Ordering::Relaxed))
}

/// How far the system's clock was put forward since [`moment`] was first asked, µs; negative where it was put
/// back. A machine that slept seems to be put forward. Steps of less than a second are none.
pub fn stepped_us() -> i64 {
    STEPPED_US.load(Ordering::Relaxed)
}

struct Shown {
    told: Moment,
    system: Moment,
    instant: Instant,
}

/// The moment that was told last, and when.
static SHOWN: Mutex<Option<Shown>> = Mutex::new(None);
static STEPPED_US: AtomicI64 = AtomicI64::new(0);
/// How far it was ahead of the system's clock.
static AHEAD_US: AtomicU64 = AtomicU64::new(0);

#[allow(
    clippy::disallowed_methods,
    reason = "this module owns the clock; the lint keeps everyone else away from it"
)]
fn instant() -> Instant {
    Instant::now()
}

/// The system's clock is set without a step by parts of a thousandth.
const LEAST_STEP_US: i64 = 1_000_000;

/// How far the system's clock was put forward while so much time passed.
fn step_us(before: Moment, passed: Duration, system: Moment) -> i64 {
    let us = |it: Moment| i64::try_from(it.us()).unwrap_or(i64::MAX);
    let step = us(system).saturating_sub(us(before + passed));
    match step.saturating_abs() >= LEAST_STEP_US {
        true => step,
        false => 0,
    }
}

/// The moment to tell, so long after the one before, when the system's clock shows that.
fn following(before: Moment, passed: Duration, system: Moment) -> Moment {
    (before + passed * 7 / 8).max(system)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn at(seconds: u64) -> Moment {
        Moment::from_us(seconds * 1_000_000)
    }

    #[test]
    fn a_clock_that_goes_on_is_followed_also_where_it_is_put_forward() {
        assert_eq!(following(at(100), SECOND, at(101)), at(101));
        assert_eq!(following(at(100), SECOND, at(4_000)), at(4_000));
    }

    #[test]
    fn a_clock_that_is_put_back_is_waited_for_and_nothing_goes_back() {
        let (mut shown, mut system) = (at(1_000), at(990));
        let mut seconds = 0;
        while shown > system {
            system = system + SECOND;
            let next = following(shown, SECOND, system);
            assert!(next > shown && next <= shown + SECOND);
            shown = next;
            seconds += 1;
        }
        // Ten seconds are made good at an eighth of a second a second.
        assert_eq!(seconds, 80);
        assert_eq!(following(shown, SECOND, system + SECOND), shown + SECOND);
    }

    #[test]
    fn steps_are_what_the_system_s_clock_does_beyond_the_time_that_passed() {
        assert_eq!(step_us(at(100), SECOND, at(101)), 0);
        let nearly = at(101) + Duration::from_micros(999_999);
        assert_eq!(step_us(at(100), SECOND, nearly), 0);
        assert_eq!(step_us(at(100), SECOND, at(102)), 1_000_000);
        assert_eq!(step_us(at(100), SECOND, at(4_101)), 4_000_000_000);
        assert_eq!(step_us(at(4_100), SECOND, at(101)), -4_000_000_000);
        assert_eq!(step_us(at(100), 60 * SECOND, at(160)), 0, "a long pause");
    }

    #[test]
    fn what_is_told_does_not_go_back() {
        let told: Vec<Moment> = (0..1_000).map(|_| moment()).collect();
        assert!(told.is_sorted());
        assert!(of_system(at(5)) >= at(5));
    }
}
