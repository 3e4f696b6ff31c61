//! One vehicle: a craft, the autopilot that steers it, and what it carries; and the ways in which all of
//! it goes wrong.

use crate::airframe::{Contact, RotorSteering, Steering, Touch, WingSteering};
use crate::autopilot::missions::Kind;
use crate::autopilot::{Autopilot, Heard};
use crate::craft::{Craft, World};
use crate::payload::Payload;
use crate::time::SimTime;
use crate::wire::{ChannelId, Incoming, Key, Outbox, Splitter};
use mavlink::MessageData;
use mavlink::dialects::ardupilotmega::{MavMessage, SETUP_SIGNING_DATA};
use nalgebra::Vector3;
use std::f64::consts::{PI, TAU};

/// A vehicle. What each step reads comes first.
#[repr(C)]
pub struct Vehicle {
    /// Who flies it.
    pub autopilot: Box<dyn Autopilot>,
    /// What it carries beside.
    pub payload: Option<Box<Payload>>,
    heard: Vec<Heard>,
    steering: Steering,
    is_frozen: bool,
    flies_away_mps: Option<Vector3<f64>>,
    /// The thing that flies.
    pub craft: Craft,
    /// What people call it.
    pub name: String,
    splitters: Vec<Splitter>,
}

/// A vehicle that flies away holds its velocity with this gain, 1/s.
const FLY_AWAY_GAIN: f64 = 1.0;

impl Vehicle {
    /// A vehicle with so many links.
    pub fn new(name: String, craft: Craft, autopilot: Box<dyn Autopilot>, links: u8) -> Self {
        Self {
            name,
            craft,
            autopilot,
            payload: None,
            splitters: vec![Splitter::default(); usize::from(links)],
            heard: Vec::new(),
            steering: Steering::Idle,
            is_frozen: false,
            flies_away_mps: None,
        }
    }

    /// How many links it has.
    pub fn links(&self) -> usize {
        self.splitters.len()
    }

    /// Has the memory come that the next step begins with, while another vehicle is stepped: those of a large
    /// fleet fit into no cache.
    #[inline]
    pub fn fetch(&self) {
        std::hint::black_box((self.autopilot.parameters().version(), self.craft.contact()));
    }

    /// Takes bytes as they come on a link. Frames whose signature is not as it must be are dropped.
    pub fn take(&mut self, now: SimTime, channel: ChannelId, bytes: &[u8]) {
        let Some(splitter) = self.splitters.get_mut(usize::from(channel.0)) else {
            return;
        };
        let (signing, heard) = (self.autopilot.signing_mut(), &mut self.heard);
        splitter.take(bytes, |frame| {
            let is_good = match &frame {
                Incoming::V2(raw) => signing.check(now, raw).is_ok(),
                // MAVLink 1 knows no signatures.
                Incoming::V1(_) => !signing.is_on(),
            };
            if is_good {
                heard.push((channel, frame));
            }
        });
    }

    /// Lets the autopilot stand still, so that it says and hears nothing and the motors keep what they
    /// had, or go on.
    pub fn set_frozen(&mut self, is_frozen: bool) {
        self.is_frozen = is_frozen;
    }

    /// Whether the autopilot stands still.
    pub fn is_frozen(&self) -> bool {
        self.is_frozen
    }

    /// Lets it fly off with a velocity, north, east, down, m/s, whatever the autopilot wants, where it is
    /// in the air; `None` lets it obey again.
    pub fn set_flying_away(&mut self, velocity_mps: Option<Vector3<f64>>) {
        self.flies_away_mps = velocity_mps;
    }

    /// Takes the autopilot's power away for a moment: it starts anew, and until it has done so the motors
    /// stand.
    pub fn reboot(&mut self, now: SimTime) {
        self.autopilot.reboot(now);
        self.steering = Steering::Idle;
        self.heard.clear();
        self.splitters.iter_mut().for_each(Splitter::forget);
    }

    /// Lets it fly another mission than it tells, or the same again.
    pub fn set_lying_about_mission(&mut self, lies: bool) {
        let mission = self.autopilot.stores_mut().get_mut(Kind::Mission);
        if lies {
            mission.lie();
        } else {
            mission.stop_lying();
        }
    }

    /// Goes on to `now`, `dt_s` after the last step. Adds what it says to `outbox`.
    pub fn step(&mut self, now: SimTime, dt_s: f64, world: &World, outbox: &mut Outbox) -> Touch {
        if !self.is_frozen {
            self.think(now, dt_s, world, outbox);
        }
        self.heard.clear();
        let steering = match self.flies_away_mps {
            Some(velocity) if self.craft.contact() == Contact::Airborne => self.away(velocity),
            _ => self.steering,
        };
        self.craft.step(&steering, world, now, dt_s)
    }

    /// Lets everything on board that decides and speaks go on.
    fn think(&mut self, now: SimTime, dt_s: f64, world: &World, outbox: &mut Outbox) {
        self.take_signing_keys();
        match &mut self.payload {
            Some(payload) => payload.step(
                now,
                dt_s,
                &self.craft,
                world,
                self.autopilot.as_mut(),
                &mut self.heard,
                outbox,
            ),
            // Nobody is there to obey.
            None => drop(self.autopilot.take_payload_orders()),
        }
        self.steering = self
            .autopilot
            .step(now, dt_s, &self.craft, &self.heard, outbox);
    }

    /// How to fly off: by what is true, for no sensor of the vehicle has a part in it.
    fn away(&self, velocity_mps: Vector3<f64>) -> Steering {
        let body = self.craft.body();
        match self.steering {
            Steering::Wing(wing) => {
                let course_rad = velocity_mps.y.atan2(velocity_mps.x);
                let off = course_rad - body.euler_rad().2;
                let off = (off + PI).rem_euclid(TAU) - PI;
                Steering::Wing(WingSteering {
                    bank_rad: off.clamp(-0.5, 0.5),
                    climb_rad: (-velocity_mps.z / velocity_mps.norm().max(1.0)).asin(),
                    ..wing
                })
            }
            Steering::Idle | Steering::Rotors(_) => Steering::Rotors(RotorSteering {
                acceleration_mps2: (velocity_mps - body.velocity_mps) * FLY_AWAY_GAIN,
                yaw_rad: body.euler_rad().2,
            }),
        }
    }

    /// A station gives the vehicle its key, or takes it away with one that is all zeros. Taken on any
    /// link, but not while armed, and never answered (ArduPilot, `handle_setup_signing`). Once frames are
    /// signed, only a signed one gets here.
    fn take_signing_keys(&mut self) {
        for (_, frame) in &self.heard {
            if frame.message_id() != SETUP_SIGNING_DATA::ID || self.autopilot.status().is_armed {
                continue;
            }
            if let Some(MavMessage::SETUP_SIGNING(setup)) = frame.message()
                && [0, self.autopilot.status().system_id].contains(&setup.target_system)
            {
                let is_none = setup.secret_key == [0; 32] && setup.initial_timestamp == 0;
                let key = (!is_none).then_some(Key(setup.secret_key));
                self.autopilot.signing_mut().set_key(key);
            }
        }
    }
}

#[cfg(test)]
mod signing_tests;
#[cfg(test)]
mod tests;
