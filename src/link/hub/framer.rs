//! Where the frames of a link begin and end: one finder for the link, and for each of its streams what has
//! come of a frame that is not whole yet.

use crate::link::arrival::Framing;
use crate::link::frame::{Finder, Found};
use crate::link::names::PeerId;
use rustc_hash::FxHashMap;

/// Finds the frames of a link.
#[derive(Debug, Default)]
pub(super) struct Framer {
    finder: Finder,
    /// Beginnings of frames, each shorter than the longest frame.
    tails: FxHashMap<PeerId, Vec<u8>>,
    room: Vec<u8>,
    /// Bytes of beginnings for which there was no room.
    pub(super) shed: u64,
}

/// So many streams have a beginning kept: more connections than a server takes.
const MOST_STREAMS: usize = 1_024;

impl Framer {
    /// Goes through what came from a peer.
    pub(super) fn go_through(
        &mut self,
        peer: PeerId,
        framing: Framing,
        bytes: &[u8],
        mut each: impl FnMut(Found<'_>),
    ) {
        if framing == Framing::Datagram {
            self.finder.in_datagram(bytes, each);
            return;
        }
        let tail = self.tails.get_mut(&peer).filter(|tail| !tail.is_empty());
        let Some(tail) = tail else {
            let rest = self.finder.in_stream(bytes, &mut each);
            self.keep(peer, rest);
            return;
        };
        self.room.clear();
        self.room.extend_from_slice(tail);
        self.room.extend_from_slice(bytes);
        tail.clear();
        let rest = self.finder.in_stream(&self.room, each);
        tail.extend_from_slice(rest);
    }

    fn keep(&mut self, peer: PeerId, rest: &[u8]) {
        if rest.is_empty() {
            return;
        }
        if self.tails.len() >= MOST_STREAMS && !self.tails.contains_key(&peer) {
            self.shed += rest.len() as u64;
            return;
        }
        self.tails.entry(peer).or_default().extend_from_slice(rest);
    }

    /// A stream has ended.
    pub(super) fn forget(&mut self, peer: PeerId) {
        self.tails.remove(&peer);
    }

    /// How many streams have a beginning kept.
    #[cfg(test)]
    pub(super) fn streams(&self) -> usize {
        self.tails.len()
    }
}
