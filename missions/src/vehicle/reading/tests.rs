use super::*;
use crate::mission::Switch;
use crate::vehicle::{DjiLens, DjiModel, FailsafeReturn, Vehicle, WeightClass};

const QUAD: &str = include_str!("../../../vehicles/inspection-quad.toml");

fn problems(text: &str) -> Vec<(String, String)> {
    let (vehicle, problems) = read_vehicle("quad.toml", text);
    assert!(vehicle.is_none() || problems.is_empty(), "{problems:?}");
    let of = |problem: &written::Problem| (problem.code.to_owned(), problem.place.key.clone());
    problems.iter().map(of).collect()
}

fn found(code: &str, key: &str) -> (String, String) {
    (code.to_owned(), key.to_owned())
}

fn quad() -> Vehicle {
    let (vehicle, problems) = read_vehicle("quad.toml", QUAD);
    assert_eq!(problems, []);
    vehicle.unwrap()
}

#[test]
fn a_class_is_read_as_it_is_written() {
    let quad = quad();
    assert_eq!(quad.id, "inspection-quad");
    assert_eq!(quad.weight_class(), WeightClass::Light);
    assert_eq!(quad.cameras().count(), 1);
    let FailsafeReturn::ArduCopter {
        cone_slope,
        rally_limit_m,
        ..
    } = quad.controller.failsafe
    else {
        panic!("{:?}", quad.controller);
    };
    assert_eq!((cone_slope, rally_limit_m), (3.0, 300.0));
}

#[test]
fn the_same_class_as_json_is_the_same_class() {
    let json = r#"{
        "vehicle": {"id": "kite", "name": "kite", "name_zh": "风筝", "airframe": "fixed-wing", "avionics_w": 12},
        "masses": {"empty_kg": 3, "take_off_kg": 3.5},
        "wing": {"glide_ratio": 12, "glide_mps": 14, "slowest_mps": 11, "reference_kg": 3, "turn_radius_m": 40,
                 "propulsion_efficiency": 0.5},
        "battery": {"energy_wh": 150, "usable_part": 0.9, "reserve_part": 0.2,
                    "cold": [{"temperature_c": -10, "part": 0.7}, {"temperature_c": 20, "part": 1}],
                    "rated_cycles": 300, "part_at_rated_cycles": 0.8},
        "performance": {"cruise_mps": 16, "largest_mps": 22, "climb_mps": 3, "descent_mps": 2.5,
                        "acceleration_mps2": 1, "take_off_s": 0, "landing_mps": 1, "landing_below_m": 0},
        "limits": {"wind_mps": 10, "coldest_c": -10, "warmest_c": 40, "rain_mm_per_h": 0, "ceiling_amsl_m": 3000},
        "controller": {"kind": "px4", "mission_items": 500, "fence_vertices": 63, "fence_polygon_vertices": 63,
                       "rally_points": 8, "return_mps": 16},
        "failsafe": {"height_m": 80, "to": "nearest", "cone_half_angle_deg": 0, "descend_m": 50,
                     "least_distance_m": 10, "radius_m": 80, "wait_s": 0}
    }"#;
    let (from_json, problems) = read_vehicle("kite.json", json);
    assert_eq!(problems, []);
    let toml = r#"
        vehicle = { id = "kite", name = "kite", name_zh = "风筝", airframe = "fixed-wing", avionics_w = 12 }
        masses = { empty_kg = 3, take_off_kg = 3.5 }
        limits = { wind_mps = 10, coldest_c = -10, warmest_c = 40, rain_mm_per_h = 0, ceiling_amsl_m = 3000 }
        [wing]
        glide_ratio = 12
        glide_mps = 14
        slowest_mps = 11
        reference_kg = 3
        turn_radius_m = 40
        propulsion_efficiency = 0.5
        [battery]
        energy_wh = 150
        usable_part = 0.9
        reserve_part = 0.2
        cold = [{ temperature_c = -10, part = 0.7 }, { temperature_c = 20, part = 1 }]
        rated_cycles = 300
        part_at_rated_cycles = 0.8
        [performance]
        cruise_mps = 16
        largest_mps = 22
        climb_mps = 3
        descent_mps = 2.5
        acceleration_mps2 = 1
        take_off_s = 0
        landing_mps = 1
        landing_below_m = 0
        [controller]
        kind = "px4"
        mission_items = 500
        fence_vertices = 63
        fence_polygon_vertices = 63
        rally_points = 8
        return_mps = 16
        [failsafe]
        height_m = 80
        to = "nearest"
        cone_half_angle_deg = 0
        descend_m = 50
        least_distance_m = 10
        radius_m = 80
        wait_s = 0
    "#;
    let (from_toml, problems) = read_vehicle("kite.toml", toml);
    assert_eq!(problems, []);
    assert!(from_json.is_some());
    assert_eq!(from_json, from_toml);
}

#[test]
fn all_problems_of_a_class_come_at_once_where_they_stand() {
    let text = QUAD
        .replace("climb_mps = 2.5", "climb_mps = 500")
        .replace("empty_kg =", "emty_kg =")
        .replace("count = 4", "count = \"four\"")
        .replace("image_width_px = 5472", "image_width_px = 4000");
    let expected = [
        found("missing-key", "masses.empty_kg"),
        found("unknown-key", "masses.emty_kg"),
        found("wrong-type", "rotors.count"),
        found("out-of-range", "performance.climb_mps"),
        found("out-of-range", "equipment[0].image_width_px"),
    ];
    let mut told = problems(&text);
    told.sort();
    let mut expected = expected.to_vec();
    expected.sort();
    assert_eq!(told, expected);
    let (_, problems) = read_vehicle("quad.toml", &text);
    let steep = problems
        .iter()
        .find(|it| it.place.key == "performance.climb_mps")
        .unwrap();
    let line = text
        .lines()
        .position(|line| line.starts_with("climb_mps"))
        .unwrap()
        + 1;
    assert_eq!(steep.place.line, line);
    assert_eq!(steep.what.zh, "500 不在 0.1 至 30 m/s 之间");
}

#[test]
fn what_means_nothing_for_an_airframe_or_an_autopilot_is_told() {
    let with_wing = format!("{QUAD}\n[wing]\nglide_ratio = 9\n");
    assert_eq!(problems(&with_wing), [found("useless-key", "wing")]);
    let hovers = QUAD.replace("[failsafe]", "[failsafe]\nhover_m = 3");
    assert_eq!(
        problems(&hovers),
        [found("useless-key", "failsafe.hover_m")]
    );
    let of_dji = QUAD.replace("kind = \"ardupilot\"", "kind = \"dji\"");
    let told = problems(&of_dji);
    assert!(
        told.contains(&found("useless-key", "controller.fence_vertices")),
        "{told:?}"
    );
    assert!(
        told.contains(&found("missing-key", "failsafe.least_distance_m")),
        "{told:?}"
    );
    let loud = QUAD.replace(
        "[[equipment]]",
        "[[equipment]]\nname = \"loud\"\nkind = \"loudspeaker\"\nmass_kg = 0\n\
        power_w = 5\nexposure_s = 1\n\n[[equipment]]",
    );
    assert_eq!(
        problems(&loud),
        [found("useless-key", "equipment[0].exposure_s")]
    );
}

const FIELD: &str = include_str!("../../../vehicles/field-quad.toml");

/// The inspection quadrotor with a loudspeaker of which more is told.
fn loud(more: &str) -> String {
    format!(
        "{QUAD}\n[[equipment]]\nname = \"loud\"\nkind = \"loudspeaker\"\nmass_kg = 0\npower_w = 5\n{more}"
    )
}

#[test]
fn what_switches_a_loudspeaker_is_read_up_to_its_limits() {
    let switch = |more: &str| {
        let (vehicle, problems) = read_vehicle("quad.toml", &loud(more));
        assert_eq!(problems, [], "{more}");
        vehicle.unwrap().equipment_named("loud").unwrap().switch
    };
    assert_eq!(switch(""), None);
    assert_eq!(switch("relay = 0"), Some(Switch::Relay(0)));
    assert_eq!(switch("relay = 15"), Some(Switch::Relay(15)));
    let of_servo = |output, on_us, off_us| {
        Some(Switch::Servo {
            output,
            on_us,
            off_us,
        })
    };
    let least = switch("servo = 1\non_us = 2500\noff_us = 500");
    assert_eq!(least, of_servo(1, 2_500, 500));
    let most = switch("servo = 32\non_us = 500\noff_us = 501");
    assert_eq!(most, of_servo(32, 500, 501));
}

#[test]
fn a_switch_that_is_none_is_told_with_all_that_is_wrong_with_it() {
    let key = |key: &str| format!("equipment[1].{key}");
    let wrong = |key_: &str| found("out-of-range", &key(key_));
    assert_eq!(problems(&loud("relay = 16")), [wrong("relay")]);
    assert_eq!(
        problems(&loud("servo = 0\non_us = 2501\noff_us = 499")),
        [wrong("servo"), wrong("on_us"), wrong("off_us")]
    );
    assert_eq!(
        problems(&loud("servo = 33\non_us = 1500\noff_us = 1500")),
        [wrong("servo"), wrong("off_us")]
    );
    assert_eq!(
        problems(&loud("servo = 9\non_us = 1500\noff_us = 1500")),
        [wrong("off_us")]
    );
    assert_eq!(
        problems(&loud("on_us = 1500")),
        [
            found("missing-key", &key("servo")),
            found("missing-key", &key("off_us"))
        ]
    );
    assert_eq!(
        problems(&loud("relay = 1\nservo = 9")),
        [found("useless-key", &key("servo"))]
    );
    let camera = QUAD.replace("kind = \"camera\"", "kind = \"camera\"\nrelay = 1");
    assert_eq!(
        problems(&camera),
        [found("useless-key", "equipment[0].relay")]
    );
    let of_dji = format!("{FIELD}relay = 1\n");
    assert_eq!(
        problems(&of_dji),
        [found("useless-key", "equipment[2].relay")]
    );
}

#[test]
fn an_aircraft_of_djis_is_read_with_its_cameras_and_their_lenses() {
    let (vehicle, problems) = read_vehicle("field.toml", FIELD);
    assert_eq!(problems, []);
    let vehicle = vehicle.unwrap();
    let (drone, drone_sub) = (67, 1);
    assert_eq!(vehicle.dji, Some(DjiModel { drone, drone_sub }));
    let lens = |name| vehicle.equipment_named(name).unwrap().dji.unwrap().lens;
    assert_eq!(
        (lens("wide"), lens("zoom")),
        (Some(DjiLens::Wide), Some(DjiLens::Zoom))
    );
    for (key, good) in [
        ("drone = 67", "drone = 65535"),
        ("drone_sub = 1", "drone_sub = 0"),
    ] {
        assert_eq!(super::tests::problems(&FIELD.replace(key, good)), []);
    }
}

#[test]
fn numbers_of_djis_are_told_where_they_are_wrong_half_or_of_no_use() {
    let text = FIELD
        .replace("drone = 67", "drone = 0")
        .replace("drone_sub = 1\n", "")
        .replacen("payload = 53", "payload = 65536", 1)
        .replacen(
            "position = 0, lens = \"zoom\"",
            "position = 3, lens = \"macro\"",
            1,
        );
    let mut told = problems(&text);
    told.sort();
    let mut expected = [
        found("missing-key", "dji.drone_sub"),
        found("out-of-range", "dji.drone"),
        found("out-of-range", "equipment[0].dji.payload"),
        found("out-of-range", "equipment[1].dji.position"),
        found("unknown-word", "equipment[1].dji.lens"),
    ];
    expected.sort();
    assert_eq!(told, expected);
    let alone = FIELD.replace("[dji]                       #", "#");
    let alone = alone.replace("drone = 67\ndrone_sub = 1\n", "");
    assert_eq!(
        problems(&alone),
        [
            found("out-of-range", "equipment[0].dji"),
            found("out-of-range", "equipment[1].dji")
        ]
    );
    let numbers = "[dji]\ndrone = 67\ndrone_sub = 1\n";
    let of_ardupilot = QUAD.replace("[failsafe]", &format!("{numbers}[failsafe]"));
    assert_eq!(problems(&of_ardupilot), [found("useless-key", "dji")]);
}

#[test]
fn an_empty_file_misses_everything_and_a_broken_one_is_told() {
    let told = problems("");
    let missing = [
        "vehicle",
        "masses",
        "battery",
        "performance",
        "limits",
        "controller",
        "failsafe",
    ];
    for key in missing {
        assert!(told.contains(&found("missing-key", key)), "{key}: {told:?}");
    }
    assert!(!problems("[vehicle\n").is_empty());
}

const FLEET: &str = r#"
    [fleet]
    name = "fleet"
    name_zh = "机队"
    source = "made for a test"

    [[dock]]
    id = "north"
    name = "north"
    name_zh = "北"
    at = [120.38, 36.06]
    height_agl_m = 18
    turnaround_s = 1500

    [[drone]]
    id = "one"
    class = "inspection-quad"
    dock = "north"
    battery_cycles = 40
    carries = ["wide"]
"#;

#[test]
fn a_fleet_is_read_with_its_docks_and_drones() {
    let (fleet, problems) = read_fleet("fleet.toml", FLEET, &[quad()]);
    assert_eq!(problems, []);
    let fleet = fleet.unwrap();
    assert_eq!(fleet.dock("north").unwrap().turnaround_s, 1_500.0);
    assert_eq!(fleet.vehicle("one").unwrap().carries, ["wide"]);
    assert!(fleet.dock("south").is_none() && fleet.vehicle("two").is_none());
}

#[test]
fn all_problems_of_a_fleet_come_at_once() {
    let told = |text: &str| {
        let (fleet, problems) = read_fleet("fleet.toml", text, &[quad()]);
        assert!(fleet.is_none());
        let of = |problem: &written::Problem| (problem.code.to_owned(), problem.place.key.clone());
        problems.iter().map(of).collect::<Vec<_>>()
    };
    let wrong = FLEET
        .replace("inspection-quad", "inspection-quat")
        .replace("dock = \"north\"", "dock = \"nord\"")
        .replace("turnaround_s = 1500", "turnaround_s = -1");
    let expected = [
        found("out-of-range", "dock[0].turnaround_s"),
        found("unknown-name", "drone[0].class"),
        found("unknown-name", "drone[0].dock"),
    ];
    assert_eq!(told(&wrong), expected);
    let old = FLEET.replace("battery_cycles = 40", "battery_cycles = 401");
    assert_eq!(
        told(&old),
        [found("battery-too-old", "drone[0].battery_cycles")]
    );
    let unknown = FLEET.replace("\"wide\"", "\"wild\"");
    assert_eq!(told(&unknown), [found("unknown-name", "drone[0].carries")]);
    let twice = format!("{FLEET}{}", &FLEET[FLEET.find("    [[drone]]").unwrap()..]);
    assert_eq!(told(&twice), [found("duplicate-name", "drone[1].id")]);
}
