//! How a job stands: how far it is, and how it ended.

use super::event::{JobOutcome, JobProgress};
use super::running::{Machine, Running};
use crate::fleet::file_transfer::{DirectoryState, FileState, TransferFailure};
use crate::fleet::parameters::{ListState, ParameterSetter, SetState};
use crate::fleet::photos::FetchState;
use crate::fleet::plan_transfer::TransferState;
use crate::fleet::safety_profile::CorrectorState;

impl Running {
    /// How far it is; `None` once it has ended.
    pub(super) fn progress(&self) -> Option<JobProgress> {
        Some(match &self.machine {
            Machine::Plan(transfer) => match transfer.state() {
                TransferState::Running(it) => JobProgress::Plan {
                    stage: it.stage,
                    done: it.done,
                    total: it.total,
                },
                TransferState::Ended(_) => return None,
            },
            Machine::Read(reader) => match (reader.file_progress(), reader.state()) {
                (Some(file), _) => JobProgress::File(file),
                (None, ListState::Running(it)) => JobProgress::Parameters(*it),
                _ => return None,
            },
            Machine::Correct(corrector) => match corrector.state() {
                CorrectorState::Running { done, total } => JobProgress::Set { done, total },
                _ => return None,
            },
            Machine::Set(_) => return None,
            Machine::Folder(reader) => match reader.state() {
                DirectoryState::Running(entries) => JobProgress::Folder(*entries),
                _ => return None,
            },
            Machine::File(reader) => match reader.state() {
                FileState::Running(it) => JobProgress::File(it),
                _ => return None,
            },
            Machine::Photos(fetcher) => match fetcher.state() {
                FetchState::Running(left) => JobProgress::PhotosLeft(left),
                _ => return None,
            },
        })
    }

    /// How it ended, where it has.
    pub(super) fn outcome(&self) -> Option<JobOutcome> {
        match &self.machine {
            Machine::Plan(transfer) => {
                let outcome = transfer.outcome()?.clone();
                Some(JobOutcome::Plan(transfer.kind(), outcome))
            }
            Machine::Read(reader) => match reader.state() {
                ListState::Running(_) => None,
                ListState::Done(read) => Some(JobOutcome::Parameters(read.clone())),
                ListState::Failed(why) => Some(JobOutcome::Failed(why.what())),
                ListState::Cancelled => Some(JobOutcome::Cancelled),
            },
            Machine::Set(setter) => set_outcome(setter),
            Machine::Correct(corrector) => match corrector.state() {
                CorrectorState::Running { .. } => None,
                CorrectorState::Done => Some(JobOutcome::ParametersSet(corrector.total())),
                CorrectorState::Failed(why) => Some(JobOutcome::Failed(why.what())),
                CorrectorState::Cancelled => Some(JobOutcome::Cancelled),
            },
            Machine::Folder(reader) => match reader.state() {
                DirectoryState::Running(_) => None,
                DirectoryState::Done { entries, left_out } => Some(JobOutcome::Folder {
                    entries: entries.clone(),
                    left_out: *left_out,
                }),
                DirectoryState::Failed(why) => Some(JobOutcome::Failed(why.what())),
                DirectoryState::Cancelled => Some(JobOutcome::Cancelled),
            },
            Machine::File(reader) => match reader.state() {
                FileState::Running(_) => None,
                _ if self.waits_until().is_some() => None,
                FileState::Done(read) => Some(JobOutcome::File(read)),
                FileState::Failed(why) => Some(JobOutcome::Failed(why.what())),
                FileState::Cancelled => Some(JobOutcome::Cancelled),
            },
            Machine::Photos(fetcher) => match fetcher.state() {
                FetchState::Running(_) => None,
                FetchState::Interrupted if self.waits_until().is_some() => None,
                FetchState::Interrupted => {
                    Some(JobOutcome::Failed(TransferFailure::NoAnswer.what()))
                }
                FetchState::Done => Some(JobOutcome::Photos),
                FetchState::Cancelled => Some(JobOutcome::Cancelled),
            },
        }
    }
}

fn set_outcome(setter: &ParameterSetter) -> Option<JobOutcome> {
    match setter.state() {
        SetState::Running { .. } => None,
        SetState::Done => Some(JobOutcome::ParameterSet(setter.name())),
        SetState::Failed(why) => Some(JobOutcome::Failed(why.what())),
        SetState::Cancelled => Some(JobOutcome::Cancelled),
    }
}
