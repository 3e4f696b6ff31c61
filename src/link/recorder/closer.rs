//! Logs that are full are brought to the disk by a thread of their own: for one that may take seconds, in which
//! others are written.

use super::files::Log;
use super::problem::RecorderProblem;
use super::writer::Counts;
use std::sync::Arc;
use std::sync::mpsc::{SendError, SyncSender, sync_channel};
use std::thread::JoinHandle;

/// The thread that closes logs.
pub(super) struct Closer {
    logs: SyncSender<Log>,
    thread: JoinHandle<()>,
    counts: Arc<Counts>,
}

/// Logs that wait to be closed, each an open file; who brings one more waits too.
const WAITING: usize = 16;

impl Closer {
    pub(super) fn start(counts: Arc<Counts>) -> Result<Self, RecorderProblem> {
        let (logs, full) = sync_channel::<Log>(WAITING);
        let theirs = Arc::clone(&counts);
        let thread = std::thread::Builder::new().name("logs".to_owned());
        let started = thread.spawn(move || full.iter().for_each(|log| close_now(log, &theirs)));
        Ok(Self {
            logs,
            thread: started.map_err(|error| RecorderProblem::Thread(Arc::new(error)))?,
            counts,
        })
    }

    /// Closes a log, soon.
    pub(super) fn close(&self, log: Log) {
        // It comes back only where the thread is gone.
        if let Err(SendError(log)) = self.logs.send(log) {
            close_now(log, &self.counts);
        }
    }

    /// Waits until all are closed.
    pub(super) fn finish(self) {
        drop(self.logs);
        self.thread.join().ok();
    }
}

fn close_now(log: Log, counts: &Counts) {
    if let Err(problem) = log.close() {
        counts.keep_unsynced(problem);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use std::fs;
    use std::path::PathBuf;

    #[test]
    fn a_log_that_does_not_get_to_the_disk_is_counted_and_named() {
        let counts = Arc::new(Counts::default());
        let closer = Closer::start(Arc::clone(&counts)).unwrap();
        for number in 0..20 {
            // The system keeps nothing of this one on any disk, and says so.
            closer.close(Log::of_file(PathBuf::from("/dev/null")).unwrap());
            let name = format!("haiou-closer-{}-{number}", std::process::id());
            let path = std::env::temp_dir().join(name);
            closer.close(Log::of_file(path.clone()).unwrap());
            fs::remove_file(path).unwrap();
        }
        closer.finish();
        let account = counts.account();
        assert_eq!(account.unsynced_files, 20);
        assert!(!account.is_whole());
        let problem = account.problem.unwrap();
        assert!(problem.to_string().starts_with("/dev/null: "), "{problem}");
    }
}
