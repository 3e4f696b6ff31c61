//! The hub: bytes of all links in, frames to be sent out, and each frame of a vehicle handed on once. Sans-IO
//! and without a clock: it is told what arrived and when, and says what is to be sent.
//!
//! A vehicle exists once an autopilot was heard in its system; an unknown message makes neither a vehicle nor
//! a route. All links of a group lead to the same aircraft: frames that come twice count once, and what is
//! sent goes out once, on the best path. Stations at endpoints see what they may see, and reach vehicles
//! through one gate ([`Refusal`] says why not). The last line before anything goes out stands in
//! `vehicle.rs`: nothing to a recording, and only what reads to a live vehicle that is not commissioned.
//!
//! Moments that it is told never go back: whoever owns the clock sees to that.
//!
//! The sequence of frames that we make is counted a vehicle, so that each sees an unbroken one wherever the
//! best path leads.

mod accept;
mod arrival;
mod behind;
mod claimed_here;
mod core;
mod departures;
mod fields;
mod file_sessions;
mod framer;
mod from_stations;
mod from_vehicles;
mod mark_queue;
mod order;
mod sums;
mod ours;
mod path;
mod reading;
mod reads;
mod refusal;
mod role;
mod showing;
mod shown;
mod signer;
mod station_peer;
mod stations;
mod strangers;
mod vehicle;
mod wish;

pub use super::arrival::{Arrival, Framing};
pub use arrival::{Heard, HubEvent, Listener};
pub use departures::{Departure, Departures};
pub use path::PathAccount;
pub use reading::LinkAccount;
pub use refusal::{NotSent, Refusal, Refusals};
pub use role::{
    Access, Endpoint, Holder, LinkRefused, LinkRole, StationRef, UnsignedPolicy, VehicleLink,
    Visible,
};
pub use stations::LastRefused;

use self::core::{Core, VehicleSide};
use super::account::Account;
use super::frame::{Frame, Sender};
use super::names::{LinkId, PeerId, VehicleId};
use super::signing::{Key, Marks};
use crate::moment::Moment;
use framer::Framer;
use rustc_hash::{FxHashMap, FxHashSet};
use signer::Signer;
use stations::Stations;

/// The hub.
#[derive(Debug)]
pub struct Hub {
    framers: FxHashMap<LinkId, Framer>,
    core: Core,
    /// What came over links that are not there (any more), bytes.
    pub bytes_of_no_link: u64,
}

/// Whose key it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyOwner {
    /// A vehicle.
    Vehicle(VehicleId),
    /// The stations at an endpoint.
    Stations(LinkId),
}

impl Hub {
    /// A hub without links. `us` is who we are: it speaks to vehicles, and nobody else may. It begins
    /// unhealthy: whoever can judge says so.
    pub fn new(us: Sender) -> Self {
        Self {
            framers: FxHashMap::default(),
            core: Core::new(us),
            bytes_of_no_link: 0,
        }
    }

    /// Adds a link.
    ///
    /// # Errors
    /// Its number is in use, or its vehicles are not what those of its group are.
    pub fn add_link(
        &mut self,
        link: LinkId,
        name: impl Into<String>,
        role: LinkRole,
    ) -> Result<(), LinkRefused> {
        if self.framers.contains_key(&link) {
            return Err(LinkRefused::NumberInUse);
        }
        let name = name.into();
        match role {
            LinkRole::Vehicles(to) => {
                let is = *self.core.origins.entry(to.group).or_insert(to.origin);
                if is != to.origin {
                    let (group, not) = (to.group, to.origin);
                    return Err(LinkRefused::OtherOrigin { group, is, not });
                }
                let side = VehicleSide {
                    name,
                    link: to,
                    has_twin: false,
                    account: Account::default(),
                    refused: Refusals::default(),
                    doubled: 0,
                    heard: None,
                    next_knock: Moment::default(),
                    is_up: true,
                    carriers: FxHashSet::default(),
                    sequence: 0,
                };
                self.core.vehicle_links.insert(link, side);
                self.core.find_twins();
            }
            LinkRole::Stations(endpoint) => {
                let stations = Stations::new(link, name, endpoint);
                self.core.endpoints.push(stations);
            }
        }
        self.framers.insert(link, Framer::default());
        Ok(())
    }

    /// Removes a link, with all ways over it. Whether it was there.
    pub fn remove_link(&mut self, link: LinkId) -> bool {
        self.core.forget_ways(link, None);
        self.core.vehicle_links.remove(&link);
        self.core.find_twins();
        self.core.endpoints.retain(|it| it.link != link);
        self.framers.remove(&link).is_some()
    }

    /// Somebody connected to an endpoint: it is shown what it may see before it has said anything. Whether
    /// there is room for it.
    pub fn peer_came(
        &mut self,
        link: LinkId,
        peer: PeerId,
        now: Moment,
        listener: &mut impl Listener,
    ) -> bool {
        let at = self.core.endpoint_at(link);
        let stations = at.and_then(|at| self.core.endpoints.get_mut(at));
        stations.is_none_or(|stations| {
            stations.open(peer, now, |peer| {
                listener.happened(HubEvent::StationPutOut { link, peer });
            })
        })
    }

    /// Somebody behind a link is gone: its connection ended, or its address was forgotten.
    pub fn peer_gone(&mut self, link: LinkId, peer: PeerId, listener: &mut impl Listener) {
        if let Some(framer) = self.framers.get_mut(&link) {
            framer.forget(peer);
        }
        let at = self.core.endpoint_at(link);
        match at.and_then(|at| self.core.endpoints.get_mut(at)) {
            Some(stations) => {
                if stations.close(peer) || stations.endpoint.leads_to_one {
                    listener.happened(HubEvent::StationsGone { link, peer });
                }
            }
            None => {
                let side = self.core.vehicle_links.get_mut(&link);
                // Thousands of addresses come and go; all vehicles are looked through for those alone that matter.
                if side.is_some_and(|side| side.carriers.remove(&peer)) {
                    self.core.forget_ways(link, Some(peer));
                }
            }
        }
    }

    /// Reads what taking an arrival will need of the vehicle that it seems to be of, which is given with the
    /// message's number; and a number that means nothing.
    pub fn fetch(&self, arrival: &Arrival<'_>) -> Option<(VehicleId, u32, u64)> {
        let side = self.core.vehicle_links.get(&arrival.link)?;
        let frame = Frame::at_start_of(arrival.bytes)?;
        let id = VehicleId {
            group: side.link.group,
            system: frame.sender().system,
        };
        let vehicle = self.core.vehicles.get(&id)?;
        let read = vehicle.fetch(frame.sequence()) ^ side.account.fetch(frame.sender());
        Some((id, frame.message_id(), read))
    }

    /// Takes what came in.
    pub fn arrived(
        &mut self,
        arrival: Arrival<'_>,
        out: &mut Departures,
        listener: &mut impl Listener,
    ) {
        let Arrival {
            link,
            peer,
            at,
            framing,
            bytes,
        } = arrival;
        let (Some(framer), Some(account)) = (self.framers.get_mut(&link), self.core.account(link))
        else {
            self.bytes_of_no_link += bytes.len() as u64;
            return;
        };
        account.came(bytes.len());
        let core = &mut self.core;
        framer.go_through(peer, framing, bytes, |found| {
            core.found((link, peer), at, found, out, listener);
        });
    }

    /// Sends a message of ours to a component of a vehicle, once, on the best path: the payload as the codec
    /// writes it. Over which link.
    ///
    /// # Errors
    /// It may not be sent, or there is no way.
    pub fn send(
        &mut self,
        now: Moment,
        vehicle: VehicleId,
        component: u8,
        message_id: u32,
        payload: &[u8],
        out: &mut Departures,
    ) -> Result<LinkId, NotSent> {
        self.core
            .send(now, vehicle, component, (message_id, payload), out)
    }

    /// Says what is due: heartbeats, questions for round trips, knocks; forgets what is old. It may be called
    /// as often as one likes, and has to be ten times a second.
    pub fn tick(&mut self, now: Moment, out: &mut Departures, listener: &mut impl Listener) {
        self.core.tick(now, out, listener);
    }

    /// Whether a link can be used, as it can be when it is added: else nobody is called upon over it.
    pub fn set_up(&mut self, link: LinkId, is_up: bool) {
        if let Some(side) = self.core.vehicle_links.get_mut(&link) {
            side.is_up = is_up;
        }
    }

    /// Whether we can judge. While we cannot, no heartbeat goes to any vehicle, ours or a station's.
    pub fn set_healthy(&mut self, is_healthy: bool) {
        self.core.is_healthy = is_healthy;
    }

    /// Whether an administrator has commissioned a vehicle.
    pub fn set_commissioned(&mut self, vehicle: VehicleId, is_commissioned: bool) {
        self.vehicle(vehicle).is_commissioned = is_commissioned;
    }

    /// Whether a vehicle may be in the air. Until something else is said, it may.
    pub fn set_in_air(&mut self, vehicle: VehicleId, is_in_air: bool) {
        self.vehicle(vehicle).is_on_ground = !is_in_air;
    }

    /// Who holds a vehicle.
    pub fn set_holder(&mut self, vehicle: VehicleId, holder: Holder) {
        self.core.set_holder(vehicle, holder);
    }

    /// The key of a vehicle, and what was kept of its signatures before a restart.
    pub fn set_key(&mut self, vehicle: VehicleId, key: Key, marks: Option<&Marks>) {
        self.vehicle(vehicle).signer = Some(Signer::new(key, marks));
    }

    /// Forgets where a vehicle and its components were heard: it started anew. The way on which it was heard
    /// last stays: there it said so.
    pub fn forget_routes(&mut self, vehicle: VehicleId) {
        if let Some(vehicle) = self.core.vehicles.get_mut(&vehicle) {
            vehicle.forget_routes(vehicle.paths.newest());
        }
    }

    fn vehicle(&mut self, vehicle: VehicleId) -> &mut vehicle::Vehicle {
        self.core.vehicles.entry(vehicle).or_default()
    }

    /// Whether something was taken or signed that lies beyond what is kept: before anything is done with it, new
    /// marks have to be kept.
    pub fn is_mark_passed(&self) -> bool {
        self.core.marks.is_passed()
    }

    /// What has to be kept of signatures now; `None` where what is kept still covers it. It lies two seconds ahead
    /// of what was seen, and is renewed when half of that is used, or at once when something lies beyond it; of many
    /// keys some at a time. It counts once it is said to be kept ([`Self::marks_kept`]), before which this is not
    /// called again.
    pub fn marks_to_keep(&mut self, now: Moment) -> Option<Vec<(KeyOwner, Marks)>> {
        let core = &mut self.core;
        let owners = core.marks.next(now);
        let marks: Vec<_> = owners
            .into_iter()
            .filter_map(|owner| Some((owner, core.signer_of(owner)?.marks_ahead(now))))
            .collect();
        (!marks.is_empty()).then_some(marks)
    }

    /// What was seen and signed with a key, whether or not it is kept; `None` where there is no such key.
    pub fn marks_seen(&mut self, owner: KeyOwner) -> Option<Marks> {
        Some(self.core.signer_of(owner)?.seen())
    }

    /// What had to be kept of signatures is on the disk.
    pub fn marks_kept(&mut self, kept: &[(KeyOwner, Marks)]) {
        let core = &mut self.core;
        for (owner, marks) in kept {
            if let Some(signer) = core.signer_of(*owner) {
                signer.keep(marks);
            }
        }
        let mut marks = std::mem::take(&mut core.marks);
        marks.retain_passed(|owner| core.signer_of(*owner).is_some_and(|it| it.is_passed()));
        core.marks = marks;
    }
}

#[cfg(test)]
mod tests;
