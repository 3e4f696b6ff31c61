//! Flying around the border of an area at a set distance outside or inside, in one or several closed rings.

mod plan;

pub use plan::{PerimeterPath, PerimeterRequest, plan_perimeter};
