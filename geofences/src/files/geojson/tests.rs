#![allow(clippy::unwrap_used, clippy::expect_used)]

mod dirty;
pub(crate) mod round_trip;
mod samples;
mod values;

use super::*;
use chrono::FixedOffset;

fn options() -> ReadOptions<'static> {
    ReadOptions {
        file: "data/zones.geojson",
        expected_extent: None,
        utc_offset: FixedOffset::east_opt(8 * 3600).unwrap(),
        progress: None,
    }
}

fn read_text(text: &str) -> AirspaceFile {
    read(text.as_bytes(), &options())
}

const TRIANGLE: &str =
    r#"{"type":"Polygon","coordinates":[[[120.3,36.0],[120.4,36.0],[120.4,36.1],[120.3,36.0]]]}"#;

/// A document with one feature of these properties (and an id) over this geometry.
fn one(properties: &str, geometry: &str) -> String {
    format!(
        r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","id":"z","properties":{{{properties}}},"geometry":{geometry}}}]}}"#
    )
}

fn codes(file: &AirspaceFile) -> Vec<&'static str> {
    file.problems.iter().map(|problem| problem.code).collect()
}
