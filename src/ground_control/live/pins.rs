//! Peers that carry a vehicle or station are kept in the tables of their links, however many others come.

use crate::ground_control::GroundControl;
use crate::link::names::{LinkId, PeerId};
use crate::link::transport::Transport;
use rustc_hash::FxHashSet;

/// Who is pinned.
#[derive(Debug, Default)]
pub(super) struct Pins {
    pinned: FxHashSet<(LinkId, PeerId)>,
    in_use: FxHashSet<(LinkId, PeerId)>,
}

impl Pins {
    /// Pins who is in use now, and nobody else. Once a second is often enough: whoever speaks is not the one
    /// that was silent for longest, and only that one makes room.
    pub(super) fn renew(&mut self, ground: &GroundControl, transport: &mut Transport) {
        self.in_use.clear();
        self.in_use.extend(ground.hub().peers_in_use());
        let in_use = &self.in_use;
        self.pinned.retain(|peer| {
            let stays = in_use.contains(peer);
            if !stays {
                transport.pin(peer.0, peer.1, false);
            }
            stays
        });
        for peer in &self.in_use {
            if !self.pinned.contains(peer) && transport.pin(peer.0, peer.1, true) {
                self.pinned.insert(*peer);
            }
        }
    }
}
