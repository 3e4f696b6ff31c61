//! Obstacles from GeoJSON features.

use super::{read_name, zone};
use crate::files::heights::METRES_PER_FOOT;
use crate::files::json::geometry::{self, FootprintPart, Geometry};
use crate::files::json::item::ItemReader;
use crate::files::json::tree::{Json, Object};
use crate::files::limits::{
    FileDatum, HeightUnit, WrittenLimit, datum_word, limit_text, report_altitude_error,
};
use crate::files::rings;
use crate::{
    Altitude, AltitudeDatum, Bilingual, CircleSide, Obstacle, ObstacleKind, ObstacleShape,
    Position, ProblemPlace, ZoneId,
};
use chrono::NaiveDate;
use geo::Coord;

/// What is assumed of the accuracy of an obstacle, or the reach of a line, that does not say it:
/// more than a survey or a good map is wrong by. The warning names it, so that it gets replaced.
const ASSUMED_UNCERTAINTY_M: f64 = 10.0;

/// Reads an obstacle; every fault of the feature is reported, not only the first.
pub(super) fn read(
    id: &str,
    feature: &Object<'_>,
    properties: &Object<'_>,
    reader: &mut ItemReader<'_>,
) {
    let kind = read_kind(properties, reader);
    let top = read_top(properties, reader);
    let vertical = read_uncertainty(properties, "vertical_uncertainty_m", reader);
    let horizontal = read_uncertainty(properties, "horizontal_uncertainty_m", reader);
    let surveyed = read_surveyed(properties, reader);
    let name = read_name(properties, reader);
    let source = reader.text(properties, "source");
    let shapes = read_shapes(feature, properties, reader);
    if reader.failed() {
        return;
    }
    let (Some(kind), Some(top), Some(shapes)) = (kind, top, shapes) else {
        return;
    };
    let several = shapes.len() > 1;
    for (index, shape) in shapes.into_iter().enumerate() {
        let id = if several {
            format!("{id}/{index}")
        } else {
            id.to_owned()
        };
        reader.push_obstacle(Obstacle {
            id: ZoneId::new(id),
            name: name.clone(),
            kind,
            shape,
            top,
            vertical_uncertainty_m: vertical,
            horizontal_uncertainty_m: horizontal,
            surveyed,
            source: source.clone(),
        });
    }
}

/// Our words for kinds of obstacles.
pub(super) const KINDS: [(ObstacleKind, &str); 7] = [
    (ObstacleKind::Building, "building"),
    (ObstacleKind::Mast, "mast"),
    (ObstacleKind::Crane, "crane"),
    (ObstacleKind::BridgePylon, "bridge_pylon"),
    (ObstacleKind::PowerLine, "power_line"),
    (ObstacleKind::CableCar, "cable_car"),
    (ObstacleKind::Other, "other"),
];

fn read_kind(properties: &Object<'_>, reader: &mut ItemReader<'_>) -> Option<ObstacleKind> {
    let Some(value) = properties.get("obstacle") else {
        reader.note(
            "obstacle",
            "obstacle-kind-missing",
            Bilingual::new(
                "the kind of obstacle is not said; it is taken as other",
                "未写明障碍物种类，按 other 处理",
            ),
        );
        return Some(ObstacleKind::Other);
    };
    let word = value.as_text().unwrap_or("").trim().to_ascii_lowercase();
    let word = word.replace(['-', ' '], "_");
    let kind = KINDS.iter().find(|(_, name)| *name == word);
    if kind.is_none() {
        let shown = value.excerpt();
        reader.error(
            "obstacle",
            "obstacle-kind-unknown",
            Bilingual::new(
                format!("{shown} is no kind of obstacle; write other if none fits"),
                format!("{shown} 不是障碍物种类；若都不合适，请写 other"),
            ),
        );
    }
    kind.map(|(kind, _)| *kind)
}

fn read_top(properties: &Object<'_>, reader: &mut ItemReader<'_>) -> Option<Altitude> {
    let unit = zone::read_unit(properties, reader)?;
    let written = match properties.get("top") {
        Some(Json::Number(number)) => number.as_f64().map(|number| WrittenLimit::Height {
            number,
            unit: None,
            datum: None,
        }),
        Some(Json::Text(text)) => limit_text(text),
        _ => None,
    };
    let Some(WrittenLimit::Height {
        number,
        unit: own_unit,
        datum: own_datum,
    }) = written
    else {
        reader.error(
            "top",
            "top-missing",
            Bilingual::new(
                "an obstacle needs the height of its top as a number",
                "障碍物需要用数字给出顶部高度",
            ),
        );
        return None;
    };
    let datum = match properties.get("top_datum") {
        None => own_datum,
        Some(value) => value.as_text().and_then(datum_word),
    };
    let agreed = own_datum.is_none() || own_datum == datum;
    let factor = match own_unit.unwrap_or(unit) {
        HeightUnit::Metres => Some(1.0),
        HeightUnit::Feet => Some(METRES_PER_FOOT),
        HeightUnit::FlightLevels => None,
    };
    let (Some(FileDatum::Datum(datum)), Some(factor), true) = (datum, factor, agreed) else {
        reader.error(
            "top_datum",
            "datum-missing",
            Bilingual::new(
                "the top needs one datum: agl, amsl or wgs84, in metres or feet",
                "顶部高度需要一个基准：agl、amsl 或 wgs84，单位为米或英尺",
            ),
        );
        return None;
    };
    match Altitude::new(number * factor, datum) {
        Ok(top) => top_above_ground(top, reader),
        Err(error) => {
            report_altitude_error("top", error, reader);
            None
        }
    }
}

/// Refuses a top that leaves nothing of the obstacle: tables hold 0 where nothing was filled in.
/// Above the sea it can be meant, where the ground is lower; it seldom is.
fn top_above_ground(top: Altitude, reader: &mut ItemReader<'_>) -> Option<Altitude> {
    if top.metres() > 0.0 {
        return Some(top);
    }
    if top.datum() == AltitudeDatum::AboveGround {
        reader.error_with_help(
            "top",
            "top-at-ground",
            Bilingual::new(
                format!("with its top at {top} the obstacle would stand in nobody's way"),
                format!("顶部为 {top} 时，该障碍物不阻挡任何飞行"),
            ),
            Bilingual::new(
                "write the height of the top, or leave the obstacle out",
                "请写明顶部高度，或删除该障碍物",
            ),
        );
        return None;
    }
    reader.warning(
        "top",
        "top-zero",
        Bilingual::new(
            format!("with its top at {top} the obstacle stands in nobody's way wherever the ground is higher"),
            format!("顶部为 {top} 时，凡地面更高处该障碍物不阻挡任何飞行"),
        ),
    );
    Some(top)
}

fn read_uncertainty(properties: &Object<'_>, field: &str, reader: &mut ItemReader<'_>) -> f64 {
    if properties.get(field).is_none() {
        reader.warning(
            field,
            "uncertainty-assumed",
            Bilingual::new(
                format!("the uncertainty is not said; {ASSUMED_UNCERTAINTY_M} m is assumed"),
                format!("未给出不确定度，按 {ASSUMED_UNCERTAINTY_M} m 处理"),
            ),
        );
        return ASSUMED_UNCERTAINTY_M;
    }
    let metres = reader.length_m(properties, field);
    metres.unwrap_or(ASSUMED_UNCERTAINTY_M)
}

fn read_surveyed(properties: &Object<'_>, reader: &mut ItemReader<'_>) -> Option<NaiveDate> {
    let value = properties.get("surveyed")?;
    let date = value.as_text().and_then(|text| text.trim().parse().ok());
    if date.is_none() {
        let shown = value.excerpt();
        reader.error(
            "surveyed",
            "not-a-date",
            Bilingual::new(
                format!("{shown} is no date such as 2026-05-01"),
                format!("{shown} 不是日期，例如 2026-05-01"),
            ),
        );
    }
    date
}

fn read_shapes(
    feature: &Object<'_>,
    properties: &Object<'_>,
    reader: &mut ItemReader<'_>,
) -> Option<Vec<ObstacleShape>> {
    let radius_m = reader.length_m(properties, "radius_m");
    let half_width_m = reader.length_m(properties, "half_width_m");
    let Some(json) = feature.get("geometry") else {
        geometry::report_missing(reader);
        return None;
    };
    let geometry = geometry::read_geometry(json, reader)?;
    if !sizes_fit(&geometry, radius_m, half_width_m, reader) {
        return None;
    }
    match geometry {
        Geometry::Points(points) => {
            let radius_m = radius_m.unwrap_or_else(|| assumed_radius(reader));
            let shapes = checked_positions(&points, reader)?.into_iter();
            Some(
                shapes
                    .map(|position| ObstacleShape::Point { position, radius_m })
                    .collect(),
            )
        }
        Geometry::Lines(lines) => {
            let half_width_m = half_width_m.unwrap_or_else(|| assumed_half_width(reader));
            lines
                .iter()
                .map(|line| line_shape(line, half_width_m, reader))
                .collect()
        }
        Geometry::Polygons(polygons) => {
            let parts = vec![FootprintPart::Polygons(polygons)];
            let footprint = geometry::footprint_of(parts, CircleSide::Circumscribed, reader)?;
            Some(vec![ObstacleShape::Polygon(footprint)])
        }
        Geometry::Collection(_) => {
            reader.error(
                "geometry",
                "geometry-type",
                Bilingual::new(
                    "an obstacle has one geometry: make each member of the collection a feature",
                    "一个障碍物只能有一个几何图形：请将集合的每个成员改为独立要素",
                ),
            );
            None
        }
    }
}

/// Whether each size that is given is one of this shape; the obstacle would be too small without
/// it. 0 is what tables hold of other rows.
fn sizes_fit(
    geometry: &Geometry,
    radius_m: Option<f64>,
    half_width_m: Option<f64>,
    reader: &mut ItemReader<'_>,
) -> bool {
    let given = |size_m: Option<f64>| size_m.is_some_and(|size_m| size_m > 0.0);
    let stray_radius = given(radius_m) && !matches!(geometry, Geometry::Points(_));
    let stray_width = given(half_width_m) && !matches!(geometry, Geometry::Lines(_));
    if stray_radius {
        reader.error(
            "radius_m",
            "radius-without-point",
            Bilingual::new(
                "a radius belongs to a Point; a line has half_width_m",
                "半径只能用于 Point；线使用 half_width_m",
            ),
        );
    }
    if stray_width {
        reader.error(
            "half_width_m",
            "half-width-without-line",
            Bilingual::new(
                "half a width belongs to a LineString; a Point has radius_m",
                "半宽只能用于 LineString；点使用 radius_m",
            ),
        );
    }
    !stray_radius && !stray_width
}

fn assumed_radius(reader: &mut ItemReader<'_>) -> f64 {
    reader.warning(
        "radius_m",
        "radius-assumed",
        Bilingual::new(
            "how far the obstacle reaches around its point is not said; it is read as a point without extent",
            "未给出障碍物的半径，按没有大小的点处理",
        ),
    );
    0.0
}

fn assumed_half_width(reader: &mut ItemReader<'_>) -> f64 {
    reader.warning(
        "half_width_m",
        "half-width-assumed",
        Bilingual::new(
            format!("how far the line reaches to each side is not said; {ASSUMED_UNCERTAINTY_M} m is assumed"),
            format!("未给出线的半宽，按 {ASSUMED_UNCERTAINTY_M} m 处理"),
        ),
    );
    ASSUMED_UNCERTAINTY_M
}

fn line_shape(
    line: &[Coord<f64>],
    half_width_m: f64,
    reader: &mut ItemReader<'_>,
) -> Option<ObstacleShape> {
    let vertices = checked_positions(line, reader)?;
    let distinct = vertices.windows(2).any(|pair| pair[0] != pair[1]);
    if !distinct {
        reader.error(
            "geometry",
            "too-few-vertices",
            Bilingual::new(
                "a line needs two different vertices",
                "线至少需要两个不同的顶点",
            ),
        );
        return None;
    }
    Some(ObstacleShape::Line {
        vertices,
        half_width_m,
    })
}

fn checked_positions(coords: &[Coord<f64>], reader: &mut ItemReader<'_>) -> Option<Vec<Position>> {
    let extent = reader.options.expected_extent;
    let place = ProblemPlace {
        field: Some("geometry".to_owned()),
        ..reader.place.clone()
    };
    let file = &mut reader.findings.file;
    if coords.is_empty() {
        geometry::report_missing(reader);
        return None;
    }
    let mut positions = Vec::with_capacity(coords.len());
    for (vertex, coord) in coords.iter().enumerate() {
        let place = ProblemPlace {
            vertex: Some(vertex),
            ..place.clone()
        };
        positions.extend(rings::checked_position(*coord, &place, file));
    }
    let sound = positions.len() == coords.len();
    (sound && rings::checked_extent(coords.iter().copied(), extent, &place, file))
        .then_some(positions)
}
