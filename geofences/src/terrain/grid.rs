//! Ground given by one regular grid of posts.

use super::error::checked_uncertainty_m;
use super::post_grid::{Line, PostGrid, VOID};
use super::{Ground, GroundPiece, GroundRange, Terrain, TerrainError};
use crate::Position;

/// Where the posts of a [`GridTerrain`] stand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GridFrame {
    /// Longitude of the westernmost posts, degrees.
    pub west_deg: f64,
    /// Latitude of the southernmost posts, degrees.
    pub south_deg: f64,
    /// Cells in a degree, on both axes: 1200 for posts 3″ apart, 3600 for 1″.
    pub cells_per_degree: u32,
    /// Posts in a row, at least 2.
    pub columns: usize,
    /// Rows of posts, at least 2.
    pub rows: usize,
}

impl GridFrame {
    /// Whether it has a cell, lies on the globe, and is made of that many posts.
    fn holds(&self, posts: usize) -> bool {
        let cells_per_degree = f64::from(self.cells_per_degree);
        let east_deg = self.west_deg + (self.columns as f64 - 1.0) / cells_per_degree;
        let north_deg = self.south_deg + (self.rows as f64 - 1.0) / cells_per_degree;
        self.cells_per_degree > 0
            && self.columns >= 2
            && self.rows >= 2
            && self.columns.checked_mul(self.rows) == Some(posts)
            && Position::new(self.west_deg, self.south_deg).is_ok()
            && Position::new(east_deg, north_deg).is_ok()
    }
}

/// Ground given by one regular grid of posts, bilinear between them, missing outside.
#[derive(Debug)]
pub struct GridTerrain {
    name: String,
    grid: PostGrid,
    uncertainty_m: f64,
}

impl GridTerrain {
    /// The post that stands for "no data".
    pub const VOID: i16 = VOID;

    /// Ground from posts in decimetres AMSL, row by row from the south, each row from the west;
    /// [`GridTerrain::VOID`] is missing. The true ground lies within ± `uncertainty_m` of it.
    ///
    /// # Errors
    /// [`TerrainError::Frame`] when the frame has no cell, leaves the globe or is made of another
    /// number of posts; [`TerrainError::Uncertainty`].
    pub fn from_decimetres(
        name: impl Into<String>,
        frame: GridFrame,
        posts: Vec<i16>,
        uncertainty_m: f64,
    ) -> Result<Self, TerrainError> {
        let uncertainty_m = checked_uncertainty_m(uncertainty_m)?;
        if !frame.holds(posts.len()) {
            return Err(TerrainError::Frame {
                frame,
                posts: posts.len(),
            });
        }
        Ok(Self {
            name: name.into(),
            grid: PostGrid {
                west_deg: frame.west_deg,
                south_deg: frame.south_deg,
                cells_per_degree: f64::from(frame.cells_per_degree),
                columns: frame.columns,
                rows: frame.rows,
                posts,
                metres_per_step: 0.1,
            },
            uncertainty_m,
        })
    }
}

impl Terrain for GridTerrain {
    fn ground_at(&self, position: Position) -> Option<Ground> {
        self.grid.height_m(position).map(|elevation_amsl_m| Ground {
            elevation_amsl_m,
            uncertainty_m: self.uncertainty_m,
        })
    }

    fn ground_along(&self, from: Position, until: Position, pieces: &mut Vec<GroundPiece>) -> bool {
        if !self.grid.contains(from) || !self.grid.contains(until) {
            return false;
        }
        let before = pieces.len();
        let line = Line::new(from, until);
        let complete = self
            .grid
            .append_pieces(line, 0.0, 1.0, self.uncertainty_m, pieces);
        if !complete {
            pieces.truncate(before);
        }
        complete
    }

    fn ground_range(&self, south_west: Position, north_east: Position) -> Option<GroundRange> {
        let (lowest_amsl_m, highest_amsl_m) = self.grid.lowest_and_highest_m([
            south_west.longitude_deg(),
            south_west.latitude_deg(),
            north_east.longitude_deg(),
            north_east.latitude_deg(),
        ])?;
        Some(GroundRange {
            lowest_amsl_m,
            highest_amsl_m,
            uncertainty_m: self.uncertainty_m,
        })
    }

    fn name(&self) -> &str {
        &self.name
    }
}
