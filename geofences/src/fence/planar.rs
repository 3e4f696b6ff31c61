//! Plane geometry by direct computation: distances, sides, points in rings.

use geo::{Coord, Polygon};

/// A straight piece in the plane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Segment {
    pub from: Coord<f64>,
    pub until: Coord<f64>,
}

/// Positive when `c` lies to the left of the line from `a` to `b`; its sign is exact
/// (Shewchuk 1997, adaptive predicates).
pub(super) fn side(a: Coord<f64>, b: Coord<f64>, c: Coord<f64>) -> f64 {
    let coord = |c: Coord<f64>| robust::Coord { x: c.x, y: c.y };
    robust::orient2d(coord(a), coord(b), coord(c))
}

impl Segment {
    /// The point that divides the piece at `share`, 0…1.
    pub fn at(self, share: f64) -> Coord<f64> {
        self.from + (self.until - self.from) * share
    }

    fn distance_to_point(self, point: Coord<f64>) -> f64 {
        let along = self.until - self.from;
        let squared = along.x * along.x + along.y * along.y;
        let from = point - self.from;
        let share = if squared > 0.0 {
            ((from.x * along.x + from.y * along.y) / squared).clamp(0.0, 1.0)
        } else {
            0.0
        };
        let nearest = self.at(share);
        (point.x - nearest.x).hypot(point.y - nearest.y)
    }

    /// Whether the two have a point in common; touching counts.
    pub fn meets(self, other: Segment) -> bool {
        let (a, b, c, d) = (self.from, self.until, other.from, other.until);
        let boxes_meet = a.x.min(b.x) <= c.x.max(d.x)
            && c.x.min(d.x) <= a.x.max(b.x)
            && a.y.min(b.y) <= c.y.max(d.y)
            && c.y.min(d.y) <= a.y.max(b.y);
        boxes_meet
            && side(a, b, c).signum_or_zero() * side(a, b, d).signum_or_zero() <= 0.0
            && side(c, d, a).signum_or_zero() * side(c, d, b).signum_or_zero() <= 0.0
    }

    /// The least distance between the two.
    pub fn distance_to(self, other: Segment) -> f64 {
        if self.meets(other) {
            return 0.0;
        }
        self.distance_to_point(other.from)
            .min(self.distance_to_point(other.until))
            .min(other.distance_to_point(self.from))
            .min(other.distance_to_point(self.until))
    }

    /// Where along this piece (0…1) the other's line crosses it; `None` when parallel.
    pub fn crossing_share(self, other: Segment) -> Option<f64> {
        let (d, e) = (self.until - self.from, other.until - other.from);
        let denominator = d.x * e.y - d.y * e.x;
        let w = other.from - self.from;
        let share = (w.x * e.y - w.y * e.x) / denominator;
        share.is_finite().then_some(share)
    }
}

trait SignumOrZero {
    fn signum_or_zero(self) -> f64;
}

impl SignumOrZero for f64 {
    /// `f64::signum` makes 1 of zero.
    fn signum_or_zero(self) -> f64 {
        if self == 0.0 { 0.0 } else { self.signum() }
    }
}

/// The edges of an open ring.
pub(super) fn edges(ring: &[Coord<f64>]) -> impl Iterator<Item = Segment> + '_ {
    let next = ring.iter().cycle().skip(1);
    ring.iter().zip(next).map(|(from, until)| Segment {
        from: *from,
        until: *until,
    })
}

/// Whether the point lies within the open ring (crossings counted along a ray, Shimrat 1962);
/// on the boundary either answer may come.
pub(super) fn ring_contains(ring: &[Coord<f64>], point: Coord<f64>) -> bool {
    edges(ring).fold(false, |inside, Segment { from, until }| {
        let upward = from.y <= point.y && point.y < until.y;
        let downward = until.y <= point.y && point.y < from.y;
        let crosses = (upward && side(from, until, point) > 0.0)
            || (downward && side(from, until, point) < 0.0);
        inside != crosses
    })
}

/// Twice the signed area of an open ring; positive when counter-clockwise.
pub(super) fn doubled_area(ring: &[Coord<f64>]) -> f64 {
    // Counted from the first vertex, so that large coordinates do not cancel.
    let Some(&origin) = ring.first() else {
        return 0.0;
    };
    edges(ring)
        .map(|Segment { from, until }| {
            let (a, b) = (from - origin, until - origin);
            a.x * b.y - a.y * b.x
        })
        .sum()
}

/// Open rings of a polygon, the outer one first.
pub(super) fn rings_of(polygon: &Polygon<f64>) -> impl Iterator<Item = Vec<Coord<f64>>> + '_ {
    std::iter::once(polygon.exterior())
        .chain(polygon.interiors())
        .map(|ring| {
            let mut ring = ring.0.clone();
            ring.pop();
            ring
        })
}

/// An area as rings: a point is in it when an odd number of them contains it.
#[derive(Clone, Debug, Default)]
pub(super) struct Area {
    pub rings: Vec<Vec<Coord<f64>>>,
}

impl Area {
    pub fn of(polygon: &Polygon<f64>) -> Self {
        Self {
            rings: rings_of(polygon).filter(|ring| ring.len() > 2).collect(),
        }
    }

    pub fn contains(&self, point: Coord<f64>) -> bool {
        self.rings
            .iter()
            .fold(false, |inside, ring| inside != ring_contains(ring, point))
    }

    /// The least distance from the piece to any boundary of the area.
    pub fn boundary_distance(&self, piece: Segment) -> f64 {
        self.rings
            .iter()
            .flat_map(|ring| edges(ring))
            .map(|edge| edge.distance_to(piece))
            .fold(f64::INFINITY, f64::min)
    }

    /// The least distance from the piece to the area: 0 when they meet.
    pub fn distance(&self, piece: Segment) -> f64 {
        if self.contains(piece.from) {
            0.0
        } else {
            self.boundary_distance(piece)
        }
    }
}
