//! `docs/scenarios.md` against what the reader knows.

use super::super::mode_names;
use super::super::reading::{assertions, faults, keys};
use super::*;
use crate::scenario::Autopilot;
use std::collections::{BTreeMap, BTreeSet};

const REFERENCE: &str = include_str!("../../../../docs/scenarios.md");

/// Words between back-ticks.
fn quoted(text: &str) -> BTreeSet<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

/// Of each table under a heading: the words of its first column, by its own heading.
fn tables() -> BTreeMap<(&'static str, &'static str), BTreeSet<&'static str>> {
    let mut found: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    let (mut section, mut column) = ("", "");
    for line in REFERENCE.lines() {
        if let Some(heading) = line.strip_prefix("### ") {
            section = heading.trim_matches('`');
        } else if let Some(row) = line.strip_prefix("| ") {
            let first = row.split('|').next().unwrap();
            if quoted(first).is_empty() {
                column = first.trim();
            } else {
                found
                    .entry((section, column))
                    .or_default()
                    .extend(quoted(first));
            }
        }
    }
    found
}

#[test]
fn the_reference_tells_every_key_and_no_other() {
    let mut told = tables();
    told.retain(|(_, column), _| *column == "key");
    for keys in keys::ALL
        .iter()
        .filter(|keys| keys.title != keys::FILE.title)
    {
        let known: BTreeSet<&str> = keys.keys.iter().copied().collect();
        let told = told.remove(&(keys.title, "key")).unwrap_or_default();
        assert_eq!(told, known, "{}", keys.title);
    }
    assert_eq!(told, BTreeMap::new());
}

#[test]
fn the_reference_tells_every_table_of_the_file() {
    let titles: BTreeSet<&str> = keys::ALL.iter().map(|keys| keys.title).collect();
    for key in keys::FILE.keys {
        let (one, many) = (format!("[{key}]"), format!("[[{key}]]"));
        assert!(titles.contains(&*one) || titles.contains(&*many), "{key}");
    }
}

#[test]
fn the_reference_tells_every_fault_assertion_and_mode() {
    let told = tables();
    let of = |section| &told[&(section, "kind")];
    let kinds: BTreeSet<&str> = faults::KINDS.iter().map(|(word, _)| *word).collect();
    assert_eq!(*of("[[fault]]"), kinds);
    let kinds: BTreeSet<&str> = assertions::KINDS.iter().map(|(word, _)| *word).collect();
    assert_eq!(*of("[[assert]]"), kinds);
    let words = quoted(REFERENCE);
    for autopilot in [Autopilot::ArduPilotCopter, Autopilot::Px4] {
        assert!(
            mode_names(autopilot)
                .iter()
                .all(|mode| words.contains(mode))
        );
    }
}

#[test]
fn the_example_of_the_reference_is_good() {
    let (_, rest) = REFERENCE.split_once("```toml\n").unwrap();
    let (example, _) = rest.split_once("```").unwrap();
    let scenario = good(example);
    assert_eq!(scenario.vehicles.len(), 13);
}
