//! A drone that only broadcasts Remote ID: no link, no commands. Its messages are those of ASTM
//! F3411-22a, which GB 42590-2023 asks for too, in the steps that they are sent in.

use super::receiver::Receiver;
use super::{TrafficKind, TrafficTruth};
use crate::airframe::Contact;
use crate::city::faults::TransponderFault;
use crate::city::flyer::Flyer;
use crate::city::moment::{Moment, Regular};
use crate::city::names::{compass_deg, in_steps, rounded, rounded_deg};
use crate::city::publication::{Publication, TOPIC_ROOT};
use crate::city::route::FlightConfig;
use crate::city::running::VehicleTruth;
use crate::place::{DegreeLengths, Place};
use crate::random::Random;
use crate::time::SimTime;
use nalgebra::Vector3;
use serde::Serialize;
use std::time::Duration;

/// What a sender of Remote ID says of itself and its operator.
#[derive(Clone, Debug, PartialEq)]
pub struct RemoteIdSender {
    /// The serial number (CTA-2063-A) or unique product code (GB/T 41300): up to 20 characters.
    pub uas_id: String,
    /// The operator's registration, up to 20 characters, when it sends one.
    pub operator_id: Option<String>,
    /// What it says of itself, up to 23 characters of ASCII, when it says something.
    pub self_description: Option<String>,
    /// Where its operator stands.
    pub operator_place: Place,
}

/// A drone that broadcasts Remote ID.
#[derive(Clone, Debug, PartialEq)]
pub struct RemoteIdDroneConfig {
    /// What it broadcasts.
    pub sender: RemoteIdSender,
    /// What it flies. The first point is the place of take-off.
    pub flight: FlightConfig,
}

/// A vehicle of the simulation that broadcasts Remote ID besides its telemetry.
#[derive(Clone, Debug, PartialEq)]
pub struct RemoteIdVehicleConfig {
    /// The vehicle's name.
    pub vehicle: String,
    /// What it broadcasts.
    pub sender: RemoteIdSender,
}

#[derive(Serialize)]
struct RemoteIdMessage<'a> {
    at: &'a str,
    simulated: bool,
    receiver: &'a str,
    signal_dbm: f64,
    basic_id: BasicId<'a>,
    location: Location,
    system: System,
    operator_id: Option<OperatorId<'a>>,
    self_id: Option<SelfId<'a>>,
}

#[derive(Serialize)]
struct BasicId<'a> {
    id_type: &'static str,
    ua_type: &'static str,
    uas_id: &'a str,
}

#[derive(Clone, Copy, Serialize)]
struct Location {
    status: &'static str,
    longitude_deg: f64,
    latitude_deg: f64,
    pressure_altitude_m: f64,
    geodetic_altitude_wgs84_m: Option<f64>,
    height_above_takeoff_m: f64,
    ground_speed_mps: f64,
    track_deg: f64,
    vertical_speed_mps: f64,
    horizontal_accuracy_m: f64,
    vertical_accuracy_m: f64,
    speed_accuracy_mps: f64,
    seconds_after_the_hour: f64,
}

#[derive(Clone, Copy, Serialize)]
struct System {
    operator_location_type: &'static str,
    operator_longitude_deg: f64,
    operator_latitude_deg: f64,
    operator_altitude_wgs84_m: Option<f64>,
    area_count: u16,
    area_radius_m: f64,
}

#[derive(Serialize)]
struct OperatorId<'a> {
    operator_id_type: &'static str,
    operator_id: &'a str,
}

#[derive(Serialize)]
struct SelfId<'a> {
    description_type: &'static str,
    description: &'a str,
}

/// Location is sent at least once a second (F3411-22a, table 2).
const INTERVAL: Duration = Duration::from_secs(1);
/// Steps of heights, m, and of vertical speeds, m/s.
const HEIGHT_STEP_M: f64 = 0.5;
const VERTICAL_STEP_MPS: f64 = 0.5;
/// Errors of a small drone's position, m, and of its speed, m/s: standard deviations.
const HORIZONTAL_ERROR_M: f64 = 1.5;
const VERTICAL_ERROR_M: f64 = 2.5;
/// What it says of them: the next of F3411's classes above three deviations.
const HORIZONTAL_ACCURACY_M: f64 = 10.0;
const VERTICAL_ACCURACY_M: f64 = 10.0;
const SPEED_ACCURACY_MPS: f64 = 1.0;
/// Power that it radiates, dBm: what Wi-Fi may at 2.4 GHz.
const RADIATED_DBM: f64 = 20.0;
/// Fading around the mean, dB.
const FADING_DB: f64 = 3.0;
/// Loss in free space at one metre and 2.44 GHz, dB (ITU-R P.525).
const LOSS_AT_ONE_METRE_DB: f64 = 40.2;
/// So far above its place of take-off it is airborne.
const AIRBORNE_M: f64 = 0.5;

/// What a sender knows of its aircraft.
#[derive(Clone, Copy, Debug)]
struct Known {
    place: Place,
    velocity_ned_mps: Vector3<f64>,
    track_deg: f64,
    above_takeoff_m: f64,
}

/// A sender while the city runs.
#[derive(Clone, Debug)]
struct Broadcast {
    sender: RemoteIdSender,
    due: Regular,
    random: Random,
    fault: TransponderFault,
}

/// A drone while the city runs.
#[derive(Clone, Debug)]
pub struct RemoteIdDrone {
    broadcast: Broadcast,
    flyer: Flyer,
}

/// The sender on a vehicle of the simulation while the city runs.
#[derive(Clone, Debug)]
pub struct RemoteIdVehicle {
    broadcast: Broadcast,
    /// Where it truly is, for who hears it, and what its sender knows.
    state: Option<(Place, Known)>,
    takeoff_amsl_m: f64,
}

impl RemoteIdDrone {
    /// A drone that has not yet begun.
    pub fn new(config: RemoteIdDroneConfig, seed: u64) -> Self {
        Self {
            broadcast: Broadcast::new(config.sender, seed, config.flight.starts_at),
            flyer: Flyer::new(config.flight),
        }
    }

    /// Its serial number.
    pub fn uas_id(&self) -> &str {
        &self.broadcast.sender.uas_id
    }

    /// Breaks its sender, or mends it.
    pub fn set_fault(&mut self, fault: TransponderFault) {
        self.broadcast.fault = fault;
    }

    /// Where it truly is.
    pub fn truth(&self) -> Option<TrafficTruth<'_>> {
        TrafficTruth::of(self.uas_id(), TrafficKind::RemoteIdDrone, &self.flyer)
    }

    /// Goes on, and is heard.
    pub fn tick(&mut self, moment: &Moment, receivers: &[Receiver], out: &mut Vec<Publication>) {
        self.flyer.tick(moment.at);
        if !self.broadcast.due.is_due(moment.at) || !self.flyer.is_there() {
            return;
        }
        let place = self.flyer.place();
        let known = Known {
            place: self.broadcast.with_error(place),
            velocity_ned_mps: self.flyer.velocity_ned_mps(),
            track_deg: self.flyer.track_deg(),
            above_takeoff_m: place.altitude_amsl_m - self.flyer.first_place().altitude_amsl_m,
        };
        self.broadcast.tell(place, &known, moment, receivers, out);
    }
}

impl RemoteIdVehicle {
    /// A sender that knows nothing yet.
    pub fn new(config: RemoteIdVehicleConfig, seed: u64) -> Self {
        Self {
            broadcast: Broadcast::new(config.sender, seed, SimTime::START),
            state: None,
            takeoff_amsl_m: 0.0,
        }
    }

    /// Learns where the vehicle is, and where it takes itself to be and how it takes itself to move.
    pub fn look(&mut self, vehicle: &VehicleTruth) {
        let told = vehicle.told_place;
        let velocity = vehicle.told_velocity_ned_mps;
        if vehicle.contact != Contact::Airborne || self.state.is_none() {
            self.takeoff_amsl_m = told.altitude_amsl_m;
        }
        let track_deg = velocity.y.atan2(velocity.x).to_degrees();
        let known = Known {
            place: told,
            velocity_ned_mps: velocity,
            track_deg: track_deg.rem_euclid(360.0),
            above_takeoff_m: told.altitude_amsl_m - self.takeoff_amsl_m,
        };
        self.state = Some((vehicle.place, known));
    }

    /// Is heard.
    pub fn tick(&mut self, moment: &Moment, receivers: &[Receiver], out: &mut Vec<Publication>) {
        if !self.broadcast.due.is_due(moment.at) {
            return;
        }
        if let Some((place, known)) = self.state {
            self.broadcast.tell(place, &known, moment, receivers, out);
        }
    }
}

impl Broadcast {
    fn new(sender: RemoteIdSender, seed: u64, first: SimTime) -> Self {
        Self {
            due: Regular::new(INTERVAL, first),
            random: Random::new(seed, &format!("city/remote-id/{}", sender.uas_id)),
            fault: TransponderFault::None,
            sender,
        }
    }

    /// A place as a small drone's own receiver finds it.
    fn with_error(&mut self, place: Place) -> Place {
        let [north, east, down] = std::array::from_fn(|_| self.random.normal());
        let error = Vector3::new(
            HORIZONTAL_ERROR_M * north,
            HORIZONTAL_ERROR_M * east,
            VERTICAL_ERROR_M * down,
        );
        place.moved_ned(error, DegreeLengths::at(place.latitude_deg))
    }

    /// Is heard by whoever is near enough to where it truly is.
    fn tell(
        &mut self,
        place: Place,
        known: &Known,
        moment: &Moment,
        receivers: &[Receiver],
        out: &mut Vec<Publication>,
    ) {
        if self.fault == TransponderFault::Off {
            return;
        }
        let (location, system) = (self.location(known, moment), self.system(moment));
        let at = moment.text();
        for receiver in receivers {
            if !receiver.hears_remote_id(place) {
                continue;
            }
            let loss_db = LOSS_AT_ONE_METRE_DB + 20.0 * receiver.distance_m(place).max(1.0).log10();
            let signal_dbm = RADIATED_DBM - loss_db + FADING_DB * self.random.normal();
            let (receiver_id, uas_id) = (&receiver.config.id, &self.sender.uas_id);
            let message = RemoteIdMessage {
                at: &at,
                simulated: true,
                receiver: receiver_id,
                signal_dbm: rounded(signal_dbm, 0),
                basic_id: self.basic_id(),
                location,
                system,
                operator_id: self.operator_id(),
                self_id: self.self_id(),
            };
            let topic = format!("{TOPIC_ROOT}/receivers/{receiver_id}/remote-id/{uas_id}");
            out.push(Publication::measurement(topic, &message, moment.at));
        }
    }

    fn basic_id(&self) -> BasicId<'_> {
        BasicId {
            id_type: "serial_number",
            ua_type: "helicopter_or_multirotor",
            uas_id: &self.sender.uas_id,
        }
    }

    fn operator_id(&self) -> Option<OperatorId<'_>> {
        let operator_id = self.sender.operator_id.as_deref()?;
        Some(OperatorId {
            operator_id_type: "operator_id",
            operator_id,
        })
    }

    fn self_id(&self) -> Option<SelfId<'_>> {
        let description = self.sender.self_description.as_deref()?;
        Some(SelfId {
            description_type: "text",
            description,
        })
    }

    fn location(&self, known: &Known, moment: &Moment) -> Location {
        let lie = self.fault.lie_ned_m();
        let lengths = DegreeLengths::at(known.place.latitude_deg);
        let said = known.place.moved_ned(lie, lengths);
        let above_takeoff_m = known.above_takeoff_m - lie.z;
        let velocity = known.velocity_ned_mps;
        let air = moment.world.weather.air;
        let pressure_m = air.pressure_altitude_m(said.altitude_amsl_m);
        let geodetic_m = moment.ellipsoidal_m(said);
        let since_hour = moment
            .at
            .utc(moment.start)
            .timestamp_millis()
            .rem_euclid(3_600_000);
        Location {
            status: if above_takeoff_m > AIRBORNE_M {
                "airborne"
            } else {
                "ground"
            },
            longitude_deg: rounded_deg(said.longitude_deg),
            latitude_deg: rounded_deg(said.latitude_deg),
            pressure_altitude_m: in_steps(pressure_m, HEIGHT_STEP_M),
            geodetic_altitude_wgs84_m: geodetic_m.map(|m| in_steps(m, HEIGHT_STEP_M)),
            height_above_takeoff_m: in_steps(above_takeoff_m, HEIGHT_STEP_M),
            ground_speed_mps: speed_in_steps(velocity.xy().norm()),
            track_deg: compass_deg(known.track_deg, 1.0),
            vertical_speed_mps: in_steps(-velocity.z, VERTICAL_STEP_MPS),
            horizontal_accuracy_m: HORIZONTAL_ACCURACY_M,
            vertical_accuracy_m: VERTICAL_ACCURACY_M,
            speed_accuracy_mps: SPEED_ACCURACY_MPS,
            seconds_after_the_hour: rounded(since_hour as f64 * 1e-3, 1),
        }
    }

    fn system(&self, moment: &Moment) -> System {
        let place = self.sender.operator_place;
        let altitude_m = moment.ellipsoidal_m(place);
        System {
            operator_location_type: "live_gnss",
            operator_longitude_deg: rounded_deg(place.longitude_deg),
            operator_latitude_deg: rounded_deg(place.latitude_deg),
            operator_altitude_wgs84_m: altitude_m.map(|m| in_steps(m, HEIGHT_STEP_M)),
            area_count: 1,
            area_radius_m: 0.0,
        }
    }
}

/// Speeds are sent in steps of 0.25 m/s up to 63.75 m/s and of 0.75 m/s beyond.
fn speed_in_steps(speed_mps: f64) -> f64 {
    let fine = in_steps(speed_mps, 0.25);
    if fine <= 63.75 {
        fine
    } else {
        63.75 + in_steps(speed_mps - 63.75, 0.75)
    }
}
