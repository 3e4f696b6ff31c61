//! A mission as flat records of named values: what our KML and GeoJSON carry.

mod assemble;
mod carried;
mod properties;
mod step;
mod unsaid;

pub(super) use assemble::{Feature, Shape, features_of, mission_members, mission_of};
pub(super) use carried::{LIGHT_KEYS, LOUDSPEAKER_KEYS, carried_members, carried_of};
pub(super) use properties::Properties;
pub(super) use unsaid::{unsaid_return_height, unsaid_speed};

/// The version of our records.
const VERSION: f64 = 1.0;
