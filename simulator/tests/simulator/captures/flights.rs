//! Plays a recorded ground side to a simulated vehicle.

use super::recording::{Packet, Recording};
use geofences::FlatTerrain;
use simulator::autopilot::Autopilot;
use simulator::autopilot::ardupilot::Copter;
use simulator::autopilot::px4::{LinkMode, Px4};
use simulator::craft::{Craft, CraftModel};
use simulator::environment::WeatherAt;
use simulator::place::Place;
use simulator::simulation::{Frames, LinkId, Setup, Simulation};
use simulator::time::SimTime;
use simulator::vehicle::Vehicle;
use simulator::wire::ChannelId;
use std::sync::Arc;
use std::time::Duration;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flavour {
    Copter,
    Px4,
}

/// Fine enough for the fastest streams.
pub const FINE_STEP: Duration = Duration::from_millis(4);
/// As people get it.
pub const USUAL_STEP: Duration = Duration::from_millis(20);
const LINK: LinkId = LinkId {
    vehicle: 0,
    channel: ChannelId(0),
};

/// Both sides of the simulated flight.
pub fn simulate(flavour: Flavour, recording: &Recording, step: Duration) -> Vec<Packet> {
    let mut simulation = simulation(flavour, step);
    let station: Vec<&Packet> = recording
        .packets
        .iter()
        .filter(|it| it.is_stations())
        .collect();
    let begins_s = recording.packets[0].at_s;
    let ends_s = recording.packets[recording.packets.len() - 1].at_s;
    let mut heard = Vec::new();
    let mut next = 0;
    let mut frames = Frames::default();
    while simulation.now().seconds() < ends_s {
        let now = simulation.now() + step;
        let first = next;
        while next < station.len() && station[next].at_s <= now.seconds() {
            heard.push(station[next].clone());
            next += 1;
        }
        let frames_in = station[first..next]
            .iter()
            .map(|it| (LINK, it.frame.as_slice()));
        frames.clear();
        simulation.step(now, frames_in, &mut frames);
        let said = frames
            .iter()
            .filter_map(|(_, frame)| Packet::read(now.seconds(), frame));
        // Who recorded was not there before.
        heard.extend(said.filter(|packet| packet.at_s >= begins_s));
    }
    heard
}

fn simulation(flavour: Flavour, step: Duration) -> Simulation {
    let started = "2026-11-24T00:00:00Z".parse().unwrap();
    let mut simulation = Simulation::new(Setup {
        seed: 1,
        started,
        step,
        terrain: Arc::new(FlatTerrain {
            elevation_amsl_m: 20.0,
            uncertainty_m: 0.0,
        }),
        weather: WeatherAt::default(),
    });
    let home = Place::new(36.0671, 120.3826, 20.0);
    let model = CraftModel::inspection_quad();
    let craft = Craft::new(model, home, 0.0, 1.0, (1, "drone"), simulation.world());
    let autopilot: Box<dyn Autopilot> = match flavour {
        Flavour::Copter => Box::new(Copter::new(1, 1, 0.0, started, SimTime::START)),
        Flavour::Px4 => {
            let links = [LinkMode::Onboard];
            Box::new(Px4::new(1, &links, 0.0, started, SimTime::START))
        }
    };
    let vehicle = Vehicle::new("drone".to_owned(), craft, autopilot, 1);
    simulation.add(vehicle, SimTime::START);
    simulation
}
