//! What each property says.

use super::*;
use crate::{AltitudeDatum, FootprintView, Rule, Scope, Times, Zone};

fn zone(properties: &str) -> Zone {
    let mut file = read_text(&one(properties, TRIANGLE));
    assert!(file.is_clean(), "{properties}: {:?}", file.problems);
    file.zones.pop().unwrap()
}

fn error_of(properties: &str) -> &'static str {
    let file = read_text(&one(properties, TRIANGLE));
    assert_eq!(file.zones, [], "{properties}");
    let error = file.problems.iter().find(|p| p.severity == Severity::Error);
    error
        .unwrap_or_else(|| panic!("no error: {properties}"))
        .code
}

#[test]
fn rules_are_read_whatever_their_case_spelling_and_hyphens() {
    for (word, rule) in [
        ("permitted", Rule::Permitted),
        ("Prohibited", Rule::Prohibited),
        ("needs_authorization", Rule::NeedsAuthorization),
        ("NEEDS AUTHORISATION", Rule::NeedsAuthorization),
        ("REQ_AUTHORISATION", Rule::NeedsAuthorization),
        ("req-authorization", Rule::NeedsAuthorization),
        ("conditional", Rule::Conditional),
        (" advisory ", Rule::Advisory),
        ("NO_RESTRICTION", Rule::Permitted),
        ("USPACE", Rule::NeedsAuthorization),
    ] {
        let properties = format!(r#""rule":"{word}","upper":120,"upper_datum":"agl""#);
        assert_eq!(zone(&properties).rule, rule, "{word}");
    }
}

#[test]
fn a_rule_is_never_guessed() {
    for rule in ["", r#""rule":null"#, r#""rule":"no fly""#, r#""rule":3"#] {
        assert_eq!(error_of(rule), "rule-unknown", "{rule}");
    }
}

#[test]
fn heights_are_read_with_their_unit_and_datum() {
    for (properties, metres, datum) in [
        (
            r#""upper":120,"upper_datum":"agl""#,
            120.0,
            AltitudeDatum::AboveGround,
        ),
        (
            r#""upper":"120.0","upper_datum":"SFC""#,
            120.0,
            AltitudeDatum::AboveGround,
        ),
        (
            r#""upper":"120 m","upper_datum":"MSL""#,
            120.0,
            AltitudeDatum::MeanSeaLevel,
        ),
        (
            r#""upper":"1000ft","upper_datum":"AMSL""#,
            304.8,
            AltitudeDatum::MeanSeaLevel,
        ),
        (
            r#""upper":"1000 FT AMSL""#,
            304.8,
            AltitudeDatum::MeanSeaLevel,
        ),
        (
            r#""upper":1000,"upper_datum":"HAE","unit":"ft""#,
            304.8,
            AltitudeDatum::Wgs84Ellipsoid,
        ),
        (
            r#""upper":10,"upper_datum":"W84","unit":"M""#,
            10.0,
            AltitudeDatum::Wgs84Ellipsoid,
        ),
    ] {
        let upper = zone(&format!(r#""rule":"permitted",{properties}"#))
            .band
            .upper()
            .unwrap();
        assert_eq!(upper.datum(), datum, "{properties}");
        assert!((upper.metres() - metres).abs() < 1e-9, "{properties}");
    }
}

#[test]
fn a_missing_upper_limit_is_unlimited_for_restrictions_only() {
    for upper in [
        "",
        r#","upper":null"#,
        r#","upper":"""#,
        r#","upper":"UNL""#,
    ] {
        let band = zone(&format!(r#""rule":"prohibited"{upper}"#)).band;
        assert_eq!((band.lower(), band.upper()), (None, None), "{upper}");
    }
    for upper in ["", r#","upper":null"#, r#","upper":"""#] {
        let code = error_of(&format!(r#""rule":"permitted"{upper}"#));
        assert_eq!(code, "permitted-without-upper-limit");
    }
    assert_eq!(
        zone(r#""rule":"permitted","upper":"UNL""#).band.upper(),
        None
    );
}

#[test]
fn an_upper_limit_at_the_ground_is_no_way_out_of_a_restriction() {
    for rule in [
        "prohibited",
        "needs_authorization",
        "conditional",
        "advisory",
    ] {
        for upper in [r#"0"#, r#""0 m""#, "-5", r#""0 ft AGL""#] {
            let properties = format!(r#""rule":"{rule}","upper":{upper},"upper_datum":"agl""#);
            assert_eq!(
                error_of(&properties),
                "upper-limit-at-ground",
                "{properties}"
            );
        }
    }
    let low = zone(r#""rule":"prohibited","upper":0.5,"upper_datum":"agl""#);
    assert_eq!(low.band.upper().unwrap().metres(), 0.5);
    // Ground may lie below the sea.
    let at_sea = r#""rule":"prohibited","upper":0,"upper_datum":"amsl""#;
    zone(at_sea);
    assert!(codes(&read_text(&one(at_sea, TRIANGLE))).contains(&"upper-limit-zero"));
    zone(r#""rule":"permitted","upper":0,"upper_datum":"agl""#);
}

#[test]
fn heights_that_are_none_or_could_mean_several_are_refused() {
    for (properties, code) in [
        (r#""upper":120"#, "datum-missing"),
        (r#""upper":120,"upper_datum":"home""#, "datum-unknown"),
        (r#""upper":120,"upper_datum":5"#, "datum-unknown"),
        (
            r#""upper":"120 m AGL","upper_datum":"AMSL""#,
            "datum-unknown",
        ),
        (r#""upper":"FL60","upper_datum":"agl""#, "datum-unknown"),
        (r#""upper":"GND""#, "not-a-height"),
        (r#""lower":"UNL""#, "not-a-height"),
        (r#""upper":"high","upper_datum":"agl""#, "not-a-height"),
        (r#""upper":true,"upper_datum":"agl""#, "not-a-height"),
        (r#""upper":[120],"upper_datum":"agl""#, "not-a-height"),
        (r#""upper":"nan","upper_datum":"agl""#, "not-a-height"),
        (
            r#""upper":100001,"upper_datum":"agl""#,
            "height-out-of-range",
        ),
        (
            r#""upper":120,"upper_datum":"agl","unit":"yd""#,
            "unit-unknown",
        ),
        (
            r#""lower":120,"lower_datum":"agl","upper":119,"upper_datum":"agl""#,
            "limits-inverted",
        ),
    ] {
        assert_eq!(
            error_of(&format!(r#""rule":"prohibited",{properties}"#)),
            code,
            "{properties}"
        );
    }
}

#[test]
fn flight_levels_widen_restrictions_and_narrow_permissions() {
    let standard_m = 6000.0 * 0.3048;
    for (rule, widened) in [("prohibited", true), ("permitted", false)] {
        for upper in [
            r#""upper":"FL60""#,
            r#""upper":60,"unit":"fl""#,
            r#""upper":6000,"unit":"ft","upper_datum":"STD""#,
        ] {
            let text = one(&format!(r#""rule":"{rule}",{upper}"#), TRIANGLE);
            let file = read_text(&text);
            assert_eq!(codes(&file), ["flight-level-converted"]);
            let upper = file.zones[0].band.upper().unwrap();
            assert_eq!(upper.datum(), AltitudeDatum::MeanSeaLevel);
            assert_eq!(upper.metres() > standard_m, widened);
        }
    }
}

#[test]
fn a_misspelt_property_is_an_error_where_the_right_one_is_missing() {
    assert_eq!(
        error_of(r#""rule":"prohibited","uper":120,"upper_datum":"agl""#),
        "property-misspelt"
    );
    assert_eq!(
        error_of(r#""rule":"prohibited","Upper":120"#),
        "property-misspelt"
    );
    assert_eq!(
        error_of(r#""rule":"prohibited","tiems":[]"#),
        "property-misspelt"
    );
    let borrowed = r#""rule":"permitted","upper":9,"upper_datum":"agl","schedule":"MON""#;
    assert_eq!(error_of(borrowed), "property-misspelt");
    let file = read_text(&one(
        r#""rule":"prohibited","fid":3,"schedule":null,"colour":"red""#,
        TRIANGLE,
    ));
    assert_eq!(codes(&file), ["property-ignored"; 3]);
    assert!(file.is_clean());
}

#[test]
fn times_that_cannot_be_read_are_never_taken_as_always_or_never() {
    for times in [
        r#"[]"#,
        r#"[{}]"#,
        r#""always""#,
        r#"{"from":"2026-01-01T00:00:00Z"}"#,
        r#"[{"from":"2026-01-01T00:00:00"}]"#,
        r#"[{"from":"2026-13-01T00:00:00Z"}]"#,
        r#"[{"from":"2026-02-01T00:00:00Z","until":"2026-01-01T00:00:00Z"}]"#,
        r#"[{"days":[]}]"#,
        r#"[{"days":["mo"]}]"#,
        r#"[{"daily_from":"08:00"}]"#,
        r#"[{"daily_from":"08:00","daily_until":"24:01"}]"#,
        r#"[{"daily_from":"08:00","daily_until":"sunset-30"}]"#,
        r#"[{"daily_from":"08:00","daily_until":"9pm"}]"#,
        r#"[{"daily_from":"08:00","daily_until":"10:00","utc_offset":"CST"}]"#,
        r#"[{"form":"2026-01-01T00:00:00Z","until":"2026-02-01T00:00:00Z"}]"#,
        r#"[{"until":"2026-02-01T00:00:00Z"},7]"#,
    ] {
        let code = error_of(&format!(r#""rule":"prohibited","times":{times}"#));
        assert_eq!(code, "times-unreadable", "{times}");
    }
}

#[test]
fn times_are_read_with_days_sun_and_offset() {
    use crate::{Daily, DayMark, SunEvent, TimeWindow, Weekdays};
    let times = r#""times":[{"from":"2026-05-01T08:00:00+08:00","days":["sat","Sunday"],"daily_from":"civil_dawn-15min","daily_until":"21:30:05","utc_offset":"+09:00"},{"days":["mon"]}]"#;
    let zone = zone(&format!(r#""rule":"prohibited",{times}"#));
    let clock = |second_of_day| DayMark::Clock { second_of_day };
    let weekend = [chrono::Weekday::Sat, chrono::Weekday::Sun];
    let offset = |hours: i32| FixedOffset::east_opt(hours * 3600).unwrap();
    let expected = Times::Windows(vec![
        TimeWindow {
            from: Some("2026-05-01T00:00:00Z".parse().unwrap()),
            until: None,
            daily: Some(Daily {
                weekdays: weekend.into_iter().collect(),
                starts: DayMark::Sun {
                    event: SunEvent::MorningCivilTwilight,
                    offset_s: -900,
                },
                ends: clock(21 * 3600 + 30 * 60 + 5),
                utc_offset: offset(9),
            }),
        },
        TimeWindow {
            from: None,
            until: None,
            daily: Some(Daily {
                weekdays: Weekdays::NONE.with(chrono::Weekday::Mon),
                starts: clock(0),
                ends: clock(86_400),
                utc_offset: offset(8),
            }),
        },
    ]);
    assert_eq!(zone.times, expected);
}

#[test]
fn names_come_in_either_language_or_both() {
    for (properties, zh, en) in [
        (r#""name":"栈桥""#, Some("栈桥"), None),
        (r#""name":"Pier""#, None, Some("Pier")),
        (
            r#""name":{"zh":"栈桥","en":"Pier"}"#,
            Some("栈桥"),
            Some("Pier"),
        ),
        (
            r#""name":"栈桥","name_en":"Pier""#,
            Some("栈桥"),
            Some("Pier"),
        ),
        (r#""name_zh":"栈桥""#, Some("栈桥"), None),
    ] {
        let name = zone(&format!(r#""rule":"prohibited",{properties}"#)).name;
        assert_eq!(
            (name.zh.as_deref(), name.en.as_deref()),
            (zh, en),
            "{properties}"
        );
    }
}

#[test]
fn a_point_with_a_radius_is_a_circle_and_without_one_an_error() {
    let point = r#"{"type":"Point","coordinates":[120.3,36.0]}"#;
    let file = read_text(&one(r#""rule":"prohibited","radius_m":"250 m""#, point));
    let view = file.zones[0].footprint.view();
    assert!(
        matches!(
            view,
            FootprintView::Circle {
                radius_m: 250.0,
                ..
            }
        ),
        "{view:?}"
    );
    for (radius, code) in [
        ("null", "radius-missing"),
        ("-5", "not-a-length"),
        ("0", "radius-out-of-range"),
        ("1000001", "radius-out-of-range"),
    ] {
        let file = read_text(&one(
            &format!(r#""rule":"prohibited","radius_m":{radius}"#),
            point,
        ));
        assert!(codes(&file).contains(&code), "{radius}: {:?}", codes(&file));
        assert_eq!(file.zones, []);
    }
    assert_eq!(
        error_of(r#""rule":"prohibited","radius_m":50"#),
        "radius-without-point"
    );
}

#[test]
fn an_obstacle_with_the_size_of_another_shape_is_an_error() {
    let point = r#"{"type":"Point","coordinates":[120.3,36.0]}"#;
    let line = r#"{"type":"LineString","coordinates":[[120.3,36.0],[120.4,36.0]]}"#;
    let sized = |sizes: &str, geometry: &str| {
        let properties = format!(r#""kind":"obstacle","top":50,"top_datum":"agl"{sizes}"#);
        read_text(&one(&properties, geometry))
    };
    for (sizes, geometry, code) in [
        (r#","half_width_m":20"#, point, "half-width-without-line"),
        (
            r#","half_width_m":20,"radius_m":20"#,
            point,
            "half-width-without-line",
        ),
        (r#","radius_m":30"#, line, "radius-without-point"),
        (
            r#","radius_m":30,"half_width_m":5"#,
            line,
            "radius-without-point",
        ),
        (r#","radius_m":30"#, TRIANGLE, "radius-without-point"),
        (
            r#","half_width_m":"30 m""#,
            TRIANGLE,
            "half-width-without-line",
        ),
    ] {
        let file = sized(sizes, geometry);
        let errors = file
            .problems
            .iter()
            .filter(|p| p.severity == Severity::Error);
        let errors: Vec<_> = errors.map(|p| p.code).collect();
        assert_eq!(errors, [code], "{sizes} {geometry}");
        assert_eq!(file.obstacles, [], "{sizes} {geometry}");
    }
    for geometry in [point, line, TRIANGLE] {
        let file = sized(r#","radius_m":0,"half_width_m":0"#, geometry);
        assert!(file.is_clean(), "{geometry}: {:?}", file.problems);
    }
}

#[test]
fn a_collection_is_the_union_of_its_polygons_and_circles() {
    let collection = format!(
        r#"{{"type":"GeometryCollection","geometries":[{TRIANGLE},{{"type":"Point","coordinates":[120.6,36.2]}}]}}"#
    );
    let file = read_text(&one(r#""rule":"prohibited","radius_m":100"#, &collection));
    assert!(file.is_clean(), "{:?}", file.problems);
    let FootprintView::Polygons(polygons) = file.zones[0].footprint.view() else {
        panic!("a circle");
    };
    assert_eq!(polygons.0.len(), 2);
}

#[test]
fn scope_is_flight_unless_it_says_imaging() {
    assert_eq!(zone(r#""rule":"prohibited""#).scope, Scope::Flight);
    assert_eq!(
        zone(r#""rule":"prohibited","scope":"Imaging""#).scope,
        Scope::Imaging
    );
    assert_eq!(
        error_of(r#""rule":"prohibited","scope":"video""#),
        "scope-unknown"
    );
}

const PERMITTED: &str = r#""rule":"permitted","upper":120,"upper_datum":"agl""#;

#[test]
fn a_time_limit_that_is_not_read_leaves_no_permission_and_a_restriction_with_a_warning() {
    for limit in [
        r#""daily_from":"08:00","daily_until":"18:00""#,
        r#""days":["mon"]"#,
        r#""from":"2026-05-01T08:00:00+08:00""#,
        r#""until":"2026-05-01T08:00:00+08:00""#,
        r#""utc_offset":"+08:00""#,
        r#""startDateTime":"2026-05-01""#,
        r#""end_time":"18:00""#,
        r#""begin":"2026""#,
        r#""validity":"2026""#,
        r#""period":"May""#,
        r#""hours":"8-18""#,
        r#""expires":"2026-05-01""#,
        r#""生效时间":"8:00""#,
        r#""有效期至":"2026""#,
        r#""开放时间":"8:00""#,
        r#""times":[{"daily_from":"08:00","daily_until":"18:00"}],"valid_until":"2026-05-01""#,
    ] {
        let error = error_of(&format!("{PERMITTED},{limit}"));
        assert_eq!(error, "limit-not-read", "{limit}");
        let file = read_text(&one(&format!(r#""rule":"prohibited",{limit}"#), TRIANGLE));
        assert!(file.is_clean(), "{limit}: {:?}", file.problems);
        assert_eq!(file.zones.len(), 1, "{limit}");
        assert!(codes(&file).contains(&"limit-not-read"), "{limit}");
    }
}

#[test]
fn a_limit_beside_the_properties_leaves_no_permission_and_a_restriction_with_a_warning() {
    for member in [
        r#""times":[{"daily_from":"08:00","daily_until":"18:00"}]"#,
        r#""valid_until":"2026-05-01""#,
        r#""lower":60"#,
        r#""ceiling":60"#,
    ] {
        let text = one(PERMITTED, TRIANGLE);
        let text = text.replace(r#""id":"z""#, &format!(r#""id":"z",{member}"#));
        let file = read_text(&text);
        assert_eq!(file.zones, [], "{member}");
        assert_eq!(codes(&file), ["limit-not-read"], "{member}");
        assert_eq!(file.problems[0].place.id.as_deref(), Some("z"));
        let file = read_text(&text.replace("permitted", "prohibited"));
        assert!(file.is_clean(), "{member}");
        assert_eq!(codes(&file), ["limit-not-read"], "{member}");
    }
}

#[test]
fn members_that_limit_nothing_leave_a_permission_alone() {
    let harmless = r#""description":"flat","begin":null,"end":"","updated":"2026","authority":{"name":"A","begin":"x"},"x":{"begin":1,"times":2}"#;
    zone(&format!("{PERMITTED},{harmless}"));
    let text =
        one(PERMITTED, TRIANGLE).replace(r#""id":"z""#, r#""id":"z","bbox":[1,2,3,4],"name":"x""#);
    let file = read_text(&text);
    assert_eq!((file.zones.len(), file.is_clean()), (1, true));
}

#[test]
fn an_obstacle_whose_top_is_not_above_the_ground_is_an_error_and_above_the_sea_a_warning() {
    let point = r#"{"type":"Point","coordinates":[120.3,36.0]}"#;
    let sizes = r#""radius_m":1,"vertical_uncertainty_m":1,"horizontal_uncertainty_m":1"#;
    let topped = |top: &str, datum: &str| {
        let top = format!(r#""top":{top},"top_datum":"{datum}""#);
        let kind = r#""kind":"obstacle","obstacle":"mast""#;
        read_text(&one(&format!("{kind},{top},{sizes}"), point))
    };
    for top in ["0", "-999", "\"0 ft\"", "-0.0"] {
        let file = topped(top, "agl");
        assert_eq!(codes(&file), ["top-at-ground"], "{top}");
        assert_eq!(file.problems[0].place.field.as_deref(), Some("top"));
        assert!(!file.is_clean() && file.obstacles.is_empty(), "{top}");
        for datum in ["amsl", "wgs84"] {
            let file = topped(top, datum);
            assert_eq!(codes(&file), ["top-zero"], "{top} {datum}");
            assert_eq!((file.is_clean(), file.obstacles.len()), (true, 1));
        }
    }
    assert_eq!(topped("0.5", "agl").problems, []);
}

#[test]
fn a_restriction_that_ends_at_or_below_the_sea_is_read_with_a_warning() {
    for upper in ["0", "-5"] {
        let properties = format!(r#""rule":"prohibited","upper":{upper},"upper_datum":"amsl""#);
        let file = read_text(&one(&properties, TRIANGLE));
        assert_eq!(codes(&file), ["upper-limit-zero"], "{upper}");
        assert_eq!(file.zones.len(), 1, "{upper}");
    }
}

#[test]
fn a_length_is_in_metres_and_another_unit_is_an_error() {
    let circle = |radius: &str| {
        let properties = format!(r#""rule":"prohibited","radius_m":"{radius}""#);
        read_text(&one(
            &properties,
            r#"{"type":"Point","coordinates":[120.3,36.0]}"#,
        ))
    };
    for radius in ["500", "500m", " 500 m ", "5e2 m"] {
        let file = circle(radius);
        assert!(file.is_clean(), "{radius}: {:?}", file.problems);
        let FootprintView::Circle { radius_m, .. } = file.zones[0].footprint.view() else {
            panic!("no circle");
        };
        assert_eq!(radius_m, 500.0, "{radius}");
    }
    for radius in [
        "500 mm", "500mmm", "500 m m", "500 km", "500 ft", "500 nm", "m",
    ] {
        let file = circle(radius);
        assert_eq!(codes(&file).first(), Some(&"not-a-length"), "{radius}");
        assert_eq!(file.zones, [], "{radius}");
    }
}
