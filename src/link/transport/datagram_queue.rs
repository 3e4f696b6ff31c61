//! Datagrams that wait to be sent from one socket.

use super::traffic::Shed;
use crate::link::names::PeerId;
use std::collections::VecDeque;
use std::net::SocketAddr;

/// Datagrams in the order in which they were asked for.
#[derive(Debug, Default)]
pub(super) struct DatagramQueue {
    bytes: Vec<u8>,
    /// Bytes that went before those.
    before: usize,
    waiting: VecDeque<Waiting>,
}

/// A datagram that waits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Waiting {
    pub(super) peer: PeerId,
    /// Where to; nowhere else than where the socket is connected, otherwise.
    pub(super) address: Option<SocketAddr>,
    start: usize,
    pub(super) length: usize,
}

/// What may wait for a socket, bytes. The system stops taking for the whole socket, never for one peer, so
/// that they wait together.
pub(super) const MOST_WAITING: usize = 4 << 20;

impl DatagramQueue {
    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Adds a datagram. Where there is no room the oldest are given up; each is told to `give_up`.
    pub(super) fn push(
        &mut self,
        peer: PeerId,
        address: Option<SocketAddr>,
        frame: &[u8],
        mut give_up: impl FnMut(PeerId, Shed),
    ) {
        while self.waiting_bytes() + frame.len() > MOST_WAITING {
            let Some(oldest) = self.pop() else {
                break;
            };
            give_up(oldest.peer, Shed::of_length(oldest.length));
        }
        let start = self.before + self.bytes.len();
        self.bytes.extend_from_slice(frame);
        self.waiting.push_back(Waiting {
            peer,
            address,
            start,
            length: frame.len(),
        });
    }

    fn waiting_bytes(&self) -> usize {
        let first = self.waiting.front();
        first.map_or(0, |it| self.before + self.bytes.len() - it.start)
    }

    /// The first ones, with their bytes.
    pub(super) fn first(&self) -> impl Iterator<Item = (Option<SocketAddr>, &[u8])> {
        self.waiting.iter().map(|it| {
            let start = it.start - self.before;
            let bytes = self.bytes.get(start..start + it.length);
            (it.address, bytes.unwrap_or_default())
        })
    }

    /// Takes the first one away.
    pub(super) fn pop(&mut self) -> Option<Waiting> {
        let first = self.waiting.pop_front();
        let dead = self
            .waiting
            .front()
            .map_or(self.bytes.len(), |it| it.start - self.before);
        // Moving what is left costs no more than what was sent.
        if dead > self.bytes.len() / 2 {
            self.bytes.drain(..dead);
            self.before += dead;
        }
        first
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn datagrams_come_out_as_they_went_in_and_the_oldest_make_room() {
        let mut queue = DatagramQueue::default();
        let frame = vec![7; 1_000];
        let mut given_up = Vec::new();
        let fitting = MOST_WAITING / frame.len();
        for number in 0..fitting + 2 {
            let mut frame = frame.clone();
            frame[0] = number as u8;
            let peer = PeerId(number as u32);
            queue.push(peer, None, &frame, |peer, _| given_up.push(peer.0));
        }
        assert_eq!(given_up, [0, 1]);
        for number in 2..fitting + 2 {
            let (address, bytes) = queue.first().next().unwrap_or_default();
            assert_eq!(
                (address, bytes.len(), bytes[0]),
                (None, 1_000, number as u8)
            );
            let popped = queue.pop().map(|it| (it.peer, it.length));
            assert_eq!(popped, Some((PeerId(number as u32), 1_000)));
        }
        assert!(queue.is_empty() && queue.pop().is_none());
        assert!(queue.bytes.is_empty());
        queue.push(PeerId(1), None, b"again", |_, _| panic!("there is room"));
        assert!(queue.first().eq([(None, &b"again"[..])]));
    }
}
