//! Counts every packet that comes over UDP, by the vehicle that sent it and by its kind.

use crate::fleet::pin;
use mavlink::MessageData;
use mavlink::dialects::ardupilotmega::{ATTITUDE_DATA, GLOBAL_POSITION_INT_DATA, HEARTBEAT_DATA};
use nix::sys::socket::{getsockopt, setsockopt, sockopt};
use simulator::wire::Splitter;
use std::collections::HashMap;
use std::net::UdpSocket;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// What the receiver's buffer is asked to hold, bytes.
const BUFFER_BYTES: usize = 64 << 20;
/// When nothing came for so long after the end, nothing more will.
const QUIET: Duration = Duration::from_millis(500);
/// A port's vehicles, by their system ids.
const SYSTEM_IDS: usize = 256;

/// What one vehicle said.
#[derive(Clone, Copy, Default)]
pub struct Counts {
    /// HEARTBEAT.
    pub heartbeats: u64,
    /// GLOBAL_POSITION_INT.
    pub positions: u64,
    /// ATTITUDE.
    pub attitudes: u64,
    /// Everything else.
    pub others: u64,
}

/// All that came.
#[derive(Default)]
pub struct Received {
    /// By the port that it came from and by the system id.
    by_port: HashMap<u16, Vec<Counts>>,
    /// Packets, whatever was in them.
    pub packets: u64,
    /// What the system granted of [`BUFFER_BYTES`], as it says itself.
    pub buffer_bytes: usize,
    /// Whether the receiver had its own core.
    pub is_pinned: bool,
}

impl Received {
    /// Every vehicle that was heard.
    pub fn vehicles(&self) -> impl Iterator<Item = &Counts> {
        let all = self.by_port.values().flatten();
        all.filter(|it| it.heartbeats + it.positions + it.attitudes + it.others > 0)
    }

    /// All of them together.
    pub fn total(&self) -> Counts {
        self.vehicles().fold(Counts::default(), |sum, one| Counts {
            heartbeats: sum.heartbeats + one.heartbeats,
            positions: sum.positions + one.positions,
            attitudes: sum.attitudes + one.attitudes,
            others: sum.others + one.others,
        })
    }

    fn take(&mut self, port: u16, packet: &[u8]) {
        self.packets += 1;
        let of_port = self
            .by_port
            .entry(port)
            .or_insert_with(|| vec![Counts::default(); SYSTEM_IDS]);
        Splitter::default().take(packet, |frame| {
            let Some(counts) = of_port.get_mut(usize::from(frame.from().0)) else {
                return;
            };
            match frame.message_id() {
                HEARTBEAT_DATA::ID => counts.heartbeats += 1,
                GLOBAL_POSITION_INT_DATA::ID => counts.positions += 1,
                ATTITUDE_DATA::ID => counts.attitudes += 1,
                _ => counts.others += 1,
            }
        });
    }
}

/// Counts on the second core until it is over and nothing more comes.
pub fn count(socket: &UdpSocket, is_over: &AtomicBool) -> Received {
    let mut received = Received {
        is_pinned: pin(1),
        ..Received::default()
    };
    // The first lets those who may exceed the system's limit, the second is for everybody.
    if setsockopt(socket, sockopt::RcvBufForce, &BUFFER_BYTES).is_err()
        && let Err(error) = setsockopt(socket, sockopt::RcvBuf, &BUFFER_BYTES)
    {
        eprintln!("the receiver's buffer stays as it is: {error}");
    }
    received.buffer_bytes = getsockopt(socket, sockopt::RcvBuf).unwrap_or(0);
    if let Err(error) = socket.set_read_timeout(Some(QUIET)) {
        panic!("the receiver would wait for ever: {error}");
    }
    let mut buffer = [0; 2_048];
    loop {
        match socket.recv_from(&mut buffer) {
            Ok((length, from)) => received.take(from.port(), &buffer[..length]),
            Err(_) if is_over.load(Ordering::Relaxed) => return received,
            Err(_) => {}
        }
    }
}
