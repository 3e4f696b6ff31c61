//! Links and fleet in one step.

use super::ears::Ears;
use crate::fleet::lease::Holder;
use crate::fleet::request::Request;
use crate::fleet::told::Told;
use crate::fleet::{Fleet, HubNews};
use crate::link::dialect;
use crate::link::frame::{Frame, Sender, Target};
use crate::link::hub::{self, Arrival, Departures, Hub, HubEvent, LinkRefused, LinkRole, NotSent};
use crate::link::names::{GroupId, LinkId, PeerId, VehicleId};
use crate::moment::Moment;
use geofences::Bilingual;
use std::time::Duration;

/// What records the frames of a group as they come and go.
pub trait Record {
    /// A frame came or goes.
    fn record(&mut self, group: GroupId, at: Moment, frame: Frame<'_>);
}

/// Nothing is recorded.
impl Record for () {
    fn record(&mut self, _: GroupId, _: Moment, _: Frame<'_>) {}
}

/// Bytes that came in, each with its link.
pub type Arrivals<'a> = [Arrival<'a>];

/// What is told by a step.
#[derive(Clone, Debug, PartialEq)]
pub enum Tidings {
    /// By the fleet.
    Fleet(Told),
    /// By the hub.
    Hub(Moment, HubEvent),
    /// Something was not said to a vehicle.
    NotSaid {
        /// To which.
        vehicle: VehicleId,
        /// When.
        at: Moment,
        /// Why.
        why: NotSent,
    },
}

/// Links and fleet.
#[derive(Debug)]
pub struct GroundControl {
    us: Sender,
    hub: Hub,
    fleet: Fleet,
    departures: Departures,
    payload: Vec<u8>,
    tidings: Vec<Tidings>,
    round_trips: Moment,
}

/// For so many arrivals at once it is read what they need: it stays near until then.
const FETCHED: usize = 16;
/// What so many vehicles need with each message lies near anyway (about a kilobyte each): then the reading would be
/// the most that a message costs. Measured on 1.25 MB of cache a core: at 1 000 vehicles it costs a fifth, at 10 000
/// it spares a quarter.
const NEAR: usize = 2_500;
/// Round trips are taken over from the links so often.
const ROUND_TRIPS: Duration = Duration::from_secs(1);

impl GroundControl {
    /// Without links and vehicles. `us` is who we are to vehicles. It begins unhealthy: no heartbeat goes out
    /// until somebody who can judge says so.
    pub fn new(us: Sender) -> Self {
        Self {
            us,
            hub: Hub::new(us),
            fleet: Fleet::new(us),
            departures: Departures::default(),
            payload: Vec::new(),
            tidings: Vec::new(),
            round_trips: Moment::default(),
        }
    }

    /// Adds a link.
    ///
    /// # Errors
    /// Its number is in use, or its vehicles are not what those of its group are.
    pub fn add_link(
        &mut self,
        link: LinkId,
        name: &str,
        role: LinkRole,
    ) -> Result<(), LinkRefused> {
        self.hub.add_link(link, name, role)
    }

    /// Removes a link. Whether it was there.
    pub fn remove_link(&mut self, link: LinkId) -> bool {
        self.hub.remove_link(link)
    }

    /// Somebody connected.
    pub fn peer_came(&mut self, link: LinkId, peer: PeerId, now: Moment) {
        let (us, mut nowhere) = (self.us, ());
        let mut ears = Ears::new(&mut self.fleet, &mut self.tidings, &mut nowhere, us, now);
        self.hub.peer_came(link, peer, now, &mut ears);
    }

    /// Somebody behind a link is gone.
    pub fn peer_gone(&mut self, link: LinkId, peer: PeerId, now: Moment) {
        let (us, mut nowhere) = (self.us, ());
        let mut ears = Ears::new(&mut self.fleet, &mut self.tidings, &mut nowhere, us, now);
        self.hub.peer_gone(link, peer, &mut ears);
    }

    /// Whether dispatch can judge: only then our heartbeat goes out (invariant 8).
    pub fn set_healthy(&mut self, is_healthy: bool) {
        self.hub.set_healthy(is_healthy);
    }

    /// The fleet.
    pub fn fleet(&self) -> &Fleet {
        &self.fleet
    }

    /// Shows readers what changed since the last time.
    pub fn publish(&mut self, now: Moment) {
        self.fleet.publish(now);
    }

    /// The links.
    pub fn hub(&self) -> &Hub {
        &self.hub
    }

    /// The links, to give them keys.
    pub fn hub_mut(&mut self) -> &mut Hub {
        &mut self.hub
    }

    /// Takes what came in, then what is wanted, then does what is due. Afterwards [`Self::departures`] has what
    /// goes out, and [`Self::take_tidings`] what is told.
    pub fn step(
        &mut self,
        now: Moment,
        arrivals: &Arrivals<'_>,
        requests: impl IntoIterator<Item = Request>,
        record: &mut impl Record,
    ) {
        self.all_arrived(arrivals, record);
        for request in requests {
            self.fleet.request(now, request);
        }
        self.pass_time(now, record);
        self.record_departures(now, record);
    }

    /// Takes what came in, in its order.
    ///
    /// A large fleet lies far from the processor. So what the next arrivals need is read before they are taken:
    /// then the memory brings it for all of them at once, instead of for one after another.
    pub fn all_arrived(&mut self, arrivals: &Arrivals<'_>, record: &mut impl Record) {
        if self.fleet.len() < NEAR {
            for arrival in arrivals {
                self.arrived(*arrival, record);
            }
            return;
        }
        for next in arrivals.chunks(FETCHED) {
            let read = next
                .iter()
                .fold(0, |read, arrival| read ^ self.fetch(arrival));
            // Nobody needs the number, and the reading must not be left out for that.
            std::hint::black_box(read);
            for arrival in next {
                self.arrived(*arrival, record);
            }
        }
    }

    fn fetch(&self, arrival: &Arrival<'_>) -> u64 {
        match self.hub.fetch(arrival) {
            Some((vehicle, message_id, read)) => read ^ self.fleet.fetch(vehicle, message_id),
            None => 0,
        }
    }

    /// Takes bytes that came in.
    pub fn arrived(&mut self, arrival: Arrival<'_>, record: &mut impl Record) {
        let (at, us) = (arrival.at, self.us);
        let mut ears = Ears::new(&mut self.fleet, &mut self.tidings, record, us, at);
        self.hub.arrived(arrival, &mut self.departures, &mut ears);
    }

    /// Refuses what is wanted.
    pub fn refuse(&mut self, now: Moment, request: Request, why: Bilingual) {
        self.fleet.refuse(now, request, why);
    }

    /// Nobody follows orders and jobs any more: all end, and that is told with what time brings next.
    pub fn close(&mut self, now: Moment) {
        self.fleet.close(now);
    }

    /// Takes what is wanted.
    pub fn request(&mut self, now: Moment, request: Request) {
        self.fleet.request(now, request);
    }

    /// Does what is due, and says what is to be said. Whoever sends it records of it what really leaves.
    pub fn pass_time(&mut self, now: Moment, record: &mut impl Record) {
        let us = self.us;
        // What vehicles were found to be is known to the hub before anything is said to them.
        self.tell_hub();
        let mut ears = Ears::new(&mut self.fleet, &mut self.tidings, record, us, now);
        self.hub.tick(now, &mut self.departures, &mut ears);
        if now.since(self.round_trips) >= ROUND_TRIPS || now < self.round_trips {
            self.round_trips = now;
            self.take_round_trips(now);
        }
        self.fleet.wake(now);
        self.tell_hub();
        self.say(now);
        let told = self.fleet.take_told();
        self.tidings.extend(told.into_iter().map(Tidings::Fleet));
    }

    /// What goes out. Whoever sends it calls [`Self::sent`] afterwards.
    pub fn departures(&self) -> &Departures {
        &self.departures
    }

    /// What goes out has gone.
    pub fn sent(&mut self) {
        self.departures.clear();
    }

    /// What was told since this was last asked.
    pub fn take_tidings(&mut self) -> Vec<Tidings> {
        std::mem::take(&mut self.tidings)
    }

    fn tell_hub(&mut self) {
        for news in self.fleet.hub_news().drain(..) {
            match news {
                HubNews::Commissioned(vehicle, is) => self.hub.set_commissioned(vehicle, is),
                HubNews::InAir(vehicle, is) => self.hub.set_in_air(vehicle, is),
                HubNews::Holder(vehicle, holder) => {
                    self.hub.set_holder(vehicle, hub_holder(holder));
                }
                HubNews::Rebooted(vehicle) => self.hub.forget_routes(vehicle),
            }
        }
    }

    fn say(&mut self, now: Moment) {
        let mut sayings = std::mem::take(self.fleet.sayings());
        for saying in sayings.drain(..) {
            let (vehicle, component) = (saying.vehicle, saying.directed.component);
            let target = Target {
                system: vehicle.system,
                component,
            };
            let id = dialect::encode(&saying.directed.say, target, &mut self.payload);
            let departures = &mut self.departures;
            let sent = self
                .hub
                .send(now, vehicle, component, id, &self.payload, departures);
            if let Err(why) = sent {
                self.tidings.push(Tidings::NotSaid {
                    vehicle,
                    at: now,
                    why,
                });
            }
        }
        // Its room is used again.
        *self.fleet.sayings() = sayings;
    }

    fn take_round_trips(&mut self, now: Moment) {
        let vehicles: Vec<VehicleId> = self.fleet.vehicles().map(|it| it.id()).collect();
        for vehicle in vehicles {
            let best = self.hub.paths(vehicle, now).find(|path| path.is_best);
            let round_trip = best.and_then(|path| path.round_trip);
            self.fleet.set_round_trip(vehicle, round_trip);
        }
    }

    /// Records what goes out, for who does not learn what of it was given up.
    pub fn record_departures(&mut self, now: Moment, record: &mut impl Record) {
        for departure in self.departures.iter() {
            if let (Some(group), Some(frame)) = (departure.group, Frame::of_whole(departure.bytes))
            {
                record.record(group, now, frame);
            }
        }
    }
}

fn hub_holder(holder: Option<Holder>) -> hub::Holder {
    match holder {
        None => hub::Holder::Nobody,
        Some(Holder::Person(_)) => hub::Holder::Operator,
        Some(Holder::Station { link, peer, system }) => {
            hub::Holder::Station(hub::StationRef { link, peer, system })
        }
    }
}
