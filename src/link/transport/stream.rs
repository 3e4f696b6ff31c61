//! A connection or serial line that is open: read in pieces, written in whole frames.

use super::event::{ReadError, WriteError};
use super::frame_queue::{FrameQueue, Written};
use super::serial::SerialLine;
use super::traffic::{LinkTraffic, Shed};
use super::watch::Watch;
use crate::link::names::{LinkId, PeerId};
use mio::Token;
use mio::net::TcpStream;
use nix::sys::socket::{setsockopt, sockopt};
use std::io::{self, Read};
use std::net::{Shutdown, SocketAddr};

/// An open stream.
pub(super) struct Stream {
    channel: Channel,
    token: Token,
    queue: FrameQueue,
    /// It takes no more until it is said to be ready.
    is_blocked: bool,
}

/// What a stream goes over.
pub(super) enum Channel {
    Tcp(TcpStream),
    Serial(SerialLine),
}

/// What reading a stream has shown.
pub(super) enum Reading {
    /// There is no more for now.
    Drained,
    /// There may be more.
    More,
    Closed,
    Failed(ReadError),
}

/// What may wait for a TCP peer, bytes: more than a second of what the fastest vehicles say.
pub(super) const MOST_WAITING_TCP: usize = 256 * 1024;
/// What may wait for the slowest serial line, bytes.
const LEAST_WAITING_SERIAL: usize = 4_096;
/// Bits that a byte takes on a serial line, with start and stop.
const BITS_A_BYTE: u32 = 10;
/// Pieces that are read of a stream before others have their turn.
const PIECES: usize = 8;

impl Stream {
    pub(super) fn new(channel: Channel, token: Token, most_waiting: usize) -> Self {
        Self {
            channel,
            token,
            queue: FrameQueue::new(most_waiting),
            is_blocked: false,
        }
    }

    pub(super) fn token(&self) -> Token {
        self.token
    }

    pub(super) fn local_address(&self) -> Option<SocketAddr> {
        match &self.channel {
            Channel::Tcp(stream) => stream.local_addr().ok(),
            Channel::Serial(_) => None,
        }
    }

    /// Reads some pieces. Each is handed to `each`.
    pub(super) fn read(&mut self, room: &mut [u8], mut each: impl FnMut(&[u8])) -> Reading {
        for _ in 0..PIECES {
            let read = match &mut self.channel {
                Channel::Tcp(stream) => stream.read(room),
                Channel::Serial(line) => line.read(room),
            };
            match read {
                Ok(0) => return Reading::Closed,
                Ok(count) => each(room.get(..count).unwrap_or_default()),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Reading::Drained,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Reading::Failed(ReadError(error)),
            }
        }
        Reading::More
    }

    /// Adds a frame to what waits.
    pub(super) fn push(&mut self, frame: &[u8]) -> Shed {
        self.queue.push(frame)
    }

    /// Something was heard of it: it may take more.
    pub(super) fn unblock(&mut self) {
        self.is_blocked = false;
    }

    /// Writes what waits, as far as it is taken.
    pub(super) fn flush(&mut self, traffic: &mut LinkTraffic) -> Result<(), WriteError> {
        if self.is_blocked || self.queue.is_empty() {
            return Ok(());
        }
        let (frames, bytes) = (&mut traffic.sent_frames, &mut traffic.sent_bytes);
        let written = match &mut self.channel {
            Channel::Tcp(stream) => self.queue.write_to(stream, frames, bytes),
            Channel::Serial(line) => self.queue.write_to(line, frames, bytes),
        };
        match written {
            Ok(written) => self.is_blocked = written == Written::Blocked,
            Err(error) => return Err(WriteError(error)),
        }
        Ok(())
    }

    /// Gives up what waits.
    pub(super) fn give_up(&mut self) -> Shed {
        self.queue.clear()
    }

    /// Says to the other side that nothing more comes. It is read on.
    pub(super) fn end_sending(&self) {
        if let Channel::Tcp(stream) = &self.channel {
            // It fails where the other side is gone, which is noticed when it is read.
            stream.shutdown(Shutdown::Write).ok();
        }
    }

    /// Closes it. What waited is given up.
    pub(super) fn close(mut self, watch: &mut Watch) -> Shed {
        match &mut self.channel {
            Channel::Tcp(stream) => watch.remove(stream, self.token),
            Channel::Serial(line) => watch.remove(line, self.token),
        }
        self.queue.clear()
    }
}

/// What may wait for a serial line: two seconds of what goes over it.
pub(super) fn most_waiting_serial(baud: u32) -> usize {
    let two_seconds = baud.saturating_mul(2) / BITS_A_BYTE;
    LEAST_WAITING_SERIAL.max(usize::try_from(two_seconds).unwrap_or(usize::MAX))
}

/// Frames leave at once, and a peer that is gone without a word is noticed within ten seconds. Where the
/// system cannot, it works all the same, later.
pub(super) fn tune(stream: &TcpStream) {
    const NOTICED_AFTER_MS: u32 = 10_000;
    stream.set_nodelay(true).ok();
    setsockopt(stream, sockopt::KeepAlive, &true).ok();
    setsockopt(stream, sockopt::TcpKeepIdle, &4).ok();
    setsockopt(stream, sockopt::TcpKeepInterval, &2).ok();
    setsockopt(stream, sockopt::TcpKeepCount, &3).ok();
    setsockopt(stream, sockopt::TcpUserTimeout, &NOTICED_AFTER_MS).ok();
}

/// A connection that is watched from now on.
pub(super) fn watched(
    mut stream: TcpStream,
    link: LinkId,
    peer: Option<PeerId>,
    watch: &mut Watch,
) -> io::Result<Stream> {
    tune(&stream);
    let token = watch.add(&mut stream, link, peer)?;
    Ok(Stream::new(Channel::Tcp(stream), token, MOST_WAITING_TCP))
}
