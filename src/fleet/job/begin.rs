//! How a job begins: its machine, with what is known of the vehicle.

use super::event::JobEvent;
use super::running::{Machine, Running};
use super::setting::JobSetting;
use super::{Job, JobNews};
use crate::fleet::command::Directed;
use crate::fleet::file_transfer::{
    DirectoryReader, FileReader, FileRequest, FileTruth, TransferNumbers,
};
use crate::fleet::parameters::{CachedList, ListRequest, ParameterReader, ParameterSetter};
use crate::fleet::photos::{FetchRequest, PhotoFetcher};
use crate::fleet::plan_transfer::PlanTransfer;
use crate::fleet::safety_profile::{Correction, Corrector};
use crate::link::report::{AutopilotKind, AutopilotVersion};
use crate::link::say::Say;
use crate::moment::Moment;
use geofences::Bilingual;

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
                Machine::Photos(Box::new(fetcher))
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
}

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
