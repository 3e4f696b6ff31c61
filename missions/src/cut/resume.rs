//! A mission flown on from where it was left.

use super::carried_on::CarriedOn;
use super::place::{NotOnMission, PlaceOnMission, understood};
use crate::mission::{FlyTo, Heading, Mission, Step};

/// What is left of a mission from a place on: it takes off, flies straight to exactly there, restores what the camera,
/// the light and the loudspeaker did, and goes on.
///
/// The way there is a straight leg at the height of the place: it is the caller's to have it judged, and to fly round
/// what is in its way.
///
/// # Errors
/// The place is none of the mission's, or what went on there cannot be told.
pub fn resume(mission: &Mission, from: PlaceOnMission) -> Result<Mission, NotOnMission> {
    let steps = &mission.steps;
    let step = steps.get(from.step).ok_or(NotOnMission::NoStep {
        step: from.step,
        steps: steps.len(),
    })?;
    understood(mission)?;
    let (position, altitude) = from.here(mission)?;
    let on = CarriedOn::before(mission, from.step);
    let took_off = steps
        .iter()
        .take(from.step)
        .rfind(|it| matches!(it, Step::TakeOff { .. }));
    let mut left = mission.clone();
    let Some(take_off) = took_off else {
        let is_leg_begun = matches!(step, Step::FlyTo(_)) && from.fraction > 0.0;
        if is_leg_begun
            || !steps
                .iter()
                .take(from.step)
                .all(|it| matches!(it, Step::Do(_)))
        {
            return Err(NotOnMission::NeverTookOff);
        }
        // It was never in the air.
        return Ok(left);
    };
    let heading = match step {
        Step::FlyTo(leg) => leg.heading,
        _ => Heading::Along,
    };
    let there = FlyTo {
        position,
        altitude,
        hold_s: 0.0,
        is_passed: false,
        heading,
    };
    left.steps = vec![take_off.clone(), Step::FlyTo(there)];
    left.steps.extend(on.restoring().map(Step::Do));
    left.steps.extend(steps.iter().skip(from.step).cloned());
    Ok(left)
}

/// What of a mission is flown until a place, and home from there.
pub(super) fn until(mission: &Mission, place: PlaceOnMission) -> Result<Mission, NotOnMission> {
    let (position, altitude) = place.here(mission)?;
    let on = CarriedOn::before(mission, place.step);
    let mut part = mission.clone();
    part.steps.truncate(place.step);
    if let Some(Step::FlyTo(leg)) = mission.steps.get(place.step)
        && place.fraction > 0.0
    {
        part.steps.push(Step::FlyTo(FlyTo {
            position,
            altitude,
            hold_s: 0.0,
            is_passed: false,
            ..*leg
        }));
    }
    part.steps.extend(on.ending().map(Step::Do));
    part.steps.push(Step::ReturnHome);
    Ok(part)
}
