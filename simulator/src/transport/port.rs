//! One port: where it is, whose links it carries, and which frame is for whom.

use super::tcp::Server;
use super::udp::Udp;
use crate::simulation::{Frames, LinkId};
use crate::wire::{Incoming, Packets, Splitter};
use geofences::Bilingual;
use mavlink::Message;
use mio::{Interest, Registry, Token};
use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;

/// Where a port is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Address {
    /// Sends to an address, from any port; takes what comes back from anywhere.
    UdpTo(SocketAddr),
    /// Listens, and sends to everyone that was heard in the last minute.
    UdpListen(SocketAddr),
    /// Listens for TCP clients, all of whom see the same.
    TcpListen(SocketAddr),
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::UdpTo(to) => write!(f, "UDP to {to}"),
            Self::UdpListen(at) => write!(f, "UDP at {at}"),
            Self::TcpListen(at) => write!(f, "TCP at {at}"),
        }
    }
}

impl Address {
    /// The address in words, in both languages.
    pub fn told(&self) -> Bilingual {
        let zh = match self {
            Self::UdpTo(to) => format!("UDP 发往 {to}"),
            Self::UdpListen(at) => format!("UDP 监听 {at}"),
            Self::TcpListen(at) => format!("TCP 监听 {at}"),
        };
        Bilingual::new(self.to_string(), zh)
    }
}

impl PortProblem {
    /// The problem in both languages.
    pub fn told(&self) -> Bilingual {
        let zh = match self {
            Self::Open(at, error) => format!("{}：无法打开：{error}", at.told().zh),
            Self::NotLoopback(at) => format!(
                "{}：模拟器只在本机监听；请使用 127.0.0.1 或 [::1]",
                at.told().zh
            ),
            Self::SameSystem(at, id) => format!(
                "{}：两架飞行器使用同一系统编号 {id}；请改用不同编号或不同端口",
                at.told().zh
            ),
            Self::Poll(error) => format!("无法监视套接字：{error}"),
        };
        Bilingual::new(self.to_string(), zh)
    }
}

/// A port that is to be opened, and the links that it carries: each with the system id of its vehicle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortPlan {
    /// Where.
    pub address: Address,
    /// The links.
    pub members: Vec<(u8, LinkId)>,
}

/// Why a port cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum PortProblem {
    /// The system does not let us.
    #[error("{0}: {1}")]
    Open(Address, io::Error),
    /// Somebody outside of this machine could come in.
    #[error("{0}: a simulator listens on this machine alone; use 127.0.0.1 or [::1]")]
    NotLoopback(Address),
    /// Nobody could tell two vehicles apart.
    #[error("{0}: two vehicles with the system id {1}; give them different ids or different ports")]
    SameSystem(Address, u8),
    /// The system cannot watch sockets at all.
    #[error("sockets cannot be watched: {0}")]
    Poll(io::Error),
}

/// The socket of a port.
pub(super) enum Socket {
    Udp(Box<Udp>),
    Tcp(Server),
}

impl Socket {
    pub(super) fn open(address: Address) -> Result<Self, PortProblem> {
        let failed = |error| PortProblem::Open(address, error);
        match address {
            Address::UdpListen(at) | Address::TcpListen(at) if !at.ip().is_loopback() => {
                Err(PortProblem::NotLoopback(address))
            }
            Address::UdpTo(to) => Ok(Self::Udp(Box::new(Udp::towards(to).map_err(failed)?))),
            Address::UdpListen(at) => Ok(Self::Udp(Box::new(Udp::listening(at).map_err(failed)?))),
            Address::TcpListen(at) => Ok(Self::Tcp(Server::listening(at).map_err(failed)?)),
        }
    }

    pub(super) fn register(&mut self, registry: &Registry, token: Token) -> io::Result<()> {
        match self {
            Self::Udp(udp) => registry.register(udp.socket_mut(), token, Interest::READABLE),
            Self::Tcp(server) => {
                registry.register(server.listener_mut(), token, Interest::READABLE)
            }
        }
    }

    pub(super) fn local_address(&self) -> io::Result<SocketAddr> {
        match self {
            Self::Udp(udp) => udp.local_address(),
            Self::Tcp(server) => server.local_address(),
        }
    }
}

/// The links of a port. What comes is cut into frames for each peer by itself, so that halves of frames of
/// two clients do not mix, and so that it is seen whom a frame is for.
pub(super) struct Members {
    /// Ascending by system id.
    links: Vec<(u8, LinkId)>,
    splitters: HashMap<usize, Splitter>,
    pub(super) outgoing: Packets<()>,
}

impl Members {
    pub(super) fn new(plan: &PortPlan) -> Result<Self, PortProblem> {
        let mut links = plan.members.clone();
        links.sort();
        let same = links.windows(2).find(|pair| pair[0].0 == pair[1].0);
        if let Some(pair) = same {
            return Err(PortProblem::SameSystem(plan.address, pair[0].0));
        }
        Ok(Self {
            links,
            splitters: HashMap::new(),
            outgoing: Packets::default(),
        })
    }

    /// Takes what came from a peer.
    pub(super) fn take(&mut self, peer: usize, bytes: &[u8], inbox: &mut Frames) {
        let links = &self.links;
        let splitter = self.splitters.entry(peer).or_default();
        splitter.take(bytes, |frame| {
            let (system, raw) = (target_of(&frame), frame.bytes());
            match links.binary_search_by_key(&system, |(id, _)| *id) {
                Ok(at) => inbox.push(links[at].1, raw),
                Err(_) if system == 0 => {
                    for (_, link) in links {
                        inbox.push(*link, raw);
                    }
                }
                // For somebody who is not here.
                Err(_) => {}
            }
        });
    }

    /// The peer is gone, or its datagram is over.
    pub(super) fn forget(&mut self, peer: usize) {
        self.splitters.remove(&peer);
    }
}

/// The system that a frame is for; 0 for all, and for what the codec cannot read: each vehicle then
/// decides by itself.
fn target_of(frame: &Incoming) -> u8 {
    let message = frame.message();
    message
        .and_then(|message| message.target_system_id())
        .unwrap_or(0)
}
