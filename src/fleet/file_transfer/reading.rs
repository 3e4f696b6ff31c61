//! How the content of a file is read: by bursts, and what got lost of them piece by piece.

use super::packet::{DATA_BYTES, Packet, opcode};
use super::reader::{FileReader, MOST_TRIES, Step};
use super::reader_states::{FileState, FileTruth, TransferFailure};
use super::refusal::Refusal;
use crate::fleet::patience::patience;
use crate::link::say::Say;
use crate::moment::Moment;

/// So many pieces are asked for at once: servers queue about five questions.
const WINDOW: usize = 4;
/// Packets that are so much older are of another transfer.
const OLDEST: u16 = 16_384;
/// Bytes of a full packet.
const STEP: u32 = DATA_BYTES as u32;

impl FileReader {
    /// Whether it is of our session, and not of one of that number before.
    pub(super) fn is_ours(&self, answer: &Packet) -> bool {
        let is_reading = matches!(
            answer.request_opcode,
            opcode::BURST_READ_FILE | opcode::READ_FILE
        );
        let age = answer.sequence.wrapping_sub(self.oldest);
        is_reading && self.session == Some(answer.session) && age < u16::MAX - OLDEST
    }

    /// Takes a piece, or why there is none.
    pub(super) fn data(&mut self, now: Moment, answer: &Packet, out: &mut Vec<Say>) {
        if answer.request_opcode == opcode::BURST_READ_FILE {
            self.numbers.pass(answer.sequence);
        }
        if self.numbers.sequence.wrapping_sub(self.oldest) > OLDEST {
            self.oldest = self.numbers.sequence.wrapping_sub(OLDEST);
        }
        // A burst that goes on after we gave it up counts through the numbers of our questions.
        let is_single = answer.request_opcode == opcode::READ_FILE;
        let is_of = |number: u16| is_single && number.wrapping_add(1) == answer.sequence;
        let asked = self.asked.iter().position(|(number, _)| is_of(*number));
        let asked = asked.map(|at| self.asked.remove(at).1);
        if answer.opcode == opcode::NAK {
            return self.no_data(now, answer, asked, out);
        }
        if let Err(why) = self.take_data(answer) {
            return self.fail(now, why, out);
        }
        let is_short = usize::from(answer.size) < DATA_BYTES;
        if answer.request_opcode == opcode::BURST_READ_FILE && answer.is_burst_complete && is_short
        {
            self.has_seen_end = true;
        }
        match self.step {
            _ if self.is_whole() => self.settle(now, out),
            Step::Filling => self.fill(now, out),
            _ if answer.is_burst_complete => self.settle(now, out),
            _ => self.due = now + patience(self.request.round_trip, 0),
        }
    }

    fn take_data(&mut self, answer: &Packet) -> Result<(), TransferFailure> {
        let content = answer.content().ok_or(TransferFailure::Malformed)?;
        let end = u64::from(answer.offset) + content.len() as u64;
        match (self.request.truth, self.size) {
            (FileTruth::Stored, Some(size)) if end > size.into() => {
                return Err(TransferFailure::Changed);
            }
            _ if end > self.request.largest.into() => {
                let end = u32::try_from(end).unwrap_or(u32::MAX);
                return Err(TransferFailure::TooLarge(end));
            }
            _ => {}
        }
        if self.received.add(answer.offset, content) {
            self.has_news = true;
            self.tries = 0;
            self.refusals = 0;
            self.tell(self.size);
            if self.step == Step::Filling {
                // There was more behind what looked like the end.
                self.has_seen_end = false;
            }
        }
        Ok(())
    }

    fn no_data(&mut self, now: Moment, answer: &Packet, asked: Option<u32>, out: &mut Vec<Say>) {
        let is_burst = answer.request_opcode == opcode::BURST_READ_FILE;
        let why = Refusal::of(answer);
        match why {
            Refusal::EndOfFile => match (self.request.truth, asked) {
                (FileTruth::Made, Some(offset)) if offset == self.received.whole() => {
                    self.finish(now, false, out);
                }
                (FileTruth::Stored, Some(_)) => self.fail(now, TransferFailure::Changed, out),
                _ => {
                    self.has_seen_end |= is_burst;
                    self.settle(now, out);
                }
            },
            Refusal::UnknownCommand if is_burst => {
                self.can_burst = false;
                self.settle(now, out);
            }
            Refusal::InvalidSession | Refusal::FileNotFound if self.may_ask_again() => {
                self.reopen(now, out);
            }
            Refusal::Fail | Refusal::Errno(_) if self.may_ask_again() => {
                self.due = now + patience(self.request.round_trip, self.tries);
            }
            _ => self.fail(now, TransferFailure::Refused(why), out),
        }
    }

    fn may_ask_again(&mut self) -> bool {
        self.tries += 1;
        self.refusals += 1;
        self.tries < MOST_TRIES && self.refusals < 2 * MOST_TRIES
    }

    fn is_whole(&self) -> bool {
        self.request.truth == FileTruth::Stored && self.size == Some(self.received.whole())
    }

    /// Decides what to ask next, when nothing more comes by itself.
    pub(super) fn settle(&mut self, now: Moment, out: &mut Vec<Say>) {
        if self.is_whole() {
            return self.ask_sum(now, out);
        }
        if std::mem::take(&mut self.has_news) {
            self.tries = 0;
        } else {
            self.tries += 1;
        }
        if self.tries >= MOST_TRIES {
            return self.end(FileState::Failed(TransferFailure::NoAnswer));
        }
        if self.pieces_wanted().is_empty() {
            self.burst(now, out);
        } else {
            self.step = Step::Filling;
            self.fill(now, out);
        }
    }

    fn burst(&mut self, now: Moment, out: &mut Vec<Say>) {
        self.step = Step::Bursting;
        self.due = now + patience(self.request.round_trip, self.tries);
        self.say_read(opcode::BURST_READ_FILE, self.received.whole(), out);
    }

    fn say_read(&mut self, opcode: u8, offset: u32, out: &mut Vec<Say>) -> u16 {
        let sequence = self.numbers.take();
        let question = Packet {
            // A server that makes the file lays it out for this size: it is always the same.
            size: DATA_BYTES as u8,
            offset,
            ..Packet::question(opcode, sequence, self.session.unwrap_or_default())
        };
        out.push(Say::Ftp(Box::new(question.write())));
        sequence
    }

    /// Where single pieces are missing; none where a burst brings them.
    fn pieces_wanted(&self) -> Vec<u32> {
        let gaps = self.received.gaps(2 * WINDOW, STEP);
        if !gaps.is_empty() {
            return gaps;
        }
        let end = self.received.end();
        if !self.can_burst {
            let ahead =
                (0..WINDOW as u32).map(|piece| end.saturating_add(piece.saturating_mul(STEP)));
            let size = self.size.unwrap_or_default();
            return ahead
                .filter(|offset| *offset == end || *offset < size)
                .collect();
        }
        // Whether it was the end is for a single question to tell: packets before it may be lost.
        let is_at_end = self.has_seen_end && self.request.truth == FileTruth::Made;
        if is_at_end { vec![end] } else { Vec::new() }
    }

    /// Asks for single pieces, so that always some are on their way.
    fn fill(&mut self, now: Moment, out: &mut Vec<Say>) {
        for offset in self.pieces_wanted() {
            if self.asked.len() >= WINDOW {
                break;
            }
            if self.asked.iter().all(|(_, asked)| *asked != offset) {
                let sequence = self.say_read(opcode::READ_FILE, offset, out);
                self.asked.push((sequence, offset));
                self.due = now + patience(self.request.round_trip, self.tries);
            }
        }
        if self.asked.is_empty() {
            self.settle(now, out);
        }
    }
}
