//! A UDP socket with its peers. Many datagrams leave with one call of the system.

use crate::wire::Packets;
use mio::net::UdpSocket;
use nix::sys::socket::{MsgFlags, MultiHeaders, SockaddrStorage, sendmmsg, setsockopt, sockopt};
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
    addresses: Vec<Option<SockaddrStorage>>,
    buffer: Box<[u8]>,
}

struct Peer {
    address: SocketAddr,
    heard: Duration,
}

/// Datagrams that leave with one call.
const BATCH: usize = 256;
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
        Ok(Self {
            socket,
            fixed: None,
            peers: Vec::new(),
            headers: MultiHeaders::preallocate(BATCH, None),
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
        let slices: Vec<[IoSlice; 1]> = outgoing
            .iter()
            .map(|((), frame)| [IoSlice::new(frame)])
            .collect();
        for address in listeners {
            self.addresses.clear();
            let address = Some(SockaddrStorage::from(address));
            self.addresses.resize(BATCH.min(slices.len()), address);
            for batch in slices.chunks(BATCH) {
                let done = self.send_batch(batch);
                sent += done as u64;
                shed += (batch.len() - done) as u64;
            }
        }
        (sent, shed)
    }

    /// How many of a batch the system took.
    fn send_batch(&mut self, batch: &[[IoSlice; 1]]) -> usize {
        let mut done = 0;
        while done < batch.len() {
            let result = sendmmsg(
                self.socket.as_raw_fd(),
                &mut self.headers,
                &batch[done..],
                &self.addresses,
                [],
                MsgFlags::MSG_DONTWAIT,
            );
            match result {
                Ok(results) => match results.count() {
                    0 => break,
                    taken => done += taken,
                },
                Err(nix::Error::EINTR) => {}
                Err(_) => break,
            }
        }
        done
    }
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
