//! Links and fleet together: frames in, frames out, and what is told. One step is all there is to time, so that
//! tests own the time of controller and simulator alike; [`live`] puts sockets and a clock around it.

mod ears;
mod parameter_keeper;
mod step;

pub mod live;
pub mod marks_writer;

pub use parameter_keeper::ParameterKeeper;
pub use step::{Arrivals, GroundControl, Record, Tidings};
