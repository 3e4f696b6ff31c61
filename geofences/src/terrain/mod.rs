//! Ground elevation: what height the ground has, and how sure we are of it.

mod error;
mod flat;
mod grid;
mod post_grid;
mod srtm;
mod synthetic;
#[cfg(test)]
mod tests;

pub use error::TerrainError;
pub use flat::FlatTerrain;
pub use grid::{GridFrame, GridTerrain};
pub use srtm::SrtmTerrain;
pub use synthetic::synthetic_qingdao;

use crate::Position;

/// The ground at one place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ground {
    /// Elevation of the ground (bare-earth or surface model, as its source says), metres AMSL.
    pub elevation_amsl_m: f64,
    /// The true ground lies within ± this of `elevation_amsl_m`, metres.
    pub uncertainty_m: f64,
}

/// The lowest and highest ground over an area.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GroundRange {
    /// Lowest elevation, uncertainty not yet taken off, metres AMSL.
    pub lowest_amsl_m: f64,
    /// Highest elevation, uncertainty not yet added, metres AMSL.
    pub highest_amsl_m: f64,
    /// The true ground lies within ± this of the model, metres.
    pub uncertainty_m: f64,
}

/// A piece of a ground profile along a line that is straight in lon/lat: for `from ≤ s ≤ until`
/// the elevation is `constant + linear·s + quadratic·s²` metres AMSL, `s` counted from 0 at the
/// start of the whole line to 1 at its end.
///
/// Bilinear interpolation in a raster cell, followed along a straight line, is exactly such a
/// parabola; so that a profile made of them is the terrain model itself and no sampling of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GroundPiece {
    /// Start of the piece, 0…1.
    pub from: f64,
    /// End of the piece, `from`…1.
    pub until: f64,
    /// Coefficient of s⁰, metres AMSL.
    pub constant: f64,
    /// Coefficient of s¹, metres.
    pub linear: f64,
    /// Coefficient of s², metres.
    pub quadratic: f64,
    /// The true ground lies within ± this of the parabola, metres.
    pub uncertainty_m: f64,
}

/// A model of the ground.
///
/// Missing ground is `None`, never zero: who asks must then answer `Unknown`.
pub trait Terrain: Send + Sync {
    /// The ground beneath `position`; `None` where the model has no data.
    fn ground_at(&self, position: Position) -> Option<Ground>;

    /// The ground along the line, straight in lon/lat, from `from` to `until`, appended to
    /// `pieces` without gaps from s = 0 to s = 1. Returns false, and leaves `pieces` as it was,
    /// when any part of the line has no data.
    fn ground_along(&self, from: Position, until: Position, pieces: &mut Vec<GroundPiece>) -> bool;

    /// Lowest and highest ground over the rectangle; `None` where any part of it has no data.
    fn ground_range(&self, south_west: Position, north_east: Position) -> Option<GroundRange>;

    /// A short name of the model for reports, for example `SRTM 1″` or `synthetic 崂山`.
    fn name(&self) -> &str;
}
