//! Lists a folder.

use super::numbers::TransferNumbers;
use super::packet::{Packet, opcode};
use super::reader_states::TransferFailure;
use super::refusal::Refusal;
use crate::fleet::patience::patience;
use crate::link::report::FtpPacket;
use crate::link::say::Say;
use crate::moment::Moment;
use std::time::Duration;

/// So often a part is asked for without an answer.
const MOST_TRIES: u32 = 10;
/// So many entries are listed at most.
const MOST_ENTRIES: usize = 20_000;
/// A server that has no room for us is asked again after this.
const BUSY: Duration = Duration::from_secs(2);

/// What is in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DirectoryEntry {
    /// A file.
    File {
        /// Its name, without the folder.
        name: String,
        /// Bytes; `None` where it is not told.
        size: Option<u32>,
    },
    /// A folder.
    Directory(String),
}

/// How it stands.
#[derive(Clone, Debug, PartialEq)]
pub enum DirectoryState {
    /// So many entries have come.
    Running(usize),
    /// All of them.
    Done {
        /// In the order of the server.
        entries: Vec<DirectoryEntry>,
        /// Entries that could not be read, or were too many.
        left_out: usize,
    },
    /// It cannot be listed.
    Failed(TransferFailure),
    /// Nobody wants it any more.
    Cancelled,
}

/// Lists a folder.
#[derive(Clone, Debug)]
pub struct DirectoryReader {
    path: String,
    round_trip: Duration,
    numbers: TransferNumbers,
    question: Packet,
    entries: Vec<DirectoryEntry>,
    /// Entries that came, whatever they were: servers count so.
    count: u32,
    left_out: usize,
    state: DirectoryState,
    tries: u32,
    due: Moment,
}

impl DirectoryReader {
    /// Begins, with the numbers that the last transfer with this component ended with.
    pub fn start(
        now: Moment,
        round_trip: Duration,
        path: String,
        numbers: TransferNumbers,
        out: &mut Vec<Say>,
    ) -> Self {
        let mut reader = Self {
            path,
            round_trip,
            numbers,
            question: Packet::question(opcode::LIST_DIRECTORY, 0, 0),
            entries: Vec::new(),
            count: 0,
            left_out: 0,
            state: DirectoryState::Running(0),
            tries: 0,
            due: now,
        };
        reader.ask(now, out);
        reader
    }

    /// How it stands.
    pub fn state(&self) -> &DirectoryState {
        &self.state
    }

    /// With what the next transfer begins.
    pub fn numbers(&self) -> TransferNumbers {
        self.numbers
    }

    /// When it has to be woken; `None` once it has ended.
    pub fn due(&self) -> Option<Moment> {
        self.is_running().then_some(self.due)
    }

    /// Nobody wants it any more. The server keeps nothing of it.
    pub fn cancel(&mut self) {
        if self.is_running() {
            self.state = DirectoryState::Cancelled;
        }
    }

    fn is_running(&self) -> bool {
        matches!(self.state, DirectoryState::Running(_))
    }

    /// Asks for the entries behind those that have come.
    fn ask(&mut self, now: Moment, out: &mut Vec<Say>) {
        let question = Packet {
            offset: self.count,
            ..Packet::question(
                opcode::LIST_DIRECTORY,
                self.numbers.take(),
                self.numbers.session,
            )
        };
        match question.with_data(self.path.as_bytes()) {
            Some(question) => {
                self.question = question;
                self.say_question(now, out);
            }
            None => self.state = DirectoryState::Failed(TransferFailure::Path),
        }
    }

    fn say_question(&mut self, now: Moment, out: &mut Vec<Say>) {
        self.due = now + patience(self.round_trip, self.tries);
        self.tries += 1;
        out.push(Say::Ftp(Box::new(self.question.write())));
    }

    /// Takes an answer of the server.
    pub fn hear(&mut self, now: Moment, packet: &FtpPacket, out: &mut Vec<Say>) {
        let answer = Packet::read(&packet.bytes);
        let is_answer = answer.sequence == self.question.sequence.wrapping_add(1)
            && answer.request_opcode == opcode::LIST_DIRECTORY;
        if !self.is_running() || !is_answer {
            return;
        }
        match answer.opcode {
            opcode::ACK => self.take(now, &answer, out),
            opcode::NAK => self.refused(now, Refusal::of(&answer)),
            _ => {}
        }
    }

    fn take(&mut self, now: Moment, answer: &Packet, out: &mut Vec<Say>) {
        let Some(content) = answer.content() else {
            self.state = DirectoryState::Failed(TransferFailure::Malformed);
            return;
        };
        let before = self.count;
        for entry in content
            .split(|byte| *byte == 0)
            .filter(|entry| !entry.is_empty())
        {
            self.count = self.count.saturating_add(1);
            match entry_of(entry) {
                Some(entry) if self.entries.len() < MOST_ENTRIES => self.entries.push(entry),
                _ => self.left_out += usize::from(!entry.starts_with(b"S")),
            }
        }
        if self.count == before || self.entries.len() >= MOST_ENTRIES {
            return self.finish();
        }
        self.state = DirectoryState::Running(self.entries.len());
        self.tries = 0;
        self.ask(now, out);
    }

    fn finish(&mut self) {
        self.state = DirectoryState::Done {
            entries: std::mem::take(&mut self.entries),
            left_out: self.left_out,
        };
    }

    fn refused(&mut self, now: Moment, why: Refusal) {
        match why {
            Refusal::EndOfFile => self.finish(),
            Refusal::InvalidSession | Refusal::NoSessionsAvailable if self.tries < MOST_TRIES => {
                // Another number, for to the same one the same refusal would be said again.
                self.question.sequence = self.numbers.take();
                self.due = now + patience(self.round_trip, self.tries).max(BUSY);
            }
            _ => self.state = DirectoryState::Failed(TransferFailure::Refused(why)),
        }
    }

    /// Nothing came for too long.
    pub fn wake(&mut self, now: Moment, out: &mut Vec<Say>) {
        if !self.is_running() || now < self.due {
            return;
        }
        if self.tries < MOST_TRIES {
            self.say_question(now, out);
        } else {
            self.state = DirectoryState::Failed(TransferFailure::NoAnswer);
        }
    }
}

/// `F` name, tab, size; or `D` name. `S` is what is left out on purpose.
fn entry_of(entry: &[u8]) -> Option<DirectoryEntry> {
    let text = std::str::from_utf8(entry).ok()?;
    let (kind, rest) = text.split_at_checked(1)?;
    match kind {
        "F" => {
            let (name, size) = rest.split_once('\t').unwrap_or((rest, ""));
            (!name.is_empty()).then(|| DirectoryEntry::File {
                name: name.to_owned(),
                size: size.parse().ok(),
            })
        }
        "D" if !rest.is_empty() => Some(DirectoryEntry::Directory(rest.to_owned())),
        _ => None,
    }
}
