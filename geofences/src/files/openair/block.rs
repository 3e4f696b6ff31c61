//! One airspace of an OpenAir file: from its `AC` line to the next.

use super::geometry::Geometry;
use super::limits::{Limit, limit};
use super::lines::{Record, without_comment};
use super::{classes, limits};
use crate::files::heights::LimitSide;
use crate::files::{AirspaceFile, ReadOptions};
use crate::{
    Altitude, AltitudeBand, Authority, Bilingual, LocalName, ProblemPlace, Rule, Scope, Severity,
    Times, Zone, ZoneId,
};
use std::collections::HashSet;

/// A value with the line that it stands on.
struct Told {
    line: usize,
    text: String,
}

/// What an airspace's records have said so far.
pub(super) struct Block {
    place: ProblemPlace,
    class: String,
    kind: Option<String>,
    id: Option<String>,
    name: Option<String>,
    upper: Option<Told>,
    lower: Option<Told>,
    station: Option<String>,
    frequency: Option<String>,
    geometry: Geometry,
}

impl Block {
    /// An airspace of the class that its `AC` line names.
    pub(super) fn new(place: ProblemPlace, class: &str) -> Self {
        Self {
            geometry: Geometry::new(place.clone()),
            place,
            class: without_comment(class).to_owned(),
            kind: None,
            id: None,
            name: None,
            upper: None,
            lower: None,
            station: None,
            frequency: None,
        }
    }

    /// Takes one record in; `key` is its type in capitals.
    pub(super) fn record(&mut self, key: &str, record: Record<'_>, file: &mut AirspaceFile) {
        let value = without_comment(record.rest);
        match key {
            "AN" => {
                self.name = Some(record.rest.to_owned());
                self.place.id = self.name.clone();
                self.geometry.named(record.rest);
            }
            "AI" => self.id = Some(value.to_owned()),
            "AY" => self.kind = Some(value.to_owned()),
            "AH" => Self::tell(&mut self.upper, record, file, &self.place),
            "AL" => Self::tell(&mut self.lower, record, file, &self.place),
            "AG" => self.station = Some(record.rest.to_owned()),
            "AF" => self.frequency = Some(record.rest.to_owned()),
            // Label places, the transponder code.
            "AT" | "AX" => {}
            "AA" => self.times_not_read(record, file),
            "DP" | "DC" | "DA" | "DB" | "V" => self.geometry.record(key, record.line, value, file),
            // "VX=" without its blank would leave the centre before it in force.
            _ if key.starts_with(['D', 'V']) => {
                self.geometry.not_understood(record.line, key, file)
            }
            _ => self.unknown_record(record, file),
        }
    }

    fn tell(
        slot: &mut Option<Told>,
        record: Record<'_>,
        file: &mut AirspaceFile,
        place: &ProblemPlace,
    ) {
        if slot.is_some() {
            file.problem(
                Severity::Warning,
                "openair-limit-twice",
                ProblemPlace {
                    line: Some(record.line),
                    ..place.clone()
                },
                Bilingual::new(
                    "the limit is given twice; the airspace is read as reaching without end",
                    "高度限制给出了两次；该空域按无限高（低）处理",
                ),
                None,
            );
        }
        // A second, different limit is a text that no one understands: without end.
        let text = match slot {
            Some(first) if first.text != without_comment(record.rest) => String::new(),
            _ => without_comment(record.rest).to_owned(),
        };
        *slot = Some(Told {
            line: record.line,
            text,
        });
    }

    fn times_not_read(&self, record: Record<'_>, file: &mut AirspaceFile) {
        file.problem(
            Severity::Warning,
            "openair-times-not-read",
            self.at(record.line),
            Bilingual::new(
                "activation times (AA) are not read; the airspace counts as always active",
                "不读取生效时间（AA）；该空域按始终有效处理",
            ),
            None,
        );
    }

    fn unknown_record(&self, record: Record<'_>, file: &mut AirspaceFile) {
        file.problem(
            Severity::Warning,
            "openair-record-unknown",
            self.at(record.line),
            Bilingual::new(
                format!("record {:?} is not known and was passed over", record.key),
                format!("未知记录 {:?}，已跳过", record.key),
            ),
            None,
        );
    }

    fn at(&self, line: usize) -> ProblemPlace {
        ProblemPlace {
            line: Some(line),
            ..self.place.clone()
        }
    }

    /// The zone, or `None` after an error that says why there is none.
    pub(super) fn finish(
        self,
        ids: &mut HashSet<String>,
        options: &ReadOptions<'_>,
        file: &mut AirspaceFile,
    ) -> Option<Zone> {
        let rule = self.rule(file);
        let band = self.band(file);
        let id = unique_id(&self, ids);
        let footprint = self.geometry.finish(options, file);
        let class = self.kind.as_deref().unwrap_or(&self.class);
        let conditions = classes::conditions_of_class(class).map(str::to_owned);
        Some(Zone {
            id,
            name: local_name(self.name.as_deref()),
            rule: rule?,
            scope: Scope::Flight,
            footprint: footprint?,
            band,
            times: Times::Always,
            authority: self.station.map(|name| Authority {
                name,
                contact: self.frequency,
            }),
            reason: Some(format!("OpenAir {class}")),
            conditions,
            source: None,
        })
    }

    fn rule(&self, file: &mut AirspaceFile) -> Option<Rule> {
        let by_class = classes::rule_of_class(&self.class);
        let by_kind = self.kind.as_deref().map(classes::rule_of_class);
        match (by_class, by_kind) {
            (Some(class), None) => Some(class),
            // The stricter of the two; rules are ordered by strictness.
            (Some(class), Some(Some(kind))) => Some(class.max(kind)),
            (None, Some(Some(kind))) if classes::is_unclassified(&self.class) => Some(kind),
            (Some(class), Some(None)) => {
                self.kind_unknown(file);
                Some(class.max(Rule::NeedsAuthorization))
            }
            (None, _) => {
                self.class_unknown(file);
                None
            }
        }
    }

    fn kind_unknown(&self, file: &mut AirspaceFile) {
        let kind = self.kind.as_deref().unwrap_or_default();
        file.problem(
            Severity::Warning,
            "openair-type-unknown",
            self.place.clone(),
            Bilingual::new(
                format!("type {kind:?} (AY) is not known; an authorization is asked for"),
                format!("未知类型 {kind:?}（AY）；按需授权处理"),
            ),
            None,
        );
    }

    fn class_unknown(&self, file: &mut AirspaceFile) {
        let class = &self.class;
        file.problem(
            Severity::Error,
            "openair-class-unknown",
            self.place.clone(),
            Bilingual::new(
                format!("class {class:?} is not known: what may be flown there cannot be said"),
                format!("未知空域类别 {class:?}：无法判断该处能否飞行"),
            ),
            Some(Bilingual::new(
                "known are P, R, Q, A to G, CTR, TMA, CTA, ATZ, MATZ, GP, TMZ, RMZ, W, TRA, TSA, TFR; \
                 UNC with a type (AY)",
                "可用类别：P、R、Q、A–G、CTR、TMA、CTA、ATZ、MATZ、GP、TMZ、RMZ、W、TRA、TSA、TFR；\
                 UNC 须另有类型（AY）",
            )),
        );
    }

    /// The heights; where the file is unclear the band is the larger one.
    fn band(&self, file: &mut AirspaceFile) -> AltitudeBand {
        let lower = self.side(LimitSide::Lower, self.lower.as_ref(), file);
        let upper = self.side(LimitSide::Upper, self.upper.as_ref(), file);
        let both_without_datum = self.without_datum(self.lower.as_ref(), LimitSide::Lower)
            && self.without_datum(self.upper.as_ref(), LimitSide::Upper);
        let inverted = both_without_datum
            && lower
                .zip(upper)
                .is_some_and(|(l, u)| l.metres() >= u.metres());
        match AltitudeBand::new(lower, upper) {
            Ok(band) if !inverted => band,
            _ => {
                file.problem(
                    Severity::Warning,
                    "limits-inverted",
                    self.place.clone(),
                    Bilingual::new(
                        "the lower limit is not below the upper one; all heights are taken",
                        "下限不低于上限；按全部高度处理",
                    ),
                    None,
                );
                AltitudeBand::ALL
            }
        }
    }

    fn without_datum(&self, told: Option<&Told>, side: LimitSide) -> bool {
        told.is_some_and(|told| {
            matches!(
                limits::limit(&told.text, side),
                Some(Limit::AtWithoutDatum(_))
            )
        })
    }

    fn side(
        &self,
        side: LimitSide,
        told: Option<&Told>,
        file: &mut AirspaceFile,
    ) -> Option<Altitude> {
        let (key, field) = match side {
            LimitSide::Lower => ("AL", "lower"),
            LimitSide::Upper => ("AH", "upper"),
        };
        let place = ProblemPlace {
            line: told.map_or(self.place.line, |told| Some(told.line)),
            field: Some(field.to_owned()),
            ..self.place.clone()
        };
        let Some(told) = told else {
            limit_open(
                file,
                place,
                format!("{key} is missing"),
                format!("缺少 {key}"),
            );
            return None;
        };
        match (limit(&told.text, side), side) {
            (Some(Limit::At(altitude)), _) => Some(altitude),
            (Some(Limit::Ground), LimitSide::Lower) => None,
            (Some(Limit::Unlimited), LimitSide::Upper) => None,
            (Some(Limit::AtWithoutDatum(altitude)), _) => {
                file.problem(
                    Severity::Warning,
                    "limit-without-datum",
                    place,
                    Bilingual::new(
                        format!("{:?} names no datum; it is read as {altitude}", told.text),
                        format!("{:?} 未注明基准；按 {altitude} 处理", told.text),
                    ),
                    Some(Bilingual::new(
                        "write MSL or AGL after the number",
                        "请在数字后注明 MSL 或 AGL",
                    )),
                );
                Some(altitude)
            }
            _ => {
                limit_open(
                    file,
                    place,
                    format!("{key} {:?} is no limit that is understood", told.text),
                    format!("无法理解 {key} {:?}", told.text),
                );
                None
            }
        }
    }
}

fn limit_open(file: &mut AirspaceFile, place: ProblemPlace, en: String, zh: String) {
    file.problem(
        Severity::Warning,
        "limit-open",
        place,
        Bilingual::new(
            format!("{en}; the airspace is read as reaching without end on that side"),
            format!("{zh}；该空域在这一侧按无限处理"),
        ),
        None,
    );
}

/// The name in the language that it is written in.
fn local_name(name: Option<&str>) -> LocalName {
    let name = name.map(str::to_owned);
    let is_chinese = name
        .as_deref()
        .is_some_and(|name| name.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)));
    if is_chinese {
        LocalName { zh: name, en: None }
    } else {
        LocalName { zh: None, en: name }
    }
}

/// The identifier (`AI`), else the name, made unique within the file: OpenAir files give the
/// sectors of one airspace the same name.
fn unique_id(block: &Block, ids: &mut HashSet<String>) -> ZoneId {
    let feature = block.place.feature.unwrap_or_default();
    let given = [&block.id, &block.name]
        .into_iter()
        .flatten()
        .find(|text| !text.is_empty())
        .cloned()
        .unwrap_or_else(|| format!("{} {feature}", block.class));
    let mut id = given.clone();
    let mut number = 2;
    while !ids.insert(id.clone()) {
        id = format!("{given} #{number}");
        number += 1;
    }
    ZoneId::new(id)
}
