//! Frames between the vehicles and whoever is at the other end of their links.

use crate::wire::ChannelId;

/// A link of one of the vehicles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkId {
    /// The vehicle's index.
    pub vehicle: u32,
    /// Its own link.
    pub channel: ChannelId,
}

/// Frames, each with its link, in the order in which they come; one run of bytes, so that a frame costs
/// no allocation.
#[derive(Clone, Debug, Default)]
pub struct Frames {
    bytes: Vec<u8>,
    ends: Vec<(LinkId, u32)>,
}

impl Frames {
    /// Adds a frame.
    pub fn push(&mut self, link: LinkId, frame: &[u8]) {
        self.bytes.extend_from_slice(frame);
        self.ends.push((link, self.bytes.len() as u32));
    }

    /// The frames.
    pub fn iter(&self) -> impl Iterator<Item = (LinkId, &[u8])> {
        let mut start = 0;
        self.ends.iter().map(move |&(link, end)| {
            let frame = &self.bytes[start..end as usize];
            start = end as usize;
            (link, frame)
        })
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Takes all out and keeps the room they had.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
    }
}
