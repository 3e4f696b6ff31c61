//! The readers' side.

use super::snapshot::{Changes, FleetSnapshot};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

/// Where the last snapshot stands. The lock is held for as long as a pointer takes to copy.
#[derive(Debug, Default)]
pub(super) struct Shared {
    latest: Mutex<Arc<FleetSnapshot>>,
    newer: Condvar,
}

impl Shared {
    pub(super) fn show(&self, snapshot: Arc<FleetSnapshot>) {
        let mut latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        let before = std::mem::replace(&mut *latest, snapshot);
        drop(latest);
        self.newer.notify_all();
        // The last one may be the last to hold much: not under the lock.
        drop(before);
    }
}

/// Reads what is published. Clones read the same.
#[derive(Clone, Debug)]
pub struct Reader {
    shared: Arc<Shared>,
}

impl Reader {
    pub(super) fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }

    /// The newest snapshot.
    pub fn latest(&self) -> Arc<FleetSnapshot> {
        let latest = &self.shared.latest;
        latest
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The newest snapshot once it is newer than `version`; `None` where there is none within `timeout`.
    pub fn wait_newer_than(&self, version: u64, timeout: Duration) -> Option<Arc<FleetSnapshot>> {
        let latest = self.shared.latest.lock();
        let latest = latest.unwrap_or_else(PoisonError::into_inner);
        let is_old = |latest: &mut Arc<FleetSnapshot>| latest.version() <= version;
        let waited = self
            .shared
            .newer
            .wait_timeout_while(latest, timeout, is_old);
        let (latest, _) = waited.unwrap_or_else(PoisonError::into_inner);
        (latest.version() > version).then(|| latest.clone())
    }

    /// The newest snapshot, and what changed in it since a version that was read before.
    pub fn changes_since(&self, version: u64) -> (Arc<FleetSnapshot>, Changes) {
        let latest = self.latest();
        let changes = latest.changes_since(version);
        (latest, changes)
    }
}
