//! Why something cannot be recorded.

use super::LONGEST_ENTRY;
use super::names::{LONGEST, NOT_IN_NAMES};
use geofences::Bilingual;
use std::fmt;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

/// Why something cannot be recorded.
#[derive(Clone, Debug)]
pub enum RecorderProblem {
    /// A folder cannot be made, read or written to.
    Folder(PathBuf, Arc<io::Error>),
    /// A log cannot be written or deleted.
    Log(PathBuf, Arc<io::Error>),
    /// It is not known whether a log is on the disk: it was asked to keep it, and failed.
    Unsynced(PathBuf, Arc<io::Error>),
    /// The thread that writes failed, by a fault of ours: nothing is written any more.
    Panicked,
    /// Another program records into this folder: it would delete our logs to make room, and each would undo what
    /// the other keeps of signatures.
    InUse(PathBuf),
    /// The name of a group cannot be a folder's.
    GroupName(String),
    /// There is a group of this name or number already.
    SameGroup(String),
    /// Logs of so many bytes could not hold one frame.
    TooShort(u64),
    /// The system does not give us a thread.
    Thread(Arc<io::Error>),
}

impl RecorderProblem {
    /// The problem in both languages.
    pub fn told(&self) -> Bilingual {
        match self {
            Self::Folder(path, error) => Bilingual::new(
                format!("{}: nothing can be recorded there: {error}", path.display()),
                format!("{}：无法在此记录：{error}", path.display()),
            ),
            Self::Log(path, error) => Bilingual::new(
                format!("{}: the log cannot be written: {error}", path.display()),
                format!("{}：无法写入日志：{error}", path.display()),
            ),
            Self::Unsynced(path, error) => Bilingual::new(
                format!(
                    "{}: the log may not be on the disk, or not all of it: {error}",
                    path.display()
                ),
                format!("{}：日志可能未完整写入磁盘：{error}", path.display()),
            ),
            Self::Panicked => Bilingual::new(
                "the recorder has failed: nothing is recorded any more",
                "记录线程出错：此后不再记录",
            ),
            Self::InUse(path) => Bilingual::new(
                format!(
                    "{}: another program records there; choose another folder",
                    path.display()
                ),
                format!("{}：另一程序正在此记录；请另选文件夹", path.display()),
            ),
            Self::GroupName(name) => Bilingual::new(
                format!(
                    "{name:?} cannot be the name of a folder; use 1 to {LONGEST} bytes, none of {NOT_IN_NAMES}, \
                     no space or dot at the ends"
                ),
                format!(
                    "{name:?} 不能用作文件夹名；应为 1 至 {LONGEST} 字节，不含 {NOT_IN_NAMES}，首尾不为空格或点"
                ),
            ),
            Self::SameGroup(name) => Bilingual::new(
                format!("{name}: another group is recorded under this name or number"),
                format!("{name}：该名称或编号已被另一链路组使用"),
            ),
            Self::TooShort(bytes) => Bilingual::new(
                format!("logs of {bytes} bytes hold no frame; allow {LONGEST_ENTRY} at least"),
                format!("{bytes} 字节的日志容不下一帧；请至少设为 {LONGEST_ENTRY}"),
            ),
            Self::Thread(error) => Bilingual::new(
                format!("the recorder cannot be started: {error}"),
                format!("无法启动记录线程：{error}"),
            ),
        }
    }
}

impl PartialEq for RecorderProblem {
    /// What is told of them is the same.
    fn eq(&self, other: &Self) -> bool {
        self.told() == other.told()
    }
}

impl Eq for RecorderProblem {}

impl fmt::Display for RecorderProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.told().en)
    }
}

impl std::error::Error for RecorderProblem {}
