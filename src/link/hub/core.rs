//! All that the hub knows, but for where frames begin.

use super::KeyOwner;
use super::arrival::Listener;
use super::departures::{Departures, Rank, Ready};
use super::file_sessions::FileSessions;
use super::mark_queue::MarkQueue;
use super::path::PathKey;
use super::refusal::{Refusal, Refusals};
use super::role::{Holder, StationRef, VehicleLink};
use super::signer::Signer;
use super::stations::Stations;
use super::strangers::Strangers;
use super::vehicle::Vehicle;
use crate::link::account::Account;
use crate::link::frame::{Found, Frame, Sender, frame_up, is_known};
use crate::link::names::{GroupId, LinkId, Origin, PeerId, VehicleId};
use crate::moment::Moment;
use rustc_hash::{FxHashMap, FxHashSet};

/// What the hub knows.
#[derive(Debug)]
pub(super) struct Core {
    pub(super) us: Sender,
    pub(super) is_healthy: bool,
    pub(super) vehicle_links: FxHashMap<LinkId, VehicleSide>,
    pub(super) endpoints: Vec<Stations>,
    /// What the vehicles of each group are. It stays when a group's links are gone: a vehicle never changes
    /// it.
    pub(super) origins: FxHashMap<GroupId, Origin>,
    /// Each by itself: a table has free places, and these are large.
    pub(super) vehicles: FxHashMap<VehicleId, Box<Vehicle>>,
    pub(super) strangers: Strangers,
    /// What was opened from links to vehicles, by the vehicle where it was: at few anything ever is.
    pub(super) files_between: FxHashMap<VehicleId, FileSessions>,
    /// What each station holds.
    pub(super) held: FxHashMap<StationRef, Vec<VehicleId>>,
    /// What is kept of signatures, and has to be renewed.
    pub(super) marks: MarkQueue,
    pub(super) last_tick: Moment,
    pub(super) last_second: Moment,
    pub(super) room: Vec<u8>,
    pub(super) vehicle_room: Vec<VehicleId>,
}

/// A link to vehicles at work.
#[derive(Debug)]
pub(super) struct VehicleSide {
    pub(super) name: String,
    pub(super) link: VehicleLink,
    /// Another link of its group may bring the same frames.
    pub(super) has_twin: bool,
    pub(super) account: Account,
    pub(super) refused: Refusals,
    /// Frames that had come already.
    pub(super) doubled: u64,
    /// When something right came last.
    pub(super) heard: Option<Moment>,
    pub(super) next_knock: Moment,
    /// It can be used.
    pub(super) is_up: bool,
    /// Who behind it has been a way to a vehicle: nobody else has to be forgotten anywhere.
    pub(super) carriers: FxHashSet<PeerId>,
    pub(super) sequence: u8,
}

impl Core {
    pub(super) fn new(us: Sender) -> Self {
        Self {
            us,
            is_healthy: false,
            vehicle_links: FxHashMap::default(),
            endpoints: Vec::new(),
            origins: FxHashMap::default(),
            vehicles: FxHashMap::default(),
            strangers: Strangers::default(),
            files_between: FxHashMap::default(),
            held: FxHashMap::default(),
            marks: MarkQueue::default(),
            last_tick: Moment::default(),
            last_second: Moment::default(),
            room: Vec::new(),
            vehicle_room: Vec::new(),
        }
    }

    /// Where an endpoint is.
    pub(super) fn endpoint_at(&self, link: LinkId) -> Option<usize> {
        self.endpoints.iter().position(|it| it.link == link)
    }

    /// Notes which links have others in their groups.
    pub(super) fn find_twins(&mut self) {
        let groups: Vec<_> = self
            .vehicle_links
            .values()
            .map(|it| it.link.group)
            .collect();
        for side in self.vehicle_links.values_mut() {
            let of_group = groups.iter().filter(|group| **group == side.link.group);
            side.has_twin = of_group.count() > 1;
        }
    }

    /// The account of a link.
    pub(super) fn account(&mut self, link: LinkId) -> Option<&mut Account> {
        if let Some(side) = self.vehicle_links.get_mut(&link) {
            return Some(&mut side.account);
        }
        let endpoint = self.endpoints.iter_mut().find(|it| it.link == link)?;
        Some(&mut endpoint.account)
    }

    /// A key at work.
    pub(super) fn signer_of(&mut self, owner: KeyOwner) -> Option<&mut Signer> {
        match owner {
            KeyOwner::Vehicle(id) => self.vehicles.get_mut(&id)?.signer.as_mut(),
            KeyOwner::Stations(link) => {
                let endpoint = self.endpoints.iter_mut().find(|it| it.link == link)?;
                endpoint.signer.as_mut()
            }
        }
    }

    /// Takes what was found in what came in.
    #[inline]
    pub(super) fn found(
        &mut self,
        key: PathKey,
        at: Moment,
        found: Found<'_>,
        out: &mut Departures,
        listener: &mut impl Listener,
    ) {
        match found {
            Found::Frame(frame) => {
                if !self.take_from_vehicle(key, at, frame, out, listener) {
                    self.take_from_station(key, at, frame, out, listener);
                }
            }
            Found::Rejected(why, bytes) => {
                if let Some(account) = self.account(key.0) {
                    account.reject(why, bytes.len());
                }
            }
        }
    }

    /// Sets who holds a vehicle.
    pub(super) fn set_holder(&mut self, vehicle: VehicleId, holder: Holder) {
        let before = std::mem::replace(
            &mut self.vehicles.entry(vehicle).or_default().holder,
            holder,
        );
        if let Holder::Station(station) = before
            && let Some(held) = self.held.get_mut(&station)
        {
            held.retain(|it| *it != vehicle);
            if held.is_empty() {
                self.held.remove(&station);
            }
        }
        if let Holder::Station(station) = holder {
            self.held.entry(station).or_default().push(vehicle);
        }
    }

    /// Lays ready a frame of ours to a vehicle, signed with its key. The last line stands before it.
    pub(super) fn lay_ours(
        &mut self,
        id: VehicleId,
        now: Moment,
        (message_id, payload, rank): (u32, &[u8], Rank),
        out: &mut Departures,
    ) -> Option<Ready> {
        let vehicle = self.vehicles.get_mut(&id)?;
        vehicle.may_be_sent(message_id, payload).ok()?;
        let sequence = vehicle.next_sequence();
        let signing = match &mut vehicle.signer {
            Some(signer) => {
                let signature = signer.sign(now);
                self.marks.look(KeyOwner::Vehicle(id), signer);
                Some((signer.key(), signature))
            }
            None => None,
        };
        let bytes = frame_up(
            self.us,
            sequence,
            message_id,
            payload,
            signing,
            &mut self.room,
        )?;
        Some(out.lay(bytes, rank))
    }

    /// A station's frame as it goes to a vehicle: the same, unless the vehicle is shown there under another
    /// id and the frame names it. Then it is signed with the vehicle's key, for its signature is of another
    /// frame.
    pub(super) fn lay_stations(
        &mut self,
        (id, shown): (VehicleId, u8),
        now: Moment,
        (frame, rank): (Frame<'_>, Rank),
        out: &mut Departures,
    ) -> Result<Ready, Refusal> {
        let target = frame.target().system;
        // Whom an unknown message is for only the vehicle can read, and it knows itself by its own id alone.
        let is_mapped = shown != id.system;
        if target == 0 && is_mapped && !is_known(frame.message_id()) {
            return Err(Refusal::NotMappable);
        }
        if target == 0 || target == id.system {
            return Ok(out.lay(frame.bytes(), rank));
        }
        let mut room = std::mem::take(&mut self.room);
        let is_rewritten = frame.rewritten(None, Some(id.system), &mut room).is_some();
        let ready = if is_rewritten {
            self.lay_signed(id, now, (&room, rank), out)
        } else {
            None
        };
        self.room = room;
        ready.ok_or(Refusal::NotMappable)
    }

    fn lay_signed(
        &mut self,
        id: VehicleId,
        now: Moment,
        (bytes, rank): (&[u8], Rank),
        out: &mut Departures,
    ) -> Option<Ready> {
        let Some(signer) = &mut self.vehicles.get_mut(&id)?.signer else {
            return Some(out.lay(bytes, rank));
        };
        let frame = Frame::of_whole(bytes)?;
        let signature = signer.sign(now);
        self.marks.look(KeyOwner::Vehicle(id), signer);
        let mut room = Vec::new();
        let signed = frame_up(
            frame.sender(),
            frame.sequence(),
            frame.message_id(),
            frame.payload(),
            Some((signer.key(), signature)),
            &mut room,
        )?;
        Some(out.lay(signed, rank))
    }

    /// Forgets the ways over a link, or of one peer of it.
    pub(super) fn forget_ways(&mut self, link: LinkId, peer: Option<PeerId>) {
        for vehicle in self.vehicles.values_mut() {
            vehicle.retain(|key| key.0 != link || peer.is_some_and(|peer| key.1 != peer));
        }
    }
}
