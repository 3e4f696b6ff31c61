//! What a plan holds that is not read is said with its place; its fence and its items have limits.

use super::bad_input::{plan, waypoint};
use super::sample::in_items;
use super::{COPTER, codes, errors, written};
use geofences::{AltitudeDatum, Severity};
use missions::formats::{Format, read};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

#[test]
fn a_member_of_a_plan_that_is_not_known_is_told_and_refused_where_it_is_misspelt() {
    let good = plan(&waypoint("0, 0, 0, null, 36.06, 120.38, 50"));
    let with = |member: &str| good.replacen('{', &format!("{{\"{member}\": {{}},"), 1);
    let (mission, problems) = read(with("weather").as_bytes(), "a.plan");
    assert!(mission.is_some());
    let told = problems.iter().find(|it| it.code == "plan-member-unknown");
    assert_eq!(told.unwrap().place.field.as_deref(), Some("weather"));
    for member in ["geofence", "Rallypoints"] {
        let told = errors(with(member).as_bytes(), "a.plan");
        assert_eq!(told, ["plan-member-unknown"], "{member}");
    }
}

#[test]
fn members_of_the_mission_its_items_and_its_rally_points_that_are_not_known_are_told() {
    let good = plan(&waypoint("0, 0, 0, null, 36.06, 120.38, 50")).replacen(
        '{',
        r#"{"rallyPoints": {"version": 2, "points": []},"#,
        1,
    );
    for (after, field, feature) in [
        (r#""mission": {"#, "mission.weather", None),
        (r#""rallyPoints": {"#, "rallyPoints.weather", None),
        (
            r#""items": [
{"#,
            "mission.items[0].weather",
            Some(0),
        ),
    ] {
        let bad = good.replacen(after, &format!("{after}\"weather\": 7,"), 1);
        let (mission, problems) = read(bad.as_bytes(), "a.plan");
        assert!(mission.is_some());
        let told = problems.iter().find(|it| it.code == "plan-member-unknown");
        let told = told.unwrap_or_else(|| panic!("{field}"));
        assert_eq!(told.place.field.as_deref(), Some(field));
        assert_eq!(told.place.feature, feature);
    }
    for (known, misspelt) in [
        ("\"items\"", "\"items\": [], \"Items\""),
        ("\"points\"", "\"Points\""),
        ("\"frame\"", "\"Frame\""),
    ] {
        let bad = good.replacen(known, misspelt, 1);
        let told = errors(bad.as_bytes(), "a.plan");
        assert_eq!(told, ["plan-member-unknown"], "{misspelt}");
    }
    let other = good.replacen("SimpleItem", "SimplerItem", 1);
    assert_eq!(errors(other.as_bytes(), "a.plan"), ["item-malformed"]);
}

#[test]
fn a_circle_of_a_fence_has_a_radius_above_0_and_up_to_100_km() {
    let with = |circle: &str| {
        let fence = format!(
            r#"{{"geoFence": {{"version": 2, "circles": [{{"version": 1, "inclusion": IN, "circle": {{{circle}}}}}]}},"#
        );
        plan(&waypoint("0, 0, 0, null, 36.06, 120.38, 50")).replacen('{', &fence, 1)
    };
    for inclusion in ["true", "false"] {
        let told = |radius: &str| {
            let text = with(&format!(r#""center": [36, 120], "radius": {radius}"#));
            let (_, problems) = read(text.replace("IN", inclusion).as_bytes(), "a.plan");
            codes(&problems, Severity::Error)
        };
        for good in ["0.1", "30", "100000"] {
            assert_eq!(told(good), [""; 0], "{good}");
        }
        for bad in ["0", "-0.01", "-30", "100000.1", "null", "\"30\""] {
            assert_eq!(told(bad), ["fence-circle"], "{bad}");
        }
        for none in ["1e999", "NaN"] {
            assert!(!told(none).is_empty(), "{none}");
        }
    }
    let unknown =
        with(r#""center": [36, 120], "radius": 30, "diameter": 80"#).replace("IN", "true");
    assert_eq!(
        errors(unknown.as_bytes(), "a.plan"),
        ["fence-member-unknown"]
    );
    let twice = with(r#""center": [36, 120], "radius": 30, "radius": 80"#).replace("IN", "true");
    assert_eq!(errors(twice.as_bytes(), "a.plan"), ["duplicate-key"]);
}

#[test]
fn a_survey_that_was_worked_out_to_nothing_is_not_worked_out() {
    let survey = |items: &str| {
        plan(&format!(
            r#"{{"type": "ComplexItem", "TransectStyleComplexItem": {{"Items": [{items}]}}}}"#
        ))
    };
    let one = waypoint("0, 0, 0, null, 36.06, 120.38, 50");
    assert!(read(survey(&one).as_bytes(), "a.plan").0.is_some());
    assert_eq!(
        errors(survey("").as_bytes(), "a.plan"),
        ["plan-item-not-worked-out"]
    );
}

#[test]
fn a_fence_of_too_many_circles_ends_at_its_limit() {
    let circle =
        r#"{"version": 1, "inclusion": false, "circle": {"center": [36, 120], "radius": 9000}}"#;
    let circles = vec![circle; 20_000].join(",");
    let fence = format!(r#"{{"geoFence": {{"version": 2, "circles": [{circles}]}},"#);
    let text = plan(&waypoint("0, 0, 0, null, 36.06, 120.38, 50")).replacen('{', &fence, 1);
    let (mission, problems) = read(text.as_bytes(), "a.plan");
    assert!(mission.is_none());
    assert_eq!(codes(&problems, Severity::Error), ["too-many-items"]);
    // It stopped there: each circle that was read has a warning.
    assert!(problems.len() < 2_100, "{}", problems.len());
    assert!(!problems.iter().any(|it| it.code == "too-many-problems"));
}

#[test]
fn a_line_of_a_large_plan_is_found_without_counting_from_its_beginning() {
    // 63 MB: counted anew for each item that is 2 * 10^12 bytes, and the run ends it for hanging.
    let bad = format!(
        "{{\"type\": \"SimpleItem\",{}\n{}}}",
        " ".repeat(930),
        r#""command": 31000, "frame": 2, "params": [0,0,0,0,0,0,0]"#
    );
    let text = plan(&vec![bad; 60_000].join(",\n"));
    let (mission, problems) = read(text.as_bytes(), "a.plan");
    assert_eq!(mission.unwrap().steps.len(), 60_000);
    let lines = problems
        .iter()
        .filter(|it| it.code == "item-not-understood");
    let lines: Vec<usize> = lines.map(|it| it.place.line.unwrap()).collect();
    assert!(
        lines
            .iter()
            .enumerate()
            .all(|(index, line)| *line == 3 + 2 * index)
    );
}

#[test]
fn what_our_part_of_a_plan_says_and_makes_no_sense_is_told() {
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    let mission = in_items(&mut rng, &[AltitudeDatum::AboveHome]);
    let good = String::from_utf8(written(&mission, Format::QgcPlan, &COPTER).bytes).unwrap();
    let told = |from: &str, to: &str| {
        let bad = good.replacen(from, to, 1);
        assert_ne!(bad, good, "{from}");
        let (mission, problems) = read(bad.as_bytes(), "a.plan");
        let told = problems.iter().find(|it| {
            matches!(
                it.code,
                "carried-not-understood"
                    | "plan-member-unknown"
                    | "plan-version"
                    | "plan-malformed"
            )
        });
        let told = told.unwrap_or_else(|| panic!("{problems:?}"));
        (mission.is_some(), told.place.field.clone().unwrap())
    };
    for (from, to, field) in [
        ("\"light_relay\": 2", "\"light_relay\": 256", "light_relay"),
        (
            "\"loudspeaker_on_us\": 1900",
            "\"loudspeaker_on_us\": 1100",
            "loudspeaker_servo",
        ),
        (
            "\"largest_zoom\": 5.0",
            "\"largest_zoom\": 1.0",
            "largest_zoom",
        ),
        (
            "\"largest_zoom\": 5.0",
            "\"smallest_zoom\": 5.0",
            "haiou.smallest_zoom",
        ),
    ] {
        assert_eq!(told(from, to), (true, field.to_owned()));
    }
    let begin = good.find("\"haiou\": {").unwrap();
    let ours = &good[begin..begin + good[begin..].find('}').unwrap() + 1];
    for (bad, field) in [
        (
            ours.replace("\"version\": 1", "\"version\": 2"),
            "haiou.version",
        ),
        ("\"haiou\": 7".to_owned(), "haiou"),
    ] {
        assert_eq!(told(ours, &bad), (false, field.to_owned()));
    }
}
