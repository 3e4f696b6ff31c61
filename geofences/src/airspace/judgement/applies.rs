//! What of the airspace applies to a chord, and where along it.

use super::chord::Chord;
use super::context::Context;
use super::cover::{CoverGaps, gaps};
use super::decision::{Decision, UnknownWhy};
use super::heights::HeightProfile;
use super::intervals::IntervalSet;
use super::moments::{active_along, stretches_of};
use super::near::within_reach_of_area;
use crate::airspace::entry::{Entry, Subject};
use crate::airspace::snapshot::Snapshot;
use crate::{
    Altitude, AltitudeBand, AltitudeDatum, Obstacle, Position, Rule, Scope, TimeReading, Zone,
};
use geo::Rect;
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
    let profile = HeightProfile::new(chord, context);
    let margins = &context.margins;
    let reach_m = chord.safe_margin_m(margins.horizontal_m.max(margins.obstacle_horizontal_m));
    if let Some(why) = chord.beyond_reach(reach_m) {
        return vec![unknown(why)];
    }
    let mut permitted = Vec::new();
    let mut applied = Vec::new();
    snapshot.for_each_touching(&chord.rect(reach_m), |entry| match entry.subject() {
        Subject::Zone(zone) if is_permit(zone) => permitted.push(entry),
        Subject::Zone(zone) => zone_applies(chord, &profile, context, entry, zone, &mut applied),
        Subject::Obstacle(obstacle) => {
            obstacle_applies(chord, &profile, context, entry, obstacle, &mut applied);
        }
    });
    let CoverGaps {
        outside,
        unknown,
        why,
    } = gaps(chord, &profile, context, &permitted);
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
    applied
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

/// Whether the zone is one that lets fly.
pub fn is_permit(zone: &Zone) -> bool {
    zone.rule == Rule::Permitted && zone.scope == Scope::Flight
}

fn zone_applies<'a>(
    chord: &Chord,
    profile: &HeightProfile,
    context: &Context,
    entry: &'a Arc<Entry>,
    zone: &Zone,
    applied: &mut Vec<Applied<'a>>,
) {
    let imaging = zone.scope == Scope::Imaging;
    if imaging && matches!(zone.rule, Rule::Permitted | Rule::Advisory) {
        return;
    }
    let reach_m = chord.safe_margin_m(context.margins.horizontal_m);
    let near = within_reach_of_area(chord, entry.area(), reach_m);
    if near.is_empty() {
        return;
    }
    let mut along = near.and(&active_along(chord, entry, TimeReading::Longest));
    if along.is_empty() {
        return;
    }
    let mut why = None;
    match in_band(zone.band, profile, context.margins.vertical_m) {
        Ok(in_band) => along = along.and(&in_band),
        // Imaging and advice change no decision; they are told although they may not apply.
        Err(_) if imaging || zone.rule == Rule::Advisory => {}
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
    let decision = match zone.rule {
        _ if why.is_some() => Decision::Unknown,
        Rule::Permitted | Rule::Advisory => Decision::Permitted,
        Rule::Conditional => Decision::Conditional,
        Rule::NeedsAuthorization => Decision::NeedsAuthorization,
        Rule::Prohibited => Decision::Prohibited,
    };
    if zone.rule != Rule::NeedsAuthorization {
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

/// Where along the chord the aircraft may be within the band.
pub(super) fn in_band(
    band: AltitudeBand,
    profile: &HeightProfile,
    reach_m: f64,
) -> Result<IntervalSet, UnknownWhy> {
    let above = match band.lower() {
        // Nothing flies below the ground.
        Some(lower) if lower.datum() == AltitudeDatum::AboveGround && lower.metres() <= 0.0 => None,
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

fn obstacle_applies<'a>(
    chord: &Chord,
    profile: &HeightProfile,
    context: &Context,
    entry: &'a Arc<Entry>,
    obstacle: &Obstacle,
    applied: &mut Vec<Applied<'a>>,
) {
    let margins = &context.margins;
    let reach_m = chord.safe_margin_m(margins.obstacle_horizontal_m);
    let near = within_reach_of_area(chord, entry.area(), reach_m);
    if near.is_empty() {
        return;
    }
    let below_top = obstacle_top(obstacle, &entry.bounds(), context)
        .and_then(|top| profile.may_reach_down_to(top, margins.obstacle_vertical_m));
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
