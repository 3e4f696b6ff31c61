//! `haiou replay`: a telemetry log through the same code as what comes over links, at any speed.

mod broadcast;
mod pace;
mod player;
mod receivers;
mod screen;
mod summary;
mod timeline;

use crate::clock;
use crate::command_line::{Outcome, value_error};
use crate::console::Console;
use crate::link::names::{GroupId, LinkId};
use crate::link::tlog::{Logged, TlogReader};
use crate::link::transport::LinkAddress;
use crate::news::Names;
use broadcast::{Broadcast, Sent};
use clap::Args;
use geofences::Bilingual;
use pace::Pace;
use player::Player;
use screen::{Screen, say, say_error};
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;
use summary::Summary;
use timeline::Timeline;

/// What `replay` is told.
#[derive(Debug, Args)]
pub struct ReplayArguments {
    /// A telemetry log (.tlog) 遥测日志
    #[arg(value_name = "FILE.tlog")]
    file: PathBuf,
    /// How many times as fast as it was; 0 is as fast as it goes 回放速度，0 为最快
    #[arg(long, value_name = "N", default_value = "1", allow_negative_numbers = true, value_parser = speed)]
    speed: f64,
    /// Send each frame there as well: udp://, tcp:// or a port that listens 同时将每一帧发送到此处
    ///
    /// Nothing else is ever sent there, and what comes from there is not read.
    /// 不会发送其他任何内容，也不读取对端数据。
    #[arg(long, value_name = "URL", value_parser = address)]
    into: Option<LinkAddress>,
    /// Print JSON for machines: news a line each, the last line is the summary 输出 JSON
    #[arg(long)]
    json: bool,
}

fn speed(text: &str) -> Result<f64, String> {
    let number = text.parse::<f64>().ok();
    let speed = number.filter(|it| it.is_finite() && *it >= 0.0);
    speed.ok_or_else(|| {
        value_error(&Bilingual::new(
            "how many times as fast as it was: a number from 0 on",
            "应为不小于 0 的数字（倍速）",
        ))
    })
}

fn address(text: &str) -> Result<LinkAddress, String> {
    text.parse::<LinkAddress>()
        .map_err(|problem| value_error(&problem.told()))
}

/// Nobody but the vehicles of one log.
struct OneLog;

impl Names for OneLog {
    fn group(&self, _: GroupId) -> Option<String> {
        None
    }

    fn link(&self, _: LinkId) -> Option<String> {
        None
    }
}

/// Why a replay ended early.
enum Failed {
    /// The log cannot be read (on).
    Reading(io::Error),
    /// Nothing can be sent.
    Sending(Bilingual),
}

/// Plays a log.
pub fn run(arguments: &ReplayArguments, console: Console) -> Outcome {
    let opened = File::open(&arguments.file).map_err(Failed::Reading);
    let opened = opened.and_then(|file| {
        let length = file.metadata().map_or(0, |about| about.len());
        let mut screen = Screen::new(arguments.json, console, length);
        let broadcast = arguments.into.as_ref();
        let broadcast = broadcast.map(|into| open(into, &mut screen)).transpose()?;
        Ok((file, screen, broadcast))
    });
    let (file, mut screen, broadcast) = match opened {
        Ok(opened) => opened,
        Err(failed) => {
            say_error(console.text(&failed.told(&arguments.file)));
            return Outcome::Unusable;
        }
    };
    let mut summary = Summary::default();
    let pace = Pace::new(arguments.speed);
    let played = play(
        BufReader::new(file),
        pace,
        broadcast,
        &mut screen,
        &mut summary,
    );
    screen.clear();
    summary.problem = played.err().map(|failed| failed.told(&arguments.file));
    if arguments.json {
        say(&summary.json().to_string());
    } else if summary.messages > 0 {
        summary.print(console);
    }
    end(&summary, &arguments.file, console)
}

/// What could be read was, and what could not is told: a log that ends where the power did is no failure of its
/// replay. What was not sent is.
fn end(summary: &Summary, file: &Path, console: Console) -> Outcome {
    if let Some(problem) = &summary.problem {
        say_error(console.text(problem));
        return Outcome::Unusable;
    }
    if summary.messages > 0 {
        let is_all_sent = summary.sent.is_none_or(Sent::is_whole);
        return if is_all_sent {
            Outcome::Good
        } else {
            Outcome::No
        };
    }
    let file = file.display();
    let nothing = Bilingual::new(
        format!("{file}: there is no message in it"),
        format!("{file}：其中没有任何消息"),
    );
    say_error(console.text(&nothing));
    Outcome::No
}

/// Opens the link that frames are sent over, and waits for somebody who gets them.
fn open(into: &LinkAddress, screen: &mut Screen) -> Result<Broadcast, Failed> {
    let mut broadcast = Broadcast::open(into).map_err(Failed::Sending)?;
    if let Some(at) = broadcast.listens_at() {
        screen.listens(into, at);
    }
    broadcast.wait_for_somebody().map_err(Failed::Sending)?;
    Ok(broadcast)
}

fn play(
    log: impl Read,
    mut pace: Pace,
    mut broadcast: Option<Broadcast>,
    screen: &mut Screen,
    summary: &mut Summary,
) -> Result<(), Failed> {
    let mut player = Player::new();
    let played = play_frames(log, &mut pace, &mut broadcast, &mut player, screen, summary);
    player.end();
    screen.tell(&player.news());
    summary.vehicles = player.vehicles();
    if let Some(broadcast) = broadcast {
        match broadcast.finish() {
            Ok(sent) => summary.sent = Some(sent),
            Err(why) => return played.and(Err(Failed::Sending(why))),
        }
    }
    played
}

fn play_frames(
    log: impl Read,
    pace: &mut Pace,
    broadcast: &mut Option<Broadcast>,
    player: &mut Player,
    screen: &mut Screen,
    summary: &mut Summary,
) -> Result<(), Failed> {
    let mut reader = TlogReader::new(log);
    let mut timeline = Timeline::default();
    // Nobody reads what happens, and nobody is sent anything: then there is nothing to do.
    while broadcast.is_some() || !screen.is_gone() {
        let Some(entry) = reader.next_entry().map_err(Failed::Reading)? else {
            break;
        };
        match entry {
            Logged::Damage { offset, length } => summary.damaged(offset, length),
            Logged::Frame(stamp, frame) => {
                let at = timeline.take(stamp);
                let due_in = pace.until(at, clock::uptime());
                if let Some(pause) = pace.take_left_out() {
                    screen.tell_left_out(at, pause);
                }
                wait(due_in, broadcast)?;
                summary.count(at, frame);
                player.play(at, frame);
                if let Some(broadcast) = broadcast {
                    broadcast.send(frame).map_err(Failed::Sending)?;
                }
                screen.tell(&player.news());
                screen.progress(at, summary);
            }
        }
    }
    Ok(())
}

/// Waits until the next frame is due, while what was sent goes on leaving.
fn wait(time: Duration, broadcast: &mut Option<Broadcast>) -> Result<(), Failed> {
    let until = clock::uptime().saturating_add(time);
    loop {
        let left = until.saturating_sub(clock::uptime());
        if left.is_zero() {
            return Ok(());
        }
        match broadcast {
            Some(broadcast) => broadcast.wait(left).map_err(Failed::Sending)?,
            None => std::thread::sleep(left),
        }
    }
}

impl Failed {
    fn told(&self, file: &Path) -> Bilingual {
        let file = file.display();
        match self {
            Self::Reading(error) => Bilingual::new(
                format!("{file}: cannot be read: {error}"),
                format!("{file}：无法读取：{error}"),
            ),
            Self::Sending(why) => why.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::Console;
    use geofences::Language;

    /// A disk that cannot be read on after so many bytes.
    struct Broken<'a>(&'a [u8]);

    impl Read for Broken<'_> {
        fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
            if self.0.is_empty() {
                return Err(io::Error::other("a bad sector"));
            }
            self.0.read(room)
        }
    }

    #[test]
    fn where_a_log_cannot_be_read_on_what_was_read_is_told_and_why() {
        let log = std::fs::read("tests/captures/ardupilot-mission.tlog").unwrap_or_default();
        let console = Console::of_this_process(Language::En);
        let mut screen = Screen::new(false, console, 0);
        let mut summary = Summary::default();
        let half = Broken(log.get(..log.len() / 2).unwrap_or_default());
        let played = play(half, Pace::new(0.0), None, &mut screen, &mut summary);
        assert!(matches!(played, Err(Failed::Reading(_))));
        assert!(summary.messages > 1_000, "{}", summary.messages);
        assert_eq!(summary.vehicles.len(), 1);
        let told = played.err().map(|it| it.told(Path::new("a.tlog")));
        summary.problem = told;
        let json = summary.json();
        assert_eq!(json["messages"], summary.messages);
        let en = "a.tlog: cannot be read: a bad sector";
        assert_eq!(json["problem"]["en"], en);
    }

    #[test]
    fn speeds_are_numbers_from_0_on() {
        assert_eq!(speed("0"), Ok(0.0));
        assert_eq!(speed("2.5"), Ok(2.5));
        for bad in ["-1", "-0.001", "nan", "inf", "fast", ""] {
            assert!(speed(bad).is_err(), "{bad}");
        }
    }
}
