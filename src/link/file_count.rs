//! How many files somebody has open, for who has to leave them the others that they need.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Counts files that are open. Its clones are the same count.
#[derive(Clone, Debug, Default)]
pub struct FileCount(Arc<AtomicUsize>);

/// One file that is open. It stands before the file in what has both, and so goes before it: what counts as open
/// is.
#[derive(Debug)]
pub struct CountedFile(FileCount);

impl FileCount {
    /// Counts one that was opened, until what it gives goes.
    pub fn opened(&self) -> CountedFile {
        self.0.fetch_add(1, Ordering::SeqCst);
        CountedFile(self.clone())
    }

    /// How many are open.
    pub fn open(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

impl Drop for CountedFile {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::SeqCst);
    }
}
