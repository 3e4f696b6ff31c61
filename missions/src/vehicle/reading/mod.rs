//! Vehicle classes and fleets as people write them, in TOML or JSON (`docs/vehicles.md`).

mod airframes;
mod controllers;
mod dji;
mod equipment;
mod figures;
mod fleets;
mod keys;
mod vehicles;

pub use fleets::read_fleet;
pub use vehicles::read_vehicle;

#[cfg(test)]
mod tests;
