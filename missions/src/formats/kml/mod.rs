//! Missions as KML 2.2 and KMZ: the path to look at in its heights, and a Placemark a step with all its values.
//! Only what we wrote is read: a drawing does not say how it is flown.

mod read;
mod write;

pub use write::{write, write_kmz};

pub(super) use read::{read, read_kmz};
