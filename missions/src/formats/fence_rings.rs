//! The polygons of a fence from its items, and back.

use geofences::fence::{FenceItem, VertexE7};
use geofences::{Bilingual, Problem, ProblemPlace, Severity};

/// One polygon of a fence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FenceRing {
    /// Whether it must not be left, or not entered.
    pub is_inclusion: bool,
    /// Its corners; the first is not repeated.
    pub vertices: Vec<VertexE7>,
}

/// The polygons that the items make.
///
/// # Errors
/// Where they make none: a fence that is understood otherwise than it was meant is worse than none.
pub(super) fn rings_of(items: &[FenceItem]) -> Result<Vec<FenceRing>, Vec<Problem>> {
    let mut rings = Vec::new();
    let mut rest = items;
    while let Some(first) = rest.first() {
        let count = usize::from(first.vertex_count());
        let group = rest.get(..count).filter(|_| count >= 3);
        let same = |item: &FenceItem| {
            item.mav_cmd() == first.mav_cmd() && item.vertex_count() == first.vertex_count()
        };
        let Some(group) = group.filter(|group| group.iter().all(same)) else {
            return Err(vec![Problem {
                severity: Severity::Error,
                code: "fence-malformed",
                place: ProblemPlace {
                    vertex: Some(items.len() - rest.len()),
                    ..ProblemPlace::default()
                },
                what: Bilingual::new(
                    "the fence's items from here on make no polygons",
                    "围栏从此项起不能组成多边形",
                ),
                help: None,
            }]);
        };
        rings.push(FenceRing {
            is_inclusion: matches!(first, FenceItem::PolygonInclusionVertex { .. }),
            vertices: group.iter().map(|item| item.vertex()).collect(),
        });
        rest = rest.get(count..).unwrap_or_default();
    }
    Ok(rings)
}

/// The items of a polygon; `None` when it has fewer than 3 or more than 65 535 corners.
pub(super) fn items_of(ring: &FenceRing) -> Option<Vec<FenceItem>> {
    let vertex_count = u16::try_from(ring.vertices.len())
        .ok()
        .filter(|count| *count >= 3)?;
    let item = |vertex: &VertexE7| {
        let vertex = *vertex;
        if ring.is_inclusion {
            FenceItem::PolygonInclusionVertex {
                vertex_count,
                vertex,
            }
        } else {
            FenceItem::PolygonExclusionVertex {
                vertex_count,
                vertex,
            }
        }
    };
    Some(ring.vertices.iter().map(item).collect())
}

/// A corner at so many degrees; `None` where that is no place.
pub(super) fn vertex_at(longitude_deg: f64, latitude_deg: f64) -> Option<VertexE7> {
    let is_place =
        (-180.0..=180.0).contains(&longitude_deg) && (-90.0..=90.0).contains(&latitude_deg);
    is_place.then(|| VertexE7 {
        longitude_e7: (longitude_deg * 1e7).round() as i32,
        latitude_e7: (latitude_deg * 1e7).round() as i32,
    })
}

/// Degrees of a corner, longitude and latitude.
pub(super) fn degrees_of(vertex: VertexE7) -> (f64, f64) {
    let degrees = |e7: i32| f64::from(e7) / 1e7;
    (degrees(vertex.longitude_e7), degrees(vertex.latitude_e7))
}
