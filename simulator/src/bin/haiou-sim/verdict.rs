//! Verdicts as they are told: to machines and to people.

use geofences::Bilingual;
use serde_json::{Value, json};
use simulator::truth::{Outcome, Verdict};
use std::process::ExitCode;

/// For machines.
pub fn verdict_event(verdict: &Verdict) -> Value {
    let outcome = match verdict.outcome {
        Outcome::Met => "met",
        Outcome::NotMet => "not-met",
        Outcome::Undecided => "undecided",
    };
    json!({
        "event": "verdict", "name": verdict.name, "outcome": outcome, "en": verdict.why.en,
        "zh": verdict.why.zh, "at_s": verdict.at.map(|at| at.seconds()),
    })
}

/// For people.
pub fn verdict_text(verdict: &Verdict) -> Bilingual {
    let (en, zh) = match verdict.outcome {
        Outcome::Met => ("met", "达成"),
        Outcome::NotMet => ("NOT MET", "未达成"),
        Outcome::Undecided => ("undecided", "未定"),
    };
    let (name, why) = (&verdict.name, &verdict.why);
    let at = verdict
        .at
        .map_or(String::new(), |at| format!(" (+{:.1} s)", at.seconds()));
    Bilingual::new(
        format!("{en}: {name}{at}: {}", why.en),
        format!("{zh}：{name}{at}：{}", why.zh),
    )
}

/// 0 where everything that had to come out has, 1 where not, or where that is not known.
pub fn exit_code(verdicts: &[Verdict]) -> ExitCode {
    let all_met = verdicts.iter().all(|it| it.outcome == Outcome::Met);
    ExitCode::from(u8::from(!all_met))
}
