//! `haiou record`: everything that comes over links into telemetry logs, and a router for ground stations.

// A terminal or pipe that is gone ends no recording.
#![warn(clippy::print_stderr, clippy::print_stdout)]

mod link_argument;
mod options;
mod screen;
mod showing;
mod signals;
mod summary;

use crate::clock;
use crate::command_line::{Outcome, value_error};
use crate::console::{Console, complain};
use crate::ground_control::live::{Live, LiveEnd, LiveSetup, Panicked, SigningSetup, StartProblem};
use crate::link::frame::Sender;
use crate::link::recorder::{RecorderAccount, RecorderOptions};
use crate::link::signing::{KeyProblem, read_keys};
use clap::Args;
use geofences::Bilingual;
use link_argument::{StationArgument, VehicleArgument, setups};
use screen::Screen;
use showing::Showing;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What stands below the help: the options of links.
const LINKS: &str = "\
Links are written as URLs, with the options behind a question mark:
链路写作 URL，选项写在问号之后：
  udp-listen://HOST:PORT  udp://HOST:PORT  tcp-listen://HOST:PORT  tcp://HOST:PORT
  serial:///dev/ttyUSB0?baud=57600

Of links to vehicles 飞行器链路选项:
  name=NAME      what it is called; else by its address 名称
  group=NAME     links of one group lead to the same aircraft, and are recorded in one folder; else each is
                 a group of its own 链路组：同组链路通向相同的飞行器
  origin=live|simulated   live vehicles are only observed; else live 真实飞行器仅可观察
  priority=0…255 among the links of a group the lowest is used first; else 0 优先级，小者优先
  unsigned=accept|radio|refuse   what becomes of unsigned frames; radio takes RADIO_STATUS alone; else accept
                 未签名帧的处理方式

Of --station 地面站端点选项:
  name=NAME      what it is called, also in the file of keys 名称
  access=read|control   control commands simulated vehicles; else read 权限
  sees=GROUP,…   the groups that it sees; else all 可见的链路组

Example 示例:
  haiou record --link udp-listen://0.0.0.0:14550?group=north -o logs --station 'tcp-listen://127.0.0.1:5760'
";

/// What `record` is told.
#[derive(Debug, Args)]
#[command(after_help = LINKS)]
pub struct RecordArguments {
    /// A link to vehicles; as often as there are links 飞行器链路，可重复
    #[arg(long = "link", value_name = "URL", required = true)]
    links: Vec<VehicleArgument>,
    /// An endpoint for ground stations; as often as wanted 地面站端点，可重复
    #[arg(long = "station", value_name = "URL")]
    stations: Vec<StationArgument>,
    /// The folder of the logs: GROUP/START.tlog 日志文件夹
    #[arg(short = 'o', long = "output", value_name = "DIR")]
    directory: PathBuf,
    /// The file with the keys of signatures, which only its owner may read 签名密钥文件
    #[arg(long, value_name = "FILE")]
    keys: Option<PathBuf>,
    /// Our MAVLink system id, which no vehicle and no station has 本系统的 MAVLink 编号
    #[arg(long, value_name = "ID", default_value_t = 247, value_parser = clap::value_parser!(u8).range(1..))]
    system_id: u8,
    /// End after so many seconds 运行秒数
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true, value_parser = seconds)]
    duration: Option<Duration>,
    /// Print JSON for machines: news a line each, the last line is the summary 输出 JSON
    #[arg(long)]
    json: bool,
}

fn seconds(text: &str) -> Result<Duration, String> {
    let number = text.parse::<f64>().ok();
    let seconds = number.and_then(|it| Duration::try_from_secs_f64(it).ok());
    seconds.ok_or_else(|| {
        value_error(&Bilingual::new(
            "seconds: a number from 0 on",
            "应为不小于 0 的秒数",
        ))
    })
}

/// MAV_COMP_ID_MISSIONPLANNER: what ground stations call themselves.
const COMPONENT: u8 = 190;
/// What was seen of signatures is kept in this file, beside the logs.
const MARKS: &str = "signatures.marks";
/// It is looked so often whether it has ended or is to.
const LOOKED: Duration = Duration::from_millis(50);

/// Records until it is asked to end.
pub fn run(arguments: &RecordArguments, console: Console) -> Outcome {
    // Before there is any other thread: each inherits it.
    let Ok(signals) = signals::Waiting::begin() else {
        let why = Bilingual::new("signals cannot be waited for", "无法等待系统信号");
        complain(console.text(&why));
        return Outcome::Unusable;
    };
    match start(arguments) {
        Ok(live) => record(arguments, live, signals, console),
        Err(problems) => {
            for problem in problems {
                complain(console.text(&problem));
            }
            Outcome::Unusable
        }
    }
}

fn start(arguments: &RecordArguments) -> Result<Live, Vec<Bilingual>> {
    let signing = match &arguments.keys {
        None => None,
        Some(path) => {
            let keys = read_keys(path);
            let keys = keys.map_err(|problems| told_of_keys(path, &problems))?;
            // The recorder makes the folder too, but only after this is read.
            let marks = arguments.directory.join(MARKS);
            Some(SigningSetup { keys, marks })
        }
    };
    let setup = LiveSetup {
        us: Sender {
            system: arguments.system_id,
            component: COMPONENT,
        },
        links: setups(&arguments.links, &arguments.stations),
        record: Some(RecorderOptions::new(&arguments.directory)),
        signing,
    };
    Live::start(setup).map_err(|problem| vec![problem.told()])
}

fn told_of_keys(path: &Path, problems: &[KeyProblem]) -> Vec<Bilingual> {
    let path = path.display();
    let told = |problem: &KeyProblem| {
        let KeyProblem { line, what } = problem;
        match line {
            Some(line) => Bilingual::new(
                format!("{path}: line {line}: {}", what.en),
                format!("{path}：第 {line} 行：{}", what.zh),
            ),
            None => Bilingual::new(
                format!("{path}: {}", what.en),
                format!("{path}：{}", what.zh),
            ),
        }
    };
    problems.iter().map(told).collect()
}

fn record(
    arguments: &RecordArguments,
    mut live: Live,
    signals: signals::Waiting,
    console: Console,
) -> Outcome {
    let handle = live.handle().clone();
    signals.then(handle.clone());
    // Nothing is judged here, so nothing can fail to be: what a station may do, it may.
    handle.set_healthy(true);
    let screen = Screen::new(arguments.json, console, arguments.directory.clone());
    let showing = match Showing::start(screen, live.take_tidings(), handle.clone()) {
        Ok(showing) => showing,
        Err(error) => {
            complain(console.text(&StartProblem::Thread(error).told()));
            return Outcome::Unusable;
        }
    };
    let begun = clock::uptime();
    while !live.has_ended() {
        if is_over(begun, arguments.duration, clock::uptime()) {
            handle.stop();
        }
        std::thread::sleep(LOOKED);
    }
    let ended = live.join();
    let outcome = outcome(&ended);
    showing.end(ended, console);
    outcome
}

/// Whether it has gone on for as long as it was to, by the machine's uptime: our clock follows the system's where that
/// leaps, as when it is first set.
fn is_over(begun: Duration, duration: Option<Duration>, uptime: Duration) -> bool {
    duration.is_some_and(|duration| uptime.saturating_sub(begun) >= duration)
}

/// Whoever relies on the logs has to know that something is missing in them.
fn outcome(ended: &Result<LiveEnd, Panicked>) -> Outcome {
    let Ok(end) = ended else {
        return Outcome::No;
    };
    let recorder = end.status.recorder.as_ref();
    let is_whole = recorder.is_some_and(RecorderAccount::is_whole);
    let mut drops = end.status.links.iter().map(|it| it.system_drops);
    match end.problem.is_none() && is_whole && drops.all(is_nothing_dropped) {
        true => Outcome::Good,
        false => Outcome::No,
    }
}

/// What the system dropped had come to this machine, and is in no log. Where it is not known, something may have been.
fn is_nothing_dropped(drops: Option<u64>) -> bool {
    drops == Some(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_system_dropped_is_missing_and_so_may_be_what_is_not_known() {
        assert!(is_nothing_dropped(Some(0)));
        assert!(!is_nothing_dropped(Some(1)));
        assert!(!is_nothing_dropped(None));
    }

    #[test]
    fn it_ends_once_the_machine_has_run_for_so_long_and_not_before() {
        let (begun, minute) = (Duration::from_secs(500), Duration::from_secs(60));
        let just_inside = begun + minute - Duration::from_nanos(1);
        assert!(!is_over(begun, Some(minute), just_inside));
        assert!(is_over(begun, Some(minute), begun + minute));
        assert!(is_over(begun, Some(Duration::ZERO), begun));
        assert!(!is_over(begun, None, Duration::MAX));
        assert!(!is_over(begun, Some(Duration::MAX), begun + minute));
    }
}
