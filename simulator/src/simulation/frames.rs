//! Frames between the vehicles and whoever is at the other end of their links.

use crate::wire::{ChannelId, Packets};

/// A link of one of the vehicles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkId {
    /// The vehicle's index.
    pub vehicle: u32,
    /// Its own link.
    pub channel: ChannelId,
}

/// Frames, each with its link, in the order in which they come.
pub type Frames = Packets<LinkId>;
