//! The command line: what the program understands, and how it says that it did not.

use crate::airspace_command::{self, AirspaceCommand};
use crate::console::{Console, complain};
use crate::plan_command::{self, PlanArguments};
use crate::record_command::{self, RecordArguments};
use crate::replay_command::{self, ReplayArguments};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Parser, Subcommand, ValueEnum};
use geofences::{Bilingual, Language};
use std::ffi::OsString;
use std::process::ExitCode;

/// How a command ended; the exit code of the process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// All is good: 0.
    Good,
    /// The answer is no, or it is not known: 1.
    No,
    /// Bad usage, or input that cannot be read: 2.
    Unusable,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(match outcome {
            Outcome::Good => 0,
            Outcome::No => 1,
            Outcome::Unusable => 2,
        })
    }
}

/// Haiou (海鸥): low-altitude drone operations 低空无人机运行管理
#[derive(Debug, Parser)]
#[command(name = "haiou", disable_help_subcommand = true)]
struct CommandLine {
    /// Language of messages 界面语言 (else LC_ALL, LC_MESSAGES, LANG)
    #[arg(long, global = true, env = "HAIOU_LANG", value_enum)]
    lang: Option<LanguageName>,

    #[command(subcommand)]
    command: Command,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum LanguageName {
    En,
    Zh,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Airspace files: check, convert, query 空域文件：检查、转换、查询
    #[command(subcommand)]
    Airspace(AirspaceCommand),
    /// A patrol as a mission that can and may be flown, or all that is in its way 规划巡查航线
    Plan(Box<PlanArguments>),
    /// Record everything that comes over links; a router for ground stations 记录遥测并转发给地面站
    Record(RecordArguments),
    /// Play a telemetry log: what the vehicles did, and what is in it 回放遥测日志
    Replay(ReplayArguments),
}

/// Runs the program with these arguments, the program's name first.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let parsed = match CommandLine::try_parse_from(&arguments) {
        Ok(parsed) => parsed,
        Err(error) => return say_usage_error(&error, language_asked_for(&arguments)),
    };
    let language = match parsed.lang {
        Some(LanguageName::En) => Language::En,
        Some(LanguageName::Zh) => Language::Zh,
        None => Language::of_environment(variable),
    };
    let console = Console::of_this_process(language);
    match parsed.command {
        Command::Airspace(command) => airspace_command::run(&command, console),
        Command::Plan(arguments) => plan_command::run(&arguments, console),
        Command::Record(arguments) => record_command::run(&arguments, console),
        Command::Replay(arguments) => replay_command::run(&arguments, console),
    }
    .into()
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// The language for a command line that could not be parsed.
fn language_asked_for(arguments: &[OsString]) -> Language {
    let arguments: Vec<&str> = arguments.iter().filter_map(|text| text.to_str()).collect();
    let given = arguments
        .iter()
        .enumerate()
        .find_map(|(index, text)| match text.strip_prefix("--lang") {
            Some("") => arguments.get(index + 1).map(|next| (*next).to_owned()),
            Some(rest) => rest.strip_prefix('=').map(str::to_owned),
            None => None,
        })
        .or_else(|| variable("HAIOU_LANG"));
    match given.as_deref() {
        Some("zh") => Language::Zh,
        Some("en") => Language::En,
        _ => Language::of_environment(variable),
    }
}

fn say_usage_error(error: &clap::Error, language: Language) -> ExitCode {
    // A closed pipe takes the message with it; the code still says what happened.
    if error.use_stderr() && language == Language::Zh {
        complain(&usage_error_in_chinese(error));
    } else {
        let _ = error.print();
    }
    if error.use_stderr() {
        Outcome::Unusable.into()
    } else {
        Outcome::Good.into()
    }
}

/// What clap says in English, in Chinese, from the facts that it hands out.
fn usage_error_in_chinese(error: &clap::Error) -> String {
    let fact = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join("、"),
        Some(other) => other.to_string(),
        None => String::new(),
    };
    let argument = fact(ContextKind::InvalidArg);
    let value = fact(ContextKind::InvalidValue);
    let mut text = match error.kind() {
        ErrorKind::InvalidValue if value.is_empty() => format!("{argument} 需要一个值"),
        ErrorKind::InvalidValue => format!("{argument} 的值“{value}”无效"),
        ErrorKind::ValueValidation => {
            let why = std::error::Error::source(error).map(ToString::to_string);
            let why = why.as_deref().map(chinese_half).unwrap_or_default();
            format!("{argument} 的值“{value}”无效：{why}")
        }
        ErrorKind::UnknownArgument => format!("没有名为“{argument}”的参数"),
        ErrorKind::InvalidSubcommand => {
            format!("没有名为“{}”的命令", fact(ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingRequiredArgument => format!("缺少参数：{argument}"),
        ErrorKind::MissingSubcommand => "缺少命令".to_owned(),
        // What clap says here is the help, which is in both languages.
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            return format!("错误：缺少命令\n\n{error}");
        }
        ErrorKind::ArgumentConflict => format!("参数不能同时使用或重复：{argument}"),
        ErrorKind::InvalidUtf8 => "参数不是有效的 UTF-8 文本".to_owned(),
        _ => error.to_string(),
    };
    let possible = [
        fact(ContextKind::ValidValue),
        fact(ContextKind::ValidSubcommand),
    ];
    for choices in possible.iter().filter(|choices| !choices.is_empty()) {
        text.push_str(&format!("\n可选：{choices}"));
    }
    if let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) {
        text.push_str(&format!("\n\n{usage}"));
    }
    format!("错误：{text}\n\n用 --help 查看说明。")
}

/// Separates the two languages in the message of a value parser, which clap carries as one text.
const LANGUAGE_BREAK: &str = " / ";

/// A message for a value parser to give to clap: it holds both languages until it is known which
/// one to print.
pub fn value_error(message: &Bilingual) -> String {
    format!("{}{LANGUAGE_BREAK}{}", message.en, message.zh)
}

fn chinese_half(both: &str) -> &str {
    both.split_once(LANGUAGE_BREAK).map_or(both, |(_, zh)| zh)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    fn parse_error(arguments: &[&str]) -> clap::Error {
        CommandLine::try_parse_from(arguments).expect_err("a usage error")
    }

    #[test]
    fn the_command_line_is_consistent() {
        CommandLine::command().debug_assert();
    }

    #[test]
    fn an_unknown_command_is_named_in_chinese() {
        let said = usage_error_in_chinese(&parse_error(&["haiou", "fly"]));
        assert!(said.contains("没有名为“fly”的命令"), "{said}");
    }

    #[test]
    fn a_missing_file_is_named_in_chinese() {
        let said = usage_error_in_chinese(&parse_error(&["haiou", "airspace", "check"]));
        assert!(said.contains("缺少参数"), "{said}");
        assert!(said.contains("FILE"), "{said}");
    }

    #[test]
    fn the_language_is_taken_from_a_command_line_that_does_not_parse() {
        let words = |text: &str| text.split(' ').map(OsString::from).collect::<Vec<_>>();
        assert_eq!(
            language_asked_for(&words("haiou --lang zh fly")),
            Language::Zh
        );
        assert_eq!(
            language_asked_for(&words("haiou fly --lang=en")),
            Language::En
        );
    }
}
