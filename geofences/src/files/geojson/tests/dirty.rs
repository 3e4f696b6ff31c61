//! Files that are broken in one way each.

use super::*;
use geo::Rect;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::sync::atomic::{AtomicU64, Ordering};

/// The seed of the random damage.
const DAMAGE_SEED: u64 = 0x6e0_0d5e;

const SAMPLE: &[u8] = include_bytes!("../../../../tests/files/geojson/table_export.geojson");

fn error_code(text: &str) -> &'static str {
    let file = read_text(text);
    let error = file.problems.iter().find(|p| p.severity == Severity::Error);
    error.unwrap_or_else(|| panic!("no error: {text}")).code
}

#[test]
fn every_broken_document_is_an_error_that_says_what_it_is() {
    let sound = one(r#""rule":"prohibited""#, TRIANGLE);
    for (text, code) in [
        ("", "empty-file"),
        ("   \n", "empty-file"),
        ("hello", "not-json"),
        ("{}", "no-features"),
        ("[]", "not-json"),
        ("null", "not-json"),
        (r#"{"type":"FeatureCollection"}"#, "no-features"),
        (r#"{"type":"FeatureCollection","features":null}"#, "no-features"),
        (r#"{"type":"FeatureCollection","features":[]}"#, "no-features"),
        (r#"{"type":"FeatureCollection","features":[null]}"#, "not-a-feature"),
        (r#"{"type":"FeatureCollection","features":[1,2]}"#, "not-a-feature"),
        (TRIANGLE, "not-a-feature-collection"),
        (&format!("{sound} {sound}"), "trailing-data"),
        (&sound.replace("}}]}", "}}],}"), "not-json"),
        (&sound.replace(r#""rule""#, r#""rule" "#).replace(':', ";"), "not-json"),
        (&sound.replace("120.3", "NaN"), "not-json"),
        (&sound.replace("120.3", "1e999"), "coordinate-not-finite"),
        (&sound.replace("120.3", "null"), "coordinate-not-a-number"),
        (&sound.replace("120.3", "\"inf\""), "coordinate-not-a-number"),
        (&sound.replace("[120.3,36.0]", "[120.3]"), "position-too-short"),
        (&sound.replace("[120.3,36.0]", "{}"), "coordinates-nesting"),
        (&sound.replace("[[[", "[[").replace("]]]", "]]"), "coordinates-nesting"),
        (&sound.replace("[[[", "[[[[").replace("]]]", "]]]]"), "coordinates-nesting"),
        (&sound.replace("\"Polygon\"", "\"Circle\""), "geometry-type"),
        (&sound.replace("Polygon", "MultiLineString"), "geometry-type"),
        (&one(r#""rule":"prohibited""#, "null"), "no-geometry"),
        (&one(r#""rule":"prohibited""#, "[]"), "no-geometry"),
        (&one(r#""rule":"prohibited","rule":"permitted""#, TRIANGLE), "duplicate-key"),
        (&sound.replace(r#""id":"z""#, r#""id":"z","id":"y""#), "duplicate-key"),
        (&sound.replace(r#"{"type":"FeatureCollection","#, r#"{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:3857"}},"#), "crs-not-supported"),
        (&sound.replace(r#"{"type":"FeatureCollection","#, r#"{"type":"FeatureCollection","crs":{"type":"link"},"#), "crs-not-supported"),
        (&sound.replace("120.", "36.").replace(",36.", ",120."), "latitude-out-of-range"),
        (&sound.replace("120.4,36.1", "120.4,36.0"), "too-few-vertices"),
    ] {
        assert_eq!(error_code(text), code, "{text}");
        // Features that are whole before the fault stay.
        let whole_before = text.starts_with(sound.trim_end_matches("]}"));
        assert_eq!(read_text(text).zones.len(), usize::from(whole_before), "{text}");
    }
}

#[test]
fn repairs_are_noted_and_the_zone_stays() {
    let doubled = TRIANGLE.replace("[120.4,36.0]", "[120.4,36.0],[120.4,36.0]");
    let open = TRIANGLE.replace(",[120.3,36.0]]]", "]]");
    let high = TRIANGLE.replace("[120.4,36.0]", "[120.4,36.0,55.5]");
    let quoted = TRIANGLE.replace("[120.4,36.0]", "[\"120.4\",\"36.0\"]");
    let wrapping = TRIANGLE
        .replace("120.3", "179.9")
        .replace("120.4", "-179.9");
    for (geometry, expected) in [
        (&doubled, &["doubled-vertex-removed"][..]),
        (&open, &["ring-closed"]),
        (&high, &[]),
        (&quoted, &["quoted-coordinates"]),
        (&wrapping, &["split-at-antimeridian"]),
    ] {
        let file = read_text(&one(r#""rule":"prohibited""#, geometry));
        assert_eq!(codes(&file), expected, "{geometry}");
        assert_eq!(file.zones.len(), 1);
    }
}

#[test]
fn a_crossing_is_told_with_polygon_ring_and_vertex() {
    let crossing = r#"{"type":"MultiPolygon","coordinates":[[[[120,36],[121,36],[121,37],[120,36]]],[[[122,36],[123,37],[123,36],[122,37],[122,36]]]]}"#;
    let file = read_text(&one(r#""rule":"prohibited""#, crossing));
    let place = &file.problems[0].place;
    assert_eq!(codes(&file), ["ring-crosses-itself"]);
    assert_eq!(
        (place.polygon, place.ring, place.vertex),
        (Some(1), Some(0), Some(0))
    );
    assert_eq!(
        (place.feature, place.id.as_deref(), place.line),
        (Some(0), Some("z"), Some(1))
    );
}

#[test]
fn swapped_axes_in_range_are_found_by_the_expected_extent() {
    let bytes = include_bytes!("../../../../tests/files/geojson/swapped_axes.geojson");
    let text = std::str::from_utf8(bytes).unwrap();
    // Two points of 36 and 80 degrees can be either.
    let text = text.replace("120.3", "80.3");
    let options = ReadOptions {
        expected_extent: Some(Rect::new((80.0, 35.0), (81.0, 37.0))),
        ..options()
    };
    let file = read(text.as_bytes(), &options);
    assert_eq!(codes(&file), ["outside-expected-extent"]);
    let help = file.problems[0].help.as_ref().unwrap();
    assert!(help.en.starts_with("swapped axes"), "{help}");
    assert_eq!(file.zones.len(), 1);
}

#[test]
fn utf16_and_gbk_are_told_with_what_helps() {
    let text = one(r#""rule":"prohibited","name":"湾""#, TRIANGLE);
    for mark in [&[0xff, 0xfe][..], &[]] {
        let mut utf16 = mark.to_vec();
        utf16.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        let file = read(&utf16, &options());
        assert_eq!(codes(&file), ["utf16"]);
        assert!(file.problems[0].help.is_some());
    }
    let mut gbk = text.replace('湾', "?").into_bytes();
    let at = gbk.iter().position(|b| *b == b'?').unwrap();
    gbk.splice(at..=at, [0xcd, 0xe5]);
    assert_eq!(codes(&read(&gbk, &options())), ["not-utf8"]);
}

#[test]
fn nesting_bombs_neither_overflow_the_stack_nor_pass() {
    let depth = 300_000;
    for (open, close) in [("[", "]"), (r#"{"a":"#, "}")] {
        let bomb = format!("{}1{}", open.repeat(depth), close.repeat(depth));
        for text in [
            bomb.clone(),
            one(&format!(r#""rule":"prohibited","x":{bomb}"#), TRIANGLE),
            one(r#""rule":"prohibited""#, &bomb),
            one(
                r#""rule":"prohibited""#,
                &format!(r#"{{"type":"Polygon","coordinates":{bomb}}}"#),
            ),
            format!(r#"{{"type":"FeatureCollection","x":{bomb},"features":[]}}"#),
            open.repeat(depth),
        ] {
            let file = read_text(&text);
            assert!(!file.is_clean());
            assert_eq!(file.zones, []);
        }
    }
}

#[test]
fn the_second_of_two_equal_ids_is_left_out_and_reported() {
    let features: Vec<String> = (0..600)
        .map(|i| {
            let id = if i == 599 { 3 } else { i };
            format!(r#"{{"type":"Feature","id":{id},"properties":{{"rule":"prohibited"}},"geometry":{TRIANGLE}}}"#)
        })
        .collect();
    let text = format!(
        "{{\"type\":\"FeatureCollection\",\"features\":[\n{}\n]}}",
        features.join(",\n")
    );
    let file = read_text(&text);
    assert_eq!(codes(&file), ["duplicate-id"]);
    assert_eq!(file.problems[0].place.feature, Some(599));
    assert_eq!(file.problems[0].place.line, Some(601));
    assert_eq!(file.zones.len(), 599);
    let in_order = file
        .zones
        .iter()
        .enumerate()
        .all(|(i, z)| z.id.as_str() == i.to_string());
    assert!(in_order, "zones keep the file's order over all threads");
}

#[test]
fn a_flood_of_problems_ends_with_an_error_and_not_with_the_memory() {
    let text = format!("{{\"features\":[{}1]}}", "1,".repeat(1_000_000));
    let file = read_text(&text);
    assert!(file.problems.len() < 200_000);
    assert_eq!(file.problems.last().unwrap().code, "too-many-problems");
}

#[test]
fn a_single_feature_is_a_document_too() {
    let text = format!(
        r#"{{"type":"Feature","id":7,"properties":{{"rule":"prohibited"}},"geometry":{TRIANGLE}}}"#
    );
    let file = read_text(&text);
    assert_eq!(file.problems, []);
    assert_eq!(file.zones[0].id.as_str(), "7");
}

#[test]
fn progress_reaches_the_whole_file() {
    let most = AtomicU64::new(0);
    let progress = |done: u64| {
        most.fetch_max(done, Ordering::Relaxed);
    };
    let options = ReadOptions {
        progress: Some(&progress),
        ..options()
    };
    read(SAMPLE, &options);
    assert_eq!(most.into_inner(), SAMPLE.len() as u64);
}

#[test]
fn every_truncation_gives_an_error_and_never_another_zone() {
    let whole = read(SAMPLE, &options());
    let end = SAMPLE.iter().rposition(|b| *b == b'}').unwrap();
    for length in 0..=end {
        let cut = read(&SAMPLE[..length], &options());
        assert!(!cut.is_clean(), "cut at {length}");
        for zone in &cut.zones {
            assert!(whole.zones.contains(zone), "cut at {length}: {}", zone.id);
        }
    }
}

#[test]
fn no_damage_to_bytes_makes_the_reader_panic() {
    let mut random = ChaCha8Rng::seed_from_u64(DAMAGE_SEED);
    for _ in 0..3_000 {
        let mut bytes = SAMPLE.to_vec();
        for _ in 0..random.random_range(1..6) {
            let at = random.random_range(0..bytes.len());
            match random.random_range(0..4) {
                0 => bytes[at] = random.random(),
                1 => bytes[at] = b"{}[]\",:\\0-e\n"[random.random_range(0..12)],
                2 => drop(bytes.drain(at..(at + random.random_range(0..40)).min(bytes.len()))),
                _ => bytes.insert(at, b"{}[]\",:9"[random.random_range(0..8)]),
            }
        }
        let file = read(&bytes, &options());
        assert!(!file.zones.is_empty() || !file.problems.is_empty());
    }
}
