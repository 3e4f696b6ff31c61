//! What a file reader is asked for, and how it ends.

use super::Refusal;
use geofences::Bilingual;
use std::time::Duration;

/// What the told size of a file and its sum are worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileTruth {
    /// It is stored: it has the told size, and its sum is asked for.
    Stored,
    /// It is made while it is read (ArduPilot's `@PARAM/param.pck`): it ends where the server says so, the
    /// told size is a guess, and its sum would be that of another making.
    Made,
}

/// What to fetch.
#[derive(Clone, Debug)]
pub struct FileRequest {
    /// Its path, at most [`super::DATA_BYTES`] bytes.
    pub path: String,
    /// What its size and sum are worth.
    pub truth: FileTruth,
    /// It is not fetched where it is larger, bytes.
    pub largest: u32,
    /// The measured round trip.
    pub round_trip: Duration,
}

/// How far it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FileProgress {
    /// Whole from its beginning, bytes.
    pub received: u32,
    /// As told, bytes; `None` before it is.
    pub size: Option<u32>,
}

/// A file that has come whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileRead {
    /// Bytes.
    pub size: u32,
    /// Its sum; see [`super::file_sum`].
    pub sum: u32,
    /// Whether the server told the same sum. Where it does not, none was to be had.
    pub is_verified: bool,
}

/// Why it has not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransferFailure {
    /// No answer comes. It can be gone on with; see [`super::FileReader::resume`].
    NoAnswer,
    /// The server refuses.
    Refused(Refusal),
    /// The path is empty, or does not fit a packet.
    Path,
    /// It is larger than what is fetched: so many bytes.
    TooLarge(u32),
    /// An answer is not as it must be.
    Malformed,
    /// It is not what it was when it was opened before.
    Changed,
    /// The server has another sum for it.
    WrongSum,
}

impl TransferFailure {
    /// In words.
    pub fn what(self) -> Bilingual {
        let (en, zh) = match self {
            Self::NoAnswer => ("the file server does not answer", "文件服务没有应答"),
            Self::Refused(refusal) => return refusal.what(),
            Self::Path => ("the path is empty or too long", "路径为空或过长"),
            Self::TooLarge(size) => {
                return Bilingual::new(
                    format!("the file is too large: {size} bytes"),
                    format!("文件过大：{size} 字节"),
                );
            }
            Self::Malformed => (
                "the file server's answer makes no sense",
                "文件服务的应答无效",
            ),
            Self::Changed => (
                "the file changed while it was fetched",
                "传输期间文件发生变化",
            ),
            Self::WrongSum => (
                "the checksum of the fetched file is wrong",
                "收到的文件校验和错误",
            ),
        };
        Bilingual::new(en, zh)
    }
}

/// How it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileState {
    /// It goes on.
    Running(FileProgress),
    /// It is here, and its session is closed.
    Done(FileRead),
    /// It is not.
    Failed(TransferFailure),
    /// Nobody wants it any more.
    Cancelled,
}
