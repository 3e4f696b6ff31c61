//! A good split where there are too many orders of drones to go through: the best one of an order, and a search for
//! a better order by changes of places.

use super::pieces::Pieces;
use super::plan::{Share, shortest};
use super::reach::Kind;

/// So many pieces are looked at by all drones at the most until the order is left as it is.
const MOST_STEPS: usize = 100_000_000;

/// The drones in an order, each by its kind.
pub(super) struct Orders<'a> {
    pieces: &'a Pieces<'a>,
    kinds: &'a [Kind],
    order: Vec<(usize, usize)>,
}

/// How a place between pieces was reached.
#[derive(Clone, Copy)]
enum Came {
    /// Before this drone.
    Before,
    /// By its part from this piece on.
    By(usize),
}

impl<'a> Orders<'a> {
    /// First in the order in which the pattern passes what each of them gets to most easily.
    pub(super) fn new(pieces: &'a Pieces<'a>, kinds: &'a [Kind]) -> Self {
        let each = kinds.iter().enumerate();
        let mut order: Vec<(usize, usize)> = each
            .flat_map(|(kind, it)| it.drones.iter().map(move |drone| (kind, *drone)))
            .collect();
        order.sort_by_key(|(kind, drone)| (kinds[*kind].nearest_piece(), *drone));
        Self {
            pieces,
            kinds,
            order,
        }
    }

    /// The best split of the order that is found, and of which no change of two drones' places gives a better one, or
    /// none was found in the time that is given to it.
    pub(super) fn best(mut self) -> Option<Vec<Share>> {
        let mut best = shortest(self.pieces, self.kinds, |limit_s| self.within(limit_s));
        let mut left = MOST_STEPS / (self.order.len() * self.pieces.len()).max(1);
        let count = self.order.len();
        let pairs = (0..count).flat_map(|one| (one + 1..count).map(move |other| (one, other)));
        let pairs: Vec<(usize, usize)> = pairs.collect();
        let mut since_better = 0;
        for (one, other) in pairs.iter().cycle() {
            if since_better >= pairs.len() || left == 0 {
                break;
            }
            since_better += 1;
            if self.order[*one].0 == self.order[*other].0 {
                continue;
            }
            left -= 1;
            self.order.swap(*one, *other);
            // What is hardly shorter is not worth the search.
            let bar_s = best
                .as_ref()
                .map_or(f64::MAX, |it| it.longest_s * (1.0 - 1e-6));
            if self.within(bar_s).is_some() {
                best = shortest(self.pieces, self.kinds, |limit_s| self.within(limit_s));
                since_better = 0;
            } else {
                self.order.swap(*one, *other);
            }
        }
        best.map(|it| it.shares)
    }

    /// A split in this order in which no flight is longer than `limit_s`; drones may be left out.
    fn within(&self, limit_s: f64) -> Option<Vec<Share>> {
        let count = self.pieces.len();
        let mut came: Vec<Vec<Option<Came>>> = Vec::new();
        let mut start = vec![None; count + 1];
        start[0] = Some(Came::Before);
        came.push(start);
        for (kind, _) in &self.order {
            let here = came.last()?;
            let mut next: Vec<Option<Came>> =
                here.iter().map(|it| it.map(|_| Came::Before)).collect();
            let may_begin = |first: usize| here[first].is_some();
            self.kinds[*kind].reach(self.pieces, limit_s, may_begin, |first, last| {
                next[last + 1].get_or_insert(Came::By(first));
            });
            let is_reached = next[count].is_some();
            came.push(next);
            if is_reached {
                break;
            }
        }
        self.shares(&came)
    }

    fn shares(&self, came: &[Vec<Option<Came>>]) -> Option<Vec<Share>> {
        let mut end = self.pieces.len();
        let mut shares = Vec::new();
        for (flown, row) in came.iter().enumerate().skip(1).rev() {
            if let Came::By(first) = row[end]? {
                let (kind, drone) = self.order[flown - 1];
                shares.push(Share {
                    kind,
                    drone,
                    first,
                    last: end - 1,
                });
                end = first;
            }
        }
        shares.reverse();
        Some(shares)
    }
}
