//! What flying takes: power, time and energy of each piece of a flight, and what the battery has left for it.
//!
//! The models are taken from the literature that each of them names. None of their formulas for induced flow,
//! blades, propeller, air and battery is one of the simulator's, so that a mistake on one side shows on the other;
//! that weight times climb is power, and that drag grows with the square of speed, both have from physics.

mod air;
mod budget;
mod flyer;
mod gravity;
mod leg;
mod multirotor;
mod pieces;
mod refusal;
mod wind;
mod wing;

pub use air::{Air, AirFigures};
pub use budget::{Balance, Budget, cumulative};
pub use flyer::{Flown, Flyer, Motion};
pub use leg::{Leg, Pace};
pub use refusal::CannotFly;
pub(crate) use wing::REFERENCE_DENSITY;

#[cfg(test)]
mod tests;
