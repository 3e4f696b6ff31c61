//! PX4's files: a card, and a server on each link.

use super::{Change, Entry, FileServer, Files, FtpHabits, Refusal, Reply, Volume};
use crate::autopilot::missions::Partner;
use crate::time::SimTime;
use mavlink::dialects::ardupilotmega::FILE_TRANSFER_PROTOCOL_DATA;

/// The servers, one on each link with a session of its own, and what they serve.
#[derive(Clone, Debug)]
pub struct FileService {
    servers: Vec<FileServer>,
    system: FileSystem,
}

/// What PX4 serves from the root of its file system on: a card without logs, and what is in the memory of
/// the board, which is there to be looked at.
#[derive(Clone, Debug)]
struct FileSystem(Volume);

/// Where the card is. Nothing else is written to (PX4, `_validatePathIsWritable`).
const CARD: &str = "/fs/microsd/";

impl FileService {
    /// PX4's, with so many links.
    pub fn px4(links: usize) -> Self {
        let directories = ["fs", "fs/microsd", "fs/microsd/log", "etc"];
        Self {
            servers: vec![FileServer::new(FtpHabits::PX4); links],
            system: FileSystem(Volume::with_directories(&directories)),
        }
    }

    /// Takes a request that is for this component.
    pub fn take(&mut self, partner: Partner, request: &FILE_TRANSFER_PROTOCOL_DATA) {
        if let Some(server) = self.servers.get_mut(usize::from(partner.channel.0)) {
            server.take(partner, request);
        }
    }

    /// The next reply, each step until there is none.
    pub fn next_reply(&mut self, now: SimTime) -> Option<Reply> {
        let system = &mut self.system;
        self.servers
            .iter_mut()
            .find_map(|server| server.next_reply(now, system))
    }

    /// After a start anew the card is as it was, and nothing is open.
    pub fn keep_card_of(&mut self, before: Self) {
        self.system = before.system;
    }
}

fn is_on_card(path: &str) -> bool {
    path.starts_with(CARD) && !path.contains("/../")
}

impl Files for FileSystem {
    fn size(&mut self, path: &str) -> Result<u32, Refusal> {
        self.0.size(path)
    }

    fn read(&mut self, path: &str, block: u8) -> Result<Vec<u8>, Refusal> {
        self.0.read(path, block)
    }

    fn list(&mut self, path: &str) -> Result<Vec<Entry>, Refusal> {
        self.0.list(path)
    }

    fn change(&mut self, change: Change<'_>) -> Result<(), Refusal> {
        let may_be = match change {
            Change::Rename { from, to } => is_on_card(from) && is_on_card(to),
            Change::Create(path)
            | Change::Write { path, .. }
            | Change::Truncate { path, .. }
            | Change::Remove(path)
            | Change::CreateDirectory(path)
            | Change::RemoveDirectory(path) => is_on_card(path),
        };
        if may_be {
            self.0.change(change)
        } else {
            Err(Refusal::FileProtected)
        }
    }
}
