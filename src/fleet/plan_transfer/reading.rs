//! One plan on its way from a vehicle.
//!
//! ```text
//!  state    │ COUNT(c)                  │ ITEM(n)                     │ ACK no      │ time-out
//!  ─────────┼───────────────────────────┼─────────────────────────────┼─────────────┼──────────────────────
//!  Asking   │ 0: ACK, End               │ ignored                     │ may pass: to│ LIST again; after the
//!           │ else REQUEST(0) → Taking  │                             │ be asked    │ retries the end
//!  Taking n │ the same: ignored         │ n: REQUEST(n + 1), the last │ again; else │ REQUEST(n) for some s,
//!           │ another: REQUEST(0), from │ one: ACK, End               │ Refused     │ then LIST, from the
//!           │ the beginning             │ before n: doubled, ignored  │             │ beginning
//!           │                           │ after n: REQUEST(n)         │             │
//! ```
//!
//! An ACK that accepts is a late one of a transfer before, and ignored. Beginning again is bounded. What was
//! read is kept while the vehicle goes on serving; once it has to be asked for its list again it is read from
//! the beginning, for PX4 serves in order only, and ArduPilot has no number that proves the plan the same.

use super::patience::{Patience, Wait};
use super::results::{CANCELLED, may_pass};
use crate::link::report::{MissionAck, MissionCount, MissionResult, PlanItem, PlanKind};
use crate::link::say::Say;
use crate::moment::Moment;
use std::time::Duration;

/// An item is asked for again so often at least, before the list is.
const FOR_THE_ITEM: u8 = 4;
/// And so often after an ACK that may be one of something before, or of a question that came too late.
const AFTER_A_NO: u8 = 1;
/// It begins again no more often than this.
pub(super) const RESTARTS: u8 = 5;
/// Vehicles end a transfer after some seconds of silence (PX4 5): before, they go on serving, and only then
/// has the list to be asked for.
const GOES_ON_WITHIN: Duration = Duration::from_secs(5);

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ReadingEnd {
    /// All of it is there.
    Complete,
    /// It said no.
    Refused(u8),
    /// It said nothing any more.
    Silent,
    /// It began again too often.
    BeganTooOften,
}

/// The machine.
#[derive(Clone, Debug)]
pub(super) struct Reading {
    kind: PlanKind,
    /// What the vehicle announced; `None` while it is asked for.
    announced: Option<MissionCount>,
    items: Vec<PlanItem>,
    patience: Patience,
    /// When the last came that was asked for.
    went_on_at: Moment,
    restarts: u8,
    /// What it said that may pass.
    said_no: Option<u8>,
}

impl Reading {
    pub fn start(now: Moment, kind: PlanKind, patience: Patience, out: &mut Vec<Say>) -> Self {
        let mut reading = Self {
            kind,
            announced: None,
            items: Vec::new(),
            patience,
            went_on_at: now,
            restarts: 0,
            said_no: None,
        };
        reading.ask_for_list(now, out);
        reading
    }

    pub fn items(&self) -> &[PlanItem] {
        &self.items
    }

    /// What the vehicle announced, once it has.
    pub fn announced(&self) -> Option<MissionCount> {
        self.announced
    }

    pub fn patience(&self) -> &Patience {
        &self.patience
    }

    pub fn due(&self) -> Moment {
        self.patience.due()
    }

    pub fn hear_count(
        &mut self,
        now: Moment,
        count: &MissionCount,
        out: &mut Vec<Say>,
    ) -> Option<ReadingEnd> {
        if count.kind != self.kind || self.announced == Some(*count) {
            return None;
        }
        if self.announced.is_some() {
            if self.restarts >= RESTARTS {
                return Some(ReadingEnd::BeganTooOften);
            }
            self.restarts += 1;
        } else {
            self.patience.answered(now);
        }
        self.items.clear();
        self.announced = Some(*count);
        self.said_no = None;
        self.go_on(now, out)
    }

    pub fn hear_item(
        &mut self,
        now: Moment,
        item: &PlanItem,
        out: &mut Vec<Say>,
    ) -> Option<ReadingEnd> {
        if item.kind != self.kind || self.announced.is_none() {
            return None;
        }
        let expected = self.expected();
        if item.sequence < expected {
            return None;
        }
        if item.sequence > expected {
            self.ask_for_item(out);
            return None;
        }
        self.patience.answered(now);
        self.items.push(*item);
        self.go_on(now, out)
    }

    pub fn hear_ack(&mut self, ack: &MissionAck) -> Option<ReadingEnd> {
        let result = match ack.result {
            MissionResult::Accepted => return None,
            MissionResult::Cancelled => CANCELLED,
            MissionResult::Refused(result) => result,
        };
        if ack.kind != self.kind {
            return None;
        }
        if !may_pass(result) {
            return Some(ReadingEnd::Refused(result));
        }
        self.said_no = Some(result);
        None
    }

    pub fn wake(&mut self, now: Moment, out: &mut Vec<Say>) -> Option<ReadingEnd> {
        if now < self.patience.due() {
            return None;
        }
        let may_ask = self.patience.again(now);
        if self.announced.is_none() {
            if !may_ask {
                let silent = ReadingEnd::Silent;
                return Some(self.said_no.map_or(silent, ReadingEnd::Refused));
            }
            let kind = self.kind;
            out.push(Say::MissionRequestList { kind });
            return None;
        }
        let retries = self.patience.retries();
        let still_serves = match self.said_no {
            Some(_) => retries <= AFTER_A_NO,
            None => retries <= FOR_THE_ITEM || now.since(self.went_on_at) <= GOES_ON_WITHIN,
        };
        if may_ask && still_serves {
            self.ask_for_item(out);
            return None;
        }
        self.begin_again(now, out)
    }

    /// The link is back after so long.
    pub fn resume(&mut self, now: Moment, gap: Duration, out: &mut Vec<Say>) -> Option<ReadingEnd> {
        if self.announced.is_some() && gap <= GOES_ON_WITHIN {
            self.patience.asked(now, Wait::Item);
            self.ask_for_item(out);
            return None;
        }
        self.begin_again(now, out)
    }

    fn begin_again(&mut self, now: Moment, out: &mut Vec<Say>) -> Option<ReadingEnd> {
        if self.announced.is_some() {
            if self.restarts >= RESTARTS {
                return Some(ReadingEnd::BeganTooOften);
            }
            self.restarts += 1;
        }
        self.announced = None;
        self.items.clear();
        self.ask_for_list(now, out);
        None
    }

    /// Asks for the next item, or ends.
    fn go_on(&mut self, now: Moment, out: &mut Vec<Say>) -> Option<ReadingEnd> {
        let count = self.announced.map_or(0, |it| it.count);
        if self.expected() >= count {
            let kind = self.kind;
            out.push(Say::MissionAck { kind, result: 0 });
            return Some(ReadingEnd::Complete);
        }
        self.went_on_at = now;
        self.patience.asked(now, Wait::Item);
        self.ask_for_item(out);
        None
    }

    fn expected(&self) -> u16 {
        u16::try_from(self.items.len()).unwrap_or(u16::MAX)
    }

    fn ask_for_list(&mut self, now: Moment, out: &mut Vec<Say>) {
        self.patience.asked(now, Wait::Answer);
        let kind = self.kind;
        out.push(Say::MissionRequestList { kind });
    }

    fn ask_for_item(&self, out: &mut Vec<Say>) {
        let (kind, sequence) = (self.kind, self.expected());
        out.push(Say::MissionRequest { kind, sequence });
    }
}
