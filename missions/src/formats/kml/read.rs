//! Reading a mission from our KML.

use crate::formats::findings::{Findings, place, text_of};
use crate::formats::record::{Properties, Shape, mission_of};
use crate::formats::xml::{self, Element};
use crate::formats::{MOST_ITEMS, archive};
use crate::mission::Mission;
use geofences::{Bilingual, Position, ProblemPlace};
use std::collections::BTreeMap;

/// What a Placemark shows, one of them each.
const GEOMETRIES: [&str; 3] = ["Point", "LineString", "Polygon"];

/// What only says how a map shows something.
const SHOWN_ONLY: [&str; 22] = [
    "address",
    "altitudeMode",
    "author",
    "balloonVisibility",
    "Camera",
    "CascadingStyle",
    "description",
    "displayName",
    "drawOrder",
    "extrude",
    "link",
    "LookAt",
    "name",
    "open",
    "Snippet",
    "Style",
    "StyleMap",
    "styleUrl",
    "tessellate",
    "TimeSpan",
    "TimeStamp",
    "visibility",
];

pub(in crate::formats) fn read(bytes: &[u8], findings: &mut Findings<'_>) -> Option<Mission> {
    let text = text_of(bytes, findings)?;
    let root = xml::parse(text, findings)?;
    let Some(document) = root.child("Document") else {
        let what = Bilingual::new("there is no <Document>", "缺少 <Document>");
        findings.error("not-our-mission", place(None, None, Some(root.line)), what);
        return None;
    };
    let nowhere = ProblemPlace::default();
    only_these(&root, &["Document"], &[], &nowhere, findings);
    only_these(
        document,
        &["ExtendedData"],
        &["Placemark"],
        &nowhere,
        findings,
    );
    let mut features = Vec::new();
    for (index, placemark) in document.children_named("Placemark").enumerate() {
        if index > 2 * MOST_ITEMS {
            let what = Bilingual::new("the file has too many Placemarks", "Placemark 过多");
            let at = place(Some(index), None, Some(placemark.line));
            findings.error("too-many-items", at, what);
            return None;
        }
        let at = place(Some(index), None, Some(placemark.line));
        let shape = shape_of(placemark, &at, findings);
        let data = data_of(placemark, &at, findings);
        features.push((shape, data, at));
    }
    let whole = data_of(document, &nowhere, findings);
    mission_of(&whole, &features, findings)
}

/// Reads `doc.kml`, or else the only document of the archive.
pub(in crate::formats) fn read_kmz(bytes: &[u8], findings: &mut Findings<'_>) -> Option<Mission> {
    let names = archive::names(bytes).unwrap_or_default();
    let is_document = |name: &&String| name.to_ascii_lowercase().ends_with(".kml");
    let documents: Vec<&String> = names.iter().filter(is_document).collect();
    let name = match documents.as_slice() {
        [only] => only.as_str(),
        _ => "doc.kml",
    };
    for other in documents.iter().filter(|it| it.as_str() != name) {
        let what = Bilingual::new(
            format!(
                "the archive holds {other} beside {name}; it is not read here, and may hold part of a fence"
            ),
            format!("压缩包中除 {name} 外还有 {other}，此处不读取，其中可能含有围栏"),
        );
        let at = place(None, (*other).clone(), None);
        findings.error("kml-not-read", at, what);
    }
    let document = archive::document(bytes, name, findings)?;
    read(&document, findings)
}

/// The named values of an element.
fn data_of(element: &Element, at: &ProblemPlace, findings: &mut Findings<'_>) -> Properties {
    let Some(all) = element.child("ExtendedData") else {
        return Properties::default();
    };
    only_these(all, &[], &["Data"], at, findings);
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    for data in all.children_named("Data") {
        only_these(data, &["value"], &[], at, findings);
        match (data.name_attribute.clone(), data.child("value")) {
            (Some(name), Some(value)) if !texts.contains_key(&name) => {
                texts.insert(name, value.text.clone());
            }
            _ => {
                let name = data.name_attribute.as_deref().unwrap_or("Data");
                let what = Bilingual::new(
                    "a name and a value are wanted here, and no name twice",
                    "此处应有名称和值，且名称不得重复",
                );
                let at = ProblemPlace {
                    field: Some(name.to_owned()),
                    line: Some(data.line),
                    ..at.clone()
                };
                findings.error("duplicate-key", at, what);
            }
        }
    }
    Properties::of_texts(texts.into_iter())
}

/// Refuses what stands in an element and is not read: of `once` one each is, of `many` all. Part of a fence may
/// stand there.
fn only_these(
    element: &Element,
    once: &[&str],
    many: &[&str],
    at: &ProblemPlace,
    findings: &mut Findings<'_>,
) {
    let mut seen: Vec<&str> = Vec::new();
    for child in &element.children {
        let name = child.name.as_str();
        if many.contains(&name) || SHOWN_ONLY.contains(&name) {
            continue;
        }
        if once.contains(&name) && !seen.contains(&name) {
            seen.push(name);
            continue;
        }
        let what = Bilingual::new(
            format!("<{name}> is not read here, and may hold part of a fence"),
            format!("此处不读取 <{name}>，其中可能含有围栏"),
        );
        let at = ProblemPlace {
            field: Some(name.to_owned()),
            line: Some(child.line),
            ..at.clone()
        };
        findings.error("kml-not-read", at, what);
    }
}

fn shape_of(placemark: &Element, at: &ProblemPlace, findings: &mut Findings<'_>) -> Shape {
    let is_geometry = |it: &&Element| GEOMETRIES.contains(&it.name.as_str());
    let geometry = placemark.children.iter().find(is_geometry);
    let name = geometry.map_or("", |it| it.name.as_str());
    only_these(placemark, &["ExtendedData", name], &[], at, findings);
    let shape = match (name, geometry) {
        ("Point", Some(point)) => {
            only_these(point, &["coordinates"], &[], at, findings);
            let corners = corners_of(point);
            let position = match corners.as_deref() {
                Some(&[(x, y)]) => Position::new(x, y).ok(),
                _ => None,
            };
            position.map(Shape::Point)
        }
        ("Polygon", Some(polygon)) => ring_of(polygon, at, findings).map(Shape::Ring),
        // The path is to look at.
        _ => Some(Shape::None),
    };
    if shape.is_none() {
        let at = ProblemPlace {
            field: Some("coordinates".to_owned()),
            ..at.clone()
        };
        let what = Bilingual::new(
            "longitude and latitude in range are wanted, separated by a comma",
            "应为以逗号分隔的有效经度和纬度",
        );
        findings.error("record-malformed", at, what);
    }
    shape.unwrap_or(Shape::None)
}

/// The corners of a polygon without holes.
fn ring_of(
    polygon: &Element,
    at: &ProblemPlace,
    findings: &mut Findings<'_>,
) -> Option<Vec<(f64, f64)>> {
    let mut element = polygon;
    for name in ["outerBoundaryIs", "LinearRing"] {
        only_these(element, &[name], &[], at, findings);
        element = element.child(name)?;
    }
    only_these(element, &["coordinates"], &[], at, findings);
    corners_of(element)
}

/// The tuples of an element's `<coordinates>`.
fn corners_of(element: &Element) -> Option<Vec<(f64, f64)>> {
    let tuples = element.child_text("coordinates")?.split_whitespace();
    let corner = |tuple: &str| {
        let mut numbers = tuple.split(',').map(|word| word.trim().parse::<f64>().ok());
        let (x, y) = (numbers.next()??, numbers.next()??);
        (x.is_finite() && y.is_finite()).then_some((x, y))
    };
    tuples.map(corner).collect()
}
