//! ArduPilot Copter.

use super::flight::{mission_from, mission_start};
use super::{
    HEARTBEATS, LIFT_OFF, ardupilot_mode, arm, ask, in_air, no_aircraft, on_ground,
    take_off_height, trusted,
};
use crate::fleet::command::Command;
use crate::fleet::order::modes::copter;
use crate::fleet::order::{Expect, Fact, Order, Refusal, Step, VehicleFacts};
use crate::link::mav_cmd;

/// MISSION_CURRENT, which ArduPilot tells when it is asked to.
const MISSION_CURRENT: f32 = 42.0;

/// The steps of what Copter is told in its own way.
pub fn plan(order: &Order, facts: &VehicleFacts) -> Result<Vec<Step>, Refusal> {
    Ok(match order {
        // GUIDED without a target stays as well; LOITER would listen to sticks that nobody holds.
        Order::Hold => vec![
            ardupilot_mode(facts, copter::BRAKE).or_else(ardupilot_mode(facts, copter::GUIDED)),
        ],
        Order::ReturnHome => vec![ardupilot_mode(facts, copter::RTL)],
        Order::Land => vec![ardupilot_mode(facts, copter::LAND)],
        Order::TakeOff { above_home_m } => {
            on_ground(facts)?;
            trusted(facts)?;
            vec![
                ardupilot_mode(facts, copter::GUIDED),
                arm(facts),
                take_off(facts, take_off_height(*above_home_m)?),
            ]
        }
        Order::StartMission { from_item } => {
            trusted(facts)?;
            let mut steps = Vec::new();
            match facts.is_in_air {
                // It does not arm in AUTO (AUTO_OPTIONS 0).
                Some(false) => {
                    steps.extend([ardupilot_mode(facts, copter::GUIDED), arm(facts)]);
                }
                Some(true) => {}
                None => return Err(Refusal::Unknown(Fact::InAir)),
            }
            steps.extend(start_at(facts, *from_item, copter::AUTO));
            steps
        }
        Order::ResumeMission => {
            in_air(facts)?;
            trusted(facts)?;
            vec![ardupilot_mode(facts, copter::AUTO)]
        }
        _ => return Err(no_aircraft()),
    })
}

/// NAV_TAKEOFF, of which the height is above home (`captures.md`, A.3).
pub fn take_off(facts: &VehicleFacts, above_home_m: f64) -> Step {
    let params = [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, above_home_m as f32];
    let command = Command::long(mav_cmd::NAV_TAKEOFF, params);
    Step::command(facts.autopilot_component, command).then(Expect::InAir, LIFT_OFF)
}

/// The current item first: MISSION_START takes none on ArduPilot, and a mission that was left would go on
/// where it was. Item 0 is home.
pub fn start_at(facts: &VehicleFacts, from_item: u16, auto: u32) -> Vec<Step> {
    let first = from_item.max(1);
    let params = [first.into(), 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
    let set = Command::long(mav_cmd::DO_SET_MISSION_CURRENT, params);
    let set = Step::command(facts.autopilot_component, set);
    let start = mission_start(facts, 0).then(Expect::Mode(auto), HEARTBEATS);
    let may_be_later = facts.mission_item.is_some_and(|before| before > first);
    if first == 1 && !may_be_later {
        return vec![set, start];
    }
    vec![
        ask(facts.autopilot_component, MISSION_CURRENT),
        set,
        start.then(mission_from(facts, first), HEARTBEATS),
    ]
}
