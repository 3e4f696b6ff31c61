//! What one battery or one autopilot's memory does not hold, in several flights.

use super::planning::{Prepared, finished, in_its_airspace, planned, prepared};
use super::request::{Plan, PlanRequest, Refusal};
use super::track::{Track, TrackLeg};
use crate::feasibility::{Hindrance, HindranceKind};
use crate::planar::distance;
use geo::Coord;

/// A patrol is flown in so many parts at most.
const MOST_PARTS: usize = 24;

/// The flights of a patrol, one after another with a full battery each: one where one is enough, else as few as may
/// be, each with its own way there and home.
///
/// # Errors
/// All that is in the way of one flight, where more of them would not help; else what is in the way of the smallest parts.
pub fn plan_in_parts(request: &PlanRequest<'_>) -> Result<Vec<Plan>, Refusal> {
    in_its_airspace(request, planned_in_parts)
}

fn planned_in_parts(request: &PlanRequest<'_>) -> Result<Vec<Plan>, Refusal> {
    let mut refusal = match planned(request) {
        Ok(plan) => return Ok(vec![plan]),
        Err(refusal) => refusal,
    };
    if !refusal.hindrances.iter().all(is_of_length) {
        return Err(refusal);
    }
    let prepared = prepared(request)?;
    let mut count = least_parts(&refusal).max(2);
    while count <= MOST_PARTS {
        match in_parts(request, &prepared, count) {
            Ok(plans) => return Ok(plans),
            Err(why) if why.hindrances.iter().all(is_of_length) => refusal = why,
            Err(why) => return Err(why),
        }
        count += 1;
    }
    Err(refusal)
}

/// Whether a shorter flight helps.
fn is_of_length(hindrance: &Hindrance) -> bool {
    hindrance.kind == HindranceKind::Energy
}

/// So many batteries what it takes is at least.
fn least_parts(refusal: &Refusal) -> usize {
    let energy = refusal
        .nearest
        .as_ref()
        .and_then(|it| it.feasibility.energy);
    energy.map_or(2, |it| {
        let parts = it.at_landing.used_wh / it.budget.plannable_wh();
        if parts.is_finite() {
            parts.ceil().clamp(1.0, MOST_PARTS as f64) as usize
        } else {
            MOST_PARTS
        }
    })
}

fn in_parts(
    request: &PlanRequest<'_>,
    prepared: &Prepared,
    count: usize,
) -> Result<Vec<Plan>, Refusal> {
    let parts = parted(&prepared.tracks, count);
    parts
        .iter()
        .map(|tracks| finished(request, prepared, tracks))
        .collect()
}

/// Tracks in so many parts of about equal length, cut between legs, and within long ones.
fn parted(tracks: &[Track], count: usize) -> Vec<Vec<Track>> {
    let whole_m: f64 = tracks.iter().map(length_m).sum();
    let each_m = whole_m / count as f64;
    let mut parts: Vec<Vec<Track>> = Vec::new();
    let mut part: Vec<Track> = Vec::new();
    let mut left_m = each_m;
    for track in tracks {
        let mut rest = track.clone();
        loop {
            let rest_m = length_m(&rest);
            if rest_m <= left_m || parts.len() + 1 >= count {
                left_m -= rest_m;
                part.push(rest);
                break;
            }
            let (first, second) = cut_at(&rest, left_m);
            part.extend(first);
            parts.push(std::mem::take(&mut part));
            left_m = each_m;
            match second {
                Some(second) => rest = second,
                None => break,
            }
        }
    }
    if !part.is_empty() {
        parts.push(part);
    }
    parts.retain(|it| !it.is_empty());
    parts
}

fn length_m(track: &Track) -> f64 {
    let mut here = track.start;
    let mut length_m = 0.0;
    for leg in &track.legs {
        length_m += distance(here, leg.until);
        here = leg.until;
    }
    length_m
}

/// A track until it is so long, and the rest of it. Ways between what it is flown for belong to neither where it is
/// cut on one.
fn cut_at(track: &Track, at_m: f64) -> (Option<Track>, Option<Track>) {
    let mut here = track.start;
    let mut so_far_m = 0.0;
    for (index, leg) in track.legs.iter().enumerate() {
        let leg_m = distance(here, leg.until);
        if so_far_m + leg_m > at_m {
            let share = if leg_m > 0.0 {
                ((at_m - so_far_m) / leg_m).clamp(0.0, 1.0)
            } else {
                0.0
            };
            let place = if leg.is_sensing {
                here + (leg.until - here) * share
            } else {
                here
            };
            return (
                first_part(track, index, place),
                second_part(track, index, place),
            );
        }
        so_far_m += leg_m;
        here = leg.until;
    }
    (Some(track.clone()), None)
}

fn share_seen(track: &Track, legs: &[TrackLeg], start: Coord<f64>) -> Option<f64> {
    let part = Track {
        start,
        legs: legs.to_vec(),
        ..track.clone()
    };
    let whole_m = length_m(track);
    let share = if whole_m > 0.0 {
        length_m(&part) / whole_m
    } else {
        1.0
    };
    track.seen.map(|seen| seen * share)
}

fn first_part(track: &Track, index: usize, place: Coord<f64>) -> Option<Track> {
    let mut legs: Vec<TrackLeg> = track.legs.get(..index)?.to_vec();
    let cut = track.legs.get(index)?;
    let here = legs.last().map_or(track.start, |it| it.until);
    if cut.is_sensing && place != here {
        legs.push(TrackLeg {
            until: place,
            deeds: Vec::new(),
            ..cut.clone()
        });
    }
    while legs
        .last()
        .is_some_and(|it| !it.is_sensing && it.deeds.is_empty())
    {
        legs.pop();
    }
    let is_something = !legs.is_empty() || !track.deeds.is_empty();
    is_something.then(|| Track {
        seen: share_seen(track, &legs, track.start),
        legs,
        ..track.clone()
    })
}

fn second_part(track: &Track, index: usize, place: Coord<f64>) -> Option<Track> {
    let cut = track.legs.get(index)?;
    let rest = track.legs.get(index..)?;
    // A way that leads nowhere new is left out.
    let way = rest
        .iter()
        .take_while(|it| !it.is_sensing && it.deeds.is_empty())
        .count();
    let start = if cut.is_sensing {
        place
    } else {
        way.checked_sub(1)
            .and_then(|last| rest.get(last))
            .map_or(place, |it| it.until)
    };
    let legs: Vec<TrackLeg> = rest.get(way..)?.to_vec();
    let height = legs.first().map_or(track.height, |it| it.height);
    (!legs.is_empty()).then(|| Track {
        start,
        height,
        deeds: Vec::new(),
        seen: share_seen(track, &legs, start),
        legs,
        ..track.clone()
    })
}
