//! What follows where a part of a transfer ends: reading back, sending again, and what is said in the end.

use super::compare::{self, Difference, compare};
use super::home;
use super::reading::{Reading, ReadingEnd};
use super::results::{CANCELLED, Failure, Outcome, Refusal};
use super::sending::{Sending, SendingEnd};
use super::{PlanTransfer, Step};
use crate::link::report::{AutopilotKind, PlanKind};
use crate::link::say::Say;
use crate::moment::Moment;

/// What nobody accepted, and is not on board, is sent so often again.
const SENT_AGAIN: u8 = 2;

impl PlanTransfer {
    pub(super) fn sending_ended(
        &mut self,
        now: Moment,
        end: Option<SendingEnd>,
        out: &mut Vec<Say>,
    ) {
        let Some(end) = end else { return };
        match end {
            SendingEnd::Accepted => self.read_back(now, true, out),
            SendingEnd::Unanswered => self.read_back(now, false, out),
            SendingEnd::Refused(result) => self.refuse(result),
            SendingEnd::Silent => self.fail(Failure::Silent, out),
            SendingEnd::Stalled => self.fail(Failure::Stalled, out),
        }
    }

    fn read_back(&mut self, now: Moment, is_accepted: bool, out: &mut Vec<Say>) {
        let Step::Sending(sending) = &self.step else {
            return;
        };
        let sending = sending.clone();
        let reading = Reading::start(now, self.kind, sending.patience().clone(), out);
        self.step = Step::ReadingBack {
            reading,
            sending,
            is_accepted,
        };
    }

    pub(super) fn reading_ended(
        &mut self,
        now: Moment,
        end: Option<ReadingEnd>,
        out: &mut Vec<Say>,
    ) {
        // A plan of another length needs no reading to be known as another one.
        let end = end.or_else(|| self.has_another_length().then_some(ReadingEnd::Complete));
        let Some(end) = end else { return };
        match end {
            ReadingEnd::Complete => self.read(now, out),
            ReadingEnd::Refused(result) => self.refuse(result),
            ReadingEnd::Silent => self.fail(Failure::Silent, out),
            ReadingEnd::BeganTooOften => self.fail(Failure::BeganTooOften, out),
        }
    }

    fn has_another_length(&self) -> bool {
        let Step::ReadingBack {
            reading, sending, ..
        } = &self.step
        else {
            return false;
        };
        let announced = reading.announced().map(|it| it.count);
        announced.is_some_and(|count| count != sending.count() && !self.is_home_alone(count))
    }

    /// A cleared mission of ArduPilot may have its home left.
    fn is_home_alone(&self, count: u16) -> bool {
        self.items.is_empty() && count <= home::added(self.partner.autopilot, self.kind)
    }

    /// What is on board was read, or is known to be of another length.
    fn read(&mut self, now: Moment, out: &mut Vec<Say>) {
        let (autopilot, kind) = (self.partner.autopilot, self.kind);
        match &self.step {
            Step::Reading(reading) => {
                let items = home::from_vehicle(autopilot, kind, reading.items());
                let plan_id = plan_id(reading);
                self.step = Step::Ended(Outcome::Downloaded { plan_id, items });
            }
            Step::ReadingBack { .. } => self.judge(now, out),
            Step::Sending(_) | Step::Ended(_) => {}
        }
    }

    fn judge(&mut self, now: Moment, out: &mut Vec<Say>) {
        let Step::ReadingBack {
            reading,
            sending,
            is_accepted,
        } = &self.step
        else {
            return;
        };
        let (plan_id, is_accepted) = (plan_id(reading), *is_accepted);
        let differences = if self.has_another_length() {
            self.say_cancelled(out);
            vec![self.of_another_length(reading)]
        } else {
            let compared = self.compared(reading);
            if compared.differences.is_empty() {
                self.step = Step::Ended(Outcome::Verified {
                    plan_id,
                    count: u16::try_from(self.items.len()).unwrap_or(u16::MAX),
                    as_kept: compared.as_kept,
                });
                return;
            }
            compared.differences
        };
        if !is_accepted && self.sent_again < SENT_AGAIN {
            self.sent_again += 1;
            let patience = reading.patience().clone();
            let (kind, takes_int) = (self.kind, self.partner.takes_int);
            let items = sending.items().to_vec();
            self.step = Step::Sending(Sending::start(now, kind, items, takes_int, patience, out));
            return;
        }
        self.step = match sending.said_no().filter(|_| !is_accepted) {
            Some(result) => Step::Ended(self.refusal(result)),
            None => Step::Ended(Outcome::Differs {
                plan_id,
                differences,
            }),
        };
    }

    fn compared(&self, reading: &Reading) -> compare::Compared {
        let (autopilot, kind) = (self.partner.autopilot, self.kind);
        let on_board = home::from_vehicle(autopilot, kind, reading.items());
        let vehicle = (autopilot, self.partner.component);
        let mut sent = self.items.clone();
        sent.iter_mut().for_each(|item| item.kind = kind);
        compare(vehicle, kind, &sent, &on_board)
    }

    fn of_another_length(&self, reading: &Reading) -> Difference {
        let announced = reading.announced().map_or(0, |it| it.count);
        let home = home::added(self.partner.autopilot, self.kind);
        Difference::Count {
            kind: self.kind,
            sent: u16::try_from(self.items.len()).unwrap_or(u16::MAX),
            on_board: announced.saturating_sub(home),
        }
    }

    fn refuse(&mut self, result: u8) {
        self.step = Step::Ended(self.refusal(result));
    }

    fn refusal(&self, result: u8) -> Outcome {
        let (item, count) = match &self.step {
            Step::Sending(sending) | Step::ReadingBack { sending, .. } => {
                (sending.last_asked(), sending.count())
            }
            Step::Reading(_) | Step::Ended(_) => (None, 0),
        };
        let refusal = Refusal {
            result,
            item,
            count,
        };
        Outcome::Refused {
            refusal,
            may_have_changed: self.may_have_changed(),
        }
    }

    pub(super) fn fail(&mut self, failure: Failure, out: &mut Vec<Say>) {
        if self.outcome().is_some() {
            return;
        }
        self.say_cancelled(out);
        let may_have_changed = self.may_have_changed();
        self.step = Step::Ended(Outcome::Failed {
            failure,
            may_have_changed,
        });
    }

    pub(super) fn say_cancelled(&self, out: &mut Vec<Say>) {
        let (kind, result) = (self.kind, CANCELLED);
        out.push(Say::MissionAck { kind, result });
    }

    /// Whether what was on board may be gone by what was said so far.
    pub(super) fn may_have_changed(&self) -> bool {
        match &self.step {
            Step::Sending(_) if self.sent_again > 0 => true,
            Step::Sending(sending) => {
                // PX4 up to 1.14 writes fences and rally points item by item over those that it has.
                let is_whole_or_nothing =
                    self.partner.autopilot == AutopilotKind::Px4 && self.kind == PlanKind::Mission;
                self.items.is_empty() || !is_whole_or_nothing || sending.was_all_given()
            }
            Step::ReadingBack { .. } => true,
            Step::Reading(_) | Step::Ended(_) => false,
        }
    }
}

fn plan_id(reading: &Reading) -> Option<u32> {
    let id = reading.announced().map(|it| it.plan_id);
    id.filter(|id| *id != 0)
}
