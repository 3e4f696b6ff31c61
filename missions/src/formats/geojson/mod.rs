//! Missions as GeoJSON (RFC 7946): the path, and a feature a step with all its values. Nothing is lost.

mod read;
mod write;

pub use write::write;

pub(super) use read::read;
