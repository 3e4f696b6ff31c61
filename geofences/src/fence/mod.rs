//! The fence compiler: the airspace around one mission, as one inclusion polygon and exclusions
//! that an autopilot can hold.
//!
//! Both autopilots demand to be inside *all* inclusion polygons, so that there is never more than
//! one. Free space is the permitted airspace without its outer margin and without the keep-outs
//! and their margins; the part of it that holds the mission gives the inclusion polygon, and its
//! holes the exclusions. Every later step, simplification and rounding, takes free space away and
//! never adds any. What comes out is checked once more from its integers; a fence that fails is
//! withheld.
//!
//! In reading order: `items`, `margin`, `frame`, `path`, `heights`, `select`, `outline`,
//! `clearance`, `free_space`, `simplify`, `round`, `check`, `settings`, `refusal`, `compile`.

mod check;
mod clearance;
mod compile;
mod frame;
mod free_space;
mod heights;
mod items;
mod margin;
mod outline;
mod path;
mod planar;
mod refusal;
mod round;
mod select;
mod settings;
mod simplify;

use crate::{Approvals, Obstacle, TimeRange, Zone};
use geo::Polygon;

pub use check::CheckFinding;
pub use compile::{compile, compile_in};
pub use heights::EarthModels;
pub use items::{Autopilot, FenceItem, VertexBudget, VertexE7};
pub use margin::StoppingModel;
pub use outline::{Joins, SEAM_M, clipped, dilated, permitted_union};
pub use path::MissionPoint;
pub use refusal::FenceError;
pub use select::{Unenforced, UnusedCover, UnusedReason};
pub use settings::{BreachAction, VehicleSetting};

/// The longer side of a mission and its surroundings is at most this, metres: within it the
/// frame's scale stays within a few percent, and what it is off is allowed for.
pub const LARGEST_REGION_M: f64 = 60_000.0;

/// What a fence is asked for.
#[derive(Clone, Copy)]
pub struct FenceRequest<'a> {
    /// Which autopilot it is for.
    pub autopilot: Autopilot,
    /// The whole mission from take-off to landing, and the way home with it; legs between the
    /// points are geodesics. Heights change evenly along a leg.
    pub path: &'a [MissionPoint],
    /// From the first take-off to the last landing that is planned for.
    pub window: TimeRange,
    /// How the aircraft stops at the fence.
    pub stopping: StoppingModel,
    /// How far above an obstacle's highest plausible top the mission must pass, metres, for the
    /// obstacle not to count as in its way.
    pub obstacle_clearance_m: f64,
    /// How far around the path the airspace is looked at, metres; the fence reaches no farther,
    /// and comes nearer when the budget is short.
    pub surroundings_m: f64,
    /// Simplification leaves this much room around the path, metres, while the budget allows.
    pub path_clearance_m: f64,
    /// How many vertices there may be.
    pub budget: VertexBudget,
    /// What the vehicle does at its fence.
    pub on_breach: BreachAction,
    /// Terrain and geoid.
    pub earth: EarthModels<'a>,
}

/// The airspace around a mission. The caller gives everything that touches
/// [`FenceRequest::bounds_looked_at`]; more does no harm.
#[derive(Clone, Copy)]
pub struct Surroundings<'a> {
    /// The zones.
    pub zones: &'a [&'a Zone],
    /// The obstacles.
    pub obstacles: &'a [&'a Obstacle],
    /// The approvals held; one counts when it is valid for the whole window.
    pub approvals: &'a Approvals,
}

/// A fence that was checked, and what it leaves to the controller.
#[derive(Clone, Debug, PartialEq)]
pub struct CompiledFence {
    /// The items to upload, in order.
    pub items: Vec<FenceItem>,
    /// The inclusion polygon, degrees, exactly as in the items.
    pub inclusion: Polygon<f64>,
    /// The exclusions, degrees, exactly as in the items.
    pub exclusions: Vec<Polygon<f64>>,
    /// How far the free space stays from every edge of the airspace, metres.
    pub margin_m: f64,
    /// What the vehicle cannot enforce and the controller therefore must.
    pub unenforced: Vec<Unenforced>,
    /// Permitting zones that were left unused.
    pub unused_cover: Vec<UnusedCover>,
    /// What must be set on the vehicle, in order.
    pub settings: Vec<VehicleSetting>,
}

#[cfg(test)]
mod tests;
