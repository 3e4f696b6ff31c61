//! Signatures of MAVLink 2: who holds the key said it, and says it now. A signature is six bytes of
//! SHA-256 over key, frame, link id and timestamp (MAVLink guide, "Message signing").

mod guard;
mod kept;
mod keys;
mod stamps;

pub use guard::{Guard, Seen, Stream};
pub use kept::{KeptMarks, Marks, MarksFile, read_marks, write_marks};
pub use keys::{KeyFor, KeyProblem, NamedKey, parse_keys, read_keys};
pub use stamps::Stamps;

use super::frame::{Frame, SIGNATURE_HASH, Sender};
use sha2::{Digest, Sha256};
use std::fmt;

/// Timestamps of signatures count 10 µs since 2015-01-01T00:00:00Z: microseconds since 1970 of that.
pub const EPOCH_US: u64 = 1_420_070_400_000_000;

/// A secret that a vehicle and its controller share. It is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Key(pub [u8; 32]);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

/// What a signature says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The link that its sender signs it for.
    pub link: u8,
    /// When, 10 µs since [`EPOCH_US`], 48 bits.
    pub timestamp: u64,
}

/// What a signature proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is not signed.
    Unsigned,
    /// It is of who holds the key, whenever that was; [`Guard`] tells whether it is new.
    Right(Signature),
    /// Somebody else made it.
    Wrong,
}

/// Who a signature's timestamps count for: a sender on one of its links.
pub fn stream(sender: Sender, signature: Signature) -> Stream {
    Stream {
        sender,
        link: signature.link,
    }
}

/// Checks a frame's signature.
pub fn check(frame: Frame<'_>, key: &Key) -> Verdict {
    let Some([link, t0, t1, t2, t3, t4, t5, hash @ ..]) = frame.signature() else {
        return Verdict::Unsigned;
    };
    if digest(frame.signed_bytes(), key) != *hash {
        return Verdict::Wrong;
    }
    Verdict::Right(Signature {
        link: *link,
        timestamp: u64::from_le_bytes([*t0, *t1, *t2, *t3, *t4, *t5, 0, 0]),
    })
}

/// Signs a frame that has room for a signature: its flag is set, its checksum is right, and its last 13
/// bytes are still to be written.
pub fn sign(bytes: &mut [u8], signature: Signature, key: &Key) -> Option<()> {
    let start = bytes.len().checked_sub(super::frame::SIGNATURE_LENGTH)?;
    let room = bytes.get_mut(start..)?;
    let (link, rest) = room.split_first_mut()?;
    *link = signature.link;
    let stamp = signature.timestamp.to_le_bytes();
    rest.get_mut(..6)?.copy_from_slice(stamp.get(..6)?);
    let end = bytes.len().checked_sub(SIGNATURE_HASH)?;
    let hash = digest(bytes.get(..end)?, key);
    bytes.get_mut(end..)?.copy_from_slice(&hash);
    Some(())
}

fn digest(signed: &[u8], key: &Key) -> [u8; SIGNATURE_HASH] {
    let hash = Sha256::new()
        .chain_update(key.0)
        .chain_update(signed)
        .finalize();
    std::array::from_fn(|at| hash.get(at).copied().unwrap_or_default())
}

#[cfg(test)]
mod tests;
