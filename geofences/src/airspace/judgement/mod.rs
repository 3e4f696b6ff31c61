//! "May this be flown here, at this height, at this time?"
//!
//! A path's legs are geodesics; each is cut into chords that are straight in lon/lat and lie
//! within 0.1 m of it, and the rest is added to the margin. Along a chord everything is a set of
//! intervals of its parameter: where it is near an area, where its height may be within a band,
//! when a zone is active. What applies is where these meet; so that places and moments of a break are
//! roots of equations, not samples.

pub mod intervals;
pub mod context;
pub mod decision;
pub mod chord;
mod near;
mod heights;
mod height_range;
mod moments;
mod sectors;
mod ground_plan;
mod permitted;
mod cover;
mod applies;
pub mod path;
pub mod point;
pub mod distance;
pub mod volume;

pub use chord::PathPoint;
pub use context::{Approval, Approvals, Context, HomeHeight, Margins};
pub use decision::{
    Cause, Decision, Finding, PathJudgement, PathMoment, PointJudgement, Stretch, UnknownWhy,
};
pub use distance::NearestBoundary;
pub use path::{Path, PathFault};
pub use point::FlightWindows;
