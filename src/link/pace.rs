//! How fast a sender counts its frames: what tells whether one that seems far ahead can have been sent by
//! then, or is one that comes late.

/// How fast the sequence of a sender goes on of late, and when the newest one came. Twelve bytes, for it lies
/// with what each frame needs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Pace {
    /// The sequence went on by so many …
    frames: u32,
    /// … in so many µs.
    took_us: u32,
    /// Between the newest one and the last one that came, in µs.
    waited_us: u32,
}

/// A sender that was silent for so long may count anew.
pub(super) const SILENCE_US: u64 = 3_000_000;
/// The pace is that of the last seconds: older ones count half once these have passed.
const WINDOW_US: u32 = 2_000_000;
/// … or so many frames have come.
const WINDOW_FRAMES: u32 = 4_096;
/// The sequence can go on by so many at once: links bring frames in heaps.
const HEAP: u8 = 8;
/// A sender can be so many times as fast as it was of late.
const FASTER: u64 = 3;

impl Pace {
    /// How long ago the newest one came, where the last of all came so long ago; both in µs.
    #[inline]
    pub(super) fn silence_us(self, since_last_us: u64) -> u64 {
        since_last_us.saturating_add(self.waited_us.into())
    }

    /// The newest one came, so many on, and so long after the one before.
    #[inline]
    pub(super) fn went_on(&mut self, ahead: u8, silence_us: u64) {
        self.waited_us = 0;
        if silence_us >= SILENCE_US {
            *self = Self::default();
        } else if ahead < 128 {
            self.frames = self.frames.saturating_add(ahead.into());
            let us = u32::try_from(silence_us).unwrap_or(u32::MAX);
            self.took_us = self.took_us.saturating_add(us);
            if self.took_us >= WINDOW_US || self.frames >= WINDOW_FRAMES {
                self.frames /= 2;
                self.took_us /= 2;
            }
        }
    }

    /// One that is not the newest came, so long after that.
    #[inline]
    pub(super) fn waited(&mut self, silence_us: u64) {
        self.waited_us = u32::try_from(silence_us).unwrap_or(u32::MAX);
    }

    /// Whether so many can have been sent in so long. Anything can as long as the pace is not known, and after
    /// a silence.
    pub(super) fn may_be_ahead(self, ahead: u8, silence_us: u64) -> bool {
        let beyond = u64::from(ahead.saturating_sub(HEAP));
        let sent = silence_us.saturating_mul(self.frames.into());
        silence_us >= SILENCE_US || beyond * u64::from(self.took_us) <= sent.saturating_mul(FASTER)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A sender whose frames come in heaps of so many, so far from each other.
    fn coming(heaps: usize, of: usize, gap_us: u64) -> Pace {
        let mut pace = Pace::default();
        for _ in 0..heaps {
            pace.went_on(1, gap_us);
            (1..of).for_each(|_| pace.went_on(1, 0));
        }
        pace
    }

    #[test]
    fn so_many_can_be_ahead_as_three_times_the_pace_gives_and_a_heap() {
        let pace = coming(1_000, 1, 5_000);
        assert!(pace.may_be_ahead(8, 0) && !pace.may_be_ahead(9, 0));
        assert!(pace.may_be_ahead(128, 200_000));
        assert!(!pace.may_be_ahead(129, 200_000));
        assert!(!pace.may_be_ahead(129, 5_000));
    }

    #[test]
    fn the_pace_is_known_to_a_half_where_frames_come_in_heaps() {
        let pace = coming(10, 100, 500_000);
        assert!(pace.may_be_ahead(128, 200_000) && !pace.may_be_ahead(189, 200_000));
    }

    #[test]
    fn at_the_beginning_and_after_a_silence_anything_can_be() {
        assert!(Pace::default().may_be_ahead(255, 0));
        let mut pace = coming(1_000, 1, 20_000);
        assert!(!pace.may_be_ahead(200, 1_000_000));
        assert!(!pace.may_be_ahead(255, 1_600_000) && pace.may_be_ahead(255, SILENCE_US));
        pace.went_on(1, SILENCE_US);
        assert_eq!(pace, Pace::default());
    }

    #[test]
    fn a_sender_that_becomes_faster_is_followed_within_a_second() {
        let mut pace = coming(10, 1, 1_000_000);
        assert!(!pace.may_be_ahead(150, 1_000_000));
        (0..100).for_each(|_| pace.went_on(1, 10_000));
        assert!(pace.may_be_ahead(150, 1_500_000));
    }

    #[test]
    fn a_long_jump_does_not_count_as_a_pace_and_time_that_stands_still_is_no_end() {
        let mut pace = coming(100, 1, 20_000);
        let before = pace;
        pace.went_on(216, 20_000);
        assert_eq!(pace, before);
        (0..10_000_000).for_each(|_| pace.went_on(127, 0));
        assert!(pace.frames < WINDOW_FRAMES);
    }

    #[test]
    fn late_ones_do_not_hide_how_long_the_newest_is_ago() {
        let mut pace = coming(100, 1, 20_000);
        for late in 1..=50 {
            let silence_us = pace.silence_us(10_000);
            assert_eq!(silence_us, late * 10_000);
            pace.waited(silence_us);
        }
        pace.went_on(1, pace.silence_us(10_000));
        assert_eq!(pace.silence_us(10_000), 10_000);
    }
}
