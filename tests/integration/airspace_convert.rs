//! `haiou airspace convert`.

use crate::haiou::{Ran, haiou, shipped_airspace, written};
use std::path::{Path, PathBuf};

fn convert(options: &[&str], input: &Path, output: &Path) -> Ran {
    let mut arguments: Vec<&std::ffi::OsStr> = vec!["airspace".as_ref(), "convert".as_ref()];
    arguments.extend(options.iter().map(std::ffi::OsStr::new));
    arguments.push(input.as_ref());
    arguments.push(output.as_ref());
    haiou(&arguments)
}

fn harbour() -> PathBuf {
    let files = shipped_airspace();
    files
        .iter()
        .find(|name| name.ends_with("harbour.geojson"))
        .unwrap()
        .into()
}

fn output(test: &str, name: &str) -> PathBuf {
    let path = written(test, name, "");
    std::fs::remove_file(&path).unwrap();
    path
}

fn zones_in(file: &Path) -> u64 {
    let checked = haiou(&["airspace", "check", "--json", file.to_str().unwrap()]);
    assert_eq!(checked.code, 0, "{}", checked.out);
    let said: serde_json::Value = serde_json::from_str(&checked.out).unwrap();
    said["files"][0]["zones"].as_u64().unwrap()
}

#[test]
fn what_was_converted_can_be_read_again_with_as_many_zones() {
    for name in ["out.geojson", "out.kml", "out.kmz"] {
        let out = output("convert-formats", name);
        let ran = convert(&[], &harbour(), &out);
        assert_eq!(ran.code, 0, "{name}: {}{}", ran.out, ran.err);
        assert_eq!(zones_in(&out), 7, "{name}");
    }
}

#[test]
fn a_zone_that_the_format_has_no_word_for_is_named() {
    // A plan needs an area to stay in.
    let mut with_permission: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(harbour()).unwrap()).unwrap();
    let around: serde_json::Value = serde_json::from_str(
        r#"{"type":"Feature","properties":{"kind":"zone","id":"AROUND","rule":"permitted","upper":120,"upper_datum":"agl"},
            "geometry":{"type":"Polygon","coordinates":[[[119,35],[122,35],[122,37],[119,37],[119,35]]]}}"#,
    )
    .unwrap();
    with_permission["features"]
        .as_array_mut()
        .unwrap()
        .push(around);
    let input = written("convert-losses", "in.geojson", &with_permission.to_string());
    for name in ["out.ed318.json", "out.plan"] {
        let out = output("convert-losses", name);
        let ran = convert(&[], &input, &out);
        assert_eq!(ran.code, 0, "{name}: {}{}", ran.out, ran.err);
        let fairway = ran
            .out
            .lines()
            .find(|line| line.contains("QD-PORT-FAIRWAY"));
        assert!(
            fairway.unwrap().starts_with("warning"),
            "{name}: {}",
            ran.out
        );
        assert_eq!(zones_in(&out), 7, "{name}");
    }
}

#[test]
fn restrictions_alone_are_not_converted_to_a_plan_that_permits_all_else() {
    let out = output("convert-restrictions", "out.plan");
    let ran = convert(&[], &harbour(), &out);
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    let mut lines = ran.out.lines();
    assert!(
        lines.any(|line| line.starts_with("error") && line.contains("keep-in")),
        "{}",
        ran.out
    );
    assert!(!out.exists());
}

#[test]
fn a_permission_that_a_plan_would_widen_is_not_converted() {
    let low = r#"{"type":"FeatureCollection","features":[
      {"type":"Feature","properties":{"kind":"zone","id":"LOW","rule":"permitted","upper":60,"upper_datum":"agl",
        "times":[{"days":["mon"],"daily_from":"08:00","daily_until":"18:00"}]},
       "geometry":{"type":"Polygon","coordinates":[[[120.1,36.1],[120.2,36.1],[120.2,36.2],[120.1,36.1]]]}}]}"#;
    let input = written("convert-widened", "low.geojson", low);
    let out = output("convert-widened", "out.plan");
    let ran = convert(&[], &input, &out);
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    let told = ran.out.lines().filter(|line| line.starts_with("error"));
    assert_eq!(
        told.filter(|line| line.contains("LOW")).count(),
        2,
        "{}",
        ran.out
    );
    assert!(!out.exists());
}

#[test]
fn a_file_with_errors_is_converted_only_when_told_so() {
    let bad = r#"{"type":"FeatureCollection","features":[
      {"type":"Feature","properties":{"kind":"zone","id":"GOOD","rule":"prohibited"},
       "geometry":{"type":"Polygon","coordinates":[[[120.1,36.1],[120.2,36.1],[120.2,36.2],[120.1,36.1]]]}},
      {"type":"Feature","properties":{"kind":"zone","id":"BAD","rule":"no such rule"},
       "geometry":{"type":"Point","coordinates":[120.1,36.1]}}]}"#;
    let input = written("convert-errors", "bad.geojson", bad);
    let out = output("convert-errors", "out.kml");
    let ran = convert(&[], &input, &out);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("BAD"), "{}", ran.out);
    assert!(!out.exists());
    let partial = convert(&["--partial"], &input, &out);
    assert_eq!(partial.code, 1, "what was written is not the airspace");
    assert!(
        partial.err.contains("a part of the airspace"),
        "{}",
        partial.err
    );
    assert!(out.exists());
}

#[test]
fn an_unknown_extension_is_bad_usage() {
    let out = output("convert-extension", "out.dwg");
    let ran = convert(&["--lang", "zh"], &harbour(), &out);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("扩展名"), "{}", ran.err);
}

#[test]
fn the_input_is_never_overwritten() {
    let content = std::fs::read_to_string(crate::haiou::root().join(harbour())).unwrap();
    let input = written("convert-itself", "harbour.geojson", &content);
    assert_eq!(convert(&[], &input, &input).code, 2);
    assert_eq!(std::fs::read_to_string(&input).unwrap(), content);
}

#[test]
fn an_input_that_is_not_there_is_unreadable() {
    let out = output("convert-missing", "out.kml");
    let ran = convert(&[], Path::new("no-such-file.geojson"), &out);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("no-such-file.geojson"), "{}", ran.err);
}
