//! The program `haiou`.

use std::process::ExitCode;

fn main() -> ExitCode {
    haiou::command_line::run(std::env::args_os())
}
