//! The last word on a finished fence: computed from its integers and from the raw outlines of
//! zones and obstacles by plain distances, so that no mistake in making it goes unseen.

use super::frame::LocalFrame;
use super::items::VertexE7;
use super::planar::{Area, Segment, edges, ring_contains};
use super::round::{is_simple, to_metres};
use crate::Bilingual;
use geo::Coord;

/// What the check can find.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckFinding {
    /// A polygon crosses or touches itself, or has no area.
    PolygonNotSimple,
    /// There are more vertices than the vehicle holds.
    TooManyVertices,
    /// The mission's own path is not free, or touches the fence.
    PathNotFree,
    /// Free space outside the permitted airspace, or nearer to its edge than the margin.
    PermittedEdge,
    /// Free space within a keep-out, or nearer to it than the margin.
    KeepOut,
}

impl CheckFinding {
    /// The finding in both languages.
    pub fn text(self) -> Bilingual {
        match self {
            Self::PolygonNotSimple => Bilingual::new(
                "a polygon crosses or touches itself",
                "多边形自相交或自相接",
            ),
            Self::TooManyVertices => Bilingual::new("too many vertices", "顶点过多"),
            Self::PathNotFree => Bilingual::new(
                "the mission's own path is not free",
                "任务自身航路不在围栏内",
            ),
            Self::PermittedEdge => Bilingual::new(
                "too near to the edge of the permitted airspace",
                "距适飞空域边界过近",
            ),
            Self::KeepOut => Bilingual::new("too near to a keep-out", "距禁止区域过近"),
        }
    }
}

/// Something that the free space must keep away from, in the local frame.
pub(super) struct Distance<'a> {
    /// The areas that together cover it.
    pub areas: &'a [Area],
    /// The least distance, metres in the frame.
    pub distance_m: f64,
}

/// What a fence is checked against.
pub(super) struct Obligations<'a> {
    /// The path, each piece straight in the frame.
    pub path: &'a [Segment],
    /// How far the path has to be from every fence edge, metres.
    pub path_distance_m: f64,
    /// The union of what is permitted; the free space stays this far inside it.
    pub permitted: Distance<'a>,
    /// Each keep-out.
    pub keep_outs: Vec<Distance<'a>>,
    /// The most vertices in all, and in one polygon.
    pub budget: (usize, usize),
}

/// The fence in the frame again.
struct Fence {
    inclusion: Vec<Coord<f64>>,
    exclusions: Vec<Vec<Coord<f64>>>,
}

/// Computed points are off by less than this, metres; what is nearer counts as touching.
const ARITHMETIC_M: f64 = 1e-6;

/// Checks a finished fence.
///
/// The free space is what lies in the inclusion and in no exclusion. It keeps its distance from
/// an area when its boundary does, when its boundary lies outside the area, and when no ring of
/// the area lies within it whole; and so for the permitted area, with inside for outside.
pub(super) fn check(
    inclusion: &[VertexE7],
    exclusions: &[Vec<VertexE7>],
    frame: LocalFrame,
    obligations: &Obligations<'_>,
) -> Result<(), CheckFinding> {
    let all = || std::iter::once(inclusion).chain(exclusions.iter().map(Vec::as_slice));
    if !all().all(is_simple) {
        return Err(CheckFinding::PolygonNotSimple);
    }
    if all().map(<[VertexE7]>::len).sum::<usize>() > obligations.budget.0
        || all().any(|ring| ring.len() > obligations.budget.1)
    {
        return Err(CheckFinding::TooManyVertices);
    }
    let in_frame = |ring: &[VertexE7]| ring.iter().map(|v| to_metres(*v, frame)).collect();
    let fence = Fence {
        inclusion: in_frame(inclusion),
        exclusions: exclusions.iter().map(|ring| in_frame(ring)).collect(),
    };
    fence.check_path(obligations)?;
    let boundary = fence.free_boundary();
    let permitted = &obligations.permitted;
    for piece in &boundary {
        let middle = piece.at(0.5);
        if !permitted.areas.iter().any(|area| area.contains(middle)) {
            return Err(CheckFinding::PermittedEdge);
        }
    }
    fence.check_distance(&boundary, permitted, CheckFinding::PermittedEdge)?;
    for keep_out in &obligations.keep_outs {
        for piece in &boundary {
            let middle = piece.at(0.5);
            if keep_out.areas.iter().any(|area| area.contains(middle)) {
                return Err(CheckFinding::KeepOut);
            }
        }
        fence.check_distance(&boundary, keep_out, CheckFinding::KeepOut)?;
    }
    Ok(())
}

impl Fence {
    fn is_free(&self, point: Coord<f64>) -> bool {
        ring_contains(&self.inclusion, point)
            && !self
                .exclusions
                .iter()
                .any(|exclusion| ring_contains(exclusion, point))
    }

    fn rings(&self) -> impl Iterator<Item = &Vec<Coord<f64>>> {
        std::iter::once(&self.inclusion).chain(&self.exclusions)
    }

    fn check_path(&self, obligations: &Obligations<'_>) -> Result<(), CheckFinding> {
        if obligations.path.is_empty() {
            return Err(CheckFinding::PathNotFree);
        }
        for piece in obligations.path {
            let clear = |edge: Segment| edge.distance_to(*piece) >= obligations.path_distance_m;
            if !self.is_free(piece.from) || !self.rings().all(|ring| edges(ring).all(clear)) {
                return Err(CheckFinding::PathNotFree);
            }
        }
        Ok(())
    }

    fn check_distance(
        &self,
        boundary: &[Segment],
        from: &Distance<'_>,
        found: CheckFinding,
    ) -> Result<(), CheckFinding> {
        for ring in from.areas.iter().flat_map(|area| &area.rings) {
            if ring.first().is_some_and(|vertex| self.is_free(*vertex)) {
                return Err(found);
            }
            for edge in edges(ring) {
                for piece in boundary {
                    if edge.distance_to(*piece) < from.distance_m - ARITHMETIC_M {
                        return Err(found);
                    }
                }
            }
        }
        Ok(())
    }

    /// The pieces of the rings that bound free space: edges are cut wherever rings cross; pieces
    /// outside the inclusion or within an exclusion bound nothing.
    fn free_boundary(&self) -> Vec<Segment> {
        let rings: Vec<&Vec<Coord<f64>>> = self.rings().collect();
        let mut boundary = Vec::new();
        for (index, ring) in rings.iter().enumerate() {
            for edge in edges(ring) {
                let mut shares = vec![0.0, 1.0];
                for (_, other) in rings.iter().enumerate().filter(|(o, _)| *o != index) {
                    shares.extend(
                        edges(other)
                            .filter(|crossing| edge.meets(*crossing))
                            .filter_map(|crossing| edge.crossing_share(crossing))
                            .filter(|share| (0.0..=1.0).contains(share)),
                    );
                }
                shares.sort_by(f64::total_cmp);
                for ends in shares.windows(2) {
                    let piece = Segment {
                        from: edge.at(ends[0]),
                        until: edge.at(ends[1]),
                    };
                    if ends[0] < ends[1] && !self.bounds_nothing(index, piece) {
                        boundary.push(piece);
                    }
                }
            }
        }
        boundary
    }

    /// Whether a piece of ring `own` surely bounds no free space. A piece that lies on another
    /// ring is taken to bound some.
    fn bounds_nothing(&self, own: usize, piece: Segment) -> bool {
        let middle = piece.at(0.5);
        let point = Segment {
            from: middle,
            until: middle,
        };
        self.rings().enumerate().any(|(index, ring)| {
            let blocked = index != own && (ring_contains(ring, middle) == (index != 0));
            blocked && edges(ring).all(|edge| edge.distance_to(point) > ARITHMETIC_M)
        })
    }
}
