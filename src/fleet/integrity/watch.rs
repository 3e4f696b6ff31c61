//! Position integrity over time: what flaps counts once it lasts, and what was bad is good again only once
//! that lasts.

use super::judge::{CLIPPING_SPAN, ExpectedHeading, judge};
use super::{Level, PositionIntegrity, Reason, Reasons};
use crate::fleet::vehicle::Known;
use crate::moment::Moment;
use std::time::Duration;

/// A number beyond its limit counts after this: ArduPilot's EKF check waits for 1 s too (10 times at 10 Hz).
const LASTS: Duration = Duration::from_secs(1);
/// Better counts after this. Own choice: longer than a receiver takes between two epochs, short for a waiting
/// operator.
const RECOVERS: Duration = Duration::from_secs(3);
/// It is judged at least so often.
const AT_LEAST_EACH: Duration = Duration::from_millis(500);
/// And at most so often, whatever arrives.
const AT_MOST_EACH: Duration = Duration::from_millis(100);

/// Watches a vehicle's position integrity.
#[derive(Clone, Copy, Debug, Default)]
pub struct IntegrityWatch {
    state: PositionIntegrity,
    judged: Option<Moment>,
    /// Since when a measured number has been beyond a limit that makes it degraded or worse, and one that makes
    /// it lost.
    flapping_since: [Option<Moment>; 2],
    /// Since when it has been better than the state, and the worst that it was since.
    better_since: Option<(Moment, Reasons)>,
    /// Clips counted at the beginning of this span and of the one before.
    clips: [Option<(Moment, u32)>; 2],
}

impl IntegrityWatch {
    /// How well the vehicle knows where it is.
    pub fn state(&self) -> PositionIntegrity {
        self.state
    }

    /// When to judge again at the latest.
    pub fn due(&self) -> Moment {
        self.judged
            .map_or(Moment::default(), |judged| judged + AT_LEAST_EACH)
    }

    /// When to judge again at the earliest.
    pub fn may_judge_at(&self) -> Moment {
        self.judged
            .map_or(Moment::default(), |judged| judged + AT_MOST_EACH)
    }

    /// Whether time alone may still change it: of a vehicle that is silent all that can become of it is
    /// unknown.
    pub fn is_moving(&self) -> bool {
        self.better_since.is_some() || self.state.level() != Level::Unknown
    }

    /// Judges what is known now. Gives the state before, where level or reasons changed; numbers follow
    /// without a word.
    pub fn judge(
        &mut self,
        known: &Known,
        expected: Option<ExpectedHeading>,
        now: Moment,
    ) -> Option<PositionIntegrity> {
        let is_first = self.judged.is_none();
        self.judged = Some(now);
        let clips = self.count_clips(known, now);
        let all = judge(known, expected, clips, now);
        let lasting = self.without_moments(all, now, is_first);
        let next = self.with_patience(lasting, now, is_first);
        let before = self.state;
        self.state = PositionIntegrity::of(next);
        let is_same = before.reasons().are_like(&self.state.reasons());
        (!is_same).then_some(before)
    }

    /// Leaves out what flaps, until it has lasted; nothing where there are so many reasons that one which does
    /// not flap may have had no place. A weakness that lasts does not make a moment's loss count, but a number
    /// that is beyond its worse limit is beyond the other too.
    fn without_moments(&mut self, all: Reasons, now: Moment, is_first: bool) -> Reasons {
        let counts_all = is_first || all.are_full();
        let [degraded, lost] = &mut self.flapping_since;
        let told = self.state.reasons();
        let has_lasted = |level: Level, since: &mut Option<Moment>| {
            let is_there = all.iter().any(|it| it.flaps() && it.level() >= level);
            *since = is_there.then(|| since.unwrap_or(now));
            counts_all || since.is_some_and(|since| now.since(since) >= LASTS)
        };
        let degraded_lasts = has_lasted(Level::Degraded, degraded);
        let lost_lasts = has_lasted(Level::Lost, lost);
        let counts = |reason: &Reason| {
            let lasts = match reason.level() {
                Level::Lost => lost_lasts,
                _ => degraded_lasts,
            };
            // What was told before goes on.
            lasts || !reason.flaps() || told.iter().any(|held| held.is_like(*reason))
        };
        all.iter().filter(counts).collect()
    }

    /// What is worse or as bad counts at once, what is better once it lasts: the worst of that time.
    fn with_patience(&mut self, next: Reasons, now: Moment, is_first: bool) -> Reasons {
        if is_first || next.level() >= self.state.level() {
            self.better_since = None;
            return next;
        }
        let (since, worst) = self.better_since.unwrap_or((now, next));
        let is_worst = next.level() >= worst.level();
        let worst = if is_worst { next } else { worst };
        if now.since(since) < RECOVERS {
            self.better_since = Some((since, worst));
            return self.state.reasons();
        }
        self.better_since = (!is_worst).then_some((now, next));
        worst
    }

    /// How often accelerometers clipped within the last one to two spans. A counter that goes back began
    /// anew.
    fn count_clips(&mut self, known: &Known, now: Moment) -> u32 {
        let Some(vibration) = &known.vibration else {
            self.clips = [None; 2];
            return 0;
        };
        let clipping = vibration.value.clipping.into_iter();
        let total = clipping.fold(0, u32::saturating_add);
        let is_back = self.clips.iter().flatten().any(|(_, then)| *then > total);
        if is_back {
            self.clips = [None; 2];
        }
        let [this, before] = self.clips;
        if this.is_none_or(|(began, _)| now.since(began) >= CLIPPING_SPAN) {
            self.clips = [Some((now, total)), this];
        }
        let earliest = before.or(this);
        earliest.map_or(0, |(_, then)| total.saturating_sub(then))
    }
}
