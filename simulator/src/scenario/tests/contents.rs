//! What is wrong with the contents of a table.

use super::problems::{after_small, one, problems};
use super::*;

#[test]
fn parameters_exist_and_hold_what_they_are_given() {
    let with = |parameters: &str| {
        let text = SMALL.replace("links =", &format!("parameters = {parameters}\nlinks ="));
        let found = problems(&text).into_iter();
        found
            .map(|(code, _, _, key)| (code, key))
            .collect::<Vec<_>>()
    };
    let of = |name: &str| format!("vehicle[0].parameters.{name}");
    assert_eq!(with("{ RTL_ALT = 3000, ANGLE_MAX = 0.1 }").len(), 1);
    assert_eq!(with("{ RTL_ALT = 3000, FENCE_ENABLE = 1 }"), []);
    assert_eq!(
        with("{ FENCE_ENABL = 1 }"),
        one("unknown-parameter", &of("FENCE_ENABL"))
    );
    assert_eq!(
        with("{ NAV_DLL_ACT = 1 }"),
        one("unknown-parameter", &of("NAV_DLL_ACT"))
    );
    assert_eq!(
        with("{ FENCE_ENABLE = 0.5 }"),
        one("out-of-range", &of("FENCE_ENABLE"))
    );
    assert_eq!(
        with("{ FENCE_ENABLE = 200 }"),
        one("out-of-range", &of("FENCE_ENABLE"))
    );
    assert_eq!(
        with("{ FENCE_ENABLE = true }"),
        one("wrong-type", &of("FENCE_ENABLE"))
    );
    assert_eq!(
        with("{ FENCE_RADIUS = 1e300 }"),
        one("out-of-range", &of("FENCE_RADIUS"))
    );
}

#[test]
fn what_cannot_be_at_the_same_time_is_told() {
    for (key_and_value, code) in [
        ("dock = \"dock\"", "contradiction"),
        ("auto_start_s = 5", "contradiction"),
        ("mission_file = \"a.txt\"", "unknown-format"),
        (
            "mission_file = \"a.plan\"\npatrol = { radius_m = 9, height_m = 9, speed_mps = 9 }",
            "contradiction",
        ),
        ("signing_key = \"abc\"", "bad-key"),
        ("height_agl_m = -1", "out-of-range"),
        ("charge = 80", "out-of-range"),
    ] {
        let text = SMALL.replace("links =", &format!("{key_and_value}\nlinks ="));
        assert_eq!(problems(&text)[0].0, code, "{key_and_value}");
    }
    let wing = SMALL.replace("inspection-quad", "survey-wing");
    assert_eq!(problems(&wing)[0].0, "contradiction");
    good(&wing.replace("ardupilot-copter", "px4"));
}

#[test]
fn parameters_of_the_wing_are_those_of_vehicles_that_have_one() {
    let of = |airframe: &str| {
        let text = SMALL.replace("links =", "parameters = { VT_FW_MIN_ALT = 30 }\nlinks =");
        let text = text.replace("ardupilot-copter", "px4");
        text.replace("inspection-quad", airframe)
    };
    good(&of("survey-vtol"));
    for airframe in ["inspection-quad", "survey-wing"] {
        assert_eq!(
            problems(&of(airframe))[0].0,
            "unknown-parameter",
            "{airframe}"
        );
    }
}

#[test]
fn links_go_to_one_address_that_is_one() {
    for (link, expected) in [
        ("{ udp_to = \"localhost:14550\" }", None),
        ("{ udp_to = \"[::1]:14550\" }", None),
        ("{ udp_to = \"10.0.0.2:14550\" }", None),
        ("{ udp_listen = \"10.0.0.2:14550\" }", Some("not-loopback")),
        ("{ udp_to = \"127.0.0.1:0\" }", Some("bad-address")),
        ("{ udp_to = \"127.0.0.1:70000\" }", Some("bad-address")),
        ("{ udp_to = 14550 }", Some("wrong-type")),
        ("{ loss = 0.5 }", Some("contradiction")),
        (
            "{ udp_to = \"127.0.0.1:1\", tcp_listen = \"127.0.0.1:1\" }",
            Some("contradiction"),
        ),
        (
            "{ udp_to = \"127.0.0.1:1\", port_step = 1 }",
            Some("useless-key"),
        ),
        (
            "{ udp_to = \"127.0.0.1:1\", loss = 1.5 }",
            Some("out-of-range"),
        ),
        (
            "{ udp_to = \"127.0.0.1:1\", delay_ms = 5, jitter_ms = 6 }",
            Some("contradiction"),
        ),
    ] {
        let text = SMALL.replace("{ udp_to = \"127.0.0.1:14550\" }", link);
        let found = problems(&text);
        assert_eq!(found.first().map(|it| it.0), expected, "{link}");
        assert!(found.len() <= 1, "{link}: {found:?}");
    }
}

#[test]
fn assertions_say_what_and_where() {
    for (assertion, expected) in [
        ("kind = \"reaches\"\nwithin_m = 5", "missing-key"),
        ("kind = \"stays-inside\"", "contradiction"),
        (
            "kind = \"stays-inside\"\nlowest_agl_m = 9\nhighest_agl_m = 8",
            "contradiction",
        ),
        (
            "kind = \"stays-inside\"\npolygon = [[120.3, 36.0], [120.4, 36.0]]",
            "bad-area",
        ),
        (
            "kind = \"stays-inside\"\npolygon = [[120, 36], [121, 37], [121, 36], [120, 37]]",
            "bad-area",
        ),
        ("kind = \"lands\"\nwithin_m = 5", "contradiction"),
        (
            "kind = \"lands\"\nwithin_m = 5\nhome = true\ndock = \"dock\"",
            "contradiction",
        ),
        ("kind = \"airborne\"\nat_s = 5", "contradiction"),
        (
            "kind = \"airborne\"\nat_s = 5\nat_least = 1.5",
            "wrong-type",
        ),
        ("kind = \"messages-lost\"", "contradiction"),
        (
            "kind = \"messages-lost\"\nlink = 1\nat_most = 0",
            "unknown-link",
        ),
        ("kind = \"mode\"\nmode = \"MISSION\"", "unknown-word"),
        (
            "kind = \"mode\"\nmode = \"RTL\"\nnever = true\nby_s = 5",
            "useless-key",
        ),
        ("kind = \"no-crash\"\ncharge = 0.5", "useless-key"),
        ("kind = \"no-crush\"", "unknown-word"),
        ("vehicle = \"drone\"", "missing-key"),
    ] {
        let found = after_small(&format!("[[assert]]\n{assertion}"));
        assert_eq!(found.first().map(|it| it.0), Some(expected), "{assertion}");
    }
}

#[test]
fn faults_say_of_what_and_how_bad() {
    for (fault, expected) in [
        (
            "kind = \"motor\"\nvehicle = \"drone\"\nmotor = 4",
            "unknown-motor",
        ),
        ("kind = \"motor\"\nvehicle = \"drone\"", "missing-key"),
        (
            "kind = \"link-degraded\"\nvehicle = \"drone\"",
            "missing-key",
        ),
        (
            "kind = \"link-down\"\nvehicle = \"drone\"\nlink = 1",
            "unknown-link",
        ),
        (
            "kind = \"link-down\"\nvehicle = \"drone\"\nloss = 1",
            "useless-key",
        ),
        (
            "kind = \"pilot-mode\"\nvehicle = \"drone\"\nmode = \"rtl\"",
            "unknown-word",
        ),
        (
            "kind = \"gnss-jammed\"\nvehicle = \"drone\"\nstrength = 2",
            "out-of-range",
        ),
        ("kind = \"dock-silent\"\nvehicle = \"drone\"", "missing-key"),
    ] {
        let found = after_small(&format!("[[fault]]\nat_s = 5\n{fault}"));
        assert_eq!(found.first().map(|it| it.0), Some(expected), "{fault}");
    }
}

#[test]
fn the_city_publishes_to_one_place() {
    for (publish, expected) in [
        ("mqtt = \"broker.city:1883\"", None),
        ("http = \"http://127.0.0.1:8080/in\"", None),
        ("http = \"http://localhost\"", None),
        ("mqtt = \"127.0.0.1\"", Some("bad-address")),
        ("http = \"https://127.0.0.1\"", Some("bad-address")),
        ("http = \"http://:80\"", Some("bad-address")),
        ("", Some("contradiction")),
    ] {
        let found = after_small(&format!("[publish]\n{publish}"));
        assert_eq!(found.first().map(|it| it.0), expected, "{publish}");
    }
}

#[test]
fn a_radio_on_a_link_is_as_it_is_said_to_be() {
    let with = |radio: &str| {
        let link = format!("{{ udp_to = \"127.0.0.1:14550\", radio = {radio} }}");
        SMALL.replace("{ udp_to = \"127.0.0.1:14550\" }", &link)
    };
    let radio = |given: &str| good(&with(given)).vehicles[0].links[0].radio;
    assert_eq!(radio("false"), None);
    let usual = radio("true").unwrap();
    assert_eq!(radio("{}"), Some(usual));
    assert_eq!((usual.station, usual.frequency_mhz), (None, 433.0));
    let other =
        radio("{ station = [120.39, 36.07], power_dbm = 30, frequency_mhz = 915 }").unwrap();
    assert_eq!(other.station.unwrap().longitude_deg(), 120.39);
    assert_eq!((other.power_dbm, other.frequency_mhz), (30.0, 915.0));
    assert_eq!(other.station_height_agl_m, usual.station_height_agl_m);
    for (given, code, key) in [
        ("433", "wrong-type", ""),
        ("{ power = 3 }", "unknown-key", ".power"),
        ("{ power_dbm = 60 }", "out-of-range", ".power_dbm"),
        ("{ frequency_mhz = 0.4 }", "out-of-range", ".frequency_mhz"),
        ("{ station = [36.07, 120.39] }", "bad-place", ".station"),
        (
            "{ station_height_agl_m = -1 }",
            "out-of-range",
            ".station_height_agl_m",
        ),
    ] {
        let found = problems(&with(given)).into_iter();
        let found: Vec<_> = found.map(|(code, _, _, key)| (code, key)).collect();
        let key = format!("vehicle[0].links[0].radio{key}");
        assert_eq!(found, one(code, &key), "{given}");
    }
}
