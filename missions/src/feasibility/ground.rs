//! How high a flight is above the ground under it.

use super::hindrance::{Found, Hindrance, HindranceKind};
use super::question::Question;
use super::timeline::{Piece, PieceKind};
use geo::{Distance, Geodesic, InterpolatePoint, Point};
use geofences::{Bilingual, GroundPiece, Position, Terrain};

/// Legs are cut into chords of this length, metres: up to latitudes of 60° such a chord is within 1 cm of the geodesic.
const CHORD_M: f64 = 500.0;
/// A shorter leg is straight up or down, metres.
const UPRIGHT_M: f64 = 0.05;

/// How high a piece is above the ground, uncertainty of the ground included, metres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct AboveGround {
    /// At the least, the ground as high as it may be.
    pub least_m: f64,
    /// Where that is.
    pub least_at: Position,
    /// At most, the ground as low as it may be.
    pub most_m: f64,
    /// Where that is.
    pub most_at: Position,
}

/// How high a straight piece is above the ground; `None` where there is no terrain data for all of it.
pub(super) fn above_ground(piece: &Piece, terrain: &dyn Terrain) -> Option<AboveGround> {
    let [from, until] = [piece.from.position, piece.until.position];
    let ends = [from, until].map(|it| Point(it.coord()));
    let distance_m = Geodesic.distance(ends[0], ends[1]);
    let mut seen: Option<AboveGround> = None;
    if distance_m < UPRIGHT_M {
        let ground = terrain.ground_at(from)?;
        for amsl_m in [piece.from.amsl_m, piece.until.amsl_m] {
            let above_m = amsl_m - ground.elevation_amsl_m;
            see(
                &mut seen,
                above_m - ground.uncertainty_m,
                above_m + ground.uncertainty_m,
                from,
            );
        }
        return seen;
    }
    let chords = (distance_m / CHORD_M).ceil().max(1.0) as usize;
    let place = |chord: usize| match chord {
        0 => Some(from),
        it if it == chords => Some(until),
        it => {
            let at = Geodesic.point_at_ratio_between(ends[0], ends[1], it as f64 / chords as f64);
            Position::new(at.x(), at.y()).ok()
        }
    };
    let mut pieces: Vec<GroundPiece> = Vec::with_capacity(16);
    for chord in 0..chords {
        let (start, end) = (place(chord)?, place(chord + 1)?);
        pieces.clear();
        if !terrain.ground_along(start, end, &mut pieces) || pieces.is_empty() {
            return None;
        }
        let rise_m = piece.until.amsl_m - piece.from.amsl_m;
        let height_m = |s: f64| piece.from.amsl_m + rise_m * (chord as f64 + s) / chords as f64;
        let slope_m = rise_m / chords as f64;
        for ground in &pieces {
            // Height less ground is a parabola: its extremes are at the ends and where its slope is none.
            let turning = (slope_m - ground.linear) / (2.0 * ground.quadratic);
            let inner = (turning > ground.from && turning < ground.until).then_some(turning);
            for s in [Some(ground.from), Some(ground.until), inner]
                .into_iter()
                .flatten()
            {
                let ground_m = ground.constant + s * (ground.linear + s * ground.quadratic);
                let above_m = height_m(s) - ground_m;
                let coord = start.coord() + (end.coord() - start.coord()) * s;
                let at = Position::try_from(coord).unwrap_or(start);
                see(
                    &mut seen,
                    above_m - ground.uncertainty_m,
                    above_m + ground.uncertainty_m,
                    at,
                );
            }
        }
    }
    seen
}

fn see(seen: &mut Option<AboveGround>, least_m: f64, most_m: f64, at: Position) {
    match seen {
        None => {
            *seen = Some(AboveGround {
                least_m,
                least_at: at,
                most_m,
                most_at: at,
            });
        }
        Some(seen) => {
            if least_m < seen.least_m {
                (seen.least_m, seen.least_at) = (least_m, at);
            }
            if most_m > seen.most_m {
                (seen.most_m, seen.most_at) = (most_m, at);
            }
        }
    }
}

/// Finds the legs that are too near to the ground or too high above it, and tells how high each piece is.
pub(super) fn judge(
    question: &Question<'_>,
    pieces: &[Piece],
    found: &mut Found,
) -> Vec<Option<AboveGround>> {
    let clearances = question.surroundings.clearances;
    let judge_one = |piece: &Piece| {
        let above = above_ground(piece, question.surroundings.terrain);
        let Some(above) = above else {
            let what = Bilingual::new(
                "there is no terrain data here, so the height above ground is not known",
                "此处没有地形数据，真高未知",
            );
            let hindrance = Hindrance::new(HindranceKind::Ground, what)
                .at_step(piece.step)
                .at(piece.from.position)
                .helped_by(
                    "give terrain that covers the whole flight",
                    "请提供覆盖全程的地形数据",
                );
            found.add(hindrance);
            return None;
        };
        if above.most_m.is_nan() || above.most_m > clearances.highest_agl_m {
            found.add(too_high(piece, above, clearances.highest_agl_m));
        }
        let is_in_the_air = matches!(piece.kind, PieceKind::Leg | PieceKind::Stay);
        if is_in_the_air && (above.least_m.is_nan() || above.least_m < clearances.ground_m) {
            found.add(too_low(piece, above, clearances.ground_m));
        }
        Some(above)
    };
    pieces.iter().map(judge_one).collect()
}

fn too_high(piece: &Piece, above: AboveGround, most_m: f64) -> Hindrance {
    let what = Bilingual::new(
        format!(
            "it may be {:.0} m above the ground there; {most_m:.0} m are allowed",
            above.most_m
        ),
        format!(
            "该处真高可能达 {:.0} 米，上限为 {most_m:.0} 米",
            above.most_m
        ),
    );
    Hindrance::new(HindranceKind::Ground, what)
        .at_step(piece.step)
        .at(above.most_at)
        .helped_by(
            "fly lower, or apply for controlled airspace (Interim Regulation, Art. 19)",
            "请降低高度，或申请管制空域飞行（《条例》第十九条）",
        )
}

fn too_low(piece: &Piece, above: AboveGround, least_m: f64) -> Hindrance {
    let what = Bilingual::new(
        format!(
            "the ground may be only {:.0} m below; {least_m:.0} m are kept",
            above.least_m
        ),
        format!("离地可能仅 {:.0} 米，须保持 {least_m:.0} 米", above.least_m),
    );
    Hindrance::new(HindranceKind::Ground, what)
        .at_step(piece.step)
        .at(above.least_at)
        .helped_by("fly higher", "请提高高度")
}
