//! Why a server of files does not do something (MAV_FTP_ERR).

use super::Packet;
use geofences::Bilingual;

/// Why it refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// 1: no reason is told.
    Fail,
    /// 2: as its operating system says.
    Errno(u8),
    /// 3: the size of the data is not as it must be.
    InvalidDataSize,
    /// 4: there is no such session.
    InvalidSession,
    /// 5: too many files are open.
    NoSessionsAvailable,
    /// 6: there is nothing more.
    EndOfFile,
    /// 7: it does not know the operation.
    UnknownCommand,
    /// 8: there is one already.
    FileExists,
    /// 9: it is protected.
    FileProtected,
    /// 10: there is none.
    FileNotFound,
    /// Another one.
    Other(u8),
}

impl Refusal {
    /// By the data of an answer; one without any is a mere failure.
    pub(super) fn of(answer: &Packet) -> Self {
        match answer.content().unwrap_or_default() {
            [1, ..] | [] => Self::Fail,
            [2, errno, ..] => Self::Errno(*errno),
            [2] => Self::Errno(0),
            [3, ..] => Self::InvalidDataSize,
            [4, ..] => Self::InvalidSession,
            [5, ..] => Self::NoSessionsAvailable,
            [6, ..] => Self::EndOfFile,
            [7, ..] => Self::UnknownCommand,
            [8, ..] => Self::FileExists,
            [9, ..] => Self::FileProtected,
            [10, ..] => Self::FileNotFound,
            [other, ..] => Self::Other(*other),
        }
    }

    /// In words.
    pub fn what(self) -> Bilingual {
        let (en, zh) = match self {
            Self::Fail => (
                "the file server failed and gives no reason",
                "文件服务失败，未说明原因",
            ),
            Self::Errno(2) => ("there is no such file", "文件不存在"),
            Self::Errno(errno) => {
                return Bilingual::new(
                    format!("the file server failed with system error {errno}"),
                    format!("文件服务失败，系统错误 {errno}"),
                );
            }
            Self::InvalidDataSize => (
                "the file server takes no request of this size",
                "文件服务不接受此请求的长度",
            ),
            Self::InvalidSession => (
                "the file server has closed the session",
                "文件服务已关闭会话",
            ),
            Self::NoSessionsAvailable => (
                "the file server has too many open files",
                "文件服务打开的文件过多",
            ),
            Self::EndOfFile => ("the file ends before this", "文件在此之前已结束"),
            Self::UnknownCommand => (
                "the file server does not know this operation",
                "文件服务不支持此操作",
            ),
            Self::FileExists => ("the file exists already", "文件已存在"),
            Self::FileProtected => ("the file is protected", "文件受保护"),
            Self::FileNotFound => ("there is no such file", "文件不存在"),
            Self::Other(number) => {
                return Bilingual::new(
                    format!("the file server refuses with error {number}"),
                    format!("文件服务拒绝，错误 {number}"),
                );
            }
        };
        Bilingual::new(en, zh)
    }
}
