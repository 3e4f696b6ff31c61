//! Looking at a structure from around it: in rings at several heights, or along each of its walls.

mod facade;
mod request;
mod rings;
mod seen;
mod space;

pub use facade::{FacadeLines, plan_facade};
pub use request::{Aim, Structure, StructureRequest, View};
pub use rings::plan_orbit;
pub use space::{Sight, StructureLeg, StructurePath};
