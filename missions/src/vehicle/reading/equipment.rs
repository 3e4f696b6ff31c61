//! What a vehicle has or carries.

use super::figures::{Keys, count, id, not_for, note, number, whole};
use super::{dji, keys};
use crate::camera::{Camera, CameraFigures};
use crate::mission::Switch;
use crate::vehicle::equipment::{PULSES_US, RELAYS, SERVOS};
use crate::vehicle::{Equipment, EquipmentKind, FlightController};

#[derive(Clone, Copy)]
enum Kind {
    Camera,
    Loudspeaker,
    Light,
}

/// What tells how something is switched.
const SWITCH_KEYS: [&str; 4] = ["relay", "servo", "on_us", "off_us"];

pub(super) fn all(file: &Keys, autopilot: Option<FlightController>) -> Vec<Equipment> {
    let tables = file.optional("equipment", |given| Some(given.tables(&keys::EQUIPMENT)));
    let tables = tables.unwrap_or_default().into_iter();
    tables.map(|table| one(table, autopilot)).collect()
}

fn one(table: Keys, autopilot: Option<FlightController>) -> Equipment {
    let kinds = [
        ("camera", Kind::Camera),
        ("loudspeaker", Kind::Loudspeaker),
        ("light", Kind::Light),
    ];
    let given = table.required("kind", |given| {
        given.choice(("kind of equipment", "设备类型"), &kinds)
    });
    // What could not be read is noted as an error, so that nobody gets the light that stands for it.
    let kind = match given {
        Some(Kind::Camera) => camera(&table).map_or(EquipmentKind::Light, EquipmentKind::Camera),
        Some(Kind::Loudspeaker) => EquipmentKind::Loudspeaker,
        Some(Kind::Light) | None => EquipmentKind::Light,
    };
    let (switch, dji) = match given {
        Some(Kind::Camera) => (None, dji::payload(&table, autopilot)),
        Some(Kind::Loudspeaker | Kind::Light) => (switch(&table, autopilot), None),
        None => (None, None),
    };
    let equipment = Equipment {
        name: id(&table, "name"),
        kind,
        mass_kg: number(&table, "mass_kg"),
        power_w: number(&table, "power_w"),
        switch,
        dji,
    };
    match given {
        Some(Kind::Camera) => table.close(("for a camera", "在相机中")),
        Some(Kind::Loudspeaker | Kind::Light) => {
            table.close(("for what is no camera", "在非相机设备中"));
        }
        None => {}
    }
    equipment
}

/// What switches it, where that is told.
fn switch(table: &Keys, autopilot: Option<FlightController>) -> Option<Switch> {
    if autopilot.is_some_and(|it| it != FlightController::ArduPilot) {
        for key in SWITCH_KEYS {
            let why = (
                "for an autopilot that switches no relay and no servo in a mission",
                "在航线不能控制继电器和舵机的飞控中",
            );
            not_for(table, key, why);
        }
        return None;
    }
    let [relay, servo, on_us, off_us] = SWITCH_KEYS;
    if table.has(relay) {
        for key in [servo, on_us, off_us] {
            not_for(table, key, ("beside a relay", "与 relay 并用时"));
        }
        return Some(Switch::Relay(whole(table, relay, RELAYS, "")));
    }
    let is_told = [servo, on_us, off_us].iter().any(|key| table.has(key));
    is_told.then(|| Switch::Servo {
        output: whole(table, servo, SERVOS, ""),
        on_us: whole(table, on_us, PULSES_US, "µs"),
        off_us: whole(table, off_us, PULSES_US, "µs"),
    })
}

fn camera(table: &Keys) -> Option<Camera> {
    let figures = CameraFigures {
        sensor_width_mm: number(table, "sensor_width_mm"),
        sensor_height_mm: number(table, "sensor_height_mm"),
        image_width_px: count(table, "image_width_px"),
        image_height_px: count(table, "image_height_px"),
        shortest_focal_mm: number(table, "shortest_focal_mm"),
        longest_focal_mm: number(table, "longest_focal_mm"),
        least_interval_s: number(table, "least_interval_s"),
        exposure_s: number(table, "exposure_s"),
        lowest_pitch_deg: number(table, "lowest_pitch_deg"),
        highest_pitch_deg: number(table, "highest_pitch_deg"),
    };
    match Camera::new(figures) {
        Ok(camera) => Some(camera),
        Err(faults) => {
            note(table.report, &table.spot.key, &faults);
            None
        }
    }
}
