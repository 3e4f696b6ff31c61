//! EUROCAE ED-318: the European format for geographical zones, GeoJSON with layers.
//!
//! | ED-318 `type` | read as | why |
//! |---|---|---|
//! | `PROHIBITED`, `REQ_AUTHORIZATION`, `CONDITIONAL` | the same | |
//! | `USPACE` | needs authorization | it may be entered only with a flight authorisation |
//! | `NO_RESTRICTION` | permitted, with a warning | the only type that lets one fly |
//!
//! `variant: CUSTOMIZED` is a zone for one operator: `NO_RESTRICTION` is an error then, and
//! `CONDITIONAL` needs an authorization, with a warning.
//!
//! A feature whose geometries have different layers becomes several zones, `ID/1`, `ID/2` and so on.
//! The file's own `bbox` is what its coordinates are checked against when the caller expects no
//! extent.

mod write;
mod write_times;

use super::ed::{self, LimitNames, ZoneText};
use super::geojson::{check_document, read_id};
use super::json::document::{self, DocumentShape, DocumentVerdict};
use super::json::geometry::{self, FootprintPart, Geometry};
use super::json::item::ItemReader;
use super::json::tree::{Json, Object};
use super::{AirspaceFile, ReadOptions};
use crate::{AltitudeBand, Bilingual, Rule};

pub use write::write;

const LIMITS: LimitNames = LimitNames {
    lower: "lower",
    lower_reference: "lowerReference",
    upper: "upper",
    upper_reference: "upperReference",
    unit: "uom",
};

const KEPT: [&str; 12] = [
    "identifier",
    "country",
    "name",
    "type",
    "variant",
    "restrictionConditions",
    "reason",
    "otherReasonInfo",
    "message",
    "zoneAuthority",
    "limitedApplicability",
    "dataSource",
];

const OF_FEATURES: [&str; 5] = ["type", "id", "properties", "geometry", "bbox"];

const OF_GEOMETRIES: [&str; 6] = [
    "type",
    "coordinates",
    "geometries",
    "layer",
    "extent",
    "bbox",
];

const OF_EXTENTS: [&str; 2] = ["subType", "radius"];

/// Reads ED-318.
pub fn read(bytes: &[u8], options: &ReadOptions<'_>) -> AirspaceFile {
    let shape = DocumentShape {
        list_names: &["features"],
        top_level_list: false,
        check: |members: &Object<'_>,
                options: &mut ReadOptions<'_>,
                file: &mut AirspaceFile|
         -> DocumentVerdict {
            ed::expect_own_bounds(members, options);
            check_document(members, options, file)
        },
        item: |json: &Json<'_>, reader: &mut ItemReader<'_>| read_feature(json, reader),
    };
    document::read(bytes, options, &shape)
}

fn read_feature(json: &Json<'_>, reader: &mut ItemReader<'_>) {
    let feature = json.as_object();
    let properties = feature.and_then(|feature| feature.get("properties"));
    let (Some(feature), Some(zone)) = (feature, properties.and_then(Json::as_object)) else {
        reader.error(
            "",
            "not-a-feature",
            Bilingual::new("a feature with properties is expected", "应为带属性的要素"),
        );
        return;
    };
    reader.refuse_doubled_keys(feature);
    reader.refuse_doubled_keys(zone);
    let id = read_id(&["identifier"], feature, zone, reader);
    ed::members::refuse_misplaced(&OF_FEATURES, feature, reader);
    ed::members::note_unknown(&KEPT, zone, reader);
    let rule = ed::read_rule("type", zone, reader)
        .map(|rule| ed::common_rule("variant", rule, zone, reader));
    let assumed = rule.unwrap_or(Rule::Prohibited);
    let times = ed::times::read("limitedApplicability", true, zone, assumed, reader);
    let volumes = read_volumes(feature.get("geometry"), assumed, reader);
    let name = ed::texts::name(zone.get("name"), reader);
    let authority = ed::texts::authority(zone, reader);
    let (Some(rule), Some(times), Some(volumes)) = (rule, times, volumes) else {
        return;
    };
    let text = ZoneText {
        id,
        name,
        rule,
        times,
        authority,
        reason: ed::texts::reason(zone),
        conditions: ed::texts::conditions(zone),
        source: ed::texts::source(zone),
    };
    ed::push_zones(text, volumes, reader);
}

type Volumes = Vec<(AltitudeBand, FootprintPart)>;

fn read_volumes(
    geometry: Option<&Json<'_>>,
    rule: Rule,
    reader: &mut ItemReader<'_>,
) -> Option<Volumes> {
    let Some(object) = geometry.and_then(Json::as_object) else {
        geometry::report_missing(reader);
        return None;
    };
    let mut volumes = Vec::new();
    if object.get("geometries").is_some() {
        ed::members::check(&OF_GEOMETRIES, object, rule, reader);
    }
    let members = match object.get("geometries") {
        Some(Json::Array(members)) => members.as_slice(),
        _ => geometry.map(std::slice::from_ref).unwrap_or_default(),
    };
    let mut sound = true;
    for member in members {
        match read_volume(member, object.get("layer"), rule, reader) {
            Some(volume) => volumes.push(volume),
            None => sound = false,
        }
    }
    sound.then_some(volumes)
}

fn read_volume(
    json: &Json<'_>,
    layer_of_all: Option<&Json<'_>>,
    rule: Rule,
    reader: &mut ItemReader<'_>,
) -> Option<(AltitudeBand, FootprintPart)> {
    let none = Object::default();
    let object = json.as_object().unwrap_or(&none);
    let layer = object
        .get("layer")
        .or(layer_of_all)
        .and_then(Json::as_object);
    if layer.is_none() && rule.restricts() {
        reader.warning(
            "layer",
            "layer-missing",
            Bilingual::new(
                "the geometry has no layer; it is taken to reach from the ground up without end",
                "几何图形没有高度层；按从地面起不限高处理",
            ),
        );
    }
    check_names(object, layer, rule, reader);
    let band = ed::read_band(&LIMITS, layer.unwrap_or(&none), rule, reader);
    let part = match geometry::read_geometry(json, reader)? {
        Geometry::Polygons(polygons) => Some(FootprintPart::Polygons(polygons)),
        Geometry::Points(points) if points.len() == 1 => {
            let extent = object.get("extent").and_then(Json::as_object);
            ed::circle(points.first().copied(), extent.unwrap_or(&none), reader)
        }
        Geometry::Points(_) | Geometry::Lines(_) | Geometry::Collection(_) => {
            reader.error(
                "geometry",
                "geometry-type",
                Bilingual::new(
                    "a zone is made of Polygons and of Points with a Circle as extent",
                    "空域由 Polygon 或带 Circle 范围的 Point 构成",
                ),
            );
            None
        }
    };
    Some((band?, part?))
}

/// Reports what the objects of a volume hold beside what is read of them.
fn check_names(
    object: &Object<'_>,
    layer: Option<&Object<'_>>,
    rule: Rule,
    reader: &mut ItemReader<'_>,
) {
    let extent = object.get("extent").and_then(Json::as_object);
    ed::members::check_names(&OF_GEOMETRIES, object, rule, reader);
    if let Some(layer) = layer {
        ed::members::check(&LIMITS.all(), layer, rule, reader);
    }
    if let Some(extent) = extent {
        ed::members::check(&OF_EXTENTS, extent, rule, reader);
    }
}

#[cfg(test)]
mod tests;
