//! Any text, read as a scenario: there is a scenario or an error, and each problem is told in both
//! languages at a place that there is.
#![no_main]

use geofences::{Language, Severity};
use simulator::scenario::{ReadOptions, read};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let options = ReadOptions {
        file: "fuzzed",
        vehicle_count: None,
    };
    let file = read(&text, options);
    let is_error = |severity| severity == Severity::Error;
    let has_error = file.problems.iter().any(|it| is_error(it.severity));
    assert_eq!(file.scenario.is_none(), has_error);
    let lines = text.split('\n').count();
    for problem in &file.problems {
        assert!((1..=lines).contains(&problem.place.line));
        for language in [Language::En, Language::Zh] {
            assert!(!problem.what.in_language(language).is_empty());
        }
    }
});
