//! `haiou replay`: everything that is in a log, and what the vehicles did.

use crate::haiou::{Ran, haiou, root};
use crate::recording::{capture, folder};
use serde_json::Value;
use std::path::PathBuf;
use std::process::{Command, Stdio};

fn replayed(path: &str) -> (Vec<Value>, Value) {
    let ran = haiou(&["replay", path, "--speed", "0", "--json"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let mut lines: Vec<Value> = ran
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let summary = lines.pop().unwrap();
    (lines, summary)
}

fn capture_path(name: &str) -> String {
    format!("tests/captures/{name}.tlog")
}

fn written(test: &str, bytes: &[u8]) -> String {
    let folder: PathBuf = folder(test);
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("flight.tlog");
    std::fs::write(&path, bytes).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn every_message_of_the_real_flights_is_accounted_for() {
    for (name, messages, heartbeats) in [
        ("ardupilot-mission", 3_345, 164),
        ("ardupilot-groundstation", 25_229, 233),
        ("px4-mission", 44_284, 104),
    ] {
        let (_, summary) = replayed(&capture_path(name));
        assert_eq!(summary["messages"], messages, "{name}");
        assert_eq!(summary["damaged_bytes"], 0);
        assert_eq!(summary["sent"], Value::Null);
        let counts = summary["by_message"].as_array().unwrap();
        let all: u64 = counts.iter().map(|it| it["count"].as_u64().unwrap()).sum();
        assert_eq!(all, messages);
        let beats = counts
            .iter()
            .find(|it| it["system"] == 1 && it["component"] == 1 && it["id"] == 0);
        let beats = beats.unwrap();
        assert_eq!(
            (&beats["name"], &beats["count"]),
            (&"HEARTBEAT".into(), &heartbeats.into())
        );
    }
}

#[test]
fn what_a_real_flight_was_is_told_in_its_order_and_in_the_logs_own_time() {
    let (news, summary) = replayed(&capture_path("px4-mission"));
    let told: Vec<&str> = news
        .iter()
        .filter(|it| it["kind"] != "text" && it["kind"] != "integrity")
        .map(|it| it["en"].as_str().unwrap())
        .collect();
    assert_eq!(
        told,
        [
            "discovered",
            "on the ground",
            "connected",
            "mode MISSION",
            "armed",
            "taking off",
            "reached item 0",
            "in the air",
            "reached item 1",
            "reached item 2",
            "reached item 3",
            "landing",
            "on the ground",
            "disarmed",
        ]
    );
    assert_eq!(news[0]["at"], "2026-11-23T13:24:41.920Z");
    assert_eq!(summary["from"], "2026-11-23T13:24:41.124Z");
    assert_eq!(summary["until"], "2026-11-23T13:26:26.935Z");
    let vehicle = &summary["vehicles"][0];
    assert_eq!(vehicle["autopilot"], "px4");
    assert_eq!(vehicle["mode"], "MISSION");
    assert_eq!(vehicle["armed"], false);
    assert_eq!(vehicle["integrity"], "good");
    assert_eq!(summary["vehicles"].as_array().unwrap().len(), 1);
}

#[test]
fn people_read_it_in_their_language() {
    let said = |language: &str| {
        let path = capture_path("ardupilot-mission");
        haiou(&["--lang", language, "replay", &path, "--speed", "0"]).out
    };
    let (en, zh) = (said("en"), said("zh"));
    assert!(
        en.contains("2026-11-23 21:19:15.340  vehicle 1: mode AUTO"),
        "{en}"
    );
    assert!(zh.contains("飞行器 1: 已解锁"), "{zh}");
    assert!(en.contains("3345  messages") && zh.contains("3345  条消息"));
}

#[test]
fn a_log_that_was_cut_off_is_read_up_to_there_and_says_so() {
    let log = capture("ardupilot-mission");
    let torn = &log[..log.len() - 5];
    let path = written("replay-torn", torn);
    let (_, summary) = replayed(&path);
    assert_eq!(summary["messages"], 3_344);
    let damage = &summary["damage"][0];
    let (offset, bytes) = (damage["offset"].as_u64(), damage["bytes"].as_u64());
    assert_eq!(offset.unwrap() + bytes.unwrap(), torn.len() as u64);
    assert_eq!(summary["damaged_bytes"], damage["bytes"]);
    let ran = haiou(&["replay", &path, "--speed", "0"]);
    assert!(
        ran.out.contains("bytes cannot be read, in 1 places:"),
        "{}",
        ran.out
    );
}

#[test]
#[allow(
    clippy::disallowed_methods,
    reason = "that it ends long before the log does is what is tested"
)]
fn it_ends_when_nobody_reads_any_more_what_it_tells() {
    let began = std::time::Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_haiou"))
        .args(["replay", &capture_path("px4-mission"), "--speed", "5"])
        .current_dir(root())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    assert!(child.wait().unwrap().success());
    // It would take 21 seconds.
    let took = began.elapsed();
    assert!(took < std::time::Duration::from_secs(15), "{took:?}");
}

#[test]
fn a_problem_that_nobody_can_be_told_is_no_panic() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let ended = Command::new(env!("CARGO_BIN_EXE_haiou"))
        .args(["replay", "nowhere.tlog"])
        .stderr(writer)
        .status()
        .unwrap();
    assert_eq!(ended.code(), Some(2));
}

fn refused(arguments: &[&str], code: i32, en: &str, zh: &str) {
    for (language, expected) in [("en", en), ("zh", zh)] {
        let mut all = vec!["--lang", language, "replay"];
        all.extend(arguments);
        let Ran { err, code: is, .. } = haiou(&all);
        assert_eq!(is, code, "{err}");
        assert!(err.contains(expected), "{err}");
    }
}

#[test]
fn a_log_without_a_message_is_the_answer_no() {
    let (en, zh) = ("there is no message in it", "其中没有任何消息");
    refused(&[&written("replay-empty", b""), "--speed", "0"], 1, en, zh);
    let rubbish = written("replay-rubbish", &[0x55; 5_000]);
    refused(&[&rubbish, "--speed", "0"], 1, en, zh);
}

#[test]
fn what_cannot_be_read_or_understood_has_code_2() {
    refused(&["nowhere.tlog"], 2, "cannot be read", "无法读取");
    refused(&[root().to_str().unwrap()], 2, "cannot be read", "无法读取");
    let log = capture_path("ardupilot-mission");
    refused(&[], 2, "FILE.tlog", "缺少参数");
    refused(
        &[&log, "--speed", "-1"],
        2,
        "a number from 0 on",
        "不小于 0",
    );
    refused(
        &[&log, "--speed", "fast"],
        2,
        "a number from 0 on",
        "不小于 0",
    );
    refused(&[&log, "--into", "udp://1.2.3.4"], 2, "no port", "缺少端口");
    refused(&[&log, &log], 2, "unexpected argument", "没有名为");
}
