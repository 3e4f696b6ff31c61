//! `haiou airspace check`.

use crate::haiou::{haiou, shipped_airspace, written};
use serde_json::Value;

/// Vertices 1 and 2 are swapped, so that the ring crosses itself.
const BOW_TIE: &str = r#"{"type":"FeatureCollection","features":[
  {"type":"Feature","properties":{"kind":"zone","id":"GOOD","rule":"prohibited"},
   "geometry":{"type":"Polygon","coordinates":[[[120.1,36.1],[120.2,36.1],[120.2,36.2],[120.1,36.1]]]}},
  {"type":"Feature","properties":{"kind":"zone","id":"BOW-TIE","rule":"prohibited"},
   "geometry":{"type":"Polygon","coordinates":[[[120.1,36.1],[120.2,36.2],[120.2,36.1],[120.1,36.2],[120.1,36.1]]]}}
]}"#;

fn check(options: &[&str], files: &[String]) -> crate::haiou::Ran {
    let mut arguments = vec!["airspace".to_owned(), "check".to_owned()];
    arguments.extend(options.iter().map(|option| (*option).to_owned()));
    arguments.extend_from_slice(files);
    haiou(&arguments)
}

#[test]
fn the_shipped_airspace_is_good() {
    let ran = check(&[], &shipped_airspace());
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert_eq!(ran.err, "");
}

#[test]
fn machines_are_told_how_much_the_shipped_airspace_holds() {
    let ran = check(&["--json"], &shipped_airspace());
    let said: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(said["good"], true);
    assert_eq!(said["errors"], 0);
    let features: u64 = said["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| file["zones"].as_u64().unwrap() + file["obstacles"].as_u64().unwrap())
        .sum();
    assert!(features >= 40, "{features} features");
}

#[test]
fn a_ring_that_crosses_itself_is_told_with_its_place() {
    let file = written("check-bow-tie", "bow-tie.geojson", BOW_TIE);
    let ran = check(&["--json"], &[file.display().to_string()]);
    assert_eq!(ran.code, 1);
    let said: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(said["good"], false);
    let problems = said["files"][0]["problems"].as_array().unwrap();
    let crossing = problems
        .iter()
        .find(|problem| problem["severity"] == "error")
        .unwrap();
    let place = &crossing["place"];
    assert_eq!(place["file"], file.display().to_string());
    assert_eq!(place["feature"], 1);
    assert!(place["vertex"].is_u64(), "{place}");
}

#[test]
fn a_problem_is_told_in_the_language_asked_for() {
    let file = written("check-language", "bow-tie.geojson", BOW_TIE);
    let name = [file.display().to_string()];
    let english = check(&[], &name);
    assert!(english.out.contains("error"), "{}", english.out);
    assert!(english.out.contains("not good"), "{}", english.out);
    let chinese = check(&["--lang", "zh"], &name);
    assert!(chinese.out.contains("错误"), "{}", chinese.out);
    assert!(chinese.out.contains("不合格"), "{}", chinese.out);
}

#[test]
fn one_id_in_two_files_is_refused() {
    let zone = |id: &str| {
        BOW_TIE.replace("BOW-TIE", id).replace(
            "[120.2,36.2],[120.2,36.1],[120.1,36.2]",
            "[120.2,36.1],[120.2,36.2]",
        )
    };
    let first = written("check-ids", "first.geojson", &zone("A"));
    let second = written("check-ids", "second.geojson", &zone("B"));
    let files = [first.display().to_string(), second.display().to_string()];
    assert_eq!(check(&[], &files[..1]).code, 0);
    let ran = check(&[], &files);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("id-in-two-files"), "{}", ran.out);
    assert!(ran.out.contains("\"GOOD\""), "{}", ran.out);
    assert!(!ran.out.contains("\"B\""), "{}", ran.out);
}

#[test]
fn an_airspace_that_holds_nothing_is_refused() {
    let empty = r#"{"type":"FeatureCollection","features":[]}"#;
    let file = written("check-empty", "empty.geojson", empty);
    assert_eq!(check(&[], &[file.display().to_string()]).code, 1);
}

#[test]
fn a_file_that_is_not_there_is_unreadable_and_the_others_are_still_checked() {
    let bad = written("check-missing", "bow-tie.geojson", BOW_TIE);
    let files = ["no-such-file.geojson".to_owned(), bad.display().to_string()];
    let ran = check(&[], &files);
    assert_eq!(ran.code, 2);
    assert!(ran.out.contains("no-such-file.geojson"), "{}", ran.out);
    assert!(ran.out.contains("BOW-TIE"), "{}", ran.out);
}

#[test]
fn a_file_that_is_no_airspace_is_unreadable() {
    let file = written(
        "check-noise",
        "picture.bin",
        "\u{1}\u{2} this is no airspace",
    );
    assert_eq!(check(&[], &[file.display().to_string()]).code, 2);
}
