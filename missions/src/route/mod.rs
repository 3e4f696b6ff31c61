//! Transit routes: from a place to a place inside the permitted airspace, around what forbids, the cheapest of
//! several heights above the ground, with the times of zones and the people below.
//!
//! The planner proposes in a plane of metres, the airspace judges the whole path with its own margins; what it
//! finds there is kept off farther and the search repeated, a few times, else refused.
//!
//! In reading order: `request`, `people`, `refusal`, `leg`, `layer`, `ring`, `field`, `cover`, `sight`, `bends`,
//! `search`, `plan`, `space`.

mod request;
mod people;
mod refusal;
mod leg;
mod layer;
mod ring;
mod field;
mod cover;
mod sight;
mod bends;
mod search;
mod plan;
mod space;

pub use people::{People, PeopleCell, PeopleOnGround};
pub use plan::plan_route;
pub use refusal::{LayerFault, LayerRefusal, RouteRefusal};
pub use request::{Pace, Route, RouteEnd, RouteRequest};
pub(crate) use space::free_space;
pub use space::{SpaceRequest, free_areas};
