//! Judges a log of the truth afterwards.

use crate::verdict::{exit_code, verdict_event, verdict_text};
use geofences::{Bilingual, Language};
use simulator::scenario::Scenario;
use simulator::truth::{Verdict, judge_log};
use std::fs::File;
use std::io::{self, BufReader, Write};
use std::path::Path;
use std::process::ExitCode;

/// Tells what became of each assertion of a scenario by a log of it. The exit code: 0 where all are met,
/// 1 where one is not, or where the log does not say so.
/// Where there is nothing to judge nothing is well.
pub fn judge(
    scenario: &Scenario,
    log: &Path,
    language: Language,
    is_json: bool,
) -> Result<ExitCode, Vec<Bilingual>> {
    if scenario.assertions.is_empty() {
        return Err(vec![Bilingual::new(
            "the scenario says nothing of what has to come out ([[assert]]): there is nothing to judge",
            "情景未说明应有的结果（[[assert]]）：无从评判",
        )]);
    }
    let name = log.display();
    let input = File::open(log).map_err(|error| {
        let told = format!("{name}: {error}");
        vec![Bilingual::new(told.clone(), told)]
    })?;
    let verdicts = judge_log(BufReader::new(input), scenario).map_err(|error| {
        let told = error.told();
        vec![Bilingual::new(
            format!("{name}: {}", told.en),
            format!("{name}：{}", told.zh),
        )]
    })?;
    tell(&verdicts, language, is_json).map_err(|error| {
        let told = error.to_string();
        vec![Bilingual::new(told.clone(), told)]
    })?;
    Ok(exit_code(&verdicts))
}

fn tell(verdicts: &[Verdict], language: Language, is_json: bool) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for verdict in verdicts {
        if is_json {
            writeln!(out, "{}", verdict_event(verdict))?;
        } else {
            let text = verdict_text(verdict);
            writeln!(out, "{}", text.in_language(language))?;
        }
    }
    out.flush()
}
