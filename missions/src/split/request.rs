//! What is split among whom.

use super::fault::SplitFault;
use super::pieces::{MOST_PIECES, cuts_of};
use crate::flight_time::SpeedRamp;
use crate::pattern::Leg;
use crate::planar::{FreeArea, distance};
use geo::Coord;

/// A drone that may take a part.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SplitDrone {
    /// Where it takes off and comes back to.
    pub dock: Coord<f64>,
    /// It flies legs so many times as fast as they are reckoned, 0.05…20.
    pub speed_factor: f64,
    /// How long it may be in the air, there and back included, s; none: as long as it takes.
    pub longest_s: Option<f64>,
}

/// How long a straight leg takes from one place to another, s.
pub type LegTime<'a> = dyn Fn(Coord<f64>, Coord<f64>) -> f64 + 'a;

/// How long a drone takes from one place to another, s.
pub type TransitTime<'a> = dyn Fn(&SplitDrone, Coord<f64>, Coord<f64>) -> f64 + 'a;

/// A pattern, and the drones among which it is split.
#[derive(Clone, Copy)]
pub struct SplitRequest<'a> {
    /// The legs of the pattern in flying order, each from where the one before ends.
    pub legs: &'a [Leg],
    /// The drones. Those that are alike in all (dock, speed, longest time) are one kind.
    pub drones: &'a [SplitDrone],
    /// Lanes are cut within, into at most 64 equal pieces, none shorter than this, metres; infinite: no lane is cut
    /// within.
    pub shortest_piece_m: f64,
    /// How long a straight leg takes from standstill to standstill, s; it may differ by direction, as in wind.
    pub leg_s: &'a LegTime<'a>,
    /// How long a drone takes from its dock to a place of the pattern, or from there back to its dock, s, by whichever
    /// way that is flown and at its own speed; infinite where there is no way.
    pub transit_s: &'a TransitTime<'a>,
}

/// How long straight legs take by a speed ramp, s.
pub fn by_ramp(ramp: SpeedRamp) -> impl Fn(Coord<f64>, Coord<f64>) -> f64 {
    move |from, until| ramp.leg_s(distance(from, until))
}

/// More drones are not told apart at once.
const MOST_DRONES: usize = 64;

/// All that can be told before times are asked for.
pub(super) fn check(request: &SplitRequest<'_>) -> Result<(), Vec<SplitFault>> {
    let mut faults = Vec::new();
    let drones = request.drones.len();
    match drones {
        0 => faults.push(SplitFault::NoDrone),
        1..=MOST_DRONES => {}
        _ => faults.push(SplitFault::TooManyDrones {
            drones,
            most: MOST_DRONES,
        }),
    }
    for (drone, it) in request.drones.iter().enumerate() {
        check_drone(drone, it, &mut faults);
    }
    check_legs(request.legs, &mut faults);
    if request.shortest_piece_m > 0.0 {
        check_pieces(request, &mut faults);
    } else {
        faults.push(SplitFault::ShortestPiece(request.shortest_piece_m));
    }
    done(faults)
}

pub(super) fn done(faults: Vec<SplitFault>) -> Result<(), Vec<SplitFault>> {
    match faults.is_empty() {
        true => Ok(()),
        false => Err(faults),
    }
}

fn is_in_plane(at: Coord<f64>) -> bool {
    at.x.abs() <= FreeArea::LARGEST_M && at.y.abs() <= FreeArea::LARGEST_M
}

fn check_drone(drone: usize, it: &SplitDrone, faults: &mut Vec<SplitFault>) {
    if !is_in_plane(it.dock) {
        faults.push(SplitFault::Dock { drone });
    }
    if !(0.05..=20.0).contains(&it.speed_factor) {
        let value = it.speed_factor;
        faults.push(SplitFault::SpeedFactor { drone, value });
    }
    if let Some(value) = it.longest_s
        && !(value.is_finite() && value > 0.0)
    {
        faults.push(SplitFault::LongestTime { drone, value });
    }
}

fn check_legs(legs: &[Leg], faults: &mut Vec<SplitFault>) {
    for (index, leg) in legs.iter().enumerate() {
        if !(is_in_plane(leg.from) && is_in_plane(leg.until)) {
            faults.push(SplitFault::NoPlace { leg: index });
        } else if index > 0 && legs[index - 1].until != leg.from {
            faults.push(SplitFault::Apart { leg: index });
        }
    }
    if !legs.iter().any(|it| it.is_lane) {
        faults.push(SplitFault::NoLane);
    }
}

fn check_pieces(request: &SplitRequest<'_>, faults: &mut Vec<SplitFault>) {
    let lanes = request.legs.iter().filter(|it| it.is_lane);
    let pieces: usize = lanes.map(|it| cuts_of(it, request.shortest_piece_m)).sum();
    let drones = request.drones.len();
    if pieces > MOST_PIECES {
        let most = MOST_PIECES;
        faults.push(SplitFault::TooManyPieces { pieces, most });
    } else if pieces > 0 && drones > pieces {
        faults.push(SplitFault::MoreDronesThanPieces { drones, pieces });
    }
}
