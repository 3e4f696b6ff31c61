//! The names of our properties, and names that look as if one of ours was meant.

use crate::files::json::item::ItemReader;
use crate::files::json::tree::{Json, Object};
use crate::files::limiting::limits_time;
use crate::files::rules::rule_word;
use crate::{Bilingual, Severity};

/// Which kind of feature the names belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Zone,
    Obstacle,
}

const OF_BOTH: [&str; 7] = ["kind", "id", "name", "name_zh", "name_en", "unit", "source"];

const OF_ZONES: [&str; 11] = [
    "rule",
    "scope",
    "lower",
    "lower_datum",
    "upper",
    "upper_datum",
    "times",
    "authority",
    "reason",
    "conditions",
    "radius_m",
];

const OF_OBSTACLES: [&str; 8] = [
    "obstacle",
    "top",
    "top_datum",
    "vertical_uncertainty_m",
    "horizontal_uncertainty_m",
    "radius_m",
    "half_width_m",
    "surveyed",
];

/// Reports names that are not ours: an error where one of ours that is missing may have been
/// meant ("uper" must not become "unlimited"), or where a permission would hold longer without
/// it; else one note per name and file.
pub(super) fn check(properties: &Object<'_>, kind: Kind, reader: &mut ItemReader<'_>) {
    for (name, value) in &properties.0 {
        if is_ours(name) {
            continue;
        }
        match meant(name, properties, kind) {
            Some(ours) => report_misspelt(name, ours, reader),
            None if kind == Kind::Zone && !value.is_blank() && limits_time(name) => {
                report_limit_not_read(name, properties, reader);
            }
            None => reader.note_once("property-ignored", name, || {
                Bilingual::new(
                    format!("\"{name}\" is not a property of ours and is ignored"),
                    format!("“{name}”不是本格式的属性，已忽略"),
                )
            }),
        }
    }
}

/// Reports members of a zone's whole feature that would limit it among its properties: there
/// nothing reads them.
pub(super) fn check_beside_properties(
    feature: &Object<'_>,
    properties: &Object<'_>,
    reader: &mut ItemReader<'_>,
) {
    for (name, value) in &feature.0 {
        let limits =
            OF_ZONES.contains(&name.as_ref()) || of_others(name).is_some() || limits_time(name);
        if limits && !value.is_blank() {
            report_limit_not_read(name, properties, reader);
        }
    }
}

/// A limit that nothing reads: a permission would be wider without it, and a restriction is.
fn report_limit_not_read(name: &str, properties: &Object<'_>, reader: &mut ItemReader<'_>) {
    let (severity, en, zh) = if permits(properties) {
        (
            Severity::Error,
            "what is permitted cannot be known",
            "无法确定允许的范围",
        )
    } else {
        (
            Severity::Warning,
            "the zone holds without it",
            "该空域不受其限制，始终有效",
        )
    };
    reader.report(
        severity,
        name,
        "limit-not-read",
        Bilingual::new(
            format!("\"{name}\" would limit the zone, but is not read here; {en}"),
            format!("“{name}”会限制该空域，但不在此处读取；{zh}"),
        ),
        Some(Bilingual::new(
            "limits are properties of the format, and times are windows in its property \"times\"",
            "请使用本格式的属性；生效时间请写入属性“times”的时间窗口",
        )),
    );
}

/// Whether the zone of these properties permits; one without a rule is refused for that.
fn permits(properties: &Object<'_>) -> bool {
    let word = properties.get("rule").and_then(Json::as_text);
    word.and_then(rule_word)
        .is_some_and(|word| !word.rule().restricts())
}

pub(crate) fn report_misspelt(name: &str, ours: &str, reader: &mut ItemReader<'_>) {
    reader.error_with_help(
        name,
        "property-misspelt",
        Bilingual::new(
            format!("\"{name}\" is not a property of this format, and \"{ours}\" is missing"),
            format!("“{name}”不是本格式的属性，而“{ours}”缺失"),
        ),
        Bilingual::new(
            format!("if \"{ours}\" is meant, rename it; else rename it to something less alike"),
            format!("若本意是“{ours}”，请改名；否则请换一个不易混淆的名称"),
        ),
    );
}

/// What other formats call our properties: an error where ours is missing, for with "schedule"
/// ignored a permission would hold always.
const OF_OTHERS: [(&str, &str); 14] = [
    ("restriction", "rule"),
    ("upperlimit", "upper"),
    ("upper_limit", "upper"),
    ("ceiling", "upper"),
    ("lowerlimit", "lower"),
    ("lower_limit", "lower"),
    ("floor", "lower"),
    ("applicability", "times"),
    ("limitedapplicability", "times"),
    ("schedule", "times"),
    ("valid_from", "times"),
    ("valid_until", "times"),
    ("valid_to", "times"),
    ("restrictionconditions", "conditions"),
];

fn is_ours(name: &str) -> bool {
    OF_BOTH.contains(&name) || OF_ZONES.contains(&name) || OF_OBSTACLES.contains(&name)
}

/// Which of our properties other formats call `name`.
fn of_others(name: &str) -> Option<&'static str> {
    let lower_case = name.trim().to_lowercase();
    let other = OF_OTHERS.iter().find(|(theirs, _)| *theirs == lower_case);
    other.map(|(_, ours)| *ours)
}

/// The property that `name` may have been meant for, and that is missing.
fn meant(name: &str, properties: &Object<'_>, kind: Kind) -> Option<&'static str> {
    let of_kind: &[&'static str] = match kind {
        Kind::Zone => &OF_ZONES,
        Kind::Obstacle => &OF_OBSTACLES,
    };
    if properties.get(name).is_some()
        && let Some(ours) = of_others(name)
        && of_kind.contains(&ours)
        && properties.get(ours).is_none()
    {
        return Some(ours);
    }
    let ours = OF_BOTH.iter().chain(of_kind);
    misspelt(name, ours.copied(), properties)
}

/// The first of `ours` that is missing from `properties` and that `name` is like: but for case,
/// or within two edits (one for names of four letters and fewer, where two make another word).
pub(crate) fn misspelt(
    name: &str,
    ours: impl Iterator<Item = &'static str>,
    properties: &Object<'_>,
) -> Option<&'static str> {
    let name = name.trim().to_lowercase();
    let mut missing = ours.filter(|ours| properties.get(ours).is_none());
    missing.find(|ours| {
        let most = match ours.len() {
            // A table's own "fid" or "gid" stands beside everybody's "id".
            0..=2 => 0,
            3..=4 => 1,
            _ => 2,
        };
        edit_distance(&name, &ours.to_lowercase(), most) <= most
    })
}

/// The Levenshtein distance, or something above `most` when it is above `most`.
fn edit_distance(a: &str, b: &str, most: usize) -> usize {
    let b: Vec<char> = b.chars().collect();
    let length = a.chars().count();
    if length.abs_diff(b.len()) > most {
        return most + 1;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        let (first, rest) = match row.split_first_mut() {
            Some(split) => split,
            None => return length,
        };
        *first = left;
        for (cell, to) in rest.iter_mut().zip(&b) {
            let substituted = diagonal + usize::from(from != *to);
            diagonal = *cell;
            left = substituted.min(diagonal + 1).min(left + 1);
            *cell = left;
        }
    }
    row.last().copied().unwrap_or(length)
}

#[cfg(test)]
mod tests {
    use super::edit_distance;

    #[test]
    fn edit_distances_are_those_counted_by_hand() {
        for (a, b, expected) in [
            ("upper", "upper", 0),
            ("uper", "upper", 1),
            ("tiems", "times", 2),
            ("", "id", 2),
            ("kitten", "sitting", 3),
            ("上限", "upper", 5),
        ] {
            assert_eq!(edit_distance(a, b, 9), expected, "{a} {b}");
        }
    }
}
