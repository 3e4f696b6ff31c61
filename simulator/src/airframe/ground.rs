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
/// An aeroplane touches down with its flying speed and slides; its belly bears so much, downwards, m/s.
const HARDEST_FLARE_MPS: f64 = 2.5;
/// Grass slows a belly so, m/s².
const BELLY_SLOWS_MPS2: f64 = 4.0;
/// Slower than this it lies still, m/s.
const SLIDES_ABOVE_MPS: f64 = 0.5;

impl Contact {
    /// Keeps the body above the ground at `ground_amsl_m`, `dt_s` after the last step. `slides` says
    /// that it lands on its belly.
    pub fn step(&mut self, body: &mut Body, ground_amsl_m: f64, slides: bool, dt_s: f64) -> Touch {
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
                if slides && body.velocity_mps.xy().norm() > SLIDES_ABOVE_MPS {
                    slide(body, ground_amsl_m, dt_s);
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
                let holds = if slides {
                    down <= HARDEST_FLARE_MPS
                } else {
                    down <= HARDEST_LANDING_MPS && along <= FASTEST_SLIDE_MPS
                };
                if holds && lean_rad <= STEEPEST_LANDING_RAD {
                    *self = Self::Standing;
                    if !slides {
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

/// Slides on over level ground.
fn slide(body: &mut Body, ground_amsl_m: f64, dt_s: f64) {
    body.velocity_mps.z = 0.0;
    body.rates_radps = Vector3::zeros();
    let along = body.velocity_mps.normalize();
    body.accelerate(along * -BELLY_SLOWS_MPS2, dt_s);
    body.place.altitude_amsl_m = ground_amsl_m;
    let (_, _, yaw) = body.euler_rad();
    body.attitude = UnitQuaternion::from_euler_angles(0.0, 0.0, yaw);
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
            contact.step(&mut body, 0.0, false, 0.02);
            assert_eq!(contact, expected, "{down} m/s down, {along} m/s along");
            assert_eq!(body.place.altitude_amsl_m, 0.0);
        }
    }

    #[test]
    fn a_vehicle_on_its_head_does_not_land() {
        let mut body = falling(0.5, 0.0);
        body.attitude = UnitQuaternion::from_euler_angles(3.0, 0.0, 0.0);
        let mut contact = Contact::Airborne;
        assert_eq!(
            contact.step(&mut body, 0.0, false, 0.02),
            Touch::Crashed(0.5)
        );
    }

    #[test]
    fn a_belly_slides_as_far_as_the_grass_lets_it() {
        let mut contact = Contact::Airborne;
        let mut body = falling(0.8, 12.0);
        let start = body.place;
        assert_eq!(contact.step(&mut body, 0.0, true, 0.02), Touch::Landed(0.8));
        for _ in 0..200 {
            assert_eq!(contact.step(&mut body, 0.0, true, 0.02), Touch::None);
        }
        assert_eq!(body.velocity_mps, Vector3::zeros());
        // v² / 2a = 12² / 8.
        let slid = start.ground_distance_m(body.place);
        assert!((slid - 18.0).abs() < 0.3, "{slid} m");
        assert_eq!(body.place.altitude_amsl_m, 0.0);
    }

    #[test]
    fn a_wreck_stays_where_it_is() {
        let mut contact = Contact::Wrecked;
        let mut body = falling(-5.0, 3.0);
        body.place.altitude_amsl_m = 10.0;
        assert_eq!(contact.step(&mut body, 2.0, false, 0.02), Touch::None);
        assert_eq!(body.place.altitude_amsl_m, 2.0);
        assert_eq!(body.velocity_mps, Vector3::zeros());
    }
}
