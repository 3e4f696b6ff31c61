//! Ground of one height everywhere.

use super::{Ground, GroundPiece, GroundRange, Terrain, error::checked_uncertainty_m};
use crate::Position;

/// Ground of one height everywhere: for plains and for tests.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FlatTerrain {
    /// Elevation of the ground, metres AMSL.
    pub elevation_amsl_m: f64,
    /// The true ground lies within ± this, metres.
    pub uncertainty_m: f64,
}

impl FlatTerrain {
    /// The values, unless they are no numbers: then there is no ground.
    fn ground(&self) -> Option<Ground> {
        let uncertainty_m = checked_uncertainty_m(self.uncertainty_m).ok()?;
        self.elevation_amsl_m.is_finite().then_some(Ground {
            elevation_amsl_m: self.elevation_amsl_m,
            uncertainty_m,
        })
    }
}

impl Terrain for FlatTerrain {
    fn ground_at(&self, _position: Position) -> Option<Ground> {
        self.ground()
    }

    fn ground_along(
        &self,
        _from: Position,
        _until: Position,
        pieces: &mut Vec<GroundPiece>,
    ) -> bool {
        let Some(ground) = self.ground() else {
            return false;
        };
        pieces.push(GroundPiece {
            from: 0.0,
            until: 1.0,
            constant: ground.elevation_amsl_m,
            linear: 0.0,
            quadratic: 0.0,
            uncertainty_m: ground.uncertainty_m,
        });
        true
    }

    fn ground_range(&self, _south_west: Position, _north_east: Position) -> Option<GroundRange> {
        self.ground().map(|ground| GroundRange {
            lowest_amsl_m: ground.elevation_amsl_m,
            highest_amsl_m: ground.elevation_amsl_m,
            uncertainty_m: ground.uncertainty_m,
        })
    }

    fn name(&self) -> &str {
        "flat"
    }
}
