//! The city while it runs.

#[cfg(test)]
mod tests;

use super::config::{CityConfig, CityProblem, event_problems};
use super::crews::{Crew, CrewTruth};
use super::docks::{Charging, Dock, DockTruth};
use super::events::{Event, Happening, SeenEvent};
use super::faults::UnknownId;
use super::flyer::Flyer;
use super::ground_sensors::GroundSensor;
use super::moment::{Moment, TICK};
use super::publication::{Publication, TOPIC_ROOT};
use super::replies::TakeError;
use super::streets::Streets;
use super::traffic::{
    Aircraft, Receiver, RemoteIdDrone, RemoteIdVehicle, TrafficKind, TrafficTruth,
};
use crate::airframe::Contact;
use crate::craft::World;
use crate::place::Place;
use crate::time::SimTime;
use chrono::{DateTime, Utc};
use geofences::Geoid;
use nalgebra::Vector3;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What the simulation tells the city of one of its vehicles.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VehicleTruth<'a> {
    /// Its name.
    pub id: &'a str,
    /// Where it is.
    pub place: Place,
    /// Where it says that it is.
    pub told_place: Place,
    /// How it moves: north, east, down, m/s.
    pub velocity_ned_mps: Vector3<f64>,
    /// How it says that it moves, m/s.
    pub told_velocity_ned_mps: Vector3<f64>,
    /// Whether it stands, flies or lies.
    pub contact: Contact,
    /// Charge of its battery, 0…1.
    pub charge: f64,
}

/// The other things in the city.
pub struct City {
    start: DateTime<Utc>,
    geoid: Arc<dyn Geoid>,
    next_tick: SimTime,
    pub(super) now: SimTime,
    receivers: Vec<Receiver>,
    pub(super) aircraft: Vec<Aircraft>,
    pub(super) drones: Vec<RemoteIdDrone>,
    /// By the vehicle's name.
    remote_id_vehicles: BTreeMap<String, RemoteIdVehicle>,
    helicopters: Vec<(String, Flyer)>,
    pub(super) docks: Vec<Dock>,
    pub(super) sensors: Vec<GroundSensor>,
    crews: Vec<Crew>,
    streets: Option<Streets>,
    events: Vec<Happening>,
    event_ids: Vec<String>,
    charging: Vec<Charging>,
}

impl City {
    /// A city at the start of its day.
    ///
    /// # Errors
    /// Everything that is wrong with the configuration.
    pub fn new(config: CityConfig) -> Result<Self, Vec<CityProblem>> {
        let problems = config.problems();
        if !problems.is_empty() {
            return Err(problems);
        }
        let (seed, start) = (config.seed, config.start);
        let helicopters = config.helicopters.into_iter();
        let senders = config.remote_id_vehicles.into_iter();
        let senders = senders.map(|config| {
            let vehicle = config.vehicle.clone();
            (vehicle, RemoteIdVehicle::new(config, seed))
        });
        Ok(Self {
            start,
            geoid: config.geoid,
            next_tick: SimTime::START,
            now: SimTime::START,
            receivers: config
                .receivers
                .into_iter()
                .map(|config| Receiver { config })
                .collect(),
            aircraft: all(config.aircraft, |config| Aircraft::new(config, seed)),
            drones: all(config.remote_id_drones, |config| {
                RemoteIdDrone::new(config, seed)
            }),
            remote_id_vehicles: senders.collect(),
            helicopters: helicopters
                .map(|config| (config.id, Flyer::new(config.flight)))
                .collect(),
            docks: all(config.docks, |config| Dock::new(config, seed, start)),
            sensors: all(config.sensors, |config| GroundSensor::new(config, seed)),
            crews: all(config.crews, |config| Crew::new(config, seed, start)),
            streets: config.streets,
            event_ids: config.events.iter().map(|event| event.id.clone()).collect(),
            events: all(config.events, Happening::new),
            charging: Vec::new(),
        })
    }

    /// Goes on to `now`: what is told on the way is added to `out`. The answer is what the docks do
    /// to the batteries of the vehicles in them; it holds until the next step.
    pub fn step(
        &mut self,
        now: SimTime,
        world: &World,
        vehicles: &[VehicleTruth],
        out: &mut Vec<Publication>,
    ) -> &[Charging] {
        for dock in &mut self.docks {
            dock.look(vehicles);
        }
        if !self.remote_id_vehicles.is_empty() {
            for vehicle in vehicles {
                if let Some(sender) = self.remote_id_vehicles.get_mut(vehicle.id) {
                    sender.look(vehicle);
                }
            }
        }
        while self.next_tick <= now {
            self.now = self.next_tick;
            self.next_tick = self.next_tick + TICK;
            self.tick(world, out);
        }
        self.charging.clear();
        self.charging
            .extend(self.docks.iter().filter_map(Dock::charging));
        &self.charging
    }

    fn tick(&mut self, world: &World, out: &mut Vec<Publication>) {
        let moment = Moment {
            at: self.now,
            start: self.start,
            world,
            geoid: self.geoid.as_ref(),
        };
        for event in &mut self.events {
            event.tick(&moment);
        }
        for aircraft in &mut self.aircraft {
            aircraft.tick(&moment, &self.receivers, out);
        }
        for drone in &mut self.drones {
            drone.tick(&moment, &self.receivers, out);
        }
        for sender in self.remote_id_vehicles.values_mut() {
            sender.tick(&moment, &self.receivers, out);
        }
        for (_, flyer) in &mut self.helicopters {
            flyer.tick(moment.at);
        }
        for dock in &mut self.docks {
            dock.tick(&moment, out);
        }
        for sensor in &mut self.sensors {
            sensor.tick(&moment, &self.events, out);
        }
        for crew in &mut self.crews {
            crew.tick(&moment, self.streets.as_ref(), out);
        }
    }

    /// Takes a command that came in on a topic. Its answer is published with the next step, also when
    /// it cannot be read.
    ///
    /// # Errors
    /// There is nobody who could answer: no such topic, dock or crew.
    pub fn take(&mut self, topic: &str, payload: &[u8], now: SimTime) -> Result<(), TakeError> {
        let inner = topic.strip_prefix(TOPIC_ROOT);
        let levels = inner
            .and_then(|inner| inner.strip_prefix('/'))
            .map(|inner| {
                let mut levels = inner.split('/');
                [(); 4].map(|()| levels.next())
            });
        let unknown = |kind, id: &str| TakeError::NoSuchThing {
            kind,
            id: id.to_owned(),
        };
        match levels {
            Some([Some("docks"), Some(id), Some("command"), None]) => {
                let dock = self.docks.iter_mut().find(|dock| dock.id() == id);
                dock.ok_or_else(|| unknown("dock", id))?.take(payload, now);
                Ok(())
            }
            Some([Some("crews"), Some(id), Some("command"), None]) => {
                let crew = self.crews.iter_mut().find(|crew| crew.id() == id);
                let crew = crew.ok_or_else(|| unknown("crew", id))?;
                crew.take(payload, self.streets.as_ref(), now);
                Ok(())
            }
            _ => Err(TakeError::NotACommandTopic(topic.to_owned())),
        }
    }

    /// Drives a dock's lid by the button on the dock itself: whoever stands there asks nobody.
    ///
    /// # Errors
    /// There is no such dock.
    pub fn drive_lid_by_hand(&mut self, dock: &str, open: bool) -> Result<(), UnknownId> {
        let now = self.now;
        let found = self.docks.iter_mut().find(|known| known.id() == dock);
        let unknown = || UnknownId {
            kind: "dock",
            id: dock.to_owned(),
        };
        found.ok_or_else(unknown)?.drive_lid_by_hand(open, now);
        Ok(())
    }

    /// The dock whose lid a vehicle flies into from below, where it does.
    pub fn lid_hit_by(&self, vehicle: &VehicleTruth) -> Option<&str> {
        let mut docks = self.docks.iter();
        let hit = docks.find(|dock| dock.lid_is_hit_from_below(vehicle));
        hit.map(Dock::id)
    }

    /// Adds an event while the city runs.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn add_event(&mut self, event: Event) -> Result<(), Vec<CityProblem>> {
        let problems = event_problems(&event, &self.event_ids);
        if !problems.is_empty() {
            return Err(problems);
        }
        self.event_ids.push(event.id.clone());
        self.events.push(Happening::new(event));
        Ok(())
    }

    /// All events that there is something to see of now.
    pub fn events(&self) -> impl Iterator<Item = SeenEvent<'_>> {
        self.events.iter().filter_map(|event| event.seen(self.now))
    }

    /// The events of which something is within `radius_m` of a place, as they look now.
    pub fn events_near(&self, at: Place, radius_m: f64) -> impl Iterator<Item = SeenEvent<'_>> {
        self.events()
            .filter(move |event| event.is_within(at, radius_m))
    }

    /// The events of which something is in what a camera sees of the ground, as they look now. Corners
    /// in order, at least three.
    pub fn events_in<'a>(&'a self, footprint: &'a [Place]) -> impl Iterator<Item = SeenEvent<'a>> {
        self.events().filter(|event| event.is_in(footprint))
    }

    /// Where everything in the air truly is, that which nobody hears included.
    pub fn traffic(&self) -> impl Iterator<Item = TrafficTruth<'_>> {
        let helicopters = self
            .helicopters
            .iter()
            .filter_map(|(id, flyer)| TrafficTruth::of(id, TrafficKind::Helicopter, flyer));
        let aircraft = self.aircraft.iter().filter_map(Aircraft::truth);
        let drones = self.drones.iter().filter_map(RemoteIdDrone::truth);
        aircraft.chain(drones).chain(helicopters)
    }

    /// How the docks truly are.
    pub fn docks(&self) -> impl Iterator<Item = DockTruth<'_>> {
        self.docks.iter().map(Dock::truth)
    }

    /// How the crews truly are.
    pub fn crews(&self) -> impl Iterator<Item = CrewTruth<'_>> {
        self.crews.iter().map(Crew::truth)
    }
}

fn all<C, T>(configs: Vec<C>, make: impl FnMut(C) -> T) -> Vec<T> {
    configs.into_iter().map(make).collect()
}
