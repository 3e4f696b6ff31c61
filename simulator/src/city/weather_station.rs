//! Instruments of a weather station: what they make of the weather.

use super::moment::Moment;
use super::names::{compass_deg, rounded};
use crate::environment::Gusts;
use crate::place::Place;
use crate::random::Random;
use nalgebra::Vector3;
use serde::Serialize;

/// An anemometer: samples the wind once a second and tells the mean and the strongest of an interval,
/// as meteorologists do (WMO No. 8, part I, chapter 5).
#[derive(Clone, Debug)]
pub struct Anemometer {
    height_m: f64,
    noise_mps: f64,
    random: Random,
    gusts: Gusts,
    sum: Vector3<f64>,
    speed_sum: f64,
    strongest_mps: f64,
    count: u32,
}

/// The wind over an interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct WindMeasured {
    /// Mean speed, m/s.
    pub wind_speed_mps: f64,
    /// Strongest second, m/s.
    pub wind_gust_mps: f64,
    /// Where it came from, degrees clockwise from true north.
    pub wind_from_deg: f64,
}

impl Anemometer {
    /// An anemometer so high above ground, with noise of so many m/s.
    pub fn new(random: Random, height_m: f64, noise_mps: f64) -> Self {
        Self {
            height_m,
            noise_mps,
            random,
            gusts: Gusts::default(),
            sum: Vector3::zeros(),
            speed_sum: 0.0,
            strongest_mps: 0.0,
            count: 0,
        }
    }

    /// One sample; call it once a second.
    pub fn sample(&mut self, moment: &Moment) {
        let wind = &moment.world.weather.wind;
        self.gusts.adapt(wind, self.height_m, wind.speed_mps, 1.0);
        let noise = Vector3::new(self.random.normal(), self.random.normal(), 0.0) * self.noise_mps;
        let felt = wind.at_height(self.height_m) + self.gusts.step(&mut self.random) + noise;
        let speed = felt.xy().norm();
        self.sum += felt;
        self.speed_sum += speed;
        self.strongest_mps = self.strongest_mps.max(speed);
        self.count += 1;
    }

    /// What was measured since the last time; `None` without a sample.
    pub fn read(&mut self) -> Option<WindMeasured> {
        let count = f64::from(std::mem::take(&mut self.count));
        let sum = std::mem::take(&mut self.sum);
        let speed_sum = std::mem::take(&mut self.speed_sum);
        let strongest_mps = std::mem::take(&mut self.strongest_mps);
        (count > 0.0).then(|| WindMeasured {
            wind_speed_mps: rounded(speed_sum / count, 1),
            wind_gust_mps: rounded(strongest_mps, 1),
            wind_from_deg: compass_deg((-sum.y).atan2(-sum.x).to_degrees(), 1.0),
        })
    }
}

/// The mast of a dock's station, m.
const MAST_M: f64 = 3.0;
/// Errors of the instruments of a compact station, one standard deviation: the part that stays, and
/// the part that changes from reading to reading.
const TEMPERATURE_BIAS_C: f64 = 0.2;
const TEMPERATURE_NOISE_C: f64 = 0.1;
const PRESSURE_BIAS_PA: f64 = 40.0;
const PRESSURE_NOISE_PA: f64 = 8.0;
const WIND_NOISE_MPS: f64 = 0.2;
const RAIN_SCALE_ERROR: f64 = 0.05;

/// A weather station.
#[derive(Clone, Debug)]
pub struct WeatherStation {
    place: Place,
    anemometer: Anemometer,
    temperature_bias_c: f64,
    pressure_bias_pa: f64,
    rain_scale: f64,
    random: Random,
}

/// What a weather station tells.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct WeatherMeasured {
    /// Air temperature, °C.
    pub temperature_c: f64,
    /// Pressure at the station, not reduced to sea level, Pa.
    pub pressure_pa: f64,
    /// The wind.
    #[serde(flatten)]
    pub wind: WindMeasured,
    /// Rain, mm/h.
    pub rain_mm_per_h: f64,
}

impl WeatherStation {
    /// A station whose mast stands at a place, with chance for its wind and for the rest.
    pub fn new(wind: Random, mut random: Random, place: Place) -> Self {
        Self {
            place,
            anemometer: Anemometer::new(wind, MAST_M, WIND_NOISE_MPS),
            temperature_bias_c: TEMPERATURE_BIAS_C * random.normal(),
            pressure_bias_pa: PRESSURE_BIAS_PA * random.normal(),
            rain_scale: 1.0 + RAIN_SCALE_ERROR * random.normal(),
            random,
        }
    }

    /// One sample of the wind; call it once a second.
    pub fn sample(&mut self, moment: &Moment) {
        self.anemometer.sample(moment);
    }

    /// What it tells; `None` before the first sample.
    pub fn read(&mut self, moment: &Moment) -> Option<WeatherMeasured> {
        let wind = self.anemometer.read()?;
        let weather = &moment.world.weather;
        let height_m = self.place.altitude_amsl_m + MAST_M;
        let temperature = self.temperature_bias_c + TEMPERATURE_NOISE_C * self.random.normal();
        let pressure = self.pressure_bias_pa + PRESSURE_NOISE_PA * self.random.normal();
        Some(WeatherMeasured {
            temperature_c: rounded(weather.air.temperature_at_c(height_m) + temperature, 1),
            pressure_pa: rounded(weather.air.pressure_at_pa(height_m) + pressure, 0),
            wind,
            rain_mm_per_h: rounded((weather.rain_mm_per_h * self.rain_scale).max(0.0), 1),
        })
    }
}
