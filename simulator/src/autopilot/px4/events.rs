//! EVENT messages: what PX4 tells to machines beside its texts (`captures.md`, C.4).

use crate::time::SimTime;
use mavlink::dialects::ardupilotmega::EVENT_DATA;
use std::time::Duration;

/// One event: its name, its levels and its arguments.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Event {
    name: &'static str,
    log_levels: u8,
    arguments: [u8; 40],
    length: usize,
}

/// Of severity INFO, inside and outside.
pub const INFO: u8 = 0x66;
/// Of severity CRITICAL outside, INFO inside.
pub const CRITICAL: u8 = 0x62;
/// Of severity ERROR outside, INFO inside.
pub const ERROR: u8 = 0x63;
/// Of severity CRITICAL outside, WARNING inside.
pub const CRITICAL_WARNING: u8 = 0x42;
/// For the protocol itself.
pub const PROTOCOL: u8 = 0x88;

impl Event {
    /// An event without arguments.
    pub fn new(name: &'static str, log_levels: u8) -> Self {
        Self {
            name,
            log_levels,
            arguments: [0; 40],
            length: 0,
        }
    }

    /// With one more argument, as its bytes.
    #[must_use]
    pub fn with(mut self, bytes: &[u8]) -> Self {
        let end = (self.length + bytes.len()).min(self.arguments.len());
        let taken = end - self.length;
        self.arguments[self.length..end].copy_from_slice(&bytes[..taken]);
        self.length = end;
        self
    }

    /// The number of its name: 24 bits of its FNV-1a hash, and that it is an event of the autopilot.
    pub fn id(&self) -> u32 {
        let hash = self.name.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
            (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
        });
        (hash & 0x00FF_FFFF) | 0x0100_0000
    }

    /// As it is sent.
    pub fn message(&self, sequence: u16, boot_ms: u32) -> EVENT_DATA {
        EVENT_DATA {
            id: self.id(),
            event_time_boot_ms: boot_ms,
            sequence,
            log_levels: self.log_levels,
            arguments: self.arguments,
            ..Default::default()
        }
    }
}

/// The count of events, which all links share.
#[derive(Clone, Copy, Debug)]
pub struct EventCount {
    next: u16,
    repeats_at: Option<SimTime>,
}

/// So many events happen before a link is up.
const BEFORE_FIRST: u16 = 5;
/// The number of the last event is told again so often.
const REPEATS: Duration = Duration::from_secs(3);

impl Default for EventCount {
    fn default() -> Self {
        Self {
            next: BEFORE_FIRST,
            repeats_at: None,
        }
    }
}

impl EventCount {
    /// The number of a new event.
    pub fn take(&mut self, now: SimTime) -> u16 {
        let number = self.next;
        self.next = number.wrapping_add(1);
        self.repeats_at = Some(now + REPEATS);
        number
    }

    /// Whether the last number is to be told again.
    pub fn is_due(&self, now: SimTime) -> bool {
        self.repeats_at.is_some_and(|at| at <= now)
    }

    /// The last number, if it is to be told again now.
    pub fn repeated(&mut self, now: SimTime) -> Option<u16> {
        if !self.is_due(now) {
            return None;
        }
        self.repeats_at = Some(now + REPEATS);
        Some(self.next.wrapping_sub(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_the_numbers_that_were_recorded() {
        for (name, id) in [
            ("commander_arming_check_summary", 0x01a8_93e0),
            ("check_modes_mission", 0x0105_c2d9),
            ("check_modes_offboard_signal", 0x012f_1dc7),
            ("check_modes_manual_control", 0x0106_ed29),
            ("commander_health_summary", 0x011d_3727),
            ("commander_arm_denied_resolve_failures", 0x0102_089d),
            ("commander_armed_by", 0x0190_caf3),
            ("mission_execute", 0x01ee_01b1),
            ("mission_climb_before_start", 0x017d_425c),
            ("commander_takeoff_detected", 0x0141_4569),
            ("commander_landing_detected", 0x0196_38ac),
            ("mission_finished", 0x0177_1204),
            ("commander_disarmed_by", 0x01f4_6777),
        ] {
            assert_eq!(Event::new(name, INFO).id(), id, "{name}");
        }
    }

    #[test]
    fn arguments_stand_one_after_another() {
        let event = Event::new("mission_climb_before_start", INFO)
            .with(&[4])
            .with(&20.0_f32.to_le_bytes());
        assert_eq!(event.message(7, 9).arguments[..6], [4, 0, 0, 0xA0, 0x41, 0]);
    }
}
