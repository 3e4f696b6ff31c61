//! What documents hold, clean and dirty.

use super::{SAMPLE, codes, read_bytes};
use crate::files::AirspaceFile;
use crate::{CircleSide, FootprintView, Rule};
use geo::{Contains, Point};
use rand::{Rng, SeedableRng};

const DAMAGE_SEED: u64 = 0x4B4D;
const RING: &str = "120.1,36.1 120.2,36.1 120.2,36.2 120.1,36.1";

fn document(inner: &str) -> AirspaceFile {
    let text =
        format!("<kml xmlns='http://www.opengis.net/kml/2.2'><Document>\n{inner}</Document></kml>");
    read_bytes(text.as_bytes())
}

fn polygon(ring: &str) -> String {
    format!(
        "<Polygon><outerBoundaryIs><LinearRing><coordinates>{ring}</coordinates></LinearRing>\
         </outerBoundaryIs></Polygon>"
    )
}

fn data(pairs: &[(&str, &str)]) -> String {
    let pairs: String = pairs
        .iter()
        .map(|(name, value)| format!("<Data name='{name}'><value>{value}</value></Data>"))
        .collect();
    format!("<ExtendedData>{pairs}</ExtendedData>")
}

fn prohibited(geometry: &str) -> String {
    let data = data(&[("id", "z"), ("rule", "prohibited")]);
    format!("<Placemark><name>Zone</name>{data}{geometry}</Placemark>")
}

#[test]
fn the_sample_file_reads_with_prefixes_folders_cdata_and_schema_data() {
    for text in [
        SAMPLE.to_owned(),
        format!("\u{feff}{SAMPLE}"),
        SAMPLE.replace('\n', "\r\n"),
    ] {
        let file = read_bytes(text.as_bytes());
        assert!(file.is_clean(), "{:?}", file.problems);
        assert_eq!(file.zones.len(), 2);
        let [permitted, prohibited] = &file.zones[..] else {
            panic!()
        };
        assert_eq!(permitted.id.as_str(), "permitted-fushan-bay");
        assert_eq!(permitted.name.zh.as_deref(), Some("浮山湾适飞空域(示意)"));
        assert_eq!(permitted.rule, Rule::Permitted);
        assert_eq!(permitted.band.upper().unwrap().metres(), 120.0);
        let shape = permitted.footprint.to_polygons(CircleSide::Inscribed);
        assert!(!shape.contains(&Point::new(120.3815, 36.0605)));
        assert_eq!(prohibited.id.as_str(), "two-parts");
        assert_eq!(prohibited.name.en.as_deref(), Some("Two parts & one rule"));
        let FootprintView::Polygons(parts) = prohibited.footprint.view() else {
            panic!()
        };
        assert_eq!(parts.0.len(), 2);
    }
}

#[test]
fn a_placemark_without_a_rule_is_an_error() {
    let file = document(&format!(
        "<Placemark><name>A</name>{}</Placemark>",
        polygon(RING)
    ));
    assert!(file.zones.is_empty());
    assert!(!file.is_clean());
    let problem = &file.problems[0];
    assert!(problem.code.contains("rule"), "{problem}");
    assert_eq!(problem.place.feature, Some(0));
    assert_eq!(problem.place.line, Some(2));
}

#[test]
fn what_draws_no_area_is_an_error_and_never_passed_over() {
    for geometry in [
        String::new(),
        format!("<LineString><coordinates>{RING}</coordinates></LineString>"),
        format!("<LinearRing><coordinates>{RING}</coordinates></LinearRing>"),
        "<Point><coordinates>120.1,36.1</coordinates></Point>".to_owned(),
        "<gx:Track xmlns:gx='x'><gx:coord>120.1 36.1 0</gx:coord></gx:Track>".to_owned(),
        format!(
            "<MultiGeometry>{}<LineString><coordinates>{RING}</coordinates></LineString></MultiGeometry>",
            polygon(RING)
        ),
        "<Polygon/>".to_owned(),
        "<Polygon><outerBoundaryIs><LinearRing/></outerBoundaryIs></Polygon>".to_owned(),
        polygon(""),
        polygon("120.1,36.1 120.2,36.2"),
        polygon("36.1,120.1 36.1,120.2 36.2,120.2"),
        polygon("120.1,36.1 120.2;36.1 120.2,36.2"),
        polygon("120,36 121,37 120,37 121,36 120,36"),
        "<Polygon><outerBoundaryIs><LinearRing><coordinates>120.1,36.1 120.2,36.1 120.2,36.2\
         </coordinates></LinearRing><LinearRing><coordinates>121.1,36.1 121.2,36.1 121.2,36.2\
         </coordinates></LinearRing></outerBoundaryIs></Polygon>"
            .to_owned(),
    ] {
        let file = document(&(prohibited(&geometry)));
        assert!(file.zones.is_empty(), "{geometry}");
        assert!(!file.is_clean(), "{geometry}");
        assert!(
            file.problems.iter().any(|p| p.place.feature == Some(0)),
            "{geometry}"
        );
    }
}

#[test]
fn a_hole_that_is_misspelt_or_empty_makes_no_larger_permission() {
    let rule = data(&[
        ("id", "z"),
        ("rule", "permitted"),
        ("upper", "120"),
        ("upper_datum", "agl"),
    ]);
    let hole = "<LinearRing><coordinates>120.15,36.11 120.18,36.11 120.18,36.14 120.15,36.11\
                </coordinates></LinearRing>";
    let read = |inner: &str| {
        let area = polygon(RING).replace("</Polygon>", &format!("{inner}</Polygon>"));
        document(&format!("<Placemark>{rule}{area}</Placemark>"))
    };
    let good = read(&format!("<innerBoundaryIs>{hole}</innerBoundaryIs>"));
    assert!(good.is_clean(), "{:?}", good.problems);
    for bad in [
        format!("<innerBoundryIs>{hole}</innerBoundryIs>"),
        format!("<innerBoundaryIs><Linear>{hole}</Linear></innerBoundaryIs>"),
        "<innerBoundaryIs/>".to_owned(),
        hole.to_owned(),
    ] {
        let file = read(&bad);
        assert!(file.zones.is_empty(), "{bad}");
        assert!(codes(&file).contains(&"feature-not-an-area"), "{bad}");
    }
}

#[test]
fn one_bad_placemark_does_not_shift_the_places_of_others() {
    let bad = prohibited(&polygon("120.1,36.1 x 120.2,36.2"));
    let unruly = format!("<Placemark><name>B</name>{}</Placemark>", polygon(RING));
    let good = prohibited(&polygon(RING));
    let file = document(&format!("{bad}\n{good}\n{unruly}\n"));
    assert_eq!(file.zones.len(), 1);
    let places: Vec<_> = file
        .problems
        .iter()
        .filter(|p| p.severity == crate::Severity::Error)
        .map(|p| (p.place.feature, p.place.line))
        .collect();
    assert_eq!(places, [(Some(0), Some(2)), (Some(2), Some(4))]);
}

#[test]
fn a_label_point_beside_an_area_is_said_and_the_area_read() {
    let point = "<Point><coordinates>120.15,36.12</coordinates></Point>";
    let file = document(&prohibited(&format!(
        "<MultiGeometry>{point}{}</MultiGeometry>",
        polygon(RING)
    )));
    assert_eq!(file.zones.len(), 1);
    assert_eq!(codes(&file), ["kml-point-beside-area"]);
}

#[test]
fn drawn_heights_are_no_limits_and_that_is_said() {
    let drawn = polygon(RING).replace(
        "<Polygon>",
        "<Polygon><extrude>1</extrude><altitudeMode>relativeToGround</altitudeMode>",
    );
    let file = document(&prohibited(&drawn));
    assert!(
        codes(&file).contains(&"kml-drawn-heights"),
        "{:?}",
        file.problems
    );
    assert_eq!(file.zones[0].band.upper(), None);
}

#[test]
fn a_display_time_makes_no_permission_and_no_gap_in_a_prohibition() {
    let time = "<TimeSpan><begin>2026-01-01</begin></TimeSpan>";
    for (rule, zones) in [
        ("prohibited", 1),
        ("REQ_AUTHORIZATION", 1),
        ("permitted", 0),
        ("NO_RESTRICTION", 0),
        ("no-restriction", 0),
    ] {
        let data = data(&[
            ("id", "z"),
            ("rule", rule),
            ("upper", "120"),
            ("upper_datum", "agl"),
        ]);
        let own = format!("<Placemark>{time}{data}{}</Placemark>", polygon(RING));
        let around = format!(
            "<Folder>{time}<Placemark>{data}{}</Placemark></Folder>",
            polygon(RING)
        );
        let after = format!(
            "<Folder><Folder><Placemark>{data}{}</Placemark></Folder>{time}</Folder>",
            polygon(RING)
        );
        for text in [own, around, after] {
            let file = document(&text);
            assert_eq!(file.zones.len(), zones, "{text}: {:?}", file.problems);
            assert_eq!(file.is_clean(), zones == 1, "{text}");
            let told = file.problems.iter().find(|p| p.code == "kml-time-not-read");
            let place = &told.unwrap().place;
            assert_eq!((place.feature, place.id.as_deref()), (Some(0), Some("z")));
        }
    }
}

#[test]
fn a_late_time_dates_its_own_folder_only_and_each_placemark_once() {
    let time = "<TimeSpan><begin>2026-01-01</begin></TimeSpan>";
    let placemark = |id: &str, inner: &str| {
        let data = data(&[
            ("id", id),
            ("rule", "permitted"),
            ("upper", "120"),
            ("upper_datum", "agl"),
        ]);
        format!("<Placemark>{inner}{data}{}</Placemark>", polygon(RING))
    };
    let file = document(&format!(
        "<Folder>{}</Folder><Folder>{}{}{time}</Folder>{}",
        placemark("before", ""),
        placemark("dated", ""),
        placemark("own", time),
        placemark("after", ""),
    ));
    let ids: Vec<&str> = file.zones.iter().map(|zone| zone.id.as_str()).collect();
    assert_eq!(ids, ["before", "after"]);
    let told = file
        .problems
        .iter()
        .filter(|p| p.code == "kml-time-not-read");
    let mut told: Vec<&str> = told.filter_map(|p| p.place.id.as_deref()).collect();
    told.sort_unstable();
    assert_eq!(told, ["dated", "own"]);
}

#[test]
fn what_stands_beside_placemarks_and_may_hold_areas_is_an_error() {
    let good = prohibited(&polygon(RING));
    for (beside, code) in [
        (
            "<NetworkLink><Link><href>x.kml</href></Link></NetworkLink>",
            "kml-network-link",
        ),
        ("<GroundOverlay><Icon/></GroundOverlay>", "kml-overlay"),
        ("<Polygon/>", "kml-geometry-outside-placemark"),
        (
            "<ExtendedData><Data name='upper'><value>1</value></Data></ExtendedData>",
            "kml-folder-data",
        ),
    ] {
        let file = document(&format!("{beside}{good}"));
        assert_eq!(codes(&file), [code]);
        assert_eq!(file.zones.len(), 1);
        assert!(!file.is_clean());
    }
}

#[test]
fn entities_are_not_expanded() {
    let bomb = "<!DOCTYPE kml [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>\
                <!ENTITY file SYSTEM 'file:///etc/passwd'>]>";
    for entity in ["&b;", "&file;", "&nbsp;", "&#xFFFFFF;"] {
        let zone = prohibited(&polygon(RING)).replace("Zone", entity);
        let text = format!("{bomb}<kml>{zone}</kml>");
        let file = read_bytes(text.as_bytes());
        assert!(file.zones.is_empty(), "{entity}");
        assert!(codes(&file).contains(&"xml-not-well-formed"), "{entity}");
    }
    let own = prohibited(&polygon(RING)).replace("Zone", "A &amp; B &#x4e2d;");
    let file = document(&own);
    assert_eq!(file.zones[0].name.zh.as_deref(), Some("A & B 中"));
}

#[test]
fn a_property_given_twice_differently_is_an_error() {
    let pairs = [("id", "z"), ("rule", "prohibited"), ("rule", "permitted")];
    let file = document(&format!(
        "<Placemark>{}{}</Placemark>",
        data(&pairs),
        polygon(RING)
    ));
    assert!(file.zones.is_empty());
    assert_eq!(codes(&file), ["duplicate-key"]);
}

#[test]
fn a_circle_whose_drawing_was_changed_is_an_error() {
    let ring: Vec<(f64, f64)> = (0..=60)
        .map(|step| {
            use geo::{Destination, Geodesic};
            let azimuth_deg = f64::from(step % 60) * 6.0;
            let vertex = Geodesic.destination(Point::new(120.0, 36.0), azimuth_deg, 20.0);
            (vertex.x(), vertex.y())
        })
        .collect();
    let text =
        |ring: &[(f64, f64)]| -> String { ring.iter().map(|(x, y)| format!("{x},{y} ")).collect() };
    let pairs = [
        ("id", "z"),
        ("rule", "prohibited"),
        ("center", "[120.0,36.0]"),
        ("radius_m", "20"),
    ];
    let read = |ring: &[(f64, f64)]| {
        document(&format!(
            "<Placemark>{}{}</Placemark>",
            data(&pairs),
            polygon(&text(ring))
        ))
    };
    let file = read(&ring);
    assert!(file.is_clean(), "{:?}", file.problems);
    assert!(matches!(
        file.zones[0].footprint.view(),
        FootprintView::Circle { radius_m: 20.0, .. }
    ));
    let mut moved = ring.clone();
    moved[7].0 += 0.000_01;
    let mut halved = ring.clone();
    halved.drain(10..40);
    let open = &ring[..40];
    for changed in [moved.as_slice(), halved.as_slice(), open] {
        let file = read(changed);
        assert!(file.zones.is_empty());
        assert_eq!(codes(&file), ["kml-circle-differs"]);
    }
}

#[test]
fn documents_that_are_no_kml_empty_or_too_deep_are_errors() {
    assert_eq!(
        codes(&read_bytes(b"<html><Placemark/></html>"))[0],
        "kml-root"
    );
    assert_eq!(codes(&read_bytes(b"<kml/>")), ["no-features"]);
    assert_eq!(codes(&read_bytes(b"")), ["no-features"]);
    let deep = format!("<kml>{}", "<Folder>".repeat(100_000));
    assert!(codes(&read_bytes(deep.as_bytes())).contains(&"xml-too-deep"));
    let deep = format!("<kml><Placemark>{}", "<MultiGeometry>".repeat(100_000));
    assert!(codes(&read_bytes(deep.as_bytes())).contains(&"xml-too-deep"));
}

#[test]
fn no_truncation_and_no_damage_panics_or_is_silent() {
    let bytes = SAMPLE.as_bytes();
    let end_of_root = SAMPLE.trim_end().len();
    for end in 0..end_of_root {
        let file = read_bytes(&bytes[..end]);
        assert!(!file.is_clean(), "{end}");
    }
    let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(DAMAGE_SEED);
    for _ in 0..500 {
        let mut damaged = bytes.to_vec();
        for _ in 0..random.random_range(1..8) {
            let at = random.random_range(0..damaged.len());
            damaged[at] = random.random();
        }
        let file = read_bytes(&damaged);
        assert!(file.zones.len() == 2 || !file.is_clean());
    }
}

fn with_data(rule: &str, more: &str) -> AirspaceFile {
    let pairs = [
        ("id", "z"),
        ("rule", rule),
        ("upper", "120"),
        ("upper_datum", "agl"),
    ];
    let data = data(&pairs).replace("</ExtendedData>", &format!("{more}</ExtendedData>"));
    let area = polygon(RING);
    document(&format!(
        "<Placemark><name>Z</name>{data}{area}</Placemark>"
    ))
}

#[test]
fn a_value_that_is_not_where_values_stand_is_an_error_and_never_an_empty_one() {
    let times = r#"[{"daily_from":"08:00","daily_until":"18:00"}]"#;
    for entry in [
        format!("<Data name='times'>{times}</Data>"),
        format!("<Data name='times'><Value>{times}</Value></Data>"),
        format!("<Data name='times'><value><b>{times}</b></value></Data>"),
        format!("<Data name='times'><value/><value>{times}</value></Data>"),
        format!(
            "<SchemaData><SimpleData name='times'><value>{times}</value></SimpleData></SchemaData>"
        ),
    ] {
        let file = with_data("permitted", &entry);
        assert_eq!(file.zones, [], "{entry}");
        assert_eq!(codes(&file), ["kml-data-unclear"], "{entry}");
        assert_eq!(file.problems[0].place.field.as_deref(), Some("times"));
        assert!(!file.is_clean(), "{entry}");
    }
    let shown = "<Data name='source'><displayName>Source</displayName><value>x</value></Data>";
    assert!(with_data("permitted", shown).is_clean());
}

#[test]
fn data_that_is_not_read_leaves_no_permission_and_a_restriction_with_a_warning() {
    for entry in [
        "<Data><value>x</value></Data>",
        "<Data name=' '><value>x</value></Data>",
        "<a:times xmlns:a='x'>mon</a:times>",
        "<SchemaData><gx:SimpleArrayData xmlns:gx='x' name='times'/></SchemaData>",
    ] {
        let file = with_data("permitted", entry);
        assert_eq!(file.zones, [], "{entry}");
        assert!(!file.is_clean(), "{entry}");
        assert_eq!(codes(&file), ["kml-data-not-read"], "{entry}");
        let file = with_data("prohibited", entry);
        assert!(file.is_clean(), "{entry}");
        assert_eq!(codes(&file), ["kml-data-not-read"], "{entry}");
        assert_eq!(file.zones.len(), 1, "{entry}");
    }
}
