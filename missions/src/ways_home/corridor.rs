//! Whether everything within a distance of a line is clear: of zones, obstacles and ground.

use super::ground_near::GroundNear;
use super::obstruction::{Blocked, Obstruction, Phase};
use super::span::Span;
use super::strictest::Strictest;
use super::sweep::HeightLimits;
use crate::heights::is_whole;
use chrono::{DateTime, Utc};
use geo::Coord;
use geofences::{
    Altitude, AltitudeDatum, Bilingual, Context, Decision, GroundPiece, LocalPlane, Margins, Path,
    PathPoint, Position, Terrain,
};

/// What ways are judged against.
pub(super) struct Judge<'a> {
    pub airspace: Strictest<'a>,
    pub context: Context<'a>,
    pub limits: HeightLimits,
    /// Any moment for which the airspace holds.
    pub time: DateTime<Utc>,
}

/// All places within a distance of a straight line, over a span of heights.
#[derive(Clone, Copy, Debug)]
pub(super) struct Corridor {
    pub phase: Phase,
    pub from: Coord<f64>,
    pub until: Coord<f64>,
    /// Metres AMSL: all of them are flown through at one place in a climb or descent, any of them on the
    /// way across.
    pub heights_amsl_m: Span,
    pub reach_m: f64,
    /// Around this place it may be as low as it likes.
    pub landing: Coord<f64>,
}

impl Judge<'_> {
    /// What is in the way anywhere in the corridor; nothing only where nothing is.
    pub(super) fn blocked(&self, corridor: &Corridor) -> Vec<Obstruction> {
        let near = GroundNear {
            terrain: self.context.terrain,
            reach_m: corridor.reach_m,
        };
        let terrain: &dyn Terrain = if corridor.reach_m > 0.0 {
            &near
        } else {
            self.context.terrain
        };
        let mut found = Vec::new();
        self.add_ground(corridor, terrain, &mut found);
        self.add_airspace(corridor, terrain, &mut found);
        found
    }

    fn add_airspace(
        &self,
        corridor: &Corridor,
        terrain: &dyn Terrain,
        found: &mut Vec<Obstruction>,
    ) {
        let heights = corridor.heights_amsl_m;
        let (start_m, end_m, rise_m) = match corridor.phase {
            Phase::Climb => (heights.low, heights.high, 0.0),
            Phase::Descent => (heights.high, heights.low, 0.0),
            Phase::Across => (heights.middle(), heights.middle(), heights.half()),
        };
        let margins = self.context.margins;
        let context = Context {
            terrain,
            approvals: &self.airspace.approvals,
            margins: Margins {
                horizontal_m: margins.horizontal_m + corridor.reach_m,
                vertical_m: margins.vertical_m + rise_m,
                obstacle_horizontal_m: margins.obstacle_horizontal_m + corridor.reach_m,
                obstacle_vertical_m: margins.obstacle_vertical_m + rise_m,
            },
            ..self.context
        };
        let point = |coord: Coord<f64>, amsl_m: f64| {
            Some(PathPoint {
                position: Position::try_from(coord).ok()?,
                altitude: Altitude::new(amsl_m, AltitudeDatum::MeanSeaLevel).ok()?,
                time: self.time,
            })
        };
        let not_judged = |why: Bilingual| Obstruction {
            what: Blocked::NotJudged(why),
            phase: corridor.phase,
            position: Position::try_from(corridor.from).unwrap_or(Position::ORIGIN),
        };
        let (Some(start), Some(end)) =
            (point(corridor.from, start_m), point(corridor.until, end_m))
        else {
            found.push(not_judged(Bilingual::new(
                "a place or a height of it is beyond what can be judged",
                "位置或高度超出可判断范围",
            )));
            return;
        };
        let path = match Path::new(vec![start, end]) {
            Ok(path) => path,
            Err(faults) => {
                found.extend(faults.iter().map(|fault| not_judged(fault.text())));
                return;
            }
        };
        let judgement = self.airspace.snapshot().judge_path(&path, &context);
        if judgement.decision <= Decision::Conditional {
            return;
        }
        let worse = judgement.stretches.into_iter();
        let worse = worse.filter(|stretch| stretch.finding.decision > Decision::Conditional);
        let more = worse.map(|stretch| Obstruction {
            what: Blocked::Airspace(stretch.finding),
            phase: corridor.phase,
            position: stretch.from.position,
        });
        super::obstruction::add(found, more.collect());
    }

    /// The ground is told in pieces along the line; a way across is level.
    fn add_ground(&self, corridor: &Corridor, terrain: &dyn Terrain, found: &mut Vec<Obstruction>) {
        let at = |position| (Position::try_from(position).ok(), position);
        let (Some(from), Some(until)) = (at(corridor.from).0, at(corridor.until).0) else {
            return;
        };
        let mut pieces = Vec::with_capacity(16);
        let obstruction = |what, position| Obstruction {
            what,
            phase: corridor.phase,
            position,
        };
        if !terrain.ground_along(from, until, &mut pieces) || !is_whole(&pieces) {
            found.push(obstruction(Blocked::NoTerrain, from));
            return;
        }
        let (mut clear_m, mut above_m) = (Worst::new(f64::INFINITY), Worst::new(f64::NEG_INFINITY));
        for piece in &pieces {
            let ground = range(piece);
            let here_m = corridor.heights_amsl_m.low - ground.high;
            if here_m < clear_m.value && !self.is_landing(corridor, piece) {
                clear_m = Worst {
                    value: here_m,
                    s: piece.from,
                };
            }
            let here_m = corridor.heights_amsl_m.high - ground.low;
            if here_m > above_m.value {
                above_m = Worst {
                    value: here_m,
                    s: piece.from,
                };
            }
        }
        let place = |s: f64| {
            let coord = corridor.from + (corridor.until - corridor.from) * s;
            Position::try_from(coord).unwrap_or(from)
        };
        if corridor.phase == Phase::Across && clear_m.value < self.limits.clear_of_ground_m {
            found.push(obstruction(
                Blocked::Ground {
                    clear_m: clear_m.value,
                },
                place(clear_m.s),
            ));
        }
        let highest_m = self.limits.highest_above_ground_m.unwrap_or(f64::INFINITY);
        if above_m.value > highest_m {
            found.push(obstruction(
                Blocked::TooHigh {
                    above_ground_m: above_m.value,
                },
                place(above_m.s),
            ));
        }
    }

    /// Whether a piece of a corridor lies wholly around the place where it lands.
    fn is_landing(&self, corridor: &Corridor, piece: &GroundPiece) -> bool {
        let plane = LocalPlane::at(corridor.landing);
        let far_m = |s: f64| {
            let metres = plane.metres(corridor.from + (corridor.until - corridor.from) * s);
            metres.x.hypot(metres.y)
        };
        far_m(piece.from).max(far_m(piece.until)) + corridor.reach_m <= self.limits.landing_radius_m
    }
}

/// The worst value so far, and where.
struct Worst {
    value: f64,
    s: f64,
}

impl Worst {
    fn new(value: f64) -> Self {
        Self { value, s: 0.0 }
    }
}

/// The lowest and highest that the ground may be in a piece.
fn range(piece: &GroundPiece) -> Span {
    let at = |s: f64| piece.constant + s * (piece.linear + s * piece.quadratic);
    let turn = -piece.linear / (2.0 * piece.quadratic);
    let turn = if turn > piece.from && turn < piece.until {
        turn
    } else {
        piece.from
    };
    let span = Span::of([at(piece.from), at(piece.until), at(turn)]);
    let reach_m = piece.uncertainty_m;
    Span {
        low: span.low - reach_m,
        high: span.high + reach_m,
    }
}
