//! What went over a link, and what did not.

use super::event::TransportEvent;
use crate::link::names::{LinkId, PeerId};
use rustc_hash::FxHashMap;

/// What went over a link since it was added.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LinkTraffic {
    /// Bytes received, those of refused peers included.
    pub received_bytes: u64,
    /// Datagrams, or pieces of a stream.
    pub received_pieces: u64,
    /// Frames handed to the system whole, counted for each receiver.
    pub sent_frames: u64,
    /// Their bytes.
    pub sent_bytes: u64,
    /// Frames given up: the receiver did not take them fast enough, or was not there.
    pub shed_frames: u64,
    /// Their bytes.
    pub shed_bytes: u64,
    /// Peers that were let in.
    pub peers: u64,
    /// Peers that had to make room: in a full table, or for want of files.
    pub peers_crowded_out: u64,
    /// Datagrams and connections of new peers for whom there was no room.
    pub refused: u64,
    /// Times that it could not be read.
    pub read_errors: u64,
    /// Times that it could not be written.
    pub write_errors: u64,
}

/// Frames given up, since it was last told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Shed {
    pub(super) frames: u64,
    pub(super) bytes: u64,
}

impl Shed {
    /// One frame of so many bytes.
    pub(super) fn of_length(bytes: usize) -> Self {
        let mut shed = Self::default();
        shed.add(bytes);
        shed
    }

    pub(super) fn add(&mut self, bytes: usize) {
        self.frames += 1;
        self.bytes += bytes as u64;
    }
}

/// What was given up of whom, until it is told.
#[derive(Debug, Default)]
pub(super) struct Sheds {
    of: FxHashMap<(LinkId, PeerId), Shed>,
}

impl Sheds {
    pub(super) fn add(
        &mut self,
        link: LinkId,
        peer: PeerId,
        shed: Shed,
        traffic: &mut LinkTraffic,
    ) {
        if shed.frames == 0 {
            return;
        }
        traffic.shed_frames += shed.frames;
        traffic.shed_bytes += shed.bytes;
        let all = self.of.entry((link, peer)).or_default();
        all.frames += shed.frames;
        all.bytes += shed.bytes;
    }

    pub(super) fn tell(&mut self, news: &mut Vec<TransportEvent>) {
        news.extend(
            self.of
                .drain()
                .map(|((link, peer), shed)| TransportEvent::Shed {
                    link,
                    peer,
                    frames: shed.frames,
                    bytes: shed.bytes,
                }),
        );
    }

    pub(super) fn forget(&mut self, link: LinkId) {
        self.of.retain(|(of, _), _| *of != link);
    }
}
