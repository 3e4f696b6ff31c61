#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::limits::{Limit, limit};
use super::{coordinates, read};
use crate::files::heights::LimitSide;
use crate::files::{AirspaceFile, ReadOptions};
use crate::{
    Altitude, AltitudeBand, AltitudeDatum, CircleSide, FootprintView, Position, Rule, Severity,
};
use chrono::FixedOffset;
use geo::{Bearing, Destination, Distance, Geodesic, Intersects, MultiPolygon, Point};
use rand::{Rng, SeedableRng};

const DAMAGE_SEED: u64 = 0x0A1;
const QINGDAO: &str = include_str!("../../../tests/files/openair/qingdao-illustrative.txt");

fn read_text(text: &str) -> AirspaceFile {
    read_bytes(text.as_bytes())
}

fn read_bytes(bytes: &[u8]) -> AirspaceFile {
    let options = ReadOptions {
        file: "test.txt",
        expected_extent: None,
        utc_offset: FixedOffset::east_opt(8 * 3600).unwrap(),
        progress: None,
    };
    read(bytes, &options)
}

fn codes(file: &AirspaceFile) -> Vec<&'static str> {
    file.problems.iter().map(|problem| problem.code).collect()
}

fn airspace(class: &str, geometry: &str) -> String {
    format!("AC {class}\nAN Test\nAH 1000ft AMSL\nAL GND\n{geometry}\n")
}

const SQUARE: &str = "DP 36:00:00 N 120:00:00 E\nDP 36:00:00 N 120:10:00 E\n\
                      DP 36:10:00 N 120:10:00 E\nDP 36:10:00 N 120:00:00 E";

fn polygons(file: &AirspaceFile) -> MultiPolygon<f64> {
    assert_eq!(file.zones.len(), 1, "{:?}", file.problems);
    file.zones[0]
        .footprint
        .to_polygons(CircleSide::Circumscribed)
}

#[test]
fn a_position_reads_in_each_way_of_writing_it() {
    let expected = Position::new(120.5, -36.25).unwrap();
    for text in [
        "36:15:00 S 120:30:00 E",
        "36:15:00S 120:30:00E",
        "36:15.000S, 120:30.0 E",
        "36.25s 120.5e",
    ] {
        let found = coordinates::position(text).unwrap_or_else(|| panic!("{text}"));
        assert!((found.longitude_deg() - expected.longitude_deg()).abs() < 1e-12);
        assert!((found.latitude_deg() - expected.latitude_deg()).abs() < 1e-12);
    }
}

#[test]
fn a_position_that_is_half_understood_is_none() {
    for text in [
        "",
        "36:15:00 N",
        "36:60:00 N 120:30:00 E",
        "36:15:60 N 120:30:00 E",
        "36:15:00 E 120:30:00 N",
        "96:15:00 N 120:30:00 E",
        "36:15:00 N 181:00:00 E",
        "36:15:00:00 N 120:30:00 E",
        "36:1.5:00 N 120:30:00 E",
        "36:-15:00 N 120:30:00 E",
        "36:15:00 N 120:30:00 E 5",
        "36°15'00\" N 120:30:00 E",
        "inf N nan E",
    ] {
        assert_eq!(coordinates::position(text), None, "{text}");
    }
}

#[test]
fn a_limit_reads_in_each_way_of_writing_it() {
    let at = |metres, datum| Some(Limit::At(Altitude::new(metres, datum).unwrap()));
    use AltitudeDatum::{AboveGround, MeanSeaLevel};
    for (text, expected) in [
        ("1500ft AMSL", at(1500.0 * 0.3048, MeanSeaLevel)),
        ("1500 FT MSL", at(1500.0 * 0.3048, MeanSeaLevel)),
        ("2500 MSL", at(2500.0 * 0.3048, MeanSeaLevel)),
        ("1000 AGL", at(1000.0 * 0.3048, AboveGround)),
        ("1000ft ASFC", at(1000.0 * 0.3048, AboveGround)),
        ("500 m AGL", at(500.0, AboveGround)),
        ("500M MSL", at(500.0, MeanSeaLevel)),
        ("GND", Some(Limit::Ground)),
        ("sfc", Some(Limit::Ground)),
        ("0 AGL", Some(Limit::Ground)),
        ("UNL", Some(Limit::Unlimited)),
        ("BY NOTAM", None),
        ("1,500 ft", None),
        ("-5 MSL", None),
        ("FL", None),
        ("", None),
    ] {
        assert_eq!(limit(text, LimitSide::Upper), expected, "{text}");
    }
}

#[test]
fn a_flight_level_is_widened_on_both_sides() {
    let metres = |side| match limit("FL 65", side) {
        Some(Limit::At(altitude)) => altitude.metres(),
        other => panic!("{other:?}"),
    };
    let standard_m = 6500.0 * 0.3048;
    assert!(metres(LimitSide::Upper) > standard_m + 400.0);
    assert!(metres(LimitSide::Lower) < standard_m - 400.0);
    assert_eq!(
        limit("6500 STD", LimitSide::Upper),
        limit("FL65", LimitSide::Upper)
    );
}

#[test]
fn a_height_without_datum_takes_the_datum_that_makes_the_zone_larger() {
    let text = airspace("R", SQUARE)
        .replace("AL GND", "AL 300")
        .replace("1000ft AMSL", "3000");
    let file = read_text(&text);
    let band = file.zones[0].band;
    assert_eq!(band.lower().unwrap().datum(), AltitudeDatum::MeanSeaLevel);
    assert_eq!(band.upper().unwrap().datum(), AltitudeDatum::AboveGround);
    assert_eq!(codes(&file), ["limit-without-datum", "limit-without-datum"]);
    assert!(file.is_clean());
}

#[test]
fn missing_and_odd_limits_leave_the_zone_open_with_a_warning() {
    let text = airspace("R", SQUARE)
        .replace("AL GND\n", "")
        .replace("1000ft AMSL", "ask tower");
    let file = read_text(&text);
    assert_eq!(file.zones[0].band, AltitudeBand::ALL);
    assert_eq!(codes(&file), ["limit-open", "limit-open"]);
    let upper = file
        .problems
        .iter()
        .find(|p| p.what.en.contains("AH"))
        .unwrap();
    assert_eq!(upper.place.line, Some(3));
}

#[test]
fn an_upper_limit_of_zero_leaves_the_zone_open() {
    for upper in [
        "0", "0 ft", "0 AGL", "GND", "0 MSL", "0ft AMSL", "0 ALT", "0 QNH",
    ] {
        let text = airspace("R", SQUARE).replace("1000ft AMSL", upper);
        let file = read_text(&text);
        assert_eq!(file.zones[0].band.upper(), None, "{upper}");
        assert_eq!(codes(&file), ["limit-open"], "{upper}");
    }
}

#[test]
fn inverted_limits_leave_the_zone_at_all_heights() {
    for (lower, upper) in [("2000 MSL", "1000 MSL"), ("2000", "1000")] {
        let text = airspace("R", SQUARE)
            .replace("AL GND", &format!("AL {lower}"))
            .replace("1000ft AMSL", upper);
        let file = read_text(&text);
        assert_eq!(file.zones[0].band, AltitudeBand::ALL);
        assert!(codes(&file).contains(&"limits-inverted"));
    }
}

#[test]
fn a_limit_given_twice_differently_is_open() {
    let text = airspace("R", SQUARE).replace("AL GND", "AL GND\nAH 2000ft AMSL");
    let file = read_text(&text);
    assert_eq!(file.zones[0].band.upper(), None);
    assert!(codes(&file).contains(&"openair-limit-twice"));
}

#[test]
fn each_class_gives_the_rule_of_the_table() {
    for (class, rule) in [
        ("P", Rule::Prohibited),
        ("r", Rule::Prohibited),
        ("Q", Rule::Prohibited),
        ("D", Rule::NeedsAuthorization),
        ("CTR", Rule::NeedsAuthorization),
        ("GP", Rule::NeedsAuthorization),
        ("TMZ", Rule::Conditional),
        ("W", Rule::Conditional),
        ("G", Rule::Advisory),
        ("UNC\nAY P", Rule::Prohibited),
        ("G\nAY P", Rule::Prohibited),
        ("P\nAY TMZ", Rule::Prohibited),
        ("G\nAY SPORT", Rule::NeedsAuthorization),
    ] {
        let file = read_text(&airspace(class, SQUARE));
        assert_eq!(file.zones.len(), 1, "{class}: {:?}", file.problems);
        assert_eq!(file.zones[0].rule, rule, "{class}");
        assert!(file.is_clean());
    }
}

#[test]
fn an_unknown_class_is_an_error_and_no_zone() {
    for class in ["X", "", "UNC", "UNC\nAY SPORT"] {
        let file = read_text(&airspace(class, SQUARE));
        assert!(file.zones.is_empty(), "{class}");
        assert_eq!(codes(&file), ["openair-class-unknown"], "{class}");
        assert_eq!(file.problems[0].place.feature, Some(0));
        assert_eq!(file.problems[0].place.id.as_deref(), Some("Test"));
    }
}

#[test]
fn a_circle_stays_a_circle() {
    let file = read_text(&airspace("P", "V X=36:00:00 N 120:00:00 E\nDC 2.5"));
    let FootprintView::Circle { center, radius_m } = file.zones[0].footprint.view() else {
        panic!("no circle");
    };
    assert_eq!(center, Position::new(120.0, 36.0).unwrap());
    assert_eq!(radius_m, 4630.0);
    assert!(file.problems.is_empty(), "{:?}", file.problems);
}

#[test]
fn a_geometry_line_that_is_not_understood_is_an_error_with_its_line() {
    for broken in [
        "DP 36:00:00 N",
        "DC 5",
        "DA 5,0,90",
        "DB 36:00:00 N 120:00:00 E, 36:10:00 N 120:00:00 E",
        "V X=nowhere",
        "V Q=1",
        "V D=left",
        "DY 36:00:00 N 120:00:00 E",
        "DP36:00:00 N 120:00:00 E",
        "V X=36:00:00 N 120:00:00 E\nDA 5,90,90",
        "V X=36:00:00 N 120:00:00 E\nDA 5,0",
        "V X=36:00:00 N 120:00:00 E\nDA nan,0,90",
        "V X=36:00:00 N 120:00:00 E\nDA 1e9,0,90",
    ] {
        let file = read_text(&airspace("P", &format!("{SQUARE}\n{broken}")));
        assert!(file.zones.is_empty(), "{broken}");
        assert!(codes(&file).contains(&"openair-geometry"), "{broken}");
        let lines = 9 + broken.matches('\n').count();
        assert_eq!(file.problems[0].place.line, Some(lines), "{broken}");
    }
}

#[test]
fn the_centre_of_one_airspace_is_not_taken_for_the_next() {
    let first = airspace("P", "V X=36:00:00 N 120:00:00 E\nDC 1");
    let file = read_text(&(first + &airspace("P", "DC 1")));
    assert_eq!(file.zones.len(), 1);
    assert_eq!(codes(&file), ["openair-geometry"]);
}

#[test]
fn a_centre_without_its_blank_does_not_leave_the_circle_at_the_one_before() {
    for record in [
        "VX=37:00:00 N 121:00:00 E",
        "vx=37:00:00N 121:00:00E",
        "V=D+",
        "VAR X=1",
    ] {
        let text = airspace("P", &format!("V X=36:00:00 N 120:00:00 E\n{record}\nDC 5"));
        let file = read_text(&text);
        assert_eq!(codes(&file), ["openair-geometry"], "{record}");
        assert_eq!(file.problems[0].place.line, Some(6), "{record}");
        assert!(file.zones.is_empty(), "{record}");
    }
}

#[test]
fn a_circle_beside_other_geometry_is_an_error() {
    let file = read_text(&airspace(
        "P",
        &format!("{SQUARE}\nV X=36:00:00 N 120:00:00 E\nDC 1"),
    ));
    assert!(file.zones.is_empty());
    assert_eq!(codes(&file), ["openair-circle-among-others"]);
}

/// A half disc north of the centre: a straight line and an arc.
fn half_disc(arc: &str) -> AirspaceFile {
    read_text(&airspace(
        "P",
        &format!("V X=36:00:00 N 120:00:00 E\n{arc}"),
    ))
}

#[test]
fn an_arc_that_bulges_out_is_covered_and_left_by_less_than_half_a_metre() {
    let center = Point::new(120.0, 36.0);
    let radius_m = 10.0 * 1852.0;
    for arc in ["DA 10,270,90", "V D=-\nDA 10,90,270"] {
        let file = half_disc(arc);
        let shape = polygons(&file);
        assert!(file.problems.is_empty(), "{:?}", file.problems);
        for step in 1..3600 {
            let azimuth_deg = 270.0 + f64::from(step) * 0.05;
            let edge = Geodesic.destination(center, azimuth_deg, radius_m);
            assert!(shape.intersects(&edge), "{arc}: {azimuth_deg}");
            let beyond = Geodesic.destination(center, azimuth_deg, radius_m + 0.7);
            assert!(!shape.intersects(&beyond), "{arc}: {azimuth_deg}");
        }
        assert!(!shape.intersects(&Geodesic.destination(center, 180.0, 100.0)));
    }
}

#[test]
fn an_arc_that_is_hollow_leaves_out_nothing_of_the_zone() {
    // A square around the centre's north, with a bite of 2 NM taken out of its southern side.
    let geometry = "V X=36:00:00 N 120:00:00 E\nDP 36:00:00 N 119:50:00 E\nV D=+\n\
                    DA 2,270,90\nDP 36:00:00 N 120:10:00 E\nDP 36:10:00 N 120:10:00 E\n\
                    DP 36:10:00 N 119:50:00 E";
    let file = read_text(&airspace("P", geometry));
    let shape = polygons(&file);
    let center = Point::new(120.0, 36.0);
    for step in 1..3600 {
        let azimuth_deg = 270.0 + f64::from(step) * 0.05;
        let edge = Geodesic.destination(center, azimuth_deg, 2.0 * 1852.0 + 0.001);
        assert!(shape.intersects(&edge), "{azimuth_deg}");
        let hollow = Geodesic.destination(center, azimuth_deg, 2.0 * 1852.0 - 0.5);
        assert!(!shape.intersects(&hollow), "{azimuth_deg}");
    }
}

#[test]
fn an_arc_between_places_goes_through_both_and_joins_its_neighbours() {
    let center = Point::new(120.0, 36.0);
    let place = |azimuth_deg: f64| {
        let point = Geodesic.destination(center, azimuth_deg, 5.0 * 1852.0);
        format!("{:.7} N {:.7} E", point.y(), point.x())
    };
    // Two half circles by places: together a whole disc.
    let geometry = format!(
        "V X=36:00:00 N 120:00:00 E\nDB {0},{1}\nDB {1},{0}",
        place(0.0),
        place(180.0)
    );
    let file = read_text(&airspace("P", &geometry));
    let shape = polygons(&file);
    assert!(file.problems.is_empty(), "{:?}", file.problems);
    assert_eq!(shape.0.len(), 1);
    for step in 0..3600 {
        let azimuth_deg = f64::from(step) * 0.1;
        let edge = Geodesic.destination(center, azimuth_deg, 5.0 * 1852.0 - 0.02);
        assert!(shape.intersects(&edge), "{azimuth_deg}");
    }
    for vertex in shape.0[0].exterior() {
        let distance_m = Geodesic.distance(center, Point::from(*vertex));
        let azimuth_deg = Geodesic.bearing(center, Point::from(*vertex));
        assert!(
            distance_m < 5.0 * 1852.0 + 0.5,
            "{azimuth_deg}: {distance_m}"
        );
    }
}

#[test]
fn ends_of_an_arc_at_different_distances_take_the_larger_zone() {
    let geometry = "V X=36:00:00 N 120:00:00 E\nV D=-\n\
                    DB 36:00:00 N 120:10:00 E, 36:00:00 N 119:52:00 E";
    let file = read_text(&airspace("P", geometry));
    assert_eq!(codes(&file), ["arc-radii-differ"]);
    let shape = polygons(&file);
    let center = Point::new(120.0, 36.0);
    let radius_m = Geodesic.distance(center, Point::new(120.0 + 1.0 / 6.0, 36.0));
    let west = Geodesic.destination(center, 275.0, radius_m - 0.1);
    assert!(shape.intersects(&west));
}

#[test]
fn a_zone_at_the_antimeridian_hangs_together() {
    let geometry = "V X=-17:00:00 N 180:00:00 E".replace("-17:00:00 N", "17:00:00 S");
    let file = read_text(&airspace("P", &format!("{geometry}\nDA 10,270,90")));
    let shape = polygons(&file);
    assert!(shape.intersects(&Point::new(179.95, -16.95)));
    assert!(shape.intersects(&Point::new(-179.95, -16.95)));
    assert!(!shape.intersects(&Point::new(0.0, -16.95)));
}

#[test]
fn sectors_of_one_name_get_identifiers_of_their_own() {
    let text = airspace("D", SQUARE).repeat(3);
    let file = read_text(&text);
    let ids: Vec<_> = file.zones.iter().map(|zone| zone.id.as_str()).collect();
    assert_eq!(ids, ["Test", "Test #2", "Test #3"]);
}

#[test]
fn line_ends_comments_and_latin_1_are_taken() {
    let text = airspace("P", SQUARE);
    let dos = format!(
        "* made by hand\r\n\r\n{}",
        text.replace('\n', " * here\r\n")
    );
    let dos = dos.replace("AN Test * here", "AN M\u{fc}nchen");
    let mac = dos.replace("\r\n", "\r");
    let latin: Vec<u8> = dos.chars().map(|c| u32::from(c) as u8).collect();
    for (bytes, expected) in [
        (dos.as_bytes(), &[][..]),
        (mac.as_bytes(), &[][..]),
        (latin.as_slice(), &["openair-latin-1"][..]),
    ] {
        let file = read_bytes(bytes);
        assert_eq!(codes(&file), expected);
        assert_eq!(file.zones[0].name.en.as_deref(), Some("M\u{fc}nchen"));
        assert_eq!(file.zones[0].rule, Rule::Prohibited);
    }
}

#[test]
fn records_before_the_first_airspace_and_an_empty_file_are_errors() {
    let file = read_text("DP 36:00:00 N 120:00:00 E\n");
    assert_eq!(codes(&file), ["openair-record-outside", "no-features"]);
    assert_eq!(codes(&read_text("")), ["no-features"]);
    assert!(!read_text("").is_clean());
}

#[test]
fn what_is_passed_over_is_said() {
    let text = airspace("P", SQUARE)
        + "AT 36:00:00 N 120:00:00 E\nSP 0,1,0,0,255\nV Z=100\nAA NONE\nXX 1\n";
    assert_eq!(
        codes(&read_text(&text)),
        ["openair-times-not-read", "openair-record-unknown"]
    );
}

#[test]
fn terrain_is_passed_over_with_a_warning_and_does_not_spoil_the_airspace_before() {
    let text =
        airspace("P", SQUARE) + "TO Lake\nDP 36:00:00 N 121:00:00 E\n" + &airspace("R", SQUARE);
    let file = read_text(&text);
    assert_eq!(codes(&file), ["openair-terrain-not-read"]);
    assert_eq!(file.zones.len(), 2);
}

#[test]
fn features_outside_the_expected_extent_are_errors() {
    let options = ReadOptions {
        file: "test.txt",
        expected_extent: Some(geo::Rect::new((119.5, 35.5), (121.0, 37.2))),
        utc_offset: FixedOffset::east_opt(0).unwrap(),
        progress: None,
    };
    let inside = airspace("P", SQUARE);
    let outside = airspace("P", &SQUARE.replace("N 120", "N 100"));
    let circle = airspace("P", "V X=36:00:00 N 10:00:00 E\nDC 1");
    let file = read((inside + &outside + &circle).as_bytes(), &options);
    assert_eq!(file.zones.len(), 1);
    assert_eq!(
        codes(&file),
        ["outside-expected-extent", "outside-expected-extent"]
    );
}

#[test]
fn the_sample_file_reads_without_an_error() {
    let file = read_text(QINGDAO);
    assert!(file.is_clean(), "{:?}", file.problems);
    assert_eq!(file.zones.len(), 4);
    assert!(file.zones.iter().all(|zone| zone.rule.restricts()));
}

#[test]
fn no_truncation_and_no_damage_panics_or_gives_a_permission() {
    let bytes = QINGDAO.as_bytes();
    let check = |bytes: &[u8]| {
        let file = read_bytes(bytes);
        assert!(file.zones.iter().all(|zone| zone.rule.restricts()));
        let errors = file
            .problems
            .iter()
            .filter(|p| p.severity == Severity::Error);
        assert!(!file.zones.is_empty() || errors.count() > 0);
    };
    for end in 0..bytes.len() {
        check(&bytes[..end]);
    }
    let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(DAMAGE_SEED);
    for _ in 0..500 {
        let mut damaged = bytes.to_vec();
        for _ in 0..random.random_range(1..8) {
            let at = random.random_range(0..damaged.len());
            damaged[at] = random.random();
        }
        check(&damaged);
    }
}
