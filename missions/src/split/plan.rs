//! The split whose longest flight is the shortest.

use super::fault::{DronesNeeded, SplitFault};
use super::fleet::Fleet;
use super::orders::Orders;
use super::pieces::{Pieces, Way};
use super::reach::Kind;
use super::request::{SplitRequest, check};
use crate::pattern::Leg;

/// A pattern split among drones.
#[derive(Clone, Debug, PartialEq)]
pub struct Split {
    /// What each drone flies, as they stand in the request; none of one that would not make the longest flight
    /// shorter and stays in its dock.
    pub parts: Vec<Option<SplitPart>>,
    /// How long the longest flight takes, s.
    pub longest_s: f64,
    /// Whether no other split has a shorter longest flight (by more than a billionth), lanes being cut where they may
    /// be: whether all orders of drones were gone through.
    pub is_shortest: bool,
}

/// What one drone flies.
#[derive(Clone, Debug, PartialEq)]
pub struct SplitPart {
    /// Which part of the pattern it is, from 0, as the pattern is flown.
    pub number: usize,
    /// The legs in flying order, from the first lane to the last, as far as this drone flies them.
    pub legs: Vec<Leg>,
    /// Whether it is flown against the pattern's direction.
    pub is_reversed: bool,
    /// From the dock to the first leg, s.
    pub out_s: f64,
    /// The legs themselves, at the drone's speed, s.
    pub part_s: f64,
    /// From the last leg to the dock, s.
    pub home_s: f64,
}

impl SplitPart {
    /// The whole flight, s.
    pub fn time_s(&self) -> f64 {
        self.out_s + self.part_s + self.home_s
    }
}

/// Splits a pattern among drones, so that the longest of their flights is as short as can be.
///
/// Ways of the pattern before its first and behind its last lane are not flown, nor are those where parts end between
/// lanes. Up to six drones, and more of them where some are alike, are put into every order; of larger fleets a good
/// order is looked for.
///
/// # Errors
/// All faults of the request; and that it cannot be flown within the drones' longest times.
pub fn split(request: &SplitRequest<'_>) -> Result<Split, Vec<SplitFault>> {
    check(request)?;
    let pieces = Pieces::new(request)?;
    let kinds = Kind::all(request, &pieces);
    let fleet = Fleet::new(&pieces, &kinds);
    let is_shortest = fleet.is_some();
    let shares = match fleet {
        Some(fleet) => {
            let best = shortest(&pieces, &kinds, |limit_s| fleet.within(limit_s));
            best.map(|it| it.shares)
        }
        None => Orders::new(&pieces, &kinds).best(),
    };
    let shares = shares.ok_or_else(|| vec![beyond(&pieces, &kinds)])?;
    let mut parts: Vec<Option<SplitPart>> = vec![None; request.drones.len()];
    let mut longest_s: f64 = 0.0;
    for (number, share) in shares.iter().enumerate() {
        let part = share.part(&pieces, &kinds, number);
        longest_s = longest_s.max(part.time_s());
        parts[share.drone] = Some(part);
    }
    Ok(Split {
        parts,
        longest_s,
        is_shortest,
    })
}

fn beyond(pieces: &Pieces<'_>, kinds: &[Kind]) -> SplitFault {
    let needed = kinds.iter().map(|kind| DronesNeeded {
        like: kind.drones[0],
        count: kind.fewest(pieces, DronesNeeded::MOST),
    });
    SplitFault::BeyondLongestTimes {
        needed: needed.collect(),
    }
}

/// The pieces that a drone takes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Share {
    pub(super) kind: usize,
    pub(super) drone: usize,
    pub(super) first: usize,
    pub(super) last: usize,
}

impl Share {
    fn part(&self, pieces: &Pieces<'_>, kinds: &[Kind], number: usize) -> SplitPart {
        let flight = kinds[self.kind].flight(pieces, self.first, self.last);
        SplitPart {
            number,
            legs: pieces.legs(flight.way, self.first, self.last),
            is_reversed: flight.way == Way::Back,
            out_s: flight.out_s,
            part_s: flight.part_s,
            home_s: flight.home_s,
        }
    }
}

/// Shares, and how long the longest flight of them takes.
pub(super) struct Found {
    pub(super) shares: Vec<Share>,
    pub(super) longest_s: f64,
}

/// Of splits that are found for a limit of all flights that with the shortest longest flight; none where there is no
/// split without a limit.
pub(super) fn shortest(
    pieces: &Pieces<'_>,
    kinds: &[Kind],
    within: impl Fn(f64) -> Option<Vec<Share>>,
) -> Option<Found> {
    let found = |limit_s: f64| {
        let shares = within(limit_s)?;
        let flights = shares
            .iter()
            .map(|it| kinds[it.kind].flight(pieces, it.first, it.last).time_s());
        let longest_s = flights.fold(0.0, f64::max);
        Some(Found { shares, longest_s })
    };
    let mut best = found(f64::MAX)?;
    // There is none within the lower one, and one within the upper one.
    let (mut low_s, mut high_s) = (0.0, best.longest_s);
    while high_s - low_s > 1e-9 * high_s {
        let middle_s = 0.5 * (low_s + high_s);
        match found(middle_s) {
            Some(better) => {
                high_s = better.longest_s.min(middle_s);
                best = better;
            }
            None => low_s = middle_s,
        }
    }
    Some(best)
}
