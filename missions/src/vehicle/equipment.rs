//! What a vehicle has or carries to do its work with.

use crate::camera::{Camera, Faults, within};

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
    }
}
