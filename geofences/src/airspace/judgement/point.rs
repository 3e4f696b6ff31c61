//! The judgement of one place at one height and time, and of when one may fly there.

use super::applies::{Applied, applied_along, in_band, unknown};
use super::chord::{Chord, PathPoint, beyond_judgement};
use super::context::Context;
use super::decision::{Decision, PointJudgement, UnknownWhy};
use super::heights::HeightProfile;
use super::moments::active_along;
use crate::airspace::entry::Role;
use crate::airspace::snapshot::Snapshot;
use crate::{Rule, TimeRange, TimeReading};
use chrono::{DateTime, TimeDelta, Utc};

/// When one may fly somewhere.
#[derive(Clone, Debug, PartialEq)]
pub struct FlightWindows {
    /// The judgement at the time that was asked for; its findings are what blocks.
    pub now: PointJudgement,
    /// The next window that is long enough: it may begin at the time that was asked for. `None`
    /// when there is none within the horizon.
    pub next: Option<TimeRange>,
    /// Up to when was looked.
    pub looked_until: DateTime<Utc>,
}

impl Snapshot {
    /// Judges one place at one height and time.
    pub fn judge_point(&self, point: &PathPoint, context: &Context) -> PointJudgement {
        let chord = Chord::at_point(point);
        let applied = if !context.margins.are_sound() {
            vec![unknown(UnknownWhy::BadMargins)]
        } else if let Some(why) = beyond_judgement(point.position) {
            vec![unknown(why)]
        } else {
            applied_along(self, &chord, context)
        };
        let mut judgement = PointJudgement {
            decision: Decision::Permitted,
            findings: Vec::new(),
            imaging: Vec::new(),
        };
        for piece in &applied {
            self.add_finding(piece, &mut judgement);
        }
        if judgement.decision < Decision::Unknown {
            self.add_permits(point, &chord, context, &mut judgement);
        }
        judgement
            .findings
            .sort_by_key(|finding| std::cmp::Reverse(finding.decision));
        judgement
    }

    fn add_finding(&self, piece: &Applied, judgement: &mut PointJudgement) {
        if piece.imaging {
            judgement
                .imaging
                .extend(piece.entry.and_then(|entry| entry.zone()).cloned());
            return;
        }
        judgement.decision = judgement.decision.max(piece.decision);
        judgement
            .findings
            .push(self.finding(piece.entry, piece.decision, piece.why));
    }

    /// Names the permitted zones that the place, height and time lie in; that they cover it is
    /// known already.
    fn add_permits(
        &self,
        point: &PathPoint,
        chord: &Chord,
        context: &Context,
        judgement: &mut PointJudgement,
    ) {
        let profile = HeightProfile::new(chord, context);
        self.for_each_containing(point.position, |entry, _| {
            let permits = entry.zone().is_some_and(|zone| {
                entry.role() == Role::Permit
                    && !active_along(chord, entry, TimeReading::Shortest).is_empty()
                    && in_band(zone.band, &profile, context.margins.vertical_m)
                        .is_ok_and(|along| !along.is_empty())
            });
            if permits {
                judgement
                    .findings
                    .push(self.finding(Some(entry), Decision::Permitted, None));
            }
        });
    }

    /// When one may fly at a place and height: the judgement at the point's time with all that
    /// blocks, and the next window of at least `least` that begins within `horizon`.
    ///
    /// A window is told up to `least` beyond the horizon at the most; at its very first and last
    /// instant what blocks before and after it may still apply. A horizon is cut to 366 days, and
    /// so is `least`.
    pub fn when_may_i_fly(
        &self,
        point: &PathPoint,
        least: TimeDelta,
        horizon: TimeDelta,
        context: &Context,
    ) -> FlightWindows {
        let span = |span: TimeDelta| span.clamp(TimeDelta::zero(), TimeDelta::days(366));
        let (least, horizon) = (span(least), span(horizon));
        let later = |span: TimeDelta| {
            let time = point.time.checked_add_signed(span);
            time.unwrap_or(DateTime::<Utc>::MAX_UTC)
        };
        let looked_until = later(horizon);
        let within = TimeRange {
            from: point.time,
            until: later(horizon + least),
        };
        let may_fly_at = |time: DateTime<Utc>| {
            let at = PathPoint { time, ..*point };
            self.judge_point(&at, context).decision.allows_flight()
        };
        let now = self.judge_point(point, context);
        let changes = self.moments_of_change(point, within, context);
        let mut next = None;
        let mut open: Option<TimeRange> = None;
        for pair in changes.windows(2) {
            let (from, until) = (pair[0], pair[1]);
            let may_fly = may_fly_at(from + (until - from) / 2);
            open = match open {
                // What blocks a single instant parts two windows.
                Some(window) if may_fly && may_fly_at(from) => Some(TimeRange { until, ..window }),
                Some(window) if window.until - window.from >= least => {
                    next = Some(window);
                    break;
                }
                _ if from > looked_until => break,
                _ => may_fly.then_some(TimeRange { from, until }),
            };
        }
        let last = open.filter(|window| window.until - window.from >= least);
        FlightWindows {
            now,
            next: next.or(last),
            looked_until,
        }
    }

    /// The moments within a range at which anything near the point begins or ends, and the
    /// range's own ends; ascending.
    fn moments_of_change(
        &self,
        point: &PathPoint,
        within: TimeRange,
        context: &Context,
    ) -> Vec<DateTime<Utc>> {
        let chord = Chord::at_point(point);
        let mut moments = vec![within.from, within.until];
        if !context.margins.are_sound() || beyond_judgement(point.position).is_some() {
            return moments;
        }
        let reach_m = chord.safe_margin_m(context.margins.horizontal_m);
        self.for_each_touching(&chord.rect(reach_m), |entry| {
            let Some(zone) = entry.zone() else {
                return;
            };
            let reading = if zone.rule == Rule::Permitted {
                TimeReading::Shortest
            } else {
                TimeReading::Longest
            };
            for range in zone
                .times
                .active_ranges(within, &entry.sun_place(), reading)
            {
                moments.extend([range.from, range.until]);
            }
            for approval in context.approvals.for_zone(&zone.id) {
                moments.extend([approval.valid.from, approval.valid.until]);
            }
        });
        moments.retain(|moment| within.from <= *moment && *moment <= within.until);
        moments.sort_unstable();
        moments.dedup();
        moments
    }
}
