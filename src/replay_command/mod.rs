//! `haiou replay`: a telemetry log through the same code as what comes over links, at any speed.

mod broadcast;
mod pace;
mod player;
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
use broadcast::Broadcast;
use clap::Args;
use geofences::Bilingual;
use pace::Pace;
use player::Player;
use screen::{Screen, say};
use std::fs::File;
use std::io::{self, BufReader};
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
    let played = File::open(&arguments.file)
        .map_err(Failed::Reading)
        .and_then(|file| play(arguments, file, console));
    let summary = match played {
        Ok(summary) => summary,
        Err(failed) => {
            eprintln!("{}", console.text(&failed.told(&arguments.file)));
            return Outcome::Unusable;
        }
    };
    if arguments.json {
        say(&summary.json().to_string());
    } else {
        summary.print(console);
    }
    if summary.messages > 0 {
        // What could be read was, and what could not is told: a log that ends where the power did is no
        // failure of its replay.
        return Outcome::Good;
    }
    let file = arguments.file.display();
    let nothing = Bilingual::new(
        format!("{file}: there is no message in it"),
        format!("{file}：其中没有任何消息"),
    );
    eprintln!("{}", console.text(&nothing));
    Outcome::No
}

fn play(arguments: &ReplayArguments, file: File, console: Console) -> Result<Summary, Failed> {
    let length = file.metadata().map_or(0, |about| about.len());
    let mut reader = TlogReader::new(BufReader::new(file));
    let mut player = Player::new();
    let mut timeline = Timeline::default();
    let mut summary = Summary::default();
    let mut screen = Screen::new(arguments.json, console, length);
    let mut broadcast = match &arguments.into {
        Some(address) => Some(Broadcast::open(address).map_err(Failed::Sending)?),
        None => None,
    };
    let mut pace = Pace::new(arguments.speed);
    while let Some(entry) = reader.next_entry().map_err(Failed::Reading)? {
        match entry {
            Logged::Damage { offset, length } => summary.damaged(offset, length),
            Logged::Frame(stamp, frame) => {
                let at = timeline.take(stamp);
                let due_in = pace.until(at, clock::moment());
                if let Some(pause) = pace.take_left_out() {
                    screen.tell_left_out(at, pause);
                }
                wait(due_in, &mut broadcast)?;
                summary.count(at, frame);
                player.play(at, frame);
                if let Some(broadcast) = &mut broadcast {
                    broadcast.send(frame).map_err(Failed::Sending)?;
                }
                screen.tell(&player.news());
                screen.progress(at, &summary);
            }
        }
    }
    player.end();
    screen.tell(&player.news());
    if let Some(broadcast) = broadcast {
        summary.sent = Some(broadcast.finish().map_err(Failed::Sending)?);
    }
    summary.vehicles = player.vehicles();
    screen.clear();
    Ok(summary)
}

/// Waits until the next frame is due, while what was sent goes on leaving.
fn wait(time: Duration, broadcast: &mut Option<Broadcast>) -> Result<(), Failed> {
    let until = clock::moment() + time;
    loop {
        let left = until.since(clock::moment());
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

    #[test]
    fn speeds_are_numbers_from_0_on() {
        assert_eq!(speed("0"), Ok(0.0));
        assert_eq!(speed("2.5"), Ok(2.5));
        for bad in ["-1", "-0.001", "nan", "inf", "fast", ""] {
            assert!(speed(bad).is_err(), "{bad}");
        }
    }
}
