//! One command being sent and answered.

use super::{Command, Outcome, Texts};
use crate::link::frame::Sender;
use crate::link::report::{CommandAck, CommandResult};
use crate::link::say::Say;
use crate::moment::Moment;
use std::time::Duration;

/// One command on its way. See [`super`].
#[derive(Clone, Debug)]
pub struct CommandMachine {
    command: Command,
    /// Whom it is for; 0 for whoever feels concerned.
    component: u8,
    us: Sender,
    round_trip: Option<Duration>,
    phase: Phase,
    /// When the phase is over.
    due: Moment,
    first_sent: Moment,
    last_sent: Moment,
    /// Sendings since the last answer that allowed another beginning.
    tries: u8,
    most_tries: u8,
    sent: u32,
    answered: u32,
    progress: Option<u8>,
    /// Until when a rejection for now is not the last word; set by the first of them.
    patient_until: Option<Moment>,
    /// When it is given up although it says that it goes on.
    running_until: Option<Moment>,
    was_converted: bool,
    doubt: Doubt,
    /// Answers that may have been for an earlier command.
    set_aside: u32,
    /// Whether one of them came in this try.
    was_set_aside: bool,
}

#[derive(Clone, Debug)]
enum Phase {
    /// It is sent, and not answered.
    Waiting,
    /// It is in progress.
    Running,
    /// It was rejected for now, and is sent again when that is over.
    Pausing,
    /// It was refused; the reason may be on its way.
    Explaining(CommandResult),
    /// It was in progress and is being cancelled.
    Cancelling,
    Ended(Outcome),
}

/// Answers to earlier commands of the same number that may still come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Doubt {
    /// How many.
    pub answers: u32,
    /// Until when.
    pub until: Moment,
}

impl Doubt {
    /// Whether an answer that comes now may be for an earlier command; it is then taken for one.
    pub fn takes(&mut self, now: Moment) -> bool {
        let takes = self.answers > 0 && now < self.until;
        if takes {
            self.answers -= 1;
        }
        takes
    }
}

/// How often it is sent without an answer at least. Three times is customary (MAVLink guide, "Command
/// protocol"), and where a fifth is lost each way one of twenty commands would fail; so one of 500 does.
const TRIES: u8 = 6;
/// It is not given up sooner: when a link dies it takes three seconds and a half until another one is used.
const GIVEN_UP_AFTER: Duration = Duration::from_secs(6);
/// How often it is said that it is cancelled; it ends so in any case.
const CANCELS: u8 = 3;
/// So often the wait is doubled while the round trip is not known.
const DOUBLINGS: u8 = 2;
/// The same guide: customary, on a link that is not slower.
const BASE: Duration = Duration::from_millis(500);
const LONGEST_WAIT: Duration = Duration::from_secs(5);
/// How long it may be silent while it is in progress: it should tell once a second or so.
const SILENCE: Duration = Duration::from_secs(10);
/// How long it may be in progress: a calibration takes a minute.
const LONGEST_RUN: Duration = Duration::from_secs(300);
/// How long after a rejection for now it is tried again.
const PAUSE: Duration = Duration::from_secs(1);
/// Reasons come within milliseconds of the answer (`captures.md`, A.4, C.4); a link may part them by more.
const EXPLAINS: Duration = Duration::from_millis(500);

impl CommandMachine {
    /// A command that is sent now by `us` to a component, over a link with this round trip, as far as it
    /// is measured. Answers to earlier commands of its number may still come, as `doubt` says.
    pub fn start(
        now: Moment,
        command: Command,
        component: u8,
        us: Sender,
        (round_trip, doubt): (Option<Duration>, Doubt),
        out: &mut Vec<Say>,
    ) -> Self {
        let mut machine = Self {
            command,
            component,
            us,
            round_trip,
            phase: Phase::Waiting,
            due: now,
            first_sent: now,
            last_sent: now,
            tries: 0,
            most_tries: TRIES,
            sent: 0,
            answered: 0,
            progress: None,
            patient_until: None,
            running_until: None,
            was_converted: false,
            doubt,
            set_aside: 0,
            was_set_aside: false,
        };
        machine.send(now, out);
        machine
    }

    /// Takes an answer of a component. Whether it was one to this command.
    pub fn hear(
        &mut self,
        now: Moment,
        component: u8,
        ack: &CommandAck,
        out: &mut Vec<Say>,
    ) -> bool {
        if !self.concerns(component, ack) || matches!(self.phase, Phase::Ended(_)) {
            return false;
        }
        if ack.result != CommandResult::InProgress {
            if self.doubt.takes(now) {
                self.set_aside = self.set_aside.saturating_add(1);
                self.was_set_aside = true;
                return true;
            }
            self.answered = self.answered.saturating_add(1);
        }
        match (&self.phase, ack.result) {
            // The first result stands.
            (Phase::Ended(_) | Phase::Explaining(_), _) => {}
            (_, CommandResult::Accepted) => self.end(Outcome::Done),
            (_, CommandResult::Cancelled) => self.end(Outcome::Cancelled { may_be_done: true }),
            (Phase::Cancelling, CommandResult::InProgress) => {}
            (_, CommandResult::InProgress) => self.go_on(now, ack.progress),
            // A repetition that crossed with the news that it is in progress is rejected for now.
            (
                Phase::Pausing | Phase::Running | Phase::Cancelling,
                CommandResult::TemporarilyRejected,
            ) => {}
            (Phase::Waiting, CommandResult::TemporarilyRejected) => self.reject_for_now(now),
            (_, result) => self.refuse(now, result, out),
        }
        true
    }

    /// Does what is due.
    pub fn wake(&mut self, now: Moment, texts: &Texts, out: &mut Vec<Say>) {
        if now < self.due {
            return;
        }
        match self.phase {
            Phase::Waiting if self.was_set_aside || !self.was_tried_enough(now) => {
                // A try that may have been answered does not count.
                self.most_tries = self.most_tries.saturating_add(self.was_set_aside.into());
                self.send(now, out);
            }
            Phase::Waiting | Phase::Running => self.end(Outcome::TimedOut { tries: self.sent }),
            Phase::Pausing => {
                self.tries = 0;
                self.send(now, out);
            }
            Phase::Explaining(result) => {
                // What was said before the command is no answer to it, but for what crossed with it.
                let reason = texts.reasons(self.first_sent - EXPLAINS);
                let tries = self.sent;
                self.end(Outcome::Refused {
                    result,
                    reason,
                    tries,
                });
            }
            Phase::Cancelling if self.tries < CANCELS => self.say_cancel(now, out),
            Phase::Cancelling => self.end(Outcome::Cancelled { may_be_done: true }),
            Phase::Ended(_) => {}
        }
    }

    /// When [`Self::wake`] is due; `None` when it has ended.
    pub fn due(&self) -> Option<Moment> {
        (!matches!(self.phase, Phase::Ended(_))).then_some(self.due)
    }

    /// Gives it up. What is in progress is told so, and ends when that is answered.
    pub fn cancel(&mut self, now: Moment, texts: &Texts, out: &mut Vec<Say>) {
        match self.phase {
            Phase::Waiting => self.end(Outcome::Cancelled { may_be_done: true }),
            Phase::Pausing => self.end(Outcome::Cancelled {
                may_be_done: self.sent > self.answered,
            }),
            Phase::Running => {
                self.tries = 0;
                self.say_cancel(now, out);
            }
            Phase::Explaining(_) => {
                self.due = now;
                self.wake(now, texts, out);
            }
            Phase::Cancelling | Phase::Ended(_) => {}
        }
    }

    /// How it ended; `None` while it has not.
    pub fn outcome(&self) -> Option<&Outcome> {
        match &self.phase {
            Phase::Ended(outcome) => Some(outcome),
            _ => None,
        }
    }

    /// How far it is, 0…100 %, while it is in progress and tells.
    pub fn progress(&self) -> Option<u8> {
        self.progress
    }

    /// Whether it is said to be in progress.
    pub fn is_running(&self) -> bool {
        matches!(self.phase, Phase::Running | Phase::Cancelling)
    }

    /// The command.
    pub fn command(&self) -> &Command {
        &self.command
    }

    /// Whom it is for.
    pub fn component(&self) -> u8 {
        self.component
    }

    /// The answers to it that may still come, so that they are not taken for those to the next one.
    pub fn doubt(&self) -> Doubt {
        let heard = self.answered.saturating_add(self.set_aside);
        // What was set aside was either its own or an earlier one's: the other one is still out.
        let (own, earlier) = (self.sent.saturating_sub(heard), self.doubt.answers);
        Doubt {
            answers: own.saturating_add(earlier).saturating_add(self.set_aside),
            until: match own {
                0 => self.doubt.until,
                _ => self.doubt.until.max(self.last_sent + self.wait() * 2),
            },
        }
    }

    fn was_tried_enough(&self, now: Moment) -> bool {
        self.tries >= self.most_tries && now.since(self.first_sent) >= GIVEN_UP_AFTER
    }

    fn concerns(&self, component: u8, ack: &CommandAck) -> bool {
        let is_from_it = self.component == 0 || component == self.component;
        // 0 is everybody: frames of MAVLink 1 cannot say whom an answer is for.
        let is_for_us = (ack.target_system == 0 || ack.target_system == self.us.system)
            && (ack.target_component == 0 || ack.target_component == self.us.component);
        ack.command == self.command.id && is_from_it && is_for_us
    }

    fn go_on(&mut self, now: Moment, progress: Option<u8>) {
        self.phase = Phase::Running;
        self.progress = progress.filter(|percent| *percent <= 100).or(self.progress);
        let until = *self.running_until.get_or_insert(now + LONGEST_RUN);
        self.due = (now + SILENCE.max(self.wait())).min(until);
    }

    fn reject_for_now(&mut self, now: Moment) {
        let until = *self
            .patient_until
            .get_or_insert(now + self.command.patience);
        if now + PAUSE <= until {
            self.phase = Phase::Pausing;
            self.due = now + PAUSE;
        } else {
            self.explain(now, CommandResult::TemporarilyRejected);
        }
    }

    fn refuse(&mut self, now: Moment, result: CommandResult, out: &mut Vec<Say>) {
        let id = self.command.id;
        let other = match result {
            CommandResult::LongOnly => self.command.form.as_long(id),
            CommandResult::IntOnly => self.command.form.as_int(id),
            _ => None,
        };
        match other.filter(|_| !self.was_converted) {
            Some(form) => {
                self.was_converted = true;
                self.command.form = form;
                self.tries = 0;
                self.send(now, out);
            }
            None => self.explain(now, result),
        }
    }

    fn explain(&mut self, now: Moment, result: CommandResult) {
        self.phase = Phase::Explaining(result);
        self.due = now + EXPLAINS + self.round_trip.unwrap_or_default().min(LONGEST_WAIT) / 2;
    }

    fn send(&mut self, now: Moment, out: &mut Vec<Say>) {
        out.push(self.command.form.say(self.command.id, self.tries));
        self.tries = self.tries.saturating_add(1);
        self.sent = self.sent.saturating_add(1);
        self.was_set_aside = false;
        self.last_sent = now;
        self.phase = Phase::Waiting;
        self.due = now + self.wait();
    }

    fn say_cancel(&mut self, now: Moment, out: &mut Vec<Say>) {
        out.push(Say::CommandCancel {
            command: self.command.id,
        });
        self.tries = self.tries.saturating_add(1);
        self.phase = Phase::Cancelling;
        self.due = now + self.wait();
    }

    /// How long an answer is waited for: twice the round trip, as answers vary; where it is not measured,
    /// twice as long each time.
    fn wait(&self) -> Duration {
        let wait = match self.round_trip {
            Some(round_trip) => round_trip.saturating_mul(2) + Duration::from_millis(100),
            None => BASE * 2_u32.pow(u32::from(self.tries.clamp(1, DOUBLINGS + 1)) - 1),
        };
        wait.clamp(BASE, LONGEST_WAIT)
    }

    fn end(&mut self, outcome: Outcome) {
        self.phase = Phase::Ended(outcome);
    }
}
