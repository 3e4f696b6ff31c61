//! What to fly, when and with which drone: patrols, the patterns that turn them into missions, routes that stay
//! inside the airspace, energy, feasibility, and plan formats.
//!
//! The crate decides; it reads no clock, opens no socket and knows no MAVLink. Modules in suggested reading order:

mod china_time;
pub mod flight_time;
pub mod planar;
pub mod tour;
pub mod pattern;
pub mod survey;
pub mod corridor;
pub mod perimeter;
pub mod orbit;
pub mod search;
pub mod points;
pub mod route;
pub mod mission;
pub mod cut;
pub mod split;
pub mod formats;
pub mod heights;
pub mod ways_home;
pub mod camera;
pub mod vehicle;
pub mod energy;
pub mod weather;
pub mod patrol;
pub mod feasibility;
pub mod plan;
pub mod applications;
pub mod people;
pub mod merge;
pub mod picture;
