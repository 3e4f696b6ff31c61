//! `haiou airspace check`: all problems of airspace files.

use super::LoadedFiles;
use super::problem_text::{content_text, counts_text, problem_text, unreadable_text};
use crate::command_line::Outcome;
use crate::console::{Colour, Console, say};
use clap::Args;
use geofences::Severity;
use serde_json::json;
use std::path::PathBuf;

/// What `check` is told.
#[derive(Debug, Args)]
pub struct CheckArguments {
    /// Airspace files: GeoJSON, ED-269, ED-318, KML, KMZ, QGC .plan, OpenAir 空域文件
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Print JSON for machines 输出 JSON
    #[arg(long)]
    json: bool,
}

/// Reads the files as one airspace and prints everything that is wrong with them.
pub fn run(arguments: &CheckArguments, console: Console) -> Outcome {
    let loaded = LoadedFiles::read(&arguments.files, console);
    let outcome = outcome(&loaded);
    if arguments.json {
        say(&format!("{}", report(&loaded, outcome)));
    } else {
        print(&loaded, console);
    }
    outcome
}

fn outcome(loaded: &LoadedFiles) -> Outcome {
    if !loaded.are_readable() {
        Outcome::Unusable
    } else if loaded.are_clean() {
        Outcome::Good
    } else {
        Outcome::No
    }
}

fn report(loaded: &LoadedFiles, outcome: Outcome) -> serde_json::Value {
    let files = loaded.files.iter().map(|file| {
        json!({
            "file": file.name,
            "good": file.content.is_clean(),
            "zones": file.content.zones.len(),
            "obstacles": file.content.obstacles.len(),
            "problems": file.content.problems,
        })
    });
    let unreadable = loaded.unreadable.iter().map(
        |file| json!({ "file": file.name, "good": false, "unreadable": file.error.to_string() }),
    );
    json!({
        "good": outcome == Outcome::Good,
        "files": files.chain(unreadable).collect::<Vec<_>>(),
        "errors": loaded.count(Severity::Error),
        "warnings": loaded.count(Severity::Warning),
        "notes": loaded.count(Severity::Note),
    })
}

fn print(loaded: &LoadedFiles, console: Console) {
    for problem in loaded.problems() {
        say(&problem_text(problem, console));
    }
    for file in &loaded.unreadable {
        say(&unreadable_text(file, console));
    }
    for file in &loaded.files {
        let (zones, obstacles) = (file.content.zones.len(), file.content.obstacles.len());
        let held = content_text(zones, obstacles, console);
        let verdict = if file.content.is_clean() {
            console.paint(Colour::Green, console.pick("good", "合格"))
        } else {
            console.paint(Colour::Red, console.pick("not good", "不合格"))
        };
        say(&format!("{}: {held}: {verdict}", file.name));
    }
    let counts = counts_text(loaded, console);
    if !counts.is_empty() {
        say(&counts);
    }
}
