//! Reads a log, over damaged places.

use super::MOMENT;
use crate::link::frame::{Finder, Frame, LONGEST_FRAME};
use crate::moment::Moment;
use std::io::{self, Read};

/// What a log holds next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Logged<'a> {
    /// A frame, and when it came or went.
    Frame(Moment, Frame<'a>),
    /// A place that cannot be read: where it begins in the file, and how long it is.
    Damage {
        /// Bytes before it.
        offset: u64,
        /// Its length, bytes.
        length: u64,
    },
}

/// Reads a log entry by entry.
pub struct TlogReader<R> {
    input: R,
    /// What was read and not yet given out: from `at` on.
    buffer: Vec<u8>,
    at: usize,
    /// Bytes of the file before the buffer.
    before: u64,
    is_at_end: bool,
    finder: Finder,
}

/// So much is read at once.
const CHUNK: usize = 64 * 1024;
/// An entry is no longer than this.
const LONGEST_ENTRY: usize = MOMENT + LONGEST_FRAME;
/// Moments lie between 2000 and 2200: others are rubbish that happens to stand before a frame.
const MOMENTS_US: std::ops::Range<u64> = 946_684_800_000_000..7_258_118_400_000_000;

impl<R: Read> TlogReader<R> {
    /// A reader at the beginning of a log.
    pub fn new(input: R) -> Self {
        Self {
            input,
            buffer: Vec::with_capacity(CHUNK + LONGEST_ENTRY),
            at: 0,
            before: 0,
            is_at_end: false,
            finder: Finder::default(),
        }
    }

    /// What comes next; `None` at the end.
    ///
    /// # Errors
    /// The file cannot be read on.
    pub fn next_entry(&mut self) -> io::Result<Option<Logged<'_>>> {
        let (mut damage, mut length) = (None, 0);
        loop {
            self.fill()?;
            if self.at == self.buffer.len() {
                break;
            }
            let left = &self.buffer[self.at..];
            if let Some(entry) = entry_length(&mut self.finder, left) {
                if damage.is_some() {
                    // It is given out next.
                    break;
                }
                let from = self.at;
                self.at += entry;
                return Ok(logged(&self.buffer[from..self.at]));
            }
            damage.get_or_insert(self.before + self.at as u64);
            self.at += 1;
            length += 1;
        }
        Ok(damage.map(|offset| Logged::Damage { offset, length }))
    }

    /// Reads on until a whole entry is in the buffer, where there is one.
    fn fill(&mut self) -> io::Result<()> {
        while !self.is_at_end && self.buffer.len() - self.at < LONGEST_ENTRY {
            self.before += self.at as u64;
            self.buffer.drain(..self.at);
            self.at = 0;
            let known = self.buffer.len();
            self.buffer.resize(known + CHUNK, 0);
            let read = self.input.read(&mut self.buffer[known..]);
            let count = match &read {
                Ok(count) => *count,
                Err(_) => 0,
            };
            self.buffer.truncate(known + count);
            match read {
                Ok(0) => self.is_at_end = true,
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

/// The length of the entry that bytes begin with, where they begin with one.
fn entry_length(finder: &mut Finder, bytes: &[u8]) -> Option<usize> {
    let (moment, after) = bytes.split_first_chunk::<MOMENT>()?;
    if !MOMENTS_US.contains(&u64::from_be_bytes(*moment)) {
        return None;
    }
    let frame = finder.at_start(after)?;
    Some(MOMENT + frame.bytes().len())
}

/// An entry of which the length is known.
fn logged(bytes: &[u8]) -> Option<Logged<'_>> {
    let (moment, after) = bytes.split_first_chunk::<MOMENT>()?;
    let moment = Moment::from_us(u64::from_be_bytes(*moment));
    Some(Logged::Frame(moment, Frame::of_whole(after)?))
}
