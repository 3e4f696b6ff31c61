//! The ways to a vehicle, and which of them is the best.

use crate::link::names::{LinkId, PeerId};
use crate::link::recent::Recent;
use crate::moment::Moment;
use smallvec::SmallVec;
use std::time::Duration;

/// A way: a link, and who behind it.
pub(super) type PathKey = (LinkId, PeerId);

/// A way to a vehicle.
#[derive(Clone, Debug)]
pub(super) struct Path {
    pub(super) key: PathKey,
    priority: u8,
    pub(super) heard: Moment,
    /// Since when it has been heard without a pause.
    fresh_since: Moment,
    /// Its autopilot's frames.
    pub(super) recent: Recent,
    pub(super) frames: u64,
    pub(super) round_trip: Option<Duration>,
    /// The question that has not been answered: its stamp, and when it went out.
    asked: Option<(i64, Moment)>,
    /// When the autopilot itself was heard on it.
    autopilot_heard: Option<Moment>,
    /// Questions in a row that stayed without an answer, where there had been answers before.
    unanswered: u8,
    next_question: Moment,
    /// The autopilot's HIGH_LATENCY2 came, and no heartbeat of it since: a link on which every byte is paid
    /// for.
    pub(super) is_high_latency: bool,
}

/// A path as it can be read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PathAccount {
    /// The link.
    pub link: LinkId,
    /// Who behind it.
    pub peer: PeerId,
    /// It is the one that is used.
    pub is_best: bool,
    /// When the vehicle was heard on it last.
    pub heard: Moment,
    /// Frames of the vehicle on it.
    pub frames: u64,
    /// Frames a second of late.
    pub frames_per_second: f64,
    /// Bytes a second of late.
    pub bytes_per_second: f64,
    /// Part of the autopilot's frames of late that did not come, 0…1.
    pub loss: f64,
    /// By TIMESYNC, smoothed; `None` before an answer.
    pub round_trip: Option<Duration>,
}

/// All ways to a vehicle.
#[derive(Clone, Debug, Default)]
pub(super) struct Paths {
    /// Most vehicles have one: it lies where this lies.
    all: SmallVec<[Path; 1]>,
    best: Option<PathKey>,
    /// The best one that was told last.
    told: Option<PathKey>,
    /// One that is better than the best, and since when.
    rival: Option<(PathKey, Moment)>,
    /// When it was heard last on one that was forgotten.
    heard_before: Moment,
    next_choice: Moment,
}

/// A path is fresh while something was heard on it so lately.
pub(super) const FRESH: Duration = Duration::from_secs(3);
/// A better path is taken when it has been better for so long.
const STEADY: Duration = Duration::from_secs(3);
/// … and by so much.
const BETTER_MS: f64 = 100.0;
/// How long a lost frame costs: that of a command is sent once more after a time.
const LOSS_MS: f64 = 2_000.0;
/// A round trip that is not known yet.
const UNKNOWN_MS: f64 = 500.0;
/// The best one is looked for so often.
const CHOICE: Duration = Duration::from_millis(500);
/// The round trip is asked for so often.
const QUESTION: Duration = Duration::from_secs(5);
/// A path that answered before, and left so many questions in a row unanswered, hears nothing of what we say.
const DEAF: u8 = 3;
/// An answer that takes longer than this is to another question.
const ANSWER: Duration = Duration::from_secs(20);
/// A vehicle has so many ways at most.
const MOST_PATHS: usize = 8;
/// A way that was silent for so long is forgotten, unless it is the one that is used.
const FORGOTTEN: Duration = Duration::from_secs(60);

impl Path {
    fn cost_ms(&self, now: Moment) -> f64 {
        let round_trip = self
            .round_trip
            .map_or(UNKNOWN_MS, |it| it.as_secs_f64() * 1e3);
        round_trip + LOSS_MS * self.recent.loss(now)
    }

    fn is_fresh(&self, now: Moment) -> bool {
        now.since(self.heard) < FRESH
    }

    /// Whether the autopilot itself is heard on it: else only a camera may be there, say.
    fn leads_to_autopilot(&self, now: Moment) -> bool {
        self.autopilot_heard.is_some_and(|at| now.since(at) < FRESH)
    }

    fn is_deaf(&self) -> bool {
        self.unanswered >= DEAF
    }

    /// Whether it is clearly better than another one.
    fn is_clearly_better(&self, than: &Self, now: Moment) -> bool {
        if self.is_deaf() != than.is_deaf() {
            return than.is_deaf();
        }
        match self.priority.cmp(&than.priority) {
            std::cmp::Ordering::Less => now.since(self.fresh_since) >= STEADY,
            std::cmp::Ordering::Greater => false,
            std::cmp::Ordering::Equal => self.cost_ms(now) + BETTER_MS <= than.cost_ms(now),
        }
    }

    /// The autopilot was heard on it.
    pub(super) fn hear_autopilot(&mut self, now: Moment) {
        self.autopilot_heard = Some(now);
    }

    /// The stamp of a question that is due. `number` tells the paths of a vehicle apart: a router on board may
    /// answer over all of them.
    pub(super) fn question(&mut self, now: Moment, number: i64) -> Option<i64> {
        if now < self.next_question || self.is_high_latency {
            return None;
        }
        self.next_question = now + QUESTION;
        let stamp = i64::try_from(now.us().saturating_mul(1_000)).ok()?;
        let stamp = stamp.saturating_add(number);
        if self.asked.is_some() && self.round_trip.is_some() {
            self.unanswered = self.unanswered.saturating_add(1);
        }
        self.asked = Some((stamp, now));
        Some(stamp)
    }

    /// Takes an answer to a question.
    pub(super) fn answered(&mut self, stamp: i64, now: Moment) {
        let Some((asked, at)) = self.asked else {
            return;
        };
        let took = now.since(at);
        if asked != stamp || took > ANSWER {
            return;
        }
        self.asked = None;
        self.unanswered = 0;
        self.round_trip = Some(match self.round_trip {
            // The weight of TCP's smoothed round trip (RFC 6298).
            Some(before) => (before * 7 + took) / 8,
            None => took,
        });
    }
}

impl Paths {
    /// Takes that something came over a path; `None` where there are too many.
    #[inline]
    pub(super) fn heard(&mut self, key: PathKey, priority: u8, now: Moment) -> Option<&mut Path> {
        let at = match self.all.iter().position(|path| path.key == key) {
            Some(at) => at,
            None => self.add(key, priority, now)?,
        };
        let path = self.all.get_mut(at)?;
        if now.since(path.heard) >= FRESH {
            path.fresh_since = now;
        }
        path.heard = path.heard.max(now);
        Some(path)
    }

    fn add(&mut self, key: PathKey, priority: u8, now: Moment) -> Option<usize> {
        if self.all.len() >= MOST_PATHS {
            // Who only pretends to be elsewhere takes no path away that is in use.
            let (at, oldest) = self
                .all
                .iter()
                .enumerate()
                .filter(|(_, path)| Some(path.key) != self.best)
                .min_by_key(|(_, path)| path.heard)?;
            if oldest.is_fresh(now) {
                return None;
            }
            self.all.swap_remove(at);
        }
        self.all.push(Path {
            key,
            priority,
            heard: now,
            fresh_since: now,
            recent: Recent::default(),
            frames: 0,
            round_trip: None,
            asked: None,
            autopilot_heard: None,
            unanswered: 0,
            next_question: now,
            is_high_latency: false,
        });
        Some(self.all.len() - 1)
    }

    /// Looks for the best path, where it is time to. The new one, where it is another.
    pub(super) fn choose(&mut self, now: Moment) -> Option<PathKey> {
        self.look(now);
        if self.best == self.told {
            return None;
        }
        self.told = self.best.or(self.told);
        self.best
    }

    fn look(&mut self, now: Moment) {
        if now < self.next_choice && self.best.is_some() {
            return;
        }
        self.next_choice = now + CHOICE;
        let candidate = self
            .all
            .iter()
            .filter(|path| path.is_fresh(now))
            .min_by(|a, b| {
                let costs = || a.cost_ms(now).total_cmp(&b.cost_ms(now));
                // One that has only just come back is not waited for.
                let rank = |path: &Path| {
                    let is_steady = now.since(path.fresh_since) >= STEADY;
                    let leads_there = path.leads_to_autopilot(now);
                    (!leads_there, path.is_deaf(), !is_steady, path.priority)
                };
                rank(a).cmp(&rank(b)).then_with(costs)
            });
        let Some(candidate) = candidate else {
            return;
        };
        let leads_there = candidate.leads_to_autopilot(now);
        let is_good =
            |path: &&Path| path.is_fresh(now) && (path.leads_to_autopilot(now) || !leads_there);
        let current = self.best.and_then(|key| self.path(key));
        let Some(current) = current.filter(is_good) else {
            self.best = Some(candidate.key);
            self.rival = None;
            return;
        };
        if candidate.key == current.key || !candidate.is_clearly_better(current, now) {
            self.rival = None;
            return;
        }
        match self.rival {
            Some((key, since)) if key == candidate.key => {
                if now.since(since) >= STEADY {
                    self.best = Some(key);
                    self.rival = None;
                }
            }
            _ => self.rival = Some((candidate.key, now)),
        }
    }

    /// Reads what [`Self::heard`] will need.
    #[inline]
    pub(super) fn fetch(&self) -> u64 {
        self.all.first().map_or(0, |path| {
            path.heard.us() ^ path.frames ^ u64::from(path.is_high_latency)
        })
    }

    /// The one that is used.
    pub(super) fn best(&self) -> Option<PathKey> {
        self.best
    }

    pub(super) fn path(&self, key: PathKey) -> Option<&Path> {
        self.all.iter().find(|path| path.key == key)
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Path> {
        self.all.iter_mut()
    }

    /// The one on which it was heard last.
    pub(super) fn newest(&self) -> Option<PathKey> {
        Some(self.all.iter().max_by_key(|path| path.heard)?.key)
    }

    /// When it was heard last, on any.
    pub(super) fn heard_last(&self) -> Moment {
        let heard = self.all.iter().map(|path| path.heard);
        heard.fold(self.heard_before, Moment::max)
    }

    /// All of them.
    pub(super) fn keys(&self) -> impl Iterator<Item = PathKey> + '_ {
        self.all.iter().map(|path| path.key)
    }

    /// Forgets paths.
    pub(super) fn retain(&mut self, mut stays: impl FnMut(PathKey) -> bool) {
        self.keep(|path| stays(path.key));
        if self.best.is_some_and(|best| self.path(best).is_none()) {
            // Until one is chosen the last one is tried, as when all are silent.
            self.best = self.newest();
            self.next_choice = Moment::default();
        }
    }

    /// Forgets what was silent for a minute, but for the one that is used.
    pub(super) fn expire(&mut self, now: Moment) {
        let best = self.best;
        self.keep(|path| Some(path.key) == best || now.since(path.heard) < FORGOTTEN);
    }

    fn keep(&mut self, mut stays: impl FnMut(&Path) -> bool) {
        let heard_before = &mut self.heard_before;
        self.all.retain(|path| {
            let stays = stays(path);
            if !stays {
                *heard_before = path.heard.max(*heard_before);
            }
            stays
        });
    }

    /// What can be read of them.
    pub(super) fn accounts(&self, now: Moment) -> impl Iterator<Item = PathAccount> + '_ {
        self.all.iter().map(move |path| PathAccount {
            link: path.key.0,
            peer: path.key.1,
            is_best: self.best == Some(path.key),
            heard: path.heard,
            frames: path.frames,
            frames_per_second: path.recent.frames_per_second(now),
            bytes_per_second: path.recent.bytes_per_second(now),
            loss: path.recent.loss(now),
            round_trip: path.round_trip,
        })
    }
}
