//! What a vehicle has or carries.

use super::figures::{Keys, count, id, note, number};
use super::keys;
use crate::camera::{Camera, CameraFigures};
use crate::vehicle::{Equipment, EquipmentKind};

#[derive(Clone, Copy)]
enum Kind {
    Camera,
    Loudspeaker,
    Light,
}

pub(super) fn all(file: &Keys) -> Vec<Equipment> {
    let tables = file.optional("equipment", |given| Some(given.tables(&keys::EQUIPMENT)));
    tables.unwrap_or_default().into_iter().map(one).collect()
}

fn one(table: Keys) -> Equipment {
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
    let equipment = Equipment {
        name: id(&table, "name"),
        kind,
        mass_kg: number(&table, "mass_kg"),
        power_w: number(&table, "power_w"),
    };
    if given.is_some() {
        table.close(("for what is no camera", "在非相机设备中"));
    }
    equipment
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
