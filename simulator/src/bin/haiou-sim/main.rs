//! The program `haiou-sim`: plays a scenario by the clock, with its vehicles on real ports; and judges a
//! log of what truly happened.

mod clock;
mod command;
mod judge;
mod pace;
mod publishing;
mod run;
mod screen;
mod terminal;
mod verdict;
mod view;

use clap::{Args, Parser, Subcommand, ValueEnum};
use geofences::{Bilingual, Language};
use simulator::play::{Play, ports};
use simulator::scenario::{ReadOptions, Scenario, read};
use simulator::transport::{PortProblem, Transports};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// Haiou's simulator: a city's fleet that speaks MAVLink 海鸥模拟器：会讲 MAVLink 的城市机队
#[derive(Debug, Parser)]
#[command(
    name = "haiou-sim",
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true
)]
struct CommandLine {
    #[command(subcommand)]
    other: Option<Other>,

    #[command(flatten)]
    day: Day,

    /// What is simulated (docs/scenarios.md) 情景文件
    #[arg(required = true)]
    scenario: Option<PathBuf>,

    /// Simulated seconds a second; 0 for as fast as it goes 仿真速度，0 为尽快
    #[arg(long, default_value_t = 1.0, value_parser = speed)]
    speed: f64,

    /// Writes what truly happens to a file, a JSON object a line 真值记录文件
    #[arg(long, value_name = "FILE")]
    truth: Option<PathBuf>,

    /// Plain lines even on a terminal 在终端上也只输出文本行
    #[arg(long)]
    plain: bool,
}

/// What it does beside playing.
#[derive(Debug, Subcommand)]
enum Other {
    /// Judges what --truth has written 评判 --truth 写出的记录
    ///
    /// The exit code is 0 when all that had to come out did, 1 when not or when the log does not say so,
    /// 2 for a scenario or a log that cannot be read, or a log of another scenario.
    /// 退出码：0 全部达成；1 未达成或未定；2 情景或记录无法读取，或记录属于其他情景。
    Judge {
        #[command(flatten)]
        day: Day,

        /// The scenario that was played 情景文件
        scenario: PathBuf,

        /// What truly happened 真值记录文件
        truth_log: PathBuf,
    },
}

/// What is asked for whatever is done.
#[derive(Debug, Args)]
struct Day {
    /// So many vehicles altogether: the first fleet grows or shrinks 飞行器总数
    #[arg(long)]
    vehicles: Option<usize>,

    /// A JSON object a line for machines 供程序读取：每行一个 JSON 对象
    #[arg(long)]
    json: bool,

    /// Language of messages 界面语言 (else LC_ALL, LC_MESSAGES, LANG)
    #[arg(long, env = "HAIOU_LANG", value_enum)]
    lang: Option<LanguageName>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum LanguageName {
    En,
    Zh,
}

fn speed(text: &str) -> Result<f64, String> {
    let speed = text.parse().ok().filter(|speed| pace::is_speed(*speed));
    speed.ok_or_else(|| pace::SPEEDS.to_owned())
}

impl Day {
    fn language(&self) -> Language {
        match self.lang {
            Some(LanguageName::En) => Language::En,
            Some(LanguageName::Zh) => Language::Zh,
            None => Language::of_environment(|name| std::env::var(name).ok()),
        }
    }
}

/// A scenario and its text.
struct Given {
    scenario: Scenario,
    text: String,
}

fn main() -> ExitCode {
    let arguments = CommandLine::parse();
    let (language, done) = match &arguments.other {
        None => (arguments.day.language(), start(&arguments)),
        Some(Other::Judge {
            day,
            scenario,
            truth_log,
        }) => (day.language(), judge_afterwards(day, scenario, truth_log)),
    };
    match done {
        Ok(code) => code,
        Err(problems) => {
            for problem in problems {
                eprintln!("{}", problem.in_language(language));
            }
            ExitCode::from(2)
        }
    }
}

fn same(error: String) -> Vec<Bilingual> {
    vec![Bilingual::new(error.clone(), error)]
}

/// Reads a scenario. Its problems are told; `None` where it cannot be played with them.
fn given(file: &Path, day: &Day) -> Result<Option<Given>, Vec<Bilingual>> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| same(format!("{}: {error}", file.display())))?;
    let options = ReadOptions {
        file: &file.to_string_lossy(),
        vehicle_count: day.vehicles,
    };
    let found = read(&text, options);
    for problem in &found.problems {
        eprintln!("{}", problem.text(day.language()));
    }
    let given = found.scenario.map(|scenario| Given { scenario, text });
    Ok(given)
}

fn judge_afterwards(day: &Day, file: &Path, log: &Path) -> Result<ExitCode, Vec<Bilingual>> {
    match given(file, day)? {
        Some(given) => judge::judge(&given.scenario, log, day.language(), day.json),
        None => Ok(ExitCode::from(2)),
    }
}

/// Reads, sets up and plays. The exit code: 0 where all went as it had to, 1 where not.
fn start(arguments: &CommandLine) -> Result<ExitCode, Vec<Bilingual>> {
    let day = &arguments.day;
    // Without another task it is there: the command line requires it.
    let file = arguments.scenario.as_deref().unwrap_or(Path::new(""));
    let Some(Given { scenario, text }) = given(file, day)? else {
        return Ok(ExitCode::from(2));
    };
    let scenario = Arc::new(scenario);
    let folder = file.parent().unwrap_or(Path::new("."));
    let play = Play::new(Arc::clone(&scenario), folder)?;
    let transports = Transports::open(ports(&scenario))
        .map_err(|problems| problems.iter().map(PortProblem::told).collect::<Vec<_>>())?;
    let how = run::How {
        speed: arguments.speed,
        language: day.language(),
        is_json: day.json,
        is_live: !arguments.plain && !day.json && std::io::stdout().is_terminal(),
        scenario_text: text,
        scenario_file: file.to_string_lossy().into_owned(),
        vehicles: day.vehicles,
        truth: arguments.truth.clone(),
    };
    run::run(play, transports, how).map_err(|error| same(error.to_string()))
}
