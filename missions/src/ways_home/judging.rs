//! The judgement of a mission's ways home, leg by leg.

use super::answer::{FlownLeg, Found, LegWays, Task, Verdict, WayHome, WaysHome};
use super::corridor::Judge;
use super::obstruction::{Obstruction, add};
use super::return_rules::ReturnTarget;
use super::soundness::unsound;
use super::span::Span;
use super::strictest::Strictest;
use super::sweep::{Start, Sweep};
use geo::{Coord, Rect};
use geofences::{Bilingual, Context, LocalPlane, Position, Snapshot};
use std::ops::Range;

/// Stretches are cut no shorter than this, metres.
const SHORTEST_M: f64 = 4.0;
/// Legs farther apart than this are not judged together, metres.
const WIDEST_M: f64 = 800.0;

/// Judges every way home of a mission.
pub fn judge_ways_home(task: &Task, snapshot: &Snapshot, context: &Context) -> WaysHome {
    let judge = match judge(task, snapshot, context) {
        Ok(judge) => judge,
        Err(why) => return not_judged(task, &why),
    };
    let sweep = Sweep::new(&judge, task.rules, task.places);
    let mut judging = Judging {
        legs: task.legs,
        verdicts: vec![None; task.legs.len()],
        sweep: &sweep,
        last_end: None,
    };
    judging.judge_range(0..task.legs.len());
    let verdicts = judging.verdicts.into_iter().zip(task.legs).enumerate();
    let legs = verdicts.map(|(leg, (verdict, flown))| {
        let ways = ways(&sweep, &Start::of_part(&sweep.plane, flown, (0.0, 1.0)));
        let (known, ways) = match ways {
            Ok(ways) => (Verdict::Legal, ways),
            Err(obstruction) => (Verdict::Unknown(Found::at_start(obstruction)), Vec::new()),
        };
        LegWays {
            leg,
            verdict: verdict.unwrap_or(known),
            ways,
        }
    });
    WaysHome {
        legs: legs.collect(),
    }
}

/// Whether every way home of a mission is legal, and nothing about those that are not: at the first of them it ends.
pub(super) fn are_legal(task: &Task, snapshot: &Snapshot, context: &Context) -> bool {
    let Ok(judge) = judge(task, snapshot, context) else {
        return false;
    };
    let sweep = Sweep::new(&judge, task.rules, task.places);
    !task.legs.is_empty() && are_together(&sweep, task.legs)
}

fn are_together(sweep: &Sweep, legs: &[FlownLeg]) -> bool {
    if let [leg] = legs {
        return judge_part(sweep, leg, (0.0, 1.0)).is_ok();
    }
    let start = Start::of_legs(&sweep.plane, legs);
    if start.reach_m <= WIDEST_M && sweep.first_blocked(&start).is_empty() {
        return true;
    }
    let (first, second) = legs.split_at(legs.len() / 2);
    are_together(sweep, first) && are_together(sweep, second)
}

fn not_judged(task: &Task, why: &Bilingual) -> WaysHome {
    let legs = task.legs.iter().enumerate().map(|(leg, flown)| LegWays {
        leg,
        verdict: Verdict::Unknown(Found::not_judged(why.clone(), flown.from)),
        ways: Vec::new(),
    });
    WaysHome {
        legs: legs.collect(),
    }
}

/// The ways home from one point, to every place that a return from there may go to.
///
/// # Errors
/// Where one of them is not known, for there is no terrain or nothing can be judged: why.
pub fn ways_home_from(
    position: Position,
    amsl_m: f64,
    task: &Task,
    snapshot: &Snapshot,
    context: &Context,
) -> Result<Vec<WayHome>, Found> {
    let here = [FlownLeg {
        from: position,
        from_amsl_m: amsl_m,
        until: position,
        until_amsl_m: amsl_m,
    }];
    let task = &Task {
        legs: &here,
        ..*task
    };
    let judge = judge(task, snapshot, context).map_err(|why| Found::not_judged(why, position))?;
    let sweep = Sweep::new(&judge, task.rules, task.places);
    let coord = position.coord();
    let start = Start::new(&sweep.plane, vec![(coord, coord)], Span::one(amsl_m));
    ways(&sweep, &start).map_err(Found::at_start)
}

/// All ways, or why one of them is not known: the longest of some is not that of all.
fn ways(sweep: &Sweep, start: &Start) -> Result<Vec<WayHome>, Obstruction> {
    let ways = sweep.targets(start)?.into_iter().map(|target| {
        let (heights, distance_m, ground_amsl_m) = sweep
            .heights_and_distances(start, target)
            .ok_or_else(|| sweep.no_terrain(target))?;
        Ok(WayHome {
            target,
            climb_m: (heights.high - start.now_amsl_m.low).max(0.0),
            across_m: distance_m.high,
            height_amsl_m: heights.high,
            descent_m: (heights.high - ground_amsl_m.low).max(0.0),
        })
    });
    ways.collect()
}

/// What the ways of a task are judged against.
///
/// # Errors
/// Why nothing of it can be judged.
pub(super) fn judge<'a>(
    task: &Task,
    snapshot: &'a Snapshot,
    context: &Context<'a>,
) -> Result<Judge<'a>, Bilingual> {
    if let Some(why) = unsound(task, &context.margins) {
        return Err(why);
    }
    let within = extent(task, context);
    Ok(Judge {
        airspace: Strictest::over(snapshot, &within, task.window, context.approvals)?,
        context: *context,
        limits: task.limits,
        time: task.window.from,
    })
}

/// A rectangle around all that returns may reach, degrees.
fn extent(task: &Task, context: &Context) -> Rect<f64> {
    let home = task.places.home.position.coord();
    let legs = task
        .legs
        .iter()
        .flat_map(|leg| [leg.from.coord(), leg.until.coord()]);
    let rally = task.places.rally.iter().map(|place| place.position.coord());
    let landing = task.places.landing.map(|place| place.coord());
    let bounds = legs
        .chain(rally)
        .chain(landing)
        .fold(Rect::new(home, home), |bounds, coord| {
            let (low, high) = (bounds.min(), bounds.max());
            Rect::new(
                Coord {
                    x: low.x.min(coord.x),
                    y: low.y.min(coord.y),
                },
                Coord {
                    x: high.x.max(coord.x),
                    y: high.y.max(coord.y),
                },
            )
        });
    let margins = context.margins;
    let beyond_m = margins.horizontal_m.max(margins.obstacle_horizontal_m)
        + 4.0 * task.rules.turn_radius_m()
        + 100.0;
    let reach = LocalPlane::at(home).degrees(2.0 * beyond_m);
    Rect::new(bounds.min() - reach, bounds.max() + reach)
}

impl Start {
    /// From one part of a leg to another.
    pub(super) fn of_part(plane: &LocalPlane, leg: &FlownLeg, part: (f64, f64)) -> Self {
        let (from, until) = (leg.from.coord(), leg.until.coord());
        let at = |s: f64| {
            if s < 1.0 {
                from + (until - from) * s
            } else {
                until
            }
        };
        let height = |s: f64| leg.from_amsl_m + s * (leg.until_amsl_m - leg.from_amsl_m);
        let heights = Span::of([height(part.0), height(part.1)]);
        Self::new(plane, vec![(at(part.0), at(part.1))], heights)
    }

    fn of_legs(plane: &LocalPlane, legs: &[FlownLeg]) -> Self {
        let ends = legs.iter().map(|leg| (leg.from.coord(), leg.until.coord()));
        let heights = Span::of(
            legs.iter()
                .flat_map(|leg| [leg.from_amsl_m, leg.until_amsl_m]),
        );
        Self::new(plane, ends.collect(), heights)
    }
}

/// How long a leg is, up and across, metres.
pub(super) fn length_m(plane: &LocalPlane, leg: &FlownLeg) -> f64 {
    let along = plane.metres(leg.until.coord()) - plane.metres(leg.from.coord());
    along
        .x
        .hypot(along.y)
        .max((leg.until_amsl_m - leg.from_amsl_m).abs())
}

struct Judging<'a> {
    legs: &'a [FlownLeg],
    /// Those that are not legal.
    verdicts: Vec<Option<Verdict>>,
    sweep: &'a Sweep<'a>,
    /// What is in the way from the last end of a leg that was looked at: mostly the next leg begins there.
    last_end: Option<(Position, f64, Vec<Obstruction>)>,
}

impl Judging<'_> {
    /// Judges legs together, and where that is not enough by halves.
    fn judge_range(&mut self, range: Range<usize>) {
        let Some(legs) = self.legs.get(range.clone()).filter(|legs| !legs.is_empty()) else {
            return;
        };
        if let [leg] = legs {
            if let Err(verdict) = judge_part(self.sweep, leg, (0.0, 1.0)) {
                let verdict = self.with_ends(leg, verdict);
                if let Some(place) = self.verdicts.get_mut(range.start) {
                    *place = Some(verdict);
                }
            }
            return;
        }
        let start = Start::of_legs(&self.sweep.plane, legs);
        if start.reach_m <= WIDEST_M && self.sweep.first_blocked(&start).is_empty() {
            return;
        }
        let middle = range.start + legs.len() / 2;
        self.judge_range(range.start..middle);
        self.judge_range(middle..range.end);
    }

    /// With what is in the way at both ends too: mostly that is another thing.
    fn with_ends(&mut self, leg: &FlownLeg, before: Verdict) -> Verdict {
        let (Verdict::Illegal(mut found) | Verdict::Unknown(mut found)) = before else {
            return before;
        };
        let at_start = match self.last_end.take() {
            Some((position, amsl_m, known))
                if (position, amsl_m) == (leg.from, leg.from_amsl_m) =>
            {
                known
            }
            _ => blocked_at(self.sweep, leg, 0.0),
        };
        let at_end = blocked_at(self.sweep, leg, 1.0);
        add(&mut found.obstructions, at_start);
        add(&mut found.obstructions, at_end.clone());
        self.last_end = Some((leg.until, leg.until_amsl_m, at_end));
        verdict(found)
    }
}

/// Judges a part of a leg: together, or one way exactly and then by halves.
fn judge_part(sweep: &Sweep, leg: &FlownLeg, part: (f64, f64)) -> Result<(), Verdict> {
    let start = Start::of_part(&sweep.plane, leg, part);
    let obstructions = sweep.first_blocked(&start);
    if obstructions.is_empty() {
        return Ok(());
    }
    let middle = 0.5 * (part.0 + part.1);
    let exact = blocked_at(sweep, leg, middle);
    if !exact.is_empty() {
        return Err(verdict(Found {
            fraction: middle,
            obstructions: exact,
        }));
    }
    if (part.1 - part.0) * length_m(&sweep.plane, leg) <= SHORTEST_M {
        return Err(Verdict::TooClose(Found {
            fraction: middle,
            obstructions,
        }));
    }
    judge_part(sweep, leg, (part.0, middle))?;
    judge_part(sweep, leg, (middle, part.1))
}

/// All that is in the way of returns from one point.
fn blocked_at(sweep: &Sweep, leg: &FlownLeg, fraction: f64) -> Vec<Obstruction> {
    let start = Start::of_part(&sweep.plane, leg, (fraction, fraction));
    let targets = match sweep.targets(&start) {
        Ok(targets) => targets,
        Err(obstruction) => return vec![obstruction],
    };
    let mut found = Vec::new();
    for target in targets {
        add(&mut found, sweep.blocked(&start, target, true));
    }
    found
}

fn verdict(found: Found) -> Verdict {
    if found.obstructions.iter().all(|it| it.what.is_unknown()) {
        Verdict::Unknown(found)
    } else {
        Verdict::Illegal(found)
    }
}

/// Whether all returns from a part of a leg to one place are legal.
pub(super) fn is_part_legal(
    sweep: &Sweep,
    leg: &FlownLeg,
    part: (f64, f64),
    target: ReturnTarget,
) -> bool {
    let start = Start::of_part(&sweep.plane, leg, part);
    if sweep.blocked(&start, target, false).is_empty() {
        return true;
    }
    let middle = 0.5 * (part.0 + part.1);
    let exact = Start::of_part(&sweep.plane, leg, (middle, middle));
    let is_short = (part.1 - part.0) * length_m(&sweep.plane, leg) <= SHORTEST_M;
    if is_short || !sweep.blocked(&exact, target, false).is_empty() {
        return false;
    }
    is_part_legal(sweep, leg, (part.0, middle), target)
        && is_part_legal(sweep, leg, (middle, part.1), target)
}
