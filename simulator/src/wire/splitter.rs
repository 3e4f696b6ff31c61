//! From bytes as they come to whole frames.

use mavlink::dialects::ardupilotmega::MavMessage;
use mavlink::{MAVLinkV1MessageRaw, MAVLinkV2MessageRaw, Message};

/// A whole frame with a right checksum.
#[derive(Clone, Debug)]
pub enum Incoming {
    /// Of MAVLink 1.
    V1(MAVLinkV1MessageRaw),
    /// Of MAVLink 2.
    V2(MAVLinkV2MessageRaw),
}

impl Incoming {
    /// Its sender: system and component.
    pub fn from(&self) -> (u8, u8) {
        match self {
            Self::V1(frame) => (frame.system_id(), frame.component_id()),
            Self::V2(frame) => (frame.system_id() as u8, frame.component_id()),
        }
    }

    /// The number of its message type.
    pub fn message_id(&self) -> u32 {
        match self {
            Self::V1(frame) => frame.message_id().into(),
            Self::V2(frame) => frame.message_id(),
        }
    }

    /// Its payload, with the zeros at the end cut off where the sender did so.
    pub fn payload(&self) -> &[u8] {
        match self {
            Self::V1(frame) => frame.payload(),
            Self::V2(frame) => frame.payload(),
        }
    }

    /// The whole of it, as it came.
    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::V1(frame) => frame.raw_bytes(),
            Self::V2(frame) => frame.raw_bytes(),
        }
    }

    /// Its message; `None` where the codec does not know a number in it.
    pub fn message(&self) -> Option<MavMessage> {
        let version = match self {
            Self::V1(_) => mavlink::MavlinkVersion::V1,
            Self::V2(_) => mavlink::MavlinkVersion::V2,
        };
        MavMessage::parse(version, self.message_id(), self.payload()).ok()
    }
}

/// Cuts a stream of bytes into frames. What is no frame is passed over: after a bad one the search goes
/// on at its second byte, so that a frame inside is not lost.
#[derive(Clone, Debug, Default)]
pub struct Splitter {
    buffer: Vec<u8>,
    bad_checksums: u64,
    skipped_bytes: u64,
}

const V1_START: u8 = 0xFE;
const V2_START: u8 = 0xFD;
/// A flag of MAVLink 2 that makes the frame longer: a signature follows.
const FLAG_SIGNED: u8 = 0x01;

/// What stands at the start of some bytes.
#[expect(
    clippy::large_enum_variant,
    reason = "it is looked at and gone: a box would be an allocation for each frame"
)]
enum Look {
    /// Nothing that could be a frame.
    Nothing,
    /// The start of a frame of which more must come.
    More,
    /// A frame of so many bytes with a checksum that is not right, or a flag that is not known.
    Bad,
    /// A frame of so many bytes.
    Frame(usize, Incoming),
}

impl Splitter {
    /// Frames with a wrong checksum so far.
    pub fn bad_checksums(&self) -> u64 {
        self.bad_checksums
    }

    /// Bytes that belonged to no frame so far.
    pub fn skipped_bytes(&self) -> u64 {
        self.skipped_bytes
    }

    /// Takes bytes in and calls `found` for each whole frame.
    pub fn take(&mut self, bytes: &[u8], mut found: impl FnMut(Incoming)) {
        self.buffer.extend_from_slice(bytes);
        let mut at = 0;
        while at < self.buffer.len() {
            match look(&self.buffer[at..]) {
                Look::More => break,
                Look::Frame(length, frame) => {
                    at += length;
                    found(frame);
                }
                Look::Bad => {
                    self.bad_checksums += 1;
                    self.skipped_bytes += 1;
                    at += 1;
                }
                Look::Nothing => {
                    self.skipped_bytes += 1;
                    at += 1;
                }
            }
        }
        self.buffer.drain(..at);
    }

    /// Forgets what has come of a frame, as at the end of a datagram.
    pub fn forget(&mut self) {
        self.skipped_bytes += self.buffer.len() as u64;
        self.buffer.clear();
    }
}

fn look(bytes: &[u8]) -> Look {
    let (Some(&start), length) = (bytes.first(), bytes.get(1)) else {
        return Look::More;
    };
    let overhead = match start {
        V1_START => 8,
        V2_START => match bytes.get(2) {
            Some(flags) if flags & !FLAG_SIGNED != 0 => return Look::Bad,
            Some(flags) if flags & FLAG_SIGNED != 0 => 12 + 13,
            Some(_) => 12,
            None => return Look::More,
        },
        _ => return Look::Nothing,
    };
    let Some(length) = length.map(|length| usize::from(*length) + overhead) else {
        return Look::More;
    };
    let Some(frame) = bytes.get(..length) else {
        return Look::More;
    };
    let incoming = if start == V1_START {
        let mut raw = MAVLinkV1MessageRaw::new();
        raw.as_mut_slice()[..length].copy_from_slice(frame);
        raw.has_valid_crc::<MavMessage>()
            .then_some(Incoming::V1(raw))
    } else {
        let mut raw = MAVLinkV2MessageRaw::new();
        raw.as_mut_slice()[..length].copy_from_slice(frame);
        raw.has_valid_crc::<MavMessage>()
            .then_some(Incoming::V2(raw))
    };
    incoming.map_or(Look::Bad, |incoming| Look::Frame(length, incoming))
}

#[cfg(test)]
mod tests;
