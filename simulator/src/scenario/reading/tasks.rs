//! What a vehicle does without a ground station.

use super::given::{Given, MOMENT_S, ScenarioGiven, Table};
use super::keys;
use crate::scenario::{Flies, Patrol, PatrolShape, Task};
use std::path::PathBuf;
use std::time::Duration;
use written::{bounds, say};

/// A patrol begins so long after the start where nothing is said: receivers need some seconds for
/// their first fix, and PX4 refuses to arm at first.
const USUAL_START_S: f64 = 30.0;

/// Reads what a vehicle does by itself.
pub fn read(table: &Table<'_>) -> Option<Task> {
    let starts_after = table.optional("auto_start_s", |given| {
        given.moment().map(|moment| moment.seconds())
    });
    let mission = table.optional("mission_file", |given| mission_file(&given));
    let patrol = table.optional("patrol", |given| patrol(&given));
    match (table.has("mission_file"), table.has("patrol")) {
        (true, true) => {
            let what = say(
                "it flies a mission file or a patrol, not both",
                "任务文件与巡逻只能选一",
            );
            table.report.error("contradiction", &table.spot, what, None);
        }
        (false, false) if table.has("auto_start_s") => {
            let what = say(
                "auto_start_s says when to start, and nothing says what to fly",
                "auto_start_s 给出了起飞时刻，但未指定飞什么",
            );
            let help = say("add mission_file or patrol", "添加 mission_file 或 patrol");
            let report = table.report;
            report.error("contradiction", &table.spot, what, Some(help));
        }
        _ => {}
    }
    let usual = patrol.map(|_| USUAL_START_S);
    let starts_after = starts_after.or(usual).map(Duration::from_secs_f64);
    let flies = mission.map(Flies::MissionFile);
    let flies = flies.or(patrol.map(Flies::Patrol))?;
    Some(Task {
        starts_after,
        flies,
    })
}

fn mission_file(given: &Given<'_>) -> Option<PathBuf> {
    let path = PathBuf::from(given.text()?);
    let extension = path.extension().and_then(|extension| extension.to_str());
    if !matches!(extension, Some("plan" | "waypoints")) {
        let what = say(
            "a mission file ends with .plan or .waypoints",
            "任务文件的扩展名应为 .plan 或 .waypoints",
        );
        given.error("unknown-format", what, None);
    }
    Some(path)
}

fn patrol(given: &Given<'_>) -> Option<Patrol> {
    let table = given.table(&keys::PATROL)?;
    let shape = table.optional("shape", |given| {
        given.choice(
            ("shape of a patrol", "巡逻形状"),
            &[("circle", PatrolShape::Circle), ("box", PatrolShape::Box)],
        )
    });
    let number = |key, bounds| table.required(key, |given| given.number(bounds));
    let radius_m = number("radius_m", bounds(5.0, 20_000.0, "m"));
    let height_m = number("height_m", bounds(2.0, 1_000.0, "m"));
    let speed_mps = number("speed_mps", bounds(0.5, 40.0, "m/s"));
    Some(Patrol {
        shape: shape.unwrap_or(PatrolShape::Circle),
        radius_m: radius_m?,
        height_m: height_m?,
        speed_mps: speed_mps?,
    })
}

/// What is added to the start from vehicle to vehicle of a fleet, s.
pub fn start_interval_s(table: &Table<'_>) -> f64 {
    let interval = table.optional("auto_start_interval_s", |given| {
        given.number(bounds(0.0, MOMENT_S.most, "s"))
    });
    interval.unwrap_or(0.0)
}
