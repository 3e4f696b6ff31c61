//! What of the airspace applies to a chord, and where along it.

use super::chord::Chord;
use super::context::Context;
use super::cover::{CoverGaps, gaps};
use super::decision::{Decision, UnknownWhy};
use super::height_range::{HeightRange, is_apart};
use super::heights::HeightProfile;
use super::intervals::IntervalSet;
use super::moments::{active_along, stretches_of};
use super::near::{Corridor, Edge, edges_touching};
use super::permitted::Permitted;
use crate::airspace::entry::{Entry, Role, Subject};
use crate::airspace::index::around;
use crate::airspace::snapshot::Snapshot;
use crate::{
    Altitude, AltitudeBand, AltitudeDatum, Obstacle, Position, Rule, Scope, TimeReading, Zone,
};
use geo::Rect;
use smallvec::SmallVec;
use std::cell::OnceCell;
use std::sync::Arc;

/// Something that applies to a part of a chord.
#[derive(Clone, Debug)]
pub struct Applied<'a> {
    /// The zone or obstacle; `None` for the lack of a permitted one.
    pub entry: Option<&'a Arc<Entry>>,
    /// What it means for the flight.
    pub decision: Decision,
    /// Why it cannot be told, where the decision is [`Decision::Unknown`].
    pub why: Option<UnknownWhy>,
    /// Whether it is about imaging only.
    pub imaging: bool,
    /// Where along the chord.
    pub along: IntervalSet,
}

/// Finds all that applies to a chord.
pub fn applied_along<'a>(
    snapshot: &'a Snapshot,
    chord: &Chord,
    context: &Context,
) -> Vec<Applied<'a>> {
    let mut desk = Desk::default();
    desk.judge_run(snapshot, std::slice::from_ref(chord), context);
    desk.applied.pop().unwrap_or_default()
}

/// A chord of a run, made ready to be compared with many areas.
struct Ready<'a> {
    profile: HeightProfile<'a>,
    to_zones: Corridor<'a>,
    to_obstacles: Corridor<'a>,
}

impl<'a> Ready<'a> {
    fn new(chord: &'a Chord, context: &'a Context) -> Self {
        let reach_m = |margin_m| chord.safe_margin_m(margin_m);
        Self {
            profile: HeightProfile::new(chord, context),
            to_zones: Corridor::new(chord, reach_m(context.margins.horizontal_m)),
            to_obstacles: Corridor::new(chord, reach_m(context.margins.obstacle_horizontal_m)),
        }
    }

    /// What must not come near something.
    fn corridor_to(&self, subject: &Subject) -> &Corridor<'a> {
        match subject {
            Subject::Zone(_) => &self.to_zones,
            Subject::Obstacle(_) => &self.to_obstacles,
        }
    }
}

/// What is at hand while runs are judged one after the other: what applies to the chords of the last
/// one, and room that the next one uses again.
#[derive(Default)]
pub struct Desk<'a> {
    /// What applies to each chord of the run.
    pub applied: Vec<Vec<Applied<'a>>>,
    permitted: Permitted<'a>,
    others: Vec<&'a Arc<Entry>>,
    edges: Vec<Edge>,
}

impl<'a> Desk<'a> {
    /// Finds all that applies to each chord of a run. What is near is looked up once for all of them,
    /// and each area is compared with all of them while it is at hand: what costs is memory.
    pub fn judge_run(&mut self, snapshot: &'a Snapshot, run: &[Chord], context: &Context) {
        self.clear(run.len());
        let margins = &context.margins;
        let reach_m = margins.horizontal_m.max(margins.obstacle_horizontal_m);
        let beyond = |chord: &Chord| chord.beyond_reach(chord.safe_margin_m(reach_m));
        if let ([chord], [applied]) = (run, self.applied.as_mut_slice())
            && let Some(why) = beyond(chord)
        {
            applied.push(unknown(why));
            return;
        } else if run.iter().any(|chord| beyond(chord).is_some()) {
            let alone = |chord| applied_along(snapshot, chord, context);
            self.applied = run.iter().map(alone).collect();
            return;
        }
        let ready: Vec<Ready> = run.iter().map(|chord| Ready::new(chord, context)).collect();
        self.find_near(snapshot, &ready, context);
        fetch(&self.others);
        for entry in &self.others {
            compare(entry, &ready, &mut self.edges, context, &mut self.applied);
        }
        for (chord, applied) in ready.iter().zip(&mut self.applied) {
            add_gaps(chord, context, &mut self.permitted, applied);
        }
    }

    /// Nothing applies yet to so many chords.
    fn clear(&mut self, chords: usize) {
        self.applied.resize_with(chords, Vec::new);
        self.applied.iter_mut().for_each(Vec::clear);
        self.permitted.clear();
        self.others.clear();
    }

    /// Finds what is near a run. Most of it is told from the run by its outline alone, without a visit
    /// to it.
    fn find_near(&mut self, snapshot: &'a Snapshot, run: &[Ready], context: &Context) {
        let reach = RunReach::new(run);
        let vertical_m = context.margins.vertical_m;
        snapshot.for_each_near(&reach.windows, |bounds, outline, entry| {
            match outline.role {
                Role::Nothing => {}
                Role::Permit => self
                    .permitted
                    .add(bounds.extent(0) * bounds.extent(1), entry),
                Role::Zone if reach.is_apart_from(outline.band(), vertical_m) => {}
                Role::Zone | Role::Obstacle => self.others.push(entry),
            }
        });
    }
}

/// Looks at all that will be read of the entries' areas, so that the waits for memory overlap. What
/// decides how much to look at comes first: a wrong guess of the processor would end its looking ahead.
fn fetch(entries: &[&Arc<Entry>]) {
    let vertices = entries
        .iter()
        .map(|entry| entry.area().rings().coords().len());
    std::hint::black_box(vertices.sum::<usize>());
    entries.iter().for_each(|entry| entry.area().fetch());
}

/// What the chords of a run reach, so that most that is near them is told apart at a glance.
struct RunReach<'r, 'a> {
    run: &'r [Ready<'a>],
    /// Around all within reach of each chord, degrees.
    windows: SmallVec<[Rect<f64>; 16]>,
    /// Over each datum, worked out when first asked for.
    heights: [OnceCell<Option<HeightRange>>; 4],
}

impl<'r, 'a> RunReach<'r, 'a> {
    fn new(run: &'r [Ready<'a>]) -> Self {
        Self {
            run,
            windows: run
                .iter()
                .map(|chord| around(chord.to_zones.window, chord.to_obstacles.window))
                .collect(),
            heights: Default::default(),
        }
    }

    /// Whether a band is surely above or below all of the chords, wherever they are.
    fn is_apart_from(&self, band: AltitudeBand, vertical_m: f64) -> bool {
        is_apart(band, vertical_m, |datum| {
            *self.heights[datum as usize].get_or_init(|| {
                let ranges = self.run.iter().map(|chord| chord.profile.range(datum));
                let both = |a: Option<HeightRange>, b| Some(a?.around(b?));
                ranges.reduce(both).flatten()
            })
        })
    }
}

/// Adds where no permitted zone covers a chord.
fn add_gaps(
    chord: &Ready,
    context: &Context,
    permitted: &mut Permitted,
    applied: &mut Vec<Applied>,
) {
    let CoverGaps {
        outside,
        unknown,
        why,
    } = gaps(&chord.to_zones, &chord.profile, context, permitted);
    for (along, decision, why) in [
        (outside, Decision::Prohibited, None),
        (unknown, Decision::Unknown, why),
    ] {
        if !along.is_empty() {
            applied.push(Applied {
                entry: None,
                decision,
                why,
                imaging: false,
                along,
            });
        }
    }
}

/// A judgement that cannot be made, for a whole chord.
pub fn unknown<'a>(why: UnknownWhy) -> Applied<'a> {
    Applied {
        entry: None,
        decision: Decision::Unknown,
        why: Some(why),
        imaging: false,
        along: IntervalSet::whole(),
    }
}

/// Compares a zone that restricts or an obstacle with the chords of a run, and adds where it
/// applies. `edges` is room for those of its area that are near.
fn compare<'a>(
    entry: &'a Arc<Entry>,
    run: &[Ready],
    edges: &mut Vec<Edge>,
    context: &Context,
    applied: &mut [Vec<Applied<'a>>],
) {
    let (subject, bounds) = (entry.subject(), entry.area().bounds());
    let corridors = run.iter().map(|chord| chord.corridor_to(subject));
    let near = corridors.filter(|corridor| !corridor.misses(&bounds));
    let Some(window) = near.map(|corridor| corridor.window).reduce(around) else {
        return;
    };
    edges_touching(entry.area(), &window, edges);
    let mut inside = None;
    for (chord, applied) in run.iter().zip(applied) {
        let corridor = chord.corridor_to(subject);
        let near = corridor.near_area(entry.area(), edges, &mut inside);
        if near.is_empty() {
            continue;
        }
        match subject {
            Subject::Zone(zone) => {
                let part = ZonePart {
                    entry,
                    zone,
                    context,
                };
                part.applies_where(near, chord, applied);
            }
            Subject::Obstacle(obstacle) => {
                obstacle_applies(near, &chord.profile, context, entry, obstacle, applied);
            }
        }
    }
}

/// A zone that restricts, with what is known beside it.
struct ZonePart<'a, 'c> {
    entry: &'a Arc<Entry>,
    zone: &'a Zone,
    context: &'c Context<'c>,
}

impl<'a> ZonePart<'a, '_> {
    /// Adds where the zone applies to a chord that is near it.
    fn applies_where(&self, near: IntervalSet, ready: &Ready, applied: &mut Vec<Applied<'a>>) {
        let Self {
            entry,
            zone,
            context,
        } = *self;
        let (chord, profile) = (ready.to_zones.chord, &ready.profile);
        let imaging = entry.scope() == Scope::Imaging;
        let mut along = near.and(&active_along(chord, entry, TimeReading::Longest));
        if along.is_empty() {
            return;
        }
        let mut why = None;
        match in_band(entry.band(), profile, context.margins.vertical_m) {
            Ok(in_band) => along = along.and(&in_band),
            // Imaging and advice change no decision; they are told although they may not apply.
            Err(_) if imaging || entry.rule() == Rule::Advisory => {}
            Err(reason) => why = Some(reason),
        }
        let mut push = |decision: Decision, along: IntervalSet| {
            if !along.is_empty() {
                applied.push(Applied {
                    entry: Some(entry),
                    decision,
                    // What an approval lifts is lifted at every height.
                    why: why.filter(|_| decision == Decision::Unknown),
                    imaging,
                    along,
                });
            }
        };
        let decision = match entry.rule() {
            _ if why.is_some() => Decision::Unknown,
            Rule::Permitted | Rule::Advisory => Decision::Permitted,
            Rule::Conditional => Decision::Conditional,
            Rule::NeedsAuthorization => Decision::NeedsAuthorization,
            Rule::Prohibited => Decision::Prohibited,
        };
        if entry.rule() != Rule::NeedsAuthorization {
            push(decision, along);
            return;
        }
        let approved: Vec<_> = context
            .approvals
            .for_zone(&zone.id)
            .iter()
            .map(|approval| approval.valid)
            .collect();
        let approved = stretches_of(chord, &approved);
        let missing = if chord.duration_us() == 0.0 && !approved.is_empty() {
            IntervalSet::empty()
        } else {
            along.without(&approved)
        };
        push(Decision::Permitted, along.and(&approved));
        push(decision, missing);
    }
}

/// Where along the chord the aircraft may be within the band.
pub(super) fn in_band(
    band: AltitudeBand,
    profile: &HeightProfile,
    reach_m: f64,
) -> Result<IntervalSet, UnknownWhy> {
    let above = match band.lower_to_break() {
        Some(lower) => Some(profile.may_reach_up_to(lower, reach_m)?),
        None => None,
    };
    let below = match band.upper() {
        Some(upper) => Some(profile.may_reach_down_to(upper, reach_m)?),
        None => None,
    };
    Ok(match (above, below) {
        (Some(above), Some(below)) => above.and(&below),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => IntervalSet::whole(),
    })
}

/// Adds where an obstacle that is near is not surely below.
fn obstacle_applies<'a>(
    near: IntervalSet,
    profile: &HeightProfile,
    context: &Context,
    entry: &'a Arc<Entry>,
    obstacle: &Obstacle,
    applied: &mut Vec<Applied<'a>>,
) {
    let reach_m = context.margins.obstacle_vertical_m;
    let below_top = obstacle_top(obstacle, &entry.bounds(), context)
        .and_then(|top| profile.may_reach_down_to(top, reach_m));
    let (along, decision, why) = match below_top {
        Ok(below_top) => (near.and(&below_top), Decision::Prohibited, None),
        Err(why) => (near, Decision::Unknown, Some(why)),
    };
    if !along.is_empty() {
        applied.push(Applied {
            entry: Some(entry),
            decision,
            why,
            imaging: false,
            along,
        });
    }
}

/// The highest top that the obstacle may have. A top above ground stands on the highest ground
/// under the obstacle.
///
/// # Errors
/// Without terrain the top of an obstacle above ground is not known.
pub fn obstacle_top(
    obstacle: &Obstacle,
    bounds: &Rect<f64>,
    context: &Context,
) -> Result<Altitude, UnknownWhy> {
    if !(obstacle.vertical_uncertainty_m >= 0.0 && obstacle.vertical_uncertainty_m.is_finite()) {
        return Err(UnknownWhy::BadObstacle);
    }
    let top_m = obstacle.top.metres() + obstacle.vertical_uncertainty_m;
    let (top_m, datum) = match obstacle.top.datum() {
        AltitudeDatum::AboveGround => {
            let corner = |coord| Position::try_from(coord).map_err(|_| UnknownWhy::NoTerrain);
            let ground = context
                .terrain
                .ground_range(corner(bounds.min())?, corner(bounds.max())?)
                .filter(|ground| ground.uncertainty_m >= 0.0)
                .ok_or(UnknownWhy::NoTerrain)?;
            let highest_m = ground.highest_amsl_m + ground.uncertainty_m;
            if !highest_m.is_finite() {
                return Err(UnknownWhy::NoTerrain);
            }
            (top_m + highest_m, AltitudeDatum::MeanSeaLevel)
        }
        datum => (top_m, datum),
    };
    Altitude::new(top_m.clamp(Altitude::LOWEST_M, Altitude::HIGHEST_M), datum)
        .map_err(|_| UnknownWhy::NoTerrain)
}
