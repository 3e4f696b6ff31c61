//! What came of late: rates and losses over the last seconds.

use crate::moment::Moment;
use std::time::Duration;

/// Frames of the last five to ten seconds, in two windows of which the older one is whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Recent {
    /// When the window in which is counted began.
    began: Moment,
    counted: Window,
    /// The one before it; `None` at the beginning and after a silence.
    before: Option<Window>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Window {
    frames: u32,
    lost: u32,
    bytes: u32,
}

const WINDOW: Duration = Duration::from_secs(5);
/// A rate is not told of less than this.
const SHORTEST: Duration = Duration::from_secs(1);

impl Recent {
    /// Counts a frame, and those before it that did not come.
    #[inline]
    pub fn take(&mut self, now: Moment, bytes: usize, lost: u8) {
        self.turn(now);
        let counted = &mut self.counted;
        counted.frames = counted.frames.saturating_add(1);
        counted.lost = counted.lost.saturating_add(lost.into());
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        counted.bytes = counted.bytes.saturating_add(bytes);
    }

    /// One that was taken for lost has come late.
    pub fn found(&mut self) {
        match &mut self.before {
            _ if self.counted.lost > 0 => self.counted.lost -= 1,
            Some(before) => before.lost = before.lost.saturating_sub(1),
            None => {}
        }
    }

    #[inline]
    fn turn(&mut self, now: Moment) {
        let age = now.since(self.began);
        if age < WINDOW {
            return;
        }
        if age < WINDOW * 2 {
            self.before = Some(self.counted);
            self.began = self.began + WINDOW;
        } else {
            self.before = None;
            self.began = now;
        }
        self.counted = Window::default();
    }

    /// Both windows as they are at a moment, and how long they lasted.
    fn at(mut self, now: Moment) -> (Window, f64) {
        self.turn(now);
        let before = self.before.unwrap_or_default();
        let mut lasted = now.since(self.began);
        if self.before.is_some() {
            lasted += WINDOW;
        }
        let both = Window {
            frames: self.counted.frames.saturating_add(before.frames),
            lost: self.counted.lost.saturating_add(before.lost),
            bytes: self.counted.bytes.saturating_add(before.bytes),
        };
        (both, lasted.max(SHORTEST).as_secs_f64())
    }

    /// Frames a second.
    pub fn frames_per_second(&self, now: Moment) -> f64 {
        let (both, lasted) = self.at(now);
        f64::from(both.frames) / lasted
    }

    /// Bytes a second.
    pub fn bytes_per_second(&self, now: Moment) -> f64 {
        let (both, lasted) = self.at(now);
        f64::from(both.bytes) / lasted
    }

    /// Part of the frames that did not come, 0…1; 0 where none came.
    pub fn loss(&self, now: Moment) -> f64 {
        let (both, _) = self.at(now);
        let sent = f64::from(both.frames) + f64::from(both.lost);
        if both.frames == 0 {
            0.0
        } else {
            f64::from(both.lost) / sent
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: u64) -> Moment {
        Moment::from_us(1_000_000_000 + ms * 1_000)
    }

    #[test]
    fn rates_are_those_of_the_last_seconds() {
        let mut recent = Recent::default();
        for ms in (0..12_000).step_by(100) {
            recent.take(at(ms), 30, 0);
        }
        assert!((recent.frames_per_second(at(12_000)) - 10.0).abs() < 0.2);
        assert!((recent.bytes_per_second(at(12_000)) - 300.0).abs() < 6.0);
        assert!(recent.frames_per_second(at(18_000)) < 6.0);
        assert!(recent.frames_per_second(at(30_000)) < f64::EPSILON);
    }

    #[test]
    fn losses_of_late_are_a_part_of_what_was_sent_and_are_forgotten() {
        let mut recent = Recent::default();
        for second in 0..8 {
            recent.take(at(second * 1_000), 30, 1);
        }
        assert!((recent.loss(at(8_000)) - 0.5).abs() < 1e-9);
        recent.found();
        assert!((recent.loss(at(8_000)) - 7.0 / 15.0).abs() < 1e-9);
        for second in 8..30 {
            recent.take(at(second * 1_000), 30, 0);
        }
        assert!(recent.loss(at(30_000)) < f64::EPSILON);
    }
}
