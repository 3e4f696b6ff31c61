//! Exact questions about points and segments: every answer is that of the numbers as given.
//!
//! The signs come from Shewchuk's adaptive predicates (J. R. Shewchuk, "Adaptive Precision
//! Floating-Point Arithmetic and Fast Robust Geometric Predicates", 1997), so that no tolerance
//! is needed anywhere.

use geo::Coord;

/// Positive when `c` lies left of the line from `a` to `b`, negative right of it, 0 on it.
pub(super) fn orientation(a: Coord<f64>, b: Coord<f64>, c: Coord<f64>) -> f64 {
    let plain = |point: Coord<f64>| robust::Coord {
        x: point.x,
        y: point.y,
    };
    robust::orient2d(plain(a), plain(b), plain(c))
}

/// A closed rectangle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Bounds {
    pub(super) min: [f64; 2],
    pub(super) max: [f64; 2],
}

impl Bounds {
    /// The rectangle that every other one widens.
    const NOTHING: Self = Self {
        min: [f64::INFINITY; 2],
        max: [f64::NEG_INFINITY; 2],
    };

    /// Around a segment.
    pub(super) fn of_segment(a: Coord<f64>, b: Coord<f64>) -> Self {
        Self {
            min: [a.x.min(b.x), a.y.min(b.y)],
            max: [a.x.max(b.x), a.y.max(b.y)],
        }
    }

    /// Around all of `coords`.
    pub(super) fn of_coords(coords: &[Coord<f64>]) -> Self {
        coords.iter().fold(Self::NOTHING, |all, coord| Self {
            min: [all.min[0].min(coord.x), all.min[1].min(coord.y)],
            max: [all.max[0].max(coord.x), all.max[1].max(coord.y)],
        })
    }

    /// Whether the two share a point.
    pub(super) fn meets(&self, other: &Self) -> bool {
        // Without short circuits: the loop over a small ring's edges becomes branch-free.
        (self.min[0] <= other.max[0])
            & (other.min[0] <= self.max[0])
            & (self.min[1] <= other.max[1])
            & (other.min[1] <= self.max[1])
    }

    fn contains(&self, point: Coord<f64>) -> bool {
        self.min[0] <= point.x
            && point.x <= self.max[0]
            && self.min[1] <= point.y
            && point.y <= self.max[1]
    }
}

/// How two segments that share a point do so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Meeting {
    /// They cross in a point that is an end of neither.
    pub(super) crosses: bool,
    /// Both lie on one line.
    pub(super) collinear: bool,
    /// The start of the first lies on the second; and so on.
    pub(super) a_start_on_b: bool,
    pub(super) a_end_on_b: bool,
    pub(super) b_start_on_a: bool,
    pub(super) b_end_on_a: bool,
}

/// How the segments `a` and `b` meet; `None` when they share no point.
pub(super) fn meeting(a: [Coord<f64>; 2], b: [Coord<f64>; 2]) -> Option<Meeting> {
    let around_a = Bounds::of_segment(a[0], a[1]);
    let around_b = Bounds::of_segment(b[0], b[1]);
    if !around_a.meets(&around_b) {
        return None;
    }
    let a_start = orientation(b[0], b[1], a[0]);
    let a_end = orientation(b[0], b[1], a[1]);
    let b_start = orientation(a[0], a[1], b[0]);
    let b_end = orientation(a[0], a[1], b[1]);
    let meeting = Meeting {
        crosses: opposite(a_start, a_end) && opposite(b_start, b_end),
        collinear: a_start == 0.0 && a_end == 0.0 && b_start == 0.0 && b_end == 0.0,
        a_start_on_b: a_start == 0.0 && around_b.contains(a[0]),
        a_end_on_b: a_end == 0.0 && around_b.contains(a[1]),
        b_start_on_a: b_start == 0.0 && around_a.contains(b[0]),
        b_end_on_a: b_end == 0.0 && around_a.contains(b[1]),
    };
    let touches =
        meeting.a_start_on_b || meeting.a_end_on_b || meeting.b_start_on_a || meeting.b_end_on_a;
    (meeting.crosses || touches).then_some(meeting)
}

/// Whether two signs are opposite; 0 is opposite to nothing.
fn opposite(a: f64, b: f64) -> bool {
    (a > 0.0 && b < 0.0) || (a < 0.0 && b > 0.0)
}

/// Whether `p` and `q` lie in the same direction from `apex`; both differ from it.
pub(super) fn on_same_ray(apex: Coord<f64>, p: Coord<f64>, q: Coord<f64>) -> bool {
    let same_way = if p.x == apex.x {
        (p.y > apex.y) == (q.y > apex.y)
    } else {
        (p.x > apex.x) == (q.x > apex.x)
    };
    same_way && orientation(apex, p, q) == 0.0
}

/// Where a point or a piece of a line lies with respect to a closed ring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// In the interior.
    Inside,
    /// On the ring.
    Along,
    /// In the exterior.
    Outside,
}

/// Where `point` lies with respect to a closed, simple ring of either winding.
pub(super) fn locate(point: Coord<f64>, ring: &[Coord<f64>]) -> Side {
    let mut inside = false;
    for edge in ring.windows(2) {
        let &[from, to] = edge else { continue };
        let bounds = Bounds::of_segment(from, to);
        if point.y < bounds.min[1] || point.y > bounds.max[1] || point.x > bounds.max[0] {
            continue;
        }
        // A ray to the east; an edge counts with its lower end and without its upper one.
        let spans = (from.y <= point.y) != (to.y <= point.y);
        if point.x < bounds.min[0] {
            inside ^= spans;
            continue;
        }
        let left = orientation(from, to, point);
        if left == 0.0 {
            return Side::Along;
        }
        // The edge passes east of the point when the point is left of it going up, or right of
        // it going down.
        inside ^= spans && (left > 0.0) == (to.y > from.y);
    }
    if inside { Side::Inside } else { Side::Outside }
}
