//! What needs no flight to be known: the question itself, the weather, and what the autopilot stores.

use super::hindrance::{Found, Hindrance, HindranceKind};
use super::question::Question;
use geofences::{Bilingual, Margins};

/// What of the question itself cannot be judged with.
pub(super) fn check_question(question: &Question<'_>, found: &mut Found) {
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
pub(super) fn check_conditions(question: &Question<'_>, found: &mut Found) {
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
pub(super) fn check_capacity(question: &Question<'_>, found: &mut Found) {
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
