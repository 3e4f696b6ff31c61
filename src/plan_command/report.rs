//! The answer for machines (`docs/plan.md`); all times are UTC.

use super::answer_text::outside_of_windows;
use super::inputs::{FileProblem, Inputs, Unusable};
use super::planning::Answer;
use super::report_flight::{flight, hindrance, leg};
use super::words::utc;
use super::writing::Written;
use crate::command_line::Outcome;
use missions::plan::FleetRefusal;
use serde_json::{Value, json};

/// What nothing is planned from.
pub(super) fn unusable(why: &Unusable) -> Value {
    json!({
        "feasible": false,
        "planned": false,
        "refusals": why.refusals,
        "problems": why.problems.iter().map(FileProblem::report).collect::<Vec<_>>(),
    })
}

/// The whole answer.
pub(super) fn report(
    inputs: &Inputs,
    answer: &Answer,
    written: &Written,
    outcome: Outcome,
) -> Value {
    let patrol = &inputs.patrol;
    let surroundings = inputs.surroundings();
    let (margins, clearances) = (surroundings.margins, surroundings.clearances);
    let air = inputs.weather.air.figures();
    let flights = match answer {
        Answer::Flights(flights) => {
            let each = flights.iter().enumerate();
            each.map(|(index, it)| flight(inputs, &it.drone, index, &it.plan, written))
                .collect()
        }
        Answer::Refused(_) => Vec::new(),
    };
    let refused = match answer {
        Answer::Flights(_) => Vec::new(),
        Answer::Refused(refusals) => refusals.iter().map(refusal).collect(),
    };
    json!({
        "feasible": matches!(answer, Answer::Flights(_)),
        "planned": true,
        "good": outcome == Outcome::Good,
        "patrol": {
            "id": patrol.id,
            "name": patrol.name,
            "department": patrol.department,
            "source": patrol.source,
        },
        "departure": utc(inputs.departure),
        "outside_of_windows": outside_of_windows(inputs),
        "judged_by": {
            "terrain": inputs.terrain.name(),
            "people_are_told": inputs.people.is_some(),
            "landing_places": inputs.landing_places.len(),
            "fleet": { "name": inputs.fleet.name, "source": inputs.fleet.source, "is_shipped": inputs.is_shipped_fleet },
            "weather": {
                "source": inputs.weather.source,
                "from": utc(inputs.weather.valid.from),
                "until": utc(inputs.weather.valid.until),
                "temperature_c": air.temperature_c,
                "qnh_hpa": air.pressure_hpa,
                "wind_east_mps": air.wind_east_mps,
                "wind_north_mps": air.wind_north_mps,
                "gust_mps": air.gust_mps,
                "rain_mm_per_h": air.rain_mm_per_h,
                "visibility_m": inputs.weather.visibility_m,
            },
            "margins": {
                "zones_horizontal_m": margins.horizontal_m,
                "zones_vertical_m": margins.vertical_m,
                "obstacles_horizontal_m": margins.obstacle_horizontal_m,
                "obstacles_vertical_m": margins.obstacle_vertical_m,
                "ground_m": clearances.ground_m,
                "highest_above_ground_m": clearances.highest_agl_m,
            },
        },
        "flights": flights,
        "refused": refused,
        "pictures": written.pictures.iter().map(|it| it.display().to_string()).collect::<Vec<_>>(),
        "refusals": written.refusals,
        "problems": inputs.warnings.iter().map(FileProblem::report).collect::<Vec<_>>(),
    })
}

/// Why one aircraft does not fly it, with the proof of what has come nearest.
fn refusal(refusal: &FleetRefusal) -> Value {
    let nearest = refusal.refusal.nearest.as_deref();
    json!({
        "drone": refusal.drone,
        "hindrances": refusal.refusal.hindrances.iter().map(hindrance).collect::<Vec<_>>(),
        "nearest": nearest.map(|plan| json!({
            "steps": plan.mission.steps.len(),
            "legs": plan.feasibility.legs.iter().map(leg).collect::<Vec<_>>(),
        })),
    })
}
