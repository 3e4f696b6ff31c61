//! Who is on the ground beneath a flight.

use super::airspace::{late_s, time_at};
use super::ground::AboveGround;
use super::hindrance::{Found, Hindrance, HindranceKind};
use super::question::Question;
use super::timeline::{Piece, PieceKind};
use geofences::{Bilingual, TimeRange};

/// From so many people in the open per km² on there is a gathering beneath. The rules name no number; this one is a
/// decision of ours: a person in each square of 14 m.
pub const GATHERING_PER_KM2: f64 = 5_000.0;
/// Who is within this of the path is beneath it, metres, however low it is.
const LEAST_BESIDE_M: f64 = 30.0;

/// Whether a flight is over a gathering; `None` where that is not known of all of it. One whose patrol may not
/// overfly people is found.
pub(super) fn judge(
    question: &Question<'_>,
    pieces: &[Piece],
    above: &[Option<AboveGround>],
    found: &mut Found,
) -> Option<bool> {
    let may_overfly = question.patrol.is_none_or(|it| it.may_overfly_people);
    let Some(people) = question.surroundings.people else {
        if !may_overfly {
            let what = Bilingual::new(
                "the patrol avoids people, and who is on the ground is not known",
                "任务须避开人群，但地面人口数据缺失",
            );
            let hindrance = Hindrance::new(HindranceKind::People, what);
            found.add(hindrance.helped_by(
                "give a file of people on the ground",
                "请提供地面人口数据文件",
            ));
        }
        return None;
    };
    let mut is_over = Some(false);
    for (piece, above) in pieces.iter().zip(above) {
        // Where it takes off and lands nobody is let in.
        if !matches!(piece.kind, PieceKind::Leg | PieceKind::Stay) {
            continue;
        }
        let Some(times) = times_of(question, piece) else {
            is_over = is_over.filter(|it| *it);
            continue;
        };
        // Falling it comes down no farther beside its path than it is high (the one-to-one rule of JARUS SORA 2.0,
        // annex B, ground risk buffer).
        let beside_m = above.map_or(LEAST_BESIDE_M, |it| it.most_m.max(LEAST_BESIDE_M));
        let beneath = people.beneath(piece.from.position, piece.until.position, beside_m, times);
        if let Some(most) = beneath.most.filter(|it| it.per_km2 >= GATHERING_PER_KM2) {
            is_over = Some(true);
            if !may_overfly {
                let place = most.name.unwrap_or_default();
                let (per_km2, position) = (most.per_km2, most.position);
                let what = Bilingual::new(
                    format!(
                        "a gathering of {per_km2:.0} people per km² beneath ({place}), and the patrol avoids people"
                    ),
                    format!("下方有 {per_km2:.0} 人/平方千米的聚集（{place}），任务须避开人群"),
                );
                found.add(
                    Hindrance::new(HindranceKind::People, what)
                        .at_step(piece.step)
                        .at(position)
                        .helped_by("another hour, or another way", "请调整时段或航路"),
                );
            }
        } else if let Some(unknown) = beneath.unknown {
            is_over = is_over.filter(|it| *it);
            if !may_overfly {
                let what = Bilingual::new(
                    "the patrol avoids people, and who is on the ground is not known there",
                    "任务须避开人群，但部分航段下方人口数据缺失",
                );
                found.add(
                    Hindrance::new(HindranceKind::People, what)
                        .at_step(piece.step)
                        .at(unknown.position)
                        .helped_by(
                            "tell of these cells in the file of people",
                            "请在人口数据文件中补充这些网格",
                        ),
                );
            }
        }
    }
    is_over
}

fn times_of(question: &Question<'_>, piece: &Piece) -> Option<TimeRange> {
    let until_s = piece.ends_s() + late_s(piece.ends_s());
    Some(TimeRange {
        from: time_at(question.departure, piece.begins_s)?,
        until: time_at(question.departure, until_s)?,
    })
}
