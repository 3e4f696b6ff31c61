//! What goes out, gathered without an allocation a frame.

use crate::link::names::{GroupId, LinkId, PeerId};
use std::ops::Range;

/// A frame that is to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Departure<'a> {
    /// Over which link.
    pub link: LinkId,
    /// To whom behind it.
    pub peer: PeerId,
    /// The group of the vehicle that it goes to: then it belongs into the group's recording. `None` for what
    /// goes to a station, which was recorded when it came.
    pub group: Option<GroupId>,
    /// The frame.
    pub bytes: &'a [u8],
}

/// Frames that are to be sent, in their order. Whoever sends them clears it afterwards and uses it again.
#[derive(Clone, Debug, Default)]
pub struct Departures {
    bytes: Vec<u8>,
    list: Vec<Entry>,
    /// Frames that did not go out because too much was waiting.
    pub shed: u64,
}

#[derive(Clone, Debug)]
struct Entry {
    link: LinkId,
    peer: PeerId,
    group: Option<GroupId>,
    range: Range<usize>,
}

/// Bytes that lie ready to be sent, to one or to many.
pub(super) struct Ready {
    range: Range<usize>,
    rank: Rank,
}

/// What is shed later than what, where too much waits: each has room of its own that the ones before it do
/// not take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rank {
    /// What others say to each other, and what a station reads with.
    Passed,
    /// What a station commands, stops included, and its heartbeat to what it holds.
    Commanded,
    /// What we say again soon: heartbeats, questions.
    Repeated,
    /// What we say once: orders, and stops among them.
    Said,
}

/// So many bytes wait at most, and so many departures: what comes in at once is forwarded to a few
/// stations, and is less.
const MOST_BYTES: usize = 4 << 20;
const MOST_DEPARTURES: usize = 1 << 18;

impl Rank {
    /// How much of the room it may fill, in sixteenths.
    const fn share(self) -> usize {
        match self {
            Self::Passed => 13,
            Self::Commanded => 14,
            Self::Repeated => 15,
            Self::Said => 16,
        }
    }

    const fn most_bytes(self) -> usize {
        MOST_BYTES / 16 * self.share()
    }

    const fn most_departures(self) -> usize {
        MOST_DEPARTURES / 16 * self.share()
    }
}

impl Departures {
    /// What is to be sent.
    pub fn iter(&self) -> impl Iterator<Item = Departure<'_>> {
        self.list.iter().map(|entry| Departure {
            link: entry.link,
            peer: entry.peer,
            group: entry.group,
            bytes: self.bytes.get(entry.range.clone()).unwrap_or_default(),
        })
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Forgets what was sent, and keeps its memory. What was shed stays counted.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.list.clear();
    }

    /// Whether there is room for so many more frames of a rank, none of them longer than this.
    pub(super) fn has_room_for(&self, count: usize, length: usize, rank: Rank) -> bool {
        let bytes = count.saturating_mul(length);
        self.list.len().saturating_add(count) <= rank.most_departures()
            && self.bytes.len().saturating_add(bytes) <= rank.most_bytes()
    }

    /// Lays bytes ready.
    pub(super) fn lay(&mut self, bytes: &[u8], rank: Rank) -> Ready {
        let from = self.bytes.len();
        if from + bytes.len() > rank.most_bytes() {
            return Ready { range: 0..0, rank };
        }
        self.bytes.extend_from_slice(bytes);
        let range = from..self.bytes.len();
        Ready { range, rank }
    }

    /// Sends what lies ready to somebody. Whether there was room for it.
    pub(super) fn send(
        &mut self,
        (link, peer): (LinkId, PeerId),
        group: Option<GroupId>,
        ready: &Ready,
    ) -> bool {
        if ready.range.is_empty() || self.list.len() >= ready.rank.most_departures() {
            self.shed += 1;
            return false;
        }
        let range = ready.range.clone();
        self.list.push(Entry {
            link,
            peer,
            group,
            range,
        });
        true
    }
}
