#![allow(clippy::unwrap_used)]

use super::*;
use crate::autopilot::ardupilot::Copter;
use crate::craft::CraftModel;
use crate::environment::Weather;
use crate::place::Place;
use crate::wire::{Sender, Signing};
use geofences::FlatTerrain;
use mavlink::MessageData;
use mavlink::dialects::ardupilotmega::{COMMAND_LONG_DATA, MavCmd};
use std::sync::Arc;
use std::time::Duration;

struct Link {
    vehicle: Vehicle,
    world: World,
    now: SimTime,
    sender: Sender,
    signing: Signing,
}

impl Link {
    fn new() -> Self {
        let terrain = FlatTerrain {
            elevation_amsl_m: 20.0,
            uncertainty_m: 0.0,
        };
        let world = World {
            terrain: Arc::new(terrain),
            weather: Weather::default(),
        };
        let started = "2026-11-24T00:00:00Z".parse().unwrap();
        let at = Place::new(36.0671, 120.3826, 20.0);
        let model = CraftModel::inspection_quad();
        let craft = Craft::new(model, at, 0.0, 1.0, (1, "signed"), &world);
        let copter = Copter::new(1, 2, 0.0, started, SimTime::START);
        Self {
            vehicle: Vehicle::new("signed".to_owned(), craft, Box::new(copter), 2),
            world,
            now: SimTime::from_s(1),
            sender: Sender::new(ChannelId(0), 255, 190),
            signing: Signing::off(started),
        }
    }

    /// What is said in a step, each with whether it is signed; after `message` was sent.
    fn send<D: MessageData>(&mut self, message: &D) -> Vec<(u32, bool)> {
        let mut outbox = Outbox::default();
        self.sender
            .send(self.now, &mut self.signing, message, &mut outbox);
        for (channel, frame) in outbox.iter() {
            self.vehicle.take(self.now, channel, frame);
        }
        let mut said = Outbox::default();
        self.vehicle.step(self.now, 0.02, &self.world, &mut said);
        self.now = self.now + Duration::from_millis(20);
        let frames = said.iter().filter(|(channel, _)| channel.0 == 0);
        frames
            .map(|(_, frame)| {
                let id = u32::from_le_bytes([frame[7], frame[8], frame[9], 0]);
                (id, frame[2] & 1 == 1)
            })
            .collect()
    }

    fn ask(&mut self) -> Vec<(u32, bool)> {
        self.send(&COMMAND_LONG_DATA {
            command: MavCmd::MAV_CMD_REQUEST_AUTOPILOT_CAPABILITIES,
            param1: 1.0,
            target_system: 1,
            target_component: 1,
            ..Default::default()
        })
    }
}

fn setup(secret_key: [u8; 32], initial_timestamp: u64) -> SETUP_SIGNING_DATA {
    SETUP_SIGNING_DATA {
        initial_timestamp,
        target_system: 1,
        target_component: 1,
        secret_key,
    }
}

const ACK: u32 = 77;

#[test]
fn a_station_gives_a_key_and_takes_it_away_and_neither_is_answered() {
    let mut link = Link::new();
    assert!(link.ask().contains(&(ACK, false)));
    let said = link.send(&setup([7; 32], 1));
    assert!(said.iter().all(|(id, _)| *id != ACK));
    // Without the key nobody is heard any more.
    assert!(link.ask().iter().all(|(id, _)| *id != ACK));
    link.signing.set_key(Some(Key([7; 32])));
    assert!(link.ask().contains(&(ACK, true)));
    // Nor may anyone without it take it away.
    link.signing.set_key(None);
    link.send(&setup([0; 32], 0));
    assert!(link.ask().iter().all(|(id, _)| *id != ACK));
    link.signing.set_key(Some(Key([7; 32])));
    link.send(&setup([0; 32], 0));
    link.signing.set_key(None);
    assert!(link.ask().contains(&(ACK, false)));
}
