//! The card of a camera.

use crate::time::SimTime;
use std::time::Duration;

/// A card.
#[derive(Clone, Copy, Debug)]
pub(super) struct Storage {
    capacity_bytes: f64,
    used_bytes: f64,
    formats_until: Option<SimTime>,
}

const MIB: f64 = 1_048_576.0;
/// Formatting takes so long.
const FORMATTING: Duration = Duration::from_secs(2);

impl Storage {
    pub fn new(capacity_mib: f64) -> Self {
        Self {
            capacity_bytes: capacity_mib.max(0.0) * MIB,
            used_bytes: 0.0,
            formats_until: None,
        }
    }

    /// Whether so much more fits.
    pub fn has_room_for(&self, bytes: f64) -> bool {
        self.is_ready() && self.used_bytes + bytes <= self.capacity_bytes
    }

    /// Uses so much, if it fits.
    pub fn take(&mut self, bytes: f64) -> bool {
        let fits = self.has_room_for(bytes);
        if fits {
            self.used_bytes += bytes;
        }
        fits
    }

    pub fn format(&mut self, now: SimTime) {
        self.used_bytes = 0.0;
        self.formats_until = Some(now + FORMATTING);
    }

    pub fn is_ready(&self) -> bool {
        self.formats_until.is_none()
    }

    pub fn step(&mut self, now: SimTime) {
        self.formats_until = self.formats_until.filter(|until| now < *until);
    }

    /// Capacity, used and free, MiB.
    pub fn told_mib(&self) -> [f32; 3] {
        let free = self.capacity_bytes - self.used_bytes;
        [self.capacity_bytes, self.used_bytes, free].map(|bytes| (bytes / MIB) as f32)
    }
}
