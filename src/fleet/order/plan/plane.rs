//! ArduPilot Plane, with or without rotors.

use super::copter::{start_at, take_off};
use super::{
    ardupilot_mode, arm, in_air, no_aircraft, on_ground, take_off_height, trusted,
    wing_takes_off_by_mission,
};
use crate::fleet::command::Command;
use crate::fleet::order::modes::plane;
use crate::fleet::order::{Expect, Fact, Order, Refusal, Step, VehicleFacts};
use crate::link::mav_cmd;
use crate::link::report::{ComponentKind, VtolState};

/// The steps of what Plane is told in its own way.
pub fn plan(order: &Order, facts: &VehicleFacts) -> Result<Vec<Step>, Refusal> {
    let has_rotors = facts.kind == Some(ComponentKind::Vtol);
    Ok(match order {
        Order::Hold => vec![hold(facts)],
        Order::ReturnHome => vec![ardupilot_mode(facts, plane::RTL)],
        Order::Land if has_rotors => vec![ardupilot_mode(facts, plane::QLAND)],
        Order::Land => vec![land_wing(facts)],
        Order::TakeOff { above_home_m } => {
            on_ground(facts)?;
            trusted(facts)?;
            if !has_rotors {
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
            let mut steps = Vec::new();
            match facts.is_in_air {
                Some(false) => steps.push(arm(facts)),
                Some(true) => {}
                None => return Err(Refusal::Unknown(Fact::InAir)),
            }
            steps.extend(start_at(facts, *from_item, plane::AUTO));
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
fn hold(facts: &VehicleFacts) -> Step {
    let circle = ardupilot_mode(facts, plane::LOITER);
    match facts.vtol {
        VtolState::Multirotor => ardupilot_mode(facts, plane::QLOITER).or_else(circle),
        _ => circle,
    }
}

/// A wing lands where its mission says; without such a landing it goes home.
fn land_wing(facts: &VehicleFacts) -> Step {
    let command = Command::long(mav_cmd::DO_LAND_START, [0.0; 7]);
    Step::command(facts.autopilot_component, command)
        .then(Expect::Mode(plane::AUTO), super::HEARTBEATS)
        .or_else(ardupilot_mode(facts, plane::RTL))
}
