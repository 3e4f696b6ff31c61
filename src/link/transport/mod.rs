//! Sockets and serial lines: bytes in from peers, frames out to them. It knows nothing of what a frame says.
//!
//! One thread waits for all links at once ([`Transport::poll`]), and sends what was queued with as few calls
//! of the system as there can be ([`Transport::flush`]). Nothing here waits for a peer: what one does not
//! take is given up, the oldest first and whole frames only, and counted.
//!
//! A link listens where its address says, and nowhere else: who does not want the network to come in writes
//! `127.0.0.1` or `[::1]`.

mod address;
mod address_problem;
mod batch;
mod common;
mod datagram_queue;
mod datagrams;
mod dialled;
mod event;
mod frame_queue;
mod kernel;
mod line;
mod open_files;
mod peers;
mod serial;
mod server;
mod stream;
mod traffic;
mod udp;
mod watch;

pub use super::arrival::{Arrival, Framing};
pub use address::{LinkAddress, USUAL_BAUD};
pub use address_problem::{AddressProblem, Part};
pub use batch::{Batch, Incoming};
pub use event::{
    DownReason, GoneReason, OpenError, PollError, ReadError, TransportEvent, WriteError,
};
pub use traffic::LinkTraffic;

use crate::clock;
use crate::link::file_count::FileCount;
use crate::link::names::{LinkId, PeerId};
use crate::moment::Moment;
use common::{Common, Desk};
use line::{Line, Link};
use rustc_hash::FxHashMap;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

/// All links.
pub struct Transport {
    links: FxHashMap<LinkId, Link>,
    common: Common,
    /// Links over which something may wait to be sent.
    dirty: Vec<LinkId>,
    waker: Waker,
}

/// Whom something is sent to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum To {
    /// One peer of the link.
    Peer(PeerId),
    /// All clients of a TCP server; all peers of a listening UDP link that are pinned or were heard in the
    /// last minute; the only peer of any other link.
    All,
}

/// Ends the waiting of [`Transport::poll`] from another thread.
#[derive(Clone, Debug)]
pub struct Waker(Arc<mio::Waker>);

impl Waker {
    /// Ends the waiting that goes on, or else the next one.
    pub fn wake(&self) {
        // It fails only where the system has no memory left; the wait is short then all the same.
        self.0.wake().ok();
    }
}

/// Sockets have so many turns before time has to pass.
const MOST_TURNS: usize = 4_096;
/// So many connections that are let in or turned away are enough before time has to pass: a dozen calls of the
/// system each.
const MOST_NEWCOMERS: usize = 256;

impl Transport {
    /// A transport without links.
    ///
    /// # Errors
    /// The system does not let us wait for sockets.
    pub fn new() -> Result<Self, PollError> {
        let common = Common::new().map_err(PollError)?;
        let waker = common.watch.waker().map_err(PollError)?;
        Ok(Self {
            links: FxHashMap::default(),
            common,
            dirty: Vec::new(),
            waker: Waker(Arc::new(waker)),
        })
    }

    /// What other threads end our waiting with.
    pub fn waker(&self) -> Waker {
        self.waker.clone()
    }

    /// Adds a link. One that listens is there when this returns; a TCP client and a serial line are opened
    /// by [`Transport::poll`], again and again where nobody is there yet.
    ///
    /// # Errors
    /// The number is taken, or the system does not let us listen there.
    pub fn add(&mut self, link: LinkId, address: &LinkAddress) -> Result<(), OpenError> {
        if self.links.contains_key(&link) {
            return Err(OpenError::SameNumber(link));
        }
        let mut traffic = LinkTraffic::default();
        let mut desk = Desk {
            link,
            traffic: &mut traffic,
            common: &mut self.common,
        };
        let line = Line::open(address, &mut desk)?;
        let is_dirty = false;
        let link_of = Link {
            line,
            traffic,
            drops: None,
            is_dirty,
        };
        self.links.insert(link, link_of);
        self.common.files.links = self.links.len();
        Ok(())
    }

    /// Removes a link, with all that waits for it or is still to be told of it. Whether there was one.
    pub fn remove(&mut self, link: LinkId) -> bool {
        self.common.watch.remove_link(link);
        self.common.news.retain(|event| event.link() != link);
        self.common.sheds.forget(link);
        let was_there = self.links.remove(&link).is_some();
        self.common.files.links = self.links.len();
        was_there
    }

    /// Leaves so many files to others, a log for each group, say: clients of TCP servers do not take them. `open`
    /// tells how many of them they have.
    pub fn leave_files(&mut self, count: usize, open: FileCount) {
        self.common.files.of_others = count;
        self.common.files.open_of_others = open;
    }

    /// Waits until something comes, somebody wakes us or something is due, at most so long, and fills the
    /// batch with what came. `now` drives what is opened again and who counts as silent. A batch that is
    /// full leaves the rest for the next one, every link having had its turn.
    ///
    /// # Errors
    /// The system cannot say which sockets are ready.
    pub fn poll(
        &mut self,
        now: Moment,
        timeout: Duration,
        batch: &mut Batch,
    ) -> Result<(), PollError> {
        batch.clear();
        self.common.now = now;
        self.drive(now);
        self.common.sheds.tell(&mut self.common.news);
        batch.take_events(&mut self.common.news);
        let is_busy = !batch.is_empty() || self.common.watch.is_anything_ready();
        let timeout = match is_busy {
            true => Duration::ZERO,
            false => timeout.min(self.due_in(now)),
        };
        self.common.watch.wait(timeout).map_err(PollError)?;
        self.serve(clock::moment(), batch);
        Ok(())
    }

    fn drive(&mut self, now: Moment) {
        for (id, link) in &mut self.links {
            let (line, mut desk) = link.at_work(*id, &mut self.common);
            line.drive(now, &mut desk);
        }
    }

    fn due_in(&self, now: Moment) -> Duration {
        let due = self.links.values().filter_map(|it| it.line.due_in(now));
        due.min().unwrap_or(Duration::MAX)
    }

    /// Takes from all sockets what they have, in turns. `came` is when the waiting ended. What brings no bytes is
    /// bounded as well: who connects and closes again, say, has as little of our time as who talks.
    fn serve(&mut self, came: Moment, batch: &mut Batch) {
        self.common.newcomers = 0;
        self.common.files.time_passed();
        for _ in 0..MOST_TURNS {
            if batch.is_full() || self.common.newcomers >= MOST_NEWCOMERS {
                break;
            }
            let Some((token, owner)) = self.common.watch.next_ready() else {
                break;
            };
            let Some(link) = self.links.get_mut(&owner.link) else {
                continue;
            };
            let (line, mut desk) = link.at_work(owner.link, &mut self.common);
            if line.serve(owner.peer, came, &mut desk, batch) {
                self.common.watch.set_ready(token);
            }
            if std::mem::take(&mut self.common.is_room_wanted) {
                self.make_room();
            }
            batch.take_events(&mut self.common.news);
        }
    }

    /// Of all clients that never said anything, the one that is there for the longest time makes room.
    fn make_room(&mut self) {
        let now = self.common.now;
        let all = self.links.iter();
        let silent = all.filter_map(|(id, link)| Some((link.line.longest_silent(now)?, *id)));
        let Some((_, id)) = silent.min() else {
            return;
        };
        if let Some(link) = self.links.get_mut(&id) {
            let (line, mut desk) = link.at_work(id, &mut self.common);
            line.make_room(&mut desk);
        }
    }

    /// Queues a frame. It leaves with [`Transport::flush`]. Where it has nowhere to go (no such peer, a link
    /// that is down) it is given up and counted; a frame that left may still be lost, as on any link. Whether it
    /// was queued for anybody.
    pub fn send(&mut self, link: LinkId, to: To, frame: &[u8]) -> bool {
        let id = link;
        let Some(link) = self.links.get_mut(&id) else {
            return false;
        };
        let to = match to {
            To::Peer(peer) => Some(peer),
            To::All => None,
        };
        let (line, mut desk) = link.at_work(id, &mut self.common);
        let is_queued = line.send(to, frame, &mut desk);
        if !link.is_dirty {
            link.is_dirty = true;
            self.dirty.push(id);
        }
        is_queued
    }

    /// Sends what was queued, as far as it is taken; the rest leaves when it is.
    pub fn flush(&mut self) {
        for id in self.dirty.drain(..) {
            let Some(link) = self.links.get_mut(&id) else {
                continue;
            };
            link.is_dirty = false;
            let (line, mut desk) = link.at_work(id, &mut self.common);
            line.flush(&mut desk);
        }
    }

    /// Gives up all that waits to be sent, and counts it: the links are about to end.
    pub fn give_up_waiting(&mut self) {
        for (id, link) in &mut self.links {
            let mut desk = Desk {
                link: *id,
                traffic: &mut link.traffic,
                common: &mut self.common,
            };
            link.line.give_up(&mut desk);
        }
    }

    /// Says on all connections of a link that nothing more comes; what still waits to be sent is given up when
    /// it is tried. They are read on: a connection that is closed while something of the other side is unread
    /// takes with it what that has not read yet.
    pub fn end_sending(&mut self, link: LinkId) {
        if let Some(link) = self.links.get(&link) {
            link.line.end_sending();
        }
    }

    /// Keeps a peer of a listening UDP link in its table however long it is silent, or no longer: one that
    /// carries a vehicle or station. Whether it is so now; there is room for 15 360. Peers of other links
    /// stay without it.
    pub fn pin(&mut self, link: LinkId, peer: PeerId, is_pinned: bool) -> bool {
        match self.links.get_mut(&link).map(|it| &mut it.line) {
            Some(Line::Udp(udp)) => match udp.peers() {
                Some(table) => table.pin(peer, is_pinned),
                None => peer == PeerId::ONLY,
            },
            Some(line) => line.address_of(peer).is_some(),
            None => false,
        }
    }

    /// The address that a link really has: where it listens, or from where it sends.
    pub fn local_address(&self, link: LinkId) -> Option<SocketAddr> {
        self.links.get(&link)?.line.local_address()
    }

    /// Where a peer is; `None` for one that is not there, and on a serial line.
    pub fn address_of(&self, link: LinkId, peer: PeerId) -> Option<SocketAddr> {
        self.links.get(&link)?.line.address_of(peer)
    }

    /// What went over a link.
    pub fn traffic(&self, link: LinkId) -> Option<LinkTraffic> {
        self.links.get(&link).map(|it| it.traffic)
    }

    /// What the system keeps of what comes over a UDP link until it is read, in its own bytes, several for
    /// one of a small datagram.
    pub fn receive_buffer(&self, link: LinkId) -> Option<usize> {
        match &self.links.get(&link)?.line {
            Line::Udp(udp) => kernel::receive_buffer(udp.socket()),
            _ => None,
        }
    }

    /// Datagrams of each UDP link that the system dropped because they were not read fast enough. It reads the
    /// system's list of sockets: once a second is often enough. Of a link that the list misses it is what was known
    /// last, and `None` where nothing ever was: it may be any number then.
    pub fn system_drops(&mut self) -> FxHashMap<LinkId, Option<u64>> {
        self.drops_in_lists(|list| std::fs::read_to_string(list))
    }

    fn drops_in_lists(
        &mut self,
        read: impl FnMut(&str) -> io::Result<String>,
    ) -> FxHashMap<LinkId, Option<u64>> {
        let sockets = self.links.iter().filter_map(|(id, link)| match &link.line {
            Line::Udp(udp) => Some((udp.listed()?, *id)),
            _ => None,
        });
        let found = kernel::drops(&sockets.collect(), read);
        let udp = self.links.iter_mut();
        udp.filter(|(_, link)| matches!(link.line, Line::Udp(_)))
            .map(|(id, link)| {
                link.drops = found.get(id).copied().or(link.drops);
                (*id, link.drops)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests;
