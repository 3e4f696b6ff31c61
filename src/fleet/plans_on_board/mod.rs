//! Whether the plans on board are still those that were verified there: by the numbers that the vehicle tells
//! of them, and where it tells none, by how many items its mission has and by what it says to other stations.
//!
//! ```text
//!            verified                      another number · another count · sent by another
//!  Unknown ────────────▶ Ours ───────────────────────────────────────────▶ NotOurs, told once
//!     ▲                   │ ▲                                                 │
//!     │ a transfer begins │ │ the same number again                           │ verified ─▶ Ours
//!     │ · reboot          │ │ (none is told: only verified again)             │ another number: told once
//!     └───────────────────┘ └─────────────── Unknown
//! ```
//!
//! While a transfer of ours is under way nothing is judged: its number may come before its acknowledgement.

mod told;

pub use told::{OnBoard, PlanChangedBehindOurBack};

use super::plan_transfer::Outcome;
use crate::link::report::{MissionCurrent, MissionResult, MissionState, PlanKind, Report};
use crate::moment::Moment;
use std::time::Duration;

/// So long after a verification MISSION_CURRENT may still be one from before it; and so long after a reboot
/// a vehicle may not have found its plans yet.
const SETTLES: Duration = Duration::from_secs(5);

/// What was verified last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Verified {
    plan_id: Option<u32>,
    count: u16,
    at: Moment,
}

#[derive(Clone, Copy, Debug, Default)]
struct Store {
    verified: Option<Verified>,
    /// Whether it is known to be still there.
    is_there: bool,
    /// Whether something else is known to be there.
    is_another: bool,
    /// The number of that.
    another: Option<u32>,
    is_in_transfer: bool,
    /// Whether a transfer of ours that failed may have put another plan there.
    is_our_doing: bool,
}

/// The three plans of one vehicle.
#[derive(Clone, Debug, Default)]
pub struct PlansOnBoard {
    stores: [Store; 3],
    rebooted_at: Option<Moment>,
}

impl PlansOnBoard {
    /// What is known of a plan.
    pub fn of(&self, kind: PlanKind) -> OnBoard {
        let store = self.store(kind);
        match store.verified.filter(|_| !store.is_in_transfer) {
            Some(it) if store.is_there => OnBoard::Ours {
                plan_id: it.plan_id,
                count: it.count,
            },
            Some(_) if store.is_another => OnBoard::NotOurs {
                plan_id: store.another,
            },
            _ => OnBoard::Unknown,
        }
    }

    /// Whether a plan is being changed by us, or a transfer of ours may have left it half changed.
    pub fn is_in_doubt(&self, kind: PlanKind) -> bool {
        let store = self.store(kind);
        store.is_in_transfer || (store.is_our_doing && !store.is_there)
    }

    /// A transfer of ours begins that may change the plan.
    pub fn transfer_begins(&mut self, kind: PlanKind) {
        self.store_mut(kind).is_in_transfer = true;
    }

    /// It ended so.
    pub fn transfer_ended(&mut self, now: Moment, kind: PlanKind, outcome: &Outcome) {
        let store = self.store_mut(kind);
        store.is_in_transfer = false;
        let may_have_changed = match outcome {
            Outcome::Verified { plan_id, count, .. } => {
                store.verified = Some(Verified {
                    plan_id: *plan_id,
                    count: *count,
                    at: now,
                });
                store.is_our_doing = false;
                (store.is_there, store.is_another) = (true, false);
                return;
            }
            Outcome::Downloaded { .. } | Outcome::TooLarge { .. } => false,
            Outcome::Differs { .. } => true,
            Outcome::Refused {
                may_have_changed, ..
            }
            | Outcome::Failed {
                may_have_changed, ..
            }
            | Outcome::Cancelled { may_have_changed } => *may_have_changed,
        };
        if may_have_changed {
            // What we changed ourselves is nobody else's change: only the number of before tells that nothing
            // was changed.
            (store.is_there, store.is_another) = (false, false);
            store.is_our_doing = true;
            store.verified = store.verified.filter(|it| it.plan_id.is_some());
        }
    }

    /// The vehicle was started again: a number that it tells proves its plan, nothing else does.
    pub fn rebooted(&mut self, now: Moment) {
        self.rebooted_at = Some(now);
        for store in &mut self.stores {
            store.is_there = false;
            if store.verified.is_some_and(|it| it.plan_id.is_none()) {
                store.verified = None;
            }
        }
    }

    /// Hears MISSION_CURRENT; what was changed behind our back is told.
    pub fn hear_current(
        &mut self,
        now: Moment,
        current: &MissionCurrent,
    ) -> Vec<PlanChangedBehindOurBack> {
        let tells_ids = current.plan_ids.iter().any(|id| *id != 0)
            || self.stores.iter().any(|store| {
                store
                    .verified
                    .is_some_and(|verified| verified.plan_id.is_some())
            });
        let mut changes = Vec::new();
        for (kind, id) in PlanKind::ALL.into_iter().zip(current.plan_ids) {
            let change = if tells_ids {
                self.hear_id(now, kind, id)
            } else if kind == PlanKind::Mission {
                self.hear_total(now, current)
            } else {
                None
            };
            changes.extend(change);
        }
        changes
    }

    /// Hears what the vehicle says to another station: that asks for items of its plan, or takes it.
    pub fn hear_said_to_another(
        &mut self,
        now: Moment,
        report: &Report,
    ) -> Option<PlanChangedBehindOurBack> {
        match report {
            Report::MissionAck(ack) if ack.result == MissionResult::Accepted => {
                if ack.plan_id != 0 {
                    return self.hear_id(now, ack.kind, ack.plan_id);
                }
                self.hear_of_a_change(ack.kind)
            }
            // Without numbers items may be stored as they come.
            Report::MissionRequest(request) => self.hear_of_a_change(request.kind),
            _ => None,
        }
    }

    /// A number is told of a plan.
    fn hear_id(
        &mut self,
        now: Moment,
        kind: PlanKind,
        id: u32,
    ) -> Option<PlanChangedBehindOurBack> {
        let is_starting = self.rebooted_at.is_some_and(|at| now.since(at) <= SETTLES);
        let store = self.store_mut(kind);
        let verified = store.verified.filter(|_| !store.is_in_transfer)?;
        let Some(ours) = verified.plan_id else {
            // An empty plan has no number: one that has is another one.
            if id == 0 && verified.count == 0 {
                (store.is_there, store.is_another) = (true, false);
                return None;
            }
            if verified.count > 0 {
                // Verified without a number, and numbers come later: which of them is ours is not known.
                store.is_there = false;
                return None;
            }
            return Self::changed(now, kind, store, verified, id);
        };
        if id == ours {
            (store.is_there, store.is_another) = (true, false);
            store.is_our_doing = false;
            return None;
        }
        if id == 0 && is_starting {
            return None;
        }
        Self::changed(now, kind, store, verified, id)
    }

    fn changed(
        now: Moment,
        kind: PlanKind,
        store: &mut Store,
        verified: Verified,
        id: u32,
    ) -> Option<PlanChangedBehindOurBack> {
        if store.is_another && store.another == Some(id) {
            return None;
        }
        store.is_there = false;
        if store.is_our_doing || now.since(verified.at) <= SETTLES {
            return None;
        }
        store.is_another = true;
        store.another = Some(id);
        Some(PlanChangedBehindOurBack {
            kind,
            ours: verified.plan_id,
            now: Some(id),
        })
    }

    /// How many items the mission has, of a vehicle that tells no numbers.
    fn hear_total(
        &mut self,
        now: Moment,
        current: &MissionCurrent,
    ) -> Option<PlanChangedBehindOurBack> {
        let is_empty = current.state == MissionState::None;
        let total = current.total.or(is_empty.then_some(0))?;
        let store = self.store_mut(PlanKind::Mission);
        let verified = store.verified.filter(|_| !store.is_in_transfer)?;
        if store.is_another {
            return None;
        }
        if total == verified.count {
            // What was doubted only for a message from before is there after all.
            store.is_there = true;
            return None;
        }
        store.is_there = false;
        if now.since(verified.at) <= SETTLES {
            return None;
        }
        store.is_another = true;
        store.another = None;
        Some(PlanChangedBehindOurBack {
            kind: PlanKind::Mission,
            ours: None,
            now: None,
        })
    }

    /// Something shows that another one changes a plan, without saying to what. Where the plan of ours has a
    /// number, the next that is told says it better.
    fn hear_of_a_change(&mut self, kind: PlanKind) -> Option<PlanChangedBehindOurBack> {
        let store = self.store_mut(kind);
        let verified = store.verified?;
        if verified.plan_id.is_some() {
            store.is_there = false;
            return None;
        }
        if store.is_another || store.is_in_transfer {
            return None;
        }
        (store.is_there, store.is_another) = (false, true);
        store.another = None;
        Some(PlanChangedBehindOurBack {
            kind,
            ours: None,
            now: None,
        })
    }

    fn store(&self, kind: PlanKind) -> &Store {
        let [mission, fence, rally] = &self.stores;
        match kind {
            PlanKind::Mission => mission,
            PlanKind::Fence => fence,
            PlanKind::Rally => rally,
        }
    }

    fn store_mut(&mut self, kind: PlanKind) -> &mut Store {
        let [mission, fence, rally] = &mut self.stores;
        match kind {
            PlanKind::Mission => mission,
            PlanKind::Fence => fence,
            PlanKind::Rally => rally,
        }
    }
}

#[cfg(test)]
mod tests;
