//! How many files the process may have open, and which of them are left to others than clients: whoever opens
//! connections that nobody wants does not take from logs and links what they are opened with.

use nix::sys::resource::{Resource, getrlimit, setrlimit};
use std::os::fd::RawFd;

/// The files of the process.
#[derive(Debug)]
pub(super) struct OpenFiles {
    /// The most at once.
    pub(super) most: usize,
    /// Links, each of which may have to be opened again.
    pub(super) links: usize,
    /// Files that others asked to be left to them.
    pub(super) of_others: usize,
}

/// Files that are left beside those that are counted: links that are added, logs that are closed while the
/// next ones are open already, what is kept of signatures, lists of the system.
pub(super) const LEFT: usize = 64;

impl OpenFiles {
    /// As many as the system lets us have: what a process begins with is often a small part of that.
    pub(super) fn most() -> Self {
        if let Ok((soft, hard)) = getrlimit(Resource::RLIMIT_NOFILE)
            && soft < hard
        {
            // Where it is not allowed, fewer clients are let in.
            setrlimit(Resource::RLIMIT_NOFILE, hard, hard).ok();
        }
        let most = getrlimit(Resource::RLIMIT_NOFILE).map(|(soft, _)| usize::try_from(soft));
        Self {
            most: most.ok().and_then(Result::ok).unwrap_or(usize::MAX),
            links: 0,
            of_others: 0,
        }
    }

    /// Whether a client may keep this file. The system gives the lowest number that is free, so one among the
    /// last is given only when no other is left.
    pub(super) fn may_be_a_clients(&self, file: RawFd) -> bool {
        let left = LEFT
            .saturating_add(self.links)
            .saturating_add(self.of_others);
        usize::try_from(file).is_ok_and(|file| file < self.most.saturating_sub(left))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_files_are_left_to_links_and_logs() {
        let files = OpenFiles {
            most: 1_024,
            links: 10,
            of_others: 50,
        };
        assert!(files.may_be_a_clients(899));
        assert!(!files.may_be_a_clients(900));
        let few = OpenFiles { most: 64, ..files };
        assert!(!few.may_be_a_clients(0));
    }
}
