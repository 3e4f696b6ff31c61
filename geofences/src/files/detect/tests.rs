#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::{detect, format_of_name};
use crate::files::Format;

fn found(text: &str, file: &str) -> Option<Format> {
    detect(text.as_bytes(), file).ok()
}

#[test]
fn the_content_tells_the_format_whatever_the_file_is_called() {
    let collection =
        |feature: &str| format!(r#"{{"type": "FeatureCollection", "features": [{feature}]}}"#);
    for (text, format) in [
        (
            collection(r#"{"type":"Feature","properties":{"rule":"permitted"}}"#),
            Format::GeoJson,
        ),
        (collection(""), Format::GeoJson),
        (
            r#"{"type":"Feature","geometry":null}"#.to_owned(),
            Format::GeoJson,
        ),
        (
            collection(r#"{"properties":{"zoneAuthority":[]}}"#),
            Format::Ed318,
        ),
        (
            collection(r#"{"properties":{"limitedApplicability":[]}}"#),
            Format::Ed318,
        ),
        (
            collection(r#"{"geometry":{"type":"Point","layer":{}}}"#),
            Format::Ed318,
        ),
        (
            collection(r#"{"geometry":{"type":"GeometryCollection","geometries":[{"layer":{}}]}}"#),
            Format::Ed318,
        ),
        (
            collection(r#"{"identifier":"A","zoneAuthority":[]}"#),
            Format::Ed269,
        ),
        (
            collection(r#"{"geometry":[{"horizontalProjection":{}}]}"#),
            Format::Ed269,
        ),
        (
            r#"[{"identifier":"A","restriction":"PROHIBITED"}]"#.to_owned(),
            Format::Ed269,
        ),
        (
            r#"{"title":"x","UASZoneList":[]}"#.to_owned(),
            Format::Ed269,
        ),
        (
            r#"{"fileType":"Plan","version":1}"#.to_owned(),
            Format::QgcPlan,
        ),
        (r#"{"geoFence":{},"version":1}"#.to_owned(), Format::QgcPlan),
        ("<kml/>".to_owned(), Format::Kml),
        (
            "\u{feff}<?xml version='1.0'?>\n<!-- <a> -->\n<!DOCTYPE kml>\n<k:kml xmlns:k='x'>"
                .to_owned(),
            Format::Kml,
        ),
        ("PK\u{3}\u{4}".to_owned(), Format::Kmz),
        ("* comment\r\n\r\nAC P\r\n".to_owned(), Format::OpenAir),
        ("\u{feff}ac p\n".to_owned(), Format::OpenAir),
    ] {
        for file in ["x", "x.kml", "x.geojson", "x.plan", "x.txt"] {
            assert_eq!(found(&text, file), Some(format), "{file}: {text}");
        }
    }
}

#[test]
fn members_of_properties_and_values_do_not_pass_for_those_of_the_feature() {
    let text = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"note":"horizontalProjection","restriction":"x","fileType":"Plan"}}]}"#;
    assert_eq!(found(text, "x"), Some(Format::GeoJson));
    let escaped = r#"{"a\"UASZoneList":1,"type":"Feature"}"#;
    assert_eq!(found(escaped, "x"), Some(Format::GeoJson));
}

#[test]
fn only_the_first_feature_is_looked_at() {
    let mut text = r#"{"type":"FeatureCollection","features":[{"type":"Feature"},"#.to_owned();
    text.push_str("\u{1}\u{2} no json, and [[[[[[[[[[[[[[[[[ unbalanced");
    assert_eq!(found(&text, "x"), Some(Format::GeoJson));
}

#[test]
fn a_first_feature_longer_than_the_head_is_still_looked_through() {
    let coordinates = "[120.0,36.0],".repeat(20_000);
    let text = format!(
        r#"{{"features":[{{"geometry":{{"coordinates":[{coordinates}[0,0]],"layer":{{}}}}}}]}}"#
    );
    assert_eq!(found(&text, "x"), Some(Format::Ed318));
}

#[test]
fn utf_16_is_told_apart_so_that_its_reader_can_refuse_it() {
    let wide: Vec<u8> = "\u{feff}<?xml version='1.0'?><kml/>"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(detect(&wide, "x").ok(), Some(Format::Kml));
}

#[test]
fn the_extension_decides_where_the_content_does_not() {
    assert_eq!(found("damaged", "a.KML"), Some(Format::Kml));
    assert_eq!(found("damaged", "a.plan"), Some(Format::QgcPlan));
    assert_eq!(found("{\"features\": [", "a.json"), Some(Format::GeoJson));
    assert_eq!(found("damaged", "dir/openair.txt"), Some(Format::OpenAir));
    assert_eq!(format_of_name("a.kmz"), Some(Format::Kmz));
    assert_eq!(format_of_name("kmz"), None);
}

#[test]
fn an_unknown_file_is_one_error_that_says_what_was_expected_in_both_languages() {
    for (text, file) in [
        ("hello", "x.doc"),
        ("<html></html>", "x.html"),
        ("{\"a\": 1}", "x.json"),
        ("[1, 2]", "x"),
    ] {
        let problem = detect(text.as_bytes(), file).unwrap_err();
        assert_eq!(problem.code, "format-unknown", "{text}");
        let help = problem.help.unwrap();
        assert!(help.en.contains("KML") && help.zh.contains("OpenAir"));
        assert_eq!(problem.place.file.as_deref(), Some(file));
    }
    assert_eq!(detect(b" \n", "x.kml").unwrap_err().code, "file-empty");
}
