//! Standing on the ground, landing on it and hitting it.

use super::Body;
use nalgebra::{UnitQuaternion, Vector3};

/// Whether a vehicle is in touch with the ground, and how it came there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contact {
    /// In the air.
    Airborne,
    /// On its feet.
    Standing,
    /// It hit the ground and will not fly again.
    Wrecked,
}

/// What a step brought.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Touch {
    /// Nothing new.
    None,
    /// It came down on its feet, at this speed, m/s.
    Landed(f64),
    /// It hit the ground, at this speed, m/s.
    Crashed(f64),
    /// It left the ground.
    LeftGround,
}

/// Legs bear so much, downwards, m/s.
const HARDEST_LANDING_MPS: f64 = 3.0;
/// Legs bear so much, sideways, m/s.
const FASTEST_SLIDE_MPS: f64 = 4.0;
/// A vehicle that leans more than this tips over.
const STEEPEST_LANDING_RAD: f64 = 0.6;
/// An aeroplane touches down with its flying speed and rolls out.
const HARDEST_FLARE_MPS: f64 = 2.5;

impl Contact {
    /// Keeps the body above the ground at `ground_amsl_m`. `rolls` says that it lands on wheels or
    /// its belly.
    pub fn step(&mut self, body: &mut Body, ground_amsl_m: f64, rolls: bool) -> Touch {
        let above_m = body.place.altitude_amsl_m - ground_amsl_m;
        match *self {
            Self::Wrecked => {
                rest(body, ground_amsl_m);
                Touch::None
            }
            Self::Standing if above_m > 0.0 && body.velocity_mps.z < 0.0 => {
                *self = Self::Airborne;
                Touch::LeftGround
            }
            Self::Standing => {
                if rolls && body.velocity_mps.xy().norm() > 0.5 {
                    // Grass slows by about 3 m/s².
                    let speed = body.velocity_mps.xy().norm();
                    body.velocity_mps *= ((speed - 0.06) / speed).max(0.0);
                    body.velocity_mps.z = 0.0;
                    body.place.altitude_amsl_m = ground_amsl_m;
                } else {
                    rest(body, ground_amsl_m);
                }
                Touch::None
            }
            Self::Airborne if above_m > 0.0 => Touch::None,
            Self::Airborne => {
                let (down, along) = (body.velocity_mps.z, body.velocity_mps.xy().norm());
                let speed = body.velocity_mps.norm();
                let up = body.attitude * Vector3::new(0.0, 0.0, -1.0);
                let lean_rad = (-up.z).clamp(-1.0, 1.0).acos();
                let holds = if rolls {
                    down <= HARDEST_FLARE_MPS
                } else {
                    down <= HARDEST_LANDING_MPS && along <= FASTEST_SLIDE_MPS
                };
                if holds && lean_rad <= STEEPEST_LANDING_RAD {
                    *self = Self::Standing;
                    if !rolls {
                        rest(body, ground_amsl_m);
                    }
                    Touch::Landed(down)
                } else {
                    *self = Self::Wrecked;
                    rest(body, ground_amsl_m);
                    Touch::Crashed(speed)
                }
            }
        }
    }
}

fn rest(body: &mut Body, ground_amsl_m: f64) {
    body.velocity_mps = Vector3::zeros();
    body.rates_radps = Vector3::zeros();
    body.acceleration_mps2 = Vector3::zeros();
    body.place.altitude_amsl_m = ground_amsl_m;
    let (_, _, yaw) = body.euler_rad();
    body.attitude = UnitQuaternion::from_euler_angles(0.0, 0.0, yaw);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::Place;

    fn falling(down_mps: f64, along_mps: f64) -> Body {
        let mut body = Body::at_rest(Place::new(36.0, 120.0, -0.01), 1.0);
        body.velocity_mps = Vector3::new(along_mps, 0.0, down_mps);
        body
    }

    #[test]
    fn legs_bear_a_landing_and_no_more() {
        for (down, along, expected) in [
            (2.9, 0.0, Contact::Standing),
            (3.1, 0.0, Contact::Wrecked),
            (1.0, 3.9, Contact::Standing),
            (1.0, 4.1, Contact::Wrecked),
        ] {
            let mut contact = Contact::Airborne;
            let mut body = falling(down, along);
            contact.step(&mut body, 0.0, false);
            assert_eq!(contact, expected, "{down} m/s down, {along} m/s along");
            assert_eq!(body.place.altitude_amsl_m, 0.0);
        }
    }

    #[test]
    fn a_vehicle_on_its_head_does_not_land() {
        let mut body = falling(0.5, 0.0);
        body.attitude = UnitQuaternion::from_euler_angles(3.0, 0.0, 0.0);
        let mut contact = Contact::Airborne;
        assert_eq!(contact.step(&mut body, 0.0, false), Touch::Crashed(0.5));
    }

    #[test]
    fn a_wreck_stays_where_it_is() {
        let mut contact = Contact::Wrecked;
        let mut body = falling(-5.0, 3.0);
        body.place.altitude_amsl_m = 10.0;
        assert_eq!(contact.step(&mut body, 2.0, false), Touch::None);
        assert_eq!(body.place.altitude_amsl_m, 2.0);
        assert_eq!(body.velocity_mps, Vector3::zeros());
    }
}
