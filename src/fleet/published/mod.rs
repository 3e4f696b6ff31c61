//! Immutable snapshots of the fleet for whoever reads it while one writer goes on.

mod publisher;
mod reader;
mod snapshot;
#[cfg(test)]
mod tests;

pub use publisher::Publisher;
pub use reader::Reader;
pub use snapshot::{Changes, FleetSnapshot, VehicleView};
