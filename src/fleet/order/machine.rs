//! One order being carried out: its steps one after another, each looked at until it is seen to be done.

mod judging;

use super::nudge::NudgeMachine;
use super::seen::Seen;
use super::{Act, Expect, OrderFailure, OrderId, OrderProgress, Refusal, Spot, Step, Velocity};
use crate::fleet::command::{CommandDesk, CommandId, Directed};
use crate::link::report::Report;
use crate::link::say::Say;
use crate::moment::Moment;
use std::collections::VecDeque;
use std::time::Duration;

/// An order being carried out.
#[derive(Clone, Debug)]
pub struct OrderMachine {
    steps: VecDeque<Step>,
    of: usize,
    seen: Seen,
    autopilot_component: u8,
    phase: Phase,
    began: Moment,
    /// What it has failed by, though it goes on.
    failure: Option<OrderFailure>,
    /// Ordered after it went elsewhere.
    hold: Vec<Step>,
    stopping: Option<Stopping>,
    /// Somebody gave it up while a command of it was under way: no answer to that leads on.
    is_cancelled: bool,
    /// It waits for nothing, as a stop.
    is_urgent: bool,
    /// How long what is expected has to stay: what was given up may still arrive.
    steady: Duration,
    /// How often the step was sent again since what it brought about did not stay.
    again: u8,
    percent: Option<u8>,
    progress: VecDeque<OrderProgress>,
}

#[derive(Clone, Debug)]
enum Phase {
    Commanding(CommandId),
    Verifying(Verifying),
    Nudging(NudgeMachine),
    Ended(Result<(), OrderFailure>),
}

#[derive(Clone, Debug)]
struct Verifying {
    since: Moment,
    until: Moment,
    shown_since: Option<Moment>,
    /// What it fails by if it is not seen, where its command was refused or not answered.
    otherwise: Option<OrderFailure>,
}

/// It went elsewhere.
#[derive(Clone, Copy, Debug)]
struct Stopping {
    ordered: Spot,
    seen: Spot,
}

/// What an order has to be told besides its steps.
#[derive(Clone, Debug)]
pub struct Start {
    /// Its steps; without one it is done.
    pub steps: Vec<Step>,
    /// What makes the vehicle hold, where it goes elsewhere.
    pub hold: Vec<Step>,
    /// What was seen before.
    pub seen: Seen,
    /// Who flies the vehicle.
    pub autopilot_component: u8,
    /// Whether it waits for nothing.
    pub is_urgent: bool,
    /// How long what is expected has to stay.
    pub steady: Duration,
}

impl OrderMachine {
    /// Begins with the first step.
    pub fn start(
        now: Moment,
        start: Start,
        desk: &mut CommandDesk,
        out: &mut Vec<Directed>,
    ) -> Self {
        let mut machine = Self {
            of: start.steps.len(),
            steps: start.steps.into(),
            seen: start.seen,
            autopilot_component: start.autopilot_component,
            phase: Phase::Ended(Ok(())),
            began: now,
            failure: None,
            hold: start.hold,
            stopping: None,
            is_cancelled: false,
            is_urgent: start.is_urgent,
            steady: start.steady,
            again: 0,
            percent: None,
            progress: VecDeque::new(),
        };
        machine.begin(now, desk, out);
        machine
    }

    /// Takes what a component says; `desk` has heard it before.
    pub fn hear(
        &mut self,
        now: Moment,
        component: u8,
        report: &Report,
        desk: &mut CommandDesk,
        out: &mut Vec<Directed>,
    ) {
        if self.end().is_some() {
            return;
        }
        self.seen.take(now, component, report);
        if let (Phase::Nudging(_), Report::Heartbeat(_)) = (&self.phase, report)
            && component == self.autopilot_component
            && !self.seen.shows(&Expect::Mode(super::modes::copter::GUIDED))
        {
            // Whoever flies it now is not to be interfered with.
            self.phase = Phase::Ended(Err(OrderFailure::LeftGuided));
        }
        self.go_on(now, desk, out);
    }

    /// Does what is due; `desk` has woken before.
    pub fn wake(&mut self, now: Moment, desk: &mut CommandDesk, out: &mut Vec<Directed>) {
        if let Phase::Nudging(nudge) = &mut self.phase {
            let mut says = Vec::new();
            nudge.wake(now, &mut says);
            direct(self.autopilot_component, says, out);
        }
        self.go_on(now, desk, out);
    }

    /// When [`Self::wake`] is due.
    pub fn due(&self) -> Option<Moment> {
        match &self.phase {
            Phase::Verifying(verifying) => {
                // What is shown is not given up before it has stayed, nor looked at before.
                let stayed = verifying.shown_since.map(|since| since + self.steady);
                Some(stayed.unwrap_or(verifying.until))
            }
            Phase::Nudging(nudge) => nudge.due(),
            Phase::Commanding(_) | Phase::Ended(_) => None,
        }
    }

    /// Gives it up; what it did so far stays done. A vehicle that is being told to hold after it went
    /// elsewhere is told so to the end.
    pub fn cancel(&mut self, now: Moment, desk: &mut CommandDesk, out: &mut Vec<Directed>) {
        if self.stopping.is_some() {
            return;
        }
        match &mut self.phase {
            Phase::Commanding(id) => {
                self.is_cancelled = true;
                desk.cancel(now, *id, out);
                self.go_on(now, desk, out);
            }
            Phase::Verifying(_) => {
                let failure = OrderFailure::Cancelled { may_be_done: true };
                self.phase = Phase::Ended(Err(failure));
            }
            Phase::Nudging(nudge) => {
                let mut says = Vec::new();
                nudge.cancel(now, &mut says);
                direct(self.autopilot_component, says, out);
            }
            Phase::Ended(_) => {}
        }
    }

    /// Ends it at once since another order takes its place. Whether a command of it may still arrive.
    pub fn supersede(
        &mut self,
        now: Moment,
        by: OrderId,
        desk: &mut CommandDesk,
        out: &mut Vec<Directed>,
    ) -> bool {
        let may_arrive = match &mut self.phase {
            Phase::Commanding(id) => desk.abandon(now, *id, out),
            Phase::Nudging(nudge) => {
                // What comes next may be refused, and it would fly on with the last velocity.
                let mut says = Vec::new();
                nudge.cancel(now, &mut says);
                direct(self.autopilot_component, says, out);
                true
            }
            Phase::Verifying(_) => false,
            Phase::Ended(_) => return false,
        };
        self.phase = Phase::Ended(Err(match self.stopping {
            Some(stopping) => self.wrong_target(stopping, false, desk),
            None => OrderFailure::Superseded { by },
        }));
        may_arrive
    }

    /// A nudge is repeated.
    ///
    /// # Errors
    /// It is no nudge, or no longer one, or too fast.
    pub fn renew(
        &mut self,
        now: Moment,
        velocity: Velocity,
        out: &mut Vec<Directed>,
    ) -> Result<(), Refusal> {
        let velocity = velocity.checked()?;
        let Phase::Nudging(nudge) = &mut self.phase else {
            return Err(Refusal::NoSuchNudge);
        };
        let mut says = Vec::new();
        let goes_on = nudge.renew(now, velocity, &mut says);
        direct(self.autopilot_component, says, out);
        goes_on.then_some(()).ok_or(Refusal::NoSuchNudge)
    }

    /// How it ended; `None` while it goes on.
    pub fn end(&self) -> Option<&Result<(), OrderFailure>> {
        match &self.phase {
            Phase::Ended(end) => Some(end),
            _ => None,
        }
    }

    /// What there is to tell of it, the oldest first.
    pub fn take_progress(&mut self) -> Option<OrderProgress> {
        self.progress.pop_front()
    }

    /// Begins the step that is first now.
    fn begin(&mut self, now: Moment, desk: &mut CommandDesk, out: &mut Vec<Directed>) {
        self.percent = None;
        self.seen.begin();
        if self.stopping.is_none() {
            // The vehicle's words about the way there are the reason for all that follows.
            self.began = now;
        }
        let Some(step) = self.steps.front() else {
            self.phase = Phase::Ended(match (self.stopping, self.failure.take()) {
                (Some(stopping), _) => Err(self.wrong_target(stopping, true, desk)),
                (None, Some(failure)) => Err(failure),
                (None, None) => Ok(()),
            });
            return;
        };
        if self.stopping.is_none() && self.again == 0 {
            self.progress.push_back(OrderProgress::Step {
                number: self.of.saturating_sub(self.steps.len()) + 1,
                of: self.of,
            });
        }
        match &step.act {
            Act::Nudge(velocity) => {
                let mut says = Vec::new();
                self.phase = Phase::Nudging(NudgeMachine::start(now, *velocity, &mut says));
                direct(self.autopilot_component, says, out);
            }
            Act::Command { component, command } => {
                let id = if self.is_urgent || self.stopping.is_some() {
                    Some(desk.submit_at_once(now, *component, *command, out))
                } else {
                    desk.submit(now, *component, *command, out)
                };
                self.phase = match id {
                    Some(id) => Phase::Commanding(id),
                    None => Phase::Ended(Err(OrderFailure::Busy)),
                };
            }
        }
    }

    fn go_on(&mut self, now: Moment, desk: &mut CommandDesk, out: &mut Vec<Directed>) {
        match &self.phase {
            Phase::Commanding(id) => {
                let id = *id;
                match desk.take_outcome(id) {
                    Some(outcome) => self.answered(now, outcome, desk, out),
                    None => self.tell_percent(desk.progress(id)),
                }
            }
            Phase::Nudging(nudge) if nudge.due().is_none() => self.phase = Phase::Ended(Ok(())),
            Phase::Nudging(_) | Phase::Verifying(_) | Phase::Ended(_) => {}
        }
        if matches!(self.phase, Phase::Verifying(_)) {
            self.verify(now, desk, out);
        }
    }

    fn tell_percent(&mut self, percent: Option<u8>) {
        if percent.is_some() && percent != self.percent {
            self.percent = percent;
            self.progress.extend(percent.map(OrderProgress::Percent));
        }
    }
}

fn direct(component: u8, says: Vec<Say>, out: &mut Vec<Directed>) {
    out.extend(says.into_iter().map(|say| Directed { component, say }));
}
