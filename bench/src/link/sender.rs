//! Vehicles that speak: a socket each, in a thread on the other core.

use super::rig::{groups, thread_cpu};
use super::traffic::{Traffic, name_of};
use crate::fleet::pin;
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

/// What sender and receiver know of each other.
#[derive(Default)]
pub struct Between {
    /// Datagrams that were sent.
    pub sent: AtomicU64,
    /// Datagrams that were received.
    pub received: AtomicU64,
    /// Nothing more will be sent.
    pub is_over: AtomicBool,
}

/// What became of sending.
pub struct Sent {
    pub messages: u64,
    pub took: Duration,
    pub cpu: Duration,
    /// How late a message was that was latest.
    pub latest: Duration,
}

/// How it is sent.
#[derive(Clone, Copy)]
pub enum Pace {
    /// As fast as it is taken: no more than so many wait.
    AsTaken(u64),
    /// So many a second, evenly.
    PerSecond(u32),
}

/// A socket for each vehicle, connected to its group's link once that is open.
pub fn sockets(vehicles: u32, opened: Receiver<Vec<SocketAddr>>) -> Vec<UdpSocket> {
    let links = opened.recv().unwrap_or_default();
    let (_, most) = getrlimit(Resource::RLIMIT_NOFILE).unwrap_or((0, 0));
    setrlimit(Resource::RLIMIT_NOFILE, most, most).ok();
    assert_eq!(links.len(), groups(vehicles).len());
    let open = |vehicle| {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?;
        socket.connect(links[usize::from(name_of(vehicle).0)])?;
        Ok::<_, std::io::Error>(socket)
    };
    let all: Result<Vec<_>, _> = (0..vehicles).map(open).collect();
    all.unwrap_or_else(|error| panic!("sockets for {vehicles} vehicles: {error}"))
}

/// Sends each frame from its vehicle's socket.
pub fn send(traffic: &Traffic, sockets: &[UdpSocket], pace: Pace, between: &Between) -> Sent {
    pin(1);
    let (began, cpu) = (Instant::now(), thread_cpu());
    let mut sent = Sent {
        messages: 0,
        took: Duration::ZERO,
        cpu: Duration::ZERO,
        latest: Duration::ZERO,
    };
    for (vehicle, frame) in traffic.frames() {
        sent.wait(pace, began, between);
        if let Err(error) = sockets[vehicle as usize].send(frame) {
            panic!("a vehicle could not send: {error}");
        }
        sent.messages += 1;
        between.sent.store(sent.messages, Ordering::Release);
    }
    sent.took = began.elapsed();
    sent.cpu = thread_cpu() - cpu;
    between.is_over.store(true, Ordering::Release);
    sent
}

impl Sent {
    fn wait(&mut self, pace: Pace, began: Instant, between: &Between) {
        match pace {
            Pace::AsTaken(most) => {
                while self.messages - between.received.load(Ordering::Acquire) >= most {
                    std::thread::sleep(Duration::from_micros(50));
                }
            }
            Pace::PerSecond(rate) => {
                let due = Duration::from_secs_f64(self.messages as f64 / f64::from(rate));
                let now = began.elapsed();
                match due.checked_sub(now) {
                    // Sleeping for less takes as long.
                    Some(early) if early > Duration::from_micros(500) => std::thread::sleep(early),
                    Some(_) => {}
                    None => self.latest = self.latest.max(now - due),
                }
            }
        }
    }
}
