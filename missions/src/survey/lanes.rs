//! Lanes: parallel lines over an area, as far apart as its sensor sees, cut where the area ends.

use super::fault::SurveyFault;
use super::sweep::MOST_LANES;
use crate::planar::{FreeArea, KEPT_OFF_M};
use geo::Coord;

/// The direction of lanes: a unit vector along them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Direction(Coord<f64>);

/// A piece of a lane, or a place that is to be visited, whose ends are the same.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lane {
    /// One end.
    pub from: Coord<f64>,
    /// The other end.
    pub until: Coord<f64>,
}

/// Directions of less than this apart are one, rad.
const LEAST_APART_RAD: f64 = 0.005;
/// Shorter pieces are not flown by themselves, as parts of the spacing: what they see is seen by a visit.
const SHORTEST: f64 = 0.1;

impl Direction {
    /// Along an edge; `None` where it has no length.
    pub(super) fn along(from: Coord<f64>, until: Coord<f64>) -> Option<Self> {
        let along = until - from;
        let length = along.x.hypot(along.y);
        // Both ways are the same direction.
        let sign = if along.y < 0.0 || (along.y == 0.0 && along.x < 0.0) {
            -1.0
        } else {
            1.0
        };
        (length > 1e-6).then(|| Self(along * (sign / length)))
    }

    /// So many degrees clockwise from north.
    pub fn bearing(degrees: f64) -> Self {
        let (sin, cos) = degrees.to_radians().sin_cos();
        Self(Coord { x: sin, y: cos })
    }

    /// Whether it leads anywhere.
    pub(super) fn is_sound(self) -> bool {
        self.0.x.is_finite() && self.0.y.is_finite()
    }

    /// The same place, x across and y along the lanes.
    pub(super) fn into_frame(self, at: Coord<f64>) -> Coord<f64> {
        Coord {
            x: at.x * self.0.y - at.y * self.0.x,
            y: at.x * self.0.x + at.y * self.0.y,
        }
    }

    /// The other way round.
    pub(super) fn out_of_frame(self, at: Coord<f64>) -> Coord<f64> {
        Coord {
            x: at.x * self.0.y + at.y * self.0.x,
            y: at.y * self.0.y - at.x * self.0.x,
        }
    }

    /// Whether both are taken for one.
    pub(super) fn is_near(self, other: Self) -> bool {
        let sine = self.0.x * other.0.y - self.0.y * other.0.x;
        sine.abs() < LEAST_APART_RAD
    }

    /// Those of all edges of an area, each once.
    pub fn of_edges(area: &FreeArea) -> Vec<Self> {
        let mut directions: Vec<Self> = Vec::new();
        for (from, until) in area.edges() {
            if let Some(direction) = Self::along(from, until)
                && !directions.iter().any(|it| it.is_near(direction))
            {
                directions.push(direction);
            }
        }
        directions
    }
}

/// The pieces of all lanes of a direction: as few lanes as cover the area's whole width, evenly apart.
///
/// # Errors
/// The spacing or the direction is none, or there are more pieces than are ordered at once.
pub fn lanes(
    area: &FreeArea,
    direction: Direction,
    spacing_m: f64,
) -> Result<Vec<Lane>, SurveyFault> {
    SurveyFault::check(spacing_m, direction)?;
    let edges: Vec<_> = area
        .edges()
        .map(|(from, until)| (direction.into_frame(from), direction.into_frame(until)))
        .collect();
    let across = edges.iter().map(|(from, _)| from.x);
    let (low, high) = across.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| {
        (low.min(x), high.max(x))
    });
    let width = high - low;
    let count = ((width - 1e-6) / spacing_m).ceil().max(1.0);
    // Each crosses the area.
    if count > MOST_LANES as f64 {
        return Err(SurveyFault::too_many(count as usize));
    }
    let apart = width / count;
    let mut pieces = Vec::new();
    for lane in 0..count as usize {
        let x = off_vertices(low + apart * (lane as f64 + 0.5), &edges);
        cut(x, &edges, spacing_m * SHORTEST, &mut |from_y, until_y| {
            let place = |y| direction.out_of_frame(Coord { x, y });
            pieces.push(Lane {
                from: place(from_y),
                until: place(until_y),
            });
        });
        if pieces.len() > MOST_LANES {
            return Err(SurveyFault::too_many(pieces.len()));
        }
    }
    Ok(pieces)
}

/// A line that runs along an edge is moved beside it.
fn off_vertices(x: f64, edges: &[(Coord<f64>, Coord<f64>)]) -> f64 {
    let mut x = x;
    // Each move may bring it to another vertex; a handful of them never lie so close.
    for _ in 0..8 {
        let near = edges
            .iter()
            .find(|(from, _)| (from.x - x).abs() < KEPT_OFF_M);
        match near {
            Some((from, _)) => x = from.x + 2.0 * KEPT_OFF_M,
            None => break,
        }
    }
    x
}

/// Tells where the line at `x` is inside, a little off the borders.
fn cut(
    x: f64,
    edges: &[(Coord<f64>, Coord<f64>)],
    shortest_m: f64,
    tell: &mut impl FnMut(f64, f64),
) {
    let mut crossings: Vec<f64> = edges
        .iter()
        .filter(|(from, until)| (from.x > x) != (until.x > x))
        .map(|(from, until)| from.y + (x - from.x) / (until.x - from.x) * (until.y - from.y))
        .collect();
    crossings.sort_by(f64::total_cmp);
    for pair in crossings.chunks_exact(2) {
        let (from, until) = (pair[0] + KEPT_OFF_M, pair[1] - KEPT_OFF_M);
        if until - from > shortest_m {
            tell(from, until);
        }
    }
}
