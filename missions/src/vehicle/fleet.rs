//! The vehicles that there are, and the docks that they stand in.

use geofences::{Bilingual, Position};

/// Vehicles and docks of one operator.
#[derive(Clone, Debug, PartialEq)]
pub struct Fleet {
    /// What people call it.
    pub name: Bilingual,
    /// Where its figures come from, and whether they are illustrative.
    pub source: String,
    /// The docks.
    pub docks: Vec<Dock>,
    /// The vehicles.
    pub vehicles: Vec<FleetVehicle>,
}

/// A place that vehicles take off from and land at.
#[derive(Clone, Debug, PartialEq)]
pub struct Dock {
    /// Its name in files and topics.
    pub id: String,
    /// What people call it.
    pub name: Bilingual,
    /// Where.
    pub position: Position,
    /// How high its landing plate is above the ground, metres: docks stand on roofs.
    pub height_agl_m: f64,
    /// From a landing to the next take-off with a full battery, s: by a swap or by charging.
    pub turnaround_s: f64,
}

/// One vehicle.
#[derive(Clone, Debug, PartialEq)]
pub struct FleetVehicle {
    /// Its name in files and topics.
    pub id: String,
    /// Its class: the id of a [`super::Vehicle`].
    pub class: String,
    /// Its dock: the id of one of the fleet's.
    pub dock: String,
    /// How often its battery has been charged.
    pub battery_cycles: u32,
    /// The names of the equipment that it carries.
    pub carries: Vec<String>,
}

impl Fleet {
    /// A dock by its id.
    pub fn dock(&self, id: &str) -> Option<&Dock> {
        self.docks.iter().find(|dock| dock.id == id)
    }

    /// A vehicle by its id.
    pub fn vehicle(&self, id: &str) -> Option<&FleetVehicle> {
        self.vehicles.iter().find(|vehicle| vehicle.id == id)
    }
}
