//! The real thread with real sockets on loopback, and vehicles that say no more than that they are there.

#![allow(clippy::unwrap_used)]

mod ending;
mod signatures;
mod tidings;

use super::*;
use crate::fleet::told::Told;
use crate::ground_control::Tidings;
use crate::link::frame::{Finder, Found, Sender, frame_up};
use crate::link::hub::{Access, UnsignedPolicy};
use crate::link::names::{GroupId, LinkId, Origin, VehicleId};
use crate::moment::Moment;
use std::net::{SocketAddr, UdpSocket};
use std::time::Duration;

const US: Sender = Sender {
    system: 250,
    component: 190,
};
/// Nothing on loopback takes so long.
const LONG: Duration = Duration::from_secs(20);
const HEARTBEAT: u32 = 0;

fn link(name: &str, origin: Origin) -> LinkSetup {
    LinkSetup {
        name: name.to_owned(),
        address: "udp-listen://127.0.0.1:0".parse().unwrap(),
        of: LinkUse::Vehicles {
            group: name.to_owned(),
            origin,
            priority: 0,
            unsigned: UnsignedPolicy::Accept,
        },
    }
}

fn live(links: Vec<LinkSetup>) -> Live {
    Live::start(LiveSetup {
        us: US,
        links,
        record: None,
        signing: None,
    })
    .unwrap()
}

/// The next thing that is told for which `is_it`.
fn told(live: &mut Live, is_it: impl Fn(&LiveTidings) -> bool) -> LiveTidings {
    loop {
        match live.tidings().next(LONG) {
            NextTidings::Told(tidings) if is_it(&tidings) => return *tidings,
            NextTidings::Told(_) => {}
            other => panic!("{other:?}"),
        }
    }
}

fn news_of(live: &mut Live, link: &str) -> LinkNews {
    let told = told(
        live,
        |it| matches!(it, LiveTidings::Link { name, .. } if &**name == link),
    );
    match told {
        LiveTidings::Link { news, .. } => news,
        other => panic!("{other:?}"),
    }
}

fn address_of(live: &mut Live, link: &str) -> SocketAddr {
    match news_of(live, link) {
        LinkNews::Up(Some(local)) => local,
        other => panic!("{other:?}"),
    }
}

/// A vehicle with nothing but a heartbeat.
struct Vehicle {
    socket: UdpSocket,
    sequence: u8,
}

impl Vehicle {
    fn at(to: SocketAddr) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        socket.connect(to).unwrap();
        let patience = Duration::from_millis(100);
        socket.set_read_timeout(Some(patience)).unwrap();
        Self {
            socket,
            sequence: 0,
        }
    }

    /// Says that it is there: an ArduPilot's quadrotor of system 7.
    fn beat(&mut self) -> std::io::Result<usize> {
        let sender = Sender {
            system: 7,
            component: 1,
        };
        let payload = [0, 0, 0, 0, 2, 3, 81, 3, 3];
        let mut room = Vec::new();
        let frame = frame_up(sender, self.sequence, HEARTBEAT, &payload, None, &mut room);
        self.sequence = self.sequence.wrapping_add(1);
        self.socket.send(frame.unwrap())
    }

    /// Whether a heartbeat of ours came within some of its own, of which there are ten a second.
    fn hears_a_heartbeat(&mut self, beats: usize) -> bool {
        let mut room = [0; 2_048];
        for _ in 0..beats {
            self.beat().ok();
            while let Ok(length) = self.socket.recv(&mut room) {
                let mut is_heartbeat = false;
                Finder::default().in_datagram(&room[..length], |found| {
                    is_heartbeat |=
                        matches!(found, Found::Frame(it) if it.message_id() == HEARTBEAT);
                });
                if is_heartbeat {
                    return true;
                }
            }
        }
        false
    }
}

#[test]
fn our_heartbeat_goes_out_while_we_can_judge_and_ends_with_the_thread() {
    let mut live = live(vec![link("north", Origin::Simulated)]);
    let mut vehicle = Vehicle::at(address_of(&mut live, "north"));
    assert!(!vehicle.hears_a_heartbeat(15), "it begins unhealthy");
    live.handle().set_healthy(true);
    assert!(vehicle.hears_a_heartbeat(100));
    live.handle().set_healthy(false);
    // A step that began before may still say one: it is over when two requests after it are answered.
    for name in ["one", "two"] {
        let request = LiveRequest::RemoveLink(name.to_owned());
        live.handle().request(request).unwrap();
        assert_eq!(news_of(&mut live, name), LinkNews::NoSuchLink);
    }
    vehicle.hears_a_heartbeat(1);
    assert!(!vehicle.hears_a_heartbeat(15));
    live.handle().set_healthy(true);
    assert!(vehicle.hears_a_heartbeat(100));

    live.handle().request(LiveRequest::Panic).unwrap();
    while !matches!(live.tidings().next(LONG), NextTidings::Ended) {}
    assert!(!vehicle.hears_a_heartbeat(15));
    assert!(
        vehicle.beat().is_err() || vehicle.beat().is_err(),
        "nobody is there"
    );
    let handle = live.handle().clone();
    let panicked = live.join().unwrap_err();
    assert!(panicked.told().en.contains("as it was asked to"));
    let refused = handle.request(LiveRequest::RemoveLink(String::new()));
    assert_eq!(refused, Err(NotTaken::Ended));
}

#[test]
fn what_vehicles_say_is_read_in_snapshots_and_told() {
    let mut live = live(vec![link("north", Origin::Live)]);
    let mut vehicle = Vehicle::at(address_of(&mut live, "north"));
    vehicle.beat().unwrap();
    let is_of_it = |told: &Told| matches!(told, Told::Vehicle(it) if it.vehicle.system == 7);
    told(
        &mut live,
        |it| matches!(it, LiveTidings::Ground(Tidings::Fleet(told)) if is_of_it(told)),
    );
    let reader = live.handle().reader().clone();
    let mut seen = reader.latest();
    while seen.is_empty() {
        seen = reader.wait_newer_than(seen.version(), LONG).unwrap();
    }
    let id = VehicleId {
        group: GroupId(0),
        system: 7,
    };
    assert_eq!(seen.vehicle(id).unwrap().origin, Origin::Live);
    live.handle().stop();
    let end = live.join().unwrap();
    assert_eq!((end.problem, end.status.messages()), (None, 1));
    assert_eq!(end.status.vehicles, 1);
}

#[test]
fn links_come_and_go_while_it_runs() {
    let mut live = live(vec![link("north", Origin::Live)]);
    let handle = live.handle().clone();
    let add = |setup| handle.request(LiveRequest::AddLink(Box::new(setup)));
    add(link("south", Origin::Simulated)).unwrap();
    let added = told(&mut live, |it| {
        matches!(
            it,
            LiveTidings::Link {
                news: LinkNews::Added(_),
                ..
            }
        )
    });
    assert!(matches!(added, LiveTidings::Link { name, .. } if &*name == "south"));
    let mut vehicle = Vehicle::at(address_of(&mut live, "south"));
    vehicle.beat().unwrap();
    told(&mut live, |it| {
        matches!(it, LiveTidings::Ground(Tidings::Fleet(Told::Vehicle(_))))
    });
    // The name is taken; another name for the same group, of vehicles that are something else, is refused.
    add(link("south", Origin::Simulated)).unwrap();
    assert!(matches!(news_of(&mut live, "south"), LinkNews::NotAdded(_)));
    let mut other = link("other", Origin::Live);
    if let LinkUse::Vehicles { group, .. } = &mut other.of {
        *group = "south".to_owned();
    }
    add(other).unwrap();
    assert!(matches!(news_of(&mut live, "other"), LinkNews::NotAdded(_)));
    let endpoint = LinkSetup {
        name: "room".to_owned(),
        address: "tcp-listen://127.0.0.1:0".parse().unwrap(),
        of: LinkUse::Stations {
            access: Access::ReadOnly,
            sees: Some(vec!["nowhere".to_owned()]),
        },
    };
    add(endpoint).unwrap();
    assert!(matches!(news_of(&mut live, "room"), LinkNews::NotAdded(_)));

    handle
        .request(LiveRequest::RemoveLink("south".to_owned()))
        .unwrap();
    assert_eq!(news_of(&mut live, "south"), LinkNews::Removed(LinkId(1)));
    assert_eq!(handle.status().links.len(), 1);
    handle
        .request(LiveRequest::RemoveLink("south".to_owned()))
        .unwrap();
    assert_eq!(news_of(&mut live, "south"), LinkNews::NoSuchLink);
}

#[test]
fn it_does_not_start_with_a_link_that_cannot_be_opened() {
    let taken = UdpSocket::bind("127.0.0.1:0").unwrap();
    let mut setup = link("north", Origin::Live);
    let address = format!("udp-listen://{}", taken.local_addr().unwrap());
    setup.address = address.parse().unwrap();
    let started = Live::start(LiveSetup {
        us: US,
        links: vec![setup],
        record: None,
        signing: None,
    });
    let problem = started.err().unwrap();
    assert!(matches!(
        problem,
        StartProblem::Link(_, LinkProblem::NotOpened(_))
    ));
    assert!(problem.told().en.contains("\"north\""));
}
