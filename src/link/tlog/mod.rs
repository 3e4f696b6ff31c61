//! Telemetry logs (`.tlog`): frames as they came and went, each after its moment in microseconds since
//! 1970, eight bytes, the highest first. QGroundControl, MAVProxy and pymavlink write and read the same.

mod reader;
mod writer;

pub use reader::{Logged, TlogReader};
pub use writer::TlogWriter;

/// The length of a moment in a log.
pub(crate) const MOMENT: usize = 8;

#[cfg(test)]
mod tests;
