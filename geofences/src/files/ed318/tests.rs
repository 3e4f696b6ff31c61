#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::files::geojson::tests::round_trip::Inventor;
use crate::{
    Daily, DayMark, Footprint, FootprintView, LocalName, Obstacle, ObstacleKind, ObstacleShape,
    Position, Scope, Severity, SunEvent, TimeWindow, Times, Weekdays, Zone, ZoneId,
};
use chrono::FixedOffset;
use rand::Rng;

/// The seed of the random zones.
const ROUND_TRIP_SEED: u64 = 0xed_318;

const LAYERS: &[u8] = include_bytes!("../../../tests/files/ed318/layers.json");

fn options() -> ReadOptions<'static> {
    ReadOptions {
        file: "zones.json",
        expected_extent: None,
        utc_offset: FixedOffset::east_opt(8 * 3600).unwrap(),
        progress: None,
    }
}

fn codes(problems: &[crate::Problem]) -> Vec<&'static str> {
    problems.iter().map(|problem| problem.code).collect()
}

#[test]
fn layers_become_zones_and_equal_layers_one_zone() {
    let file = read(LAYERS, &options());
    let ids: Vec<&str> = file.zones.iter().map(|zone| zone.id.as_str()).collect();
    assert_eq!(ids, ["LAY01/1", "LAY01/2", "USP01"]);
    let [ground, circle, uspace] = &file.zones[..] else {
        panic!("three zones")
    };
    let FootprintView::Polygons(polygons) = ground.footprint.view() else {
        panic!("a circle")
    };
    assert_eq!(polygons.0.len(), 2);
    assert!(matches!(
        circle.footprint.view(),
        FootprintView::Circle {
            radius_m: 500.0,
            ..
        }
    ));
    assert!((circle.band.upper().unwrap().metres() - 304.8).abs() < 1e-9);
    assert_eq!((uspace.band.lower(), uspace.band.upper()), (None, None));
    assert_eq!(uspace.rule, Rule::NeedsAuthorization);
}

#[test]
fn texts_authority_and_source_are_kept_and_what_is_not_is_noted() {
    let file = read(LAYERS, &options());
    let zone = &file.zones[0];
    let name = LocalName {
        zh: Some("海湾".into()),
        en: Some("Bay".into()),
    };
    assert_eq!(zone.name, name);
    assert_eq!(zone.reason.as_deref(), Some("NATURE, OTHER: Seals"));
    assert_eq!(zone.source.as_deref(), Some("Nobody, 2026-01-01T00:00:00Z"));
    let authority = zone.authority.as_ref().unwrap();
    assert_eq!(authority.name, "Park office");
    assert_eq!(authority.contact.as_deref(), Some("park@example.org"));
    let found = codes(&file.problems);
    for code in [
        "authority-ignored",
        "property-ignored",
        "customized-zone",
        "name-language-ignored",
    ] {
        assert!(found.contains(&code), "{code}: {found:?}");
    }
}

#[test]
fn a_schedule_gives_a_window_for_each_entry_with_events_and_offset() {
    let file = read(LAYERS, &options());
    let Times::Windows(windows) = &file.zones[0].times else {
        panic!("always")
    };
    let [weekend, night] = &windows[..] else {
        panic!("two windows")
    };
    let weekend = weekend.daily.as_ref().unwrap();
    let dawn = SunEvent::MorningCivilTwilight;
    assert_eq!(
        weekend.starts,
        DayMark::Sun {
            event: dawn,
            offset_s: 0
        }
    );
    assert_eq!(
        weekend.ends,
        DayMark::Clock {
            second_of_day: 72_000
        }
    );
    assert_eq!(weekend.utc_offset.local_minus_utc(), 28_800);
    assert_eq!(night.daily.as_ref().unwrap().weekdays, Weekdays::ALL);
    assert_eq!(night.from, Some("2026-03-31T16:00:00Z".parse().unwrap()));
}

#[test]
fn a_zone_without_restriction_needs_an_upper_limit() {
    let file = read(LAYERS, &options());
    let errors: Vec<_> = file
        .problems
        .iter()
        .filter(|p| p.severity == Severity::Error)
        .collect();
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0].code, "permitted-without-upper-limit");
    assert_eq!(errors[0].place.id.as_deref(), Some("FREE1"));
}

#[test]
fn misspelt_times_are_an_error_and_not_always() {
    let text = std::str::from_utf8(LAYERS).unwrap();
    let text = text.replace("limitedApplicability", "limitedApplicabilty");
    let file = read(text.as_bytes(), &options());
    assert!(codes(&file.problems).contains(&"property-misspelt"));
    assert!(
        !file
            .zones
            .iter()
            .any(|zone| zone.id.as_str().starts_with("LAY01"))
    );
}

/// What ED-318 can hold of a random zone.
fn holdable(inventor: &mut Inventor, index: usize) -> Zone {
    let mut zone = inventor.zone(index);
    zone.id = ZoneId::new(format!("Z{index}"));
    zone.scope = Scope::Flight;
    if zone.rule == Rule::Advisory {
        zone.rule = Rule::Prohibited;
    }
    while zone.band.upper().is_none()
        || (zone.band.lower().is_none() && zone.rule == Rule::Permitted)
    {
        zone.band = inventor.band();
    }
    zone.name = LocalName {
        zh: Some("示例".into()),
        en: None,
    };
    if let Some(authority) = &mut zone.authority {
        authority.name = "Example office".into();
        authority.contact = Some("+86 532 000".into());
    }
    for text in [&mut zone.reason, &mut zone.conditions, &mut zone.source] {
        *text = text.as_ref().map(|text| text.trim().to_owned());
    }
    if let Times::Windows(windows) = &mut zone.times {
        for window in windows {
            window.daily = inventor.0.random_bool(0.7).then(|| holdable_day(inventor));
        }
    }
    zone
}

fn holdable_day(inventor: &mut Inventor) -> Daily {
    let clock = |second_of_day| DayMark::Clock { second_of_day };
    let ends = [
        clock(86_400),
        clock(61_234),
        DayMark::Sun {
            event: SunEvent::Sunset,
            offset_s: 0,
        },
    ];
    Daily {
        weekdays: [Weekdays::ALL, Weekdays::NONE.with(chrono::Weekday::Wed)]
            [inventor.0.random_range(0..2)],
        starts: clock(inventor.0.random_range(0..86_400)),
        ends: ends[inventor.0.random_range(0..3)],
        utc_offset: FixedOffset::east_opt(inventor.0.random_range(-10..14) * 3_600).unwrap(),
    }
}

#[test]
fn what_ed318_can_hold_is_read_back_as_it_was() {
    let mut inventor = Inventor::new(ROUND_TRIP_SEED);
    let zones: Vec<Zone> = (0..300)
        .map(|index| holdable(&mut inventor, index))
        .collect();
    let (text, lost) = write(&zones, []).unwrap();
    assert_eq!(codes(&lost), ["lost-country"]);
    let file = read(text.as_bytes(), &options());
    assert!(file.is_clean(), "{:?}", file.problems);
    for (read, written) in file.zones.iter().zip(&zones) {
        assert_eq!(read, written);
    }
    assert_eq!(file.zones.len(), zones.len());
}

#[test]
fn what_ed318_cannot_hold_is_told_and_no_restriction_gets_smaller() {
    let mut inventor = Inventor::new(ROUND_TRIP_SEED);
    let sound = holdable(&mut inventor, 1);
    let with = |change: &dyn Fn(&mut Zone)| {
        let mut zone = sound.clone();
        (zone.rule, zone.times) = (Rule::Prohibited, Times::Always);
        change(&mut zone);
        zone
    };
    let by_sun = Times::Windows(vec![TimeWindow {
        from: None,
        until: None,
        daily: Some(Daily {
            weekdays: Weekdays::ALL,
            starts: DayMark::Sun {
                event: SunEvent::Sunset,
                offset_s: 1_800,
            },
            ends: DayMark::Clock {
                second_of_day: 86_400,
            },
            utc_offset: FixedOffset::east_opt(0).unwrap(),
        }),
    }]);
    for (zone, code, written) in [
        (
            with(&|zone| zone.rule = Rule::Advisory),
            "lost-advisory-zone",
            None,
        ),
        (
            with(&|zone| zone.scope = Scope::Imaging),
            "lost-imaging-zone",
            None,
        ),
        (
            with(&|zone| zone.times = Times::Windows(Vec::new())),
            "lost-never-active",
            None,
        ),
        (
            with(&|zone| zone.times = by_sun.clone()),
            "lost-schedule",
            Some(Times::Always),
        ),
        (
            with(&|zone| (zone.rule, zone.times) = (Rule::Permitted, by_sun.clone())),
            "lost-schedule",
            None,
        ),
        (
            with(&|zone| zone.id = ZoneId::new("a long id")),
            "lost-identifier-form",
            Some(Times::Always),
        ),
        (
            with(&|zone| zone.band = AltitudeBand::ALL),
            "lost-unlimited",
            Some(Times::Always),
        ),
    ] {
        let (text, lost) = match write([&zone], []) {
            Ok(written) => written,
            // Left out, and nothing else is there: no file.
            Err(lost) => {
                assert_eq!(written, None, "{code}");
                assert_eq!(codes(&lost), [code, "nothing-to-write"]);
                continue;
            }
        };
        assert!(codes(&lost).contains(&code), "{code}: {:?}", codes(&lost));
        let file = read(text.as_bytes(), &options());
        assert_eq!(
            file.zones.first().map(|zone| zone.times.clone()),
            written,
            "{code}"
        );
    }
}

#[test]
fn obstacles_are_told_as_lost() {
    let obstacle = Obstacle {
        id: ZoneId::new("mast"),
        name: LocalName::default(),
        kind: ObstacleKind::Mast,
        shape: ObstacleShape::Point {
            position: Position::new(120.0, 36.0).unwrap(),
            radius_m: 0.0,
        },
        top: crate::Altitude::new(50.0, crate::AltitudeDatum::AboveGround).unwrap(),
        vertical_uncertainty_m: 1.0,
        horizontal_uncertainty_m: 1.0,
        surveyed: None,
        source: None,
    };
    let refused = write([], [&obstacle]).unwrap_err();
    assert_eq!(codes(&refused), ["lost-obstacle", "nothing-to-write"]);
    let zone = holdable(&mut Inventor::new(ROUND_TRIP_SEED), 0);
    let (_, lost) = write([&zone], [&obstacle]).unwrap();
    assert!(codes(&lost).contains(&"lost-obstacle"));
}

#[test]
fn polygons_of_one_zone_stay_one_zone() {
    let mut inventor = Inventor::new(ROUND_TRIP_SEED);
    let mut zone = holdable(&mut inventor, 1);
    let square = |x: f64| crate::RawPolygon {
        exterior: vec![(x, 36.0).into(), (x + 0.1, 36.0).into(), (x, 36.1).into()],
        holes: Vec::new(),
    };
    zone.footprint = Footprint::from_polygons(&[square(120.0), square(121.0)])
        .unwrap()
        .0;
    let (text, _) = write([&zone], []).unwrap();
    assert_eq!(read(text.as_bytes(), &options()).zones, [zone]);
}

#[test]
fn every_truncation_is_an_error() {
    let end = LAYERS.iter().rposition(|b| *b == b'}').unwrap();
    for length in 0..=end {
        assert!(!read(&LAYERS[..length], &options()).is_clean(), "{length}");
    }
}

const LAYER: &str = r#""upper":120,"upperReference":"AGL","uom":"m""#;

/// One feature of this type with more properties, members of its layer and of its geometry.
fn one(kind: &str, properties: &str, layer: &str, geometry: &str) -> AirspaceFile {
    let text = format!(
        r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{"identifier":"Z","type":"{kind}"{properties}}},"geometry":{{"type":"Point","coordinates":[120.5,36.1],"extent":{{"subType":"Circle","radius":500}},"layer":{{{layer}}}{geometry}}}}}]}}"#
    );
    read(text.as_bytes(), &options())
}

fn error_codes(file: &AirspaceFile) -> Vec<&'static str> {
    let problems = file.problems.iter();
    let errors = problems.filter(|problem| problem.severity == Severity::Error);
    errors.map(|problem| problem.code).collect()
}

#[test]
fn what_would_narrow_a_permission_is_never_passed_over() {
    let sound = one("NO_RESTRICTION", "", LAYER, "");
    assert_eq!(error_codes(&sound), [] as [&str; 0]);
    assert_eq!(sound.zones.len(), 1);
    let applicability = r#","applicability":[{"permanent":"NO","startDateTime":"2026-05-01T00:00:00Z","endDateTime":"2026-05-02T00:00:00Z"}]"#;
    let twice = r#","limitedApplicability":[{"endDateTime":"2027-05-02T00:00:00Z","endDateTime":"2026-05-02T00:00:00Z"}]"#;
    for (properties, layer, geometry, code) in [
        (applicability, LAYER, "", "member-misplaced"),
        (twice, LAYER, "", "duplicate-key"),
        (r#","upper":60"#, LAYER, "", "member-misplaced"),
        (
            "",
            &format!(r#"{LAYER},"lowr":60"#),
            "",
            "property-misspelt",
        ),
        ("", &format!(r#"{LAYER},"upper":60"#), "", "duplicate-key"),
        (
            "",
            &format!(r#"{LAYER},"upperLimit":60"#),
            "",
            "member-misplaced",
        ),
        ("", &format!(r#"{LAYER},"except":60"#), "", "member-unknown"),
        (
            "",
            LAYER,
            r#","horizontalProjection":{}"#,
            "member-misplaced",
        ),
        ("", LAYER, r#","hole":[]"#, "member-unknown"),
        ("", LAYER, r#","layer":{}"#, "duplicate-key"),
    ] {
        let file = one("NO_RESTRICTION", properties, layer, geometry);
        assert_eq!(error_codes(&file), [code], "{properties}{layer}{geometry}");
        assert_eq!(file.zones, [], "{properties}{layer}{geometry}");
    }
}

#[test]
fn the_layer_and_the_times_beside_where_they_belong_are_an_error() {
    let text = std::str::from_utf8(LAYERS).unwrap();
    let beside = text.replacen(
        r#""type":"Feature","#,
        r#""type":"Feature","limitedApplicability":[{"endDateTime":"2026-05-02T00:00:00Z"}],"#,
        1,
    );
    assert!(error_codes(&read(beside.as_bytes(), &options())).contains(&"member-misplaced"));
    let collection = text.replacen(
        r#""type":"GeometryCollection","#,
        r#""type":"GeometryCollection","layer":{},"layer":{},"#,
        1,
    );
    assert!(error_codes(&read(collection.as_bytes(), &options())).contains(&"duplicate-key"));
}

#[test]
fn what_is_customized_for_one_operator_is_no_permission_for_all() {
    let customized = r#","variant":"CUSTOMIZED""#;
    let file = one("NO_RESTRICTION", customized, LAYER, "");
    assert_eq!(error_codes(&file), ["customized-permission"]);
    let file = one("CONDITIONAL", customized, LAYER, "");
    assert_eq!(file.zones[0].rule, Rule::NeedsAuthorization);
    assert!(codes(&file.problems).contains(&"customized-condition"));
    let common = one("CONDITIONAL", r#","variant":"COMMON""#, LAYER, "");
    assert_eq!(common.zones[0].rule, Rule::Conditional);
}

#[test]
fn a_window_on_no_day_makes_a_restriction_hold_always_and_a_permission_no_longer() {
    let mut zone = holdable(&mut Inventor::new(ROUND_TRIP_SEED), 1);
    let mut daily = holdable_day(&mut Inventor::new(ROUND_TRIP_SEED));
    daily.weekdays = Weekdays::NONE;
    zone.times = Times::Windows(vec![TimeWindow {
        from: None,
        until: None,
        daily: Some(daily),
    }]);
    zone.rule = Rule::Prohibited;
    let (text, lost) = write([&zone], []).unwrap();
    assert!(codes(&lost).contains(&"lost-days"));
    assert_eq!(
        read(text.as_bytes(), &options()).zones[0].times,
        Times::Always
    );
    zone.rule = Rule::Permitted;
    let refused = write([&zone], []).unwrap_err();
    assert_eq!(codes(&refused), ["lost-never-active", "nothing-to-write"]);
}

#[test]
fn days_whose_offset_is_lost_make_a_restriction_hold_on_all_of_them_and_no_permission() {
    let sun = |event| DayMark::Sun { event, offset_s: 0 };
    let by_the_sun = |weekdays| {
        Times::Windows(vec![TimeWindow {
            from: None,
            until: None,
            daily: Some(Daily {
                weekdays,
                starts: sun(SunEvent::Sunrise),
                ends: sun(SunEvent::Sunset),
                utc_offset: options().utc_offset,
            }),
        }])
    };
    let mut zone = holdable(&mut Inventor::new(ROUND_TRIP_SEED), 1);
    zone.times = by_the_sun(Weekdays::NONE.with(chrono::Weekday::Wed));
    zone.rule = Rule::Prohibited;
    let (text, lost) = write([&zone], []).unwrap();
    assert!(codes(&lost).contains(&"lost-day-offset"));
    let read_back = read(text.as_bytes(), &options());
    assert_eq!(read_back.zones[0].times, by_the_sun(Weekdays::ALL));
    zone.rule = Rule::Permitted;
    let refused = write([&zone], []).unwrap_err();
    assert_eq!(codes(&refused), ["lost-day-offset", "nothing-to-write"]);
}
