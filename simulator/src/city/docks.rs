//! Docks: a lid, a charger, perhaps a weather station, and a vehicle in it or not.

mod orders;
#[cfg(test)]
mod tests;

use super::charging::charging_power_w;
use super::lid::{Lid, LidEnd, LidState};
use super::moment::{Moment, Regular, TICK};
use super::names::{rounded, rounded_deg};
use super::publication::{Publication, TOPIC_ROOT};
use super::replies::{Desk, Outcome};
use super::running::VehicleTruth;
use super::weather_station::{WeatherMeasured, WeatherStation};
use crate::airframe::Contact;
use crate::place::Place;
use crate::random::Random;
use crate::time::SimTime;
use chrono::{DateTime, Utc};
use orders::LidOrder;
use serde::Serialize;
use std::time::Duration;

/// A dock.
#[derive(Clone, Debug, PartialEq)]
pub struct DockConfig {
    /// Its name.
    pub id: String,
    /// Where it stands; the height is that of the pad, AMSL.
    pub place: Place,
    /// How long its lid takes from shut to open.
    pub lid_travel: Duration,
    /// Whether the lid is open at the start.
    pub is_lid_open: bool,
    /// What stands within this of its middle and at its height is in it, m. It stands for the landing by
    /// markers that brings a vehicle the last metres.
    pub bay_radius_m: f64,
    /// Most power of its charger, W.
    pub charger_power_w: f64,
    /// It stops charging at this charge, 0…1.
    pub charges_to: f64,
    /// Whether it has a weather station.
    pub has_weather_station: bool,
}

impl DockConfig {
    /// A customary dock: a lid of 12 s, 400 W, with a weather station.
    pub fn new(id: impl Into<String>, place: Place) -> Self {
        Self {
            id: id.into(),
            place,
            lid_travel: Duration::from_secs(12),
            is_lid_open: false,
            bay_radius_m: 3.0,
            charger_power_w: 400.0,
            charges_to: 1.0,
            has_weather_station: true,
        }
    }
}

/// What a dock does to a vehicle's battery.
#[derive(Clone, Debug, PartialEq)]
pub struct Charging {
    /// The dock.
    pub dock: String,
    /// The vehicle in it.
    pub vehicle: String,
    /// Power into its battery, W.
    pub power_w: f64,
}

/// How a dock truly is.
#[derive(Clone, Debug, PartialEq)]
pub struct DockTruth<'a> {
    /// Its name.
    pub id: &'a str,
    /// Its lid, as the dock knows it.
    pub lid: LidState,
    /// How far the lid is open, 0…1.
    pub lid_open_part: f64,
    /// The vehicle in it.
    pub vehicle: Option<&'a str>,
    /// Power of its charger now, W.
    pub charging_power_w: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum ChargingState {
    Idle,
    Charging,
    Full,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum DockFault {
    LidJammed,
    ChargerDead,
    WeatherStationDead,
}

#[derive(Serialize)]
struct DockMessage<'a> {
    at: String,
    simulated: bool,
    dock: &'a str,
    longitude_deg: f64,
    latitude_deg: f64,
    altitude_amsl_m: f64,
    lid: LidState,
    lid_open_part: f64,
    vehicle: Option<&'a str>,
    vehicle_charge: Option<f64>,
    charging: ChargingState,
    charging_power_w: f64,
    faults: Vec<DockFault>,
}

#[derive(Serialize)]
struct WeatherMessage<'a> {
    at: String,
    simulated: bool,
    dock: &'a str,
    #[serde(flatten)]
    weather: WeatherMeasured,
}

/// So near the charge that it charges to is full.
const FULL_WITHIN: f64 = 1e-6;
/// A full vehicle that has lost this much is topped up.
const TOPS_UP_BELOW: f64 = 0.03;
/// A state is told again so often when nothing changes.
const STATE_INTERVAL: Duration = Duration::from_secs(30);
/// A charge that rises is told so often.
const CHARGING_STATE_INTERVAL: Duration = Duration::from_secs(10);
const WEATHER_INTERVAL: Duration = Duration::from_secs(10);
const WEATHER_SAMPLE_INTERVAL: Duration = Duration::from_secs(1);

/// What stands so much above or below the pad, m, stands somewhere else: in the street before a roof.
const BAY_HEIGHT_M: f64 = 2.0;
/// A lid is so much above the pad, m: a vehicle on its feet fits under it.
const LID_M: f64 = 0.6;

/// Whether something flies where a closing lid would meet it, so much above the pad and so far from its
/// middle.
fn is_over(above_m: f64, distance_m: f64) -> bool {
    distance_m < 10.0 && (-BAY_HEIGHT_M..30.0).contains(&above_m)
}

#[derive(Clone, Debug)]
struct InBay {
    id: String,
    charge: f64,
}

/// What makes a dock tell its state at once when it changes.
#[derive(Clone, Debug, PartialEq)]
struct Told {
    lid: LidState,
    vehicle: Option<String>,
    charging: ChargingState,
    is_charger_dead: bool,
    is_station_dead: bool,
}

/// A dock while the city runs.
#[derive(Clone, Debug)]
pub struct Dock {
    config: DockConfig,
    lid: Lid,
    lid_order: Option<LidOrder>,
    in_bay: Option<InBay>,
    has_looked: bool,
    is_sky_busy: bool,
    charging: ChargingState,
    is_charger_dead: bool,
    station: Option<WeatherStation>,
    is_station_dead: bool,
    is_silent: bool,
    told: Option<Told>,
    state_due: Regular,
    charging_due: Regular,
    weather_due: Regular,
    weather_sample_due: Regular,
    /// Reads and answers commands.
    pub desk: Desk,
}

impl Dock {
    /// A dock at the start of the day.
    pub fn new(config: DockConfig, seed: u64, start: DateTime<Utc>) -> Self {
        let stream = |what: &str| Random::new(seed, &format!("city/dock/{}/{what}", config.id));
        let first = SimTime::START;
        Self {
            lid: Lid::new(config.lid_travel, config.is_lid_open),
            lid_order: None,
            in_bay: None,
            has_looked: false,
            is_sky_busy: false,
            charging: ChargingState::Idle,
            is_charger_dead: false,
            station: config
                .has_weather_station
                .then(|| WeatherStation::new(stream("wind"), stream("weather"), config.place)),
            is_station_dead: false,
            is_silent: false,
            told: None,
            state_due: Regular::new(STATE_INTERVAL, first),
            charging_due: Regular::new(CHARGING_STATE_INTERVAL, first),
            weather_due: Regular::new(WEATHER_INTERVAL, first + WEATHER_INTERVAL),
            weather_sample_due: Regular::new(WEATHER_SAMPLE_INTERVAL, first),
            desk: Desk::new(format!("{TOPIC_ROOT}/docks/{}/reply", config.id), start),
            config,
        }
    }

    /// Its name.
    pub fn id(&self) -> &str {
        &self.config.id
    }

    /// How it truly is.
    pub fn truth(&self) -> DockTruth<'_> {
        DockTruth {
            id: &self.config.id,
            lid: self.lid.state(),
            lid_open_part: self.lid.open_part(),
            vehicle: self.in_bay.as_ref().map(|vehicle| vehicle.id.as_str()),
            charging_power_w: self.power_w(),
        }
    }

    /// What it does to the battery of the vehicle in it.
    pub fn charging(&self) -> Option<Charging> {
        let vehicle = self.in_bay.as_ref()?;
        (self.charging == ChargingState::Charging).then(|| Charging {
            dock: self.config.id.clone(),
            vehicle: vehicle.id.clone(),
            power_w: self.power_w(),
        })
    }

    /// Makes the lid stick or frees it.
    pub fn set_lid_stuck(&mut self, is_stuck: bool) {
        self.lid.set_stuck(is_stuck);
    }

    /// Drives the lid by the button on the dock itself, which asks nobody.
    pub fn drive_lid_by_hand(&mut self, open: bool, now: SimTime) {
        self.overtake_lid_order(now);
        self.lid.drive(open);
    }

    /// Breaks the charger, or mends it. Once mended it waits for an order.
    pub fn set_charger_dead(&mut self, is_dead: bool) {
        self.is_charger_dead = is_dead;
        if is_dead {
            self.charging = ChargingState::Idle;
        }
    }

    /// Cuts it off from its network, or connects it again. What it would have said meanwhile is lost;
    /// what it was told before it goes on with.
    pub fn set_silent(&mut self, is_silent: bool) {
        self.is_silent = is_silent;
        // Whoever asked may have missed anything: it tells how it is as soon as it can.
        self.told = None;
    }

    /// Whether the vehicle in it rises into its lid. What stood on the lid, or flies over it, does not.
    pub fn lid_is_hit_from_below(&self, vehicle: &VehicleTruth) -> bool {
        vehicle.contact == Contact::Airborne
            && self.lid.open_part() < 1.0
            && vehicle.velocity_ned_mps.z < 0.0
            && self.above_m(vehicle) >= LID_M
            && self.has(vehicle)
    }

    fn has(&self, vehicle: &VehicleTruth) -> bool {
        let known = self.in_bay.as_ref();
        known.is_some_and(|known| known.id == vehicle.id)
    }

    /// How high something is above the pad, m.
    fn above_m(&self, vehicle: &VehicleTruth) -> f64 {
        vehicle.place.altitude_amsl_m - self.config.place.altitude_amsl_m
    }

    /// Makes the weather station fall silent or speak again. Whether it has one.
    pub fn set_station_dead(&mut self, is_dead: bool) -> bool {
        self.is_station_dead = is_dead && self.station.is_some();
        self.station.is_some()
    }

    fn power_w(&self) -> f64 {
        match (&self.in_bay, self.charging) {
            (Some(vehicle), ChargingState::Charging) => {
                charging_power_w(self.config.charger_power_w, vehicle.charge)
            }
            _ => 0.0,
        }
    }

    /// Looks what stands in it and what flies over it. Called when the vehicles have moved.
    pub fn look(&mut self, vehicles: &[VehicleTruth]) {
        let is_open = self.lid.open_part() >= 1.0;
        // What comes down on a lid that is not open stands on it, and not in the dock. What is there at
        // the start is in it.
        let can_come_in = !self.has_looked || is_open;
        self.has_looked = true;
        // The one that was in it before, or else the nearest of those that can have come in.
        let mut stays = None;
        let mut nearest: Option<(f64, &VehicleTruth)> = None;
        self.is_sky_busy = false;
        for vehicle in vehicles {
            // A hundredth of a degree is a kilometre: most are farther, and need no square root.
            let north_deg = vehicle.place.latitude_deg - self.config.place.latitude_deg;
            if north_deg.abs() > 0.01 {
                continue;
            }
            let distance_m = self.config.place.ground_distance_m(vehicle.place);
            let above_m = self.above_m(vehicle);
            let flies = vehicle.contact == Contact::Airborne;
            self.is_sky_busy |= flies && is_over(above_m, distance_m);
            let is_inside = distance_m <= self.config.bay_radius_m && above_m.abs() < BAY_HEIGHT_M;
            // A wreck stands in no dock: nothing of it meets the contacts of the charger.
            if !is_inside || vehicle.contact == Contact::Wrecked {
                continue;
            }
            // Nothing gets out past a lid that is not open.
            if self.has(vehicle) && !(flies && is_open) {
                stays = Some(vehicle);
            } else if !flies && nearest.is_none_or(|(least_m, _)| distance_m < least_m) {
                nearest = Some((distance_m, vehicle));
            }
        }
        let came = nearest.filter(|_| can_come_in).map(|(_, vehicle)| vehicle);
        self.take_in(stays.or(came));
    }

    fn take_in(&mut self, found: Option<&VehicleTruth>) {
        let known = self.in_bay.as_ref().map(|known| known.id.as_str());
        let is_same = known == found.map(|vehicle| vehicle.id);
        if !is_same {
            self.charging = ChargingState::Idle;
        }
        match (&mut self.in_bay, found) {
            (Some(known), Some(vehicle)) if is_same => known.charge = vehicle.charge,
            (in_bay, found) => {
                *in_bay = found.map(|vehicle| InBay {
                    id: vehicle.id.to_owned(),
                    charge: vehicle.charge,
                });
            }
        }
    }

    /// Goes on by a tick.
    pub fn tick(&mut self, moment: &Moment, out: &mut Vec<Publication>) {
        if let Some(end) = self.lid.step(TICK) {
            self.end_lid_order(end, moment.at);
        }
        let charge = self.in_bay.as_ref().map_or(0.0, |vehicle| vehicle.charge);
        match self.charging {
            ChargingState::Charging if charge >= self.config.charges_to - FULL_WITHIN => {
                self.charging = ChargingState::Full;
            }
            ChargingState::Full if charge < self.config.charges_to - TOPS_UP_BELOW => {
                self.charging = ChargingState::Charging;
            }
            _ => {}
        }
        let told = out.len();
        self.desk.drain_into(out);
        self.tell_state(moment, out);
        self.tell_weather(moment, out);
        if self.is_silent {
            // It has said it to nobody, each thing at its time: nothing is made up for later.
            out.truncate(told);
        }
    }

    fn end_lid_order(&mut self, end: LidEnd, now: SimTime) {
        let Some(order) = self.lid_order.take() else {
            return;
        };
        let (outcome, reason) = match end {
            LidEnd::Arrived => (Outcome::Done, None),
            LidEnd::Jammed => (Outcome::Failed, Some(orders::lid_jammed())),
        };
        self.desk
            .answer(&order.id, order.command.name(), outcome, reason, now);
    }

    fn tell_state(&mut self, moment: &Moment, out: &mut Vec<Publication>) {
        let is_charging = self.charging == ChargingState::Charging;
        let mut is_due = self.state_due.is_due(moment.at);
        is_due |= self.charging_due.is_due(moment.at) && is_charging;
        is_due |= self.told.as_ref().is_none_or(|told| self.differs(told));
        if !is_due {
            return;
        }
        self.state_due.done(moment.at);
        self.told = Some(Told {
            lid: self.lid.state(),
            vehicle: self.in_bay.as_ref().map(|vehicle| vehicle.id.clone()),
            charging: self.charging,
            is_charger_dead: self.is_charger_dead,
            is_station_dead: self.is_station_dead,
        });
        let topic = format!("{TOPIC_ROOT}/docks/{}/state", self.config.id);
        out.push(Publication::state(topic, &self.message(moment), moment.at));
    }

    fn differs(&self, told: &Told) -> bool {
        let vehicle = self.in_bay.as_ref().map(|vehicle| vehicle.id.as_str());
        told.lid != self.lid.state()
            || told.vehicle.as_deref() != vehicle
            || told.charging != self.charging
            || told.is_charger_dead != self.is_charger_dead
            || told.is_station_dead != self.is_station_dead
    }

    fn message(&self, moment: &Moment) -> DockMessage<'_> {
        let lid = self.lid.state();
        let faults = [
            (lid == LidState::Jammed).then_some(DockFault::LidJammed),
            self.is_charger_dead.then_some(DockFault::ChargerDead),
            self.is_station_dead
                .then_some(DockFault::WeatherStationDead),
        ];
        let vehicle = self.in_bay.as_ref();
        DockMessage {
            at: moment.text(),
            simulated: true,
            dock: &self.config.id,
            longitude_deg: rounded_deg(self.config.place.longitude_deg),
            latitude_deg: rounded_deg(self.config.place.latitude_deg),
            altitude_amsl_m: rounded(self.config.place.altitude_amsl_m, 2),
            lid,
            lid_open_part: rounded(self.lid.open_part(), 2),
            vehicle: vehicle.map(|vehicle| vehicle.id.as_str()),
            vehicle_charge: vehicle.map(|vehicle| rounded(vehicle.charge, 3)),
            charging: self.charging,
            charging_power_w: rounded(self.power_w(), 0),
            faults: faults.into_iter().flatten().collect(),
        }
    }

    fn tell_weather(&mut self, moment: &Moment, out: &mut Vec<Publication>) {
        let Some(station) = &mut self.station else {
            return;
        };
        if self.weather_sample_due.is_due(moment.at) {
            station.sample(moment);
        }
        if !self.weather_due.is_due(moment.at) {
            return;
        }
        let measured = station.read(moment);
        let Some(weather) = measured.filter(|_| !self.is_station_dead) else {
            return;
        };
        let message = WeatherMessage {
            at: moment.text(),
            simulated: true,
            dock: &self.config.id,
            weather,
        };
        let topic = format!("{TOPIC_ROOT}/docks/{}/weather", self.config.id);
        out.push(Publication::measurement(topic, &message, moment.at));
    }
}
