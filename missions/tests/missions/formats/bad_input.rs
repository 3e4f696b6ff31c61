//! What is wrong with a file is said, all at once, with its place; no file takes the memory.

use super::sample::in_items;
use super::{COPTER, codes, errors, written};
use geofences::{AltitudeDatum, Severity};
use missions::formats::{Format, LARGEST_FILE_BYTES, read, write};
use missions::mission::{Deed, Step};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::io::{Cursor, Write};

pub(super) fn plan(items: &str) -> String {
    format!(
        r#"{{"fileType": "Plan", "version": 1, "mission": {{"version": 2, "firmwareType": 3,
"plannedHomePosition": [36.06, 120.38, 12.5], "items": [
{items}
]}}}}"#
    )
}

pub(super) fn waypoint(params: &str) -> String {
    format!(r#"{{"type": "SimpleItem", "command": 16, "frame": 3, "params": [{params}]}}"#)
}

#[test]
fn every_wrong_item_of_a_plan_is_told_with_its_index_field_and_line() {
    let items = [
        waypoint("0, 0, 0, null, 36.06, 120.38, 50"),
        waypoint("0, 0, 0, null, 136.06, 120.38, 50"),
        waypoint("0, 0, 0, null, 36.06, 120.38"),
        waypoint("0, 0, 0, null, 36.06, 120.38, 9e9"),
        r#"{"type": "SimpleItem", "command": -3, "frame": 3.5, "params": "no", "autoContinue": 1}"#
            .to_owned(),
        r#"{"type": "ComplexItem", "complexItemType": "StructureScan"}"#.to_owned(),
        "7".to_owned(),
        r#"{"command": 16, "command": 21, "params": [0,0,0,0,0,0,0]}"#.to_owned(),
    ];
    let (mission, problems) = read(plan(&items.join(",\n")).as_bytes(), "bad.plan");
    assert!(mission.is_none());
    let told: Vec<_> = problems
        .iter()
        .filter(|it| it.severity == Severity::Error)
        .map(|it| (it.place.feature.unwrap(), it.code))
        .collect();
    for expected in [
        (1, "position-out-of-range"),
        (2, "item-malformed"),
        (3, "height-out-of-range"),
        (4, "item-malformed"),
        (5, "plan-item-not-worked-out"),
        (6, "plan-malformed"),
        (7, "duplicate-key"),
    ] {
        assert!(told.contains(&expected), "{expected:?} in {told:?}");
    }
    let of_fourth = problems.iter().filter(|it| it.place.feature == Some(4));
    let fields: Vec<_> = of_fourth
        .map(|it| it.place.field.clone().unwrap())
        .collect();
    assert_eq!(
        fields,
        ["command", "frame", "autoContinue", "params"].map(|it| format!("mission.items[4].{it}"))
    );
    assert!(
        problems
            .iter()
            .all(|it| it.severity < Severity::Error || it.place.line.is_some())
    );
    let second = problems
        .iter()
        .find(|it| it.code == "position-out-of-range")
        .unwrap();
    assert_eq!(second.place.line, Some(4));
}

#[test]
fn a_plan_without_home_or_of_another_version_is_none() {
    let good = plan(&waypoint("0, 0, 0, null, 36.06, 120.38, 50"));
    assert!(read(good.as_bytes(), "a.plan").0.is_some());
    for (from, to, code) in [
        ("plannedHomePosition", "plannedHome", "plan-incomplete"),
        ("120.38, 12.5]", "120.38, null]", "home-unknown"),
        ("\"version\": 2", "\"version\": 3", "plan-version"),
        ("\"Plan\"", "\"Mission\"", "plan-file-type"),
        ("\"items\"", "\"item\"", "plan-incomplete"),
        ("\"mission\"", "\"missions\"", "plan-incomplete"),
    ] {
        let bad = good.replacen(from, to, 1);
        assert!(
            errors(bad.as_bytes(), "a.plan").contains(&code),
            "{to}: {code}"
        );
    }
    assert_eq!(errors(b"", "a.plan"), ["format-unknown"]);
    assert_eq!(errors(&good.as_bytes()[..200], "a.plan"), ["not-json"]);
}

#[test]
fn a_fence_that_is_not_understood_leaves_no_mission() {
    let good = plan(&waypoint("0, 0, 0, null, 36.06, 120.38, 50"));
    let with = |fence: &str| good.replacen('{', &format!("{{\"geoFence\": {fence},"), 1);
    for fence in [
        r#"{"version": 2, "polygons": [{"version": 1, "inclusion": true, "polygon": [[36, 120], [36, 121]]}]}"#,
        r#"{"version": 2, "polygons": [{"version": 1, "polygon": [[36, 120], [36, 121], [37, 120]]}]}"#,
        r#"{"version": 2, "polygons": 3}"#,
        r#"{"version": 2, "polygon": []}"#,
        r#"{"version": 1, "polygons": []}"#,
        r#"{"version": 2, "circles": [{"version": 1, "inclusion": true, "circle": {"center": [36, 120], "radius": 0}}]}"#,
        r#"{"version": 2, "circles": [{"version": 1, "inclusion": true, "circle": {"center": [36], "radius": 9}}]}"#,
    ] {
        assert!(
            !errors(with(fence).as_bytes(), "a.plan").is_empty(),
            "{fence}"
        );
    }
}

#[test]
fn every_wrong_line_of_waypoints_is_told() {
    let text = "QGC WPL 110
0 1 0 16 0 0 0 0 36.06 120.38 12 1
1 0 3 16 0 0 0 0 36.06 x 50 1
3 0 3 16 0 0 0 0 96.06 120.38 50 1
3 0 3 16 0 0 0 0 36.06 120.38 50
4 0 3 16 0 0 0 0 36.06 120.38 inf 1
5 0 3 1.5 0 0 0 0 36.06 120.38 50 1
";
    let (mission, problems) = read(text.as_bytes(), "a.waypoints");
    assert!(mission.is_none());
    let told = problems.iter().filter(|it| it.severity == Severity::Error);
    let told: Vec<_> = told.map(|it| (it.place.line.unwrap(), it.code)).collect();
    assert_eq!(
        told,
        [
            (3, "not-a-number"),
            (4, "waypoints-order"),
            (5, "waypoints-line"),
            (6, "not-a-number"),
            (7, "not-a-whole-number"),
            (4, "position-out-of-range"),
        ]
    );
    for home in [
        "0 1 0 16 0 0 0 0 0 0 0 1",
        "0 1 0 22 0 0 0 0 36.06 120.38 12 1",
        "0 1 3 16 0 0 0 0 36.06 120.38 12 1",
        "0 1 10 16 0 0 0 0 36.06 120.38 12 1",
        "0 1 0 0 0 0 0 0 36.06 120.38 12 1",
        "0 1 0 16 0 0 0 0 nan 120 0 1",
        "",
    ] {
        let text = format!("QGC WPL 110\n{home}\n");
        assert_eq!(
            errors(text.as_bytes(), "a.waypoints"),
            ["home-unknown"],
            "{home}"
        );
    }
    assert_eq!(
        errors(b"QGC WPL 120\n", "a.waypoints"),
        ["waypoints-header"]
    );
}

#[test]
fn many_problems_are_counted_and_not_listed() {
    let line = "1 0 3 16 0 0 0 0 36.06 x 50 1\n".repeat(5_000);
    let text = format!("QGC WPL 110\n0 1 0 16 0 0 0 0 36.06 120.38 12 1\n{line}");
    let (_, problems) = read(text.as_bytes(), "a.waypoints");
    assert!(problems.len() <= 1_001);
    assert_eq!(problems.last().unwrap().code, "too-many-problems");
}

#[test]
fn more_items_than_can_be_numbered_are_refused() {
    let mut text = String::from("QGC WPL 110\n0 1 0 16 0 0 0 0 36.06 120.38 12 1\n");
    for seq in 1..=65_535 {
        text.push_str(&format!("{seq} 0 3 178 1 5 0 0 0 0 0 1\n"));
    }
    assert!(read(text.as_bytes(), "a.waypoints").0.is_some());
    text.push_str("65535 0 3 178 1 5 0 0 0 0 0 1\n");
    assert!(errors(text.as_bytes(), "a.waypoints").contains(&"too-many-items"));

    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut mission = in_items(&mut rng, &[AltitudeDatum::AboveHome]);
    mission.steps = vec![Step::Do(Deed::Photo); 65_535];
    assert!(write(&mission, Format::Waypoints, &COPTER).is_err());
    mission.steps.truncate(65_534);
    assert!(write(&mission, Format::Waypoints, &COPTER).is_ok());
}

#[test]
fn a_zip_bomb_and_a_file_too_large_end_at_their_limits() {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::DEFAULT;
    writer.start_file("wpmz/waylines.wpml", options).unwrap();
    let blanks = vec![b' '; 1 << 20];
    for _ in 0..130 {
        writer.write_all(&blanks).unwrap();
    }
    let bomb = writer.finish().unwrap().into_inner();
    assert!(bomb.len() < 1 << 20);
    assert_eq!(errors(&bomb, "a.kmz"), ["archive-unreadable"]);
    assert_eq!(
        errors(&vec![b'{'; LARGEST_FILE_BYTES + 1], "a.plan"),
        ["file-too-large"]
    );
    let deep = "<a>".repeat(100_000);
    assert_eq!(errors(deep.as_bytes(), "a.kml"), ["xml-not-well-formed"]);
    let deep = "[".repeat(100_000);
    let deep = format!("{{\"fileType\": {deep}");
    assert_eq!(errors(deep.as_bytes(), "a.plan"), ["not-json"]);
}

#[test]
fn numbers_that_are_none_are_not_written() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut mission = in_items(&mut rng, &[AltitudeDatum::AboveHome]);
    mission.speed_mps = f64::NAN;
    mission.return_height_m = f64::INFINITY;
    mission
        .steps
        .insert(0, Step::Do(Deed::Wait { seconds: -1.0 }));
    mission.fence.pop();
    for format in [
        Format::QgcPlan,
        Format::Waypoints,
        Format::Kml,
        Format::Kmz,
        Format::Wpml,
        Format::GeoJson,
    ] {
        let problems = write(&mission, format, &COPTER).unwrap_err();
        assert_eq!(codes(&problems, Severity::Error), ["mission-number"; 3]);
    }
    mission.speed_mps = 5.0;
    mission.return_height_m = 50.0;
    mission.steps.remove(0);
    let problems = write(&mission, Format::QgcPlan, &COPTER).unwrap_err();
    assert_eq!(codes(&problems, Severity::Error), ["fence-malformed"]);
}

#[test]
fn damaged_files_give_a_mission_or_an_error_and_never_neither() {
    let mut rng = ChaCha8Rng::seed_from_u64(20_261_130);
    let mission = in_items(&mut rng, &[AltitudeDatum::AboveHome]);
    let mut without_foreign = mission.clone();
    without_foreign
        .steps
        .retain(|step| !matches!(step, Step::Foreign(_)));
    for (format, name) in [
        (Format::QgcPlan, "a.plan"),
        (Format::Waypoints, "a.waypoints"),
        (Format::Kml, "a.kml"),
        (Format::Kmz, "a.kmz"),
        (Format::Wpml, "a.kmz"),
        (Format::GeoJson, "a.geojson"),
    ] {
        let good = written(&without_foreign, format, &COPTER).bytes;
        for _ in 0..150 {
            let mut bad = good.clone();
            for _ in 0..rng.random_range(1..4) {
                let at = rng.random_range(0..bad.len());
                match rng.random_range(0..3) {
                    0 => bad[at] = rng.random(),
                    1 => bad.truncate(at.max(1)),
                    _ => {
                        bad.remove(at);
                    }
                }
                if bad.is_empty() {
                    bad.push(b'x');
                }
            }
            let (mission, problems) = read(&bad, name);
            let has_error = problems.iter().any(|it| it.severity == Severity::Error);
            assert_ne!(mission.is_some(), has_error);
            for problem in &problems {
                assert!(!problem.what.en.is_empty() && !problem.what.zh.is_empty());
            }
            // What was read is sound: our own format holds it whole.
            if let Some(mission) = mission {
                let again = written(&mission, Format::GeoJson, &COPTER).bytes;
                assert_eq!(read(&again, "again.geojson").0, Some(mission));
            }
        }
    }
}
