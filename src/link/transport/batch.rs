//! What one waiting on all links has brought, in the order in which it came.

use super::event::TransportEvent;
use crate::link::arrival::{Arrival, Framing};
use crate::link::names::{LinkId, PeerId};
use crate::moment::Moment;
use std::ops::Range;

/// What came, and what became of links and peers. It is filled again and again, and keeps its room.
#[derive(Debug, Default)]
pub struct Batch {
    bytes: Vec<u8>,
    items: Vec<Item>,
    arrivals: usize,
}

#[derive(Debug)]
enum Item {
    Bytes {
        link: LinkId,
        peer: PeerId,
        at: Moment,
        framing: Framing,
        range: Range<usize>,
    },
    Event(TransportEvent),
}

/// One thing of a batch.
#[derive(Clone, Copy, Debug)]
pub enum Incoming<'a> {
    /// Bytes.
    Arrival(Arrival<'a>),
    /// News of a link or peer.
    Event(&'a TransportEvent),
}

/// A batch is full with so many arrivals, or with so many bytes.
const FULL_ARRIVALS: usize = 4_096;
const FULL_BYTES: usize = 1 << 20;

impl Batch {
    /// Everything, in the order in which it came.
    pub fn iter(&self) -> impl Iterator<Item = Incoming<'_>> {
        self.items.iter().map(|item| match item {
            Item::Event(event) => Incoming::Event(event),
            Item::Bytes {
                link,
                peer,
                at,
                framing,
                range,
            } => Incoming::Arrival(Arrival {
                link: *link,
                peer: *peer,
                at: *at,
                bytes: self.bytes.get(range.clone()).unwrap_or_default(),
                framing: *framing,
            }),
        })
    }

    /// Whether nothing came.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    pub(super) fn is_full(&self) -> bool {
        self.arrivals >= FULL_ARRIVALS || self.bytes.len() >= FULL_BYTES
    }

    pub(super) fn clear(&mut self) {
        self.bytes.clear();
        self.items.clear();
        self.arrivals = 0;
    }

    pub(super) fn push(&mut self, arrival: Arrival<'_>) {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(arrival.bytes);
        self.arrivals += 1;
        self.items.push(Item::Bytes {
            link: arrival.link,
            peer: arrival.peer,
            at: arrival.at,
            framing: arrival.framing,
            range: start..self.bytes.len(),
        });
    }

    pub(super) fn take_events(&mut self, events: &mut Vec<TransportEvent>) {
        self.items.extend(events.drain(..).map(Item::Event));
    }
}
