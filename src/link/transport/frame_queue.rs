//! What waits to be written to a stream: whole frames, so that nothing half a frame is ever given up.

use super::traffic::Shed;
use std::collections::VecDeque;
use std::io::{self, IoSlice, Write};

/// Frames that wait, no more bytes than are allowed.
pub(super) struct FrameQueue {
    bytes: VecDeque<u8>,
    /// What is left of each frame; of the first, part may be written already.
    lengths: VecDeque<usize>,
    is_first_begun: bool,
    most: usize,
}

/// How far a queue was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Written {
    All,
    /// The other side takes no more for now.
    Blocked,
}

impl FrameQueue {
    pub(super) fn new(most: usize) -> Self {
        Self {
            bytes: VecDeque::new(),
            lengths: VecDeque::new(),
            is_first_begun: false,
            most,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.lengths.is_empty()
    }

    /// Adds a frame. Where there is no room the oldest are given up, but never one that is half written.
    pub(super) fn push(&mut self, frame: &[u8]) -> Shed {
        let mut shed = Shed::default();
        if frame.is_empty() {
            return shed;
        }
        while self.bytes.len() + frame.len() > self.most {
            let oldest = usize::from(self.is_first_begun);
            let Some(length) = self.lengths.remove(oldest) else {
                shed.add(frame.len());
                return shed;
            };
            let start = if self.is_first_begun {
                self.lengths.front().copied().unwrap_or_default()
            } else {
                0
            };
            self.bytes.drain(start..start + length);
            shed.add(length);
        }
        self.bytes.extend(frame);
        self.lengths.push_back(frame.len());
        shed
    }

    /// Writes what waits, as far as it is taken. Counts frames that are written to their ends.
    pub(super) fn write_to(
        &mut self,
        out: &mut impl Write,
        frames: &mut u64,
        bytes: &mut u64,
    ) -> io::Result<Written> {
        while !self.bytes.is_empty() {
            let (first, second) = self.bytes.as_slices();
            match out.write_vectored(&[IoSlice::new(first), IoSlice::new(second)]) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(count) => {
                    *bytes += count as u64;
                    *frames += self.advance(count);
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    return Ok(Written::Blocked);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(Written::All)
    }

    /// So many bytes are written. How many frames that ends.
    fn advance(&mut self, count: usize) -> u64 {
        self.bytes.drain(..count.min(self.bytes.len()));
        let (mut left, mut ended) = (count, 0);
        while let Some(length) = self.lengths.front_mut() {
            if *length > left {
                *length -= left;
                self.is_first_begun |= left > 0;
                break;
            }
            left -= *length;
            self.lengths.pop_front();
            self.is_first_begun = false;
            ended += 1;
        }
        ended
    }

    /// All that waits is given up.
    pub(super) fn clear(&mut self) -> Shed {
        let shed = Shed {
            frames: self.lengths.len() as u64,
            bytes: self.bytes.len() as u64,
        };
        self.bytes.clear();
        self.lengths.clear();
        self.is_first_begun = false;
        shed
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    /// Takes so many bytes, and then no more.
    struct Narrow {
        taken: Vec<u8>,
        room: usize,
    }

    impl Write for Narrow {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.room == 0 {
                return Err(io::ErrorKind::WouldBlock.into());
            }
            let count = bytes.len().min(self.room);
            self.taken.extend_from_slice(&bytes[..count]);
            self.room -= count;
            Ok(count)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn write(queue: &mut FrameQueue, out: &mut Narrow, room: usize) -> (Written, u64, u64) {
        out.room = room;
        let (mut frames, mut bytes) = (0, 0);
        let written = queue.write_to(out, &mut frames, &mut bytes).unwrap();
        (written, frames, bytes)
    }

    #[test]
    fn a_frame_that_just_fits_is_kept_and_one_byte_more_costs_the_oldest() {
        let mut queue = FrameQueue::new(10);
        assert_eq!(queue.push(b"aaaa"), Shed::default());
        assert_eq!(queue.push(b"bbbbbb"), Shed::default());
        assert_eq!(
            queue.push(b"c"),
            Shed {
                frames: 1,
                bytes: 4
            }
        );
        let mut out = Narrow {
            taken: Vec::new(),
            room: 0,
        };
        assert_eq!(write(&mut queue, &mut out, 99), (Written::All, 2, 7));
        assert_eq!(out.taken, b"bbbbbbc");
    }

    #[test]
    fn a_frame_that_is_half_written_is_written_to_its_end() {
        let mut queue = FrameQueue::new(10);
        queue.push(b"aaaa");
        queue.push(b"bbbb");
        let mut out = Narrow {
            taken: Vec::new(),
            room: 0,
        };
        assert_eq!(write(&mut queue, &mut out, 1), (Written::Blocked, 0, 1));
        assert_eq!(
            queue.push(b"ccccc"),
            Shed {
                frames: 1,
                bytes: 4
            }
        );
        // Three bytes are left of the first one: no more than seven fit behind it.
        assert_eq!(
            queue.push(b"dddddddd"),
            Shed {
                frames: 2,
                bytes: 13
            }
        );
        assert_eq!(queue.push(b"eeeeeee"), Shed::default());
        assert_eq!(write(&mut queue, &mut out, 99), (Written::All, 2, 10));
        assert_eq!(out.taken, b"aaaaeeeeeee");
        assert_eq!(queue.push(b"f"), Shed::default());
        assert_eq!(
            queue.clear(),
            Shed {
                frames: 1,
                bytes: 1
            }
        );
        assert!(queue.is_empty());
    }

    #[test]
    fn whatever_is_taken_at_a_time_only_whole_frames_come_out() {
        for step in 1..12 {
            let mut queue = FrameQueue::new(40);
            let mut out = Narrow {
                taken: Vec::new(),
                room: 0,
            };
            let (mut given_up, mut sent) = (0, 0);
            for number in 0..200_u8 {
                let length = 1 + usize::from(number % 9);
                let mut frame = vec![number; length + 1];
                frame[0] = length as u8;
                given_up += queue.push(&frame).frames;
                sent += write(&mut queue, &mut out, step).1;
            }
            sent += write(&mut queue, &mut out, 1_000).1;
            assert_eq!(given_up + sent, 200);
            let (mut left, mut whole) = (&out.taken[..], 0);
            while let Some((length, after)) = left.split_first() {
                let (frame, others) = after.split_at(usize::from(*length));
                assert!(frame.iter().all(|it| *it == frame[0]), "step {step}");
                left = others;
                whole += 1;
            }
            assert_eq!(whole, sent);
        }
    }
}
