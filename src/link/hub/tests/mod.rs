#![allow(clippy::unwrap_used)]

mod captures;
mod crowded;
mod files;
mod flood;
mod gate;
mod mapping;
mod order;
mod ours;
mod paths;
mod proof;
mod routing;
mod signing;

use super::*;
use crate::link::dialect::encode;
use crate::link::frame::{Frame, Target, frame_up};
use crate::link::names::{GroupId, Origin};
use crate::link::say::Say;
use std::time::Duration;

/// Who we are.
const US: Sender = Sender {
    system: 245,
    component: 190,
};
const GROUP: GroupId = GroupId(1);
/// Two links to the same aircraft: the second one is a radio.
const MOBILE: LinkId = LinkId(1);
const RADIO: LinkId = LinkId(2);
/// Endpoints.
const CONTROL: LinkId = LinkId(8);
const LOOK: LinkId = LinkId(9);
const PEER: PeerId = PeerId(5);
/// A ground station's ids.
const STATION: u8 = 255;

/// What was handed on.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Told {
    vehicle: VehicleId,
    component: u8,
    link: LinkId,
    is_signed: bool,
    is_late: bool,
    place: u32,
    bytes: Vec<u8>,
}

#[derive(Default)]
struct Ear {
    heard: Vec<Told>,
    recorded: Vec<Vec<u8>>,
    beats: Vec<(StationRef, Vec<VehicleId>)>,
    events: Vec<HubEvent>,
}

impl Listener for Ear {
    fn heard(&mut self, heard: Heard<'_>) {
        self.heard.push(Told {
            vehicle: heard.vehicle,
            component: heard.component,
            link: heard.link,
            is_signed: heard.is_signed,
            is_late: heard.is_late,
            place: heard.place,
            bytes: heard.frame.bytes().to_vec(),
        });
    }

    fn record(&mut self, _: GroupId, _: Moment, frame: Frame<'_>) {
        self.recorded.push(frame.bytes().to_vec());
    }

    fn station_beats(&mut self, station: StationRef, held: &[VehicleId]) {
        self.beats.push((station, held.to_vec()));
    }

    fn happened(&mut self, event: HubEvent) {
        self.events.push(event);
    }
}

/// What went out.
type Sent = (LinkId, PeerId, Vec<u8>);

/// A hub, and all that it said.
struct Bench {
    hub: Hub,
    ear: Ear,
    out: Departures,
    now: Moment,
}

impl Bench {
    fn new() -> Self {
        let mut hub = Hub::new(US);
        hub.set_healthy(true);
        Self {
            hub,
            ear: Ear::default(),
            out: Departures::default(),
            now: Moment::from_us(1_780_000_000_000_000),
        }
    }

    /// One link to vehicles of an origin, and an endpoint of each kind.
    fn of(origin: Origin) -> Self {
        let mut bench = Self::new();
        bench.vehicles(MOBILE, GROUP, origin, 0);
        bench.stations(CONTROL, Access::Control);
        bench.stations(LOOK, Access::ReadOnly);
        bench
    }

    fn vehicles(&mut self, link: LinkId, group: GroupId, origin: Origin, priority: u8) {
        let role = VehicleLink {
            group,
            origin,
            unsigned: UnsignedPolicy::Accept,
            priority,
            leads_to_one: false,
        };
        self.hub
            .add_link(link, "link", LinkRole::Vehicles(role))
            .unwrap();
    }

    fn stations(&mut self, link: LinkId, access: Access) {
        let role = Endpoint {
            sees: Visible::All,
            access,
            key: None,
            marks: None,
            leads_to_one: false,
        };
        self.hub
            .add_link(link, "endpoint", LinkRole::Stations(role))
            .unwrap();
    }

    fn pass(&mut self, time: Duration) {
        self.now = self.now + time;
    }

    fn pass_ms(&mut self, ms: u64) {
        self.pass(Duration::from_millis(ms));
    }

    /// A datagram comes in. What goes out of it.
    fn comes(&mut self, link: LinkId, peer: PeerId, bytes: &[u8]) -> Vec<Sent> {
        self.out.clear();
        let arrival = Arrival {
            link,
            peer,
            at: self.now,
            framing: Framing::Datagram,
            bytes,
        };
        self.hub.arrived(arrival, &mut self.out, &mut self.ear);
        self.sent()
    }

    fn tick(&mut self) -> Vec<Sent> {
        self.out.clear();
        self.hub.tick(self.now, &mut self.out, &mut self.ear);
        self.sent()
    }

    /// Time passes in steps of 100 ms. What goes out.
    fn ticks(&mut self, steps: usize) -> Vec<Sent> {
        let step = |_| {
            self.pass_ms(100);
            self.tick()
        };
        (0..steps).flat_map(step).collect()
    }

    fn sent(&self) -> Vec<Sent> {
        let sent = |it: Departure<'_>| (it.link, it.peer, it.bytes.to_vec());
        self.out.iter().map(sent).collect()
    }

    /// How many of those handed on there were since the last time.
    fn heard(&mut self) -> Vec<Told> {
        std::mem::take(&mut self.ear.heard)
    }

    fn events(&mut self) -> Vec<HubEvent> {
        std::mem::take(&mut self.ear.events)
    }

    /// A vehicle's autopilot says that it is there.
    fn vehicle(&mut self, link: LinkId, system: u8) -> VehicleId {
        self.comes(link, PEER, &heartbeat(system, 1, 0));
        let group = self.hub.core.vehicle_links.get(&link).unwrap().link.group;
        VehicleId { group, system }
    }

    /// A station says that it is there.
    fn station(&mut self, link: LinkId, peer: PeerId, system: u8) -> StationRef {
        self.comes(link, peer, &station_heartbeat(system));
        StationRef { link, peer, system }
    }

    fn refused(&self, link: LinkId, why: Refusal) -> u64 {
        self.hub.link_account(link).unwrap().refused.of(why)
    }

    /// Sends a message of ours.
    fn send(&mut self, to: VehicleId, component: u8, say: &Say) -> Result<Vec<Sent>, NotSent> {
        self.out.clear();
        let mut payload = Vec::new();
        let target = Target {
            system: to.system,
            component,
        };
        let id = encode(say, target, &mut payload);
        let now = self.now;
        self.hub
            .send(now, to, component, id, &payload, &mut self.out)?;
        Ok(self.sent())
    }
}

fn vehicle(system: u8) -> VehicleId {
    VehicleId {
        group: GROUP,
        system,
    }
}

fn frame(system: u8, component: u8, sequence: u8, id: u32, payload: &[u8]) -> Vec<u8> {
    let mut room = Vec::new();
    let sender = Sender { system, component };
    frame_up(sender, sequence, id, payload, None, &mut room).unwrap();
    room
}

/// HEARTBEAT of a quadrotor of ArduPilot.
fn heartbeat(system: u8, component: u8, sequence: u8) -> Vec<u8> {
    beat(system, component, sequence, 2, 3)
}

/// HEARTBEAT of a type and an autopilot.
fn beat(system: u8, component: u8, sequence: u8, mav_type: u8, autopilot: u8) -> Vec<u8> {
    let payload = [0, 0, 0, 0, mav_type, autopilot, 81, 3, 3];
    frame(system, component, sequence, 0, &payload)
}

fn station_heartbeat(system: u8) -> Vec<u8> {
    beat(system, 190, 0, 6, 8)
}

/// ATTITUDE, which says when it was.
fn attitude(system: u8, component: u8, sequence: u8, ms: u32) -> Vec<u8> {
    let mut payload = ms.to_le_bytes().to_vec();
    payload.resize(28, 1);
    frame(system, component, sequence, 30, &payload)
}

/// A message of a ground station.
fn says(station: u8, to: (u8, u8), say: &Say) -> Vec<u8> {
    let mut payload = Vec::new();
    let (system, component) = to;
    let target = Target { system, component };
    let id = encode(say, target, &mut payload);
    frame(station, 190, 0, id, &payload)
}

fn command(command: u16, params: [f32; 7]) -> Say {
    Say::CommandLong {
        command,
        params,
        confirmation: 0,
    }
}

/// Something that changes something: DO_CHANGE_SPEED.
fn order() -> Say {
    command(178, [1.0, 5.0, 0.0, 0.0, 0.0, 0.0, 0.0])
}

/// The message in bytes.
fn message_id(bytes: &[u8]) -> u32 {
    Frame::of_whole(bytes).unwrap().message_id()
}
