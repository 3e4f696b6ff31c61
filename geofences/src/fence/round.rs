//! From metres in the local frame to whole multiples of 1e-7 degrees.

use super::frame::LocalFrame;
use super::items::VertexE7;
use geo::{Coord, coord};

/// No vertex moves farther by rounding than this, metres: half of 1e-7° is 0.0056 m at most each
/// way. An edge moves no farther than its ends. The free space is made smaller by more than this
/// beforehand ([`SLACK_M`]), and the finished integers are checked again.
#[cfg(test)]
pub(super) const LARGEST_STEP_M: f64 = 0.008;

/// So much more than the margin is kept before rounding, metres: the rounding, and the grid of
/// 1e-4 m or finer that buffers and unions are computed on.
pub(super) const SLACK_M: f64 = 0.03;

/// The ring in 1e-7 degrees, doubled vertices removed; `None` when it leaves ±180° or ±90°, or
/// fewer than three vertices stay, or they no longer make a simple ring.
pub(super) fn rounded(ring: &[Coord<f64>], frame: LocalFrame) -> Option<Vec<VertexE7>> {
    let mut vertices = Vec::with_capacity(ring.len());
    for vertex in ring {
        let degrees = frame.to_degrees(*vertex);
        if !(degrees.x.abs() <= 180.0 && degrees.y.abs() <= 90.0) {
            return None;
        }
        // Within ±180° the products fit an i32.
        vertices.push(VertexE7 {
            longitude_e7: (degrees.x * 1e7).round() as i32,
            latitude_e7: (degrees.y * 1e7).round() as i32,
        });
    }
    vertices.dedup();
    if vertices.len() > 1 && vertices.first() == vertices.last() {
        vertices.pop();
    }
    is_simple(&vertices).then_some(vertices)
}

/// The vertex in the local frame, metres.
pub(super) fn to_metres(vertex: VertexE7, frame: LocalFrame) -> Coord<f64> {
    frame.to_metres(coord! {
        x: f64::from(vertex.longitude_e7) / 1e7,
        y: f64::from(vertex.latitude_e7) / 1e7,
    })
}

/// The sign of the turn from a over b to c; exact, since the products of 33-bit differences fit
/// an i128 with room to spare.
fn turn(a: VertexE7, b: VertexE7, c: VertexE7) -> i128 {
    let x = |v: VertexE7| i128::from(v.longitude_e7);
    let y = |v: VertexE7| i128::from(v.latitude_e7);
    ((x(b) - x(a)) * (y(c) - y(a)) - (y(b) - y(a)) * (x(c) - x(a))).signum()
}

/// Whether c, which is on the line through a and b, lies between them.
fn between(a: VertexE7, b: VertexE7, c: VertexE7) -> bool {
    let span = |a: i32, b: i32, c: i32| (a.min(b)..=a.max(b)).contains(&c);
    span(a.longitude_e7, b.longitude_e7, c.longitude_e7)
        && span(a.latitude_e7, b.latitude_e7, c.latitude_e7)
}

fn edges_meet(a: VertexE7, b: VertexE7, c: VertexE7, d: VertexE7) -> bool {
    let (abc, abd, cda, cdb) = (turn(a, b, c), turn(a, b, d), turn(c, d, a), turn(c, d, b));
    (abc * abd < 0 && cda * cdb < 0)
        || (abc == 0 && between(a, b, c))
        || (abd == 0 && between(a, b, d))
        || (cda == 0 && between(c, d, a))
        || (cdb == 0 && between(c, d, b))
}

/// Whether an open ring of integers has an area and no edge that crosses, touches or doubles
/// back on another; computed exactly.
pub(super) fn is_simple(ring: &[VertexE7]) -> bool {
    let count = ring.len();
    if count < 3 {
        return false;
    }
    let edge = |index: usize| (ring[index % count], ring[(index + 1) % count]);
    for first in 0..count {
        let (a, b) = edge(first);
        // The neighbour shares b; it may go anywhere but back over this edge.
        let (_, beyond) = edge(first + 1);
        let folds_back =
            turn(a, b, beyond) == 0 && (between(a, b, beyond) || between(b, beyond, a));
        if folds_back {
            return false;
        }
        for second in first + 2..count {
            let neighbours = first == 0 && second == count - 1;
            let (c, d) = edge(second);
            if !neighbours && edges_meet(a, b, c, d) {
                return false;
            }
        }
    }
    true
}
