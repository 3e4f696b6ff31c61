//! One step of an order: what is sent, and what has to be seen afterwards.

use super::{Expect, Velocity};
use crate::fleet::command::Command;
use std::time::Duration;

/// What is done.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// A command.
    Command {
        /// The component that it is for.
        component: u8,
        /// It.
        command: Command,
    },
    /// Velocities, for as long as they are repeated.
    Nudge(Velocity),
}

/// What a refusal of a step means for its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IfRefused {
    /// It failed.
    Stop,
    /// It goes on, and has failed at its end.
    GoOnAndFail,
    /// It goes on: this step only helps.
    GoOn,
}

/// One step.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What is done.
    pub act: Act,
    /// All that has to be seen afterwards; nothing where the answer is all there is.
    pub expect: Vec<Expect>,
    /// How long that may take, besides two round trips.
    pub within: Duration,
    /// What if it is refused, or not answered.
    pub if_refused: IfRefused,
    /// What is tried where it is refused, not answered or not seen, instead of failing.
    pub instead: Option<Box<Step>>,
}

impl Step {
    /// A command of which the answer is all there is.
    pub fn command(component: u8, command: Command) -> Self {
        Self::of(Act::Command { component, command })
    }

    /// A nudge, which nobody answers.
    pub fn nudge(velocity: Velocity) -> Self {
        Self::of(Act::Nudge(velocity))
    }

    fn of(act: Act) -> Self {
        Self {
            act,
            expect: Vec::new(),
            within: Duration::ZERO,
            if_refused: IfRefused::Stop,
            instead: None,
        }
    }

    /// The same, after which something has to be seen in time.
    pub fn then(self, expect: Expect, within: Duration) -> Self {
        let mut expects = self.expect;
        expects.push(expect);
        Self {
            expect: expects,
            within: self.within.max(within),
            ..self
        }
    }

    /// The same with something else to try.
    pub fn or_else(self, instead: Self) -> Self {
        Self {
            instead: Some(Box::new(instead)),
            ..self
        }
    }

    /// The same with another meaning of a refusal.
    pub fn if_refused(self, if_refused: IfRefused) -> Self {
        Self { if_refused, ..self }
    }
}
