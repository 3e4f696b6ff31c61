//! What links, the places behind them, and vehicles are called inside.

/// A link: one socket or serial line, added and removed while running. Numbers are not used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkId(pub u16);

/// Who is at the other end of a link: an address of a UDP link, a connection of a TCP server; the only peer
/// of any other link is [`PeerId::ONLY`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PeerId(pub u32);

impl PeerId {
    /// The peer of a link that leads to one place.
    pub const ONLY: Self = Self(0);
}

/// A group of links that lead to the same aircraft (4G and radio, say). System ids mean something only
/// inside of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GroupId(pub u16);

/// A vehicle: never its system id alone, which repeats after 255.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VehicleId {
    /// The group of links that leads to it.
    pub group: GroupId,
    /// Its MAVLink system id, 1…255.
    pub system: u8,
}

/// Where a vehicle comes from. It belongs to a group of links, and never changes (invariant 7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// An aircraft.
    Live,
    /// A vehicle of a simulator.
    Simulated,
    /// A recording: it is never commanded, and nothing is commanded for its sake.
    Replayed,
}
