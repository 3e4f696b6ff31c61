//! The ground along a track as straight bounds between knots.

use super::follow::{Following, TrackPoint};
use super::obstacles::{Floor, floors};
use super::refusal::HeightsRefusal;
use super::tube::{Bounds, Slopes};
use geo::{Coord, Distance, Geodesic, InterpolatePoint, Point};
use geofences::{Context, GroundPiece, LocalPlane, Position, Snapshot};
use std::ops::Range;

/// Legs are cut into chords of this length, metres: up to latitudes of 60° such a chord is within 1 cm of
/// the geodesic.
const CHORD_M: f64 = 500.0;
/// A bound lies within this of its parabola, metres.
const BEND_M: f64 = 0.2;
/// The ground under the geodesic differs by less than this from that under its chords, metres, on all
/// slopes up to 2.
const BESIDE_M: f64 = 0.05;
/// The floor over an obstacle goes back to that of the ground within this, metres.
const STEP_M: f64 = 1.0;

/// A stretch between two knots: its length and bounds, metres, straight from its start to its end.
#[derive(Clone, Copy, Debug)]
struct Span {
    leg: usize,
    length_m: f64,
    end: Coord<f64>,
    /// The ground as it is told, at both ends.
    ground_m: [f64; 2],
    /// Above all ground that there may be.
    highest_m: [f64; 2],
    /// Below it.
    lowest_m: [f64; 2],
    /// What an obstacle demands; none is far below everything.
    floor_m: f64,
}

/// The knots along a track, each where one stretch ends and the next one begins.
#[derive(Debug)]
pub(super) struct Knots {
    start: Coord<f64>,
    spans: Vec<Span>,
    x_m: Vec<f64>,
    /// The knot of each corner of the track.
    corners: Vec<usize>,
    speeds_mps: Vec<f64>,
}

impl Knots {
    /// Those of a track.
    ///
    /// # Errors
    /// Where there is no terrain, and obstacles whose tops are not known.
    pub(super) fn along(
        track: &[TrackPoint],
        snapshot: &Snapshot,
        context: &Context,
    ) -> Result<Self, Vec<HeightsRefusal>> {
        let start = track
            .first()
            .map_or(Position::ORIGIN, |point| point.position)
            .coord();
        let mut knots = Self {
            start,
            spans: Vec::new(),
            x_m: vec![0.0],
            corners: vec![0],
            speeds_mps: track.iter().skip(1).map(|point| point.speed_mps).collect(),
        };
        let mut refusals: Vec<HeightsRefusal> = Vec::new();
        for (leg, ends) in track.windows(2).enumerate() {
            let [from, until] = ends else { continue };
            for chord in chords(from.position, until.position) {
                if let Err(refusal) = knots.add_chord(leg, chord, snapshot, context)
                    && !refusals.iter().any(|it| refusal.is_same_as(it))
                {
                    refusals.push(refusal);
                }
            }
            knots.corners.push(knots.spans.len());
        }
        let mut x_m = 0.0;
        for span in &knots.spans {
            x_m += span.length_m;
            knots.x_m.push(x_m);
        }
        if refusals.is_empty() {
            Ok(knots)
        } else {
            Err(refusals)
        }
    }

    fn add_chord(
        &mut self,
        leg: usize,
        (start, end): (Position, Position),
        snapshot: &Snapshot,
        context: &Context,
    ) -> Result<(), HeightsRefusal> {
        let mut pieces = Vec::with_capacity(16);
        let is_told = context.terrain.ground_along(start, end, &mut pieces);
        if !is_told || !is_whole(&pieces) {
            return Err(HeightsRefusal::NoTerrain {
                leg,
                position: start,
            });
        }
        let plane = LocalPlane::at((start.coord() + end.coord()) * 0.5);
        let along = plane.metres(end.coord()) - plane.metres(start.coord());
        let length_m = along.x.hypot(along.y);
        let floors = floors(&plane, (start, end), snapshot, context)?;
        let step = if length_m > 0.0 {
            STEP_M / length_m
        } else {
            1.0
        };
        let mut cuts: Vec<f64> = floors
            .iter()
            .flat_map(|floor| {
                [
                    floor.from - step,
                    floor.from,
                    floor.until,
                    floor.until + step,
                ]
            })
            .collect();
        cuts.sort_unstable_by(f64::total_cmp);
        for piece in &pieces {
            let inside = cuts
                .iter()
                .filter(|cut| piece.from < **cut && **cut < piece.until);
            let borders: Vec<f64> = [piece.from]
                .into_iter()
                .chain(inside.copied())
                .chain([piece.until])
                .collect();
            for part in borders.windows(2) {
                let [from, until] = *part else { continue };
                self.add_piece(
                    leg,
                    (start.coord(), end.coord()),
                    length_m,
                    piece,
                    (from, until),
                    &floors,
                );
            }
        }
        Ok(())
    }

    /// Adds a part of a parabola, cut so that straight bounds keep close to it.
    fn add_piece(
        &mut self,
        leg: usize,
        (start, end): (Coord<f64>, Coord<f64>),
        length_m: f64,
        piece: &GroundPiece,
        (from, until): (f64, f64),
        floors: &[Floor],
    ) {
        // A chord of a parabola is off by q·Δ²/4 at most.
        let off_m = |width: f64| 0.25 * piece.quadratic.abs() * width * width;
        let count = (off_m(until - from) / BEND_M)
            .sqrt()
            .ceil()
            .clamp(1.0, 1_000.0);
        let width = (until - from) / count;
        let bend_m = off_m(width);
        let ground = |s: f64| piece.constant + s * (piece.linear + s * piece.quadratic);
        for index in 0..count as usize {
            let s = from + width * index as f64;
            let next = if index + 1 == count as usize {
                until
            } else {
                s + width
            };
            let ground_m = [ground(s), ground(next)];
            let (above_m, below_m) = if piece.quadratic < 0.0 {
                (bend_m, 0.0)
            } else {
                (0.0, bend_m)
            };
            let doubt_m = piece.uncertainty_m + BESIDE_M;
            self.spans.push(Span {
                leg,
                length_m: (next - s) * length_m,
                end: if next < 1.0 {
                    start + (end - start) * next
                } else {
                    end
                },
                ground_m,
                highest_m: ground_m.map(|it| it + above_m + doubt_m),
                lowest_m: ground_m.map(|it| it - below_m - doubt_m),
                floor_m: floors
                    .iter()
                    .filter(|floor| floor.from < next && s < floor.until)
                    .map(|floor| floor.amsl_m)
                    .fold(f64::NEG_INFINITY, f64::max),
            });
        }
    }

    fn count(&self) -> usize {
        self.spans.len() + 1
    }

    /// What a knot takes from the stretches that meet in it: `pick` from each, at its start or end; `both`
    /// of two.
    fn at_knots(
        &self,
        pick: impl Fn(&Span, usize) -> f64,
        both: impl Fn(f64, f64) -> f64,
    ) -> Vec<f64> {
        let at = |knot: usize| {
            let before = knot.checked_sub(1).and_then(|index| self.spans.get(index));
            let before = before.map(|span| pick(span, 1));
            let after = self.spans.get(knot).map(|span| pick(span, 0));
            match (before, after) {
                (Some(before), Some(after)) => both(before, after),
                (one, other) => one.or(other).unwrap_or(f64::NAN),
            }
        };
        (0..self.count()).map(at).collect()
    }

    /// The bounds between a lowest and a highest height above ground, metres AMSL.
    pub(super) fn bounds(&self, lowest_m: f64, highest_m: f64) -> Bounds {
        let side = |sides: &[f64; 2], side: usize| if side == 0 { sides[0] } else { sides[1] };
        Bounds {
            lower: self.at_knots(
                |span, at| (side(&span.highest_m, at) + lowest_m).max(span.floor_m),
                f64::max,
            ),
            upper: self.at_knots(|span, at| side(&span.lowest_m, at) + highest_m, f64::min),
        }
    }

    /// The height at each knot that is so much above the ground as it is told.
    pub(super) fn wanted(&self, above_ground_m: f64) -> Vec<f64> {
        let side = |sides: &[f64; 2], side: usize| if side == 0 { sides[0] } else { sides[1] };
        self.at_knots(
            |span, at| side(&span.ground_m, at) + above_ground_m,
            |a, b| 0.5 * (a + b),
        )
    }

    /// How much can be climbed and sunk between knots at a part of the speed.
    pub(super) fn slopes(&self, following: &Following, part_of_speed: f64) -> Slopes {
        let over = |rate_mps: f64| {
            let rise = move |span: &Span| {
                let speed_mps = self
                    .speeds_mps
                    .get(span.leg)
                    .copied()
                    .unwrap_or(f64::INFINITY);
                rate_mps / (speed_mps * part_of_speed) * span.length_m
            };
            self.spans.iter().map(rise).collect()
        };
        Slopes {
            x_m: self.x_m.clone(),
            climb_m: over(following.climb_mps),
            descent_m: over(following.descent_mps),
        }
    }

    /// Which knots are corners of the track.
    pub(super) fn is_corner(&self) -> Vec<bool> {
        let mut is_corner = vec![false; self.count()];
        for corner in &self.corners {
            if let Some(is) = is_corner.get_mut(*corner) {
                *is = true;
            }
        }
        is_corner
    }

    /// The corners of the track that are at a knot.
    pub(super) fn corners_at(&self, knot: usize) -> Range<usize> {
        self.corners.partition_point(|at| *at < knot)
            ..self.corners.partition_point(|at| *at <= knot)
    }

    /// Metres from the start of the track.
    pub(super) fn x_m(&self, knot: usize) -> f64 {
        self.x_m.get(knot).copied().unwrap_or(0.0)
    }

    /// Which leg ends at a knot, or begins there where it is the first.
    pub(super) fn leg(&self, knot: usize) -> usize {
        let span = self.spans.get(knot.saturating_sub(1));
        span.map_or(0, |span| span.leg)
    }

    /// Where a knot is.
    pub(super) fn position(&self, knot: usize) -> Position {
        let span = knot.checked_sub(1).and_then(|index| self.spans.get(index));
        let coord = span.map_or(self.start, |span| span.end);
        // Between two positions.
        Position::try_from(coord).unwrap_or(Position::ORIGIN)
    }

    /// Whether an obstacle and not the ground demands the height at a knot.
    pub(super) fn is_obstacle(&self, knot: usize, lowest_m: f64) -> bool {
        let spans = [knot.checked_sub(1), Some(knot)];
        let spans = spans
            .into_iter()
            .flatten()
            .filter_map(|index| self.spans.get(index));
        spans
            .into_iter()
            .any(|span| span.floor_m > span.highest_m[0].max(span.highest_m[1]) + lowest_m)
    }
}

/// A leg in chords.
fn chords(from: Position, until: Position) -> Vec<(Position, Position)> {
    let (start, end) = (Point::from(from.coord()), Point::from(until.coord()));
    let count = (Geodesic.distance(start, end) / CHORD_M)
        .ceil()
        .clamp(1.0, 100_000.0) as usize;
    let mut before = from;
    (1..=count)
        .map(|index| {
            let at = Geodesic.point_at_ratio_between(start, end, index as f64 / count as f64);
            let after = if index == count {
                until
            } else {
                Position::try_from(at.0).unwrap_or(until)
            };
            (std::mem::replace(&mut before, after), after)
        })
        .collect()
}

/// Whether pieces are numbers and leave no gap.
pub(crate) fn is_whole(pieces: &[GroundPiece]) -> bool {
    let mut reached = 0.0;
    for piece in pieces {
        let is_number = (piece.constant + piece.linear + piece.quadratic).is_finite();
        let is_doubt = piece.uncertainty_m.is_finite() && piece.uncertainty_m >= 0.0;
        if !is_number || !is_doubt || piece.from > reached || piece.until < piece.from {
            return false;
        }
        reached = piece.until;
    }
    reached >= 1.0
}
