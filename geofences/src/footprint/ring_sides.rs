//! On which side of one ring another one runs.

use super::edge_index::{Budget, EdgeIndex, TooIntricate};
use super::predicates::{Bounds, Side, locate, meeting, on_same_ray, orientation};
use super::simple_ring::{Winding, winding};
use geo::Coord;

/// A closed, simple ring, prepared for being compared.
pub(super) struct PreparedRing<'a> {
    coords: &'a [Coord<f64>],
    edges: EdgeIndex,
    bounds: Bounds,
    counter_clockwise: bool,
}

impl<'a> PreparedRing<'a> {
    /// Prepares a closed, simple ring of either winding.
    pub(super) fn new(coords: &'a [Coord<f64>]) -> Self {
        Self {
            coords,
            edges: EdgeIndex::new(coords),
            bounds: Bounds::of_coords(coords),
            counter_clockwise: winding(coords) == Winding::CounterClockwise,
        }
    }

    /// The smallest rectangle around it.
    pub(super) fn bounds(&self) -> &Bounds {
        &self.bounds
    }

    fn edge(&self, index: usize) -> [Coord<f64>; 2] {
        [self.coords[index], self.coords[index + 1]]
    }

    /// Where a short step from `at`, a point of edge `edge`, towards `towards` leads.
    fn side_of_step(&self, edge: usize, at: Coord<f64>, towards: Coord<f64>) -> Side {
        let count = self.coords.len() - 1;
        let [start, end] = self.edge(edge);
        let (before, after) = if at == start {
            (self.coords[(edge + count - 1) % count], end)
        } else if at == end {
            (start, self.coords[(edge + 1) % count + 1])
        } else {
            (start, end)
        };
        if self.counter_clockwise {
            side_of_step_at_corner(before, at, after, towards)
        } else {
            side_of_step_at_corner(after, at, before, towards)
        }
    }
}

/// Where a short step from the corner `at` leads; the interior is on the left of `before` → `at`
/// → `after`.
fn side_of_step_at_corner(
    before: Coord<f64>,
    at: Coord<f64>,
    after: Coord<f64>,
    towards: Coord<f64>,
) -> Side {
    if on_same_ray(at, before, towards) || on_same_ray(at, after, towards) {
        return Side::Along;
    }
    let left_of_arrival = orientation(before, at, towards) > 0.0;
    let left_of_departure = orientation(at, after, towards) > 0.0;
    let inside = if orientation(before, at, after) >= 0.0 {
        left_of_arrival && left_of_departure
    } else {
        left_of_arrival || left_of_departure
    };
    if inside { Side::Inside } else { Side::Outside }
}

/// On which sides of one ring another runs: each is true when some piece that is more than a
/// point does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sides {
    /// A piece runs through the interior.
    pub(super) inside: bool,
    /// A piece runs along the other ring.
    pub(super) along: bool,
    /// A piece runs through the exterior.
    pub(super) outside: bool,
}

impl Sides {
    fn add(&mut self, side: Side) {
        match side {
            Side::Inside => self.inside = true,
            Side::Along => self.along = true,
            Side::Outside => self.outside = true,
        }
    }

    fn all(self) -> bool {
        self.inside && self.along && self.outside
    }
}

/// On which sides of `other` the ring `ring` runs, exactly.
///
/// Cut where it meets `other`, `ring` falls into pieces that each keep to one side. Where a piece
/// begins at a vertex of either ring, a step from there tells its side; where two edges cross
/// between their vertices, both sides are taken. A ring that never meets the other is one piece.
pub(super) fn sides(
    ring: &PreparedRing<'_>,
    other: &PreparedRing<'_>,
) -> Result<Sides, TooIntricate> {
    let mut sides = Sides::default();
    if !ring.bounds.meets(&other.bounds) {
        sides.outside = true;
        return Ok(sides);
    }
    let mut budget = Budget::for_edges(ring.coords.len().saturating_add(other.coords.len()));
    let mut near = Vec::new();
    for (edge, bounds) in ring.edges.boxes().iter().enumerate() {
        if !bounds.meets(&other.bounds) {
            continue;
        }
        near.clear();
        other.edges.edges_near(bounds, 0, &mut budget, &mut near)?;
        for &other_edge in &near {
            add_sides_at(&mut sides, ring.edge(edge), other, other_edge);
        }
        if sides.all() {
            return Ok(sides);
        }
    }
    if sides == Sides::default()
        && let Some(&vertex) = ring.coords.first()
    {
        sides.add(locate(vertex, other.coords));
    }
    Ok(sides)
}

/// Adds the sides of the pieces of `edge` that begin where it meets `other_edge`.
fn add_sides_at(
    sides: &mut Sides,
    edge: [Coord<f64>; 2],
    other: &PreparedRing<'_>,
    other_edge: usize,
) {
    let [start, end] = other.edge(other_edge);
    let Some(how) = meeting(edge, [start, end]) else {
        return;
    };
    if how.crosses {
        sides.inside = true;
        sides.outside = true;
        return;
    }
    let meeting_points = [
        (how.a_start_on_b, edge[0]),
        (how.a_end_on_b, edge[1]),
        (how.b_start_on_a, start),
        (how.b_end_on_a, end),
    ];
    for (_, at) in meeting_points.into_iter().filter(|(meets, _)| *meets) {
        for towards in edge.into_iter().filter(|&towards| towards != at) {
            sides.add(other.side_of_step(other_edge, at, towards));
        }
    }
}

/// Whether the areas of two rings have more than boundary in common.
///
/// They have when a boundary runs through the other's interior. Otherwise each area lies wholly
/// in the other's exterior, or the two are the same, and then nothing runs outside.
pub(super) fn interiors_meet(
    a: &PreparedRing<'_>,
    b: &PreparedRing<'_>,
) -> Result<bool, TooIntricate> {
    let a_to_b = sides(a, b)?;
    Ok(a_to_b.inside || !a_to_b.outside || sides(b, a)?.inside)
}

#[cfg(test)]
mod tests;
