//! Bytes that came over a link: what sockets and serial lines hand to whoever finds frames in them.

use super::names::{LinkId, PeerId};
use crate::moment::Moment;

/// Bytes that came from a peer, lent for as long as they are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival<'a> {
    /// Over which link.
    pub link: LinkId,
    /// From whom behind it.
    pub peer: PeerId,
    /// When: a datagram when the system received it, a piece of a stream when it was read.
    pub at: Moment,
    /// Whether frames may go on in what comes next.
    pub framing: Framing,
    /// The bytes.
    pub bytes: &'a [u8],
}

/// How bytes of a link hang together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Framing {
    /// A whole datagram: frames do not go on in the next one.
    Datagram,
    /// A piece of a stream, cut anywhere.
    Stream,
}
