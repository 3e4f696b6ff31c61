//! PX4, whatever it flies: its modes are the same for all.

use super::flight::{mission_from, mission_start};
use super::{
    HEARTBEATS, LIFT_OFF, STOP_PATIENCE, arm, in_air, no_aircraft, on_ground, px4_mode,
    take_off_height, trusted, wing_takes_off_by_mission,
};
use crate::fleet::command::Command;
use crate::fleet::order::modes::px4;
use crate::fleet::order::{Expect, Fact, Order, Refusal, Step, VehicleFacts};
use crate::link::mav_cmd;
use crate::link::report::ComponentKind;

/// The steps of what PX4 is told in its own way.
pub fn plan(order: &Order, facts: &VehicleFacts) -> Result<Vec<Step>, Refusal> {
    Ok(match order {
        Order::Hold => vec![px4_mode(facts, px4::LOITER)],
        Order::ReturnHome => vec![px4_mode(facts, px4::RTL)],
        // LAND takes a wing down in circles wherever it is; RTL flies the landing of its mission.
        Order::Land if facts.kind == Some(ComponentKind::FixedWing) => {
            vec![px4_mode(facts, px4::RTL)]
        }
        Order::Land => vec![px4_mode(facts, px4::LAND)],
        Order::TakeOff { above_home_m } => take_off(facts, *above_home_m)?,
        Order::StartMission { from_item } => {
            trusted(facts)?;
            if facts.is_in_air.is_none() {
                return Err(Refusal::Unknown(Fact::InAir));
            }
            // It sets the item, changes to the mission and arms.
            let start = mission_start(facts, *from_item)
                .then(Expect::Mode(px4::MISSION), HEARTBEATS)
                .then(Expect::Armed(true), HEARTBEATS)
                .then(mission_from(facts, *from_item), HEARTBEATS);
            vec![start]
        }
        Order::ResumeMission => {
            in_air(facts)?;
            trusted(facts)?;
            vec![px4_mode(facts, px4::MISSION)]
        }
        _ => return Err(no_aircraft()),
    })
}

/// The mode with its height above mean sea level first, and then arming, upon which it climbs.
fn take_off(facts: &VehicleFacts, above_home_m: f64) -> Result<Vec<Step>, Refusal> {
    on_ground(facts)?;
    trusted(facts)?;
    match facts.kind {
        Some(ComponentKind::Rotorcraft | ComponentKind::Vtol) => {}
        Some(ComponentKind::FixedWing) => return Err(wing_takes_off_by_mission()),
        Some(_) => return Err(no_aircraft()),
        None => return Err(Refusal::Unknown(Fact::Kind)),
    }
    let home = facts.home.ok_or(Refusal::Unknown(Fact::Home))?;
    let amsl_m = (home.amsl_m + take_off_height(above_home_m)?) as f32;
    // From where it stands.
    let nowhere = f32::NAN;
    let params = [-1.0, 0.0, 0.0, nowhere, nowhere, nowhere, amsl_m];
    let command = Command::long(mav_cmd::NAV_TAKEOFF, params).with_patience(STOP_PATIENCE);
    let mode = Step::command(facts.autopilot_component, command)
        .then(Expect::Mode(px4::TAKEOFF), HEARTBEATS);
    let arm = arm(facts).then(Expect::InAir, LIFT_OFF);
    Ok(vec![mode, arm])
}
