//! Where one may be: a polygon with holes, all of whose borders are kept off.

use super::{cross, dot, length, orientation};
use geo::{Coord, LineString, Polygon};

/// Borders are kept off by this, metres, so that nothing has to be decided on a border itself. What is told by it
/// is far below every margin.
pub(crate) const KEPT_OFF_M: f64 = 0.001;

/// Why a polygon is no [`FreeArea`].
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum AreaFault {
    /// A coordinate is NaN, infinite or farther than [`FreeArea::LARGEST_M`] from the origin.
    #[error("ring {ring}, vertex {vertex}: no place in the plane")]
    NotFinite {
        /// The ring, 0 for the outer one.
        ring: usize,
        /// Its vertex.
        vertex: usize,
    },
    /// A ring has fewer than three vertices.
    #[error("ring {ring} has fewer than three vertices")]
    TooFewVertices {
        /// The ring, 0 for the outer one.
        ring: usize,
    },
}

/// A polygon with holes in a plane of metres, to be flown in.
///
/// Its rings cross neither themselves nor each other: that is whoever's makes it, as `geofences::Footprint` does.
/// Being on a border is being outside.
#[derive(Clone, Debug)]
pub struct FreeArea {
    /// The outer one first, counter-clockwise; holes clockwise: the area is on the left of each edge.
    rings: Vec<Vec<Coord<f64>>>,
    edges: Vec<Edge>,
}

#[derive(Clone, Copy, Debug)]
struct Edge {
    from: Coord<f64>,
    until: Coord<f64>,
    low: Coord<f64>,
    high: Coord<f64>,
}

impl FreeArea {
    /// Farther from the origin nothing is planned in one plane, metres.
    pub const LARGEST_M: f64 = 200_000.0;

    /// The area of a polygon.
    ///
    /// # Errors
    /// Every fault of every ring.
    pub fn new(polygon: &Polygon<f64>) -> Result<Self, Vec<AreaFault>> {
        let mut faults = Vec::new();
        let mut rings = Vec::new();
        let all = std::iter::once(polygon.exterior()).chain(polygon.interiors());
        for (ring, line) in all.enumerate() {
            let coords = distinct(line);
            let misplaced = coords.iter().position(|it| !is_in_plane(*it));
            if let Some(vertex) = misplaced {
                faults.push(AreaFault::NotFinite { ring, vertex });
            } else if coords.len() < 3 {
                faults.push(AreaFault::TooFewVertices { ring });
            } else {
                rings.push(wound(coords, ring == 0));
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let edges = rings.iter().flat_map(|ring| edges_of(ring)).collect();
        Ok(Self { rings, edges })
    }

    /// The rings, the outer one first, counter-clockwise; holes clockwise. Each vertex stands once.
    pub fn rings(&self) -> &[Vec<Coord<f64>>] {
        &self.rings
    }

    /// Each edge with the area on its left.
    pub fn edges(&self) -> impl Iterator<Item = (Coord<f64>, Coord<f64>)> + '_ {
        self.edges.iter().map(|it| (it.from, it.until))
    }

    /// Square metres.
    pub fn area_m2(&self) -> f64 {
        self.rings.iter().map(|ring| signed_area(ring)).sum()
    }

    /// Whether a place is inside and on no border.
    pub fn contains(&self, at: Coord<f64>) -> bool {
        let mut is_inside = false;
        for edge in &self.edges {
            if (edge.low.y > at.y) | (edge.high.y < at.y) | (edge.high.x < at.x) {
                continue;
            }
            let side = orientation(edge.from, edge.until, at);
            if side == 0.0 && edge.low.x <= at.x {
                return false;
            }
            let (is_up, is_down) = (
                edge.from.y <= at.y && at.y < edge.until.y,
                edge.until.y <= at.y && at.y < edge.from.y,
            );
            if (is_up && side > 0.0) || (is_down && side < 0.0) {
                is_inside = !is_inside;
            }
        }
        is_inside
    }

    /// Whether the straight line between two places inside touches no border.
    pub fn sees(&self, from: Coord<f64>, until: Coord<f64>) -> bool {
        let (low, high) = bounds(from, until);
        self.edges.iter().all(|edge| {
            let is_apart = (edge.high.x < low.x)
                | (high.x < edge.low.x)
                | (edge.high.y < low.y)
                | (high.y < edge.low.y);
            is_apart || !touch(from, until, edge)
        })
    }

    /// Places beside the corners around which ways may bend, a little off the border; and, since each bend is a stop,
    /// beyond corners: where two edges would meet that have others between them, so that one bend does for several.
    ///
    /// # Errors
    /// There are more than `most`: so many at least.
    pub(super) fn bends(&self, most: usize) -> Result<Vec<Coord<f64>>, usize> {
        let standing_in = |ring: &Vec<Coord<f64>>| {
            let all = 0..ring.len();
            all.filter(|corner| stands_in(ring, *corner)).count()
        };
        // Told before anything is looked for around each of them.
        let corners: usize = self.rings.iter().map(standing_in).sum();
        if corners > most {
            return Err(corners);
        }
        let mut bends = Vec::new();
        for ring in &self.rings {
            for first in 0..ring.len() {
                for run in runs_from(ring, first) {
                    bends.extend(self.beside(ring, first, run));
                }
            }
        }
        if bends.len() > most {
            return Err(bends.len());
        }
        Ok(bends)
    }

    /// A little beyond where the edge that ends at corner `first` would meet the one that begins `run` corners on.
    fn beside(&self, ring: &[Coord<f64>], first: usize, run: usize) -> Option<Coord<f64>> {
        let at = |index: usize| ring[index % ring.len()];
        let before = at(first + ring.len() - 1);
        let (corner, last, after) = (at(first), at(first + run), at(first + run + 1));
        let (come, go) = (unit(corner - before)?, unit(after - last)?);
        let meeting = match run {
            0 => corner,
            _ => {
                let beyond = cross(last - corner, go) / cross(come, go);
                (beyond > 0.0).then(|| corner + come * beyond)?
            }
        };
        let left = |it: Coord<f64>| Coord { x: -it.y, y: it.x };
        // Of a spike both sides lie beyond its end.
        let halving = unit(left(come) + left(go)).or(Some(come))?;
        let at = meeting + halving * (2.0 * KEPT_OFF_M);
        self.contains(at).then_some(at)
    }
}

/// By so much all corners of a run turn at most: beyond that where its edges would meet is far off.
const LARGEST_TURN_RAD: f64 = 1.8;

/// Whether a corner stands into the area.
fn stands_in(ring: &[Coord<f64>], corner: usize) -> bool {
    let count = ring.len();
    let at = |index: usize| ring[index % count];
    orientation(at(corner + count - 1), at(corner), at(corner + 1)) < 0.0
}

/// How many corners on there are further ones, from a corner that stands into the area, around all of which a way
/// may bend once: none, one, and as many as there may be.
fn runs_from(ring: &[Coord<f64>], first: usize) -> impl Iterator<Item = usize> + use<> {
    let count = ring.len();
    let at = |index: usize| ring[index % count];
    let turn = |index: usize| {
        let (before, corner, after) = (at(index + count - 1), at(index), at(index + 1));
        let (come, go) = (corner - before, after - corner);
        stands_in(ring, index).then(|| -cross(come, go).atan2(dot(come, go)))
    };
    let mut most = None;
    let mut turned = 0.0;
    for run in 0..count.saturating_sub(2) {
        match turn(first + run) {
            Some(turn) => turned += turn,
            None => break,
        }
        if run > 0 && turned > LARGEST_TURN_RAD {
            break;
        }
        most = Some(run);
    }
    let runs = most.map(|most| [0, most.min(1), most]);
    let mut runs: Vec<usize> = runs.into_iter().flatten().collect();
    runs.dedup();
    runs.into_iter()
}

fn is_in_plane(at: Coord<f64>) -> bool {
    at.x.abs() <= FreeArea::LARGEST_M && at.y.abs() <= FreeArea::LARGEST_M
}

/// The vertices of a closed ring, without those that stand twice.
fn distinct(line: &LineString<f64>) -> Vec<Coord<f64>> {
    let mut coords = line.0.clone();
    coords.dedup();
    while coords.len() > 1 && coords.first() == coords.last() {
        coords.pop();
    }
    coords
}

fn signed_area(ring: &[Coord<f64>]) -> f64 {
    let origin = ring[0];
    let twice: f64 = ring
        .windows(2)
        .map(|ends| super::cross(ends[0] - origin, ends[1] - origin))
        .sum();
    twice / 2.0
}

fn wound(mut ring: Vec<Coord<f64>>, is_outer: bool) -> Vec<Coord<f64>> {
    if (signed_area(&ring) > 0.0) != is_outer {
        ring.reverse();
    }
    ring
}

fn edges_of(ring: &[Coord<f64>]) -> impl Iterator<Item = Edge> + '_ {
    let next = ring.iter().cycle().skip(1);
    ring.iter().zip(next).map(|(&from, &until)| {
        let (low, high) = bounds(from, until);
        Edge {
            from,
            until,
            low,
            high,
        }
    })
}

fn bounds(a: Coord<f64>, b: Coord<f64>) -> (Coord<f64>, Coord<f64>) {
    let low = Coord {
        x: a.x.min(b.x),
        y: a.y.min(b.y),
    };
    let high = Coord {
        x: a.x.max(b.x),
        y: a.y.max(b.y),
    };
    (low, high)
}

/// Whether two closed segments whose bounds meet have a place in common.
fn touch(from: Coord<f64>, until: Coord<f64>, edge: &Edge) -> bool {
    let (a, b) = (
        orientation(from, until, edge.from),
        orientation(from, until, edge.until),
    );
    if (a > 0.0 && b > 0.0) || (a < 0.0 && b < 0.0) {
        return false;
    }
    let (c, d) = (
        orientation(edge.from, edge.until, from),
        orientation(edge.from, edge.until, until),
    );
    !((c > 0.0 && d > 0.0) || (c < 0.0 && d < 0.0))
}

fn unit(a: Coord<f64>) -> Option<Coord<f64>> {
    let length = length(a);
    (length > 1e-9 && dot(a, a).is_finite()).then(|| a / length)
}
