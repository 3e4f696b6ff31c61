//! What the autopilot flies unaided, from every point of a flight: whether it may, and whether the battery lasts.

use super::airspace::{late_s, time_at};
use super::hindrance::{Found, Hindrance, HindranceKind};
use super::not_legal::AllNotLegal;
use super::pricing::way_home;
use super::proof::WayHomeProof;
use super::question::Question;
use super::timeline::{Piece, Timeline};
use crate::energy::{Balance, Budget, Flyer};
use crate::mission::Step;
use crate::ways_home::{
    FlownLeg, HeightLimits, Return, Targets, Task, UnknownReturn, judge_ways_home,
};
use geo::{Distance, Geodesic, InterpolatePoint, Point};
use geofences::{Bilingual, Context, Margins, Position, TimeRange};

/// Ways home are told for parts of legs of this length, metres: what is told holds for all of a part.
const PART_M: f64 = 250.0;
/// No return is reckoned to take longer, s, when it is asked what is open until the last of them has landed.
const LONGEST_RETURN_S: f64 = 1_800.0;

/// What was found of the ways home from each piece.
pub(super) struct Returning {
    /// The ways home from each piece that takes most.
    pub ways: Vec<Option<WayHomeProof>>,
    /// Where returns from each piece may end.
    pub ends: Vec<Vec<Position>>,
    /// The least that is left at the end of any of them, Wh.
    pub least_left_wh: f64,
}

/// How a mission's aircraft comes home, and where to.
///
/// The ceiling of its fence is above all its returns, so that it holds none of them down: see where the fence is made.
pub(crate) fn rules_and_targets(
    question: &Question<'_>,
) -> Result<(Return, Targets), UnknownReturn> {
    let mission = question.mission;
    let rules = Return::of(question.aircraft.vehicle, None)?;
    let rules = match rules.height_m() {
        Some(_) => rules.at_height(mission.return_height_m),
        None => rules,
    };
    let landing = mission.steps.iter().find_map(|step| match step {
        Step::Land { position } if *position != mission.home.position => Some(*position),
        _ => None,
    });
    let targets = Targets {
        home: mission.home,
        landing,
        rally: mission.rally.clone(),
    };
    Ok((rules, targets))
}

/// How high a return has to be and may be.
pub(crate) fn limits(question: &Question<'_>) -> HeightLimits {
    let clearances = question.surroundings.clearances;
    HeightLimits {
        clear_of_ground_m: clearances.ground_m,
        landing_radius_m: clearances.landing_radius_m,
        highest_above_ground_m: Some(clearances.highest_agl_m),
    }
}

/// From the take-off to when the last return has landed; `None` beyond what can be counted.
pub(crate) fn window(question: &Question<'_>, timeline: &Timeline) -> Option<TimeRange> {
    let duration_s = timeline.duration_s();
    let until = time_at(
        question.departure,
        duration_s + late_s(duration_s) + LONGEST_RETURN_S,
    )?;
    Some(TimeRange {
        from: question.departure,
        until,
    })
}

/// The legs of a flight in parts, and which piece each is of.
pub(crate) fn parts(pieces: &[Piece]) -> (Vec<FlownLeg>, Vec<usize>) {
    let (mut legs, mut of) = (Vec::new(), Vec::new());
    for (index, piece) in pieces.iter().enumerate() {
        let ends = [piece.from.position, piece.until.position];
        let [from, until] = ends.map(|it| Point(it.coord()));
        let count = (Geodesic.distance(from, until) / PART_M).ceil().max(1.0) as usize;
        let at = |part: usize| {
            let share = part as f64 / count as f64;
            let position = match part {
                0 => ends[0],
                it if it == count => ends[1],
                _ => {
                    let at = Geodesic.point_at_ratio_between(from, until, share);
                    Position::new(at.x(), at.y()).unwrap_or(ends[1])
                }
            };
            let rise_m = piece.until.amsl_m - piece.from.amsl_m;
            (position, piece.from.amsl_m + share * rise_m)
        };
        for part in 0..count {
            let ((from, from_amsl_m), (until, until_amsl_m)) = (at(part), at(part + 1));
            legs.push(FlownLeg {
                from,
                from_amsl_m,
                until,
                until_amsl_m,
            });
            of.push(index);
        }
    }
    (legs, of)
}

/// Judges all ways home; `keep_m` is how far from borders they keep at least.
pub(super) fn judge(
    question: &Question<'_>,
    flyer: &Flyer<'_>,
    timeline: &Timeline,
    keep_m: f64,
    battery: (Option<&Budget>, &[Option<Balance>]),
    found: &mut Found,
) -> Returning {
    let mut returning = Returning {
        ways: vec![None; timeline.pieces.len()],
        ends: vec![Vec::new(); timeline.pieces.len()],
        least_left_wh: f64::INFINITY,
    };
    let Some(window) = window(question, timeline) else {
        return returning;
    };
    let (rules, targets) = match rules_and_targets(question) {
        Ok(both) => both,
        Err(why) => {
            found.add(Hindrance::new(HindranceKind::WayHome, why.text()));
            return returning;
        }
    };
    let (legs, of) = parts(&timeline.pieces);
    let task = Task {
        legs: &legs,
        places: &targets,
        rules,
        limits: limits(question),
        window,
    };
    let context = context(question, keep_m);
    let ways = judge_ways_home(&task, question.surroundings.airspace, &context);
    let (budget, balances) = battery;
    let mut not_legal = AllNotLegal::default();
    for leg in &ways.legs {
        let Some((&index, piece)) = of
            .get(leg.leg)
            .and_then(|index| Some((index, timeline.pieces.get(*index)?)))
        else {
            continue;
        };
        if !leg.verdict.is_legal() {
            not_legal.add(&leg.verdict, piece.step);
        }
        if let Some(ends) = returning.ends.get_mut(index) {
            for end in leg.ways.iter().filter_map(|it| targets.position(it.target)) {
                if !ends.contains(&end) {
                    ends.push(end);
                }
            }
        }
        let Some(budget) = budget else { continue };
        let used_wh = balances.get(index).copied().flatten().map(|it| it.used_wh);
        // What was used at the end of a piece is more than at any point of it.
        let share = share_of_piece(&of, leg.leg);
        let used_wh = used_wh.map(|end_wh| end_wh - (1.0 - share) * piece.flown.energy_wh);
        for way in &leg.ways {
            let home = match way_home(flyer, question, way) {
                Ok(home) => home,
                // Said of the flight already.
                Err(why) if why.is_of_weather() && found.has(HindranceKind::Weather) => continue,
                Err(why) => {
                    let what = why.bilingual();
                    let what = Bilingual::new(
                        format!("on its way home: {}", what.en),
                        format!("返航途中：{}", what.zh),
                    );
                    found.add(Hindrance::new(HindranceKind::WayHome, what).at_step(piece.step));
                    continue;
                }
            };
            let Some(used_wh) = used_wh else { continue };
            let left_wh = budget.usable_wh - used_wh - home.energy_wh;
            returning.least_left_wh = returning.least_left_wh.min(left_wh);
            if left_wh.is_nan() || left_wh < budget.reserve_wh {
                found.add(no_energy(budget, piece));
            }
            let proof = WayHomeProof {
                target: way.target,
                energy_wh: home.energy_wh,
                seconds: home.seconds,
                left_wh,
            };
            if let Some(known) = returning.ways.get_mut(index)
                && known.is_none_or(|known| left_wh < known.left_wh)
            {
                *known = Some(proof);
            }
        }
        if leg.ways.is_empty() {
            let what = Bilingual::new(
                "what its way home takes cannot be told",
                "无法确定返航所需能量",
            );
            found.add(Hindrance::new(HindranceKind::Energy, what).at_step(piece.step));
        }
    }
    not_legal.tell(found);
    returning
}

/// The share of a piece that is behind at the end of one of its parts.
fn share_of_piece(of: &[usize], part: usize) -> f64 {
    let Some(piece) = of.get(part) else {
        return 1.0;
    };
    let first = of.partition_point(|it| it < piece);
    let end = of.partition_point(|it| it <= piece);
    (part + 1 - first) as f64 / (end - first) as f64
}

/// Ways home keep as far from borders as the fence does, for a return that met it would be stopped.
pub(crate) fn context<'a>(question: &Question<'a>, keep_m: f64) -> Context<'a> {
    let context = question.surroundings.context(None);
    let margins = context.margins;
    Context {
        margins: Margins {
            horizontal_m: margins.horizontal_m.max(keep_m),
            ..margins
        },
        ..context
    }
}

fn no_energy(budget: &Budget, piece: &Piece) -> Hindrance {
    let what = Bilingual::new(
        format!(
            "the battery does not last home from there with its reserve of {:.0} Wh",
            budget.reserve_wh
        ),
        format!("从该处返航无法保留 {:.0} Wh 余量", budget.reserve_wh),
    );
    Hindrance::new(HindranceKind::Energy, what)
        .at_step(piece.step)
        .at(piece.until.position)
        .helped_by(
            "fly it in several parts or with several drones, from a nearer dock, or with less wind",
            "请分多架次或多机执行，从更近的机库起飞，或等待风力减弱",
        )
}
