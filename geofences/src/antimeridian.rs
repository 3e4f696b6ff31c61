//! Rings that cross ±180° longitude.

use crate::footprint::FootprintFaultKind;
use geo::{Coord, Polygon};

/// Makes the longitudes of an open ring run on beyond ±180° where it crosses the antimeridian
/// (steps of more than 180° are taken the short way); returns whether it does.
pub fn unwrap_longitudes(_ring: &mut [Coord<f64>]) -> Result<bool, FootprintFaultKind> {
    Ok(false)
}

/// Shifts unwrapped rings by whole turns so that holes lie where their outer ring does.
pub fn align_rings(_rings: &mut [Vec<Coord<f64>>]) {
    todo!("helper: footprints")
}

/// Splits an unwrapped polygon at the antimeridian into parts within −180°…180°.
pub fn split(_polygon: Polygon<f64>) -> Vec<Polygon<f64>> {
    todo!("helper: footprints")
}
