//! Work with a vehicle that takes a talk of many messages: its plans, its parameters, its files.

mod begin;
mod desk;
mod event;
mod running;
mod safety;
mod setting;
mod standing;

pub use desk::{JobDesk, MOST_WAITING};
pub use event::{JobEvent, JobNews, JobOutcome, JobProgress};
pub use safety::SafetySetting;
pub use setting::JobSetting;

use crate::fleet::lease::{Holder, Role};
use crate::fleet::photos::Photo;
use crate::fleet::safety_profile::Correction;
use crate::link::report::{ParameterName, ParameterType, PlanItem, PlanKind};
use geofences::Bilingual;

/// A job's number. They go up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobId(pub u64);

/// A job and who gives it.
#[derive(Clone, Debug, PartialEq)]
pub struct JobRequest {
    /// Its number: higher than that of any before it.
    pub id: JobId,
    /// Who gives it.
    pub by: Holder,
    /// What they may do at all.
    pub role: Role,
    /// What is to be done.
    pub job: Job,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq)]
pub enum Job {
    /// Put a plan on board in the place of what is there, and read it back. Without items it is cleared.
    UploadPlan {
        /// Which plan.
        kind: PlanKind,
        /// Its items without home, in order.
        items: Vec<PlanItem>,
    },
    /// Read what is on board.
    DownloadPlan {
        /// Which plan.
        kind: PlanKind,
    },
    /// Read all parameters.
    ReadParameters,
    /// Set one, and read it back.
    SetParameter {
        /// Which.
        name: ParameterName,
        /// To what.
        value: f64,
        /// As the vehicle told it.
        parameter_type: ParameterType,
    },
    /// Set several, in this order, each read back. Only on the ground with motors off.
    SetParameters(Vec<Correction>),
    /// Set what the vehicle's safety profile says and is not so, in its order, each read back. Only on the ground
    /// with motors off, and only where its parameters were read. What a person has to decide is left.
    SetSafety,
    /// List a folder of a component.
    ListFolder {
        /// Which component.
        component: u8,
        /// The folder's path.
        path: String,
    },
    /// Fetch a file of a component.
    FetchFile {
        /// Which component.
        component: u8,
        /// The file's path.
        path: String,
        /// A larger one is not fetched, bytes.
        largest: u32,
    },
    /// Fetch the files of photos of one series of a camera.
    FetchPhotos {
        /// Which.
        photos: Vec<Photo>,
        /// Where to look for those without an address.
        folder: String,
        /// A larger file is not fetched, bytes.
        largest: u32,
    },
}

/// What a job talks about: jobs of different lanes go on beside each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// Plans.
    Plans,
    /// Parameters.
    Parameters,
    /// Files.
    Files,
}

impl Job {
    /// What it talks about.
    pub fn lane(&self) -> Lane {
        match self {
            Self::UploadPlan { .. } | Self::DownloadPlan { .. } => Lane::Plans,
            Self::ReadParameters
            | Self::SetParameter { .. }
            | Self::SetParameters(_)
            | Self::SetSafety => Lane::Parameters,
            Self::ListFolder { .. } | Self::FetchFile { .. } | Self::FetchPhotos { .. } => {
                Lane::Files
            }
        }
    }

    /// Whether it changes anything on board: then it needs the lease.
    pub fn changes_something(&self) -> bool {
        match self {
            Self::UploadPlan { .. }
            | Self::SetParameter { .. }
            | Self::SetParameters(_)
            | Self::SetSafety => true,
            Self::DownloadPlan { .. }
            | Self::ReadParameters
            | Self::ListFolder { .. }
            | Self::FetchFile { .. }
            | Self::FetchPhotos { .. } => false,
        }
    }

    /// The component that it talks with; `None` for the autopilot.
    pub(super) fn component(&self) -> Option<u8> {
        match self {
            Self::ListFolder { component, .. } | Self::FetchFile { component, .. } => {
                Some(*component)
            }
            Self::FetchPhotos { photos, .. } => photos.first().map(|photo| photo.key.camera),
            _ => None,
        }
    }

    /// What it is, for people.
    pub fn name(&self) -> Bilingual {
        let plan = |kind: &PlanKind| match kind {
            PlanKind::Mission => ("mission", "任务航线"),
            PlanKind::Fence => ("fence", "电子围栏"),
            PlanKind::Rally => ("rally points", "集结点"),
        };
        match self {
            Self::UploadPlan { kind, .. } => {
                let (en, zh) = plan(kind);
                Bilingual::new(format!("upload of the {en}"), format!("上传{zh}"))
            }
            Self::DownloadPlan { kind } => {
                let (en, zh) = plan(kind);
                Bilingual::new(format!("download of the {en}"), format!("读取{zh}"))
            }
            Self::ReadParameters => Bilingual::new("reading all parameters", "读取全部参数"),
            Self::SetParameter { name, .. } => {
                let name = name.as_str();
                Bilingual::new(format!("setting {name}"), format!("设置参数 {name}"))
            }
            Self::SetParameters(all) => {
                let count = all.len();
                Bilingual::new(
                    format!("setting {count} parameters"),
                    format!("设置 {count} 个参数"),
                )
            }
            Self::SetSafety => Bilingual::new("setting the safety profile", "按安全配置设置参数"),
            Self::ListFolder { path, .. } => {
                Bilingual::new(format!("listing {path}"), format!("列出目录 {path}"))
            }
            Self::FetchFile { path, .. } => {
                Bilingual::new(format!("fetching {path}"), format!("取回文件 {path}"))
            }
            Self::FetchPhotos { photos, .. } => {
                let count = photos.len();
                Bilingual::new(
                    format!("fetching {count} photos"),
                    format!("取回 {count} 张照片"),
                )
            }
        }
    }
}

#[cfg(test)]
mod tests;
