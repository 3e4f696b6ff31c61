//! Whether the mission's own path keeps its distance, and which leg does not.

use super::FenceError;
use super::heights::BandRelation;
use super::outline::DILATION_EXCESS;
use super::path::{PATH_TOLERANCE_M, PathPiece};
use super::planar::{Area, Segment};
use super::round::SLACK_M;
use super::select::{KeepOut, KeepOutSource, Scene};
use crate::Position;

/// How near a path may come to an outline, beyond the distance that the fence keeps from it.
fn path_distance_m(distance_m: f64) -> f64 {
    (distance_m + SLACK_M) * DILATION_EXCESS + 2.0 * PATH_TOLERANCE_M
}

/// The first place of each leg that is not well inside the permitted airspace.
pub(super) fn permitted_faults(
    permitted: &[Area],
    path: &[PathPiece],
    distance_m: f64,
) -> Vec<FenceError> {
    let needed = path_distance_m(distance_m);
    let inside = |segment: Segment| {
        permitted
            .iter()
            .any(|area| area.contains(segment.from) && area.boundary_distance(segment) >= needed)
    };
    let mut faults: Vec<FenceError> = Vec::new();
    for piece in path.iter().filter(|piece| !inside(piece.segment)) {
        let known = |fault: &FenceError| matches!(fault, FenceError::LeavesPermitted { leg, .. } if *leg == piece.leg);
        if !faults.iter().any(known) {
            faults.push(FenceError::LeavesPermitted {
                leg: piece.leg,
                at: first_place(piece, &inside),
            });
        }
    }
    faults
}

/// The pieces of the path that come too near to a keep-out.
pub(super) fn met_pieces(
    areas: &[Area],
    path: &[PathPiece],
    distance_m: f64,
) -> Vec<(usize, PathPiece, Position)> {
    let needed = path_distance_m(distance_m);
    let clear = |segment: Segment| areas.iter().all(|area| area.distance(segment) >= needed);
    path.iter()
        .enumerate()
        .filter(|(_, piece)| !clear(piece.segment))
        .map(|(index, piece)| (index, *piece, first_place(piece, &clear)))
        .collect()
}

/// The first of 64 parts of a piece that is not good.
fn first_place(piece: &PathPiece, good: &dyn Fn(Segment) -> bool) -> Position {
    const PARTS: u32 = 64;
    let share = (0..PARTS)
        .map(|part| f64::from(part) / f64::from(PARTS))
        .find(|share| {
            !good(Segment {
                from: piece.segment.at(*share),
                until: piece.segment.at(*share + 1.0 / f64::from(PARTS)),
            })
        })
        .unwrap_or(0.0);
    let (from, until) = (piece.from.coord(), piece.until.coord());
    Position::try_from(from + (until - from) * share).unwrap_or(piece.from)
}

/// The first place where the path meets a keep-out at a height that is not surely outside it.
pub(super) fn in_the_way(
    keep_out: &KeepOut,
    met: &[(usize, PathPiece, Position)],
    scene: &Scene<'_>,
) -> Option<(usize, Position)> {
    met.iter()
        .find(|(index, ..)| {
            let flown = scene.heights.pieces_amsl.get(*index).copied().flatten();
            scene.heights.misses(&keep_out.band, flown, keep_out.ground) != BandRelation::Misses
        })
        .map(|(_, piece, at)| (piece.leg, *at))
}

pub(super) fn met_fault(source: KeepOutSource, leg: usize, at: Position) -> FenceError {
    match source {
        KeepOutSource::Zone(zone) => FenceError::MeetsZone { zone, leg, at },
        KeepOutSource::Obstacle(obstacle) => FenceError::MeetsObstacle { obstacle, leg, at },
    }
}
