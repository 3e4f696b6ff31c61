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
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::SyncSender;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// Whole entries of a group's log.
pub(super) struct Piece {
    pub(super) folder: Arc<str>,
    /// No two series are in one log.
    pub(super) series: u32,
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
    files: AtomicU64,
    deleted_files: AtomicU64,
    unsynced: Mutex<Unsynced>,
    /// Logs that are open, those that are being closed among them.
    pub(super) open_logs: FileCount,
    problem: Mutex<Option<RecorderProblem>>,
    /// Nothing is written any more: it has ended in order, or failed.
    has_ended: AtomicBool,
}

/// Logs that may not be on the disk.
#[derive(Default)]
struct Unsynced {
    files: u64,
    named: Vec<RecorderProblem>,
}

/// So many logs are named that may not be on the disk.
const MOST_NAMED: usize = 1_000;
/// What is recorded of the group of this name makes the writer fail as a fault of ours would have it.
#[cfg(test)]
pub(super) const PANICS: &str = "panics";

pub(super) struct Writer {
    options: RecorderOptions,
    logs: HashMap<Arc<str>, Log>,
    /// Which series they are of.
    series: u32,
    /// Groups that have had a log of it.
    begun: HashSet<Arc<str>>,
    /// Room of long pieces goes back, as far as it is wanted.
    give_back: SyncSender<Vec<u8>>,
    counts: Arc<Counts>,
}

impl Counts {
    pub(super) fn account(&self) -> RecorderAccount {
        let of = |count: &AtomicU64| count.load(Ordering::Relaxed);
        let problem = self.problem.lock().unwrap_or_else(PoisonError::into_inner);
        let unsynced = self.unsynced.lock().unwrap_or_else(PoisonError::into_inner);
        RecorderAccount {
            written_frames: of(&self.written_frames),
            written_bytes: of(&self.written_bytes),
            failed_frames: of(&self.failed_frames),
            unsynced_files: unsynced.files,
            unsynced: unsynced.named.clone(),
            files: of(&self.files),
            deleted_files: of(&self.deleted_files),
            problem: problem.clone(),
            ..RecorderAccount::default()
        }
    }

    /// A log could not be brought to the disk.
    pub(super) fn keep_unsynced(&self, problem: RecorderProblem) {
        let mut unsynced = self.unsynced.lock().unwrap_or_else(PoisonError::into_inner);
        unsynced.files += 1;
        if unsynced.named.len() < MOST_NAMED {
            unsynced.named.push(problem);
        }
    }

    /// Whether nothing is written any more. What is counted stays so then.
    pub(super) fn has_ended(&self) -> bool {
        self.has_ended.load(Ordering::Acquire)
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
            series: 0,
            begun: HashSet::new(),
            give_back,
            counts,
        }
    }

    /// Writes what comes, in a thread of its own, until nothing can come any more.
    pub(super) fn start(self, pieces: Outlet) -> Result<JoinHandle<()>, RecorderProblem> {
        let closer = Closer::start()?;
        let thread = std::thread::Builder::new().name("recorder".to_owned());
        let started = thread.spawn(move || {
            let counts = Arc::clone(&self.counts);
            // However it ends, what waits is given up by then, and logs are closed.
            let worked = catch_unwind(AssertUnwindSafe(move || self.work(pieces, closer)));
            if worked.is_err() {
                counts.keep(RecorderProblem::Panicked);
            }
            counts.has_ended.store(true, Ordering::Release);
        });
        started.map_err(|error| RecorderProblem::Thread(Arc::new(error)))
    }

    fn work(mut self, pieces: Outlet, closer: Closer) {
        pieces.for_each(|piece| self.take(piece, &closer));
        for (_, log) in self.logs.drain() {
            closer.close(log);
        }
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
        #[cfg(test)]
        assert!(&*piece.folder != PANICS, "as it was asked to");
        if std::mem::replace(&mut self.series, piece.series) != piece.series {
            // They all begin at once again, and are to end one after another again.
            self.begun.clear();
            for (_, log) in self.logs.drain() {
                closer.close(log);
            }
        }
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
        let log = Log::create(&folder, piece.start, longest, &self.counts)?;
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
    use std::io;
    use std::path::PathBuf;

    #[test]
    fn a_thousand_logs_that_may_not_be_on_the_disk_are_named_and_all_are_counted() {
        let counts = Counts::default();
        for number in 0..1_001 {
            let path = PathBuf::from(format!("{number}.tlog"));
            let error = Arc::new(io::Error::from(io::ErrorKind::Other));
            counts.keep_unsynced(RecorderProblem::Unsynced(path, error));
        }
        let account = counts.account();
        assert_eq!(
            (account.unsynced_files, account.unsynced.len()),
            (1_001, 1_000)
        );
    }

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
