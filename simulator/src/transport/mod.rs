//! Sockets: the only place of the simulator that opens any for MAVLink. A port carries the links of one
//! vehicle or of many that have different numbers.

mod port;
mod tcp;
mod udp;

pub use port::{Address, PortPlan, PortProblem};

use crate::simulation::{Frames, LinkId};
use mio::{Events, Interest, Poll, Token};
use port::{Members, Socket};
use std::io;
use std::time::Duration;
use tcp::Client;

/// All ports of a simulation.
pub struct Transports {
    poll: Poll,
    events: Events,
    ports: Vec<Port>,
    clients: Vec<Option<Client>>,
    /// For each vehicle and channel the port, if it has one.
    port_of: Vec<Vec<Option<usize>>>,
    account: TransportAccount,
}

struct Port {
    socket: Socket,
    members: Members,
}

/// What went over the ports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TransportAccount {
    /// Packets sent, counted for each receiver.
    pub sent: u64,
    /// Packets that the system or a slow client would not take, and that are gone.
    pub shed: u64,
    /// Bytes received.
    pub received_bytes: u64,
}

/// A port has no more TCP clients at once; who comes beyond is turned away.
const MOST_CLIENTS: usize = 64;
/// Readiness of so many sockets is taken at once.
const EVENTS: usize = 1_024;

impl Transports {
    /// Opens all ports.
    ///
    /// # Errors
    /// Every port that cannot be opened, and why.
    pub fn open(plans: Vec<PortPlan>) -> Result<Self, Vec<PortProblem>> {
        let poll = match Poll::new() {
            Ok(poll) => poll,
            Err(error) => return Err(vec![PortProblem::Poll(error)]),
        };
        let mut transports = Self {
            poll,
            events: Events::with_capacity(EVENTS),
            ports: Vec::new(),
            clients: Vec::new(),
            port_of: Vec::new(),
            account: TransportAccount::default(),
        };
        let mut problems = Vec::new();
        for plan in plans {
            if let Err(problem) = transports.add(plan) {
                problems.push(problem);
            }
        }
        if problems.is_empty() {
            Ok(transports)
        } else {
            Err(problems)
        }
    }

    fn add(&mut self, plan: PortPlan) -> Result<(), PortProblem> {
        let members = Members::new(&plan)?;
        let mut socket = Socket::open(plan.address)?;
        let token = Token(self.ports.len() * 2);
        socket
            .register(self.poll.registry(), token)
            .map_err(|error| PortProblem::Open(plan.address, error))?;
        for (_, link) in &plan.members {
            let (vehicle, channel) = (link.vehicle as usize, usize::from(link.channel.0));
            if self.port_of.len() <= vehicle {
                self.port_of.resize(vehicle + 1, Vec::new());
            }
            let channels = &mut self.port_of[vehicle];
            if channels.len() <= channel {
                channels.resize(channel + 1, None);
            }
            channels[channel] = Some(self.ports.len());
        }
        self.ports.push(Port { socket, members });
        Ok(())
    }

    /// What went over the ports so far.
    pub fn account(&self) -> TransportAccount {
        self.account
    }

    /// The addresses that the ports really have, where they listen or from where they send.
    pub fn local_addresses(&self) -> Vec<io::Result<std::net::SocketAddr>> {
        let ports = self.ports.iter();
        ports.map(|port| port.socket.local_address()).collect()
    }

    /// Waits until something comes, at most so long, and adds it to `inbox`. `since_start` is how long the
    /// program has been running.
    ///
    /// # Errors
    /// Where the system cannot say which sockets are ready.
    pub fn receive(
        &mut self,
        wait: Duration,
        since_start: Duration,
        inbox: &mut Frames,
    ) -> io::Result<()> {
        match self.poll.poll(&mut self.events, Some(wait)) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return Ok(()),
            other => other?,
        }
        let ready: Vec<Token> = self.events.iter().map(|event| event.token()).collect();
        for Token(token) in ready {
            // Ports have even numbers, clients of TCP ports odd ones.
            if token % 2 == 1 {
                self.serve_client(token / 2, inbox);
            } else {
                self.serve_port(token / 2, since_start, inbox);
            }
        }
        Ok(())
    }

    fn serve_port(&mut self, index: usize, since_start: Duration, inbox: &mut Frames) {
        let Some(port) = self.ports.get_mut(index) else {
            return;
        };
        match &mut port.socket {
            Socket::Udp(udp) => {
                let (members, account) = (&mut port.members, &mut self.account);
                udp.receive(since_start, |peer, bytes| {
                    account.received_bytes += bytes.len() as u64;
                    members.take(peer, bytes, inbox);
                    members.forget(peer);
                });
            }
            Socket::Tcp(server) => {
                let streams = server.accept_all();
                self.accept(index, streams);
            }
        }
    }

    fn accept(&mut self, port: usize, streams: Vec<mio::net::TcpStream>) {
        for stream in streams {
            let clients = self.clients.iter().flatten();
            if clients.filter(|client| client.port() == port).count() >= MOST_CLIENTS {
                continue;
            }
            let at = match self.clients.iter().position(Option::is_none) {
                Some(at) => at,
                None => {
                    self.clients.push(None);
                    self.clients.len() - 1
                }
            };
            let mut client = Client::new(port, stream);
            let interest = Interest::READABLE | Interest::WRITABLE;
            let token = Token(at * 2 + 1);
            let registry = self.poll.registry();
            if registry
                .register(client.stream_mut(), token, interest)
                .is_ok()
            {
                self.clients[at] = Some(client);
            }
        }
    }

    fn serve_client(&mut self, at: usize, inbox: &mut Frames) {
        let Some(Some(client)) = self.clients.get_mut(at) else {
            return;
        };
        let Some(port) = self.ports.get_mut(client.port()) else {
            return;
        };
        let (members, account) = (&mut port.members, &mut self.account);
        let is_open = client.receive(|bytes| {
            account.received_bytes += bytes.len() as u64;
            members.take(at, bytes, inbox);
        }) && client.flush();
        if !is_open {
            members.forget(at);
            if let Some(mut client) = self.clients[at].take() {
                // A socket that is closed leaves the poll by itself; where this fails too, nothing is lost.
                self.poll.registry().deregister(client.stream_mut()).ok();
            }
        }
    }

    /// Sends frames to whoever is at the other end of their links.
    pub fn send(&mut self, frames: &Frames) {
        for (link, frame) in frames.iter() {
            if let Some(port) = self.port_of(link).and_then(|at| self.ports.get_mut(at)) {
                port.members.outgoing.push((), frame);
            }
        }
        for (index, port) in self.ports.iter_mut().enumerate() {
            if port.members.outgoing.is_empty() {
                continue;
            }
            match &mut port.socket {
                Socket::Udp(udp) => {
                    let (sent, shed) = udp.send(&port.members.outgoing);
                    self.account.sent += sent;
                    self.account.shed += shed;
                }
                Socket::Tcp(_) => {
                    let clients = self.clients.iter_mut().flatten();
                    for client in clients.filter(|client| client.port() == index) {
                        let (sent, shed) = client.send(&port.members.outgoing);
                        self.account.sent += sent;
                        self.account.shed += shed;
                    }
                }
            }
            port.members.outgoing.clear();
        }
    }

    fn port_of(&self, link: LinkId) -> Option<usize> {
        let channels = self.port_of.get(link.vehicle as usize)?;
        *channels.get(usize::from(link.channel.0))?
    }
}

#[cfg(test)]
mod tests;
