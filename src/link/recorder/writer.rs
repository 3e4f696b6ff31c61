//! The thread that writes logs.

use super::files::{Log, make_room};
use super::problem::RecorderProblem;
use super::{RecorderAccount, RecorderOptions};
use crate::moment::Moment;
use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

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
    files: AtomicU64,
    deleted_files: AtomicU64,
    problem: Mutex<Option<RecorderProblem>>,
}

pub(super) struct Writer {
    options: RecorderOptions,
    logs: HashMap<Arc<str>, Log>,
    /// Room that was used goes back.
    give_back: Sender<Vec<u8>>,
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
            files: of(&self.files),
            deleted_files: of(&self.deleted_files),
            problem: problem.clone(),
            ..RecorderAccount::default()
        }
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
        give_back: Sender<Vec<u8>>,
        counts: Arc<Counts>,
    ) -> Self {
        Self {
            options,
            logs: HashMap::new(),
            give_back,
            counts,
        }
    }

    /// Writes what comes, in a thread of its own, until nothing can come any more.
    pub(super) fn start(
        mut self,
        pieces: Receiver<Piece>,
    ) -> Result<JoinHandle<()>, RecorderProblem> {
        let thread = std::thread::Builder::new().name("recorder".to_owned());
        let started = thread.spawn(move || self.write_all(&pieces));
        started.map_err(|error| RecorderProblem::Thread(Arc::new(error)))
    }

    pub(super) fn write_all(&mut self, pieces: &Receiver<Piece>) {
        for mut piece in pieces {
            match self.write(&piece) {
                Ok(()) => {
                    add(&self.counts.written_frames, piece.frames);
                    add(&self.counts.written_bytes, piece.bytes.len() as u64);
                }
                Err(problem) => {
                    self.counts.keep(problem);
                    add(&self.counts.failed_frames, piece.frames);
                }
            }
            piece.bytes.clear();
            // Nobody wants it where the recorder has ended.
            self.give_back.send(piece.bytes).ok();
        }
        for (_, log) in self.logs.drain() {
            if let Err(problem) = log.close() {
                self.counts.keep(problem);
            }
        }
    }

    fn write(&mut self, piece: &Piece) -> Result<(), RecorderProblem> {
        if self
            .logs
            .get(&piece.folder)
            .is_none_or(|log| self.is_over(log, piece))
        {
            self.begin(piece)?;
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
        let is_old = piece.start.since(log.start()) >= self.options.longest_time;
        (is_long || is_old) && log.length() > 0
    }

    fn begin(&mut self, piece: &Piece) -> Result<(), RecorderProblem> {
        if let Some(Err(problem)) = self.logs.remove(&piece.folder).map(Log::close) {
            self.counts.keep(problem);
        }
        let folder = self.options.directory.join(&*piece.folder);
        let log = Log::create(&folder, piece.start)?;
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
