//! The geoid: how far mean sea level lies above the WGS 84 ellipsoid.

use crate::Position;

/// The geoid's height at one place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Undulation {
    /// Height of the geoid (mean sea level) above the WGS 84 ellipsoid, metres: ellipsoidal
    /// height = AMSL height + `height_m`.
    pub height_m: f64,
    /// The true geoid lies within ± this of `height_m`, metres.
    pub uncertainty_m: f64,
}

/// A model of the geoid. Missing is `None`, never zero.
pub trait Geoid: Send + Sync {
    /// The undulation at `position`; `None` where the model has no data.
    fn undulation_at(&self, position: Position) -> Option<Undulation>;

    /// A short name of the model for reports, for example `EGM96`.
    fn name(&self) -> &str;
}
