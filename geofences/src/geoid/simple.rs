//! Geoids made of a number: constant, or another geoid shifted to a local height datum.

use super::{Geoid, GeoidError, Undulation, checked_undulation};
use crate::Position;
use std::sync::Arc;

/// The same undulation everywhere: for tests, and for a site where it was measured.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ConstantGeoid {
    undulation: Undulation,
}

impl ConstantGeoid {
    /// A geoid `height_m` above the WGS 84 ellipsoid, known to ± `uncertainty_m`.
    ///
    /// # Errors
    /// [`GeoidError::Height`] and [`GeoidError::Uncertainty`] for what is no number to use.
    pub fn new(height_m: f64, uncertainty_m: f64) -> Result<Self, GeoidError> {
        let undulation = checked_undulation(height_m, uncertainty_m)?;
        Ok(Self { undulation })
    }
}

impl Geoid for ConstantGeoid {
    fn undulation_at(&self, _position: Position) -> Option<Undulation> {
        Some(self.undulation)
    }

    fn name(&self) -> &str {
        "constant"
    }
}

/// A geoid shifted to the zero of a local height datum, such as the 1985 national height datum
/// (1985国家高程基准).
///
/// Heights "above sea level" on Chinese maps and in official zone limits are counted from the
/// mean level of the Yellow Sea at Qingdao, which is no surface of EGM96. With the shifted geoid,
/// ellipsoidal height = height in the local datum + undulation. The shift is configuration, from
/// benchmarks near the site or from the surveying office: it differs by decimetres from place to
/// place and there is no one value for it, so that none stands here. An autopilot's AMSL heights
/// are EGM96 heights, and are converted with the geoid that is not shifted.
#[derive(Clone)]
pub struct GeoidWithLocalOffset {
    geoid: Arc<dyn Geoid>,
    offset: Undulation,
    name: String,
}

impl GeoidWithLocalOffset {
    /// `geoid`, with the zero of the local datum `offset_m` above it, known to ± `uncertainty_m`;
    /// the uncertainties add up. `datum_name` is told in [`Geoid::name`].
    ///
    /// # Errors
    /// [`GeoidError::Height`] and [`GeoidError::Uncertainty`] for what is no number to use.
    pub fn new(
        geoid: Arc<dyn Geoid>,
        datum_name: &str,
        offset_m: f64,
        uncertainty_m: f64,
    ) -> Result<Self, GeoidError> {
        let offset = checked_undulation(offset_m, uncertainty_m)?;
        let name = format!("{} {offset_m:+} m ({datum_name})", geoid.name());
        Ok(Self {
            geoid,
            offset,
            name,
        })
    }
}

impl Geoid for GeoidWithLocalOffset {
    fn undulation_at(&self, position: Position) -> Option<Undulation> {
        let undulation = self.geoid.undulation_at(position)?;
        Some(Undulation {
            height_m: undulation.height_m + self.offset.height_m,
            uncertainty_m: undulation.uncertainty_m + self.offset.uncertainty_m,
        })
    }

    fn name(&self) -> &str {
        &self.name
    }
}
