//! What the link thread is started with, and why it cannot start.

use super::Panicked;
use crate::link::frame::Sender;
use crate::link::hub::{Access, UnsignedPolicy};
use crate::link::names::Origin;
use crate::link::recorder::{RecorderOptions, RecorderProblem};
use crate::link::signing::{KeyFor, NamedKey};
use crate::link::transport::{LinkAddress, OpenError, PollError};
use geofences::Bilingual;
use std::io;
use std::path::PathBuf;

/// What the link thread is started with.
#[derive(Clone, Debug)]
pub struct LiveSetup {
    /// Who we are to vehicles.
    pub us: Sender,
    /// The links of the beginning.
    pub links: Vec<LinkSetup>,
    /// Where everything is recorded; `None` where nothing is.
    pub record: Option<RecorderOptions>,
    /// Keys, and where is kept what was seen of signatures; `None` without any key.
    pub signing: Option<SigningSetup>,
}

/// Keys, and what is kept of signatures.
#[derive(Clone, Debug)]
pub struct SigningSetup {
    /// The keys.
    pub keys: Vec<NamedKey>,
    /// The file in which is kept up to where timestamps are refused.
    pub marks: PathBuf,
}

/// A link as it is configured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkSetup {
    /// What people and the file of keys call it. No two have the same.
    pub name: String,
    /// Where it leads.
    pub address: LinkAddress,
    /// What is behind it.
    pub of: LinkUse,
}

/// What is behind a link, by the names of the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkUse {
    /// Vehicles.
    Vehicles {
        /// The group of links that lead to the same aircraft.
        group: String,
        /// What the vehicles are.
        origin: Origin,
        /// Among the links of a group, the lowest is used first.
        priority: u8,
        /// What becomes of unsigned traffic.
        unsigned: UnsignedPolicy,
    },
    /// Ground stations.
    Stations {
        /// What they may do.
        access: Access,
        /// The groups that they see; `None` for all.
        sees: Option<Vec<String>>,
    },
}

impl LinkSetup {
    /// Whether the link leads to one place, which is called upon before it has said anything.
    pub(super) fn leads_to_one(&self) -> bool {
        match self.address {
            LinkAddress::UdpTo(_) | LinkAddress::TcpTo(_) | LinkAddress::Serial { .. } => true,
            LinkAddress::UdpListen(_) | LinkAddress::TcpListen(_) => false,
        }
    }
}

/// Why a link cannot be added.
#[derive(Debug)]
pub enum LinkProblem {
    /// Another one has its name.
    SameName,
    /// There were too many links or groups: their numbers are not used again.
    NoNumberLeft,
    /// It is to show a group that there is not.
    NoSuchGroup(String),
    /// The hub does not take it.
    Refused(Bilingual),
    /// Its group cannot be recorded.
    NotRecorded(RecorderProblem),
    /// It cannot be opened.
    NotOpened(OpenError),
}

impl LinkProblem {
    /// The problem in both languages, with the link's name.
    pub fn told(&self, name: &str) -> Bilingual {
        let about = |en: &str, zh: &str| {
            Bilingual::new(
                format!("link \"{name}\": {en}"),
                format!("链路“{name}”：{zh}"),
            )
        };
        match self {
            Self::SameName => about("another link has this name", "已有同名链路"),
            Self::NoNumberLeft => about(
                "there have been too many links or groups; start anew",
                "链路或链路组总数过多；请重新启动",
            ),
            Self::NoSuchGroup(group) => about(
                &format!("there is no group \"{group}\""),
                &format!("没有名为“{group}”的链路组"),
            ),
            Self::Refused(why) => why.clone(),
            Self::NotRecorded(problem) => about(&problem.told().en, &problem.told().zh),
            Self::NotOpened(error) => about(&error.told().en, &error.told().zh),
        }
    }
}

/// Why the link thread cannot start.
#[derive(Debug)]
pub enum StartProblem {
    /// The system does not let us wait for sockets.
    Poll(PollError),
    /// Nothing can be recorded.
    Recorder(RecorderProblem),
    /// A link cannot be added.
    Link(String, LinkProblem),
    /// What was kept of signatures cannot be read: what is new is not known then.
    Marks(PathBuf, io::Error),
    /// A key is for nobody: a misspelt name would leave somebody without one.
    KeyForNobody(KeyFor),
    /// The system does not give us a thread.
    Thread(io::Error),
    /// A fault of ours.
    Panicked(Panicked),
}

impl StartProblem {
    /// The problem in both languages.
    pub fn told(&self) -> Bilingual {
        match self {
            Self::Poll(error) => error.told(),
            Self::Recorder(problem) => problem.told(),
            Self::Link(name, problem) => problem.told(name),
            Self::Marks(path, error) => {
                let path = path.display();
                Bilingual::new(
                    format!(
                        "{path}: what was seen of signatures cannot be read, so that old frames could not \
                         be told from new ones: {error}"
                    ),
                    format!("{path}：无法读取签名记录，不能区分新旧签名帧：{error}"),
                )
            }
            Self::KeyForNobody(whose) => Bilingual::new(
                format!("there is a key for \"{whose}\", and no such group or endpoint"),
                format!("存在“{whose}”的密钥，但没有该链路组或端点"),
            ),
            Self::Thread(error) => Bilingual::new(
                format!("the link thread cannot be started: {error}"),
                format!("无法启动链路线程：{error}"),
            ),
            Self::Panicked(panicked) => panicked.told(),
        }
    }
}
