//! Somebody behind an endpoint, and who was seen there.

use super::behind::SILENT;
use super::refusal::Refusal;
use crate::link::frame::Sender;
use crate::link::names::PeerId;
use crate::moment::Moment;
use std::time::Duration;

/// Somebody behind an endpoint.
#[derive(Debug)]
pub(super) struct StationPeer {
    pub(super) peer: PeerId,
    pub(super) heard: Moment,
    /// A connection, which says itself when it ends; or the only peer of its link.
    pub(super) is_held_open: bool,
    /// Whether it has said something right: what is to be signed is not shown before.
    pub(super) is_proven: bool,
    /// Who was seen there.
    pub(super) seen: Vec<(Sender, Moment)>,
}

/// So many components are behind a peer.
const MOST_SEEN: usize = 16;

impl StationPeer {
    pub(super) fn new(peer: PeerId, now: Moment, is_held_open: bool) -> Self {
        Self {
            peer,
            heard: now,
            is_held_open,
            is_proven: false,
            seen: Vec::new(),
        }
    }

    /// Whether a system was seen there so lately.
    pub(super) fn has(&self, system: u8, lately: Duration, now: Moment) -> bool {
        let is_it =
            |(seen, heard): &(Sender, Moment)| seen.system == system && now.since(*heard) < lately;
        self.seen.iter().any(is_it)
    }

    pub(super) fn see(&mut self, sender: Sender, now: Moment) -> Result<(), Refusal> {
        if self.seen.len() >= MOST_SEEN {
            let silent = self
                .seen
                .iter()
                .position(|(_, heard)| now.since(*heard) >= SILENT);
            self.seen.swap_remove(silent.ok_or(Refusal::TooMany)?);
        }
        self.seen.push((sender, now));
        Ok(())
    }
}
