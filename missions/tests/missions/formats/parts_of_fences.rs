//! Our KML and GeoJSON: what may hold part of a fence and is not read leaves no mission.

use super::sample::in_items;
use super::{COPTER, errors, mission_of, written};
use geofences::AltitudeDatum;
use missions::formats::{Format, read};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use std::io::{Cursor, Write};

fn text(format: Format) -> String {
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    let mission = in_items(&mut rng, &[AltitudeDatum::AboveHome]);
    String::from_utf8(written(&mission, format, &COPTER).bytes).unwrap()
}

/// The Placemark around the last `what`.
fn placemark_of<'a>(kml: &'a str, what: &str) -> &'a str {
    let inside = kml.rfind(what).unwrap();
    let begin = kml[..inside].rfind("<Placemark>").unwrap();
    let end = inside + kml[inside..].find("</Placemark>").unwrap();
    &kml[begin..end + "</Placemark>\n".len()]
}

fn refused_as(bad: &str, file: &str, code: &str) {
    let told = errors(bad.as_bytes(), file);
    assert!(told.contains(&code), "{code} in {told:?}");
}

#[test]
fn kml_with_a_fence_where_none_is_read_is_refused_with_its_element_and_line() {
    let kml = text(Format::Kml);
    let ring = placemark_of(&kml, "<Polygon>");
    let track = "<Model></Model></Placemark>";
    for (element, bad) in [
        (
            "Folder",
            kml.replace(ring, &format!("<Folder>{ring}</Folder>")),
        ),
        (
            "Document",
            kml.replace(ring, &format!("<Document>{ring}</Document>")),
        ),
        ("Placemark", kml.replace("</kml>", &format!("{ring}</kml>"))),
        (
            "Document",
            kml.replace("</kml>", &format!("<Document>{ring}</Document></kml>")),
        ),
        (
            "NetworkLink",
            kml.replace("</Document>", "<NetworkLink></NetworkLink></Document>"),
        ),
        ("Model", kml.replacen("</Placemark>", track, 1)),
        (
            "MultiGeometry",
            kml.replace("<Polygon>", "<MultiGeometry><Polygon>")
                .replace("</Polygon>", "</Polygon></MultiGeometry>"),
        ),
        (
            "innerBoundaryIs",
            kml.replacen(
                "</outerBoundaryIs>",
                "</outerBoundaryIs><innerBoundaryIs></innerBoundaryIs>",
                1,
            ),
        ),
        (
            "outerBoundaryIs",
            kml.replacen(
                "</Polygon>",
                "<outerBoundaryIs></outerBoundaryIs></Polygon>",
                1,
            ),
        ),
        (
            "LinearRing",
            kml.replacen("</LinearRing>", "</LinearRing><LinearRing></LinearRing>", 1),
        ),
        (
            "coordinates",
            kml.replacen(
                "</LinearRing>",
                "<coordinates>1,1 2,2 3,1 1,1</coordinates></LinearRing>",
                1,
            ),
        ),
        (
            "Polygon",
            kml.replacen("<Polygon>", "<Polygon></Polygon><Polygon>", 1),
        ),
        // Beside the point of a step.
        (
            "Polygon",
            kml.replacen("</Point>", "</Point><Polygon></Polygon>", 1),
        ),
    ] {
        let (mission, problems) = read(bad.as_bytes(), "a.kml");
        assert!(mission.is_none(), "{element}");
        let told = problems.iter().find(|it| it.code == "kml-not-read");
        let told = told.unwrap_or_else(|| panic!("{element}: {problems:?}"));
        assert_eq!(told.place.field.as_deref(), Some(element));
        assert!(told.place.line.is_some_and(|line| line > 1));
        assert_eq!(told.place.file.as_deref(), Some("a.kml"));
    }
}

#[test]
fn kml_that_is_only_shown_otherwise_is_read() {
    let kml = text(Format::Kml);
    let shown = kml
        .replace(
            "<Placemark>",
            "<Placemark><visibility>0</visibility><LookAt></LookAt>",
        )
        .replace("<Polygon>", "<Polygon><tessellate>1</tessellate>")
        .replace(
            "<Document>",
            "<Document><open>1</open><Style id=\"a\"></Style>",
        );
    assert_ne!(shown, kml);
    let (plain, _) = mission_of(kml.as_bytes(), "a.kml");
    assert_eq!(mission_of(shown.as_bytes(), "a.kml").0, plain);
}

#[test]
fn kml_that_goes_on_after_its_end_and_values_given_twice_are_refused() {
    let kml = text(Format::Kml);
    refused_as(&format!("{kml}{kml}"), "a.kml", "xml-not-well-formed");
    refused_as(
        &format!("{kml}<Placemark/>"),
        "a.kml",
        "xml-not-well-formed",
    );
    let (_, problems) = mission_of(format!("{kml}\n<!-- the end -->\n").as_bytes(), "a.kml");
    assert_eq!(problems, []);
    let is_in = "<Data name=\"do\"><value>fence-inclusion</value></Data>";
    let is_out = is_in.replace("inclusion", "exclusion");
    let twice = kml.replacen(is_in, &format!("{is_in}{is_out}"), 1);
    refused_as(&twice, "a.kml", "duplicate-key");
}

#[test]
fn a_ring_that_is_cut_off_or_stands_in_a_step_is_refused() {
    let kml = text(Format::Kml);
    // The last corner is cut off.
    let end = kml.rfind("</coordinates></LinearRing>").unwrap();
    let blank = kml[..end].rfind(' ').unwrap();
    let open = [&kml[..blank], &kml[end..]].concat();
    assert_eq!(errors(open.as_bytes(), "a.kml"), ["record-malformed"]);
    let path = placemark_of(&kml, "<LineString>");
    let ring = "<Polygon><outerBoundaryIs><LinearRing><coordinates>1,1 2,2 3,1 1,1</coordinates>\
                </LinearRing></outerBoundaryIs></Polygon>";
    let begin = path.find("<LineString>").unwrap();
    let drawn = format!("{}{ring}</Placemark>\n", &path[..begin]);
    let bad = kml.replace(path, &drawn);
    assert_eq!(errors(bad.as_bytes(), "a.kml"), ["record-malformed"]);
}

#[test]
fn an_archive_with_another_document_beside_ours_is_refused() {
    let kml = text(Format::Kml);
    let packed = |names: &[&str]| {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for name in names {
            let options = zip::write::SimpleFileOptions::default();
            archive.start_file(*name, options).unwrap();
            archive.write_all(kml.as_bytes()).unwrap();
        }
        archive.finish().unwrap().into_inner()
    };
    assert!(read(&packed(&["doc.kml"]), "a.kmz").0.is_some());
    let (mission, problems) = read(&packed(&["doc.kml", "fence.kml"]), "a.kmz");
    assert!(mission.is_none());
    assert_eq!(problems[0].place.field.as_deref(), Some("fence.kml"));
}

fn geojson() -> Value {
    serde_json::from_str(&text(Format::GeoJson)).unwrap()
}

fn last_polygon(geojson: &mut Value) -> &mut Value {
    let features = geojson["features"].as_array_mut().unwrap();
    let mut polygons = features.iter_mut().rev();
    polygons
        .find(|it| it["geometry"]["type"] == "Polygon")
        .unwrap()
}

#[test]
fn geojson_with_a_fence_where_none_is_read_is_refused() {
    let changed = |change: &dyn Fn(&mut Value)| {
        let mut changed = geojson();
        change(&mut changed);
        changed.to_string()
    };
    for bad in [
        changed(&|it| it["crs"] = json!({"type": "name", "properties": {"name": "EPSG:3857"}})),
        changed(&|it| it["fences"] = json!([])),
        changed(&|it| last_polygon(it)["features"] = json!([])),
        changed(&|it| last_polygon(it)["geometry"]["geometries"] = json!([])),
    ] {
        refused_as(&bad, "a.geojson", "geojson-not-read");
    }
    let ring = json!([[1, 1], [2, 2], [3, 1], [1, 1]]);
    for bad in [
        changed(&|it| it["type"] = json!("Feature")),
        changed(&|it| last_polygon(it)["geometry"]["type"] = json!("MultiPolygon")),
        changed(&|it| last_polygon(it)["geometry"] = json!("POLYGON")),
        // A hole.
        changed(&|it| {
            let rings = last_polygon(it)["geometry"]["coordinates"].as_array_mut();
            rings.unwrap().push(ring.clone());
        }),
        // Not closed.
        changed(&|it| {
            let ring = last_polygon(it)["geometry"]["coordinates"][0].as_array_mut();
            ring.unwrap().pop();
        }),
        // For a step.
        changed(&|it| {
            it["features"][0]["geometry"] = json!({"type": "Polygon", "coordinates": [ring]});
        }),
    ] {
        refused_as(&bad, "a.geojson", "record-malformed");
    }
    let twice = text(Format::GeoJson).replacen(
        "\"do\": \"fence-exclusion\"",
        "\"do\": \"fence-exclusion\", \"do\": \"fence-inclusion\"",
        1,
    );
    refused_as(&twice, "a.geojson", "duplicate-key");
}

#[test]
fn a_fence_of_more_corners_than_can_be_numbered_is_refused() {
    let mut many = geojson();
    let ring: Vec<Value> = (0..40_000)
        .map(|index| json!([120.0 + f64::from(index % 39_999) / 1e5, 36.0]))
        .collect();
    last_polygon(&mut many)["geometry"]["coordinates"] = json!([ring]);
    assert!(read(many.to_string().as_bytes(), "a.geojson").0.is_some());
    let again = last_polygon(&mut many).clone();
    many["features"].as_array_mut().unwrap().push(again);
    refused_as(&many.to_string(), "a.geojson", "too-many-items");
}
