use super::*;
use crate::ways_home::GroundUse;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use geofences::{Position, TimeRange};

const GOOD: &str = r#"
[survey]
name = "Landing places"
name_zh = "备降点"
source = "示意 Illustrative"

[[place]]
id = "pier"
name = "Pier"
name_zh = "栈桥"
at = [120.3170, 36.0590]
radius_m = 12
surveyed_on = 2026-11-01
valid_until = 2027-10-31
hours = [
    { from = 0, until = 6, use = "clear" },
    { from = 6, until = 8, use = "few" },
    { from = 8, until = 20, use = "crowd" },
    { from = 22, until = 24, use = "clear" },
]

[[place]]
id = "field"
name = "Sports field"
name_zh = "运动场"
at = [120.4000, 36.1000]
radius_m = 40.5
surveyed_on = "2026-11-02"
valid_until = "2026-11-02"
hours = [{ from = 0, until = 24, use = "few" }]
"#;

fn good() -> LandingPlaces {
    let (read, problems) = read_landing_places("places.toml", GOOD.as_bytes());
    assert_eq!(problems, []);
    read.unwrap()
}

/// What is told of a text: code, line, column, key.
fn told(text: &str) -> Vec<(&'static str, usize, usize, String)> {
    let (read, problems) = read_landing_places("places.toml", text.as_bytes());
    assert_eq!(read.is_none(), !problems.is_empty(), "{problems:?}");
    problems
        .into_iter()
        .map(|it| (it.code, it.place.line, it.place.column, it.place.key))
        .collect()
}

/// The one code and key that a change of the good file is told with.
fn told_of(from: &str, to: &str) -> (&'static str, String) {
    assert!(GOOD.contains(from), "{from}");
    let told = told(&GOOD.replacen(from, to, 1));
    let [(code, _, _, key)] = told.as_slice() else {
        panic!("{told:?}");
    };
    (code, key.clone())
}

fn hours_of(hours: &str) -> (&'static str, String) {
    told_of(r#"[{ from = 0, until = 24, use = "few" }]"#, hours)
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn places_are_read_as_they_are_written_and_nothing_is_lost() {
    let read = good();
    assert_eq!(read.name, Bilingual::new("Landing places", "备降点"));
    assert_eq!(read.source, "示意 Illustrative");
    assert_eq!(read.ids, ["pier", "field"]);
    let mut pier = [GroundUse::Clear; 24];
    pier[6..8].fill(GroundUse::Few);
    pier[8..20].fill(GroundUse::Crowd);
    // Nothing is said of these.
    pier[20..22].fill(GroundUse::NotSurveyed);
    let expected = [
        LandingPlace::new(
            Bilingual::new("Pier", "栈桥"),
            Position::new(120.317, 36.059).unwrap(),
            12.0,
            day("2026-11-01"),
            day("2027-10-31"),
            pier,
        ),
        LandingPlace::new(
            Bilingual::new("Sports field", "运动场"),
            Position::new(120.4, 36.1).unwrap(),
            40.5,
            day("2026-11-02"),
            day("2026-11-02"),
            [GroundUse::Few; 24],
        ),
    ];
    assert_eq!(read.places, expected.map(Result::unwrap));
}

#[test]
fn hours_are_those_of_china_and_end_where_they_are_said_to() {
    let pier = &good().places[0];
    // 2026-12-01 in China.
    let midnight: DateTime<Utc> = "2026-11-30T16:00:00Z".parse().unwrap();
    let is_open = |minutes: i64| {
        let from = midnight + TimeDelta::minutes(minutes);
        let window = TimeRange::new(from, from + TimeDelta::seconds(30)).unwrap();
        pier.closed_because(window).is_none()
    };
    let at = [0, 7 * 60 + 59, 8 * 60, 20 * 60 + 30, 22 * 60, 24 * 60 - 1];
    assert_eq!(at.map(is_open), [true, true, false, false, true, true]);
}

#[test]
fn json_says_the_same_as_toml() {
    let json = r#"{
        "survey": {"name": "Landing places", "name_zh": "备降点", "source": "示意 Illustrative"},
        "place": [
            {"id": "pier", "name": "Pier", "name_zh": "栈桥", "at": [120.3170, 36.0590], "radius_m": 12,
             "surveyed_on": "2026-11-01", "valid_until": "2027-10-31",
             "hours": [{"from": 0, "until": 6, "use": "clear"}, {"from": 6, "until": 8, "use": "few"},
                       {"from": 8, "until": 20, "use": "crowd"}, {"from": 22, "until": 24, "use": "clear"}]},
            {"id": "field", "name": "Sports field", "name_zh": "运动场", "at": [120.4, 36.1], "radius_m": 40.5,
             "surveyed_on": "2026-11-02", "valid_until": "2026-11-02",
             "hours": [{"from": 0, "until": 24, "use": "few"}]}
        ]
    }"#;
    let (read, problems) = read_landing_places("places.json", json.as_bytes());
    assert_eq!(problems, []);
    assert_eq!(read.unwrap(), good());
}

#[test]
fn all_problems_come_at_once_each_where_it_stands() {
    let text = r#"
[survey]
name = "Landing places"
name_zh = ""
sauce = "?"

[[place]]
id = "a b"
name = "A"
name_zh = "甲"
at = [36.0590]
radius_m = "12"
surveyed_on = "2026-13-01"
hours = [{ from = 0, until = 25, use = "empty" }]
"#;
    let expected = [
        ("missing-key", 2, 2, "survey.source"),
        ("empty", 4, 11, "survey.name_zh"),
        ("unknown-key", 5, 1, "survey.sauce"),
        ("missing-key", 7, 1, "place[0].valid_until"),
        ("bad-name", 8, 6, "place[0].id"),
        ("bad-place", 11, 6, "place[0].at"),
        ("wrong-type", 12, 12, "place[0].radius_m"),
        ("bad-time", 13, 15, "place[0].surveyed_on"),
        ("out-of-range", 14, 30, "place[0].hours[0].until"),
        ("unknown-word", 14, 40, "place[0].hours[0].use"),
    ];
    let expected = expected.map(|(code, line, column, key)| (code, line, column, key.to_owned()));
    assert_eq!(told(text), expected);
}

#[test]
fn every_problem_is_told_in_both_languages() {
    let bad = GOOD
        .replace("\"field\"", "\"pier\"")
        .replace(
            "valid_until = \"2026-11-02\"",
            "valid_until = \"2026-11-01\"",
        )
        .replace("until = 6", "until = 0")
        .replace("36.1000", "46.1000");
    let (_, problems) = read_landing_places("places.toml", bad.as_bytes());
    assert_eq!(problems.len(), 4, "{problems:?}");
    for problem in problems {
        assert!(!problem.what.en.is_empty() && !problem.what.zh.is_empty());
        assert_ne!(problem.what.en, problem.what.zh);
    }
}

#[test]
fn two_places_of_one_name_are_refused() {
    let (code, key) = told_of("\"field\"", "\"pier\"");
    assert_eq!((code, key.as_str()), ("duplicate-name", "place[1].id"));
}

#[test]
fn a_place_has_a_radius_that_an_aircraft_fits_into_and_a_city_has() {
    let with = |radius: &str| GOOD.replace("radius_m = 12\n", &format!("radius_m = {radius}\n"));
    for good in ["1", "500"] {
        assert_eq!(told(&with(good)), []);
    }
    for bad in ["0.99", "500.01", "-12", "nan", "inf"] {
        let told = told(&with(bad));
        assert_eq!(told.len(), 1, "{bad}");
        assert_eq!(
            (told[0].0, told[0].3.as_str()),
            ("out-of-range", "place[0].radius_m")
        );
    }
}

#[test]
fn a_survey_holds_for_its_own_day_at_least() {
    let of = |day: &str| {
        told_of(
            "valid_until = \"2026-11-02\"",
            &format!("valid_until = \"{day}\""),
        )
    };
    assert_eq!(
        of("2026-11-01"),
        ("no-landing-place", "place[1].valid_until".to_owned())
    );
}

#[test]
fn hours_that_cannot_be_are_refused_each_for_what_it_is() {
    let hours = |index: usize, key: &str| format!("place[1].hours[{index}]{key}");
    for (text, code, key) in [
        (
            r#"[{ from = 24, until = 24, use = "few" }]"#,
            "out-of-range",
            hours(0, ".from"),
        ),
        (
            r#"[{ from = 22, until = 6, use = "few" }]"#,
            "bad-hours",
            hours(0, ".until"),
        ),
        (
            r#"[{ from = 6, until = 6, use = "few" }]"#,
            "bad-hours",
            hours(0, ".until"),
        ),
        (
            r#"[{ from = 6.5, until = 7, use = "few" }]"#,
            "wrong-type",
            hours(0, ".from"),
        ),
        (
            r#"[{ from = 0, until = 7, use = "few" }, { from = 6, until = 8, use = "few" }]"#,
            "hour-twice",
            hours(1, ""),
        ),
        (
            r#"[{ from = 0, until = 24, use = "crowd" }]"#,
            "no-landing-place",
            "place[1].hours".to_owned(),
        ),
        ("[]", "no-landing-place", "place[1].hours".to_owned()),
        ("[7]", "wrong-type", hours(0, "")),
        ("7", "wrong-type", "place[1].hours".to_owned()),
    ] {
        assert_eq!(hours_of(text), (code, key), "{text}");
    }
}

#[test]
fn a_day_has_24_stretches_at_most() {
    let stretches = |count: usize| {
        let one = |hour: usize| {
            let hour = hour.min(23);
            format!("{{ from = {hour}, until = {}, use = \"few\" }}", hour + 1)
        };
        let all: Vec<String> = (0..count).map(one).collect();
        format!("[{}]", all.join(", "))
    };
    let from = r#"[{ from = 0, until = 24, use = "few" }]"#;
    assert_eq!(told(&GOOD.replace(from, &stretches(24))), []);
    assert_eq!(
        hours_of(&stretches(25)),
        ("too-many", "place[1].hours".to_owned())
    );
}

#[test]
fn a_file_has_so_many_places_at_most() {
    let head = "survey = { name = \"a\", name_zh = \"甲\", source = \"s\" }\n";
    let place = |index: usize| {
        format!(
            "[[place]]\nid = \"p{index}\"\nname = \"a\"\nname_zh = \"甲\"\nat = [120.3, 36.1]\nradius_m = 9\n\
             surveyed_on = 2026-11-01\nvalid_until = 2026-12-01\nhours = [{{ from = 1, until = 2, use = \"few\" }}]\n"
        )
    };
    let file = |count: usize| head.to_owned() + &(0..count).map(place).collect::<String>();
    assert_eq!(told(&file(MOST_PLACES)), []);
    let told = told(&file(MOST_PLACES + 1));
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].0, told[0].3.as_str()), ("too-many", "place"));
}

#[test]
fn a_place_far_from_all_others_is_likely_a_slip() {
    let third = GOOD.to_owned()
        + &GOOD[GOOD.find("[[place]]").unwrap()..GOOD.find("[[place]]\nid = \"field\"").unwrap()]
            .replace("\"pier\"", "\"quay\"");
    assert_eq!(told(&third), []);
    let told = told(&third.replace("[120.4000, 36.1000]", "[120.4000, 46.1000]"));
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].0, told[0].3.as_str()), ("far-away", "place[1].at"));
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    let (read, problems) = read_landing_places("places.toml", b"\xff\xfe");
    assert_eq!((read, problems.len()), (None, 1));
}

#[test]
fn a_file_without_places_says_what_is_missing() {
    let told = told("");
    let missing: Vec<&str> = told.iter().map(|it| it.3.as_str()).collect();
    assert_eq!(missing, ["survey", "place"]);
}
