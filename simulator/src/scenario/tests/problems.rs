use super::*;
use geofences::{Language, Severity};

/// The code, line, column and key of each problem.
pub fn problems(text: &str) -> Vec<(&'static str, usize, usize, String)> {
    let file = read_text(text);
    let is_error = |severity| severity == Severity::Error;
    let has_error = file.problems.iter().any(|it| is_error(it.severity));
    assert_eq!(file.scenario.is_none(), has_error);
    for problem in &file.problems {
        for language in [Language::En, Language::Zh] {
            assert!(!problem.what.in_language(language).is_empty());
        }
        assert_ne!(problem.what.en, problem.what.zh);
    }
    let place = |it: &crate::scenario::ScenarioProblem| {
        let place = &it.place;
        (it.code, place.line, place.column, place.key.clone())
    };
    file.problems.iter().map(place).collect()
}

/// The codes and keys of the problems of the small scenario with more after it.
pub fn after_small(more: &str) -> Vec<(&'static str, String)> {
    let found = problems(&small_and(more)).into_iter();
    found.map(|(code, _, _, key)| (code, key)).collect()
}

pub fn one(code: &'static str, key: &str) -> Vec<(&'static str, String)> {
    vec![(code, key.to_owned())]
}

#[test]
fn the_small_scenario_is_good() {
    good(SMALL);
}

#[test]
fn all_problems_are_told_at_once_each_where_it_is() {
    let text = r#"[scenario]
nam = "x"
start = 2026-11-24
duration_s = 100

[weather]
wind_speed_mps = "5 m/s"
turbulence = 3

[[vehicle]]
name = "v1"
system_id = 1
at = [36.06, 120.38]
autopilot = "px4"
airframe = "inspektion-quad"
links = [{ tcp_listen = "0.0.0.0:5760", losss = 0.1 }]
parameters = { NAV_DLL_AC = 2 }

[[fault]]
kind = "reboot"
vehicle = "v2"
at_s = 200
"#;
    let expected = [
        ("missing-key", 1, "scenario.name"),
        ("unknown-key", 2, "scenario.nam"),
        ("bad-time", 3, "scenario.start"),
        ("wrong-type", 7, "weather.wind_speed_mps"),
        ("out-of-range", 8, "weather.turbulence"),
        ("bad-place", 13, "vehicle[0].at"),
        ("unknown-word", 15, "vehicle[0].airframe"),
        ("not-loopback", 16, "vehicle[0].links[0].tcp_listen"),
        ("unknown-key", 16, "vehicle[0].links[0].losss"),
        ("unknown-parameter", 17, "vehicle[0].parameters.NAV_DLL_AC"),
        ("unknown-name", 21, "fault[0].vehicle"),
        ("after-the-end", 22, "fault[0].at_s"),
    ];
    let found = problems(text);
    let found: Vec<_> = found
        .iter()
        .map(|(code, line, _, key)| (*code, *line, key.as_str()))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn a_column_counts_characters_and_not_bytes() {
    let text = small_and("[[crew]]\nname = \"c\"\nroute = [\"烟烟\", 5]");
    let line = text.lines().count();
    let found: Vec<_> = problems(&text)
        .into_iter()
        .map(|(_, line, column, key)| (line, column, key))
        .collect();
    let expected = [
        (line, 10, "crew[0].route[0]".to_owned()),
        (line, 16, "crew[0].route[1]".to_owned()),
    ];
    assert_eq!(found, expected);
}

#[test]
fn what_was_likely_meant_is_said_in_both_languages() {
    let file = read_text(&SMALL.replace(
        "airframe = \"inspection-quad\"",
        "airframe = \"inspection quad\"",
    ));
    let help = file.problems[0].help.as_ref().unwrap();
    assert_eq!(help.en, "did you mean inspection-quad?");
    assert_eq!(help.zh, "是否指 inspection-quad？");
    let text = file.problems[0].text(Language::Zh);
    assert!(
        text.starts_with("错误 [unknown-word] test.toml:16:12 vehicle[0].airframe: "),
        "{text}"
    );
}

#[test]
fn what_is_not_even_toml_is_told_by_line_with_what_else_is_wrong() {
    let text = small_and("[weather]\nwind_speed_mps = \nturbulence = 7\nwind_from_deg = = 3\n");
    let found = problems(&text);
    let broken = found.iter().filter(|it| it.0 == "not-toml").count();
    assert!(broken >= 2, "{found:?}");
    assert!(
        found.iter().any(|it| it.3 == "weather.turbulence"),
        "{found:?}"
    );
    assert!(found.iter().all(|it| it.0 != "missing-key"), "{found:?}");
}

#[test]
fn a_key_that_is_there_twice_is_told() {
    let text = SMALL.replace("system_id = 1", "system_id = 1\nsystem_id = 2");
    assert_eq!(problems(&text)[0].0, "not-toml");
}

#[test]
fn a_table_that_may_be_there_several_times_is_asked_for_as_a_list() {
    let found = after_small("[sensor]\nname = \"x\"\n");
    assert_eq!(found, one("wrong-type", "sensor"));
}

#[test]
fn an_empty_file_misses_its_scenario_and_has_no_vehicle() {
    let found = problems("");
    let codes: Vec<_> = found.iter().map(|it| it.0).collect();
    assert_eq!(codes, ["missing-key", "no-vehicle"]);
}

#[test]
fn names_of_nothing_are_told() {
    for (more, key) in [
        (
            "[[fault]]\nkind = \"freeze\"\nvehicle = \"dron\"\nat_s = 1",
            "fault[0].vehicle",
        ),
        (
            "[[fault]]\nkind = \"dock-silent\"\ndock = \"drone\"\nat_s = 1",
            "fault[0].dock",
        ),
        (
            "[[fault]]\nkind = \"sensor-dead\"\nsensor = \"drone\"\nat_s = 1",
            "fault[0].sensor",
        ),
        (
            "[[assert]]\nkind = \"no-crash\"\nvehicle = \"x*\"",
            "assert[0].vehicle",
        ),
        (
            "[[assert]]\nkind = \"no-crash\"\nvehicle = [\"drone\", \"x\"]",
            "assert[0].vehicle[1]",
        ),
        (
            "[[assert]]\nkind = \"event-seen\"\nevent = \"smoke\"",
            "assert[0].event",
        ),
        (
            "[[assert]]\nkind = \"lands\"\ndock = \"dok\"\nwithin_m = 5",
            "assert[0].dock",
        ),
    ] {
        assert_eq!(after_small(more), one("unknown-name", key), "{more}");
    }
}

#[test]
fn a_name_that_cannot_be_read_brings_no_blame_on_those_who_refer_to_it() {
    let text = SMALL.replace("name = \"drone\"", "name = \"dr/one\"");
    let text = format!("{text}\n[[fault]]\nkind = \"freeze\"\nvehicle = \"dr/one\"\nat_s = 1");
    let codes: Vec<_> = problems(&text).iter().map(|it| it.0).collect();
    assert_eq!(codes, ["bad-name"]);
}

#[test]
fn two_of_the_same_are_told() {
    let vehicle = &SMALL[SMALL.find("[[vehicle]]").unwrap()..];
    assert_eq!(
        after_small(vehicle),
        [
            ("duplicate-system-id", "vehicle[1]".to_owned()),
            ("duplicate-name", "vehicle[1].name".to_owned()),
        ]
    );
    let dock = "[[dock]]\nname = \"dock\"\nat = [120.38, 36.06]";
    assert_eq!(after_small(dock), one("duplicate-name", "dock[1].name"));
    let other_port = vehicle.replace("drone", "other").replace("14550", "14551");
    assert_eq!(after_small(&other_port), []);
    let other_id = vehicle
        .replace("drone", "other")
        .replace("system_id = 1", "system_id = 2");
    assert_eq!(after_small(&other_id), []);
}

#[test]
fn two_vehicles_do_not_fit_into_one_dock() {
    let docked = |name: &str, id: u8| {
        format!(
            "[[vehicle]]\nname = \"{name}\"\nsystem_id = {id}\ndock = \"dock\"\n\
             autopilot = \"px4\"\nairframe = \"inspection-quad\"\n"
        )
    };
    let two = docked("a", 2) + &docked("b", 3);
    assert_eq!(after_small(&two), one("dock-taken", "vehicle[2]"));
    assert_eq!(after_small(&docked("a", 2)), []);
}

#[test]
fn the_same_aircraft_is_not_there_twice() {
    let traffic = |name: &str, kind: &str| {
        format!(
            "[[traffic]]\nname = \"{name}\"\n{kind}\nroute = [\n\
             {{ at = [120.3, 36.0], altitude_amsl_m = 300, speed_mps = 50 }},\n\
             {{ at = [120.4, 36.0], altitude_amsl_m = 300, speed_mps = 50 }},\n]\n"
        )
    };
    let plane = "kind = \"adsb-aircraft\"\nicao_address = \"780abc\"\ncallsign = \"CHB1\"";
    let hears = "[[receiver]]\nname = \"r\"\nat = [120.3, 36.0]\n";
    let both =
        hears.to_owned() + &traffic("a", plane) + &traffic("b", &plane.replace("abc", "ABC"));
    assert_eq!(
        after_small(&both),
        one("duplicate-serial-number", "traffic[1].icao_address")
    );
    let helicopter = traffic("c", "kind = \"helicopter\"\ncallsign = \"X\"");
    assert_eq!(
        after_small(&helicopter),
        one("useless-key", "traffic[0].callsign")
    );
}

#[test]
fn moments_lie_within_the_scenario_and_in_order() {
    let freeze = |rest: &str| format!("[[fault]]\nkind = \"freeze\"\nvehicle = \"*\"\n{rest}");
    for (rest, expected) in [
        ("at_s = 600", vec![]),
        ("at_s = 600.1", one("after-the-end", "fault[0].at_s")),
        ("at_s = -1", one("out-of-range", "fault[0].at_s")),
        ("at_s = nan", one("out-of-range", "fault[0].at_s")),
        (
            "at_s = 10\nuntil_s = 10",
            one("ends-before-it-begins", "fault[0].until_s"),
        ),
        (
            "at_s = 10\nuntil_s = 601",
            one("after-the-end", "fault[0].until_s"),
        ),
        ("at_s = true", one("wrong-type", "fault[0].at_s")),
    ] {
        assert_eq!(after_small(&freeze(rest)), expected, "{rest}");
    }
    let reboot = "[[fault]]\nkind = \"reboot\"\nvehicle = \"drone\"\nat_s = 1\nuntil_s = 2";
    assert_eq!(after_small(reboot), one("useless-key", "fault[0].until_s"));
}

#[test]
fn changes_of_the_weather_come_one_after_the_other() {
    let changes = |second_s: u32| {
        format!(
            "[[weather.change]]\nat_s = 100\nover_s = 50\nwind_speed_mps = 5\n\
             [[weather.change]]\nat_s = {second_s}\nwind_speed_mps = 2\n"
        )
    };
    let found = after_small(&changes(149));
    assert_eq!(found, one("changes-overlap", "weather.change[1]"));
    assert_eq!(after_small(&changes(150)), []);
    let nothing = "[[weather.change]]\nat_s = 100\nwind_speed_mps = 0";
    assert_eq!(after_small(nothing), one("no-change", "weather.change[0]"));
}

#[test]
fn a_place_far_from_all_others_is_told() {
    let crew = "[[crew]]\nname = \"c\"\nroute = [[120.3, 36.0], [12.03, 36.0]]";
    assert_eq!(after_small(crew), one("far-away", "crew[0].route[1]"));
    // Longitudes go round.
    let far_east = SMALL.replace("120.38", "179.99");
    let crew = "[[crew]]\nname = \"c\"\nroute = [[-179.99, 36.0]]";
    assert_eq!(read_text(&format!("{far_east}\n{crew}")).problems, []);
}

#[test]
fn what_publishes_has_a_name_that_stands_in_topics() {
    let sensor = |name: &str| {
        format!("[[sensor]]\nname = \"{name}\"\nkind = \"smoke\"\nat = [120.3, 36.0]\n")
    };
    assert_eq!(after_small(&sensor("smoke-1")), []);
    assert_eq!(
        after_small(&sensor("烟感")),
        one("bad-name", "sensor[0].name")
    );
    let crew = "[[crew]]\nname = \"护林队\"\nroute = [[120.3, 36.0]]\n";
    assert_eq!(after_small(crew), one("bad-name", "crew[0].name"));
    let receiver = "[[receiver]]\nname = \"电视塔\"\nat = [120.3, 36.0]\n";
    assert_eq!(after_small(receiver), one("bad-name", "receiver[0].name"));
    // The serial number stands in a topic as well, and vehicles' names do not.
    let drone = "[[receiver]]\nname = \"r\"\nat = [120.3, 36.0]\n[[traffic]]\nname = \"玩具\"\n\
                 kind = \"remote-id-drone\"\nserial_number = \"A/B\"\nroute = [\n\
                 { at = [120.3, 36.0], altitude_amsl_m = 30, speed_mps = 5 },\n\
                 { at = [120.4, 36.0], altitude_amsl_m = 30, speed_mps = 5 },\n]\n";
    assert_eq!(
        after_small(drone),
        one("bad-name", "traffic[0].serial_number")
    );
    assert_eq!(after_small(&drone.replace("A/B", "A-B")), []);
}

#[test]
fn traffic_that_nobody_hears_is_a_warning_and_a_broadcast_that_is_none_cannot_go_wrong() {
    let traffic = "[[traffic]]\nname = \"t\"\nkind = \"helicopter\"\nroute = [\n\
                   { at = [120.3, 36.0], altitude_amsl_m = 300, speed_mps = 50 },\n\
                   { at = [120.4, 36.0], altitude_amsl_m = 300, speed_mps = 50 },\n]\n";
    assert_eq!(after_small(traffic), []);
    let silent = "[[fault]]\nkind = \"traffic-silent\"\ntraffic = \"t\"\nat_s = 9\n";
    let both = format!("{traffic}{silent}");
    assert_eq!(after_small(&both), one("contradiction", "fault[0].traffic"));
    let plane = traffic.replace(
        "\"helicopter\"",
        "\"adsb-aircraft\"\nicao_address = \"780abc\"\ncallsign = \"CHB1\"",
    );
    let found = read_text(&small_and(&plane));
    assert_eq!(found.problems.len(), 1);
    assert_eq!(found.problems[0].code, "nobody-hears");
    assert!(found.scenario.is_some());
}

#[test]
fn a_weather_station_that_is_not_there_cannot_fall_silent() {
    let dock = "[[dock]]\nname = \"bare\"\nat = [120.38, 36.061]\nweather_station = false\n";
    let dead = "[[fault]]\nkind = \"dock-weather-station-dead\"\ndock = \"bare\"\nat_s = 9\n";
    let both = format!("{dock}{dead}");
    assert_eq!(after_small(&both), one("contradiction", "fault[0].dock"));
    assert_eq!(after_small(&both.replace("false", "true")), []);
}

#[test]
fn a_sensor_takes_what_its_kind_has() {
    let sensor = |kind: &str, rest: &str| {
        format!("[[sensor]]\nname = \"s\"\nkind = \"{kind}\"\nat = [120.3, 36.0]\n{rest}\n")
    };
    let tide = "tide_amplitude_m = 1.3\nhigh_tide_s = -600";
    assert_eq!(after_small(&sensor("water-level", tide)), []);
    assert_eq!(
        after_small(&sensor("smoke", "tide_amplitude_m = 1.3")),
        one("useless-key", "sensor[0].tide_amplitude_m")
    );
    assert_eq!(
        after_small(&sensor("wind", "baseline = 3")),
        one("useless-key", "sensor[0].baseline")
    );
    assert_eq!(
        after_small(&sensor("water-level", "high_tide_s = 0")),
        one("missing-key", "sensor[0].tide_amplitude_m")
    );
}
