//! Ports where nobody is, and that nobody else gets meanwhile.

use nix::sys::socket::{
    AddressFamily, Backlog, SockFlag, SockType, SockaddrStorage, bind, connect, getsockname,
    listen, setsockopt, socket, sockopt,
};
use std::net::{SocketAddr, TcpListener, UdpSocket};
use std::os::fd::{AsRawFd, OwnedFd};

/// A port of this machine.
pub(super) struct Held {
    socket: OwnedFd,
    pub(super) at: SocketAddr,
}

fn held(kind: SockType, at: SocketAddr) -> Held {
    let family = match at.is_ipv6() {
        true => AddressFamily::Inet6,
        false => AddressFamily::Inet,
    };
    let socket = socket(family, kind, SockFlag::SOCK_CLOEXEC, None).unwrap();
    setsockopt(&socket, sockopt::ReuseAddr, &true).unwrap();
    bind(socket.as_raw_fd(), &SockaddrStorage::from(at)).unwrap();
    let own: SockaddrStorage = getsockname(socket.as_raw_fd()).unwrap();
    let port = match (own.as_sockaddr_in(), own.as_sockaddr_in6()) {
        (Some(own), _) => own.port(),
        (_, Some(own)) => own.port(),
        _ => panic!("{own:?}"),
    };
    let at = SocketAddr::new(at.ip(), port);
    Held { socket, at }
}

/// A TCP port: who connects is turned away until it is listened to.
pub(super) fn tcp(at: SocketAddr) -> Held {
    held(SockType::Stream, at)
}

/// A UDP port: what comes from others than one who says nothing is turned away.
pub(super) fn udp(at: SocketAddr) -> Held {
    let held = held(SockType::Datagram, at);
    let nobody = SockaddrStorage::from(SocketAddr::new(at.ip(), 9));
    connect(held.socket.as_raw_fd(), &nobody).unwrap();
    held
}

impl Held {
    /// From now on somebody is there.
    pub(super) fn listening(self) -> TcpListener {
        listen(&self.socket, Backlog::new(16).unwrap()).unwrap();
        TcpListener::from(self.socket)
    }

    /// Somebody who gets what others send.
    pub(super) fn heard_at(&self) -> UdpSocket {
        UdpSocket::from(held(SockType::Datagram, self.at).socket)
    }
}
