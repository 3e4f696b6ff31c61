//! What would make the ways home of a mission legal.

use super::flying::Flying;
use super::hindrance::Found;
use super::holding;
use super::question::Question;
use super::returning::{context, limits, parts, rules_and_targets, window};
use super::timeline::timeline;
use crate::mission::RallyPlace;
use crate::ways_home::{LandingPlace, Task, make_legal};

/// What makes ways home legal.
pub(crate) struct OtherWays {
    /// The rally places to store, those that were there among them.
    pub rally: Vec<RallyPlace>,
    /// Another return height, metres above what the autopilot's own is above.
    pub return_height_m: Option<f64>,
}

/// Rally places among landing places, or another return height; `None` where neither helps.
pub(crate) fn make_ways_home_legal(
    question: &Question<'_>,
    landing_places: &[LandingPlace],
) -> Option<OtherWays> {
    let flyer = question.aircraft.flyer().ok()?;
    let mut found = Found::default();
    let timeline = timeline(Flying::new(question, &flyer), &mut found);
    let keep_m = holding::stopping_m(question, &timeline);
    let (rules, targets) = rules_and_targets(question).ok()?;
    let (legs, _) = parts(&timeline.pieces);
    let task = Task {
        legs: &legs,
        places: &targets,
        rules,
        limits: limits(question),
        window: window(question, &timeline)?,
    };
    let context = context(question, keep_m);
    match make_legal(
        &task,
        landing_places,
        // What it needs to stop before the fence it does not need to come down.
        question.surroundings.margins.horizontal_m,
        question.surroundings.airspace,
        &context,
    ) {
        Ok(made) => Some(OtherWays {
            rally: made.rally,
            return_height_m: None,
        }),
        Err(none) => Some(OtherWays {
            rally: targets.rally.clone(),
            return_height_m: Some(none.other_height_m?),
        }),
    }
}
