//! Logs on the disk: made, filled with whole pieces, and deleted.

use super::names::{is_log_name, log_name};
use super::problem::RecorderProblem;
use super::writer::Counts;
use crate::link::file_count::CountedFile;
use crate::moment::Moment;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// A log that is written to. When it is dropped, all of it is on the disk; where that is not known, it is
/// counted and named.
pub(super) struct Log {
    _counted: CountedFile,
    file: File,
    path: PathBuf,
    /// Bytes of whole pieces.
    length: u64,
    start: Moment,
    /// How long after that it gets nothing more.
    longest: Duration,
    counts: Arc<Counts>,
}

/// So many logs may begin in one millisecond.
const ATTEMPTS: u32 = 10_000;
/// The name of a file that shows whether a folder can be written to.
const PROBE: &str = ".haiou-writes-here";
/// The file that is locked by who records into a folder.
const LOCK: &str = ".haiou-lock";

/// Makes a folder, and sees whether it can be written to.
pub(super) fn prepare(folder: &Path) -> Result<(), RecorderProblem> {
    let probe = folder.join(PROBE);
    let made = fs::create_dir_all(folder).and_then(|()| fs::write(&probe, b""));
    let done = made.and_then(|()| fs::remove_file(&probe));
    done.map_err(|error| RecorderProblem::Folder(folder.to_owned(), Arc::new(error)))
}

/// Keeps others from recording into a folder for as long as the file is open, however the process ends.
pub(super) fn lock(folder: &Path) -> Result<File, RecorderProblem> {
    let failed = |error| RecorderProblem::Folder(folder.to_owned(), Arc::new(error));
    let mut options = OpenOptions::new();
    let options = options.write(true).create(true).truncate(false);
    let file = options.open(folder.join(LOCK)).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(RecorderProblem::InUse(folder.to_owned())),
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}

impl Log {
    /// Makes a log that begins at this moment and is over so long after it. No other is ever written over. It is
    /// counted while it is open.
    pub(super) fn create(
        folder: &Path,
        start: Moment,
        longest: Duration,
        counts: &Arc<Counts>,
    ) -> Result<Self, RecorderProblem> {
        // Somebody may have tidied up.
        let made = fs::create_dir_all(folder);
        made.map_err(|error| RecorderProblem::Folder(folder.to_owned(), Arc::new(error)))?;
        let mut attempt = 0;
        loop {
            let path = folder.join(log_name(start, attempt));
            // What is appended goes to the end also after the end was moved back.
            match OpenOptions::new().append(true).create_new(true).open(&path) {
                Ok(file) => {
                    return Ok(Self {
                        _counted: counts.open_logs.opened(),
                        file,
                        path,
                        length: 0,
                        start,
                        longest,
                        counts: Arc::clone(counts),
                    });
                }
                Err(error)
                    if error.kind() == io::ErrorKind::AlreadyExists && attempt < ATTEMPTS =>
                {
                    attempt += 1;
                }
                Err(error) => return Err(RecorderProblem::Log(path, Arc::new(error))),
            }
        }
    }

    pub(super) fn length(&self) -> u64 {
        self.length
    }

    /// Whether what came or went at this moment belongs into the next log.
    pub(super) fn is_over_at(&self, at: Moment) -> bool {
        at.since(self.start) >= self.longest
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Appends a piece: all of it, or nothing.
    pub(super) fn append(&mut self, piece: &[u8]) -> Result<(), RecorderProblem> {
        match self.file.write_all(piece) {
            Ok(()) => {
                self.length += piece.len() as u64;
                Ok(())
            }
            Err(error) => {
                // Where this fails too, a reader takes what is there of it for damage.
                self.file.set_len(self.length).ok();
                Err(RecorderProblem::Log(self.path.clone(), Arc::new(error)))
            }
        }
    }

    /// A log in any file.
    #[cfg(test)]
    pub(super) fn of_file(path: PathBuf, counts: Arc<Counts>) -> io::Result<Self> {
        let file = OpenOptions::new().append(true).create(true).open(&path)?;
        Ok(Self {
            _counted: counts.open_logs.opened(),
            file,
            path,
            length: 0,
            start: Moment::default(),
            longest: Duration::from_secs(1),
            counts,
        })
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        if let Err(error) = self.file.sync_data() {
            let path = std::mem::take(&mut self.path);
            let problem = RecorderProblem::Unsynced(path, Arc::new(error));
            self.counts.keep_unsynced(problem);
        }
    }
}

/// Deletes the oldest logs of all groups until they take no more than so many bytes. Those that are open
/// stay. How many were deleted.
pub(super) fn make_room(
    directory: &Path,
    most_bytes: u64,
    is_open: impl Fn(&Path) -> bool,
) -> Result<u64, RecorderProblem> {
    let logs = all_logs(directory);
    let mut logs =
        logs.map_err(|error| RecorderProblem::Folder(directory.to_owned(), Arc::new(error)))?;
    logs.sort_by(|a, b| a.0.file_name().cmp(&b.0.file_name()));
    let mut total: u64 = logs.iter().map(|(_, length)| length).sum();
    let mut deleted = 0;
    for (path, length) in logs {
        if total <= most_bytes {
            break;
        }
        if is_open(&path) {
            continue;
        }
        match fs::remove_file(&path) {
            Ok(()) => deleted += 1,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(RecorderProblem::Log(path, Arc::new(error))),
        }
        total = total.saturating_sub(length);
    }
    Ok(deleted)
}

/// All logs of all groups, and their lengths.
fn all_logs(directory: &Path) -> io::Result<Vec<(PathBuf, u64)>> {
    let mut logs = Vec::new();
    for folder in fs::read_dir(directory)? {
        let folder = folder?;
        if !folder.file_type()?.is_dir() {
            continue;
        }
        for file in fs::read_dir(folder.path())? {
            let file = file?;
            let is_log = file.file_name().to_str().is_some_and(is_log_name);
            if is_log && file.file_type()?.is_file() {
                logs.push((file.path(), file.metadata()?.len()));
            }
        }
    }
    Ok(logs)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_full_disk_is_an_error_that_names_the_log() {
        let mut log = Log::of_file("/dev/full".into(), Arc::default()).unwrap();
        let problem = log.append(b"a piece").unwrap_err();
        assert!(problem.to_string().starts_with("/dev/full: "), "{problem}");
        assert_eq!(log.length(), 0);
    }
}
