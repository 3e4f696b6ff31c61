//! What vehicles of a scenario carry, and what their cameras find in the city.

use crate::payload::{CameraSetup, GimbalSetup, Payload, PayloadSetup, RadioSetup, RemoteIdSetup};
use crate::picture::{EventKind, Scene, SceneEvent};
use crate::place::Place;
use crate::scenario::{self, Scenario, VehicleSetup};
use crate::simulation::Simulation;
use crate::time::SimTime;
use geofences::Terrain;
use std::sync::Arc;

/// What a vehicle carries; nothing where its scenario says nothing.
pub fn payload(
    scenario: &Scenario,
    setup: &VehicleSetup,
    terrain: &dyn Terrain,
) -> Option<Box<Payload>> {
    let carried = &setup.payload;
    let parts = PayloadSetup {
        camera: carried.camera.as_ref().map(camera),
        gimbal: carried.has_gimbal.then(GimbalSetup::default),
        remote_id: carried.remote_id.as_ref().map(remote_id),
        radios: radios(setup, terrain),
    };
    if parts == PayloadSetup::default() {
        return None;
    }
    let links = setup.links.len() as u8;
    let seed = (scenario.seed, setup.name.as_str());
    let started = scenario.start.to_utc();
    Some(Box::new(Payload::new(
        parts,
        setup.system_id,
        links,
        started,
        seed,
    )))
}

fn camera(setup: &scenario::CameraSetup) -> CameraSetup {
    let usual = CameraSetup::default();
    let pixels = |count: u32| u16::try_from(count).unwrap_or(u16::MAX);
    // The half of the sensor is seen under half of the view.
    let half_view = (0.5 * setup.horizontal_view_deg).to_radians();
    CameraSetup {
        width: pixels(setup.image_width_px),
        height: pixels(setup.image_height_px),
        focal_mm: 0.5 * usual.sensor_width_mm / half_view.tan(),
        ..usual
    }
}

/// The radios on the links of a vehicle.
fn radios(setup: &VehicleSetup, terrain: &dyn Terrain) -> Vec<RadioSetup> {
    let links = setup.links.iter().enumerate();
    let radios = links.filter_map(|(channel, link)| {
        let radio = link.radio?;
        let at = radio.station.unwrap_or(setup.at);
        let ground_m = terrain.ground_at(at).map_or(0.0, |it| it.elevation_amsl_m);
        Some(RadioSetup {
            channel: channel as u8,
            station: Some(Place::new(
                at.latitude_deg(),
                at.longitude_deg(),
                ground_m + radio.station_height_agl_m,
            )),
            power_dbm: radio.power_dbm,
            frequency_mhz: radio.frequency_mhz,
        })
    });
    radios.collect()
}

fn remote_id(setup: &scenario::RemoteIdSetup) -> RemoteIdSetup {
    RemoteIdSetup {
        serial: setup.serial_number.clone(),
        operator: setup.operator_id.clone().unwrap_or_default(),
        ..RemoteIdSetup::default()
    }
}

/// What cameras find: changed at the moments when events begin or end, so that a picture shows what is
/// there when it is taken.
#[derive(Debug)]
pub struct Scenery {
    /// It is to be looked at then; `None`: nothing changes any more.
    changes: Option<SimTime>,
}

impl Default for Scenery {
    fn default() -> Self {
        Self {
            changes: Some(SimTime::START),
        }
    }
}

impl Scenery {
    /// Shows what is there now to every camera, where that has changed.
    pub fn step(&mut self, now: SimTime, scenario: &Scenario, simulation: &mut Simulation) {
        if self.changes.is_none_or(|at| now < at) {
            return;
        }
        let moments = scenario.events.iter();
        let moments = moments.flat_map(|event| [Some(event.from), event.until]);
        self.changes = moments.flatten().filter(|at| *at > now).min();
        let events = scenario.events.iter().filter(|it| it.is_there(now));
        let scene = Arc::new(Scene {
            events: events.map(scene_event).collect(),
            ..Scene::default()
        });
        for index in 0..scenario.vehicles.len() as u32 {
            if let Some((vehicle, _)) = simulation.vehicle_mut(index)
                && let Some(payload) = &mut vehicle.payload
            {
                payload.set_scene(Arc::clone(&scene));
            }
        }
    }
}

fn scene_event(event: &scenario::Event) -> SceneEvent {
    SceneEvent {
        kind: match event.kind {
            scenario::EventKind::Smoke => EventKind::Smoke,
            scenario::EventKind::Algae => EventKind::Algae,
            scenario::EventKind::Dump => EventKind::Dump,
            scenario::EventKind::Crowd => EventKind::Crowd,
            scenario::EventKind::HighWater => EventKind::HighWater,
        },
        place: Place::new(event.at.latitude_deg(), event.at.longitude_deg(), 0.0),
        radius_m: event.radius_m,
        strength: event.strength,
    }
}
