//! Reading a mission from our KML.

use crate::formats::findings::{Findings, place, text_of};
use crate::formats::record::{Properties, Shape, mission_of};
use crate::formats::xml::{self, Element};
use crate::formats::{MOST_ITEMS, archive};
use crate::mission::Mission;
use geofences::{Bilingual, Position, ProblemPlace};

pub(in crate::formats) fn read(bytes: &[u8], findings: &mut Findings<'_>) -> Option<Mission> {
    let text = text_of(bytes, findings)?;
    let root = xml::parse(text, findings)?;
    let Some(document) = root.child("Document") else {
        let what = Bilingual::new("there is no <Document>", "缺少 <Document>");
        findings.error("not-our-mission", place(None, None, Some(root.line)), what);
        return None;
    };
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
        features.push((shape, data_of(placemark), at));
    }
    mission_of(&data_of(document), &features, findings)
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
    let document = archive::document(bytes, name, findings)?;
    read(&document, findings)
}

fn data_of(element: &Element) -> Properties {
    let data = element.child("ExtendedData");
    let data = data
        .into_iter()
        .flat_map(|data| data.children_named("Data"));
    let texts = data.filter_map(|data| {
        let value = data.child("value")?;
        Some((data.name_attribute.clone()?, value.text.clone()))
    });
    Properties::of_texts(texts)
}

fn shape_of(placemark: &Element, at: &ProblemPlace, findings: &mut Findings<'_>) -> Shape {
    let shape = if let Some(point) = placemark.child("Point") {
        let corners = corners_of(point);
        let position = match corners.as_deref() {
            Some(&[(x, y)]) => Position::new(x, y).ok(),
            _ => None,
        };
        position.map(Shape::Point)
    } else if let Some(polygon) = placemark.child("Polygon") {
        polygon
            .find("LinearRing")
            .and_then(corners_of)
            .map(Shape::Ring)
    } else {
        Some(Shape::None)
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
