//! The one place that reads the clock (invariant 4: everything else takes `now` as an argument).

use crate::moment::{Ahead, Moment};
use chrono::{DateTime, Utc};
use nix::time::{ClockId, clock_gettime};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The time by the system's clock: what the times of zones are judged by. Ages are not to be made of it, for it
/// leaps and goes back.
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
///
/// It is for ages, and for what is due on links. It is wrong by up to the step for eight times as long: what people
/// or files are told goes through [`Ahead::to_system`], times of zones are judged by [`now`], and waits that
/// have to end in time also when it leaps are of [`uptime`].
pub fn moment() -> Moment {
    reading().ours
}

/// Both clocks, at once.
pub fn reading() -> Reading {
    let mut shown = SHOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let (next, step_us) = Shown::after(shown.as_ref(), system_ns(), uptime_ns());
    let reading = next.reading();
    STEPPED_US.fetch_add(step_us, Ordering::Relaxed);
    AHEAD_US.store(reading.ahead.us(), Ordering::Relaxed);
    *shown = Some(next);
    reading
}

/// How far ours was ahead of the system's clock when either [`moment`] or [`reading`] was last asked.
pub fn ahead() -> Ahead {
    Ahead::from_us(AHEAD_US.load(Ordering::Relaxed))
}

/// How long the machine has run, its sleep included: for waiting, for nobody puts it forward or back.
pub fn uptime() -> Duration {
    Duration::from_nanos(u64::try_from(uptime_ns()).unwrap_or(0))
}

/// How far the system's clock was put forward since [`moment`] was first asked, µs; negative where it was put
/// back. Steps of less than a second are none.
pub fn stepped_us() -> i64 {
    STEPPED_US.load(Ordering::Relaxed)
}

/// Where the system's clock is further ahead than this, it is followed at once.
pub const LEAP_US: i64 = 3_600_000_000;

/// Our clock, and how far it is ahead of the system's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// By ours.
    pub ours: Moment,
    /// How far that is ahead.
    pub ahead: Ahead,
}

impl Reading {
    /// What the system's clock shows.
    pub fn system(&self) -> Moment {
        self.ahead.to_system(self.ours)
    }
}

/// ns since the epoch, and since the machine was started.
struct Shown {
    told_ns: i64,
    system_ns: i64,
    uptime_ns: i64,
}

impl Shown {
    /// What is told when the clocks show this, and how far the system's was put forward before that, µs.
    fn after(last: Option<&Self>, system_ns: i64, uptime_ns: i64) -> (Self, i64) {
        let (told_ns, step_us) = match last {
            Some(last) => {
                let passed_ns = uptime_ns.saturating_sub(last.uptime_ns).max(0);
                let step_us = step_us(last.system_ns, passed_ns, system_ns);
                (following(last.told_ns, passed_ns, system_ns), step_us)
            }
            None => (system_ns, 0),
        };
        let next = Self {
            told_ns,
            system_ns,
            uptime_ns,
        };
        (next, step_us)
    }

    fn reading(&self) -> Reading {
        let ours = of_ns(self.told_ns);
        let ahead = Ahead::of(ours, of_ns(self.system_ns));
        Reading { ours, ahead }
    }
}

/// The moment that was told last, and when.
static SHOWN: Mutex<Option<Shown>> = Mutex::new(None);
static STEPPED_US: AtomicI64 = AtomicI64::new(0);
/// How far it was ahead of the system's clock.
static AHEAD_US: AtomicI64 = AtomicI64::new(0);

const NS_PER_US: i64 = 1_000;
const NS_PER_S: i64 = 1_000_000_000;

/// The system's clock.
#[allow(
    clippy::disallowed_methods,
    reason = "this module owns the clock; the lint keeps everyone else away from it"
)]
fn system_ns() -> i64 {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH);
    let ns = since_epoch.unwrap_or_default().as_nanos();
    i64::try_from(ns).unwrap_or(i64::MAX)
}

/// The machine's time since its start, its sleep included, which nobody puts forward or back.
#[allow(
    clippy::disallowed_methods,
    reason = "this module owns the clock; the lint keeps everyone else away from it"
)]
fn uptime_ns() -> i64 {
    // Linux has had it since 2.6.39. Where there is none, the system's clock is all there is.
    clock_gettime(ClockId::CLOCK_BOOTTIME).map_or_else(
        |_| system_ns(),
        |it| {
            let ns = it.tv_sec().saturating_mul(NS_PER_S);
            ns.saturating_add(it.tv_nsec())
        },
    )
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

    /// What is told while both clocks go on by a second so often, from the last on.
    fn told_after(mut last: Shown, seconds: u32) -> Vec<Reading> {
        let each = (0..seconds).map(|_| {
            let (system, uptime) = (last.system_ns + SECOND, last.uptime_ns + SECOND);
            last = Shown::after(Some(&last), system, uptime).0;
            last.reading()
        });
        each.collect()
    }

    #[test]
    fn while_ours_differs_the_system_s_time_of_a_moment_is_what_the_system_s_clock_shows() {
        for put_s in [60, -60, 3_599, -3_599, 86_400] {
            let (first, _) = Shown::after(None, at(100_000), at(50));
            let (system, uptime) = (at(100_001 + put_s), at(51));
            let (stepped, step_us) = Shown::after(Some(&first), system, uptime);
            assert_eq!(step_us, put_s * 1_000_000);
            let readings = [vec![stepped.reading()], told_after(stepped, 30_000)].concat();
            for (later, reading) in readings.iter().enumerate() {
                let shown = of_ns(system + later as i64 * SECOND);
                assert_eq!(reading.system(), shown, "{put_s} {later}");
                let half = Duration::from_millis(500);
                assert_eq!(reading.ahead.to_system(reading.ours - half), shown - half);
                assert_eq!(reading.ahead.of_system(shown), reading.ours);
            }
            let ours: Vec<Moment> = readings.iter().map(|it| it.ours).collect();
            assert!(ours.is_sorted(), "{put_s}");
            assert_eq!(readings.last().map(|it| it.ahead), Some(Ahead::NONE));
        }
    }

    #[test]
    fn what_is_told_does_not_go_back_and_is_what_the_system_shows() {
        let told: Vec<Moment> = (0..1_000).map(|_| moment()).collect();
        assert!(told.is_sorted());
        let system = Moment::from(now());
        let apart = |a: Moment, b: Moment| a.since(b).max(b.since(a));
        assert!(apart(ahead().of_system(system), moment()) < Duration::from_secs(1));
        assert!(apart(reading().system(), system) < Duration::from_secs(1));
    }

    #[test]
    fn what_is_waited_by_does_not_go_back_and_is_not_the_system_s_clock() {
        let told: Vec<Duration> = (0..1_000).map(|_| uptime()).collect();
        assert!(told.is_sorted());
        let year = Duration::from_secs(365 * 24 * 3_600);
        assert!(
            uptime() > Duration::ZERO && uptime() < 20 * year,
            "of a machine, not since 1970"
        );
    }
}
