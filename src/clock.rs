//! The one place that reads the clock (invariant 4: everything else takes `now` as an argument).

use crate::moment::Moment;
use chrono::{DateTime, Utc};
use nix::time::{ClockId, clock_gettime};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The time by the system clock.
#[allow(
    clippy::disallowed_methods,
    reason = "this module owns the clock; the lint keeps everyone else away from it"
)]
pub fn now() -> DateTime<Utc> {
    DateTime::from(SystemTime::now())
}

/// The time as everything on links is stamped with it: the system's, but that it never goes back and does not
/// leap. Where the system's clock is put forward or back, ours goes faster or slower until both are the same
/// again: ages stay right to an eighth, and nothing that was heard seems to come from the future. Only where
/// the system's is more than [`LEAP_US`] ahead, as when it is first set on a machine whose clock has no
/// battery, it is followed at once. While the machine sleeps, ours goes on.
pub fn moment() -> Moment {
    let mut shown = SHOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let (system_ns, uptime_ns) = readings();
    let next = match &*shown {
        Some(last) => {
            let passed_ns = uptime_ns.saturating_sub(last.uptime_ns).max(0);
            let step_us = step_us(last.system_ns, passed_ns, system_ns);
            STEPPED_US.fetch_add(step_us, Ordering::Relaxed);
            following(last.told_ns, passed_ns, system_ns)
        }
        None => system_ns,
    };
    *shown = Some(Shown {
        told_ns: next,
        system_ns,
        uptime_ns,
    });
    AHEAD_US.store(
        next.saturating_sub(system_ns) / NS_PER_US,
        Ordering::Relaxed,
    );
    of_ns(next)
}

/// A stamp of the system's clock as a moment of ours.
pub fn of_system(stamp: Moment) -> Moment {
    let ahead_us = AHEAD_US.load(Ordering::Relaxed);
    let ahead = Duration::from_micros(ahead_us.unsigned_abs());
    if ahead_us < 0 {
        stamp - ahead
    } else {
        stamp + ahead
    }
}

/// How far the system's clock was put forward since [`moment`] was first asked, µs; negative where it was put
/// back. Steps of less than a second are none.
pub fn stepped_us() -> i64 {
    STEPPED_US.load(Ordering::Relaxed)
}

/// Where the system's clock is further ahead than this, it is followed at once.
pub const LEAP_US: i64 = 3_600_000_000;

/// ns since the epoch, and since the machine was started.
struct Shown {
    told_ns: i64,
    system_ns: i64,
    uptime_ns: i64,
}

/// The moment that was told last, and when.
static SHOWN: Mutex<Option<Shown>> = Mutex::new(None);
static STEPPED_US: AtomicI64 = AtomicI64::new(0);
/// How far it was ahead of the system's clock.
static AHEAD_US: AtomicI64 = AtomicI64::new(0);

const NS_PER_US: i64 = 1_000;
const NS_PER_S: i64 = 1_000_000_000;

/// The system's clock, and the machine's time since its start, its sleep included, which nobody puts forward
/// or back.
#[allow(
    clippy::disallowed_methods,
    reason = "this module owns the clock; the lint keeps everyone else away from it"
)]
fn readings() -> (i64, i64) {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH);
    let ns = since_epoch.unwrap_or_default().as_nanos();
    let system_ns = i64::try_from(ns).unwrap_or(i64::MAX);
    // Linux has had it since 2.6.39. Where there is none, the system's clock is all there is.
    let uptime = clock_gettime(ClockId::CLOCK_BOOTTIME);
    let uptime_ns = uptime.map_or(system_ns, |it| {
        let ns = it.tv_sec().saturating_mul(NS_PER_S);
        ns.saturating_add(it.tv_nsec())
    });
    (system_ns, uptime_ns)
}

fn of_ns(ns: i64) -> Moment {
    Moment::from_us(u64::try_from(ns / NS_PER_US).unwrap_or(0))
}

/// The system's clock is set without a step by parts of a thousandth.
const LEAST_STEP_US: i64 = 1_000_000;

/// How far the system's clock was put forward while so much time passed.
fn step_us(before_ns: i64, passed_ns: i64, system_ns: i64) -> i64 {
    let expected_ns = before_ns.saturating_add(passed_ns);
    let step = system_ns.saturating_sub(expected_ns) / NS_PER_US;
    match step.saturating_abs() >= LEAST_STEP_US {
        true => step,
        false => 0,
    }
}

/// The time to tell, so long after the one before, when the system's clock shows that.
fn following(before_ns: i64, passed_ns: i64, system_ns: i64) -> i64 {
    let expected_ns = before_ns.saturating_add(passed_ns);
    let behind_ns = system_ns.saturating_sub(expected_ns);
    if behind_ns > LEAP_US * NS_PER_US {
        return system_ns;
    }
    // In ns, so that it does not stand still however often it is asked.
    let most_ns = passed_ns / 8;
    expected_ns.saturating_add(behind_ns.clamp(-most_ns, most_ns))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: i64 = NS_PER_S;

    fn at(seconds: i64) -> i64 {
        seconds * SECOND
    }

    #[test]
    fn a_clock_that_goes_on_is_followed_also_where_it_is_set_a_little() {
        assert_eq!(following(at(100), SECOND, at(101)), at(101));
        for off in [-500_000, 500_000] {
            assert_eq!(following(at(100), SECOND, at(101) + off), at(101) + off);
        }
        assert_eq!(
            following(at(100), at(3_600), at(3_700)),
            at(3_700),
            "asleep"
        );
    }

    /// How many seconds it takes until both are the same again, told each so often; each takes an eighth more
    /// or less at most.
    fn followed_after(mut told: i64, mut system: i64, each: i64) -> i64 {
        let mut passed = 0;
        while told != system {
            system += each;
            passed += each;
            let next = following(told, each, system);
            let took = next - told;
            assert!(took >= each - each / 8 && took <= each + each / 8);
            told = next;
        }
        assert_eq!(following(told, each, system + each), system + each);
        passed / SECOND
    }

    #[test]
    fn a_clock_that_is_put_back_is_waited_for_and_nothing_goes_back() {
        assert_eq!(followed_after(at(1_000), at(990), SECOND), 80);
        assert_eq!(followed_after(at(90_000), at(80_000), SECOND), 80_000);
    }

    #[test]
    fn a_clock_that_is_put_forward_is_caught_up_with_and_no_age_leaps() {
        assert_eq!(followed_after(at(1_000), at(1_060), SECOND), 480);
        assert_eq!(followed_after(at(1_000), at(1_000) + SECOND / 100, 800), 0);
        assert_eq!(followed_after(at(1_000), at(4_599), SECOND), 28_792);
    }

    #[test]
    fn only_more_than_an_hour_ahead_is_leapt() {
        let (told, system) = (at(1_001), at(1_001 + 3_600));
        assert_eq!(following(at(1_000), SECOND, system), told + SECOND / 8);
        assert_eq!(following(at(1_000), SECOND, system + 1), system + 1);
        let today = 1_795_440_000;
        assert_eq!(following(at(5), SECOND, at(today)), at(today));
    }

    #[test]
    fn steps_are_what_the_system_s_clock_does_beyond_the_time_that_passed() {
        assert_eq!(step_us(at(100), SECOND, at(101)), 0);
        assert_eq!(step_us(at(100), SECOND, at(102) - 1_000), 0);
        assert_eq!(step_us(at(100), SECOND, at(102)), 1_000_000);
        assert_eq!(step_us(at(100), SECOND, at(4_101)), 4_000_000_000);
        assert_eq!(step_us(at(4_100), SECOND, at(101)), -4_000_000_000);
        assert_eq!(step_us(at(100), at(60), at(160)), 0, "a long pause");
    }

    #[test]
    fn what_is_told_does_not_go_back_and_is_what_the_system_shows() {
        let told: Vec<Moment> = (0..1_000).map(|_| moment()).collect();
        assert!(told.is_sorted());
        let system = Moment::from(now());
        let apart = |a: Moment, b: Moment| a.since(b).max(b.since(a));
        assert!(apart(of_system(system), moment()) < Duration::from_secs(1));
    }
}
