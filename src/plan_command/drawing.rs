//! The pictures of an answer.

use super::inputs::Inputs;
use super::planning::{Answer, Named};
use super::refusal_text::nearest;
use super::words::{length, local_time, minutes};
use chrono::{DateTime, Utc};
use geofences::Bilingual;
use missions::feasibility::Hindrance;
use missions::picture::{Picture, draw};
use missions::plan::Plan;

/// One of each flight with its number from 0, where there are several; where nothing can be flown, one of what has
/// come nearest.
pub(super) fn pictures(inputs: &Inputs, answer: &Answer) -> Vec<(Option<usize>, String)> {
    match answer {
        Answer::Flights(flights) => {
            let count = flights.len();
            let each = flights.iter().enumerate();
            each.map(|(index, flight)| {
                let number = (count > 1).then_some(index);
                let title = title(inputs, number.map(|it| (it + 1, count)));
                (
                    number,
                    picture(inputs, &title, Some(&flight.drone), Some(&flight.plan), &[]),
                )
            })
            .collect()
        }
        Answer::Refused(refusals) => {
            let Some(it) = nearest(refusals) else {
                return Vec::new();
            };
            let plan = it.refusal.nearest.as_deref();
            let drone = it.drone.as_deref();
            let hindrances = &it.refusal.hindrances;
            let title = title(inputs, None);
            vec![(None, picture(inputs, &title, drone, plan, hindrances))]
        }
    }
}

fn title(inputs: &Inputs, part: Option<(usize, usize)>) -> Bilingual {
    let Bilingual { en, zh } = &inputs.patrol.name;
    match part {
        Some((number, count)) => Bilingual::new(
            format!("{en}, flight {number} of {count}"),
            format!("{zh}（第 {number}/{count} 架次）"),
        ),
        None => Bilingual::new(en, zh),
    }
}

fn picture(
    inputs: &Inputs,
    title: &Bilingual,
    drone: Option<&str>,
    plan: Option<&Plan>,
    hindrances: &[Hindrance],
) -> String {
    let named = drone.and_then(|id| Named::of(inputs, id));
    let dock = named.as_ref().map(|it| it.dock);
    // Where no aircraft was asked, the first dock stands for all.
    let dock = dock.or_else(|| inputs.fleet.docks.first());
    let Some(dock) = dock else {
        return String::new();
    };
    let departure = plan.map_or(inputs.departure, |it| it.feasibility.departure);
    draw(&Picture {
        title,
        facts: &facts(inputs, named.as_ref(), plan, departure),
        pattern: &inputs.patrol.pattern,
        plan,
        hindrances,
        home: dock.position,
        home_name: &dock.name,
        departure,
        airspace: &inputs.airspace,
        approvals: &inputs.approvals,
        terrain: inputs.terrain.as_ref(),
        highest_agl_m: inputs.surroundings().clearances.highest_agl_m,
    })
}

fn facts(
    inputs: &Inputs,
    named: Option<&Named<'_>>,
    plan: Option<&Plan>,
    departure: DateTime<Utc>,
) -> Vec<Bilingual> {
    let mut facts = vec![Bilingual::new(
        format!("for: {}", inputs.patrol.department.en),
        format!("需求单位：{}", inputs.patrol.department.zh),
    )];
    if let Some(named) = named {
        let (id, class) = (&named.drone.id, &named.class.name);
        facts.push(Bilingual::new(
            format!("aircraft {id}: {}", class.en),
            format!("飞行器 {id}：{}", class.zh),
        ));
    }
    let at = local_time(departure);
    facts.push(Bilingual::new(
        format!("take-off {at}"),
        format!("起飞 {at}"),
    ));
    let Some(plan) = plan else { return facts };
    let feasibility = &plan.feasibility;
    let seconds = feasibility.legs.last().map_or(0.0, |it| it.seconds.1);
    let (far, long) = (length(feasibility.length_m()), minutes(seconds));
    facts.push(Bilingual::new(
        format!("{far} in {long}"),
        format!("航程 {far}，用时 {long}"),
    ));
    if let Some(energy) = feasibility.energy {
        let (used, usable) = (energy.at_landing.used_wh, energy.budget.usable_wh);
        let least = energy.least_left_wh;
        facts.push(Bilingual::new(
            format!("{used:.0} of {usable:.0} Wh; {least:.0} Wh at least after any way home"),
            format!("耗电 {used:.0}/{usable:.0} Wh；任一处返航后至少剩余 {least:.0} Wh"),
        ));
    }
    if let Some(seen) = plan.seen {
        let part = seen * 100.0;
        facts.push(Bilingual::new(
            format!("sees {part:.1} % of what is to be seen"),
            format!("覆盖率 {part:.1} %"),
        ));
    }
    let ground = inputs.terrain.name();
    facts.push(Bilingual::new(
        format!("ground: {ground}; weather: {}", inputs.weather.source),
        format!("地形：{ground}；气象：{}", inputs.weather.source),
    ));
    facts
}
