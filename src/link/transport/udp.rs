//! A UDP link: one that listens, with its table of peers, or one towards an address.

use super::batch::Batch;
use super::common::Desk;
use super::datagram_queue::DatagramQueue;
use super::datagrams::RECEIVED_AT_ONCE;
use super::event::{GoneReason, TransportEvent};
use super::kernel::{self, Listed};
use super::peers::{PeerTable, Speaker};
use super::traffic::Shed;
use crate::clock;
use crate::link::arrival::{Arrival, Framing};
use crate::link::file_count::CountedFile;
use crate::link::names::PeerId;
use crate::moment::Moment;
use mio::net::UdpSocket;
use nix::errno::Errno;
use nix::sys::socket::{setsockopt, sockopt};
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::os::fd::AsRawFd;

/// A UDP socket.
pub(super) struct UdpLine {
    _counted: CountedFile,
    socket: UdpSocket,
    is_v6: bool,
    /// Where the system tells what it dropped of it.
    listed: Option<Listed>,
    far_side: FarSide,
    queue: DatagramQueue,
    /// So many datagrams are asked for at once: twice as many as came last.
    asked: usize,
    /// It takes no more until it is said to be ready.
    is_blocked: bool,
    /// When nothing was left to be taken.
    emptied: Moment,
}

enum FarSide {
    /// Many: whoever is heard.
    Peers(Box<PeerTable>),
    /// One: the system lets nobody else through.
    One(SocketAddr),
}

/// The least that is asked for at once.
const LEAST_ASKED: usize = 8;
/// Calls that are made for one link before others have their turn.
const CALLS: usize = 8;

impl UdpLine {
    pub(super) fn listening(at: SocketAddr, desk: &mut Desk<'_>) -> io::Result<Self> {
        let table = Box::new(PeerTable::new());
        Self::watched(UdpSocket::bind(at)?, FarSide::Peers(table), desk)
    }

    pub(super) fn towards(to: SocketAddr, desk: &mut Desk<'_>) -> io::Result<Self> {
        let any: IpAddr = match to {
            SocketAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
            SocketAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
        };
        let socket = UdpSocket::bind(SocketAddr::new(any, 0))?;
        socket.connect(to)?;
        Self::watched(socket, FarSide::One(to), desk)
    }

    fn watched(mut socket: UdpSocket, far_side: FarSide, desk: &mut Desk<'_>) -> io::Result<Self> {
        let is_v6 = socket.local_addr()?.is_ipv6();
        kernel::enlarge_buffers(&socket);
        // Where the system does not stamp, what comes is stamped when it is read.
        setsockopt(&socket, sockopt::ReceiveTimestampns, &true).ok();
        let token = desk.common.watch.add(&mut socket, desk.link, None)?;
        // Something may have come before it was watched.
        desk.common.watch.set_ready(token);
        Ok(Self {
            _counted: desk.common.files.open_links.opened(),
            listed: kernel::listed(&socket, is_v6),
            socket,
            is_v6,
            far_side,
            queue: DatagramQueue::default(),
            asked: RECEIVED_AT_ONCE,
            is_blocked: false,
            emptied: Moment::default(),
        })
    }

    pub(super) fn socket(&self) -> &UdpSocket {
        &self.socket
    }

    pub(super) fn listed(&self) -> Option<Listed> {
        self.listed
    }

    pub(super) fn peers(&mut self) -> Option<&mut PeerTable> {
        match &mut self.far_side {
            FarSide::Peers(table) => Some(table),
            FarSide::One(_) => None,
        }
    }

    pub(super) fn address_of(&self, peer: PeerId) -> Option<SocketAddr> {
        match &self.far_side {
            FarSide::Peers(table) => table.address_of(peer),
            FarSide::One(to) => Some(*to),
        }
    }

    /// Takes what has come. Whether there may be more.
    pub(super) fn receive(&mut self, came: Moment, desk: &mut Desk<'_>, batch: &mut Batch) -> bool {
        self.is_blocked = false;
        self.flush(desk);
        let mut has_failed = false;
        for _ in 0..CALLS {
            if batch.is_full() {
                return true;
            }
            let asked = self.asked;
            match self.receive_some(came, desk, batch) {
                Ok(count) => {
                    self.asked = (count * 2).clamp(LEAST_ASKED, RECEIVED_AT_ONCE);
                    // A listening socket has no errors of its own to report, so less than asked for is all.
                    if count < asked && self.is_listening() {
                        self.emptied = came;
                        return false;
                    }
                }
                Err(Errno::EAGAIN) => {
                    self.emptied = came;
                    return false;
                }
                // That nobody is where we sent to; the next call receives.
                Err(Errno::ECONNREFUSED | Errno::EINTR) => {}
                Err(_) => {
                    desk.traffic.read_errors += 1;
                    // What was wrong is told once, before what has come; twice, it stays so.
                    if std::mem::replace(&mut has_failed, true) {
                        return false;
                    }
                }
            }
        }
        true
    }

    fn is_listening(&self) -> bool {
        matches!(self.far_side, FarSide::Peers(_))
    }

    fn receive_some(
        &mut self,
        came: Moment,
        desk: &mut Desk<'_>,
        batch: &mut Batch,
    ) -> nix::Result<usize> {
        let (link, now) = (desk.link, desk.common.now);
        let (ids, news) = (&mut desk.common.ids, &mut desk.common.news);
        let traffic = &mut *desk.traffic;
        let (far_side, emptied) = (&mut self.far_side, self.emptied);
        let ahead = clock::ahead();
        let socket = self.socket.as_raw_fd();
        desk.common
            .datagrams
            .receive(socket, self.is_v6, self.asked, |from, at, bytes| {
                traffic.received_pieces += 1;
                traffic.received_bytes += bytes.len() as u64;
                let speaker = match far_side {
                    FarSide::Peers(table) => table.hear(from, now, ids),
                    FarSide::One(to) if is_same(*to, from) => Speaker::Known(PeerId::ONLY),
                    // It came before the socket was connected.
                    FarSide::One(_) => Speaker::Refused,
                };
                let peer = match speaker {
                    Speaker::Known(peer) => peer,
                    Speaker::New(peer, gone) => {
                        traffic.peers += 1;
                        if let Some(peer) = gone {
                            traffic.peers_crowded_out += 1;
                            let why = GoneReason::Crowded;
                            news.push(TransportEvent::PeerGone { link, peer, why });
                        }
                        peer
                    }
                    Speaker::Refused => {
                        traffic.refused += 1;
                        return;
                    }
                };
                batch.push(Arrival {
                    link,
                    peer,
                    at: arrived(at.map(|it| ahead.of_system(it)), emptied, came),
                    bytes,
                    framing: Framing::Datagram,
                });
            })
    }

    /// Queues a datagram for a peer, or for all. Whether there was any.
    pub(super) fn send(&mut self, to: Option<PeerId>, frame: &[u8], desk: &mut Desk<'_>) -> bool {
        let queue = &mut self.queue;
        let mut is_queued = false;
        let mut push = |peer, address, desk: &mut Desk<'_>| {
            is_queued = true;
            queue.push(peer, address, frame, |peer, shed| desk.shed(peer, shed));
        };
        match (&self.far_side, to) {
            (FarSide::One(_), None | Some(PeerId::ONLY)) => push(PeerId::ONLY, None, desk),
            (FarSide::Peers(table), None) => {
                for (peer, address) in table.all(desk.common.now) {
                    push(peer, Some(address), desk);
                }
            }
            (_, Some(peer)) => {
                let address = match &self.far_side {
                    FarSide::Peers(table) => table.address_of(peer),
                    FarSide::One(_) => None,
                };
                match address {
                    Some(address) => push(peer, Some(address), desk),
                    None => desk.shed(peer, Shed::of_length(frame.len())),
                }
            }
        }
        is_queued
    }

    /// Sends what waits, as far as the system takes it.
    pub(super) fn flush(&mut self, desk: &mut Desk<'_>) {
        let mut was_refused = false;
        while !self.is_blocked && !self.queue.is_empty() {
            let socket = self.socket.as_raw_fd();
            match desk.common.datagrams.send(socket, self.queue.first()) {
                Ok(count) if count > 0 => {
                    for sent in (0..count).map_while(|_| self.queue.pop()) {
                        desk.traffic.sent_frames += 1;
                        desk.traffic.sent_bytes += sent.length as u64;
                    }
                    was_refused = false;
                }
                Err(Errno::EAGAIN) => self.is_blocked = true,
                Err(Errno::EINTR) => {}
                // It is about what was sent before: nobody was there. This one is tried once more.
                Err(Errno::ECONNREFUSED) if !was_refused => was_refused = true,
                // This one cannot be sent: no way leads there, say.
                _ => {
                    desk.traffic.write_errors += 1;
                    was_refused = false;
                    if let Some(lost) = self.queue.pop() {
                        desk.shed(lost.peer, Shed::of_length(lost.length));
                    }
                }
            }
        }
    }

    /// Gives up what waits.
    pub(super) fn give_up(&mut self, desk: &mut Desk<'_>) {
        while let Some(lost) = self.queue.pop() {
            desk.shed(lost.peer, Shed::of_length(lost.length));
        }
    }
}

/// When a datagram came that was taken at a moment, by the system's stamp. That is of the system's clock, which may have
/// been put forward or back since; it came when there was something to take.
fn arrived(stamp: Option<Moment>, emptied: Moment, taken: Moment) -> Moment {
    stamp.unwrap_or(taken).max(emptied).min(taken)
}

/// Whether two addresses are the same place. IPv6 has labels beside it, which differ.
fn is_same(one: SocketAddr, other: SocketAddr) -> bool {
    one.ip() == other.ip() && one.port() == other.port()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_datagram_came_after_the_one_before_it_was_taken_and_before_it_was_taken_itself() {
        let at = Moment::from_us;
        let (emptied, taken) = (at(5_000_000), at(5_200_000));
        let stamped = |us| arrived(Some(at(us)), emptied, taken);
        assert_eq!(stamped(5_100_000), at(5_100_000));
        // The clock was put forward by a minute while it waited, or back.
        assert_eq!(stamped(5_100_000 - 4_000_000), emptied);
        assert_eq!(stamped(65_100_000), taken);
        assert_eq!(arrived(None, emptied, taken), taken);
    }
}
