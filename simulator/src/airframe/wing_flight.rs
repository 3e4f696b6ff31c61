//! An aeroplane in flight: the loops that hold bank, climb and speed, and what comes of them.

use super::{Airflow, Body, Effort, Supply, Surroundings, WingModel, WingSteering};
use crate::environment::GRAVITY_MPS2;
use nalgebra::Vector3;

/// How an aeroplane flies now.
#[derive(Clone, Debug)]
pub struct Wing {
    thrust_n: f64,
    /// How much of its thrust the motor still gives, 0…1.
    health: f64,
    is_stalled: bool,
    airspeed_mps: f64,
}

/// How fast the climb angle follows, time constant, s.
const CLIMB_TIME_CONSTANT_S: f64 = 0.7;
/// How fast thrust follows, time constant, s.
const THRUST_TIME_CONSTANT_S: f64 = 0.2;
/// The gain from a lack of speed to an acceleration, 1/s.
const SPEED_GAIN: f64 = 0.7;
/// The gain from a bank that is off to a roll rate, 1/s.
const ROLL_GAIN: f64 = 3.0;
/// The gain from an incidence that is off to a pitch rate, 1/s.
const INCIDENCE_GAIN: f64 = 5.0;
/// The fin turns the nose into the air with this gain, 1/s.
const FIN_GAIN: f64 = 2.0;
/// How fast rates follow the surfaces, time constant, s.
const RATE_TIME_CONSTANT_S: f64 = 0.08;
/// The fastest pitch, rad/s.
const MOST_PITCH_RATE_RADPS: f64 = 1.2;
/// The most lift that is asked for, over the weight.
const MOST_LOAD: f64 = 2.5;
/// Elevators bring the wing a little beyond its stall.
const BEYOND_STALL: f64 = 1.25;
/// The flow is whole again below this part of the angle of stall.
const WHOLE_AGAIN: f64 = 0.7;
/// A stalled wing drops its nose, rad/s.
const NOSE_DROPS_RADPS: f64 = 0.6;
/// A stalled wing drops to one side, rad/s.
const SIDE_DROPS_RADPS: f64 = 0.7;
/// With its surfaces amidships an aeroplane flies at this lift coefficient.
const HANDS_OFF_LIFT: f64 = 0.5;
/// With its surfaces amidships a bank grows so fast, 1/s: few small aeroplanes are stable in a spiral.
const SPIRAL_GAIN: f64 = 0.12;
/// Slower than this the path through the air tells little about how to turn, m/s.
const SLOWEST_PATH_MPS: f64 = 5.0;

impl Default for Wing {
    fn default() -> Self {
        Self {
            thrust_n: 0.0,
            health: 1.0,
            is_stalled: false,
            airspeed_mps: 0.0,
        }
    }
}

impl Wing {
    /// Speed of the air from ahead, gusts included, m/s.
    pub fn airspeed_mps(&self) -> f64 {
        self.airspeed_mps
    }

    /// Thrust now, N.
    pub fn thrust_n(&self) -> f64 {
        self.thrust_n
    }

    /// Whether the flow has broken off.
    pub fn is_stalled(&self) -> bool {
        self.is_stalled
    }

    /// Sets how much of its thrust the motor still gives, 0…1.
    pub fn set_health(&mut self, health: f64) {
        self.health = health.clamp(0.0, 1.0);
    }

    /// The motor stands still; the air comes from ahead with `airspeed_mps`.
    pub(super) fn stop(&mut self, airspeed_mps: f64) {
        self.thrust_n = 0.0;
        self.is_stalled = false;
        self.airspeed_mps = airspeed_mps;
    }

    /// Flies for `dt_s`. Without a steering the motor is off and the surfaces stand amidships.
    pub fn step(
        &mut self,
        model: &WingModel,
        body: &mut Body,
        steering: Option<WingSteering>,
        around: &Surroundings,
        supply: Supply,
        dt_s: f64,
    ) -> Effort {
        let flow = Airflow::about(body, around.wind_mps);
        let force_n = model.force_n(&flow, around.density);
        let asked_n = steering.map_or(0.0, |steering| {
            self.thrust_for(model, body, &steering, &flow, force_n, supply)
        });
        self.push(model, asked_n, &flow, supply, dt_s);
        let all_n = force_n + Vector3::new(self.thrust_n, 0.0, 0.0);

        self.watch_stall(model, &flow);
        let wanted = self.wanted_rates(model, body, steering, &flow, all_n, around.density);
        let follow = (dt_s / RATE_TIME_CONSTANT_S).min(1.0);
        body.rates_radps += (wanted - body.rates_radps) * follow;
        body.turn(dt_s);

        let weight = Vector3::new(0.0, 0.0, GRAVITY_MPS2);
        body.accelerate(body.attitude * all_n / model.mass_kg + weight, dt_s);
        self.effort(model, &flow, around.density)
    }

    /// Lets the propeller follow a thrust.
    pub(super) fn push(
        &mut self,
        model: &WingModel,
        asked_n: f64,
        flow: &Airflow,
        supply: Supply,
        dt_s: f64,
    ) {
        self.airspeed_mps = flow.air_mps.x;
        let whole = self.health * supply.voltage_part * supply.voltage_part;
        let most_n = model.propeller.most_thrust_at_n(flow.air_mps.x) * whole;
        let follow = (dt_s / THRUST_TIME_CONSTANT_S).min(1.0);
        self.thrust_n += (asked_n.clamp(0.0, most_n) - self.thrust_n) * follow;
    }

    pub(super) fn effort(&self, model: &WingModel, flow: &Airflow, density: f64) -> Effort {
        let propeller = &model.propeller;
        let most_n = propeller.most_thrust_at_n(flow.air_mps.x).max(1e-3);
        Effort {
            power_w: propeller.power_w(self.thrust_n, flow.air_mps.x, density),
            throttle: (self.thrust_n / most_n).min(1.0),
        }
    }

    /// Thrust that holds the speed: against drag and for the climb, and more where speed lacks.
    fn thrust_for(
        &self,
        model: &WingModel,
        body: &Body,
        steering: &WingSteering,
        flow: &Airflow,
        force_n: Vector3<f64>,
        supply: Supply,
    ) -> f64 {
        if steering.airspeed_mps <= 0.0 {
            return 0.0;
        }
        let speed = flow.speed_mps.max(1.0);
        let drag_n = -force_n.dot(&flow.air_mps) / speed;
        let climb = (-body.velocity_mps.z / speed).clamp(-1.0, 1.0);
        let shown_mps = supply.airspeed_shown_mps.unwrap_or(flow.speed_mps);
        let lack_mps = steering.airspeed_mps - shown_mps;
        drag_n + model.weight_n() * climb + SPEED_GAIN * model.mass_kg * lack_mps
    }

    fn watch_stall(&mut self, model: &WingModel, flow: &Airflow) {
        let stall_rad = model.stall_incidence_rad();
        if flow.incidence_rad > stall_rad + 0.02 {
            self.is_stalled = true;
        } else if flow.incidence_rad < WHOLE_AGAIN * stall_rad {
            self.is_stalled = false;
        }
    }

    /// How fast to turn: with the path through the air, and besides so that incidence and bank
    /// become those that are wanted. Surfaces do little in slow air.
    fn wanted_rates(
        &self,
        model: &WingModel,
        body: &Body,
        steering: Option<WingSteering>,
        flow: &Airflow,
        all_n: Vector3<f64>,
        density: f64,
    ) -> Vector3<f64> {
        let down = body.attitude.inverse_transform_vector(&Vector3::z());
        let bank_rad = down.y.atan2(down.z);
        let acceleration = all_n / model.mass_kg + down * GRAVITY_MPS2;
        let path = flow.air_mps.cross(&acceleration) / flow.speed_mps.max(SLOWEST_PATH_MPS).powi(2);
        let stall_mps = model.stall_speed_mps(density);
        let surfaces = (flow.speed_mps / (0.9 * stall_mps)).powi(2).min(1.0);

        let (roll, wanted_rad) = match steering {
            Some(steering) => {
                let bank = steering
                    .bank_rad
                    .clamp(-model.most_bank_rad, model.most_bank_rad);
                let most = model.most_roll_rate_radps;
                let roll = ((bank - bank_rad) * ROLL_GAIN).clamp(-most, most);
                let needed_n = self.needed_lift_n(model, body, &steering, flow, bank_rad);
                let pressed_n = 0.5 * density * flow.speed_mps.powi(2) * model.area_m2;
                let lift = needed_n / pressed_n.max(1e-3);
                (roll, model.incidence_for_lift_rad(lift))
            }
            None => (
                SPIRAL_GAIN * bank_rad,
                model.incidence_for_lift_rad(HANDS_OFF_LIFT),
            ),
        };
        let most_rad = BEYOND_STALL * model.stall_incidence_rad();
        let off_rad = wanted_rad.clamp(-0.15, most_rad) - flow.incidence_rad;
        let sideslip = flow.air_mps.y / flow.speed_mps.max(1.0);
        let yaw = path.z + FIN_GAIN * sideslip * surfaces;
        if self.is_stalled {
            // The wing that hangs goes first; a level one follows the propeller's torque.
            let side = if bank_rad > 0.02 { 1.0 } else { -1.0 };
            let pitch = (path.y - NOSE_DROPS_RADPS).max(-MOST_PITCH_RATE_RADPS);
            return Vector3::new(side * SIDE_DROPS_RADPS * surfaces, pitch, yaw);
        }
        let pitch = (path.y + INCIDENCE_GAIN * off_rad * surfaces)
            .clamp(-MOST_PITCH_RATE_RADPS, MOST_PITCH_RATE_RADPS);
        Vector3::new(roll * surfaces, pitch, yaw)
    }

    /// Lift for the climb that is wanted, in the bank that it has, N.
    fn needed_lift_n(
        &self,
        model: &WingModel,
        body: &Body,
        steering: &WingSteering,
        flow: &Airflow,
        bank_rad: f64,
    ) -> f64 {
        let speed = flow.speed_mps.max(1.0);
        // Measured against the ground, as inertial sensors do: gusts from below are not chased.
        let climb_rad = (-body.velocity_mps.z / speed).clamp(-1.0, 1.0).asin();
        let most = model.most_climb_rad;
        let turn = (steering.climb_rad.clamp(-most, most) - climb_rad) / CLIMB_TIME_CONSTANT_S;
        let load = (climb_rad.cos() + speed * turn / GRAVITY_MPS2) / bank_rad.cos().max(0.3);
        let pushed_n = self.thrust_n * flow.incidence_rad.sin();
        load.clamp(-0.5, MOST_LOAD) * model.weight_n() - pushed_n
    }
}

#[cfg(test)]
mod tests;
