//! Logs that are full are brought to the disk by a thread of their own: for one that may take seconds, in which
//! others are written.

use super::files::Log;
use super::problem::RecorderProblem;
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::JoinHandle;

/// The thread that closes logs. Whoever drops it waits until all are closed.
pub(super) struct Closer {
    /// `None` when nothing more comes.
    logs: Option<SyncSender<Log>>,
    thread: Option<JoinHandle<()>>,
}

/// Logs that wait to be closed, each an open file; who brings one more waits too.
const WAITING: usize = 16;

impl Closer {
    pub(super) fn start() -> Result<Self, RecorderProblem> {
        let (logs, full) = sync_channel::<Log>(WAITING);
        let thread = std::thread::Builder::new().name("logs".to_owned());
        let started = thread.spawn(move || full.iter().for_each(drop));
        let thread = started.map_err(|error| RecorderProblem::Thread(Arc::new(error)))?;
        Ok(Self {
            logs: Some(logs),
            thread: Some(thread),
        })
    }

    /// Closes a log, soon.
    pub(super) fn close(&self, log: Log) {
        if let Some(logs) = &self.logs {
            // It comes back only where the thread is gone, and is closed here then.
            logs.send(log).ok();
        }
    }
}

impl Drop for Closer {
    fn drop(&mut self) {
        self.logs = None;
        if let Some(thread) = self.thread.take() {
            thread.join().ok();
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::super::writer::Counts;
    use super::*;
    use std::fs;
    use std::path::PathBuf;

    #[test]
    fn a_log_that_does_not_get_to_the_disk_is_counted_and_named() {
        let counts = Arc::new(Counts::default());
        let closer = Closer::start().unwrap();
        let log = |path| Log::of_file(path, Arc::clone(&counts)).unwrap();
        for number in 0..20 {
            // The system keeps nothing of this one on any disk, and says so.
            closer.close(log(PathBuf::from("/dev/null")));
            let name = format!("haiou-closer-{}-{number}", std::process::id());
            let path = std::env::temp_dir().join(name);
            closer.close(log(path.clone()));
            fs::remove_file(path).unwrap();
        }
        drop(closer);
        let account = counts.account();
        assert_eq!((account.unsynced_files, account.unsynced.len()), (20, 20));
        assert!(!account.is_whole());
        for problem in account.unsynced {
            let told = problem.told();
            assert!(told.en.starts_with("/dev/null: "), "{problem}");
            assert!(told.zh.starts_with("/dev/null：日志"), "{problem:?}");
        }
        // Everything was written.
        assert_eq!(account.problem, None);
    }
}
