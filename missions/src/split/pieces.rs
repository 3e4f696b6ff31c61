//! The pieces of lanes between which parts may end, and how long what lies between two of them takes.

use super::fault::SplitFault;
use super::request::{LegTime, SplitRequest};
use crate::pattern::Leg;
use crate::planar::distance;
use geo::Coord;
use std::ops::Range;

/// More pieces are not split at once: what is known of them would take much memory and time.
pub(super) const MOST_PIECES: usize = 10_000;
/// A lane is cut into so many pieces at most.
const MOST_IN_LANE: usize = 64;

/// Into how many pieces a lane is cut.
pub(super) fn cuts_of(lane: &Leg, shortest_m: f64) -> usize {
    let fitting = distance(lane.from, lane.until) / shortest_m;
    // A lane that is no place in the plane is a fault of its own.
    if fitting.is_nan() {
        return 1;
    }
    fitting.clamp(1.0, MOST_IN_LANE as f64) as usize
}

/// A piece of a lane, all of one that is not cut.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    /// The lane, among the legs.
    pub(super) leg: usize,
    pub(super) from: Coord<f64>,
    pub(super) until: Coord<f64>,
}

/// Which way round a part is flown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// As the pattern goes.
    Along,
    /// Against it.
    Back,
}

pub(super) const BOTH_WAYS: [Way; 2] = [Way::Along, Way::Back];

/// All pieces in the pattern's order.
pub(super) struct Pieces<'a> {
    legs: &'a [Leg],
    pieces: Vec<Piece>,
    /// The pieces of each lane.
    lanes: Vec<Range<usize>>,
    along: Sums,
    back: Sums,
}

/// What legs take, flown one way round, s.
struct Sums {
    /// All legs before each, and behind the last one all.
    before_s: Vec<f64>,
    /// From each piece's beginning to its lane's end.
    head_s: Vec<f64>,
    /// From its lane's beginning to each piece's end.
    tail_s: Vec<f64>,
    /// From each piece's beginning to its own end, the next one's and so on within its lane.
    within_s: Vec<Vec<f64>>,
}

impl<'a> Pieces<'a> {
    /// The pieces of a request that was checked.
    pub(super) fn new(request: &SplitRequest<'a>) -> Result<Self, Vec<SplitFault>> {
        let (mut pieces, mut lanes) = (Vec::new(), Vec::new());
        let of_lanes = request.legs.iter().enumerate().filter(|(_, it)| it.is_lane);
        for (index, leg) in of_lanes {
            let first = pieces.len();
            pieces.extend(cut(index, leg, cuts_of(leg, request.shortest_piece_m)));
            lanes.push(first..pieces.len());
        }
        let mut timing = Timing {
            legs: request.legs,
            pieces: &pieces,
            lanes: &lanes,
            faults: Vec::new(),
        };
        let leg_s = request.leg_s;
        let along = timing.sums(leg_s);
        let back = timing.sums(&|from, until| leg_s(until, from));
        let mut faults = timing.faults;
        faults.sort_unstable();
        faults.dedup();
        if !faults.is_empty() {
            let fault = |leg| SplitFault::LegTime { leg };
            return Err(faults.into_iter().map(fault).collect());
        }
        Ok(Self {
            legs: request.legs,
            pieces,
            lanes,
            along,
            back,
        })
    }

    pub(super) fn len(&self) -> usize {
        self.pieces.len()
    }

    pub(super) fn all(&self) -> &[Piece] {
        &self.pieces
    }

    /// The pieces of each lane.
    pub(super) fn lanes(&self) -> &[Range<usize>] {
        &self.lanes
    }

    fn sums(&self, way: Way) -> &Sums {
        match way {
            Way::Along => &self.along,
            Way::Back => &self.back,
        }
    }

    /// What is taken off [`Self::ended_s`] when a part that ends in a later lane begins with a piece, s.
    pub(super) fn begun_s(&self, way: Way, first: usize) -> f64 {
        let sums = self.sums(way);
        sums.before_s[self.pieces[first].leg + 1] - sums.head_s[first]
    }

    /// What takes until the end of a piece, s.
    pub(super) fn ended_s(&self, way: Way, last: usize) -> f64 {
        let sums = self.sums(way);
        sums.before_s[self.pieces[last].leg] + sums.tail_s[last]
    }

    /// What pieces of one lane take, s.
    pub(super) fn within_s(&self, way: Way, first: usize, last: usize) -> f64 {
        self.sums(way).within_s[first][last - first]
    }

    /// What the pieces from one to another take, with the ways between them, s.
    pub(super) fn time_s(&self, way: Way, first: usize, last: usize) -> f64 {
        if self.pieces[first].leg == self.pieces[last].leg {
            self.within_s(way, first, last)
        } else {
            self.ended_s(way, last) - self.begun_s(way, first)
        }
    }

    /// The legs of the pieces from one to another, in the order in which they are flown.
    pub(super) fn legs(&self, way: Way, first: usize, last: usize) -> Vec<Leg> {
        let (first, last) = (&self.pieces[first], &self.pieces[last]);
        let mut legs = self.legs[first.leg..=last.leg].to_vec();
        if let Some(leg) = legs.first_mut() {
            leg.from = first.from;
        }
        if let Some(leg) = legs.last_mut() {
            leg.until = last.until;
        }
        if way == Way::Back {
            legs.reverse();
            for leg in &mut legs {
                std::mem::swap(&mut leg.from, &mut leg.until);
            }
        }
        legs
    }
}

/// A lane in equal pieces.
fn cut(leg: usize, lane: &Leg, count: usize) -> impl Iterator<Item = Piece> {
    let (from, until) = (lane.from, lane.until);
    // The ends stay what they are to the last bit.
    let place = move |index: usize| match index {
        0 => from,
        _ if index == count => until,
        _ => from + (until - from) * (index as f64 / count as f64),
    };
    (0..count).map(move |index| Piece {
        leg,
        from: place(index),
        until: place(index + 1),
    })
}

struct Timing<'a> {
    legs: &'a [Leg],
    pieces: &'a [Piece],
    lanes: &'a [Range<usize>],
    /// Legs that take no time that is one.
    faults: Vec<usize>,
}

impl Timing<'_> {
    fn sums(&mut self, leg_s: &LegTime<'_>) -> Sums {
        let count = self.pieces.len();
        let mut sums = Sums {
            before_s: Vec::with_capacity(self.legs.len() + 1),
            head_s: Vec::with_capacity(count),
            tail_s: Vec::with_capacity(count),
            within_s: Vec::with_capacity(count),
        };
        let mut timed_s = |leg: usize, from, until| {
            let time_s = leg_s(from, until);
            let is_time = time_s.is_finite() && time_s >= 0.0;
            if is_time {
                return time_s;
            }
            self.faults.push(leg);
            0.0
        };
        let mut before_s = 0.0;
        for (index, leg) in self.legs.iter().enumerate() {
            sums.before_s.push(before_s);
            before_s += timed_s(index, leg.from, leg.until);
        }
        sums.before_s.push(before_s);
        for lane in self.lanes {
            for first in lane.clone() {
                let piece = &self.pieces[first];
                let leg = &self.legs[piece.leg];
                sums.head_s.push(timed_s(piece.leg, piece.from, leg.until));
                sums.tail_s.push(timed_s(piece.leg, leg.from, piece.until));
                let onwards = &self.pieces[first..lane.end];
                let within_s = onwards.iter();
                let within_s = within_s.map(|it| timed_s(piece.leg, piece.from, it.until));
                sums.within_s.push(within_s.collect());
            }
        }
        sums
    }
}
