//! Scenarios: what a simulation begins with, what happens in it, and what has to come out.

mod modes;
mod problem;
mod reading;
#[cfg(test)]
mod tests;
mod types;

pub use modes::mode_names;
pub use problem::{ScenarioPlace, ScenarioProblem};
pub use reading::{ReadOptions, ScenarioFile, read};
pub use types::*;
