//! A vehicle's own clock since its start, and when it goes back because the vehicle started anew.

use crate::moment::Moment;
use std::time::Duration;

/// What a stamp of a vehicle's clock tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stamp {
    /// It goes on, or back by no more than frames overtake each other.
    GoesOn,
    /// It is from long ago: a frame that was held up somewhere.
    HeldUp,
    /// The vehicle has started anew.
    Rebooted,
}

/// Follows the clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct BootClock {
    newest: Option<(u32, Moment)>,
    /// Since when reports count as of this start.
    since: Moment,
}

/// Frames overtake each other by this much at most: links are 0.5 s late with us, and one of a group may be
/// some seconds behind another.
const OVERTAKEN: i64 = 5_000;
/// A clock that started while we did not hear it cannot show more than that time, and this.
const START_DOUBT: i64 = 10_000;
/// Where nothing goes on for this long, what came back is what there is.
const SILENT: Duration = Duration::from_secs(10);
/// How far a clock may run ahead of the time between two stamps when it goes around after 49.7 days.
const ROUND_DOUBT: i64 = 60_000;

impl BootClock {
    /// Since when reports are of this start.
    pub fn since(&self) -> Moment {
        self.since
    }

    /// A stamp, ms since the start. The clock goes back in two cases. Either the new stamp is no more than
    /// the time since the last one (it started anew in between): no frame held up on its way can look like
    /// that, unless the vehicle started just before. Or nothing newer comes any more.
    pub fn hear(&mut self, boot_ms: u32, at: Moment) -> Stamp {
        let Some((newest, heard)) = self.newest else {
            self.newest = Some((boot_ms, at));
            return Stamp::GoesOn;
        };
        let ahead = i64::from(boot_ms) - i64::from(newest);
        let passed = at.since(heard);
        let passed_ms = i64::try_from(passed.as_millis()).unwrap_or(i64::MAX);
        let went_round = ahead + (1 << 32) <= passed_ms.saturating_add(ROUND_DOUBT);
        if ahead >= 0 || went_round {
            self.newest = Some((boot_ms, at));
            return Stamp::GoesOn;
        }
        if ahead >= -OVERTAKEN {
            return Stamp::GoesOn;
        }
        let started_since = i64::from(boot_ms) <= passed_ms.saturating_add(START_DOUBT);
        if started_since || passed >= SILENT {
            self.newest = Some((boot_ms, at));
            self.since = at;
            return Stamp::Rebooted;
        }
        Stamp::HeldUp
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: u64) -> Moment {
        Moment::from_us(1_795_440_000_000_000 + ms * 1_000)
    }

    /// A vehicle that has run for `boot_ms` at 0.
    fn running(boot_ms: u32) -> BootClock {
        let mut clock = BootClock::default();
        assert_eq!(clock.hear(boot_ms, at(0)), Stamp::GoesOn);
        clock
    }

    #[test]
    fn frames_that_overtake_each_other_are_no_reboot() {
        let mut clock = running(600_000);
        assert_eq!(clock.hear(595_000, at(100)), Stamp::GoesOn);
        assert_eq!(clock.hear(594_999, at(100)), Stamp::HeldUp);
        assert_eq!(clock.hear(600_100, at(200)), Stamp::GoesOn);
    }

    #[test]
    fn a_clock_that_began_again_since_it_was_heard_is_a_reboot() {
        let mut clock = running(600_000);
        assert_eq!(clock.hear(12_000, at(2_000)), Stamp::Rebooted);
        assert_eq!(clock.since(), at(2_000));
        assert_eq!(clock.hear(12_100, at(2_100)), Stamp::GoesOn);
        assert_eq!(running(600_000).hear(12_001, at(2_000)), Stamp::HeldUp);
    }

    #[test]
    fn frames_of_before_a_reboot_that_come_after_it_are_another_one_at_most_once() {
        let mut clock = running(600_000);
        clock.hear(1_000, at(2_000));
        // A held up frame of before goes ahead of the clock: it cannot be told from one, and the next is one.
        assert_eq!(clock.hear(600_050, at(2_100)), Stamp::GoesOn);
        assert_eq!(clock.hear(1_200, at(2_200)), Stamp::Rebooted);
    }

    #[test]
    fn what_is_back_for_good_is_a_reboot() {
        let mut clock = running(600_000);
        assert_eq!(clock.hear(300_000, at(9_999)), Stamp::HeldUp);
        assert_eq!(clock.hear(300_000, at(10_000)), Stamp::Rebooted);
    }

    #[test]
    fn the_clock_goes_round_after_seven_weeks_and_a_reboot_then_is_seen_too() {
        let mut clock = running(u32::MAX - 50);
        assert_eq!(clock.hear(49, at(100)), Stamp::GoesOn);
        assert_eq!(clock.hear(149, at(200)), Stamp::GoesOn);
        let mut clock = running(3_000_000_000);
        assert_eq!(clock.hear(1_000, at(3_000)), Stamp::Rebooted);
    }
}
