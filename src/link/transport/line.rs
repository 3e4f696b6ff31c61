//! One link of whatever kind.

use super::address::LinkAddress;
use super::batch::Batch;
use super::common::Desk;
use super::dialled::Dialled;
use super::event::{OpenError, TransportEvent};
use super::server::Server;
use super::traffic::LinkTraffic;
use super::udp::UdpLine;
use crate::link::names::PeerId;
use crate::moment::Moment;
use std::net::SocketAddr;
use std::time::Duration;

/// A link, and what went over it.
pub(super) struct Link {
    pub(super) line: Line,
    pub(super) traffic: LinkTraffic,
    /// Something may wait to be sent.
    pub(super) is_dirty: bool,
}

/// What a link goes over.
pub(super) enum Line {
    Udp(UdpLine),
    Server(Server),
    Dialled(Dialled),
}

/// After the system would not let a client in, it is asked again so soon.
const ASK_AGAIN: Duration = Duration::from_millis(500);

impl Line {
    pub(super) fn open(address: &LinkAddress, desk: &mut Desk<'_>) -> Result<Self, OpenError> {
        let opened = match address {
            LinkAddress::UdpListen(at) => UdpLine::listening(*at, desk).map(Self::Udp),
            LinkAddress::UdpTo(to) => UdpLine::towards(*to, desk).map(Self::Udp),
            LinkAddress::TcpListen(at) => Server::listening(*at, desk).map(Self::Server),
            LinkAddress::TcpTo(to) => return Ok(Self::Dialled(Dialled::tcp(*to))),
            LinkAddress::Serial { path, baud } => {
                return Ok(Self::Dialled(Dialled::serial(path, *baud)));
            }
        };
        let line = opened.map_err(|error| OpenError::System(address.clone(), error))?;
        let link = desk.link;
        desk.common.news.push(TransportEvent::LinkUp { link });
        Ok(line)
    }

    /// What has to be done by the clock.
    pub(super) fn drive(&mut self, now: Moment, desk: &mut Desk<'_>) {
        match self {
            Self::Udp(_) => {}
            Self::Server(server) => server.drive(desk),
            Self::Dialled(dialled) => dialled.drive(now, desk),
        }
    }

    /// When [`Line::drive`] has something to do.
    pub(super) fn due_in(&self, now: Moment) -> Option<Duration> {
        match self {
            Self::Udp(_) => None,
            Self::Server(server) => server.is_behind().then_some(ASK_AGAIN),
            Self::Dialled(dialled) => dialled.due_in(now),
        }
    }

    /// Takes what has come over one of its sockets. Whether there may be more.
    pub(super) fn serve(
        &mut self,
        peer: Option<PeerId>,
        came: Moment,
        desk: &mut Desk<'_>,
        batch: &mut Batch,
    ) -> bool {
        match (self, peer) {
            (Self::Udp(udp), _) => udp.receive(came, desk, batch),
            (Self::Server(server), None) => server.accept(desk),
            (Self::Server(server), Some(peer)) => server.serve(peer, came, desk, batch),
            (Self::Dialled(dialled), _) => dialled.serve(came, desk, batch),
        }
    }

    pub(super) fn send(&mut self, to: Option<PeerId>, frame: &[u8], desk: &mut Desk<'_>) {
        match self {
            Self::Udp(udp) => udp.send(to, frame, desk),
            Self::Server(server) => server.send(to, frame, desk),
            Self::Dialled(dialled) => dialled.send(to, frame, desk),
        }
    }

    pub(super) fn flush(&mut self, desk: &mut Desk<'_>) {
        match self {
            Self::Udp(udp) => udp.flush(desk),
            Self::Server(server) => server.flush(desk),
            Self::Dialled(dialled) => dialled.flush(desk),
        }
    }

    pub(super) fn end_sending(&self) {
        match self {
            Self::Udp(_) => {}
            Self::Server(server) => server.end_sending(),
            Self::Dialled(dialled) => dialled.end_sending(),
        }
    }

    pub(super) fn local_address(&self) -> Option<SocketAddr> {
        match self {
            Self::Udp(udp) => udp.socket().local_addr().ok(),
            Self::Server(server) => server.local_address(),
            Self::Dialled(dialled) => dialled.local_address(),
        }
    }

    pub(super) fn address_of(&self, peer: PeerId) -> Option<SocketAddr> {
        match self {
            Self::Udp(udp) => udp.address_of(peer),
            Self::Server(server) => server.address_of(peer),
            Self::Dialled(dialled) => dialled.far_address(),
        }
    }
}
