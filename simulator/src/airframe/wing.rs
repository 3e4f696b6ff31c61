//! An aeroplane: lift, drag and thrust along its way through the air.

use super::{Body, Effort, Surroundings, WingSteering};
use crate::environment::GRAVITY_MPS2;
use nalgebra::{UnitQuaternion, Vector3};

/// What an aeroplane is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct WingModel {
    /// Take-off mass, kg.
    pub mass_kg: f64,
    /// Wing area, m².
    pub area_m2: f64,
    /// Drag coefficient without lift.
    pub drag_zero: f64,
    /// Drag coefficient per square of lift coefficient.
    pub drag_lift: f64,
    /// Lift coefficient at which the wing stalls.
    pub most_lift: f64,
    /// The most thrust, N.
    pub most_thrust_n: f64,
    /// Shaft work over power taken.
    pub efficiency: f64,
    /// The most bank, radians.
    pub most_bank_rad: f64,
    /// The fastest roll, rad/s.
    pub most_roll_rate_radps: f64,
    /// The steepest climb and descent, radians.
    pub most_climb_rad: f64,
}

impl WingModel {
    /// A survey aeroplane of 4 kg that can also hover.
    pub fn survey_wing() -> Self {
        Self {
            mass_kg: 4.0,
            area_m2: 0.5,
            drag_zero: 0.035,
            drag_lift: 0.055,
            most_lift: 1.3,
            most_thrust_n: 22.0,
            efficiency: 0.5,
            most_bank_rad: 0.79,
            most_roll_rate_radps: 1.5,
            most_climb_rad: 0.35,
        }
    }

    /// The slowest level flight, m/s.
    pub fn stall_speed_mps(&self, density: f64) -> f64 {
        (2.0 * self.mass_kg * GRAVITY_MPS2 / (density * self.area_m2 * self.most_lift)).sqrt()
    }
}

/// How an aeroplane flies now: its way through the air.
#[derive(Clone, Debug)]
pub struct Wing {
    airspeed_mps: f64,
    heading_rad: f64,
    climb_rad: f64,
    bank_rad: f64,
    thrust_n: f64,
}

/// How fast the climb angle follows, time constant, s.
const PITCH_TIME_CONSTANT_S: f64 = 0.6;
/// How fast thrust follows, time constant, s.
const THRUST_TIME_CONSTANT_S: f64 = 0.3;
/// Thrust wanted for each m/s of speed that lacks, per kg.
const SPEED_GAIN: f64 = 1.5;
/// A gentle bank follows its target with this gain, 1/s.
const ROLL_GAIN: f64 = 3.0;

impl Wing {
    /// Takes over from the way that the body goes through the air.
    pub fn from_body(body: &Body, wind_mps: Vector3<f64>) -> Self {
        let air = body.velocity_mps - wind_mps;
        let (roll, _, yaw) = body.euler_rad();
        let across = air.xy().norm();
        Self {
            airspeed_mps: air.norm(),
            heading_rad: if across > 1.0 {
                air.y.atan2(air.x)
            } else {
                yaw
            },
            climb_rad: if across > 1.0 {
                (-air.z).atan2(across)
            } else {
                0.0
            },
            bank_rad: roll,
            thrust_n: 0.0,
        }
    }

    /// Speed through the air, m/s.
    pub fn airspeed_mps(&self) -> f64 {
        self.airspeed_mps
    }

    /// Flies for `dt_s` with a coordinated turn.
    pub fn step(
        &mut self,
        model: &WingModel,
        body: &mut Body,
        steering: WingSteering,
        around: &Surroundings,
        dt_s: f64,
    ) -> Effort {
        let most_bank = model.most_bank_rad;
        let roll_rate = ((steering.bank_rad.clamp(-most_bank, most_bank) - self.bank_rad)
            * ROLL_GAIN)
            .clamp(-model.most_roll_rate_radps, model.most_roll_rate_radps);
        self.bank_rad += roll_rate * dt_s;

        // Lift must hold the weight in the turn; a wing that would need more than it can give sinks.
        let pressure = 0.5 * around.density * self.airspeed_mps * self.airspeed_mps * model.area_m2;
        let load = 1.0 / self.bank_rad.cos().max(0.3);
        let needed = load * model.mass_kg * GRAVITY_MPS2 * self.climb_rad.cos();
        let lift = (needed / pressure.max(1e-6)).min(model.most_lift);
        let lift_n = lift * pressure;
        let held = lift_n / needed.max(1e-6);

        let most_climb = model.most_climb_rad;
        let wanted_climb = if held < 1.0 {
            -0.6 * (1.0 - held).min(1.0) - 0.1
        } else {
            steering.climb_rad.clamp(-most_climb, most_climb)
        };
        self.climb_rad += (wanted_climb - self.climb_rad) * (dt_s / PITCH_TIME_CONSTANT_S).min(1.0);

        let drag_n = pressure * (model.drag_zero + model.drag_lift * lift * lift);
        let weight_along = model.mass_kg * GRAVITY_MPS2 * self.climb_rad.sin();
        let wanted_thrust = drag_n
            + weight_along
            + SPEED_GAIN * model.mass_kg * (steering.airspeed_mps - self.airspeed_mps);
        let wanted_thrust = wanted_thrust.clamp(0.0, model.most_thrust_n);
        self.thrust_n += (wanted_thrust - self.thrust_n) * (dt_s / THRUST_TIME_CONSTANT_S).min(1.0);
        self.airspeed_mps += (self.thrust_n - drag_n - weight_along) / model.mass_kg * dt_s;
        self.airspeed_mps = self.airspeed_mps.max(0.1);
        let turn_rate =
            GRAVITY_MPS2 * self.bank_rad.tan() / self.airspeed_mps.max(1.0) * held.min(1.0);
        self.heading_rad += turn_rate * dt_s;

        let (sin_h, cos_h) = self.heading_rad.sin_cos();
        let (sin_c, cos_c) = self.climb_rad.sin_cos();
        let through_air = Vector3::new(cos_c * cos_h, cos_c * sin_h, -sin_c) * self.airspeed_mps;
        let velocity = through_air + around.wind_mps;
        let acceleration = (velocity - body.velocity_mps) / dt_s;
        // A lift coefficient of 0.1 takes about a degree more of incidence.
        let pitch = self.climb_rad + 0.17 * (lift - 0.4);
        let attitude = UnitQuaternion::from_euler_angles(self.bank_rad, pitch, self.heading_rad);
        body.rates_radps = (body.attitude.inverse() * attitude).scaled_axis() / dt_s;
        body.attitude = attitude;
        body.accelerate(acceleration, dt_s);
        Effort {
            power_w: self.thrust_n * self.airspeed_mps / model.efficiency,
            throttle: self.thrust_n / model.most_thrust_n,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::environment::Air;
    use crate::place::Place;

    fn fly(seconds: f64, bank: f64, climb: f64, speed: f64, wind: Vector3<f64>) -> (Body, Wing) {
        let model = WingModel::survey_wing();
        let mut body = Body::at_rest(Place::new(36.0, 120.0, 100.0), 0.0);
        body.velocity_mps = Vector3::new(18.0, 0.0, 0.0) + wind;
        let mut wing = Wing::from_body(&body, wind);
        let around = Surroundings {
            wind_mps: wind,
            density: 1.225,
            air: Air::default(),
        };
        for _ in 0..(seconds / 0.02) as usize {
            let steering = WingSteering {
                bank_rad: bank,
                climb_rad: climb,
                airspeed_mps: speed,
            };
            wing.step(&model, &mut body, steering, &around, 0.02);
        }
        (body, wing)
    }

    #[test]
    fn it_holds_its_speed_through_the_air_whatever_the_wind() {
        for wind in [Vector3::zeros(), Vector3::new(-7.0, 4.0, 0.0)] {
            let (body, wing) = fly(30.0, 0.0, 0.0, 18.0, wind);
            assert!((wing.airspeed_mps() - 18.0).abs() < 0.1);
            assert!((body.velocity_mps - wind).norm() - 18.0 < 0.1);
            assert!((body.place.altitude_amsl_m - 100.0).abs() < 1.0);
        }
    }

    #[test]
    fn it_turns_with_the_radius_of_its_bank() {
        let bank = 0.5_f64;
        let period = std::f64::consts::TAU * 18.0 / (GRAVITY_MPS2 * bank.tan());
        let start = fly(5.0, bank, 0.0, 18.0, Vector3::zeros()).0.place;
        let around = fly(5.0 + period, bank, 0.0, 18.0, Vector3::zeros()).0.place;
        assert!(start.ground_distance_m(around) < 5.0);
    }

    #[test]
    fn too_slow_it_stalls_and_sinks() {
        let model = WingModel::survey_wing();
        let slow = 0.8 * model.stall_speed_mps(1.225);
        let (body, _) = fly(20.0, 0.0, 0.0, slow, Vector3::zeros());
        assert!(body.place.altitude_amsl_m < 95.0);
    }

    #[test]
    fn it_climbs_as_steeply_as_it_may() {
        let (body, _) = fly(20.0, 0.0, 1.0, 18.0, Vector3::zeros());
        let climb = (-body.velocity_mps.z / body.velocity_mps.norm()).asin();
        assert!((climb - WingModel::survey_wing().most_climb_rad).abs() < 0.02);
    }
}
