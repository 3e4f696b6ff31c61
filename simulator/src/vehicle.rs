//! One vehicle: a craft, the autopilot that steers it, and what it carries; and the ways in which all of
//! it goes wrong.

use crate::airframe::{Steering, Touch};
use crate::autopilot::{Autopilot, Heard};
use crate::craft::{Craft, World};
use crate::time::SimTime;
use crate::wire::{ChannelId, Incoming, Outbox, Splitter};

/// A vehicle.
pub struct Vehicle {
    /// What people call it.
    pub name: String,
    /// The thing that flies.
    pub craft: Craft,
    /// Who flies it.
    pub autopilot: Box<dyn Autopilot>,
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
            splitters: vec![Splitter::default(); usize::from(links)],
            heard: Vec::new(),
            steering: Steering::Idle,
        }
    }

    /// How many links it has.
    pub fn links(&self) -> usize {
        self.splitters.len()
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
        self.steering = self
            .autopilot
            .step(now, dt_s, &self.craft, &self.heard, outbox);
        self.heard.clear();
        self.craft.step(&self.steering, world, now, dt_s)
    }
}
