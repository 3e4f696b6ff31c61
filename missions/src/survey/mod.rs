//! Flying over an area in lanes so that each place of it is seen.
//!
//! Boustrophedon cells, each swept by itself, waste half a lane a cell, and the ways between cells. Here the lanes of
//! all cells of a direction lie on one grid, each piece of a lane is something that has to be flown, and the order is
//! that of a tour through all of them ([`crate::tour`]). What the lanes leave uncovered beside slanting borders is
//! found on a raster and visited on the way.

mod cells;
mod coverage;
mod joins;
mod lanes;
mod fault;
mod plan;
mod regions;
mod sweep;

pub use cells::cells;
pub(crate) use coverage::Raster;
pub use fault::SurveyFault;
pub(crate) use joins::{Joins, NO_WAY_S};
pub use lanes::{Direction, Lane, lanes};
pub use plan::{SurveyEffort, SurveyPath, SurveyRequest, plan_lanes, plan_survey};
pub(crate) use sweep::{MOST_LANES, Sweep};

pub use crate::pattern::Leg as SurveyLeg;
