//! Telemetry logs (`.tlog`): a time in microseconds since 1970, big-endian, before each frame.

use std::path::Path;

/// One frame with its time and its header read.
#[derive(Clone, Debug)]
pub struct Packet {
    /// Seconds since the vehicle started, by its own clock.
    pub at_s: f64,
    pub system: u8,
    pub component: u8,
    pub message_id: u32,
    pub frame: Vec<u8>,
}

impl Packet {
    /// A frame of MAVLink 2; `None` for anything else.
    pub fn read(at_s: f64, frame: &[u8]) -> Option<Self> {
        let [0xFD, _, _, _, _, system, component, a, b, c, ..] = *frame else {
            return None;
        };
        Some(Self {
            at_s,
            system,
            component,
            message_id: u32::from_le_bytes([a, b, c, 0]),
            frame: frame.to_vec(),
        })
    }

    /// Whether the autopilot says it.
    pub fn is_vehicles(&self) -> bool {
        (self.system, self.component) == (1, 1)
    }

    /// Whether a ground station says it.
    pub fn is_stations(&self) -> bool {
        self.system >= 250
    }
}

/// A recorded flight.
pub struct Recording {
    pub packets: Vec<Packet>,
}

impl Recording {
    /// Reads a log whose first frame came `boot_at_start_s` after the vehicle started, and whose vehicle
    /// had a clock that went `clock` times as fast as the recorder's.
    pub fn read(file: &Path, boot_at_start_s: f64, clock: f64) -> Self {
        let bytes =
            std::fs::read(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let (mut at, mut packets, mut first) = (0, Vec::new(), None);
        while at + 20 <= bytes.len() {
            let (stamp, frame) = bytes[at..].split_at(8);
            let stamp_us = u64::from_be_bytes(stamp.try_into().unwrap());
            let signature = if frame[2] & 1 == 1 { 13 } else { 0 };
            let length = 12 + usize::from(frame[1]) + signature;
            let first = *first.get_or_insert(stamp_us);
            let since_s = (stamp_us - first) as f64 * 1e-6;
            packets.extend(Packet::read(
                boot_at_start_s + since_s * clock,
                &frame[..length],
            ));
            at += 8 + length;
        }
        assert_eq!(at, bytes.len(), "{} ends within a frame", file.display());
        Self { packets }
    }
}
