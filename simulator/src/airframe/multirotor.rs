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
}

/// The gain from an attitude error to a rate, 1/s.
const ATTITUDE_GAIN: f64 = 6.0;
/// How fast rates follow, time constant, s.
const RATE_TIME_CONSTANT_S: f64 = 0.05;
/// A quadrotor whose rotor died turns over with this angular acceleration, rad/s².
const TOPPLING_RADPS2: f64 = 25.0;
/// A rotor that gives less than this is as good as dead.
const LEAST_HEALTH: f64 = 0.5;

impl Rotors {
    /// Rotors that stand still and are whole.
    pub fn new(model: &Multirotor) -> Self {
        Self {
            thrust_n: 0.0,
            health: vec![1.0; model.rotor_count],
        }
    }

    /// Sets how much of its thrust a rotor still gives, 0…1. Whether there is such a rotor.
    pub fn set_health(&mut self, rotor: usize, health: f64) -> bool {
        let Some(slot) = self.health.get_mut(rotor) else {
            return false;
        };
        *slot = health.clamp(0.0, 1.0);
        true
    }

    /// Thrust now, N.
    pub fn thrust_n(&self) -> f64 {
        self.thrust_n
    }

    /// Stops all rotors.
    pub fn stop(&mut self) {
        self.thrust_n = 0.0;
    }

    /// With too few rotors a vehicle turns over: fewer than five, and one is dead.
    fn is_toppling(&self) -> bool {
        self.health.iter().any(|health| *health < LEAST_HEALTH) && self.health.len() < 5
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
        let wanted = limit_lean(wanted, model.most_lean_rad);
        let whole: f64 = self.health.iter().sum::<f64>() / self.health.len() as f64;
        let most_n = model.most_thrust_n * whole * voltage_part * voltage_part;
        let thrust_n = wanted.norm().min(most_n);
        let follow = 1.0 - (-dt_s / model.motor_time_constant_s).exp();
        self.thrust_n += (thrust_n - self.thrust_n) * follow;

        if self.is_toppling() {
            body.rates_radps.x += TOPPLING_RADPS2 * dt_s;
            body.rates_radps.z += 0.5 * TOPPLING_RADPS2 * dt_s;
            body.rates_radps = body.rates_radps.map(|rate| rate.clamp(-12.0, 12.0));
        } else {
            let target = attitude_along(wanted, steering.yaw_rad);
            self.follow_attitude(model, body, &target, dt_s);
        }
        body.turn(dt_s);

        let thrust = body.attitude * Vector3::new(0.0, 0.0, -self.thrust_n);
        body.accelerate((thrust + drag_n) / model.mass_kg + weight, dt_s);
        Effort {
            power_w: self.power_w(model, air, around.density),
            throttle: (self.thrust_n / model.most_thrust_n).clamp(0.0, 1.0),
        }
    }

    fn follow_attitude(
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

    /// Momentum theory: the induced speed in forward flight solves
    /// v² = (−u² + √(u⁴ + 4·h⁴)) / 2, with h that of a hover with this thrust and u the speed across the
    /// discs (Leishman, Principles of Helicopter Aerodynamics, 2.14); climbing costs its work.
    fn power_w(&self, model: &Multirotor, air: Vector3<f64>, density: f64) -> f64 {
        let hover_2 = self.thrust_n / (2.0 * density * model.disc_area_m2);
        let across_2 = air.xy().norm_squared();
        let induced = (0.5 * (-across_2 + (across_2 * across_2 + 4.0 * hover_2 * hover_2).sqrt()))
            .max(0.0)
            .sqrt();
        let parasitic = 0.5 * density * model.drag_area_m2 * air.norm_squared() * air.norm()
            + model.rotor_drag * across_2;
        // What a descent gives back is mostly lost in the wake.
        let climb = self.thrust_n * (-air.z).max(0.3 * -air.z);
        ((self.thrust_n * induced + climb + parasitic) / model.efficiency).max(0.0)
    }
}

/// Less to the side, so that the vector leans no more than `most_rad` from straight up; what it gives
/// upwards stays.
fn limit_lean(wanted: Vector3<f64>, most_rad: f64) -> Vector3<f64> {
    let up = (-wanted.z).max(1e-3);
    let side = wanted.xy().norm();
    let most = up * most_rad.tan();
    if side <= most {
        return Vector3::new(wanted.x, wanted.y, -up);
    }
    let part = most / side;
    Vector3::new(wanted.x * part, wanted.y * part, -up)
}

/// The attitude that points the thrust along `thrust` and the nose to `yaw_rad`.
fn attitude_along(thrust: Vector3<f64>, yaw_rad: f64) -> UnitQuaternion<f64> {
    let down = -thrust.normalize();
    let (sin, cos) = yaw_rad.sin_cos();
    let right = down.cross(&Vector3::new(cos, sin, 0.0)).normalize();
    let forward = right.cross(&down);
    let axes = nalgebra::Matrix3::from_columns(&[forward, right, down]);
    UnitQuaternion::from_rotation_matrix(&Rotation3::from_matrix_unchecked(axes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::environment::Air;
    use crate::place::Place;

    const DT_S: f64 = 0.02;

    fn around(wind_mps: Vector3<f64>) -> Surroundings {
        Surroundings {
            wind_mps,
            density: 1.225,
            air: Air::default(),
        }
    }

    fn steering(acceleration_mps2: Vector3<f64>, yaw_rad: f64) -> RotorSteering {
        RotorSteering {
            acceleration_mps2,
            yaw_rad,
        }
    }

    /// Flies for some seconds, asking for an acceleration that depends on the body.
    fn fly(
        seconds: f64,
        wind_mps: Vector3<f64>,
        rotors: &mut Rotors,
        ask: impl Fn(&Body) -> Vector3<f64>,
    ) -> (Body, Effort) {
        let model = Multirotor::inspection_quad();
        let mut body = Body::at_rest(Place::new(36.0, 120.0, 100.0), 0.3);
        let mut effort = Effort::default();
        for _ in 0..(seconds / DT_S) as usize {
            let asked = steering(ask(&body), 0.3);
            effort = rotors.step(&model, &mut body, asked, &around(wind_mps), 1.0, DT_S);
        }
        (body, effort)
    }

    fn whole() -> Rotors {
        Rotors::new(&Multirotor::inspection_quad())
    }

    fn towards(velocity: Vector3<f64>) -> impl Fn(&Body) -> Vector3<f64> {
        move |body| (velocity - body.velocity_mps) * 1.5
    }

    #[test]
    fn it_hovers_with_its_weight_and_the_power_that_theory_gives() {
        let (body, effort) = fly(
            10.0,
            Vector3::zeros(),
            &mut whole(),
            towards(Vector3::zeros()),
        );
        let model = Multirotor::inspection_quad();
        assert!(body.velocity_mps.norm() < 0.05, "{}", body.velocity_mps);
        let expected = model.hover_power_w(1.225);
        assert!((effort.power_w / expected - 1.0).abs() < 0.02);
        assert!((effort.throttle - 1.0 / 2.2).abs() < 0.01);
    }

    #[test]
    fn it_holds_its_place_in_a_wind_by_leaning_into_it() {
        let wind = Vector3::new(0.0, 8.0, 0.0);
        let (body, _) = fly(15.0, wind, &mut whole(), towards(Vector3::zeros()));
        assert!(body.velocity_mps.norm() < 0.2, "{}", body.velocity_mps);
        let up = body.attitude * Vector3::new(0.0, 0.0, -1.0);
        assert!(up.y < -0.05, "leans with the wind: {up}");
    }

    #[test]
    fn it_flies_no_faster_than_its_lean_allows() {
        let model = Multirotor::inspection_quad();
        let asked = |_: &Body| Vector3::new(50.0, 0.0, 0.0);
        let (body, _) = fly(60.0, Vector3::zeros(), &mut whole(), asked);
        // Where drag equals weight times the tangent of the lean.
        let push = model.mass_kg * GRAVITY_MPS2 * model.most_lean_rad.tan();
        let (a, b) = (0.5 * 1.225 * model.drag_area_m2, model.rotor_drag);
        let fastest = (-b + (b * b + 4.0 * a * push).sqrt()) / (2.0 * a);
        let speed = body.velocity_mps.xy().norm();
        assert!((speed / fastest - 1.0).abs() < 0.1, "{speed} of {fastest}");
    }

    #[test]
    fn flying_at_ten_metres_a_second_takes_less_power_than_hovering() {
        let (_, still) = fly(
            10.0,
            Vector3::zeros(),
            &mut whole(),
            towards(Vector3::zeros()),
        );
        let along = towards(Vector3::new(10.0, 0.0, 0.0));
        let (_, moving) = fly(20.0, Vector3::zeros(), &mut whole(), along);
        assert!(moving.power_w < still.power_w);
        let up = towards(Vector3::new(0.0, 0.0, -3.0));
        let (_, climbing) = fly(20.0, Vector3::zeros(), &mut whole(), up);
        assert!(climbing.power_w > 1.2 * still.power_w);
    }

    #[test]
    fn a_quadrotor_falls_when_a_rotor_dies_and_there_is_no_fifth_rotor_to_lose() {
        let mut rotors = whole();
        assert!(rotors.set_health(2, 0.0));
        assert!(!rotors.set_health(4, 0.0));
        let (body, _) = fly(
            4.0,
            Vector3::zeros(),
            &mut rotors,
            towards(Vector3::zeros()),
        );
        assert!(body.velocity_mps.z > 5.0, "{}", body.velocity_mps);
    }

    #[test]
    fn a_hexarotor_stays_up_on_five_rotors() {
        let model = Multirotor::patrol_hexa();
        let mut rotors = Rotors::new(&model);
        rotors.set_health(0, 0.0);
        let mut body = Body::at_rest(Place::new(36.0, 120.0, 100.0), 0.0);
        for _ in 0..500 {
            let asked = steering(-body.velocity_mps, 0.0);
            let air = around(Vector3::zeros());
            rotors.step(&model, &mut body, asked, &air, 1.0, DT_S);
        }
        assert!(body.velocity_mps.norm() < 0.1, "{}", body.velocity_mps);
    }

    #[test]
    fn an_empty_battery_cannot_hold_it_up() {
        let model = Multirotor::inspection_quad();
        let mut rotors = whole();
        let mut body = Body::at_rest(Place::new(36.0, 120.0, 100.0), 0.0);
        for _ in 0..300 {
            let asked = steering(-body.velocity_mps, 0.0);
            let air = around(Vector3::zeros());
            rotors.step(&model, &mut body, asked, &air, 0.5, DT_S);
        }
        assert!(body.velocity_mps.z > 1.0, "{}", body.velocity_mps);
    }
}
