//! What flies: classes of vehicles with their figures, checked.

mod airframe;
mod battery;
mod controller;
mod dji;
mod equipment;
mod limits;
mod performance;
mod weight_class;
mod fleet;
mod reading;

pub use airframe::{Airframe, Rotors, Vtol, Wing};
pub use battery::{Battery, BatteryRefusal, ColdPoint};
pub use controller::{Controller, FailsafeReturn, FlightController, Px4ReturnType};
pub use dji::{DjiLens, DjiModel, DjiPayload};
pub use equipment::{Equipment, EquipmentKind};
pub use fleet::{Dock, Fleet, FleetVehicle};
pub use limits::{Limits, Masses};
pub use performance::Performance;
pub use reading::{read_fleet, read_vehicle};
pub use weight_class::WeightClass;

use crate::camera::{Camera, Fault, Faults};
use crate::energy::REFERENCE_DENSITY;
use geofences::Bilingual;
use std::ops::Deref;

/// The figures of a class of vehicles. [`Vehicle::new`] checks them.
#[derive(Clone, Debug, PartialEq)]
pub struct VehicleFigures {
    /// The name of the class in files.
    pub id: String,
    /// What people call it.
    pub name: Bilingual,
    /// What keeps it up, and what that takes.
    pub airframe: Airframe,
    /// What its electronics take in flight without equipment, W.
    pub avionics_w: f64,
    /// What it weighs.
    pub masses: Masses,
    /// What it takes its energy from.
    pub battery: Battery,
    /// How fast it is.
    pub performance: Performance,
    /// In what weather and how high it flies.
    pub limits: Limits,
    /// What flies it.
    pub controller: Controller,
    /// Which of DJI's aircraft it is, where that is known.
    pub dji: Option<DjiModel>,
    /// Cameras, loudspeakers and lights that it has or may carry.
    pub equipment: Vec<Equipment>,
}

/// A class of vehicles whose figures make sense.
#[derive(Clone, Debug, PartialEq)]
pub struct Vehicle(VehicleFigures);

impl Vehicle {
    /// Checks the figures of a class.
    ///
    /// # Errors
    /// All that is wrong with them.
    pub fn new(figures: VehicleFigures) -> Result<Self, Vec<Fault>> {
        let mut faults = Faults::default();
        figures.masses.check(&mut faults);
        figures.airframe.check(&mut faults);
        figures.battery.check(&mut faults);
        figures.performance.check(&mut faults);
        figures.limits.check(&mut faults);
        figures.controller.check(&figures.airframe, &mut faults);
        faults.number(
            "vehicle.avionics_w",
            figures.avionics_w,
            crate::camera::within(0.0, 2_000.0, "W"),
        );
        for (index, equipment) in figures.equipment.iter().enumerate() {
            equipment.check(&format!("equipment[{index}]"), &mut faults);
        }
        figures.check_autopilot(&mut faults);
        if faults.is_empty() {
            figures.check_together(&mut faults);
        }
        if faults.is_empty() {
            Ok(Self(figures))
        } else {
            Err(faults.into_list())
        }
    }

    /// Its class by Art. 62 of the interim regulation, derived from its masses and its speed.
    pub fn weight_class(&self) -> WeightClass {
        WeightClass::of(&self.masses, self.performance.largest_mps)
    }

    /// A piece of equipment by its name.
    pub fn equipment_named(&self, name: &str) -> Option<&Equipment> {
        self.equipment.iter().find(|it| it.name == name)
    }

    /// Its cameras, with the equipment that they are.
    pub fn cameras(&self) -> impl Iterator<Item = (&Equipment, &Camera)> {
        self.equipment.iter().filter_map(|it| match &it.kind {
            EquipmentKind::Camera(camera) => Some((it, camera)),
            EquipmentKind::Loudspeaker | EquipmentKind::Light => None,
        })
    }
}

impl Deref for Vehicle {
    type Target = VehicleFigures;

    fn deref(&self) -> &VehicleFigures {
        &self.0
    }
}

impl VehicleFigures {
    /// The smallest circle has to be one that the heaviest aircraft flies at its cruise speed.
    fn check_turn(&self, wing: &Wing, faults: &mut Faults) {
        let cruise_mps = self.performance.cruise_mps;
        let load = wing.load_factor_in_turn(cruise_mps);
        let slowest_mps = wing.slowest_at_mps(self.masses.take_off_kg, REFERENCE_DENSITY, load);
        if slowest_mps > cruise_mps {
            faults.add(
                "wing.turn_radius_m",
                format!(
                    "so tight a circle is flown at {slowest_mps:.1} m/s at least, \
                     and it cruises at {cruise_mps} m/s"
                ),
                format!(
                    "此转弯半径要求空速不低于 {slowest_mps:.1} m/s，而巡航速度为 {cruise_mps} m/s"
                ),
            );
        }
    }

    /// Home is circled no tighter than it flies circles.
    fn check_circle(&self, wing: &Wing, faults: &mut Faults) {
        let (FailsafeReturn::ArduPlane { radius_m, .. } | FailsafeReturn::Px4 { radius_m, .. }) =
            self.controller.failsafe
        else {
            return;
        };
        let turn_radius_m = wing.turn_radius_m;
        if radius_m < turn_radius_m {
            faults.add(
                "failsafe.radius_m",
                format!("{radius_m} m are tighter than its smallest circle of {turn_radius_m} m"),
                format!("{radius_m} 米小于最小转弯半径 {turn_radius_m} 米"),
            );
        }
    }

    /// What only some autopilots make anything of.
    fn check_autopilot(&self, faults: &mut Faults) {
        let kind = self.controller.kind;
        if let Some(dji) = self.dji {
            dji.check(faults);
            if kind != FlightController::Dji {
                faults.add(
                    "dji",
                    "only DJI's aircraft have a number of DJI's",
                    "只有大疆飞行器具有大疆编号",
                );
            }
        }
        for (index, equipment) in self.equipment.iter().enumerate() {
            if equipment.dji.is_some() && self.dji.is_none() {
                faults.add(
                    &format!("equipment[{index}].dji"),
                    "the camera has a number of DJI's, and the aircraft has none: add [dji]",
                    "相机有大疆编号而飞行器没有：请添加 [dji]",
                );
            }
            if equipment.switch.is_some() && kind != FlightController::ArduPilot {
                faults.add(
                    &format!("equipment[{index}]"),
                    "only ArduPilot switches relays and servos in a mission",
                    "只有 ArduPilot 能在航线中控制继电器和舵机",
                );
            }
        }
    }

    /// What only several figures together tell.
    fn check_together(&self, faults: &mut Faults) {
        faults.not_above(
            ("controller.return_mps", self.controller.return_mps),
            ("performance.largest_mps", self.performance.largest_mps),
        );
        // In more wind it could not stay where it is.
        faults.not_above(
            ("limits.wind_mps", self.limits.wind_mps),
            ("performance.largest_mps", self.performance.largest_mps),
        );
        if let Some(wing) = self.airframe.wing() {
            let slowest = ("wing.slowest_mps", wing.slowest_mps);
            faults.not_above(
                slowest,
                ("performance.cruise_mps", self.performance.cruise_mps),
            );
            self.check_turn(wing, faults);
            self.check_circle(wing, faults);
        }
        if let Airframe::Vtol(vtol) = &self.airframe {
            // The last of a landing on rotors is the slow part of it.
            faults.not_above(
                ("performance.landing_mps", self.performance.landing_mps),
                ("vtol.rotor_descent_mps", vtol.rotor_descent_mps),
            );
        }
        for (index, equipment) in self.equipment.iter().enumerate() {
            let carries_kg = self.masses.take_off_kg - self.masses.empty_kg;
            if equipment.mass_kg > carries_kg {
                let field = format!("equipment[{index}].mass_kg");
                let mass_kg = equipment.mass_kg;
                faults.add(
                    &field,
                    format!("{mass_kg} kg are more than the {carries_kg:.2} kg that it can carry"),
                    format!("{mass_kg} kg 超过可载重量 {carries_kg:.2} kg"),
                );
            }
            let before = self.equipment.iter().take(index);
            if before.into_iter().any(|other| other.name == equipment.name) {
                let field = format!("equipment[{index}].name");
                let name = &equipment.name;
                faults.add(
                    &field,
                    format!("another piece of equipment is called {name:?} already"),
                    format!("已有名为 {name:?} 的设备"),
                );
            }
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
