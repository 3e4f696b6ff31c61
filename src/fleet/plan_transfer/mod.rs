//! Plans to and from a vehicle: a mission, a fence or rally points are sent, read back and compared, or read.
//!
//! ```text
//!                      accepted, or all given and no answer
//!  upload ─▶ Sending ─────────────────────────────────────▶ Reading back ─▶ the same: Verified
//!     │        ▲  │ no: Refused; silence: Failed                │  │
//!     │        │  ▼                                             │  └─────▶ another, and it was accepted: Differs
//!     │        └──────────── another, and nobody had accepted ──┘          (twice; then Refused or Differs)
//!     └─▶ TooLarge, with nothing sent
//!
//!  download ────────────────────────────────────────────▶ Reading ──────▶ Downloaded
//! ```
//!
//! Nothing is claimed that was not read back: an acceptance may be late, of another transfer, or lost. A plan
//! without items is cleared away. Silence, a lost link and a call to stop each end it with MISSION_ACK
//! (cancelled), and with whether what was on board may be gone: ArduPilot stores items as they come, PX4 puts a
//! whole plan in the place of the old one.
//!
//! One transfer a vehicle at a time; whoever starts them sees to it. Only what is addressed to us is heard.

mod capacity;
mod compare;
mod cut;
mod home;
mod items;
mod kept;
mod patience;
mod reading;
mod results;
mod sending;

pub use capacity::Capacities;
pub use compare::{Difference, Field};
pub use cut::{CutError, Part, cut};
pub use home::{from_vehicle_sequence, to_vehicle_sequence};
pub use items::{RallyPoint, fence_items, rally_items};
pub(crate) use results::plan_name;
pub use results::{Failure, Outcome, Refusal, result_text};

use crate::link::report::{AutopilotKind, ComponentKind, PlanItem, PlanKind, Report};
use crate::link::say::Say;
use crate::moment::Moment;
use compare::compare;
use patience::Patience;
use reading::{Reading, ReadingEnd};
use results::CANCELLED;
use sending::{Sending, SendingEnd};
use std::time::Duration;

/// What nobody accepted, and is not on board, is sent so often again.
const SENT_AGAIN: u8 = 2;
/// A link may be lost for so long.
pub const LINK_LOST_AT_MOST: Duration = Duration::from_secs(120);

/// What has to be known of a vehicle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TransferPartner {
    /// Its autopilot.
    pub autopilot: AutopilotKind,
    /// What it is: ArduPilot keeps waypoints of wings in another way than of rotors.
    pub component: ComponentKind,
    /// Whether it takes MISSION_ITEM_INT ([`crate::link::report::AutopilotVersion::MISSION_INT`]); who asks
    /// with MISSION_REQUEST and does not is given MISSION_ITEM.
    pub takes_int: bool,
    /// The round trip to it, where it was measured.
    pub round_trip: Option<Duration>,
    /// What it holds.
    pub capacities: Capacities,
}

/// What is being done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Items are given.
    Sending,
    /// What is on board is read, to be compared with what was given.
    ReadingBack,
    /// What is on board is read.
    Reading,
}

/// How far it is. A stage that has to begin again goes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What is being done.
    pub stage: Stage,
    /// How many items the other end has taken, as the vehicle counts them.
    pub done: u16,
    /// Of how many; 0 while that is not known.
    pub total: u16,
}

/// How it stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TransferState<'a> {
    /// It is under way.
    Running(Progress),
    /// It has ended.
    Ended(&'a Outcome),
}

#[derive(Clone, Debug)]
enum Step {
    Sending(Sending),
    ReadingBack {
        reading: Reading,
        /// What was sent.
        sending: Sending,
        is_accepted: bool,
    },
    Reading(Reading),
    Ended(Outcome),
}

/// One transfer.
#[derive(Clone, Debug)]
pub struct PlanTransfer {
    partner: TransferPartner,
    kind: PlanKind,
    /// Without home.
    items: Vec<PlanItem>,
    step: Step,
    sent_again: u8,
    lost_since: Option<Moment>,
}

impl PlanTransfer {
    /// Puts a plan on board in the place of what is there. The items are without home and in order; kind and
    /// number are set here, and a jump names an item of this list.
    pub fn upload(
        now: Moment,
        partner: TransferPartner,
        kind: PlanKind,
        items: Vec<PlanItem>,
        out: &mut Vec<Say>,
    ) -> Self {
        let (count, capacity) = (items.len(), usize::from(partner.capacities.of(kind)));
        let step = if count > capacity {
            Step::Ended(Outcome::TooLarge { count, capacity })
        } else {
            let patience = Patience::new(now, partner.round_trip);
            let all = home::for_vehicle(partner.autopilot, kind, &items);
            let sending = Sending::start(now, kind, all, partner.takes_int, patience, out);
            Step::Sending(sending)
        };
        Self {
            partner,
            kind,
            items,
            step,
            sent_again: 0,
            lost_since: None,
        }
    }

    /// Leaves nothing of a kind on board. ArduPilot refuses that while it flies its mission.
    pub fn clear(
        now: Moment,
        partner: TransferPartner,
        kind: PlanKind,
        out: &mut Vec<Say>,
    ) -> Self {
        Self::upload(now, partner, kind, Vec::new(), out)
    }

    /// Reads what is on board.
    pub fn download(
        now: Moment,
        partner: TransferPartner,
        kind: PlanKind,
        out: &mut Vec<Say>,
    ) -> Self {
        let patience = Patience::new(now, partner.round_trip);
        Self {
            partner,
            kind,
            items: Vec::new(),
            step: Step::Reading(Reading::start(now, kind, patience, out)),
            sent_again: 0,
            lost_since: None,
        }
    }

    /// Which plan it is of.
    pub fn kind(&self) -> PlanKind {
        self.kind
    }

    /// How it stands.
    pub fn state(&self) -> TransferState<'_> {
        let of_reading = |reading: &Reading, stage| {
            let done = reading.items().len();
            TransferState::Running(Progress {
                stage,
                done: u16::try_from(done).unwrap_or(u16::MAX),
                total: reading.announced().map_or(0, |it| it.count),
            })
        };
        match &self.step {
            Step::Sending(sending) => TransferState::Running(Progress {
                stage: Stage::Sending,
                done: sending.done(),
                total: sending.count(),
            }),
            Step::ReadingBack { reading, .. } => of_reading(reading, Stage::ReadingBack),
            Step::Reading(reading) => of_reading(reading, Stage::Reading),
            Step::Ended(outcome) => TransferState::Ended(outcome),
        }
    }

    /// How it ended; `None` while it is under way.
    pub fn outcome(&self) -> Option<&Outcome> {
        match &self.step {
            Step::Ended(outcome) => Some(outcome),
            _ => None,
        }
    }

    /// When [`Self::wake`] is to be called; `None` once it has ended.
    pub fn due(&self) -> Option<Moment> {
        let due = match &self.step {
            Step::Sending(sending) => sending.due(),
            Step::ReadingBack { reading, .. } | Step::Reading(reading) => reading.due(),
            Step::Ended(_) => return None,
        };
        Some(self.lost_since.map_or(due, |at| at + LINK_LOST_AT_MOST))
    }

    /// Hears what the vehicle says to us; what is not of a transfer is passed over.
    pub fn hear(&mut self, now: Moment, report: &Report, out: &mut Vec<Say>) {
        match &mut self.step {
            Step::Sending(sending) => {
                let end = match report {
                    Report::MissionRequest(request) => {
                        sending.hear_request(now, request, out);
                        None
                    }
                    Report::MissionAck(ack) => sending.hear_ack(ack),
                    _ => None,
                };
                self.sending_ended(now, end, out);
            }
            Step::ReadingBack { reading, .. } | Step::Reading(reading) => {
                let end = match report {
                    Report::MissionCount(count) => reading.hear_count(now, count, out),
                    Report::MissionItem(item) => reading.hear_item(now, item, out),
                    Report::MissionAck(ack) => reading.hear_ack(ack),
                    _ => None,
                };
                self.reading_ended(now, end, out);
            }
            Step::Ended(_) => {}
        }
    }

    /// Lets time pass.
    pub fn wake(&mut self, now: Moment, out: &mut Vec<Say>) {
        if let Some(since) = self.lost_since {
            if now.since(since) >= LINK_LOST_AT_MOST {
                self.fail(Failure::LinkLost, out);
            }
            return;
        }
        match &mut self.step {
            Step::Sending(sending) => {
                let end = sending.wake(now, out);
                self.sending_ended(now, end, out);
            }
            Step::ReadingBack { reading, .. } | Step::Reading(reading) => {
                let end = reading.wake(now, out);
                self.reading_ended(now, end, out);
            }
            Step::Ended(_) => {}
        }
    }

    /// The link is lost: nothing is asked for until it is back.
    pub fn link_lost(&mut self, now: Moment) {
        self.lost_since.get_or_insert(now);
    }

    /// The link is back: a reading goes on where it was, or begins again after a longer gap; a sending
    /// announces itself again, and gives what is asked for.
    pub fn link_back(&mut self, now: Moment, out: &mut Vec<Say>) {
        let Some(since) = self.lost_since.take() else {
            return;
        };
        match &mut self.step {
            Step::Sending(sending) => {
                let end = sending.resume(now, out);
                self.sending_ended(now, end, out);
            }
            Step::ReadingBack { reading, .. } | Step::Reading(reading) => {
                let end = reading.resume(now, now.since(since), out);
                self.reading_ended(now, end, out);
            }
            Step::Ended(_) => {}
        }
    }

    /// Calls it off.
    pub fn cancel(&mut self, out: &mut Vec<Say>) {
        if self.outcome().is_none() {
            self.say_cancelled(out);
            let may_have_changed = self.may_have_changed();
            self.step = Step::Ended(Outcome::Cancelled { may_have_changed });
        }
    }

    fn sending_ended(&mut self, now: Moment, end: Option<SendingEnd>, out: &mut Vec<Say>) {
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

    fn reading_ended(&mut self, now: Moment, end: Option<ReadingEnd>, out: &mut Vec<Say>) {
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

    fn fail(&mut self, failure: Failure, out: &mut Vec<Say>) {
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

    fn say_cancelled(&self, out: &mut Vec<Say>) {
        let (kind, result) = (self.kind, CANCELLED);
        out.push(Say::MissionAck { kind, result });
    }

    /// Whether what was on board may be gone by what was said so far.
    fn may_have_changed(&self) -> bool {
        match &self.step {
            Step::Sending(_) if self.sent_again > 0 => true,
            Step::Sending(sending) => {
                let is_whole_or_nothing = self.partner.autopilot == AutopilotKind::Px4;
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

#[cfg(test)]
mod tests;
