//! What else is in the city: docks, sensors, crews, traffic, and what happens there.

use crate::time::SimTime;
use geofences::Position;

/// A dock.
#[derive(Clone, Debug, PartialEq)]
pub struct DockSetup {
    /// Its name; no other dock has it.
    pub name: String,
    /// What people call it in Chinese; the name where none is given.
    pub name_zh: String,
    /// Where it stands.
    pub at: Position,
    /// How high above the ground its pad is (a roof), metres.
    pub height_agl_m: f64,
    /// What its charger gives, W.
    pub charger_w: f64,
    /// Whether it has a weather station.
    pub has_weather_station: bool,
    /// Whether its lid is open at the start.
    pub is_lid_open: bool,
}

/// A sensor on the ground.
#[derive(Clone, Debug, PartialEq)]
pub struct SensorSetup {
    /// Its name; no other sensor has it.
    pub name: String,
    /// What people call it in Chinese; the name where none is given.
    pub name_zh: String,
    /// What it measures.
    pub kind: SensorKind,
    /// Where it stands.
    pub at: Position,
    /// It publishes so often, seconds.
    pub interval_s: f64,
    /// What it shows when nothing happens, in the unit of its kind; of no meaning for wind, which is
    /// what the weather is.
    pub baseline: f64,
    /// The tide at a gauge; `None` where there is none, and for all other kinds.
    pub tide: Option<Tide>,
    /// Standard deviation of its noise, in the unit of its kind.
    pub noise: f64,
}

/// How the sea rises and falls at a gauge, about its baseline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tide {
    /// How much it lifts and lowers the water, metres.
    pub amplitude_m: f64,
    /// A high tide is so long after the start, seconds; before it, where negative.
    pub high_tide_s: f64,
}

/// What a sensor measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SensorKind {
    /// Water level, metres above the gauge's zero.
    WaterLevel,
    /// Smoke, fine dust (PM2.5), µg/m³.
    Smoke,
    /// Noise, dB(A).
    Noise,
    /// Wind speed, m/s.
    Wind,
    /// People counted.
    Crowd,
}

/// A crew on the ground.
#[derive(Clone, Debug, PartialEq)]
pub struct CrewSetup {
    /// Its name; no other crew has it.
    pub name: String,
    /// What people call it in Chinese; the name where none is given.
    pub name_zh: String,
    /// The places it goes between, at least one: it begins at the first, and stays where there is only
    /// one; after the last it goes back to the first.
    pub route: Vec<Position>,
    /// How fast it goes, m/s.
    pub speed_mps: f64,
    /// How many they are.
    pub members: u32,
}

/// What hears the broadcasts of other traffic.
#[derive(Clone, Debug, PartialEq)]
pub struct ReceiverSetup {
    /// Its name; no other receiver has it.
    pub name: String,
    /// Where it stands.
    pub at: Position,
    /// How high above the ground its antenna is, metres.
    pub height_agl_m: f64,
    /// It hears ADS-B so far, metres; `None` where it is not made for it.
    pub adsb_range_m: Option<f64>,
    /// It hears Remote ID so far, metres; `None` where it is not made for it.
    pub remote_id_range_m: Option<f64>,
}

/// Something else that flies.
#[derive(Clone, Debug, PartialEq)]
pub struct TrafficSetup {
    /// Its name; no other traffic has it.
    pub name: String,
    /// What it is, and how it can be seen.
    pub kind: TrafficKind,
    /// It appears at the first point of its route.
    pub from: SimTime,
    /// Its way, at least two points.
    pub route: Vec<RoutePoint>,
    /// Whether it goes back to the first point after the last one; otherwise it disappears there.
    pub repeats: bool,
}

/// What kind of traffic it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TrafficKind {
    /// An aircraft with ADS-B.
    AdsbAircraft {
        /// Its ICAO address, 24 bits.
        icao_address: u32,
        /// Its callsign, at most 8 characters.
        callsign: String,
    },
    /// A drone that broadcasts Remote ID and nothing else.
    RemoteIdDrone {
        /// Its serial number, at most 20 characters.
        serial_number: String,
    },
    /// A manned helicopter without either.
    Helicopter,
}

/// A point of a way through the air.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RoutePoint {
    /// Where.
    pub at: Position,
    /// How high, metres above mean sea level.
    pub altitude_amsl_m: f64,
    /// How fast over the ground from here on, m/s.
    pub speed_mps: f64,
}

/// Where the city publishes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Publication {
    /// To an MQTT broker.
    Mqtt {
        /// Its host, a name or an address.
        host: String,
        /// Its port.
        port: u16,
    },
    /// With POST to an HTTP address.
    Http {
        /// The address, with `http://`.
        url: String,
    },
}

/// Something that happens in the city and is to be found.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Its name; no other event has it.
    pub name: String,
    /// What people call it in Chinese; the name where none is given.
    pub name_zh: String,
    /// What it is.
    pub kind: EventKind,
    /// Where its middle is.
    pub at: Position,
    /// It begins.
    pub from: SimTime,
    /// It is over; `None`: it stays.
    pub until: Option<SimTime>,
    /// How far it reaches, metres.
    pub radius_m: f64,
    /// How strong it is, 0…1.
    pub strength: f64,
}

impl Event {
    /// Whether it is there at a moment.
    pub fn is_there(&self, now: SimTime) -> bool {
        self.from <= now && self.until.is_none_or(|until| now < until)
    }
}

/// What an event is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EventKind {
    /// Smoke.
    Smoke,
    /// A patch of green algae (浒苔).
    Algae,
    /// Rubbish where it may not be.
    Dump,
    /// A crowd.
    Crowd,
    /// High water.
    HighWater,
}
