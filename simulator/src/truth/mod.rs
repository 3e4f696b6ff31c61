//! What truly happened: records of it, a log of them, and the judge of a scenario's assertions.

mod judge;
mod log;
mod record;

pub use judge::{Judge, Outcome, Verdict};
pub use log::{TruthLogError, TruthLogReader, TruthLogWriter, judge_log};
pub use record::{TruthImage, TruthLinkCount, TruthRecord, TruthSample};
