//! How vehicles move: forces and limits of multirotors, aeroplanes and those that are both.
//!
//! The attitude loops are part of the airframe, as they are of a motor controller's timing; where to
//! go is the autopilot's affair. It says so with a [`Steering`].

mod body;
mod drive;
mod ground;
mod multirotor;
mod vtol;
mod wing;
mod wing_flight;

pub use body::Body;
pub use drive::{Airframe, Drive, Launch};
pub use ground::{Contact, Touch};
pub use multirotor::{Multirotor, Rotors};
pub use vtol::{Vtol, VtolFlight, VtolState};
pub use wing::{Propeller, WingModel};
pub use wing_flight::Wing;

use wing::Airflow;

use crate::environment::Air;
use nalgebra::Vector3;

/// What the autopilot asks of the airframe.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Steering {
    /// Motors off, or idling on the ground.
    Idle,
    /// On rotors.
    Rotors(RotorSteering),
    /// On a wing.
    Wing(WingSteering),
}

/// How to fly on rotors. Weight and drag are the airframe's own affair.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RotorSteering {
    /// Accelerate so, north, east, down, m/s².
    pub acceleration_mps2: Vector3<f64>,
    /// Where the nose points, radians clockwise from north.
    pub yaw_rad: f64,
}

/// How to fly on a wing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WingSteering {
    /// Bank, radians, right wing down.
    pub bank_rad: f64,
    /// Climb angle through the air, radians.
    pub climb_rad: f64,
    /// Speed through the air, as the tube shows it, m/s. 0 stops the motor; bank and climb are held on
    /// as long as the speed bears it.
    pub airspeed_mps: f64,
}

/// What an airframe's own loops are fed with.
#[derive(Clone, Copy, Debug)]
pub struct Supply {
    /// The battery's voltage over its nominal one: thrust goes with its square.
    pub voltage_part: f64,
    /// Speed through the air that the tube shows, m/s; without a tube the true one is held.
    pub airspeed_shown_mps: Option<f64>,
}

/// The air around a vehicle at one moment.
#[derive(Clone, Copy, Debug)]
pub struct Surroundings {
    /// Where the air goes, gusts included, north, east, down, m/s.
    pub wind_mps: Vector3<f64>,
    /// Density of the air, kg/m³.
    pub density: f64,
    /// The day's air.
    pub air: Air,
}

/// What a step of an airframe took.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Effort {
    /// Power taken by the motors, W.
    pub power_w: f64,
    /// Thrust over the most that the motors give, 0…1.
    pub throttle: f64,
}
