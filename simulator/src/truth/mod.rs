//! What truly happened: records of it, a log of them, and the judge of a scenario's assertions.

mod record;

pub use record::{TruthImage, TruthLinkCount, TruthRecord, TruthSample};
