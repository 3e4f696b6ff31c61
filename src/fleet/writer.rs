//! The one writer of the fleet: takes what vehicles say and what is wanted of them, and gives what is said to
//! them, what is to be known of them, and what the hub has to know.

use super::command::Directed;
use super::desk::{Desk, DeskNews, DeskView, HeardReport, Place, is_observed_only, may_be_in_air};
use super::due::Due;
use super::event::{FleetEvent, VehicleEvent};
use super::interview::HeardMessages;
use super::lease::{Holder, Role};
use super::published::{Publisher, Reader, VehicleView};
use super::told::Told;
use super::vehicle::{LifeState, Vehicle};
use crate::link::frame::Sender;
use crate::link::names::{Origin, VehicleId};
use crate::link::report::Report;
use crate::moment::Moment;
use crate::observed::Source;
use rustc_hash::FxHashMap;
use std::sync::Arc;
use std::time::Duration;

/// What is said to a vehicle.
#[derive(Clone, Debug, PartialEq)]
pub struct Saying {
    /// To which.
    pub vehicle: VehicleId,
    /// To which component of it, and what.
    pub directed: Directed,
}

/// What the hub has to know, since it is the last line before anything goes out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HubNews {
    /// Whether a vehicle may be commanded at all.
    Commissioned(VehicleId, bool),
    /// Whether it may be in the air.
    InAir(VehicleId, bool),
    /// Who holds it.
    Holder(VehicleId, Option<Holder>),
    /// It started anew.
    Rebooted(VehicleId),
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
    /// Whether something newer came before it.
    pub is_late: bool,
    /// Its place among what this component said over this link, counted on.
    pub place: u32,
    /// Whether it is addressed to somebody else.
    pub is_to_another: bool,
    /// The message's number.
    pub message_id: u32,
    /// What it says.
    pub report: &'a Report,
}

/// A vehicle with all that is said to it. What is read or written with each message stands first, so that it lies
/// in few lines of the processor's cache: a city's fleet does not fit there.
#[derive(Debug)]
#[repr(C, align(64))]
pub(super) struct Member {
    is_changed: bool,
    /// Nothing goes on at its desk that waits for what the vehicle says.
    is_idle: bool,
    view_is_old: bool,
    /// What its autopilot said, and its desk was not told yet: that looks each second.
    heard: HeardMessages,
    pub(super) vehicle: Vehicle,
    pub(super) desk: Box<Desk>,
    /// What readers see of the desk. It is looked at anew when something became of something there, and each
    /// second.
    view: Arc<DeskView>,
    /// What the hub knows of it.
    hub: HubKnows,
}

impl Member {
    #[inline]
    fn note_heard(&mut self, at: Moment, component: u8, message_id: u32) {
        if self.vehicle.autopilot() == Some(component) {
            self.heard.note(message_id);
        } else {
            self.desk.note_heard(at, component, message_id);
        }
    }

    fn tell_heard(&mut self, now: Moment) {
        let heard = std::mem::take(&mut self.heard);
        if let Some(autopilot) = self.vehicle.autopilot()
            && !heard.is_empty()
        {
            self.desk.note_all_heard(now, autopilot, heard);
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct HubKnows {
    is_commissioned: bool,
    may_be_in_air: bool,
    holder: Option<Holder>,
}

/// The fleet.
#[derive(Debug)]
pub struct Fleet {
    us: Sender,
    places: FxHashMap<VehicleId, usize>,
    pub(super) members: Vec<Member>,
    /// When each member has to be woken.
    due: Due,
    /// Those that are woken now; the room is used again.
    woken: Vec<usize>,
    woken_at: Moment,
    changed: Vec<usize>,
    publisher: Publisher,
    /// Not before this it is published again.
    next_published: Moment,
    events: Vec<FleetEvent>,
    pub(super) told: Vec<Told>,
    pub(super) says: Vec<Directed>,
    pub(super) sayings: Vec<Saying>,
    hub: Vec<HubNews>,
}

/// Snapshots come so often at most: 40 a second are more than an eye can follow, and what is decided by them is
/// no older than that.
const PUBLISHED: Duration = Duration::from_millis(25);
/// And no sooner after a snapshot than this for each vehicle that it shows anew: 200 000 a second, a city's fleet
/// twenty times. In a flood, showing what was heard must not take the time that hearing needs.
const SHOWN: Duration = Duration::from_micros(5);
/// Nothing of a vehicle stays unlooked at for longer.
const LOOKED_AT: Duration = Duration::from_secs(1);

impl Fleet {
    /// A fleet without vehicles, which `us` commands.
    pub fn new(us: Sender) -> Self {
        Self {
            us,
            places: FxHashMap::default(),
            members: Vec::new(),
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
        let (link, count) = (source.link, reported.place);
        let is_old =
            member
                .vehicle
                .is_old(source.component, is_late, Place { link, count }, report);
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
            place: Place {
                link: source.link,
                count: reported.place,
            },
        };
        member.desk.hear(at, &member.vehicle, heard, &mut self.says);
        self.settle(place, at);
    }

    /// Lets time pass: whatever is due is done. It may be called as often as one likes.
    pub fn wake(&mut self, now: Moment) {
        if now < self.woken_at {
            // The clock was set back, as that of a recording may be: nobody waits until it is where it was.
            self.due.bring_all_forward(now);
        }
        self.woken_at = now;
        let mut woken = std::mem::take(&mut self.woken);
        self.due.take(now, &mut woken);
        for place in &woken {
            self.wake_one(*place, now);
        }
        self.woken = woken;
        // A clock that was put back by more does not keep readers waiting.
        if now >= self.next_published || self.next_published.since(now) > LOOKED_AT {
            self.publish(now);
        }
    }

    /// When [`Self::wake`] is due.
    pub fn due(&self) -> Option<Moment> {
        let publishing = (!self.changed.is_empty()).then_some(self.next_published);
        self.due.earliest().into_iter().chain(publishing).min()
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
        self.members.is_empty()
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

    /// Shows readers what changed.
    pub fn publish(&mut self, now: Moment) {
        let shown = u32::try_from(self.changed.len()).unwrap_or(u32::MAX);
        self.next_published = now + PUBLISHED.max(SHOWN.saturating_mul(shown).min(LOOKED_AT));
        // Neighbours share parts of what is published.
        self.changed.sort_unstable();
        for place in self.changed.drain(..) {
            if let Some(member) = self.members.get_mut(place) {
                member.is_changed = false;
                if std::mem::take(&mut member.view_is_old) {
                    member.view = Arc::new(member.desk.view(now));
                }
                let view = VehicleView::new(&member.vehicle, member.view.clone());
                self.publisher.set(view);
            }
        }
        self.publisher.publish(now);
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
        let desk = Box::new(Desk::new(self.us, id, origin));
        self.members.push(Member {
            vehicle: Vehicle::new(id, origin),
            view: Arc::new(desk.view(now)),
            view_is_old: false,
            desk,
            hub: HubKnows {
                is_commissioned: false,
                may_be_in_air: true,
                holder: None,
            },
            is_changed: false,
            is_idle: true,
            heard: HeardMessages::default(),
        });
        self.due.add(now);
        place
    }

    fn wake_one(&mut self, place: usize, now: Moment) {
        let Some(member) = self.members.get_mut(place) else {
            return;
        };
        member.vehicle.wake(now, &mut self.events);
        let has_happened = !self.events.is_empty();
        if has_happened {
            self.take_events(place, now);
        }
        let Some(member) = self.members.get_mut(place) else {
            return;
        };
        member.tell_heard(now);
        member.desk.wake(now, &member.vehicle, &mut self.says);
        self.due.put_off(place, next_look(place, now));
        self.tell_consequences(place, now);
        // Most are looked at and found as they were: readers have seen that.
        let Some(member) = self.members.get_mut(place) else {
            return;
        };
        let view = member.desk.view(now);
        let is_another = *member.view != view;
        if is_another {
            member.view = Arc::new(view);
        }
        member.view_is_old = false;
        if has_happened || is_another {
            self.has_changed(place);
        }
    }

    /// What happened to a vehicle has consequences for what is said to it.
    fn take_events(&mut self, place: usize, now: Moment) {
        let Some(member) = self.members.get_mut(place) else {
            return;
        };
        for event in self.events.drain(..) {
            match &event.what {
                VehicleEvent::LifeChanged { to, .. } => {
                    member.desk.life(now, *to, &mut self.says);
                }
                VehicleEvent::Rebooted => {
                    member.desk.rebooted(now, &mut self.says);
                    self.hub.push(HubNews::Rebooted(event.vehicle));
                }
                // Another aircraft under the same name has nobody's word.
                VehicleEvent::IdentityChanged { .. } => {
                    member.vehicle.decommission();
                    member.desk.commission_changed(now, &member.vehicle);
                }
                _ => {}
            }
            self.told.push(Told::Vehicle(event));
        }
    }

    /// After anything was done with a vehicle: what follows from it, and that readers have to see it anew.
    pub(super) fn settle(&mut self, place: usize, now: Moment) {
        self.tell_consequences(place, now);
        self.has_changed(place);
    }

    /// What it says goes out, what it tells is told, and the hub learns what changed for it.
    fn tell_consequences(&mut self, place: usize, now: Moment) {
        let Some(member) = self.members.get_mut(place) else {
            return;
        };
        let id = member.vehicle.id();
        if member.vehicle.origin() == Origin::Replayed {
            // A recording answers nothing, and is told nothing.
            self.says.clear();
        }
        for directed in self.says.drain(..) {
            self.sayings.push(Saying {
                vehicle: id,
                directed,
            });
        }
        for news in member.desk.take_news() {
            member.view_is_old = true;
            self.told.push(told(id, now, news));
        }
        let may_be_in_air = may_be_in_air(&member.vehicle, now);
        let is_commissioned = member.vehicle.is_commandable();
        let holder = member.desk.lease.held(now).map(|held| &held.by);
        let is_known = member.hub.holder.as_ref() == holder
            && member.hub.is_commissioned == is_commissioned
            && member.hub.may_be_in_air == may_be_in_air;
        if !is_known {
            let knows = HubKnows {
                is_commissioned,
                may_be_in_air,
                holder: holder.cloned(),
            };
            tell_hub(&mut self.hub, id, &member.hub, &knows);
            member.view_is_old = true;
            member.hub = knows;
        }
        member.is_idle = member.desk.is_idle();
        let due = [member.vehicle.due(), member.desk.due()];
        if let Some(next) = due.into_iter().flatten().min() {
            self.due.bring_forward(place, next);
        }
    }

    /// Readers have to see it anew.
    fn has_changed(&mut self, place: usize) {
        if let Some(member) = self.members.get_mut(place)
            && !member.is_changed
        {
            member.is_changed = true;
            self.changed.push(place);
        }
    }
}

/// When a vehicle is looked at again, within [`LOOKED_AT`]. Those of a large fleet each have a time of their own, so
/// that they are not looked at all at once where they were first heard all at once.
fn next_look(place: usize, now: Moment) -> Moment {
    /// So many are looked at whenever it is.
    const FEW: usize = 256;
    /// Neighbours are looked at this far apart, µs.
    const APART: u64 = 61_803;
    let every = LOOKED_AT.as_micros() as u64;
    if place < FEW {
        return now + LOOKED_AT;
    }
    let phase = (place as u64).wrapping_mul(APART) % every;
    let since_last = (now.us() + every - phase) % every;
    now + Duration::from_micros(every - since_last)
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

fn tell_hub(hub: &mut Vec<HubNews>, id: VehicleId, before: &HubKnows, now: &HubKnows) {
    if before.is_commissioned != now.is_commissioned {
        hub.push(HubNews::Commissioned(id, now.is_commissioned));
    }
    if before.may_be_in_air != now.may_be_in_air {
        hub.push(HubNews::InAir(id, now.may_be_in_air));
    }
    if before.holder != now.holder {
        hub.push(HubNews::Holder(id, now.holder.clone()));
    }
}

fn told(vehicle: VehicleId, at: Moment, news: DeskNews) -> Told {
    match news {
        DeskNews::Order(news) => Told::Order { vehicle, news },
        DeskNews::Job(news) => Told::Job { vehicle, news },
        DeskNews::PlanChanged(change) => Told::PlanChanged {
            vehicle,
            at,
            change,
        },
        DeskNews::Photo(photo) => Told::Photo(photo),
        DeskNews::Safety(verdict) => Told::Safety {
            vehicle,
            at,
            verdict,
        },
        DeskNews::LeaseEnded(by) => Told::LeaseEnded { vehicle, at, by },
    }
}

/// Whether a vehicle is where its state can be relied on.
pub fn is_connected(vehicle: &Vehicle) -> bool {
    matches!(vehicle.life(), Some(LifeState::Connected | LifeState::Back))
}
