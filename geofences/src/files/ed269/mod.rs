//! EUROCAE ED-269: the predecessor of ED-318, which most countries still publish.
//!
//! Zone types, also of zones that are `CUSTOMIZED`, are read as in [`super::ed318`]. Publishers differ in how they name the list of
//! zones, in case and spelling, in whether limits are numbers, text or null, and in the order of
//! the axes: longitude first is what counts here, and coordinates that lie outside the expected
//! extent, or outside the file's own `bbox`, are an error that says whether they are swapped.

use super::ed::{self, LimitNames, ZoneText};
use super::geojson::read_id;
use super::json::document::{self, DocumentShape, DocumentVerdict};
use super::json::geometry::{self, FootprintPart};
use super::json::item::ItemReader;
use super::json::tree::{Json, Object};
use super::limits::{self, HeightUnit};
use super::{AirspaceFile, ReadOptions};
use crate::{AltitudeBand, Bilingual, Rule};

const LIMITS: LimitNames = LimitNames {
    lower: "lowerLimit",
    lower_reference: "lowerVerticalReference",
    upper: "upperLimit",
    upper_reference: "upperVerticalReference",
    unit: "uomDimensions",
};

const KEPT: [&str; 13] = [
    "identifier",
    "country",
    "name",
    "type",
    "restriction",
    "restrictionConditions",
    "reason",
    "otherReasonInfo",
    "message",
    "zoneAuthority",
    "applicability",
    "geometry",
    "dataSource",
];

const OF_PROJECTIONS: [&str; 4] = ["type", "coordinates", "center", "radius"];

/// Reads ED-269.
pub fn read(bytes: &[u8], options: &ReadOptions<'_>) -> AirspaceFile {
    let shape = DocumentShape {
        list_names: &["features", "UASZoneList", "uasZoneList", "UASZonesList"],
        top_level_list: true,
        check: |members: &Object<'_>,
                options: &mut ReadOptions<'_>,
                _file: &mut AirspaceFile|
         -> DocumentVerdict {
            ed::expect_own_bounds(members, options);
            DocumentVerdict::Features
        },
        item: |json: &Json<'_>, reader: &mut ItemReader<'_>| read_zone(json, reader),
    };
    document::read(bytes, options, &shape)
}

fn read_zone(json: &Json<'_>, reader: &mut ItemReader<'_>) {
    let Some(zone) = json.as_object() else {
        let (en, zh) = json.kind();
        reader.error(
            "",
            "not-a-feature",
            Bilingual::new(
                format!("a zone is expected, not {en}"),
                format!("应为空域，而不是{zh}"),
            ),
        );
        return;
    };
    reader.refuse_doubled_keys(zone);
    let id = read_id(&["identifier"], &Object::default(), zone, reader);
    ed::members::note_unknown(&KEPT, zone, reader);
    let rule = ed::read_rule("restriction", zone, reader)
        .map(|rule| ed::common_rule("type", rule, zone, reader))
        // Some write ED-318's name.
        .map(|rule| ed::common_rule("variant", rule, zone, reader));
    let assumed = rule.unwrap_or(Rule::Prohibited);
    let times = ed::times::read("applicability", false, zone, assumed, reader);
    let volumes = read_volumes(zone.get("geometry"), assumed, reader);
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

fn read_volumes(
    geometry: Option<&Json<'_>>,
    rule: Rule,
    reader: &mut ItemReader<'_>,
) -> Option<Vec<(AltitudeBand, FootprintPart)>> {
    let members = match geometry {
        Some(Json::Array(members)) => members.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    if members.is_empty() {
        geometry::report_missing(reader);
    }
    let mut volumes = Vec::new();
    let mut sound = !members.is_empty();
    for member in members {
        match read_volume(member, rule, reader) {
            Some(volume) => volumes.push(volume),
            None => sound = false,
        }
    }
    sound.then_some(volumes)
}

fn read_volume(
    json: &Json<'_>,
    rule: Rule,
    reader: &mut ItemReader<'_>,
) -> Option<(AltitudeBand, FootprintPart)> {
    let none = Object::default();
    let volume = json.as_object().unwrap_or(&none);
    let known = [&LIMITS.all()[..], &["horizontalProjection"]].concat();
    ed::members::check(&known, volume, rule, reader);
    let band = ed::read_band(&LIMITS, volume, rule, reader);
    let projection = volume.get("horizontalProjection").and_then(Json::as_object);
    let part = read_projection(projection, rule, reader);
    if let (Some(FootprintPart::Circle { .. }), Some(unit)) = (&part, volume.get(LIMITS.unit)) {
        check_radius_unit(unit, rule, reader);
    }
    Some((band?, part?))
}

fn read_projection(
    projection: Option<&Object<'_>>,
    rule: Rule,
    reader: &mut ItemReader<'_>,
) -> Option<FootprintPart> {
    let Some(projection) = projection else {
        geometry::report_missing(reader);
        return None;
    };
    ed::members::check(&OF_PROJECTIONS, projection, rule, reader);
    let kind = projection.get("type").and_then(Json::as_text).unwrap_or("");
    let depth = match kind.to_ascii_lowercase().as_str() {
        "circle" => {
            let center = geometry::read_nested(projection.get("center"), 1, reader);
            let center = center.and_then(|center| center.into_iter().flatten().flatten().next());
            return ed::circle(center, projection, reader);
        }
        "polygon" => 3,
        "multipolygon" => 4,
        _ => {
            reader.error(
                "horizontalProjection",
                "geometry-type",
                Bilingual::new(
                    format!("\"{kind}\" is no projection: Polygon or Circle"),
                    format!("“{kind}”不是水平投影类型：Polygon 或 Circle"),
                ),
            );
            return None;
        }
    };
    let nested = geometry::read_nested(projection.get("coordinates"), depth, reader)?;
    let polygons = nested.into_iter().map(geometry::raw_polygon).collect();
    Some(FootprintPart::Polygons(polygons))
}

/// The unit of a volume's limits may have been meant for its circle as well: ED-269 says metres, and
/// publishers differ. Metres make the larger circle.
fn check_radius_unit(unit: &Json<'_>, rule: Rule, reader: &mut ItemReader<'_>) {
    if unit.as_text().and_then(limits::unit_word) == Some(HeightUnit::Metres) {
        return;
    }
    let shown = unit.excerpt();
    if rule.restricts() {
        reader.warning(
            "radius",
            "radius-unit-uncertain",
            Bilingual::new(
                format!("heights are in {shown}; the radius is taken in metres, which makes the larger circle"),
                format!("高度单位为 {shown}；半径按米读取，即取较大的圆"),
            ),
        );
        return;
    }
    reader.error_with_help(
        "radius",
        "radius-unit-uncertain",
        Bilingual::new(
            format!("heights are in {shown}, so that the unit of the radius is not certain"),
            format!("高度单位为 {shown}，无法确定半径的单位"),
        ),
        Bilingual::new("give metres", "请以米为单位"),
    );
}

#[cfg(test)]
mod tests;
