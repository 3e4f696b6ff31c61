#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::{AltitudeDatum, DayMark, FootprintView, Severity, Times, Zone};
use chrono::FixedOffset;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// The seed of the random damage.
const DAMAGE_SEED: u64 = 0xed_269;

const MIXED: &[u8] = include_bytes!("../../../tests/files/ed269/mixed_publisher.json");
const LATITUDE_FIRST: &[u8] = include_bytes!("../../../tests/files/ed269/zone_list_lat_first.json");

fn options() -> ReadOptions<'static> {
    ReadOptions {
        file: "zones.json",
        expected_extent: None,
        utc_offset: FixedOffset::east_opt(8 * 3600).unwrap(),
        progress: None,
    }
}

fn zone<'f>(file: &'f AirspaceFile, id: &str) -> &'f Zone {
    file.zones
        .iter()
        .find(|zone| zone.id.as_str() == id)
        .unwrap()
}

fn errors(file: &AirspaceFile) -> Vec<(&str, &'static str)> {
    let errors = file
        .problems
        .iter()
        .filter(|p| p.severity == Severity::Error);
    errors
        .map(|p| (p.place.id.as_deref().unwrap_or(""), p.code))
        .collect()
}

#[test]
fn a_publishers_file_gives_its_sound_zones_and_every_fault() {
    let file = read(MIXED, &options());
    let ids: Vec<&str> = file.zones.iter().map(|zone| zone.id.as_str()).collect();
    assert_eq!(ids, ["TST001/1", "TST001/2", "TST002"]);
    assert_eq!(
        errors(&file),
        [
            ("TST003", "permitted-without-upper-limit"),
            ("TST004", "times-unreadable"),
        ]
    );
}

#[test]
fn geometries_with_other_bands_are_zones_of_their_own() {
    let file = read(MIXED, &options());
    let low = zone(&file, "TST001/1");
    assert_eq!(low.band.lower(), None, "0 m above ground is the ground");
    let upper = low.band.upper().unwrap();
    assert_eq!(
        (upper.metres(), upper.datum()),
        (120.0, AltitudeDatum::AboveGround)
    );
    let high = zone(&file, "TST001/2");
    let lower = high.band.lower().unwrap();
    assert!((lower.metres() - 121.92).abs() < 1e-9);
    assert_eq!(high.band.upper(), None);
    assert!(matches!(
        high.footprint.view(),
        FootprintView::Circle {
            radius_m: 800.0,
            ..
        }
    ));
    assert_eq!(high.rule, Rule::NeedsAuthorization);
    assert_eq!(
        high.conditions.as_deref(),
        Some("Ask the harbour master\nCall before flight")
    );
    let authority = high.authority.as_ref().unwrap();
    assert_eq!(authority.name, "Harbour office, Tower");
    assert_eq!(authority.contact.as_deref(), Some("000-1"));
}

#[test]
fn a_restricted_day_that_ends_a_minute_early_leaves_no_gap_at_night() {
    let file = read(MIXED, &options());
    let Times::Windows(windows) = &zone(&file, "TST001/1").times else {
        panic!("always");
    };
    let daily = windows[0].daily.as_ref().unwrap();
    assert_eq!(
        daily.ends,
        DayMark::Clock {
            second_of_day: 86_400
        }
    );
    assert_eq!(daily.utc_offset.local_minus_utc(), 0);
    assert!(
        file.problems
            .iter()
            .any(|problem| problem.code == "day-end-rounded")
    );
}

#[test]
fn latitude_first_is_found_by_range_and_by_the_files_own_bounds() {
    let file = read(LATITUDE_FIRST, &options());
    assert_eq!(file.zones, []);
    assert_eq!(
        errors(&file),
        [
            ("LAT001", "latitude-out-of-range"),
            ("LAT002", "outside-expected-extent"),
        ]
    );
    let help = file.problems.last().unwrap().help.as_ref().unwrap();
    assert!(help.en.starts_with("swapped axes"));
}

#[test]
fn a_bare_list_of_zones_is_a_document_too() {
    let text = std::str::from_utf8(MIXED).unwrap();
    let from = text.find("\"features\": ").unwrap() + "\"features\": ".len();
    let list = &text[from..text.rfind('}').unwrap()];
    assert_eq!(
        read(list.as_bytes(), &options()).zones,
        read(MIXED, &options()).zones
    );
}

#[test]
fn what_leaves_open_when_a_permission_holds_is_an_error() {
    let free = |applicability: &str| {
        format!(
            r#"[{{"identifier":"F","restriction":"NO_RESTRICTION",{applicability}"geometry":[{{"uomDimensions":"M","lowerLimit":0,"lowerVerticalReference":"AGL","upperLimit":120,"upperVerticalReference":"AGL","horizontalProjection":{{"type":"Circle","center":[120.5,36.1],"radius":500}}}}]}}]"#
        )
    };
    let sound = free(r#""applicability":[{"permanent":"YES"}],"#);
    let file = read(sound.as_bytes(), &options());
    assert_eq!(errors(&file), []);
    assert_eq!(file.zones[0].rule, Rule::Permitted);
    assert!(
        file.problems
            .iter()
            .any(|p| p.code == "no-restriction-is-permitted")
    );
    for applicability in [
        "",
        r#""applicability":[],"#,
        r#""applicability":[{}],"#,
        r#""applicability":[{"permanent":"NO"}],"#,
        r#""applicability":[{"permanent":"perhaps"}],"#,
        r#""applicability":[{"permanent":"YES","schedule":[]}],"#,
        r#""applicability":[{"permanent":"YES","schedule":[{"startTime":"08:00Z","endTime":"09:00Z"}]}],"#,
        r#""applicability":[{"startDateTime":"2026-01-01T00:00:00"}],"#,
    ] {
        let permitted = free(applicability);
        let file = read(permitted.as_bytes(), &options());
        assert_eq!(
            errors(&file),
            [("F", "times-unreadable")],
            "{applicability}"
        );
        // The same of a restriction is "always", unless it is not to be read at all.
        let readable = !applicability.contains("perhaps") && !applicability.contains("start");
        let prohibited = permitted.replace("NO_RESTRICTION", "PROHIBITED");
        let file = read(prohibited.as_bytes(), &options());
        let always = file
            .zones
            .first()
            .is_some_and(|zone| zone.times == Times::Always);
        assert_eq!(always, readable, "{applicability}");
    }
}

#[test]
fn no_damage_and_no_truncation_makes_the_reader_panic() {
    let mut random = ChaCha8Rng::seed_from_u64(DAMAGE_SEED);
    let end = MIXED.iter().rposition(|b| *b == b'}').unwrap();
    for length in 0..=end {
        assert!(!read(&MIXED[..length], &options()).is_clean(), "{length}");
    }
    for _ in 0..2_000 {
        let mut bytes = MIXED.to_vec();
        for _ in 0..random.random_range(1..6) {
            let at = random.random_range(0..bytes.len());
            bytes[at] = b"{}[]\",:\\0-e\xff"[random.random_range(0..12)];
        }
        let file = read(&bytes, &options());
        assert!(!file.zones.is_empty() || !file.problems.is_empty());
    }
}

/// One zone under `restriction`, with these times, members of its volume and projection.
fn one(restriction: &str, applicability: &str, volume: &str, projection: &str) -> String {
    format!(
        r#"[{{"identifier":"Z","restriction":"{restriction}","applicability":[{applicability}],"geometry":[{{{volume},"horizontalProjection":{{{projection}}}}}]}}]"#
    )
}

const ALWAYS: &str = r#"{"permanent":"YES"}"#;
const LOW: &str = r#""uomDimensions":"M","lowerLimit":0,"lowerVerticalReference":"AGL","upperLimit":120,"upperVerticalReference":"AGL""#;
const CIRCLE: &str = r#""type":"Circle","center":[120.5,36.1],"radius":500"#;

#[test]
fn what_would_narrow_a_permission_is_never_passed_over() {
    let day = r#"{"day":["ANY"],"startTime":"08:00Z","endTime":"18:00Z"}"#;
    for (applicability, volume, projection, code) in [
        (
            r#"{"startDateTime":"2026-05-01T00:00:00Z","endDatetime":"2026-05-02T00:00:00Z"}"#
                .to_owned(),
            LOW.to_owned(),
            CIRCLE.to_owned(),
            "property-misspelt",
        ),
        (
            format!(r#"{{"permanent":"YES","Schedule":[{day}]}}"#),
            LOW.to_owned(),
            CIRCLE.to_owned(),
            "property-misspelt",
        ),
        (
            r#"{"permanent":"YES","exceptOn":"2026-05-01"}"#.to_owned(),
            LOW.to_owned(),
            CIRCLE.to_owned(),
            "member-unknown",
        ),
        (
            format!(
                r#"{{"schedule":[{}]}}"#,
                day.replace("}", r#","weeks":"odd"}"#)
            ),
            LOW.to_owned(),
            CIRCLE.to_owned(),
            "member-unknown",
        ),
        (
            ALWAYS.to_owned(),
            format!(r#"{LOW},"lower":60"#),
            CIRCLE.to_owned(),
            "member-misplaced",
        ),
        (
            ALWAYS.to_owned(),
            format!(r#"{LOW},"upperlimit":60"#),
            CIRCLE.to_owned(),
            "member-misplaced",
        ),
        (
            ALWAYS.to_owned(),
            format!(r#"{LOW},"upperLimit":60"#),
            CIRCLE.to_owned(),
            "duplicate-key",
        ),
        (
            ALWAYS.to_owned(),
            LOW.to_owned(),
            format!(r#"{CIRCLE},"innerRadius":60"#),
            "member-unknown",
        ),
    ] {
        let text = one("NO_RESTRICTION", &applicability, &volume, &projection);
        let file = read(text.as_bytes(), &options());
        assert_eq!(errors(&file), [("Z", code)], "{text}");
        assert_eq!(file.zones, [], "{text}");
    }
}

#[test]
fn a_restriction_with_unknown_members_is_read_with_a_warning() {
    let text = one(
        "PROHIBITED",
        r#"{"permanent":"YES","colour":"red"}"#,
        &format!(r#"{LOW},"note":"x""#),
        CIRCLE,
    );
    let file = read(text.as_bytes(), &options());
    assert_eq!(file.zones.len(), 1);
    let warned = file
        .problems
        .iter()
        .filter(|problem| problem.code == "member-unknown");
    let warned: Vec<_> = warned
        .map(|p| (p.severity, p.place.field.as_deref().unwrap_or("")))
        .collect();
    assert_eq!(
        warned,
        [(Severity::Warning, "colour"), (Severity::Warning, "note")]
    );
}

#[test]
fn an_end_given_twice_does_not_shorten_a_restriction() {
    let twice = r#"{"startDateTime":"2026-05-01T00:00:00Z","endDateTime":"2026-05-02T00:00:00Z","endDateTime":"2026-06-02T00:00:00Z"}"#;
    let file = read(one("PROHIBITED", twice, LOW, CIRCLE).as_bytes(), &options());
    assert_eq!(errors(&file), [("Z", "duplicate-key")]);
}

#[test]
fn a_zone_with_the_other_editions_times_is_an_error_and_an_extension_a_note() {
    let sound = one("NO_RESTRICTION", ALWAYS, LOW, CIRCLE);
    let with = |member: &str| {
        sound.replace(
            r#""applicability""#,
            &format!(r#"{member},"applicability""#),
        )
    };
    let file = read(
        with(r#""limitedApplicability":[{"endDateTime":"2026-05-02T00:00:00Z"}]"#).as_bytes(),
        &options(),
    );
    assert_eq!(errors(&file), [("Z", "member-misplaced")]);
    let file = read(with(r#""publisherColour":"blue""#).as_bytes(), &options());
    assert_eq!(errors(&file), []);
    assert!(file.problems.iter().any(|p| p.code == "property-ignored"));
}

#[test]
fn what_is_customized_for_one_operator_is_no_permission_for_all() {
    let typed = |restriction: &str, member: &str| {
        let text = one(restriction, ALWAYS, LOW, CIRCLE);
        let text = text.replace(
            r#""applicability""#,
            &format!(r#"{member},"applicability""#),
        );
        read(text.as_bytes(), &options())
    };
    assert!(typed("NO_RESTRICTION", r#""type":"common""#).is_clean());
    for member in [
        r#""type":"CUSTOMIZED""#,
        r#""type":3"#,
        r#""variant":"Customised""#,
    ] {
        let file = typed("NO_RESTRICTION", member);
        assert_eq!(errors(&file), [("Z", "customized-permission")], "{member}");
    }
    let file = typed("CONDITIONAL", r#""type":"CUSTOMIZED""#);
    assert_eq!(file.zones[0].rule, Rule::NeedsAuthorization);
    let warned = file
        .problems
        .iter()
        .find(|p| p.code == "customized-condition");
    assert_eq!(warned.unwrap().severity, Severity::Warning);
    let file = typed("PROHIBITED", r#""type":"CUSTOMIZED""#);
    assert_eq!(file.zones[0].rule, Rule::Prohibited);
    assert!(file.problems.iter().any(|p| p.code == "customized-zone"));
}

#[test]
fn a_circle_among_feet_is_no_permission_and_for_a_restriction_the_larger_one() {
    let feet = LOW.replace(r#""M""#, r#""FT""#);
    let read_one = |rule: &str, volume: &str, projection: &str| {
        read(one(rule, ALWAYS, volume, projection).as_bytes(), &options())
    };
    let file = read_one("NO_RESTRICTION", &feet, CIRCLE);
    assert_eq!(errors(&file), [("Z", "radius-unit-uncertain")]);
    assert_eq!(file.zones, []);
    let file = read_one("PROHIBITED", &feet, CIRCLE);
    assert!(matches!(
        file.zones[0].footprint.view(),
        FootprintView::Circle {
            radius_m: 500.0,
            ..
        }
    ));
    let warned = file
        .problems
        .iter()
        .find(|p| p.code == "radius-unit-uncertain");
    assert_eq!(warned.unwrap().severity, Severity::Warning);
    let polygon =
        r#""type":"Polygon","coordinates":[[[120.5,36.1],[120.6,36.1],[120.6,36.2],[120.5,36.1]]]"#;
    assert!(read_one("NO_RESTRICTION", &feet, polygon).is_clean());
    assert!(read_one("NO_RESTRICTION", LOW, CIRCLE).is_clean());
}
