//! Whether a vehicle is there, by its own heartbeats alone: other traffic may come from a part of it that
//! cannot see that the rest has failed, and a station's forwarded words say nothing about the aircraft.

use crate::moment::Moment;
use std::time::Duration;

/// How a vehicle's life stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LifeState {
    /// One heartbeat was heard: it may be a stray.
    Discovered,
    /// It beats.
    Connected,
    /// Some beats are missing: what is shown of it is of the past.
    Stale,
    /// So many are missing that it cannot be reckoned with.
    Lost,
    /// It was lost, and one heartbeat was heard.
    Back,
}

/// How it says that it is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Voice {
    /// HEARTBEAT.
    Heartbeat,
    /// HIGH_LATENCY2: over a satellite, where there are no heartbeats.
    HighLatency,
}

/// Follows a vehicle's heartbeats.
#[derive(Clone, Copy, Debug)]
pub struct Life {
    state: LifeState,
    voice: Voice,
    heard: Moment,
    /// How often it beats, as measured; `None` until two beats were heard.
    interval: Option<Duration>,
    /// How many intervals were measured, up to [`FIRST_GAPS`].
    gaps: u8,
}

/// Two beats within so much make it connected, so that one stray frame does not.
const TWO_WITHIN: Duration = Duration::from_secs(5);
/// So many intervals without a beat make it stale, so many lost: MAVLink's heartbeat protocol declares a link
/// lost after four to five missed beats; stale is our own choice.
const STALE_AFTER: u32 = 3;
const LOST_AFTER: u32 = 5;
/// The rate is not fixed by MAVLink, 1 Hz is usual. Beats that come closer are extra ones (a changed mode),
/// and what beats more slowly than each 10 s cannot be watched.
const BEAT: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(10));
/// Before the interval is measured.
const FIRST_BEAT: Duration = Duration::from_secs(2);
/// ArduPilot says HIGH_LATENCY2 each 5 s, PX4 each 66 s (0.015 Hz).
const SATELLITE: (Duration, Duration) = (Duration::from_secs(5), Duration::from_secs(120));
const FIRST_SATELLITE: Duration = Duration::from_secs(66);
/// A new interval counts for an eighth, so that a lost beat does not make it patient.
const WEIGHT: u32 = 8;
/// The shortest of so many counts at first: any of them may be the length of an outage. Own choice.
const FIRST_GAPS: u8 = 5;

impl Life {
    /// A vehicle whose first heartbeat is heard.
    pub fn discovered(at: Moment) -> Self {
        Self {
            state: LifeState::Discovered,
            voice: Voice::Heartbeat,
            heard: at,
            interval: None,
            gaps: 0,
        }
    }

    /// A vehicle of which a HIGH_LATENCY2 is heard first.
    pub fn discovered_over_satellite(at: Moment) -> Self {
        Self {
            state: LifeState::Connected,
            voice: Voice::HighLatency,
            heard: at,
            interval: None,
            gaps: 0,
        }
    }

    /// How it stands.
    pub fn state(&self) -> LifeState {
        self.state
    }

    /// When it was heard last: its heartbeat, not its other traffic.
    pub fn heard(&self) -> Moment {
        self.heard
    }

    /// Whether all that is heard of it comes over a satellite.
    pub fn is_over_satellite(&self) -> bool {
        self.voice == Voice::HighLatency
    }

    /// A heartbeat of its autopilot. Gives the state before, where it changed.
    pub fn hear(&mut self, at: Moment) -> Option<LifeState> {
        let gap = at.since(self.heard);
        let is_second = self.voice == Voice::Heartbeat && gap <= self.second_within();
        if self.voice == Voice::HighLatency {
            self.voice = Voice::Heartbeat;
            (self.interval, self.gaps) = (None, 0);
        } else if gap <= BEAT.1 {
            self.measure(gap, BEAT);
        }
        self.heard = at;
        self.turn_after_beat(is_second)
    }

    /// A HIGH_LATENCY2 of its autopilot: it says as much as two heartbeats. While heartbeats come, they
    /// count.
    pub fn hear_over_satellite(&mut self, at: Moment) -> Option<LifeState> {
        let gap = at.since(self.heard);
        if self.voice == Voice::Heartbeat {
            if self.state == LifeState::Connected && gap < self.limit(STALE_AFTER) {
                return None;
            }
            self.voice = Voice::HighLatency;
            (self.interval, self.gaps) = (None, 0);
        } else if gap <= SATELLITE.1 {
            self.measure(gap, SATELLITE);
        }
        self.heard = at;
        self.turn(LifeState::Connected)
    }

    /// Looks at the time. Gives the state before, where it changed.
    pub fn tick(&mut self, now: Moment) -> Option<LifeState> {
        let silent = now.since(self.heard);
        if silent >= self.limit(LOST_AFTER) {
            self.turn(LifeState::Lost)
        } else if self.state == LifeState::Connected && silent >= self.limit(STALE_AFTER) {
            self.turn(LifeState::Stale)
        } else {
            None
        }
    }

    /// When to look at the time next.
    pub fn due(&self) -> Option<Moment> {
        match self.state {
            LifeState::Lost => None,
            LifeState::Connected => Some(self.heard + self.limit(STALE_AFTER)),
            LifeState::Discovered | LifeState::Stale | LifeState::Back => {
                Some(self.heard + self.limit(LOST_AFTER))
            }
        }
    }

    fn turn_after_beat(&mut self, is_second: bool) -> Option<LifeState> {
        match self.state {
            LifeState::Connected => None,
            LifeState::Stale => self.turn(LifeState::Connected),
            LifeState::Discovered | LifeState::Back if is_second => self.turn(LifeState::Connected),
            LifeState::Discovered | LifeState::Back => None,
            LifeState::Lost => self.turn(LifeState::Back),
        }
    }

    fn turn(&mut self, state: LifeState) -> Option<LifeState> {
        let before = self.state;
        self.state = state;
        (before != state).then_some(before)
    }

    /// Within what a beat after another is its second: also what beats slowly gets there once its interval is
    /// known.
    fn second_within(&self) -> Duration {
        let usual = self
            .interval
            .map_or(TWO_WITHIN, |interval| interval * 3 / 2);
        usual.max(TWO_WITHIN)
    }

    fn measure(&mut self, gap: Duration, (least, most): (Duration, Duration)) {
        let gap = gap.clamp(least, most);
        self.interval = Some(match self.interval {
            None => gap,
            Some(before) if self.gaps < FIRST_GAPS => before.min(gap),
            Some(before) => (before * (WEIGHT - 1) + gap) / WEIGHT,
        });
        self.gaps = self.gaps.saturating_add(1).min(FIRST_GAPS);
    }

    fn limit(&self, intervals: u32) -> Duration {
        let first = match self.voice {
            Voice::Heartbeat => FIRST_BEAT,
            Voice::HighLatency => FIRST_SATELLITE,
        };
        self.interval.unwrap_or(first) * intervals
    }
}

#[cfg(test)]
#[path = "life_tests.rs"]
mod tests;
