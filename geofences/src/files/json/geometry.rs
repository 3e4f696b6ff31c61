//! GeoJSON geometries, and what becomes of them: footprints, lines, points.

use super::coordinates::{self, CoordinateFaultKind};
use super::item::ItemReader;
use super::tree::{Json, Object};
use crate::files::rings;
use crate::{Bilingual, CircleSide, Footprint, ProblemPlace, RawPolygon};
use geo::Coord;

/// A geometry whose coordinates are positions, but are not checked further.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Geometry {
    Points(Vec<Coord<f64>>),
    Lines(Vec<Vec<Coord<f64>>>),
    Polygons(Vec<RawPolygon>),
    /// The members of a collection, in order, with their own members beside.
    Collection(Vec<Geometry>),
}

/// A part of a footprint.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum FootprintPart {
    Polygons(Vec<RawPolygon>),
    Circle { center: Coord<f64>, radius_m: f64 },
}

const FIELD: &str = "geometry";

/// Reads a GeoJSON geometry; `None` when it has faults, which are reported.
pub(crate) fn read_geometry(json: &Json<'_>, reader: &mut ItemReader<'_>) -> Option<Geometry> {
    let Some(object) = json.as_object() else {
        report_missing(reader);
        return None;
    };
    reader.refuse_doubled_keys(object);
    let kind = object.get("type").and_then(Json::as_text).unwrap_or("");
    let depth = match kind {
        "Point" => 1,
        "LineString" | "MultiPoint" => 2,
        "Polygon" | "MultiLineString" => 3,
        "MultiPolygon" => 4,
        "GeometryCollection" => return read_collection(object, reader),
        other => {
            reader.error_with_help(
                FIELD,
                "geometry-type",
                Bilingual::new(
                    format!("\"{other}\" is no type of geometry"),
                    format!("“{other}”不是几何类型"),
                ),
                Bilingual::new(
                    "use Polygon, MultiPolygon, or Point with a radius",
                    "请使用 Polygon、MultiPolygon，或带半径的 Point",
                ),
            );
            return None;
        }
    };
    let nested = read_nested(object.get("coordinates"), depth, reader)?;
    Some(match kind {
        "Polygon" | "MultiPolygon" => {
            Geometry::Polygons(nested.into_iter().map(raw_polygon).collect())
        }
        "LineString" | "MultiLineString" => Geometry::Lines(nested.into_iter().flatten().collect()),
        _ => Geometry::Points(nested.into_iter().flatten().flatten().collect()),
    })
}

/// Reads coordinates of a known depth (see [`coordinates::read`]), reporting their faults.
pub(crate) fn read_nested(
    value: Option<&Json<'_>>,
    depth: usize,
    reader: &mut ItemReader<'_>,
) -> Option<coordinates::Nested> {
    let Some(Json::Coordinates(text)) = value else {
        report_missing(reader);
        return None;
    };
    let read = coordinates::read(text, depth);
    if read.quoted {
        reader.note_once("quoted-coordinates", FIELD, || {
            Bilingual::new(
                "coordinates stand in quotes; they are read as numbers",
                "坐标写在引号中，已按数字读取",
            )
        });
    }
    for fault in &read.faults {
        let (code, en, zh) = match fault.kind {
            CoordinateFaultKind::Nesting => (
                "coordinates-nesting",
                "the lists of coordinates are nested otherwise than the geometry's type says",
                "坐标数组的嵌套层数与几何类型不符",
            ),
            CoordinateFaultKind::NotANumber => (
                "coordinate-not-a-number",
                "a coordinate is no number",
                "坐标不是数字",
            ),
            CoordinateFaultKind::TooShort => (
                "position-too-short",
                "a position needs a longitude and a latitude",
                "位置需要经度和纬度",
            ),
        };
        let place = ProblemPlace {
            field: Some(FIELD.to_owned()),
            polygon: Some(fault.polygon),
            ring: Some(fault.ring),
            vertex: Some(fault.vertex),
            ..reader.place.clone()
        };
        let file = &mut reader.findings.file;
        file.problem(
            crate::Severity::Error,
            code,
            place,
            Bilingual::new(en, zh),
            None,
        );
    }
    read.faults.is_empty().then_some(read.nested)
}

pub(crate) fn raw_polygon(rings: Vec<Vec<Coord<f64>>>) -> RawPolygon {
    let mut rings = rings.into_iter();
    RawPolygon {
        exterior: rings.next().unwrap_or_default(),
        holes: rings.collect(),
    }
}

/// The footprint of several parts together; faults and what lies outside the expected extent
/// are reported. `side` says how circles that stand beside other parts become polygons.
pub(crate) fn footprint_of(
    mut parts: Vec<FootprintPart>,
    side: CircleSide,
    reader: &mut ItemReader<'_>,
) -> Option<Footprint> {
    let place = ProblemPlace {
        field: Some(FIELD.to_owned()),
        ..reader.place.clone()
    };
    let extent = reader.options.expected_extent;
    let file = &mut reader.findings.file;
    if let [FootprintPart::Circle { center, radius_m }] = parts[..] {
        let circle = rings::footprint_circle(center, radius_m, &place, file)?;
        return rings::checked_extent([center].into_iter(), extent, &place, file).then_some(circle);
    }
    let mut raw = Vec::new();
    for part in &mut parts {
        match part {
            FootprintPart::Polygons(polygons) => raw.append(polygons),
            FootprintPart::Circle { center, radius_m } => {
                let circle = rings::footprint_circle(*center, *radius_m, &place, file)?;
                let polygons = circle.to_polygons(side);
                raw.extend(polygons.into_iter().map(|polygon| RawPolygon {
                    exterior: polygon.exterior().0.clone(),
                    holes: Vec::new(),
                }));
            }
        }
    }
    let footprint = rings::footprint_from_raw(&raw, &place, file)?;
    rings::checked_extent(rings::raw_vertices(&raw), extent, &place, file).then_some(footprint)
}

fn read_collection(object: &Object<'_>, reader: &mut ItemReader<'_>) -> Option<Geometry> {
    let Some(Json::Array(members)) = object.get("geometries") else {
        report_missing(reader);
        return None;
    };
    let read: Vec<Option<Geometry>> = members
        .iter()
        .map(|member| read_geometry(member, reader))
        .collect();
    // All of them, or none: a zone that lacks a part would be too small.
    let all: Option<Vec<Geometry>> = read.into_iter().collect();
    all.map(Geometry::Collection)
}

pub(crate) fn report_missing(reader: &mut ItemReader<'_>) {
    reader.error(
        FIELD,
        "no-geometry",
        Bilingual::new(
            "the feature has no geometry or no coordinates",
            "要素没有几何图形或坐标",
        ),
    );
}
