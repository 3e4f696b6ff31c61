//! A UDP socket with its peers. Many datagrams leave with one call of the system, and those of one length
//! go through it as one until they are taken apart again (`UDP_SEGMENT`, Linux, udp(7)).

use crate::wire::{Packets, Run};
use mio::net::UdpSocket;
use nix::cmsg_space;
use nix::sys::socket::{
    ControlMessage, MsgFlags, MultiHeaders, SockaddrStorage, sendmmsg, setsockopt, sockopt,
};
use std::io::{self, IoSlice};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::os::fd::AsRawFd;
use std::time::Duration;

pub(super) struct Udp {
    socket: UdpSocket,
    /// Where everything goes, whoever is heard.
    fixed: Option<SocketAddr>,
    peers: Vec<Peer>,
    headers: MultiHeaders<SockaddrStorage>,
    /// Those of runs, which say where they are to be taken apart; `None` where the system cannot.
    run_headers: Option<MultiHeaders<SockaddrStorage>>,
    addresses: Vec<Option<SockaddrStorage>>,
    buffer: Box<[u8]>,
}

struct Peer {
    address: SocketAddr,
    heard: Duration,
}

/// Datagrams, or runs of them, that leave with one call.
const BATCH: usize = 256;
/// The system takes so many datagrams for one (`UDP_MAX_SEGMENTS` of all Linuxes that can).
const LONGEST_RUN: usize = 64;
/// A peer that was not heard for so long is sent nothing any more.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(60);
/// The most peers of a socket; beyond, the one that was not heard for the longest time makes room.
const MOST_PEERS: usize = 64;
/// The largest datagram that there can be.
const LARGEST: usize = 65_536;
/// What the system may keep for us each way. It gives what its own limit allows.
const SYSTEM_BUFFER: usize = 8 << 20;

impl Udp {
    pub(super) fn towards(to: SocketAddr) -> io::Result<Self> {
        let any: IpAddr = match to {
            SocketAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
            SocketAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
        };
        let own = match to.ip() {
            ip if ip.is_loopback() => ip,
            _ => any,
        };
        let mut udp = Self::bound(SocketAddr::new(own, 0))?;
        udp.fixed = Some(to);
        Ok(udp)
    }

    pub(super) fn listening(at: SocketAddr) -> io::Result<Self> {
        Self::bound(at)
    }

    fn bound(at: SocketAddr) -> io::Result<Self> {
        let socket = UdpSocket::bind(at)?;
        setsockopt(&socket, sockopt::SndBuf, &SYSTEM_BUFFER)?;
        setsockopt(&socket, sockopt::RcvBuf, &SYSTEM_BUFFER)?;
        // One that does not know it would not refuse a run either, but send it as one datagram.
        let knows_runs = setsockopt(&socket, sockopt::UdpGsoSegment, &0).is_ok();
        let space = || MultiHeaders::preallocate(BATCH, Some(cmsg_space!(u16)));
        Ok(Self {
            socket,
            fixed: None,
            peers: Vec::new(),
            headers: MultiHeaders::preallocate(BATCH, None),
            run_headers: knows_runs.then(space),
            addresses: Vec::new(),
            buffer: vec![0; LARGEST].into(),
        })
    }

    pub(super) fn socket_mut(&mut self) -> &mut UdpSocket {
        &mut self.socket
    }

    pub(super) fn local_address(&self) -> io::Result<SocketAddr> {
        self.socket.local_addr()
    }

    /// Takes all that has come; `take` is told a number that stands for the peer.
    pub(super) fn receive(&mut self, now: Duration, mut take: impl FnMut(usize, &[u8])) {
        loop {
            match self.socket.recv_from(&mut self.buffer) {
                Ok((length, from)) => {
                    let at = remember(&mut self.peers, from, now);
                    take(at, &self.buffer[..length]);
                }
                // That somebody we sent to is not there.
                Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => {}
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => break,
            }
        }
        let is_here = |peer: &Peer| now.saturating_sub(peer.heard) < FORGOTTEN_AFTER;
        self.peers.retain(is_here);
    }

    /// Sends frames, a datagram each, to every peer. How many were sent, and how many were not.
    pub(super) fn send(&mut self, outgoing: &Packets<()>) -> (u64, u64) {
        let (mut sent, mut shed) = (0, 0);
        let listeners: Vec<SocketAddr> = match self.fixed {
            Some(fixed) => vec![fixed],
            None => self.peers.iter().map(|peer| peer.address).collect(),
        };
        if listeners.is_empty() {
            return (0, 0);
        }
        let most = self.run_headers.as_ref().map_or(1, |_| LONGEST_RUN);
        let runs: Vec<Run> = outgoing.runs(most).collect();
        for address in listeners {
            self.addresses.clear();
            let address = Some(SockaddrStorage::from(address));
            self.addresses.resize(BATCH.min(outgoing.len()), address);
            let done = self.send_runs(&runs);
            sent += done as u64;
            shed += (outgoing.len() - done) as u64;
        }
        (sent, shed)
    }

    /// How many datagrams of these runs the system took.
    fn send_runs(&mut self, runs: &[Run]) -> usize {
        let mut done = 0;
        let mut left = runs;
        while let Some(first) = left.first() {
            // What is said of one run of a call is said of all.
            let fits = |run: &Run| {
                run.length == first.length || (run.count == 1 && run.length < first.length)
            };
            let together = left.iter().take(BATCH).take_while(|run| fits(run)).count();
            let (batch, others) = left.split_at(together);
            done += self.send_batch(batch, first.length);
            left = others;
        }
        done
    }

    /// The same of runs of this length, no more than leave with one call.
    fn send_batch(&mut self, batch: &[Run], length: usize) -> usize {
        let is_single = batch.iter().all(|run| run.count == 1);
        if is_single {
            return self.send_singly(batch);
        }
        let Some(headers) = &mut self.run_headers else {
            let each: Vec<Run> = batch.iter().flat_map(Run::apart).collect();
            return each.chunks(BATCH).map(|it| self.send_singly(it)).sum();
        };
        let Ok(length) = u16::try_from(length) else {
            return 0;
        };
        let slices: Vec<[IoSlice; 1]> = slices_of(batch);
        let mut taken = 0;
        while taken < batch.len() {
            let result = sendmmsg(
                self.socket.as_raw_fd(),
                headers,
                &slices[taken..],
                &self.addresses,
                [ControlMessage::UdpGsoSegments(&length)],
                MsgFlags::MSG_DONTWAIT,
            );
            match result.map(|results| results.count()) {
                Ok(0) => break,
                Ok(more) => taken += more,
                Err(nix::Error::EINTR) => {}
                Err(nix::Error::EINVAL | nix::Error::EIO | nix::Error::ENOPROTOOPT) => {
                    // It cannot, here or at all: from now on they go one by one.
                    self.run_headers = None;
                    let done: usize = batch[..taken].iter().map(|run| run.count).sum();
                    return done + self.send_batch(&batch[taken..], length.into());
                }
                Err(_) => break,
            }
        }
        batch[..taken].iter().map(|run| run.count).sum()
    }

    /// The same of runs of one datagram.
    fn send_singly(&mut self, batch: &[Run]) -> usize {
        let slices = slices_of(batch);
        let mut done = 0;
        while done < slices.len() {
            let result = sendmmsg(
                self.socket.as_raw_fd(),
                &mut self.headers,
                &slices[done..],
                &self.addresses,
                [],
                MsgFlags::MSG_DONTWAIT,
            );
            match result.map(|results| results.count()) {
                Ok(0) => break,
                Ok(more) => done += more,
                Err(nix::Error::EINTR) => {}
                Err(_) => break,
            }
        }
        done
    }
}

fn slices_of<'a>(runs: &[Run<'a>]) -> Vec<[IoSlice<'a>; 1]> {
    runs.iter().map(|run| [IoSlice::new(run.bytes)]).collect()
}

fn remember(peers: &mut Vec<Peer>, address: SocketAddr, now: Duration) -> usize {
    if let Some(at) = peers.iter().position(|peer| peer.address == address) {
        peers[at].heard = now;
        return at;
    }
    let peer = Peer {
        address,
        heard: now,
    };
    if peers.len() < MOST_PEERS {
        peers.push(peer);
        return peers.len() - 1;
    }
    let ages = peers.iter().enumerate();
    let at = ages.min_by_key(|(_, peer)| peer.heard).map_or(0, |it| it.0);
    peers[at] = peer;
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sends frames of these lengths, none of which is shed. What a station receives.
    fn send(udp: &mut Udp, station: &std::net::UdpSocket, lengths: &[usize]) -> Vec<Vec<u8>> {
        let mut outgoing = Packets::default();
        for (number, length) in lengths.iter().enumerate() {
            outgoing.push((), &vec![number as u8; *length]);
        }
        assert_eq!(udp.send(&outgoing), (lengths.len() as u64, 0));
        let mut buffer = [0; 2_048];
        let mut next = || {
            let length = station.recv(&mut buffer).expect("a datagram");
            buffer[..length].to_vec()
        };
        lengths.iter().map(|_| next()).collect()
    }

    #[test]
    fn frames_arrive_as_datagrams_of_their_own_whether_they_leave_in_runs_or_not() {
        let station = std::net::UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        station
            .set_read_timeout(Some(Duration::from_secs(10)))
            .expect("a socket");
        let mut udp = Udp::towards(station.local_addr().expect("bound")).expect("a port");
        let mut lengths = vec![40, 40, 21, 40, 21, 21, 280, 40, 40, 40, 39, 17];
        lengths.extend([40; 150]);
        let expected: Vec<Vec<u8>> = (0..).zip(&lengths).map(|(n, it)| vec![n; *it]).collect();
        assert_eq!(send(&mut udp, &station, &lengths), expected);
        udp.run_headers = None;
        assert_eq!(send(&mut udp, &station, &lengths), expected);
    }
}
