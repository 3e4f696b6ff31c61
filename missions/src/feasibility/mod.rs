//! Whether a mission may and can be flown: one question, all problems at once, and the proof where there is none.
//!
//! What is judged is the mission as the autopilot gets it and nothing that led to it, so that one read from a file
//! is judged as one that was planned here. Whatever is not known is a problem.
//!
//! In reading order: `question`, `hindrance`, `sensing`, `timeline`, `flying`, `ground`, `airspace`, `not_legal`, `pricing`, `returning`,
//! `holding`, `imaging`, `light`, `people`, `paperwork`, `proof`, `checks`, `judge`, `making`.

mod question;
mod hindrance;
mod sensing;
mod timeline;
mod flying;
mod ground;
mod airspace;
mod not_legal;
mod pricing;
mod returning;
mod holding;
mod imaging;
mod light;
mod switching;
mod people;
mod paperwork;
mod proof;
mod checks;
mod judge;
mod structure;
mod making;

pub use hindrance::{Hindrance, HindranceKind};
pub(crate) use holding::stopping;
pub use imaging::{Imaging, SEEN_WITHIN_M};
pub(crate) use judge::before_a_flight;
pub use judge::judge;
pub(crate) use making::make_ways_home_legal;
pub use paperwork::Paperwork;
pub use people::GATHERING_PER_KM2;
pub use proof::{EnergyProof, Feasibility, FenceProof, LegProof, WayHomeProof, ZoneOnLeg};
pub use question::{Aircraft, Clearances, Question, Surroundings};
pub use sensing::{Aim, Sensing};
pub(crate) use structure::with_structure;
pub use timeline::{Piece, PieceKind, Place, Timeline};
