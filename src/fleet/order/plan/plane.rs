//! ArduPilot Plane, with or without rotors.

use super::copter::{start_at, take_off};
use super::flight::reposition;
use super::{
    HEARTBEATS, STOP_PATIENCE, ardupilot_mode, arm, in_air, no_aircraft, on_ground,
    take_off_height, trusted, wing_takes_off_by_mission,
};
use crate::fleet::command::Command;
use crate::fleet::order::modes::plane;
use crate::fleet::order::{Expect, Fact, Order, Refusal, Step, VehicleFacts};
use crate::link::mav_cmd;
use crate::link::report::VtolState;

/// The steps of what Plane is told in its own way.
pub fn plan(order: &Order, facts: &VehicleFacts) -> Result<Vec<Step>, Refusal> {
    Ok(match order {
        Order::Hold => vec![hold(facts)],
        Order::ReturnHome => vec![ardupilot_mode(facts, plane::RTL)],
        Order::Land if facts.has_rotors => {
            vec![ardupilot_mode(facts, plane::QLAND).or_else(land_wing(facts))]
        }
        Order::Land => vec![land_wing(facts)],
        Order::TakeOff { above_home_m } => {
            on_ground(facts)?;
            trusted(facts)?;
            if !facts.has_rotors {
                return Err(wing_takes_off_by_mission());
            }
            vec![
                ardupilot_mode(facts, plane::GUIDED),
                arm(facts),
                take_off(facts, take_off_height(*above_home_m)?),
            ]
        }
        Order::StartMission { from_item } => {
            trusted(facts)?;
            let mut steps = start_at(facts, *from_item, plane::AUTO);
            match facts.is_in_air {
                // It arms in AUTO, where it may begin at once: the item is set before.
                Some(false) => steps.insert(steps.len().saturating_sub(1), arm(facts)),
                Some(true) => {}
                None => return Err(Refusal::Unknown(Fact::InAir)),
            }
            steps
        }
        Order::ResumeMission => {
            in_air(facts)?;
            trusted(facts)?;
            vec![ardupilot_mode(facts, plane::AUTO)]
        }
        _ => return Err(no_aircraft()),
    })
}

/// On its rotors it stays; on its wing it cannot, and circles. In doubt it circles, which any of them can.
/// It stays in GUIDED: QLOITER takes its climb from sticks that nobody holds, and sinks without them.
fn hold(facts: &VehicleFacts) -> Step {
    let circle = ardupilot_mode(facts, plane::LOITER);
    match facts.at.filter(|_| facts.vtol == VtolState::Multirotor) {
        Some(here) => {
            let command = reposition(&here).with_patience(STOP_PATIENCE);
            Step::command(facts.autopilot_component, command)
                .then(Expect::Mode(plane::GUIDED), HEARTBEATS)
                .or_else(circle)
        }
        None => circle,
    }
}

/// A wing lands where its mission says; without such a landing it goes home.
fn land_wing(facts: &VehicleFacts) -> Step {
    let command = Command::long(mav_cmd::DO_LAND_START, [0.0; 7]);
    Step::command(facts.autopilot_component, command)
        .then(Expect::Mode(plane::AUTO), HEARTBEATS)
        .or_else(ardupilot_mode(facts, plane::RTL))
}
