//! Shipped scenarios with something wrong in them: every key in turn, and at random.

use super::*;
use crate::random::Random;
use geofences::{Language, Severity};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A key of a file, and its value.
struct Entry {
    name: String,
    key: Range<usize>,
    /// None where it is written with a header: `[table]`, `[[list]]`.
    value: Option<Range<usize>>,
    /// The name of the table that it stands in.
    parent: String,
}

fn entries(text: &str) -> Vec<Entry> {
    let document = DeTable::parse(text).unwrap();
    let mut found = Vec::new();
    collect(text, document.get_ref(), "", &mut found);
    found
}

fn collect(text: &str, table: &DeTable<'_>, parent: &str, found: &mut Vec<Entry>) {
    for (key, value) in table {
        let name = key.get_ref().to_string();
        let starts = |mark| text[value.span()].starts_with(mark);
        let has_header = match value.get_ref() {
            DeValue::Table(_) => !starts('{'),
            DeValue::Array(list) => {
                let first = list.iter().next();
                first.is_some_and(|it| it.get_ref().is_table() && !text[it.span()].starts_with('{'))
            }
            _ => false,
        };
        inside(text, value, &name, found);
        found.push(Entry {
            name,
            key: key.span(),
            value: (!has_header).then(|| value.span()),
            parent: parent.to_owned(),
        });
    }
}

fn inside(text: &str, value: &Spanned<DeValue<'_>>, name: &str, found: &mut Vec<Entry>) {
    match value.get_ref() {
        DeValue::Table(table) => collect(text, table, name, found),
        DeValue::Array(list) => list.iter().for_each(|it| inside(text, it, name, found)),
        _ => {}
    }
}

fn replaced(text: &str, range: Range<usize>, with: &str) -> String {
    format!("{}{with}{}", &text[..range.start], &text[range.end..])
}

/// Whatever is read: errors are told, in both languages and at places that there are, or there is a
/// scenario.
fn check(text: &str) -> ScenarioFile {
    let file = read_text(text);
    let is_error = |severity| severity == Severity::Error;
    let has_error = file.problems.iter().any(|it| is_error(it.severity));
    assert_eq!(file.scenario.is_none(), has_error, "{text}");
    let lines = text.split('\n').count();
    for problem in &file.problems {
        assert!((1..=lines).contains(&problem.place.line), "{problem}");
        assert!(problem.place.column >= 1, "{problem}");
        for language in [Language::En, Language::Zh] {
            assert!(!problem.what.in_language(language).is_empty());
        }
    }
    file
}

#[test]
fn a_key_that_is_misspelt_is_told_where_it_stands() {
    let mut count = 0;
    for (scenario, text) in SHIPPED {
        for entry in entries(text) {
            let misspelt = replaced(text, entry.key.clone(), &format!("{}_x", entry.name));
            let file = check(&misspelt);
            let line = 1 + text[..entry.key.start].matches('\n').count();
            let told = file.problems.iter().any(|it| {
                let is_it = matches!(it.code, "unknown-key" | "unknown-parameter");
                is_it && it.place.line == line
            });
            assert!(told, "{scenario}: {}: {:?}", entry.name, file.problems);
            count += 1;
        }
    }
    assert!(count > 400, "{count} keys");
}

#[test]
fn a_value_of_a_wrong_type_is_told_where_it_stands() {
    for (scenario, text) in SHIPPED {
        for entry in entries(text) {
            // A time of day is right for nothing.
            let Some(value) = entry.value else { continue };
            let line = 1 + text[..value.start].matches('\n').count();
            let file = check(&replaced(text, value, "07:32:00"));
            let told = file.problems.iter().any(|it| {
                let is_it = matches!(it.code, "wrong-type" | "bad-time");
                is_it && it.place.line == line
            });
            assert!(told, "{scenario}: {}: {:?}", entry.name, file.problems);
        }
    }
}

/// Keys that have to be there, by the table that they stand in.
const REQUIRED: &[(&str, &[&str])] = &[
    ("", &["scenario"]),
    ("scenario", &["name", "start"]),
    ("terrain", &["kind"]),
    ("change", &["at_s"]),
    ("dock", &["name", "at"]),
    ("vehicle", &["name", "system_id", "autopilot", "airframe"]),
    ("fleet", &["name", "autopilot", "airframe"]),
    ("spread", &["kind"]),
    ("patrol", &["radius_m", "height_m", "speed_mps"]),
    ("sensor", &["name", "kind", "at"]),
    ("crew", &["name", "route"]),
    ("traffic", &["name", "kind", "route"]),
    ("route", &["at", "altitude_amsl_m", "speed_mps"]),
    ("event", &["name", "kind", "at", "radius_m"]),
    ("fault", &["kind", "at_s"]),
    (
        "assert",
        &["kind", "within_m", "at_least_m", "charge", "event", "mode"],
    ),
    ("circle", &["centre", "radius_m"]),
];

#[test]
fn a_key_that_is_left_out_is_told_where_it_has_to_be_there() {
    let mut missed = std::collections::BTreeSet::new();
    for (scenario, text) in SHIPPED {
        for entry in entries(text) {
            let Some(value) = entry.value else { continue };
            let mut range = entry.key.start..value.end;
            let after = text[range.end..].len() - text[range.end..].trim_start().len();
            let before = text[..range.start].trim_end();
            if text[range.end + after..].starts_with(',') {
                range.end += after + 1;
            } else if before.ends_with(',') {
                range.start = before.len() - 1;
            }
            let file = check(&replaced(text, range, ""));
            assert!(file.problems.iter().all(|it| it.code != "not-toml"));
            let required = REQUIRED.iter().find(|(parent, _)| *parent == entry.parent);
            if required.is_some_and(|(_, keys)| keys.contains(&&*entry.name)) {
                let told = file.problems.iter().any(|it| it.code == "missing-key");
                assert!(told, "{scenario}: {}: {:?}", entry.name, file.problems);
                missed.insert((entry.parent, entry.name));
            }
        }
    }
    assert!(missed.len() > 35, "{missed:?}");
}

const MUTATION_SEED: u64 = 0x5CE0_0001;

/// Rounds of a property: `base`, times `HAIOU_PROPERTY_ROUNDS` where it is set.
fn rounds(base: usize) -> usize {
    let factor = std::env::var("HAIOU_PROPERTY_ROUNDS").ok();
    base * factor.map_or(1, |text| text.parse::<usize>().unwrap())
}

const SCRAPS: &[&str] = &[
    "\"",
    "[",
    "]",
    "[[",
    "{",
    "}",
    "=",
    ",",
    "\n",
    ".",
    "-1",
    "1e999",
    "nan",
    "true",
    "\"*\"",
    "[[vehicle]]",
    "[[fleet]]",
    "[[assert]]",
    "count = 99999",
    "海",
    "0x1F",
    "\\",
    "'''",
    "#",
];

#[test]
fn whatever_is_done_to_a_scenario_it_is_read_or_refused_and_nothing_panics() {
    for round in 0..rounds(400) {
        let mut random = Random::new(MUTATION_SEED, &round.to_string());
        // The thousand take longer, and have nothing that the others lack.
        let mut text = SHIPPED[round % 4].1.to_owned();
        for _ in 0..=random.number() % 4 {
            let mut at = || {
                let mut at = (random.number() as usize) % (text.len() + 1);
                while !text.is_char_boundary(at) {
                    at -= 1;
                }
                at
            };
            let (one, other) = (at(), at());
            let end = (one + other % 40).min(text.len());
            let end = (one..=end).rev().find(|at| text.is_char_boundary(*at));
            let scrap = SCRAPS[(random.number() as usize) % SCRAPS.len()];
            text = match random.number() % 4 {
                0 => replaced(&text, one..end.unwrap(), ""),
                1 => replaced(&text, one..end.unwrap(), scrap),
                2 => replaced(&text, one..one, scrap),
                _ => {
                    let moved = text[one..end.unwrap()].to_owned();
                    let there = other.min(one);
                    replaced(&text, there..there, &moved)
                }
            };
        }
        check(&text);
    }
}
