//! What a wing and its propeller are made of, and the forces that air puts on them.

use super::Body;
use crate::environment::GRAVITY_MPS2;
use nalgebra::Vector3;

/// What an aeroplane is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct WingModel {
    /// Take-off mass, kg.
    pub mass_kg: f64,
    /// Wing area, m².
    pub area_m2: f64,
    /// Lift coefficient when the air comes from straight ahead.
    pub lift_level: f64,
    /// Lift coefficient per radian of incidence.
    pub lift_slope: f64,
    /// Lift coefficient at which the wing stalls.
    pub most_lift: f64,
    /// Drag coefficient without lift.
    pub drag_zero: f64,
    /// Drag coefficient per square of lift coefficient.
    pub drag_lift: f64,
    /// Side force coefficient per radian of sideslip.
    pub side_slope: f64,
    /// The propeller.
    pub propeller: Propeller,
    /// Speed through the air that it is made for, m/s.
    pub cruise_mps: f64,
    /// The most bank, radians.
    pub most_bank_rad: f64,
    /// The fastest roll, rad/s.
    pub most_roll_rate_radps: f64,
    /// The steepest climb and descent, radians.
    pub most_climb_rad: f64,
}

/// A propeller with its motor.
#[derive(Clone, Debug, PartialEq)]
pub struct Propeller {
    /// The most thrust when it does not move through the air, N.
    pub most_thrust_n: f64,
    /// Speed through the air at which it gives none, m/s: pitch times the fastest turning.
    pub pitch_speed_mps: f64,
    /// Area of its disc, m².
    pub disc_area_m2: f64,
    /// Ideal power over real power, propeller, motor and controller together.
    pub efficiency: f64,
}

/// The most negative lift coefficient before the flow breaks off below the wing.
const MOST_DOWNWARD_LIFT: f64 = -0.8;
/// Beyond the angle of stall the flow has broken off wholly within this, radians.
const BREAKS_OFF_WITHIN_RAD: f64 = 0.07;

impl WingModel {
    /// A survey aeroplane of 3.2 kg that is thrown by hand and lands on its belly.
    pub fn survey_wing() -> Self {
        Self {
            mass_kg: 3.2,
            area_m2: 0.42,
            lift_level: 0.25,
            lift_slope: 4.6,
            most_lift: 1.25,
            drag_zero: 0.032,
            drag_lift: 0.055,
            side_slope: 0.3,
            propeller: Propeller {
                most_thrust_n: 20.0,
                pitch_speed_mps: 30.0,
                disc_area_m2: 0.066,
                efficiency: 0.65,
            },
            cruise_mps: 16.0,
            most_bank_rad: 0.79,
            most_roll_rate_radps: 1.5,
            most_climb_rad: 0.35,
        }
    }

    /// The wing of a survey aeroplane of 7 kg that also hovers: its booms and stopped rotors drag.
    pub fn survey_vtol() -> Self {
        Self {
            mass_kg: 7.0,
            area_m2: 0.62,
            lift_level: 0.3,
            lift_slope: 4.7,
            most_lift: 1.3,
            drag_zero: 0.045,
            drag_lift: 0.042,
            side_slope: 0.3,
            propeller: Propeller {
                most_thrust_n: 35.0,
                pitch_speed_mps: 34.0,
                disc_area_m2: 0.0855,
                efficiency: 0.68,
            },
            cruise_mps: 18.0,
            most_bank_rad: 0.79,
            most_roll_rate_radps: 1.3,
            most_climb_rad: 0.3,
        }
    }

    /// The slowest level flight, m/s.
    pub fn stall_speed_mps(&self, density: f64) -> f64 {
        (2.0 * self.weight_n() / (density * self.area_m2 * self.most_lift)).sqrt()
    }

    /// Weight, N.
    pub fn weight_n(&self) -> f64 {
        self.mass_kg * GRAVITY_MPS2
    }

    /// The incidence at which the wing stalls, radians.
    pub fn stall_incidence_rad(&self) -> f64 {
        (self.most_lift - self.lift_level) / self.lift_slope
    }

    /// Drag in level flight, N.
    pub fn level_drag_n(&self, airspeed_mps: f64, density: f64) -> f64 {
        let pressed_n = 0.5 * density * airspeed_mps * airspeed_mps * self.area_m2;
        let lift = self.weight_n() / pressed_n;
        pressed_n * (self.drag_zero + self.drag_lift * lift * lift)
    }

    /// How fast it can climb for long, m/s: what thrust is left over drag, over the weight.
    pub fn most_climb_mps(&self, airspeed_mps: f64, density: f64) -> f64 {
        let thrust_n = self.propeller.most_thrust_at_n(airspeed_mps);
        (thrust_n - self.level_drag_n(airspeed_mps, density)) * airspeed_mps / self.weight_n()
    }

    /// How fast it sinks without its motor, m/s.
    pub fn glide_sink_mps(&self, airspeed_mps: f64, density: f64) -> f64 {
        self.level_drag_n(airspeed_mps, density) * airspeed_mps / self.weight_n()
    }

    /// The incidence that gives a lift coefficient before the stall, radians.
    pub(super) fn incidence_for_lift_rad(&self, lift: f64) -> f64 {
        (lift - self.lift_level) / self.lift_slope
    }

    /// What the air does to it, N, in the axes of the body: lift and drag by its polar up to the
    /// stall, those of a flat plate beyond, and a side force.
    pub(super) fn force_n(&self, flow: &Airflow, density: f64) -> Vector3<f64> {
        let (u, v, w) = (flow.air_mps.x, flow.air_mps.y, flow.air_mps.z);
        let in_plane_2 = u * u + w * w;
        let in_plane = in_plane_2.sqrt().max(1e-6);
        let (cos, sin) = (u / in_plane, w / in_plane);
        let attached = self.lift_level + self.lift_slope * flow.incidence_rad;
        let least_rad = self.incidence_for_lift_rad(MOST_DOWNWARD_LIFT);
        let beyond = (flow.incidence_rad - self.stall_incidence_rad())
            .max(least_rad - flow.incidence_rad)
            / BREAKS_OFF_WITHIN_RAD;
        let broken = beyond.clamp(0.0, 1.0);
        let (lift, drag) = if broken < 1.0 {
            let polar = self.drag_zero + self.drag_lift * attached * attached;
            let plate = plate(sin, cos);
            (
                attached + broken * (plate.0 - attached),
                polar + broken * (self.drag_zero + plate.1 - polar),
            )
        } else {
            let (lift, drag) = plate(sin, cos);
            (lift, self.drag_zero + drag)
        };
        let pressed_n = 0.5 * density * in_plane_2 * self.area_m2;
        let side_n = -0.5 * density * self.area_m2 * self.side_slope * flow.speed_mps * v;
        Vector3::new(
            pressed_n * (lift * sin - drag * cos),
            side_n,
            pressed_n * (-lift * cos - drag * sin),
        )
    }
}

/// Lift and drag coefficient of a flat plate. Its force is square to it: Hoerner's
/// 1/(0.222 + 0.283/sin) (Fluid-Dynamic Drag, 1965), brought from the 1.98 across the flow of an
/// endless plate to the 1.25 of one with a wing's aspect ratio.
fn plate(sin: f64, cos: f64) -> (f64, f64) {
    let square = sin / (0.35 * sin.abs() + 0.45);
    (square * cos, square * sin)
}

impl Propeller {
    /// The most thrust at a speed through the air, N: it falls evenly to nothing.
    pub fn most_thrust_at_n(&self, airspeed_mps: f64) -> f64 {
        self.most_thrust_n * (1.0 - airspeed_mps.max(0.0) / self.pitch_speed_mps).max(0.0)
    }

    /// The power that a thrust takes, W: momentum theory, the air being sucked in at
    /// −V/2 + √(V²/4 + T/(2ρA)) (Leishman, Principles of Helicopter Aerodynamics, 2.13).
    pub fn power_w(&self, thrust_n: f64, airspeed_mps: f64, density: f64) -> f64 {
        let half = 0.5 * airspeed_mps.max(0.0);
        let induced = (half * half + thrust_n / (2.0 * density * self.disc_area_m2)).sqrt() - half;
        thrust_n * (2.0 * half + induced) / self.efficiency
    }
}

/// How a body goes through the air.
#[derive(Clone, Copy, Debug)]
pub(super) struct Airflow {
    /// Its velocity through the air, in its own axes, m/s.
    pub air_mps: Vector3<f64>,
    /// Its speed through the air, m/s.
    pub speed_mps: f64,
    /// Angle from below at which the air meets it, radians.
    pub incidence_rad: f64,
}

impl Airflow {
    /// The flow about a body in a wind.
    pub fn about(body: &Body, wind_mps: Vector3<f64>) -> Self {
        let through = body.velocity_mps - wind_mps;
        let air_mps = body.attitude.inverse_transform_vector(&through);
        Self {
            air_mps,
            speed_mps: air_mps.norm(),
            incidence_rad: air_mps.z.atan2(air_mps.x),
        }
    }
}

#[cfg(test)]
mod tests;
