//! The weather of a flight, as people write it in TOML or JSON (`docs/weather.md`), checked.

mod reading;
#[cfg(test)]
mod tests;

pub use reading::{WeatherFile, read};

use crate::energy::Air;
use geofences::TimeRange;

/// A weather file as it may be written: for whoever has none yet.
pub const EXAMPLE: &str = include_str!("../../qingdao/weather.toml");

/// The weather over one place for some time.
#[derive(Clone, Debug, PartialEq)]
pub struct Weather {
    /// Who says so.
    pub source: String,
    /// When it is so: an observation or a forecast is told for no other time.
    pub valid: TimeRange,
    /// The air.
    pub air: Air,
    /// How far one sees, metres; `None` where nobody knows.
    pub visibility_m: Option<f64>,
}

impl Weather {
    /// Whether it is told for all of a flight.
    pub fn is_told_for(&self, flight: TimeRange) -> bool {
        self.valid.from <= flight.from && flight.until <= self.valid.until
    }
}
