//! Scenarios: what a simulation begins with, what happens in it, and what has to come out.

mod modes;
mod reading;
#[cfg(test)]
mod tests;
mod types;

pub use modes::mode_names;
pub use reading::{ReadOptions, ScenarioFile, read};
pub use types::*;
pub use written::{Place as ScenarioPlace, Problem as ScenarioProblem};
