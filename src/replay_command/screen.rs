//! What is seen while a log plays.

use super::OneLog;
use super::pace::left_out;
use super::summary::Summary;
use crate::clock;
use crate::console::Console;
use crate::link::transport::LinkAddress;
use crate::moment::Moment;
use crate::news::{NewsLine, clock_time};
use serde_json::json;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::time::Duration;

/// What is seen while it plays.
pub(super) struct Screen {
    json: bool,
    console: Console,
    length: u64,
    /// When progress was shown last, as uptime; `None` while none stands on the terminal.
    shown: Option<Duration>,
    looked: u32,
    /// What is told can no longer be written: nobody reads it.
    is_gone: bool,
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
            is_gone: false,
        }
    }

    /// Shows news.
    pub(super) fn tell(&mut self, news: &[NewsLine]) {
        if !news.is_empty() {
            self.clear();
        }
        for line in news {
            let said = if self.json {
                say(&line.json(&OneLog).to_string())
            } else {
                say(&line.for_people(&OneLog, self.console))
            };
            self.is_gone |= !said;
        }
    }

    /// Whether nobody reads any more what is told.
    pub(super) fn is_gone(&self) -> bool {
        self.is_gone
    }

    /// Shows where a link listens over which frames are sent.
    pub(super) fn listens(&mut self, address: &LinkAddress, at: SocketAddr) {
        let address = address.to_string();
        let line = if self.json {
            json!({ "event": "link", "name": address, "address": address, "local": at }).to_string()
        } else {
            format!("{} {at}", self.console.pick("listens at", "监听于"))
        };
        self.is_gone |= !say(&line);
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
        let now = clock::uptime();
        if self
            .shown
            .is_some_and(|shown| now.saturating_sub(shown) < SHOWN)
        {
            return;
        }
        self.shown = Some(now);
        let percent = summary.bytes.saturating_mul(100) / self.length.max(1);
        let messages = self.console.pick("messages", "条消息");
        draw(&format!(
            "\r\x1b[K{percent:>3} %  {}  {} {messages}",
            clock_time(at),
            summary.messages
        ));
    }

    /// Takes progress off the terminal.
    pub(super) fn clear(&mut self) {
        if self.shown.take().is_some() {
            draw("\r\x1b[K");
        }
    }
}

/// Prints a line. Whether somebody may still read it.
pub(super) fn say(line: &str) -> bool {
    let written = writeln!(io::stdout(), "{line}");
    !written.is_err_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

/// Prints a line of what is wrong. A terminal that was closed takes it with it.
pub(super) fn say_error(line: &str) {
    writeln!(io::stderr(), "{line}").ok();
}

fn draw(text: &str) {
    write!(io::stderr(), "{text}").ok();
}
