//! TCP: a server, and its clients.

use crate::wire::Packets;
use mio::net::{TcpListener, TcpStream};
use std::io::{self, Read, Write};
use std::net::SocketAddr;

pub(super) struct Server {
    listener: TcpListener,
}

/// What waits for a client that does not read; beyond it frames are shed.
const MOST_WAITING: usize = 1 << 20;
/// Read at once.
const CHUNK: usize = 16_384;

impl Server {
    pub(super) fn listening(at: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind(at)?;
        Ok(Self { listener })
    }

    pub(super) fn listener_mut(&mut self) -> &mut TcpListener {
        &mut self.listener
    }

    pub(super) fn local_address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// All clients that wait to be let in.
    pub(super) fn accept_all(&mut self) -> Vec<TcpStream> {
        let mut streams = Vec::new();
        loop {
            match self.listener.accept() {
                Ok((stream, _)) => {
                    // Small frames leave at once; where the system cannot, they leave later.
                    stream.set_nodelay(true).ok();
                    streams.push(stream);
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return streams,
                // One that went away before it was let in.
                Err(error) if error.kind() == io::ErrorKind::ConnectionAborted => {}
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => return streams,
            }
        }
    }
}

/// A client of a TCP port.
pub(super) struct Client {
    port: usize,
    stream: TcpStream,
    waiting: Vec<u8>,
}

impl Client {
    pub(super) fn new(port: usize, stream: TcpStream) -> Self {
        Self {
            port,
            stream,
            waiting: Vec::new(),
        }
    }

    pub(super) fn port(&self) -> usize {
        self.port
    }

    pub(super) fn stream_mut(&mut self) -> &mut TcpStream {
        &mut self.stream
    }

    /// Takes all that has come. Whether the client is still there.
    pub(super) fn receive(&mut self, mut take: impl FnMut(&[u8])) -> bool {
        let mut chunk = [0; CHUNK];
        loop {
            match self.stream.read(&mut chunk) {
                Ok(0) => return false,
                Ok(length) => take(&chunk[..length]),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return true,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => return false,
            }
        }
    }

    /// Sends frames. How many were taken, and how many were not: a client never gets half a frame.
    pub(super) fn send(&mut self, outgoing: &Packets<()>) -> (u64, u64) {
        let (mut sent, mut shed) = (0, 0);
        for ((), frame) in outgoing.iter() {
            if self.waiting.len() + frame.len() > MOST_WAITING {
                shed += 1;
            } else {
                self.waiting.extend_from_slice(frame);
                sent += 1;
            }
        }
        // Whether it is gone is seen when it is read from.
        self.flush();
        (sent, shed)
    }

    /// Writes what waits, as far as the client takes it. Whether it is still there.
    pub(super) fn flush(&mut self) -> bool {
        let mut done = 0;
        let is_open = loop {
            if done == self.waiting.len() {
                break true;
            }
            match self.stream.write(&self.waiting[done..]) {
                Ok(0) => break false,
                Ok(written) => done += written,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break true,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => break false,
            }
        };
        self.waiting.drain(..done);
        is_open
    }
}
