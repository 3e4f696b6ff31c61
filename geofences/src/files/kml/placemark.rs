//! One Placemark as a GeoJSON feature with the same meaning.
//!
//! What a property means is decided in one place, the GeoJSON reader; here it is only found.

use super::circle::{self, CENTER};
use super::data::{properties, restricts};
use super::document::Placemark;
use super::geometry::{Geometry, geometry};
use super::tree::Element;
use crate::files::{AirspaceFile, ReadOptions};
use crate::{Bilingual, ProblemPlace, RawPolygon, Severity};
use geo::Coord;
use serde_json::{Map, Value, json};

/// The feature that `placemark` stands for, or `None` after an error that says why there is none.
pub(super) fn feature(
    placemark: Placemark,
    index: usize,
    options: &ReadOptions<'_>,
    file: &mut AirspaceFile,
) -> Option<Value> {
    let element = &placemark.element;
    let name = element.child_text("name");
    let place = ProblemPlace {
        file: Some(options.file.to_owned()),
        feature: Some(index),
        id: element.attribute("id").or(name).map(str::to_owned),
        line: Some(element.line),
        ..ProblemPlace::default()
    };
    for (line, what) in &placemark.faults {
        let place = ProblemPlace {
            line: Some(*line),
            ..place.clone()
        };
        file.problem(
            Severity::Error,
            "xml-not-well-formed",
            place,
            what.clone(),
            None,
        );
    }
    let properties = properties(element, &place, file);
    let geometry = geometry(element, &place, file);
    let mut properties = properties?;
    if !placemark.faults.is_empty() || geometry.is_broken {
        return None;
    }
    drawn_heights(&geometry, &properties, &place, file);
    if placemark.is_dated() && !times_are_safe(&properties, &place, file) {
        return None;
    }
    names(element, &mut properties);
    let geometry = geojson_geometry(geometry, &mut properties, &place, file)?;
    Some(json!({ "type": "Feature", "geometry": geometry, "properties": properties }))
}

/// Takes identifier and name from the Placemark where its data has none.
fn names(element: &Element, properties: &mut Map<String, Value>) {
    let name = element.child_text("name");
    if !properties.contains_key("id")
        && let Some(id) = element.attribute("id").or(name)
    {
        properties.insert("id".to_owned(), Value::from(id));
    }
    let is_named = ["name", "name_zh", "name_en"]
        .iter()
        .any(|key| properties.contains_key(*key));
    if !is_named && let Some(name) = name {
        let is_chinese = name.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        let key = if is_chinese { "name_zh" } else { "name_en" };
        properties.insert(key.to_owned(), Value::from(name));
    }
}

fn drawn_heights(
    geometry: &Geometry,
    properties: &Map<String, Value>,
    place: &ProblemPlace,
    file: &mut AirspaceFile,
) {
    let has_limits = ["lower", "upper", "top"]
        .iter()
        .any(|key| properties.contains_key(*key));
    if geometry.has_drawn_heights && !has_limits {
        file.problem(
            Severity::Note,
            "kml-drawn-heights",
            place.clone(),
            Bilingual::new(
                "the heights of the drawing are not taken for limits",
                "绘图中的高度不作为高度限制",
            ),
            Some(Bilingual::new(
                "give limits as ExtendedData lower, upper, lower_datum, upper_datum",
                "请用 ExtendedData 的 lower、upper、lower_datum、upper_datum 给出限制",
            )),
        );
    }
}

/// Whether the feature of a Placemark that was read before may be read without the time that came
/// after it.
pub(super) fn may_be_dated(feature: &str, place: &ProblemPlace, file: &mut AirspaceFile) -> bool {
    let feature: Value = serde_json::from_str(feature).unwrap_or_default();
    let none = Map::new();
    let properties = feature.get("properties").and_then(Value::as_object);
    times_are_safe(properties.unwrap_or(&none), place, file)
}

/// Whether a Placemark with a time for display may be read without that time.
fn times_are_safe(
    properties: &Map<String, Value>,
    place: &ProblemPlace,
    file: &mut AirspaceFile,
) -> bool {
    if properties.contains_key("times") {
        return true;
    }
    let id = properties.get("id").and_then(Value::as_str);
    let place = ProblemPlace {
        id: id.map(str::to_owned).or_else(|| place.id.clone()),
        ..place.clone()
    };
    // Without its time a restriction holds always, and a permission would, too.
    let restricts = restricts(properties);
    let (severity, en, zh) = if restricts {
        (
            Severity::Warning,
            "the zone counts as always active",
            "该区域按始终有效处理",
        )
    } else {
        (
            Severity::Error,
            "what it permits cannot be known",
            "无法确定其允许的时间",
        )
    };
    file.problem(
        severity,
        "kml-time-not-read",
        place,
        Bilingual::new(
            format!("a TimeSpan or TimeStamp says when to show a drawing, not when it holds; {en}"),
            format!("TimeSpan、TimeStamp 只表示显示时间，不表示生效时间；{zh}"),
        ),
        Some(Bilingual::new(
            "give the times as ExtendedData times",
            "请用 ExtendedData 的 times 给出生效时间",
        )),
    );
    restricts
}

fn geojson_geometry(
    geometry: Geometry,
    properties: &mut Map<String, Value>,
    place: &ProblemPlace,
    file: &mut AirspaceFile,
) -> Option<Value> {
    let Geometry {
        polygons,
        points,
        lines,
        ..
    } = geometry;
    match (polygons.as_slice(), points.as_slice(), lines.as_slice()) {
        ([], [], []) => {
            let what = Bilingual::new("the Placemark draws nothing", "Placemark 没有几何图形");
            file.problem(Severity::Error, "no-geometry", place.clone(), what, None);
            None
        }
        ([], [point], []) => Some(json!({ "type": "Point", "coordinates": position(point) })),
        ([], _, []) => {
            let points: Vec<_> = points.iter().map(position).collect();
            Some(json!({ "type": "MultiPoint", "coordinates": points }))
        }
        ([], [], [line]) => Some(json!({ "type": "LineString", "coordinates": ring(line) })),
        ([], [], _) => {
            let lines: Vec<_> = lines.iter().map(|line| ring(line)).collect();
            Some(json!({ "type": "MultiLineString", "coordinates": lines }))
        }
        (_, points, []) => {
            if !points.is_empty() {
                label_not_read(place, file);
            }
            if properties.contains_key(CENTER) {
                let center = circle::drawn(&polygons, properties, place, file)?;
                properties.remove(CENTER);
                return Some(json!({ "type": "Point", "coordinates": position(&center) }));
            }
            Some(areas(&polygons))
        }
        _ => {
            let what = Bilingual::new(
                "lines stand beside areas or points: what they mean is unclear",
                "线与面或点并存：含义不明",
            );
            file.problem(
                Severity::Error,
                "feature-not-an-area",
                place.clone(),
                what,
                None,
            );
            None
        }
    }
}

fn label_not_read(place: &ProblemPlace, file: &mut AirspaceFile) {
    file.problem(
        Severity::Warning,
        "kml-point-beside-area",
        place.clone(),
        Bilingual::new(
            "a point beside areas is taken for a label",
            "面旁的点按标注处理",
        ),
        None,
    );
}

fn position(coord: &Coord<f64>) -> Value {
    json!([coord.x, coord.y])
}

fn ring(coords: &[Coord<f64>]) -> Value {
    coords.iter().map(position).collect()
}

fn areas(polygons: &[RawPolygon]) -> Value {
    let rings = |polygon: &RawPolygon| -> Value {
        std::iter::once(&polygon.exterior)
            .chain(&polygon.holes)
            .map(|coords| ring(coords))
            .collect()
    };
    let coordinates: Vec<Value> = polygons.iter().map(rings).collect();
    match coordinates.as_slice() {
        [only] => json!({ "type": "Polygon", "coordinates": only }),
        _ => json!({ "type": "MultiPolygon", "coordinates": coordinates }),
    }
}
