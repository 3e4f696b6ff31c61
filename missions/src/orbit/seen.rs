//! What of a structure's walls is seen.

use super::request::{FARTHER, Structure, StructureRequest};
use super::space::StructureLeg;
use crate::pattern::{line_length_m, nearest_on};
use crate::planar::{cross, distance, dot, orientation};
use geo::{Coord, LineString};

/// The walls are looked at in so many pieces.
const PIECES: f64 = 720.0;
/// Places on a leg are so far apart at most, as a part of the view's width.
const APART: f64 = 0.1;
/// From so many places on a leg at most.
const MOST_APART: f64 = 200.0;

/// The part of the walls that is seen, and what is not.
///
/// A place of a wall is seen from a leg where it lies within the view, to the sides of where the camera points, no
/// farther than the edge of a view that is straight in front, and no wall is between.
pub(super) fn seen(
    request: &StructureRequest<'_>,
    outline: &LineString<f64>,
    legs: &[StructureLeg],
) -> (f64, Vec<Vec<Coord<f64>>>) {
    let walls = Walls {
        outline,
        farthest_m: (request.stand_off_m * (1.0 + FARTHER)).hypot(request.view.width_m / 2.0),
        apart_m: request.view.width_m * APART,
        // A hair's breadth more is rounding.
        half_view: request.view.width_m / 2.0 / request.stand_off_m * (1.0 + 1e-9),
    };
    let looks = looks(request, legs);
    let piece_m = line_length_m(&outline.0) / PIECES;
    let (mut seen_m, mut whole_m) = (0.0, 0.0);
    let mut unseen: Vec<Vec<Coord<f64>>> = Vec::new();
    for ends in outline.0.windows(2) {
        let length_m = distance(ends[0], ends[1]);
        let pieces = (length_m / piece_m).ceil().max(1.0);
        let place = |piece: f64| ends[0] + (ends[1] - ends[0]) * (piece / pieces);
        for piece in 0..pieces as usize {
            let (from, until) = (place(piece as f64), place(piece as f64 + 1.0));
            let middle = place(piece as f64 + 0.5);
            whole_m += length_m / pieces;
            if walls.are_seen_at(middle, ends[1] - ends[0], &looks) {
                seen_m += length_m / pieces;
            } else {
                match unseen.last_mut() {
                    Some(line) if line.last().is_some_and(|it| distance(*it, from) < 1e-6) => {
                        line.push(until);
                    }
                    _ => unseen.push(vec![from, until]),
                }
            }
        }
    }
    (
        seen_m / whole_m,
        unseen.into_iter().map(straightened).collect(),
    )
}

/// A leg that looks.
struct Look {
    from: Coord<f64>,
    until: Coord<f64>,
    towards: Towards,
}

/// Where the camera points on a leg.
#[derive(Clone, Copy)]
enum Towards {
    /// All the while at a place, as around a round structure.
    Place(Coord<f64>),
    /// All the while this way.
    Way(Coord<f64>),
}

/// The legs that look, each once: they are the same in the plane at each height.
fn looks(request: &StructureRequest<'_>, legs: &[StructureLeg]) -> Vec<Look> {
    let mut looks: Vec<Look> = legs
        .iter()
        .filter_map(|leg| {
            let at = leg.sight?.at;
            let towards = match request.structure {
                Structure::Round { center, .. } if center == at => Towards::Place(at),
                _ => Towards::Way(at - (leg.from + leg.until) / 2.0),
            };
            Some(Look {
                from: leg.from,
                until: leg.until,
                towards,
            })
        })
        .collect();
    let key = |it: &Look| {
        let (Towards::Place(to) | Towards::Way(to)) = it.towards;
        [it.from.x, it.from.y, it.until.x, it.until.y, to.x, to.y]
            .map(|it| (it * 1e3).round() as i64)
    };
    looks.sort_by_key(key);
    looks.dedup_by_key(|it| key(it));
    looks
}

/// Without the places between that lie on a straight line.
fn straightened(line: Vec<Coord<f64>>) -> Vec<Coord<f64>> {
    let mut kept: Vec<Coord<f64>> = Vec::new();
    for at in line {
        if let [.., before, last] = kept.as_slice()
            && distance(nearest_on(*before, at, *last), *last) < 1e-6
        {
            kept.pop();
        }
        kept.push(at);
    }
    kept
}

struct Walls<'a> {
    outline: &'a LineString<f64>,
    farthest_m: f64,
    apart_m: f64,
    /// Half of the view's width over its distance.
    half_view: f64,
}

impl Walls<'_> {
    /// Whether a place on a wall that runs along is seen from any of these legs.
    fn are_seen_at(&self, at: Coord<f64>, along: Coord<f64>, looks: &[Look]) -> bool {
        looks.iter().any(|look| {
            let (from, until) = (look.from, look.until);
            if distance(nearest_on(from, until, at), at) > self.farthest_m {
                return false;
            }
            let steps = (distance(from, until) / self.apart_m)
                .ceil()
                .clamp(1.0, MOST_APART);
            (0..=steps as usize)
                .map(|step| from + (until - from) * (step as f64 / steps))
                .filter(|it| distance(*it, at) <= self.farthest_m)
                .filter(|it| self.is_in_view(*it, look.towards, at))
                // The outline runs counter-clockwise: outside is on its right.
                .any(|it| cross(along, it - at) < 0.0 && !self.is_between(it, at))
        })
    }

    /// Whether a place lies within the view from another one, as seen from above.
    fn is_in_view(&self, from: Coord<f64>, towards: Towards, at: Coord<f64>) -> bool {
        let ahead = match towards {
            Towards::Place(place) => place - from,
            Towards::Way(way) => way,
        };
        let (aside, ahead) = (cross(ahead, at - from).abs(), dot(ahead, at - from));
        ahead > 0.0 && aside <= self.half_view * ahead
    }

    /// Whether a wall stands between a place and another one on a wall.
    fn is_between(&self, from: Coord<f64>, at: Coord<f64>) -> bool {
        // A little before the wall itself.
        let before = at + (from - at) * (1e-3 / distance(from, at));
        self.outline.0.windows(2).any(|ends| {
            let crosses = |a, b, c, d| (orientation(a, b, c) > 0.0) != (orientation(a, b, d) > 0.0);
            crosses(from, before, ends[0], ends[1]) && crosses(ends[0], ends[1], from, before)
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::super::request::View;
    use super::super::space::Sight;
    use super::*;
    use crate::flight_time::SpeedRamp;
    use crate::planar::FreeArea;
    use geo::polygon;

    /// The part of the walls that is seen from (30, 5), 10 m before the right wall of a house of 20 by 10 m, with a
    /// view of 5 m.
    fn seen_looking_at(at: (f64, f64)) -> f64 {
        let house =
            polygon!((x: 0.0, y: 0.0), (x: 20.0, y: 0.0), (x: 20.0, y: 10.0), (x: 0.0, y: 10.0));
        let free = polygon!((x: -99.0, y: -99.0), (x: 99.0, y: -99.0), (x: 99.0, y: 99.0));
        let ramp = SpeedRamp::new(5.0, 2.5).unwrap();
        let here = Coord { x: 30.0, y: 5.0 };
        let request = StructureRequest {
            structure: Structure::Outline(house.exterior()),
            stand_off_m: 10.0,
            lowest_m: 10.0,
            highest_m: 40.0,
            view: View {
                width_m: 5.0,
                height_m: 10.0,
                overlap: 0.5,
            },
            free: &FreeArea::new(&free).unwrap(),
            start: here,
            ramp,
            climb: ramp,
            descent: ramp,
        };
        let leg = StructureLeg {
            from: here,
            until: here,
            from_height_m: 10.0,
            until_height_m: 40.0,
            sight: Some(Sight::new((here, 25.0), (at.into(), 25.0))),
        };
        seen(&request, &request.outline(), &[leg]).0
    }

    #[test]
    fn a_wall_is_seen_as_wide_as_the_view_and_only_where_the_camera_points() {
        // 5 m of 60 m, in pieces of 8 cm.
        let straight = seen_looking_at((20.0, 5.0));
        assert!((straight - 5.0 / 60.0).abs() < 2e-3, "{straight}");
        assert_eq!(seen_looking_at((40.0, 5.0)), 0.0);
        assert_eq!(seen_looking_at((30.0, 15.0)), 0.0);
    }
}
