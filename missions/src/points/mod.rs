//! Visiting points of interest in the order that takes the least time, with what is done at each.

mod places;
mod plan;

pub use plan::{PointOfInterest, PointsPath, PointsRequest, Visit, plan_points};
