//! From an order to the steps that carry it out, by autopilot and kind of vehicle. Pure: what is known of the
//! vehicle comes in, and what is not known is a refusal, but for what makes it stop.

mod copter;
mod flight;
mod payload;
mod plane;
mod px4;

use super::{Expect, Fact, IfRefused, Order, Refusal, Step, VehicleFacts};
use crate::fleet::command::Command;
use crate::link::mav_cmd;
use crate::link::names::Origin;
use crate::link::report::{AutopilotKind, ComponentKind};
use geofences::Bilingual;
use std::time::Duration;

/// The steps that carry an order out.
///
/// # Errors
/// Why the vehicle cannot be told so.
pub fn plan(order: &Order, facts: &VehicleFacts) -> Result<Vec<Step>, Refusal> {
    match facts.origin {
        Origin::Replayed => return Err(Refusal::Replayed),
        // A stop outranks leases, rules and schedules; but an aircraft that is only observed is somebody
        // else's to stop.
        Origin::Live if !facts.is_commissioned => return Err(Refusal::NotCommissioned),
        Origin::Live | Origin::Simulated => {}
    }
    if let Some(AutopilotKind::Other(_)) = facts.autopilot {
        return Err(Refusal::ForeignAutopilot);
    }
    // Items are stored as they come: a part of it would be a mission that nobody planned.
    if facts.mission_is_in_doubt
        && matches!(order, Order::StartMission { .. } | Order::ResumeMission)
    {
        return Err(Refusal::MissionInTransfer);
    }
    if let Some(steps) = payload::plan(order, facts)? {
        return Ok(steps);
    }
    let pilot = match Pilot::of(facts) {
        Ok(pilot) => pilot,
        Err(_) if order.is_stop() => return Ok(vec![unknown_stop(order, facts)]),
        Err(refusal) => return Err(refusal),
    };
    match flight::plan(order, facts, pilot)? {
        Some(steps) => Ok(steps),
        None => match pilot {
            Pilot::Copter => copter::plan(order, facts),
            Pilot::Plane => plane::plan(order, facts),
            Pilot::Px4 => px4::plan(order, facts),
        },
    }
}

/// Whose habits a vehicle has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pilot {
    Copter,
    Plane,
    Px4,
}

impl Pilot {
    fn of(facts: &VehicleFacts) -> Result<Self, Refusal> {
        match facts.autopilot {
            None => Err(Refusal::Unknown(Fact::Autopilot)),
            Some(AutopilotKind::Other(_)) => Err(Refusal::ForeignAutopilot),
            Some(AutopilotKind::Px4) => Ok(Self::Px4),
            Some(AutopilotKind::ArduPilot) => match facts.kind {
                None => Err(Refusal::Unknown(Fact::Kind)),
                Some(ComponentKind::Rotorcraft) => Ok(Self::Copter),
                Some(ComponentKind::FixedWing | ComponentKind::Vtol) => Ok(Self::Plane),
                Some(_) => Err(no_aircraft()),
            },
        }
    }
}

/// The commands of old that ask for it without the number of a mode, which only a known autopilot has.
fn unknown_stop(order: &Order, facts: &VehicleFacts) -> Step {
    let step = |id, params| {
        let command = Command::long(id, params).with_patience(STOP_PATIENCE);
        Step::command(facts.autopilot_component, command)
    };
    let here = [0.0, 0.0, 0.0, f32::NAN, 0.0, 0.0, 0.0];
    match order {
        Order::ReturnHome => step(mav_cmd::NAV_RETURN_TO_LAUNCH, [0.0; 7]),
        Order::Land => step(mav_cmd::NAV_LAND, here),
        _ => step(mav_cmd::NAV_LOITER_UNLIM, here)
            .or_else(step(mav_cmd::DO_PAUSE_CONTINUE, [0.0; 7])),
    }
}

/// The custom mode's bit of DO_SET_MODE's first parameter (MAV_MODE_FLAG_CUSTOM_MODE_ENABLED).
const CUSTOM_MODE: f32 = 1.0;
/// What is ordered for safety is tried again for so long where it is rejected for now.
const STOP_PATIENCE: Duration = Duration::from_secs(3);
/// PX4 refuses the first arming for some seconds after its start (`captures.md`, C.3: two).
const ARM_PATIENCE: Duration = Duration::from_secs(10);
/// Heartbeats come once a second and some are lost.
const HEARTBEATS: Duration = Duration::from_secs(5);
/// From the last command to the lift-off: 4.9 s on PX4, 3.7 s on Copter (`captures.md`, F), and then so
/// high that it can be told from drift.
const LIFT_OFF: Duration = Duration::from_secs(20);

/// A change into one of ArduPilot's modes, by its number.
fn ardupilot_mode(facts: &VehicleFacts, mode: u32) -> Step {
    let params = [CUSTOM_MODE, mode as f32, 0.0, 0.0, 0.0, 0.0, 0.0];
    mode_step(facts, params, mode)
}

/// A change into one of PX4's modes, by its main and sub mode.
fn px4_mode(facts: &VehicleFacts, mode: u32) -> Step {
    let (main, sub) = ((mode >> 16) as u8, (mode >> 24) as u8);
    let params = [CUSTOM_MODE, main.into(), sub.into(), 0.0, 0.0, 0.0, 0.0];
    mode_step(facts, params, mode)
}

fn mode_step(facts: &VehicleFacts, params: [f32; 7], mode: u32) -> Step {
    let command = Command::long(mav_cmd::DO_SET_MODE, params).with_patience(STOP_PATIENCE);
    Step::command(facts.autopilot_component, command).then(Expect::Mode(mode), HEARTBEATS)
}

fn arm(facts: &VehicleFacts) -> Step {
    let params = [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
    let command = Command::long(mav_cmd::COMPONENT_ARM_DISARM, params).with_patience(ARM_PATIENCE);
    Step::command(facts.autopilot_component, command).then(Expect::Armed(true), HEARTBEATS)
}

/// Asks a component to tell something twice a second, since it is looked for. Where that is refused it may
/// come by itself; where it does not come, nothing is verified.
fn ask(component: u8, message: f32) -> Step {
    const INTERVAL_US: f32 = 500_000.0;
    let params = [message, INTERVAL_US, 0.0, 0.0, 0.0, 0.0, 0.0];
    let command = Command::long(mav_cmd::SET_MESSAGE_INTERVAL, params);
    Step::command(component, command).if_refused(IfRefused::GoOn)
}

fn in_air(facts: &VehicleFacts) -> Result<(), Refusal> {
    match facts.is_in_air {
        Some(true) => Ok(()),
        Some(false) => Err(Refusal::OnTheGround),
        None => Err(Refusal::Unknown(Fact::InAir)),
    }
}

fn on_ground(facts: &VehicleFacts) -> Result<(), Refusal> {
    match facts.is_in_air {
        Some(false) => Ok(()),
        Some(true) => Err(Refusal::InTheAir),
        None => Err(Refusal::Unknown(Fact::InAir)),
    }
}

/// Whoever is sent somewhere has to know where it is.
fn trusted(facts: &VehicleFacts) -> Result<(), Refusal> {
    match facts.integrity_is_lost {
        Some(false) => Ok(()),
        Some(true) => Err(Refusal::IntegrityLost),
        None => Err(Refusal::Unknown(Fact::Integrity)),
    }
}

fn within(value: f64, least: f64, most: f64, en: &str, zh: &str) -> Result<f64, Refusal> {
    if (least..=most).contains(&value) {
        return Ok(value);
    }
    Err(Refusal::OutOfLimits {
        what: Bilingual::new(en, zh),
        least,
        most,
    })
}

fn take_off_height(above_home_m: f64) -> Result<f64, Refusal> {
    within(
        above_home_m,
        1.0,
        500.0,
        "Height above home (m)",
        "离返航点高度（m）",
    )
}

fn no_aircraft() -> Refusal {
    Refusal::NotThisVehicle(Bilingual::new(
        "It is neither a rotorcraft nor a plane.",
        "它既非旋翼机也非固定翼。",
    ))
}

fn wing_takes_off_by_mission() -> Refusal {
    Refusal::NotThisVehicle(Bilingual::new(
        "A fixed wing takes off in a mission that begins with a take-off.",
        "固定翼须通过含起飞航点的航线任务起飞。",
    ))
}
