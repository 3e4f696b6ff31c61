//! When the frames of a log were: its stamps, but for those that cannot be.

use crate::moment::Moment;
use std::time::Duration;

/// Follows the stamps of a log. A damaged stamp before a frame that is whole would throw time years ahead, so
/// that a leap is only believed once three frames agree on it; until then they count for what was before.
#[derive(Debug, Default)]
pub(super) struct Timeline {
    now: Option<Moment>,
    leap: Option<(Moment, u32)>,
}

/// No log is silent for longer.
const LONGEST_PAUSE: Duration = Duration::from_secs(24 * 3600);
/// Frames are in disorder by so much: after a stall what came over one link stands before what came over
/// another at the same time.
const DISORDER: Duration = Duration::from_secs(10);
/// So many frames have to agree on a leap.
const AGREE: u32 = 3;

impl Timeline {
    /// When a frame with this stamp was.
    pub(super) fn take(&mut self, stamp: Moment) -> Moment {
        let Some(now) = self.now else {
            self.now = Some(stamp);
            return stamp;
        };
        if follows(now, stamp) {
            self.leap = None;
            let at = now.max(stamp);
            self.now = Some(at);
            return at;
        }
        let agreed = match self.leap {
            Some((before, agreed)) if follows(before, stamp) => agreed + 1,
            _ => 1,
        };
        if agreed >= AGREE {
            self.leap = None;
            self.now = Some(stamp);
            return stamp;
        }
        self.leap = Some((stamp, agreed));
        now
    }
}

/// Whether one stamp may come after another.
fn follows(now: Moment, stamp: Moment) -> bool {
    stamp + DISORDER >= now && stamp.since(now) <= LONGEST_PAUSE
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(stamps: &[i64]) -> Vec<i64> {
        let mut timeline = Timeline::default();
        let zero = 1_795_440_000_000;
        let take = |ms: &i64| {
            let stamp = Moment::from_us(((zero + ms) * 1_000) as u64);
            timeline.take(stamp).us() as i64 / 1_000 - zero
        };
        stamps.iter().map(take).collect()
    }

    #[test]
    fn time_goes_on_as_the_stamps_do_and_not_back_for_disorder() {
        assert_eq!(taken(&[0, 20, 10, 500]), [0, 20, 20, 500]);
        let day = 24 * 3_600_000;
        assert_eq!(taken(&[0, day]), [0, day]);
        assert_eq!(taken(&[5_000, 4_000]), [5_000, 5_000]);
    }

    #[test]
    fn two_links_of_a_group_that_are_seconds_apart_are_no_leap_back() {
        let stall = 3_000;
        let one = (0..60).map(|it| it * 50);
        let stamps: Vec<i64> = one.clone().chain(one.map(|it| it + 10)).collect();
        let taken = taken(&stamps);
        assert!(taken.is_sorted(), "{taken:?}");
        assert_eq!(taken.last(), Some(&(stall - 50 + 10)));
    }

    #[test]
    fn what_is_ten_seconds_behind_is_disorder_and_what_is_more_a_clock_set_back() {
        let back = [20_000, 10_000, 10_001, 10_002];
        assert_eq!(taken(&back), [20_000; 4]);
        let set_back = [20_000, 9_998, 9_999, 9_999];
        assert_eq!(taken(&set_back), [20_000, 20_000, 20_000, 9_999]);
    }

    #[test]
    fn a_stamp_that_leaps_alone_is_not_believed() {
        let year = 365 * 24 * 3_600_000;
        assert_eq!(taken(&[0, year, 10, -year, 20]), [0, 0, 10, 10, 20]);
        assert_eq!(taken(&[0, year, 10, year, 20]), [0, 0, 10, 10, 20]);
    }

    #[test]
    fn a_leap_that_three_agree_on_is_one() {
        let year = 365 * 24 * 3_600_000;
        let stamps = [0, year, year + 1, year + 2, year + 3];
        assert_eq!(taken(&stamps), [0, 0, 0, year + 2, year + 3]);
        let back = -3_600_000;
        assert_eq!(taken(&[0, back, back, back]), [0, 0, 0, back]);
    }
}
