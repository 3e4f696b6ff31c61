//! Reads all parameters of a vehicle by PARAM_REQUEST_LIST, and what got lost by index.

use super::list_progress::{ListFailure, ListProgress, ListState, ParameterListRead};
use super::{CachedList, HASH_NAME, NO_INDEX, ParameterSet};
use crate::fleet::patience::patience;
use crate::link::dialect::Encoding;
use crate::link::report::{ParameterName, ParameterType, ParameterValue};
use crate::link::say::Say;
use crate::moment::Moment;
use std::time::Duration;

/// What is to be read, and how.
#[derive(Clone, Debug)]
pub struct ListRequest {
    /// How the vehicle encodes values.
    pub encoding: Encoding,
    /// Whether it tells a hash over all of them (PX4).
    pub tells_hash: bool,
    /// The list that was kept, which may be spared to be read again where it tells one.
    pub cached: Option<CachedList>,
    /// The measured round trip.
    pub round_trip: Duration,
}

/// A question is asked so often without an answer.
const MOST_TRIES: u32 = 8;
/// The hash is asked for so often: without it there is still the list.
const MOST_TRIES_FOR_HASH: u32 = 4;
/// So many are asked for by index at once: autopilots queue about twenty.
const WINDOW: usize = 16;
/// The list is begun anew so often where it changes while it is read.
const MOST_RESTARTS: u32 = 3;
/// So many in a row with another count mean that it is another list; one alone may be late.
const OTHER_COUNTS: u32 = 3;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    AskingHash,
    Listing,
    ConfirmingHash,
}

/// Reads all parameters of a vehicle.
#[derive(Clone, Debug)]
pub struct ParameterListReader {
    request: ListRequest,
    phase: Phase,
    state: ListState,
    set: ParameterSet,
    count: Option<u16>,
    /// By index.
    is_told: Vec<bool>,
    told: u16,
    unread: u16,
    /// Asked for by index.
    asked: Vec<u16>,
    other_count: (u16, u32),
    hash: Option<u32>,
    tries: u32,
    restarts: u32,
    due: Moment,
}

impl ParameterListReader {
    /// Begins.
    pub fn start(now: Moment, request: ListRequest, out: &mut Vec<Say>) -> Self {
        let mut reader = Self {
            phase: if request.tells_hash {
                Phase::AskingHash
            } else {
                Phase::Listing
            },
            request,
            state: ListState::Running(ListProgress::default()),
            set: ParameterSet::default(),
            count: None,
            is_told: Vec::new(),
            told: 0,
            unread: 0,
            asked: Vec::new(),
            other_count: (0, 0),
            hash: None,
            tries: 0,
            restarts: 0,
            due: now,
        };
        reader.ask(now, out);
        reader
    }

    /// How it stands.
    pub fn state(&self) -> &ListState {
        &self.state
    }

    /// When it has to be woken; `None` once it has ended.
    pub fn due(&self) -> Option<Moment> {
        self.is_running().then_some(self.due)
    }

    /// The round trip was measured anew.
    pub fn set_round_trip(&mut self, round_trip: Duration) {
        self.request.round_trip = round_trip;
    }

    /// Nobody wants it any more. The vehicle cannot be told: what it still says is not heard.
    pub fn cancel(&mut self) {
        if self.is_running() {
            self.state = ListState::Cancelled;
        }
    }

    fn is_running(&self) -> bool {
        matches!(self.state, ListState::Running(_))
    }

    /// Takes a PARAM_VALUE of the vehicle. One that was overtaken by a newer one is an answer, but none that
    /// takes the place of another: then it is asked which holds.
    pub fn hear(
        &mut self,
        now: Moment,
        told: &ParameterValue,
        is_overtaken: bool,
        out: &mut Vec<Say>,
    ) {
        if !self.is_running() {
            return;
        }
        if told.name.as_str() == HASH_NAME {
            return self.hear_hash(now, told, out);
        }
        if self.phase == Phase::Listing && told.index != NO_INDEX {
            return self.hear_listed(now, told, is_overtaken, out);
        }
        // It changed, or somebody else asked.
        if self.phase != Phase::AskingHash {
            self.hear_again(told, is_overtaken, out);
        }
    }

    /// A value of a parameter that was told, or is told when its turn comes.
    fn hear_again(&mut self, told: &ParameterValue, is_overtaken: bool, out: &mut Vec<Say>) {
        let encoding = self.request.encoding;
        if !is_overtaken {
            self.set.hear(told, encoding);
        } else if self.set.is_news(told, encoding) {
            out.push(Say::ParameterRequestName(told.name));
        }
    }

    fn hear_hash(&mut self, now: Moment, told: &ParameterValue, out: &mut Vec<Say>) {
        if !self.request.tells_hash || told.parameter_type != Some(ParameterType::U32) {
            return;
        }
        let hash = u32::from_le_bytes(told.bytes);
        match self.phase {
            Phase::AskingHash => {
                let cached = self.request.cached.take_if(|cached| cached.hash == hash);
                if let Some(cached) = cached {
                    self.set = cached.set;
                    return self.finish(now, Some(hash), true);
                }
                self.hash = Some(hash);
                self.enter(now, Phase::Listing, out);
            }
            // It comes first in the list as well: what it was when the list began is what counts.
            Phase::Listing => {}
            Phase::ConfirmingHash => {
                let proven = self.hash.filter(|before| *before == hash);
                self.finish(now, proven, false);
            }
        }
    }

    fn hear_listed(
        &mut self,
        now: Moment,
        told: &ParameterValue,
        is_overtaken: bool,
        out: &mut Vec<Say>,
    ) {
        let count = *self.count.get_or_insert(told.count);
        if told.count != count {
            return self.hear_other_count(now, told, out);
        }
        self.other_count = (0, 0);
        self.is_told.resize(count.into(), false);
        let Some(is_told) = self.is_told.get_mut(usize::from(told.index)) else {
            return;
        };
        if std::mem::replace(is_told, true) {
            return self.hear_again(told, is_overtaken, out);
        }
        let is_known = self.set.get(told.name.as_str()).is_some();
        if is_known {
            // It was told before its turn: it is not known which is the newer where this one was overtaken.
            self.hear_again(told, is_overtaken, out);
            // Whichever value holds, this is its place in the list.
            self.set.number(told.name, told.index);
        } else {
            self.set.hear(told, self.request.encoding);
        }
        self.told += 1;
        self.unread += u16::from(self.set.get(told.name.as_str()).is_none());
        let was_asking = !self.asked.is_empty();
        self.asked.retain(|index| *index != told.index);
        self.tries = 0;
        self.state = ListState::Running(ListProgress {
            received: self.told,
            count: Some(count),
        });
        if self.told == count {
            return self.complete(now, out);
        }
        if was_asking && self.asked.len() <= WINDOW / 2 {
            // There are always some on their way.
            self.ask_missing(now, out);
        } else {
            self.due = now + patience(self.request.round_trip, 0);
        }
    }

    fn hear_other_count(&mut self, now: Moment, told: &ParameterValue, out: &mut Vec<Say>) {
        let (count, in_a_row) = self.other_count;
        let in_a_row = if count == told.count { in_a_row + 1 } else { 1 };
        self.other_count = (told.count, in_a_row);
        if in_a_row >= OTHER_COUNTS {
            self.restart(now, out);
        }
    }

    /// The vehicle has started anew, perhaps with other parameters: what was read is none of now.
    pub fn rebooted(&mut self, now: Moment, out: &mut Vec<Say>) {
        if self.is_running() {
            self.restart(now, out);
        }
    }

    /// All indices were told. Where a name came under two of them, the list changed under our hands.
    fn complete(&mut self, now: Moment, out: &mut Vec<Say>) {
        if self.set.numbered() + usize::from(self.unread) != usize::from(self.told) {
            return self.restart(now, out);
        }
        if self.hash.is_some() {
            self.enter(now, Phase::ConfirmingHash, out);
        } else {
            self.finish(now, None, false);
        }
    }

    fn restart(&mut self, now: Moment, out: &mut Vec<Say>) {
        self.restarts += 1;
        if self.restarts > MOST_RESTARTS {
            self.state = ListState::Failed(ListFailure::Changing);
            return;
        }
        self.set = ParameterSet::default();
        self.count = None;
        self.is_told.clear();
        self.told = 0;
        self.unread = 0;
        self.other_count = (0, 0);
        let first = if self.request.tells_hash {
            Phase::AskingHash
        } else {
            Phase::Listing
        };
        self.enter(now, first, out);
    }

    fn finish(&mut self, now: Moment, hash: Option<u32>, is_from_cache: bool) {
        let mut set = std::mem::take(&mut self.set);
        set.confirm(now);
        self.state = ListState::Done(Box::new(ParameterListRead {
            set,
            hash,
            is_from_cache,
            unread: self.unread,
        }));
    }

    fn enter(&mut self, now: Moment, phase: Phase, out: &mut Vec<Say>) {
        self.phase = phase;
        self.tries = 0;
        self.asked.clear();
        self.ask(now, out);
    }

    /// Asks what the phase asks.
    fn ask(&mut self, now: Moment, out: &mut Vec<Say>) {
        self.due = now + patience(self.request.round_trip, self.tries);
        match self.phase {
            Phase::Listing => out.push(Say::ParameterRequestList),
            Phase::AskingHash | Phase::ConfirmingHash => {
                out.extend(ParameterName::new(HASH_NAME).map(Say::ParameterRequestName));
            }
        }
    }

    /// Nothing came for too long.
    pub fn wake(&mut self, now: Moment, out: &mut Vec<Say>) {
        if !self.is_running() || now < self.due {
            return;
        }
        self.tries += 1;
        match self.phase {
            Phase::AskingHash if self.tries >= MOST_TRIES_FOR_HASH => {
                self.enter(now, Phase::Listing, out);
            }
            Phase::ConfirmingHash if self.tries >= MOST_TRIES_FOR_HASH => {
                self.finish(now, None, false);
            }
            Phase::Listing if self.tries >= MOST_TRIES => self.give_up(),
            Phase::Listing if self.told > 0 => {
                self.asked.clear();
                self.ask_missing(now, out);
            }
            _ => self.ask(now, out),
        }
    }

    fn give_up(&mut self) {
        let failure = match self.count {
            Some(count) => ListFailure::Missing {
                missing: count - self.told.min(count),
                count,
            },
            None => ListFailure::NoAnswer,
        };
        self.state = ListState::Failed(failure);
    }

    /// Asks for the next ones that are missing, behind those that are on their way.
    fn ask_missing(&mut self, now: Moment, out: &mut Vec<Say>) {
        self.due = now + patience(self.request.round_trip, self.tries);
        let last = self.asked.last().copied();
        let from = last.map_or(0, |last| usize::from(last) + 1);
        let missing = self.is_told.iter().enumerate().skip(from);
        let missing = missing.filter(|(_, is_told)| !**is_told);
        let missing = missing.filter_map(|(index, _)| u16::try_from(index).ok());
        let next: Vec<u16> = missing
            .take(WINDOW - self.asked.len().min(WINDOW))
            .collect();
        out.extend(next.iter().copied().map(Say::ParameterRequestIndex));
        self.asked.extend(next);
    }
}
