//! What is seen while a log plays.

use super::OneLog;
use super::pace::left_out;
use super::summary::Summary;
use crate::clock;
use crate::console::Console;
use crate::moment::Moment;
use crate::news::{NewsLine, clock_time};
use std::io::{self, Write};
use std::time::Duration;

/// What is seen while it plays.
pub(super) struct Screen {
    json: bool,
    console: Console,
    length: u64,
    /// When progress was shown last; `None` while none stands on the terminal.
    shown: Option<Moment>,
    looked: u32,
}

/// Progress is shown so often.
const SHOWN: Duration = Duration::from_secs(1);
/// The clock is looked at each so many frames.
const LOOKED: u32 = 64;

impl Screen {
    pub(super) fn new(json: bool, console: Console, length: u64) -> Self {
        Self {
            json,
            console,
            length,
            shown: None,
            looked: 0,
        }
    }

    /// Shows news.
    pub(super) fn tell(&mut self, news: &[NewsLine]) {
        if !news.is_empty() {
            self.clear();
        }
        for line in news {
            if self.json {
                say(&line.json(&OneLog).to_string());
            } else {
                say(&line.for_people(&OneLog, self.console));
            }
        }
    }

    /// Shows that part of a pause is not waited for.
    pub(super) fn tell_left_out(&mut self, at: Moment, pause: Duration) {
        self.tell(&[NewsLine {
            at,
            kind: "pause-left-out",
            vehicle: None,
            link: None,
            colour: None,
            text: left_out(pause),
        }]);
    }

    /// Shows how far it is, on a terminal, once a second.
    pub(super) fn progress(&mut self, at: Moment, summary: &Summary) {
        self.looked = self.looked.wrapping_add(1);
        if !self.console.shows_progress || !self.looked.is_multiple_of(LOOKED) {
            return;
        }
        let now = clock::moment();
        if self.shown.is_some_and(|shown| now.since(shown) < SHOWN) {
            return;
        }
        self.shown = Some(now);
        let percent = summary.bytes.saturating_mul(100) / self.length.max(1);
        let messages = self.console.pick("messages", "条消息");
        eprint!(
            "\r\x1b[K{percent:>3} %  {}  {} {messages}",
            clock_time(at),
            summary.messages
        );
    }

    /// Takes progress off the terminal.
    pub(super) fn clear(&mut self) {
        if self.shown.take().is_some() {
            eprint!("\r\x1b[K");
        }
    }
}

/// Prints a line. A closed pipe takes it with it.
pub(super) fn say(line: &str) {
    writeln!(io::stdout(), "{line}").ok();
}
