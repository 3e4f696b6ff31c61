//! What becomes of links and peers, and why.

use super::address::LinkAddress;
use crate::link::names::{LinkId, PeerId};
use geofences::Bilingual;
use std::{fmt, io};

/// News of a link or peer.
#[derive(Debug)]
pub enum TransportEvent {
    /// A link can be used: it is bound, connected or open.
    LinkUp {
        /// Which.
        link: LinkId,
    },
    /// A link cannot be used. It is tried again after growing waits; that this fails too is not said again.
    LinkDown {
        /// Which.
        link: LinkId,
        /// Why.
        why: DownReason,
    },
    /// A client of a TCP server has connected. It need not have said anything; other peers come with what they
    /// say.
    PeerCame {
        /// Over which link.
        link: LinkId,
        /// Who.
        peer: PeerId,
    },
    /// A peer is gone for good: its number is not used again.
    PeerGone {
        /// Over which link it came.
        link: LinkId,
        /// Who.
        peer: PeerId,
        /// Why.
        why: GoneReason,
    },
    /// Frames for a peer were given up, since the last such news of it.
    Shed {
        /// Over which link they should have gone.
        link: LinkId,
        /// Whom they were for.
        peer: PeerId,
        /// How many.
        frames: u64,
        /// How many bytes.
        bytes: u64,
    },
}

impl TransportEvent {
    /// Which link it is about.
    pub fn link(&self) -> LinkId {
        match self {
            Self::LinkUp { link }
            | Self::LinkDown { link, .. }
            | Self::PeerCame { link, .. }
            | Self::PeerGone { link, .. }
            | Self::Shed { link, .. } => *link,
        }
    }
}

/// Why a link is down.
#[derive(Debug)]
pub enum DownReason {
    /// It cannot be opened or connected.
    Open(OpenError),
    /// The other side closed it, or the device was unplugged.
    Closed,
    /// It cannot be read.
    Read(ReadError),
    /// It cannot be written.
    Write(WriteError),
}

impl DownReason {
    /// The reason in both languages.
    pub fn told(&self) -> Bilingual {
        match self {
            Self::Open(error) => error.told(),
            Self::Closed => Bilingual::new(
                "closed by the other side, or unplugged",
                "对端已关闭，或设备已拔出",
            ),
            Self::Read(error) => error.told(),
            Self::Write(error) => error.told(),
        }
    }
}

/// Why a peer is gone.
#[derive(Debug)]
pub enum GoneReason {
    /// It closed its connection.
    Closed,
    /// Its connection cannot be read.
    Read(ReadError),
    /// Its connection cannot be written.
    Write(WriteError),
    /// It was silent for longer than all others when the table of addresses was full.
    Crowded,
    /// It never said anything, and others needed its place.
    Silent,
}

impl GoneReason {
    /// The reason in both languages.
    pub fn told(&self) -> Bilingual {
        match self {
            Self::Closed => Bilingual::new("closed its connection", "已关闭连接"),
            Self::Read(error) => error.told(),
            Self::Write(error) => error.told(),
            Self::Crowded => Bilingual::new(
                "silent for the longest time when the table of addresses was full",
                "地址表已满，且其静默时间最长",
            ),
            Self::Silent => Bilingual::new(
                "never said anything, and others needed its place",
                "从未发送数据，其位置已让出",
            ),
        }
    }
}

/// What cannot be read any more.
#[derive(Debug)]
pub struct ReadError(pub io::Error);

impl ReadError {
    /// The error in both languages.
    pub fn told(&self) -> Bilingual {
        let error = &self.0;
        Bilingual::new(
            format!("cannot be read: {error}"),
            format!("无法读取：{error}"),
        )
    }
}

/// What cannot be written any more.
#[derive(Debug)]
pub struct WriteError(pub io::Error);

impl WriteError {
    /// The error in both languages.
    pub fn told(&self) -> Bilingual {
        let error = &self.0;
        Bilingual::new(
            format!("cannot be written: {error}"),
            format!("无法写入：{error}"),
        )
    }
}

/// Why a link cannot be opened.
#[derive(Debug)]
pub enum OpenError {
    /// The system does not let us, or nobody is there.
    System(LinkAddress, io::Error),
    /// Another program reads this serial line: each would get half of it.
    InUse(LinkAddress),
    /// There is a link of this number already.
    SameNumber(LinkId),
    /// The client's port is its own: nobody else is there.
    Itself(LinkAddress),
    /// Nobody answered in time.
    TimedOut(LinkAddress),
}

impl OpenError {
    /// The error in both languages.
    pub fn told(&self) -> Bilingual {
        match self {
            Self::System(address, error) => Bilingual::new(
                format!("{address}: cannot be opened: {error}"),
                format!("{address}：无法打开：{error}"),
            ),
            Self::InUse(address) => Bilingual::new(
                format!(
                    "{address}: is used by another program, which would take half of what comes"
                ),
                format!("{address}：正被另一程序使用，数据会被其分走"),
            ),
            Self::SameNumber(LinkId(number)) => Bilingual::new(
                format!("there is a link {number} already"),
                format!("链路 {number} 已存在"),
            ),
            Self::Itself(address) | Self::TimedOut(address) => Bilingual::new(
                format!("{address}: nobody answers there"),
                format!("{address}：无应答"),
            ),
        }
    }
}

/// The system cannot say which links are ready.
#[derive(Debug)]
pub struct PollError(pub io::Error);

impl PollError {
    /// The error in both languages.
    pub fn told(&self) -> Bilingual {
        let error = &self.0;
        Bilingual::new(
            format!("links cannot be waited for: {error}"),
            format!("无法等待链路事件：{error}"),
        )
    }
}

macro_rules! is_an_error {
    ($($name:ty),*) => {$(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.told().en)
            }
        }

        impl std::error::Error for $name {}
    )*};
}

is_an_error!(ReadError, WriteError, OpenError, PollError);
