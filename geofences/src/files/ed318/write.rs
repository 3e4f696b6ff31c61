//! Writing ED-318, and saying what it cannot hold.

use super::write_times::applicability;
use crate::files::geojson::lost;
use crate::files::geojson::write::{Geometry, written_footprint};
use crate::{
    Altitude, AltitudeDatum, Authority, Bilingual, LocalName, Obstacle, Problem, ProblemPlace,
    Rule, Scope, Severity, Zone,
};
use serde_json::{Map, Value, json};

/// ED-318 wants an ISO 3166-1 alpha-3 country, and zones have none: this is the code that ICAO
/// Doc 9303 gives to "unspecified".
const COUNTRY: &str = "XXX";

/// The lengths of identifiers that ED-318 allows (CodeZoneIdentifierType).
const LONGEST_IDENTIFIER: usize = 7;

/// The reasons that ED-318 knows (CodeZoneReasonType) beside OTHER.
const REASONS: [&str; 8] = [
    "AIR_TRAFFIC",
    "SENSITIVE",
    "PRIVACY",
    "POPULATION",
    "NATURE",
    "NOISE",
    "EMERGENCY",
    "DAR",
];

/// Writes zones as ED-318.
///
/// The problems say what the format cannot hold. Left out, with a warning each: obstacles,
/// advisory zones, zones about imaging only, zones that are active at no time, and permitted
/// zones whose times it cannot say. Restricting zones whose times it cannot say are written with
/// longer ones; heights without end are written as the highest that is believed, and "down
/// without end" as the ground.
///
/// # Errors
/// What was left out, when nothing is left: an empty file would tell nobody of any zone.
pub fn write<'a>(
    zones: impl IntoIterator<Item = &'a Zone>,
    obstacles: impl IntoIterator<Item = &'a Obstacle>,
) -> Result<(String, Vec<Problem>), Vec<Problem>> {
    let mut problems = Vec::new();
    let mut lines: Vec<String> = Vec::new();
    for zone in zones {
        if let Some(feature) = feature(zone, &mut problems) {
            lines.push(feature.to_string());
        }
    }
    for obstacle in obstacles {
        problems.push(lost(
            "lost-obstacle",
            &obstacle.id,
            "",
            Bilingual::new(
                "ED-318 has no obstacles; it is not written",
                "ED-318 不含障碍物；未写出",
            ),
        ));
    }
    if lines.is_empty() {
        problems.push(Problem {
            severity: Severity::Error,
            code: "nothing-to-write",
            place: ProblemPlace::default(),
            what: Bilingual::new(
                "there is no zone that ED-318 can hold: the file would be empty",
                "没有 ED-318 能够表达的空域：文件将为空",
            ),
            help: None,
        });
        return Err(problems);
    }
    problems.insert(
        0,
        Problem {
            severity: Severity::Note,
            code: "lost-country",
            place: ProblemPlace {
                field: Some("country".to_owned()),
                ..ProblemPlace::default()
            },
            what: Bilingual::new(
                format!("the zones' country is not known; {COUNTRY} (unspecified) is written"),
                format!("空域所属国家未知，写为 {COUNTRY}（未指明）"),
            ),
            help: None,
        },
    );
    let text = format!(
        "{{\"type\":\"FeatureCollection\",\"features\":[\n{}\n]}}\n",
        lines.join(",\n")
    );
    Ok((text, problems))
}

fn feature(zone: &Zone, problems: &mut Vec<Problem>) -> Option<Value> {
    let kind = zone_type(zone, problems)?;
    let applicability = applicability(zone, problems)?;
    let id = zone.id.as_str();
    let plain = id
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'));
    if id.is_empty() || id.len() > LONGEST_IDENTIFIER || !plain {
        let what = Bilingual::new(
            "ED-318 identifiers are 1 to 7 letters, digits, - and _; other readers may refuse this one",
            "ED-318 标识符为 1 至 7 个字母、数字、- 或 _；其他软件可能拒绝此标识符",
        );
        problems.push(lost("lost-identifier-form", &zone.id, "identifier", what));
    }
    let mut properties = Map::new();
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            properties.insert(name.to_owned(), value);
        }
    };
    put("identifier", Some(json!(id)));
    put("country", Some(json!(COUNTRY)));
    put(
        "name",
        Some(name(&zone.name)).filter(|name| name != &json!([])),
    );
    put("type", Some(json!(kind)));
    put("variant", Some(json!("COMMON")));
    put(
        "restrictionConditions",
        zone.conditions.as_deref().map(|text| json!(text)),
    );
    let (reason, explained) = reason(zone.reason.as_deref());
    put("reason", reason);
    put("otherReasonInfo", explained);
    let authority = zone.authority.as_ref();
    put(
        "zoneAuthority",
        authority.map(|known| json!([written_authority(known, zone.rule)])),
    );
    put("limitedApplicability", applicability);
    let source = zone.source.as_deref();
    put(
        "dataSource",
        source.map(|text| json!({"originator": text_in_language(text)})),
    );
    Some(json!({
        "type": "Feature",
        "id": id,
        "properties": properties,
        "geometry": geometry(zone, problems),
    }))
}

fn zone_type(zone: &Zone, problems: &mut Vec<Problem>) -> Option<&'static str> {
    if zone.scope == Scope::Imaging {
        problems.push(lost(
            "lost-imaging-zone",
            &zone.id,
            "scope",
            Bilingual::new(
                "ED-318 cannot say that a rule is about imaging only; the zone is not written",
                "ED-318 无法表达仅限制拍摄的规则；该空域未写出",
            ),
        ));
        return None;
    }
    match zone.rule {
        Rule::Permitted => Some("NO_RESTRICTION"),
        Rule::Conditional => Some("CONDITIONAL"),
        Rule::NeedsAuthorization => Some("REQ_AUTHORIZATION"),
        Rule::Prohibited => Some("PROHIBITED"),
        Rule::Advisory => {
            problems.push(lost(
                "lost-advisory-zone",
                &zone.id,
                "rule",
                Bilingual::new(
                    "ED-318 has no advisory zones; the zone is not written",
                    "ED-318 没有提示性空域；未写出",
                ),
            ));
            None
        }
    }
}

fn geometry(zone: &Zone, problems: &mut Vec<Problem>) -> Value {
    let layer = layer(zone, problems);
    let (geometry, radius_m) = written_footprint(&zone.footprint);
    match (geometry, radius_m) {
        (Geometry::Point(center), Some(radius_m)) => json!({
            "type": "Point",
            "coordinates": center,
            "extent": {"subType": "Circle", "radius": radius_m},
            "layer": layer,
        }),
        (Geometry::MultiPolygon(polygons), _) => {
            let members: Vec<Value> = polygons
                .iter()
                .map(|rings| json!({"type": "Polygon", "coordinates": rings, "layer": layer}))
                .collect();
            json!({"type": "GeometryCollection", "geometries": members})
        }
        (Geometry::Polygon(rings), _) => {
            json!({"type": "Polygon", "coordinates": rings, "layer": layer})
        }
        (Geometry::Point(_) | Geometry::LineString(_), _) => Value::Null,
    }
}

fn layer(zone: &Zone, problems: &mut Vec<Problem>) -> Value {
    let (upper_m, upper_reference) = match zone.band.upper() {
        Some(upper) => (upper.metres(), reference(upper)),
        None => {
            problems.push(Problem {
                severity: Severity::Note,
                ..lost(
                    "lost-unlimited",
                    &zone.id,
                    "upper",
                    Bilingual::new(
                        format!(
                            "ED-318 wants an upper limit; \"without end\" is written as {} m",
                            Altitude::HIGHEST_M
                        ),
                        format!("ED-318 必须有上限；不限高写为 {} m", Altitude::HIGHEST_M),
                    ),
                )
            });
            (Altitude::HIGHEST_M, "AMSL")
        }
    };
    let (lower_m, lower_reference) = match zone.band.lower() {
        Some(lower) => (lower.metres(), reference(lower)),
        None => (0.0, "AGL"),
    };
    json!({
        "upper": upper_m,
        "upperReference": upper_reference,
        "lower": lower_m,
        "lowerReference": lower_reference,
        "uom": "m",
    })
}

/// A zone's limits are never above home ([`crate::AltitudeBand::new`]).
fn reference(limit: Altitude) -> &'static str {
    match limit.datum() {
        AltitudeDatum::Wgs84Ellipsoid => "WGS84",
        AltitudeDatum::MeanSeaLevel => "AMSL",
        AltitudeDatum::AboveGround | AltitudeDatum::AboveHome => "AGL",
    }
}

fn name(name: &LocalName) -> Value {
    let texts = [("zh-CN", &name.zh), ("en-GB", &name.en)];
    let written = texts.into_iter().filter_map(|(lang, text)| {
        text.as_ref()
            .map(|text| json!({"text": text, "lang": lang}))
    });
    Value::Array(written.collect())
}

/// The reasons and, where they are not ED-318's words, the text that explains OTHER.
fn reason(reason: Option<&str>) -> (Option<Value>, Option<Value>) {
    let Some(reason) = reason else {
        return (None, None);
    };
    let words: Vec<&str> = reason.split(", ").collect();
    if words.iter().all(|word| REASONS.contains(word)) {
        (Some(json!(words)), None)
    } else {
        (
            Some(json!(["OTHER"])),
            Some(json!([text_in_language(reason)])),
        )
    }
}

fn written_authority(authority: &Authority, rule: Rule) -> Value {
    let purpose = match rule {
        Rule::NeedsAuthorization => "AUTHORIZATION",
        _ => "INFORMATION",
    };
    let mut written = json!({"name": [text_in_language(&authority.name)], "purpose": purpose});
    if let Some(contact) = &authority.contact {
        let telephone = contact
            .chars()
            .all(|c| c.is_ascii_digit() || " +-()/".contains(c));
        let (field, value) = if telephone {
            ("phone", json!(contact))
        } else if contact.contains('@') && !contact.contains(' ') {
            ("email", json!(contact))
        } else {
            ("contactName", json!([text_in_language(contact)]))
        };
        written[field] = value;
    }
    written
}

fn text_in_language(text: &str) -> Value {
    let name = crate::files::geojson::name_in_its_language(text.to_owned());
    let lang = if name.zh.is_some() { "zh-CN" } else { "en-GB" };
    json!({"text": text, "lang": lang})
}
