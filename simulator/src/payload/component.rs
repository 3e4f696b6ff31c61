//! A component of the vehicle that speaks for itself.

use crate::wire::{ChannelId, Sender};

/// A component with a sender for each link.
#[derive(Clone, Debug)]
pub(super) struct Component {
    id: u8,
    pub senders: Vec<Sender>,
}

impl Component {
    /// A component of a system with so many links.
    pub fn new(id: u8, (system_id, links): (u8, u8)) -> Self {
        let senders = (0..links).map(|link| Sender::new(ChannelId(link), system_id, id));
        Self {
            id,
            senders: senders.collect(),
        }
    }

    /// Its number.
    pub fn id(&self) -> u8 {
        self.id
    }

    /// Its links.
    pub fn channels(&self) -> impl Iterator<Item = ChannelId> + use<> {
        (0..self.senders.len() as u8).map(ChannelId)
    }
}
