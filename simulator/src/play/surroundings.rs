//! The city around the vehicles while a scenario is played: it is told where they are, does to their
//! batteries what its docks do, and says what it publishes.

use super::city_setup::{city_config, icao24};
use super::faults::Stage;
use super::news::{News, Weight};
use crate::city::{
    Charging, City, DockTruth, LidState, Publication, SensorFault, TakeError, TransponderFault,
    UnknownId, VehicleTruth,
};
use crate::craft::World;
use crate::scenario::{self, DockFault, FaultSetup, Scenario, TrafficFault, TrafficKind};
use crate::simulation::Simulation;
use crate::time::SimTime;
use geofences::Bilingual;
use nalgebra::Vector3;
use std::collections::HashMap;
use std::time::Duration;

/// The city of a scenario that is being played.
pub struct Surroundings {
    city: City,
    next: SimTime,
    vehicles: HashMap<String, u32>,
    /// Those that are being charged.
    charged: Vec<Charging>,
    /// How each dock was when it was last told of.
    told: Vec<DockNews>,
    publications: Vec<Publication>,
}

/// The city is told where the vehicles are so often; it goes on in ticks of the same length.
const INTERVAL: Duration = Duration::from_millis(100);

/// What is told of a dock when it changes.
#[derive(Clone, Debug, PartialEq)]
struct DockNews {
    lid: LidState,
    vehicle: Option<String>,
    is_charging: bool,
}

impl Surroundings {
    /// The city of a scenario; `None` where nothing of it is there.
    ///
    /// # Errors
    /// Everything that cannot be set up.
    pub fn new(scenario: &Scenario, world: &World) -> Result<Option<Self>, Vec<Bilingual>> {
        let is_empty = scenario.docks.is_empty()
            && scenario.sensors.is_empty()
            && scenario.crews.is_empty()
            && scenario.receivers.is_empty()
            && scenario.traffic.is_empty();
        if is_empty {
            return Ok(None);
        }
        let config = city_config(scenario, world).map_err(|problem| vec![problem])?;
        let city = City::new(config).map_err(|problems| {
            let told = problems.iter().map(|problem| {
                let (thing, member, message) = (&problem.thing, problem.member, &problem.message);
                Bilingual::new(
                    format!("{thing}: {member}: {}", message.en),
                    format!("{thing}：{member}：{}", message.zh),
                )
            });
            told.collect::<Vec<_>>()
        })?;
        let names = scenario.vehicles.iter().zip(0..);
        Ok(Some(Self {
            city,
            next: SimTime::START,
            vehicles: names.map(|(it, index)| (it.name.clone(), index)).collect(),
            charged: Vec::new(),
            told: Vec::new(),
            publications: Vec::new(),
        }))
    }

    /// The docks, crews and other traffic as they truly are.
    pub fn city(&self) -> &City {
        &self.city
    }

    /// What the city has said since this was last asked.
    pub fn take_publications(&mut self) -> Vec<Publication> {
        std::mem::take(&mut self.publications)
    }

    /// Hands a command in.
    ///
    /// # Errors
    /// There is nobody who could answer it.
    pub fn take(&mut self, topic: &str, payload: &[u8], now: SimTime) -> Result<(), TakeError> {
        self.city.take(topic, payload, now)
    }

    /// Goes on to `now`.
    pub fn step(&mut self, now: SimTime, simulation: &mut Simulation, news: &mut Vec<News>) {
        if now < self.next {
            return;
        }
        self.next = self.next + INTERVAL;
        let truths: Vec<VehicleTruth> = simulation.vehicles().map(truth).collect();
        let world = simulation.world();
        let charging = self.city.step(now, world, &truths, &mut self.publications);
        let charging = charging.to_vec();
        let hits = truths.iter().zip(0..).filter_map(|(truth, index)| {
            let dock = self.city.lid_hit_by(truth)?;
            Some((index, dock.to_owned()))
        });
        let hits: Vec<(u32, String)> = hits.collect();
        for (vehicle, dock) in hits {
            hit_lid(vehicle, &dock, now, simulation, news);
        }
        self.charge(charging, simulation);
        self.tell_docks(now, news);
    }

    fn charge(&mut self, charging: Vec<Charging>, simulation: &mut Simulation) {
        let mut set = |vehicle: &str, power_w: f64| {
            if let Some(index) = self.vehicles.get(vehicle)
                && let Some((vehicle, _)) = simulation.vehicle_mut(*index)
            {
                vehicle.craft.set_charger_w(power_w);
            }
        };
        for before in &self.charged {
            set(&before.vehicle, 0.0);
        }
        for now in &charging {
            set(&now.vehicle, now.power_w);
        }
        self.charged = charging;
    }

    fn tell_docks(&mut self, now: SimTime, news: &mut Vec<News>) {
        let docks: Vec<DockNews> = self.city.docks().map(|it| dock_news(&it)).collect();
        for (dock, (now_is, was)) in self.city.docks().zip(docks.iter().zip(&self.told)) {
            if now_is != was {
                tell_dock(dock.id, was, now_is, now, news);
            }
        }
        self.told = docks;
    }

    /// Whether a dock's lid is quite open.
    pub fn lid_is_open(&self, dock: &str) -> bool {
        let mut docks = self.city.docks();
        let found = docks.find(|known| known.id == dock);
        found.is_some_and(|dock| dock.lid_open_part >= 1.0)
    }

    /// Somebody presses the button that opens a dock's lid, unless it opens already.
    pub fn open_lid_by_hand(&mut self, dock: &str) {
        let is_to_open = |known: DockTruth| {
            known.id == dock && !matches!(known.lid, LidState::Opening | LidState::Open)
        };
        if self.city.docks().any(is_to_open) {
            // It is there: it has just been found.
            let _ = self.city.drive_lid_by_hand(dock, true);
        }
    }

    /// Lets something of the city go wrong, or be well again. One that has begun before may be applied
    /// again as it was.
    ///
    /// # Errors
    /// There is no such thing.
    pub fn apply(
        &mut self,
        setup: &FaultSetup,
        stage: Stage,
        scenario: &Scenario,
    ) -> Result<(), UnknownId> {
        let begins = stage == Stage::Begins;
        match &setup.fault {
            scenario::Fault::Dock { dock, fault } => {
                let Some(dock) = scenario.docks.get(*dock) else {
                    return Ok(());
                };
                match fault {
                    DockFault::LidJammed => self.city.set_lid_jammed(&dock.name, begins),
                    DockFault::ChargerDead => self.city.set_charger_dead(&dock.name, begins),
                    DockFault::Silent => self.city.set_dock_silent(&dock.name, begins),
                    DockFault::WeatherStationDead => {
                        self.city.set_weather_station_dead(&dock.name, begins)
                    }
                }
            }
            scenario::Fault::Sensor { sensor, fault } => {
                let Some(sensor) = scenario.sensors.get(*sensor) else {
                    return Ok(());
                };
                let fault = if begins {
                    sensor_fault(*fault)
                } else {
                    SensorFault::None
                };
                self.city.set_sensor_fault(&sensor.name, fault, setup.at)
            }
            scenario::Fault::Traffic { traffic, fault } => {
                let fault = if begins {
                    traffic_fault(*fault)
                } else {
                    TransponderFault::None
                };
                match scenario.traffic.get(*traffic).map(|it| &it.kind) {
                    Some(TrafficKind::AdsbAircraft { icao_address, .. }) => {
                        self.city.set_adsb_fault(&icao24(*icao_address), fault)
                    }
                    Some(TrafficKind::RemoteIdDrone { serial_number }) => {
                        self.city.set_remote_id_fault(serial_number, fault)
                    }
                    Some(TrafficKind::Helicopter) | None => Ok(()),
                }
            }
            scenario::Fault::Vehicle { .. } | scenario::Fault::Link { .. } => Ok(()),
        }
    }
}

fn truth(vehicle: &crate::vehicle::Vehicle) -> VehicleTruth<'_> {
    let (craft, body) = (&vehicle.craft, vehicle.craft.body());
    let told = craft.told_estimate();
    VehicleTruth {
        id: &vehicle.name,
        place: body.place,
        told_place: told.place,
        velocity_ned_mps: body.velocity_mps,
        told_velocity_ned_mps: told.velocity_mps,
        contact: craft.contact(),
        charge: craft.battery().charge(),
    }
}

fn hit_lid(
    index: u32,
    dock: &str,
    now: SimTime,
    simulation: &mut Simulation,
    news: &mut Vec<News>,
) {
    let Some((vehicle, _)) = simulation.vehicle_mut(index) else {
        return;
    };
    let speed_mps = vehicle.craft.break_at_obstacle();
    let name = &vehicle.name;
    let hit = News::note(
        now,
        format!("{name} flies into the shut lid of {dock} at {speed_mps:.1} m/s: open it first"),
        format!("{name} 以 {speed_mps:.1} m/s 撞上 {dock} 未打开的舱盖：请先开盖"),
    );
    news.push(hit.weighing(Weight::Loss));
}

fn sensor_fault(fault: scenario::SensorFault) -> SensorFault {
    match fault {
        scenario::SensorFault::Dead => SensorFault::Dead,
        scenario::SensorFault::Stuck => SensorFault::Stuck,
        scenario::SensorFault::Drifting { per_hour } => SensorFault::Drifting { per_hour },
    }
}

fn traffic_fault(fault: TrafficFault) -> TransponderFault {
    match fault {
        TrafficFault::Silent => TransponderFault::Off,
        TrafficFault::Spoofed {
            north_m,
            east_m,
            up_m,
        } => TransponderFault::Lying {
            moved_ned_m: Vector3::new(north_m, east_m, -up_m),
        },
    }
}

fn dock_news(dock: &DockTruth) -> DockNews {
    DockNews {
        lid: dock.lid,
        vehicle: dock.vehicle.map(str::to_owned),
        is_charging: dock.charging_power_w > 0.0,
    }
}

fn tell_dock(dock: &str, was: &DockNews, is: &DockNews, now: SimTime, news: &mut Vec<News>) {
    if was.lid != is.lid {
        news.push(lid_news(dock, is.lid, now));
    }
    match (&was.vehicle, &is.vehicle) {
        (before, Some(vehicle)) if before.as_ref() != Some(vehicle) => news.push(News::note(
            now,
            format!("{vehicle} stands in {dock}"),
            format!("{vehicle} 进入 {dock}"),
        )),
        _ => {}
    }
    if let Some(vehicle) = is
        .vehicle
        .as_ref()
        .filter(|_| is.is_charging != was.is_charging)
    {
        let (en, zh) = if is.is_charging {
            ("charges", "开始充电")
        } else {
            ("no longer charges", "停止充电")
        };
        news.push(News::note(
            now,
            format!("{dock} {en} {vehicle}"),
            format!("{dock} {zh}：{vehicle}"),
        ));
    }
}

fn lid_news(dock: &str, lid: LidState, now: SimTime) -> News {
    let (en, zh) = match lid {
        LidState::Closed => ("is shut", "已关闭"),
        LidState::Opening => ("opens", "正在打开"),
        LidState::Open => ("is open", "已打开"),
        LidState::Closing => ("shuts", "正在关闭"),
        LidState::Stopped => ("stands half-way", "停在半途"),
        LidState::Jammed => ("is jammed", "卡住"),
    };
    let news = News::note(
        now,
        format!("the lid of {dock} {en}"),
        format!("{dock} 舱盖{zh}"),
    );
    let is_bad = matches!(lid, LidState::Jammed | LidState::Stopped);
    news.weighing(if is_bad {
        Weight::Warning
    } else {
        Weight::Note
    })
}

#[cfg(test)]
mod tests;
