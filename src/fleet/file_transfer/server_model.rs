//! For tests: a server of files at the far end of a bad line, with the habits of both autopilots.

#![allow(clippy::unwrap_used, missing_docs)]

use super::packet::{DATA_BYTES, Packet, opcode};
use super::received::file_sum;
use crate::fleet::test_line::{Dice, Line, Weather};
use crate::link::report::FtpPacket;
use crate::link::say::Say;
use crate::moment::Moment;
use std::collections::BTreeMap;
use std::time::Duration;

pub const START: Moment = Moment::from_us(1_795_000_000_000_000);

/// In what servers differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Habit {
    /// Clients number sessions, there is one; questions wait while it bursts; a short packet ends a burst.
    ArduPilot,
    /// It numbers sessions from 0, one only; bursts are short.
    Px4,
}

#[derive(Clone, Debug)]
struct Session {
    number: u8,
    path: String,
    used: Moment,
}

#[derive(Clone, Debug)]
struct Burst {
    sequence: u16,
    offset: u32,
    left: usize,
}

pub struct Server {
    pub habit: Habit,
    pub files: BTreeMap<String, Vec<u8>>,
    /// The size that is told is so much larger than the file.
    pub told_more: u32,
    pub offers_sum: bool,
    pub offers_burst: bool,
    pub is_deaf: bool,
    /// What was asked for, by operation.
    pub asked: BTreeMap<u8, usize>,
    session: Option<Session>,
    burst: Option<Burst>,
    last: Option<Packet>,
    pub up: Line<Packet>,
    pub down: Line<Packet>,
    pub now: Moment,
}

/// Between two packets of a burst.
const PACE: Duration = Duration::from_millis(6);
/// A session that nobody used for so long is given to the next.
const IDLE: Duration = Duration::from_secs(10);

/// Bytes that look random, by a name.
pub fn bytes(name: &str, length: usize) -> Vec<u8> {
    let mut dice = Dice::named(name);
    (0..length).map(|_| (dice.part() * 256.0) as u8).collect()
}

impl Server {
    pub fn new(habit: Habit, weather: Weather, seed: &str) -> Self {
        Self {
            habit,
            files: BTreeMap::new(),
            told_more: 0,
            offers_sum: true,
            offers_burst: true,
            is_deaf: false,
            asked: BTreeMap::new(),
            session: None,
            burst: None,
            last: None,
            up: Line::new(weather, &format!("{seed}, up")),
            down: Line::new(weather, &format!("{seed}, down")),
            now: START,
        }
    }

    pub fn with(mut self, path: &str, content: Vec<u8>) -> Self {
        self.files.insert(path.to_owned(), content);
        self
    }

    pub fn set_weather(&mut self, weather: Weather) {
        self.up.set_weather(weather);
        self.down.set_weather(weather);
    }

    pub fn has_open_session(&self) -> bool {
        self.session.is_some()
    }

    /// Its session ends without a word, as after a restart.
    pub fn forget_session(&mut self) {
        self.session = None;
        self.burst = None;
        self.last = None;
    }

    pub fn asked(&self, operation: u8) -> usize {
        self.asked.get(&operation).copied().unwrap_or(0)
    }

    pub fn take(&mut self, says: Vec<Say>) {
        for say in says {
            let Say::Ftp(bytes) = say else {
                panic!("{say:?}")
            };
            self.up.send(self.now, Packet::read(&bytes));
        }
    }

    fn reply(&mut self, question: &Packet, result: Result<Vec<u8>, u8>) {
        let (opcode, data) = match result {
            Ok(data) => (opcode::ACK, data),
            Err(error) => (opcode::NAK, vec![error]),
        };
        let session = match (&self.session, self.habit) {
            (Some(session), Habit::Px4) if question.opcode == opcode::OPEN_FILE_RO => {
                session.number
            }
            _ => question.session,
        };
        let answer = Packet {
            opcode,
            session,
            request_opcode: question.opcode,
            offset: question.offset,
            ..Packet::question(0, question.sequence.wrapping_add(1), 0)
                .with_data(&data)
                .unwrap()
        };
        let answer = Packet { opcode, ..answer };
        self.last = Some(answer);
        self.down.send(self.now, answer);
    }

    fn answer(&mut self, question: &Packet) {
        *self.asked.entry(question.opcode).or_default() += 1;
        if let Some(last) = self.last {
            let is_same = last.sequence == question.sequence.wrapping_add(1);
            if is_same && last.request_opcode == question.opcode {
                return self.down.send(self.now, last);
            }
        }
        let path = String::from_utf8(question.content().unwrap().to_vec()).unwrap_or_default();
        match question.opcode {
            opcode::OPEN_FILE_RO => {
                let result = self.open(question, &path);
                self.reply(question, result);
            }
            opcode::TERMINATE_SESSION => {
                let is_open = self
                    .session
                    .as_ref()
                    .is_some_and(|it| it.number == question.session);
                if is_open {
                    self.session = None;
                    self.burst = None;
                }
                let result = if is_open || self.habit == Habit::ArduPilot {
                    Ok(Vec::new())
                } else {
                    Err(4)
                };
                self.reply(question, result);
            }
            opcode::LIST_DIRECTORY => {
                let result = self.list(&path, question.offset);
                self.reply(question, result);
            }
            opcode::CALC_FILE_CRC32 => {
                let sum = self
                    .files
                    .get(&path)
                    .map(|content| file_sum(content).to_le_bytes().to_vec());
                let result = if self.offers_sum {
                    sum.ok_or(10)
                } else {
                    Err(7)
                };
                self.reply(question, result);
            }
            opcode::READ_FILE => {
                let result = self.part(question, question.offset);
                self.reply(question, result);
            }
            opcode::BURST_READ_FILE if !self.offers_burst => self.reply(question, Err(7)),
            opcode::BURST_READ_FILE => match self.part(question, 0) {
                Err(error) if error != 6 => self.reply(question, Err(error)),
                _ => {
                    self.burst = Some(Burst {
                        sequence: question.sequence.wrapping_add(1),
                        offset: question.offset,
                        left: if self.habit == Habit::Px4 { 40 } else { 500 },
                    });
                }
            },
            _ => self.reply(question, Err(7)),
        }
    }

    fn open(&mut self, question: &Packet, path: &str) -> Result<Vec<u8>, u8> {
        let is_idle = |session: &Session| self.now.since(session.used) >= IDLE;
        if self
            .session
            .as_ref()
            .is_some_and(|session| !is_idle(session))
        {
            return Err(if self.habit == Habit::Px4 { 5 } else { 1 });
        }
        self.session = None;
        self.burst = None;
        let size = u32::try_from(self.files.get(path).ok_or(10)?.len()).unwrap() + self.told_more;
        let number = if self.habit == Habit::Px4 {
            0
        } else {
            question.session
        };
        self.session = Some(Session {
            number,
            path: path.to_owned(),
            used: self.now,
        });
        Ok(size.to_le_bytes().to_vec())
    }

    fn part(&mut self, question: &Packet, offset: u32) -> Result<Vec<u8>, u8> {
        let now = self.now;
        let missing = if self.habit == Habit::Px4 { 4 } else { 10 };
        let session = self
            .session
            .as_mut()
            .filter(|it| it.number == question.session)
            .ok_or(missing)?;
        session.used = now;
        let rest = self.files[&session.path]
            .get(offset as usize..)
            .unwrap_or_default();
        if rest.is_empty() {
            return Err(6);
        }
        Ok(rest[..rest.len().min(DATA_BYTES)].to_vec())
    }

    fn list(&self, folder: &str, offset: u32) -> Result<Vec<u8>, u8> {
        let prefix = if folder.is_empty() {
            String::new()
        } else {
            format!("{folder}/")
        };
        let mut entries: Vec<String> = vec!["S".to_owned()];
        for (path, content) in &self.files {
            let Some(rest) = path.strip_prefix(&prefix) else {
                continue;
            };
            let entry = match rest.split_once('/') {
                Some((inner, _)) => format!("D{inner}"),
                None => format!("F{rest}\t{}", content.len()),
            };
            if !entries.contains(&entry) {
                entries.push(entry);
            }
        }
        let mut data = Vec::new();
        for entry in entries.iter().skip(offset as usize) {
            if data.len() + entry.len() + 1 > DATA_BYTES {
                break;
            }
            data.extend_from_slice(entry.as_bytes());
            data.push(0);
        }
        if data.is_empty() { Err(6) } else { Ok(data) }
    }

    fn burst_on(&mut self) {
        let (Some(mut burst), Some(session)) = (self.burst.take(), self.session.clone()) else {
            return;
        };
        let question = Packet {
            offset: burst.offset,
            ..Packet::question(
                opcode::BURST_READ_FILE,
                burst.sequence.wrapping_sub(1),
                session.number,
            )
        };
        match self.part(&question, burst.offset) {
            Err(error) => self.reply(&question, Err(error)),
            Ok(data) => {
                burst.left -= 1;
                let is_short = data.len() < DATA_BYTES && self.habit == Habit::ArduPilot;
                let packet = Packet {
                    opcode: opcode::ACK,
                    request_opcode: opcode::BURST_READ_FILE,
                    is_burst_complete: burst.left == 0 || is_short,
                    offset: burst.offset,
                    ..Packet::question(0, burst.sequence, session.number)
                        .with_data(&data)
                        .unwrap()
                };
                let packet = Packet {
                    opcode: opcode::ACK,
                    ..packet
                };
                self.last = Some(packet);
                self.down.send(self.now, packet);
                burst.sequence = burst.sequence.wrapping_add(1);
                burst.offset += u32::try_from(data.len()).unwrap();
                self.burst = (burst.left > 0).then_some(burst);
            }
        }
    }

    /// Lets time pass until something is heard or `until` is reached.
    pub fn next(&mut self, until: Moment) -> Vec<FtpPacket> {
        loop {
            let bursts = self.burst.is_some().then(|| self.now + PACE);
            let events = [self.up.next(), self.down.next(), bursts, Some(until)];
            let next = events.into_iter().flatten().min().unwrap();
            self.now = self.now.max(next);
            for question in self.up.arrived(self.now) {
                if !self.is_deaf {
                    self.answer(&question);
                }
            }
            if bursts.is_some_and(|at| at <= self.now) {
                self.burst_on();
            }
            let heard = self.down.arrived(self.now);
            if !heard.is_empty() || self.now >= until {
                let packet = |packet: Packet| FtpPacket {
                    target_system: 255,
                    target_component: 190,
                    bytes: packet.write(),
                };
                return heard.into_iter().map(packet).collect();
            }
        }
    }
}
