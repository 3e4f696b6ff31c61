//! What all links of a transport use together.

use super::batch::Batch;
use super::datagrams::Datagrams;
use super::event::{GoneReason, TransportEvent};
use super::open_files::OpenFiles;
use super::peers::PeerIds;
use super::stream::{Reading, Stream};
use super::traffic::{LinkTraffic, Shed, Sheds};
use super::watch::Watch;
use crate::link::arrival::{Arrival, Framing};
use crate::link::names::{LinkId, PeerId};
use crate::moment::Moment;
use std::io;
use std::time::Duration;

/// What all links use.
pub(super) struct Common {
    pub(super) watch: Watch,
    pub(super) ids: PeerIds,
    /// What is not told yet.
    pub(super) news: Vec<TransportEvent>,
    pub(super) sheds: Sheds,
    pub(super) datagrams: Datagrams,
    /// Streams are read into it.
    pub(super) room: Box<[u8]>,
    /// The last moment that we were told.
    pub(super) now: Moment,
    pub(super) files: OpenFiles,
    /// Connections that came, and were let in or turned away, since it was waited last.
    pub(super) newcomers: usize,
    /// A client was turned away because its file is left to others: one that is idle is to make room.
    pub(super) is_room_wanted: bool,
}

/// A stream is read in pieces of this size at most.
const PIECE: usize = 64 * 1024;

impl Common {
    pub(super) fn new() -> io::Result<Self> {
        Ok(Self {
            watch: Watch::new()?,
            ids: PeerIds::default(),
            news: Vec::new(),
            sheds: Sheds::default(),
            datagrams: Datagrams::new(),
            room: vec![0; PIECE].into(),
            now: Moment::default(),
            files: OpenFiles::most(),
            newcomers: 0,
            is_room_wanted: false,
        })
    }
}

/// What is left of a wait that began then.
pub(super) fn left_of(wait: Duration, since: Moment, now: Moment) -> Duration {
    match now < since {
        // The clock was put back: what is left cannot be told.
        true => Duration::ZERO,
        false => wait.saturating_sub(now.since(since)),
    }
}

/// One link at work: what is its, and what is everybody's.
pub(super) struct Desk<'a> {
    pub(super) link: LinkId,
    pub(super) traffic: &'a mut LinkTraffic,
    pub(super) common: &'a mut Common,
}

impl Desk<'_> {
    pub(super) fn shed(&mut self, peer: PeerId, shed: Shed) {
        self.common.sheds.add(self.link, peer, shed, self.traffic);
    }

    pub(super) fn gone(&mut self, peer: PeerId, why: GoneReason) {
        let link = self.link;
        self.common
            .news
            .push(TransportEvent::PeerGone { link, peer, why });
    }

    /// Reads what a stream has brought.
    pub(super) fn read(
        &mut self,
        stream: &mut Stream,
        peer: PeerId,
        came: Moment,
        batch: &mut Batch,
    ) -> Reading {
        let (link, traffic) = (self.link, &mut *self.traffic);
        stream.read(&mut self.common.room, |bytes| {
            traffic.received_pieces += 1;
            traffic.received_bytes += bytes.len() as u64;
            batch.push(Arrival {
                link,
                peer,
                at: came,
                bytes,
                framing: Framing::Stream,
            });
        })
    }
}
