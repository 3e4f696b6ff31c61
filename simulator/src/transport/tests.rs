//! Real sockets on loopback, seen from the other side by the standard library's own.

#![allow(clippy::unwrap_used)]

use super::*;
use crate::time::SimTime;
use crate::wire::{ChannelId, Outbox, Sender, Signing, Splitter};
use mavlink::MessageData;
use mavlink::dialects::ardupilotmega::*;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream, UdpSocket};

const ANY: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 0);
const LONG: Duration = Duration::from_secs(10);

fn link(vehicle: u32) -> LinkId {
    let channel = ChannelId(0);
    LinkId { vehicle, channel }
}

fn opened(address: Address, systems: &[u8]) -> (Transports, SocketAddr) {
    let members = systems.iter().map(|id| (*id, link(u32::from(*id))));
    let plan = PortPlan {
        address,
        members: members.collect(),
    };
    let transports = Transports::open(vec![plan])
        .map_err(|it| format!("{it:?}"))
        .unwrap();
    let address = *transports.local_addresses()[0].as_ref().unwrap();
    (transports, address)
}

fn frame<D: MessageData>(message: &D) -> Vec<u8> {
    let mut outbox = Outbox::default();
    let mut signing = Signing::off("2026-11-24T00:00:00Z".parse().unwrap());
    Sender::new(ChannelId(0), 255, 190).send(SimTime::START, &mut signing, message, &mut outbox);
    outbox.iter().next().unwrap().1.to_vec()
}

fn read_request(target_system: u8) -> Vec<u8> {
    frame(&PARAM_REQUEST_LIST_DATA {
        target_system,
        target_component: 1,
    })
}

/// Receives until so many frames are there.
fn receive(transports: &mut Transports, count: usize) -> Vec<(u32, Vec<u8>)> {
    let mut inbox = Frames::default();
    for _ in 0..100 {
        transports
            .receive(LONG, Duration::ZERO, &mut inbox)
            .unwrap();
        if inbox.len() >= count {
            break;
        }
    }
    let frames = inbox.iter();
    frames
        .map(|(link, bytes)| (link.vehicle, bytes.to_vec()))
        .collect()
}

fn outgoing(frames: &[(u32, &[u8])]) -> Frames {
    let mut all = Frames::default();
    for (vehicle, bytes) in frames {
        all.push(link(*vehicle), bytes);
    }
    all
}

#[test]
fn a_datagram_towards_a_station_arrives_and_the_answer_comes_back() {
    let station = UdpSocket::bind(ANY).unwrap();
    station.set_read_timeout(Some(LONG)).unwrap();
    let (mut transports, _) = opened(Address::UdpTo(station.local_addr().unwrap()), &[1]);
    transports.send(&outgoing(&[(1, b"one"), (1, b"two")]));
    let mut buffer = [0; 100];
    let (length, vehicle) = station.recv_from(&mut buffer).unwrap();
    assert_eq!(&buffer[..length], b"one");
    assert_eq!(station.recv(&mut buffer).unwrap(), 3);
    let answer = read_request(1);
    station.send_to(&answer, vehicle).unwrap();
    assert_eq!(receive(&mut transports, 1), [(1, answer)]);
    assert_eq!(
        (transports.account().sent, transports.account().shed),
        (2, 0)
    );
}

#[test]
fn a_port_that_listens_sends_to_every_station_that_was_heard_of_late() {
    let (mut transports, address) = opened(Address::UdpListen(ANY), &[1]);
    let stations: Vec<UdpSocket> = (0..2).map(|_| UdpSocket::bind(ANY).unwrap()).collect();
    transports.send(&outgoing(&[(1, b"nobody is there")]));
    assert_eq!(transports.account().sent, 0);
    for station in &stations {
        station.set_read_timeout(Some(LONG)).unwrap();
        station.send_to(&read_request(1), address).unwrap();
        receive(&mut transports, 1);
    }
    transports.send(&outgoing(&[(1, b"both")]));
    for station in &stations {
        let mut buffer = [0; 100];
        assert_eq!(station.recv(&mut buffer).unwrap(), 4);
    }
    // Only one of them speaks again, a minute and a half later.
    stations[0].send_to(b"still here", address).unwrap();
    let mut inbox = Frames::default();
    let later = Duration::from_secs(90);
    transports.receive(LONG, later, &mut inbox).unwrap();
    transports.send(&outgoing(&[(1, b"one")]));
    assert_eq!(transports.account().sent, 3);
}

#[test]
fn on_a_shared_port_a_frame_goes_to_whom_it_is_for_and_a_broadcast_to_all() {
    let (mut transports, address) = opened(Address::UdpListen(ANY), &[1, 2, 7]);
    let station = UdpSocket::bind(ANY).unwrap();
    let (seven, nobody, all) = (read_request(7), read_request(9), read_request(0));
    let datagram = [&seven[..], &nobody, b"garbage", &all].concat();
    station.send_to(&datagram, address).unwrap();
    let expected = [(7, seven), (1, all.clone()), (2, all.clone()), (7, all)];
    assert_eq!(receive(&mut transports, 4), expected);
}

#[test]
fn a_tcp_client_gets_everything_in_order_and_what_it_sends_in_pieces_is_put_together() {
    let (mut transports, address) = opened(Address::TcpListen(ANY), &[1, 2]);
    let mut client = TcpStream::connect(address).unwrap();
    client.set_read_timeout(Some(LONG)).unwrap();
    let request = read_request(2);
    client.write_all(&request[..5]).unwrap();
    let mut inbox = Frames::default();
    transports
        .receive(LONG, Duration::ZERO, &mut inbox)
        .unwrap();
    client.write_all(&request[5..]).unwrap();
    assert_eq!(receive(&mut transports, 1), [(2, request.clone())]);
    transports.send(&outgoing(&[(1, b"first"), (2, b"second")]));
    let mut buffer = [0; 11];
    client.read_exact(&mut buffer).unwrap();
    assert_eq!(&buffer, b"firstsecond");
}

#[test]
fn halves_of_frames_of_two_clients_do_not_mix_even_where_there_is_one_vehicle() {
    let (mut transports, address) = opened(Address::TcpListen(ANY), &[1]);
    let mut clients: Vec<TcpStream> = (0..2)
        .map(|_| TcpStream::connect(address).unwrap())
        .collect();
    let request = read_request(1);
    let (first, rest) = request.split_at(7);
    let mut inbox = Frames::default();
    for part in [first, rest] {
        for client in &mut clients {
            client.write_all(part).unwrap();
            client.flush().unwrap();
            transports
                .receive(LONG, Duration::ZERO, &mut inbox)
                .unwrap();
        }
    }
    let already = inbox.len();
    let came = receive(&mut transports, 2_usize.saturating_sub(already));
    let all: Vec<Vec<u8>> = inbox
        .iter()
        .map(|it| it.1.to_vec())
        .chain(came.into_iter().map(|it| it.1))
        .collect();
    assert_eq!(all, [request.clone(), request]);
}

#[test]
fn a_port_turns_clients_away_when_it_has_enough() {
    let (mut transports, address) = opened(Address::TcpListen(ANY), &[1]);
    let clients: Vec<TcpStream> = (0..MOST_CLIENTS + 5)
        .map(|_| TcpStream::connect(address).unwrap())
        .collect();
    let mut inbox = Frames::default();
    for _ in 0..10 {
        let wait = Duration::from_millis(50);
        transports
            .receive(wait, Duration::ZERO, &mut inbox)
            .unwrap();
    }
    assert_eq!(transports.clients.iter().flatten().count(), MOST_CLIENTS);
    drop(clients);
}

#[test]
fn a_tcp_client_that_does_not_read_is_sent_whole_frames_or_none_and_what_is_shed_is_counted() {
    let (mut transports, address) = opened(Address::TcpListen(ANY), &[1]);
    let mut client = TcpStream::connect(address).unwrap();
    client.set_read_timeout(Some(LONG)).unwrap();
    let mut inbox = Frames::default();
    transports
        .receive(LONG, Duration::ZERO, &mut inbox)
        .unwrap();
    let one = frame(&HEARTBEAT_DATA::default());
    let many: Vec<(u32, &[u8])> = vec![(1, &one); 100_000];
    for _ in 0..20 {
        transports.send(&outgoing(&many));
    }
    let account = transports.account();
    assert_eq!(account.sent + account.shed, 2_000_000);
    assert!(account.shed > 0);
    let (mut whole, mut splitter) = (0, Splitter::default());
    let mut buffer = vec![0; 1 << 16];
    while whole < account.sent {
        let length = client.read(&mut buffer).unwrap();
        splitter.take(&buffer[..length], |_| whole += 1);
        transports
            .receive(Duration::ZERO, Duration::ZERO, &mut inbox)
            .unwrap();
    }
    assert_eq!((whole, splitter.skipped_bytes()), (account.sent, 0));
}

#[test]
fn a_tcp_client_that_leaves_makes_room_for_another() {
    let (mut transports, address) = opened(Address::TcpListen(ANY), &[1]);
    for _ in 0..3 {
        let mut client = TcpStream::connect(address).unwrap();
        client.write_all(&read_request(1)).unwrap();
        receive(&mut transports, 1);
        drop(client);
        let mut inbox = Frames::default();
        transports
            .receive(LONG, Duration::ZERO, &mut inbox)
            .unwrap();
    }
    assert_eq!(transports.clients.len(), 1);
}

#[test]
fn every_port_that_cannot_be_opened_is_told_with_its_reason() {
    let taken = UdpSocket::bind(ANY).unwrap();
    let plan = |address, members: &[u8]| PortPlan {
        address,
        members: members.iter().map(|id| (*id, link(0))).collect(),
    };
    let plans = vec![
        plan(Address::UdpListen(taken.local_addr().unwrap()), &[1]),
        plan(Address::TcpListen("0.0.0.0:0".parse().unwrap()), &[1]),
        plan(Address::UdpListen(ANY), &[4, 5, 4]),
    ];
    let problems = Transports::open(plans).err().unwrap();
    let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 3);
    assert!(told[0].contains("in use"), "{}", told[0]);
    assert!(told[1].contains("127.0.0.1"), "{}", told[1]);
    assert!(told[2].contains("system id 4"), "{}", told[2]);
}
