//! Any bytes, read as a patrol in TOML and in JSON: there is a patrol or an error, each problem is told in both
//! languages at a place that there is, and a patrol says when it is flown, in order and bounded.
#![no_main]

use chrono::{DateTime, TimeDelta, Utc};
use geofences::{Language, Severity};
use missions::patrol::{MOST_OCCURRENCES, read};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    for name in ["fuzzed.toml", "fuzzed.json"] {
        let file = read(name, bytes);
        let is_error = |severity| severity == Severity::Error;
        let has_error = file.problems.iter().any(|it| is_error(it.severity));
        assert_eq!(file.patrol.is_none(), has_error);
        let lines = bytes.split(|byte| *byte == b'\n').count();
        for problem in &file.problems {
            assert!((1..=lines).contains(&problem.place.line));
            for language in [Language::En, Language::Zh] {
                assert!(!problem.text(language).is_empty());
            }
        }
        let Some(patrol) = file.patrol else { continue };
        let from: DateTime<Utc> = "2026-12-01T00:00:00Z".parse().expect("a moment");
        let until = from + TimeDelta::days(1_000);
        let windows = patrol.occurrences(from, until);
        assert!(windows.len() <= MOST_OCCURRENCES);
        assert!(
            windows
                .iter()
                .all(|it| it.until > from && it.from < until && it.until > it.from)
        );
        assert!(windows.windows(2).all(|pair| pair[0].until <= pair[1].from));
    }
});
