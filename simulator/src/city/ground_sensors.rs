//! Sensors on the ground: what they measure, how well, how often, and for how long.

#[cfg(test)]
mod tests;

use super::events::Happening;
use super::faults::SensorFault;
use super::moment::{Moment, Regular};
use super::names::{rounded, rounded_deg};
use super::publication::{Publication, TOPIC_ROOT};
use super::weather_station::{Anemometer, WindMeasured};
use crate::place::Place;
use crate::random::Random;
use crate::time::SimTime;
use serde::Serialize;
use std::f64::consts::TAU;
use std::time::Duration;

/// What a sensor measures, and what there is to measure when nothing happens.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SensorKind {
    /// Water above the zero of its gauge, m. It follows the tide (the principal lunar one, M2).
    WaterLevel {
        /// Mean level, m above the zero of the gauge.
        mean_m: f64,
        /// How much the tide lifts and lowers it, m; 0 for a river. Qingdao: about 1.3.
        tide_amplitude_m: f64,
        /// A high tide.
        high_tide_at: SimTime,
    },
    /// Fine particles (PM2.5), µg/m³.
    Smoke {
        /// What the air has without smoke, µg/m³.
        background_ug_per_m3: f64,
    },
    /// Sound, dB(A).
    Noise {
        /// What the street has, dB(A).
        background_dba: f64,
    },
    /// Wind, m/s.
    Wind {
        /// Height of the mast above ground, m.
        mast_m: f64,
    },
    /// People in sight.
    CrowdCount {
        /// It sees so far, m.
        radius_m: f64,
        /// How many there usually are.
        usual_people: f64,
    },
}

/// A sensor on the ground.
#[derive(Clone, Debug, PartialEq)]
pub struct GroundSensorConfig {
    /// Its name.
    pub id: String,
    /// Where it is.
    pub place: Place,
    /// What it measures.
    pub kind: SensorKind,
    /// It measures so often.
    pub interval: Duration,
    /// Noise of a reading, one standard deviation, in the unit of the reading. Counts are off by a part
    /// of the number besides.
    pub noise: f64,
    /// Charge of its battery at the start, 0…1.
    pub battery_charge: f64,
    /// It lives so long on a full battery.
    pub battery_lasts: Duration,
}

const DAY: Duration = Duration::from_secs(86_400);

impl GroundSensorConfig {
    /// A customary sensor of a kind, with a full battery.
    pub fn new(id: impl Into<String>, place: Place, kind: SensorKind) -> Self {
        let (interval_s, noise, days) = match kind {
            SensorKind::WaterLevel { .. } => (60, 0.01, 700),
            SensorKind::Smoke { .. } => (10, 4.0, 365),
            SensorKind::Noise { .. } => (10, 1.0, 90),
            SensorKind::Wind { .. } => (60, 0.2, 365),
            SensorKind::CrowdCount { .. } => (30, 1.0, 30),
        };
        Self {
            id: id.into(),
            place,
            kind,
            interval: Duration::from_secs(interval_s),
            noise,
            battery_charge: 1.0,
            battery_lasts: DAY * days,
        }
    }
}

/// A reading, in the members of its message.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Reading {
    WaterLevel {
        water_level_m: f64,
    },
    Smoke {
        pm2_5_ug_per_m3: f64,
    },
    Noise {
        sound_level_dba: f64,
    },
    Wind {
        #[serde(flatten)]
        wind: WindMeasured,
    },
    CrowdCount {
        people: u32,
    },
}

#[derive(Serialize)]
struct ReadingMessage<'a> {
    at: String,
    simulated: bool,
    sensor: &'a str,
    longitude_deg: f64,
    latitude_deg: f64,
    altitude_amsl_m: f64,
    battery_charge: f64,
    #[serde(flatten)]
    reading: Reading,
}

/// From high tide to high tide, s: half a lunar day (M2).
pub const TIDE_PERIOD_S: f64 = 44_714.16;
/// People hide each other: a counter is off by this part of the number, one standard deviation.
const COUNTING_ERROR: f64 = 0.04;
const WIND_SAMPLE_INTERVAL: Duration = Duration::from_secs(1);

/// A sensor while the city runs.
#[derive(Clone, Debug)]
pub struct GroundSensor {
    config: GroundSensorConfig,
    due: Regular,
    wind_due: Regular,
    anemometer: Option<Anemometer>,
    random: Random,
    fault: SensorFault,
    fault_since: SimTime,
    last: Option<Reading>,
}

impl GroundSensor {
    /// A sensor at the start of the day. Sensors do not measure in step: each begins at a moment of
    /// its own within its interval.
    pub fn new(config: GroundSensorConfig, seed: u64) -> Self {
        let stream = |what: &str| Random::new(seed, &format!("city/sensor/{}{what}", config.id));
        let mut random = stream("");
        let anemometer = match config.kind {
            SensorKind::Wind { mast_m } => {
                Some(Anemometer::new(stream("/wind"), mast_m, config.noise))
            }
            _ => None,
        };
        let first = SimTime::START + config.interval.mul_f64(random.unit());
        Self {
            due: Regular::new(config.interval, first),
            wind_due: Regular::new(WIND_SAMPLE_INTERVAL, SimTime::START),
            anemometer,
            random,
            fault: SensorFault::None,
            fault_since: SimTime::START,
            last: None,
            config,
        }
    }

    /// Its name.
    pub fn id(&self) -> &str {
        &self.config.id
    }

    /// Breaks or mends it; a drift has gone on since `since`.
    pub fn set_fault(&mut self, fault: SensorFault, since: SimTime) {
        self.fault = fault;
        self.fault_since = since;
    }

    /// Goes on by a tick.
    pub fn tick(&mut self, moment: &Moment, events: &[Happening], out: &mut Vec<Publication>) {
        if let Some(anemometer) = &mut self.anemometer
            && self.wind_due.is_due(moment.at)
        {
            anemometer.sample(moment);
        }
        if !self.due.is_due(moment.at) {
            return;
        }
        let measured = self.measure(moment, events);
        let battery_charge = self.battery_charge(moment.at);
        let is_silent = self.fault == SensorFault::Dead || battery_charge <= 0.0;
        let Some(reading) = measured.filter(|_| !is_silent) else {
            return;
        };
        let message = ReadingMessage {
            at: moment.text(),
            simulated: true,
            sensor: &self.config.id,
            longitude_deg: rounded_deg(self.config.place.longitude_deg),
            latitude_deg: rounded_deg(self.config.place.latitude_deg),
            altitude_amsl_m: rounded(self.config.place.altitude_amsl_m, 2),
            battery_charge: rounded(battery_charge, 3),
            reading,
        };
        let topic = format!("{TOPIC_ROOT}/sensors/{}/reading", self.config.id);
        out.push(Publication::measurement(topic, &message, moment.at));
    }

    fn battery_charge(&self, now: SimTime) -> f64 {
        let lasts_s = self.config.battery_lasts.as_secs_f64().max(1.0);
        self.config.battery_charge - now.seconds() / lasts_s
    }

    /// Measures, with its fault. A stuck one says what it last said while it was well.
    fn measure(&mut self, moment: &Moment, events: &[Happening]) -> Option<Reading> {
        let drift = match self.fault {
            SensorFault::Drifting { per_hour } => {
                per_hour * (moment.at - self.fault_since).as_secs_f64() / 3_600.0
            }
            _ => 0.0,
        };
        let noise = self.config.noise * self.random.normal();
        let fresh = self.fresh(moment, events, drift, noise);
        let stuck = self.last.filter(|_| self.fault == SensorFault::Stuck);
        let reading = stuck.or(fresh);
        self.last = reading;
        reading
    }

    fn fresh(
        &mut self,
        moment: &Moment,
        events: &[Happening],
        drift: f64,
        noise: f64,
    ) -> Option<Reading> {
        let (place, now) = (self.config.place, moment.at);
        let sum = |of: &dyn Fn(&Happening) -> f64| events.iter().map(of).sum::<f64>();
        Some(match self.config.kind {
            SensorKind::WaterLevel {
                mean_m,
                tide_amplitude_m,
                high_tide_at,
            } => {
                let since_s = now.seconds() - high_tide_at.seconds();
                let tide_m = tide_amplitude_m * (TAU * since_s / TIDE_PERIOD_S).cos();
                let rise_m = sum(&|event| event.water_rise_m(place, now));
                let level_m = mean_m + tide_m + rise_m + drift + noise;
                Reading::WaterLevel {
                    water_level_m: rounded(level_m, 3),
                }
            }
            SensorKind::Smoke {
                background_ug_per_m3,
            } => {
                let smoke = sum(&|event| event.smoke_ug_per_m3(place));
                let value = background_ug_per_m3 + smoke + drift + noise;
                Reading::Smoke {
                    pm2_5_ug_per_m3: rounded(value.max(0.0), 1),
                }
            }
            SensorKind::Noise { background_dba } => {
                // Sounds add by their powers.
                let power = |dba: f64| 10_f64.powf(0.1 * dba);
                let crowds = sum(&|event| event.sound_dba(place, now).map_or(0.0, power));
                let level_dba = 10.0 * (power(background_dba) + crowds).log10() + drift + noise;
                Reading::Noise {
                    sound_level_dba: rounded(level_dba, 1),
                }
            }
            SensorKind::Wind { .. } => {
                let mut wind = self.anemometer.as_mut().and_then(Anemometer::read)?;
                wind.wind_speed_mps = rounded((wind.wind_speed_mps + drift).max(0.0), 1);
                wind.wind_gust_mps = rounded((wind.wind_gust_mps + drift).max(0.0), 1);
                Reading::Wind { wind }
            }
            SensorKind::CrowdCount {
                radius_m,
                usual_people,
            } => {
                let crowds = sum(&|event| event.people_within(place, radius_m, now));
                let miscounted = 1.0 + COUNTING_ERROR * self.random.normal();
                let people = (usual_people + crowds) * miscounted + drift + noise;
                Reading::CrowdCount {
                    people: people.max(0.0).round() as u32,
                }
            }
        })
    }
}
