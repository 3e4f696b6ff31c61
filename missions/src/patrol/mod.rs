//! Patrols: what is looked at, how well, when, how often and for whom, as people write it in TOML or JSON
//! (`docs/patrols.md`), checked.

mod pattern;
mod reading;
mod recurrence;
#[cfg(test)]
mod tests;
mod types;

pub use pattern::{
    Action, Corridor, Look, Pattern, Perimeter, PointOfInterest, Search, SearchKind, Side,
    Structure, StructurePattern, Survey,
};
pub use reading::{PatrolFile, read, read_text};
pub use recurrence::{DayWindow, MOST_OCCURRENCES, Recurrence};
pub use types::{
    ApprovalKind, Approvals, Height, Light, Limits, Patrol, Priority, Recording, Sensor,
};
