//! The one writer of the fleet: takes what vehicles say and what is wanted of them, and gives what is said to
//! them, what is to be known of them, and what the hub has to know.

use super::command::Directed;
use super::desk::{Desk, HeardReport, Place, is_observed_only};
use super::due::Due;
use super::event::FleetEvent;
use super::lease::{Holder, Role};
use super::member::{HubNews, Member};
use super::members::Members;
use super::published::{Publisher, Reader};
use super::told::Told;
use super::vehicle::{LifeState, Vehicle};
use crate::link::frame::Sender;
use crate::link::names::{Origin, PeerId, VehicleId};
use crate::link::report::Report;
use crate::moment::Moment;
use crate::observed::Source;
use rustc_hash::FxHashMap;
use std::time::Duration;

/// What is said to a vehicle.
#[derive(Clone, Debug, PartialEq)]
pub struct Saying {
    /// To which.
    pub vehicle: VehicleId,
    /// To which component of it, and what.
    pub directed: Directed,
}

/// A report as the hub hands it on.
#[derive(Clone, Copy, Debug)]
pub struct Reported<'a> {
    /// Of which vehicle.
    pub vehicle: VehicleId,
    /// Where the vehicle comes from.
    pub origin: Origin,
    /// When it came.
    pub at: Moment,
    /// Over which link, and of which component.
    pub source: Source,
    /// From whom behind the link.
    pub peer: PeerId,
    /// Whether something newer came before it.
    pub is_late: bool,
    /// Its place among what this component said that way, counted on.
    pub place: u32,
    /// Whether it is addressed to somebody else.
    pub is_to_another: bool,
    /// The message's number.
    pub message_id: u32,
    /// What it says.
    pub report: &'a Report,
}

/// The fleet.
#[derive(Debug)]
pub struct Fleet {
    us: Sender,
    places: FxHashMap<VehicleId, usize>,
    pub(super) members: Members,
    /// When each member has to be woken.
    pub(super) due: Due,
    /// Those that are woken now; the room is used again.
    pub(super) woken: Vec<usize>,
    pub(super) woken_at: Moment,
    pub(super) changed: Vec<usize>,
    pub(super) publisher: Publisher,
    /// Not before this it is published again.
    pub(super) next_published: Moment,
    pub(super) events: Vec<FleetEvent>,
    pub(super) told: Vec<Told>,
    pub(super) says: Vec<Directed>,
    pub(super) sayings: Vec<Saying>,
    pub(super) hub: Vec<HubNews>,
}

impl Fleet {
    /// A fleet without vehicles, which `us` commands.
    pub fn new(us: Sender) -> Self {
        Self {
            us,
            places: FxHashMap::default(),
            members: Members::default(),
            due: Due::default(),
            woken: Vec::new(),
            woken_at: Moment::default(),
            changed: Vec::new(),
            publisher: Publisher::default(),
            next_published: Moment::default(),
            events: Vec::new(),
            told: Vec::new(),
            says: Vec::new(),
            sayings: Vec::new(),
            hub: Vec::new(),
        }
    }

    /// A new reader of what is published.
    pub fn reader(&self) -> Reader {
        self.publisher.reader()
    }

    /// Reads what [`Self::hear`] will need of a vehicle for a message. What is given means nothing.
    pub fn fetch(&self, vehicle: VehicleId, message_id: u32) -> u64 {
        let place = self.places.get(&vehicle);
        let Some(member) = place.and_then(|place| self.members.get(*place)) else {
            return 0;
        };
        let is = u64::from(member.is_idle) ^ u64::from(member.is_changed);
        member.vehicle.fetch(message_id) ^ is
    }

    /// Takes what a component of a vehicle says. A vehicle that is not known yet is there from then on.
    pub fn hear(&mut self, reported: Reported<'_>) {
        let place = self.place_of(reported.vehicle, reported.origin, reported.at);
        let Some(member) = self.members.get_mut(place) else {
            return;
        };
        let Reported {
            at,
            source,
            is_late,
            report,
            ..
        } = reported;
        let way = (source.link, reported.peer);
        let count = reported.place;
        let stands = Place { way, count };
        let is_old = member
            .vehicle
            .is_old(source.component, is_late, stands, report);
        member
            .vehicle
            .hear(at, source, is_old, report, &mut self.events);
        let has_happened = !self.events.is_empty();
        if has_happened {
            self.take_events(place, at);
        }
        let Some(member) = self.members.get_mut(place) else {
            return;
        };
        let is_quiet = !has_happened && member.is_idle && tells_of_state_alone(report);
        if is_quiet && !reported.is_to_another {
            let (component, message_id) = (source.component, reported.message_id);
            if !is_late {
                member.note_heard(at, component, message_id);
            }
            self.has_changed(place);
            return;
        }
        let heard = HeardReport {
            component: source.component,
            message_id: reported.message_id,
            report,
            is_to_another: reported.is_to_another,
            is_late,
            is_old,
            place: stands,
        };
        member.desk.hear(at, &member.vehicle, heard, &mut self.says);
        self.settle(place, at);
    }

    /// The round trip to a vehicle, as measured last over its best link.
    pub fn set_round_trip(&mut self, vehicle: VehicleId, round_trip: Option<Duration>) {
        if let Some(member) = self.member_mut(vehicle) {
            member.desk.set_round_trip(round_trip);
        }
    }

    /// A station that may control wants to command a vehicle that nobody holds.
    pub fn station_asks(&mut self, now: Moment, vehicle: VehicleId, station: Holder) {
        let Some(place) = self.places.get(&vehicle).copied() else {
            return;
        };
        if let Some(member) = self.members.get_mut(place)
            && !is_observed_only(&member.vehicle)
        {
            let result = member.desk.lease.take(now, &station, Role::Operator);
            member
                .desk
                .lease_changed(now, &member.vehicle, &mut self.says);
            self.told.push(Told::Lease {
                vehicle,
                at: now,
                by: station,
                ask: super::request::LeaseAsk::Take,
                result: result.map_err(|refusal| refusal.message()),
            });
        }
        self.settle(place, now);
    }

    /// A station's heartbeat came: what it holds it holds for longer.
    pub fn station_beats(&mut self, now: Moment, station: &Holder, held: &[VehicleId]) {
        let Holder::Station { link, peer, system } = *station else {
            return;
        };
        for vehicle in held {
            if let Some(member) = self.member_mut(*vehicle) {
                member.desk.lease.heard_station(now, link, peer, system);
            }
        }
    }

    /// Another link leads best to a vehicle from now on.
    pub fn best_link_changed(&mut self, now: Moment, vehicle: VehicleId) {
        let Some(place) = self.place(vehicle) else {
            return;
        };
        if let Some(member) = self.members.get_mut(place) {
            // What was heard over the other one does not tell that it comes over this one.
            member.tell_heard(now);
            member.desk.over_another_link(now);
        }
        self.settle(place, now);
    }

    /// A vehicle.
    pub fn vehicle(&self, vehicle: VehicleId) -> Option<&Vehicle> {
        let place = self.places.get(&vehicle)?;
        Some(&self.members.get(*place)?.vehicle)
    }

    /// What is said to a vehicle.
    pub fn desk(&self, vehicle: VehicleId) -> Option<&Desk> {
        let place = self.places.get(&vehicle)?;
        Some(&self.members.get(*place)?.desk)
    }

    /// How many vehicles there are.
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.members.len() == 0
    }

    /// All vehicles, in the order in which they came.
    pub fn vehicles(&self) -> impl Iterator<Item = &Vehicle> {
        self.members.iter().map(|member| &member.vehicle)
    }

    /// What is told, in its order.
    pub fn take_told(&mut self) -> Vec<Told> {
        std::mem::take(&mut self.told)
    }

    /// What is to be said. It is gone through and cleared by whoever says it.
    pub fn sayings(&mut self) -> &mut Vec<Saying> {
        &mut self.sayings
    }

    /// What the hub has to know. It is gone through and cleared by whoever tells it.
    pub fn hub_news(&mut self) -> &mut Vec<HubNews> {
        &mut self.hub
    }

    pub(super) fn place(&self, vehicle: VehicleId) -> Option<usize> {
        self.places.get(&vehicle).copied()
    }

    fn member_mut(&mut self, vehicle: VehicleId) -> Option<&mut Member> {
        let place = *self.places.get(&vehicle)?;
        self.members.get_mut(place)
    }

    fn place_of(&mut self, id: VehicleId, origin: Origin, now: Moment) -> usize {
        if let Some(place) = self.places.get(&id) {
            return *place;
        }
        let place = self.members.len();
        self.places.insert(id, place);
        self.members.push(Member::new(self.us, id, origin, now));
        self.due.add(now);
        place
    }
}

/// Whether a report says only how the vehicle is: nobody waits for it where no order and no job goes on, and
/// nothing follows from it for the hub.
fn tells_of_state_alone(report: &Report) -> bool {
    matches!(
        report,
        Report::SystemStatus(_)
            | Report::SystemTime(_)
            | Report::GnssReceiver(_)
            | Report::GnssIntegrity(_)
            | Report::Attitude(_)
            | Report::GlobalPosition(_)
            | Report::NavigationProgress(_)
            | Report::AirData(_)
            | Report::PositionTarget(_)
            | Report::RadioStatus(_)
            | Report::Altitudes(_)
            | Report::Battery(_)
            | Report::Wind(_)
            | Report::EkfStatus(_)
            | Report::EstimatorStatus(_)
            | Report::Vibration(_)
            | Report::HomePosition(_)
            | Report::GimbalManagerStatus(_)
            | Report::GimbalAttitude(_)
    )
}

/// Whether a vehicle is where its state can be relied on.
pub fn is_connected(vehicle: &Vehicle) -> bool {
    matches!(vehicle.life(), Some(LifeState::Connected | LifeState::Back))
}
