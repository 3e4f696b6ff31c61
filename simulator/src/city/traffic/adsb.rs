//! An aircraft with ADS-B (RTCA DO-260B), as a receiver reports it once a second.

use super::receiver::Receiver;
use super::{TrafficKind, TrafficTruth};
use crate::city::faults::TransponderFault;
use crate::city::flyer::Flyer;
use crate::city::moment::{Moment, Regular};
use crate::city::names::{compass_deg, in_steps, rounded, rounded_deg};
use crate::city::publication::{Publication, TOPIC_ROOT};
use crate::city::route::FlightConfig;
use crate::place::{DegreeLengths, Place};
use crate::random::{Random, Wander};
use nalgebra::Vector3;
use serde::Serialize;
use std::time::Duration;

/// What kind of aircraft it says it is: the emitter categories that matter over a city.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AircraftType {
    /// A1: under 7 t.
    Light,
    /// A2: under 34 t.
    Small,
    /// A3: under 136 t.
    Large,
    /// A5: heavier.
    Heavy,
    /// A7.
    Rotorcraft,
}

/// An aircraft with ADS-B.
#[derive(Clone, Debug, PartialEq)]
pub struct AircraftConfig {
    /// Its ICAO address, six hexadecimal digits in lower case.
    pub icao24: String,
    /// Its call sign, up to 8 letters and digits; some have none set.
    pub callsign: Option<String>,
    /// Its transponder code, four octal digits.
    pub squawk: String,
    /// What it says it is.
    pub aircraft_type: AircraftType,
    /// What it flies.
    pub flight: FlightConfig,
}

#[derive(Serialize)]
struct AdsbMessage<'a> {
    at: &'a str,
    simulated: bool,
    receiver: &'a str,
    icao24: &'a str,
    callsign: Option<&'a str>,
    squawk: &'a str,
    aircraft_type: AircraftType,
    on_ground: bool,
    longitude_deg: f64,
    latitude_deg: f64,
    pressure_altitude_m: Option<f64>,
    geometric_altitude_wgs84_m: Option<f64>,
    ground_speed_mps: f64,
    track_deg: f64,
    vertical_rate_mps: f64,
    position_accuracy_m: f64,
}

/// Heights are sent in steps of 25 ft (DO-260B, 2.2.3.2.3.4), also the difference between the two.
pub const HEIGHT_STEP_M: f64 = 25.0 * 0.3048;
/// Speeds are sent in knots.
const KNOT_MPS: f64 = 1_852.0 / 3_600.0;
/// Vertical rates are sent in steps of 64 ft/min.
const RATE_STEP_MPS: f64 = 64.0 * 0.3048 / 60.0;
/// Reported so often.
const INTERVAL: Duration = Duration::from_secs(1);
/// Error of its position, standard deviation, m, and how long it stays alike, s.
const HORIZONTAL_ERROR_M: f64 = 2.5;
const VERTICAL_ERROR_M: f64 = 4.0;
const ERROR_TIME_CONSTANT_S: f64 = 120.0;
/// What it says of its accuracy, m: NACp 9 is better than 30 m.
const STATED_ACCURACY_M: f64 = 30.0;
/// So near the ground and so slow is on the ground.
const ON_GROUND_M: f64 = 3.0;

/// An aircraft while the city runs.
#[derive(Clone, Debug)]
pub struct Aircraft {
    config: AircraftConfig,
    flyer: Flyer,
    due: Regular,
    random: Random,
    error_ned_m: [Wander; 3],
    /// What its transponder does.
    pub fault: TransponderFault,
}

impl Aircraft {
    /// An aircraft that has not yet begun.
    pub fn new(config: AircraftConfig, seed: u64) -> Self {
        let name = format!("city/aircraft/{}", config.icao24);
        Self {
            flyer: Flyer::new(config.flight.clone()),
            due: Regular::new(INTERVAL, config.flight.starts_at),
            random: Random::new(seed, &name),
            error_ned_m: [Wander::default(); 3],
            fault: TransponderFault::None,
            config,
        }
    }

    /// Its ICAO address.
    pub fn icao24(&self) -> &str {
        &self.config.icao24
    }

    /// Where it truly is.
    pub fn truth(&self) -> Option<TrafficTruth<'_>> {
        TrafficTruth::of(&self.config.icao24, TrafficKind::Aircraft, &self.flyer)
    }

    /// Goes on, and is heard.
    pub fn tick(&mut self, moment: &Moment, receivers: &[Receiver], out: &mut Vec<Publication>) {
        self.flyer.tick(moment.at);
        if !self.due.is_due(moment.at) || !self.flyer.is_there() {
            return;
        }
        let said = self.said_place();
        if self.fault == TransponderFault::Off {
            return;
        }
        let at = moment.text();
        let hear = receivers
            .iter()
            .filter(|receiver| receiver.hears_adsb(self.flyer.place()));
        for receiver in hear {
            let receiver_id = receiver.config.id.as_str();
            let message = self.message(moment, &at, receiver_id, said);
            let icao24 = &self.config.icao24;
            let topic = format!("{TOPIC_ROOT}/receivers/{receiver_id}/adsb/{icao24}");
            out.push(Publication::measurement(topic, &message, moment.at));
        }
    }

    /// Where it says it is.
    fn said_place(&mut self) -> Place {
        let sigmas = [HORIZONTAL_ERROR_M, HORIZONTAL_ERROR_M, VERTICAL_ERROR_M];
        let mut error = Vector3::zeros();
        for (axis, sigma) in sigmas.into_iter().enumerate() {
            let (random, dt_s) = (&mut self.random, INTERVAL.as_secs_f64());
            error[axis] = self.error_ned_m[axis].step(random, dt_s, ERROR_TIME_CONSTANT_S, sigma);
        }
        let place = self.flyer.place();
        let lie = self.fault.lie_ned_m();
        place.moved_ned(error + lie, DegreeLengths::at(place.latitude_deg))
    }

    fn message<'a>(
        &'a self,
        moment: &Moment,
        at: &'a str,
        receiver: &'a str,
        said: Place,
    ) -> AdsbMessage<'a> {
        let true_place = self.flyer.place();
        let above_ground_m = true_place.altitude_amsl_m - moment.ground_amsl_m(true_place);
        let on_ground = above_ground_m < ON_GROUND_M;
        // The altimeter feels the air where the aircraft is, whatever its receiver of satellites says;
        // a lie about the height is one about both.
        let felt_amsl_m = true_place.altitude_amsl_m - self.fault.lie_ned_m().z;
        let air = moment.world.weather.air;
        let pressure_m = in_steps(air.pressure_altitude_m(felt_amsl_m), HEIGHT_STEP_M);
        let geometric_m = moment
            .ellipsoidal_m(said)
            .map(|ellipsoidal_m| pressure_m + in_steps(ellipsoidal_m - pressure_m, HEIGHT_STEP_M));
        // Messages from the ground have no height (DO-260B, surface position).
        let airborne = |height_m: f64| (!on_ground).then(|| rounded(height_m, 2));
        let velocity = self.flyer.velocity_ned_mps();
        AdsbMessage {
            at,
            simulated: true,
            receiver,
            icao24: &self.config.icao24,
            callsign: self.config.callsign.as_deref(),
            squawk: &self.config.squawk,
            aircraft_type: self.config.aircraft_type,
            on_ground,
            longitude_deg: rounded_deg(said.longitude_deg),
            latitude_deg: rounded_deg(said.latitude_deg),
            pressure_altitude_m: airborne(pressure_m),
            geometric_altitude_wgs84_m: geometric_m.and_then(airborne),
            ground_speed_mps: rounded(in_steps(velocity.xy().norm(), KNOT_MPS), 2),
            track_deg: compass_deg(self.flyer.track_deg(), 0.1),
            vertical_rate_mps: rounded(in_steps(-velocity.z, RATE_STEP_MPS), 2),
            position_accuracy_m: STATED_ACCURACY_M,
        }
    }
}
