//! The program `haiou-sim`: plays a scenario by the clock, with its vehicles on real ports.

mod clock;
mod command;
mod pace;
mod publishing;
mod run;
mod screen;
mod terminal;
mod view;

use clap::{Parser, ValueEnum};
use geofences::{Bilingual, Language};
use simulator::play::{Play, ports};
use simulator::scenario::{ReadOptions, read};
use simulator::transport::{PortProblem, Transports};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// Haiou's simulator: a city's fleet that speaks MAVLink 海鸥模拟器：会讲 MAVLink 的城市机队
#[derive(Debug, Parser)]
#[command(name = "haiou-sim")]
struct CommandLine {
    /// What is simulated (docs/scenarios.md) 情景文件
    scenario: PathBuf,

    /// Simulated seconds a second; 0 for as fast as it goes 仿真速度，0 为尽快
    #[arg(long, default_value_t = 1.0, value_parser = speed)]
    speed: f64,

    /// So many vehicles altogether: the first fleet grows or shrinks 飞行器总数
    #[arg(long)]
    vehicles: Option<usize>,

    /// Writes what truly happens to a file, a JSON object a line 真值记录文件
    #[arg(long, value_name = "FILE")]
    truth: Option<PathBuf>,

    /// Plain lines even on a terminal 在终端上也只输出文本行
    #[arg(long)]
    plain: bool,

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

fn main() -> ExitCode {
    let arguments = CommandLine::parse();
    let language = match arguments.lang {
        Some(LanguageName::En) => Language::En,
        Some(LanguageName::Zh) => Language::Zh,
        None => Language::of_environment(|name| std::env::var(name).ok()),
    };
    match start(&arguments, language) {
        Ok(code) => code,
        Err(problems) => {
            for problem in problems {
                eprintln!("{}", problem.in_language(language));
            }
            ExitCode::from(2)
        }
    }
}

/// Reads, sets up and plays. The exit code: 0 where all went as it had to, 1 where not.
fn start(arguments: &CommandLine, language: Language) -> Result<ExitCode, Vec<Bilingual>> {
    let file = &arguments.scenario;
    let same = |error: String| vec![Bilingual::new(error.clone(), error)];
    let text = std::fs::read_to_string(file)
        .map_err(|error| same(format!("{}: {error}", file.display())))?;
    let name = file.to_string_lossy();
    let options = ReadOptions {
        file: &name,
        vehicle_count: arguments.vehicles,
    };
    let found = read(&text, options);
    for problem in &found.problems {
        eprintln!("{}", problem.text(language));
    }
    let Some(scenario) = found.scenario else {
        return Ok(ExitCode::from(2));
    };
    let scenario = Arc::new(scenario);
    let folder = file.parent().unwrap_or(Path::new("."));
    let play = Play::new(Arc::clone(&scenario), folder)?;
    let transports = Transports::open(ports(&scenario))
        .map_err(|problems| problems.iter().map(PortProblem::told).collect::<Vec<_>>())?;
    let how = run::How {
        speed: arguments.speed,
        language,
        is_json: arguments.json,
        is_live: !arguments.plain && !arguments.json && std::io::stdout().is_terminal(),
        scenario_text: text,
        scenario_file: name.into_owned(),
        vehicles: arguments.vehicles,
        truth: arguments.truth.clone(),
    };
    run::run(play, transports, how).map_err(|error| same(error.to_string()))
}
