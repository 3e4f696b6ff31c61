//! What the link thread tells, on its way to whoever takes it.
//!
//! It is one queue, so that everything comes in its order. While nobody takes anything, what is new is given up
//! and counted, and of each [`Weight`] for itself: what strangers bring about takes no room from what happens to
//! vehicles. Answers to requests are not given up, ever: they are as many as there were requests, and none but
//! those that make vehicles stop are taken while [`super::weight::MOST_WAITING`] answers wait.

use super::weight::{Counts, Weight};
use crate::ground_control::Tidings;
use crate::link::names::{LinkId, PeerId};
use crate::moment::Moment;
use geofences::Bilingual;
use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Something that the link thread tells.
#[derive(Clone, Debug, PartialEq)]
pub enum LiveTidings {
    /// By links and fleet.
    Ground(Tidings),
    /// Of a link.
    Link {
        /// When.
        at: Moment,
        /// Which, by its name.
        name: Arc<str>,
        /// What.
        news: LinkNews,
    },
    /// What was seen of signatures could not be kept: after a crash, old frames might be taken for new ones.
    MarksNotKept {
        /// When.
        at: Moment,
        /// Why.
        why: Bilingual,
    },
    /// The system's clock was put forward or back.
    ClockStepped {
        /// When.
        at: Moment,
        /// How far forward, µs; negative for back.
        by_us: i64,
    },
    /// What comes and goes is not recorded, or not all of it.
    NotRecorded {
        /// When.
        at: Moment,
        /// Why.
        why: Bilingual,
    },
    /// It is not known whether a log is on the disk.
    LogNotKept {
        /// When.
        at: Moment,
        /// Which, and why.
        why: Bilingual,
    },
    /// Everything is recorded again.
    RecordedAgain {
        /// When.
        at: Moment,
        /// Frames that are missing in the logs, of all the time.
        missing: u64,
        /// Logs of which it is not known whether they are on the disk, of all the time.
        unsynced_files: u64,
    },
}

/// What becomes of a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkNews {
    /// It was added.
    Added(LinkId),
    /// It could not be added.
    NotAdded(Bilingual),
    /// It was removed.
    Removed(LinkId),
    /// There is none of this name to be removed.
    NoSuchLink,
    /// It can be used, from this address where it has one.
    Up(Option<SocketAddr>),
    /// It cannot be used, and is tried again.
    Down(Bilingual),
    /// Somebody behind it is gone.
    PeerGone(PeerId, Bilingual),
    /// So many more behind it are gone, within a second.
    MorePeersGone(u64),
    /// So many more messages of its stations were refused, within a second.
    MoreRefused(u64),
}

/// The queue.
#[derive(Debug, Default)]
pub(super) struct Queue {
    waiting: Mutex<Waiting>,
    more: Condvar,
}

#[derive(Debug, Default)]
struct Waiting {
    list: VecDeque<LiveTidings>,
    /// How many of each weight.
    counts: Counts,
    shed: u64,
    has_ended: bool,
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn has_most_answers(&self) -> bool {
        self.lock().counts.has_most_answers()
    }

    pub(super) fn shed(&self) -> u64 {
        self.lock().shed
    }
}

/// Puts things into the queue, and closes it when it is gone.
pub(super) struct Teller(Arc<Queue>);

impl Teller {
    pub(super) fn new(queue: Arc<Queue>) -> Self {
        Self(queue)
    }

    pub(super) fn tell(&self, tidings: impl IntoIterator<Item = LiveTidings>) {
        let mut tidings = tidings.into_iter().peekable();
        if tidings.peek().is_none() {
            return;
        }
        let mut waiting = self.0.lock();
        for one in tidings {
            if waiting.counts.take(Weight::of(&one)) {
                waiting.list.push_back(one);
            } else {
                waiting.shed += 1;
            }
        }
        self.0.more.notify_all();
    }

    /// News that was given up.
    pub(super) fn shed(&self) -> u64 {
        self.0.shed()
    }
}

impl Drop for Teller {
    fn drop(&mut self) {
        self.0.lock().has_ended = true;
        self.0.more.notify_all();
    }
}

/// What comes next.
#[derive(Clone, Debug, PartialEq)]
pub enum NextTidings {
    /// This.
    Told(Box<LiveTidings>),
    /// Nothing in the time.
    NothingYet,
    /// Nothing any more: the link thread has ended.
    Ended,
}

/// Takes what is told.
#[derive(Debug)]
pub struct TidingsReader(Arc<Queue>);

impl TidingsReader {
    pub(super) fn new(queue: Arc<Queue>) -> Self {
        Self(queue)
    }

    /// Nothing is told to it.
    pub(super) fn of_nothing() -> Self {
        let queue = Arc::<Queue>::default();
        queue.lock().has_ended = true;
        Self(queue)
    }

    /// What comes next, after waiting for so long at most.
    pub fn next(&mut self, timeout: Duration) -> NextTidings {
        let is_nothing = |it: &mut Waiting| it.list.is_empty() && !it.has_ended;
        let waited = self
            .0
            .more
            .wait_timeout_while(self.0.lock(), timeout, is_nothing);
        let (mut waiting, _) = waited.unwrap_or_else(PoisonError::into_inner);
        match waiting.list.pop_front() {
            Some(told) => {
                *waiting.counts.of(Weight::of(&told)) -= 1;
                NextTidings::Told(Box::new(told))
            }
            None if waiting.has_ended => NextTidings::Ended,
            None => NextTidings::NothingYet,
        }
    }

    /// News that was given up because nobody took it.
    pub fn shed(&self) -> u64 {
        self.0.shed()
    }
}
