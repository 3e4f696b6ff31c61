//! What becomes of a job. Each ends in exactly one final event.

use super::JobId;
use crate::fleet::file_transfer::{DirectoryEntry, FileProgress, FileRead};
use crate::fleet::lease::Holder;
use crate::fleet::parameters::{ListProgress, ParameterListRead};
use crate::fleet::photos::Delivery;
use crate::fleet::plan_transfer::{self, Stage};
use crate::link::report::{ParameterName, PlanKind};
use crate::moment::Moment;
use geofences::Bilingual;

/// What happened to a job, whose it is, and when.
#[derive(Clone, Debug, PartialEq)]
pub struct JobNews {
    /// Which job.
    pub id: JobId,
    /// Who gave it.
    pub by: Holder,
    /// When it happened.
    pub at: Moment,
    /// What.
    pub event: JobEvent,
}

/// What happens to a job. [`Self::Refused`] and [`Self::Ended`] are final.
#[derive(Clone, Debug, PartialEq)]
pub enum JobEvent {
    /// It will be done.
    Accepted {
        /// What it is.
        what: Bilingual,
    },
    /// It will not; the vehicle was told nothing.
    Refused(Bilingual),
    /// It goes on.
    Progress(JobProgress),
    /// The next bytes of the file that is fetched.
    Bytes(Vec<u8>),
    /// What came of a photo's file.
    Photo(Delivery),
    /// It ended.
    Ended(JobOutcome),
}

impl JobEvent {
    /// Whether nothing follows.
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Refused(_) | Self::Ended(_))
    }
}

/// How far a job is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobProgress {
    /// A plan's items.
    Plan {
        /// What is being done.
        stage: Stage,
        /// So many.
        done: u16,
        /// Of so many; 0 while that is not known.
        total: u16,
    },
    /// Parameters that were told.
    Parameters(ListProgress),
    /// Parameters that were set and read back.
    Set {
        /// So many.
        done: usize,
        /// Of so many.
        total: usize,
    },
    /// Entries of a folder.
    Folder(usize),
    /// A file's bytes.
    File(FileProgress),
    /// So many photos are left.
    PhotosLeft(usize),
}

/// So many entries of a folder more are told.
const ENTRIES: usize = 100;
/// So many bytes more of a file of unknown size are told.
const BYTES: u32 = 64 * 1024;

impl JobProgress {
    /// Whether it is so little further than another, or back, that it need not be told after it: within
    /// one per cent.
    pub(super) fn is_about(self, other: Self) -> bool {
        let per_cent = |done: u64, total: u64| (done * 100).checked_div(total);
        match (self, other) {
            (
                Self::Plan { stage, done, total },
                Self::Plan {
                    stage: stage_2,
                    done: done_2,
                    total: total_2,
                },
            ) => {
                let per_cent = |done: u16| per_cent(done.into(), total.into());
                stage == stage_2 && total == total_2 && per_cent(done) == per_cent(done_2)
            }
            (Self::Parameters(one), Self::Parameters(two)) => {
                let per_cent = |done: u16| per_cent(done.into(), one.count.unwrap_or(0).into());
                one.count == two.count && per_cent(one.received) == per_cent(two.received)
            }
            (Self::Folder(one), Self::Folder(two)) => one / ENTRIES == two / ENTRIES,
            (Self::File(one), Self::File(two)) => {
                let step = |done: u32| match one.size {
                    Some(size) => per_cent(done.into(), size.into()),
                    None => Some(u64::from(done / BYTES)),
                };
                one.size == two.size && step(one.received) == step(two.received)
            }
            (one, two) => one == two,
        }
    }
}

/// How a job ended.
#[derive(Clone, Debug, PartialEq)]
pub enum JobOutcome {
    /// A plan.
    Plan(PlanKind, plan_transfer::Outcome),
    /// All parameters were read.
    Parameters(Box<ParameterListRead>),
    /// A parameter was set and read back.
    ParameterSet(ParameterName),
    /// So many parameters were set and read back.
    ParametersSet(usize),
    /// A folder was listed.
    Folder {
        /// In the order of the server.
        entries: Vec<DirectoryEntry>,
        /// Entries that could not be read, or were too many.
        left_out: usize,
    },
    /// A file is here.
    File(FileRead),
    /// Each photo has its file, or was told to have none.
    Photos,
    /// It failed.
    Failed(Bilingual),
    /// It was called off; what was done of it stays.
    Cancelled,
}

impl JobOutcome {
    /// Whether it is what was wanted.
    pub fn is_good(&self) -> bool {
        match self {
            Self::Plan(_, outcome) => matches!(
                outcome,
                plan_transfer::Outcome::Verified { .. } | plan_transfer::Outcome::Downloaded { .. }
            ),
            Self::Parameters(_)
            | Self::ParameterSet(_)
            | Self::ParametersSet(_)
            | Self::Folder { .. }
            | Self::File(_)
            | Self::Photos => true,
            Self::Failed(_) | Self::Cancelled => false,
        }
    }

    /// In words, for people.
    pub fn text(&self) -> Bilingual {
        match self {
            Self::Plan(kind, outcome) => outcome.text(*kind),
            Self::Parameters(read) => {
                let count = read.set.len();
                Bilingual::new(
                    format!("{count} parameters are read."),
                    format!("已读取 {count} 个参数。"),
                )
            }
            Self::ParameterSet(name) => {
                let name = name.as_str();
                Bilingual::new(
                    format!("{name} is set and read back."),
                    format!("{name} 已设置并回读核对。"),
                )
            }
            Self::ParametersSet(count) => Bilingual::new(
                format!("{count} parameters are set and read back."),
                format!("已设置并回读核对 {count} 个参数。"),
            ),
            Self::Folder { entries, .. } => {
                let count = entries.len();
                Bilingual::new(
                    format!("The folder has {count} entries."),
                    format!("目录共 {count} 项。"),
                )
            }
            Self::File(file) => Bilingual::new(
                format!("The file of {} bytes is here.", file.size),
                format!("文件已取回，共 {} 字节。", file.size),
            ),
            Self::Photos => Bilingual::new("All photos were gone through.", "照片已全部处理。"),
            Self::Failed(why) => why.clone(),
            Self::Cancelled => Bilingual::new("It was called off.", "已取消。"),
        }
    }
}
