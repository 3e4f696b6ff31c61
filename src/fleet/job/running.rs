//! A job that goes on: one of the machines that talk with a vehicle.

use super::desk::JobSetting;
use super::event::{JobEvent, JobOutcome, JobProgress};
use super::{Job, JobNews};
use crate::fleet::command::Directed;
use crate::fleet::file_transfer::{
    DirectoryReader, DirectoryState, FileReader, FileRequest, FileState, FileTruth,
    TransferFailure, TransferNumbers,
};
use crate::fleet::parameters::{
    CachedList, ListRequest, ListState, ParameterReader, ParameterSetter, SetState,
};
use crate::fleet::photos::{FetchRequest, FetchState, PhotoFetcher};
use crate::fleet::plan_transfer::{LINK_LOST_AT_MOST, PlanTransfer, Stage, TransferState};
use crate::fleet::safety_profile::{Correction, Corrector, CorrectorState};
use crate::link::report::{AutopilotKind, AutopilotVersion, PlanKind, Report};
use crate::link::say::Say;
use crate::moment::Moment;
use geofences::Bilingual;

/// What goes on.
#[derive(Clone, Debug)]
pub(super) enum Machine {
    Plan(PlanTransfer),
    Read(ParameterReader),
    Set(ParameterSetter),
    Correct(Corrector),
    Folder(DirectoryReader),
    File(FileReader),
    Photos(PhotoFetcher),
}

/// A job with its machine.
#[derive(Clone, Debug)]
pub(super) struct Running {
    /// Its number and who gave it, as in all news of it.
    pub(super) news: JobNews,
    /// The component it talks with.
    pub(super) component: u8,
    machine: Machine,
    told: Option<JobProgress>,
    /// Since when the link is lost, while it is waited for.
    lost_since: Option<Moment>,
    says: Vec<Say>,
}

/// What a job begins with beside what is known of the vehicle.
#[derive(Debug)]
pub(super) struct Beginnings {
    /// Where the transfer of a file with the job's component begins.
    pub(super) numbers: TransferNumbers,
    /// Whether the autopilot's files are free to be read.
    pub(super) files_are_free: bool,
    /// Parameters that were kept of the vehicle.
    pub(super) cached: Option<Box<CachedList>>,
}

impl Running {
    /// Begins a job, or says why it cannot.
    pub(super) fn start(
        now: Moment,
        news: JobNews,
        job: Job,
        setting: &JobSetting<'_>,
        beginnings: Beginnings,
        out: &mut Vec<Directed>,
        events: &mut Vec<JobEvent>,
    ) -> Result<Self, Bilingual> {
        let mut says = Vec::new();
        let component = job.component().unwrap_or(setting.autopilot_component);
        let numbers = beginnings.numbers;
        let machine = match job {
            Job::UploadPlan { kind, items } => {
                let partner = setting.partner();
                Machine::Plan(PlanTransfer::upload(now, partner, kind, items, &mut says))
            }
            Job::DownloadPlan { kind } => {
                let partner = setting.partner();
                Machine::Plan(PlanTransfer::download(now, partner, kind, &mut says))
            }
            Job::ReadParameters => {
                let encoding = setting.encoding.ok_or_else(encoding_unknown)?;
                let request = ListRequest {
                    encoding,
                    tells_hash: setting.autopilot == AutopilotKind::Px4,
                    cached: beginnings.cached.map(|cached| *cached),
                    round_trip: setting.round_trip,
                };
                let numbers = has_packed_list(setting).then_some(numbers);
                let numbers = numbers.filter(|_| beginnings.files_are_free);
                Machine::Read(ParameterReader::start(now, request, numbers, &mut says))
            }
            Job::SetParameter {
                name,
                value,
                parameter_type,
            } => Machine::Set(ParameterSetter::start(
                now,
                setting.round_trip,
                (name, value),
                parameter_type,
                setting.encoding,
                &mut says,
            )),
            Job::SetParameters(all) => Machine::Correct(corrector(now, setting, all, &mut says)),
            Job::SetSafety => {
                let all = setting.safety.corrections(now)?;
                Machine::Correct(corrector(now, setting, all, &mut says))
            }
            Job::ListFolder { path, .. } => {
                let reader =
                    DirectoryReader::start(now, setting.round_trip, path, numbers, &mut says);
                Machine::Folder(reader)
            }
            Job::FetchFile { path, largest, .. } => {
                let request = FileRequest {
                    truth: if path.starts_with('@') {
                        FileTruth::Made
                    } else {
                        FileTruth::Stored
                    },
                    path,
                    largest,
                    round_trip: setting.round_trip,
                };
                Machine::File(FileReader::start(now, request, numbers, &mut says))
            }
            Job::FetchPhotos {
                photos,
                folder,
                largest,
            } => {
                let request = FetchRequest {
                    photos,
                    folder,
                    largest,
                    round_trip: setting.round_trip,
                };
                let mut deliveries = Vec::new();
                let fetcher =
                    PhotoFetcher::start(now, request, numbers, &mut says, &mut deliveries);
                events.extend(deliveries.into_iter().map(JobEvent::Photo));
                Machine::Photos(fetcher)
            }
        };
        let mut running = Self {
            news,
            component,
            machine,
            told: None,
            lost_since: None,
            says,
        };
        running.hand_over(out);
        Ok(running)
    }

    /// Takes what a component says to us.
    pub(super) fn hear(
        &mut self,
        now: Moment,
        report: &Report,
        out: &mut Vec<Directed>,
        events: &mut Vec<JobEvent>,
    ) {
        let says = &mut self.says;
        match (&mut self.machine, report) {
            (Machine::Plan(transfer), report) => transfer.hear(now, report, says),
            (Machine::Read(reader), Report::ParameterValue(told)) => reader.hear(now, told, says),
            (Machine::Read(reader), Report::Ftp(packet)) => reader.hear_packet(now, packet, says),
            (Machine::Set(setter), Report::ParameterValue(told)) => setter.hear(told),
            (Machine::Correct(corrector), Report::ParameterValue(told)) => {
                corrector.hear(now, told, says);
            }
            (Machine::Correct(corrector), Report::Heartbeat(beat)) if beat.is_armed => {
                corrector.armed();
            }
            (Machine::Folder(reader), Report::Ftp(packet)) => reader.hear(now, packet, says),
            (Machine::File(reader), Report::Ftp(packet)) => {
                reader.hear(now, packet, says);
                hand_bytes(reader, events);
            }
            (Machine::Photos(fetcher), Report::Ftp(packet)) => {
                let mut deliveries = Vec::new();
                fetcher.hear(now, packet, says, &mut deliveries);
                events.extend(deliveries.into_iter().map(JobEvent::Photo));
            }
            _ => return,
        }
        self.hand_over(out);
    }

    /// Lets time pass.
    pub(super) fn wake(
        &mut self,
        now: Moment,
        out: &mut Vec<Directed>,
        events: &mut Vec<JobEvent>,
    ) {
        if self.waits_until().is_some_and(|until| until <= now) {
            // It is waited for no longer.
            self.lost_since = None;
        }
        let says = &mut self.says;
        match &mut self.machine {
            Machine::Plan(transfer) => transfer.wake(now, says),
            Machine::Read(reader) => reader.wake(now, says),
            Machine::Set(setter) => setter.wake(now, says),
            Machine::Correct(corrector) => corrector.wake(now, says),
            Machine::Folder(reader) => reader.wake(now, says),
            Machine::File(reader) => {
                reader.wake(now, says);
                hand_bytes(reader, events);
            }
            Machine::Photos(fetcher) => {
                let mut deliveries = Vec::new();
                fetcher.wake(now, says, &mut deliveries);
                events.extend(deliveries.into_iter().map(JobEvent::Photo));
            }
        }
        self.hand_over(out);
    }

    /// The link is lost, or back: a plan waits for it, and what fetches files goes on behind what it has.
    pub(super) fn link(
        &mut self,
        now: Moment,
        is_lost: bool,
        out: &mut Vec<Directed>,
        events: &mut Vec<JobEvent>,
    ) {
        self.lost_since = is_lost.then(|| self.lost_since.unwrap_or(now));
        let says = &mut self.says;
        match (&mut self.machine, is_lost) {
            (Machine::Plan(transfer), true) => transfer.link_lost(now),
            (Machine::Plan(transfer), false) => transfer.link_back(now, says),
            (Machine::File(reader), false) => {
                reader.resume(now, says);
            }
            (Machine::Photos(fetcher), false) => {
                let mut deliveries = Vec::new();
                fetcher.resume(now, says, &mut deliveries);
                events.extend(deliveries.into_iter().map(JobEvent::Photo));
            }
            _ => {}
        }
        self.hand_over(out);
    }

    /// Calls it off.
    pub(super) fn cancel(&mut self, now: Moment, out: &mut Vec<Directed>) {
        let says = &mut self.says;
        match &mut self.machine {
            Machine::Plan(transfer) => transfer.cancel(says),
            Machine::Read(reader) => reader.cancel(now, says),
            Machine::Set(setter) => setter.cancel(),
            Machine::Correct(corrector) => corrector.cancel(),
            Machine::Folder(reader) => reader.cancel(),
            Machine::File(reader) => reader.cancel(now, says),
            Machine::Photos(fetcher) => fetcher.cancel(now, says),
        }
        self.hand_over(out);
    }

    /// When it has to be woken.
    pub(super) fn due(&self) -> Option<Moment> {
        if let Some(until) = self.waits_until() {
            return Some(until);
        }
        match &self.machine {
            Machine::Plan(transfer) => transfer.due(),
            Machine::Read(reader) => reader.due(),
            Machine::Set(setter) => setter.due(),
            Machine::Correct(corrector) => corrector.due(),
            Machine::Folder(reader) => reader.due(),
            Machine::File(reader) => reader.due(),
            Machine::Photos(fetcher) => fetcher.due(),
        }
    }

    /// Until when it waits for a lost link, to go on behind what it has.
    fn waits_until(&self) -> Option<Moment> {
        let since = self.lost_since?;
        let is_interrupted = match &self.machine {
            Machine::File(reader) => reader.state() == NO_ANSWER,
            Machine::Photos(fetcher) => fetcher.state() == FetchState::Interrupted,
            _ => false,
        };
        is_interrupted.then(|| since + LINK_LOST_AT_MOST)
    }

    /// Which plan it changes, where it changes one.
    pub(super) fn changes_plan(&self) -> Option<PlanKind> {
        match &self.machine {
            Machine::Plan(transfer) => match transfer.state() {
                TransferState::Running(progress) => {
                    (progress.stage != Stage::Reading).then(|| transfer.kind())
                }
                TransferState::Ended(_) => None,
            },
            _ => None,
        }
    }

    /// Whether it changes anything on board.
    pub(super) fn changes_something(&self) -> bool {
        match &self.machine {
            Machine::Plan(_) => self.changes_plan().is_some(),
            Machine::Set(_) | Machine::Correct(_) => true,
            Machine::Read(_) | Machine::Folder(_) | Machine::File(_) | Machine::Photos(_) => false,
        }
    }

    /// Whether it has ended, and nothing more is to be said.
    pub(super) fn is_over(&self) -> bool {
        // The session of a file may still have to be closed.
        self.outcome().is_some() && self.due().is_none()
    }

    /// Whether it reads a file of its component.
    pub(super) fn is_reading_a_file(&self) -> bool {
        match &self.machine {
            Machine::Read(reader) => reader.is_reading_a_file(),
            Machine::Folder(_) | Machine::File(_) | Machine::Photos(_) => true,
            Machine::Plan(_) | Machine::Set(_) | Machine::Correct(_) => false,
        }
    }

    /// Where the next transfer of files begins.
    pub(super) fn numbers(&self) -> Option<TransferNumbers> {
        match &self.machine {
            Machine::Folder(reader) => Some(reader.numbers()),
            Machine::File(reader) => Some(reader.numbers()),
            Machine::Photos(fetcher) => Some(fetcher.numbers()),
            Machine::Read(reader) => reader.numbers(),
            Machine::Plan(_) | Machine::Set(_) | Machine::Correct(_) => None,
        }
    }

    /// How far it is, where that is worth being told after what was told last.
    pub(super) fn take_progress(&mut self) -> Option<JobProgress> {
        let progress = self.progress()?;
        let is_told = self.told.is_some_and(|told| told.is_about(progress));
        if !is_told {
            self.told = Some(progress);
        }
        (!is_told).then_some(progress)
    }

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

    fn hand_over(&mut self, out: &mut Vec<Directed>) {
        let component = self.component;
        out.extend(self.says.drain(..).map(|say| Directed { component, say }));
    }
}

const NO_ANSWER: FileState = FileState::Failed(TransferFailure::NoAnswer);

fn corrector(
    now: Moment,
    setting: &JobSetting<'_>,
    all: Vec<Correction>,
    says: &mut Vec<Say>,
) -> Corrector {
    let is_disarmed = setting.is_armed == Some(false);
    let round_trip = setting.round_trip;
    Corrector::start(now, round_trip, all, setting.encoding, is_disarmed, says)
}

/// Whether a vehicle offers all of its parameters in one file.
fn has_packed_list(setting: &JobSetting<'_>) -> bool {
    let has_files = |bits: u64| bits & AutopilotVersion::FTP != 0;
    setting.autopilot == AutopilotKind::ArduPilot && setting.capabilities.is_some_and(has_files)
}

fn hand_bytes(reader: &mut FileReader, events: &mut Vec<JobEvent>) {
    let bytes = reader.take();
    if !bytes.is_empty() {
        events.push(JobEvent::Bytes(bytes));
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

fn encoding_unknown() -> Bilingual {
    Bilingual::new(
        "How this vehicle encodes its parameters is not known: it has not told its capabilities.",
        "未知该飞行器的参数编码方式：它尚未上报能力信息。",
    )
}

/// Whether a vehicle takes MISSION_ITEM_INT, by what it told of itself.
pub(super) fn takes_int(capabilities: Option<u64>) -> bool {
    capabilities.is_none_or(|bits| bits & AutopilotVersion::MISSION_INT != 0)
}
