//! Any bytes over a link to live vehicles that nobody has commissioned, one to a recording, and endpoints that may
//! look and control: nothing goes to a recording, only what reads to the others, and what waits to be sent
//! is bounded.
#![no_main]

use haiou::link::frame::{Finder, Found, Frame, Sender, Target, frame_up};
use haiou::link::hub::{
    Access, Arrival, Departures, Endpoint, Framing, Heard, Hub, HubEvent, LinkRole, Listener,
    StationRef, UnsignedPolicy, VehicleLink, Visible,
};
use haiou::link::names::{GroupId, LinkId, Origin, PeerId, VehicleId};
use haiou::moment::Moment;
use haiou_fuzz::Decisions;
use std::time::Duration;

const US: Sender = Sender {
    system: 245,
    component: 190,
};
const LIVE: LinkId = LinkId(1);
const REPLAYED: LinkId = LinkId(2);
const CONTROL: LinkId = LinkId(8);
const LOOK: LinkId = LinkId(9);
const RECORDING: GroupId = GroupId(2);

struct Ear;

impl Listener for Ear {
    fn heard(&mut self, heard: Heard<'_>) {
        assert_eq!(
            heard.origin == Origin::Replayed,
            heard.vehicle.group == RECORDING
        );
    }

    fn record(&mut self, _: GroupId, _: Moment, _: Frame<'_>) {}

    fn happened(&mut self, _: HubEvent) {}

    fn station_beats(&mut self, _: StationRef, _: &[VehicleId]) {}
}

fn hub() -> Hub {
    let mut hub = Hub::new(US);
    hub.set_healthy(true);
    for (link, group, origin) in [
        (LIVE, GroupId(1), Origin::Live),
        (REPLAYED, RECORDING, Origin::Replayed),
    ] {
        let role = VehicleLink {
            group,
            origin,
            unsigned: UnsignedPolicy::Accept,
            priority: 0,
            leads_to_one: false,
        };
        hub.add_link(link, "vehicles", LinkRole::Vehicles(role))
            .expect("a new link");
    }
    for (link, access) in [(CONTROL, Access::Control), (LOOK, Access::ReadOnly)] {
        let role = Endpoint {
            sees: Visible::All,
            access,
            key: None,
            marks: None,
            leads_to_one: false,
        };
        hub.add_link(link, "stations", LinkRole::Stations(role))
            .expect("a new link");
    }
    hub
}

/// What does more than to read: by hand, beside the hub's own table.
fn changes_something(frame: &Frame<'_>) -> bool {
    const COMMANDS: [u16; 6] = [176, 192, 20, 21, 22, 400];
    let payload = frame.payload();
    let byte = |at: usize| payload.get(at).copied().unwrap_or(0);
    match frame.message_id() {
        // SET_MODE, PARAM_SET, MISSION_COUNT, MISSION_ITEM(_INT), MISSION_CLEAR_ALL, SETUP_SIGNING, RC and
        // manual control, targets.
        11 | 23 | 39 | 41 | 44 | 45 | 48 | 69 | 70 | 73 | 84 | 86 | 256 => true,
        75 | 76 => COMMANDS.contains(&u16::from_le_bytes([byte(28), byte(29)])),
        _ => false,
    }
}

fn look_at(out: &Departures) {
    assert!(out.len() <= 1 << 18);
    for departure in out.iter() {
        assert_ne!(departure.link, REPLAYED, "a recording is told nothing");
        let mut whole = 0;
        Finder::default().in_datagram(departure.bytes, |found| match found {
            Found::Frame(frame) => {
                whole += 1;
                let changes = departure.link == LIVE && changes_something(&frame);
                assert!(!changes, "{}", frame.message_id());
            }
            Found::Rejected(..) => panic!("only whole frames go out"),
        });
        assert_eq!(whole, 1);
    }
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut decisions = Decisions::new(&bytes[..bytes.len().min(16_384)]);
    let (mut hub, mut out, mut room) = (hub(), Departures::default(), Vec::new());
    let mut now = Moment::from_us(1_795_000_000_000_000);
    let mut sequence = 0_u8;
    while !decisions.is_over() {
        let head = decisions.byte();
        let link = [LIVE, REPLAYED, CONTROL, LOOK][usize::from(head & 3)];
        let peer = PeerId(u32::from(decisions.byte() % 8));
        out.clear();
        if head >= 250 {
            now = now + Duration::from_millis(u64::from(decisions.byte()) * 20);
            hub.tick(now, &mut out, &mut Ear);
            look_at(&out);
            continue;
        }
        // Mostly whole frames, for damaged ones are refused at once.
        let bytes = if head & 4 == 0 {
            let length = usize::from(decisions.byte());
            decisions.take(length)
        } else {
            let sender = Sender {
                system: decisions.byte() % 4,
                component: decisions.byte() % 3,
            };
            let id = match decisions.byte() {
                255 => u32::from(decisions.u16()),
                0..=40 => 0,
                other => u32::from(other),
            };
            let length = usize::from(decisions.byte());
            let payload = decisions.take(length);
            sequence = sequence.wrapping_add(1);
            room.clear();
            let _ = frame_up(sender, sequence, id, payload, None, &mut room);
            &room[..]
        };
        let framing = if head & 8 == 0 {
            Framing::Datagram
        } else {
            Framing::Stream
        };
        let arrival = Arrival {
            link,
            peer,
            at: now,
            framing,
            bytes,
        };
        hub.arrived(arrival, &mut out, &mut Ear);
        look_at(&out);
    }
    // And nothing of ours that changes anything goes out either.
    let vehicles: Vec<_> = hub.vehicles().collect();
    for (vehicle, _) in vehicles {
        out.clear();
        let target = Target {
            system: vehicle.system,
            component: 1,
        };
        let mut payload = vec![0; 33];
        payload[28..30].copy_from_slice(&400_u16.to_le_bytes());
        payload[30] = target.system;
        assert!(hub.send(now, vehicle, 1, 76, &payload, &mut out).is_err());
        look_at(&out);
    }
});
