//! From a patrol to a mission that can and may be flown, or to all that is in its way.
//!
//! Data flows one way: what the camera needs (`looking`) and where one may be (`space`) give the pattern's track
//! (`track`, a file a pattern); routes lead there and back (`transit`); heights are laid over the ground
//! (`whole`, `heights`); what shows no-image zones is not taken (`shading`); steps are made of it (`steps`), and the whole is
//! judged as [`crate::feasibility`] judges any mission (`planning`). What the battery or the autopilot's memory does not hold is flown in
//! parts (`parts`), by whichever aircraft of a fleet can (`fleet`),
//! or by several at once (`among`).

mod request;
mod looking;
mod space;
mod track;
mod patterns;
mod transit;
mod heights;
mod shading;
mod steps;
mod whole;
mod planning;
mod parts;
mod fleet;
mod among;

pub use among::plan_among;
pub use fleet::{FleetPlan, FleetRefusal, FleetRequest, plan_with_fleet};
pub use parts::plan_in_parts;
pub use planning::plan;
pub use request::{Plan, PlanRequest, Refusal};
