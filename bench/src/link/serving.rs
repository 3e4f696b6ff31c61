//! The controller's loop around real sockets.

use super::rig::{Rig, groups, link_of, thread_cpu};
use super::sender::Between;
use crate::fleet::pin;
use haiou::clock;
use haiou::link::hub;
use haiou::link::transport::{Batch, Framing, Incoming, LinkAddress, To, Transport};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::Ordering;
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

/// A link for each group of vehicles.
pub struct Links {
    transport: Transport,
}

/// What the loop did.
pub struct Served {
    /// Datagrams that came.
    pub received: u64,
    /// Datagrams that the system dropped.
    pub dropped: u64,
    /// Datagrams that went out.
    pub sent: u64,
    /// User and system CPU time of its thread.
    pub cpu: Duration,
    /// How often it waited.
    pub polls: u64,
}

/// It waits for no longer, so that what is due is done.
const WAIT: Duration = Duration::from_millis(10);
/// When nothing came for so long after the end, nothing more will.
const QUIET: Duration = Duration::from_millis(300);

impl Links {
    /// Links for so many vehicles, each listening on a port of its own; where is told.
    pub fn open(vehicles: u32, opened: Sender<Vec<SocketAddr>>) -> Self {
        let mut transport = Transport::new().unwrap_or_else(|error| panic!("{error:?}"));
        let listen = LinkAddress::UdpListen((Ipv4Addr::LOCALHOST, 0).into());
        let mut at = Vec::new();
        for group in groups(vehicles) {
            let added = transport.add(link_of(group), &listen);
            added.unwrap_or_else(|error| panic!("{error:?}"));
            at.extend(transport.local_address(link_of(group)));
        }
        opened.send(at).ok();
        Self { transport }
    }

    /// Serves until it is over and nothing more comes.
    pub fn serve(&mut self, rig: &mut Rig, between: &Between) -> Served {
        pin(0);
        let cpu = thread_cpu();
        let mut served = Served {
            received: 0,
            dropped: 0,
            sent: 0,
            cpu: Duration::ZERO,
            polls: 0,
        };
        let mut batch = Batch::default();
        let mut last = Instant::now();
        while !between.is_over.load(Ordering::Acquire) || last.elapsed() < QUIET {
            let polled = self.transport.poll(clock::moment(), WAIT, &mut batch);
            polled.unwrap_or_else(|error| panic!("{error:?}"));
            served.polls += 1;
            let before = served.received;
            let arrivals: Vec<_> = batch.iter().filter_map(of_hub).collect();
            rig.control.all_arrived(&arrivals, &mut rig.tape);
            served.received += arrivals.len() as u64;
            if served.received > before {
                last = Instant::now();
                between.received.store(served.received, Ordering::Release);
            }
            rig.settle(clock::moment());
            for departure in rig.control.departures().iter() {
                let to = To::Peer(departure.peer);
                self.transport.send(departure.link, to, departure.bytes);
                served.sent += 1;
            }
            self.transport.flush();
            rig.control.sent();
        }
        served.cpu = thread_cpu() - cpu;
        let drops = self.transport.system_drops();
        served.dropped = drops.values().flatten().sum();
        served
    }
}

fn of_hub(incoming: Incoming<'_>) -> Option<hub::Arrival<'_>> {
    let Incoming::Arrival(arrival) = incoming else {
        return None;
    };
    Some(hub::Arrival {
        link: arrival.link,
        peer: arrival.peer,
        at: arrival.at,
        framing: match arrival.framing {
            Framing::Datagram => hub::Framing::Datagram,
            Framing::Stream => hub::Framing::Stream,
        },
        bytes: arrival.bytes,
    })
}
