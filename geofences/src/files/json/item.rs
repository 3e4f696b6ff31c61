//! The desk at which a reader works on one feature: where it is, and where its findings go.

use super::tree::{Json, Object};
use crate::files::{AirspaceFile, ReadOptions};
use crate::{Bilingual, Obstacle, ProblemPlace, Severity, Zone};
use std::collections::BTreeMap;

/// What one worker has found so far.
#[derive(Default)]
pub(crate) struct Findings {
    pub(crate) file: AirspaceFile,
    /// Where each zone of `file` comes from.
    pub(crate) zone_places: Vec<ItemPlace>,
    /// Where each obstacle of `file` comes from.
    pub(crate) obstacle_places: Vec<ItemPlace>,
    /// What is worth one note per file, by code and subject.
    pub(crate) once: BTreeMap<(&'static str, String), OnceNote>,
}

/// A feature's place in its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ItemPlace {
    pub(crate) feature: usize,
    pub(crate) line: usize,
}

/// A note that is made once per file, at the first feature that gives cause.
pub(crate) struct OnceNote {
    pub(crate) first: ItemPlace,
    pub(crate) count: usize,
    pub(crate) what: Bilingual,
}

/// One feature in work.
pub(crate) struct ItemReader<'f> {
    pub(crate) options: &'f ReadOptions<'f>,
    /// Where it is; readers set its `id` as soon as they know it.
    pub(crate) place: ProblemPlace,
    pub(crate) findings: &'f mut Findings,
    item: ItemPlace,
    first_problem: usize,
}

impl<'f> ItemReader<'f> {
    pub(crate) fn new(
        options: &'f ReadOptions<'f>,
        item: ItemPlace,
        findings: &'f mut Findings,
    ) -> Self {
        let place = ProblemPlace {
            file: Some(options.file.to_owned()),
            feature: Some(item.feature),
            line: Some(item.line),
            ..ProblemPlace::default()
        };
        let first_problem = findings.file.problems.len();
        Self {
            options,
            place,
            findings,
            item,
            first_problem,
        }
    }

    /// The feature's index in its file.
    pub(crate) fn index(&self) -> usize {
        self.item.feature
    }

    /// Whether the feature has an error, so that it can give nothing.
    pub(crate) fn failed(&self) -> bool {
        let problems = self.findings.file.problems.iter();
        problems
            .skip(self.first_problem)
            .any(|problem| problem.severity == Severity::Error)
    }

    pub(crate) fn error(&mut self, field: &str, code: &'static str, what: Bilingual) {
        self.report(Severity::Error, field, code, what, None);
    }

    pub(crate) fn error_with_help(
        &mut self,
        field: &str,
        code: &'static str,
        what: Bilingual,
        help: Bilingual,
    ) {
        self.report(Severity::Error, field, code, what, Some(help));
    }

    pub(crate) fn warning(&mut self, field: &str, code: &'static str, what: Bilingual) {
        self.report(Severity::Warning, field, code, what, None);
    }

    pub(crate) fn note(&mut self, field: &str, code: &'static str, what: Bilingual) {
        self.report(Severity::Note, field, code, what, None);
    }

    /// A problem of this feature; an empty `field` is the feature itself.
    pub(crate) fn report(
        &mut self,
        severity: Severity,
        field: &str,
        code: &'static str,
        what: Bilingual,
        help: Option<Bilingual>,
    ) {
        let place = ProblemPlace {
            field: (!field.is_empty()).then(|| field.to_owned()),
            ..self.place.clone()
        };
        self.findings
            .file
            .problem(severity, code, place, what, help);
    }

    /// A note about `subject` that is made once per file, however many features give cause.
    pub(crate) fn note_once(
        &mut self,
        code: &'static str,
        subject: &str,
        what: impl FnOnce() -> Bilingual,
    ) {
        let first = self.item;
        let entry = self.findings.once.entry((code, subject.to_owned()));
        entry
            .and_modify(|note| note.count += 1)
            .or_insert_with(|| OnceNote {
                first,
                count: 1,
                what: what(),
            });
    }

    pub(crate) fn push_zone(&mut self, zone: Zone) {
        self.findings.file.zones.push(zone);
        self.findings.zone_places.push(self.item);
    }

    pub(crate) fn push_obstacle(&mut self, obstacle: Obstacle) {
        self.findings.file.obstacles.push(obstacle);
        self.findings.obstacle_places.push(self.item);
    }

    /// Reports a key that is given twice in `object`: nobody can say which one is meant.
    pub(crate) fn refuse_doubled_keys(&mut self, object: &Object<'_>) {
        if let Some(key) = object.doubled_key() {
            self.error(
                key,
                "duplicate-key",
                Bilingual::new(
                    format!("\"{key}\" is given twice, and which one is meant cannot be known"),
                    format!("“{key}”出现了两次，无法判断以哪个为准"),
                ),
            );
        }
    }

    /// Free text; numbers and true/false as they are written. Lists and objects are an error.
    pub(crate) fn text(&mut self, object: &Object<'_>, field: &str) -> Option<String> {
        match object.get(field)? {
            Json::Text(text) => Some(text.as_ref().to_owned()),
            Json::Number(number) => Some(number.to_string()),
            Json::Bool(value) => Some(value.to_string()),
            other => {
                let (en, zh) = other.kind();
                self.error(
                    field,
                    "not-text",
                    Bilingual::new(
                        format!("text is expected, not {en}"),
                        format!("应为文本，而不是{zh}"),
                    ),
                );
                None
            }
        }
    }

    /// A length in metres, 0 or more: a number, or text such as "250" or "250 m".
    pub(crate) fn length_m(&mut self, object: &Object<'_>, field: &str) -> Option<f64> {
        let value = object.get(field)?;
        let metres = match value {
            Json::Number(number) => number.as_f64(),
            Json::Text(text) => {
                let text = text.trim();
                let number = text.strip_suffix('m').unwrap_or(text);
                number.trim().parse().ok()
            }
            _ => None,
        };
        let metres = metres.filter(|metres: &f64| metres.is_finite() && *metres >= 0.0);
        if metres.is_none() {
            let shown = value.excerpt();
            self.error(
                field,
                "not-a-length",
                Bilingual::new(
                    format!("{shown} is no length in metres of 0 or more"),
                    format!("{shown} 不是以米为单位的非负长度"),
                ),
            );
        }
        metres
    }
}
