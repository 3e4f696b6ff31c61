//! Flying along a river, a road, a pipeline or a coast in lanes beside it, so that a strip of a set width is seen.

mod plan;

pub use plan::{CorridorPath, CorridorRequest, plan_corridor};
