//! Frames that are made here: those that we say, and those that are passed on under other ids.

use super::checksum::checksum;
use super::known::known;
use super::{
    CHECKSUM, FLAG_SIGNED, Frame, HEADER_1, HEADER_2, SETUP_SIGNING, SIGNATURE_LENGTH, START_2,
    Sender, Version,
};
use crate::link::signing::{Key, Signature, sign};

/// Makes a frame of MAVLink 2 in `room`, signed where `signing` says so. Zeros at the payload's end are left
/// out, but for the first byte.
///
/// `None` for a message that is not known, whose checksum cannot be told, and for a payload longer than 255.
pub fn frame_up<'b>(
    sender: Sender,
    sequence: u8,
    message_id: u32,
    payload: &[u8],
    signing: Option<(&Key, Signature)>,
    room: &'b mut Vec<u8>,
) -> Option<&'b [u8]> {
    let seed = known(message_id)?.seed;
    u8::try_from(payload.len()).ok()?;
    let payload = match payload {
        [] => &[0],
        payload => payload.get(..trimmed_length(payload))?,
    };
    let length = u8::try_from(payload.len()).ok()?;
    let flags = if signing.is_some() { FLAG_SIGNED } else { 0 };
    let [id0, id1, id2, _] = message_id.to_le_bytes();
    let Sender { system, component } = sender;
    room.clear();
    room.extend_from_slice(&[START_2, length, flags, 0, sequence, system, component]);
    room.extend_from_slice(&[id0, id1, id2]);
    room.extend_from_slice(payload);
    put_checksum(room, seed)?;
    if let Some((key, signature)) = signing {
        room.resize(room.len() + SIGNATURE_LENGTH, 0);
        sign(room, signature, key)?;
    }
    Some(room)
}

impl Frame<'_> {
    /// The same frame from another system, and for another one where it says whom it is for, unsigned, in
    /// `room`.
    ///
    /// `None` for a message that is not known, for ids may stand anywhere in it, and for what carries a key.
    pub fn rewritten(
        self,
        new_system: Option<u8>,
        new_target_system: Option<u8>,
        room: &mut Vec<u8>,
    ) -> Option<&[u8]> {
        let known = known(self.message_id())?;
        if self.message_id() == SETUP_SIGNING {
            return None;
        }
        let header = self.bytes.get(..self.header_length())?;
        room.clear();
        room.extend_from_slice(header);
        room.extend_from_slice(self.payload());
        let system_at = match self.version() {
            Version::One => HEADER_1 - 3,
            Version::Two => HEADER_2 - 5,
        };
        if let Some(system) = new_system {
            *room.get_mut(system_at)? = system;
        }
        if let Some((system, target)) = new_target_system.zip(known.target) {
            self.put_target(system, self.header_length() + target.system, room)?;
        }
        *room.get_mut(1)? = u8::try_from(room.len() - self.header_length()).ok()?;
        if self.version() == Version::Two {
            *room.get_mut(2)? &= !FLAG_SIGNED;
        }
        put_checksum(room, known.seed)?;
        Some(room)
    }

    /// Writes a target into a frame without its checksum. What was trimmed of it grows as far as is needed,
    /// and is trimmed again; what was not stays as long as it is.
    fn put_target(self, system: u8, at: usize, room: &mut Vec<u8>) -> Option<()> {
        if self.version() == Version::One {
            // Payloads of MAVLink 1 do not grow: what lies beyond is an extension, which is not said there.
            if let Some(target) = room.get_mut(at) {
                *target = system;
            }
            return Some(());
        }
        if system == 0 && at >= room.len() {
            return Some(());
        }
        let was_trimmed = self.payload().len() <= 1 || self.payload().last() != Some(&0);
        room.resize(room.len().max(at + 1), 0);
        *room.get_mut(at)? = system;
        if was_trimmed {
            let header = self.header_length();
            let length = trimmed_length(room.get(header..)?);
            room.truncate(header + length);
        }
        Some(())
    }
}

/// How long a payload is without zeros at its end; of one with none but zeros the first is kept.
fn trimmed_length(payload: &[u8]) -> usize {
    let last = payload.iter().rposition(|byte| *byte != 0).unwrap_or(0);
    payload.len().min(last + 1)
}

/// Ends a frame of header and payload with its checksum.
pub(super) fn put_checksum(room: &mut Vec<u8>, seed: u8) -> Option<()> {
    let sum: [u8; CHECKSUM] = checksum(room.get(1..)?, seed).to_le_bytes();
    room.extend_from_slice(&sum);
    Some(())
}

#[cfg(test)]
mod tests;
