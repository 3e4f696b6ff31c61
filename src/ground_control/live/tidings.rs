//! What the link thread tells, on its way to whoever takes it.
//!
//! It is one queue, so that everything comes in its order. While nobody takes anything, news beyond
//! [`MOST_WAITING`] is given up and counted; answers to requests are not, ever: they are as many as there
//! were requests, and no request is taken while the queue is full.

use crate::fleet::job::JobEvent;
use crate::fleet::order::OrderEvent;
use crate::fleet::told::Told;
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
    /// What comes and goes is not recorded, or not all of it.
    NotRecorded {
        /// When.
        at: Moment,
        /// Why.
        why: Bilingual,
    },
    /// Everything is recorded again.
    RecordedAgain {
        /// When.
        at: Moment,
        /// Frames that are missing in the logs, of all the time.
        missing: u64,
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
}

/// News waits until there is so much of it.
pub(super) const MOST_WAITING: usize = 65_536;

/// The queue.
#[derive(Debug, Default)]
pub(super) struct Queue {
    waiting: Mutex<Waiting>,
    more: Condvar,
}

#[derive(Debug, Default)]
struct Waiting {
    list: VecDeque<LiveTidings>,
    shed: u64,
    has_ended: bool,
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn is_full(&self) -> bool {
        self.lock().list.len() >= MOST_WAITING
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
            if waiting.list.len() >= MOST_WAITING && !is_answer(&one) {
                waiting.shed += 1;
            } else {
                waiting.list.push_back(one);
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

/// Whether somebody asked for it. How far something is, is said again.
fn is_answer(tidings: &LiveTidings) -> bool {
    let told = match tidings {
        LiveTidings::Ground(Tidings::Fleet(told)) => told,
        LiveTidings::Link { news, .. } => {
            return matches!(
                news,
                LinkNews::Added(_)
                    | LinkNews::NotAdded(_)
                    | LinkNews::Removed(_)
                    | LinkNews::NoSuchLink
            );
        }
        LiveTidings::Ground(_)
        | LiveTidings::MarksNotKept { .. }
        | LiveTidings::NotRecorded { .. }
        | LiveTidings::RecordedAgain { .. } => return false,
    };
    match told {
        Told::Order { news, .. } => !matches!(news.event, OrderEvent::Progress(_)),
        Told::Job { news, .. } => !matches!(news.event, JobEvent::Progress(_)),
        Told::Lease { by, .. } => matches!(by, crate::fleet::lease::Holder::Person(_)),
        Told::Commission { .. } | Told::Safety { .. } | Told::Impossible { .. } => true,
        Told::Vehicle(_) | Told::PlanChanged { .. } | Told::Photo(_) | Told::LeaseEnded { .. } => {
            false
        }
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
            Some(told) => NextTidings::Told(Box::new(told)),
            None if waiting.has_ended => NextTidings::Ended,
            None => NextTidings::NothingYet,
        }
    }

    /// News that was given up because nobody took it.
    pub fn shed(&self) -> u64 {
        self.0.shed()
    }
}
