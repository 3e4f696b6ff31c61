//! Stepping as a whole.

#![allow(clippy::unwrap_used)]

use super::*;
use crate::autopilot::ardupilot::Copter;
use crate::craft::{Craft, CraftModel};
use crate::place::Place;
use crate::wire::{Sender, Signing, Splitter};
use geofences::FlatTerrain;
use mavlink::MessageData;
use mavlink::dialects::ardupilotmega::*;

const HOME: Place = Place::new(36.0671, 120.3826, 20.0);

fn simulation(seed: u64, vehicles: u8) -> Simulation {
    let mut simulation = Simulation::new(Setup {
        seed,
        started: "2026-11-24T00:00:00Z".parse().unwrap(),
        step: Duration::from_millis(20),
        terrain: Arc::new(FlatTerrain {
            elevation_amsl_m: 20.0,
            uncertainty_m: 0.0,
        }),
        weather: WeatherAt::default(),
    });
    for system_id in 1..=vehicles {
        let name = format!("drone-{system_id}");
        let starts = SimTime::from_ms(u64::from(system_id) * 7);
        let model = CraftModel::inspection_quad();
        let craft = Craft::new(model, HOME, 0.0, 1.0, (seed, &name), simulation.world());
        let copter = Copter::new(system_id, 1, 0.0, simulation.started(), starts);
        simulation.add(Vehicle::new(name, craft, Box::new(copter), 1), starts);
    }
    simulation
}

fn link(vehicle: u32) -> LinkId {
    let channel = ChannelId(0);
    LinkId { vehicle, channel }
}

/// A frame of a ground station.
fn frame<D: MessageData>(message: &D) -> Vec<u8> {
    let mut outbox = Outbox::default();
    let mut signing = Signing::off("2026-11-24T00:00:00Z".parse().unwrap());
    Sender::new(ChannelId(0), 255, 190).send(SimTime::START, &mut signing, message, &mut outbox);
    outbox.iter().next().unwrap().1.to_vec()
}

fn request_version(target_system: u8) -> Vec<u8> {
    frame(&COMMAND_LONG_DATA {
        command: MavCmd::MAV_CMD_REQUEST_MESSAGE,
        param1: AUTOPILOT_VERSION_DATA::ID as f32,
        target_system,
        target_component: 1,
        ..Default::default()
    })
}

fn heard(frames: &Frames) -> Vec<(u32, MavMessage)> {
    let mut heard = Vec::new();
    for (link, bytes) in frames.iter() {
        Splitter::default().take(bytes, |frame| {
            heard.extend(frame.message().map(|message| (link.vehicle, message)));
        });
    }
    heard
}

#[test]
fn each_vehicle_answers_on_its_own_link_in_the_step_in_which_it_is_asked() {
    let mut simulation = simulation(1, 3);
    simulation.step(SimTime::from_s(1), [], &mut Frames::default());
    let mut out = Frames::default();
    let request = request_version(2);
    let next = SimTime::from_ms(1_020);
    simulation.step(next, [(link(1), request.as_slice())], &mut out);
    let versions: Vec<u32> = heard(&out)
        .into_iter()
        .filter(|(_, message)| matches!(message, MavMessage::AUTOPILOT_VERSION(_)))
        .map(|(vehicle, _)| vehicle)
        .collect();
    assert_eq!(versions, [1]);
}

#[test]
fn one_long_step_says_the_same_as_many_short_ones() {
    let (mut once, mut often) = (simulation(5, 2), simulation(5, 2));
    let (mut said_once, mut said_often) = (Frames::default(), Frames::default());
    once.step(SimTime::from_s(20), [], &mut said_once);
    for ms in (0..=20_000).step_by(4) {
        often.step(SimTime::from_ms(ms), [], &mut said_often);
    }
    assert!(said_once.len() > 40);
    assert!(said_once.iter().eq(said_often.iter()));
}

#[test]
fn the_same_seed_says_the_same_over_bad_links_and_another_does_not() {
    let day = |seed| {
        let mut simulation = simulation(seed, 2);
        let quality = Quality {
            loss: 0.3,
            jitter: Duration::from_millis(300),
            reorder: 0.2,
            ..Quality::PERFECT
        };
        assert!(simulation.set_quality(link(0), quality));
        let mut said = Frames::default();
        simulation.step(SimTime::from_s(60), [], &mut said);
        let said: Vec<_> = said.iter().map(|(link, it)| (link, it.to_vec())).collect();
        said
    };
    assert_eq!(day(3), day(3));
    assert_ne!(day(3), day(4));
}

#[test]
fn a_link_that_is_down_passes_nothing_either_way() {
    let mut simulation = simulation(1, 2);
    let down = Quality {
        is_down: true,
        ..Quality::PERFECT
    };
    assert!(simulation.set_quality(link(0), down));
    assert!(!simulation.set_quality(link(2), down));
    let request = request_version(1);
    let mut out = Frames::default();
    let frames_in = [(link(0), request.as_slice())];
    simulation.step(SimTime::from_s(5), frames_in, &mut out);
    assert!(out.len() > 3 && out.iter().all(|(link, _)| link.vehicle == 1));
    let (to, from) = simulation.account(link(0)).unwrap();
    assert_eq!((to.lost, to.delivered), (1, 0));
    assert!(from.lost > 3 && from.delivered == 0);
}

#[test]
fn frames_for_a_vehicle_or_a_link_that_is_not_there_are_passed_over() {
    let mut simulation = simulation(1, 1);
    let far = LinkId {
        vehicle: 0,
        channel: ChannelId(9),
    };
    let frames_in: [(LinkId, &[u8]); 2] = [(link(7), b"?"), (far, b"?")];
    simulation.step(SimTime::from_s(1), frames_in, &mut Frames::default());
    assert_eq!(simulation.now(), SimTime::from_s(1));
}
