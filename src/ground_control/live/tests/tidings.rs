//! What waits to be told, and what gives way.

use super::super::tidings::{Queue, Teller};
use super::super::weight::{MOST_NOISE, MOST_WAITING};
use super::*;
use crate::fleet::event::{FleetEvent, VehicleEvent};
use crate::fleet::lease::{Holder, Person, Role};
use crate::fleet::order::{Order, OrderId, OrderRequest};
use crate::link::hub::HubEvent;
use crate::link::names::PeerId;
use std::io::Read;
use std::net::TcpStream;

#[test]
fn news_that_nobody_takes_is_given_up_and_counted_and_answers_are_kept() {
    let queue = Arc::new(Queue::default());
    let teller = Teller::new(queue.clone());
    let mut reader = TidingsReader::new(queue);
    let of_link = |news| LiveTidings::Link {
        at: Moment::default(),
        name: "north".into(),
        news,
    };
    let news = of_link(LinkNews::Up(None));
    let answer = of_link(LinkNews::NoSuchLink);
    teller.tell(std::iter::repeat_n(news.clone(), MOST_WAITING));
    assert_eq!(reader.shed(), 0);
    teller.tell([news.clone(), answer.clone(), news.clone()]);
    assert_eq!(reader.shed(), 2);
    for _ in 0..MOST_WAITING {
        assert_eq!(reader.next(LONG), NextTidings::Told(Box::new(news.clone())));
    }
    assert_eq!(reader.next(LONG), NextTidings::Told(Box::new(answer)));
    assert_eq!(reader.next(Duration::ZERO), NextTidings::NothingYet);
    drop(teller);
    assert_eq!(reader.next(LONG), NextTidings::Ended);
}

#[test]
fn what_strangers_bring_about_takes_no_room_from_what_happens_to_vehicles() {
    let queue = Arc::new(Queue::default());
    let teller = Teller::new(queue.clone());
    let mut reader = TidingsReader::new(queue.clone());
    let of_link = |news| LiveTidings::Link {
        at: Moment::default(),
        name: "north".into(),
        news,
    };
    let why = Bilingual::new("it made room", "已让位");
    let noise = of_link(LinkNews::PeerGone(PeerId::ONLY, why));
    teller.tell(std::iter::repeat_n(noise.clone(), 2 * MOST_WAITING));
    assert_eq!(reader.shed(), (2 * MOST_WAITING - MOST_NOISE) as u64);
    assert!(!queue.has_most_answers(), "it is asked all the same");
    let armed = LiveTidings::Ground(Tidings::Fleet(Told::Vehicle(FleetEvent {
        vehicle: VehicleId {
            group: GroupId(0),
            system: 7,
        },
        at: Moment::default(),
        what: VehicleEvent::ArmedChanged { is_armed: true },
    })));
    teller.tell([armed.clone()]);
    for _ in 0..MOST_NOISE {
        assert_eq!(
            reader.next(LONG),
            NextTidings::Told(Box::new(noise.clone()))
        );
    }
    assert_eq!(reader.next(LONG), NextTidings::Told(Box::new(armed)));
    // Room that is left is there again.
    let shed = reader.shed();
    teller.tell(std::iter::repeat_n(noise, MOST_NOISE));
    assert_eq!(reader.shed(), shed);
}

#[test]
fn while_nobody_takes_answers_only_stops_are_asked_for() {
    let live = live(vec![link("north", Origin::Simulated)]);
    let handle = live.handle();
    let teller = Teller::new(handle.tidings.clone());
    let answer = LiveTidings::Link {
        at: Moment::default(),
        name: "north".into(),
        news: LinkNews::NoSuchLink,
    };
    teller.tell(std::iter::repeat_n(answer, MOST_WAITING));
    let ordered = |order| {
        let vehicle = VehicleId {
            group: GroupId(0),
            system: 7,
        };
        let by = Holder::Person(Person::new("li").unwrap());
        let wanted = Wanted::Order(OrderRequest {
            id: OrderId(1),
            by,
            role: Role::Operator,
            order,
        });
        LiveRequest::Fleet(Request { vehicle, wanted })
    };
    let refused = handle.request(ordered(Order::Arm));
    assert_eq!(refused, Err(NotTaken::NobodyReads));
    for stop in [Order::Hold, Order::ReturnHome, Order::Land] {
        assert_eq!(handle.request(ordered(stop)), Ok(()));
    }
}

#[test]
fn a_station_that_goes_with_its_connection_takes_one_share_of_what_is_told() {
    const STATIONS: usize = 10;
    let room = LinkSetup {
        name: "room".to_owned(),
        address: "tcp-listen://127.0.0.1:0".parse().unwrap(),
        of: LinkUse::Stations {
            access: Access::ReadOnly,
            sees: None,
        },
    };
    let mut live = live(vec![link("north", Origin::Simulated), room]);
    let mut vehicle = Vehicle::at(address_of(&mut live, "north"));
    let address = address_of(&mut live, "room");
    let mut connections: Vec<TcpStream> = (0..STATIONS)
        .map(|_| TcpStream::connect(address).unwrap())
        .collect();
    // Each has come when a heartbeat is passed on to it.
    for connection in &mut connections {
        connection
            .set_read_timeout(Some(Duration::from_millis(100)))
            .unwrap();
        let mut room = [0; 64];
        while connection.read(&mut room).is_err() {
            vehicle.beat().unwrap();
        }
    }
    drop(connections);
    let (mut peers, mut stations) = (0, 0);
    while peers < STATIONS || stations < STATIONS {
        match told(&mut live, |_| true) {
            LiveTidings::Link {
                news: LinkNews::PeerGone(..),
                ..
            } => peers += 1,
            LiveTidings::Ground(Tidings::Hub(_, HubEvent::StationsGone { .. })) => stations += 1,
            LiveTidings::Link {
                news: LinkNews::MorePeersGone(more),
                ..
            } => panic!("{peers} and {stations} are told, and {more} more"),
            _ => {}
        }
    }
}
