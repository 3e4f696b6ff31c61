//! Who is behind an endpoint: they come, make room for each other, are seen there, and go.

use super::refusal::Refusal;
use super::station_peer::StationPeer;
use super::stations::Stations;
use crate::link::frame::{Sender, Target};
use crate::link::names::PeerId;
use crate::moment::Moment;
use std::time::Duration;

/// So many are behind an endpoint.
const MOST_PEERS: usize = 64;
/// One that was silent for so long makes room.
pub(super) const SILENT: Duration = Duration::from_secs(10);
/// One that was silent for so long is gone.
pub(super) const GONE: Duration = Duration::from_secs(60);

impl Stations {
    /// Somebody has connected. Whether there is room; and who was put out for it.
    pub(super) fn open(&mut self, peer: PeerId, now: Moment, put_out: impl FnMut(PeerId)) -> bool {
        if self.behind.iter().any(|it| it.peer == peer) {
            return true;
        }
        let has_room = self.make_room(now, false, put_out);
        if has_room {
            self.behind.push(StationPeer::new(peer, now, true));
        } else {
            self.refused.count(Refusal::TooMany);
        }
        has_room
    }

    /// Makes room for one more. Who pretends to be many takes nobody's place who speaks; and who only
    /// connects takes that of no connection. None is closed: who was put out is let in again when it speaks.
    fn make_room(&mut self, now: Moment, speaks: bool, mut put_out: impl FnMut(PeerId)) -> bool {
        if self.behind.len() < MOST_PEERS {
            return true;
        }
        let silent =
            |it: &StationPeer, time| it.peer != PeerId::ONLY && now.since(it.heard) >= time;
        // What a connection is that has never spoken, nobody knows. One that has may be at the other end of a
        // network that is gone, where nothing tells that it ended.
        let costs_least: [&dyn Fn(&StationPeer) -> bool; 3] = [
            &|it| !it.is_held_open && silent(it, SILENT),
            &|it| speaks && !it.is_proven && silent(it, SILENT),
            &|it| speaks && silent(it, GONE),
        ];
        let at = costs_least
            .iter()
            .find_map(|may_go| self.behind.iter().position(may_go));
        let gone = at.map(|at| self.behind.swap_remove(at));
        if let Some(gone) = &gone {
            self.put_out += 1;
            put_out(gone.peer);
        }
        gone.is_some()
    }

    /// Learns where somebody is. Only a message that is known makes a new place.
    pub(super) fn learn(
        &mut self,
        peer: PeerId,
        sender: Sender,
        is_known: bool,
        now: Moment,
        put_out: impl FnMut(PeerId),
    ) -> Result<(), Refusal> {
        let known = self.behind.iter().position(|it| it.peer == peer);
        let at = match known {
            Some(at) => at,
            None if !is_known => return Err(Refusal::NoRoute),
            None if !self.make_room(now, true, put_out) => return Err(Refusal::TooMany),
            None => {
                self.behind.push(StationPeer::new(peer, now, false));
                self.behind.len() - 1
            }
        };
        let Some(place) = self.behind.get_mut(at) else {
            return Err(Refusal::TooMany);
        };
        place.heard = now;
        place.is_proven = true;
        match place.seen.iter_mut().find(|(seen, _)| *seen == sender) {
            Some((_, heard)) => *heard = now,
            None if !is_known => {}
            None => place.see(sender, now)?,
        }
        Ok(())
    }

    /// Who is shown what the vehicles say.
    pub(super) fn open_peers(&self) -> impl Iterator<Item = PeerId> + '_ {
        let needs_proof = self.signer.is_some();
        self.behind
            .iter()
            .filter(move |it| it.is_proven || !needs_proof)
            .map(|it| it.peer)
    }

    /// Who has said something right.
    pub(super) fn proven_peers(&self) -> impl Iterator<Item = PeerId> + '_ {
        let proven = self.behind.iter().filter(|it| it.is_proven);
        proven.map(|it| it.peer)
    }

    /// Behind whom a target was seen.
    pub(super) fn peers_of(&self, target: Target) -> impl Iterator<Item = PeerId> + '_ {
        let is_it = move |sender: Sender| {
            sender.system == target.system
                && (target.component == 0 || sender.component == target.component)
        };
        self.behind
            .iter()
            .filter(move |it| it.seen.iter().any(|(sender, _)| is_it(*sender)))
            .map(|it| it.peer)
    }

    /// Somebody's connection ended. Whether it was there.
    pub(super) fn close(&mut self, peer: PeerId) -> bool {
        let before = self.behind.len();
        let leads_to_one = self.endpoint.leads_to_one;
        self.behind.retain(|it| it.peer != peer || leads_to_one);
        if leads_to_one {
            self.behind.iter_mut().for_each(|it| it.seen.clear());
        }
        before != self.behind.len()
    }

    /// Forgets who was silent for a minute, and tells whom.
    pub(super) fn expire(&mut self, now: Moment, mut gone: impl FnMut(PeerId)) {
        for it in &mut self.behind {
            it.seen.retain(|(_, heard)| now.since(*heard) < GONE);
        }
        self.behind.retain(|it| {
            let stays = it.is_held_open || now.since(it.heard) < GONE;
            if !stays {
                gone(it.peer);
            }
            stays
        });
    }

    /// How many are behind it.
    pub(super) fn peers(&self) -> usize {
        self.behind.len()
    }
}
