//! An aeroplane with lifting rotors: it hovers on them, flies on its wing, and in between on both.

use super::multirotor::{attitude_along, limit_lean, topple};
use super::{
    Airflow, Body, Effort, Multirotor, RotorSteering, Rotors, Steering, Supply, Surroundings, Wing,
    WingModel, WingSteering,
};
use crate::environment::GRAVITY_MPS2;
use nalgebra::{UnitQuaternion, Vector3};

/// What such an aeroplane is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct Vtol {
    /// Its rotors; their mass is that of the whole.
    pub rotors: Multirotor,
    /// Its wing and the propeller that pushes it; the mass is that of the whole.
    pub wing: WingModel,
    /// From this speed through the air on the rotors give less and less, m/s.
    pub blend_mps: f64,
    /// With this speed through the air the wing carries it and the rotors stop, m/s.
    pub transition_mps: f64,
}

impl Vtol {
    /// A survey aeroplane of 7 kg with a span of 2.5 m, on four rotors and a pusher.
    pub fn survey() -> Self {
        Self {
            rotors: Multirotor::survey_vtol(),
            wing: WingModel::survey_vtol(),
            blend_mps: 9.0,
            transition_mps: 14.5,
        }
    }
}

/// What carries it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VtolState {
    /// The rotors.
    Rotors,
    /// It gathers speed; both carry it.
    ToWing,
    /// The wing.
    Wing,
    /// It slows down; both carry it.
    ToRotors,
}

/// How it flies now.
#[derive(Clone, Debug)]
pub struct VtolFlight {
    /// Its rotors as they are now.
    pub rotors: Rotors,
    /// Its wing and pusher as they are now.
    pub wing: Wing,
    state: VtolState,
    /// So long in this state, s.
    state_for_s: f64,
    /// Where its nose points while it changes over, radians.
    held_yaw_rad: f64,
}

/// The air, the battery and the length of one step.
struct Moment<'a> {
    flow: Airflow,
    around: &'a Surroundings,
    supply: Supply,
    dt_s: f64,
}

/// What is asked while both carry it.
struct Blend {
    /// Accelerate upwards so, m/s².
    up_mps2: f64,
    /// Thrust of the pusher, N.
    pusher_n: f64,
    /// The most incidence of the wing, radians.
    most_incidence_rad: f64,
    /// The most that the rotors give of their thrust, 0…1.
    share: f64,
}

/// It brakes with this incidence; more would stall the wing, radians.
const BRAKING_INCIDENCE_RAD: f64 = 0.15;
/// It gathers speed level at first, with this incidence, radians.
const LEVEL_INCIDENCE_RAD: f64 = 0.03;
/// Slower than this over the ground it hovers, m/s.
const HOVERS_BELOW_MPS: f64 = 4.0;
/// It hovers at the latest after this time of braking, s (PX4, VT_B_TRANS_DUR).
const LONGEST_BRAKING_S: f64 = 10.0;
/// Changing over takes at least so long, also when a strong wind makes the speed fit at once, s (PX4,
/// VT_TRANS_MIN_TM).
const SHORTEST_CHANGE_S: f64 = 2.0;
/// The gain from a lack of climb to an acceleration, 1/s.
const CLIMB_GAIN: f64 = 1.5;
/// The most vertical acceleration while both carry it, m/s².
const MOST_VERTICAL_MPS2: f64 = 2.0;
/// The steepest climb while both carry it, m/s.
const MOST_CLIMB_MPS: f64 = 1.5;
/// The rotors hold at least this part of the weight when it hovers, so that they can steer.
const LEAST_ROTOR_LOAD: f64 = 0.3;
/// With a dead rotor it turns over once the others pull more than this part of the weight.
const TOPPLES_ABOVE: f64 = 0.15;

impl VtolFlight {
    /// It stands on the ground.
    pub fn new(model: &Vtol) -> Self {
        Self {
            rotors: Rotors::new(&model.rotors),
            wing: Wing::default(),
            state: VtolState::Rotors,
            state_for_s: 0.0,
            held_yaw_rad: 0.0,
        }
    }

    /// What carries it.
    pub fn state(&self) -> VtolState {
        self.state
    }

    /// On the ground, motors off; the air comes from ahead with `airspeed_mps`.
    pub(super) fn stop(&mut self, airspeed_mps: f64) {
        self.rotors.stop();
        self.wing.stop(airspeed_mps);
        self.state = VtolState::Rotors;
        self.state_for_s = 0.0;
    }

    /// Flies for `dt_s`. [`Steering::Idle`] leaves it to the air.
    pub fn step(
        &mut self,
        model: &Vtol,
        body: &mut Body,
        steering: &Steering,
        around: &Surroundings,
        supply: Supply,
        dt_s: f64,
    ) -> Effort {
        let flow = Airflow::about(body, around.wind_mps);
        let shown_mps = supply.airspeed_shown_mps.unwrap_or(flow.air_mps.x);
        self.change_over(model, body, steering, shown_mps, dt_s);
        let moment = Moment {
            flow,
            around,
            supply,
            dt_s,
        };
        match (steering, self.state) {
            (Steering::Rotors(steering), VtolState::Rotors) => {
                self.hover(model, body, steering, &moment)
            }
            (Steering::Rotors(steering), _) => {
                let blend = Blend {
                    up_mps2: -steering.acceleration_mps2.z,
                    pusher_n: 0.0,
                    most_incidence_rad: BRAKING_INCIDENCE_RAD,
                    share: 1.0,
                };
                self.blend(model, body, &blend, &moment)
            }
            (Steering::Wing(steering), VtolState::ToWing) => {
                let blend = self.gather_speed(model, body, steering, shown_mps);
                self.blend(model, body, &blend, &moment)
            }
            (Steering::Wing(_) | Steering::Idle, _) => {
                self.rotors.stop();
                let steering = match steering {
                    Steering::Wing(steering) => Some(*steering),
                    _ => None,
                };
                self.wing
                    .step(&model.wing, body, steering, around, supply, dt_s)
            }
        }
    }

    fn change_over(
        &mut self,
        model: &Vtol,
        body: &Body,
        steering: &Steering,
        shown_mps: f64,
        dt_s: f64,
    ) {
        self.state_for_s += dt_s;
        let may_end = self.state_for_s >= SHORTEST_CHANGE_S;
        let flies = may_end && shown_mps >= model.transition_mps;
        let is_slow = shown_mps < model.blend_mps
            || body.velocity_mps.xy().norm() < HOVERS_BELOW_MPS
            || self.state_for_s > LONGEST_BRAKING_S;
        let hovers = may_end && is_slow;
        let next = match (steering, self.state) {
            (Steering::Wing(_), VtolState::Rotors | VtolState::ToRotors) => VtolState::ToWing,
            (Steering::Wing(_), VtolState::ToWing) if flies => VtolState::Wing,
            (Steering::Rotors(_), VtolState::Wing | VtolState::ToWing) => VtolState::ToRotors,
            (Steering::Rotors(_), VtolState::ToRotors) if hovers => VtolState::Rotors,
            (_, state) => state,
        };
        if next != self.state {
            self.state = next;
            self.state_for_s = 0.0;
            self.held_yaw_rad = body.euler_rad().2;
        }
    }

    fn hover(
        &mut self,
        model: &Vtol,
        body: &mut Body,
        steering: &RotorSteering,
        moment: &Moment<'_>,
    ) -> Effort {
        let Moment {
            flow, supply, dt_s, ..
        } = moment;
        let air_n = self.air_force_n(model, body, moment);
        let weight = Vector3::new(0.0, 0.0, GRAVITY_MPS2);
        let mut wanted = (steering.acceleration_mps2 - weight) * model.wing.mass_kg - air_n;
        wanted.z = wanted.z.min(-LEAST_ROTOR_LOAD * model.wing.weight_n());
        let wanted = limit_lean(wanted, self.rotors.most_slope());
        self.rotors
            .spin(&model.rotors, wanted.norm(), supply.voltage_part, *dt_s);
        let target = attitude_along(wanted, steering.yaw_rad);
        self.wing.push(&model.wing, 0.0, flow, *supply, *dt_s);
        self.move_on(model, body, &target, air_n, *dt_s);
        self.effort(model, moment)
    }

    /// Full thrust ahead; the nose comes up and the rotors go back as the wing begins to carry.
    fn gather_speed(
        &self,
        model: &Vtol,
        body: &Body,
        steering: &WingSteering,
        shown_mps: f64,
    ) -> Blend {
        let span = model.transition_mps - model.blend_mps;
        let part = ((shown_mps - model.blend_mps) / span)
            .min(self.state_for_s / SHORTEST_CHANGE_S)
            .clamp(0.0, 1.0);
        let climb_mps =
            (shown_mps.max(0.0) * steering.climb_rad.sin()).clamp(-MOST_CLIMB_MPS, MOST_CLIMB_MPS);
        Blend {
            up_mps2: (climb_mps + body.velocity_mps.z) * CLIMB_GAIN,
            pusher_n: model.wing.propeller.most_thrust_n,
            most_incidence_rad: LEVEL_INCIDENCE_RAD
                + part * (BRAKING_INCIDENCE_RAD - LEVEL_INCIDENCE_RAD),
            share: 1.0 - part,
        }
    }

    /// The wing carries what it can with the incidence it may have, the rotors the rest.
    fn blend(
        &mut self,
        model: &Vtol,
        body: &mut Body,
        blend: &Blend,
        moment: &Moment<'_>,
    ) -> Effort {
        let Moment {
            flow, supply, dt_s, ..
        } = moment;
        let up_mps2 = blend.up_mps2.clamp(-MOST_VERTICAL_MPS2, MOST_VERTICAL_MPS2);
        let needed_n = model.wing.mass_kg * (GRAVITY_MPS2 + up_mps2);
        let pressed_n = 0.5 * moment.around.density * flow.air_mps.x.powi(2) * model.wing.area_m2;
        let incidence = model
            .wing
            .incidence_for_lift_rad(needed_n / pressed_n.max(1.0));
        let pitch_rad = incidence.clamp(-0.1, blend.most_incidence_rad);
        let target = UnitQuaternion::from_euler_angles(0.0, pitch_rad, self.held_yaw_rad);

        let air_n = self.air_force_n(model, body, moment);
        let rotors_up = -(body.attitude * Vector3::new(0.0, 0.0, -1.0)).z;
        let forward_up = -(body.attitude * Vector3::x()).z;
        let lacks_n = needed_n + air_n.z - self.wing.thrust_n() * forward_up;
        let most_n = blend.share * model.rotors.most_thrust_n;
        let asked_n = (lacks_n / rotors_up.max(0.5)).clamp(0.0, most_n);
        self.rotors
            .spin(&model.rotors, asked_n, supply.voltage_part, *dt_s);
        self.wing
            .push(&model.wing, blend.pusher_n, flow, *supply, *dt_s);
        self.move_on(model, body, &target, air_n, *dt_s);
        self.effort(model, moment)
    }

    /// What the air does to wing and spinning rotors, north, east, down, N.
    fn air_force_n(&self, model: &Vtol, body: &Body, moment: &Moment<'_>) -> Vector3<f64> {
        let spinning = (self.rotors.thrust_n() / model.wing.weight_n()).min(1.0);
        let wing_n = model.wing.force_n(&moment.flow, moment.around.density);
        body.attitude * (wing_n - moment.flow.air_mps * (model.rotors.rotor_drag * spinning))
    }

    fn move_on(
        &self,
        model: &Vtol,
        body: &mut Body,
        target: &UnitQuaternion<f64>,
        air_n: Vector3<f64>,
        dt_s: f64,
    ) {
        let pulls = self.rotors.thrust_n() > TOPPLES_ABOVE * model.wing.weight_n();
        if self.rotors.is_toppling() && pulls {
            topple(body, dt_s);
        } else {
            self.rotors
                .follow_attitude(&model.rotors, body, target, dt_s);
        }
        body.turn(dt_s);
        let thrust = Vector3::new(self.wing.thrust_n(), 0.0, -self.rotors.thrust_n());
        let weight = Vector3::new(0.0, 0.0, GRAVITY_MPS2);
        let force_n = body.attitude * thrust + air_n;
        body.accelerate(force_n / model.wing.mass_kg + weight, dt_s);
    }

    fn effort(&self, model: &Vtol, moment: &Moment<'_>) -> Effort {
        let Moment { flow, around, .. } = moment;
        let across_2 = flow.air_mps.xy().norm_squared();
        let through_mps =
            self.rotors
                .flow_mps(&model.rotors, across_2, -flow.air_mps.z, around.density);
        let lift_w = self.rotors.thrust_n() * through_mps;
        let push = self.wing.effort(&model.wing, flow, around.density);
        let lifts = self.rotors.thrust_n() / model.rotors.most_thrust_n;
        Effort {
            power_w: (lift_w / model.rotors.efficiency).max(0.0) + push.power_w,
            throttle: lifts.max(push.throttle),
        }
    }
}

#[cfg(test)]
mod tests;
