#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::{read, write};
use crate::files::{Format, ReadOptions};
use crate::{
    Altitude, AltitudeBand, AltitudeDatum, Footprint, LocalName, Position, Rule, Scope, Times,
    Zone, ZoneId,
};
use chrono::FixedOffset;

fn options(file: &str) -> ReadOptions<'_> {
    ReadOptions {
        file,
        expected_extent: None,
        utc_offset: FixedOffset::east_opt(8 * 3600).unwrap(),
        progress: None,
    }
}

fn zone(id: &str, rule: Rule, longitude_deg: f64) -> Zone {
    let center = Position::new(longitude_deg, 36.0).unwrap();
    Zone {
        id: ZoneId::new(id),
        name: LocalName {
            zh: Some("示意".to_owned()),
            en: None,
        },
        rule,
        scope: Scope::Flight,
        footprint: Footprint::circle(center, 1000.0).unwrap(),
        band: AltitudeBand::new(
            Altitude::new(0.0, AltitudeDatum::AboveGround).ok(),
            Altitude::new(120.0, AltitudeDatum::AboveGround).ok(),
        )
        .unwrap(),
        times: Times::Always,
        authority: None,
        reason: None,
        conditions: None,
        source: None,
    }
}

#[test]
fn every_format_that_is_written_is_detected_and_read_without_an_error() {
    let zones = [
        zone("a", Rule::Permitted, 120.0),
        zone("b", Rule::Prohibited, 120.01),
    ];
    for format in [
        Format::GeoJson,
        Format::Ed318,
        Format::Kml,
        Format::Kmz,
        Format::QgcPlan,
    ] {
        let (bytes, _) = write(format, &zones, &[]).unwrap();
        let (found, file) = read(&bytes, &options("no-extension"));
        assert_eq!(found, Some(format));
        assert!(file.is_clean(), "{format:?}: {:?}", file.problems);
        assert_eq!(file.zones.len(), 2, "{format:?}");
        for rule in [Rule::Permitted, Rule::Prohibited] {
            assert!(
                file.zones.iter().any(|zone| zone.rule == rule),
                "{format:?}"
            );
        }
    }
}

#[test]
fn formats_that_are_read_only_are_refused_in_both_languages() {
    for format in [Format::Ed269, Format::OpenAir] {
        let problems = write(format, &[], &[]).unwrap_err();
        assert_eq!(problems[0].code, "format-not-written");
        assert!(!problems[0].what.zh.is_empty());
    }
}

#[test]
fn what_is_no_airspace_file_is_one_error_and_no_format() {
    for (bytes, name) in [
        (&b""[..], "empty.kml"),
        (b"hello", "hello.doc"),
        (b"\x00\xff\x00", "bytes"),
        (b"{\"a\": 1}", "x.json"),
    ] {
        let (format, file) = read(bytes, &options(name));
        assert_eq!(format, None, "{name}");
        assert_eq!(file.problems.len(), 1);
        assert!(!file.is_clean());
        assert_eq!(file.problems[0].place.file.as_deref(), Some(name));
    }
}
