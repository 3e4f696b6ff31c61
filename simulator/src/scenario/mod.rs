//! Scenarios: what a simulation begins with, what happens in it, and what has to come out.

mod modes;
mod types;

pub use modes::mode_names;
pub use types::*;
