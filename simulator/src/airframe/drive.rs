//! The kinds of airframe, and what moves each of them.

use super::{
    Body, Contact, Effort, Multirotor, Rotors, Steering, Supply, Surroundings, Vtol, VtolFlight,
    VtolState, Wing, WingModel,
};
use nalgebra::{UnitQuaternion, Vector3};

/// What kind of vehicle it is, and what it is made of.
#[derive(Clone, Debug, PartialEq)]
pub enum Airframe {
    /// It flies on rotors alone.
    Multirotor(Multirotor),
    /// It flies on a wing alone: it is thrown, and lands on its belly.
    FixedWing {
        /// The wing and its propeller.
        wing: WingModel,
        /// How it is thrown.
        launch: Launch,
    },
    /// It hovers on rotors and flies on a wing.
    Vtol(Vtol),
}

/// How an aeroplane is brought into the air, by hand or by a catapult.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Launch {
    /// It is let go with this speed, m/s.
    pub speed_mps: f64,
    /// And so steeply, radians.
    pub climb_rad: f64,
    /// It is let go this high above ground, m.
    pub height_m: f64,
    /// It gathers speed so, m/s².
    pub acceleration_mps2: f64,
}

impl Launch {
    /// By a crew member who runs a few steps.
    pub fn by_hand() -> Self {
        Self {
            speed_mps: 12.0,
            climb_rad: 0.2,
            height_m: 1.7,
            acceleration_mps2: 40.0,
        }
    }
}

impl Airframe {
    /// Its wing, if it has one.
    pub fn wing(&self) -> Option<&WingModel> {
        match self {
            Self::Multirotor(_) => None,
            Self::FixedWing { wing, .. } => Some(wing),
            Self::Vtol(vtol) => Some(&vtol.wing),
        }
    }
}

/// What moves a vehicle, as it is now.
#[derive(Clone, Debug)]
pub enum Drive {
    /// Rotors.
    Multirotor(Rotors),
    /// A wing and a propeller.
    FixedWing {
        /// How it flies.
        wing: Wing,
        /// How far its launch is.
        launching: Launching,
    },
    /// Rotors, a wing and a propeller.
    Vtol(VtolFlight),
}

/// How far the launch of an aeroplane is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Launching {
    /// The crew holds it ready.
    Ready,
    /// It is being thrown.
    Thrown,
    /// It was thrown; the crew does so again only after it idled on the ground.
    Done,
}

impl Drive {
    /// What moves such a vehicle, standing still and whole.
    pub fn new(airframe: &Airframe) -> Self {
        match airframe {
            Airframe::Multirotor(model) => Self::Multirotor(Rotors::new(model)),
            Airframe::FixedWing { .. } => Self::FixedWing {
                wing: Wing::default(),
                launching: Launching::Ready,
            },
            Airframe::Vtol(model) => Self::Vtol(VtolFlight::new(model)),
        }
    }

    /// Sets how much of its thrust a motor still gives, 0…1: rotors first, then the propeller of a
    /// wing. Whether there is such a motor.
    pub fn set_health(&mut self, motor: usize, health: f64) -> bool {
        match self {
            Self::Multirotor(rotors) => rotors.set_health(motor, health),
            Self::FixedWing { wing, .. } if motor == 0 => {
                wing.set_health(health);
                true
            }
            Self::FixedWing { .. } => false,
            Self::Vtol(flight) if motor == flight.rotors.count() => {
                flight.wing.set_health(health);
                true
            }
            Self::Vtol(flight) => flight.rotors.set_health(motor, health),
        }
    }

    /// What carries it, if both rotors and a wing can.
    pub fn vtol_state(&self) -> Option<VtolState> {
        match self {
            Self::Vtol(flight) => Some(flight.state()),
            _ => None,
        }
    }

    /// Whether it flies on a wing, and that is stalled.
    pub fn is_stalled(&self) -> bool {
        let carried_otherwise = self
            .vtol_state()
            .is_some_and(|state| state != VtolState::Wing);
        !carried_otherwise && self.wing().is_some_and(Wing::is_stalled)
    }

    /// True speed of the air from ahead, m/s, if it has a wing.
    pub fn airspeed_mps(&self) -> Option<f64> {
        self.wing().map(Wing::airspeed_mps)
    }

    fn wing(&self) -> Option<&Wing> {
        match self {
            Self::Multirotor(_) => None,
            Self::FixedWing { wing, .. } => Some(wing),
            Self::Vtol(flight) => Some(&flight.wing),
        }
    }

    /// Moves a vehicle for `dt_s`. A steering that its kind cannot follow is none.
    #[expect(clippy::too_many_arguments, reason = "one step's whole surroundings")]
    #[inline]
    pub fn step(
        &mut self,
        airframe: &Airframe,
        body: &mut Body,
        contact: Contact,
        steering: &Steering,
        around: &Surroundings,
        supply: Supply,
        dt_s: f64,
    ) -> Effort {
        match (self, airframe) {
            (Self::Multirotor(rotors), Airframe::Multirotor(model)) => {
                match (steering, contact) {
                    (Steering::Rotors(steering), Contact::Standing | Contact::Airborne) => {
                        rotors.step(model, body, *steering, around, supply.voltage_part, dt_s)
                    }
                    // Motors off in the air.
                    (_, Contact::Airborne) => rotors.fall(model, body, around, dt_s),
                    _ => {
                        rotors.stop();
                        Effort::default()
                    }
                }
            }
            (
                Self::FixedWing { wing, launching },
                Airframe::FixedWing {
                    wing: model,
                    launch,
                },
            ) => {
                launching.go_on(contact, steering);
                if *launching == Launching::Thrown {
                    if throw(body, launch, around.wind_mps, dt_s) {
                        *launching = Launching::Done;
                    }
                    wing.stop(wind_from_ahead_mps(body, around));
                    return Effort::default();
                }
                if contact != Contact::Airborne {
                    wing.stop(wind_from_ahead_mps(body, around));
                    return Effort::default();
                }
                let steering = match steering {
                    Steering::Wing(steering) => Some(*steering),
                    _ => None,
                };
                wing.step(model, body, steering, around, supply, dt_s)
            }
            (Self::Vtol(flight), Airframe::Vtol(model)) => {
                let stays = match contact {
                    Contact::Airborne => false,
                    Contact::Standing => !matches!(steering, Steering::Rotors(_)),
                    Contact::Wrecked => true,
                };
                if stays {
                    flight.stop(wind_from_ahead_mps(body, around));
                    return Effort::default();
                }
                flight.step(model, body, steering, around, supply, dt_s)
            }
            _ => Effort::default(),
        }
    }
}

impl Launching {
    fn go_on(&mut self, contact: Contact, steering: &Steering) {
        let stands = contact == Contact::Standing;
        match (*self, steering) {
            (Self::Ready, Steering::Wing(wing)) if stands && wing.airspeed_mps > 0.0 => {
                *self = Self::Thrown;
            }
            (Self::Done, Steering::Idle) if stands => *self = Self::Ready,
            _ => {}
        }
    }
}

/// In weaker wind the crew does not turn, m/s.
const WIND_THAT_COUNTS_MPS: f64 = 1.0;

/// Throws an aeroplane: the crew picks it up, turns it into the wind, and throws it along its nose.
/// Whether it was let go.
fn throw(body: &mut Body, launch: &Launch, wind_mps: Vector3<f64>, dt_s: f64) -> bool {
    if body.velocity_mps.norm() < 0.01 {
        let upwind = -wind_mps.xy();
        let yaw_rad = if upwind.norm() > WIND_THAT_COUNTS_MPS {
            upwind.y.atan2(upwind.x)
        } else {
            body.euler_rad().2
        };
        body.place.altitude_amsl_m += launch.height_m;
        body.attitude = UnitQuaternion::from_euler_angles(0.0, launch.climb_rad, yaw_rad);
    }
    let yaw_rad = body.euler_rad().2;
    let (sin, cos) = launch.climb_rad.sin_cos();
    let along = Vector3::new(cos * yaw_rad.cos(), cos * yaw_rad.sin(), -sin);
    body.accelerate(along * launch.acceleration_mps2, dt_s);
    body.velocity_mps.norm() >= launch.speed_mps
}

fn wind_from_ahead_mps(body: &Body, around: &Surroundings) -> f64 {
    let through = body.velocity_mps - around.wind_mps;
    body.attitude.inverse_transform_vector(&through).x
}

#[cfg(test)]
mod tests;
