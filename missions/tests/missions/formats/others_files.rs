//! Files as other programs write them, made by hand from the formats' descriptions.

use super::{codes, flown, mission_of};
use geofences::fence::FenceItem;
use geofences::{AltitudeDatum, Severity};
use missions::mission::{Deed, Heading, Step};

pub(super) fn item(command: u16, frame: u8, params: &str) -> String {
    format!(
        r#"{{"autoContinue": true, "command": {command}, "doJumpId": 1, "frame": {frame},
             "params": [{params}], "type": "SimpleItem"}}"#
    )
}

/// A plan as QGroundControl 4 saves it: a take-off, a survey with its transects, a corridor, a landing.
fn qgc_plan(firmware: u16) -> String {
    let take_off = item(22, 3, "15, 0, 0, null, 36.06, 120.38, 50");
    let survey: Vec<String> = [
        item(530, 2, "0, 2, null, null, null, null, null"),
        item(16, 3, "0, 0, 0, null, 36.0601, 120.3801, 60"),
        item(206, 2, "12.5, 0, 1, 0, 0, 0, 0"),
        item(16, 3, "0, 0, 0, null, 36.0611, 120.3801, 60"),
        item(206, 2, "0, 0, 1, 0, 0, 0, 0"),
    ]
    .into();
    let corridor = item(16, 0, "0, 0, 0, null, 36.0612, 120.3805, 75.5");
    let transects = |kind: &str, items: &str| {
        format!(
            r#"{{"type": "ComplexItem", "complexItemType": "{kind}", "version": 5, "angle": 0,
                 "TransectStyleComplexItem": {{"version": 2, "CameraShots": 9, "Items": [{items}],
                   "VisualTransectPoints": [[36.0601, 120.3801]]}}, "polygon": [[36.06, 120.38]]}}"#
        )
    };
    format!(
        r#"{{
    "fileType": "Plan", "groundStation": "QGroundControl", "version": 1,
    "geoFence": {{
        "circles": [{{"circle": {{"center": [36.062, 120.381], "radius": 30}}, "inclusion": false, "version": 1}}],
        "polygons": [{{"inclusion": true, "version": 1, "polygon":
            [[36.05, 120.37], [36.05, 120.39], [36.07, 120.39], [36.07, 120.37]]}}],
        "version": 2
    }},
    "mission": {{
        "cruiseSpeed": 15, "firmwareType": {firmware}, "globalPlanAltitudeMode": 1, "hoverSpeed": 5,
        "items": [{take_off}, {survey}, {corridor}, {land}],
        "plannedHomePosition": [36.06, 120.38, 12.5], "vehicleType": 2, "version": 2
    }},
    "rallyPoints": {{"points": [[36.0605, 120.3802, 30]], "version": 2}}
}}"#,
        survey = transects("survey", &survey.join(",")),
        corridor = transects("CorridorScan", &corridor),
        land = item(20, 2, "0, 0, 0, 0, 0, 0, 0"),
    )
}

#[test]
fn a_plan_of_qgroundcontrol_is_read_with_its_surveys_worked_out() {
    let (mission, problems) = mission_of(qgc_plan(12).as_bytes(), "folder/beach.plan");
    assert_eq!(mission.name.en, "beach");
    assert_eq!((mission.speed_mps, mission.home.ground_amsl_m), (5.0, 12.5));
    let flown = flown(&mission);
    let heights: Vec<f64> = flown.iter().map(|to| to.altitude.metres()).collect();
    assert_eq!(heights, [60.0, 60.0, 75.5]);
    assert_eq!(flown[2].altitude.datum(), AltitudeDatum::MeanSeaLevel);
    assert!(
        flown
            .iter()
            .all(|to| to.heading == Heading::Along && to.is_passed)
    );
    assert!(
        matches!(mission.steps.first(), Some(Step::TakeOff { altitude }) if altitude.metres() == 50.0)
    );
    // SET_CAMERA_MODE means nothing here, and is kept where it stands.
    assert!(matches!(mission.steps[1], Step::Foreign(item) if item.command == 530));
    assert_eq!(
        mission.steps[3],
        Step::Do(Deed::PhotosEach { metres: 12.5 })
    );
    assert_eq!(mission.steps[5], Step::Do(Deed::PhotosEnd));
    assert_eq!(mission.steps.last(), Some(&Step::ReturnHome));
    assert_eq!(mission.rally[0].height_above_home_m, 30.0);
    let warnings = codes(&problems, Severity::Warning);
    assert_eq!(
        warnings,
        [
            "fence-circle-as-polygon",
            "parameter-not-kept",
            "item-not-understood",
            "speed-hinted",
            "return-height-not-said"
        ]
    );
    let foreign = problems
        .iter()
        .find(|it| it.code == "item-not-understood")
        .unwrap();
    assert_eq!(foreign.place.feature, Some(1));
    assert!(foreign.place.line.unwrap() > 10);
}

#[test]
fn a_circle_of_a_fence_becomes_a_polygon_on_its_safe_side() {
    let (mission, _) = mission_of(qgc_plan(3).as_bytes(), "a.plan");
    let (kept_in, kept_out): (Vec<FenceItem>, Vec<FenceItem>) = (mission.fence.iter())
        .partition(|item| matches!(item, FenceItem::PolygonInclusionVertex { .. }));
    assert_eq!(kept_in.len(), 4);
    assert!(kept_out.len() >= 32);
    assert!(
        kept_out
            .iter()
            .all(|it| usize::from(it.vertex_count()) == kept_out.len())
    );
    let plane = geofences::LocalPlane::at(geo::Coord {
        x: 120.381,
        y: 36.062,
    });
    for item in &kept_out {
        let vertex = item.vertex();
        let metres = plane.metres(geo::Coord {
            x: f64::from(vertex.longitude_e7) / 1e7,
            y: f64::from(vertex.latitude_e7) / 1e7,
        });
        let radius_m = metres.x.hypot(metres.y);
        assert!((30.0..30.1).contains(&radius_m), "{radius_m}");
    }
}

#[test]
fn px4_flies_on_to_the_place_of_its_take_off_and_ardupilot_does_not() {
    let away = qgc_plan(12).replace("36.06, 120.38, 50", "36.0603, 120.38, 50");
    let (mission, _) = mission_of(away.as_bytes(), "a.plan");
    assert_eq!(flown(&mission).len(), 4);
    assert_eq!(flown(&mission)[0].altitude.metres(), 50.0);
    let away = away.replace("\"firmwareType\": 12", "\"firmwareType\": 3");
    let (mission, _) = mission_of(away.as_bytes(), "a.plan");
    assert_eq!(flown(&mission).len(), 3);
}

/// As Mission Planner writes it, with tabs; as others do, with spaces.
const WAYPOINTS: &str = "QGC WPL 110
0\t1\t0\t16\t0\t0\t0\t0\t36.0600000\t120.3800000\t12.500000\t1
1\t0\t3\t22\t0.00000000\t0.00000000\t0.00000000\t0.00000000\t0.00000000\t0.00000000\t30.000000\t1
2 0 3 178 1.0 7.5 0.0 0.0 0.0 0.0 0.0 1
# a remark
3 0 0 115 90 0 0 0 0 0 0 1

4 0 3 16 0 0 0 0 36.0610000 120.3810000 40.000000 1
5\t0\t10\t16\t5\t0\t0\t0\t36.0620000\t120.3810000\t45\t1
6\t0\t3\t203\t0\t0\t0\t0\t1\t0\t0\t1
7\t0\t3\t205\t-45\t0\t10\t0\t0\t0\t2\t1
8\t0\t3\t201\t0\t0\t0\t0\t36.0621\t120.3811\t0\t1
9\t0\t3\t181\t0\t1\t0\t0\t0\t0\t0\t1
10\t0\t3\t93\t4\t-1\t-1\t-1\t0\t0\t0\t1
11\t0\t3\t19\t8\t0\t0\t0\t36.0622\t120.3812\t45\t1
12\t0\t3\t21\t0\t0\t0\t0\t0\t0\t0\t1
";

#[test]
fn waypoints_of_mission_planner_are_read_with_tabs_or_spaces() {
    for text in [WAYPOINTS.to_owned(), WAYPOINTS.replace('\n', "\r\n")] {
        let (mission, problems) = mission_of(text.as_bytes(), "patrol.waypoints");
        assert_eq!((mission.speed_mps, mission.home.ground_amsl_m), (7.5, 12.5));
        let flown = flown(&mission);
        assert_eq!(flown[0].heading, Heading::Degrees(90.0));
        assert_eq!((flown[1].hold_s, flown[1].heading), (5.0, Heading::Along));
        assert_eq!(flown[1].altitude.datum(), AltitudeDatum::AboveGround);
        assert_eq!(flown[2].hold_s, 8.0);
        let deeds: Vec<&Step> = mission.steps.iter().skip(3).take(5).collect();
        assert_eq!(deeds[0], &Step::Do(Deed::Photo));
        let tilted = Deed::Gimbal {
            pitch_deg: -45.0,
            yaw_deg: 10.0,
        };
        assert_eq!(deeds[1], &Step::Do(tilted));
        assert!(matches!(deeds[2], Step::Do(Deed::LookAt { .. })));
        assert!(matches!(deeds[3], Step::Foreign(item) if item.command == 181));
        assert_eq!(deeds[4], &Step::Do(Deed::Wait { seconds: 4.0 }));
        // Where it is, for it says no place.
        let position = flown[2].position;
        assert_eq!(mission.steps.last(), Some(&Step::Land { position }));
        assert_eq!(
            codes(&problems, Severity::Warning),
            ["item-not-understood", "return-height-not-said"]
        );
        assert_eq!(problems[0].place.feature, Some(9));
        assert_eq!(problems[0].place.line, Some(13));
    }
}

#[test]
fn what_stops_until_somebody_goes_on_cannot_be_judged() {
    let text = WAYPOINTS.replace("40.000000 1", "40.000000 0");
    let (mission, problems) = mission_of(text.as_bytes(), "a.waypoints");
    assert_eq!(flown(&mission).len(), 2);
    let foreign = problems
        .iter()
        .filter(|it| it.code == "item-not-understood");
    // The waypoint, the heading that then has none, the relay.
    assert_eq!(foreign.count(), 3);
}

/// A plan of these items for a vehicle of that MAV_TYPE.
pub(super) fn plan_for(vehicle: u8, items: &[String]) -> String {
    format!(
        r#"{{"fileType": "Plan", "version": 1, "mission": {{"version": 2, "firmwareType": 3,
"vehicleType": {vehicle}, "cruiseSpeed": 18, "hoverSpeed": 5,
"plannedHomePosition": [36.06, 120.38, 12.5], "items": [{}]}}}}"#,
        items.join(",")
    )
}

pub(super) fn warnings_for(vehicle: u8, items: &[String]) -> Vec<&'static str> {
    let (_, problems) = mission_of(plan_for(vehicle, items).as_bytes(), "a.plan");
    let mut warnings = codes(&problems, Severity::Warning);
    warnings.retain(|code| !matches!(*code, "return-height-not-said" | "speed-hinted"));
    warnings
}

#[test]
fn a_plan_for_wings_is_flown_at_its_cruise_speed_and_either_is_told_for_a_hint() {
    for (vehicle, mps) in [
        (1, 18.0),
        (2, 5.0),
        (18, 5.0),
        (19, 18.0),
        (25, 18.0),
        (26, 5.0),
    ] {
        let (mission, problems) = mission_of(plan_for(vehicle, &[]).as_bytes(), "a.plan");
        assert_eq!(mission.speed_mps, mps, "{vehicle}");
        assert!(codes(&problems, Severity::Warning).contains(&"speed-hinted"));
    }
    let set = item(178, 2, "0, 12, -1, 0, 0, 0, 0");
    let (mission, problems) = mission_of(plan_for(1, &[set]).as_bytes(), "a.plan");
    assert_eq!(mission.speed_mps, 12.0);
    assert!(!codes(&problems, Severity::Warning).contains(&"speed-hinted"));
}

#[test]
fn a_ground_speed_for_wings_is_told_to_be_taken_for_airspeed() {
    let speed = |kind: u8| [item(178, 2, &format!("{kind}, 12, -1, 0, 0, 0, 0"))];
    assert_eq!(warnings_for(1, &speed(1)), ["speed-taken-for-airspeed"]);
    assert_eq!(warnings_for(1, &speed(0)), [""; 0]);
    assert_eq!(warnings_for(2, &speed(1)), [""; 0]);
}

#[test]
fn the_height_of_a_landing_is_told_and_wings_land_at_home_s_only() {
    let land = |command, frame, metres: &str| {
        let params = format!("0, 0, 0, null, 36.06, 120.38, {metres}");
        [item(command, frame, &params)]
    };
    for metres in ["0", "null"] {
        for vehicle in [1, 2, 22] {
            assert_eq!(warnings_for(vehicle, &land(21, 3, metres)), [""; 0]);
        }
    }
    assert_eq!(warnings_for(2, &land(21, 3, "7")), ["parameter-not-kept"]);
    assert_eq!(warnings_for(22, &land(85, 3, "7")), ["parameter-not-kept"]);
    for vehicle in [1, 22] {
        for bad in [land(21, 3, "7"), land(21, 0, "0"), land(21, 10, "0")] {
            let plan = plan_for(vehicle, &bad);
            assert_eq!(super::errors(plan.as_bytes(), "a.plan"), ["landing-height"]);
        }
    }
}

#[test]
fn the_pitch_of_a_take_off_is_told() {
    let take_off = |pitch: u8| {
        [item(
            22,
            3,
            &format!("{pitch}, 0, 0, null, 36.06, 120.38, 50"),
        )]
    };
    assert_eq!(warnings_for(1, &take_off(15)), ["parameter-not-kept"]);
    assert_eq!(warnings_for(1, &take_off(0)), [""; 0]);
}
