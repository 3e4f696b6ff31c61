mod captures;
mod carried_out;
mod chance;
mod given_up;
mod nudges;
mod plans;
mod seen;
mod vehicle;

use super::*;
use crate::link::frame::Sender;
use crate::link::names::Origin;
use crate::link::report::{AutopilotKind, AutopilotVersion, ComponentKind, VtolState};
use crate::moment::Moment;
use geofences::AltitudeDatum;

const US: Sender = Sender {
    system: 250,
    component: 190,
};
const HOME_AMSL_M: f64 = 20.0;

fn at(ms: u64) -> Moment {
    Moment::from_us(1_795_000_000_000_000 + ms * 1_000)
}

fn amsl(metres: f64) -> Altitude {
    Altitude::new(metres, AltitudeDatum::MeanSeaLevel).unwrap()
}

fn spot(north_m: f64, amsl_m: f64) -> Spot {
    let position = Position::new(120.3826, 36.0671 + north_m / 111_195.0).unwrap();
    Spot { position, amsl_m }
}

fn go_to(north_m: f64, amsl_m: f64) -> Order {
    Order::GoTo {
        to: spot(north_m, amsl_m).position,
        altitude: amsl(amsl_m),
    }
}

/// A vehicle of which all is known and well, on the ground.
fn facts(autopilot: AutopilotKind, kind: ComponentKind) -> VehicleFacts {
    VehicleFacts {
        origin: Origin::Live,
        is_commissioned: true,
        autopilot: Some(autopilot),
        kind: Some(kind),
        has_rotors: kind == ComponentKind::Vtol,
        vtol: VtolState::None,
        autopilot_component: 1,
        is_armed: Some(false),
        is_in_air: Some(false),
        custom_mode: Some(0),
        mission_item: None,
        home: Some(spot(0.0, HOME_AMSL_M)),
        at: Some(spot(0.0, HOME_AMSL_M)),
        capabilities: Some(AutopilotVersion::COMMAND_INT),
        integrity_is_lost: Some(false),
        boot_ms: Some(100_000),
        camera: Some(100),
        gimbal_manager: Some(154),
        payload: PayloadSetup::default(),
        next_photo: 7,
        mission_is_in_doubt: false,
        us: US,
    }
}

fn copter() -> VehicleFacts {
    facts(AutopilotKind::ArduPilot, ComponentKind::Rotorcraft)
}

fn px4() -> VehicleFacts {
    facts(AutopilotKind::Px4, ComponentKind::Rotorcraft)
}

fn plane() -> VehicleFacts {
    facts(AutopilotKind::ArduPilot, ComponentKind::FixedWing)
}

fn flying(facts: VehicleFacts) -> VehicleFacts {
    VehicleFacts {
        is_armed: Some(true),
        is_in_air: Some(true),
        at: Some(spot(0.0, HOME_AMSL_M + 30.0)),
        ..facts
    }
}

fn failure(event: &OrderEvent) -> &OrderFailure {
    match event {
        OrderEvent::Failed(failure) => failure,
        other => panic!("{other:?}"),
    }
}

fn forward(mps: f32) -> Velocity {
    Velocity {
        forward_mps: mps,
        ..Velocity::default()
    }
}
