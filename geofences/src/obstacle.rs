//! Obstacles: things that stand in the air.

mod outline;
pub(crate) use outline::apart_at_antimeridian;

use crate::{Altitude, FlatRings, Footprint, LocalName, Position, ZoneId};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What an obstacle is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObstacleKind {
    /// A building.
    Building,
    /// A mast, tower or chimney.
    Mast,
    /// A crane.
    Crane,
    /// The pylon of a bridge.
    BridgePylon,
    /// A power line.
    PowerLine,
    /// A cable-car line.
    CableCar,
    /// Anything else that stands up.
    Other,
}

/// The ground plan of an obstacle.
#[derive(Clone, Debug, PartialEq)]
pub enum ObstacleShape {
    /// A round thing.
    Point {
        /// Its centre.
        position: Position,
        /// Its radius, metres; 0 for a thin mast.
        radius_m: f64,
    },
    /// Polygons that were checked.
    Polygon(Footprint),
    /// A line, such as a power line, straight in lon/lat between its vertices.
    Line {
        /// Its vertices, two at least.
        vertices: Vec<Position>,
        /// How far it reaches to each side, metres.
        half_width_m: f64,
    },
}

/// A thing that stands in the air, from the ground up to its top.
#[derive(Clone, Debug, PartialEq)]
pub struct Obstacle {
    /// Identifier, unique within an airspace, shared with zones.
    pub id: ZoneId,
    /// What people call it.
    pub name: LocalName,
    /// What it is.
    pub kind: ObstacleKind,
    /// Its ground plan.
    pub shape: ObstacleShape,
    /// Its top. Above ground means above the highest ground under the obstacle.
    pub top: Altitude,
    /// The true top lies within ± this of `top`, metres.
    pub vertical_uncertainty_m: f64,
    /// The true outline lies within ± this of `shape`, metres.
    pub horizontal_uncertainty_m: f64,
    /// When it was surveyed.
    pub surveyed: Option<NaiveDate>,
    /// Where the data came from.
    pub source: Option<String>,
}

impl Obstacle {
    /// The outline, widened by the horizontal uncertainty: it contains the true obstacle. Parts
    /// of it may overlap.
    pub fn outline(&self) -> FlatRings {
        outline::outline(&self.shape, self.horizontal_uncertainty_m)
    }
}

#[cfg(test)]
mod tests;
