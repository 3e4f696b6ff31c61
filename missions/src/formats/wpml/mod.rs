//! DJI's WPML (`.kmz` with `wpmz/template.kml` and `wpmz/waylines.wpml`), as DJI Pilot 2 and FlightHub 2 load it.
//!
//! Elements and their values follow DJI's Cloud API documentation, "DJI WPML" (template.kml, waylines.wpml, common
//! elements). An aircraft flies waypoints with actions at them; what is none of both is lost, and said.

mod actions;
mod aircraft;
mod document;
mod lay_out;
mod lay_out_whole;
mod place_actions;
mod plan;
mod read;
mod read_actions;
mod read_config;
mod read_nose;
mod write;

pub use aircraft::dji_of;
pub use write::write;

pub(super) use read::read;

use crate::vehicle::DjiLens;

/// The template, which people edit.
const TEMPLATE: &str = "wpmz/template.kml";
/// What the aircraft executes.
const WAYLINES: &str = "wpmz/waylines.wpml";
/// The namespace of the elements.
const NAMESPACE: &str = "http://www.dji.com/wpmz/1.0.6";

/// `takeOffSecurityHeight` is from 2 to 1500 m.
const SECURITY_HEIGHTS_M: (f64, f64) = (2.0, 1_500.0);
/// `globalTransitionalSpeed` is at most 15 m/s.
const FASTEST_TRANSITION_MPS: f64 = 15.0;

/// The aircraft that a file is for, by DJI's numbers (Cloud API, "Product Support").
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DjiAircraft {
    /// `droneEnumValue`, such as 67 for M30 and M30T.
    pub drone: u16,
    /// `droneSubEnumValue`, such as 1 for M30T.
    pub drone_sub: u16,
    /// `payloadEnumValue`, such as 53 for the M30T's camera.
    pub payload: u16,
    /// `payloadSubEnumValue`.
    pub payload_sub: u16,
    /// `payloadPositionIndex`: 0 is the main gimbal.
    pub payload_position: u8,
    /// `payloadLensIndex`: the lens that takes the pictures; without it, as the aircraft is set.
    pub lens: Option<DjiLens>,
    /// The focal length that `zoom` has at the widest view, mm, where it is known.
    pub widest_focal_mm: Option<f64>,
}
