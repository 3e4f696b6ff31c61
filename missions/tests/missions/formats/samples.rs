//! Random missions: such as hold more than items do, and such as DJI's waylines hold.

use super::sample::{bare, fly_to, height, in_items, number, place};
use geofences::{Altitude, AltitudeDatum};
use missions::mission::{Deed, Heading, Mission, Step};
use rand::Rng;
use rand_chacha::ChaCha8Rng;

/// Any mission: also places that are passed and stayed at, halves of seconds, heights above the ellipsoid.
pub fn any(rng: &mut ChaCha8Rng, data: &[AltitudeDatum]) -> Mission {
    let mut mission = in_items(rng, data);
    for step in &mut mission.steps {
        if let Step::FlyTo(to) = step {
            to.is_passed = rng.random_bool(0.5);
            to.hold_s += if rng.random_bool(0.2) { 0.5 } else { 0.0 };
        }
    }
    mission
}

/// A mission that a DJI wayline holds: what is done stands in the order in which it is read back.
pub fn in_wayline(rng: &mut ChaCha8Rng, datum: AltitudeDatum) -> Mission {
    let data = [datum];
    let mut mission = bare(rng);
    let take_off = height(rng, &[AltitudeDatum::AboveHome]);
    mission.steps.push(Step::TakeOff { altitude: take_off });
    let (mut looks, mut photos, mut speed_mps) = (false, false, mission.speed_mps);
    let (mut was_passed, mut last) = (true, None);
    let count = rng.random_range(1..12);
    for index in 0..count {
        let mut to = fly_to(rng, &data);
        if was_passed || looks {
            to.heading = Heading::Along;
        } else if let Heading::Degrees(degrees) = &mut to.heading {
            *degrees -= 180.0;
        }
        (was_passed, last) = (to.is_passed, Some(to.position));
        mission.steps.push(Step::FlyTo(to));
        for (chance, deed) in [
            (
                0.3,
                Deed::Gimbal {
                    pitch_deg: number(rng, -90, 20, 10),
                    yaw_deg: 0.0,
                },
            ),
            (0.3, Deed::Photo),
            (0.2, Deed::VideoBegin),
            (0.2, Deed::VideoEnd),
        ] {
            if rng.random_bool(chance) {
                mission.steps.push(Step::Do(deed));
            }
        }
        let mps = number(rng, 1, 15, 10);
        if mps != speed_mps && rng.random_bool(0.3) {
            speed_mps = mps;
            mission.steps.push(Step::Do(Deed::Speed { mps }));
        }
        if rng.random_bool(0.3) {
            looks = !looks;
            mission.steps.push(Step::Do(if looks {
                Deed::LookAt {
                    position: place(rng),
                    altitude: Altitude::ground(),
                }
            } else {
                Deed::LookAhead
            }));
        }
        let is_last = index + 1 == count;
        if photos && (is_last || rng.random_bool(0.5)) {
            photos = false;
            mission.steps.push(Step::Do(Deed::PhotosEnd));
        } else if !photos && !is_last && rng.random_bool(0.3) {
            photos = true;
            let metres = number(rng, 1, 40, 10);
            mission.steps.push(Step::Do(Deed::PhotosEach { metres }));
        }
    }
    mission.steps.extend(match rng.random_range(0..3) {
        0 => Some(Step::ReturnHome),
        1 => last.map(|position| Step::Land { position }),
        _ => None,
    });
    mission
}
