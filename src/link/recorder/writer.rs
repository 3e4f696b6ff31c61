//! The thread that writes logs.

use super::account::RecorderAccount;
use super::closer::Closer;
use super::files::{Log, make_room};
use super::problem::RecorderProblem;
use super::queue::Outlet;
use super::{PIECE, RecorderOptions};
use crate::link::file_count::FileCount;
use crate::moment::Moment;
use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::SyncSender;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// Whole entries of a group's log.
pub(super) struct Piece {
    pub(super) folder: Arc<str>,
    /// When the first of them came or went.
    pub(super) start: Moment,
    pub(super) frames: u64,
    pub(super) bytes: Vec<u8>,
}

/// What the writer has done.
#[derive(Default)]
pub(super) struct Counts {
    written_frames: AtomicU64,
    written_bytes: AtomicU64,
    failed_frames: AtomicU64,
    unsynced_files: AtomicU64,
    files: AtomicU64,
    deleted_files: AtomicU64,
    /// Logs that are open, those that are being closed among them.
    pub(super) open_logs: FileCount,
    problem: Mutex<Option<RecorderProblem>>,
}

pub(super) struct Writer {
    options: RecorderOptions,
    logs: HashMap<Arc<str>, Log>,
    /// Groups that have had a log.
    begun: HashSet<Arc<str>>,
    /// Room of long pieces goes back, as far as it is wanted.
    give_back: SyncSender<Vec<u8>>,
    counts: Arc<Counts>,
}

impl Counts {
    pub(super) fn account(&self) -> RecorderAccount {
        let of = |count: &AtomicU64| count.load(Ordering::Relaxed);
        let problem = self.problem.lock().unwrap_or_else(PoisonError::into_inner);
        RecorderAccount {
            written_frames: of(&self.written_frames),
            written_bytes: of(&self.written_bytes),
            failed_frames: of(&self.failed_frames),
            unsynced_files: of(&self.unsynced_files),
            files: of(&self.files),
            deleted_files: of(&self.deleted_files),
            problem: problem.clone(),
            ..RecorderAccount::default()
        }
    }

    /// A log could not be brought to the disk.
    pub(super) fn keep_unsynced(&self, problem: RecorderProblem) {
        add(&self.unsynced_files, 1);
        self.keep(problem);
    }

    fn keep(&self, problem: RecorderProblem) {
        *self.problem.lock().unwrap_or_else(PoisonError::into_inner) = Some(problem);
    }
}

fn add(count: &AtomicU64, more: u64) {
    count.fetch_add(more, Ordering::Relaxed);
}

impl Writer {
    pub(super) fn new(
        options: RecorderOptions,
        give_back: SyncSender<Vec<u8>>,
        counts: Arc<Counts>,
    ) -> Self {
        Self {
            options,
            logs: HashMap::new(),
            begun: HashSet::new(),
            give_back,
            counts,
        }
    }

    /// Writes what comes, in a thread of its own, until nothing can come any more.
    pub(super) fn start(mut self, pieces: Outlet) -> Result<JoinHandle<()>, RecorderProblem> {
        let closer = Closer::start(Arc::clone(&self.counts))?;
        let thread = std::thread::Builder::new().name("recorder".to_owned());
        let started = thread.spawn(move || {
            pieces.for_each(|piece| self.take(piece, &closer));
            for (_, log) in self.logs.drain() {
                closer.close(log);
            }
            closer.finish();
        });
        started.map_err(|error| RecorderProblem::Thread(Arc::new(error)))
    }

    fn take(&mut self, mut piece: Piece, closer: &Closer) {
        match self.write(&piece, closer) {
            Ok(()) => {
                add(&self.counts.written_frames, piece.frames);
                add(&self.counts.written_bytes, piece.bytes.len() as u64);
            }
            Err(problem) => {
                self.counts.keep(problem);
                add(&self.counts.failed_frames, piece.frames);
            }
        }
        if piece.bytes.capacity() >= PIECE / 2 {
            piece.bytes.clear();
            // Nobody wants it where enough wait or the recorder has ended.
            self.give_back.try_send(piece.bytes).ok();
        }
    }

    fn write(&mut self, piece: &Piece, closer: &Closer) -> Result<(), RecorderProblem> {
        if self
            .logs
            .get(&piece.folder)
            .is_none_or(|log| self.is_over(log, piece))
        {
            self.begin(piece, closer)?;
        }
        match self.logs.get_mut(&piece.folder) {
            Some(log) => log.append(&piece.bytes),
            None => Ok(()),
        }
    }

    /// Whether a piece may not go into a log any more. One that is empty, because nothing could be written
    /// to it, takes it whenever it comes: a full disk is not filled with empty logs.
    fn is_over(&self, log: &Log, piece: &Piece) -> bool {
        let is_long = log.length() + piece.bytes.len() as u64 > self.options.longest_file;
        let is_old = log.is_over_at(piece.start);
        (is_long || is_old) && log.length() > 0
    }

    fn begin(&mut self, piece: &Piece, closer: &Closer) -> Result<(), RecorderProblem> {
        if let Some(log) = self.logs.remove(&piece.folder) {
            closer.close(log);
        }
        let folder = self.options.directory.join(&*piece.folder);
        let longest = match self.begun.contains(&piece.folder) {
            true => self.options.longest_time,
            false => longest_first(self.begun.len(), self.options.longest_time),
        };
        let open = &self.counts.open_logs;
        let log = Log::create(&folder, piece.start, longest, open)?;
        self.begun.insert(Arc::clone(&piece.folder));
        add(&self.counts.files, 1);
        self.logs.insert(Arc::clone(&piece.folder), log);
        if let Some(most_bytes) = self.options.most_bytes {
            let is_open = |path: &Path| self.logs.values().any(|log| log.path() == path);
            match make_room(&self.options.directory, most_bytes, is_open) {
                Ok(deleted) => add(&self.counts.deleted_files, deleted),
                Err(problem) => self.counts.keep(problem),
            }
        }
        Ok(())
    }
}

/// How long the first log of a group may be, so many groups having had one before: between half and all of what
/// is allowed, and spread evenly over that whatever their number is.
fn longest_first(groups: usize, longest: Duration) -> Duration {
    /// The golden section of a whole turn.
    const TURN: u32 = 2_654_435_769;
    let number = u32::try_from(groups).unwrap_or(u32::MAX);
    let part = f64::from(number.wrapping_mul(TURN)) / f64::from(u32::MAX);
    longest - (longest / 2).mul_f64(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_logs_of_groups_that_begin_at_once_end_one_after_another() {
        let hour = Duration::from_secs(3_600);
        for groups in [1, 2, 40, 1_000] {
            let mut ends: Vec<Duration> = (0..groups).map(|it| longest_first(it, hour)).collect();
            ends.sort();
            assert!(ends.first() >= Some(&(hour / 2)) && ends.last() == Some(&hour));
            let closest = ends.windows(2).map(|it| it[1] - it[0]).min();
            let even = hour / 2 / groups as u32;
            assert!(
                closest.is_none_or(|it| it >= even / 3),
                "{groups}: {closest:?}"
            );
        }
    }
}
