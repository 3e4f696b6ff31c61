//! A TCP server and its clients.

use super::batch::Batch;
use super::common::Desk;
use super::event::{GoneReason, TransportEvent};
use super::stream::{Reading, Stream, watched};
use super::traffic::Shed;
use crate::link::names::PeerId;
use crate::moment::Moment;
use mio::Token;
use mio::net::TcpListener;
use rustc_hash::FxHashMap;
use std::io;
use std::net::SocketAddr;

/// A TCP server.
pub(super) struct Server {
    listener: TcpListener,
    token: Token,
    clients: FxHashMap<PeerId, Client>,
    /// The system would not let a client in just now (it has no files left, say): one may still wait.
    is_behind: bool,
}

struct Client {
    stream: Stream,
    address: SocketAddr,
}

/// The most clients at once; who comes beyond is turned away.
pub(super) const MOST_CLIENTS: usize = 1_024;
/// Clients that are let in before others have their turn.
const LET_IN: usize = 64;

impl Server {
    pub(super) fn listening(at: SocketAddr, desk: &mut Desk<'_>) -> io::Result<Self> {
        let mut listener = TcpListener::bind(at)?;
        let token = desk.common.watch.add(&mut listener, desk.link, None)?;
        desk.common.watch.set_ready(token);
        Ok(Self {
            listener,
            token,
            clients: FxHashMap::default(),
            is_behind: false,
        })
    }

    pub(super) fn local_address(&self) -> Option<SocketAddr> {
        self.listener.local_addr().ok()
    }

    pub(super) fn address_of(&self, peer: PeerId) -> Option<SocketAddr> {
        self.clients.get(&peer).map(|client| client.address)
    }

    /// Tries again to let in whom the system would not.
    pub(super) fn drive(&mut self, desk: &mut Desk<'_>) {
        if std::mem::take(&mut self.is_behind) {
            desk.common.watch.set_ready(self.token);
        }
    }

    pub(super) fn is_behind(&self) -> bool {
        self.is_behind
    }

    /// Lets clients in. Whether more may wait.
    pub(super) fn accept(&mut self, desk: &mut Desk<'_>) -> bool {
        for _ in 0..LET_IN {
            match self.listener.accept() {
                Ok(_) if self.clients.len() >= MOST_CLIENTS => desk.traffic.refused += 1,
                Ok((stream, address)) => self.let_in(stream, address, desk),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return false,
                // One that went away before it was let in.
                Err(error) if error.kind() == io::ErrorKind::ConnectionAborted => {}
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => {
                    desk.traffic.read_errors += 1;
                    self.is_behind = true;
                    return false;
                }
            }
        }
        true
    }

    fn let_in(&mut self, stream: mio::net::TcpStream, address: SocketAddr, desk: &mut Desk<'_>) {
        let peer = desk.common.ids.next();
        match watched(stream, desk.link, Some(peer), &mut desk.common.watch) {
            Ok(stream) => {
                desk.traffic.peers += 1;
                desk.common.watch.set_ready(stream.token());
                self.clients.insert(peer, Client { stream, address });
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
        match desk.read(&mut client.stream, peer, came, batch) {
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
            let shed = client.stream.close(&mut desk.common.watch);
            desk.shed(peer, shed);
            desk.gone(peer, why);
        }
    }

    /// Queues a frame for a client, or for all.
    pub(super) fn send(&mut self, to: Option<PeerId>, frame: &[u8], desk: &mut Desk<'_>) {
        match to {
            None => {
                for (peer, client) in &mut self.clients {
                    desk.shed(*peer, client.stream.push(frame));
                }
            }
            Some(peer) => {
                let shed = match self.clients.get_mut(&peer) {
                    Some(client) => client.stream.push(frame),
                    None => Shed::of_length(frame.len()),
                };
                desk.shed(peer, shed);
            }
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
