//! Writing a mission as KML.

use crate::formats::record::{Feature, Shape, features_of, mission_members};
use crate::formats::xml::escaped;
use crate::formats::{Written, archive, check};
use crate::mission::Mission;
use geofences::{Bilingual, Position, Problem};
use serde_json::{Map, Value};
use std::fmt::Write;

/// Writes a mission as a KML document. Nothing is lost.
///
/// # Errors
/// A fence that is none.
pub fn write(mission: &Mission) -> Result<Written, Vec<Problem>> {
    Ok(Written {
        bytes: document(mission)?.into_bytes(),
        lost: Vec::new(),
    })
}

/// Writes the same as `doc.kml` in a zip archive.
///
/// # Errors
/// A fence that is none; an archive that cannot be written.
pub fn write_kmz(mission: &Mission) -> Result<Written, Vec<Problem>> {
    let document = document(mission)?;
    let bytes = archive::packed(&[("doc.kml", &document)]).map_err(|what| {
        let help = Bilingual::new("write .kml", "请写出 .kml");
        vec![check::refusal(None, "archive-not-written", what, help)]
    })?;
    Ok(Written {
        bytes,
        lost: Vec::new(),
    })
}

fn document(mission: &Mission) -> Result<String, Vec<Problem>> {
    let features = features_of(mission)?;
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <kml xmlns=\"http://www.opengis.net/kml/2.2\">\n<Document>\n",
    );
    // Writing to a String does not fail.
    let name = format!("{} {}", mission.name.zh, mission.name.en);
    let _ = writeln!(text, "<name>{}</name>", escaped(name.trim()));
    text.push_str(
        "<Style id=\"path\"><LineStyle><color>ff00a5ff</color><width>3</width></LineStyle></Style>\n",
    );
    data(&mut text, &mission_members(mission));
    for feature in &features {
        placemark(&mut text, feature);
    }
    text.push_str("</Document>\n</kml>\n");
    Ok(text)
}

fn data(text: &mut String, record: &Map<String, Value>) {
    text.push_str("<ExtendedData>\n");
    for (key, value) in record {
        let value = match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let (key, value) = (escaped(key), escaped(&value));
        let _ = writeln!(text, "<Data name=\"{key}\"><value>{value}</value></Data>");
    }
    text.push_str("</ExtendedData>\n");
}

fn placemark(text: &mut String, feature: &Feature) {
    text.push_str("<Placemark>\n");
    let name = feature.record.get("do").and_then(Value::as_str);
    let _ = writeln!(text, "<name>{}</name>", escaped(name.unwrap_or_default()));
    if matches!(feature.shape, Shape::Path { .. }) {
        text.push_str("<styleUrl>#path</styleUrl>\n");
    }
    data(text, &feature.record);
    match &feature.shape {
        Shape::None => {}
        Shape::Point(position) => {
            let height = height_of(&feature.record);
            let (mode, metres) = height.unwrap_or(("clampToGround", 0.0));
            let tuple = tuple(*position, metres);
            let _ = writeln!(
                text,
                "<Point><altitudeMode>{mode}</altitudeMode><coordinates>{tuple}</coordinates></Point>"
            );
        }
        Shape::Path { places, amsl_m } => {
            let mode = if amsl_m.is_some() {
                "absolute"
            } else {
                "clampToGround"
            };
            let heights = amsl_m.clone().unwrap_or_else(|| vec![0.0; places.len()]);
            let tuples = places.iter().zip(&heights);
            let tuples: Vec<String> = tuples
                .map(|(place, metres)| tuple(*place, *metres))
                .collect();
            let _ = writeln!(
                text,
                "<LineString><altitudeMode>{mode}</altitudeMode><coordinates>{}</coordinates></LineString>",
                tuples.join(" ")
            );
        }
        Shape::Ring(corners) => {
            let tuples: Vec<String> = corners.iter().map(|(x, y)| format!("{x},{y}")).collect();
            let _ = writeln!(
                text,
                "<Polygon><outerBoundaryIs><LinearRing><coordinates>{}</coordinates></LinearRing>\
                 </outerBoundaryIs></Polygon>",
                tuples.join(" ")
            );
        }
    }
    text.push_str("</Placemark>\n");
}

/// How KML shows a height: over the sea and over the ground it knows; other ones are not drawn.
fn height_of(record: &Map<String, Value>) -> Option<(&'static str, f64)> {
    let metres = record.get("height_m")?.as_f64()?;
    match record.get("height_above")?.as_str()? {
        "amsl" => Some(("absolute", metres)),
        "agl" => Some(("relativeToGround", metres)),
        _ => None,
    }
}

fn tuple(position: Position, metres: f64) -> String {
    format!(
        "{},{},{metres}",
        position.longitude_deg(),
        position.latitude_deg()
    )
}
