//! The geoid: how far mean sea level lies above the WGS 84 ellipsoid.

mod egm96_geoid;
mod simple;
#[cfg(test)]
mod tests;

pub use egm96_geoid::Egm96Geoid;
pub use simple::{ConstantGeoid, GeoidWithLocalOffset};

use crate::{Bilingual, Position};

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

/// Why a geoid cannot be set up.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum GeoidError {
    /// The south-western corner is not south-west of the north-eastern one.
    #[error("the extent from {south_west} to {north_east} is turned round")]
    Extent {
        /// As given.
        south_west: Position,
        /// As given.
        north_east: Position,
    },
    /// The extent would take too long to sample.
    #[error("the extent needs {posts} posts, more than {}", Egm96Geoid::MOST_POSTS)]
    TooLarge {
        /// How many posts it would need.
        posts: usize,
    },
    /// A height is no finite number.
    #[error("the height {0} m is not a finite number")]
    Height(f64),
    /// An uncertainty is negative or no finite number.
    #[error("an uncertainty of {0} m is not a number from 0 on")]
    Uncertainty(f64),
}

impl GeoidError {
    /// The error as a message to people.
    pub fn message(&self) -> Bilingual {
        let zh = match self {
            Self::Extent {
                south_west,
                north_east,
            } => {
                format!("范围 {south_west} 至 {north_east} 的两角颠倒")
            }
            Self::TooLarge { posts } => format!(
                "范围需要 {posts} 个采样点，超过上限 {}",
                Egm96Geoid::MOST_POSTS
            ),
            Self::Height(height_m) => format!("高度 {height_m} 米不是有限的数"),
            Self::Uncertainty(value) => format!("不确定度 {value} 米不是大于等于 0 的数"),
        };
        Bilingual::new(self.to_string(), zh)
    }
}

/// The height and uncertainty, when they are numbers that can be used.
fn checked_undulation(height_m: f64, uncertainty_m: f64) -> Result<Undulation, GeoidError> {
    if !height_m.is_finite() {
        return Err(GeoidError::Height(height_m));
    }
    if !(uncertainty_m.is_finite() && uncertainty_m >= 0.0) {
        return Err(GeoidError::Uncertainty(uncertainty_m));
    }
    Ok(Undulation {
        height_m,
        uncertainty_m,
    })
}
