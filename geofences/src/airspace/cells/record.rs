//! What a cell holds of an area whose edges pass through it, and what that says of a point.

use super::grid::{FINE, FinePoint, Vertex};

/// Nearer to a copied edge than this, the copy does not decide. A vertex is rounded by √½ grain
/// at the most, so that an edge is off by that much at the most; the rest covers the point's own
/// rounding, 1/256 of that.
const DOUBT: i32 = FINE * 3 / 4;
/// Reference points are tried at so many places of a cell.
pub const REFERENCES: u16 = 16;
/// A tail is no longer than this, words.
pub const LONGEST_TAIL: usize = (1 << 10) - 1;
/// Between two chains; no vertex is at 255.
pub const BREAK: u16 = u16::MAX;

/// A record: two words and a tail.
///
/// The first word is the area's local number. The second has whether the reference point lies in
/// the area, whether only the exact test will do, the number of the reference point, and the
/// length of the tail. The tail has the vertices of the edges, chain after chain, a word each.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    /// The local number of the area.
    pub local: u16,
    /// See [`Info`].
    pub info: Info,
    /// The chains.
    pub tail: &'a [u16],
}

/// The second word of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Info(pub u16);

impl Info {
    const INSIDE: u16 = 1 << 15;
    const EXACT: u16 = 1 << 14;
    const LENGTH_BITS: u32 = 10;

    /// For an area that is not copied.
    pub const EXACT_ONLY: Self = Self(Self::EXACT);

    /// For a copy with a reference point; the tail is no longer than [`LONGEST_TAIL`].
    pub fn new(is_inside: bool, reference: u16, tail: usize) -> Self {
        let inside = if is_inside { Self::INSIDE } else { 0 };
        Self(inside | reference << Self::LENGTH_BITS | tail as u16)
    }

    /// The length of the tail, words.
    pub fn tail(self) -> usize {
        usize::from(self.0) & LONGEST_TAIL
    }

    fn reference(self) -> FinePoint {
        reference_point(self.0 >> Self::LENGTH_BITS & (REFERENCES - 1))
    }
}

/// The records of a cell, one after the other.
#[derive(Clone, Copy, Debug)]
pub struct Records<'a>(pub &'a [u16]);

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    #[inline]
    fn next(&mut self) -> Option<Record<'a>> {
        let (&[local, info], rest) = self.0.split_first_chunk::<2>()?;
        let info = Info(info);
        let (tail, rest) = rest.split_at_checked(info.tail())?;
        self.0 = rest;
        Some(Record { local, info, tail })
    }
}

impl Record<'_> {
    /// Whether the area contains the point; `None` when the copy cannot tell.
    #[inline]
    pub fn decide(&self, at: FinePoint) -> Option<bool> {
        if self.info.0 & Info::EXACT != 0 {
            return None;
        }
        let reference = self.info.reference();
        let mut crossed = self.info.0 & Info::INSIDE != 0;
        let mut doubt = false;
        let mut before = BREAK;
        for &word in self.tail {
            if before != BREAK && word != BREAK {
                let edge = Edge::new(vertex(before), vertex(word));
                let passing = edge.passing(reference, at);
                doubt |= passing.in_doubt;
                crossed ^= passing.is_crossed;
            }
            before = word;
        }
        (!doubt).then_some(crossed)
    }
}

/// A vertex as it stands in a tail.
pub fn word(vertex: Vertex) -> u16 {
    u16::from_le_bytes([vertex.x, vertex.y])
}

#[inline]
fn vertex(word: u16) -> Vertex {
    let [x, y] = word.to_le_bytes();
    Vertex { x, y }
}

/// Reference points stand on a 4 × 4 raster over the cell, at half grains, where no vertex lies.
#[inline]
pub fn reference_point(number: u16) -> FinePoint {
    let place = |index: u16| (33 + 62 * i32::from(index)) * FINE + FINE / 2;
    FinePoint {
        x: place(number & 3),
        y: place(number >> 2),
    }
}

/// A copied edge: its start and how far it goes, grains.
#[derive(Clone, Copy, Debug)]
pub struct Edge {
    a: Vertex,
    b: Vertex,
    dx: i32,
    dy: i32,
}

struct Passing {
    in_doubt: bool,
    is_crossed: bool,
}

impl Edge {
    /// The edge from `a` to `b`.
    #[inline]
    pub fn new(a: Vertex, b: Vertex) -> Self {
        Self {
            a,
            b,
            dx: i32::from(b.x) - i32::from(a.x),
            dy: i32::from(b.y) - i32::from(a.y),
        }
    }

    /// The cross product of the edge with the way from its start to a point: positive on its
    /// left. In grains times fine units: no more than 2²⁶.
    #[inline]
    fn side_of(&self, x: i32, y: i32) -> i32 {
        self.dx * (y - i32::from(self.a.y) * FINE) - self.dy * (x - i32::from(self.a.x) * FINE)
    }

    /// Whether a point may be within [`DOUBT`] of the edge; errs to yes.
    #[inline]
    pub fn is_near(&self, p: FinePoint) -> bool {
        self.is_near_knowing(p, self.side_of(p.x, p.y))
    }

    #[inline]
    fn is_near_knowing(&self, p: FinePoint, side: i32) -> bool {
        let (width, height) = (self.dx.abs(), self.dy.abs());
        // Twice the distance from the middle of the edge's rectangle.
        let off_x = (2 * p.x - (i32::from(self.a.x) + i32::from(self.b.x)) * FINE).abs();
        let off_y = (2 * p.y - (i32::from(self.a.y) + i32::from(self.b.y)) * FINE).abs();
        // No less than the edge's length, and an eighth more at the most.
        let length = width.max(height) + (width.min(height) + 1) / 2;
        (off_x <= width * FINE + 2 * DOUBT)
            & (off_y <= height * FINE + 2 * DOUBT)
            & (side.abs() <= DOUBT * length)
    }

    /// How the path from the reference along its meridian to the point's latitude, and then
    /// along that to the point, passes the edge: whether it crosses an odd number of times, and
    /// whether that is in doubt, because the point is near the edge or the path's corner on it.
    /// Without branches: which way they would go cannot be foreseen.
    #[inline]
    fn passing(&self, reference: FinePoint, at: FinePoint) -> Passing {
        let of_point = self.side_of(at.x, at.y);
        let of_corner = of_point + self.dy * (at.x - reference.x);
        let of_reference = of_corner - self.dx * (at.y - reference.y);
        // No vertex lies on the reference's meridian: no ends to think about. Along the latitude
        // the half-open rule holds: the path runs a hair's breadth above it.
        let spans_meridian = (i32::from(self.a.x) * FINE > reference.x)
            != (i32::from(self.b.x) * FINE > reference.x);
        let spans_latitude =
            (i32::from(self.a.y) * FINE > at.y) != (i32::from(self.b.y) * FINE > at.y);
        let is_crossed = (spans_meridian & ((of_reference > 0) != (of_corner > 0)))
            ^ (spans_latitude & ((of_point > 0) != (of_corner > 0)));
        let corner_on_edge = (of_corner == 0) & (spans_meridian | spans_latitude);
        Passing {
            in_doubt: corner_on_edge | self.is_near_knowing(at, of_point),
            is_crossed,
        }
    }
}
