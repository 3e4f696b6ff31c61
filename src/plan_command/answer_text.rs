//! The whole answer for people.

use super::inputs::Inputs;
use super::planning::Answer;
use super::words::local_time;
use super::writing::{Written, WrittenFile};
use super::{flight_text, refusal_text};
use crate::console::{Colour, Console};
use chrono::TimeDelta;
use geofences::Bilingual;
use std::fmt::Write;

/// How far ahead the next window of a patrol is looked for, days.
const HORIZON_DAYS: i64 = 60;

/// The answer as lines: the verdict, what it was judged by, and the flights, or all that is in their way.
pub(super) fn text(
    inputs: &Inputs,
    answer: &Answer,
    written: &Written,
    console: Console,
) -> String {
    let mut text = verdict(answer, console);
    add_question(&mut text, inputs, console);
    match answer {
        Answer::Flights(flights) => {
            let count = flights.len();
            for (index, flight) in flights.iter().enumerate() {
                let files: Vec<&WrittenFile> = written
                    .files
                    .iter()
                    .filter(|it| it.flight == index)
                    .collect();
                let which = (index + 1, count);
                let lines =
                    flight_text::text(inputs, &flight.drone, which, &flight.plan, &files, console);
                let _ = write!(text, "\n\n{lines}");
            }
        }
        Answer::Refused(refusals) => {
            let _ = write!(text, "\n{}", refusal_text::text(inputs, refusals, console));
            if let Some(nearest) = refusal_text::nearest_text(refusals) {
                let _ = write!(text, "\n\n{}", console.text(&nearest));
            }
        }
    }
    for picture in &written.pictures {
        let drawn = console.pick("picture", "航线图");
        let _ = write!(text, "\n{drawn} {}", picture.display());
    }
    text
}

fn verdict(answer: &Answer, console: Console) -> String {
    match answer {
        Answer::Flights(_) => {
            let says = console.pick("YES, it can and may be flown", "可飞");
            console.paint(Colour::Green, says)
        }
        Answer::Refused(_) => {
            let says = console.pick("NO, this is in the way", "不可飞，原因如下");
            console.paint(Colour::Red, says)
        }
    }
}

fn add_question(text: &mut String, inputs: &Inputs, console: Console) {
    let patrol = &inputs.patrol;
    let name = console.text(&patrol.name);
    let department = console.text(&patrol.department);
    let _ = write!(text, "\n  {name} [{}]; {department}", patrol.id);
    let at = local_time(inputs.departure);
    let _ = write!(text, "\n  {} {at}", console.pick("take-off", "起飞"));
    if let Some(outside) = outside_of_windows(inputs) {
        let _ = write!(text, "\n  ! {}", console.text(&outside));
    }
    let said = judged_by(inputs);
    let _ = write!(text, "\n  {}", console.text(&said));
    if inputs.is_shipped_fleet {
        let said = console.pick(
            "! no --fleet is given: planned for the illustrative fleet that is shipped, which does not exist",
            "! 未指定 --fleet：按随附的示意机队规划，该机队并不存在",
        );
        let _ = write!(text, "\n  {said}");
    }
    if inputs.people.is_none() {
        let said = console.pick(
            "! no --people is given: nobody told who is on the ground",
            "! 未指定 --people：地面人员情况未知",
        );
        let _ = write!(text, "\n  {said}");
    }
    for warning in &inputs.warnings {
        let _ = write!(text, "\n  {}", warning.text(console));
    }
}

/// Ground, weather and margins: what else would be judged otherwise.
fn judged_by(inputs: &Inputs) -> Bilingual {
    let air = inputs.weather.air.figures();
    let wind_mps = air.wind_east_mps.hypot(air.wind_north_mps);
    let from_deg = (-air.wind_east_mps).atan2(-air.wind_north_mps).to_degrees();
    let from_deg = from_deg.rem_euclid(360.0);
    let (temperature, gust) = (air.temperature_c, air.gust_mps);
    let ground = inputs.terrain.name();
    let margins = inputs.surroundings().margins;
    let (zones_m, obstacles_m) = (margins.horizontal_m, margins.obstacle_horizontal_m);
    let source = &inputs.weather.source;
    Bilingual::new(
        format!(
            "ground: {ground}; {temperature} °C, wind {wind_mps:.1} m/s from {from_deg:.0}°, gusts {gust} m/s ({source}); kept {zones_m} m from zones, {obstacles_m} m from obstacles"
        ),
        format!(
            "地形：{ground}；气温 {temperature} °C，风 {wind_mps:.1} m/s（来向 {from_deg:.0}°），阵风 {gust} m/s（{source}）；距空域边界 {zones_m} 米，距障碍物 {obstacles_m} 米"
        ),
    )
}

/// A patrol may be flown when somebody asks for it; that this is not its time is said.
pub(super) fn outside_of_windows(inputs: &Inputs) -> Option<Bilingual> {
    inputs.patrol.recurrence.as_ref()?;
    let from = inputs.departure;
    let until = from.checked_add_signed(TimeDelta::days(HORIZON_DAYS))?;
    let windows = inputs.patrol.occurrences(from, until);
    let Some(first) = windows.first() else {
        return Some(Bilingual::new(
            format!("this is outside of its windows, and none comes within {HORIZON_DAYS} days"),
            format!("不在任务时段内，且 {HORIZON_DAYS} 天内没有时段"),
        ));
    };
    (first.from > from).then(|| {
        let (opens, ends) = (local_time(first.from), local_time(first.until));
        Bilingual::new(
            format!("this is outside of its windows; the next is from {opens} until {ends}"),
            format!("不在任务时段内；下一时段为 {opens} 至 {ends}"),
        )
    })
}
