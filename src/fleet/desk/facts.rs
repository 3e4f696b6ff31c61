//! What has to be known of a vehicle before it is told anything, taken from what it said: what is stale is not
//! known.

use crate::fleet::integrity::PositionIntegrity;
use crate::fleet::order::{PayloadSetup, Spot, VehicleFacts};
use crate::fleet::vehicle::{Known, PayloadComponent, Vehicle};
use crate::link::frame::Sender;
use crate::link::names::Origin;
use crate::link::report::{AutopilotKind, ComponentKind, GlobalPosition, VtolState};
use crate::moment::Moment;
use geofences::Position;
use std::time::Duration;

/// Heartbeats and landed states that are older tell nothing of now: five beats.
const STATE_FRESH: Duration = Duration::from_secs(5);
/// A position that is older is not where the vehicle is.
const POSITION_FRESH: Duration = Duration::from_secs(2);
/// The component that MAVLink gives an autopilot (MAV_COMP_ID_AUTOPILOT1).
const USUAL_AUTOPILOT: u8 = 1;

/// The facts of a vehicle now.
pub fn facts(
    vehicle: &Vehicle,
    payload: &PayloadSetup,
    next_photo: u32,
    mission_is_in_doubt: bool,
    us: Sender,
    now: Moment,
) -> VehicleFacts {
    let known = vehicle.known();
    let heartbeat = known.heartbeat.as_ref();
    // What it is does not change with time; what it does, does.
    let is = heartbeat.map(|it| it.value);
    let does = heartbeat.and_then(|it| it.fresh(now, STATE_FRESH));
    let position = known.position.as_ref();
    let extended = known.extended.as_ref();
    VehicleFacts {
        origin: vehicle.origin(),
        is_commissioned: vehicle.is_commandable(),
        autopilot: is.and_then(|it| it.autopilot),
        kind: is.map(|it| it.component),
        has_rotors: has_rotors(known),
        vtol: extended
            .and_then(|it| it.fresh(now, STATE_FRESH))
            .map_or(VtolState::None, |it| it.vtol),
        autopilot_component: vehicle.autopilot().unwrap_or(USUAL_AUTOPILOT),
        is_armed: does.map(|it| it.is_armed),
        is_in_air: known.is_on_ground(now, STATE_FRESH).map(|it| !it),
        custom_mode: does.map(|it| it.custom_mode),
        // Told on change by some: what is old may be so still.
        mission_item: known.mission.as_ref().map(|it| it.value.sequence),
        home: home(known),
        at: position
            .and_then(|it| it.fresh(now, POSITION_FRESH))
            .and_then(spot_of),
        capabilities: known.version.as_ref().map(|it| it.value.capabilities),
        integrity_is_lost: match vehicle.integrity() {
            PositionIntegrity::Good | PositionIntegrity::Degraded(_) => Some(false),
            PositionIntegrity::Lost(_) => Some(true),
            PositionIntegrity::Unknown(_) => None,
        },
        boot_ms: known.system_time.as_ref().map(|it| it.value.boot_ms),
        camera: camera(known),
        gimbal_manager: gimbal_manager(known),
        payload: payload.clone(),
        next_photo,
        mission_is_in_doubt,
        us,
    }
}

/// Whether its motors may turn, or it may be off the ground; `None` where it has not said so of late.
pub(super) fn may_fly(known: &Known, now: Moment) -> Option<bool> {
    let is_armed = known.heartbeat.as_ref()?.fresh(now, STATE_FRESH)?.is_armed;
    Some(is_armed || known.is_on_ground(now, STATE_FRESH) != Some(true))
}

/// Whether the vehicle may be in the air: where that is not known, it may.
pub fn may_be_in_air(vehicle: &Vehicle, now: Moment) -> bool {
    let is_on_ground = vehicle.known().is_on_ground(now, STATE_FRESH);
    is_on_ground != Some(true)
}

/// Whose autopilot it is and what flies.
pub fn kind_of(vehicle: &Vehicle) -> Option<(AutopilotKind, ComponentKind)> {
    let heartbeat = vehicle.known().heartbeat.as_ref()?.value;
    Some((heartbeat.autopilot?, heartbeat.component))
}

/// Whether it is a wing with rotors: by its kind, or since it ever said how it flies as one.
pub(super) fn has_rotors(known: &Known) -> bool {
    let kind = known.heartbeat.as_ref().map(|it| it.value.component);
    let vtol = known.extended.as_ref().map(|it| it.value.vtol);
    kind == Some(ComponentKind::Vtol) || vtol.is_some_and(|vtol| vtol != VtolState::None)
}

/// Whether messages that change anything may go to it at all.
pub fn is_observed_only(vehicle: &Vehicle) -> bool {
    vehicle.origin() == Origin::Replayed || !vehicle.is_commandable()
}

fn home(known: &Known) -> Option<Spot> {
    let home = known.home.as_ref()?.value;
    let position = Position::new(home.place.longitude_deg(), home.place.latitude_deg()).ok()?;
    Some(Spot {
        position,
        amsl_m: home.altitude_amsl_m,
    })
}

fn spot_of(position: &GlobalPosition) -> Option<Spot> {
    let place = position.place?;
    let at = Position::new(place.longitude_deg(), place.latitude_deg()).ok()?;
    Some(Spot {
        position: at,
        amsl_m: f64::from(position.altitude_amsl_m),
    })
}

fn camera(known: &Known) -> Option<u8> {
    let is_camera = |it: &&PayloadComponent| {
        let beat = it.heartbeat.as_ref();
        it.camera.is_some()
            || beat.is_some_and(|beat| beat.value.component == ComponentKind::Camera)
    };
    Some(known.payload.iter().find(is_camera)?.component)
}

fn gimbal_manager(known: &Known) -> Option<u8> {
    let manages = |it: &&PayloadComponent| it.gimbals.iter().any(Option::is_some);
    Some(known.payload.iter().find(manages)?.component)
}
