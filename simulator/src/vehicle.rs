//! One vehicle: a craft, the autopilot that steers it, and what it carries; and the ways in which all of
//! it goes wrong.

use crate::airframe::{Steering, Touch};
use crate::autopilot::{Autopilot, Heard};
use crate::craft::{Craft, World};
use crate::payload::Payload;
use crate::time::SimTime;
use crate::wire::{ChannelId, Incoming, Key, Outbox, Splitter};
use mavlink::MessageData;
use mavlink::dialects::ardupilotmega::{MavMessage, SETUP_SIGNING_DATA};

/// A vehicle.
pub struct Vehicle {
    /// What people call it.
    pub name: String,
    /// The thing that flies.
    pub craft: Craft,
    /// Who flies it.
    pub autopilot: Box<dyn Autopilot>,
    /// What it carries beside.
    pub payload: Option<Box<Payload>>,
    splitters: Vec<Splitter>,
    heard: Vec<Heard>,
    steering: Steering,
}

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
        }
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

    /// Goes on to `now`, `dt_s` after the last step. Adds what it says to `outbox`.
    pub fn step(&mut self, now: SimTime, dt_s: f64, world: &World, outbox: &mut Outbox) -> Touch {
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
        self.heard.clear();
        self.craft.step(&self.steering, world, now, dt_s)
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
mod tests;
