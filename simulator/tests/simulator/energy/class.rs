//! The kinds of vehicles that are compared: what the simulator flies, and what missions knows of it.

use missions::energy::Flyer;
use missions::vehicle::{Vehicle, VehicleFigures, read_vehicle};
use simulator::autopilot::Autopilot;
use simulator::autopilot::ardupilot::Copter;
use simulator::autopilot::px4::{LinkMode, Px4};
use simulator::craft::CraftModel;
use simulator::time::SimTime;

/// A kind of vehicle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// A quadrotor that ArduPilot flies.
    InspectionQuad,
    /// A hexarotor that PX4 flies.
    PatrolHexa,
}

pub fn started() -> chrono::DateTime<chrono::Utc> {
    "2026-11-24T00:00:00Z".parse().unwrap()
}

impl Class {
    pub const ALL: [Self; 2] = [Self::InspectionQuad, Self::PatrolHexa];

    pub fn flights(self) -> usize {
        match self {
            Self::InspectionQuad => 70,
            Self::PatrolHexa => 30,
        }
    }

    /// The name of its file.
    pub fn id(self) -> &'static str {
        match self {
            Self::InspectionQuad => "inspection-quad",
            Self::PatrolHexa => "patrol-hexa",
        }
    }

    pub fn craft(self) -> CraftModel {
        match self {
            Self::InspectionQuad => CraftModel::inspection_quad(),
            Self::PatrolHexa => CraftModel::patrol_hexa(),
        }
    }

    pub fn autopilot(self) -> Box<dyn Autopilot> {
        match self {
            Self::InspectionQuad => Box::new(Copter::new(1, 1, 0.0, started(), SimTime::START)),
            Self::PatrolHexa => {
                let links = [LinkMode::Minimal];
                Box::new(Px4::new(1, &links, 0.0, started(), SimTime::START))
            }
        }
    }

    /// ArduPilot's missions begin with home.
    pub fn home_is_item_0(self) -> bool {
        self == Self::InspectionQuad
    }

    /// The vehicle as missions ships it, but for its limits: this is about energy, in more wind than it may be
    /// flown in.
    pub fn vehicle(self) -> Vehicle {
        let mut figures = VehicleFigures::clone(&self.shipped());
        figures.limits.wind_mps = 30.0;
        figures.performance.largest_mps = 30.0;
        Vehicle::new(figures).unwrap()
    }

    /// The fastest that the shipped vehicle goes through the air, m/s.
    pub fn largest_mps(self) -> f64 {
        self.shipped().performance.largest_mps
    }

    fn shipped(self) -> Vehicle {
        let text = match self {
            Self::InspectionQuad => {
                include_str!("../../../../missions/vehicles/inspection-quad.toml")
            }
            Self::PatrolHexa => include_str!("../../../../missions/vehicles/patrol-hexa.toml"),
        };
        let (vehicle, problems) = read_vehicle("vehicle.toml", text);
        assert!(problems.is_empty(), "{problems:?}");
        vehicle.unwrap()
    }

    /// The vehicle with all that the simulated one carries.
    pub fn flyer(self, vehicle: &Vehicle) -> Flyer<'_> {
        Flyer::new(vehicle, &vehicle.equipment).unwrap()
    }

    /// What the equipment draws, W.
    pub fn equipment_w(self) -> f64 {
        self.vehicle().equipment.iter().map(|it| it.power_w).sum()
    }
}
