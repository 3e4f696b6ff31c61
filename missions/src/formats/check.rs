//! Whether a mission's numbers are numbers: what is written must read back.

use super::MOST_ITEMS;
use crate::mission::{Deed, FlyTo, Heading, Mission, Step, Switch};
use geofences::{Altitude, Bilingual, Problem, ProblemPlace, Severity};

/// Passes a mission whose numbers can be written.
///
/// # Errors
/// Every number that is none, or makes no sense where it stands.
pub(super) fn check(mission: &Mission) -> Result<(), Vec<Problem>> {
    let mut problems = Vec::new();
    let mut require = |holds: bool, step: Option<usize>, field: &str, (en, zh): (&str, &str)| {
        if !holds {
            problems.push(problem(step, field, en, zh));
        }
    };
    for (field, holds, text) in of_whole(mission) {
        require(holds, None, field, text);
    }
    for (index, step) in mission.steps.iter().enumerate() {
        if let Some((field, text)) = fault_of(step) {
            require(false, Some(index), field, text);
        }
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems)
    }
}

type Text = (&'static str, &'static str);

const A_NUMBER: Text = ("this has to be a finite number", "应为有限的数");
const ABOVE_ZERO: Text = ("this has to be a number above 0", "应为大于 0 的数");
const FROM_ZERO: Text = ("this has to be a number from 0 on", "应为大于或等于 0 的数");
const FROM_ONE: Text = ("this has to be a number from 1 on", "应为大于或等于 1 的数");
const A_HEIGHT: Text = ("this is no height that is believed", "高度不可信");
const A_COUNT: Text = (
    "this is more than a plan can number",
    "数量超出计划可编号的范围",
);
const A_SWITCH: Text = ("on and off are the same", "开与关的设定相同");

fn is_above_zero(value: f64) -> bool {
    value.is_finite() && value > 0.0
}

fn is_height(value: f64) -> bool {
    (Altitude::LOWEST_M..=Altitude::HIGHEST_M).contains(&value)
}

fn of_whole(mission: &Mission) -> [(&'static str, bool, Text); 7] {
    let carried = &mission.carried;
    let switches = [carried.light, carried.loudspeaker];
    let differ = |switch: &Switch| match switch {
        Switch::Relay(_) => true,
        Switch::Servo { on_us, off_us, .. } => on_us != off_us,
    };
    let zoom = carried.largest_zoom;
    let count = mission.steps.len().max(mission.rally.len());
    [
        (
            "steps",
            count.max(mission.fence.len()) < MOST_ITEMS,
            A_COUNT,
        ),
        ("speed_mps", is_above_zero(mission.speed_mps), ABOVE_ZERO),
        (
            "home.ground_amsl_m",
            is_height(mission.home.ground_amsl_m),
            A_HEIGHT,
        ),
        (
            "return_height_m",
            is_height(mission.return_height_m),
            A_HEIGHT,
        ),
        (
            "rally",
            (mission.rally.iter()).all(|place| is_height(place.height_above_home_m)),
            A_HEIGHT,
        ),
        ("carried", switches.iter().flatten().all(differ), A_SWITCH),
        (
            "carried.largest_zoom",
            zoom.is_none_or(|zoom| zoom.is_finite() && zoom > 1.0),
            FROM_ONE,
        ),
    ]
}

fn fault_of(step: &Step) -> Option<(&'static str, Text)> {
    let unless = |holds: bool, field, text| (!holds).then_some((field, text));
    match step {
        Step::FlyTo(FlyTo {
            hold_s, heading, ..
        }) => {
            let heading_is_one = match heading {
                Heading::Along => true,
                Heading::Degrees(degrees) => degrees.is_finite(),
            };
            unless(hold_s.is_finite() && *hold_s >= 0.0, "hold_s", FROM_ZERO).or(unless(
                heading_is_one,
                "heading",
                A_NUMBER,
            ))
        }
        Step::Do(deed) => match *deed {
            Deed::Speed { mps } => unless(is_above_zero(mps), "mps", ABOVE_ZERO),
            Deed::Wait { seconds } => unless(is_above_zero(seconds), "seconds", ABOVE_ZERO),
            Deed::PhotosEach { metres } => unless(is_above_zero(metres), "metres", ABOVE_ZERO),
            Deed::Zoom { ratio } => unless(ratio.is_finite() && ratio >= 1.0, "ratio", FROM_ONE),
            Deed::Gimbal { pitch_deg, yaw_deg } => unless(
                pitch_deg.is_finite() && yaw_deg.is_finite(),
                "pitch_deg, yaw_deg",
                A_NUMBER,
            ),
            _ => None,
        },
        Step::Foreign(item) => {
            let mut given = item.parameters.iter().flatten();
            unless(given.all(|it| it.is_finite()), "parameters", A_NUMBER)
        }
        _ => None,
    }
}

fn problem(step: Option<usize>, field: &str, en: &str, zh: &str) -> Problem {
    Problem {
        severity: Severity::Error,
        code: "mission-number",
        place: ProblemPlace {
            feature: step,
            field: Some(field.to_owned()),
            ..ProblemPlace::default()
        },
        what: Bilingual::new(en, zh),
        help: None,
    }
}

/// Why a step is not written.
pub(super) fn refusal(
    step: impl Into<Option<usize>>,
    code: &'static str,
    what: Bilingual,
    help: Bilingual,
) -> Problem {
    Problem {
        severity: Severity::Error,
        code,
        place: ProblemPlace {
            feature: step.into(),
            ..ProblemPlace::default()
        },
        what,
        help: Some(help),
    }
}
