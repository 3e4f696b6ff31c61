//! A TCP server and its clients.

use super::batch::Batch;
use super::common::{Desk, left_of};
use super::event::{GoneReason, TransportEvent};
use super::stream::{Reading, Stream, watched};
use super::traffic::Shed;
use crate::link::file_count::CountedFile;
use crate::link::names::PeerId;
use crate::moment::Moment;
use mio::Token;
use mio::net::{TcpListener, TcpStream};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::os::fd::AsRawFd;
use std::time::Duration;

/// A TCP server.
pub(super) struct Server {
    _counted: CountedFile,
    listener: TcpListener,
    token: Token,
    clients: FxHashMap<PeerId, Client>,
    /// Clients that have not said anything yet, by their numbers and so by when they came, which is beside.
    silent: BTreeMap<PeerId, Moment>,
    /// When the system would not let a client in (it has no files left, say): one may still wait.
    behind_since: Option<Moment>,
}

struct Client {
    stream: Stream,
    address: SocketAddr,
    has_spoken: bool,
}

/// The most clients at once; who comes beyond is turned away, unless one makes room that is only there.
pub(super) const MOST_CLIENTS: usize = 1_024;
/// Clients that are let in before others have their turn.
pub(super) const LET_IN: usize = 64;
/// After the system would not let a client in, it is asked again so soon.
pub(super) const ASK_AGAIN: Duration = Duration::from_millis(500);
/// Who has said nothing for so long after it came makes room where there is none. Vehicles and stations send
/// heartbeats once a second.
pub(super) const SILENT_FOR: Duration = Duration::from_secs(10);

impl Server {
    pub(super) fn listening(at: SocketAddr, desk: &mut Desk<'_>) -> io::Result<Self> {
        let mut listener = TcpListener::bind(at)?;
        let counted = desk.common.files.open_links.opened();
        let token = desk.common.watch.add(&mut listener, desk.link, None)?;
        desk.common.watch.set_ready(token);
        Ok(Self {
            _counted: counted,
            listener,
            token,
            clients: FxHashMap::default(),
            silent: BTreeMap::new(),
            behind_since: None,
        })
    }

    pub(super) fn local_address(&self) -> Option<SocketAddr> {
        self.listener.local_addr().ok()
    }

    pub(super) fn address_of(&self, peer: PeerId) -> Option<SocketAddr> {
        self.clients.get(&peer).map(|client| client.address)
    }

    /// Tries again to let in whom the system would not.
    pub(super) fn drive(&mut self, now: Moment, desk: &mut Desk<'_>) {
        if self.due_in(now).is_some_and(|left| left.is_zero()) {
            self.behind_since = None;
            desk.common.watch.set_ready(self.token);
        }
    }

    /// How long until [`Server::drive`] has something to do; `None` while it waits for nothing.
    pub(super) fn due_in(&self, now: Moment) -> Option<Duration> {
        let since = self.behind_since?;
        Some(left_of(ASK_AGAIN, since, now))
    }

    /// Lets clients in. Whether more may wait.
    pub(super) fn accept(&mut self, desk: &mut Desk<'_>) -> bool {
        if self.behind_since.is_some() {
            return false;
        }
        for _ in 0..LET_IN {
            let accepted = self.listener.accept();
            desk.common.newcomers += usize::from(accepted.is_ok());
            match accepted {
                Ok((stream, address)) => match self.has_room_for(&stream, desk) {
                    true => self.let_in(stream, address, desk),
                    false => desk.traffic.refused += 1,
                },
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return false,
                // One that went away before it was let in.
                Err(error) if error.kind() == io::ErrorKind::ConnectionAborted => {}
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => {
                    desk.traffic.read_errors += 1;
                    self.behind_since = Some(desk.common.now);
                    return false;
                }
            }
        }
        true
    }

    fn has_room_for(&mut self, stream: &TcpStream, desk: &mut Desk<'_>) -> bool {
        if !desk.common.files.may_be_a_clients(stream.as_raw_fd()) {
            // Whose file is free next, this one may not keep. It may when it comes again.
            desk.common.is_room_wanted = true;
            return false;
        }
        self.clients.len() < MOST_CLIENTS || self.make_room(desk)
    }

    /// Since when the client is there that was silent for the longest time, where it may be given up.
    pub(super) fn longest_silent(&self, now: Moment) -> Option<Moment> {
        let (_, since) = self.silent.first_key_value()?;
        (now.since(*since) >= SILENT_FOR).then_some(*since)
    }

    /// Gives up the client that was silent for the longest time. Whether there was one.
    pub(super) fn make_room(&mut self, desk: &mut Desk<'_>) -> bool {
        if self.longest_silent(desk.common.now).is_none() {
            return false;
        }
        let Some((peer, _)) = self.silent.pop_first() else {
            return false;
        };
        desk.traffic.peers_crowded_out += 1;
        self.close(peer, GoneReason::Silent, desk);
        true
    }

    fn let_in(&mut self, stream: TcpStream, address: SocketAddr, desk: &mut Desk<'_>) {
        let peer = desk.common.ids.next();
        match watched(stream, desk.link, Some(peer), &mut desk.common.watch) {
            Ok(stream) => {
                desk.traffic.peers += 1;
                desk.common.watch.set_ready(stream.token());
                let has_spoken = false;
                let client = Client {
                    stream,
                    address,
                    has_spoken,
                };
                self.clients.insert(peer, client);
                self.silent.insert(peer, desk.common.now);
                desk.common.files.client_came();
                let link = desk.link;
                desk.common
                    .news
                    .push(TransportEvent::PeerCame { link, peer });
            }
            Err(_) => desk.traffic.refused += 1,
        }
    }

    /// Takes what has come from a client. Whether there may be more.
    pub(super) fn serve(
        &mut self,
        peer: PeerId,
        came: Moment,
        desk: &mut Desk<'_>,
        batch: &mut Batch,
    ) -> bool {
        let Some(client) = self.clients.get_mut(&peer) else {
            return false;
        };
        client.stream.unblock();
        if let Err(error) = client.stream.flush(desk.traffic) {
            desk.traffic.write_errors += 1;
            self.close(peer, GoneReason::Write(error), desk);
            return false;
        }
        let before = desk.traffic.received_pieces;
        let reading = desk.read(&mut client.stream, peer, came, batch);
        if !client.has_spoken && desk.traffic.received_pieces > before {
            client.has_spoken = true;
            self.silent.remove(&peer);
        }
        match reading {
            Reading::Drained => return false,
            Reading::More => return true,
            Reading::Closed => self.close(peer, GoneReason::Closed, desk),
            Reading::Failed(error) => {
                desk.traffic.read_errors += 1;
                self.close(peer, GoneReason::Read(error), desk);
            }
        }
        false
    }

    fn close(&mut self, peer: PeerId, why: GoneReason, desk: &mut Desk<'_>) {
        if let Some(client) = self.clients.remove(&peer) {
            self.silent.remove(&peer);
            let shed = client.stream.close(&mut desk.common.watch);
            desk.common.files.client_went();
            desk.shed(peer, shed);
            desk.gone(peer, why);
        }
    }

    /// Queues a frame for a client, or for all. Whether there was any.
    pub(super) fn send(&mut self, to: Option<PeerId>, frame: &[u8], desk: &mut Desk<'_>) -> bool {
        match to {
            None => {
                for (peer, client) in &mut self.clients {
                    desk.shed(*peer, client.stream.push(frame));
                }
                !self.clients.is_empty()
            }
            Some(peer) => {
                let client = self.clients.get_mut(&peer);
                let pushed = client.map(|client| client.stream.push(frame));
                desk.shed(peer, pushed.unwrap_or(Shed::of_length(frame.len())));
                pushed.is_some()
            }
        }
    }

    /// Gives up what waits for any client.
    pub(super) fn give_up(&mut self, desk: &mut Desk<'_>) {
        for (peer, client) in &mut self.clients {
            desk.shed(*peer, client.stream.give_up());
        }
    }

    /// Says to all clients that nothing more comes.
    pub(super) fn end_sending(&self) {
        for client in self.clients.values() {
            client.stream.end_sending();
        }
    }

    /// Writes what waits, as far as each client takes it.
    pub(super) fn flush(&mut self, desk: &mut Desk<'_>) {
        let mut failed = Vec::new();
        for (peer, client) in &mut self.clients {
            if let Err(error) = client.stream.flush(desk.traffic) {
                desk.traffic.write_errors += 1;
                failed.push((*peer, error));
            }
        }
        for (peer, error) in failed {
            self.close(peer, GoneReason::Write(error), desk);
        }
    }
}
