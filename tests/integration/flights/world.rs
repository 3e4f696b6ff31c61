//! The world: simulator and controller in lockstep steps of 20 ms, frames handed over in memory.

use super::line::Sent;
use super::scenario::Setup;
use haiou::fleet::event::VehicleEvent;
use haiou::fleet::job::JobNews;
use haiou::fleet::lease::Holder;
use haiou::fleet::order::OrderNews;
use haiou::fleet::published::Reader;
use haiou::fleet::request::Request;
use haiou::fleet::told::Told;
use haiou::fleet::vehicle::{Known, LifeState, Vehicle};
use haiou::ground_control::{GroundControl, Tidings};
use haiou::link::frame::Sender;
use haiou::link::hub::{Arrival, Endpoint, Framing, LinkRole, UnsignedPolicy, VehicleLink};
use haiou::link::names::{GroupId, LinkId, PeerId, VehicleId};
use haiou::moment::Moment;
use simulator::play::Play;
use simulator::scenario::{
    Fault, FaultSetup, LinkFault, ReadOptions, Scenario, VehicleFault, read,
};
use simulator::simulation::{Frames, LinkId as SimulatedLink};
use simulator::time::SimTime;
use simulator::wire::ChannelId;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// Who the controller is.
pub const US: Sender = Sender {
    system: 245,
    component: 190,
};

const STEP: Duration = Duration::from_millis(20);
/// So much is shown where something did not come to pass.
const SHOWN: usize = 60;

/// See the module.
pub struct World {
    play: Play,
    pub control: GroundControl,
    begin: Moment,
    links: Vec<(LinkId, SimulatedLink)>,
    stations: Vec<(LinkId, Vec<Vec<u8>>)>,
    to_vehicles: Vec<(SimulatedLink, Vec<u8>)>,
    to_control: Vec<(LinkId, Vec<u8>)>,
    frames: Frames,
    requests: Vec<Request>,
    pub told: Vec<Tidings>,
    /// All that left towards vehicles.
    pub sent: Vec<Sent>,
    pub kept_up: Vec<(VehicleId, Holder)>,
    next_renewal: SimTime,
    pub next_id: u64,
}

impl World {
    /// The world of a scenario. All links of a vehicle are of one group; the vehicle of index `n` has group
    /// `n + 1`.
    pub fn new(setup: Setup) -> Self {
        Self::with_unsigned(setup, UnsignedPolicy::Accept)
    }

    /// The same, with a rule for what is not signed.
    pub fn with_unsigned(setup: Setup, unsigned: UnsignedPolicy) -> Self {
        let text = setup.text();
        let options = ReadOptions {
            file: "flight.toml",
            vehicle_count: None,
        };
        let file = read(&text, options);
        let scenario = file
            .scenario
            .unwrap_or_else(|| panic!("{:#?}\n{text}", file.problems));
        let mut world = Self::of(scenario, &setup, unsigned);
        if let Some(key) = setup.key {
            world.control.hub_mut().set_key(super::ONE, key, None);
        }
        world.control.set_healthy(true);
        world
    }

    fn of(scenario: Scenario, setup: &Setup, unsigned: UnsignedPolicy) -> Self {
        let mut control = GroundControl::new(US);
        let mut links = Vec::new();
        for (vehicle, it) in scenario.vehicles.iter().enumerate() {
            let ours = it.links.len() - usize::from(setup.is_last_link_foreign);
            for channel in 0..ours {
                let link = LinkId(links.len() as u16 + 1);
                let role = LinkRole::Vehicles(VehicleLink {
                    group: GroupId(vehicle as u16 + 1),
                    origin: setup.origin,
                    unsigned,
                    priority: channel as u8,
                    leads_to_one: true,
                });
                control
                    .add_link(link, &format!("link {}", link.0), role)
                    .unwrap();
                let channel = ChannelId(channel as u8);
                let vehicle = vehicle as u32;
                links.push((link, SimulatedLink { vehicle, channel }));
            }
        }
        Self {
            begin: Moment::from(scenario.start.to_utc()),
            play: Play::new(Arc::new(scenario), Path::new(".")).unwrap(),
            control,
            links,
            stations: Vec::new(),
            to_vehicles: Vec::new(),
            to_control: Vec::new(),
            frames: Frames::default(),
            requests: Vec::new(),
            told: Vec::new(),
            sent: Vec::new(),
            kept_up: Vec::new(),
            next_renewal: SimTime::START,
            next_id: 1,
        }
    }

    /// The moment that it is for the controller.
    pub fn now(&self) -> Moment {
        self.begin + self.elapsed()
    }

    /// Since it began.
    pub fn elapsed(&self) -> Duration {
        self.sim_now().since(SimTime::START)
    }

    pub fn sim_now(&self) -> SimTime {
        self.play.simulation().now()
    }

    /// Goes on by one step.
    pub fn step(&mut self) {
        let to_vehicles = std::mem::take(&mut self.to_vehicles);
        let frames_in = to_vehicles.iter().map(|(link, bytes)| (*link, &bytes[..]));
        let next = self.sim_now() + STEP;
        self.frames.clear();
        self.play.step(next, frames_in, &mut self.frames);
        self.play.take_records();
        self.renew();
        let now = self.now();
        let links = &self.links;
        let from_vehicles = self.frames.iter().filter_map(|(link, bytes)| {
            let (ours, _) = links.iter().find(|(_, theirs)| *theirs == link)?;
            Some((*ours, bytes))
        });
        let from_stations = self
            .to_control
            .iter()
            .map(|(link, bytes)| (*link, &bytes[..]));
        let arrivals: Vec<Arrival<'_>> = from_vehicles
            .chain(from_stations)
            .map(|(link, bytes)| Arrival {
                link,
                peer: PeerId::ONLY,
                at: now,
                framing: Framing::Datagram,
                bytes,
            })
            .collect();
        let requests = std::mem::take(&mut self.requests);
        self.control.step(now, &arrivals, requests, &mut ());
        self.to_control.clear();
        self.take_departures(now);
        self.told.extend(self.control.take_tidings());
    }

    fn take_departures(&mut self, now: Moment) {
        for departure in self.control.departures().iter() {
            let bytes = departure.bytes.to_vec();
            if let Some((_, theirs)) = self.links.iter().find(|(ours, _)| *ours == departure.link) {
                self.sent.push(Sent::new(&bytes));
                self.to_vehicles.push((*theirs, bytes));
            } else if let Some((_, heard)) = self
                .stations
                .iter_mut()
                .find(|(ours, _)| *ours == departure.link)
            {
                heard.push(bytes);
            }
        }
        self.control.sent();
    }

    /// Goes on for so long.
    pub fn pass(&mut self, time: Duration) {
        let until = self.sim_now() + time;
        while self.sim_now() < until {
            self.step();
        }
    }

    /// Goes on until something is so.
    pub fn until(&mut self, what: &str, within: Duration, mut is_so: impl FnMut(&Self) -> bool) {
        let until = self.sim_now() + within;
        while !is_so(self) {
            if self.sim_now() >= until {
                self.fail(&format!("not within {within:?}: {what}"));
            }
            self.step();
        }
    }

    /// Shows what was told last, and fails.
    pub fn fail(&mut self, what: &str) -> ! {
        let shown = self.told.len().saturating_sub(SHOWN);
        let told: Vec<String> = self.told[shown..]
            .iter()
            .filter(|it| !matches!(it, Tidings::Fleet(Told::Lease { .. })))
            .map(|it| format!("  {}", self.in_words(it)))
            .collect();
        let news: Vec<String> = self
            .play
            .take_news()
            .into_iter()
            .map(|it| format!("  {:.2} s {}", it.at.seconds(), it.text.en))
            .collect();
        let known = self.control.fleet().vehicle(super::ONE).map(|it| {
            let known = it.known();
            format!(
                "{:?} {:?} armed {:?} {:?} {:?} {:?}",
                it.life(),
                it.mode(),
                known.is_armed(),
                known.extended.map(|it| it.value),
                known.mission.map(|it| it.value),
                it.integrity()
            )
        });
        panic!(
            "{what}\nat {:?}\ntold last:\n{}\nin the simulation:\n{}\nknown: {known:?}\nheight {:.1} m",
            self.elapsed(),
            told.join("\n"),
            news.join("\n"),
            self.height_m(0),
        );
    }

    fn in_words(&self, tidings: &Tidings) -> String {
        let since = |at: Moment| format!("{:.2} s", at.since(self.begin).as_secs_f64());
        match tidings {
            Tidings::Fleet(Told::Vehicle(event)) => match &event.what {
                VehicleEvent::StatusText(line) => {
                    format!("{} says: {}", since(event.at), line.text)
                }
                what => format!("{} {what:?}", since(event.at)),
            },
            Tidings::Fleet(Told::Order { news, .. }) => {
                format!("{} order {} {:?}", since(news.at), news.id.0, news.event)
            }
            Tidings::Fleet(Told::Job { news, .. }) => {
                let event = format!("{:?}", news.event);
                let cut: String = event.chars().take(400).collect();
                format!("{} job {} {cut}", since(news.at), news.id.0)
            }
            other => format!("{other:?}"),
        }
    }

    /// Hands a request in, with the next step.
    pub fn request(&mut self, request: Request) {
        self.requests.push(request);
    }

    /// Somebody who renews their lease from now on.
    fn renew(&mut self) {
        if self.sim_now() < self.next_renewal {
            return;
        }
        self.next_renewal = self.sim_now() + Duration::from_secs(20);
        for (vehicle, by) in self.kept_up.clone() {
            self.ask_for_lease(vehicle, by, haiou::fleet::request::LeaseAsk::Renew);
        }
    }

    /// Lets something go wrong from now on.
    pub fn fault(&mut self, fault: VehicleFault) {
        self.fault_until(fault, None);
    }

    /// Lets something go wrong for some time.
    pub fn fault_until(&mut self, fault: VehicleFault, lasts: Option<Duration>) {
        let now = self.sim_now();
        self.play.add_fault(FaultSetup {
            at: now,
            until: lasts.map(|it| now + it),
            fault: Fault::Vehicle { vehicle: 0, fault },
        });
    }

    /// A link passes nothing, for some time or for good.
    pub fn link_down(&mut self, link: Option<usize>, lasts: Option<Duration>) {
        let now = self.sim_now();
        self.play.add_fault(FaultSetup {
            at: now,
            until: lasts.map(|it| now + it),
            fault: Fault::Link {
                vehicle: 0,
                link,
                fault: LinkFault::Down,
            },
        });
    }

    /// Somebody else says something over the link that is not ours.
    pub fn foreigner_says(&mut self, bytes: Vec<u8>) {
        let channel = ChannelId(self.links.len() as u8);
        self.to_vehicles.push((
            SimulatedLink {
                vehicle: 0,
                channel,
            },
            bytes,
        ));
    }

    /// Adds an endpoint for stations.
    pub fn endpoint(&mut self, endpoint: Endpoint) -> LinkId {
        let link = LinkId(100 + self.stations.len() as u16);
        let role = LinkRole::Stations(endpoint);
        self.control.add_link(link, "stations", role).unwrap();
        self.stations.push((link, Vec::new()));
        link
    }

    /// A station says something.
    pub fn station_says(&mut self, link: LinkId, bytes: Vec<u8>) {
        self.to_control.push((link, bytes));
    }

    /// What a station has heard since this was last asked.
    pub fn station_hears(&mut self, link: LinkId) -> Vec<Vec<u8>> {
        let station = self.stations.iter_mut().find(|(it, _)| *it == link);
        station
            .map(|(_, heard)| std::mem::take(heard))
            .unwrap_or_default()
    }

    /// A vehicle as the fleet knows it.
    pub fn vehicle(&self, vehicle: VehicleId) -> &Vehicle {
        self.control.fleet().vehicle(vehicle).unwrap()
    }

    pub fn known(&self, vehicle: VehicleId) -> &Known {
        self.vehicle(vehicle).known()
    }

    pub fn reader(&self) -> Reader {
        self.control.fleet().reader()
    }

    pub fn is_connected(&self, vehicle: VehicleId) -> bool {
        let vehicle = self.control.fleet().vehicle(vehicle);
        vehicle.is_some_and(|it| it.life() == Some(LifeState::Connected))
    }

    /// The mode's name.
    pub fn mode(&self, vehicle: VehicleId) -> String {
        let mode = self.vehicle(vehicle).mode();
        mode.map(|it| it.name().en).unwrap_or_default()
    }

    /// How high a vehicle truly is above where it began, m.
    pub fn height_m(&self, index: u32) -> f64 {
        let vehicle = self.play.simulation().vehicle(index).unwrap();
        vehicle.craft.body().place.altitude_amsl_m - 20.0
    }

    /// The simulated vehicle.
    pub fn simulated(&self, index: u32) -> &simulator::vehicle::Vehicle {
        self.play.simulation().vehicle(index).unwrap()
    }

    /// All that was told of orders.
    pub fn order_news(&self) -> impl Iterator<Item = &OrderNews> {
        self.told.iter().filter_map(|it| match it {
            Tidings::Fleet(Told::Order { news, .. }) => Some(news),
            _ => None,
        })
    }

    /// All that was told of jobs.
    pub fn job_news(&self) -> impl Iterator<Item = &JobNews> {
        self.told.iter().filter_map(|it| match it {
            Tidings::Fleet(Told::Job { news, .. }) => Some(news),
            _ => None,
        })
    }

    /// All that happened to vehicles.
    pub fn events(&self) -> impl Iterator<Item = &VehicleEvent> {
        self.told.iter().filter_map(|it| match it {
            Tidings::Fleet(Told::Vehicle(event)) => Some(&event.what),
            _ => None,
        })
    }

    /// All texts.
    pub fn texts(&self) -> Vec<&str> {
        let texts = self.events().filter_map(|it| match it {
            VehicleEvent::StatusText(line) => Some(&line.text[..]),
            _ => None,
        });
        texts.collect()
    }

    /// How far it truly is, over ground, from a place so far from where it began, m.
    pub fn metres_from(&self, north_m: f64, east_m: f64) -> f64 {
        let there = super::plans::place(north_m, east_m);
        let here = self.simulated(0).craft.body().place;
        let north = (here.latitude_deg - there.latitude_deg()) * 111_195.0;
        let shrunk = there.latitude_deg().to_radians().cos();
        let east = (here.longitude_deg - there.longitude_deg()) * 111_195.0 * shrunk;
        north.hypot(east)
    }

    /// The link that leads best to a vehicle.
    pub fn best_link(&self, vehicle: VehicleId) -> Option<LinkId> {
        let mut paths = self.control.hub().paths(vehicle, self.now());
        paths.find(|it| it.is_best).map(|it| it.link)
    }
}
