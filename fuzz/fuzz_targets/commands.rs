//! Any answers to one command, with time and a call to stop: it ends, says no more than it may, and is refused or
//! done only where an answer said so.
#![no_main]

use haiou::fleet::command::{Command, CommandMachine, Outcome, Texts};
use haiou::link::frame::Sender;
use haiou::link::report::{CommandAck, CommandResult};
use haiou::moment::Moment;
use haiou_fuzz::Decisions;
use std::time::Duration;
