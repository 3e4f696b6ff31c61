//! Where a vehicle truly is and how it moves.

use crate::place::{DegreeLengths, Place};
use nalgebra::{UnitQuaternion, Vector3};

/// A rigid body in the world. Axes of the body: forward, right, down.
#[derive(Clone, Debug)]
pub struct Body {
    /// Where it is.
    pub place: Place,
    /// How it moves over the ground, north, east, down, m/s.
    pub velocity_mps: Vector3<f64>,
    /// Turns the body's axes into north, east, down.
    pub attitude: UnitQuaternion<f64>,
    /// How fast it turns about its own axes, rad/s.
    pub rates_radps: Vector3<f64>,
    /// How it accelerates, north, east, down, m/s².
    pub acceleration_mps2: Vector3<f64>,
    /// How long degrees are around here; [`Self::refresh`] keeps it right.
    lengths: DegreeLengths,
}

impl Body {
    /// A body at rest, nose to `yaw_rad` clockwise from north.
    pub fn at_rest(place: Place, yaw_rad: f64) -> Self {
        Self {
            place,
            velocity_mps: Vector3::zeros(),
            attitude: UnitQuaternion::from_euler_angles(0.0, 0.0, yaw_rad),
            rates_radps: Vector3::zeros(),
            acceleration_mps2: Vector3::zeros(),
            lengths: DegreeLengths::at(place.latitude_deg),
        }
    }

    /// Works the lengths of degrees out anew. They change by 2 parts in a million a kilometre, so that
    /// once in some seconds is often enough.
    pub fn refresh(&mut self) {
        self.lengths = DegreeLengths::at(self.place.latitude_deg);
    }

    /// The lengths of degrees where it is.
    pub fn lengths(&self) -> DegreeLengths {
        self.lengths
    }

    /// Roll, pitch and yaw, radians; yaw from −π to π clockwise from north.
    pub fn euler_rad(&self) -> (f64, f64, f64) {
        self.attitude.euler_angles()
    }

    /// Accelerates for `dt_s` and moves on: the new velocity carries it, which keeps a step stable
    /// (semi-implicit Euler).
    #[inline]
    pub fn accelerate(&mut self, acceleration_mps2: Vector3<f64>, dt_s: f64) {
        self.acceleration_mps2 = acceleration_mps2;
        self.velocity_mps += acceleration_mps2 * dt_s;
        self.place = self.place.moved_ned(self.velocity_mps * dt_s, self.lengths);
    }

    /// Turns with its rates for `dt_s`.
    #[inline]
    pub fn turn(&mut self, dt_s: f64) {
        // For the small angles of a step, half the rotation vector is the quaternion's vector; it is
        // brought back to unit length, which needs no sine.
        let half = self.rates_radps * (0.5 * dt_s);
        let step = nalgebra::Quaternion::from_parts(1.0, half);
        self.attitude = UnitQuaternion::new_normalize(self.attitude.into_inner() * step);
    }
}
