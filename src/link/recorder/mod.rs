//! Telemetry logs of everything that was received and sent: `GROUP/START.tlog`, one for each group of links,
//! for system ids mean something only inside of one.
//!
//! The link thread appends to memory and never waits for the disk: pieces go to a thread of their own
//! through a queue that is bounded. What does not fit, or cannot be written, is given up and counted.

mod account;
mod closer;
mod files;
mod names;
mod problem;
mod queue;
mod writer;

pub use account::RecorderAccount;
pub use problem::RecorderProblem;

use crate::link::file_count::FileCount;
use crate::link::frame::{Frame, LONGEST_FRAME};
use crate::link::names::GroupId;
use crate::link::tlog::{MOMENT, TlogWriter};
use crate::moment::Moment;
use queue::{Inlet, queue};
use rustc_hash::FxHashMap;
use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};
use std::thread::JoinHandle;
use std::time::Duration;
use writer::{Counts, Piece, Writer};

/// Where and how it is recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecorderOptions {
    /// The folder of all groups' folders. It is made where it is missing.
    pub directory: PathBuf,
    /// No log gets longer than so many bytes: before it would, a new one is begun.
    pub longest_file: u64,
    /// A log that began so long ago gets nothing more: a new one is begun. The first logs of groups end earlier,
    /// down to half of it, so that not all groups begin new ones at once.
    pub longest_time: Duration,
    /// When a log is begun, the oldest ones are deleted until all take no more than so many bytes; those
    /// that are written to stay. Without it nothing is ever deleted.
    pub most_bytes: Option<u64>,
}

impl RecorderOptions {
    /// The usual ones: logs of 64 MiB or an hour, none of which is deleted.
    pub fn new(directory: impl Into<PathBuf>) -> Self {
        Self {
            directory: directory.into(),
            longest_file: 64 << 20,
            longest_time: Duration::from_secs(3_600),
            most_bytes: None,
        }
    }
}

/// Records what it is given. It belongs to the link thread.
pub struct Recorder {
    groups: FxHashMap<GroupId, Group>,
    /// In the order in which they are handed over.
    order: Vec<GroupId>,
    options: RecorderOptions,
    /// `None` when it is finished.
    pieces: Option<Inlet>,
    /// Room that comes back, to be used again.
    used: Receiver<Vec<u8>>,
    /// The logs that are written are of one series: in each the stamps go on, for the clock was not put back.
    series: u32,
    /// When it was begun to hand over all groups, and how many were since then.
    round: Moment,
    handed_over: usize,
    /// A piece is handed over before it gets longer.
    longest_piece: usize,
    left_out: u64,
    shed: u64,
    unknown: u64,
    /// Frames that were handed over to be written.
    given: u64,
    counts: Arc<Counts>,
    thread: Option<JoinHandle<()>>,
    /// Nobody else records into the folder while it is open.
    _lock: File,
}

struct Group {
    folder: Arc<str>,
    log: TlogWriter<Vec<u8>>,
    frames: u64,
    /// When the first of them came or went.
    start: Moment,
}

/// A piece is handed over when it is so long, bytes.
const PIECE: usize = 64 * 1024;
/// What waits for the disk takes so much memory at most, bytes: some seconds of the largest fleet.
const WAITING: usize = 16 << 20;
/// Rooms of long pieces that are kept to be used again.
const SPARE: usize = 64;
/// Each group's piece is handed over so often, however short it is.
const HAND_OVER: Duration = Duration::from_secs(1);
/// No entry is longer.
const LONGEST_ENTRY: usize = MOMENT + LONGEST_FRAME;

impl Recorder {
    /// Begins to record.
    ///
    /// # Errors
    /// The folder cannot be made or written to, somebody else records into it, or logs could hold nothing.
    pub fn start(options: RecorderOptions) -> Result<Self, RecorderProblem> {
        let (pieces, waiting) = queue(WAITING);
        let (give_back, used) = mpsc::sync_channel(SPARE);
        let counts = Arc::new(Counts::default());
        let writer = Writer::new(options.clone(), give_back, Arc::clone(&counts));
        let mut recorder = Self::unstarted(options, pieces, used, counts)?;
        recorder.thread = Some(writer.start(waiting)?);
        Ok(recorder)
    }

    fn unstarted(
        options: RecorderOptions,
        pieces: Inlet,
        used: Receiver<Vec<u8>>,
        counts: Arc<Counts>,
    ) -> Result<Self, RecorderProblem> {
        if options.longest_file < LONGEST_ENTRY as u64 {
            return Err(RecorderProblem::TooShort(options.longest_file));
        }
        files::prepare(&options.directory)?;
        let lock = files::lock(&options.directory)?;
        let longest = usize::try_from(options.longest_file).unwrap_or(usize::MAX);
        Ok(Self {
            groups: FxHashMap::default(),
            order: Vec::new(),
            options,
            pieces: Some(pieces),
            used,
            series: 0,
            round: Moment::default(),
            handed_over: 0,
            longest_piece: PIECE.min(longest),
            left_out: 0,
            shed: 0,
            unknown: 0,
            given: 0,
            counts,
            thread: None,
            _lock: lock,
        })
    }

    /// Adds a group: what is recorded of it goes to the folder of this name.
    ///
    /// # Errors
    /// The name is no name of a folder or is another group's, or the folder cannot be written to.
    pub fn add_group(&mut self, group: GroupId, name: &str) -> Result<(), RecorderProblem> {
        if !names::is_folder_name(name) {
            return Err(RecorderProblem::GroupName(name.to_owned()));
        }
        let is_taken = |(id, of): (&GroupId, &Group)| *id == group || &*of.folder == name;
        if self.groups.iter().any(is_taken) {
            return Err(RecorderProblem::SameGroup(name.to_owned()));
        }
        files::prepare(&self.options.directory.join(name))?;
        let group_of = Group {
            folder: name.into(),
            log: TlogWriter::new(Vec::new()),
            frames: 0,
            start: Moment::default(),
        };
        self.groups.insert(group, group_of);
        self.order.push(group);
        Ok(())
    }

    /// Records a frame that came or went, `at` by the system's clock. One of a group that was not added is counted as
    /// failed.
    pub fn record(&mut self, group: GroupId, at: Moment, frame: Frame<'_>) {
        let Some(of) = self.groups.get_mut(&group) else {
            self.unknown += 1;
            return;
        };
        if of.log.out().len() + MOMENT + frame.bytes().len() > self.longest_piece {
            self.hand_over(group);
        }
        let Some(of) = self.groups.get_mut(&group) else {
            return;
        };
        if of.frames == 0 {
            of.start = at;
        }
        // Memory takes everything: what is not written then may not be.
        match of.log.write(at, frame) {
            Ok(true) => of.frames += 1,
            Ok(false) | Err(_) => self.left_out += 1,
        }
    }

    /// What is recorded from now on goes into new logs: the system's clock was put back, and readers take it that
    /// the stamps of a log do not go back.
    pub fn begin_new_logs(&mut self) {
        for at in 0..self.order.len() {
            if let Some(group) = self.order.get(at).copied() {
                self.hand_over(group);
            }
        }
        self.series = self.series.wrapping_add(1);
    }

    /// Hands over what was recorded, each group once a second, in turns: to be called some times a second, with the
    /// time by our clock.
    pub fn tick(&mut self, now: Moment) {
        let passed = now.since(self.round);
        // A clock that was put back begins a new second.
        let is_over = passed >= HAND_OVER || now < self.round;
        let due = match is_over {
            true => self.order.len(),
            false => part_of(self.order.len(), passed),
        };
        for at in self.handed_over..due {
            if let Some(group) = self.order.get(at).copied() {
                self.hand_over(group);
            }
        }
        self.handed_over = due.max(self.handed_over);
        if is_over {
            self.round = now;
            self.handed_over = 0;
        }
    }

    fn hand_over(&mut self, group: GroupId) {
        let Some(of) = self.groups.get_mut(&group).filter(|it| it.frames > 0) else {
            return;
        };
        let Some(pieces) = &self.pieces else {
            return;
        };
        // The next piece will be about as long.
        let room = match of.log.out().len() {
            short if short < PIECE / 2 => Vec::with_capacity(short),
            _ => self.used.try_recv().unwrap_or_default(),
        };
        let frames = of.frames;
        match pieces.offer(of.take(room, self.series)) {
            true => self.given += frames,
            false => self.shed += frames,
        }
    }

    /// What was recorded so far, and what was not.
    pub fn account(&self) -> RecorderAccount {
        let has_ended = self.counts.has_ended();
        let mut account = self.counts.account();
        if has_ended {
            // What was not written by then, nobody writes.
            account.failed_frames = self.given.saturating_sub(account.written_frames);
        }
        account.left_out_frames = self.left_out;
        account.shed_frames = self.shed;
        account.failed_frames += self.unknown;
        account
    }

    /// The count of logs that are open: one for each group that something was said of, and those that are full and
    /// are being closed.
    pub fn open_logs(&self) -> FileCount {
        self.counts.open_logs.clone()
    }

    /// Writes what is left and ends, after however long the disk takes for it.
    pub fn finish(mut self) -> RecorderAccount {
        self.end();
        self.account()
    }

    fn end(&mut self) {
        let Some(pieces) = self.pieces.take() else {
            return;
        };
        for of in self.groups.values_mut().filter(|it| it.frames > 0) {
            self.given += of.frames;
            // It takes no more memory than it did.
            pieces.add(of.take(Vec::new(), self.series));
        }
        drop(pieces);
        if let Some(thread) = self.thread.take() {
            thread.join().ok();
        }
    }
}

impl Group {
    /// Takes what was gathered, and goes on in this room.
    fn take(&mut self, room: Vec<u8>, series: u32) -> Piece {
        Piece {
            folder: Arc::clone(&self.folder),
            series,
            start: self.start,
            frames: std::mem::take(&mut self.frames),
            bytes: self.log.replace(room),
        }
    }
}

/// How many of so many groups have had their turn when so much of the second is over.
fn part_of(groups: usize, passed: Duration) -> usize {
    let part = passed.as_micros() * groups as u128 / HAND_OVER.as_micros();
    usize::try_from(part).unwrap_or(groups).min(groups)
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.end();
    }
}

#[cfg(test)]
mod tests;
