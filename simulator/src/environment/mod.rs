//! What surrounds the vehicles: air, wind and weather.

mod atmosphere;
mod weather;
mod wind;

pub use atmosphere::{Air, GRAVITY_MPS2};
pub use weather::{Weather, WeatherAt};
pub use wind::{Gusts, MeanWind};
