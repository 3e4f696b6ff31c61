//! What an answer, and what is seen after it, mean for an order.

use super::{OrderMachine, Phase, Stopping, Verifying};
use crate::fleet::command::{CommandDesk, Directed, Outcome};
use crate::fleet::order::{Act, Expect, IfRefused, OrderFailure, OrderProgress};
use crate::moment::Moment;
use std::time::Duration;

/// A refusal of a repetition may hide that the first one was obeyed: so long that is looked for.
const AFTER_REFUSAL: Duration = Duration::from_secs(2);
/// A target that was told sooner after the answer may be of before it.
const OLD_TARGETS: Duration = Duration::from_secs(2);
/// How often a step is sent again whose effect did not stay.
const MOST_AGAIN: u8 = 3;

impl OrderMachine {
    pub(super) fn answered(
        &mut self,
        now: Moment,
        outcome: Outcome,
        desk: &mut CommandDesk,
        out: &mut Vec<Directed>,
    ) {
        if self.is_cancelled {
            let was_not_obeyed = matches!(
                outcome,
                Outcome::Cancelled { may_be_done: false } | Outcome::Refused { tries: 1, .. }
            );
            let may_be_done = self.steps.len() < self.of || !was_not_obeyed;
            self.phase = Phase::Ended(Err(OrderFailure::Cancelled { may_be_done }));
            return;
        }
        let Some(step) = self.steps.front() else {
            return;
        };
        let command = match &step.act {
            Act::Command { command, .. } => command.id,
            Act::Nudge(_) => 0,
        };
        let (is_looked_for, within) = (!step.expect.is_empty(), step.within);
        let margin = desk.round_trip() * 2;
        match outcome {
            Outcome::Done if is_looked_for => {
                self.verify_until(now, now + within + margin, None);
            }
            Outcome::Done => self.next(now, desk, out),
            Outcome::Refused {
                result,
                reason,
                tries,
            } => {
                let failure = OrderFailure::Refused {
                    command,
                    result,
                    reason,
                };
                if is_looked_for && tries > 1 {
                    self.verify_until(now, now + AFTER_REFUSAL + margin, Some(failure));
                } else {
                    self.fail(now, failure, desk, out);
                }
            }
            Outcome::TimedOut { tries } => {
                let failure = OrderFailure::TimedOut { command, tries };
                if is_looked_for {
                    self.verify_until(now, now + AFTER_REFUSAL + margin, Some(failure));
                } else {
                    self.fail(now, failure, desk, out);
                }
            }
            Outcome::Cancelled { may_be_done } => {
                let may_be_done = may_be_done || self.steps.len() < self.of;
                self.phase = Phase::Ended(Err(match self.stopping {
                    Some(stopping) => self.wrong_target(stopping, false, desk),
                    None => OrderFailure::Cancelled { may_be_done },
                }));
            }
        }
    }

    fn verify_until(&mut self, now: Moment, until: Moment, otherwise: Option<OrderFailure>) {
        self.seen.forget_target();
        self.phase = Phase::Verifying(Verifying {
            since: now,
            until: until + self.steady,
            shown_since: None,
            otherwise,
        });
    }

    pub(super) fn verify(&mut self, now: Moment, desk: &mut CommandDesk, out: &mut Vec<Directed>) {
        let (Phase::Verifying(verifying), Some(step)) = (&mut self.phase, self.steps.front())
        else {
            return;
        };
        if step.expect.iter().all(|expect| self.seen.shows(expect)) {
            let since = *verifying.shown_since.get_or_insert(now);
            if now.since(since) >= self.steady {
                self.next(now, desk, out);
            }
            return;
        }
        let was_undone = verifying.shown_since.take().is_some();
        if was_undone && self.again < MOST_AGAIN {
            // Something that was sent before has arrived after it.
            self.again += 1;
            self.begin(now, desk, out);
            return;
        }
        let is_certain = verifying.otherwise.is_none();
        let settled = verifying.since + OLD_TARGETS + desk.round_trip() * 2;
        let ordered = step.expect.iter().find_map(|expect| match expect {
            Expect::Target(spot) => Some(*spot),
            _ => None,
        });
        // In another mode a failsafe or a pilot flies it, who are not to be interfered with.
        let is_in_mode = self.seen.has_told_mode_since_target()
            && step
                .expect
                .iter()
                .filter(|expect| !matches!(expect, Expect::Target(_)))
                .all(|expect| self.seen.shows(expect));
        let wrong = ordered
            .filter(|_| is_certain && is_in_mode && now >= settled)
            .and_then(|ordered| {
                let seen = self.seen.wrong_target(&ordered)?;
                Some(Stopping { ordered, seen })
            });
        if let Some(stopping) = wrong {
            self.stop(now, stopping, desk, out);
        } else if now >= verifying.until {
            let failure = match verifying.otherwise.take() {
                Some(failure) => failure,
                None => self.not_verified(desk),
            };
            self.fail(now, failure, desk, out);
        }
    }

    fn next(&mut self, now: Moment, desk: &mut CommandDesk, out: &mut Vec<Directed>) {
        self.steps.pop_front();
        self.again = 0;
        self.begin(now, desk, out);
    }

    fn fail(
        &mut self,
        now: Moment,
        failure: OrderFailure,
        desk: &mut CommandDesk,
        out: &mut Vec<Directed>,
    ) {
        let Some(step) = self.steps.pop_front() else {
            return;
        };
        self.again = 0;
        if let Some(instead) = step.instead {
            self.steps.push_front(*instead);
            self.begin(now, desk, out);
            return;
        }
        match step.if_refused {
            IfRefused::GoOn => self.begin(now, desk, out),
            IfRefused::GoOnAndFail => {
                self.failure.get_or_insert(failure);
                self.begin(now, desk, out);
            }
            IfRefused::Stop => {
                self.phase = Phase::Ended(Err(match self.stopping {
                    Some(stopping) => self.wrong_target(stopping, false, desk),
                    None => failure,
                }));
            }
        }
    }

    /// It goes elsewhere: that is told at once, and it is told to hold, since nobody knows what is there.
    fn stop(
        &mut self,
        now: Moment,
        stopping: Stopping,
        desk: &mut CommandDesk,
        out: &mut Vec<Directed>,
    ) {
        let Stopping { ordered, seen } = stopping;
        self.progress
            .push_back(OrderProgress::WrongTarget { ordered, seen });
        self.stopping = Some(stopping);
        self.steps = std::mem::take(&mut self.hold).into();
        self.again = 0;
        self.begin(now, desk, out);
    }

    fn not_verified(&self, desk: &CommandDesk) -> OrderFailure {
        let missing: Vec<&Expect> = self
            .steps
            .front()
            .map(|step| {
                step.expect
                    .iter()
                    .filter(|it| !self.seen.shows(it))
                    .collect()
            })
            .unwrap_or_default();
        let expected: Vec<String> = missing.iter().map(|it| it.to_string()).collect();
        let seen: Vec<String> = missing.iter().map(|it| self.seen.in_words(it)).collect();
        OrderFailure::NotVerified {
            expected: expected.join(", "),
            seen: seen.join(", "),
            said: desk.texts().errors(self.began),
        }
    }

    pub(super) fn wrong_target(
        &self,
        stopping: Stopping,
        holds: bool,
        desk: &CommandDesk,
    ) -> OrderFailure {
        OrderFailure::WrongTarget {
            ordered: stopping.ordered,
            seen: stopping.seen,
            said: desk.texts().errors(self.began),
            holds,
        }
    }
}
