//! `haiou airspace query` on the shipped airspace.

use crate::haiou::{Ran, haiou, shipped_airspace, written};
use serde_json::Value;

const MAY_FOURTH_SQUARE: &str = "120.379,36.061,60agl";
const TUESDAY_MORNING: &str = "2026-11-24T10:00:00+08:00";

fn query_files(files: &[String], at: &str, time: &str, options: &[&str]) -> Ran {
    let mut arguments = vec!["airspace".to_owned(), "query".to_owned()];
    arguments.extend_from_slice(files);
    let question = ["--at", at, "--time", time];
    arguments.extend(
        question
            .iter()
            .chain(options)
            .map(|word| (*word).to_owned()),
    );
    haiou(&arguments)
}

fn query(at: &str, time: &str, options: &[&str]) -> Ran {
    query_files(&shipped_airspace(), at, time, options)
}

/// The decision and the exit code.
fn decision(at: &str, time: &str, options: &[&str]) -> (String, i32) {
    let options = [options, &["--json"]].concat();
    let ran = query(at, time, &options);
    let said: Value = serde_json::from_str(&ran.out).unwrap();
    (said["decision"].as_str().unwrap().to_owned(), ran.code)
}

#[track_caller]
fn assert_decision(found: (String, i32), decision: &str, code: i32) {
    assert_eq!(found, (decision.to_owned(), code));
}

#[test]
fn a_suitable_place_is_flyable_on_an_ordinary_day() {
    assert_decision(
        decision(MAY_FOURTH_SQUARE, TUESDAY_MORNING, &[]),
        "permitted",
        0,
    );
}

#[test]
fn the_suitable_airspace_ends_at_120_m_above_ground() {
    let at = |height: &str| format!("120.379,36.061,{height}agl");
    assert_decision(decision(&at("119.9"), TUESDAY_MORNING, &[]), "permitted", 0);
    assert_decision(
        decision(&at("120.1"), TUESDAY_MORNING, &[]),
        "prohibited",
        1,
    );
}

#[test]
fn an_evening_event_needs_an_approval_and_the_approval_lifts_it() {
    let friday_evening = "2026-11-27T20:00:00+08:00";
    let without = decision(MAY_FOURTH_SQUARE, friday_evening, &[]);
    assert_decision(without, "needs_authorization", 1);
    let held = ["--approval", "QD-EVENT-LIGHTS"];
    assert_decision(
        decision(MAY_FOURTH_SQUARE, friday_evening, &held),
        "permitted",
        0,
    );
}

#[test]
fn an_event_begins_and_ends_to_the_second() {
    // The event reaches up to a height above the sea, so the ground has to be known.
    let at = |time: &str| decision(MAY_FOURTH_SQUARE, time, &["--terrain", "flat:5"]);
    assert_decision(at("2026-12-31T16:59:59+08:00"), "permitted", 0);
    assert_decision(at("2026-12-31T17:00:01+08:00"), "prohibited", 1);
    assert_decision(at("2027-01-01T01:29:59+08:00"), "prohibited", 1);
    assert_decision(at("2027-01-01T01:30:01+08:00"), "permitted", 0);
}

#[test]
fn who_may_not_fly_now_is_told_when() {
    let ran = query(MAY_FOURTH_SQUARE, "2026-12-31T18:00:00+08:00", &["--json"]);
    let said: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(said["may_fly"], false);
    assert_eq!(said["findings"][0]["id"], "QD-EVENT-NEWYEAR-2027");
    let from = said["next_window"]["from"].as_str().unwrap();
    assert!(from.starts_with("2026-12-31T17:30:00"), "{from}");
}

#[test]
fn the_forest_park_is_flyable_under_conditions_that_are_told() {
    let ran = query("120.418,36.090,60agl", TUESDAY_MORNING, &["--lang", "zh"]);
    assert_eq!(ran.code, 0);
    assert!(ran.out.contains("有条件可以飞行"), "{}", ran.out);
    assert!(ran.out.contains("禁止携带明火"), "{}", ran.out);
}

#[test]
fn the_airport_and_unlisted_places_are_not_flyable() {
    assert_decision(
        decision("120.10,36.36,60agl", TUESDAY_MORNING, &[]),
        "prohibited",
        1,
    );
    // Out at sea: nothing forbids it, and nothing permits it.
    assert_decision(
        decision("120.90,35.80,60agl", TUESDAY_MORNING, &[]),
        "prohibited",
        1,
    );
}

#[test]
fn without_ground_a_height_above_the_sea_is_unknown_and_never_yes() {
    let at = "120.379,36.061,60amsl";
    assert_decision(decision(at, TUESDAY_MORNING, &[]), "unknown", 1);
    assert_decision(
        decision(at, TUESDAY_MORNING, &["--terrain", "flat:5"]),
        "permitted",
        0,
    );
    assert_decision(
        decision(at, TUESDAY_MORNING, &["--terrain", "synthetic"]),
        "permitted",
        0,
    );
}

#[test]
fn flying_over_a_place_where_imaging_is_forbidden_is_told() {
    let ran = query("120.329,36.055,60agl", TUESDAY_MORNING, &["--json"]);
    let said: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(said["may_fly"], true);
    assert_eq!(said["imaging"][0]["id"], "QD-NOIMG-QUAY");
}

#[test]
fn an_airspace_with_errors_is_judged_by_only_when_told_so() {
    let files = [written(
        "query-errors",
        "bad.geojson",
        r#"{"type":"FeatureCollection","features":[
      {"type":"Feature","properties":{"kind":"zone","id":"BAD","rule":"no such rule","radius_m":9},
       "geometry":{"type":"Point","coordinates":[120.1,36.1]}}]}"#,
    )
    .display()
    .to_string()];
    let ran = query_files(&files, MAY_FOURTH_SQUARE, TUESDAY_MORNING, &[]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("BAD"), "{}", ran.err);
    let partial = query_files(&files, MAY_FOURTH_SQUARE, TUESDAY_MORNING, &["--partial"]);
    assert_eq!(
        partial.code, 1,
        "what is left permits nothing: {}",
        partial.out
    );
}

#[test]
fn a_part_of_an_airspace_never_says_yes() {
    let files = [written(
        "query-part",
        "part.geojson",
        r#"{"type":"FeatureCollection","features":[
      {"type":"Feature","properties":{"kind":"zone","id":"OPEN","rule":"permitted","upper":120,"upper_datum":"amsl"},
       "geometry":{"type":"Polygon","coordinates":[[[120,36],[121,36],[121,37],[120,37],[120,36]]]}},
      {"type":"Feature","properties":{"kind":"zone","id":"CROSSED","rule":"prohibited"},
       "geometry":{"type":"Polygon","coordinates":[[[120.3,36],[120.4,36.1],[120.4,36],[120.3,36.1],[120.3,36]]]}}]}"#,
    )
    .display()
    .to_string()];
    let ran = query_files(
        &files,
        "120.379,36.061,60amsl",
        TUESDAY_MORNING,
        &["--partial", "--json"],
    );
    let said: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((ran.code, &said["may_fly"]), (1, &Value::Bool(false)));
    assert_eq!(said["decision"], "unknown");
}

#[test]
fn an_empty_airspace_permits_nothing() {
    let empty = r#"{"type":"FeatureCollection","features":[]}"#;
    let files = [written("query-empty", "empty.geojson", empty)
        .display()
        .to_string()];
    let ask = |options: &[&str]| query_files(&files, MAY_FOURTH_SQUARE, TUESDAY_MORNING, options);
    assert_eq!(ask(&[]).code, 2, "the file is not good");
    assert_eq!(
        ask(&["--partial"]).code,
        1,
        "and what is left permits nothing"
    );
}

#[test]
fn bad_questions_are_bad_usage() {
    for (at, time, options) in [
        ("120.379,36.061,60", TUESDAY_MORNING, &[][..]),
        (MAY_FOURTH_SQUARE, "2026-11-24T10:00:00", &[]),
        (
            MAY_FOURTH_SQUARE,
            TUESDAY_MORNING,
            &["--approval", "NO-SUCH-ZONE"],
        ),
        (
            MAY_FOURTH_SQUARE,
            TUESDAY_MORNING,
            &["--terrain", "no-such-folder"],
        ),
    ] {
        let ran = query(at, time, options);
        assert_eq!(ran.code, 2, "{at} {time} {options:?}: {}", ran.err);
        assert!(!ran.err.is_empty());
    }
}
