//! What the link thread tells, on its way to whoever takes it.
//!
//! It is one queue, so that everything comes in its order. While nobody takes anything, what is new is given up
//! and counted, and of each [`Weight`] for itself: what strangers bring about takes no room from what happens to
//! vehicles. Answers to requests are not given up, ever: they are as many as there were requests, and none but
//! those that make vehicles stop are taken while [`MOST_WAITING`] answers wait.

use crate::fleet::event::VehicleEvent;
use crate::fleet::job::JobEvent;
use crate::fleet::lease::Holder;
use crate::fleet::order::OrderEvent;
use crate::fleet::told::Told;
use crate::ground_control::Tidings;
use crate::link::hub::HubEvent;
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
    /// So many more behind it are gone, within a second.
    MorePeersGone(u64),
    /// So many more messages of its stations were refused, within a second.
    MoreRefused(u64),
}

/// How much it matters that something is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Weight {
    /// Somebody asked for it.
    Answer,
    /// What happens to vehicles, links and ourselves.
    News,
    /// What vehicles and stations say, as often as they like.
    Talk,
    /// What strangers bring about, as often as they like.
    Noise,
}

/// News waits until there is so much of it.
pub(super) const MOST_WAITING: usize = 65_536;
/// The same of what vehicles and stations say.
pub(super) const MOST_TALK: usize = 16_384;
/// The same of what strangers bring about.
pub(super) const MOST_NOISE: usize = 1_024;

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

#[derive(Debug, Default)]
struct Counts {
    answers: usize,
    news: usize,
    talk: usize,
    noise: usize,
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn has_most_answers(&self) -> bool {
        self.lock().counts.answers >= MOST_WAITING
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

impl Counts {
    fn of(&mut self, weight: Weight) -> &mut usize {
        match weight {
            Weight::Answer => &mut self.answers,
            Weight::News => &mut self.news,
            Weight::Talk => &mut self.talk,
            Weight::Noise => &mut self.noise,
        }
    }

    /// Counts one more, where there is room for it.
    fn take(&mut self, weight: Weight) -> bool {
        let most = match weight {
            Weight::Answer => usize::MAX,
            Weight::News => MOST_WAITING,
            Weight::Talk => MOST_TALK,
            Weight::Noise => MOST_NOISE,
        };
        let count = self.of(weight);
        let has_room = *count < most;
        *count += usize::from(has_room);
        has_room
    }
}

impl Weight {
    fn of(tidings: &LiveTidings) -> Self {
        match tidings {
            LiveTidings::Ground(Tidings::Fleet(told)) => Self::of_fleet(told),
            LiveTidings::Ground(Tidings::Hub(_, event)) => match event {
                HubEvent::BestPathChanged { .. } | HubEvent::Rebooted(_) => Self::News,
                HubEvent::StationAsksForLease { .. } | HubEvent::StationCommanded { .. } => {
                    Self::Talk
                }
                HubEvent::StationRefused { .. } | HubEvent::StationsGone { .. } => Self::Noise,
            },
            LiveTidings::Ground(Tidings::NotSaid { .. }) => Self::Talk,
            LiveTidings::Link { news, .. } => match news {
                LinkNews::Added(_)
                | LinkNews::NotAdded(_)
                | LinkNews::Removed(_)
                | LinkNews::NoSuchLink => Self::Answer,
                LinkNews::Up(_) | LinkNews::Down(_) => Self::News,
                LinkNews::PeerGone(..) | LinkNews::MorePeersGone(_) | LinkNews::MoreRefused(_) => {
                    Self::Noise
                }
            },
            LiveTidings::MarksNotKept { .. }
            | LiveTidings::NotRecorded { .. }
            | LiveTidings::RecordedAgain { .. } => Self::News,
        }
    }

    /// How far something is, is said again.
    fn of_fleet(told: &Told) -> Self {
        let is_answer = match told {
            Told::Order { news, .. } => !matches!(news.event, OrderEvent::Progress(_)),
            Told::Job { news, .. } => !matches!(news.event, JobEvent::Progress(_)),
            Told::Lease { by, .. } => matches!(by, Holder::Person(_)),
            Told::Commission { .. } | Told::Safety { .. } | Told::Impossible { .. } => true,
            Told::Vehicle(event) if matches!(event.what, VehicleEvent::StatusText(_)) => {
                return Self::Talk;
            }
            Told::Vehicle(_)
            | Told::PlanChanged { .. }
            | Told::Photo(_)
            | Told::LeaseEnded { .. } => false,
        };
        match is_answer {
            true => Self::Answer,
            false => Self::News,
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
