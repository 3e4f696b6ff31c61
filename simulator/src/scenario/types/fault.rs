//! What goes wrong in a scenario.

use super::LinkQuality;
use crate::time::SimTime;

/// A fault and when it is there.
#[derive(Clone, Debug, PartialEq)]
pub struct FaultSetup {
    /// It begins.
    pub at: SimTime,
    /// It ends and all is well again; `None`: it stays, or is over at once ([`Fault::is_instant`]).
    pub until: Option<SimTime>,
    /// What it is.
    pub fault: Fault,
}

/// What goes wrong. Vehicles, links, docks, sensors and traffic are named by their indices in the scenario.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    /// In a vehicle.
    Vehicle {
        /// Which.
        vehicle: usize,
        /// What.
        fault: VehicleFault,
    },
    /// Of a link.
    Link {
        /// Of which vehicle.
        vehicle: usize,
        /// Which of its links, from 0; `None`: all of them.
        link: Option<usize>,
        /// What.
        fault: LinkFault,
    },
    /// Of a dock.
    Dock {
        /// Which.
        dock: usize,
        /// What.
        fault: DockFault,
    },
    /// Of a sensor on the ground.
    Sensor {
        /// Which.
        sensor: usize,
        /// What.
        fault: SensorFault,
    },
    /// Of what other traffic broadcasts.
    Traffic {
        /// Which.
        traffic: usize,
        /// What.
        fault: TrafficFault,
    },
}

impl Fault {
    /// Whether it is done the moment it begins, so that it cannot end.
    pub fn is_instant(&self) -> bool {
        matches!(
            self,
            Self::Vehicle {
                fault: VehicleFault::Reboot
                    | VehicleFault::BatteryCellDead
                    | VehicleFault::PilotMode { .. },
                ..
            }
        )
    }
}

/// What goes wrong in a vehicle.
#[derive(Clone, Debug, PartialEq)]
pub enum VehicleFault {
    /// The satellite receiver receives nothing.
    GnssDead,
    /// A jammer is near.
    GnssJammed {
        /// 0 hardly noticed, 1 nothing is received any more.
        strength: f64,
    },
    /// A deceiver: the receiver looks well, and its place moves away from the true one.
    GnssSpoofed {
        /// Northwards, m/s.
        north_mps: f64,
        /// Eastwards, m/s.
        east_mps: f64,
        /// Upwards, m/s.
        up_mps: f64,
    },
    /// The compass gives nothing.
    CompassDead,
    /// Iron turns the compass.
    CompassTurned {
        /// By so much, degrees clockwise, −180…180.
        offset_deg: f64,
    },
    /// The barometer gives nothing.
    BarometerDead,
    /// A motor is weak or dead.
    Motor {
        /// Which, from 0.
        motor: usize,
        /// How much of its thrust it still gives, 0…1.
        thrust_left: f64,
    },
    /// A cell of the battery dies, for good.
    BatteryCellDead,
    /// Something drains the battery.
    BatteryDrain {
        /// This much, W.
        power_w: f64,
    },
    /// The autopilot stands still: it says nothing, hears nothing, and the motors keep what they had.
    Freeze,
    /// The autopilot starts anew, in the air or not.
    Reboot,
    /// It flies off and obeys nobody.
    FlyAway {
        /// Whither, degrees clockwise from true north.
        course_deg: f64,
        /// How fast, m/s.
        speed_mps: f64,
        /// How fast it climbs, m/s.
        climb_mps: f64,
    },
    /// Its telemetry tells another place than where it takes itself to be.
    TelemetrySpoofed {
        /// Off to the north, m.
        north_m: f64,
        /// Off to the east, m.
        east_m: f64,
        /// Off upwards, m.
        up_m: f64,
    },
    /// It tells the mission that it was given, and flies another: with items left out.
    MissionLie,
    /// A pilot changes the mode by hand.
    PilotMode {
        /// To this one, as [`crate::scenario::mode_names`] names it.
        mode: &'static str,
    },
}

/// What goes wrong with a link.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum LinkFault {
    /// Nothing passes.
    Down,
    /// It is so bad, whatever it was before.
    Degraded(LinkQuality),
}

/// What goes wrong with a dock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DockFault {
    /// The lid stays as it is.
    LidJammed,
    /// It does not charge.
    ChargerDead,
    /// It publishes nothing and obeys nothing.
    Silent,
    /// Its weather station publishes nothing.
    WeatherStationDead,
}

/// What goes wrong with a sensor on the ground.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SensorFault {
    /// It publishes nothing.
    Dead,
    /// It publishes the same value all the time.
    Stuck,
    /// What it publishes goes off.
    Drifting {
        /// How fast, in the unit of its kind an hour.
        per_hour: f64,
    },
}

/// What goes wrong with a broadcast.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TrafficFault {
    /// Nothing is sent any more.
    Silent,
    /// Another place is sent than the true one.
    Spoofed {
        /// Off to the north, m.
        north_m: f64,
        /// Off to the east, m.
        east_m: f64,
        /// Off upwards, m.
        up_m: f64,
    },
}
