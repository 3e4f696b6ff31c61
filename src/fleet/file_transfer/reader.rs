//! Fetches a file: it is opened, read (see `reading`), its sum compared, and closed.

use super::numbers::TransferNumbers;
use super::packet::{Packet, opcode};
use super::reader_states::{
    FileProgress, FileRead, FileRequest, FileState, FileTruth, TransferFailure,
};
use super::received::Received;
use super::refusal::Refusal;
use crate::fleet::patience::patience;
use crate::link::report::FtpPacket;
use crate::link::say::Say;
use crate::moment::Moment;
use std::time::Duration;

/// So often something is asked without anything new.
pub(super) const MOST_TRIES: u32 = 10;
/// So often a session is told to be closed: a server closes it by itself in the end.
const MOST_TRIES_TO_CLOSE: u32 = 3;
/// A server that has no room for us is asked again after this.
const BUSY: Duration = Duration::from_secs(2);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Opening,
    Bursting,
    /// Single pieces are asked for.
    Filling,
    Summing,
    Closing(FileState),
    /// It was cancelled before it was open: what opens late is closed.
    Forsaken,
    Ended,
}

/// Fetches a file.
#[derive(Clone, Debug)]
pub struct FileReader {
    pub(super) request: FileRequest,
    pub(super) numbers: TransferNumbers,
    pub(super) step: Step,
    pub(super) state: FileState,
    /// What is to be said again where no answer comes.
    pub(super) question: Packet,
    pub(super) session: Option<u8>,
    pub(super) size: Option<u32>,
    pub(super) received: Received,
    /// Pieces that were asked for: number of the packet, and where they begin.
    pub(super) asked: Vec<(u16, u32)>,
    /// The first packet's number that can be of this transfer.
    pub(super) oldest: u16,
    pub(super) can_burst: bool,
    /// A burst ended with the end of the file.
    pub(super) has_seen_end: bool,
    /// Whether something new has come since the last question.
    pub(super) has_news: bool,
    pub(super) tries: u32,
    /// Refusals that were taken for passing ones.
    pub(super) refusals: u32,
    pub(super) due: Moment,
}

impl FileReader {
    /// Begins, with the numbers that the last transfer with this component ended with.
    pub fn start(
        now: Moment,
        request: FileRequest,
        numbers: TransferNumbers,
        out: &mut Vec<Say>,
    ) -> Self {
        let mut reader = Self {
            request,
            numbers,
            step: Step::Opening,
            state: FileState::Running(FileProgress::default()),
            question: Packet::question(opcode::OPEN_FILE_RO, 0, 0),
            session: None,
            size: None,
            received: Received::new(),
            asked: Vec::new(),
            oldest: numbers.sequence,
            can_burst: true,
            has_seen_end: false,
            has_news: false,
            tries: 0,
            refusals: 0,
            due: now,
        };
        reader.open(now, out);
        reader
    }

    /// How it stands.
    pub fn state(&self) -> FileState {
        self.state
    }

    /// With what the next transfer begins.
    pub fn numbers(&self) -> TransferNumbers {
        self.numbers
    }

    /// What has come in order since the last time. Take it after each packet: nothing else empties it.
    pub fn take(&mut self) -> Vec<u8> {
        self.received.take()
    }

    /// The round trip was measured anew.
    pub fn set_round_trip(&mut self, round_trip: Duration) {
        self.request.round_trip = round_trip;
    }

    /// When it has to be woken; `None` once nothing more is to be said.
    pub fn due(&self) -> Option<Moment> {
        (self.step != Step::Ended).then_some(self.due)
    }

    /// Nobody wants it any more: the server is told to close it.
    pub fn cancel(&mut self, now: Moment, out: &mut Vec<Say>) {
        if !matches!(self.state, FileState::Running(_)) {
            return;
        }
        self.state = FileState::Cancelled;
        match self.session {
            Some(_) => self.close(now, FileState::Cancelled, out),
            // The answer to its last question may still be on its way, until it would be asked again.
            None => self.step = Step::Forsaken,
        }
    }

    /// Goes on after no answer came, behind what has come. Whether it does.
    pub fn resume(&mut self, now: Moment, out: &mut Vec<Say>) -> bool {
        if self.state != FileState::Failed(TransferFailure::NoAnswer) {
            return false;
        }
        self.tell(self.size);
        self.reopen(now, out);
        true
    }

    /// Takes an answer of the server.
    pub fn hear(&mut self, now: Moment, packet: &FtpPacket, out: &mut Vec<Say>) {
        let answer = Packet::read(&packet.bytes);
        if !matches!(answer.opcode, opcode::ACK | opcode::NAK) {
            return;
        }
        let is_answer = answer.sequence == self.question.sequence.wrapping_add(1)
            && answer.request_opcode == self.question.opcode;
        match self.step {
            Step::Opening if is_answer => self.opened(now, &answer, out),
            Step::Bursting | Step::Filling if self.is_ours(&answer) => self.data(now, &answer, out),
            Step::Summing if is_answer => self.summed(now, &answer, out),
            Step::Closing(outcome) if is_answer => self.end(outcome),
            Step::Forsaken if is_answer => self.opened_too_late(now, &answer, out),
            _ => {}
        }
    }

    /// Nothing came for too long.
    pub fn wake(&mut self, now: Moment, out: &mut Vec<Say>) {
        if now < self.due {
            return;
        }
        match self.step {
            Step::Ended => {}
            Step::Forsaken => self.step = Step::Ended,
            Step::Bursting | Step::Filling => {
                self.asked.clear();
                self.settle(now, out);
            }
            Step::Closing(outcome) if self.tries >= MOST_TRIES_TO_CLOSE => self.end(outcome),
            Step::Opening | Step::Summing if self.tries >= MOST_TRIES => {
                self.end(FileState::Failed(TransferFailure::NoAnswer));
            }
            Step::Opening | Step::Summing | Step::Closing(_) => self.say_question(now, out),
        }
    }

    pub(super) fn end(&mut self, outcome: FileState) {
        self.state = outcome;
        self.step = Step::Ended;
    }

    pub(super) fn fail(&mut self, now: Moment, why: TransferFailure, out: &mut Vec<Say>) {
        self.close(now, FileState::Failed(why), out);
    }

    pub(super) fn tell(&mut self, size: Option<u32>) {
        let received = self.received.whole();
        self.state = FileState::Running(FileProgress { received, size });
    }

    fn say_question(&mut self, now: Moment, out: &mut Vec<Say>) {
        self.due = now + patience(self.request.round_trip, self.tries);
        self.tries += 1;
        out.push(Say::Ftp(Box::new(self.question.write())));
    }

    /// Asks something that is said again until it is answered.
    fn ask(&mut self, now: Moment, question: Packet, out: &mut Vec<Say>) {
        self.question = question;
        self.tries = 0;
        self.say_question(now, out);
    }

    /// A question about the path.
    fn about_path(&mut self, opcode: u8, session: u8) -> Option<Packet> {
        let path = self.request.path.as_bytes();
        let question = Packet::question(opcode, self.numbers.take(), session);
        question.with_data(path).filter(|_| !path.is_empty())
    }

    fn open(&mut self, now: Moment, out: &mut Vec<Say>) {
        self.step = Step::Opening;
        self.has_seen_end = false;
        self.session = None;
        self.oldest = self.numbers.sequence;
        let session = self.numbers.take_session();
        match self.about_path(opcode::OPEN_FILE_RO, session) {
            Some(question) => self.ask(now, question, out),
            None => self.end(FileState::Failed(TransferFailure::Path)),
        }
    }

    /// The session is gone, or may be: it is closed where it is not, and another one opened.
    pub(super) fn reopen(&mut self, now: Moment, out: &mut Vec<Say>) {
        if let Some(session) = self.session.take() {
            let sequence = self.numbers.take();
            let close = Packet::question(opcode::TERMINATE_SESSION, sequence, session);
            out.push(Say::Ftp(Box::new(close.write())));
        }
        self.asked.clear();
        self.open(now, out);
    }

    fn close(&mut self, now: Moment, outcome: FileState, out: &mut Vec<Say>) {
        let Some(session) = self.session.take() else {
            return self.end(outcome);
        };
        self.step = Step::Closing(outcome);
        let sequence = self.numbers.take();
        self.ask(
            now,
            Packet::question(opcode::TERMINATE_SESSION, sequence, session),
            out,
        );
    }

    fn opened(&mut self, now: Moment, answer: &Packet, out: &mut Vec<Say>) {
        if answer.opcode == opcode::NAK {
            return self.not_opened(now, Refusal::of(answer));
        }
        self.session = Some(answer.session);
        let told = answer
            .content()
            .and_then(|content| content.first_chunk::<4>());
        let Some(size) = told.map(|size| u32::from_le_bytes(*size)) else {
            return self.fail(now, TransferFailure::Malformed, out);
        };
        let is_stored = self.request.truth == FileTruth::Stored;
        if size > self.request.largest {
            return self.fail(now, TransferFailure::TooLarge(size), out);
        }
        if is_stored && self.size.is_some_and(|before| before != size) {
            return self.fail(now, TransferFailure::Changed, out);
        }
        self.size = Some(size);
        self.tell(Some(size));
        self.tries = 0;
        self.has_news = true;
        self.settle(now, out);
    }

    fn not_opened(&mut self, now: Moment, why: Refusal) {
        let is_busy = matches!(
            why,
            Refusal::Fail | Refusal::InvalidSession | Refusal::NoSessionsAvailable
        );
        if !is_busy || self.tries >= MOST_TRIES {
            return self.end(FileState::Failed(TransferFailure::Refused(why)));
        }
        // Another number, for to the same one the same refusal would be said again.
        self.question.sequence = self.numbers.take();
        self.due = now + patience(self.request.round_trip, self.tries).max(BUSY);
    }

    /// It was cancelled before it was open.
    fn opened_too_late(&mut self, now: Moment, answer: &Packet, out: &mut Vec<Say>) {
        let was_opening = self.question.opcode == opcode::OPEN_FILE_RO;
        if was_opening && answer.opcode == opcode::ACK {
            self.session = Some(answer.session);
            self.close(now, self.state, out);
        } else {
            self.step = Step::Ended;
        }
    }

    pub(super) fn ask_sum(&mut self, now: Moment, out: &mut Vec<Say>) {
        self.step = Step::Summing;
        let session = self.session.unwrap_or_default();
        match self.about_path(opcode::CALC_FILE_CRC32, session) {
            Some(question) => self.ask(now, question, out),
            None => self.fail(now, TransferFailure::Path, out),
        }
    }

    fn summed(&mut self, now: Moment, answer: &Packet, out: &mut Vec<Say>) {
        let told = answer
            .content()
            .and_then(|content| content.first_chunk::<4>());
        match (answer.opcode, told) {
            // It has none to tell.
            (opcode::NAK, _) => self.finish(now, false, out),
            (_, Some(sum)) if u32::from_le_bytes(*sum) == self.received.sum() => {
                self.finish(now, true, out);
            }
            (_, Some(_)) => self.fail(now, TransferFailure::WrongSum, out),
            (_, None) => self.fail(now, TransferFailure::Malformed, out),
        }
    }

    pub(super) fn finish(&mut self, now: Moment, is_verified: bool, out: &mut Vec<Say>) {
        let read = FileRead {
            size: self.received.whole(),
            sum: self.received.sum(),
            is_verified,
        };
        self.close(now, FileState::Done(read), out);
    }
}
