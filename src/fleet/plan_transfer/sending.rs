//! One plan on its way to a vehicle.
//!
//! ```text
//!  state    │ REQUEST(n)        │ ACK accepted      │ ACK that may pass │ other ACK │ time-out
//!  ─────────┼───────────────────┼───────────────────┼───────────────────┼───────────┼──────────────────────
//!  Knocking │ ITEM(n) → Giving  │ too early: ignored│ remembered        │ Refused   │ COUNT again; after
//!           │                   │                   │                   │           │ the retries the end
//!  Giving   │ ITEM(n); the last │ too early: ignored│ remembered        │ Refused   │ ITEM(last asked)
//!           │ one → AllGiven    │                   │                   │           │ twice, then COUNT
//!  AllGiven │ ITEM(n)           │ Accepted          │ remembered        │ Refused   │ ITEM(last) twice, then
//!           │                   │                   │                   │           │ Unanswered: read back
//! ```
//!
//! Knocking is COUNT, or CLEAR_ALL where there is nothing to be on board: that is what both autopilots take
//! for each store, and what ArduPilot refuses while it flies its mission (COUNT = 0 would empty it in
//! flight). There, an ACK that accepts ends it. What was remembered makes the next time-out knock again,
//! or, when all is given, end at once; a REQUEST forgets it. Requests beyond the end, and all of another
//! kind, are ignored. A vehicle may ask for any item again and in any order.

use super::patience::{Patience, Wait};
use super::reading::RESTARTS;
use super::results::{ERROR, may_pass};
use crate::link::report::{MissionAck, MissionRequest, MissionResult, PlanItem, PlanKind};
use crate::link::say::Say;
use crate::moment::Moment;
use std::time::Duration;

/// An item is sent so often without being asked for, before something else is done.
const UNASKED: u8 = 2;
/// Without a new item for so many times the wait for an answer, it does not go on.
const STALLS_AFTER: u32 = 20;

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SendingEnd {
    /// The vehicle says that it has taken it.
    Accepted,
    /// All was given, and no acceptance came: only reading tells.
    Unanswered,
    /// It said no.
    Refused(u8),
    /// It said nothing any more.
    Silent,
    /// It asks, and never goes on.
    Stalled,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Knocking,
    Giving,
    AllGiven,
}

/// The machine.
#[derive(Clone, Debug)]
pub(super) struct Sending {
    kind: PlanKind,
    /// As the vehicle counts them.
    items: Vec<PlanItem>,
    /// Whether MISSION_REQUEST is answered with MISSION_ITEM_INT.
    takes_int: bool,
    phase: Phase,
    patience: Patience,
    last_asked: Option<u16>,
    /// The furthest item that was asked for since it knocked last, and when.
    furthest: Option<u16>,
    went_on_at: Moment,
    /// The furthest item that was ever asked for, and how often it has begun again since.
    furthest_ever: Option<u16>,
    restarts: u8,
    /// What the vehicle said that may pass.
    remembered: Option<u8>,
    /// The last that it said so, which a request does not forget.
    said_no: Option<u8>,
    was_all_given: bool,
}

impl Sending {
    pub fn start(
        now: Moment,
        kind: PlanKind,
        items: Vec<PlanItem>,
        takes_int: bool,
        patience: Patience,
        out: &mut Vec<Say>,
    ) -> Self {
        let mut sending = Self {
            kind,
            items,
            takes_int,
            phase: Phase::Knocking,
            patience,
            last_asked: None,
            furthest: None,
            went_on_at: now,
            furthest_ever: None,
            restarts: 0,
            remembered: None,
            said_no: None,
            was_all_given: false,
        };
        sending.patience.asked(now, Wait::Answer);
        sending.knock(out);
        sending
    }

    /// How many items the vehicle has taken: those before the one that it asked for last.
    pub fn done(&self) -> u16 {
        match self.phase {
            Phase::Knocking => 0,
            Phase::Giving | Phase::AllGiven => self.last_asked.unwrap_or(0),
        }
    }

    pub fn count(&self) -> u16 {
        u16::try_from(self.items.len()).unwrap_or(u16::MAX)
    }

    pub fn items(&self) -> &[PlanItem] {
        &self.items
    }

    pub fn last_asked(&self) -> Option<u16> {
        self.last_asked
    }

    /// What it said last that is no acceptance.
    pub fn said_no(&self) -> Option<u8> {
        self.said_no
    }

    /// Whether the vehicle may have taken the whole plan.
    pub fn was_all_given(&self) -> bool {
        self.was_all_given
    }

    pub fn patience(&self) -> &Patience {
        &self.patience
    }

    pub fn due(&self) -> Moment {
        self.patience
            .due()
            .min(self.went_on_at + self.stalls_after())
    }

    pub fn hear_request(&mut self, now: Moment, request: &MissionRequest, out: &mut Vec<Say>) {
        let item = self.items.get(usize::from(request.sequence)).copied();
        let Some(item) = item.filter(|_| request.kind == self.kind) else {
            return;
        };
        self.give(item, request.is_legacy, out);
        self.remembered = None;
        self.last_asked = Some(request.sequence);
        if self.furthest_ever.is_none_or(|it| request.sequence > it) {
            self.furthest_ever = Some(request.sequence);
            self.restarts = 0;
        }
        if self.furthest.is_none_or(|it| request.sequence > it) {
            self.furthest = Some(request.sequence);
            self.went_on_at = now;
            self.patience.answered(now);
            self.patience.asked(now, Wait::Answer);
        } else {
            self.patience.is_alive(now);
        }
        let is_last = usize::from(request.sequence).saturating_add(1) == self.items.len();
        if is_last {
            self.phase = Phase::AllGiven;
            self.was_all_given = true;
        } else if self.phase == Phase::Knocking {
            self.phase = Phase::Giving;
        }
    }

    pub fn hear_ack(&mut self, ack: &MissionAck) -> Option<SendingEnd> {
        if ack.kind != self.kind {
            return None;
        }
        let result = match ack.result {
            MissionResult::Accepted => {
                let is_end = self.phase == Phase::AllGiven || self.items.is_empty();
                return is_end.then_some(SendingEnd::Accepted);
            }
            MissionResult::Cancelled => super::results::CANCELLED,
            MissionResult::Refused(result) => result,
        };
        // Nobody answers a doubled CLEAR_ALL with an error.
        let is_meant = self.items.is_empty() && result == ERROR;
        if is_meant || !may_pass(result) {
            return Some(SendingEnd::Refused(result));
        }
        self.remembered = Some(result);
        self.said_no = Some(result);
        None
    }

    pub fn wake(&mut self, now: Moment, out: &mut Vec<Say>) -> Option<SendingEnd> {
        if now >= self.went_on_at + self.stalls_after() {
            return Some(self.given_up(SendingEnd::Stalled));
        }
        if now < self.patience.due() {
            return None;
        }
        let unasked_is_over = self.patience.retries() >= UNASKED;
        if self.phase == Phase::AllGiven && (self.remembered.is_some() || unasked_is_over) {
            return Some(SendingEnd::Unanswered);
        }
        if !self.patience.again(now) {
            return Some(self.given_up(SendingEnd::Silent));
        }
        let last = self
            .last_asked
            .and_then(|it| self.items.get(usize::from(it)).copied());
        match last.filter(|_| self.phase != Phase::Knocking) {
            Some(item) if self.remembered.is_none() && !unasked_is_over => {
                self.give(item, false, out);
            }
            _ => {
                self.remembered = None;
                return self.knock_again(now, out);
            }
        }
        None
    }

    /// The link is back after a silence in which the vehicle may have given up.
    pub fn resume(&mut self, now: Moment, out: &mut Vec<Say>) -> Option<SendingEnd> {
        if self.phase == Phase::AllGiven {
            return Some(SendingEnd::Unanswered);
        }
        self.patience.asked(now, Wait::Answer);
        self.knock_again(now, out)
    }

    /// The vehicle may ask for all of it again, which takes its time: it goes on from there. It may do so only
    /// so often without getting further than ever.
    fn knock_again(&mut self, now: Moment, out: &mut Vec<Say>) -> Option<SendingEnd> {
        if self.furthest.take().is_some() {
            if self.restarts >= RESTARTS {
                return Some(self.given_up(SendingEnd::Stalled));
            }
            self.restarts += 1;
        }
        self.phase = Phase::Knocking;
        self.went_on_at = now;
        self.knock(out);
        None
    }

    fn given_up(&self, otherwise: SendingEnd) -> SendingEnd {
        self.said_no.map_or(otherwise, SendingEnd::Refused)
    }

    fn stalls_after(&self) -> Duration {
        self.patience.for_an_answer().saturating_mul(STALLS_AFTER)
    }

    fn knock(&self, out: &mut Vec<Say>) {
        let kind = self.kind;
        out.push(match self.count() {
            0 => Say::MissionClear { kind },
            count => Say::MissionCount { kind, count },
        });
    }

    /// MISSION_REQUEST may be answered with MISSION_ITEM_INT by who knows it: ArduPilot asks so and takes it
    /// (measured).
    fn give(&self, item: PlanItem, is_legacy: bool, out: &mut Vec<Say>) {
        out.push(if is_legacy && !self.takes_int {
            Say::MissionItemFloat(item)
        } else {
            Say::MissionItem(item)
        });
    }
}
