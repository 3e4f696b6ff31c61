//! Where along a chord something is within a distance.

use super::chord::{Chord, TOUCH_M};
use super::intervals::{Interval, IntervalSet};
use crate::airspace::prepared::{PointLocation, PreparedArea};
use geo::{Coord, Rect};

/// Where the segment from `p0` to `p1` (parameter 0…1) is within `reach` of the segment from `a`
/// to `b`, all in metres of one plane. What is within reach of a segment is convex, a rectangle
/// with a half disc at each end, so that there is one interval or none.
pub fn within_reach(
    p0: Coord<f64>,
    p1: Coord<f64>,
    a: Coord<f64>,
    b: Coord<f64>,
    reach: f64,
) -> Option<Interval> {
    let along = p1 - p0;
    let edge = b - a;
    let mut found: Option<Interval> = None;
    let mut add = |from: f64, until: f64| {
        let (from, until) = (from.max(0.0), until.min(1.0));
        if from <= until {
            found = Some(match found {
                Some(so_far) => Interval {
                    from: so_far.from.min(from),
                    until: so_far.until.max(until),
                },
                None => Interval { from, until },
            });
        }
    };
    for end in [a, b] {
        if let Some((from, until)) = within_disc(p0 - end, along, reach) {
            add(from, until);
        }
    }
    let length = dot(edge, edge).sqrt();
    if length > 0.0 {
        let unit = Coord {
            x: edge.x / length,
            y: edge.y / length,
        };
        let start = p0 - a;
        let beside = within_band(cross(unit, start), cross(unit, along), -reach, reach);
        let abreast = within_band(dot(unit, start), dot(unit, along), 0.0, length);
        if let (Some(beside), Some(abreast)) = (beside, abreast) {
            add(beside.0.max(abreast.0), beside.1.min(abreast.1));
        }
    }
    found
}

fn cross(a: Coord<f64>, b: Coord<f64>) -> f64 {
    a.x * b.y - a.y * b.x
}

fn dot(a: Coord<f64>, b: Coord<f64>) -> f64 {
    a.x * b.x + a.y * b.y
}

/// Where `start + s·along` is within `reach` of the origin.
fn within_disc(start: Coord<f64>, along: Coord<f64>, reach: f64) -> Option<(f64, f64)> {
    let length_2 = dot(along, along);
    let outside = dot(start, start) - reach * reach;
    if length_2 == 0.0 {
        return (outside <= 0.0).then_some((0.0, 1.0));
    }
    let half = dot(start, along);
    let discriminant = half * half - length_2 * outside;
    if discriminant < 0.0 {
        return None;
    }
    let root = discriminant.sqrt();
    Some(((-half - root) / length_2, (-half + root) / length_2))
}

/// Where `start + s·along` is between two limits.
fn within_band(start: f64, along: f64, low: f64, high: f64) -> Option<(f64, f64)> {
    if along == 0.0 {
        return (low <= start && start <= high).then_some((0.0, 1.0));
    }
    let (s, t) = ((low - start) / along, (high - start) / along);
    Some((s.min(t), s.max(t)))
}

/// All that is within a distance of a chord, made ready to be compared with many edges.
#[derive(Clone, Debug)]
pub struct Corridor<'a> {
    /// The chord.
    pub chord: &'a Chord,
    /// How far it reaches to each side, metres.
    pub reach_m: f64,
    /// The rectangle around it and what touches it, degrees.
    pub window: Rect<f64>,
    start: Coord<f64>,
    end: Coord<f64>,
    length_m: f64,
    /// Along and across the chord; no directions for a chord that stays at one point.
    along: Coord<f64>,
    across: Coord<f64>,
}

/// What rounding may change in a distance, metres.
const ROUNDING_M: f64 = 1e-6;

impl<'a> Corridor<'a> {
    /// All within `reach_m` of the chord.
    pub fn new(chord: &'a Chord, reach_m: f64) -> Self {
        let (start, end) = (
            chord.plane.metres(chord.start),
            chord.plane.metres(chord.end),
        );
        let along = end - start;
        let length = dot(along, along).sqrt();
        let along = if length > 0.0 {
            along / length
        } else {
            Coord::zero()
        };
        let across = Coord {
            x: -along.y,
            y: along.x,
        };
        Self {
            chord,
            reach_m,
            window: chord.rect(reach_m + TOUCH_M),
            start,
            end,
            length_m: length,
            along,
            across,
        }
    }

    /// Whether a rectangle lies apart from the corridor's own; errs to no.
    pub fn misses(&self, bounds: &Rect<f64>) -> bool {
        are_apart(&self.window, bounds.min(), bounds.max())
    }

    /// Where along the chord an edge is within reach.
    pub fn near_edge(&self, edge: &Edge) -> Option<Interval> {
        if are_apart(&self.window, edge.low, edge.high) {
            return None;
        }
        let (a, b) = edge.ends;
        let plane = &self.chord.plane;
        let (a, b) = (plane.metres(a), plane.metres(b));
        let beside = (
            dot(self.across, a - self.start),
            dot(self.across, b - self.start),
        );
        let far_m = self.reach_m + ROUNDING_M;
        if beside.0.min(beside.1) > far_m || beside.0.max(beside.1) < -far_m {
            return None;
        }
        let ahead = (
            dot(self.along, a - self.start),
            dot(self.along, b - self.start),
        );
        if ahead.0.min(ahead.1) > self.length_m + far_m || ahead.0.max(ahead.1) < -far_m {
            return None;
        }
        within_reach(self.start, self.end, a, b, self.reach_m)
    }

    /// Calls `found` with every edge of the area that comes within reach, and where along the
    /// chord it does.
    pub fn for_each_near_edge(&self, area: &PreparedArea, mut found: impl FnMut(usize, Interval)) {
        if self.misses(&area.bounds()) {
            return;
        }
        let (south, north) = (self.window.min().y, self.window.max().y);
        area.edges_between(south, north, |edge| {
            if let Some(interval) = self.near_edge(&Edge::new(area.edge(edge))) {
                found(edge, interval);
            }
        });
    }

    /// Where the chord is within reach of the area, its interior included. `edges` are those of
    /// the area that touch the corridor's rectangle; others may be among them.
    ///
    /// `inside` says whether the chord's start is inside, where it is known and away from all edges,
    /// and is set to the same of its end: between edges nothing changes.
    #[inline]
    pub fn near_area(
        &self,
        area: &PreparedArea,
        edges: &[Edge],
        inside: &mut Option<bool>,
    ) -> IntervalSet {
        if self.misses(&area.bounds()) {
            *inside = Some(false);
            return IntervalSet::empty();
        }
        self.near_area_at_hand(area, edges, inside)
    }

    /// [`Self::near_area`] where the corridor's rectangle does not miss the area's.
    fn near_area_at_hand(
        &self,
        area: &PreparedArea,
        edges: &[Edge],
        inside: &mut Option<bool>,
    ) -> IntervalSet {
        let near_edges = edges.iter().filter_map(|edge| self.near_edge(edge));
        let near = IntervalSet::union_of(near_edges);
        // Between the stretches near an edge the chord is wholly inside or wholly outside. What is
        // known of the start says nothing beyond the first edge: where that is near the start, a
        // border may be crossed before the first gap.
        let starts_clear = near.iter().next().is_none_or(|first| first.from > 0.0);
        let mut known = inside.take().filter(|_| starts_clear);
        let mut is_inside = |gap: Interval| {
            known.take().unwrap_or_else(|| {
                let middle = self.chord.coord_at(0.5 * (gap.from + gap.until));
                area.locate(middle) == PointLocation::Inside
            })
        };
        let mut set = IntervalSet::empty();
        let mut from = 0.0;
        for interval in near.iter() {
            let gap = Interval {
                from,
                until: interval.from,
            };
            if gap.from < gap.until && is_inside(gap) {
                set.push(gap);
            }
            set.push(interval);
            from = interval.until;
        }
        if from < 1.0 {
            let gap = Interval { from, until: 1.0 };
            let ends_inside = is_inside(gap);
            if ends_inside {
                set.push(gap);
            }
            *inside = Some(ends_inside);
        }
        set
    }
}

/// An edge of an area and the rectangle around it, degrees.
#[derive(Clone, Copy, Debug)]
pub struct Edge {
    ends: (Coord<f64>, Coord<f64>),
    low: Coord<f64>,
    high: Coord<f64>,
}

impl Edge {
    /// The edge between two places.
    #[inline]
    pub fn new((a, b): (Coord<f64>, Coord<f64>)) -> Self {
        Self {
            ends: (a, b),
            low: Coord {
                x: a.x.min(b.x),
                y: a.y.min(b.y),
            },
            high: Coord {
                x: a.x.max(b.x),
                y: a.y.max(b.y),
            },
        }
    }
}

/// Whether a rectangle lies apart from a window.
#[inline]
fn are_apart(window: &Rect<f64>, low: Coord<f64>, high: Coord<f64>) -> bool {
    high.x < window.min().x
        || low.x > window.max().x
        || high.y < window.min().y
        || low.y > window.max().y
}

/// Puts the edges of the area that touch a rectangle in the place of what was in `edges`.
pub fn edges_touching(area: &PreparedArea, window: &Rect<f64>, edges: &mut Vec<Edge>) {
    edges.clear();
    area.edges_between(window.min().y, window.max().y, |edge| {
        let edge = Edge::new(area.edge(edge));
        if !are_apart(window, edge.low, edge.high) {
            edges.push(edge);
        }
    });
}
