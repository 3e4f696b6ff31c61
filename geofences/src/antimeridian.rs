//! Rings that cross ±180° longitude.

mod split;

use crate::footprint::FootprintFaultKind;
use geo::Coord;

pub(crate) use split::{NotSplit, split};

/// Degrees in a whole turn.
const TURN_DEG: f64 = 360.0;

/// What [`unwrap_longitudes`] did with a ring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unwrapped {
    /// All longitudes were within ±180° as given, and no step took the short way.
    AsGiven,
    /// Longitudes were shifted by whole turns and are within ±180° now.
    Shifted,
    /// The ring crosses the antimeridian: its longitudes run on beyond 180°.
    Crosses,
}

/// Makes the longitudes of a ring, closed or open, run on beyond 180° where it crosses the
/// antimeridian, and says whether it does.
///
/// Steps of more than 180° are taken the short way. Its westernmost longitude is at least −180°
/// and less than 180° afterwards, so that a ring that lies wholly beyond ±180° (longitudes told
/// as 0°…360°) comes back within it. Longitudes may be up to ±360°; their shifted values differ
/// from the given ones by whole turns, rounded to the nearest number (less than 6 nm).
///
/// # Errors
/// [`FootprintFaultKind::AroundPole`] when the ring does not close after its steps, or covers
/// more than a whole turn.
pub(crate) fn unwrap_longitudes(ring: &mut [Coord<f64>]) -> Result<Unwrapped, FootprintFaultKind> {
    let (Some(&first), Some(&last)) = (ring.first(), ring.last()) else {
        return Ok(Unwrapped::AsGiven);
    };
    let mut turns = Vec::with_capacity(ring.len());
    let mut turn = 0.0;
    let mut previous = first.x;
    let (mut west, mut east) = (first.x, first.x);
    for vertex in ring.iter() {
        turn -= turns_too_many(vertex.x - previous);
        previous = vertex.x;
        turns.push(turn);
        west = west.min(vertex.x + turn * TURN_DEG);
        east = east.max(vertex.x + turn * TURN_DEG);
    }
    let turns_to_close = turn + turns_too_many(last.x - first.x);
    if turns_to_close != 0.0 {
        return Err(FootprintFaultKind::AroundPole);
    }
    // By comparison and not by division, which may round across the meridian.
    let mut base = 0.0;
    while west + base * TURN_DEG >= 180.0 {
        base -= 1.0;
    }
    while west + base * TURN_DEG < -180.0 {
        base += 1.0;
    }
    let shifted_west = west + base * TURN_DEG;
    let shifted_east = east + base * TURN_DEG;
    // A ring that keeps within ±180° as given may span the whole turn from meridian to meridian.
    let crosses = shifted_east > 180.0;
    if crosses && shifted_east - shifted_west > TURN_DEG {
        return Err(FootprintFaultKind::AroundPole);
    }
    let mut shifted = false;
    for (vertex, turn) in ring.iter_mut().zip(turns) {
        let turn = turn + base;
        shifted |= turn != 0.0;
        vertex.x += turn * TURN_DEG;
    }
    Ok(match (crosses, shifted) {
        (true, _) => Unwrapped::Crosses,
        (false, true) => Unwrapped::Shifted,
        (false, false) => Unwrapped::AsGiven,
    })
}

/// How many turns a step in longitude has to lose so that it is 180° at the most.
fn turns_too_many(step_deg: f64) -> f64 {
    if step_deg.abs() <= 180.0 {
        0.0
    } else {
        (step_deg / TURN_DEG).round()
    }
}

/// Shifts the holes by whole turns so that they lie where the outer ring, the first, does. A
/// hole that lies beside it either way stays.
pub(crate) fn align_rings(rings: &mut [Vec<Coord<f64>>]) {
    let Some((exterior, holes)) = rings.split_first_mut() else {
        return;
    };
    let (west, east) = longitude_range(exterior);
    for hole in holes {
        let (hole_west, hole_east) = longitude_range(hole);
        let fitting = [0.0, TURN_DEG, -TURN_DEG]
            .into_iter()
            .find(|shift| hole_west + shift >= west && hole_east + shift <= east);
        if let Some(shift) = fitting.filter(|&shift| shift != 0.0) {
            for vertex in hole {
                vertex.x += shift;
            }
        }
    }
}

/// The westernmost and the easternmost longitude.
fn longitude_range(ring: &[Coord<f64>]) -> (f64, f64) {
    ring.iter().fold(
        (f64::INFINITY, f64::NEG_INFINITY),
        |(west, east), vertex| (west.min(vertex.x), east.max(vertex.x)),
    )
}

#[cfg(test)]
mod tests;
