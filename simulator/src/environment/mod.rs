//! What surrounds the vehicles: air, wind and weather.

mod atmosphere;
mod weather;
mod wind;

pub use atmosphere::{Air, GRAVITY_MPS2, standard_altitude_m};
pub use weather::{Weather, WeatherAt};
pub use wind::{Gusts, MeanWind};
