//! A server with files of its own, for components that have nothing special among them.

use super::{FileServer, FtpHabits, Reply, Volume};
use crate::autopilot::missions::Partner;
use crate::time::SimTime;
use mavlink::dialects::ardupilotmega::FILE_TRANSFER_PROTOCOL_DATA;

/// A server and a volume.
#[derive(Clone, Debug)]
pub struct FileService {
    server: FileServer,
    volume: Volume,
}

impl FileService {
    /// PX4's: a card without logs.
    pub fn px4() -> Self {
        Self {
            server: FileServer::new(FtpHabits::PX4),
            volume: Volume::with_directories(&["fs", "fs/microsd", "fs/microsd/log", "etc"]),
        }
    }

    /// Takes a request that is for this component.
    pub fn take(&mut self, partner: Partner, request: &FILE_TRANSFER_PROTOCOL_DATA) {
        self.server.take(partner, request);
    }

    /// The next reply, each step until there is none.
    pub fn next_reply(&mut self, now: SimTime) -> Option<Reply> {
        self.server.next_reply(now, &mut self.volume)
    }
}
