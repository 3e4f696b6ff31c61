//! Polygons as one run of vertices: less memory, and one step from an area to its edges.

use geo::{Coord, LineString, MultiPolygon, Polygon, Rect};
use std::sync::Arc;

/// The rings of polygons, one after the other, each closed; shared, never changed.
#[derive(Clone, Debug, PartialEq)]
pub struct FlatRings {
    coords: Arc<[Coord<f64>]>,
    /// Nothing for a single ring, which most zones have.
    many: Option<Arc<Vec<RingSpan>>>,
}

/// One ring within the run of vertices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct RingSpan {
    /// One past its closing vertex.
    end: u32,
    /// Whether it is a polygon's outer ring; holes follow theirs.
    is_exterior: bool,
}

impl FlatRings {
    /// The rings of `polygons`.
    pub fn new(polygons: &MultiPolygon<f64>) -> Self {
        let mut coords = Vec::new();
        let mut rings = Vec::new();
        for polygon in polygons {
            let exterior = std::iter::once((polygon.exterior(), true));
            let holes = polygon.interiors().iter().map(|hole| (hole, false));
            for (ring, is_exterior) in exterior.chain(holes) {
                coords.extend_from_slice(&ring.0);
                rings.push(RingSpan {
                    end: coords.len() as u32,
                    is_exterior,
                });
            }
        }
        Self {
            coords: coords.into(),
            many: (rings.len() != 1).then(|| Arc::new(rings)),
        }
    }

    /// The ends of the rings, none for a single one.
    fn spans(&self) -> &[RingSpan] {
        self.many.as_deref().map_or(&[], Vec::as_slice)
    }

    /// Whether there is one ring alone: edge `i` then runs from vertex `i` for every `i`.
    pub(crate) fn is_single(&self) -> bool {
        self.many.is_none()
    }

    /// All vertices; a ring's last equals its first.
    pub fn coords(&self) -> &[Coord<f64>] {
        &self.coords
    }

    /// The indices of all edges; edge `i` runs from vertex `i` to vertex `i + 1`.
    pub fn edges(&self) -> impl Iterator<Item = usize> + '_ {
        self.ring_ranges()
            .flat_map(|(start, end, _)| start..end.saturating_sub(1))
    }

    /// How many polygons there are.
    pub fn polygon_count(&self) -> usize {
        let exteriors = self.spans().iter().filter(|ring| ring.is_exterior).count();
        exteriors.max(1)
    }

    /// One past the last vertex of the polygon that vertex `index` belongs to.
    pub fn polygon_end_after(&self, index: usize) -> usize {
        let spans = self.spans();
        let ring = spans.partition_point(|ring| ring.end as usize <= index);
        let end = spans.iter().enumerate().skip(ring + 1);
        match end.into_iter().find(|(_, ring)| ring.is_exterior) {
            Some((next, _)) => spans[next - 1].end as usize,
            None => self.coords.len(),
        }
    }

    /// Every ring, closed, and whether it is a polygon's outer one; holes follow theirs.
    pub(super) fn rings(&self) -> impl Iterator<Item = (&[Coord<f64>], bool)> + '_ {
        self.ring_ranges().filter_map(|(start, end, is_exterior)| {
            Some((self.coords.get(start..end)?, is_exterior))
        })
    }

    /// Start, end and kind of every ring.
    fn ring_ranges(&self) -> impl Iterator<Item = (usize, usize, bool)> + '_ {
        let single = self.is_single().then_some((0, self.coords.len(), true));
        let mut start = 0;
        let many = self.spans().iter().map(move |ring| {
            let range = (start, ring.end as usize, ring.is_exterior);
            start = range.1;
            range
        });
        single.into_iter().chain(many)
    }

    /// The polygons as `geo` has them.
    pub fn to_polygons(&self) -> MultiPolygon<f64> {
        let mut polygons: Vec<(LineString<f64>, Vec<LineString<f64>>)> = Vec::new();
        for (start, end, is_exterior) in self.ring_ranges() {
            let ring = LineString::new(self.coords[start..end].to_vec());
            match polygons.last_mut() {
                Some((_, holes)) if !is_exterior => holes.push(ring),
                _ => polygons.push((ring, Vec::new())),
            }
        }
        polygons
            .into_iter()
            .map(|(exterior, holes)| Polygon::new(exterior, holes))
            .collect()
    }

    /// The smallest rectangle around all vertices, degrees.
    pub fn bounds(&self) -> Rect<f64> {
        let first = self.coords.first().copied().unwrap_or(Coord::zero());
        let (low, high) = self.coords.iter().fold((first, first), |(low, high), c| {
            (
                Coord {
                    x: low.x.min(c.x),
                    y: low.y.min(c.y),
                },
                Coord {
                    x: high.x.max(c.x),
                    y: high.y.max(c.y),
                },
            )
        });
        Rect::new(low, high)
    }
}
