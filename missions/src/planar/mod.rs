//! Flying in a plane of metres: where one may be, and the quickest way between two places of it.
//!
//! A plane is laid beside the ellipsoid so that what is straight in lon/lat is straight in it; whoever makes an area
//! takes its margins off first, what a geodesic is off among them. Judging is the airspace's: this only proposes.

mod free_area;
mod network;

pub(crate) use free_area::KEPT_OFF_M;
pub use free_area::{AreaFault, FreeArea};
pub use network::{Network, TooManyBends, Ways};

use geo::Coord;

pub(crate) fn cross(a: Coord<f64>, b: Coord<f64>) -> f64 {
    a.x * b.y - a.y * b.x
}

pub(crate) fn dot(a: Coord<f64>, b: Coord<f64>) -> f64 {
    a.x * b.x + a.y * b.y
}

pub(crate) fn length(a: Coord<f64>) -> f64 {
    a.x.hypot(a.y)
}

/// Metres between two places.
pub(crate) fn distance(a: Coord<f64>, b: Coord<f64>) -> f64 {
    length(b - a)
}

/// Positive when `c` lies left of the line from `a` to `b`; exact (Shewchuk 1997).
pub(crate) fn orientation(a: Coord<f64>, b: Coord<f64>, c: Coord<f64>) -> f64 {
    let plain = |at: Coord<f64>| robust::Coord { x: at.x, y: at.y };
    robust::orient2d(plain(a), plain(b), plain(c))
}
