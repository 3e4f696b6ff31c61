//! One MAVLink command and the answers to it: retries, progress, refusals with the autopilot's own reason.
//!
//! An answer is about a command number, not about one sending of it. What can be told apart is told apart,
//! and for the rest [`Outcome::Done`] is the vehicle's word only: whoever ordered it looks at what it does.

mod desk;
mod form;
mod machine;
mod texts;

pub use desk::{CommandDesk, CommandId};
pub use form::Form;
pub use machine::CommandMachine;
pub use texts::Texts;

use crate::link::report::CommandResult;
use crate::link::say::Say;
use std::time::Duration;

/// A message of ours and the component of the vehicle that it is for.
#[derive(Clone, Debug, PartialEq)]
pub struct Directed {
    /// The component, 1…255.
    pub component: u8,
    /// What it is told.
    pub say: Say,
}

/// A command.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Command {
    /// MAV_CMD.
    pub id: u16,
    /// Its parameters, in the message that carries them.
    pub form: Form,
    /// For how long it is tried again when it is rejected for now (TEMPORARILY_REJECTED).
    pub patience: Duration,
}

impl Command {
    /// A command without a position, which is refused at once where it is rejected for now.
    pub const fn long(id: u16, params: [f32; 7]) -> Self {
        Self {
            id,
            form: Form::Long(params),
            patience: Duration::ZERO,
        }
    }

    /// The same command, tried again for so long while it is rejected for now.
    pub const fn with_patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }
}

/// How a command ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// ACCEPTED: it says that it is done, or under way.
    Done,
    /// It was refused.
    Refused {
        /// How.
        result: CommandResult,
        /// What the vehicle said around the refusal, as it said it; empty where it said nothing.
        reason: Vec<String>,
        /// How often it was sent. After more than once the refusal may be that of a repetition, and the
        /// command done all the same.
        tries: u32,
    },
    /// No answer came: whether it was done is not known.
    TimedOut {
        /// How often it was sent.
        tries: u32,
    },
    /// It was cancelled.
    Cancelled {
        /// Whether it may have been done, in whole or in part.
        may_be_done: bool,
    },
}

#[cfg(test)]
mod tests;
