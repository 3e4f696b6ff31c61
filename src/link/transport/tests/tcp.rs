//! TCP servers and clients.

use super::*;
use crate::link::transport::dialled::FIRST_WAIT;
use crate::link::transport::server::{LET_IN, MOST_CLIENTS, SILENT_FOR};
use crate::link::transport::stream::MOST_WAITING_TCP;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};

fn client(at: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(at).unwrap();
    stream.set_read_timeout(Some(LONG)).unwrap();
    stream
}

/// So many bytes from a stream.
fn read(stream: &mut TcpStream, length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    stream.read_exact(&mut bytes).unwrap();
    bytes
}

/// Who of the rig's peers said this.
fn who_said(rig: &Rig, text: &[u8]) -> PeerId {
    rig.heard.iter().find(|it| it.2 == text).unwrap().1
}

#[test]
fn each_client_of_a_server_is_a_peer_of_its_own() {
    for loopback in loopbacks() {
        let mut rig = Rig::with(&format!("tcp-listen://{loopback}:0"));
        let (mut one, mut two) = (client(rig.own(LINK)), client(rig.own(LINK)));
        one.write_all(b"one").unwrap();
        rig.until_heard(1);
        two.write_all(b"two").unwrap();
        rig.until_heard(2);
        assert_eq!(rig.framings, [Framing::Stream; 2]);
        let (first, second) = (who_said(&rig, b"one"), who_said(&rig, b"two"));
        assert_ne!(first, second);
        let address = rig.transport.address_of(LINK, second);
        assert_eq!(address, Some(two.local_addr().unwrap()));
        assert!(rig.transport.send(LINK, To::Peer(second), b"for two"));
        assert!(rig.transport.send(LINK, To::All, b"for all"));
        rig.transport.flush();
        assert_eq!(read(&mut one, 7), b"for all");
        assert_eq!(read(&mut two, 14), b"for twofor all");
        drop(one);
        rig.until_told(&format!("gone 1/{}: closed", first.0));
        rig.send(LINK, To::All, b"who is left");
        assert_eq!(read(&mut two, 11), b"who is left");
        let is_queued = rig.transport.send(LINK, To::Peer(first), b"lost");
        assert!(!is_queued, "nothing leaves for who is gone");
        assert_eq!(rig.traffic(LINK).shed_frames, 1);
        let mut three = client(rig.own(LINK));
        three.write_all(b"three").unwrap();
        rig.until_heard(3);
        assert!(
            who_said(&rig, b"three") > second,
            "numbers are not used again"
        );
    }
}

#[test]
fn what_a_client_says_last_is_heard_before_it_is_gone() {
    let mut rig = Rig::with("tcp-listen://127.0.0.1:0");
    let mut stream = client(rig.own(LINK));
    let much = vec![9; 3_000_000];
    let thread = std::thread::spawn(move || stream.write_all(&much));
    rig.until_told("gone 1/");
    thread.join().unwrap().unwrap();
    let all: usize = rig.heard.iter().map(|it| it.2.len()).sum();
    assert_eq!(all, 3_000_000);
}

#[test]
fn a_client_that_does_not_read_holds_nobody_up_and_gets_whole_frames_when_it_does() {
    const FRAMES: u32 = 60_000;
    const LENGTH: usize = 200;
    let mut rig = Rig::with("tcp-listen://127.0.0.1:0");
    let (mut stuck, mut quick) = (client(rig.own(LINK)), client(rig.own(LINK)));
    stuck.write_all(b"stuck").unwrap();
    quick.write_all(b"quick").unwrap();
    rig.until_heard(2);
    let slow_one = who_said(&rig, b"stuck");
    let reader = std::thread::spawn(move || read(&mut quick, FRAMES as usize * LENGTH));
    for number in 0..FRAMES {
        let mut frame = [number as u8; LENGTH];
        frame[..4].copy_from_slice(&number.to_be_bytes());
        // The reader's thread has to keep up; then what waits for it is less than what may wait.
        rig.transport.send(LINK, To::All, &frame);
        if number % 100 == 99 {
            rig.transport.flush();
            let sent = |it: &Rig| it.traffic(LINK).sent_frames + it.traffic(LINK).shed_frames;
            let most_waiting = (MOST_WAITING_TCP / LENGTH) as u64 + 200;
            let asked = 2 * u64::from(number + 1);
            rig.until(|it| sent(it) + most_waiting >= asked);
        }
    }
    rig.transport.flush();
    rig.until(|it| {
        let traffic = it.traffic(LINK);
        let waiting = (MOST_WAITING_TCP / LENGTH) as u64;
        traffic.sent_frames + traffic.shed_frames + waiting >= 2 * u64::from(FRAMES)
    });
    while !reader.is_finished() {
        rig.poll(Duration::from_millis(1));
    }
    let all = reader.join().unwrap();
    let numbers = all.chunks(LENGTH).map(|it| it[..4].to_vec());
    assert!(numbers.eq((0..FRAMES).map(|it| it.to_be_bytes().to_vec())));

    let shed = rig.traffic(LINK).shed_frames;
    assert!(shed > 0);
    assert_eq!(rig.traffic(LINK).shed_bytes, shed * LENGTH as u64);
    rig.poll(Duration::ZERO);
    let told = rig.news.iter().filter(|it| it.starts_with("shed"));
    assert!(told.clone().count() > 0);
    assert!(
        told.clone()
            .all(|it| it.starts_with(&format!("shed 1/{}:", slow_one.0)))
    );

    let left = (FRAMES as usize - shed as usize) * LENGTH;
    let reader = std::thread::spawn(move || read(&mut stuck, left));
    while !reader.is_finished() {
        rig.poll(Duration::from_millis(1));
    }
    let all = reader.join().unwrap();
    let numbers: Vec<u32> = all
        .chunks(LENGTH)
        .map(|it| u32::from_be_bytes([it[0], it[1], it[2], it[3]]))
        .collect();
    assert!(numbers.is_sorted());
    assert!(
        all.chunks(LENGTH)
            .zip(&numbers)
            .all(|(it, n)| it[4..] == [*n as u8; LENGTH - 4])
    );
    assert_eq!(
        numbers.last(),
        Some(&(FRAMES - 1)),
        "the newest is not given up"
    );
}

#[test]
fn a_client_link_connects_again_when_its_server_is_back() {
    for loopback in loopbacks() {
        let server = TcpListener::bind(format!("{loopback}:0")).unwrap();
        let at = server.local_addr().unwrap();
        let mut rig = Rig::with(&format!("tcp://{at}"));
        rig.until_told("up 1");
        let (mut stream, _) = server.accept().unwrap();
        stream.write_all(b"hello").unwrap();
        rig.until(|it| it.bytes_of(PeerId::ONLY) == b"hello");
        rig.send(LINK, To::Peer(PeerId::ONLY), b"answer");
        assert_eq!(read(&mut stream, 6), b"answer");
        // The server restarts.
        drop((stream, server));
        let gone = held::tcp(at);
        rig.until_told("down 1: closed");
        rig.send(LINK, To::All, b"not to be obeyed later");
        assert_eq!(rig.traffic(LINK).shed_frames, 1);
        rig.now = rig.now + FIRST_WAIT;
        for _ in 0..5 {
            rig.poll(Duration::from_millis(1));
        }
        rig.news.clear();
        let server = gone.listening();
        rig.now = rig.now + Duration::from_secs(60);
        rig.until_told("up 1");
        let (mut stream, _) = server.accept().unwrap();
        stream.write_all(b" again").unwrap();
        rig.until(|it| it.bytes_of(PeerId::ONLY) == b"hello again");
        rig.send(LINK, To::All, b"now");
        assert_eq!(read(&mut stream, 3), b"now");
        assert_eq!(rig.news, ["up 1"], "a second failure is not told again");
    }
}

#[test]
fn who_does_not_answer_is_asked_again_after_waits_that_grow() {
    let nobody = held::tcp("127.0.0.1:0".parse().unwrap());
    let mut rig = Rig::with(&format!("tcp://{}", nobody.at));
    rig.until_told("down 1");
    // Nobody is there three times more: the waits are 250, 500 and 1000 ms.
    for wait in [250, 500, 1_000] {
        let is_due_in = |rig: &Rig| rig.transport.due_in(rig.now);
        assert_eq!(is_due_in(&rig), Duration::from_millis(wait));
        rig.now = rig.now + Duration::from_millis(wait) - Duration::from_micros(1);
        rig.poll(Duration::ZERO);
        assert_eq!(is_due_in(&rig), Duration::from_micros(1));
        rig.now = rig.now + Duration::from_micros(1);
        rig.until(|it| is_due_in(it) == Duration::from_millis(wait * 2));
    }
    // A clock that is put back does not hold it up.
    let server = nobody.listening();
    rig.now = rig.now - Duration::from_secs(3_600);
    rig.until_told("up 1");
    server.accept().unwrap();
    assert_eq!(rig.news.len(), 2);
}

#[test]
fn in_a_full_server_who_never_said_anything_makes_room_and_who_spoke_does_not() {
    let mut rig = Rig::with("tcp-listen://127.0.0.1:0");
    let mut all = Vec::new();
    for number in 0..MOST_CLIENTS {
        let mut stream = client(rig.own(LINK));
        if number != 1 {
            stream.write_all(b"x").unwrap();
        }
        all.push(stream);
        rig.until(|it| it.traffic(LINK).peers > number as u64);
    }
    rig.until_heard(MOST_CLIENTS - 1);
    let _early = client(rig.own(LINK));
    rig.until(|it| it.traffic(LINK).refused == 1);
    rig.now = rig.now + SILENT_FOR;
    let mut late = client(rig.own(LINK));
    rig.until_told("gone 1/");
    late.write_all(b"late").unwrap();
    rig.until_heard(MOST_CLIENTS);
    let _another = client(rig.own(LINK));
    rig.until(|it| it.traffic(LINK).refused == 2);
    let traffic = rig.traffic(LINK);
    assert_eq!(traffic.peers, MOST_CLIENTS as u64 + 1);
    assert_eq!(traffic.peers_crowded_out, 1);
    assert!(matches!(all[1].read(&mut [0]), Ok(0) | Err(_)));
}

#[test]
fn crowds_at_the_doors_do_not_hold_up_what_others_say() {
    const CROWD: usize = 100;
    let doors = (10..16).map(LinkId);
    let mut rig = Rig::new();
    for link in doors.clone() {
        rig.add(link, "tcp-listen://127.0.0.1:0");
    }
    rig.add(OTHER, "udp-listen://127.0.0.1:0");
    rig.until_told("up 2");
    for link in doors.clone() {
        // Each comes and goes again at once, and never says a word.
        (0..CROWD).for_each(|_| drop(client(rig.own(link))));
    }
    let vehicle = UdpSocket::bind("127.0.0.1:0").unwrap();
    vehicle.send_to(b"vehicle", rig.own(OTHER)).unwrap();
    let all = CROWD * doors.len();
    let mut came = 0;
    for poll in 0.. {
        rig.poll(Duration::ZERO);
        let of_doors = doors.clone().map(|link| rig.traffic(link).peers as usize);
        let now = of_doors.sum();
        let more = now - came;
        assert!(more < MOST_NEWCOMERS + LET_IN, "{more} in poll {poll}");
        // The first turns of all doors are two polls' worth.
        assert!(poll == 0 || rig.heard.len() == 1, "in poll {poll}");
        came = now;
        if came == all {
            break;
        }
        assert!(poll < 1_000, "{came} came");
    }
    let gone = |it: &Rig| it.news.iter().filter(|it| it.starts_with("gone")).count();
    rig.until(|it| gone(it) == all);
}

#[test]
fn what_still_waits_at_the_end_is_counted_as_given_up() {
    let mut rig = Rig::with("tcp-listen://127.0.0.1:0");
    let mut stuck = client(rig.own(LINK));
    stuck.write_all(b"stuck").unwrap();
    rig.until_heard(1);
    let of = |rig: &Rig| {
        let traffic = rig.traffic(LINK);
        (traffic.sent_frames, traffic.shed_frames)
    };
    // Until the system takes no more, and something waits.
    let (mut asked, mut sent, mut shed) = (0, 0, 0);
    while sent + shed == asked {
        assert!(asked < 1_000_000, "the system takes everything");
        for _ in 0..1_000 {
            rig.transport.send(LINK, To::All, &[7; 200]);
        }
        rig.transport.flush();
        asked += 1_000;
        (sent, shed) = of(&rig);
    }
    rig.transport.give_up_waiting();
    assert_eq!(of(&rig), (sent, asked - sent));
}
