#![allow(clippy::unwrap_used)]

mod camera;
mod gimbal;
mod others;
mod pictures;

use super::*;
use crate::autopilot::ardupilot::Copter;
use crate::craft::CraftModel;
use crate::environment::Weather;
use crate::place::Place;
use crate::vehicle::Vehicle;
use crate::wire::{ChannelId, Incoming, Sender, Signing, Splitter};
use geofences::FlatTerrain;
use mavlink::MessageData;
use std::time::Duration;

pub const STEP: Duration = Duration::from_millis(20);
pub const HOME: Place = Place::new(36.0671, 120.3826, 20.0);
pub const STARTED: &str = "2026-11-24T04:30:00Z";

/// Who said what, and when.
pub struct Said {
    pub at: SimTime,
    pub channel: u8,
    pub from: (u8, u8),
    pub sequence: u8,
    pub message: MavMessage,
}

/// A vehicle with a payload, and stations on its links.
pub struct Field {
    pub vehicle: Vehicle,
    pub world: World,
    pub now: SimTime,
    pub signing: Signing,
    pub said: Vec<Said>,
    senders: Vec<Sender>,
}

pub fn everything() -> PayloadSetup {
    PayloadSetup {
        camera: Some(CameraSetup {
            width: 320,
            height: 240,
            image_bytes: 60_000,
            video_uri: Some("rtsp://127.0.0.1:8554/drone-1".to_owned()),
            ..CameraSetup::default()
        }),
        gimbal: Some(GimbalSetup::default()),
        remote_id: Some(RemoteIdSetup::default()),
        radios: vec![RadioSetup::default()],
    }
}

impl Field {
    pub fn new(setup: PayloadSetup) -> Self {
        let terrain = FlatTerrain {
            elevation_amsl_m: 20.0,
            uncertainty_m: 0.0,
        };
        let world = World {
            terrain: Arc::new(terrain),
            weather: Weather::default(),
        };
        let started = STARTED.parse().unwrap();
        let seed = (1, "drone-1");
        let craft = Craft::new(CraftModel::inspection_quad(), HOME, 0.0, 1.0, seed, &world);
        let copter = Copter::new(1, 2, 0.0, started, SimTime::START);
        let mut vehicle = Vehicle::new("drone-1".to_owned(), craft, Box::new(copter), 2);
        vehicle.payload = Some(Box::new(Payload::new(setup, 1, 2, started, seed)));
        Self {
            vehicle,
            world,
            now: SimTime::START,
            signing: Signing::off(started),
            said: Vec::new(),
            senders: vec![
                Sender::new(ChannelId(0), 255, 190),
                Sender::new(ChannelId(1), 250, 191),
            ],
        }
    }

    pub fn step(&mut self) {
        let mut outbox = Outbox::default();
        self.vehicle
            .step(self.now, STEP.as_secs_f64(), &self.world, &mut outbox);
        for (channel, frame) in outbox.iter() {
            Splitter::default().take(frame, |incoming| {
                let sequence = match &incoming {
                    Incoming::V2(raw) => raw.sequence(),
                    Incoming::V1(raw) => raw.sequence(),
                };
                self.said.push(Said {
                    at: self.now,
                    channel: channel.0,
                    from: incoming.from(),
                    sequence,
                    message: incoming.message().unwrap(),
                });
            });
        }
        self.now = self.now + STEP;
    }

    pub fn wait(&mut self, seconds: f64) {
        let until = self.now + Duration::from_secs_f64(seconds);
        while self.now < until {
            self.step();
        }
    }

    /// Puts a message on a link, of the station that is there.
    pub fn put<D: MessageData>(&mut self, link: u8, message: &D) {
        let mut outbox = Outbox::default();
        let sender = &mut self.senders[usize::from(link)];
        sender.send(self.now, &mut self.signing, message, &mut outbox);
        for (channel, frame) in outbox.iter() {
            self.vehicle.take(self.now, channel, frame);
        }
    }

    /// Sends a message; what is said on its link in the same step.
    pub fn send<D: MessageData>(&mut self, link: u8, message: &D) -> Vec<((u8, u8), MavMessage)> {
        self.put(link, message);
        let before = self.said.len();
        self.step();
        self.said[before..]
            .iter()
            .filter(|said| said.channel == link)
            .map(|said| (said.from, said.message.clone()))
            .collect()
    }

    /// Sends a command to a component on a link; what is said.
    pub fn command(
        &mut self,
        (link, component): (u8, u8),
        command: MavCmd,
        params: &[f32],
    ) -> Vec<((u8, u8), MavMessage)> {
        let param = |index: usize| params.get(index).copied().unwrap_or(0.0);
        self.send(
            link,
            &COMMAND_LONG_DATA {
                param1: param(0),
                param2: param(1),
                param3: param(2),
                param4: param(3),
                param5: param(4),
                param6: param(5),
                param7: param(6),
                command,
                target_system: 1,
                target_component: component,
                confirmation: 0,
            },
        )
    }

    /// The result of a command, which the component that was asked must give, once and to the asker.
    pub fn result(&mut self, to: (u8, u8), command: MavCmd, params: &[f32]) -> MavResult {
        let asker = if to.0 == 0 { (255, 190) } else { (250, 191) };
        let said = self.command(to, command, params);
        let results: Vec<MavResult> = said
            .iter()
            .filter_map(|(from, message)| match message {
                MavMessage::COMMAND_ACK(ack) if ack.command == command => {
                    assert_eq!(*from, (1, to.1));
                    assert_eq!((ack.target_system, ack.target_component), asker);
                    Some(ack.result)
                }
                _ => None,
            })
            .collect();
        assert_eq!(results.len(), 1, "{command:?}");
        results[0]
    }

    /// Asks for a message, which must follow its acknowledgement.
    pub fn request(&mut self, to: (u8, u8), id: u32, second: f32) -> MavMessage {
        let command = MavCmd::MAV_CMD_REQUEST_MESSAGE;
        let said = self.command(to, command, &[id as f32, second]);
        let mut from_it = said.into_iter().filter(|(from, _)| from.1 == to.1);
        let ack = from_it.position(|(_, message)| matches!(message, MavMessage::COMMAND_ACK(_)));
        assert!(ack.is_some());
        let (_, message) = from_it
            .find(|(_, message)| mavlink::Message::message_id(message) == id)
            .unwrap();
        message
    }

    /// All that a component said of one kind.
    pub fn told<T>(&self, component: u8, of: impl Fn(&MavMessage) -> Option<T>) -> Vec<T> {
        self.said
            .iter()
            .filter(|said| said.from.1 == component && said.channel == 0)
            .filter_map(|said| of(&said.message))
            .collect()
    }

    /// Flies to a height.
    pub fn take_off(&mut self, height_m: f32) {
        self.wait(45.0);
        for (command, params) in [
            (MavCmd::MAV_CMD_DO_SET_MODE, &[1.0, 4.0][..]),
            (MavCmd::MAV_CMD_COMPONENT_ARM_DISARM, &[1.0]),
            (
                MavCmd::MAV_CMD_NAV_TAKEOFF,
                &[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, height_m],
            ),
        ] {
            assert_eq!(
                self.result((0, 1), command, params),
                ACCEPTED,
                "{command:?}"
            );
        }
        self.wait(f64::from(height_m) / 2.0 + 8.0);
    }
}
