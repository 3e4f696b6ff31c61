//! Writing zones and obstacles as KML that reads back.

use super::circle::{CENTER, RADIUS};
use crate::files::geojson;
use crate::{Footprint, Obstacle, Position, Problem, Rule, Zone};
use geo::{LineString, MultiPolygon};
use serde_json::{Map, Value};
use std::fmt::Write;

/// How each rule is drawn: its name in files, and its colour as aabbggrr (KML's order).
const STYLES: [(&str, &str); 6] = [
    ("permitted", "5050b400"),
    ("advisory", "50ffb450"),
    ("conditional", "5000dcff"),
    ("needs_authorization", "500080ff"),
    ("prohibited", "501e1ee6"),
    ("obstacle", "a0606060"),
];

/// Writes zones and obstacles as a KML document, one Placemark each, with their GeoJSON
/// properties as `ExtendedData` and a style by rule.
///
/// A circle is drawn as a polygon on its rule's safe side, with centre and radius as data; it
/// reads back as the circle.
pub fn write(zones: &[Zone], obstacles: &[Obstacle]) -> (String, Vec<Problem>) {
    let (features, problems) = geojson::write(zones, obstacles);
    let mut document = Document {
        text: String::new(),
    };
    document.begin();
    let features: Value = serde_json::from_str(&features).unwrap_or_default();
    for feature in features["features"].as_array().into_iter().flatten() {
        document.placemark(feature);
    }
    document.line("</Document>");
    document.line("</kml>");
    (document.text, problems)
}

struct Document {
    text: String,
}

impl Document {
    fn line(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push('\n');
    }

    fn element(&mut self, name: &str, text: &str) {
        // Writing to a String does not fail.
        let _ = writeln!(self.text, "<{name}>{}</{name}>", escaped(text));
    }

    fn begin(&mut self) {
        self.line("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
        self.line("<kml xmlns=\"http://www.opengis.net/kml/2.2\">");
        self.line("<Document>");
        for (id, colour) in STYLES {
            let _ = writeln!(
                self.text,
                "<Style id=\"{id}\"><LineStyle><color>ff{}</color><width>2</width></LineStyle>\
                 <PolyStyle><color>{colour}</color></PolyStyle></Style>",
                colour.get(2..).unwrap_or_default()
            );
        }
    }

    fn placemark(&mut self, feature: &Value) {
        let none = Map::new();
        let properties = feature["properties"].as_object().unwrap_or(&none);
        let text = |key: &str| properties.get(key).and_then(Value::as_str);
        self.line("<Placemark>");
        if let Some(name) = ["name_zh", "name_en", "name"].into_iter().find_map(text) {
            self.element("name", name);
        }
        // Obstacles have no rule.
        let rule: Option<Rule> = serde_json::from_value(feature["properties"]["rule"].clone()).ok();
        let style = rule.map_or("obstacle", style_of);
        self.element("styleUrl", &format!("#{style}"));
        self.line("<ExtendedData>");
        self.data("id", &feature["id"]);
        for (key, value) in properties {
            self.data(key, value);
        }
        let geometry = &feature["geometry"];
        // Only a zone's point is a circle; an obstacle's stays a point.
        let circle = rule.and_then(|rule| drawn_circle(feature, rule));
        if circle.is_some() {
            self.data(CENTER, &geometry["coordinates"]);
        }
        self.line("</ExtendedData>");
        match circle {
            Some(polygons) => self.polygons(&polygons),
            None => self.geometry(geometry),
        }
        self.line("</Placemark>");
    }

    fn data(&mut self, key: &str, value: &Value) {
        let text = match value {
            Value::Null => return,
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let _ = writeln!(
            self.text,
            "<Data name=\"{}\"><value>{}</value></Data>",
            escaped(key),
            escaped(&text)
        );
    }

    fn polygons(&mut self, polygons: &MultiPolygon<f64>) {
        self.line("<MultiGeometry>");
        for polygon in polygons {
            self.polygon(
                std::iter::once(polygon.exterior())
                    .chain(polygon.interiors())
                    .map(tuples_of_line),
            );
        }
        self.line("</MultiGeometry>");
    }

    fn geometry(&mut self, geometry: &Value) {
        let coordinates = &geometry["coordinates"];
        let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
        match geometry["type"].as_str().unwrap_or_default() {
            "Point" => self.simple("Point", &tuple(coordinates)),
            "LineString" => self.simple("LineString", &tuples(coordinates)),
            "Polygon" => self.polygon(list(coordinates).iter().map(tuples)),
            "MultiPolygon" => {
                self.line("<MultiGeometry>");
                for polygon in list(coordinates) {
                    self.polygon(list(&polygon).iter().map(tuples));
                }
                self.line("</MultiGeometry>");
            }
            "MultiLineString" => {
                self.line("<MultiGeometry>");
                for line in list(coordinates) {
                    self.simple("LineString", &tuples(&line));
                }
                self.line("</MultiGeometry>");
            }
            _ => {}
        }
    }

    fn simple(&mut self, name: &str, tuples: &str) {
        let _ = writeln!(
            self.text,
            "<{name}><coordinates>{tuples}</coordinates></{name}>"
        );
    }

    fn polygon(&mut self, rings: impl Iterator<Item = String>) {
        self.line("<Polygon>");
        for (index, ring) in rings.enumerate() {
            let boundary = if index == 0 {
                "outerBoundaryIs"
            } else {
                "innerBoundaryIs"
            };
            let _ = writeln!(
                self.text,
                "<{boundary}><LinearRing><coordinates>{ring}</coordinates></LinearRing></{boundary}>"
            );
        }
        self.line("</Polygon>");
    }
}

/// The circle that a feature is, drawn on its rule's safe side.
fn drawn_circle(feature: &Value, rule: Rule) -> Option<MultiPolygon<f64>> {
    let center = &feature["geometry"]["coordinates"];
    if feature["geometry"]["type"] != "Point" {
        return None;
    }
    let center = Position::new(center[0].as_f64()?, center[1].as_f64()?).ok()?;
    let radius_m = feature["properties"][RADIUS].as_f64()?;
    let footprint = Footprint::circle(center, radius_m).ok()?;
    Some(footprint.to_polygons(rule.circle_side()))
}

fn style_of(rule: Rule) -> &'static str {
    match rule {
        Rule::Permitted => "permitted",
        Rule::Advisory => "advisory",
        Rule::Conditional => "conditional",
        Rule::NeedsAuthorization => "needs_authorization",
        Rule::Prohibited => "prohibited",
    }
}

/// `lon,lat` of a JSON position.
fn tuple(position: &Value) -> String {
    format!("{},{}", position[0], position[1])
}

fn tuples(positions: &Value) -> String {
    let tuples = positions.as_array().into_iter().flatten().map(tuple);
    tuples.collect::<Vec<_>>().join(" ")
}

fn tuples_of_line(line: &LineString<f64>) -> String {
    let tuples = line
        .0
        .iter()
        .map(|coord| format!("{},{}", coord.x, coord.y));
    tuples.collect::<Vec<_>>().join(" ")
}

/// Text for XML 1.0, without the control characters that it cannot hold; a carriage return is
/// written as a reference, since readers turn a bare one into a line feed.
fn escaped(text: &str) -> String {
    let kept: String = text
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\t' | '\n' | '\r'))
        .collect();
    quick_xml::escape::escape(kept.as_str()).replace('\r', "&#13;")
}
