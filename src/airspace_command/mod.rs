//! `haiou airspace`: what is in airspace files.

pub mod check;
pub mod convert;
pub mod earth;
pub mod problem_text;
pub mod query;
mod query_answer;
pub mod query_arguments;
pub(crate) mod read_files;

pub use read_files::{LoadedFile, LoadedFiles, UnreadableFile};

use crate::command_line::Outcome;
use crate::console::Console;
use clap::Subcommand;

/// The commands about airspace files.
#[derive(Debug, Subcommand)]
pub enum AirspaceCommand {
    /// All problems of airspace files, with file, feature and vertex 检查空域文件
    Check(check::CheckArguments),
    /// Write an airspace file in another format 转换空域文件格式
    Convert(convert::ConvertArguments),
    /// May one fly here, at this height, at this time? If not, when? 查询某处某时可否飞行
    Query(query_arguments::QueryArguments),
}

/// Runs one of them.
pub fn run(command: &AirspaceCommand, console: Console) -> Outcome {
    match command {
        AirspaceCommand::Check(arguments) => check::run(arguments, console),
        AirspaceCommand::Convert(arguments) => convert::run(arguments, console),
        AirspaceCommand::Query(arguments) => query::run(arguments, console),
    }
}
