//! One link of whatever kind.

use super::address::LinkAddress;
use super::batch::Batch;
use super::common::{Common, Desk};
use super::dialled::Dialled;
use super::event::{OpenError, TransportEvent};
use super::server::Server;
use super::traffic::LinkTraffic;
use super::udp::UdpLine;
use crate::link::names::{LinkId, PeerId};
use crate::moment::Moment;
use std::net::SocketAddr;
use std::time::Duration;

/// A link, and what went over it.
pub(super) struct Link {
    pub(super) line: Line,
    pub(super) traffic: LinkTraffic,
    /// What the system had dropped when it was found out last; `None` where it never was.
    pub(super) drops: Option<u64>,
    /// Something may wait to be sent.
    pub(super) is_dirty: bool,
}

/// What a link goes over.
pub(super) enum Line {
    Udp(UdpLine),
    Server(Server),
    Dialled(Dialled),
}

impl Link {
    /// The link, and what it works with.
    pub(super) fn at_work<'a>(
        &'a mut self,
        link: LinkId,
        common: &'a mut Common,
    ) -> (&'a mut Line, Desk<'a>) {
        let traffic = &mut self.traffic;
        let desk = Desk {
            link,
            traffic,
            common,
        };
        (&mut self.line, desk)
    }
}

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
            Self::Server(server) => server.drive(now, desk),
            Self::Dialled(dialled) => dialled.drive(now, desk),
        }
    }

    /// When [`Line::drive`] has something to do.
    pub(super) fn due_in(&self, now: Moment) -> Option<Duration> {
        match self {
            Self::Udp(_) => None,
            Self::Server(server) => server.due_in(now),
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

    /// Whether it was queued for anybody.
    pub(super) fn send(&mut self, to: Option<PeerId>, frame: &[u8], desk: &mut Desk<'_>) -> bool {
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

    /// Since when the client of a server is there that may be given up first.
    pub(super) fn longest_silent(&self, now: Moment) -> Option<Moment> {
        match self {
            Self::Server(server) => server.longest_silent(now),
            Self::Udp(_) | Self::Dialled(_) => None,
        }
    }

    /// Gives up that client.
    pub(super) fn make_room(&mut self, desk: &mut Desk<'_>) {
        if let Self::Server(server) = self {
            server.make_room(desk);
        }
    }

    /// Gives up all that waits.
    pub(super) fn give_up(&mut self, desk: &mut Desk<'_>) {
        match self {
            Self::Udp(udp) => udp.give_up(desk),
            Self::Server(server) => server.give_up(desk),
            Self::Dialled(dialled) => dialled.give_up(desk),
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
