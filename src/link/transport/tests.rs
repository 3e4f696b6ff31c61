//! Real sockets on loopback and pseudo terminals, seen from the other side by the standard library's own.

#![allow(clippy::unwrap_used)]

mod files;
mod held;
mod serial;
mod tcp;
mod udp;

use super::*;
use std::net::UdpSocket;

const LINK: LinkId = LinkId(1);
const OTHER: LinkId = LinkId(2);
/// Nothing on loopback takes so long.
const LONG: Duration = Duration::from_secs(10);

/// A transport, and what it has told.
struct Rig {
    transport: Transport,
    batch: Batch,
    now: Moment,
    heard: Vec<(LinkId, PeerId, Vec<u8>)>,
    stamps: Vec<Moment>,
    framings: Vec<Framing>,
    /// What became of links and peers, in words.
    news: Vec<String>,
}

impl Rig {
    fn new() -> Self {
        Self {
            transport: Transport::new().unwrap(),
            batch: Batch::default(),
            now: Moment::from_us(1_700_000_000_000_000),
            heard: Vec::new(),
            stamps: Vec::new(),
            framings: Vec::new(),
            news: Vec::new(),
        }
    }

    fn with(address: &str) -> Self {
        let mut rig = Self::new();
        rig.add(LINK, address);
        rig
    }

    fn add(&mut self, link: LinkId, address: &str) {
        self.transport.add(link, &address.parse().unwrap()).unwrap();
    }

    /// Where a link listens, or sends from.
    fn own(&self, link: LinkId) -> SocketAddr {
        self.transport.local_address(link).unwrap()
    }

    fn poll(&mut self, timeout: Duration) {
        self.transport
            .poll(self.now, timeout, &mut self.batch)
            .unwrap();
        for incoming in self.batch.iter() {
            match incoming {
                Incoming::Arrival(it) => {
                    self.heard.push((it.link, it.peer, it.bytes.to_vec()));
                    self.stamps.push(it.at);
                    self.framings.push(it.framing);
                }
                Incoming::Event(event) => self.news.push(in_words(event)),
            }
        }
    }

    /// Polls until something is so, a bounded number of times.
    fn until(&mut self, is_so: impl Fn(&Self) -> bool) {
        for _ in 0..2_000 {
            if is_so(self) {
                return;
            }
            self.poll(Duration::from_millis(10));
        }
        let bytes: usize = self.heard.iter().map(|it| it.2.len()).sum();
        panic!(
            "it is not so: {} pieces of {bytes} bytes, news {:?}",
            self.heard.len(),
            self.news
        );
    }

    fn until_heard(&mut self, count: usize) {
        self.until(|it| it.heard.len() >= count);
    }

    fn until_told(&mut self, news: &str) {
        self.until(|it| it.news.iter().any(|told| told.starts_with(news)));
    }

    fn send(&mut self, link: LinkId, to: To, frame: &[u8]) {
        self.transport.send(link, to, frame);
        self.transport.flush();
    }

    fn traffic(&self, link: LinkId) -> LinkTraffic {
        self.transport.traffic(link).unwrap()
    }

    /// All bytes that a peer has sent.
    fn bytes_of(&self, peer: PeerId) -> Vec<u8> {
        let of_peer = self.heard.iter().filter(|it| it.1 == peer);
        of_peer.flat_map(|it| it.2.iter().copied()).collect()
    }
}

fn in_words(event: &TransportEvent) -> String {
    let link = event.link().0;
    match event {
        TransportEvent::LinkUp { .. } => format!("up {link}"),
        TransportEvent::LinkDown { why, .. } => format!("down {link}: {}", why.told()),
        TransportEvent::PeerCame { peer, .. } => format!("came {link}/{}", peer.0),
        TransportEvent::PeerGone { peer, why, .. } => {
            format!("gone {link}/{}: {}", peer.0, why.told())
        }
        TransportEvent::Shed {
            peer,
            frames,
            bytes,
            ..
        } => {
            format!("shed {link}/{}: {frames} frames, {bytes} bytes", peer.0)
        }
    }
}

/// Loopback by IPv4, and by IPv6 where the system has it.
fn loopbacks() -> Vec<&'static str> {
    let has_v6 = UdpSocket::bind("[::1]:0").is_ok();
    if has_v6 {
        vec!["127.0.0.1", "[::1]"]
    } else {
        vec!["127.0.0.1"]
    }
}

#[test]
fn a_number_is_one_link_until_it_is_removed() {
    let mut rig = Rig::with("udp-listen://127.0.0.1:0");
    let address: LinkAddress = "tcp-listen://127.0.0.1:0".parse().unwrap();
    let refused = rig.transport.add(LINK, &address);
    assert!(matches!(refused, Err(OpenError::SameNumber(LINK))));
    assert!(rig.transport.remove(LINK));
    assert!(!rig.transport.remove(LINK));
    rig.transport.add(LINK, &address).unwrap();
}

#[test]
fn a_port_that_another_has_is_an_error_that_names_the_address() {
    let rig = Rig::with("udp-listen://127.0.0.1:0");
    let mut another = Transport::new().unwrap();
    let address = LinkAddress::UdpListen(rig.own(LINK));
    let error = another.add(LINK, &address).unwrap_err();
    assert!(
        error.to_string().starts_with(&address.to_string()),
        "{error}"
    );
    assert!(error.told().zh.contains("无法打开"));
}

#[test]
fn another_thread_ends_the_waiting() {
    let mut rig = Rig::with("udp-listen://127.0.0.1:0");
    rig.until_told("up 1");
    let waker = rig.transport.waker();
    let thread = std::thread::spawn(move || waker.wake());
    // Without it the test would run into its time limit.
    rig.poll(Duration::from_secs(3_600));
    thread.join().unwrap();
}

#[test]
fn nothing_comes_of_a_link_that_was_removed_while_its_traffic_flows() {
    let mut rig = Rig::with("udp-listen://127.0.0.1:0");
    rig.add(OTHER, "tcp-listen://127.0.0.1:0");
    let (udp, tcp) = (rig.own(LINK), rig.own(OTHER));
    let vehicle = UdpSocket::bind("127.0.0.1:0").unwrap();
    let mut client = std::net::TcpStream::connect(tcp).unwrap();
    client.set_read_timeout(Some(LONG)).unwrap();
    for _ in 0..100 {
        vehicle.send_to(b"x", udp).unwrap();
        std::io::Write::write_all(&mut client, b"x").unwrap();
    }
    rig.until(|it| it.heard.iter().any(|heard| heard.0 == LINK));
    rig.until(|it| it.heard.iter().any(|heard| heard.0 == OTHER));
    vehicle.send_to(b"x", udp).unwrap();
    rig.transport.send(LINK, To::All, b"nobody gets this");
    assert!(rig.transport.remove(LINK) && rig.transport.remove(OTHER));
    rig.heard.clear();
    rig.news.clear();
    rig.transport.flush();
    rig.poll(Duration::ZERO);
    rig.poll(Duration::from_millis(1));
    assert!(rig.heard.is_empty() && rig.news.is_empty());
    assert_eq!(rig.transport.traffic(LINK), None);
    // Its ports are free, and its clients are gone.
    UdpSocket::bind(udp).unwrap();
    let end = std::io::Read::read(&mut client, &mut [0; 10]);
    assert!(matches!(end, Ok(0) | Err(_)), "{end:?}");
    rig.add(LINK, &format!("tcp-listen://{tcp}"));
}
