//! Lines at a distance beside a line, without the loops that lie nearer to it.

use crate::planar::{cross, distance, dot, length};
use geo::Coord;

/// Around the outside of a bend a line has a corner for each so many radians at most: it is then nowhere farther off
/// than 8.3 % more than it should be, and nowhere nearer.
const LARGEST_CORNER_RAD: f64 = std::f64::consts::FRAC_PI_4;
/// What is nearer by less is not nearer, metres.
const AS_NEAR_M: f64 = 1e-6;

/// The line `offset_m` to the left of another (to the right where negative), in pieces: what would come nearer than
/// that to another part of the line, as inside of sharp bends, is left out. What is `linked_m` apart at most, one
/// after another, is one piece.
pub(crate) fn beside(line: &[Coord<f64>], offset_m: f64, linked_m: f64) -> Vec<Vec<Coord<f64>>> {
    let nearness = Nearness::new(line, offset_m.abs() - AS_NEAR_M);
    let mut pieces: Vec<Vec<Coord<f64>>> = Vec::new();
    for (from, until) in shifted(line, offset_m) {
        for (from, until) in nearness.farther(from, until) {
            let last = pieces.last_mut().filter(|it| {
                let end = it.last();
                end.is_some_and(|end| distance(*end, from) <= linked_m)
            });
            match last {
                Some(piece) => {
                    if piece.last() != Some(&from) {
                        piece.push(from);
                    }
                    piece.push(until);
                }
                None => pieces.push(vec![from, until]),
            }
        }
    }
    pieces
}

/// Each leg moved aside, with what goes around the outside of bends between them.
fn shifted(line: &[Coord<f64>], offset_m: f64) -> Vec<(Coord<f64>, Coord<f64>)> {
    let legs: Vec<(Coord<f64>, Coord<f64>)> = line
        .windows(2)
        .filter(|ends| ends[0] != ends[1])
        .map(|ends| (ends[0], ends[1]))
        .collect();
    let is_ring = legs.first().map(|it| it.0) == legs.last().map(|it| it.1);
    let bend_after = |index: usize| match legs.get(index + 1) {
        Some(next) => around(legs[index], *next, offset_m),
        None if is_ring => around(legs[index], legs[0], offset_m),
        None => Vec::new(),
    };
    let bends: Vec<Vec<Coord<f64>>> = (0..legs.len()).map(bend_after).collect();
    let mut all = Vec::new();
    for (index, &(from, until)) in legs.iter().enumerate() {
        let aside = left(from, until) * offset_m;
        let before = match index {
            0 if is_ring => bends.last(),
            0 => None,
            _ => bends.get(index - 1),
        };
        let begin = before.and_then(|it| it.last()).copied();
        let end = bends[index].first().copied();
        all.push((begin.unwrap_or(from + aside), end.unwrap_or(until + aside)));
        all.extend(bends[index].windows(2).map(|ends| (ends[0], ends[1])));
    }
    all
}

/// The corners around the outside of a bend between two legs; none where the line is on its inside.
fn around(
    (from, at): (Coord<f64>, Coord<f64>),
    (_, until): (Coord<f64>, Coord<f64>),
    offset_m: f64,
) -> Vec<Coord<f64>> {
    let (come, go) = (at - from, until - at);
    let turn = cross(come, go).atan2(dot(come, go));
    // To the left a line goes around the outside of bends to the right.
    if turn * offset_m >= 0.0 {
        return Vec::new();
    }
    let corners = (turn.abs() / LARGEST_CORNER_RAD).ceil().max(1.0);
    let each = turn / corners;
    let out = left(from, at) * (offset_m / (each / 2.0).cos());
    (0..corners as usize)
        .map(|corner| at + turned(out, each * (corner as f64 + 0.5)))
        .collect()
}

/// One metre to the left of a leg.
fn left(from: Coord<f64>, until: Coord<f64>) -> Coord<f64> {
    let along = (until - from) / distance(from, until);
    Coord {
        x: -along.y,
        y: along.x,
    }
}

fn turned(at: Coord<f64>, angle: f64) -> Coord<f64> {
    let (sin, cos) = angle.sin_cos();
    Coord {
        x: at.x * cos - at.y * sin,
        y: at.x * sin + at.y * cos,
    }
}

/// All that is nearer than a distance to a line.
pub(crate) struct Nearness {
    legs: Vec<Near>,
    near_m: f64,
}

struct Near {
    from: Coord<f64>,
    along: Coord<f64>,
    length_m: f64,
    low: Coord<f64>,
    high: Coord<f64>,
}

impl Nearness {
    pub(crate) fn new(line: &[Coord<f64>], near_m: f64) -> Self {
        let legs = line
            .windows(2)
            .filter(|ends| ends[0] != ends[1])
            .map(|ends| {
                let (from, until) = (ends[0], ends[1]);
                let length_m = distance(from, until);
                let reach = Coord {
                    x: near_m,
                    y: near_m,
                };
                Near {
                    from,
                    along: (until - from) / length_m,
                    length_m,
                    low: lower(from, until) - reach,
                    high: lower(from * -1.0, until * -1.0) * -1.0 + reach,
                }
            })
            .collect();
        Self { legs, near_m }
    }

    /// The parts of a straight line that are farther off, in order.
    pub(crate) fn farther(
        &self,
        from: Coord<f64>,
        until: Coord<f64>,
    ) -> Vec<(Coord<f64>, Coord<f64>)> {
        let (low, high) = (lower(from, until), lower(from * -1.0, until * -1.0) * -1.0);
        let is_met = |it: &&Near| {
            it.low.x < high.x && low.x < it.high.x && it.low.y < high.y && low.y < it.high.y
        };
        let mut nearer: Vec<(f64, f64)> = self
            .legs
            .iter()
            .filter(is_met)
            .filter_map(|it| it.nearer(from, until, self.near_m))
            .collect();
        nearer.sort_by(|a, b| a.0.total_cmp(&b.0));
        nearer.push((1.0, 1.0));
        let place = |part: f64| match part {
            0.0 => from,
            1.0 => until,
            _ => from + (until - from) * part,
        };
        let mut parts = Vec::new();
        let mut done = 0.0_f64;
        for (begin, end) in nearer {
            let begin = begin.min(1.0);
            if begin > done {
                parts.push((place(done), place(begin)));
            }
            done = done.max(end);
        }
        parts
    }
}

impl Near {
    /// The part of a straight line that is nearer than `near_m`: one, for what is near to a leg is convex.
    fn nearer(&self, from: Coord<f64>, until: Coord<f64>, near_m: f64) -> Option<(f64, f64)> {
        let along = until - from;
        let begin = from - self.from;
        let (start, speed) = (
            Coord {
                x: dot(begin, self.along),
                y: cross(self.along, begin),
            },
            Coord {
                x: dot(along, self.along),
                y: cross(self.along, along),
            },
        );
        let beside = between(start.y, speed.y, -near_m, near_m)
            .zip(between(start.x, speed.x, 0.0, self.length_m))
            .and_then(|(a, b)| both(a, b));
        let end = Coord {
            x: start.x - self.length_m,
            y: start.y,
        };
        [
            beside,
            around_place(start, speed, near_m),
            around_place(end, speed, near_m),
        ]
        .into_iter()
        .flatten()
        .reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
        .filter(|it| it.1 > 0.0 && it.0 < 1.0)
    }
}

/// When something that begins at `start` and moves with `speed` is between two values.
fn between(start: f64, speed: f64, low: f64, high: f64) -> Option<(f64, f64)> {
    if speed == 0.0 {
        return (low < start && start < high).then_some((f64::NEG_INFINITY, f64::INFINITY));
    }
    let (a, b) = ((low - start) / speed, (high - start) / speed);
    Some((a.min(b), a.max(b)))
}

fn both(a: (f64, f64), b: (f64, f64)) -> Option<(f64, f64)> {
    let (from, until) = (a.0.max(b.0), a.1.min(b.1));
    (from < until).then_some((from, until))
}

/// When something that begins at `start` and moves with `speed` is nearer than `near_m` to the origin.
fn around_place(start: Coord<f64>, speed: Coord<f64>, near_m: f64) -> Option<(f64, f64)> {
    let speed_m = length(speed);
    if speed_m == 0.0 || near_m <= 0.0 {
        return None;
    }
    let nearest_m = cross(speed, start) / speed_m;
    let half2 = near_m * near_m - nearest_m * nearest_m;
    let (middle, half) = (
        -dot(start, speed) / (speed_m * speed_m),
        half2.max(0.0).sqrt() / speed_m,
    );
    (half2 > 0.0).then_some((middle - half, middle + half))
}

fn lower(a: Coord<f64>, b: Coord<f64>) -> Coord<f64> {
    Coord {
        x: a.x.min(b.x),
        y: a.y.min(b.y),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::line_length_m;

    fn at(x: f64, y: f64) -> Coord<f64> {
        Coord { x, y }
    }

    #[test]
    fn a_straight_line_is_moved_to_its_left_and_to_its_right() {
        let line = [at(0., 0.), at(100., 0.)];
        assert_eq!(beside(&line, 10.0, 1.0), [[at(0., 10.), at(100., 10.)]]);
        assert_eq!(beside(&line, -10.0, 1.0), [[at(0., -10.), at(100., -10.)]]);
    }

    #[test]
    fn inside_of_a_bend_a_line_is_shorter_by_twice_the_distance_and_outside_it_goes_around() {
        let line = [at(0., 0.), at(100., 0.), at(100., 100.)];
        let inside = beside(&line, 10.0, 1.0);
        assert_eq!(inside.len(), 1);
        assert!(
            (line_length_m(&inside[0]) - 180.0).abs() < 0.01,
            "{inside:?}"
        );
        let outside = beside(&line, -10.0, 1.0);
        assert_eq!(outside.len(), 1);
        // Two corners of 45° each: four times tan(22.5°) of the distance instead of a quarter of a circle.
        let by_hand = 200.0 + 10.0 * 4.0 * (22.5_f64).to_radians().tan();
        assert!(
            (line_length_m(&outside[0]) - by_hand).abs() < 1e-6,
            "{outside:?}"
        );
    }

    #[test]
    fn in_a_bend_too_narrow_for_it_there_is_no_line() {
        // A hairpin whose sides are 10 m apart.
        let line = [at(0., 0.), at(100., 0.), at(100., 10.), at(0., 10.)];
        assert!(
            beside(&line, 8.0, 1.0)
                .iter()
                .all(|it| line_length_m(it) < 1e-3)
        );
        assert!(line_length_m(&beside(&line, -8.0, 1.0)[0]) > 200.0);
        // 4.9 m from both sides there is room.
        assert!(
            beside(&line, 4.9, 1.0)
                .iter()
                .map(|it| line_length_m(it))
                .sum::<f64>()
                > 180.0
        );
    }
}
