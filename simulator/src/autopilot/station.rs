//! A ground station for tests, over a link in memory: what it sends arrives in the next step.

#![allow(clippy::unwrap_used)]

use super::Autopilot;
use crate::craft::{Craft, CraftModel, World};
use crate::environment::Weather;
use crate::place::Place;
use crate::time::SimTime;
use crate::wire::{ChannelId, Outbox, Sender, Signing, Splitter};
use chrono::{DateTime, Utc};
use geofences::FlatTerrain;
use mavlink::MessageData;
use mavlink::dialects::ardupilotmega::*;
use std::sync::Arc;
use std::time::Duration;

pub const DT: Duration = Duration::from_millis(20);
pub const HOME: Place = Place::new(36.0671, 120.3826, 20.0);

pub fn started() -> DateTime<Utc> {
    "2026-11-24T00:00:00Z".parse().unwrap()
}

/// The station, its vehicle and the world around both.
pub struct Station<A> {
    pub autopilot: A,
    pub craft: Craft,
    pub world: World,
    pub now: SimTime,
    pub sender: Sender,
    pub signing: Signing,
    pub said: Vec<(SimTime, MavMessage)>,
}

impl<A: Autopilot> Station<A> {
    /// A station before an autopilot that starts now, in air without wind.
    pub fn with(autopilot: A) -> Self {
        Self::before(autopilot, CraftModel::inspection_quad())
    }

    /// The same before an autopilot of another craft.
    pub fn before(autopilot: A, model: CraftModel) -> Self {
        let world = World {
            terrain: Arc::new(FlatTerrain {
                elevation_amsl_m: 20.0,
                uncertainty_m: 0.0,
            }),
            weather: Weather::default(),
        };
        Self {
            autopilot,
            craft: Craft::new(model, HOME, 0.0, 1.0, (1, "copter"), &world),
            world,
            now: SimTime::START,
            sender: Sender::new(ChannelId(0), 250, 190),
            signing: Signing::off(started()),
            said: Vec::new(),
        }
    }

    pub fn step(&mut self, bytes: &[u8]) {
        let mut outbox = Outbox::default();
        let mut heard = Vec::new();
        Splitter::default().take(bytes, |frame| heard.push((ChannelId(0), frame)));
        let dt_s = DT.as_secs_f64();
        let steering = self
            .autopilot
            .step(self.now, dt_s, &self.craft, &heard, &mut outbox);
        self.craft.step(&steering, &self.world, self.now, dt_s);
        for (_, frame) in outbox.iter() {
            let now = self.now;
            Splitter::default().take(frame, |frame| {
                self.said
                    .extend(frame.message().map(|message| (now, message)));
            });
        }
        self.now = self.now + DT;
    }

    pub fn wait(&mut self, seconds: f64) {
        let until = self.now + Duration::from_secs_f64(seconds);
        while self.now < until {
            self.step(&[]);
        }
    }

    /// Waits until something is said, at most so long. Whether it was.
    pub fn until(&mut self, most_s: f64, is_it: impl Fn(&MavMessage) -> bool) -> bool {
        let (from, end) = (self.said.len(), self.now + Duration::from_secs_f64(most_s));
        while self.now < end {
            if self.said[from..].iter().any(|(_, message)| is_it(message)) {
                return true;
            }
            self.step(&[]);
        }
        false
    }

    /// Sends a message; what is said in the same step.
    pub fn send<D: MessageData>(&mut self, message: &D) -> Vec<MavMessage> {
        let mut outbox = Outbox::default();
        self.sender
            .send(self.now, &mut self.signing, message, &mut outbox);
        self.step_with(&outbox)
    }

    /// Sends a payload that the codec may have no type for.
    pub fn send_payload<D: MessageData>(&mut self, payload: &[u8]) -> Vec<MavMessage> {
        let mut outbox = Outbox::default();
        let (now, signing) = (self.now, &mut self.signing);
        let kind = (D::ID, D::EXTRA_CRC);
        self.sender
            .send_payload(now, signing, kind, payload, &mut outbox);
        self.step_with(&outbox)
    }

    fn step_with(&mut self, outbox: &Outbox) -> Vec<MavMessage> {
        let bytes: Vec<u8> = outbox
            .iter()
            .flat_map(|(_, frame)| frame.to_vec())
            .collect();
        let before = self.said.len();
        self.step(&bytes);
        self.said[before..]
            .iter()
            .map(|(_, message)| message.clone())
            .collect()
    }

    pub fn command(&mut self, command: MavCmd, params: [f32; 7]) -> Vec<MavMessage> {
        let [param1, param2, param3, param4, param5, param6, param7] = params;
        self.send(&COMMAND_LONG_DATA {
            param1,
            param2,
            param3,
            param4,
            param5,
            param6,
            param7,
            command,
            target_system: 1,
            target_component: 1,
            confirmation: 0,
        })
    }

    pub fn result(&mut self, command: MavCmd, params: [f32; 7]) -> MavResult {
        let said = self.command(command, params);
        let result = said.iter().find_map(|message| match message {
            MavMessage::COMMAND_ACK(ack) if ack.command == command => {
                assert_eq!((ack.target_system, ack.target_component), (250, 190));
                Some(ack.result)
            }
            _ => None,
        });
        result.unwrap()
    }

    /// Begins to send a plan, and goes on with an item whose command and frame are these numbers. What
    /// it is answered.
    pub fn item_of_numbers(&mut self, command: u16, frame: u8) -> Option<MavMissionResult> {
        self.send(&MISSION_COUNT_DATA {
            count: 2,
            target_system: 1,
            target_component: 1,
            ..Default::default()
        });
        let mut payload = [0; 38];
        payload[30..32].copy_from_slice(&command.to_le_bytes());
        (payload[32], payload[33], payload[34]) = (1, 1, frame);
        let said = self.send_payload::<MISSION_ITEM_INT_DATA>(&payload);
        said.iter().find_map(|message| match message {
            MavMessage::MISSION_ACK(ack) => Some(ack.mavtype),
            _ => None,
        })
    }

    pub fn texts(&self) -> Vec<String> {
        let texts = self.said.iter().filter_map(|(_, message)| match message {
            MavMessage::STATUSTEXT(text) => text.text.to_str().ok().map(str::to_owned),
            _ => None,
        });
        texts.collect()
    }

    pub fn height_m(&self) -> f64 {
        self.craft.body().place.altitude_amsl_m - 20.0
    }

    pub fn upload(&mut self, items: &[MISSION_ITEM_INT_DATA]) -> MavMissionResult {
        let mut said = self.send(&MISSION_COUNT_DATA {
            count: items.len() as u16,
            target_system: 1,
            target_component: 1,
            mission_type: items
                .first()
                .map_or(MavMissionType::MAV_MISSION_TYPE_MISSION, |it| {
                    it.mission_type
                }),
            ..Default::default()
        });
        for _ in 0..=items.len() {
            let asked = said.iter().find_map(|message| match message {
                MavMessage::MISSION_REQUEST(request) => Some(Ok(request.seq)),
                MavMessage::MISSION_REQUEST_INT(request) => Some(Ok(request.seq)),
                MavMessage::MISSION_ACK(ack) => Some(Err(ack.mavtype)),
                _ => None,
            });
            match asked.unwrap() {
                Ok(seq) => said = self.send(&items[usize::from(seq)]),
                Err(result) => return result,
            }
        }
        unreachable!("never acknowledged")
    }
}
