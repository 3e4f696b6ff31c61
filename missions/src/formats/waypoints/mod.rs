//! ArduPilot's waypoint files: `QGC WPL 110`, a line an item, home first.

mod read;
mod write;

pub use write::write;

pub(super) use read::read;

/// The first line of a file.
const HEADER: &str = "QGC WPL 110";
