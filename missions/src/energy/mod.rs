//! What flying takes: power, time and energy of each piece of a flight, and what the battery has left for it.
//!
//! The models are taken from the literature that each of them names and share no formula with the simulator's
//! dynamics, so that a mistake on one side shows on the other.

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
