//! How many files the process may have open, and which of them are left to others than clients: whoever opens
//! connections that nobody wants does not take from logs and links what they are opened with.

use super::server::LET_IN;
use crate::link::file_count::FileCount;
use nix::errno::Errno;
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use nix::sys::socket::{SockaddrStorage, getsockname};
use std::os::fd::RawFd;

/// The files of the process.
#[derive(Debug)]
pub(super) struct OpenFiles {
    /// The most at once.
    pub(super) most: usize,
    /// Links, each of which may have to be opened again.
    pub(super) links: usize,
    /// Those of them that have their file.
    pub(super) open_links: FileCount,
    /// Files that others asked to be left to them.
    pub(super) of_others: usize,
    /// Those of them that they have.
    pub(super) open_of_others: FileCount,
    /// What was counted since it was waited last.
    counted: Option<Free>,
}

/// Files that are not open.
#[derive(Clone, Copy, Debug)]
struct Free {
    /// How many there are, or so many at least.
    files: usize,
    /// How many are left to others than clients.
    left: usize,
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
            open_links: FileCount::default(),
            of_others: 0,
            open_of_others: FileCount::default(),
            counted: None,
        }
    }

    /// Files that are left to others than clients: what links and others need and do not have yet.
    pub(super) fn left(&self) -> usize {
        let links = self.links.saturating_sub(self.open_links.open());
        let others = self.of_others.saturating_sub(self.open_of_others.open());
        LEFT.saturating_add(links).saturating_add(others)
    }

    /// Whether a client may keep this file, the one that was opened last.
    pub(super) fn may_be_a_clients(&mut self, file: RawFd) -> bool {
        let free = match self.counted {
            Some(free) => free,
            None => *self.counted.insert(self.free_beside(file, is_open)),
        };
        free.files >= free.left
    }

    /// A client keeps its file. Once they may not be enough for the next one they are counted anew.
    pub(super) fn client_came(&mut self) {
        self.counted = self.counted.and_then(|free| {
            let files = free.files.checked_sub(1)?;
            (files >= free.left).then_some(Free { files, ..free })
        });
    }

    /// A client's file was closed.
    pub(super) fn client_went(&mut self) {
        if let Some(free) = &mut self.counted {
            free.files += 1;
        }
    }

    /// Others may have opened and closed files: they are counted when the next client comes. What links and those
    /// who have files left to them open and close since then changes nothing, for they need as many fewer or more.
    pub(super) fn time_passed(&mut self) {
        self.counted = None;
    }

    /// Counts the free files, as far as it matters to those clients that may come at once. The system gives the
    /// lowest number that is free, so below that of the last one none is.
    fn free_beside(&self, file: RawFd, is_open: impl Fn(RawFd) -> bool) -> Free {
        let left = self.left();
        let most = RawFd::try_from(self.most).unwrap_or(RawFd::MAX);
        let free = (file.saturating_add(1)..most).filter(|file| !is_open(*file));
        Free {
            files: free.take(left.saturating_add(LET_IN)).count(),
            left,
        }
    }
}

/// Whether a file of this number is open: of any other the system says that there is none when it is asked where
/// it listens, be it a socket or not.
fn is_open(file: RawFd) -> bool {
    getsockname::<SockaddrStorage>(file) != Err(Errno::EBADF)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn files() -> OpenFiles {
        OpenFiles {
            most: 1_024,
            links: 10,
            of_others: 50,
            ..OpenFiles::most()
        }
    }

    fn may(files: &OpenFiles, file: RawFd, is_open: impl Fn(RawFd) -> bool) -> bool {
        let free = files.free_beside(file, is_open);
        free.files >= free.left
    }

    #[test]
    fn the_last_files_are_left_to_links_and_logs() {
        let files = files();
        assert!(may(&files, 899, |_| false));
        assert!(!may(&files, 900, |_| false));
        let few = OpenFiles { most: 64, ..files };
        assert!(!may(&few, 0, |_| false));
        let none = OpenFiles { most: 0, ..few };
        assert!(!may(&none, RawFd::MAX, |_| false));
    }

    #[test]
    fn what_links_and_logs_have_is_not_left_to_them_once_more() {
        let files = files();
        let links: Vec<_> = (0..10).map(|_| files.open_links.opened()).collect();
        let logs: Vec<_> = (0..49).map(|_| files.open_of_others.opened()).collect();
        assert!(may(&files, 958, |_| false));
        assert!(!may(&files, 959, |_| false));
        drop((links, logs));
        assert!(may(&files, 899, |_| false));
        assert!(!may(&files, 900, |_| false));
        // More than they asked for, for one is closed while the next one is open.
        let _more: Vec<_> = (0..60).map(|_| files.open_of_others.opened()).collect();
        assert!(may(&files, 949, |_| false));
        assert!(!may(&files, 950, |_| false));
    }

    #[test]
    fn whatever_else_is_open_is_not_free() {
        let files = files();
        assert!(may(&files, 599, |file| file % 10 < 7 && file < 1_010));
        assert!(may(&files, 598, |file| (600..900).contains(&file)));
        assert!(!may(&files, 598, |file| (600..902).contains(&file)));
        assert!(!may(&files, 898, |file| (900..902).contains(&file)));
    }

    #[test]
    fn who_comes_and_goes_is_counted_without_asking_the_system_again() {
        let mut files = files();
        let left = files.left();
        let set = |files: &mut OpenFiles, more| {
            files.counted = Some(Free {
                files: left + more,
                left,
            });
        };
        set(&mut files, 1);
        assert!(files.may_be_a_clients(900));
        files.client_came();
        assert!(files.counted.is_some() && files.may_be_a_clients(901));
        files.client_came();
        assert!(files.counted.is_none(), "it may be wrong by now");
        set(&mut files, 0);
        files.counted.as_mut().unwrap().files -= 2;
        for _ in 0..2 {
            assert!(!files.may_be_a_clients(900));
            files.client_went();
        }
        assert!(files.may_be_a_clients(900));
    }

    #[test]
    fn the_system_tells_which_numbers_are_open() {
        use std::os::fd::AsRawFd;
        let file = std::fs::File::open("/dev/null").unwrap();
        let socket = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
        let (one, _other) = std::os::unix::net::UnixStream::pair().unwrap();
        for number in [file.as_raw_fd(), socket.as_raw_fd(), one.as_raw_fd()] {
            assert!(is_open(number));
        }
        assert!(!is_open(1_000_000) && !is_open(RawFd::MAX) && !is_open(-1));
    }
}
