//! What the tests of the airspace's parts have in common.

#![allow(clippy::unwrap_used)]

use super::entry::Entry;
use crate::{AltitudeBand, Footprint, Position, Rule, Scope, Times, Zone, ZoneId};

/// The entry of a zone that always holds, without words about it.
pub fn entry(id: &str, rule: Rule, footprint: Footprint, band: AltitudeBand) -> Entry {
    let zone = Zone {
        id: ZoneId::new(id),
        name: Default::default(),
        rule,
        scope: Scope::Flight,
        footprint,
        band,
        times: Times::Always,
        authority: None,
        reason: None,
        conditions: None,
        source: None,
    };
    Entry::new(zone.into())
}

/// A circle around a place, degrees and metres.
pub fn circle(longitude_deg: f64, latitude_deg: f64, radius_m: f64) -> Footprint {
    let centre = Position::new(longitude_deg, latitude_deg).unwrap();
    Footprint::circle(centre, radius_m).unwrap()
}
