use super::*;
use chrono::{DateTime, Utc};
use geofences::{Language, Severity};
use written::Notation;

mod patterns;
mod recurring;

/// What every patrol of these tests begins with.
const HEAD: &str = r#"[patrol]
id = "p"
name = "a patrol"
name_zh = "任务"
department = "a department"
department_zh = "部门"
"#;

const SURVEY: &str = r#"[pattern]
kind = "survey"
[[pattern.area]]
outer = [[120.400, 36.140], [120.410, 36.140], [120.410, 36.150], [120.400, 36.150]]
[sensor]
camera = "wide"
gsd_cm = 2.5
"#;

fn read_toml(text: &str) -> PatrolFile {
    read_text("some.toml", text, Notation::Toml)
}

fn good(text: &str) -> Patrol {
    let file = read_toml(text);
    assert_eq!(file.problems, [], "{text}");
    file.patrol.unwrap()
}

/// The code, the line and the key of each problem.
fn problems(text: &str) -> Vec<(&'static str, usize, String)> {
    let file = read_toml(text);
    let is_error = |severity| severity == Severity::Error;
    let has_error = file.problems.iter().any(|it| is_error(it.severity));
    assert_eq!(file.patrol.is_none(), has_error);
    for problem in &file.problems {
        for language in [Language::En, Language::Zh] {
            assert!(!problem.what.in_language(language).is_empty());
        }
        assert_ne!(problem.what.en, problem.what.zh);
        if let Some(help) = &problem.help {
            assert!(!help.en.is_empty() && !help.zh.is_empty());
        }
    }
    let of = |it: &written::Problem| (it.code, it.place.line, it.place.key.clone());
    file.problems.iter().map(of).collect()
}

/// The code and the key of each problem of a patrol with this after its head.
fn after_head(rest: &str) -> Vec<(&'static str, String)> {
    let found = problems(&format!("{HEAD}{rest}")).into_iter();
    found.map(|(code, _, key)| (code, key)).collect()
}

fn one(code: &'static str, key: &str) -> Vec<(&'static str, String)> {
    vec![(code, key.to_owned())]
}

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[test]
fn a_small_patrol_is_good_and_has_the_usual_where_nothing_is_said() {
    let patrol = good(&format!("{HEAD}{SURVEY}"));
    assert_eq!(patrol.id, "p");
    assert_eq!(patrol.name.zh, "任务");
    assert_eq!(patrol.department.en, "a department");
    assert_eq!(patrol.priority, Priority::Normal);
    assert!(!patrol.may_overfly_people);
    assert_eq!(patrol.height, Height::ForGsd { gsd_m: 0.025 });
    let sensor = patrol.sensor.as_ref().unwrap();
    assert_eq!(sensor.recording, Recording::Photos);
    assert_eq!((sensor.forward_overlap, sensor.side_overlap), (0.75, 0.6));
    assert_eq!(patrol.recurrence, None);
    assert_eq!(patrol.limits.light, Light::Day);
    assert_eq!(patrol.limits.wind_mps, None);
    assert_eq!(patrol.approvals, Approvals::default());
    let always = patrol.occurrences(utc("2000-01-01T00:00:00Z"), utc("2100-01-01T00:00:00Z"));
    assert_eq!(always, []);
}

#[test]
fn all_problems_come_at_once_each_where_it_is() {
    let text = r#"[patrol]
id = "a b"
name = "x"
departmnt = "y"
department_zh = "部门"
priority = "urgent"

[pattern]
kind = "survey"
width_m = 20
[[pattern.area]]
outer = [[120.40, 36.14], [120.41, 36.15], [120.41, 36.14], [120.40, 36.15]]

[sensor]
camera = "wide"
gsd_cm = 2
forward_overlap = 1

[flight]
height_agl_m = 80

[recurrence]
rule = "FREQ=DAYLY"
first_day = "2026-02-30"
[[recurrence.window]]
days = ["mon", "wednesday"]
from = 09:00:00
until = 08:00

[limits]
wind_mps = 70
light = "dark"

[approvals]
kinds = ["flight-activiti"]
"#;
    let expected = [
        ("missing-key", 1, "patrol.name_zh"),
        ("missing-key", 1, "patrol.department"),
        ("bad-name", 2, "patrol.id"),
        ("unknown-key", 4, "patrol.departmnt"),
        ("unknown-word", 6, "patrol.priority"),
        ("useless-key", 10, "pattern.width_m"),
        ("ring-crosses-itself", 12, "pattern.area[0].outer[0]"),
        ("out-of-range", 17, "sensor.forward_overlap"),
        ("contradiction", 20, "flight.height_agl_m"),
        ("bad-rule", 23, "recurrence.rule"),
        ("bad-time", 24, "recurrence.first_day"),
        ("unknown-word", 26, "recurrence.window[0].days[1]"),
        ("out-of-range", 31, "limits.wind_mps"),
        ("unknown-word", 32, "limits.light"),
        ("unknown-word", 35, "approvals.kinds[0]"),
    ];
    let found = problems(text);
    let found: Vec<_> = found
        .iter()
        .map(|(code, line, key)| (*code, *line, key.as_str()))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn json_is_the_same_patrol() {
    let toml = format!(
        "{HEAD}{SURVEY}[recurrence]\nrule = \"FREQ=DAILY\"\nfirst_day = 2026-12-01\nwindow = [{{from = 08:00:00, until = 09:00:00}}]\n"
    );
    let json = r#"{
      "patrol": {"id": "p", "name": "a patrol", "name_zh": "任务",
                 "department": "a department", "department_zh": "部门"},
      "pattern": {"kind": "survey", "area": [{"outer":
        [[120.400, 36.140], [120.410, 36.140], [120.410, 36.150], [120.400, 36.150]]}]},
      "sensor": {"camera": "wide", "gsd_cm": 2.5},
      "recurrence": {"rule": "FREQ=DAILY", "first_day": "2026-12-01",
                     "window": [{"from": "08:00", "until": "09:00"}]}
    }"#;
    let file = read("some.json", json.as_bytes());
    assert_eq!(file.problems, []);
    assert_eq!(file.patrol, Some(good(&toml)));
}

#[test]
fn the_example_of_the_reference_is_good() {
    const REFERENCE: &str =
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/patrols.md"));
    let (_, rest) = REFERENCE.split_once("```toml\n").unwrap();
    let (example, _) = rest.split_once("```").unwrap();
    let patrol = good(example);
    assert_eq!(patrol.id, "licang-roofs");
}

#[test]
fn bytes_that_are_no_text_are_one_problem() {
    let file = read("some.toml", b"[patrol]\nid = \"\xff\"");
    assert_eq!(file.patrol, None);
    assert_eq!(file.problems.len(), 1);
    assert_eq!(file.problems[0].code, "not-utf-8");
    assert_eq!(file.problems[0].place.line, 2);
}

#[test]
fn an_empty_file_tells_what_there_has_to_be() {
    let missing: Vec<_> = problems("")
        .into_iter()
        .map(|(code, _, key)| (code, key))
        .collect();
    assert_eq!(
        missing,
        [
            ("missing-key", "patrol".to_owned()),
            ("missing-key", "pattern".to_owned())
        ]
    );
}

#[test]
fn limits_that_no_weather_meets_are_told() {
    let cold = format!("{SURVEY}[limits]\nleast_temperature_c = 5\nhighest_temperature_c = 4\n");
    assert_eq!(after_head(&cold), one("contradiction", "limits"));
    let gusts = format!("{SURVEY}[limits]\nwind_mps = 8\ngust_mps = 7\n");
    assert_eq!(after_head(&gusts), one("contradiction", "limits"));
    let even = format!("{SURVEY}[limits]\nwind_mps = 8\ngust_mps = 8\n");
    assert_eq!(after_head(&even), []);
}

#[test]
fn approvals_are_kinds_and_zones() {
    let text = format!(
        "{HEAD}{SURVEY}[approvals]\nkinds = [\"network\", \"dropping\"]\nzones = [\"A\"]\n"
    );
    let approvals = good(&text).approvals;
    assert_eq!(
        approvals.kinds,
        [ApprovalKind::Network, ApprovalKind::Dropping]
    );
    assert_eq!(approvals.zones, [geofences::ZoneId::new("A")]);
    let twice = format!("{SURVEY}[approvals]\nzones = [\"A\", \"A\"]\n");
    assert_eq!(after_head(&twice), one("duplicate", "approvals.zones[1]"));
}

#[test]
fn no_change_of_a_byte_or_a_line_makes_the_reader_panic() {
    let text = format!(
        "{HEAD}{SURVEY}[recurrence]\nrule = \"FREQ=MONTHLY;BYDAY=1TU\"\nfirst_day = 2026-12-01\nwindow = [{{from = 08:00:00, until = 09:00:00}}]\n"
    );
    for at in (0..text.len()).step_by(3) {
        for byte in [b'"', b'[', b'9', b'-', b'=', b'\n', 0xff] {
            let mut bytes = text.clone().into_bytes();
            bytes[at] = byte;
            let file = read("some.toml", &bytes);
            let is_error = |severity| severity == Severity::Error;
            let has_error = file.problems.iter().any(|it| is_error(it.severity));
            assert_eq!(file.patrol.is_none(), has_error);
        }
    }
    let lines: Vec<&str> = text.lines().collect();
    for without in 0..lines.len() {
        let kept = lines.iter().enumerate().filter(|(at, _)| *at != without);
        let kept: Vec<&str> = kept.map(|(_, line)| *line).collect();
        problems(&kept.join("\n"));
    }
}
