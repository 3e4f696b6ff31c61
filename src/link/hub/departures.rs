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
pub(super) struct Ready(Range<usize>);

/// So many bytes wait at most, and so many departures: what comes in at once is forwarded to a few
/// stations, and is less.
const MOST_BYTES: usize = 4 << 20;
const MOST_DEPARTURES: usize = 1 << 18;

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

    /// Lays bytes ready.
    pub(super) fn lay(&mut self, bytes: &[u8]) -> Ready {
        let from = self.bytes.len();
        if from + bytes.len() > MOST_BYTES {
            return Ready(0..0);
        }
        self.bytes.extend_from_slice(bytes);
        Ready(from..self.bytes.len())
    }

    /// Sends what lies ready to somebody. Whether there was room for it.
    pub(super) fn send(
        &mut self,
        (link, peer): (LinkId, PeerId),
        group: Option<GroupId>,
        ready: &Ready,
    ) -> bool {
        if ready.0.is_empty() || self.list.len() >= MOST_DEPARTURES {
            self.shed += 1;
            return false;
        }
        let range = ready.0.clone();
        self.list.push(Entry {
            link,
            peer,
            group,
            range,
        });
        true
    }
}
