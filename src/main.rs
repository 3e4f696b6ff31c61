//! The program `haiou`.

use std::process::ExitCode;

/// What the links' thread makes many times a second, readers on other threads let go: here neither waits for the other.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    haiou::command_line::run(std::env::args_os())
}
