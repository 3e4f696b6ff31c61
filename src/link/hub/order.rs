//! What came before what: which frames of a component come twice, and which come late.
//!
//! A component counts its frames, in eight bits. On each path the count is followed by itself, unrolled, for
//! there frames come nearly in order. Where a link of the same aircraft brings the very same frame (as a
//! router on board sends it over both), the counts of both paths are laid on each other, and stay so however
//! far one is behind. Autopilots that count on each of their ports by themselves send frames that are never
//! the same: then the path that is best is the present, and what comes over the others is late.

use super::path::PathKey;
use super::sums::Sums;
use crate::link::pace::{Pace, SILENCE_US};
use crate::moment::Moment;
use smallvec::SmallVec;
use std::time::Duration;

/// What a frame is among those of its component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// The newest.
    New,
    /// There was a newer one.
    Late,
    /// It has come before.
    Doubled,
}

/// How a frame was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Taken {
    pub(super) order: Order,
    /// Frames before it that did not come on this path.
    pub(super) lost: u8,
    /// It had been taken for lost on this path.
    pub(super) is_found: bool,
    /// Its place among the component's frames on this path, counted on.
    pub(super) place: u32,
}

/// A component's frames on one path. What each frame needs stands first, side by side.
#[derive(Clone, Debug)]
#[repr(C)]
struct Track {
    path: PathKey,
    heard: Moment,
    /// When the frame before the last one came.
    heard_before: Moment,
    /// The newest sequence, counted on, and laid on the count of another path where they bring the same frames.
    count: u32,
    /// The same, by what came on this path alone.
    place: u32,
    pace: Pace,
    /// The newest sequence.
    last: u8,
    /// Its count is laid on that of another path.
    is_laid: bool,
    /// Frames since the last one that came on another path as well.
    unmatched: u8,
    sums: Sums,
    /// How far its count would have to be moved to lie on another one, as the last frame that matched says.
    shift: Option<u32>,
}

/// All but the sums is within a line of the cache.
const _: () = assert!(std::mem::offset_of!(Track, sums) < 64);

/// A component's frames on all paths. Most are heard on one: that lies where this lies.
#[derive(Clone, Debug, Default)]
pub(super) struct Tracks(SmallVec<[Track; 1]>);

/// A sequence that goes back by no more than this may be a late frame; by more, it has gone round.
pub(super) const LATE: u8 = 127;
/// By no more than this it is one, whatever the pace.
const SURELY_LATE: u8 = 32;
/// A component that was silent for so long may count anew.
const SILENCE: Duration = Duration::from_micros(SILENCE_US);
/// The same frame with the same sequence is a doubled one only so soon: some do not count, and say the same
/// once a second.
const DOUBLE_US: u64 = 900_000;
/// A path that was silent for so long has nothing to compare with.
const COMPARED: Duration = Duration::from_secs(10);
/// Before two counts are laid on each other, the same frame is looked for no further back than this, so that
/// one that is the same a round earlier is not taken for it.
const REACH: u8 = 192;
/// Counts that lie on each other match more often than once in so many frames.
const UNMATCHED: u8 = 64;
/// A component is followed on so many paths.
const MOST_PATHS: usize = 4;

impl Tracks {
    /// On which paths it was heard, and when last.
    pub(super) fn paths(&self) -> impl Iterator<Item = (PathKey, Moment)> + '_ {
        self.0.iter().map(|track| (track.path, track.heard))
    }

    /// Reads what [`Self::take`] will need.
    #[inline]
    pub(super) fn fetch(&self, sequence: u8) -> u64 {
        self.0
            .first()
            .map_or(0, |track| track.heard.us() ^ u64::from(track.sum(sequence)))
    }

    /// When it was heard last.
    pub(super) fn heard(&self) -> Option<Moment> {
        self.0.iter().map(|track| track.heard).max()
    }

    /// Forgets paths.
    pub(super) fn retain(&mut self, mut stays: impl FnMut(PathKey) -> bool) {
        self.0.retain(|track| stays(track.path));
    }

    /// Whether a frame came already, on any path. Where it did not, more is kept from here on: it may have come
    /// over another path that is further behind.
    pub(super) fn has(&mut self, sequence: u8, checksum: u16, now: Moment) -> bool {
        let sum = checksum.max(1);
        let has = self
            .0
            .iter()
            .any(|it| now.since(it.heard) <= COMPARED && it.sum(sequence) == sum);
        if !has {
            self.compare();
        }
        has
    }

    /// Paths are compared from here on.
    #[inline]
    pub(super) fn compare(&mut self) {
        for track in &mut self.0 {
            track.sums.widen(track.last);
        }
    }

    /// Takes a frame that came on a path, while the vehicle's best one is that.
    pub(super) fn take(
        &mut self,
        path: PathKey,
        (sequence, checksum): (u8, u16),
        now: Moment,
        best: Option<PathKey>,
    ) -> Taken {
        let sum = checksum.max(1);
        let at = self.track(path, sequence, now);
        let Some((track, others)) = split(&mut self.0, at) else {
            return Taken::NEW;
        };
        let (count, mut taken) = track.take(sequence, sum, now);
        let mut others = others;
        if taken.order == Order::Doubled || others.is_empty() {
            return taken;
        }
        if track.match_with(&mut others, (sequence, sum), count, now) {
            taken.order = Order::Doubled;
            return taken;
        }
        let leads = others.are_led_by(path, best, now);
        let is_behind = others.fresh(now).any(|other| {
            if track.is_laid && other.is_laid {
                (other.count.wrapping_sub(count)).cast_signed() > 0
            } else {
                !leads
            }
        });
        if is_behind {
            taken.order = Order::Late;
        }
        taken
    }

    /// Where a path's track is; a new one begins with this sequence.
    fn track(&mut self, path: PathKey, sequence: u8, now: Moment) -> usize {
        if let Some(at) = self.0.iter().position(|track| track.path == path) {
            return at;
        }
        let oldest = (self.0.len() >= MOST_PATHS)
            .then(|| self.0.iter().enumerate().min_by_key(|(_, it)| it.heard))
            .flatten();
        if let Some((oldest, _)) = oldest {
            self.0.swap_remove(oldest);
        }
        self.0.push(Track {
            path,
            last: sequence.wrapping_sub(1),
            count: 0,
            place: 0,
            heard: now,
            heard_before: now,
            shift: None,
            is_laid: false,
            unmatched: 0,
            pace: Pace::default(),
            sums: Sums::default(),
        });
        if self.0.len() > 1 {
            self.compare();
        }
        self.0.len() - 1
    }
}

impl Taken {
    pub(super) const NEW: Self = Self {
        order: Order::New,
        lost: 0,
        is_found: false,
        place: 0,
    };
}

/// One track, and the others.
fn split(tracks: &mut [Track], at: usize) -> Option<(&mut Track, Others<'_>)> {
    let (before, from) = tracks.split_at_mut_checked(at)?;
    let (track, after) = from.split_first_mut()?;
    Some((track, Others(before, after)))
}

struct Others<'a>(&'a mut [Track], &'a mut [Track]);

impl Others<'_> {
    fn is_empty(&self) -> bool {
        self.0.is_empty() && self.1.is_empty()
    }

    /// Those that have not fallen silent.
    fn fresh(&self, now: Moment) -> impl Iterator<Item = &Track> {
        let all = self.0.iter().chain(self.1.iter());
        all.filter(move |track| now.since(track.heard) < SILENCE)
    }

    /// Whether the path that stands between them is the present: the vehicle's best one, or where the component
    /// is not heard on that, the first on which it is.
    fn are_led_by(&self, path: PathKey, best: Option<PathKey>, now: Moment) -> bool {
        let is_fresh = |track: &Track| now.since(track.heard) < SILENCE;
        let is_first = || !self.0.iter().any(is_fresh);
        let is_best_there = || self.fresh(now).any(|it| Some(it.path) == best);
        best == Some(path) || (is_first() && !is_best_there())
    }

    fn iter_mut(&mut self) -> impl Iterator<Item = &mut Track> {
        self.0.iter_mut().chain(self.1.iter_mut())
    }
}

impl Track {
    #[inline]
    fn sum(&self, sequence: u8) -> u16 {
        self.sums.of(sequence, self.last)
    }

    /// Takes a frame by what came on this path alone: its place in the count, and what it is.
    #[inline]
    fn take(&mut self, sequence: u8, sum: u16, now: Moment) -> (u32, Taken) {
        let since_last_us = now.us().saturating_sub(self.heard.us());
        let silence_us = self.pace.silence_us(since_last_us);
        self.heard_before = self.heard;
        self.heard = self.heard.max(now);
        let mut taken = Taken::NEW;
        let ahead = sequence.wrapping_sub(self.last);
        if silence_us >= SILENCE_US {
            // Whatever it counts now goes on from here.
            self.sums.clear();
            self.count_on(ahead.max(1));
            self.is_laid = false;
        } else if ahead == 0 {
            if self.sum(sequence) == sum && silence_us < DOUBLE_US {
                self.pace.waited(silence_us);
                taken.order = Order::Doubled;
                taken.place = self.place;
                return (self.count, taken);
            }
        } else if ahead > u8::MAX - LATE
            && let Some(order) = self.not_newest(sequence, sum, silence_us)
        {
            self.pace.waited(silence_us);
            let behind = u32::from(ahead.wrapping_neg());
            taken.order = order;
            taken.is_found = self.sum(sequence) == 0;
            taken.place = self.place.wrapping_sub(behind);
            self.sums.set(sequence, sum);
            return (self.count.wrapping_sub(behind), taken);
        } else {
            for skipped in 1..ahead {
                self.sums.set(self.last.wrapping_add(skipped), 0);
            }
            taken.lost = ahead - 1;
            self.count_on(ahead);
        }
        self.pace.went_on(ahead, silence_us);
        self.last = sequence;
        self.sums.set(sequence, sum);
        taken.place = self.place;
        (self.count, taken)
    }

    /// What a frame is whose sequence is no more than [`LATE`] behind; `None` where many before it were lost,
    /// and it is the newest.
    fn not_newest(&self, sequence: u8, sum: u16, silence_us: u64) -> Option<Order> {
        let ahead = sequence.wrapping_sub(self.last);
        let is_surely_late = ahead > u8::MAX - SURELY_LATE;
        let may_be_ahead = !is_surely_late && self.pace.may_be_ahead(ahead, silence_us);
        match self.sum(sequence) {
            it if it == sum && !(may_be_ahead && silence_us >= DOUBLE_US) => Some(Order::Doubled),
            // It was skipped.
            0 => (!may_be_ahead).then_some(Order::Late),
            // That one has come: this is the one of the next round.
            _ => is_surely_late.then_some(Order::Late),
        }
    }

    #[inline]
    fn count_on(&mut self, frames: u8) {
        self.count = self.count.wrapping_add(frames.into());
        self.place = self.place.wrapping_add(frames.into());
    }

    /// Whether another path has brought the same frame. When two have matched alike, the counts are laid on
    /// each other; one may be the same by chance.
    fn match_with(
        &mut self,
        others: &mut Others<'_>,
        (sequence, sum): (u8, u16),
        count: u32,
        now: Moment,
    ) -> bool {
        let mut is_alone = true;
        for other in others.iter_mut() {
            is_alone &= other.heard <= self.heard_before;
            if now.since(other.heard) > COMPARED || other.sum(sequence) != sum {
                continue;
            }
            let distance = other.last.wrapping_sub(sequence);
            let there = other.count.wrapping_sub(distance.into());
            if self.is_laid && other.is_laid {
                if there != count {
                    continue;
                }
            } else if distance > REACH {
                continue;
            }
            let shift = there.wrapping_sub(count);
            if self.shift.replace(shift) == Some(shift) || shift == 0 {
                self.lay_on(other, shift);
            }
            return true;
        }
        // What no other path could have brought meanwhile says nothing.
        if !is_alone {
            self.unmatched = self.unmatched.saturating_add(1);
            self.is_laid &= self.unmatched < UNMATCHED;
        }
        false
    }

    fn lay_on(&mut self, other: &mut Self, shift: u32) {
        self.count = self.count.wrapping_add(shift);
        for track in [self, other] {
            track.is_laid = true;
            track.unmatched = 0;
            track.shift = None;
        }
    }
}
