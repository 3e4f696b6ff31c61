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

/// Stands for no way at all, s: longer than any tour, and still a number to reckon with.
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
