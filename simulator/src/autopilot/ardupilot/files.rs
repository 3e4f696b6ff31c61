//! Copter's files: its parameters in one of them, and a card.

use super::copter::Copter;
use crate::autopilot::missions::Partner;
use crate::autopilot::parameters::Parameters;
use crate::files::packed_parameters::{Part, pack, told_bytes};
use crate::files::{Change, Entry, FileServer, Files, FtpHabits, Refusal, Volume};
use crate::time::SimTime;
use crate::wire::Outbox;
use mavlink::dialects::ardupilotmega::{FILE_TRANSFER_PROTOCOL_DATA, MavSeverity};

/// The server and the card.
#[derive(Clone, Debug)]
pub(super) struct CopterFiles {
    server: FileServer,
    card: Volume,
}

/// What is told to a station that opens the file of parameters (`captures.md`, B.4); the second line
/// names the board, which here is none.
const BANNER: [&str; 3] = [
    "ArduCopter V4.7.0-dev (90700977)",
    "haiou simulator",
    "Frame: QUAD/PLUS",
];

impl Default for CopterFiles {
    fn default() -> Self {
        Self {
            server: FileServer::new(FtpHabits::ARDUPILOT),
            card: Volume::with_directories(&["APM", "APM/LOGS", "APM/TERRAIN"]),
        }
    }
}

impl CopterFiles {
    pub fn take(&mut self, partner: Partner, request: &FILE_TRANSFER_PROTOCOL_DATA) {
        self.server.take(partner, request);
    }

    /// After a start anew the card is as it was.
    pub fn keep_of(&mut self, before: Self) {
        self.card = before.card;
    }
}

/// What Copter serves while one request is answered.
struct Served<'a> {
    parameters: &'a Parameters,
    card: &'a mut Volume,
    opened_parameters: bool,
}

impl Files for Served<'_> {
    fn size(&mut self, path: &str) -> Result<u32, Refusal> {
        if Part::of(path).is_some() {
            self.opened_parameters = true;
            return Ok(told_bytes(self.parameters));
        }
        self.card.size(path)
    }

    fn read(&mut self, path: &str, block: u8) -> Result<Vec<u8>, Refusal> {
        match Part::of(path) {
            Some(part) => pack(self.parameters, part, block),
            None => self.card.read(path, block),
        }
    }

    fn list(&mut self, path: &str) -> Result<Vec<Entry>, Refusal> {
        if path.trim_matches('/') == "@PARAM" {
            let size = told_bytes(self.parameters);
            return Ok(vec![Entry::File("param.pck".to_owned(), size)]);
        }
        self.card.list(path)
    }

    fn change(&mut self, change: Change<'_>) -> Result<(), Refusal> {
        self.card.change(change)
    }
}

impl Copter {
    /// Answers what was asked for, and goes on with bursts.
    pub(super) fn serve_files(&mut self, now: SimTime, outbox: &mut Outbox) {
        loop {
            let mut served = Served {
                parameters: &self.parameters,
                card: &mut self.files.card,
                opened_parameters: false,
            };
            let Some(reply) = self.files.server.next_reply(now, &mut served) else {
                self.serves_files = self.files.server.is_bursting();
                return;
            };
            let is_first_look = served.opened_parameters;
            self.speak_to(reply.channel, now, outbox, |voice| {
                voice.say(&reply.message);
                if is_first_look {
                    for line in BANNER {
                        voice.text(MavSeverity::MAV_SEVERITY_INFO, line, 0);
                    }
                }
            });
        }
    }
}

#[cfg(test)]
mod tests;
