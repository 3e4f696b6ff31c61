//! Straight pieces in the plane and how near they come to each other.

use crate::planar::{cross, dot, length};
use geo::Coord;

/// A straight piece with its direction.
#[derive(Clone, Copy, Debug)]
pub(super) struct Leg {
    pub from: Coord<f64>,
    pub until: Coord<f64>,
    /// Of length one; zero for a leg that stays.
    pub along: Coord<f64>,
    pub length_m: f64,
}

impl Leg {
    pub fn new(from: Coord<f64>, until: Coord<f64>) -> Self {
        let length_m = length(until - from);
        let along = if length_m > 0.0 {
            (until - from) / length_m
        } else {
            Coord { x: 0.0, y: 0.0 }
        };
        Self {
            from,
            until,
            along,
            length_m,
        }
    }

    /// Whether it comes nearer than `reach_m` to the straight line between two places.
    #[inline]
    pub fn comes_within(&self, reach_m: f64, p: Coord<f64>, q: Coord<f64>) -> bool {
        let (to_p, to_q) = (p - self.from, q - self.from);
        let (side_p, side_q) = (cross(self.along, to_p), cross(self.along, to_q));
        if side_p.min(side_q) >= reach_m || side_p.max(side_q) <= -reach_m {
            return false;
        }
        let (at_p, at_q) = (dot(self.along, to_p), dot(self.along, to_q));
        if at_p.max(at_q) <= -reach_m || at_p.min(at_q) >= self.length_m + reach_m {
            return false;
        }
        self.crosses((side_p, at_p), (side_q, at_q)) || {
            let squared = reach_m * reach_m;
            self.squared_m2(p) < squared
                || self.squared_m2(q) < squared
                || squared_to(p, q, self.from) < squared
                || squared_to(p, q, self.until) < squared
        }
    }

    /// Whether the line between two places, told as (aside, along), crosses it.
    fn crosses(&self, p: (f64, f64), q: (f64, f64)) -> bool {
        if (p.0 > 0.0) == (q.0 > 0.0) {
            return false;
        }
        let share = p.0 / (p.0 - q.0);
        let at = p.1 + share * (q.1 - p.1);
        (0.0..=self.length_m).contains(&at)
    }

    /// The square of its distance to a place.
    fn squared_m2(&self, at: Coord<f64>) -> f64 {
        let to = at - self.from;
        let along_m = dot(self.along, to).clamp(0.0, self.length_m);
        let off = to - self.along * along_m;
        dot(off, off)
    }

    /// Which part of it (metres from its start) surely holds all that is nearer than `reach_m` to the straight
    /// line between two places.
    pub fn part_near(&self, reach_m: f64, p: Coord<f64>, q: Coord<f64>) -> Option<(f64, f64)> {
        let edge = Leg::new(p, q);
        let parts = [
            self.part_in_disc(reach_m, p),
            self.part_in_disc(reach_m, q),
            self.part_in_strip(reach_m, &edge),
        ];
        parts
            .into_iter()
            .flatten()
            .reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
    }

    fn part_in_disc(&self, reach_m: f64, center: Coord<f64>) -> Option<(f64, f64)> {
        let to = center - self.from;
        let (aside, at) = (cross(self.along, to), dot(self.along, to));
        if self.length_m == 0.0 {
            return (dot(to, to) <= reach_m * reach_m).then_some((0.0, 0.0));
        }
        let half = reach_m * reach_m - aside * aside;
        (half >= 0.0).then(|| self.within(at - half.sqrt(), at + half.sqrt()))?
    }

    fn part_in_strip(&self, reach_m: f64, edge: &Leg) -> Option<(f64, f64)> {
        let from = self.from - edge.from;
        let (mut low, mut high) = (0.0, self.length_m);
        let walls = [
            (
                cross(edge.along, from),
                cross(edge.along, self.along),
                -reach_m,
                reach_m,
            ),
            (
                dot(edge.along, from),
                dot(edge.along, self.along),
                0.0,
                edge.length_m,
            ),
        ];
        for (start, slope, least, most) in walls {
            if slope.abs() < 1e-12 {
                if start < least || start > most {
                    return None;
                }
                continue;
            }
            let (a, b) = ((least - start) / slope, (most - start) / slope);
            low = f64::max(low, a.min(b));
            high = f64::min(high, a.max(b));
        }
        (low <= high).then_some((low, high))
    }

    fn within(&self, from_m: f64, until_m: f64) -> Option<(f64, f64)> {
        let (from_m, until_m) = (from_m.max(0.0), until_m.min(self.length_m));
        (from_m <= until_m).then_some((from_m, until_m))
    }
}

/// The square of the distance of a place to the straight line between two others.
fn squared_to(p: Coord<f64>, q: Coord<f64>, at: Coord<f64>) -> f64 {
    let (line, to) = (q - p, at - p);
    let squared = dot(line, line);
    let share = if squared > 0.0 {
        (dot(line, to) / squared).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let off = to - line * share;
    dot(off, off)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{Rng, SeedableRng};

    fn at(x: f64, y: f64) -> Coord<f64> {
        Coord { x, y }
    }

    #[test]
    fn a_leg_comes_within_just_more_than_its_distance() {
        let leg = Leg::new(at(0.0, 0.0), at(100.0, 0.0));
        for (p, q, distance) in [
            (at(20.0, 30.0), at(80.0, 40.0), 30.0),
            (at(130.0, 40.0), at(200.0, 90.0), 50.0),
            (at(-3.0, -4.0), at(-30.0, -4.0), 5.0),
        ] {
            assert!(leg.comes_within(distance + 1e-9, p, q));
            assert!(!leg.comes_within(distance - 1e-9, p, q));
        }
        assert!(leg.comes_within(0.1, at(50.0, -10.0), at(50.0, 10.0)));
    }

    #[test]
    fn the_part_near_holds_every_place_that_is_near() {
        let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(41);
        for _ in 0..20_000 {
            let mut place = || {
                at(
                    random.random_range(-50.0..50.0),
                    random.random_range(-50.0..50.0),
                )
            };
            let (leg, p, q) = (Leg::new(place(), place()), place(), place());
            let part = leg.part_near(20.0, p, q);
            assert_eq!(part.is_some(), leg.comes_within(20.0, p, q));
            for step in 0..=20 {
                let along_m = leg.length_m * f64::from(step) / 20.0;
                let place = leg.from + leg.along * along_m;
                let is_near = squared_to(p, q, place) < 400.0;
                let is_told =
                    part.is_some_and(|it| it.0 - 1e-9 <= along_m && along_m <= it.1 + 1e-9);
                assert!(!is_near || is_told);
            }
        }
    }
}
