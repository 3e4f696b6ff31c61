//! What all autopilots are told alike.

use super::{ARM_PATIENCE, HEARTBEATS, Pilot, arm, ask, in_air, on_ground, trusted, within};
use crate::fleet::command::{Command, Form};
use crate::fleet::order::modes::{copter, plane, px4};
use crate::fleet::order::{
    Expect, Fact, IfRefused, MessageInterval, MessageRate, Order, Refusal, Spot, Step, VehicleFacts,
};
use crate::link::mav_cmd;
use crate::link::report::{AutopilotVersion, ComponentKind};
use geofences::Bilingual;
use std::time::Duration;

/// The number that disarms in the air, on ArduPilot and PX4.
const FORCE_DISARM: f32 = 21_196.0;
/// POSITION_TARGET_GLOBAL_INT.
const POSITION_TARGET: f32 = 87.0;
/// Until the target is told and the way there begun.
const ON_THE_WAY: Duration = Duration::from_secs(12);
/// MAV_DO_REPOSITION_FLAGS_CHANGE_MODE.
const CHANGE_MODE: f32 = 1.0;
/// An autopilot is back, with its link, after so long.
const RESTART: Duration = Duration::from_secs(60);
const MOST_RATES: usize = 64;
/// Beyond it an `f32` skips whole numbers.
const LARGEST_WHOLE: u32 = 1 << 24;

/// The steps of an order that is the same for all; `None` for one that is not.
pub fn plan(
    order: &Order,
    facts: &VehicleFacts,
    pilot: Pilot,
) -> Result<Option<Vec<Step>>, Refusal> {
    let to_autopilot = |command| Step::command(facts.autopilot_component, command);
    let steps = match order {
        Order::Arm => {
            on_ground(facts)?;
            vec![arm(facts)]
        }
        Order::Disarm => {
            on_ground(facts)?;
            vec![disarm(facts, 0.0)]
        }
        // Two people said so: whatever is known of it.
        Order::DisarmInAir => vec![disarm(facts, FORCE_DISARM)],
        Order::GoTo { to, altitude } => {
            let spot = Spot::new(*to, *altitude).ok_or(Refusal::NotAboveSeaLevel)?;
            go_to(facts, pilot, spot)?
        }
        Order::ChangeAltitude { altitude } => {
            let here = facts.at.ok_or(Refusal::Unknown(Fact::Position))?;
            let spot = Spot::new(here.position, *altitude).ok_or(Refusal::NotAboveSeaLevel)?;
            go_to(facts, pilot, spot)?
        }
        Order::SetSpeed { speed_mps } => {
            in_air(facts)?;
            let speed_mps = within(*speed_mps, 0.5, 50.0, "Speed (m/s)", "速度（m/s）")?;
            // SPEED_TYPE: a wing is held by the air. Plane takes a speed over ground for the least that it
            // keeps, whatever the wind.
            let is_wing = pilot == Pilot::Plane || facts.kind == Some(ComponentKind::FixedWing);
            let speed_type = if is_wing { 0.0 } else { 1.0 };
            let params = [speed_type, speed_mps as f32, -1.0, 0.0, 0.0, 0.0, 0.0];
            vec![to_autopilot(Command::long(
                mav_cmd::DO_CHANGE_SPEED,
                params,
            ))]
        }
        Order::Nudge(velocity) => {
            may_nudge(facts, pilot)?;
            vec![Step::nudge(velocity.checked()?)]
        }
        Order::RebootAutopilot => {
            match facts.is_armed {
                Some(false) => {}
                Some(true) => return Err(Refusal::Armed),
                None => return Err(Refusal::Unknown(Fact::Armed)),
            }
            on_ground(facts)?;
            let params = [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
            let command = Command::long(mav_cmd::PREFLIGHT_REBOOT_SHUTDOWN, params);
            vec![to_autopilot(command).then(Expect::Restarted, RESTART)]
        }
        Order::SetMessageRates(rates) => {
            within(
                rates.len() as f64,
                1.0,
                MOST_RATES as f64,
                "Rates",
                "速率数量",
            )?;
            let steps: Result<Vec<Step>, Refusal> = rates
                .iter()
                .map(|rate| {
                    let command = Command::long(mav_cmd::SET_MESSAGE_INTERVAL, interval(rate)?);
                    Ok(to_autopilot(command).if_refused(IfRefused::GoOnAndFail))
                })
                .collect();
            steps?
        }
        _ => return Ok(None),
    };
    Ok(Some(steps))
}

fn disarm(facts: &VehicleFacts, force: f32) -> Step {
    let params = [0.0, force, 0.0, 0.0, 0.0, 0.0, 0.0];
    let command = Command::long(mav_cmd::COMPONENT_ARM_DISARM, params);
    Step::command(facts.autopilot_component, command).then(Expect::Armed(false), HEARTBEATS)
}

/// DO_REPOSITION with a height above mean sea level, which PX4 takes any height for. It changes the mode
/// by itself, so that there is no moment in which it holds and has no target.
pub fn reposition(spot: &Spot) -> Command {
    Command {
        id: mav_cmd::DO_REPOSITION,
        form: Form::Int {
            frame: mav_cmd::FRAME_GLOBAL,
            // The speed as it is, no circle of its own, and the heading as the autopilot likes it.
            params: [-1.0, CHANGE_MODE, 0.0, f32::NAN],
            x: degrees_e7(spot.position.latitude_deg()),
            y: degrees_e7(spot.position.longitude_deg()),
            z: spot.amsl_m as f32,
        },
        patience: Duration::ZERO,
    }
}

fn go_to(facts: &VehicleFacts, pilot: Pilot, spot: Spot) -> Result<Vec<Step>, Refusal> {
    in_air(facts)?;
    trusted(facts)?;
    facts.at.ok_or(Refusal::Unknown(Fact::Position))?;
    let capabilities = facts
        .capabilities
        .ok_or(Refusal::Unknown(Fact::Capabilities))?;
    if capabilities & AutopilotVersion::COMMAND_INT == 0 {
        return Err(Refusal::NoExactPlaces);
    }
    let mode = match pilot {
        Pilot::Copter => copter::GUIDED,
        Pilot::Plane => plane::GUIDED,
        Pilot::Px4 => px4::LOITER,
    };
    Ok(vec![
        ask(facts.autopilot_component, POSITION_TARGET),
        Step::command(facts.autopilot_component, reposition(&spot))
            .then(Expect::Mode(mode), ON_THE_WAY)
            .then(Expect::Target(spot), ON_THE_WAY),
    ])
}

/// Velocities are for GUIDED. PX4 takes them in OFFBOARD alone, which ends in a failsafe where they cease:
/// that is no slow nudge, and there GoTo does it in small steps.
fn may_nudge(facts: &VehicleFacts, pilot: Pilot) -> Result<(), Refusal> {
    if pilot != Pilot::Copter {
        return Err(Refusal::NotThisVehicle(Bilingual::new(
            "Only a Copter in GUIDED can be nudged; use short go-tos.",
            "仅处于 GUIDED 模式的 Copter 支持微调移动，请改用短距离飞往。",
        )));
    }
    in_air(facts)?;
    trusted(facts)?;
    match facts.custom_mode {
        Some(copter::GUIDED) => Ok(()),
        Some(_) => Err(Refusal::NotThisVehicle(Bilingual::new(
            "It has to be in GUIDED to be nudged.",
            "须处于 GUIDED 模式才能微调移动。",
        ))),
        None => Err(Refusal::Unknown(Fact::Mode)),
    }
}

fn interval(rate: &MessageRate) -> Result<[f32; 7], Refusal> {
    let number = f64::from(rate.message);
    let most = f64::from(LARGEST_WHOLE - 1);
    within(number, 0.0, most, "Message number", "消息编号")?;
    let interval_us = match rate.interval {
        MessageInterval::Every(interval) => {
            let interval_us = interval.as_secs_f64() * 1e6;
            within(interval_us, 1_000.0, 3.6e9, "Interval (µs)", "间隔（µs）")? as f32
        }
        MessageInterval::Off => -1.0,
        MessageInterval::Default => 0.0,
    };
    Ok([number as f32, interval_us, 0.0, 0.0, 0.0, 0.0, 0.0])
}

/// As COMMAND_INT carries degrees.
pub fn degrees_e7(degrees: f64) -> i32 {
    (degrees * 1e7).round() as i32
}

/// Arms in whatever way the mission is begun.
pub fn mission_start(facts: &VehicleFacts, first_item: u16) -> Step {
    let params = [first_item.into(), 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
    let command = Command::long(mav_cmd::MISSION_START, params).with_patience(ARM_PATIENCE);
    Step::command(facts.autopilot_component, command)
}

/// The mission is seen to fly this item or a later one, and not still the one of before.
pub fn mission_from(facts: &VehicleFacts, item: u16) -> Expect {
    Expect::MissionFrom {
        item,
        before: facts.mission_item,
    }
}
