//! Signatures of MAVLink 2 (MAVLink developer guide, message signing).

use super::ChannelId;
use crate::time::SimTime;
use chrono::{DateTime, Utc};
use mavlink::MAVLinkV2MessageRaw;
use std::collections::HashMap;

/// A secret of 32 bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct Key(pub [u8; 32]);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(…)")
    }
}

/// Why a signed frame is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SigningRefusal {
    /// It is not signed, and must be.
    Unsigned,
    /// The signature is not that of our key.
    WrongSignature,
    /// It is not newer than the last of its stream.
    Replayed,
    /// A new stream that starts more than a minute ago.
    Stale,
}

/// Signing of one vehicle: off until it has a key.
#[derive(Clone, Debug)]
pub struct Signing {
    key: Option<Key>,
    /// Of the start of the simulation, in the units of signatures.
    started: u64,
    last_sent: u64,
    newest: u64,
    streams: HashMap<(u8, u8, u8), u64>,
}

/// 2015-01-01T00:00:00Z, from where signatures count, Unix seconds.
const EPOCH_S: i64 = 1_420_070_400;
/// A minute in the units of signatures, 10 µs.
const MINUTE: u64 = 6_000_000;
/// What an autopilot takes without a signature: RADIO_STATUS, which radios send by themselves.
const RADIO_STATUS: u32 = 109;

impl Signing {
    /// No signing, in a simulation that starts at `start`.
    pub fn off(start: DateTime<Utc>) -> Self {
        let since = start.timestamp_micros() - EPOCH_S * 1_000_000;
        Self {
            key: None,
            started: u64::try_from(since / 10).unwrap_or(0),
            last_sent: 0,
            newest: 0,
            streams: HashMap::new(),
        }
    }

    /// Sets or, without one, takes away the key.
    pub fn set_key(&mut self, key: Option<Key>) {
        self.key = key;
    }

    /// Whether frames are signed.
    pub fn is_on(&self) -> bool {
        self.key.is_some()
    }

    fn timestamp(&self, now: SimTime) -> u64 {
        self.started + now.us() / 10
    }

    pub(super) fn sign(
        &mut self,
        now: SimTime,
        channel: ChannelId,
        frame: &mut MAVLinkV2MessageRaw,
    ) {
        let Some(key) = &self.key else { return };
        // No two frames have one time.
        self.last_sent = self.timestamp(now).max(self.newest).max(self.last_sent + 1);
        let stamp = self.last_sent.to_le_bytes();
        frame
            .signature_timestamp_bytes_mut()
            .copy_from_slice(&stamp[..6]);
        *frame.signature_link_id_mut() = channel.0;
        let mut signature = [0; 6];
        frame.calculate_signature(&key.0, &mut signature);
        frame.signature_value_mut().copy_from_slice(&signature);
    }

    /// Whether a frame may be taken, and remembers it if so.
    ///
    /// # Errors
    /// Why it may not.
    pub fn check(
        &mut self,
        now: SimTime,
        frame: &MAVLinkV2MessageRaw,
    ) -> Result<(), SigningRefusal> {
        let Some(key) = &self.key else {
            return Ok(());
        };
        if frame.incompatibility_flags() & 1 == 0 {
            return if frame.message_id() == RADIO_STATUS {
                Ok(())
            } else {
                Err(SigningRefusal::Unsigned)
            };
        }
        let mut signature = [0; 6];
        frame.calculate_signature(&key.0, &mut signature);
        if signature != frame.signature_value() {
            return Err(SigningRefusal::WrongSignature);
        }
        let stamp = frame.signature_timestamp();
        let stream = (
            frame.system_id() as u8,
            frame.component_id(),
            frame.signature_link_id(),
        );
        match self.streams.get(&stream) {
            Some(last) if stamp <= *last => return Err(SigningRefusal::Replayed),
            None if stamp + MINUTE < self.timestamp(now).max(self.newest) => {
                return Err(SigningRefusal::Stale);
            }
            _ => {}
        }
        self.streams.insert(stream, stamp);
        self.newest = self.newest.max(stamp);
        Ok(())
    }
}
