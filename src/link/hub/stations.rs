//! An endpoint: the ground stations behind it, where each of them was seen, and what of them was refused.

use super::fields::id;
use super::file_sessions::{FileSessions, ends_a_session};
use super::refusal::{Refusal, Refusals};
use super::role::{Access, Endpoint};
use super::shown::{Claims, Shown, ShownAs};
use super::signer::{Signed, Signer};
use super::station_peer::StationPeer;
use super::wish::command;
use super::{HubEvent, StationRef};
use crate::link::account::Account;
use crate::link::frame::{Frame, SETUP_SIGNING, Sender, Target, frame_up, is_known};
use crate::link::names::{LinkId, PeerId, VehicleId};
use crate::moment::Moment;
use std::time::Duration;

/// An endpoint at work.
#[derive(Debug)]
pub(super) struct Stations {
    pub(super) link: LinkId,
    pub(super) name: String,
    pub(super) endpoint: Endpoint,
    pub(super) signer: Option<Signer>,
    pub(super) shown: Shown,
    pub(super) files: FileSessions,
    pub(super) account: Account,
    pub(super) refused: Refusals,
    pub(super) last_refused: Option<LastRefused>,
    /// How many had to make room for others.
    pub(super) put_out: u64,
    peers: Vec<StationPeer>,
    room: Vec<u8>,
}

/// What was refused last at an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastRefused {
    /// When.
    pub at: Moment,
    /// Of whom.
    pub station: StationRef,
    /// For which vehicle, where that is known.
    pub vehicle: Option<VehicleId>,
    /// Which message.
    pub message_id: u32,
    /// MAV_CMD, where the message is a command.
    pub command: Option<u16>,
    /// Why.
    pub why: Refusal,
}

/// So many are behind an endpoint.
const MOST_PEERS: usize = 64;
/// One that was silent for so long makes room.
pub(super) const SILENT: Duration = Duration::from_secs(10);
/// One that was silent for so long is gone.
const GONE: Duration = Duration::from_secs(60);
/// The same refusal is told once in so long.
const TOLD: Duration = Duration::from_secs(1);

/// Which ids are claimed at an endpoint.
struct ClaimedHere<'a, F> {
    endpoint: &'a Endpoint,
    peers: &'a [StationPeer],
    us: Sender,
    now: Moment,
    free_since: F,
}

impl<F: Fn(VehicleId) -> Option<Moment>> Claims for ClaimedHere<'_, F> {
    fn may_see(&self, vehicle: VehicleId) -> bool {
        self.endpoint.sees.contains(vehicle)
    }

    /// Ours, and those under which stations speak. Who only reads says a name once and needs none: it has it while it is
    /// heard.
    fn is_taken(&self, id: u8) -> bool {
        let claimed = match self.endpoint.access {
            Access::Control => GONE,
            Access::ReadOnly => SILENT,
        };
        let is_claimed = |it: &StationPeer| it.has(id, claimed, self.now);
        id == self.us.system || self.peers.iter().any(is_claimed)
    }

    fn free_since(&self, vehicle: VehicleId) -> Option<Moment> {
        (self.free_since)(vehicle)
    }
}

impl Stations {
    pub(super) fn new(link: LinkId, name: String, endpoint: Endpoint) -> Self {
        let signer = endpoint
            .key
            .clone()
            .map(|key| Signer::new(key, endpoint.marks.as_ref()));
        let mut new = Self {
            link,
            name,
            signer,
            shown: Shown::new(),
            files: FileSessions::default(),
            account: Account::default(),
            refused: Refusals::default(),
            last_refused: None,
            put_out: 0,
            peers: Vec::new(),
            room: Vec::new(),
            endpoint,
        };
        if new.endpoint.leads_to_one {
            // It was configured, and may only listen.
            let only = StationPeer {
                is_proven: true,
                ..StationPeer::new(PeerId::ONLY, Moment::default(), true)
            };
            new.peers.push(only);
        }
        new
    }

    /// Somebody has connected. Whether there is room; and who was put out for it.
    pub(super) fn open(&mut self, peer: PeerId, now: Moment, put_out: impl FnMut(PeerId)) -> bool {
        if self.peers.iter().any(|it| it.peer == peer) {
            return true;
        }
        let has_room = self.make_room(now, false, put_out);
        if has_room {
            self.peers.push(StationPeer::new(peer, now, true));
        } else {
            self.refused.count(Refusal::TooMany);
        }
        has_room
    }

    /// Makes room for one more. Who pretends to be many takes nobody's place who speaks; and who only connects takes that
    /// of no connection. None is closed: who was put out is let in again when it speaks.
    fn make_room(&mut self, now: Moment, speaks: bool, mut put_out: impl FnMut(PeerId)) -> bool {
        if self.peers.len() < MOST_PEERS {
            return true;
        }
        let silent =
            |it: &StationPeer, time| it.peer != PeerId::ONLY && now.since(it.heard) >= time;
        // What a connection is that has never spoken, nobody knows. One that has may be at the other end of a network
        // that is gone, where nothing tells that it ended.
        let costs_least: [&dyn Fn(&StationPeer) -> bool; 3] = [
            &|it| !it.is_held_open && silent(it, SILENT),
            &|it| speaks && !it.is_proven && silent(it, SILENT),
            &|it| speaks && silent(it, GONE),
        ];
        let at = costs_least
            .iter()
            .find_map(|may_go| self.peers.iter().position(may_go));
        let gone = at.map(|at| self.peers.swap_remove(at));
        if let Some(gone) = &gone {
            self.put_out += 1;
            put_out(gone.peer);
        }
        gone.is_some()
    }

    /// Takes what a frame says of who sends it; and says who was put out for it.
    pub(super) fn take(
        &mut self,
        peer: PeerId,
        frame: Frame<'_>,
        us: Sender,
        now: Moment,
        put_out: impl FnMut(PeerId),
    ) -> Result<(), Refusal> {
        if let Some(signer) = &mut self.signer {
            match signer.judge(frame) {
                Signed::New => {}
                Signed::Again => return Err(Refusal::Replayed),
                Signed::Unsigned => return Err(Refusal::Unsigned),
                Signed::Refused(why) => return Err(why),
            }
        }
        let sender = frame.sender();
        if sender.system == us.system {
            return Err(Refusal::OurId);
        }
        // Component 0 is what pymavlink calls itself unless it is told otherwise.
        if sender.system == 0 || self.shown.vehicle(sender.system).is_some() {
            return Err(Refusal::ForeignId);
        }
        if frame.message_id() == SETUP_SIGNING {
            return Err(Refusal::CarriesKey);
        }
        self.learn(peer, sender, is_known(frame.message_id()), now, put_out)
    }

    /// Learns where somebody is. Only a message that is known makes a new place.
    fn learn(
        &mut self,
        peer: PeerId,
        sender: Sender,
        is_known: bool,
        now: Moment,
        put_out: impl FnMut(PeerId),
    ) -> Result<(), Refusal> {
        let known = self.peers.iter().position(|it| it.peer == peer);
        let at = match known {
            Some(at) => at,
            None if !is_known => return Err(Refusal::NoRoute),
            None if !self.make_room(now, true, put_out) => return Err(Refusal::TooMany),
            None => {
                self.peers.push(StationPeer::new(peer, now, false));
                self.peers.len() - 1
            }
        };
        let Some(place) = self.peers.get_mut(at) else {
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
        self.peers
            .iter()
            .filter(move |it| it.is_proven || !needs_proof)
            .map(|it| it.peer)
    }

    /// Who has said something right.
    pub(super) fn proven_peers(&self) -> impl Iterator<Item = PeerId> + '_ {
        let proven = self.peers.iter().filter(|it| it.is_proven);
        proven.map(|it| it.peer)
    }

    /// Behind whom a target was seen.
    pub(super) fn peers_of(&self, target: Target) -> impl Iterator<Item = PeerId> + '_ {
        let is_it = move |sender: Sender| {
            sender.system == target.system
                && (target.component == 0 || sender.component == target.component)
        };
        self.peers
            .iter()
            .filter(move |it| it.seen.iter().any(|(sender, _)| is_it(*sender)))
            .map(|it| it.peer)
    }

    /// How a vehicle is shown. `free_since` says when one was heard last that nobody holds.
    #[inline]
    pub(super) fn show(
        &mut self,
        vehicle: VehicleId,
        us: Sender,
        now: Moment,
        free_since: impl Fn(VehicleId) -> Option<Moment>,
    ) -> ShownAs {
        let claims = ClaimedHere {
            endpoint: &self.endpoint,
            peers: &self.peers,
            us,
            now,
            free_since,
        };
        self.shown.of(vehicle, &claims, now)
    }

    /// A vehicle's frame under another id, signed with the endpoint's key.
    pub(super) fn mapped(
        &mut self,
        frame: Frame<'_>,
        id: u8,
        now: Moment,
        room: &mut Vec<u8>,
    ) -> Option<()> {
        frame.rewritten(Some(id), None, room)?;
        let Some(signer) = &mut self.signer else {
            return Some(());
        };
        let signature = signer.sign(now);
        self.room.clone_from(room);
        let plain = Frame::of_whole(&self.room)?;
        let (sender, sequence) = (plain.sender(), plain.sequence());
        let signing = Some((signer.key(), signature));
        let message_id = plain.message_id();
        frame_up(sender, sequence, message_id, plain.payload(), signing, room)?;
        Some(())
    }

    /// Whether what a station says to a vehicle ends a transfer of files that it did not begin.
    pub(super) fn ends_anothers_transfer(
        &self,
        station: StationRef,
        vehicle: VehicleId,
        frame: Frame<'_>,
    ) -> bool {
        frame.message_id() == id::FILE_TRANSFER_PROTOCOL
            && ends_a_session(frame.payload())
            && !self.files.is_own(station, vehicle, frame)
    }

    /// Counts what is refused. The event that tells of it, unless the same was told just now.
    pub(super) fn refuse(
        &mut self,
        station: StationRef,
        vehicle: Option<VehicleId>,
        frame: Frame<'_>,
        why: Refusal,
        at: Moment,
    ) -> Option<HubEvent> {
        self.refused.count(why);
        let message_id = frame.message_id();
        // A station's own heartbeat is expected to end here.
        if why == Refusal::HeartbeatWithoutLease && message_id == id::HEARTBEAT {
            return None;
        }
        let command = command(message_id, frame.payload());
        let refused = LastRefused {
            at,
            station,
            vehicle,
            message_id,
            command,
            why,
        };
        let is_told = self.last_refused.is_some_and(|last| {
            let same = LastRefused { at, ..last };
            same == refused && at.since(last.at) < TOLD
        });
        if is_told {
            return None;
        }
        self.last_refused = Some(refused);
        Some(HubEvent::StationRefused {
            station,
            vehicle,
            message_id,
            command,
            why,
        })
    }

    /// Somebody's connection ended. Whether it was there.
    pub(super) fn close(&mut self, peer: PeerId) -> bool {
        let before = self.peers.len();
        let leads_to_one = self.endpoint.leads_to_one;
        self.peers.retain(|it| it.peer != peer || leads_to_one);
        if leads_to_one {
            self.peers.iter_mut().for_each(|it| it.seen.clear());
        }
        before != self.peers.len()
    }

    /// Forgets who was silent for a minute, and tells whom.
    pub(super) fn expire(&mut self, now: Moment, mut gone: impl FnMut(PeerId)) {
        for it in &mut self.peers {
            it.seen.retain(|(_, heard)| now.since(*heard) < GONE);
        }
        self.peers.retain(|it| {
            let stays = it.is_held_open || now.since(it.heard) < GONE;
            if !stays {
                gone(it.peer);
            }
            stays
        });
    }

    /// How many are behind it.
    pub(super) fn peers(&self) -> usize {
        self.peers.len()
    }
}
