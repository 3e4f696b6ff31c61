//! From polygons as a file gave them to valid ones.

use super::edge_index::TooIntricate;
use super::ring_sides::{PreparedRing, interiors_meet, sides};
use super::simple_ring::{self, Winding, winding};
use super::{FootprintFault, FootprintFaultKind, FootprintRepair, RawPolygon, RingPlace};
use crate::antimeridian::{self, Unwrapped};
use geo::{Coord, LineString, Polygon};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

/// So many faults between the rings of one polygon are reported at the most.
const MOST_HOLE_FAULTS: usize = 100;

/// Checks one polygon and gives its parts: one, or several when it crosses the antimeridian.
pub(super) fn checked_polygon(
    polygon: usize,
    raw: &RawPolygon,
    repairs: &mut Vec<FootprintRepair>,
) -> Result<Vec<Polygon<f64>>, Vec<FootprintFault>> {
    let mut faults = Vec::new();
    let mut rings = Vec::with_capacity(1 + raw.holes.len());
    let mut crosses_antimeridian = false;
    for (ring, vertices) in std::iter::once(&raw.exterior).chain(&raw.holes).enumerate() {
        let place = RingPlace {
            polygon,
            ring,
            vertex: None,
        };
        match checked_ring(place, vertices, repairs) {
            Ok(checked) => {
                crosses_antimeridian |= checked.crosses_antimeridian;
                rings.push(checked.coords);
            }
            Err(mut found) => faults.append(&mut found),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    if crosses_antimeridian {
        antimeridian::align_rings(&mut rings);
    }
    let faults = faults_between_rings(polygon, &rings);
    if !faults.is_empty() {
        return Err(faults);
    }
    let whole = polygon_of(rings);
    if !crosses_antimeridian {
        return Ok(vec![whole]);
    }
    let place = RingPlace {
        polygon,
        ring: 0,
        vertex: None,
    };
    let parts = split_parts(&whole).ok_or_else(|| {
        vec![FootprintFault {
            place,
            kind: FootprintFaultKind::NotSplit,
        }]
    })?;
    repairs.push(FootprintRepair::SplitAtAntimeridian(place));
    Ok(parts)
}

/// The parts of a polygon that crosses the antimeridian, when they are valid too.
fn split_parts(whole: &Polygon<f64>) -> Option<Vec<Polygon<f64>>> {
    let parts = antimeridian::split(whole).ok()?;
    parts.into_iter().map(valid_part).collect()
}

/// The part with its rings wound as they should be; `None` when it is not valid.
fn valid_part(part: Polygon<f64>) -> Option<Polygon<f64>> {
    let (exterior, holes) = part.into_inner();
    let mut rings: Vec<Vec<Coord<f64>>> = std::iter::once(exterior)
        .chain(holes)
        .map(|ring| ring.0)
        .collect();
    for (index, ring) in rings.iter_mut().enumerate() {
        let winding = winding(ring);
        let is_simple = simple_ring::crossings(ring).is_ok_and(|found| found.is_empty());
        if winding == Winding::NoArea || !is_simple {
            return None;
        }
        if winding != winding_of_ring(index) {
            ring.reverse();
        }
    }
    faults_between_rings(0, &rings)
        .is_empty()
        .then(|| polygon_of(rings))
}

/// The polygon of closed rings, the outer one first.
fn polygon_of(rings: Vec<Vec<Coord<f64>>>) -> Polygon<f64> {
    let mut rings = rings.into_iter().map(LineString::new);
    let exterior = rings.next().unwrap_or_else(|| LineString::new(Vec::new()));
    Polygon::new(exterior, rings.collect())
}

/// Outer rings run counter-clockwise, holes clockwise (RFC 7946, 3.1.6).
fn winding_of_ring(ring: usize) -> Winding {
    if ring == 0 {
        Winding::CounterClockwise
    } else {
        Winding::Clockwise
    }
}

struct CheckedRing {
    /// Closed, no vertex twice in a row, counter-clockwise for ring 0, else clockwise; when
    /// `crosses_antimeridian`, longitudes run on beyond 180°.
    coords: Vec<Coord<f64>>,
    crosses_antimeridian: bool,
}

fn checked_ring(
    place: RingPlace,
    vertices: &[Coord<f64>],
    repairs: &mut Vec<FootprintRepair>,
) -> Result<CheckedRing, Vec<FootprintFault>> {
    let of_ring = |kind| vec![FootprintFault { place, kind }];
    let faults = faults_of_vertices(place, vertices);
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut unwrapped = vertices.to_vec();
    let how = antimeridian::unwrap_longitudes(&mut unwrapped).map_err(of_ring)?;
    if how == Unwrapped::Shifted {
        repairs.push(FootprintRepair::LongitudesShifted(place));
    }
    let DistinctVertices {
        mut coords,
        original,
    } = distinct_vertices(place, &unwrapped, repairs);
    if coords.len() < 3 {
        return Err(of_ring(FootprintFaultKind::TooFewVertices(coords.len())));
    }
    if let Some(&first) = coords.first() {
        coords.push(first);
    }
    let winding = winding(&coords);
    if winding == Winding::NoArea {
        return Err(of_ring(FootprintFaultKind::NoArea));
    }
    let crossings = simple_ring::crossings(&coords)
        .map_err(|TooIntricate| of_ring(FootprintFaultKind::TooIntricate))?;
    if !crossings.is_empty() {
        let in_file = |vertex: usize| original.get(vertex).copied().unwrap_or(vertex);
        let fault = |(a, b)| FootprintFault {
            place: RingPlace {
                vertex: Some(in_file(a)),
                ..place
            },
            kind: FootprintFaultKind::CrossesItself(in_file(a), in_file(b)),
        };
        return Err(crossings.into_iter().map(fault).collect());
    }
    if winding != winding_of_ring(place.ring) {
        coords.reverse();
    }
    Ok(CheckedRing {
        coords,
        crosses_antimeridian: how == Unwrapped::Crosses,
    })
}

/// Faults that a vertex has by itself.
fn faults_of_vertices(place: RingPlace, vertices: &[Coord<f64>]) -> Vec<FootprintFault> {
    let kind = |vertex: &Coord<f64>| {
        if !vertex.x.is_finite() || !vertex.y.is_finite() {
            Some(FootprintFaultKind::NotFinite)
        } else if vertex.y.abs() > 90.0 {
            Some(FootprintFaultKind::LatitudeOutOfRange(vertex.y))
        } else if vertex.x.abs() > 360.0 {
            Some(FootprintFaultKind::LongitudeOutOfRange(vertex.x))
        } else {
            None
        }
    };
    let fault = |(index, vertex)| {
        kind(vertex).map(|kind| FootprintFault {
            place: RingPlace {
                vertex: Some(index),
                ..place
            },
            kind,
        })
    };
    vertices.iter().enumerate().filter_map(fault).collect()
}

struct DistinctVertices {
    /// Open, no vertex twice in a row.
    coords: Vec<Coord<f64>>,
    /// For each, its index in the file.
    original: Vec<usize>,
}

/// Takes out doubled vertices and the closing one; notes the former, and when the latter is
/// missing.
fn distinct_vertices(
    place: RingPlace,
    vertices: &[Coord<f64>],
    repairs: &mut Vec<FootprintRepair>,
) -> DistinctVertices {
    let mut coords: Vec<Coord<f64>> = Vec::with_capacity(vertices.len() + 1);
    let mut original: Vec<usize> = Vec::with_capacity(vertices.len());
    for (index, vertex) in vertices.iter().enumerate() {
        if coords.last() == Some(vertex) {
            repairs.push(FootprintRepair::DoubledVertexRemoved(RingPlace {
                vertex: Some(index),
                ..place
            }));
        } else {
            coords.push(*vertex);
            original.push(index);
        }
    }
    if coords.len() > 1 && coords.first() == coords.last() {
        coords.pop();
        original.pop();
    } else {
        repairs.push(FootprintRepair::RingClosed(place));
    }
    DistinctVertices { coords, original }
}

/// Faults that rings, each of them simple, have with each other: the outer ring is the first.
fn faults_between_rings(polygon: usize, rings: &[Vec<Coord<f64>>]) -> Vec<FootprintFault> {
    let Some((exterior, holes)) = rings.split_first() else {
        return Vec::new();
    };
    if holes.is_empty() {
        return Vec::new();
    }
    let exterior = PreparedRing::new(exterior);
    let holes: Vec<PreparedRing<'_>> = holes.iter().map(|ring| PreparedRing::new(ring)).collect();
    let tree = RTree::bulk_load(
        holes
            .iter()
            .enumerate()
            .map(|(index, hole)| {
                let bounds = hole.bounds();
                GeomWithData::new(Rectangle::from_corners(bounds.min, bounds.max), index)
            })
            .collect(),
    );
    let mut faults = Vec::new();
    for (index, hole) in holes.iter().enumerate() {
        let fault = |kind| FootprintFault {
            place: RingPlace {
                polygon,
                ring: index + 1,
                vertex: None,
            },
            kind,
        };
        faults.extend(fault_with_exterior(hole, &exterior).map(fault));
        let bounds = hole.bounds();
        let around = AABB::from_corners(bounds.min, bounds.max);
        for entry in tree.locate_in_envelope_intersecting(around) {
            if entry.data < index
                && let Some(other) = holes.get(entry.data)
            {
                faults.extend(fault_with_hole(hole, other, entry.data + 1).map(fault));
            }
            if faults.len() >= MOST_HOLE_FAULTS {
                return faults;
            }
        }
    }
    faults
}

fn fault_with_exterior(
    hole: &PreparedRing<'_>,
    exterior: &PreparedRing<'_>,
) -> Option<FootprintFaultKind> {
    match sides(hole, exterior) {
        Err(TooIntricate) => Some(FootprintFaultKind::TooIntricate),
        Ok(sides) if sides.outside => Some(FootprintFaultKind::HoleOutside),
        Ok(sides) if sides.along => Some(FootprintFaultKind::HoleSharesEdge),
        Ok(_) => None,
    }
}

fn fault_with_hole(
    hole: &PreparedRing<'_>,
    other: &PreparedRing<'_>,
    other_ring: usize,
) -> Option<FootprintFaultKind> {
    match (interiors_meet(hole, other), sides(hole, other)) {
        (Err(TooIntricate), _) | (_, Err(TooIntricate)) => Some(FootprintFaultKind::TooIntricate),
        (Ok(true), _) => Some(FootprintFaultKind::HolesOverlap(other_ring)),
        (Ok(false), Ok(sides)) if sides.along => {
            Some(FootprintFaultKind::HolesShareEdge(other_ring))
        }
        (Ok(false), Ok(_)) => None,
    }
}
