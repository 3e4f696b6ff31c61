//! `haiou airspace query`: may one fly here, at this height, at this time, and if not, when?

use super::LoadedFiles;
use super::earth;
use super::problem_text::{problem_text, unreadable_text};
use super::query_answer::{answer_text, report};
use super::query_arguments::QueryArguments;
use crate::clock;
use crate::command_line::Outcome;
use crate::console::{Console, complain, say};
use chrono::{DateTime, TimeDelta, Utc};
use geofences::airspace::{
    Airspace, Approval, Approvals, Cause, Context, Decision, Finding, FlightWindows, Margins,
    PathPoint, Snapshot, Subject, UnknownWhy,
};
use geofences::{Bilingual, Severity, TimeRange, ZoneId};
use serde_json::json;
use std::sync::Arc;

/// How long a window has to be to be worth naming, minutes.
const LEAST_WINDOW_MIN: i64 = 10;
/// How far ahead the next window is looked for, days: as far as ASTM F3548-21 lets plans be made.
const HORIZON_DAYS: i64 = 30;

/// Reads the files as one airspace, judges the place, and prints the answer.
pub fn run(arguments: &QueryArguments, console: Console) -> Outcome {
    let loaded = LoadedFiles::read(&arguments.files, console);
    match answer(arguments, &loaded, clock::now()) {
        Ok(answer) => {
            if arguments.json {
                say(&format!("{}", report(&answer, &loaded)));
            } else {
                // Whoever asked for a partial airspace is told what is missing from it.
                print_problems(&loaded, Severity::Error, console);
                say(&answer_text(&answer, console));
            }
            if answer.windows.now.decision.allows_flight() {
                Outcome::Good
            } else {
                Outcome::No
            }
        }
        Err(refusals) => {
            if arguments.json {
                let problems: Vec<_> = loaded.problems().collect();
                let unreadable = loaded.unreadable.iter();
                let unreadable: Vec<_> = unreadable.map(|file| &file.name).collect();
                say(&format!(
                    "{}",
                    json!({ "decision": null, "may_fly": false, "refusals": refusals,
                            "problems": problems, "unreadable": unreadable })
                ));
            } else {
                print_problems(&loaded, Severity::Error, console);
            }
            for refusal in &refusals {
                complain(console.text(refusal));
            }
            Outcome::Unusable
        }
    }
}

/// What was asked, and what the airspace says to it.
pub struct Answer {
    /// The place, height and time.
    pub point: PathPoint,
    /// The judgement, and when one may fly.
    pub windows: geofences::airspace::FlightWindows,
    /// What the ground was judged by; `None` when there was none.
    pub terrain_name: Option<String>,
}

fn answer(
    arguments: &QueryArguments,
    loaded: &LoadedFiles,
    now: DateTime<Utc>,
) -> Result<Answer, Vec<Bilingual>> {
    if !loaded.are_readable() || !loaded.are_clean() && !arguments.partial {
        return Err(vec![Bilingual::new(
            "the airspace has errors, so it is not judged by (--partial judges by what could be read)",
            "空域文件有错误，不据此判断（--partial 可按能读取的部分判断）",
        )]);
    }
    let snapshot = snapshot_of(loaded)?;
    let approvals = approvals(&arguments.approvals, &snapshot)?;
    let terrain = earth::terrain(arguments.terrain.as_ref())?;
    let geoid =
        earth::geoid_around(arguments.at.position).map_err(|error| vec![error.message()])?;
    let point = PathPoint {
        position: arguments.at.position,
        altitude: arguments.at.altitude,
        time: arguments.time.instant(now),
    };
    let context = Context {
        terrain: terrain.as_ref(),
        geoid: &geoid,
        // The question is about the place itself; an aircraft's margins belong to its mission.
        margins: Margins::NONE,
        approvals: &approvals,
        home: None,
    };
    let mut windows = snapshot.when_may_i_fly(
        &point,
        TimeDelta::minutes(LEAST_WINDOW_MIN),
        TimeDelta::days(HORIZON_DAYS),
        &context,
    );
    if !loaded.are_clean() {
        doubt(&mut windows);
    }
    Ok(Answer {
        point,
        windows,
        terrain_name: arguments
            .terrain
            .is_some()
            .then(|| terrain.name().to_owned()),
    })
}

/// What could not be read may forbid what the rest permits: such an airspace can say no, and never yes.
fn doubt(windows: &mut FlightWindows) {
    windows.next = None;
    windows.now.decision = windows.now.decision.max(Decision::Unknown);
    windows.now.findings.push(Finding {
        decision: Decision::Unknown,
        cause: Cause::Unknown {
            why: UnknownWhy::AirspaceInPart,
            about: None,
        },
    });
    let worst_first = |finding: &Finding| std::cmp::Reverse(finding.decision);
    windows.now.findings.sort_by_key(worst_first);
}

/// What was read, as an airspace. Not even with `--partial` does one of two zones of one id stand
/// for both.
pub(crate) fn snapshot_of(loaded: &LoadedFiles) -> Result<Arc<Snapshot>, Vec<Bilingual>> {
    let contents = || loaded.files.iter().map(|file| &file.content);
    let zones = contents().flat_map(|content| &content.zones);
    let obstacles = contents().flat_map(|content| &content.obstacles);
    let zones = zones.map(|zone| Subject::Zone(Arc::new(zone.clone())));
    let obstacles = obstacles.map(|obstacle| Subject::Obstacle(Arc::new(obstacle.clone())));
    match Airspace::new(zones.chain(obstacles)) {
        Ok(airspace) => Ok(airspace.snapshot()),
        Err(doubled) => {
            let ids: Vec<&str> = doubled.ids.iter().map(ZoneId::as_str).collect();
            Err(vec![Bilingual::new(
                doubled.to_string(),
                format!("多个空域或障碍物使用同一 id：{}", ids.join("、")),
            )])
        }
    }
}

/// The approvals that the user says are held, valid at all times; one for a zone that is not there
/// is a misspelling, and is said to be.
pub(crate) fn approvals(ids: &[String], snapshot: &Snapshot) -> Result<Approvals, Vec<Bilingual>> {
    let ids: Vec<ZoneId> = ids.iter().map(ZoneId::new).collect();
    let unknown = ids.iter().filter(|id| snapshot.get(id).is_none());
    let unknown: Vec<Bilingual> = unknown
        .map(|id| {
            Bilingual::new(
                format!("--approval {id}: no zone has this id"),
                format!("--approval {id}：没有该标识的空域"),
            )
        })
        .collect();
    if !unknown.is_empty() {
        return Err(unknown);
    }
    let held = ids.into_iter().map(|zone| Approval {
        zone,
        number: "--approval".to_owned(),
        valid: TimeRange {
            from: DateTime::<Utc>::MIN_UTC,
            until: DateTime::<Utc>::MAX_UTC,
        },
    });
    Ok(held.collect())
}

fn print_problems(loaded: &LoadedFiles, from: Severity, console: Console) {
    for problem in loaded.problems().filter(|problem| problem.severity >= from) {
        complain(&problem_text(problem, console));
    }
    for file in &loaded.unreadable {
        complain(&unreadable_text(file, console));
    }
}
