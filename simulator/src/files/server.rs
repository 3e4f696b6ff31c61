//! The server: sessions, replies that are said again, and bursts.

use super::ask::{self, Ask};
use super::{DATA_BYTES, Files, FtpHabits, Packet, Refusal, SessionNumbers, opcode};
use crate::autopilot::missions::Partner;
use crate::time::SimTime;
use crate::wire::ChannelId;
use mavlink::dialects::ardupilotmega::FILE_TRANSFER_PROTOCOL_DATA;
use std::collections::VecDeque;

/// A message to be sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Reply {
    /// On this link.
    pub channel: ChannelId,
    /// The message.
    pub message: FILE_TRANSFER_PROTOCOL_DATA,
}

/// A server of files; idle it holds nothing.
#[derive(Clone, Debug)]
pub struct FileServer {
    habits: FtpHabits,
    waiting: VecDeque<(Partner, Packet)>,
    sessions: Vec<Session>,
    last: Option<Box<(Partner, Packet)>>,
}

#[derive(Clone, Debug)]
struct Session {
    number: u8,
    partner: Partner,
    path: String,
    is_writable: bool,
    /// What is in the file, once it was read; packed for the blocks in which it was read first.
    content: Option<Vec<u8>>,
    used: SimTime,
    burst: Option<Burst>,
}

#[derive(Clone, Copy, Debug)]
struct Burst {
    sequence: u16,
    offset: u32,
    size: u8,
    left: u32,
    next: SimTime,
}

/// So many requests wait at most; more are dropped, and will be repeated.
const MOST_WAITING: usize = 5;
/// The highest session number that a server gives.
const SESSION_NUMBERS: std::ops::RangeInclusive<u8> = 0..=u8::MAX;

impl FileServer {
    /// A server with such habits.
    pub fn new(habits: FtpHabits) -> Self {
        Self {
            habits,
            waiting: VecDeque::new(),
            sessions: Vec::new(),
            last: None,
        }
    }

    /// Takes a request that is for this component.
    pub fn take(&mut self, partner: Partner, request: &FILE_TRANSFER_PROTOCOL_DATA) {
        if self.waiting.len() < MOST_WAITING {
            let packet = Packet::read(&request.payload);
            self.waiting.push_back((partner, packet));
        }
    }

    /// Whether it sends parts of a file by itself. Else it says nothing until somebody asks.
    pub fn is_bursting(&self) -> bool {
        self.sessions.iter().any(|session| session.burst.is_some())
    }

    /// The next reply, each step until there is none.
    pub fn next_reply(&mut self, now: SimTime, files: &mut dyn Files) -> Option<Reply> {
        loop {
            if self.waiting.is_empty() || (self.is_bursting() && self.habits.burst_blocks) {
                return self.next_of_burst(now, files);
            }
            let (partner, request) = self.waiting.pop_front()?;
            if let Some(reply) = self.answer(now, partner, &request, files) {
                return Some(self.sent(partner, reply));
            }
        }
    }

    fn sent(&mut self, partner: Partner, packet: Packet) -> Reply {
        self.last = Some(Box::new((partner, packet)));
        Reply {
            channel: partner.channel,
            message: FILE_TRANSFER_PROTOCOL_DATA {
                target_network: 0,
                target_system: partner.system_id,
                target_component: partner.component_id,
                payload: packet.write(),
            },
        }
    }

    /// The reply that was sent last, where it is that to this request: it was lost.
    fn said_before(&self, partner: Partner, request: &Packet) -> Option<Packet> {
        let (whom, last) = &**self.last.as_ref()?;
        let is_same_session = match self.habits.sessions {
            SessionNumbers::Clients => last.session == request.session,
            // Whoever opens a file does not know its session yet.
            SessionNumbers::Ours(_) => {
                request.opcode == opcode::OPEN_FILE_RO || last.session == request.session
            }
        };
        let is_reply = last.sequence == request.sequence.wrapping_add(1);
        let is_same = *whom == partner && last.request_opcode == request.opcode;
        (is_reply && is_same && is_same_session).then_some(*last)
    }

    fn answer(
        &mut self,
        now: SimTime,
        partner: Partner,
        request: &Packet,
        files: &mut dyn Files,
    ) -> Option<Packet> {
        if matches!(request.opcode, opcode::ACK | opcode::NAK) {
            return None;
        }
        if let Some(last) = self.said_before(partner, request) {
            return Some(last);
        }
        let mut reply = Packet {
            sequence: request.sequence.wrapping_add(1),
            session: request.session,
            opcode: opcode::ACK,
            request_opcode: request.opcode,
            ..Packet::default()
        };
        let done = match Ask::of(request) {
            Err(refusal) => Err(refusal),
            Ok(asked) => self.carry_out(now, partner, request, &asked, files, &mut reply),
        };
        match done {
            Ok(true) => Some(reply),
            Ok(false) => None,
            Err(refusal) => {
                refuse(&mut reply, refusal);
                Some(reply)
            }
        }
    }

    /// Does what is asked for. Whether there is a reply now.
    fn carry_out(
        &mut self,
        now: SimTime,
        partner: Partner,
        request: &Packet,
        asked: &Ask<'_>,
        files: &mut dyn Files,
        reply: &mut Packet,
    ) -> Result<bool, Refusal> {
        self.check_session(now, request, asked)?;
        match *asked {
            Ask::Nothing => {}
            Ask::Terminate => self.terminate(request)?,
            Ask::Reset => self.reset(partner, request),
            Ask::List(path) => {
                let entries = files.list_from(path, request.offset)?;
                reply.offset = request.offset;
                ask::write_entries(&entries, reply)?;
            }
            Ask::Crc32(path) => {
                let content = files.read(path, DATA_BYTES as u8)?;
                reply.set_content(&ask::crc32(&content).to_le_bytes());
            }
            Ask::Open(path) => {
                self.may_open(now)?;
                let size = files.size(path)?;
                reply.session = self.open(now, partner, request, path, false)?;
                reply.set_content(&size.to_le_bytes());
            }
            Ask::OpenToWrite { path, is_new } => {
                self.may_open(now)?;
                if is_new {
                    files.change(super::Change::Create(path))?;
                } else {
                    files.size(path)?;
                }
                reply.session = self.open(now, partner, request, path, true)?;
            }
            Ask::Read => {
                reply.offset = request.offset;
                let session = self.session(now, request, false)?;
                let size = wanted(request);
                load(session, size, files)?;
                reply.set_content(part_of(session, request.offset, size)?);
            }
            Ask::Burst => {
                let delay = self.habits.burst_delay;
                let burst = Burst {
                    sequence: reply.sequence,
                    offset: request.offset,
                    size: wanted(request),
                    left: self.habits.burst_packets,
                    next: now + delay,
                };
                let session = self.session(now, request, false)?;
                session.partner = partner;
                load(session, burst.size, files)?;
                session.burst = Some(burst);
                return Ok(false);
            }
            Ask::Write(data) => {
                reply.offset = request.offset;
                let session = self.session(now, request, true)?;
                files.change(super::Change::Write {
                    path: &session.path,
                    offset: request.offset,
                    data,
                })?;
            }
            Ask::Change(change) => files.change(change)?,
        }
        Ok(true)
    }

    /// ArduPilot lets nobody else in while its one session is in use.
    fn check_session(
        &self,
        now: SimTime,
        request: &Packet,
        asked: &Ask<'_>,
    ) -> Result<(), Refusal> {
        if self.habits.sessions != SessionNumbers::Clients
            || matches!(asked, Ask::Terminate | Ask::Reset)
        {
            return Ok(());
        }
        let is_taken = self.sessions.iter().any(|session| {
            session.number != request.session && now - session.used < self.habits.session_timeout
        });
        if is_taken {
            Err(Refusal::InvalidSession)
        } else {
            Ok(())
        }
    }

    /// Makes room where nobody used a session for long.
    fn may_open(&mut self, now: SimTime) -> Result<(), Refusal> {
        let timeout = self.habits.session_timeout;
        self.sessions.retain(|session| now - session.used < timeout);
        match self.habits.sessions {
            SessionNumbers::Clients if !self.sessions.is_empty() => Err(Refusal::Fail),
            SessionNumbers::Ours(most) if self.sessions.len() >= usize::from(most) => {
                Err(Refusal::NoSessionsAvailable)
            }
            _ => Ok(()),
        }
    }

    fn open(
        &mut self,
        now: SimTime,
        partner: Partner,
        request: &Packet,
        path: &str,
        is_writable: bool,
    ) -> Result<u8, Refusal> {
        let is_free = |number: &u8| self.sessions.iter().all(|it| it.number != *number);
        let number = match self.habits.sessions {
            SessionNumbers::Clients => request.session,
            SessionNumbers::Ours(_) => {
                let mut numbers = SESSION_NUMBERS;
                numbers.find(is_free).ok_or(Refusal::NoSessionsAvailable)?
            }
        };
        self.sessions.push(Session {
            number,
            partner,
            path: path.to_owned(),
            is_writable,
            content: None,
            used: now,
            burst: None,
        });
        Ok(number)
    }

    fn session(
        &mut self,
        now: SimTime,
        request: &Packet,
        to_write: bool,
    ) -> Result<&mut Session, Refusal> {
        let missing = match self.habits.sessions {
            SessionNumbers::Clients => Refusal::FileNotFound,
            SessionNumbers::Ours(_) => Refusal::InvalidSession,
        };
        let mut sessions = self.sessions.iter_mut();
        let session = sessions
            .find(|session| session.number == request.session)
            .ok_or(missing)?;
        if session.is_writable != to_write {
            return Err(Refusal::Fail);
        }
        session.used = now;
        Ok(session)
    }

    fn terminate(&mut self, request: &Packet) -> Result<(), Refusal> {
        let before = self.sessions.len();
        self.sessions
            .retain(|session| session.number != request.session);
        let was_open = self.sessions.len() < before;
        if was_open || self.habits.sessions == SessionNumbers::Clients {
            Ok(())
        } else {
            Err(Refusal::InvalidSession)
        }
    }

    fn reset(&mut self, partner: Partner, request: &Packet) {
        match self.habits.sessions {
            SessionNumbers::Clients => self
                .sessions
                .retain(|session| session.number != request.session),
            SessionNumbers::Ours(_) => self.sessions.retain(|session| {
                (session.partner.system_id, session.partner.component_id)
                    != (partner.system_id, partner.component_id)
            }),
        }
    }

    fn next_of_burst(&mut self, now: SimTime, files: &mut dyn Files) -> Option<Reply> {
        let habits = self.habits;
        let session = self
            .sessions
            .iter_mut()
            .find(|session| session.burst.is_some_and(|burst| burst.next <= now))?;
        let mut burst = session.burst?;
        session.used = now;
        let mut packet = Packet {
            sequence: burst.sequence,
            session: session.number,
            opcode: opcode::ACK,
            request_opcode: opcode::BURST_READ_FILE,
            offset: burst.offset,
            ..Packet::default()
        };
        let loaded = load(session, burst.size, files);
        match loaded.and_then(|()| part_of(session, burst.offset, burst.size)) {
            Ok(content) => {
                packet.set_content(content);
                let is_short = content.len() < usize::from(burst.size);
                packet.burst_complete =
                    burst.left == 1 || (is_short && habits.short_packet_completes);
                burst.offset += content.len() as u32;
                burst.sequence = burst.sequence.wrapping_add(1);
                burst.left -= 1;
                burst.next = burst.next + habits.burst_interval;
                session.burst = (burst.left > 0).then_some(burst);
            }
            Err(refusal) => {
                refuse(&mut packet, refusal);
                packet.burst_complete = habits.short_packet_completes;
                session.burst = None;
            }
        }
        let partner = session.partner;
        Some(self.sent(partner, packet))
    }
}

/// How many bytes a request for data wants.
fn wanted(request: &Packet) -> u8 {
    match request.size {
        0 => DATA_BYTES as u8,
        size => size.min(DATA_BYTES as u8),
    }
}

/// Reads the file, the first time.
fn load(session: &mut Session, block: u8, files: &mut dyn Files) -> Result<(), Refusal> {
    if session.content.is_none() {
        session.content = Some(files.read(&session.path, block)?);
    }
    Ok(())
}

fn part_of(session: &Session, offset: u32, size: u8) -> Result<&[u8], Refusal> {
    let content = session.content.as_deref().unwrap_or_default();
    let rest = content.get(offset as usize..).unwrap_or_default();
    if rest.is_empty() {
        return Err(Refusal::EndOfFile);
    }
    Ok(&rest[..rest.len().min(size.into())])
}

fn refuse(reply: &mut Packet, refusal: Refusal) {
    let (error, errno) = refusal.bytes();
    reply.opcode = opcode::NAK;
    match errno {
        Some(errno) => reply.set_content(&[error, errno]),
        None => reply.set_content(&[error]),
    }
}

#[cfg(test)]
mod tests;
