//! Zones from GeoJSON features.

use super::{read_name, times};
use crate::files::heights::LimitSide;
use crate::files::json::geometry::{self, FootprintPart, Geometry};
use crate::files::json::item::ItemReader;
use crate::files::json::tree::{Json, Object};
use crate::files::limits::{self, HeightUnit, LimitSource};
use crate::files::rules::{RuleWord, rule_word};
use crate::{Authority, Bilingual, Footprint, Rule, Scope, Zone, ZoneId};

/// Reads a zone; every fault of the feature is reported, not only the first.
pub(super) fn read(
    id: String,
    feature: &Object<'_>,
    properties: &Object<'_>,
    reader: &mut ItemReader<'_>,
) {
    let rule = read_rule(properties, reader);
    // Without a rule the other faults are still looked for, as if the zone restricted.
    let assumed = rule.unwrap_or(Rule::Prohibited);
    let scope = read_scope(properties, reader);
    let band = read_unit(properties, reader).and_then(|unit| {
        let (lower, upper) = (
            limit(LimitSide::Lower, properties),
            limit(LimitSide::Upper, properties),
        );
        limits::read_band(&lower, &upper, Some(unit), assumed, reader)
    });
    let times = times::read(properties.get("times"), reader);
    let name = read_name(properties, reader);
    let authority = read_authority(properties, reader);
    let reason = reader.text(properties, "reason");
    let conditions = reader.text(properties, "conditions");
    let source = reader.text(properties, "source");
    let footprint = read_footprint(feature, properties, assumed, reader);
    if reader.failed() {
        return;
    }
    if let (Some(rule), Some(scope), Some(footprint), Some(band), Some(times)) =
        (rule, scope, footprint, band, times)
    {
        reader.push_zone(Zone {
            id: ZoneId::new(id),
            name,
            rule,
            scope,
            footprint,
            band,
            times,
            authority,
            reason,
            conditions,
            source,
        });
    }
}

fn read_rule(properties: &Object<'_>, reader: &mut ItemReader<'_>) -> Option<Rule> {
    let value = properties.get("rule");
    let word = value.and_then(Json::as_text).and_then(rule_word);
    match word {
        Some(RuleWord::Exact(rule)) => Some(rule),
        Some(word) => {
            let text = value.map(Json::excerpt).unwrap_or_default();
            let rule = if word == RuleWord::NoRestriction {
                ("permitted", "适飞（permitted）")
            } else {
                ("needs_authorization", "需审批（needs_authorization）")
            };
            reader.note(
                "rule",
                "rule-translated",
                Bilingual::new(
                    format!("{text} is read as {}", rule.0),
                    format!("{text} 按{}读取", rule.1),
                ),
            );
            Some(word.rule())
        }
        None => {
            let what = match value {
                None => Bilingual::new("the zone has no rule", "空域没有规则"),
                Some(value) => {
                    let shown = value.excerpt();
                    Bilingual::new(format!("{shown} is no rule"), format!("{shown} 不是规则"))
                }
            };
            reader.error_with_help(
                "rule",
                "rule-unknown",
                what,
                Bilingual::new(
                    "write permitted, prohibited, needs_authorization, conditional or advisory",
                    "请写 permitted、prohibited、needs_authorization、conditional 或 advisory",
                ),
            );
            None
        }
    }
}

fn read_scope(properties: &Object<'_>, reader: &mut ItemReader<'_>) -> Option<Scope> {
    let Some(value) = properties.get("scope") else {
        return Some(Scope::Flight);
    };
    let word = value.as_text().map(|text| text.trim().to_ascii_lowercase());
    match word.as_deref() {
        Some("flight") => Some(Scope::Flight),
        Some("imaging") => Some(Scope::Imaging),
        _ => {
            let shown = value.excerpt();
            reader.error(
                "scope",
                "scope-unknown",
                Bilingual::new(
                    format!("{shown} is no scope: write flight or imaging"),
                    format!("{shown} 不是适用范围：请写 flight 或 imaging"),
                ),
            );
            None
        }
    }
}

/// The unit of the feature's heights: metres where nothing is said.
pub(super) fn read_unit(
    properties: &Object<'_>,
    reader: &mut ItemReader<'_>,
) -> Option<HeightUnit> {
    let Some(value) = properties.get("unit") else {
        return Some(HeightUnit::Metres);
    };
    let unit = value.as_text().and_then(limits::unit_word);
    if unit.is_none() {
        let shown = value.excerpt();
        reader.error(
            "unit",
            "unit-unknown",
            Bilingual::new(
                format!("{shown} is no unit of height: write m, ft or fl"),
                format!("{shown} 不是高度单位：请写 m、ft 或 fl"),
            ),
        );
    }
    unit
}

fn limit<'j>(side: LimitSide, properties: &'j Object<'j>) -> LimitSource<'j> {
    let (field, datum_field) = match side {
        LimitSide::Lower => ("lower", "lower_datum"),
        LimitSide::Upper => ("upper", "upper_datum"),
    };
    LimitSource {
        side,
        field,
        datum_field,
        value: properties.get(field),
        datum: properties.get(datum_field),
    }
}

fn read_authority(properties: &Object<'_>, reader: &mut ItemReader<'_>) -> Option<Authority> {
    match properties.get("authority")? {
        Json::Object(object) => {
            let contact = reader.text(object, "contact");
            let name = reader.text(object, "name").unwrap_or_default();
            Some(Authority { name, contact })
        }
        _ => reader.text(properties, "authority").map(|name| Authority {
            name,
            contact: None,
        }),
    }
}

fn read_footprint(
    feature: &Object<'_>,
    properties: &Object<'_>,
    rule: Rule,
    reader: &mut ItemReader<'_>,
) -> Option<Footprint> {
    let radius_m = reader.length_m(properties, "radius_m");
    let Some(json) = feature.get("geometry") else {
        geometry::report_missing(reader);
        return None;
    };
    let geometry = geometry::read_geometry(json, reader)?;
    let mut parts = Vec::new();
    let sound = collect_parts(geometry, radius_m, &mut parts, reader);
    let has_circle = parts
        .iter()
        .any(|part| matches!(part, FootprintPart::Circle { .. }));
    if radius_m.is_some_and(|radius| radius > 0.0) && !has_circle {
        reader.error(
            "radius_m",
            "radius-without-point",
            Bilingual::new(
                "a radius belongs to a Point; around other geometries it is not supported",
                "半径只能用于 Point，不支持其他几何类型",
            ),
        );
        return None;
    }
    if !sound {
        return None;
    }
    geometry::footprint_of(parts, rule.circle_side(), reader)
}

/// Whether all of the geometry could be used.
fn collect_parts(
    geometry: Geometry,
    radius_m: Option<f64>,
    parts: &mut Vec<FootprintPart>,
    reader: &mut ItemReader<'_>,
) -> bool {
    match geometry {
        Geometry::Polygons(polygons) => {
            parts.push(FootprintPart::Polygons(polygons));
            true
        }
        Geometry::Points(points) => {
            let Some(radius_m) = radius_m else {
                reader.error(
                    "radius_m",
                    "radius-missing",
                    Bilingual::new(
                        "a zone around a Point needs a radius in metres",
                        "以点为中心的空域需要半径（米）",
                    ),
                );
                return false;
            };
            let circles = points
                .into_iter()
                .map(|center| FootprintPart::Circle { center, radius_m });
            parts.extend(circles);
            true
        }
        Geometry::Lines(_) => {
            reader.error(
                "geometry",
                "geometry-type",
                Bilingual::new(
                    "a line has no area: a zone needs a Polygon, a MultiPolygon or a Point with a radius",
                    "线没有面积：空域需要 Polygon、MultiPolygon 或带半径的 Point",
                ),
            );
            false
        }
        Geometry::Collection(members) => {
            let mut sound = true;
            for member in members {
                sound &= collect_parts(member, radius_m, parts, reader);
            }
            sound
        }
    }
}
