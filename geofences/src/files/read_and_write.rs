//! The front doors: any airspace file in, any format out.

use super::{
    AirspaceFile, Format, ReadOptions, detect, ed269, ed318, geojson, kml, openair, qgc_plan,
};
use crate::{Bilingual, Obstacle, Problem, ProblemPlace, Severity, Zone};

/// Reads a file of any known format, which its content tells ([`detect()`]).
///
/// `None` instead of a format comes with one problem of [`Severity::Error`].
pub fn read(bytes: &[u8], options: &ReadOptions<'_>) -> (Option<Format>, AirspaceFile) {
    match detect(bytes, options.file) {
        Ok(format) => (Some(format), read_as(format, bytes, options)),
        Err(problem) => {
            let file = AirspaceFile {
                problems: vec![*problem],
                ..AirspaceFile::default()
            };
            (None, file)
        }
    }
}

/// Reads a file as the given format, whatever it looks like.
pub fn read_as(format: Format, bytes: &[u8], options: &ReadOptions<'_>) -> AirspaceFile {
    match format {
        Format::Kml => kml::read(bytes, options),
        Format::Kmz => kml::read_kmz(bytes, options),
        Format::QgcPlan => qgc_plan::read(bytes, options),
        Format::OpenAir => openair::read(bytes, options),
        Format::GeoJson => geojson::read(bytes, options),
        Format::Ed269 => ed269::read(bytes, options),
        Format::Ed318 => ed318::read(bytes, options),
    }
}

/// Writes zones and obstacles in a format; what that format cannot say comes back as problems
/// beside the bytes.
///
/// # Errors
/// The problems, when the format is not written at all (ED-269, OpenAir), when nothing would be
/// left of the zones, or when it would say something less safe than they do (a `.plan`).
pub fn write(
    format: Format,
    zones: &[Zone],
    obstacles: &[Obstacle],
) -> Result<(Vec<u8>, Vec<Problem>), Vec<Problem>> {
    let as_bytes = |(text, problems): (String, Vec<Problem>)| (text.into_bytes(), problems);
    match format {
        Format::Kml => Ok(as_bytes(kml::write(zones, obstacles))),
        Format::Kmz => kml::write_kmz(zones, obstacles),
        Format::QgcPlan => qgc_plan::write(zones, obstacles).map(as_bytes),
        Format::GeoJson => Ok(as_bytes(geojson::write(zones, obstacles))),
        Format::Ed318 => ed318::write(zones, obstacles).map(as_bytes),
        Format::Ed269 => Err(vec![not_written("ED-269")]),
        Format::OpenAir => Err(vec![not_written("OpenAir")]),
    }
}

fn not_written(format: &str) -> Problem {
    Problem {
        severity: Severity::Error,
        code: "format-not-written",
        place: ProblemPlace::default(),
        what: Bilingual::new(
            format!("{format} is read only"),
            format!("{format} 只支持读取"),
        ),
        help: Some(Bilingual::new(
            "write GeoJSON, ED-318, KML, KMZ or a .plan",
            "请写出 GeoJSON、ED-318、KML、KMZ 或 .plan",
        )),
    }
}

#[cfg(test)]
mod tests;
