//! The airspace: zones and obstacles, indexed by place, and what may be flown among them.
//!
//! [`Airspace`] is the one place where zones are added, changed and withdrawn; a [`Snapshot`] is what
//! everybody reads. Modules in suggested reading order:

pub mod entry;
pub mod prepared;
mod cells;
mod outline;
mod outline_tree;
mod tile;
mod index;
mod id_map;
pub mod snapshot;
pub mod judgement;
#[cfg(test)]
mod support;

pub use entry::{Entry, Role, Subject};
pub use judgement::{
    Approval, Approvals, Cause, Context, Decision, Finding, FlightWindows, HomeHeight, Margins,
    NearestBoundary, Path, PathFault, PathJudgement, PathMoment, PathPoint, PointJudgement,
    Stretch, UnknownWhy,
};
pub use prepared::{PointLocation, PreparedArea};
pub use snapshot::{Airspace, Change, ChangeError, Changed, DoubledIds, Published, Snapshot};
