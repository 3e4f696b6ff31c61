//! What the airspace says of a flight.

use super::hindrance::{Found, Hindrance, HindranceKind};
use super::proof::ZoneOnLeg;
use super::question::Question;
use super::timeline::{Piece, Timeline};
use chrono::{DateTime, TimeDelta, Utc};
use geo::Rect;
use geofences::{
    Altitude, AltitudeDatum, Bilingual, Cause, Decision, Path, PathJudgement, PathPoint,
    PointLocation, Position, Role, Snapshot, Stretch, Subject,
};

/// So much later than planned a flight may be at its end, as a part of its duration: it is judged on time and so
/// late, so that nothing that opens or closes while it flies is met by a little delay.
const LATE: f64 = 0.1;
/// And at least so much later, s.
const LATE_S: f64 = 60.0;

/// A moment of a flight; `None` beyond what can be counted.
pub(super) fn time_at(departure: DateTime<Utc>, seconds: f64) -> Option<DateTime<Utc>> {
    if !seconds.is_finite() {
        return None;
    }
    let since = TimeDelta::try_milliseconds((seconds * 1_000.0).ceil() as i64)?;
    departure.checked_add_signed(since)
}

/// How much later than planned it may be at its end, s.
pub(super) fn late_s(duration_s: f64) -> f64 {
    (duration_s * LATE).max(LATE_S)
}

/// Judges a flight, and tells what applies to each of its pieces.
pub(super) fn judge(
    question: &Question<'_>,
    timeline: &Timeline,
    found: &mut Found,
) -> Vec<Vec<ZoneOnLeg>> {
    let mut on_pieces = vec![Vec::new(); timeline.pieces.len()];
    let late = 1.0 + late_s(timeline.duration_s()) / timeline.duration_s().max(1.0);
    for slower in [1.0, late] {
        let judgement = match path(question, &timeline.pieces, slower) {
            Ok(path) => {
                let context = question.surroundings.context(None);
                question.surroundings.airspace.judge_path(&path, &context)
            }
            Err(reasons) => {
                for what in reasons {
                    found.add(Hindrance::new(HindranceKind::Airspace, what));
                }
                continue;
            }
        };
        for stretch in &judgement.stretches {
            if !stretch.finding.decision.allows_flight() {
                found.add(hindrance(stretch, &timeline.pieces));
            }
        }
        if slower == 1.0 {
            note(&judgement, &mut on_pieces);
        }
    }
    note_permits(question, &timeline.pieces, &mut on_pieces);
    on_pieces
}

/// What permits the ends of each piece: that something permits all between the airspace has said.
fn note_permits(question: &Question<'_>, pieces: &[Piece], on_pieces: &mut [Vec<ZoneOnLeg>]) {
    let mut before: Option<(Position, Vec<ZoneOnLeg>)> = None;
    let mut permits_at = |position: Position| match &before {
        Some((at, known)) if *at == position => known.clone(),
        _ => {
            let known = permits_at(question.surroundings.airspace, position);
            before = Some((position, known.clone()));
            known
        }
    };
    for (piece, zones) in pieces.iter().zip(on_pieces) {
        for position in [piece.from.position, piece.until.position] {
            for permit in permits_at(position) {
                if !zones.iter().any(|it| it.id == permit.id) {
                    zones.push(permit);
                }
            }
        }
    }
}

fn permits_at(airspace: &Snapshot, position: Position) -> Vec<ZoneOnLeg> {
    let at = position.coord();
    let mut permits = Vec::new();
    airspace.for_each_touching(&Rect::new(at, at), |entry| {
        let is_permit = entry.role() == Role::Permit;
        if is_permit && entry.area().locate(at) != PointLocation::Outside {
            let (en, zh) = entry.subject().both_names();
            permits.push(ZoneOnLeg {
                id: entry.subject().id().clone(),
                decision: Decision::Permitted,
                what: Bilingual::new(format!("permitted by {en}"), format!("适飞空域：“{zh}”")),
            });
        }
    });
    permits
}

/// The whole flight, `slower` times as slow.
fn path(question: &Question<'_>, pieces: &[Piece], slower: f64) -> Result<Path, Vec<Bilingual>> {
    let point = |place: super::Place, seconds: f64| {
        let altitude = Altitude::new(place.amsl_m, AltitudeDatum::MeanSeaLevel).map_err(|why| {
            Bilingual::new(why.to_string(), format!("高度 {} 米无效", place.amsl_m))
        })?;
        let time = time_at(question.departure, seconds * slower).ok_or_else(|| {
            Bilingual::new(
                "the flight ends beyond what can be counted",
                "飞行时间超出可计算范围",
            )
        })?;
        Ok(PathPoint {
            position: place.position,
            altitude,
            time,
        })
    };
    let first = pieces.first().map(|it| point(it.from, it.begins_s));
    let ends = pieces.iter().map(|it| point(it.until, it.ends_s()));
    let points: Result<Vec<PathPoint>, Bilingual> = first.into_iter().chain(ends).collect();
    let path = Path::new(points.map_err(|why| vec![why])?);
    path.map_err(|faults| faults.iter().map(|it| it.text()).collect())
}

fn hindrance(stretch: &Stretch, pieces: &[Piece]) -> Hindrance {
    let finding = &stretch.finding;
    let hindrance =
        Hindrance::new(HindranceKind::Airspace, finding.text()).at(stretch.from.position);
    let hindrance = match pieces.get(stretch.from.leg) {
        Some(piece) => hindrance.at_step(piece.step),
        None => hindrance,
    };
    match (&finding.cause, finding.decision) {
        (Cause::Subject(Subject::Zone(zone)), Decision::NeedsAuthorization) => {
            let authority = zone.authority.as_ref().map_or("", |it| it.name.as_str());
            hindrance.helped_by(
                format!("get the approval of {authority} for zone {}", zone.id),
                format!("请向{authority}申请空域 {} 的批准", zone.id),
            )
        }
        (Cause::OutsidePermitted, _) => hindrance.helped_by(
            "stay within suitable airspace and its heights, or apply for controlled airspace",
            "请在适飞空域及其高度内飞行，或申请管制空域飞行",
        ),
        _ => hindrance,
    }
}

/// What applies to which piece: leg n of the path is piece n.
fn note(judgement: &PathJudgement, on_pieces: &mut [Vec<ZoneOnLeg>]) {
    for stretch in &judgement.stretches {
        let Cause::Subject(subject) = &stretch.finding.cause else {
            continue;
        };
        let last = stretch.until.leg.min(on_pieces.len().saturating_sub(1));
        let zone = ZoneOnLeg {
            id: subject.id().clone(),
            decision: stretch.finding.decision,
            what: stretch.finding.text(),
        };
        let Some(pieces) = on_pieces.get_mut(stretch.from.leg..=last) else {
            continue;
        };
        for piece in pieces {
            if !piece.iter().any(|it| it.id == zone.id) {
                piece.push(zone.clone());
            }
        }
    }
}
