//! The commands of one vehicle: one of a number at a time for each component, since answers name no more.

use super::machine::Doubt;
use super::{Command, CommandMachine, Directed, Outcome, Texts};
use crate::link::frame::Sender;
use crate::link::report::Report;
use crate::link::say::Say;
use crate::moment::Moment;
use std::collections::VecDeque;
use std::time::Duration;

/// A command that was handed in. Numbers are not used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CommandId(u64);

/// See the module.
#[derive(Clone, Debug)]
pub struct CommandDesk {
    us: Sender,
    round_trip: Option<Duration>,
    texts: Texts,
    running: Vec<(CommandId, CommandMachine)>,
    waiting: VecDeque<(CommandId, u8, Command)>,
    ended: Vec<(CommandId, Outcome)>,
    /// Answers that may still come, by component and number.
    doubts: Vec<((u8, u16), Doubt)>,
    next: u64,
}

/// More would not be answered in any useful time.
const MOST_WAITING: usize = 64;
/// So many numbers are remembered that answers may still come for.
const MOST_DOUBTS: usize = 32;

impl CommandDesk {
    /// A desk from which `us` commands.
    pub fn new(us: Sender) -> Self {
        Self {
            us,
            round_trip: None,
            texts: Texts::default(),
            running: Vec::new(),
            waiting: VecDeque::new(),
            ended: Vec::new(),
            doubts: Vec::new(),
            next: 0,
        }
    }

    /// The round trip of the vehicle's link, as measured last; commands that start later go by it.
    pub fn set_round_trip(&mut self, round_trip: Option<Duration>) {
        self.round_trip = round_trip;
    }

    /// The round trip that is gone by; half a second where it is not measured.
    pub fn round_trip(&self) -> Duration {
        self.round_trip.unwrap_or(Duration::from_millis(500))
    }

    /// Who commands.
    pub fn us(&self) -> Sender {
        self.us
    }

    /// What the vehicle said of late.
    pub fn texts(&self) -> &Texts {
        &self.texts
    }

    /// Hands in a command. It waits while one of its number is under way at that component; `None` where
    /// too many wait.
    pub fn submit(
        &mut self,
        now: Moment,
        component: u8,
        command: Command,
        out: &mut Vec<Directed>,
    ) -> Option<CommandId> {
        let key = (component, command.id);
        if !self.is_under_way(key) {
            let id = self.next_id();
            self.send(now, id, component, command, out);
            return Some(id);
        }
        if self.waiting.len() >= MOST_WAITING {
            return None;
        }
        let id = self.next_id();
        self.waiting.push_back((id, component, command));
        Some(id)
    }

    /// Hands in a command that waits for nothing: one of its number that is under way at that component is
    /// given up, and those that wait end without having been sent.
    pub fn submit_at_once(
        &mut self,
        now: Moment,
        component: u8,
        command: Command,
        out: &mut Vec<Directed>,
    ) -> CommandId {
        let key = (component, command.id);
        let of_key = |it: &(CommandId, u8, Command)| (it.1, it.2.id) == key;
        let cut: Vec<CommandId> = self
            .waiting
            .iter()
            .filter(|it| of_key(it))
            .map(|it| it.0)
            .chain(self.of_key(key))
            .collect();
        for id in cut {
            let may_be_done = self.abandon(now, id, out);
            self.ended.push((id, Outcome::Cancelled { may_be_done }));
        }
        let id = self.next_id();
        self.send(now, id, component, command, out);
        id
    }

    /// Takes what a component says: answers and texts.
    pub fn hear(&mut self, now: Moment, component: u8, report: &Report, out: &mut Vec<Directed>) {
        match report {
            Report::StatusText(text) => self.texts.hear(now, component, text),
            Report::CommandAck(ack) => {
                let mut says = Vec::new();
                let answered = self.running.iter_mut().find_map(|(_, machine)| {
                    let is_its = machine.hear(now, component, ack, &mut says);
                    is_its.then(|| machine.component())
                });
                match answered {
                    Some(component) => direct(component, says, out),
                    None => self.doubt_of((component, ack.command), |doubt| {
                        doubt.takes(now);
                    }),
                }
                self.collect(now, out);
            }
            _ => {}
        }
    }

    /// Does what is due.
    pub fn wake(&mut self, now: Moment, out: &mut Vec<Directed>) {
        for (_, machine) in &mut self.running {
            let mut says = Vec::new();
            machine.wake(now, &self.texts, &mut says);
            direct(machine.component(), says, out);
        }
        self.collect(now, out);
    }

    /// Whether no command is under way or waits.
    pub fn is_idle(&self) -> bool {
        self.running.is_empty() && self.waiting.is_empty()
    }

    /// When [`Self::wake`] is due.
    pub fn due(&self) -> Option<Moment> {
        self.running.iter().filter_map(|(_, it)| it.due()).min()
    }

    /// How a command ended, which is told once; `None` while it has not.
    pub fn take_outcome(&mut self, id: CommandId) -> Option<Outcome> {
        let at = self.ended.iter().position(|(ended, _)| *ended == id)?;
        Some(self.ended.swap_remove(at).1)
    }

    /// How far a command is, 0…100 %, where it tells.
    pub fn progress(&self, id: CommandId) -> Option<u8> {
        let (_, machine) = self.running.iter().find(|(it, _)| *it == id)?;
        machine.progress()
    }

    /// Gives a command up; how it ended is told by [`Self::take_outcome`].
    pub fn cancel(&mut self, now: Moment, id: CommandId, out: &mut Vec<Directed>) {
        if let Some(at) = self.waiting.iter().position(|(it, ..)| *it == id) {
            self.waiting.remove(at);
            let outcome = Outcome::Cancelled { may_be_done: false };
            self.ended.push((id, outcome));
        }
        if let Some((_, machine)) = self.running.iter_mut().find(|(it, _)| *it == id) {
            let mut says = Vec::new();
            machine.cancel(now, &self.texts, &mut says);
            direct(machine.component(), says, out);
        }
        self.collect(now, out);
    }

    /// Forgets a command; nobody will ask how it ended. What is in progress is told that it is cancelled.
    /// Whether it was sent and has no answer.
    pub fn abandon(&mut self, now: Moment, id: CommandId, out: &mut Vec<Directed>) -> bool {
        self.waiting.retain(|(it, ..)| *it != id);
        self.ended.retain(|(it, _)| *it != id);
        let Some(at) = self.running.iter().position(|(it, _)| *it == id) else {
            return false;
        };
        let (_, machine) = self.running.swap_remove(at);
        if machine.is_running() {
            let command = machine.command().id;
            direct(
                machine.component(),
                vec![Say::CommandCancel { command }],
                out,
            );
        }
        self.remember(now, &machine);
        self.start_waiting(now, out);
        true
    }

    /// Forgets all commands, and says nothing of it.
    pub fn close(&mut self, now: Moment) {
        self.waiting.clear();
        self.ended.clear();
        for (_, machine) in std::mem::take(&mut self.running) {
            self.remember(now, &machine);
        }
    }

    /// Notes that a component was sent a command of this number past the desk, so that its answer is not taken
    /// for one to a command of the desk.
    pub fn expect_answer(&mut self, now: Moment, component: u8, command: u16, until: Moment) {
        let key = (component, command);
        let old = self
            .doubts
            .iter()
            .find(|(it, doubt)| *it == key && now < doubt.until);
        let old = old.map_or(Doubt::default(), |(_, doubt)| *doubt);
        let doubt = Doubt {
            answers: old.answers.saturating_add(1),
            until: old.until.max(until),
        };
        self.put_doubt(now, key, doubt);
    }

    /// How many answers to commands of this number may come from a component, as far as none is under way
    /// there; `None` where one is.
    pub fn answers_out(&self, now: Moment, component: u8, command: u16) -> Option<u32> {
        let key = (component, command);
        if self.is_under_way(key) {
            return None;
        }
        let doubt = self
            .doubts
            .iter()
            .find(|(it, doubt)| *it == key && now < doubt.until);
        Some(doubt.map_or(0, |(_, doubt)| doubt.answers))
    }

    /// Whether a copy of a command that a component was sent, and did not answer, may still arrive there.
    pub fn may_arrive(&self, now: Moment, component: u8, which: impl Fn(u16) -> bool) -> bool {
        self.doubts.iter().any(|((to, command), doubt)| {
            *to == component && which(*command) && doubt.answers > 0 && now < doubt.until
        })
    }

    /// Takes in what has ended, and sends what waited for it.
    fn collect(&mut self, now: Moment, out: &mut Vec<Directed>) {
        let mut at = 0;
        while let Some((id, machine)) = self.running.get(at) {
            let Some(outcome) = machine.outcome() else {
                at += 1;
                continue;
            };
            self.ended.push((*id, outcome.clone()));
            let (_, machine) = self.running.swap_remove(at);
            self.remember(now, &machine);
        }
        self.start_waiting(now, out);
    }

    fn start_waiting(&mut self, now: Moment, out: &mut Vec<Directed>) {
        let mut at = 0;
        while let Some((_, component, command)) = self.waiting.get(at) {
            if self.is_under_way((*component, command.id)) {
                at += 1;
            } else if let Some((id, component, command)) = self.waiting.remove(at) {
                self.send(now, id, component, command, out);
            }
        }
    }

    fn send(
        &mut self,
        now: Moment,
        id: CommandId,
        component: u8,
        command: Command,
        out: &mut Vec<Directed>,
    ) {
        let mut doubt = Doubt::default();
        self.doubt_of((component, command.id), |it| doubt = *it);
        self.doubts.retain(|(it, _)| *it != (component, command.id));
        let mut says = Vec::new();
        let how = (self.round_trip, doubt);
        let machine = CommandMachine::start(now, command, component, self.us, how, &mut says);
        direct(component, says, out);
        self.running.push((id, machine));
    }

    fn remember(&mut self, now: Moment, machine: &CommandMachine) {
        let key = (machine.component(), machine.command().id);
        self.put_doubt(now, key, machine.doubt());
    }

    fn put_doubt(&mut self, now: Moment, key: (u8, u16), doubt: Doubt) {
        self.doubts
            .retain(|(it, old)| *it != key && old.until > now);
        if doubt.answers > 0 && doubt.until > now {
            if self.doubts.len() >= MOST_DOUBTS {
                self.doubts.remove(0);
            }
            self.doubts.push((key, doubt));
        }
    }

    fn doubt_of(&mut self, key: (u8, u16), with: impl FnOnce(&mut Doubt)) {
        if let Some((_, doubt)) = self.doubts.iter_mut().find(|(it, _)| *it == key) {
            with(doubt);
        }
    }

    fn of_key(&self, key: (u8, u16)) -> Option<CommandId> {
        let is_it = |it: &CommandMachine| (it.component(), it.command().id) == key;
        let found = self.running.iter().find(|(_, machine)| is_it(machine));
        found.map(|(id, _)| *id)
    }

    fn is_under_way(&self, key: (u8, u16)) -> bool {
        self.of_key(key).is_some()
    }

    fn next_id(&mut self) -> CommandId {
        self.next += 1;
        CommandId(self.next)
    }
}

fn direct(component: u8, says: Vec<Say>, out: &mut Vec<Directed>) {
    out.extend(says.into_iter().map(|say| Directed { component, say }));
}
