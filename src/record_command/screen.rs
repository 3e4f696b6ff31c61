//! What is seen while it records.

use super::summary;
use crate::clock;
use crate::console::{Colour, Console, complain, draw};
use crate::fleet::published::FleetSnapshot;
use crate::ground_control::live::{
    LinkNews, LiveEnd, LiveHandle, LiveStatus, LiveTidings, Panicked,
};
use crate::link::names::{GroupId, LinkId};
use crate::moment::Moment;
use crate::news::{Names, NewsLine};
use serde_json::json;
use std::io::{self, Write};
use std::path::PathBuf;
use std::time::Duration;

/// What is seen.
pub(super) struct Screen {
    json: bool,
    console: Console,
    directory: PathBuf,
    /// When progress was shown last, and how many messages there were then.
    last: Option<(Moment, u64)>,
    /// It stands on the terminal.
    is_shown: bool,
}

/// Progress is shown so often.
const SHOWN: Duration = Duration::from_secs(1);

impl Names for LiveStatus {
    fn group(&self, group: GroupId) -> Option<String> {
        let name = LiveStatus::group(self, group);
        Some(name.map_or_else(|| group.0.to_string(), str::to_owned))
    }

    fn link(&self, link: LinkId) -> Option<String> {
        let name = LiveStatus::link(self, link);
        Some(name.map_or_else(|| link.0.to_string(), str::to_owned))
    }
}

impl Screen {
    pub(super) fn new(json: bool, console: Console, directory: PathBuf) -> Self {
        Self {
            json,
            console,
            directory,
            last: None,
            is_shown: false,
        }
    }

    /// Shows news.
    pub(super) fn tell(&mut self, tidings: &LiveTidings, status: &LiveStatus) {
        if self.json
            && let LiveTidings::Link {
                name,
                news: LinkNews::Up(local),
                ..
            } = tidings
        {
            let link = status.links.iter().find(|it| it.name == *name);
            let address = link.map(|it| it.address.to_string());
            say(
                &json!({ "event": "link", "name": &**name, "address": address, "local": local })
                    .to_string(),
            );
            return;
        }
        let Some(line) = NewsLine::of_live(tidings, status, clock::ahead()) else {
            return;
        };
        self.clear();
        if self.json {
            say(&line.json(status).to_string());
        } else {
            say(&line.for_people(status, self.console));
        }
    }

    /// Shows how it goes, on a terminal, once a second.
    pub(super) fn progress(&mut self, now: Moment, handle: &LiveHandle) {
        let (since, before) = match self.last {
            Some((at, _)) if now >= at && now.since(at) < SHOWN => return,
            Some((at, messages)) => (now.since(at), messages),
            None => (Duration::ZERO, 0),
        };
        if !self.console.shows_progress {
            return;
        }
        let status = handle.status();
        let messages = status.messages();
        self.last = Some((now, messages));
        let more = messages.saturating_sub(before) as f64;
        let rate = match since.is_zero() {
            true => 0.0,
            false => more / since.as_secs_f64(),
        };
        let recorded = status.recorder.as_ref().map_or(0, |it| it.written_bytes);
        let c = self.console;
        let mut text = format!(
            "{} {}  {rate:.0} {}  {} {}  {} {}",
            status.vehicles,
            c.pick("vehicles", "架飞行器"),
            c.pick("messages/s", "条/秒"),
            status.lost(),
            c.pick("lost", "条丢失"),
            summary::size(recorded),
            c.pick("recorded", "已记录"),
        );
        if status.shed() > 0 {
            let shed = format!("  {} {}", status.shed(), c.pick("shed", "条被舍弃"));
            text.push_str(&self.console.paint(Colour::Yellow, &shed));
        }
        draw(&format!("\r\x1b[K{text}"));
        self.is_shown = true;
    }

    /// Takes progress off the terminal.
    pub(super) fn clear(&mut self) {
        if std::mem::take(&mut self.is_shown) {
            draw("\r\x1b[K");
        }
    }

    /// Shows what there was.
    pub(super) fn end(&self, ended: &Result<LiveEnd, Panicked>, vehicles: &FleetSnapshot) {
        let end = match ended {
            Ok(end) => end,
            Err(panicked) => return complain(self.console.text(&panicked.told())),
        };
        if self.json {
            let ahead = clock::ahead();
            let json = summary::json(&end.status, vehicles, ahead, &self.directory);
            say(&json.to_string());
        } else {
            summary::print(&end.status, vehicles, &self.directory, self.console);
        }
        if let Some(problem) = &end.problem {
            complain(self.console.text(problem));
        }
    }
}

/// Prints a line. A closed pipe takes it with it, and recording goes on.
pub(super) fn say(line: &str) {
    writeln!(io::stdout(), "{line}").ok();
}
