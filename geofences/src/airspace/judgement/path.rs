//! The judgement of a whole path: where and when it first breaks which rule.

use super::applies::{Applied, Desk, unknown};
use super::chord::{Chord, PathPoint, beyond_judgement, chords_of_leg};
use super::context::Context;
use super::decision::{Cause, Decision, Finding, PathJudgement, PathMoment, Stretch, UnknownWhy};
use crate::airspace::entry::Entry;
use crate::airspace::snapshot::Snapshot;
use crate::{Altitude, Bilingual, Position};
use std::sync::Arc;

/// A path in space and time, its legs geodesics, cut into chords.
#[derive(Clone, Debug)]
pub struct Path {
    points: Vec<PathPoint>,
    chords: Vec<Chord>,
}

/// Why points are no [`Path`].
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PathFault {
    /// There are no points.
    #[error("the path has no points")]
    Empty,
    /// A leg ends before it starts.
    #[error("leg {leg} ends before it starts")]
    TimesRunBackwards {
        /// Which leg, from 0.
        leg: usize,
    },
    /// The ends of a leg have heights over different datums; what lies between is not told.
    #[error("leg {leg} starts at {start} and ends at {end}: give both heights over one datum")]
    MixedDatums {
        /// Which leg, from 0.
        leg: usize,
        /// The height at its start.
        start: Altitude,
        /// The height at its end.
        end: Altitude,
    },
    /// A leg that cannot be judged.
    #[error("leg {leg}: {}", why.text())]
    Leg {
        /// Which leg, from 0.
        leg: usize,
        /// Why.
        why: UnknownWhy,
    },
}

impl PathFault {
    /// What to tell people.
    pub fn text(&self) -> Bilingual {
        let zh = match self {
            Self::Empty => "航迹没有航点".to_owned(),
            Self::TimesRunBackwards { leg } => format!("第 {leg} 航段结束早于开始"),
            Self::MixedDatums { leg, start, end } => {
                format!("第 {leg} 航段起点高度 {start}，终点高度 {end}：请使用同一高度基准")
            }
            Self::Leg { leg, why } => format!("第 {leg} 航段：{}", why.text().zh),
        };
        Bilingual::new(self.to_string(), zh)
    }
}

impl Path {
    /// A path along `points`, in the order of their times. One point is a path that stays there.
    ///
    /// # Errors
    /// Every fault of every leg.
    pub fn new(points: Vec<PathPoint>) -> Result<Self, Vec<PathFault>> {
        let mut faults = Vec::new();
        let mut chords = Vec::with_capacity(points.len());
        for (leg, ends) in points.windows(2).enumerate() {
            let (from, until) = (&ends[0], &ends[1]);
            if until.time < from.time {
                faults.push(PathFault::TimesRunBackwards { leg });
            } else if from.altitude.datum() != until.altitude.datum() {
                faults.push(PathFault::MixedDatums {
                    leg,
                    start: from.altitude,
                    end: until.altitude,
                });
            } else if let Err(why) = chords_of_leg(leg, from, until, &mut chords) {
                faults.push(PathFault::Leg { leg, why });
            }
        }
        // A path of one point has no leg that would tell.
        if let [alone] = points.as_slice()
            && let Some(why) = beyond_judgement(alone.position)
        {
            faults.push(PathFault::Leg { leg: 0, why });
        }
        // The last moment by itself: a permitting window that ends there permits no more.
        match points.last() {
            None => faults.push(PathFault::Empty),
            Some(last) => chords.push(Chord {
                leg: points.len().saturating_sub(2),
                leg_span: if points.len() > 1 {
                    (1.0, 1.0)
                } else {
                    (0.0, 0.0)
                },
                ..Chord::at_point(last)
            }),
        }
        if faults.is_empty() {
            Ok(Self { points, chords })
        } else {
            Err(faults)
        }
    }

    /// The points.
    pub fn points(&self) -> &[PathPoint] {
        &self.points
    }
}

/// A stretch that may go on in the next chord. Its ends are a chord and a parameter of it.
struct Open<'a> {
    entry: Option<&'a Arc<Entry>>,
    decision: Decision,
    why: Option<UnknownWhy>,
    imaging: bool,
    from: (&'a Chord, f64),
    until: (&'a Chord, f64),
}

impl Open<'_> {
    fn goes_on_as(&self, applied: &Applied) -> bool {
        let same_entry = match (self.entry, applied.entry) {
            (Some(mine), Some(theirs)) => Arc::ptr_eq(mine, theirs),
            (None, None) => true,
            _ => false,
        };
        let reaches_end = self.until.1 >= 1.0;
        reaches_end
            && same_entry
            && self.decision == applied.decision
            && self.why == applied.why
            && self.imaging == applied.imaging
    }
}

/// Chords are judged together up to this length, metres: about the size of the areas that lie
/// densely, so that what is near one of them is mostly near the others.
const RUN_LENGTH_M: f64 = 1_500.0;

/// Cuts a path's chords, each of which starts where the one before it ends, into runs to judge
/// together.
fn runs(chords: &[Chord]) -> impl Iterator<Item = &[Chord]> {
    let mut rest = chords;
    std::iter::from_fn(move || {
        let mut length_m = 0.0;
        let fits = |chord: &&Chord| {
            length_m += chord.length_m();
            length_m <= RUN_LENGTH_M
        };
        let count = rest.iter().take_while(fits).count().max(1);
        let (run, after) = rest.split_at_checked(count)?;
        rest = after;
        Some(run)
    })
}

impl Snapshot {
    /// Judges a whole path: every leg, in space and time, with margins. All crossings of zones,
    /// limits and windows along it are in the answer.
    pub fn judge_path(&self, path: &Path, context: &Context) -> PathJudgement {
        let mut open: Vec<Open> = Vec::new();
        let mut next: Vec<Open> = Vec::new();
        let mut done: Vec<Open> = Vec::with_capacity(path.chords.len());
        let mut desk = Desk::default();
        for run in runs(&path.chords) {
            if context.margins.are_sound() {
                desk.judge_run(self, run, context);
            } else {
                let bad = |_| vec![unknown(UnknownWhy::BadMargins)];
                desk.applied = run.iter().map(bad).collect();
            }
            for (chord, pieces) in run.iter().zip(&desk.applied) {
                for piece in pieces {
                    for interval in piece.along.iter() {
                        let before = (interval.from <= 0.0)
                            .then(|| open.iter().position(|open| open.goes_on_as(piece)))
                            .flatten();
                        next.push(Open {
                            entry: piece.entry,
                            decision: piece.decision,
                            why: piece.why,
                            imaging: piece.imaging,
                            from: match before {
                                Some(index) => open.swap_remove(index).from,
                                None => (chord, interval.from),
                            },
                            until: (chord, interval.until),
                        });
                    }
                }
                done.append(&mut open);
                std::mem::swap(&mut open, &mut next);
            }
        }
        done.append(&mut open);
        self.judgement_of(done)
    }

    fn judgement_of(&self, mut done: Vec<Open>) -> PathJudgement {
        done.sort_by(|a, b| {
            let start = |open: &Open| (open.from.0.leg, fraction(open.from.0, open.from.1));
            start(a)
                .partial_cmp(&start(b))
                .unwrap_or(std::cmp::Ordering::Equal)
                .then(b.decision.cmp(&a.decision))
        });
        // A look at each subject, so that the waits for memory overlap: a clone waits alone.
        let subjects = done.iter().filter_map(|open| open.entry);
        std::hint::black_box(
            subjects.fold(0, |holders, entry| holders + entry.subject().holders()),
        );
        let mut judgement = PathJudgement {
            decision: Decision::Permitted,
            stretches: Vec::with_capacity(done.len()),
            imaging: Vec::new(),
        };
        for open in done {
            let stretch = Stretch {
                finding: self.finding(open.entry, open.decision, open.why),
                from: moment(open.from.0, open.from.1),
                until: moment(open.until.0, open.until.1),
            };
            if open.imaging {
                judgement.imaging.push(stretch);
            } else {
                judgement.decision = judgement.decision.max(open.decision);
                judgement.stretches.push(stretch);
            }
        }
        judgement
    }

    pub(super) fn finding(
        &self,
        entry: Option<&Arc<Entry>>,
        decision: Decision,
        why: Option<UnknownWhy>,
    ) -> Finding {
        let subject = entry.map(|entry| entry.subject().clone());
        let cause = match (why, subject) {
            (Some(why), about) => Cause::Unknown { why, about },
            (None, Some(subject)) => Cause::Subject(subject),
            (None, None) if self.is_empty() => Cause::EmptyAirspace,
            (None, None) => Cause::OutsidePermitted,
        };
        Finding { decision, cause }
    }
}

/// Which part of its leg is flown at `s`.
fn fraction(chord: &Chord, s: f64) -> f64 {
    let (from, until) = chord.leg_span;
    from + s * (until - from)
}

fn moment(chord: &Chord, s: f64) -> PathMoment {
    // A point between two positions is one; and heights lie between two that were checked.
    let position = Position::try_from(chord.coord_at(s)).unwrap_or(chord.positions().0);
    let altitude = Altitude::new(chord.height_at(s), chord.datum);
    PathMoment {
        leg: chord.leg,
        fraction: fraction(chord, s),
        position,
        altitude: altitude.unwrap_or(Altitude::ground()),
        time: chord.time_at(s),
    }
}
