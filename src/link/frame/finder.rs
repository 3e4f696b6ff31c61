//! Finds frames in bytes.

use super::checksum::{checksum, seed_for};
use super::known::known;
use super::strangers::Strangers;
use super::{FLAG_SIGNED, Frame, START_1, START_2, whole_length};
use memchr::memchr2;

/// What is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found<'a> {
    /// A frame whose checksum is right.
    Frame(Frame<'a>),
    /// Bytes that are none, and why.
    Rejected(Rejection, &'a [u8]),
}

/// Why bytes are no frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rejection {
    /// No frame begins in them.
    NoStart,
    /// Only the beginning of a frame is there, and no more will come.
    Truncated,
    /// The checksum is wrong.
    Checksum,
    /// A message that is not known, which cannot be proven whole: no other was seen with its seed.
    Unproven,
    /// It asks for something that is not understood, so that it must not be read (the incompatible flags):
    /// ids of 32 bits among them.
    Flags,
}

/// Finds the frames of a link's one sender: of a peer, or of a stream.
#[derive(Clone, Debug, Default)]
pub struct Finder {
    strangers: Strangers,
}

impl Finder {
    /// Goes through a datagram: frames do not go on in the next one.
    pub fn in_datagram<'a>(&mut self, bytes: &'a [u8], mut each: impl FnMut(Found<'a>)) {
        let rest = self.in_stream(bytes, &mut each);
        let mut left = rest;
        // The beginning of a frame may hide a shorter one.
        while let Some((_, after)) = left.split_first() {
            let start = memchr2(START_1, START_2, after).unwrap_or(after.len());
            each(Found::Rejected(Rejection::Truncated, &left[..=start]));
            left = self.in_stream(&after[start..], &mut each);
        }
    }

    /// Goes through what a stream has brought. What is left may be the beginning of a frame: it comes again
    /// with what follows it. It is shorter than [`super::LONGEST_FRAME`].
    pub fn in_stream<'a>(&mut self, bytes: &'a [u8], mut each: impl FnMut(Found<'a>)) -> &'a [u8] {
        let mut left = bytes;
        loop {
            let start = memchr2(START_1, START_2, left).unwrap_or(left.len());
            if start > 0 {
                each(Found::Rejected(Rejection::NoStart, &left[..start]));
                left = &left[start..];
            }
            let Some(length) = whole_length(left) else {
                return left;
            };
            if let Some(rejection) = refused_flags(left) {
                left = reject(left, rejection, &mut each);
                continue;
            }
            let Some(whole) = left.get(..length) else {
                return left;
            };
            let Some(frame) = Frame::of_whole(whole) else {
                return left;
            };
            match self.check(frame) {
                Ok(()) => {
                    each(Found::Frame(frame));
                    left = &left[length..];
                }
                Err(rejection) => left = reject(left, rejection, &mut each),
            }
        }
    }

    /// The frame that bytes begin with, where one does, in what keeps frames apart by other means: then a
    /// message that is not known needs no proof beyond a checksum that some seed makes right.
    pub fn at_start<'a>(&mut self, bytes: &'a [u8]) -> Option<Frame<'a>> {
        if refused_flags(bytes).is_some() {
            return None;
        }
        let frame = Frame::of_whole(bytes.get(..whole_length(bytes)?)?)?;
        match self.check(frame) {
            Ok(()) | Err(Rejection::Unproven) => Some(frame),
            Err(_) => None,
        }
    }

    fn check(&mut self, frame: Frame) -> Result<(), Rejection> {
        let (covered, wanted) = (frame.covered(), frame.checksum());
        if let Some(known) = known(frame.message_id()) {
            let is_right = checksum(covered, known.seed) == wanted;
            return if is_right {
                Ok(())
            } else {
                Err(Rejection::Checksum)
            };
        }
        let seed = seed_for(covered, wanted).ok_or(Rejection::Checksum)?;
        if self.strangers.are_met(frame.message_id(), seed) {
            Ok(())
        } else {
            Err(Rejection::Unproven)
        }
    }
}

/// Incompatible flags that are not understood, in a beginning long enough to have them: 0x02, an extension of
/// some codecs with ids of 32 bits, among them.
fn refused_flags(bytes: &[u8]) -> Option<Rejection> {
    let flags = match bytes {
        [START_2, _, flags, ..] => *flags,
        _ => return None,
    };
    (flags & !FLAG_SIGNED != 0).then_some(Rejection::Flags)
}

/// Goes on at the second byte of what was rejected: a frame may begin inside of it.
fn reject<'a>(bytes: &'a [u8], rejection: Rejection, each: &mut impl FnMut(Found<'a>)) -> &'a [u8] {
    let after = bytes.get(1..).unwrap_or_default();
    let start = memchr2(START_1, START_2, after).unwrap_or(after.len());
    each(Found::Rejected(rejection, &bytes[..=start]));
    &after[start..]
}
