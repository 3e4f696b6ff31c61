//! How long the ways between pieces take, found when they are asked for.

use crate::planar::{Network, Ways, distance};
use crate::tour::{End, JoinTimes};
use geo::Coord;

/// The ends of all pieces in a network.
pub(crate) struct Joins<'a> {
    network: &'a Network<'a>,
    ends: Vec<(Coord<f64>, Ways)>,
    /// NaN where it was not asked yet, both ways round.
    times_s: Vec<f32>,
}

/// Why pieces cannot be flown in any order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum NotFlown {
    /// One may not be at a place of them, or from there on.
    NotFree(Coord<f64>),
    /// There is no way to a place of them.
    Parted(Coord<f64>),
    /// They are too many with all that has to be visited beside them: so many at least.
    TooMany(usize),
}

/// Stands for no way at all, s: longer than any way, and still a number to reckon with.
pub(crate) const NO_WAY_S: f32 = 1e6;

impl<'a> Joins<'a> {
    /// Of all pieces in order, both ends of each.
    pub(crate) fn new(
        network: &'a Network<'a>,
        ends: impl Iterator<Item = [Coord<f64>; 2]>,
    ) -> Self {
        let mut joins = Self {
            network,
            times_s: Vec::new(),
            ends: Vec::new(),
        };
        joins.add(ends);
        joins
    }

    /// Further pieces. What is known of the others stays.
    pub(crate) fn add(&mut self, ends: impl Iterator<Item = [Coord<f64>; 2]>) {
        let before = self.ends.len();
        let network = self.network;
        let ends = ends.flatten().map(|at| (at, network.ways(at)));
        self.ends.extend(ends);
        let count = self.ends.len();
        let mut times_s = vec![f32::NAN; count * count];
        let known = self.times_s.chunks(before.max(1));
        for (known, row) in known.zip(times_s.chunks_mut(count.max(1))) {
            row[..before].copy_from_slice(known);
        }
        self.times_s = times_s;
    }
}

impl Joins<'_> {
    /// All ends have to lie where one may be, with a way from the first to each. Without, no order is one.
    ///
    /// # Errors
    /// The first end that does not.
    pub(crate) fn check(&mut self) -> Result<(), NotFlown> {
        let area = self.network.area();
        if let Some((at, _)) = self.ends.iter().find(|(at, _)| !area.contains(*at)) {
            return Err(NotFlown::NotFree(*at));
        }
        for end in 1..self.ends.len() {
            if self.join_s(0, end as End) >= NO_WAY_S {
                return Err(NotFlown::Parted(self.ends[end].0));
            }
        }
        Ok(())
    }
}

impl JoinTimes for Joins<'_> {
    fn ends(&self) -> usize {
        self.ends.len()
    }

    #[inline]
    fn join_s(&mut self, from: End, until: End) -> f32 {
        let count = self.ends.len();
        let (from, until) = (from as usize, until as usize);
        let known = self.times_s[from * count + until];
        if !known.is_nan() {
            return known;
        }
        let ((one, ways), (other, other_ways)) = (&self.ends[from], &self.ends[until]);
        let time_s = self.network.time_s((*one, ways), (*other, other_ways));
        let time_s = (time_s as f32).min(NO_WAY_S);
        self.times_s[from * count + until] = time_s;
        self.times_s[until * count + from] = time_s;
        time_s
    }

    fn least_join_s(&self, from: End, until: End) -> f32 {
        let (from, until) = (self.ends[from as usize].0, self.ends[until as usize].0);
        self.network.ramp().leg_s(distance(from, until)) as f32
    }
}
