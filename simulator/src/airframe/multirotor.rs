//! A multirotor: thrust along one axis, turned by tilting.

use super::{Body, Effort, RotorSteering, Surroundings};
use crate::environment::GRAVITY_MPS2;
use nalgebra::{Rotation3, UnitQuaternion, Vector3};

/// What a multirotor is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct Multirotor {
    /// Take-off mass, kg.
    pub mass_kg: f64,
    /// The most thrust of all rotors together, N.
    pub most_thrust_n: f64,
    /// Area of all rotor discs together, m².
    pub disc_area_m2: f64,
    /// Ideal power over real power, propeller, motor and controller together.
    pub efficiency: f64,
    /// Drag area (drag coefficient times area), m².
    pub drag_area_m2: f64,
    /// Drag of the rotors, which grows with speed and not its square, N per m/s.
    pub rotor_drag: f64,
    /// The most lean, radians.
    pub most_lean_rad: f64,
    /// The fastest roll and pitch, rad/s.
    pub most_tilt_rate_radps: f64,
    /// The fastest turn about the vertical, rad/s.
    pub most_yaw_rate_radps: f64,
    /// How fast thrust follows, time constant, s.
    pub motor_time_constant_s: f64,
    /// How many rotors there are.
    pub rotor_count: usize,
}

impl Multirotor {
    /// A quadrotor for inspection, about 1.4 kg, as those that fit into a dock.
    pub fn inspection_quad() -> Self {
        Self {
            mass_kg: 1.4,
            most_thrust_n: 1.4 * GRAVITY_MPS2 * 2.2,
            disc_area_m2: 0.196,
            efficiency: 0.6,
            drag_area_m2: 0.03,
            rotor_drag: 0.09,
            most_lean_rad: 0.61,
            most_tilt_rate_radps: 3.5,
            most_yaw_rate_radps: 1.6,
            motor_time_constant_s: 0.06,
            rotor_count: 4,
        }
    }

    /// A hexarotor of 6 kg with a gimbal, loudspeaker and light; it stays up on five rotors.
    pub fn patrol_hexa() -> Self {
        Self {
            mass_kg: 6.3,
            most_thrust_n: 6.3 * GRAVITY_MPS2 * 2.1,
            disc_area_m2: 0.85,
            efficiency: 0.6,
            drag_area_m2: 0.06,
            rotor_drag: 0.2,
            most_lean_rad: 0.52,
            most_tilt_rate_radps: 2.6,
            most_yaw_rate_radps: 1.2,
            motor_time_constant_s: 0.08,
            rotor_count: 6,
        }
    }

    /// The four rotors on which a survey aeroplane of 7 kg hovers. The wing's own drag is not theirs.
    pub fn survey_vtol() -> Self {
        Self {
            mass_kg: 7.0,
            most_thrust_n: 7.0 * GRAVITY_MPS2 * 1.9,
            disc_area_m2: 0.456,
            efficiency: 0.55,
            drag_area_m2: 0.0,
            rotor_drag: 0.25,
            most_lean_rad: 0.44,
            most_tilt_rate_radps: 2.0,
            most_yaw_rate_radps: 0.8,
            motor_time_constant_s: 0.09,
            rotor_count: 4,
        }
    }

    /// Power to hover in air of this density, W: momentum theory.
    pub fn hover_power_w(&self, density: f64) -> f64 {
        let weight_n = self.mass_kg * GRAVITY_MPS2;
        let induced_mps = (weight_n / (2.0 * density * self.disc_area_m2)).sqrt();
        weight_n * induced_mps / self.efficiency
    }
}

/// The rotors of one vehicle as they are now.
#[derive(Clone, Debug)]
pub struct Rotors {
    thrust_n: f64,
    /// How much of its thrust each rotor still gives, 0…1.
    health: Vec<f64>,
    /// How much all of them together give, 0…1, and whether that is too few of them; both follow from
    /// `health` and are read at each step.
    whole: f64,
    is_toppling: bool,
    /// How long the last step was, s, and how much of a change of thrust such a step makes.
    followed: (f64, f64),
    /// The steepest lean: to the side over up.
    most_slope: f64,
}

/// The gain from an attitude error to a rate, 1/s.
const ATTITUDE_GAIN: f64 = 6.0;
/// How fast rates follow, time constant, s.
const RATE_TIME_CONSTANT_S: f64 = 0.05;
/// A quadrotor whose rotor died turns over with this angular acceleration, rad/s².
const TOPPLING_RADPS2: f64 = 25.0;
/// What going against the thrust gives back is mostly lost in the wake: up to the induced speed of a hover, 0.14 to
/// 0.21 of it come back by what Leishman, 2.13.6, gives as measured.
const GIVEN_BACK: f64 = 0.2;
/// From the induced speed of level flight on, so many steps come within 0.1 % of that of a climb as fast as it.
const NEWTON_STEPS: u32 = 3;
/// Rotors that hardly turn suck nothing in, m/s.
const LEAST_INDUCED_MPS: f64 = 1e-3;
/// A rotor that gives less than this is as good as dead.
const LEAST_HEALTH: f64 = 0.5;

impl Rotors {
    /// Rotors that stand still and are whole.
    pub fn new(model: &Multirotor) -> Self {
        let mut rotors = Self {
            thrust_n: 0.0,
            health: vec![1.0; model.rotor_count],
            whole: 1.0,
            is_toppling: false,
            followed: (0.0, 0.0),
            most_slope: model.most_lean_rad.tan(),
        };
        rotors.judge_health();
        rotors
    }

    /// With too few rotors a vehicle turns over: fewer than five and one is dead, or more and two are.
    fn judge_health(&mut self) {
        self.whole = self.health.iter().sum::<f64>() / self.health.len() as f64;
        let dead = self.health.iter().filter(|health| **health < LEAST_HEALTH);
        let bearable = usize::from(self.health.len() >= 5);
        self.is_toppling = dead.count() > bearable;
    }

    /// Sets how much of its thrust a rotor still gives, 0…1. Whether there is such a rotor.
    pub fn set_health(&mut self, rotor: usize, health: f64) -> bool {
        let Some(slot) = self.health.get_mut(rotor) else {
            return false;
        };
        *slot = health.clamp(0.0, 1.0);
        self.judge_health();
        true
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.health.len()
    }

    /// Thrust now, N.
    pub fn thrust_n(&self) -> f64 {
        self.thrust_n
    }

    /// Stops all rotors.
    pub fn stop(&mut self) {
        self.thrust_n = 0.0;
    }

    /// Whether the vehicle turns over, for want of rotors.
    pub(super) fn is_toppling(&self) -> bool {
        self.is_toppling
    }

    /// The steepest lean that the model allows: to the side over up.
    pub(super) fn most_slope(&self) -> f64 {
        self.most_slope
    }

    /// Flies for `dt_s`. `voltage_part` is the battery's voltage over its nominal one: thrust falls
    /// with its square.
    pub fn step(
        &mut self,
        model: &Multirotor,
        body: &mut Body,
        steering: RotorSteering,
        around: &Surroundings,
        voltage_part: f64,
        dt_s: f64,
    ) -> Effort {
        let air = body.velocity_mps - around.wind_mps;
        let speed = air.norm();
        let parasitic = 0.5 * around.density * model.drag_area_m2 * speed;
        let drag_n = air * -(parasitic + model.rotor_drag);
        let weight = Vector3::new(0.0, 0.0, GRAVITY_MPS2);

        // What the rotors must give so that the vehicle accelerates as asked.
        let wanted = (steering.acceleration_mps2 - weight) * model.mass_kg - drag_n;
        let wanted = limit_lean(wanted, self.most_slope);
        self.spin(model, wanted.norm(), voltage_part, dt_s);
        if self.is_toppling() {
            topple(body, dt_s);
        } else {
            let target = attitude_along(wanted, steering.yaw_rad);
            self.follow_attitude(model, body, &target, dt_s);
        }
        body.turn(dt_s);

        let thrust = body.attitude * Vector3::new(0.0, 0.0, -self.thrust_n);
        body.accelerate((thrust + drag_n) / model.mass_kg + weight, dt_s);
        Effort {
            power_w: self.power_w(model, &body.attitude, air, around.density),
            throttle: (self.thrust_n / model.most_thrust_n).clamp(0.0, 1.0),
        }
    }

    /// Falls for `dt_s` with its motors off: what spins runs down, the air holds a little, and nothing keeps
    /// it level.
    pub(super) fn fall(
        &mut self,
        model: &Multirotor,
        body: &mut Body,
        around: &Surroundings,
        dt_s: f64,
    ) -> Effort {
        let air = body.velocity_mps - around.wind_mps;
        let parasitic = 0.5 * around.density * model.drag_area_m2 * air.norm();
        let drag_n = air * -(parasitic + model.rotor_drag);
        self.spin(model, 0.0, 1.0, dt_s);
        topple(body, dt_s);
        body.turn(dt_s);
        let thrust = body.attitude * Vector3::new(0.0, 0.0, -self.thrust_n);
        let weight = Vector3::new(0.0, 0.0, GRAVITY_MPS2);
        body.accelerate((thrust + drag_n) / model.mass_kg + weight, dt_s);
        Effort::default()
    }

    /// Lets the rotors follow a thrust.
    #[inline]
    pub(super) fn spin(&mut self, model: &Multirotor, asked_n: f64, voltage_part: f64, dt_s: f64) {
        let most_n = model.most_thrust_n * self.whole * voltage_part * voltage_part;
        if self.followed.0 != dt_s {
            // Steps are as long as each other.
            self.followed = (dt_s, 1.0 - (-dt_s / model.motor_time_constant_s).exp());
        }
        self.thrust_n += (asked_n.min(most_n) - self.thrust_n) * self.followed.1;
    }

    /// Turns towards an attitude.
    pub(super) fn follow_attitude(
        &self,
        model: &Multirotor,
        body: &mut Body,
        target: &UnitQuaternion<f64>,
        dt_s: f64,
    ) {
        let error = body.attitude.inverse() * target;
        // Twice the vector part is the rotation vector, but for its third power.
        let sign = if error.w < 0.0 { -2.0 } else { 2.0 };
        let rates = error.imag() * (sign * ATTITUDE_GAIN);
        let tilt = model.most_tilt_rate_radps;
        let yaw = model.most_yaw_rate_radps;
        let wanted = Vector3::new(
            rates.x.clamp(-tilt, tilt),
            rates.y.clamp(-tilt, tilt),
            rates.z.clamp(-yaw, yaw),
        );
        let follow = (dt_s / RATE_TIME_CONSTANT_S).min(1.0);
        body.rates_radps += (wanted - body.rates_radps) * follow;
    }

    /// Momentum theory: without a flow through the discs the induced speed solves
    /// v² = (−u² + √(u⁴ + 4·h⁴)) / 2, with h that of a hover with this thrust and u the speed across the
    /// discs (Leishman, Principles of Helicopter Aerodynamics, 2.14). A flow down through them, as in a climb,
    /// makes it less: v²·(u² + (c + v)²) = h⁴, by Newton's method from there on.
    #[inline]
    pub(super) fn induced_mps(
        &self,
        model: &Multirotor,
        across_2: f64,
        down_mps: f64,
        density: f64,
    ) -> f64 {
        let hover_2 = self.thrust_n / (2.0 * density * model.disc_area_m2);
        let hover_4 = hover_2 * hover_2;
        let mut v = (0.5 * (-across_2 + (across_2 * across_2 + 4.0 * hover_4).sqrt()))
            .max(0.0)
            .sqrt();
        if down_mps <= 0.0 || v <= LEAST_INDUCED_MPS {
            return v;
        }
        for _ in 0..NEWTON_STEPS {
            let through = down_mps + v;
            let speed_2 = across_2 + through * through;
            let slope = 2.0 * v * (speed_2 + v * through);
            v -= (v * v * speed_2 - hover_4) / slope;
        }
        v
    }

    /// What the thrust takes: T·(v + c), with the speed c along it through the air, in which are drag, climbing and
    /// speeding up.
    fn power_w(
        &self,
        model: &Multirotor,
        attitude: &UnitQuaternion<f64>,
        air: Vector3<f64>,
        density: f64,
    ) -> f64 {
        let along = air.dot(&(attitude * Vector3::new(0.0, 0.0, -1.0)));
        let across_2 = (air.norm_squared() - along * along).max(0.0);
        let flow = self.flow_mps(model, across_2, along, density);
        (self.thrust_n * flow / model.efficiency).max(0.0)
    }

    /// Speed of the air through the discs that counts as power with a thrust, m/s, where they go along it with
    /// `along_mps`.
    #[inline]
    pub(super) fn flow_mps(
        &self,
        model: &Multirotor,
        across_2: f64,
        along_mps: f64,
        density: f64,
    ) -> f64 {
        let induced = self.induced_mps(model, across_2, along_mps, density);
        induced + along_mps.max(GIVEN_BACK * along_mps)
    }
}

/// Turns over, faster and faster.
pub(super) fn topple(body: &mut Body, dt_s: f64) {
    body.rates_radps.x += TOPPLING_RADPS2 * dt_s;
    body.rates_radps.z += 0.5 * TOPPLING_RADPS2 * dt_s;
    body.rates_radps = body.rates_radps.map(|rate| rate.clamp(-12.0, 12.0));
}

/// Less to the side, so that the vector leans no more than `most_slope` to the side over up; what it gives
/// upwards stays.
pub(super) fn limit_lean(wanted: Vector3<f64>, most_slope: f64) -> Vector3<f64> {
    let up = (-wanted.z).max(1e-3);
    let side = wanted.xy().norm();
    let most = up * most_slope;
    if side <= most {
        return Vector3::new(wanted.x, wanted.y, -up);
    }
    let part = most / side;
    Vector3::new(wanted.x * part, wanted.y * part, -up)
}

/// The attitude that points the thrust along `thrust` and the nose to `yaw_rad`.
pub(super) fn attitude_along(thrust: Vector3<f64>, yaw_rad: f64) -> UnitQuaternion<f64> {
    let down = -thrust.normalize();
    let (sin, cos) = yaw_rad.sin_cos();
    let right = down.cross(&Vector3::new(cos, sin, 0.0)).normalize();
    let forward = right.cross(&down);
    let axes = nalgebra::Matrix3::from_columns(&[forward, right, down]);
    UnitQuaternion::from_rotation_matrix(&Rotation3::from_matrix_unchecked(axes))
}

#[cfg(test)]
mod tests;
