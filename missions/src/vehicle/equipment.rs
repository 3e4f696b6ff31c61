//! What a vehicle has or carries to do its work with.

use super::DjiPayload;
use crate::camera::{Camera, Faults, within};
use crate::mission::Switch;

/// The relays that ArduPilot numbers (AP_Relay, RELAY1 to RELAY16).
pub(super) const RELAYS: (f64, f64) = (0.0, 15.0);
/// The servo outputs that ArduPilot numbers (SRV_Channels, SERVO1 to SERVO32).
pub(super) const SERVOS: (f64, f64) = (1.0, 32.0);
/// Pulses that servos take, µs.
pub(super) const PULSES_US: (f64, f64) = (500.0, 2_500.0);

/// A camera, a loudspeaker or a light.
#[derive(Clone, Debug, PartialEq)]
pub struct Equipment {
    /// What missions call it.
    pub name: String,
    /// What it is.
    pub kind: EquipmentKind,
    /// What it adds to the empty mass, kg; 0 where it is built in.
    pub mass_kg: f64,
    /// What it takes while it works, beyond the avionics, W.
    pub power_w: f64,
    /// What switches a loudspeaker or a light; `None` where the autopilot cannot.
    pub switch: Option<Switch>,
    /// Which of DJI's cameras it is; `None` for others.
    pub dji: Option<DjiPayload>,
}

/// What equipment is.
#[derive(Clone, Debug, PartialEq)]
pub enum EquipmentKind {
    /// Takes photos and video.
    Camera(Camera),
    /// Speaks.
    Loudspeaker,
    /// Lights the ground.
    Light,
}

impl Equipment {
    pub(super) fn check(&self, field: &str, faults: &mut Faults) {
        if self.name.trim().is_empty() {
            faults.add(&format!("{field}.name"), "the name is empty", "名称为空");
        }
        faults.number(
            &format!("{field}.mass_kg"),
            self.mass_kg,
            within(0.0, 500.0, "kg"),
        );
        faults.number(
            &format!("{field}.power_w"),
            self.power_w,
            within(0.0, 2_000.0, "W"),
        );
        let is_camera = matches!(self.kind, EquipmentKind::Camera(_));
        match self.switch {
            Some(_) if is_camera => faults.add(
                field,
                "a camera is told what to do, and not switched",
                "相机由指令控制，不由继电器或舵机开关",
            ),
            Some(switch) => check_switch(switch, field, faults),
            None => {}
        }
        match self.dji {
            Some(_) if !is_camera => faults.add(
                &format!("{field}.dji"),
                "only cameras have a number of DJI's here",
                "此处只有相机具有大疆编号",
            ),
            Some(payload) => payload.check(&format!("{field}.dji"), faults),
            None => {}
        }
    }
}

fn check_switch(switch: Switch, field: &str, faults: &mut Faults) {
    let mut number = |key: &str, value: f64, (least, most): (f64, f64), unit| {
        faults.number(&format!("{field}.{key}"), value, within(least, most, unit));
    };
    match switch {
        Switch::Relay(relay) => number("relay", relay.into(), RELAYS, ""),
        Switch::Servo {
            output,
            on_us,
            off_us,
        } => {
            number("servo", output.into(), SERVOS, "");
            number("on_us", on_us.into(), PULSES_US, "µs");
            number("off_us", off_us.into(), PULSES_US, "µs");
            if on_us == off_us {
                faults.add(
                    &format!("{field}.off_us"),
                    "on and off are the same",
                    "开与关的设定相同",
                );
            }
        }
    }
}
