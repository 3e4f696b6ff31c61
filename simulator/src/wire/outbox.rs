//! Frames on their way out of a vehicle.

use super::Packets;

/// One of a vehicle's own links, as its autopilot numbers them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChannelId(pub u8);

/// Frames in the order in which they were sent, each with its channel.
pub type Outbox = Packets<ChannelId>;
