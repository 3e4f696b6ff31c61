//! Telling a mission file's format: by its content first, by its extension where that does not decide.

use super::{Format, archive};
use geofences::{Bilingual, Problem, ProblemPlace, Severity};

/// How much of a text is looked at, bytes.
const HEAD_BYTES: usize = 16 * 1024;

/// The format of a file.
///
/// # Errors
/// A problem that says what was expected.
pub fn detect(bytes: &[u8], file: &str) -> Result<Format, Box<Problem>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let head = bytes.get(..HEAD_BYTES).unwrap_or(bytes);
    let content = String::from_utf8_lossy(head);
    let content = content.trim_start();
    let by_name = format_of_name(file);
    let found = if bytes.starts_with(b"PK") {
        Some(archived(bytes))
    } else if content.starts_with("QGC WPL") {
        Some(Format::Waypoints)
    } else if content.starts_with('<') {
        let is_wpml = content.contains("wpml:") || content.contains("dji.com/wpmz");
        Some(if is_wpml { Format::Wpml } else { Format::Kml })
    } else if content.starts_with('{') {
        Some(json(bytes, by_name))
    } else {
        by_name.filter(|_| !content.is_empty())
    };
    found.ok_or_else(|| Box::new(unknown(file)))
}

/// The format that a name's extension stands for. A `.kmz` counts as KML; DJI's has the same extension.
pub fn format_of_name(file: &str) -> Option<Format> {
    let (_, extension) = file.rsplit_once('.')?;
    Some(match extension.to_ascii_lowercase().as_str() {
        "plan" => Format::QgcPlan,
        "waypoints" | "txt" | "mission" => Format::Waypoints,
        "kml" => Format::Kml,
        "kmz" => Format::Kmz,
        "wpml" => Format::Wpml,
        "geojson" | "json" => Format::GeoJson,
        _ => return None,
    })
}

fn archived(bytes: &[u8]) -> Format {
    let names = archive::names(bytes).unwrap_or_default();
    if names.iter().any(|name| name.ends_with(".wpml")) {
        Format::Wpml
    } else {
        Format::Kmz
    }
}

fn json(bytes: &[u8], by_name: Option<Format>) -> Format {
    let says_plan = |text: &[u8]| text.windows(10).any(|it| it == b"\"fileType\"");
    match by_name {
        Some(Format::GeoJson) => Format::GeoJson,
        Some(Format::QgcPlan) => Format::QgcPlan,
        _ if says_plan(bytes) => Format::QgcPlan,
        _ => Format::GeoJson,
    }
}

fn unknown(file: &str) -> Problem {
    Problem {
        severity: Severity::Error,
        code: "format-unknown",
        place: ProblemPlace {
            file: Some(file.to_owned()),
            ..ProblemPlace::default()
        },
        what: Bilingual::new(
            "the format is not known from content or extension",
            "无法根据内容或扩展名识别文件格式",
        ),
        help: Some(Bilingual::new(
            "expected is a QGroundControl .plan, ArduPilot .waypoints, KML or KMZ, a DJI .kmz, or GeoJSON",
            "支持的格式：QGroundControl .plan、ArduPilot .waypoints、KML、KMZ、DJI 航线 .kmz、GeoJSON",
        )),
    }
}
