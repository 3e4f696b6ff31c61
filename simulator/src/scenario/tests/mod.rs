#![allow(clippy::unwrap_used)]

mod contents;
mod fleets;
mod mutations;
mod problems;
mod reference;
mod shipped;
mod values;

use super::{ReadOptions, Scenario, ScenarioFile, read};

/// The shipped scenarios.
const SHIPPED: [(&str, &str); 5] = [
    ("calm-day", include_str!("../../../scenarios/calm-day.toml")),
    (
        "windy-day",
        include_str!("../../../scenarios/windy-day.toml"),
    ),
    (
        "link-loss",
        include_str!("../../../scenarios/link-loss.toml"),
    ),
    (
        "fence-breach",
        include_str!("../../../scenarios/fence-breach.toml"),
    ),
    (
        "thousand-vehicles",
        include_str!("../../../scenarios/thousand-vehicles.toml"),
    ),
];

/// A scenario as small as one may be.
const SMALL: &str = r#"
[scenario]
name = "small"
start = 2026-11-24T08:00:00+08:00
duration_s = 600

[[dock]]
name = "dock"
at = [120.38, 36.06]

[[vehicle]]
name = "drone"
system_id = 1
at = [120.38, 36.06]
autopilot = "ardupilot-copter"
airframe = "inspection-quad"
links = [{ udp_to = "127.0.0.1:14550" }]
"#;

fn read_text(text: &str) -> ScenarioFile {
    let options = ReadOptions {
        file: "test.toml",
        vehicle_count: None,
    };
    read(text, options)
}

/// What a text holds that has no problem.
fn good(text: &str) -> Scenario {
    let file = read_text(text);
    assert!(file.problems.is_empty(), "{:#?}", file.problems);
    file.scenario.unwrap()
}

/// The small scenario with more after it.
fn small_and(more: &str) -> String {
    format!("{SMALL}\n{more}")
}
