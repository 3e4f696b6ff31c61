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
        counts.keep(problem);
    }
}
