//! Whether what is signed is new: an old frame that is sent again is signed as well.

use super::{Signature, Stamps};
use crate::link::frame::Sender;

/// What timestamps go up in: a sender on one of its links.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stream {
    /// Who sends.
    pub sender: Sender,
    /// On which of its links.
    pub link: u8,
}

/// Whether a signature is new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// It is later than all before it in its stream.
    New,
    /// The same or a later one has been seen: it is sent again.
    Replayed,
    /// It begins a stream, and is more than a minute behind the newest of this key.
    TooOld,
    /// There are too many streams.
    TooMany,
}

/// The timestamps of one key: each later than the one before in its stream, also across a restart.
#[derive(Clone, Debug, Default)]
pub struct Guard {
    last: Stamps,
    newest: u64,
}

/// A new stream may be so far behind: a minute, 10 µs each (MAVLink guide, "Message signing").
const LATE: u64 = 6_000_000;
/// A vehicle has a handful of components on a handful of links.
const MOST_STREAMS: usize = 4_096;

impl Guard {
    /// A guard that goes on where another one stopped: the timestamps that had been seen by then, and the
    /// newest. What was seen and not kept is refused all the same where it is more than a minute behind
    /// `newest`.
    pub fn resumed(newest: u64, streams: impl IntoIterator<Item = (Stream, u64)>) -> Self {
        Self {
            last: streams.into_iter().collect(),
            newest,
        }
    }

    /// Takes a signature that is right. Whether its frame may be taken.
    pub fn take(&mut self, stream: Stream, signature: Signature) -> Seen {
        let timestamp = signature.timestamp;
        let is_full = self.last.len() >= MOST_STREAMS;
        match self.last.of_mut(stream) {
            Some(last) if timestamp <= *last => return Seen::Replayed,
            Some(last) => *last = timestamp,
            None if timestamp + LATE < self.newest => return Seen::TooOld,
            None if is_full => return Seen::TooMany,
            None => {
                self.last.set(stream, timestamp);
            }
        }
        self.newest = self.newest.max(timestamp);
        Seen::New
    }

    /// The last timestamp of a stream.
    pub fn last(&self, stream: Stream) -> Option<u64> {
        self.last.of(stream)
    }

    /// The newest timestamp of all, and the last of each stream: what has to be kept.
    pub fn kept(&self) -> (u64, impl Iterator<Item = (Stream, u64)> + '_) {
        (self.newest, self.last.iter())
    }

    /// The next timestamp to sign with at a moment, 10 µs since 2015: later than all that was seen or signed,
    /// whatever the clock says.
    pub fn next(&mut self, clock: u64) -> u64 {
        self.newest = clock.max(self.newest + 1);
        self.newest
    }
}
