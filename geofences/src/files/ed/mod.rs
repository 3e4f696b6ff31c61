//! What EUROCAE ED-269 and ED-318 have in common: zone types, texts, authorities, times, layers.

pub(crate) mod members;
pub(crate) mod texts;
pub(crate) mod times;

use super::ReadOptions;
use super::heights::LimitSide;
use super::json::geometry::{self, FootprintPart};
use super::json::item::ItemReader;
use super::json::tree::{Json, Object};
use super::limits::{self, LimitSource};
use super::rules::{RuleWord, rule_word};
use crate::{
    AltitudeBand, AltitudeDatum, Authority, Bilingual, LocalName, Rule, Scope, Times, Zone, ZoneId,
};
use geo::{Coord, Rect};

/// What a zone says beside its geometry.
pub(crate) struct ZoneText {
    pub(crate) id: String,
    pub(crate) name: LocalName,
    pub(crate) rule: Rule,
    pub(crate) times: Times,
    pub(crate) authority: Option<Authority>,
    pub(crate) reason: Option<String>,
    pub(crate) conditions: Option<String>,
    pub(crate) source: Option<String>,
}

/// The names of the members that say a volume's limits.
pub(crate) struct LimitNames {
    pub(crate) lower: &'static str,
    pub(crate) lower_reference: &'static str,
    pub(crate) upper: &'static str,
    pub(crate) upper_reference: &'static str,
    pub(crate) unit: &'static str,
}

impl LimitNames {
    /// All of them.
    pub(crate) fn all(&self) -> [&'static str; 5] {
        [
            self.lower,
            self.lower_reference,
            self.upper,
            self.upper_reference,
            self.unit,
        ]
    }
}

/// Reads the zone's type; an unknown one is an error.
pub(crate) fn read_rule(
    field: &'static str,
    zone: &Object<'_>,
    reader: &mut ItemReader<'_>,
) -> Option<Rule> {
    let value = zone.get(field);
    let shown = value.map_or("null".to_owned(), Json::excerpt);
    match value.and_then(Json::as_text).and_then(rule_word) {
        Some(RuleWord::Exact(rule)) => Some(rule),
        Some(word @ RuleWord::NoRestriction) => {
            reader.warning(
                field,
                "no-restriction-is-permitted",
                Bilingual::new(
                    format!("{shown} is read as permitted: one may fly here; some publishers name areas so that are only information: make sure that this is meant"),
                    format!("{shown} 按适飞读取，即允许飞行；有些发布者把仅供参考的区域也这样标注，请核实"),
                ),
            );
            Some(word.rule())
        }
        Some(word @ RuleWord::USpace) => {
            reader.note(
                field,
                "uspace-needs-authorization",
                Bilingual::new(
                    format!("{shown} is read as needing an authorization, which its flight authorisation service gives"),
                    format!("{shown} 按需审批读取，由其飞行授权服务批准"),
                ),
            );
            Some(word.rule())
        }
        None => {
            reader.error_with_help(
                field,
                "rule-unknown",
                Bilingual::new(
                    format!("{shown} is no type of zone"),
                    format!("{shown} 不是空域类型"),
                ),
                Bilingual::new(
                    "the types are PROHIBITED, REQ_AUTHORIZATION, CONDITIONAL, USPACE and NO_RESTRICTION",
                    "类型有 PROHIBITED、REQ_AUTHORIZATION、CONDITIONAL、USPACE、NO_RESTRICTION",
                ),
            );
            None
        }
    }
}

/// The rule as everyone has to take it of a zone that is COMMON or CUSTOMIZED, which `field` says: a
/// permission for one operator is none for others, and a condition that was agreed with one does
/// not let others in.
pub(crate) fn common_rule(
    field: &'static str,
    rule: Rule,
    zone: &Object<'_>,
    reader: &mut ItemReader<'_>,
) -> Rule {
    let Some(value) = zone.get(field) else {
        return rule;
    };
    let word = value.as_text().unwrap_or("").trim().to_ascii_uppercase();
    match rule {
        Rule::Permitted if word != "COMMON" => {
            let shown = value.excerpt();
            reader.error(
                field,
                "customized-permission",
                Bilingual::new(
                    format!("{shown}: only what is COMMON is permitted to everyone"),
                    format!("{shown}：只有 COMMON 空域才对所有人开放"),
                ),
            );
            rule
        }
        Rule::Conditional if word.starts_with("CUSTOM") => {
            reader.warning(
                field,
                "customized-condition",
                Bilingual::new(
                    "the conditions are customized for an operator; for others the zone is read as needing an authorization",
                    "这些条件是为特定运营人定制的；对其他人按需审批读取",
                ),
            );
            Rule::NeedsAuthorization
        }
        _ if word.starts_with("CUSTOM") => {
            reader.note_once("customized-zone", field, || {
                Bilingual::new(
                    "zones that are customized for an operator are read as if they were common",
                    "为特定运营人定制的空域按通用空域读取",
                )
            });
            rule
        }
        _ => rule,
    }
}

/// Reads the limits of a volume. A lower limit of 0 m above ground or less is the ground, which
/// for zones that restrict is no limit: the ground is known to some metres only.
pub(crate) fn read_band(
    names: &LimitNames,
    layer: &Object<'_>,
    rule: Rule,
    reader: &mut ItemReader<'_>,
) -> Option<AltitudeBand> {
    let unit = match layer.get(names.unit) {
        None => None,
        Some(value) => {
            let unit = value.as_text().and_then(limits::unit_word);
            if unit.is_none() {
                let shown = value.excerpt();
                reader.error(
                    names.unit,
                    "unit-unknown",
                    Bilingual::new(
                        format!("{shown} is no unit of height: m or ft"),
                        format!("{shown} 不是高度单位：m 或 ft"),
                    ),
                );
                return None;
            }
            unit
        }
    };
    let source = |side, field, datum_field| LimitSource {
        side,
        field,
        datum_field,
        value: layer.get(field),
        datum: layer.get(datum_field),
    };
    let lower = source(LimitSide::Lower, names.lower, names.lower_reference);
    let upper = source(LimitSide::Upper, names.upper, names.upper_reference);
    let band = limits::read_band(&lower, &upper, unit, rule, reader)?;
    let from_ground = band
        .lower()
        .is_some_and(|lower| lower.datum() == AltitudeDatum::AboveGround && lower.metres() <= 0.0);
    if rule.restricts() && from_ground {
        return AltitudeBand::new(None, band.upper()).ok();
    }
    Some(band)
}

/// Makes the zones: one for all volumes with equal limits, numbered `ID/1`, `ID/2` when there
/// are several.
pub(crate) fn push_zones(
    text: ZoneText,
    volumes: Vec<(AltitudeBand, FootprintPart)>,
    reader: &mut ItemReader<'_>,
) {
    let mut layers: Vec<(AltitudeBand, Vec<FootprintPart>)> = Vec::new();
    for (band, part) in volumes {
        match layers.iter_mut().find(|(known, _)| *known == band) {
            Some((_, parts)) => parts.push(part),
            None => layers.push((band, vec![part])),
        }
    }
    if layers.is_empty() {
        geometry::report_missing(reader);
    }
    let several = layers.len() > 1;
    let mut zones = Vec::with_capacity(layers.len());
    for (index, (band, parts)) in layers.into_iter().enumerate() {
        let side = text.rule.circle_side();
        let Some(footprint) = geometry::footprint_of(parts, side, reader) else {
            continue;
        };
        let id = if several {
            format!("{}/{}", text.id, index + 1)
        } else {
            text.id.clone()
        };
        zones.push(Zone {
            id: ZoneId::new(id),
            name: text.name.clone(),
            rule: text.rule,
            scope: Scope::Flight,
            footprint,
            band,
            times: text.times.clone(),
            authority: text.authority.clone(),
            reason: text.reason.clone(),
            conditions: text.conditions.clone(),
            source: text.source.clone(),
        });
    }
    if !reader.failed() {
        zones.into_iter().for_each(|zone| reader.push_zone(zone));
    }
}

/// The circle around a centre, when centre and radius are sound.
pub(crate) fn circle(
    center: Option<Coord<f64>>,
    owner: &Object<'_>,
    reader: &mut ItemReader<'_>,
) -> Option<FootprintPart> {
    let radius_m = reader.length_m(owner, "radius");
    if owner.get("radius").is_none() {
        reader.error(
            "radius",
            "radius-missing",
            Bilingual::new("the circle has no radius", "圆没有半径"),
        );
    }
    Some(FootprintPart::Circle {
        center: center?,
        radius_m: radius_m?,
    })
}

/// The file's own bounding box as the extent to expect, where the options give none: publishers
/// differ in the order of the axes. It is taken 0.001° wider, for boxes that were rounded.
pub(crate) fn expect_own_bounds(members: &Object<'_>, options: &mut ReadOptions<'_>) {
    const MARGIN_DEG: f64 = 0.001;
    if options.expected_extent.is_some() {
        return;
    }
    let Some(Json::Array(numbers)) = members.get("bbox") else {
        return;
    };
    let numbers: Vec<f64> = numbers
        .iter()
        .filter_map(|number| match number {
            Json::Number(number) => number.as_f64(),
            _ => None,
        })
        .collect();
    let (west, south, east, north) = match numbers[..] {
        [west, south, east, north] | [west, south, _, east, north, _] => (west, south, east, north),
        _ => return,
    };
    // A box across the antimeridian has its west beyond its east; it is not used.
    if west <= east && south <= north {
        options.expected_extent = Some(Rect::new(
            (west - MARGIN_DEG, south - MARGIN_DEG),
            (east + MARGIN_DEG, north + MARGIN_DEG),
        ));
    }
}
