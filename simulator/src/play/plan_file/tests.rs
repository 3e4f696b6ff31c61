//! Plans of both kinds, good and bad.

#![allow(clippy::unwrap_used)]

use super::*;

const WAYPOINTS: &str = "QGC WPL 110\n\
    0\t1\t0\t16\t0\t0\t0\t0\t36.0671\t120.3826\t20\t1\n\
    1\t0\t3\t22\t0\t0\t0\t0\t36.0671\t120.3826\t25\t1\n\
    2\t0\t3\t16\t3\t0\t0\t0\t36.0677\t120.3833\t30\t1\n\
    3\t0\t0\t20\t0\t0\t0\t0\t0\t0\t0\t1\n";

fn plan() -> Value {
    serde_json::json!({
        "fileType": "Plan",
        "mission": { "plannedHomePosition": [36.0, 120.0, 20.0], "items": [
            { "type": "SimpleItem", "frame": 3, "command": 22, "autoContinue": true,
              "params": [0, 0, 0, null, 36.0, 120.0, 50] },
            { "type": "ComplexItem", "complexItemType": "survey", "TransectStyleComplexItem": {
                "Items": [
                    { "type": "SimpleItem", "frame": 3, "command": 16, "autoContinue": true,
                      "params": [0, 0, 0, null, 36.001, 120.002, 50] } ] } },
            { "type": "SimpleItem", "frame": 2, "command": 20, "autoContinue": true,
              "params": [0, 0, 0, 0, 0, 0, 0] } ] },
        "geoFence": {
            "polygons": [ { "inclusion": true, "polygon": [[36.0, 120.0], [36.1, 120.0], [36.0, 120.1]] } ],
            "circles": [ { "inclusion": false, "circle": { "center": [36.05, 120.02], "radius": 40 } } ] },
        "rallyPoints": { "points": [[36.02, 120.03, 40]] }
    })
}

#[test]
fn a_waypoints_file_gives_its_items_without_home() {
    let plan = read(WAYPOINTS).unwrap();
    let commands: Vec<MavCmd> = plan.mission.iter().map(|it| it.command).collect();
    let expected = [
        MavCmd::MAV_CMD_NAV_TAKEOFF,
        MavCmd::MAV_CMD_NAV_WAYPOINT,
        MavCmd::MAV_CMD_NAV_RETURN_TO_LAUNCH,
    ];
    assert_eq!(commands, expected);
    let second = plan.mission[1];
    assert_eq!(
        (second.x, second.y, second.z),
        (360_677_000, 1_203_833_000, 30.0)
    );
    assert_eq!(second.params[0], 3.0);
}

#[test]
fn a_plan_gives_mission_survey_fence_and_rally_points() {
    let plan = read(&plan().to_string()).unwrap();
    assert_eq!(plan.mission.len(), 3);
    assert!(plan.mission[0].params[3].is_nan());
    assert_eq!(plan.mission[1].x, 360_010_000);
    let fence: Vec<MavCmd> = plan.fence.iter().map(|it| it.command).collect();
    let vertex = MavCmd::MAV_CMD_NAV_FENCE_POLYGON_VERTEX_INCLUSION;
    let circle = MavCmd::MAV_CMD_NAV_FENCE_CIRCLE_EXCLUSION;
    assert_eq!(fence, [vertex, vertex, vertex, circle]);
    assert_eq!(plan.fence[0].params[0], 3.0);
    assert_eq!(plan.rally[0].z, 40.0);
}

#[test]
fn everything_that_is_wrong_is_told_with_its_place() {
    let mut bad = plan();
    bad["mission"]["items"][0]["params"] = serde_json::json!([1, 2]);
    bad["mission"]["items"][2]["command"] = 31_999.into();
    bad["geoFence"]["polygons"][0]["polygon"] = serde_json::json!([[1, 2], "x"]);
    bad["rallyPoints"]["points"][0] = 7.into();
    let problems = read(&bad.to_string()).unwrap_err();
    let places: Vec<&str> = problems
        .iter()
        .map(|it| it.en.split(": ").next().unwrap())
        .collect();
    let expected = [
        "mission.items[0]",
        "mission.items[2]",
        "geoFence.polygons[0]",
        "rallyPoints.points[0]",
    ];
    assert_eq!(places, expected);
    let problems = read(
        &WAYPOINTS
            .replace("\t22\t", "\tx\t")
            .replace("\t20\t0", "\t31999\t0"),
    )
    .unwrap_err();
    let told: Vec<&str> = problems.iter().map(|it| it.en.as_str()).collect();
    assert!(told[0].starts_with("line 3: 12 numbers"), "{told:?}");
    assert!(told[1].starts_with("line 5: command 31999"), "{told:?}");
}

#[test]
fn numbers_that_do_not_fit_are_refused_and_not_cut_to_size() {
    for (good, bad) in [
        ("\t36.0677\t", "\tnan\t"),
        ("\t36.0677\t", "\t361.5\t"),
        ("\t30\t1", "\tinf\t1"),
        ("\t3\t16", "\t3.5\t16"),
        ("\t3\t16", "\t-1\t16"),
    ] {
        assert!(WAYPOINTS.contains(good));
        let problems = read(&WAYPOINTS.replace(good, bad)).unwrap_err();
        assert!(
            problems[0].en.starts_with("line 4: "),
            "{bad:?}: {problems:?}"
        );
    }
}

#[test]
fn no_part_of_a_fence_is_dropped_without_a_word() {
    let broken = |path: &str, value: Value| {
        let mut bad = plan();
        *bad.pointer_mut(path).unwrap() = value;
        let problems = read(&bad.to_string()).unwrap_err();
        problems[0].en.clone()
    };
    let null_corner = serde_json::json!([null, 120.0]);
    let told = [
        broken("/geoFence/circles/0/circle/center", null_corner.clone()),
        broken("/geoFence/polygons/0/polygon/1", null_corner),
        broken("/geoFence/polygons/0/inclusion", 0.into()),
        broken("/geoFence/polygons", serde_json::json!({})),
        broken("/rallyPoints/points/0/0", 400.into()),
    ];
    let places: Vec<&str> = told
        .iter()
        .map(|it| it.split(": ").next().unwrap())
        .collect();
    let expected = [
        "geoFence.circles[0]",
        "geoFence.polygons[0]",
        "geoFence.polygons[0]",
        "geoFence.polygons",
        "rallyPoints.points[0]",
    ];
    assert_eq!(places, expected);
}

#[test]
fn what_is_neither_is_said_to_be_neither() {
    for text in ["", "hello", "[1, 2", "QGC"] {
        let problems = read(text).unwrap_err();
        assert!(problems[0].en.contains("neither"), "{}", problems[0]);
    }
    assert!(read("{}").unwrap_err()[0].en.contains("mission.items"));
}
