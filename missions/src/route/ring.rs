//! Things in the way, as rings in the plane.

use crate::planar::{cross, orientation};
use geo::{Coord, LineString, MultiPolygon, Polygon};
use geofences::{Entry, PointLocation};
use std::sync::Arc;

/// A closed ring with what is forbidden on the left of each edge; no vertex stands twice.
#[derive(Clone, Debug)]
pub(super) struct Ring {
    pub corners: Vec<Coord<f64>>,
}

/// Something to stay away from.
#[derive(Clone, Debug)]
pub(super) struct Blocker {
    pub origin: Origin,
    pub rings: Vec<Ring>,
    /// So far away, metres.
    pub reach_m: f64,
    /// When it forbids, seconds since departure; `None` always.
    pub spans: Option<Vec<(f64, f64)>>,
    /// Whether the search bends around it already.
    pub is_bent_around: bool,
}

/// Where a thing in the way comes from.
#[derive(Clone, Debug)]
pub(super) enum Origin {
    /// A zone or an obstacle.
    Entry(Arc<Entry>),
    /// What no zone permits of a cell of the field and a little around it.
    NotPermitted {
        /// The cell.
        cell: usize,
    },
}

impl Ring {
    /// The edges.
    pub fn edges(&self) -> impl Iterator<Item = (Coord<f64>, Coord<f64>)> + '_ {
        let next = self.corners.iter().cycle().skip(1);
        self.corners.iter().copied().zip(next.copied())
    }

    /// Whether a place is left of all of it, by crossings of a ray (Shimrat 1962).
    fn contains(&self, at: Coord<f64>) -> bool {
        self.edges().fold(false, |is_inside, (from, until)| {
            let (is_up, is_down) = (
                from.y <= at.y && at.y < until.y,
                until.y <= at.y && at.y < from.y,
            );
            let crosses = (is_up && orientation(from, until, at) > 0.0)
                || (is_down && orientation(from, until, at) < 0.0);
            is_inside != crosses
        })
    }
}

impl Blocker {
    /// The rings of polygons, each vertex brought into the plane.
    pub fn rings_of(
        polygons: &MultiPolygon<f64>,
        place: impl Fn(Coord<f64>) -> Coord<f64>,
    ) -> Vec<Ring> {
        let mut rings = Vec::new();
        for polygon in polygons {
            rings.extend(ring(polygon.exterior(), true, &place));
            rings.extend(
                polygon
                    .interiors()
                    .iter()
                    .filter_map(|it| ring(it, false, &place)),
            );
        }
        rings
    }

    /// The rings of one polygon that lies in the plane already.
    pub fn rings_in_plane(polygon: &Polygon<f64>) -> Vec<Ring> {
        let all = std::iter::once((polygon.exterior(), true))
            .chain(polygon.interiors().iter().map(|it| (it, false)));
        all.filter_map(|(line, is_outer)| ring(line, is_outer, &|at| at))
            .collect()
    }

    /// All edges.
    pub fn edges(&self) -> impl Iterator<Item = (Coord<f64>, Coord<f64>)> + '_ {
        self.rings.iter().flat_map(Ring::edges)
    }

    /// The corners of the smallest rectangle around it.
    pub fn bounds(&self) -> (Coord<f64>, Coord<f64>) {
        let (mut low, mut high) = (
            Coord {
                x: f64::INFINITY,
                y: f64::INFINITY,
            },
            Coord {
                x: f64::NEG_INFINITY,
                y: f64::NEG_INFINITY,
            },
        );
        for corner in self.rings.iter().flat_map(|ring| &ring.corners) {
            low = Coord {
                x: low.x.min(corner.x),
                y: low.y.min(corner.y),
            };
            high = Coord {
                x: high.x.max(corner.x),
                y: high.y.max(corner.y),
            };
        }
        (low, high)
    }

    /// Whether a place is in it; `coord` is the same place in degrees. Polygons of one entry may overlap, so that
    /// its own area is asked.
    pub fn contains(&self, at: Coord<f64>, coord: Coord<f64>) -> bool {
        match &self.origin {
            Origin::Entry(entry) => entry.area().locate(coord) != PointLocation::Outside,
            Origin::NotPermitted { .. } => self
                .rings
                .iter()
                .fold(false, |is_inside, ring| is_inside != ring.contains(at)),
        }
    }
}

fn ring(
    line: &LineString<f64>,
    is_outer: bool,
    place: &impl Fn(Coord<f64>) -> Coord<f64>,
) -> Option<Ring> {
    let mut corners: Vec<Coord<f64>> = line.0.iter().map(|at| place(*at)).collect();
    corners.dedup();
    while corners.len() > 1 && corners.first() == corners.last() {
        corners.pop();
    }
    let origin = *corners.first()?;
    let twice: f64 = corners
        .windows(2)
        .map(|ends| cross(ends[0] - origin, ends[1] - origin))
        .sum();
    if (twice > 0.0) != is_outer {
        corners.reverse();
    }
    (corners.len() > 1).then_some(Ring { corners })
}
