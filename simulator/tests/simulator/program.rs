//! The program as people run it.

use crate::broker::Broker;
use rumqttc::QoS;
use simulator::scenario::{ReadOptions, Scenario, read};
use simulator::truth::{Judge, TruthLogReader};
use std::io::{BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const PROGRAM: &str = env!("CARGO_BIN_EXE_haiou-sim");

/// A scenario that needs no port: one vehicle that patrols by itself.
const ALONE: &str = r#"
[scenario]
name = "alone"
seed = 5
start = 2026-11-24T08:00:00+08:00
duration_s = 200

[[vehicle]]
name = "drone-1"
autopilot = "ardupilot-copter"
airframe = "inspection-quad"
system_id = 1
at = [120.3826, 36.0671]
patrol = { shape = "box", radius_m = 60, height_m = 40, speed_mps = 7 }
auto_start_s = 60

[[assert]]
name = "it flies"
kind = "airborne"
at_s = 150
at_least = 1

[[assert]]
name = "nothing crashes"
kind = "no-crash"
"#;

/// A folder of its own, taken away at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("haiou-sim-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let file = self.0.join(name);
        std::fs::write(&file, text).unwrap();
        file
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).ok();
    }
}

fn run(scenario: &Path, arguments: &[&str], typed: &str) -> Output {
    let mut program = Command::new(PROGRAM)
        .arg(scenario)
        .args(["--speed", "0"])
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    program
        .stdin
        .take()
        .unwrap()
        .write_all(typed.as_bytes())
        .unwrap();
    program.wait_with_output().unwrap()
}

fn events(output: &Output, kind: &str) -> Vec<serde_json::Value> {
    let text = String::from_utf8_lossy(&output.stdout);
    let lines = text.lines().map(|line| serde_json::from_str(line).unwrap());
    lines
        .filter(|event: &serde_json::Value| event["event"] == kind)
        .collect()
}

fn scenario(text: &str) -> Scenario {
    let options = ReadOptions {
        file: "alone.toml",
        vehicle_count: None,
    };
    read(text, options).scenario.unwrap()
}

#[test]
fn all_that_had_to_come_out_came_out_and_the_log_of_the_truth_says_the_same() {
    let folder = Folder::new("met");
    let (file, log) = (
        folder.write("alone.toml", ALONE),
        folder.0.join("truth.jsonl"),
    );
    let output = run(&file, &["--json", "--truth", &log.to_string_lossy()], "");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let told: Vec<String> = events(&output, "verdict")
        .iter()
        .map(|it| {
            format!(
                "{} {}",
                it["name"].as_str().unwrap(),
                it["outcome"].as_str().unwrap()
            )
        })
        .collect();
    assert_eq!(told, ["it flies met", "nothing crashes met"]);

    let scenario = scenario(ALONE);
    let input = BufReader::new(std::fs::File::open(&log).unwrap());
    let mut reader = TruthLogReader::new(input, &scenario).unwrap();
    let mut judge = Judge::new(&scenario);
    while let Some(record) = reader.next_record().unwrap() {
        judge.take(&record);
    }
    let again: Vec<String> = judge
        .verdicts()
        .iter()
        .map(|it| format!("{} {}", it.name, format!("{:?}", it.outcome).to_lowercase()))
        .collect();
    assert_eq!(again, told);
}

#[test]
fn what_does_not_come_out_makes_the_program_say_so_in_both_languages() {
    let folder = Folder::new("not-met");
    let text = ALONE.replace("at_s = 150", "at_s = 20");
    let early = folder.write("early.toml", &text);
    for (language, words) in [("en", "NOT MET: it flies"), ("zh", "未达成：it flies")] {
        let output = run(&early, &["--lang", language], "");
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(told.contains(words), "{told}");
    }
}

#[test]
fn a_scenario_that_cannot_be_read_is_refused_with_all_its_problems() {
    let folder = Folder::new("bad");
    let text = ALONE
        .replace("inspection-quad", "inspection-quat")
        .replace("duration_s", "duratoin_s");
    let file = folder.write("bad.toml", &text);
    let output = run(&file, &[], "");
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2));
    assert!(
        told.contains("duration_s") && told.contains("inspection-quad"),
        "{told}"
    );
    let nowhere = run(Path::new("nowhere.toml"), &[], "");
    assert_eq!(nowhere.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&nowhere.stderr).contains("nowhere.toml"));
}

#[test]
fn a_fault_that_is_typed_happens_and_one_that_is_none_is_answered() {
    let folder = Folder::new("typed");
    let file = folder.write(
        "alone.toml",
        &ALONE.replace("duration_s = 200", "duration_s = 3000"),
    );
    let typed = "fault freeze vehicle=drone-1\nfault fraeze vehicle=drone-1\n";
    let output = run(&file, &["--json"], typed);
    let news = events(&output, "news");
    let frozen = news
        .iter()
        .any(|it| it["en"] == "fault at drone-1: autopilot frozen");
    let answers = events(&output, "message");
    let refused = answers
        .iter()
        .any(|it| it["text"].as_str().unwrap().contains("freeze"));
    assert!(frozen && refused, "{output:?}");
}

/// Those that need no ground station.
#[test]
fn shipped_scenarios_come_out_as_they_have_to() {
    for (name, assertions) in [("fence-breach", 8), ("windy-day", 5), ("calm-day", 6)] {
        let file = format!("scenarios/{name}.toml");
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        let output = run(&file, &["--json"], "");
        let verdicts = events(&output, "verdict");
        assert_eq!(output.status.code(), Some(0), "{name}: {verdicts:#?}");
        assert_eq!(verdicts.len(), assertions, "{name}");
    }
}

/// A dock, a sensor and a receiver that publish to a broker.
fn published(port: u16) -> String {
    let city = r#"
[[dock]]
name = "north"
at = [120.3840, 36.0671]
lid_open = false

[[sensor]]
name = "noise"
kind = "noise"
at = [120.3840, 36.0671]

[publish]
mqtt = "127.0.0.1:PORT"
"#;
    let alone = ALONE.replace("duration_s = 200", "duration_s = 80000");
    alone + &city.replace("PORT", &port.to_string())
}

#[test]
fn what_the_city_says_is_at_the_broker_and_its_docks_obey() {
    let broker = Broker::start("program");
    let folder = Folder::new("published");
    let file = folder.write("published.toml", &published(broker.port));
    let mut listener = broker.listen("controller");
    let mut program = Command::new(PROGRAM)
        .arg(&file)
        .args(["--speed", "20", "--json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let json = |payload: &[u8]| serde_json::from_slice::<serde_json::Value>(payload).unwrap();
    let state = "haiou/v1/docks/north/state";
    assert_eq!(json(&listener.next_on(state).payload)["lid"], "closed");
    listener.next_on("haiou/v1/sensors/noise/reading");
    let order = r#"{"command_id": "c-1", "command": "open_lid"}"#;
    let topic = "haiou/v1/docks/north/command";
    let say = |listener: &crate::broker::Listener, topic: &str| {
        let client = &listener.client;
        client
            .publish(topic, QoS::AtLeastOnce, false, order)
            .unwrap();
    };
    say(&listener, topic);
    let reply = "haiou/v1/docks/north/reply";
    assert_eq!(json(&listener.next_on(reply).payload)["result"], "accepted");
    assert_eq!(json(&listener.next_on(reply).payload)["result"], "done");
    while json(&listener.next_on(state).payload)["lid"] != "open" {}
    say(&listener, "haiou/v1/docks/south/command");
    // The program has heard that one when it has answered the next.
    say(&listener, topic);
    listener.next_on(reply);
    program.stdin.take().unwrap().write_all(b"quit\n").unwrap();
    let output = program.wait_with_output().unwrap();
    let said = events(&output, "message");
    let has = |text: &str| {
        said.iter()
            .any(|it| it["text"].as_str().unwrap().contains(text))
    };
    assert!(
        has("publishes to mqtt 127.0.0.1:") && has("\"south\""),
        "{said:#?}"
    );
    let progress = events(&output, "progress");
    let published = &progress.last().unwrap()["published"];
    assert!(published["sent"].as_u64().unwrap() > 5, "{published}");
}

fn judge(scenario: &Path, log: &Path, arguments: &[&str]) -> Output {
    let mut program = Command::new(PROGRAM);
    program.arg("judge").args(arguments).arg(scenario).arg(log);
    program.output().unwrap()
}

#[test]
fn a_log_is_judged_afterwards_as_it_was_while_it_was_written() {
    let folder = Folder::new("judged");
    let log = folder.0.join("truth.jsonl");
    for (at_s, code, words) in [(150, 0, "met: it flies"), (20, 1, "NOT MET: it flies")] {
        let text = ALONE.replace("at_s = 150", &format!("at_s = {at_s}"));
        let file = folder.write("alone.toml", &text);
        let live = run(&file, &["--json", "--truth", &log.to_string_lossy()], "");
        let afterwards = judge(&file, &log, &["--json"]);
        assert_eq!(live.status.code(), Some(code));
        assert_eq!(afterwards.status.code(), Some(code), "{afterwards:?}");
        let verdicts = events(&afterwards, "verdict");
        assert_eq!(verdicts, events(&live, "verdict"));
        assert_eq!(verdicts.len(), 2);
        let told = judge(&file, &log, &["--lang", "en"]).stdout;
        assert!(String::from_utf8_lossy(&told).contains(words));
    }
    // One that was cut off does not say how it went on.
    let all = std::fs::read(&log).unwrap();
    std::fs::write(&log, &all[..all.len() / 4]).unwrap();
    let file = folder.write("alone.toml", ALONE);
    let early = folder.write("early.toml", &ALONE.replace("at_s = 150", "at_s = 20"));
    let cut = judge(&early, &log, &["--json"]);
    assert_eq!(cut.status.code(), Some(1), "{cut:?}");
    let outcomes: Vec<_> = events(&cut, "verdict")
        .iter()
        .map(|it| it["outcome"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(outcomes, ["not-met", "undecided"]);
    // And it is one of that scenario alone.
    for (language, words) in [("en", "not of this one"), ("zh", "不是此情景")] {
        let other = judge(&file, &log, &["--lang", language]);
        assert_eq!(other.status.code(), Some(2), "{other:?}");
        let told = String::from_utf8_lossy(&other.stderr).into_owned();
        assert!(told.contains(words), "{told}");
        assert!(other.stdout.is_empty());
    }
}

#[test]
fn what_cannot_be_read_is_not_judged() {
    let folder = Folder::new("unreadable");
    let file = folder.write("alone.toml", ALONE);
    let log = folder.write("truth.jsonl", "{\"record\":\"end\",\"at_us\":1}\n");
    for (language, words) in [("en", "line 1 of the log"), ("zh", "第 1 行")] {
        let no_head = judge(&file, &log, &["--lang", language]);
        assert_eq!(no_head.status.code(), Some(2));
        let told = String::from_utf8_lossy(&no_head.stderr).into_owned();
        assert!(told.contains(words), "{told}");
    }
    let nowhere = folder.0.join("nowhere.jsonl");
    assert_eq!(judge(&file, &nowhere, &[]).status.code(), Some(2));
    assert_eq!(judge(&nowhere, &log, &[]).status.code(), Some(2));
    let bad = folder.write("bad.toml", &ALONE.replace("duration_s", "duratoin_s"));
    assert_eq!(judge(&bad, &log, &[]).status.code(), Some(2));
    // Nothing that has to come out is nothing that has come out.
    let (day, _) = ALONE.split_once("[[assert]]").unwrap();
    let silent = folder.write("silent.toml", day);
    let truth = folder.0.join("silent.jsonl");
    let played = run(&silent, &["--truth", &truth.to_string_lossy()], "");
    assert_eq!(played.status.code(), Some(0), "{played:?}");
    let nothing = judge(&silent, &truth, &["--lang", "en"]);
    assert_eq!(nothing.status.code(), Some(2), "{nothing:?}");
    assert!(String::from_utf8_lossy(&nothing.stderr).contains("nothing to judge"));
    // It asks for both.
    let half = Command::new(PROGRAM)
        .arg("judge")
        .arg(&file)
        .output()
        .unwrap();
    assert_eq!(half.status.code(), Some(2));
    assert_eq!(
        Command::new(PROGRAM).output().unwrap().status.code(),
        Some(2)
    );
}
