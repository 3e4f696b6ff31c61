//! When each frame of a log is due, at a speed.

use super::player::SILENCE;
use crate::moment::Moment;
use geofences::Bilingual;
use std::time::Duration;

/// When the moments of a log are here.
pub(super) struct Pace {
    speed: f64,
    /// From where it is counted: in the log, and here by the machine's uptime, which does not leap.
    began: (Moment, Duration),
    /// The last moment in the log; `None` before the first one.
    last: Option<Moment>,
    left_out: Option<Duration>,
}

impl Pace {
    pub(super) fn new(speed: f64) -> Self {
        Self {
            speed,
            began: <(Moment, Duration)>::default(),
            last: None,
            left_out: None,
        }
    }

    /// How long until something of this moment is due, at this uptime. Of a longer pause than [`SILENCE`] that much
    /// is waited: a station's clock that was set leaps by years. From one that was set back it goes on.
    pub(super) fn until(&mut self, at: Moment, uptime: Duration) -> Duration {
        if self.speed == 0.0 {
            return Duration::ZERO;
        }
        let last = self.last.replace(at);
        match last {
            Some(last) if at >= last => {
                let pause = at.since(last);
                if pause > SILENCE {
                    self.left_out = Some(pause.saturating_sub(SILENCE));
                    self.began = (at, self.due(last + SILENCE));
                }
            }
            _ => self.began = (at, uptime),
        }
        self.due(at).saturating_sub(uptime)
    }

    /// How much of a pause was left out, once.
    pub(super) fn take_left_out(&mut self) -> Option<Duration> {
        self.left_out.take()
    }

    /// When a moment of the log is here.
    fn due(&self, at: Moment) -> Duration {
        let (there, here) = self.began;
        let later = at.since(there).as_secs_f64() / self.speed;
        here.saturating_add(Duration::try_from_secs_f64(later).unwrap_or(Duration::MAX))
    }
}

/// What is said where a pause was not waited for.
pub(super) fn left_out(pause: Duration) -> Bilingual {
    let seconds = pause.as_secs();
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60);
    let seconds = seconds % 60;
    let (en, zh) = match (days, hours) {
        (0, 0) => (
            format!("{minutes} min {seconds} s"),
            format!("{minutes} 分 {seconds} 秒"),
        ),
        (0, _) => (
            format!("{hours} h {minutes} min"),
            format!("{hours} 小时 {minutes} 分"),
        ),
        _ => (
            format!("{days} d {hours} h"),
            format!("{days} 天 {hours} 小时"),
        ),
    };
    Bilingual::new(
        format!("{en} of a pause left out"),
        format!("略去停顿 {zh}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: u64 = 24 * 3_600;

    fn at(seconds: u64) -> Moment {
        Moment::from_us((1_795_440_000 + seconds) * 1_000_000)
    }

    fn seconds(of: u64) -> Duration {
        Duration::from_secs(of)
    }

    #[test]
    fn a_log_takes_as_long_as_it_took_divided_by_the_speed() {
        let mut pace = Pace::new(4.0);
        assert_eq!(pace.until(at(0), seconds(1_000)), Duration::ZERO);
        assert_eq!(pace.until(at(8), seconds(1_000)), seconds(2));
        assert_eq!(pace.until(at(8), seconds(1_001)), seconds(1));
        assert_eq!(pace.until(at(8), seconds(1_003)), Duration::ZERO);
        // What is late is made up for.
        assert_eq!(pace.until(at(16), seconds(1_003)), seconds(1));
    }

    #[test]
    fn at_no_speed_nothing_is_waited_for() {
        let mut pace = Pace::new(0.0);
        assert_eq!(pace.until(at(0), seconds(0)), Duration::ZERO);
        assert_eq!(pace.until(at(1_000_000), seconds(0)), Duration::ZERO);
        assert_eq!(pace.take_left_out(), None);
    }

    #[test]
    fn of_a_leap_of_the_logs_clock_only_a_silence_is_waited_and_the_rest_is_told_once() {
        let mut pace = Pace::new(2.0);
        for second in 0..3 {
            pace.until(at(second), seconds(0));
        }
        assert_eq!(pace.until(at(10 * DAY), seconds(1)), seconds(60));
        assert_eq!(pace.take_left_out(), Some(seconds(10 * DAY - 2 - 120)));
        assert_eq!(pace.take_left_out(), None);
        assert_eq!(pace.until(at(10 * DAY + 4), seconds(61)), seconds(2));
    }

    #[test]
    fn a_pause_as_long_as_a_silence_is_waited_for_whole() {
        let mut pace = Pace::new(1.0);
        pace.until(at(0), seconds(0));
        assert_eq!(pace.until(at(120), seconds(0)), seconds(120));
        assert_eq!(pace.take_left_out(), None);
        assert_eq!(pace.until(at(241), seconds(120)), seconds(120));
        assert_eq!(pace.take_left_out(), Some(seconds(1)));
    }

    #[test]
    fn after_a_clock_that_was_set_back_it_goes_on_from_there_at_its_speed() {
        let mut pace = Pace::new(2.0);
        pace.until(at(0), seconds(0));
        assert_eq!(pace.until(at(10), seconds(0)), seconds(5));
        assert_eq!(pace.until(at(5), seconds(5)), Duration::ZERO);
        assert_eq!(pace.until(at(7), seconds(5)), seconds(1));
    }

    #[test]
    fn a_pause_is_told_in_its_two_largest_units() {
        let told = |seconds| left_out(Duration::from_secs(seconds)).en;
        assert_eq!(told(61), "1 min 1 s of a pause left out");
        assert_eq!(told(3_600), "1 h 0 min of a pause left out");
        assert_eq!(told(DAY + 7_200), "1 d 2 h of a pause left out");
        assert_eq!(left_out(Duration::from_secs(61)).zh, "略去停顿 1 分 1 秒");
    }
}
