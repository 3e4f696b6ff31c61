//! How far a drone gets within a time, from all places at once where its part may begin.

use super::pieces::{BOTH_WAYS, Pieces, Way};
use super::request::{SplitDrone, SplitRequest};

/// Drones that are alike.
pub(super) struct Kind {
    /// Which of the request they are, in order.
    pub(super) drones: Vec<usize>,
    drone: SplitDrone,
    /// From the dock to each piece's beginning, s.
    out_to_from_s: Vec<f64>,
    /// From the dock to each piece's end.
    out_to_until_s: Vec<f64>,
    /// Home from each piece's beginning.
    home_of_from_s: Vec<f64>,
    /// Home from each piece's end.
    home_of_until_s: Vec<f64>,
}

/// What a flight takes, s.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Flight {
    pub(super) way: Way,
    pub(super) out_s: f64,
    pub(super) part_s: f64,
    pub(super) home_s: f64,
}

impl Flight {
    pub(super) fn time_s(&self) -> f64 {
        self.out_s + self.part_s + self.home_s
    }
}

impl Kind {
    /// All kinds among the drones of a request, by their first drones.
    pub(super) fn all(request: &SplitRequest<'_>, pieces: &Pieces<'_>) -> Vec<Self> {
        let mut kinds: Vec<Self> = Vec::new();
        for (index, drone) in request.drones.iter().enumerate() {
            match kinds.iter_mut().find(|it| it.drone == *drone) {
                Some(kind) => kind.drones.push(index),
                None => kinds.push(Self::new(request, pieces, index, *drone)),
            }
        }
        kinds
    }

    fn new(
        request: &SplitRequest<'_>,
        pieces: &Pieces<'_>,
        index: usize,
        drone: SplitDrone,
    ) -> Self {
        let asked_s = |from, until| {
            let time_s = (request.transit_s)(&drone, from, until);
            // What is no time is no way.
            if time_s >= 0.0 { time_s } else { f64::INFINITY }
        };
        let pieces = pieces.all().iter();
        let dock = drone.dock;
        Self {
            drones: vec![index],
            drone,
            out_to_from_s: pieces.clone().map(|it| asked_s(dock, it.from)).collect(),
            out_to_until_s: pieces.clone().map(|it| asked_s(dock, it.until)).collect(),
            home_of_from_s: pieces.clone().map(|it| asked_s(it.from, dock)).collect(),
            home_of_until_s: pieces.map(|it| asked_s(it.until, dock)).collect(),
        }
    }

    /// Between the dock and each piece's beginning, and between its end and the dock, whichever is flown first.
    fn transits_s(&self, way: Way) -> (&[f64], &[f64]) {
        match way {
            Way::Along => (&self.out_to_from_s, &self.home_of_until_s),
            Way::Back => (&self.home_of_from_s, &self.out_to_until_s),
        }
    }

    /// No flight may be longer, s.
    pub(super) fn most_s(&self, limit_s: f64) -> f64 {
        self.drone.longest_s.map_or(limit_s, |it| it.min(limit_s))
    }

    /// The quicker way round of flying the pieces from one to another.
    pub(super) fn flight(&self, pieces: &Pieces<'_>, first: usize, last: usize) -> Flight {
        let [along, back] = BOTH_WAYS.map(|way| {
            let (at_first_s, at_last_s) = self.transits_s(way);
            let (at_first_s, at_last_s) = (at_first_s[first], at_last_s[last]);
            let (out_s, home_s) = match way {
                Way::Along => (at_first_s, at_last_s),
                Way::Back => (at_last_s, at_first_s),
            };
            let part_s = pieces.time_s(way, first, last) / self.drone.speed_factor;
            Flight {
                way,
                out_s,
                part_s,
                home_s,
            }
        });
        if back.time_s() < along.time_s() {
            back
        } else {
            along
        }
    }

    /// The piece that it gets to and home from with the least effort.
    pub(super) fn nearest_piece(&self) -> usize {
        let there_and_back_s = self.out_to_from_s.iter().zip(&self.home_of_until_s);
        let nearest = there_and_back_s
            .enumerate()
            .min_by(|(_, a), (_, b)| (a.0 + a.1).total_cmp(&(b.0 + b.1)));
        nearest.map_or(0, |(index, _)| index)
    }

    /// Tells each piece behind which its part may end, with the first piece of such a part, when it may begin where
    /// `may_begin` says and no flight is longer than `limit_s`. Where several parts end alike one is told for each
    /// way round.
    pub(super) fn reach(
        &self,
        pieces: &Pieces<'_>,
        limit_s: f64,
        may_begin: impl Fn(usize) -> bool,
        mut tell: impl FnMut(usize, usize),
    ) {
        let most_s = self.most_s(limit_s);
        for way in BOTH_WAYS {
            self.reach_way(pieces, way, most_s, &may_begin, &mut tell);
        }
    }

    /// A part from piece a in one lane to piece b in a later one takes `ended(b) - begun(a)` and the transits at a and
    /// at b: whether any part that ends with b is short enough is told by the best a so far.
    fn reach_way(
        &self,
        pieces: &Pieces<'_>,
        way: Way,
        most_s: f64,
        may_begin: &impl Fn(usize) -> bool,
        tell: &mut impl FnMut(usize, usize),
    ) {
        let factor = self.drone.speed_factor;
        let (at_first_s, at_last_s) = self.transits_s(way);
        let (mut best_s, mut best) = (f64::NEG_INFINITY, None);
        let mut begins = Vec::new();
        for lane in pieces.lanes() {
            begins.clear();
            begins.extend(lane.clone().filter(|it| may_begin(*it)));
            for last in lane.clone() {
                let ended_s = pieces.ended_s(way, last) / factor + at_last_s[last];
                let is_short = |first: &usize| {
                    let part_s = pieces.within_s(way, *first, last) / factor;
                    at_first_s[*first] + part_s + at_last_s[last] <= most_s
                };
                if let Some(first) = best
                    && ended_s - best_s <= most_s
                {
                    tell(first, last);
                } else if let Some(first) = begins
                    .iter()
                    .copied()
                    .take_while(|it| *it <= last)
                    .find(is_short)
                {
                    tell(first, last);
                }
            }
            for &first in &begins {
                let begun_s = pieces.begun_s(way, first) / factor - at_first_s[first];
                if begun_s > best_s {
                    (best_s, best) = (begun_s, Some(first));
                }
            }
        }
    }

    /// The fewest drones of this kind that fly all, within their longest time; none where more than `most` are needed.
    pub(super) fn fewest(&self, pieces: &Pieces<'_>, most: usize) -> Option<usize> {
        let count = pieces.len();
        let mut is_reached = vec![false; count + 1];
        is_reached[0] = true;
        for drones in 1..=most {
            let mut next = is_reached.clone();
            let tell = |_, last: usize| next[last + 1] = true;
            self.reach(pieces, f64::MAX, |first| is_reached[first], tell);
            if next[count] {
                return Some(drones);
            }
            if next == is_reached {
                return None;
            }
            is_reached = next;
        }
        None
    }
}
