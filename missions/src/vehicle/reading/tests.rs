use super::*;
use crate::vehicle::{FailsafeReturn, Vehicle, WeightClass};

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
