//! The EGM96 geoid, sampled on a grid for a limited extent.

use super::{Geoid, GeoidError, Undulation};
use crate::Position;

/// Posts in a degree: one each 0.1°.
const POSTS_PER_DEGREE: f64 = 10.0;

/// How far EGM96 may be from the true geoid, metres. NASA/TP-1998-206861 (Lemoine et al., 1998)
/// gives 0.5 to 1 m as one standard deviation; this is two.
const MODEL_UNCERTAINTY_M: f64 = 2.0;

/// How far the bilinear surface between posts may be from the model, metres: a test measures less
/// than 0.05 m around Qingdao, and this leaves room for mountains.
const INTERPOLATION_UNCERTAINTY_M: f64 = 0.1;

/// The EGM96 geoid within an extent: the spherical harmonics are summed at posts 0.1° apart when
/// it is set up, since a single sum takes about a millisecond, and are bilinear between them.
///
/// Outside the extent there is no value.
#[derive(Debug)]
pub struct Egm96Geoid {
    south_west: Position,
    north_east: Position,
    /// The first post's column and row, counted in steps from longitude and latitude 0.
    first_column: i32,
    first_row: i32,
    columns: usize,
    /// Row by row from the south, metres.
    posts_m: Vec<f64>,
}

impl Egm96Geoid {
    /// The most posts that are sampled, about 15° × 15°: more would take half a minute.
    pub const MOST_POSTS: usize = 24_000;

    /// The geoid over the rectangle between two corners, both included.
    ///
    /// # Errors
    /// [`GeoidError::Extent`] when the corners are turned round, [`GeoidError::TooLarge`].
    pub fn for_extent(south_west: Position, north_east: Position) -> Result<Self, GeoidError> {
        let turned_round = south_west.longitude_deg() > north_east.longitude_deg()
            || south_west.latitude_deg() > north_east.latitude_deg();
        if turned_round {
            return Err(GeoidError::Extent {
                south_west,
                north_east,
            });
        }
        let steps = |first_deg: f64, last_deg: f64| {
            let first = (first_deg * POSTS_PER_DEGREE).floor() as i32;
            let last = (last_deg * POSTS_PER_DEGREE).ceil() as i32;
            // At least one cell, also where the extent is a single post.
            (first, last.max(first + 1))
        };
        let (first_column, last_column) =
            steps(south_west.longitude_deg(), north_east.longitude_deg());
        let (first_row, last_row) = steps(south_west.latitude_deg(), north_east.latitude_deg());
        let columns = (last_column - first_column + 1) as usize;
        let rows = (last_row - first_row + 1) as usize;
        if columns * rows > Self::MOST_POSTS {
            return Err(GeoidError::TooLarge {
                posts: columns * rows,
            });
        }

        let mut posts_m = Vec::with_capacity(columns * rows);
        for row in first_row..=last_row {
            for column in first_column..=last_column {
                posts_m.push(egm96::egm96_compute_altitude_offset(
                    f64::from(row) / POSTS_PER_DEGREE,
                    f64::from(column) / POSTS_PER_DEGREE,
                ));
            }
        }
        Ok(Self {
            south_west,
            north_east,
            first_column,
            first_row,
            columns,
            posts_m,
        })
    }

    /// The bilinear surface at a place within the extent, metres.
    fn height_m(&self, position: Position) -> Option<f64> {
        let rows = self.posts_m.len() / self.columns;
        let cell = |degrees: f64, first: i32, posts: usize| {
            let at = degrees * POSTS_PER_DEGREE - f64::from(first);
            let cell = at.floor().clamp(0.0, posts as f64 - 2.0);
            (cell as usize, at - cell)
        };
        let (column, x) = cell(position.longitude_deg(), self.first_column, self.columns);
        let (row, y) = cell(position.latitude_deg(), self.first_row, rows);
        let south = row * self.columns + column;
        let north = south + self.columns;
        let edge_m = |west: usize| {
            let [west_m, east_m] = *self.posts_m.get(west..west + 2)?.first_chunk()?;
            Some(west_m + (east_m - west_m) * x)
        };
        let (south_m, north_m) = (edge_m(south)?, edge_m(north)?);
        Some(south_m + (north_m - south_m) * y)
    }
}

impl Geoid for Egm96Geoid {
    fn undulation_at(&self, position: Position) -> Option<Undulation> {
        let longitudes = self.south_west.longitude_deg()..=self.north_east.longitude_deg();
        let latitudes = self.south_west.latitude_deg()..=self.north_east.latitude_deg();
        if !longitudes.contains(&position.longitude_deg())
            || !latitudes.contains(&position.latitude_deg())
        {
            return None;
        }
        Some(Undulation {
            height_m: self.height_m(position)?,
            uncertainty_m: MODEL_UNCERTAINTY_M + INTERPOLATION_UNCERTAINTY_M,
        })
    }

    fn name(&self) -> &str {
        "EGM96"
    }
}
