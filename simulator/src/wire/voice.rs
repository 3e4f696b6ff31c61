//! What a component says while one of its parts has the word.

use super::{Outbox, Sender, Signing};
use crate::time::SimTime;
use mavlink::MessageData;
use mavlink::dialects::ardupilotmega::{MavSeverity, STATUSTEXT_DATA};
use mavlink::types::CharArray;

/// Everything that is needed to say something on one channel.
pub struct Voice<'a> {
    /// The time.
    pub now: SimTime,
    /// Who speaks, on which channel.
    pub sender: &'a mut Sender,
    /// The vehicle's signing.
    pub signing: &'a mut Signing,
    /// Where it goes.
    pub outbox: &'a mut Outbox,
}

impl Voice<'_> {
    /// Characters of one STATUSTEXT.
    pub const CHUNK: usize = 50;

    /// Sends a message.
    pub fn say<D: MessageData>(&mut self, message: &D) {
        self.sender
            .send(self.now, self.signing, message, self.outbox);
    }

    /// Sends a payload that the codec has no type for: its message number, extra CRC and bytes.
    pub fn say_payload(&mut self, message: (u32, u8), payload: &[u8]) {
        self.sender
            .send_payload(self.now, self.signing, message, payload, self.outbox);
    }

    /// Sends a text, in chunks where it is long. `id` tells the chunks of one text together; 0 for one
    /// that fits.
    pub fn text(&mut self, severity: MavSeverity, text: &str, id: u16) {
        for (chunk_seq, chunk) in text.as_bytes().chunks(Self::CHUNK).enumerate() {
            let mut bytes = [0; Self::CHUNK];
            bytes[..chunk.len()].copy_from_slice(chunk);
            self.say(&STATUSTEXT_DATA {
                severity,
                text: CharArray::new(bytes),
                id,
                chunk_seq: chunk_seq as u8,
            });
        }
    }
}
