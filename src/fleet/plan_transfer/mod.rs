//! Plans to and from a vehicle: a mission, a fence or rally points are sent, read back and compared, or read.
//!
//! ```text
//!                      accepted, or all given and no answer
//!  upload ─▶ Sending ─────────────────────────────────────▶ Reading back ─▶ the same: Verified
//!     │        ▲  │ no: Refused; silence: Failed                │  │
//!     │        │  ▼                                             │  └─────▶ another, but accepted: Differs
//!     │        └──────────── another, and nobody had accepted ──┘          (twice; then Refused or Differs)
//!     └─▶ TooLarge, with nothing sent
//!
//!  download ────────────────────────────────────────────▶ Reading ──────▶ Downloaded
//! ```
//!
//! Nothing is claimed that was not read back: an acceptance may be late, of another transfer, or lost. A
//! plan without items is cleared away. Silence, a lost link and a call to stop each end it with MISSION_ACK
//! (cancelled), and with whether what was on board may be gone: ArduPilot stores items as they come, PX4
//! puts a whole plan in the place of the old one.
//!
//! One transfer a vehicle at a time; whoever starts them sees to it. Only what is addressed to us is heard.

mod capacity;
mod compare;
mod cut;
mod ending;
mod home;
mod items;
mod kept;
mod patience;
mod reading;
mod results;
mod sending;
mod state;

pub use capacity::Capacities;
pub use compare::{Difference, Field};
pub use cut::{CutError, Part, cut};
pub use home::{from_vehicle_sequence, to_vehicle_sequence};
pub use items::{RallyPoint, fence_items, rally_items};
pub use state::{Progress, Stage, TransferPartner, TransferState};

pub(crate) use results::plan_name;
pub use results::{Failure, Outcome, Refusal, result_text};

use crate::link::report::{PlanItem, PlanKind, Report};
use crate::link::say::Say;
use crate::moment::Moment;
use patience::Patience;
use reading::Reading;
use sending::Sending;
use std::time::Duration;

/// A link may be lost for so long.
pub const LINK_LOST_AT_MOST: Duration = Duration::from_secs(120);

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
}

#[cfg(test)]
pub(super) mod tests;
