//! UDP links.

use super::*;
use crate::link::transport::peers::MOST_PEERS;
use std::collections::BTreeSet;

fn vehicle(loopback: &str) -> UdpSocket {
    let socket = UdpSocket::bind(format!("{loopback}:0")).unwrap();
    socket.set_read_timeout(Some(LONG)).unwrap();
    socket
}

/// The next datagram.
fn next(socket: &UdpSocket) -> Vec<u8> {
    let mut room = [0; 2_048];
    let length = socket.recv(&mut room).unwrap();
    room[..length].to_vec()
}

#[test]
fn many_peers_of_one_socket_are_answered_each_at_its_own_address() {
    for loopback in loopbacks() {
        let mut rig = Rig::with(&format!("udp-listen://{loopback}:0"));
        let at = rig.own(LINK);
        let vehicles: Vec<UdpSocket> = (0..50).map(|_| vehicle(loopback)).collect();
        for round in 0..2_u8 {
            for (number, socket) in vehicles.iter().enumerate() {
                socket.send_to(&[number as u8, round], at).unwrap();
            }
        }
        rig.until_heard(100);
        let peers: BTreeSet<PeerId> = rig.heard.iter().map(|it| it.1).collect();
        assert_eq!(peers.len(), 50);
        for peer in peers {
            let bytes = rig.bytes_of(peer);
            let number = bytes[0];
            assert_eq!(bytes, [number, 0, number, 1]);
            let address = vehicles[usize::from(number)].local_addr().unwrap();
            assert_eq!(rig.transport.address_of(LINK, peer), Some(address));
            rig.transport.send(LINK, To::Peer(peer), &[number]);
        }
        rig.transport.send(LINK, To::All, b"to all");
        rig.transport.flush();
        for (number, socket) in vehicles.iter().enumerate() {
            assert_eq!(next(socket), [number as u8]);
            assert_eq!(next(socket), b"to all");
        }
        let traffic = rig.traffic(LINK);
        assert_eq!(
            (traffic.peers, traffic.sent_frames, traffic.shed_frames),
            (50, 100, 0)
        );
        assert_eq!(traffic.sent_bytes, 50 + 50 * 6);
        assert_eq!(
            (traffic.received_pieces, traffic.received_bytes),
            (100, 200)
        );
    }
}

#[test]
fn a_datagram_is_whole_whatever_its_length() {
    for loopback in loopbacks() {
        let mut rig = Rig::with(&format!("udp-listen://{loopback}:0"));
        let socket = vehicle(loopback);
        let largest = vec![8; 65_507];
        socket.send_to(&[7; 280], rig.own(LINK)).unwrap();
        socket.send_to(&largest, rig.own(LINK)).unwrap();
        socket.send_to(&[], rig.own(LINK)).unwrap();
        rig.until_heard(3);
        let lengths: Vec<usize> = rig.heard.iter().map(|it| it.2.len()).collect();
        assert_eq!(lengths, [280, 65_507, 0]);
        assert_eq!(rig.heard[1].2, largest);
        assert_eq!(rig.framings, [Framing::Datagram; 3]);
    }
}

#[test]
fn a_datagram_is_stamped_when_the_system_has_it_and_not_when_it_is_read() {
    let mut rig = Rig::with("udp-listen://127.0.0.1:0");
    let socket = vehicle("127.0.0.1");
    // The system begins to stamp a little after it was asked to; what came before is stamped when read.
    let is_stamped_at_once = (0..5_000).any(|_| {
        rig.heard.clear();
        rig.stamps.clear();
        let before = clock::moment();
        for _ in 0..3 {
            socket.send_to(&[7; 280], rig.own(LINK)).unwrap();
        }
        let sent = clock::moment();
        rig.until_heard(3);
        rig.poll(Duration::from_millis(1));
        rig.stamps.is_sorted() && rig.stamps.iter().all(|at| (before..=sent).contains(at))
    });
    assert!(is_stamped_at_once);
}

#[test]
fn who_is_not_known_is_sent_nothing_and_that_is_counted() {
    let mut rig = Rig::with("udp-listen://127.0.0.1:0");
    rig.send(LINK, To::Peer(PeerId(77)), b"lost");
    rig.send(LINK, To::Peer(PeerId(77)), b"too");
    rig.send(LINK, To::All, b"nobody is there");
    rig.poll(Duration::ZERO);
    assert_eq!(rig.news, ["up 1", "shed 1/77: 2 frames, 7 bytes"]);
    let traffic = rig.traffic(LINK);
    assert_eq!(
        (traffic.sent_frames, traffic.shed_frames, traffic.shed_bytes),
        (0, 2, 7)
    );
}

#[test]
fn a_link_towards_an_address_hears_nobody_else() {
    for loopback in loopbacks() {
        let (station, stranger) = (vehicle(loopback), vehicle(loopback));
        let mut rig = Rig::with(&format!("udp://{}", station.local_addr().unwrap()));
        rig.send(LINK, To::All, b"one");
        rig.send(LINK, To::Peer(PeerId::ONLY), b"two");
        let mut room = [0; 100];
        let (length, from) = station.recv_from(&mut room).unwrap();
        assert_eq!(
            (&room[..length], from.port()),
            (&b"one"[..], rig.own(LINK).port())
        );
        assert_eq!(next(&station), b"two");
        // It comes first, and is not heard.
        stranger.send_to(b"take me for the station", from).unwrap();
        station.send_to(b"answer", from).unwrap();
        rig.until_heard(1);
        assert_eq!(rig.heard, [(LINK, PeerId::ONLY, b"answer".to_vec())]);
        rig.send(LINK, To::Peer(PeerId(5)), b"lost");
        assert_eq!(rig.traffic(LINK).shed_frames, 1);
    }
}

#[test]
fn a_station_that_is_not_there_yet_is_reached_when_it_is() {
    let nobody = held::udp("127.0.0.1:0".parse().unwrap());
    let mut rig = Rig::with(&format!("udp://{}", nobody.at));
    for _ in 0..5 {
        rig.send(LINK, To::All, b"is anybody there?");
        rig.poll(Duration::from_millis(1));
    }
    let station = nobody.heard_at();
    station.set_read_timeout(Some(LONG)).unwrap();
    rig.send(LINK, To::All, b"and now?");
    assert_eq!(next(&station), b"and now?");
    let (_, from) = {
        rig.send(LINK, To::All, b"again");
        station.recv_from(&mut [0; 100]).unwrap()
    };
    station.send_to(b"yes", from).unwrap();
    rig.until_heard(1);
    assert_eq!(rig.heard[0].2, b"yes");
    assert!(!rig.news.iter().any(|it| it.starts_with("down")));
}

#[test]
fn thousands_of_addresses_crowd_out_the_silent_but_nobody_who_is_pinned() {
    let mut rig = Rig::with("udp-listen://0.0.0.0:0");
    let at = SocketAddr::from(([127, 0, 0, 1], rig.own(LINK).port()));
    let speak = |number: usize| {
        let [.., a, b] = (number as u32).to_be_bytes();
        let socket = UdpSocket::bind(SocketAddr::from(([127, 1 + a, b, 1], 0))).unwrap();
        socket.send_to(&[a, b], at).unwrap();
        socket
    };
    let (pinned, silent) = (speak(0), speak(1));
    rig.until_heard(2);
    let (first, second) = (rig.heard[0].1, rig.heard[1].1);
    assert!(rig.transport.pin(LINK, first, true));
    rig.now = rig.now + Duration::from_secs(1);
    for number in 2..=MOST_PEERS {
        speak(number);
        if number % 1_000 == 0 {
            rig.until_heard(number + 1);
        }
    }
    rig.until_heard(MOST_PEERS + 1);
    let gone = format!("gone 1/{}: ", second.0);
    rig.until_told(&gone);
    let traffic = rig.traffic(LINK);
    assert_eq!(
        (traffic.peers, traffic.peers_crowded_out),
        (MOST_PEERS as u64 + 1, 1)
    );
    rig.send(LINK, To::Peer(first), b"stay");
    rig.send(LINK, To::Peer(second), b"lost");
    pinned.set_read_timeout(Some(LONG)).unwrap();
    assert_eq!(next(&pinned), b"stay");
    assert_eq!(rig.traffic(LINK).shed_frames, 1);
    // Who was crowded out is somebody new when it speaks again.
    silent.send_to(b"back", at).unwrap();
    rig.until_heard(MOST_PEERS + 2);
    let back = rig.heard.last().unwrap().1;
    assert!(back > second);
    assert_eq!(
        rig.transport.address_of(LINK, back),
        Some(silent.local_addr().unwrap())
    );
}

#[test]
fn a_flood_on_one_link_leaves_another_its_turn_and_nothing_is_lost_uncounted() {
    let mut rig = Rig::with("udp-listen://127.0.0.1:0");
    rig.add(OTHER, "udp-listen://127.0.0.1:0");
    assert!(rig.transport.receive_buffer(LINK).unwrap() >= 200_000);
    let socket = vehicle("127.0.0.1");
    const FLOOD: usize = 100_000;
    for _ in 0..FLOOD {
        socket.send_to(&[7; 50], rig.own(LINK)).unwrap();
    }
    socket.send_to(b"quiet", rig.own(OTHER)).unwrap();
    rig.poll(Duration::ZERO);
    assert!(
        rig.heard.iter().any(|it| it.0 == OTHER),
        "in the first batch"
    );
    let drops_of = |it: &mut Rig, link| it.transport.system_drops()[&link];
    let drops = drops_of(&mut rig, LINK).unwrap();
    assert!(rig.heard.len() < FLOOD / 10, "a batch is bounded");
    rig.until_heard(FLOOD + 1 - usize::try_from(drops).unwrap());
    rig.poll(Duration::from_millis(1));
    assert_eq!(rig.heard.len() as u64 + drops, FLOOD as u64 + 1);
    assert_eq!(drops_of(&mut rig, OTHER), Some(0));
}

#[test]
fn what_the_system_dropped_stays_known_where_its_list_fails_later_and_is_unknown_and_not_0_where_it_always_does()
 {
    let mut rig = Rig::with("udp-listen://127.0.0.1:0");
    assert_eq!(rig.transport.system_drops()[&LINK], Some(0));
    rig.add(OTHER, "udp-listen://127.0.0.1:0");
    rig.add(LinkId(3), "tcp-listen://127.0.0.1:0");
    let empty = |_: &str| Ok("a title\n".to_owned());
    let failing = |_: &str| Err(std::io::Error::other("no such list"));
    let known = [(LINK, Some(0)), (OTHER, None)].into_iter().collect();
    assert_eq!(rig.transport.drops_in_lists(empty), known);
    assert_eq!(rig.transport.drops_in_lists(failing), known);
    let known = [(LINK, Some(0)), (OTHER, Some(0))].into_iter().collect();
    assert_eq!(rig.transport.system_drops(), known);
}
