//! The judgement of a mission, all in one.

use super::airspace::{self, time_at};
use super::flying::Flying;
use super::hindrance::{Found, Hindrance, HindranceKind};
use super::paperwork::OfFlight;
use super::proof::{EnergyProof, Feasibility, LegProof};
use super::question::{Question, Surroundings};
use super::structure::with_structure;
use super::timeline::{Timeline, timeline};
use super::{ground, holding, imaging, light, paperwork, people, returning, switching};
use crate::energy::{Balance, Budget, cumulative};
use crate::ways_home::Return;
use geofences::{Bilingual, Margins, TimeRange};

/// Whether a mission may and can be flown: all that is in the way, and the proof of the rest.
pub fn judge(question: &Question<'_>) -> Feasibility {
    let airspace = question.surroundings.airspace;
    let with_structure = question.patrol.and_then(|it| with_structure(airspace, it));
    match &with_structure {
        None => judge_in_its_airspace(question),
        Some(airspace) => judge_in_its_airspace(&Question {
            surroundings: Surroundings {
                airspace,
                ..question.surroundings
            },
            ..*question
        }),
    }
}

fn judge_in_its_airspace(question: &Question<'_>) -> Feasibility {
    let mut found = Found::default();
    check_question(question, &mut found);
    let flyer = match question.aircraft.flyer() {
        Ok(flyer) => flyer,
        Err(why) => {
            found.add(Hindrance::new(HindranceKind::Performance, why.bilingual()));
            return nothing(question, found);
        }
    };
    let timeline = timeline(Flying::new(question, &flyer), &mut found);
    check_conditions(question, &mut found);
    check_capacity(question, &mut found);
    switching::check(question, &mut found);
    if let Some(until) = time_at(question.departure, timeline.duration_s()) {
        let flight = TimeRange {
            from: question.departure,
            until,
        };
        light::judge(question, flight, &mut found);
    }
    let above = ground::judge(question, &timeline.pieces, &mut found);
    let zones = airspace::judge(question, &timeline, &mut found);
    let is_in_airspace = !found.has(HindranceKind::Airspace);
    let over_gathering = people::judge(question, &timeline.pieces, &above, &mut found);
    imaging::judge(question, &timeline, &mut found);
    let budget = budget(question, &mut found);
    let balances = balances(budget.as_ref(), &timeline);
    let keep_m = holding::stopping_m(question, &timeline);
    let returning = returning::judge(
        question,
        &flyer,
        &timeline,
        keep_m,
        (budget.as_ref(), &balances),
        &mut found,
    );
    let fence = holding::compile(question, &timeline, &returning.ends, &mut found);
    let energy = budget.map(|budget| {
        let at_landing = balances.last().copied().flatten();
        let at_landing = at_landing.unwrap_or_else(|| budget.after(0.0, 0.0));
        if !at_landing.keeps_reserve {
            found.add(takes_too_much(&budget, at_landing));
        }
        EnergyProof {
            budget,
            at_landing,
            least_left_wh: returning.least_left_wh.min(at_landing.left_wh),
        }
    });
    let each = timeline.pieces.iter().zip(above).zip(zones);
    let each = each.zip(balances.iter().zip(&returning.ways));
    let legs = each.map(|(((piece, above), zones), (balance, way_home))| LegProof {
        step: piece.step,
        kind: piece.kind,
        from: piece.from,
        until: piece.until,
        seconds: (piece.begins_s, piece.ends_s()),
        above_ground_m: above.map(|it| (it.least_m, it.most_m)),
        zones,
        balance: *balance,
        way_home: *way_home,
        sensing: piece.sensing,
    });
    let legs: Vec<LegProof> = legs.collect();
    let landing = time_at(question.departure, timeline.duration_s());
    let required = landing.map(|until| {
        let of_flight = OfFlight {
            flight: TimeRange {
                from: question.departure,
                until,
            },
            legs: &legs,
            is_in_airspace,
            over_gathering,
        };
        paperwork::judge(question, &of_flight, &mut found)
    });
    Feasibility {
        legs,
        hindrances: found.into_list(),
        departure: question.departure,
        landing,
        required,
        energy,
        fence,
    }
}

/// What is in the way of any flight of an aircraft in these surroundings.
pub(crate) fn before_a_flight(question: &Question<'_>) -> Vec<Hindrance> {
    let mut found = Found::default();
    check_conditions(question, &mut found);
    let _ = budget(question, &mut found);
    let aircraft = question.aircraft;
    if let Err(why) = Return::of(aircraft.vehicle, None) {
        found.add(Hindrance::new(HindranceKind::WayHome, why.text()));
    }
    let home_m = question.mission.home.ground_amsl_m;
    let air = question.surroundings.air;
    match aircraft.flyer() {
        Ok(flyer) => {
            for why in flyer.beyond_limits(air, home_m, home_m) {
                found.add(Hindrance::new(HindranceKind::Weather, why.bilingual()));
            }
        }
        Err(why) => found.add(Hindrance::new(HindranceKind::Performance, why.bilingual())),
    }
    found.into_list()
}

fn nothing(question: &Question<'_>, found: Found) -> Feasibility {
    Feasibility {
        hindrances: found.into_list(),
        legs: Vec::new(),
        departure: question.departure,
        landing: None,
        required: None,
        energy: None,
        fence: None,
    }
}

/// What of the question itself cannot be judged with.
fn check_question(question: &Question<'_>, found: &mut Found) {
    let surroundings = &question.surroundings;
    if !surroundings.margins.are_sound() {
        let most_m = Margins::LARGEST_M;
        found.add(Hindrance::new(
            HindranceKind::Request,
            Bilingual::new(
                format!("each margin has to be a number from 0 to {most_m} m"),
                format!("各间隔余量须为 0 至 {most_m} 米"),
            ),
        ));
    }
    let clearances = surroundings.clearances;
    let numbers = [
        clearances.ground_m,
        clearances.landing_radius_m,
        clearances.highest_agl_m,
    ];
    if !numbers.iter().all(|it| it.is_finite() && *it >= 0.0) {
        found.add(Hindrance::new(
            HindranceKind::Request,
            Bilingual::new(
                "each clearance from the ground has to be a number from 0 on",
                "各离地间隔须为非负数",
            ),
        ));
    }
    for step in crate::formats::number_faults(question.mission) {
        let hindrance = Hindrance::new(HindranceKind::Mission, step.what);
        found.add(match step.place.feature {
            Some(index) => hindrance.at_step(index),
            None => hindrance,
        });
    }
}

/// The conditions in which its patrol is flown.
fn check_conditions(question: &Question<'_>, found: &mut Found) {
    let Some(patrol) = question.patrol else {
        return;
    };
    let limits = &patrol.limits;
    let surroundings = &question.surroundings;
    let air = surroundings.air.figures();
    let wind_mps = air.wind_east_mps.hypot(air.wind_north_mps);
    let most = [
        (limits.wind_mps, wind_mps, "wind", "风速", "m/s"),
        (limits.gust_mps, air.gust_mps, "gusts", "阵风", "m/s"),
        (
            limits.rain_mm_per_h,
            air.rain_mm_per_h,
            "rain",
            "降雨",
            "mm/h",
        ),
        (
            limits.highest_temperature_c,
            air.temperature_c,
            "temperature",
            "气温",
            "°C",
        ),
    ];
    for (limit, value, en, zh, unit) in most {
        let Some(limit) = limit.filter(|limit| value.is_nan() || value > *limit) else {
            continue;
        };
        found.add(weather(
            format!("{en} {value:.1} {unit}, and the patrol is flown up to {limit} {unit}"),
            format!("{zh} {value:.1} {unit}，超过任务上限 {limit} {unit}"),
        ));
    }
    if let Some(least_c) = limits.least_temperature_c
        && (air.temperature_c.is_nan() || air.temperature_c < least_c)
    {
        let is_c = air.temperature_c;
        found.add(weather(
            format!("temperature {is_c:.1} °C, and the patrol is flown from {least_c} °C on"),
            format!("气温 {is_c:.1} °C，低于任务下限 {least_c} °C"),
        ));
    }
    if let Some(least_m) = limits.visibility_m {
        match surroundings.visibility_m {
            None => found.add(weather(
                format!("the visibility is not known, and the patrol asks for {least_m} m"),
                format!("能见度未知，任务要求不低于 {least_m} 米"),
            )),
            Some(is_m) if is_m.is_nan() || is_m < least_m => found.add(weather(
                format!("visibility {is_m:.0} m, and the patrol asks for {least_m} m"),
                format!("能见度 {is_m:.0} 米，低于任务要求 {least_m} 米"),
            )),
            Some(_) => {}
        }
    }
}

fn weather(en: String, zh: String) -> Hindrance {
    Hindrance::new(HindranceKind::Weather, Bilingual::new(en, zh))
        .helped_by("wait for better weather", "请等待天气好转")
}

/// Whether the autopilot holds all items and rally places.
fn check_capacity(question: &Question<'_>, found: &mut Found) {
    let controller = &question.aircraft.vehicle.controller;
    let rally = question.mission.rally.len();
    if u32::try_from(rally).map_or(true, |rally| rally > controller.rally_points) {
        let most = controller.rally_points;
        found.add(Hindrance::new(
            HindranceKind::Mission,
            Bilingual::new(
                format!("{rally} rally places, and the autopilot holds {most}"),
                format!("备降点 {rally} 个，飞控最多存储 {most} 个"),
            ),
        ));
    }
    match crate::formats::item_count(question.mission, question.aircraft.vehicle) {
        Ok(items) if u32::try_from(items).map_or(true, |it| it > controller.mission_items) => {
            let most = controller.mission_items;
            found.add(
                Hindrance::new(
                    HindranceKind::Mission,
                    Bilingual::new(
                        format!("{items} mission items, and the autopilot holds {most}"),
                        format!("航点项 {items} 个，飞控最多存储 {most} 个"),
                    ),
                )
                .helped_by("cut it into several flights", "请拆分为多个架次"),
            );
        }
        Ok(_) => {}
        Err(problems) => {
            for problem in problems {
                let mut hindrance = Hindrance::new(HindranceKind::Mission, problem.what);
                hindrance.help = problem.help;
                found.add(match problem.place.feature {
                    Some(step) => hindrance.at_step(step),
                    None => hindrance,
                });
            }
        }
    }
}

fn budget(question: &Question<'_>, found: &mut Found) -> Option<Budget> {
    let air = question.surroundings.air;
    let home_m = question.mission.home.ground_amsl_m;
    let aircraft = question.aircraft;
    let battery = &aircraft.vehicle.battery;
    match Budget::of(battery, air.temperature_c(home_m), aircraft.battery_cycles) {
        Ok(budget) => Some(budget),
        Err(why) => {
            found.add(Hindrance::new(HindranceKind::Energy, why.bilingual()));
            None
        }
    }
}

fn balances(budget: Option<&Budget>, timeline: &Timeline) -> Vec<Option<Balance>> {
    let flown: Vec<_> = timeline.pieces.iter().map(|it| it.flown).collect();
    match budget {
        Some(budget) => cumulative(budget, &flown).into_iter().map(Some).collect(),
        None => vec![None; flown.len()],
    }
}

fn takes_too_much(budget: &Budget, at_landing: Balance) -> Hindrance {
    let (used_wh, plannable_wh) = (at_landing.used_wh, budget.plannable_wh());
    let what = Bilingual::new(
        format!(
            "it takes {used_wh:.0} Wh, and the battery gives {plannable_wh:.0} Wh over its reserve"
        ),
        format!("需 {used_wh:.0} Wh，电池扣除余量后可用 {plannable_wh:.0} Wh"),
    );
    let batteries = (used_wh / plannable_wh).ceil();
    Hindrance::new(HindranceKind::Energy, what).helped_by(
        format!("fly it with {batteries:.0} batteries or more, or with several drones, or from a nearer dock"),
        format!("请分至少 {batteries:.0} 块电池飞行，或多机执行，或从更近的机库起飞"),
    )
}
