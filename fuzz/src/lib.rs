//! What every fuzz target of a file reader asks for.

mod bytes;

pub use bytes::Decisions;

use chrono::FixedOffset;
use geofences::files::{self, AirspaceFile, Format, ReadOptions};
use std::collections::BTreeSet;

/// Reads the bytes as `format`. A reader must not panic, and what it accepts as good it must be
/// possible to write as our own GeoJSON and read again with nothing lost.
pub fn read_write_and_read_again(format: Format, bytes: &[u8]) {
    let first = read_as(format, bytes);
    if !first.is_clean() || first.zones.is_empty() && first.obstacles.is_empty() {
        return;
    }
    let (written, lost) = files::write(Format::GeoJson, &first.zones, &first.obstacles)
        .expect("our own format holds every zone");
    let again = read_as(Format::GeoJson, &written);
    assert!(again.is_clean(), "{:?}\nafter {lost:?}", again.problems);
    assert_eq!(ids(&first), ids(&again));
    for (before, after) in first.zones.iter().zip(&again.zones) {
        assert_eq!(before.rule, after.rule);
        assert_eq!(before.scope, after.scope);
        assert_eq!(before.band, after.band);
        assert_eq!(before.times, after.times);
    }
}

fn read_as(format: Format, bytes: &[u8]) -> AirspaceFile {
    let options = ReadOptions {
        file: "fuzzed",
        expected_extent: None,
        utc_offset: FixedOffset::east_opt(8 * 3600).expect("an offset"),
        progress: None,
    };
    files::read_as(format, bytes, &options)
}

fn ids(file: &AirspaceFile) -> BTreeSet<&str> {
    let zones = file.zones.iter().map(|zone| zone.id.as_str());
    zones
        .chain(file.obstacles.iter().map(|obstacle| obstacle.id.as_str()))
        .collect()
}
