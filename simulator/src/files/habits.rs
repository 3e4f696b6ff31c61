//! In what file servers differ.

use std::time::Duration;

/// Who numbers the sessions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionNumbers {
    /// The client: the number in its request is taken, and there is one session.
    Clients,
    /// The server, which has so many.
    Ours(u8),
}

/// The habits of a file server.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FtpHabits {
    /// Who numbers the sessions.
    pub sessions: SessionNumbers,
    /// A session that nobody used for so long is given to the next who wants one.
    pub session_timeout: Duration,
    /// The first packet of a burst comes after this.
    pub burst_delay: Duration,
    /// The time between two packets of a burst.
    pub burst_interval: Duration,
    /// A burst ends after so many packets, to be asked for anew.
    pub burst_packets: u32,
    /// What is asked for during a burst waits for its end.
    pub burst_blocks: bool,
    /// A packet that is not full is told to end the burst, though the end of the file is told as well.
    pub short_packet_completes: bool,
}

impl FtpHabits {
    /// ArduPilot, as recorded (`captures.md`, D.1); the length of a burst from its source.
    pub const ARDUPILOT: Self = Self {
        sessions: SessionNumbers::Clients,
        session_timeout: Duration::from_secs(3),
        burst_delay: Duration::from_millis(29),
        burst_interval: Duration::from_micros(5_900),
        burst_packets: 500,
        burst_blocks: true,
        short_packet_completes: true,
    };
    /// PX4, by its source: one session, bursts of about 35 kB.
    pub const PX4: Self = Self {
        sessions: SessionNumbers::Ours(1),
        session_timeout: Duration::from_secs(10),
        burst_delay: Duration::from_millis(4),
        burst_interval: Duration::from_millis(4),
        burst_packets: 147,
        burst_blocks: false,
        short_packet_completes: false,
    };
    /// The computer of a camera.
    pub const CAMERA: Self = Self {
        sessions: SessionNumbers::Ours(4),
        session_timeout: Duration::from_secs(10),
        burst_delay: Duration::from_millis(10),
        burst_interval: Duration::from_millis(2),
        burst_packets: 400,
        burst_blocks: false,
        short_packet_completes: false,
    };
}
