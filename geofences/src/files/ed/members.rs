//! The names of members: what a zone's objects may hold, and what to make of the rest.
//!
//! A member that is passed over can turn a permission for a day into one for ever, or let it
//! start at the ground. Beside a zone's own members many publishers have some of theirs, so that
//! unknown ones are only noted there; the objects within, which say when and where, hold nothing
//! but what their format gives them.

use crate::files::geojson::names::{misspelt, report_misspelt};
use crate::files::json::item::ItemReader;
use crate::files::json::tree::{Json, Object};
use crate::files::limiting::{limits_time, plain};
use crate::{Bilingual, Rule, Severity};

/// Members of both formats that this crate does not keep.
const NOT_KEPT: [&str; 6] = [
    "region",
    "regulationExemption",
    "extendedProperties",
    "identifier",
    "id",
    "title",
];

/// What says where or under which rule a zone holds, in either edition, and what others call it;
/// in lower case and without separators. What says when is [`limits_time`].
const LIMITING: [&str; 20] = [
    "restriction",
    "layer",
    "extent",
    "horizontalprojection",
    "lower",
    "lowerreference",
    "upper",
    "upperreference",
    "lowerlimit",
    "lowerverticalreference",
    "upperlimit",
    "upperverticalreference",
    "uom",
    "uomdimensions",
    "floor",
    "ceiling",
    "rule",
    "lowerdatum",
    "upperdatum",
    "geometry",
];

/// Whether `name` is a word that would limit a zone if it stood where it belongs.
fn is_limiting(name: &str) -> bool {
    LIMITING.contains(&plain(name).as_str()) || limits_time(name)
}

/// Notes each member of a zone that this crate does not keep, once per file. One that looks like
/// a member of the format that is missing is an error, and so is one that would limit the zone
/// elsewhere.
pub(crate) fn note_unknown(
    kept: &[&'static str],
    object: &Object<'_>,
    reader: &mut ItemReader<'_>,
) {
    for (name, value) in &object.0 {
        if kept.contains(&name.as_ref()) || value.is_blank() {
            continue;
        }
        let not_kept = NOT_KEPT.contains(&name.as_ref());
        if !not_kept && report_meant(name, kept, object, reader) {
            continue;
        }
        if matches!(value, Json::Array(list) if list.is_empty()) {
            continue;
        }
        reader.note_once("property-ignored", name, || {
            Bilingual::new(format!("\"{name}\" is not kept"), format!("“{name}”未保留"))
        });
    }
}

/// Reports members of a whole feature that belong into it: beside its properties nothing reads
/// them.
pub(crate) fn refuse_misplaced(
    kept: &[&'static str],
    object: &Object<'_>,
    reader: &mut ItemReader<'_>,
) {
    for (name, value) in &object.0 {
        if !kept.contains(&name.as_ref()) && !value.is_blank() && is_limiting(name) {
            report_misplaced(name, reader);
        }
    }
}

/// Reports what an object within a zone holds beside its `known` members, and keys given twice:
/// an error for permissions, which could be meant to be smaller; a warning for restrictions,
/// unless a known member seems to be meant.
pub(crate) fn check(
    known: &[&'static str],
    object: &Object<'_>,
    rule: Rule,
    reader: &mut ItemReader<'_>,
) {
    reader.refuse_doubled_keys(object);
    check_names(known, object, rule, reader);
}

/// [`check()`] for an object whose doubled keys are reported elsewhere.
pub(crate) fn check_names(
    known: &[&'static str],
    object: &Object<'_>,
    rule: Rule,
    reader: &mut ItemReader<'_>,
) {
    for (name, value) in &object.0 {
        if known.contains(&name.as_ref())
            || value.is_blank()
            || report_meant(name, known, object, reader)
        {
            continue;
        }
        let (severity, en, zh) = if rule.restricts() {
            (Severity::Warning, "it is not read", "未读取")
        } else {
            (
                Severity::Error,
                "what it takes from the permission cannot be known",
                "无法判断它对允许范围的限制",
            )
        };
        let what = Bilingual::new(
            format!("\"{name}\" is not known here; {en}"),
            format!("此处不认识“{name}”；{zh}"),
        );
        reader.report(severity, name, "member-unknown", what, None);
    }
}

/// Reports `name` where one of `known` may have been meant, or where it belongs elsewhere; false
/// when it is merely unknown.
fn report_meant(
    name: &str,
    known: &[&'static str],
    object: &Object<'_>,
    reader: &mut ItemReader<'_>,
) -> bool {
    if let Some(ours) = misspelt(name, known.iter().copied(), object) {
        report_misspelt(name, ours, reader);
    } else if is_limiting(name) {
        report_misplaced(name, reader);
    } else {
        return false;
    }
    true
}

fn report_misplaced(name: &str, reader: &mut ItemReader<'_>) {
    reader.error_with_help(
        name,
        "member-misplaced",
        Bilingual::new(
            format!("\"{name}\" would limit the zone, but this edition has no such member here"),
            format!("“{name}”会限制空域，但本格式此处没有该成员"),
        ),
        Bilingual::new(
            "ED-269 has applicability, lowerLimit, upperLimit; ED-318 has limitedApplicability, and lower, upper in a layer",
            "ED-269 使用 applicability、lowerLimit、upperLimit；ED-318 使用 limitedApplicability，以及 layer 中的 lower、upper",
        ),
    );
}
