//! Any bytes, read as people on the ground: there are people or an error, each problem is told in both languages at a
//! line that there is, and whatever is asked of them, the most beneath is no more than the most crowded.
#![no_main]

use chrono::{DateTime, TimeDelta, Utc};
use geofences::{Language, Position, Severity, TimeRange};
use missions::people::read;
use missions::route::PeopleOnGround;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let file = read("fuzzed.csv", bytes);
    let is_error = |severity| severity == Severity::Error;
    let has_error = file.problems.iter().any(|it| is_error(it.severity));
    assert_eq!(file.people.is_none(), has_error);
    let lines = bytes.split(|byte| *byte == b'\n').count();
    for problem in &file.problems {
        assert!((1..=lines).contains(&problem.place.line));
        for language in [Language::En, Language::Zh] {
            assert!(!problem.text(language).is_empty());
        }
    }
    let Some(people) = file.people else { return };
    let most_crowded = people.most_crowded_per_km2();
    assert!(most_crowded.is_finite() && most_crowded >= 0.0);
    let from: DateTime<Utc> = "2026-12-01T00:00:00Z".parse().expect("a moment");
    let times = TimeRange::new(from, from + TimeDelta::days(7)).expect("a range");
    let place = |longitude, latitude| Position::new(longitude, latitude).expect("a place");
    let beneath = people.beneath(place(120.30, 36.05), place(120.35, 36.08), 60.0, times);
    assert!(beneath.most.is_some() || beneath.unknown.is_some());
    assert!(beneath.most.is_none_or(|most| most.per_km2 <= most_crowded));
});
