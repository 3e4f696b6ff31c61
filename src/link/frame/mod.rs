//! Frames in bytes: what a frame is, and how it is found in what a link brings.
//!
//! Everything is passed on, known or not, so frames stay bytes: nothing here is decoded. A frame that is
//! given out has a right checksum; see [`Finder`] for messages that are not known.

mod build;
mod checksum;
mod finder;
mod known;
mod strangers;
mod target;

pub use build::frame_up;
pub use finder::{Finder, Found, Rejection};
pub use target::Target;

use checksum::with_bit_turned;
use known::known;

/// Whether a message is known: an unknown one makes no route.
#[inline]
pub fn is_known(message_id: u32) -> bool {
    known(message_id).is_some()
}

/// The start of a frame of MAVLink 1.
pub const START_1: u8 = 0xFE;
/// The start of a frame of MAVLink 2.
pub const START_2: u8 = 0xFD;
/// The length of a signature: link id, timestamp, and six bytes of a hash.
pub const SIGNATURE_LENGTH: usize = 13;
/// The hash in a signature.
pub const SIGNATURE_HASH: usize = 6;
/// The longest frame: one of MAVLink 2 with a full payload and a signature.
pub const LONGEST_FRAME: usize = HEADER_2 + 255 + CHECKSUM + SIGNATURE_LENGTH;

const HEADER_1: usize = 6;
const HEADER_2: usize = 10;
const CHECKSUM: usize = 2;
/// MAVLINK_IFLAG_SIGNED.
const FLAG_SIGNED: u8 = 0x01;

/// The message that gives a vehicle its key: it is neither logged nor passed on.
pub const SETUP_SIGNING: u32 = 256;

/// The version of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Version {
    /// MAVLink 1: messages up to 255, no signatures.
    One,
    /// MAVLink 2.
    Two,
}

/// Who says something: a component of a system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sender {
    /// The system, 1…255; 0 is nobody.
    pub system: u8,
    /// The component, 1…255; 0 is nobody.
    pub component: u8,
}

/// A whole frame.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Frame<'a> {
    bytes: &'a [u8],
}

impl<'a> Frame<'a> {
    /// A frame of exactly these bytes; `None` where they are not as long as their header says. The
    /// checksum is not looked at.
    pub(crate) fn of_whole(bytes: &'a [u8]) -> Option<Self> {
        (whole_length(bytes)? == bytes.len()).then_some(Self { bytes })
    }

    /// What seems to be a frame at the beginning of bytes: nothing of it is proven.
    #[inline]
    pub(crate) fn at_start_of(bytes: &'a [u8]) -> Option<Self> {
        let bytes = bytes.get(..whole_length(bytes)?)?;
        Some(Self { bytes })
    }

    /// All of its bytes, the signature included.
    pub fn bytes(self) -> &'a [u8] {
        self.bytes
    }

    /// Its version.
    pub fn version(self) -> Version {
        if self.byte(0) == START_1 {
            Version::One
        } else {
            Version::Two
        }
    }

    /// Counts up with each frame of a sender, and begins again after 255.
    pub fn sequence(self) -> u8 {
        self.byte(if self.version() == Version::One { 2 } else { 4 })
    }

    /// Who sends it.
    pub fn sender(self) -> Sender {
        let at = if self.version() == Version::One { 3 } else { 5 };
        Sender {
            system: self.byte(at),
            component: self.byte(at + 1),
        }
    }

    /// Which message it carries.
    pub fn message_id(self) -> u32 {
        match self.version() {
            Version::One => self.byte(5).into(),
            Version::Two => u32::from_le_bytes([self.byte(7), self.byte(8), self.byte(9), 0]),
        }
    }

    /// The message's fields. In MAVLink 2 zeros at the end are left out.
    pub fn payload(self) -> &'a [u8] {
        let from = self.header_length();
        let until = from + usize::from(self.byte(1));
        self.bytes.get(from..until).unwrap_or_default()
    }

    /// The checksum that it carries.
    pub fn checksum(self) -> u16 {
        let at = self.header_length() + usize::from(self.byte(1));
        u16::from_le_bytes([self.byte(at), self.byte(at + 1)])
    }

    /// Its signature, where it is signed.
    pub fn signature(self) -> Option<&'a [u8; SIGNATURE_LENGTH]> {
        (self.version() == Version::Two && self.byte(2) & FLAG_SIGNED != 0)
            .then(|| self.bytes.last_chunk())
            .flatten()
    }

    /// What a signature covers, where the frame is signed: all but the hash at its end.
    pub fn signed_bytes(self) -> &'a [u8] {
        let end = self.bytes.len().saturating_sub(SIGNATURE_HASH);
        self.bytes.get(..end).unwrap_or_default()
    }

    /// The frame as it may stand in a log: without its signature, and then with the checksum of a frame
    /// that says so, built in `room`. `None` for what carries a key.
    pub fn for_a_log<'b>(self, room: &'b mut Vec<u8>) -> Option<&'b [u8]>
    where
        'a: 'b,
    {
        if self.message_id() == SETUP_SIGNING {
            return None;
        }
        if self.signature().is_none() {
            return Some(self.bytes);
        }
        // Of what the checksum covers, the flags are the second byte.
        let after_flags = self.covered().len().checked_sub(2)?;
        let sum = with_bit_turned(self.checksum(), after_flags)?;
        let unsigned = self.header_length() + self.payload().len();
        room.clear();
        room.extend_from_slice(self.bytes.get(..unsigned)?);
        *room.get_mut(2)? ^= FLAG_SIGNED;
        room.extend_from_slice(&sum.to_le_bytes());
        Some(room)
    }

    /// What the checksum covers: everything between the start and it.
    fn covered(self) -> &'a [u8] {
        let until = self.header_length() + usize::from(self.byte(1));
        self.bytes.get(1..until).unwrap_or_default()
    }

    fn header_length(self) -> usize {
        match self.version() {
            Version::One => HEADER_1,
            Version::Two => HEADER_2,
        }
    }

    /// A byte; it is there, for a frame is as long as it says.
    fn byte(self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or_default()
    }
}

impl std::fmt::Debug for Frame<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sender = self.sender();
        write!(
            f,
            "Frame {{ {:?}, message {}, from {}/{}, {} bytes }}",
            self.version(),
            self.message_id(),
            sender.system,
            sender.component,
            self.bytes.len()
        )
    }
}

/// How long the frame that begins with the first byte is; `None` where that cannot be told yet, or
/// where none begins there.
fn whole_length(bytes: &[u8]) -> Option<usize> {
    let payload = usize::from(*bytes.get(1)?);
    match *bytes.first()? {
        START_1 => Some(HEADER_1 + payload + CHECKSUM),
        START_2 => {
            let is_signed = bytes.get(2)? & FLAG_SIGNED != 0;
            let signature = if is_signed { SIGNATURE_LENGTH } else { 0 };
            Some(HEADER_2 + payload + CHECKSUM + signature)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests;
