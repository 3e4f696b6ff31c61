//! KML and KMZ: Placemarks read as zones and obstacles, and written so that they read back.
//!
//! A drawing says where; what holds there has to stand in `ExtendedData`, under the names that
//! our GeoJSON properties have. docs/formats/kml.md says how each element is understood.

mod circle;
mod coordinates;
mod data;
mod document;
mod geometry;
mod kmz;
mod placemark;
#[cfg(test)]
mod tests;
mod tree;
mod write;

pub use kmz::{read as read_kmz, write as write_kmz};
pub use write::write;

use self::document::{Found, Placemark};
use super::{AirspaceFile, ReadOptions, geojson};
use crate::{Bilingual, Problem, ProblemPlace, Severity};

/// Reads a KML document.
///
/// Placemarks become GeoJSON features with the same properties, and those are read: what a
/// property means is the same in both formats.
pub fn read(bytes: &[u8], options: &ReadOptions<'_>) -> AirspaceFile {
    let mut file = AirspaceFile::default();
    match text_of(bytes) {
        Ok(text) => read_text(text, options, &mut file),
        Err(problem) => {
            let (what, help) = *problem;
            refuse(&mut file, options, "text-encoding", what, Some(help));
        }
    }
    if let Some(progress) = options.progress {
        progress(bytes.len() as u64);
    }
    file
}

fn read_text(text: &str, options: &ReadOptions<'_>, file: &mut AirspaceFile) {
    let mut features = Features::default();
    document::walk(text, options, file, &mut |found, file| match found {
        Found::Placemark(placemark) => features.take(placemark, options, file),
        Found::LateTime(first) => features.date_from(first, options, file),
    });
    if features.origins.is_empty() {
        refuse(
            file,
            options,
            "no-features",
            Bilingual::new("the document holds no Placemark", "文档中没有 Placemark"),
            None,
        );
        return;
    }
    let mut read = features.read(options);
    file.zones.append(&mut read.zones);
    file.obstacles.append(&mut read.obstacles);
    file.problems.append(&mut read.problems);
    file.problems.sort_by_key(|problem| problem.place.line);
}

/// The features of a document, one for each Placemark.
#[derive(Default)]
struct Features {
    origins: Vec<Origin>,
}

/// Where a feature comes from.
struct Origin {
    /// The line of its Placemark.
    line: usize,
    /// The feature as GeoJSON text; `None` where its Placemark gave none, which was reported.
    text: Option<String>,
    /// Whether it was looked at with a time of display.
    is_dated: bool,
}

impl Features {
    fn take(&mut self, placemark: Placemark, options: &ReadOptions<'_>, file: &mut AirspaceFile) {
        let line = placemark.element.line;
        let is_dated = placemark.is_dated();
        let index = self.origins.len();
        let feature = placemark::feature(placemark, index, options, file);
        self.origins.push(Origin {
            line,
            text: feature.map(|feature| feature.to_string()),
            is_dated,
        });
    }

    /// Looks again at the features from `first` on, now that there is a time around them.
    fn date_from(&mut self, first: usize, options: &ReadOptions<'_>, file: &mut AirspaceFile) {
        for (index, origin) in self.origins.iter_mut().enumerate().skip(first) {
            if std::mem::replace(&mut origin.is_dated, true) {
                continue;
            }
            let place = ProblemPlace {
                file: Some(options.file.to_owned()),
                feature: Some(index),
                line: Some(origin.line),
                ..ProblemPlace::default()
            };
            let is_safe = |text: &String| placemark::may_be_dated(text, &place, file);
            origin.text = origin.text.take().filter(is_safe);
        }
    }

    /// The features as one GeoJSON document; `null` keeps the place of one that is not there.
    fn collection(&self) -> String {
        let mut text = "{\"type\":\"FeatureCollection\",\"features\":[".to_owned();
        for (index, origin) in self.origins.iter().enumerate() {
            if index > 0 {
                text.push_str(",\n");
            }
            text.push_str(origin.text.as_deref().unwrap_or("null"));
        }
        text.push_str("]}");
        text
    }

    /// Reads the features; problems get the line of their Placemark.
    fn read(&self, options: &ReadOptions<'_>) -> AirspaceFile {
        let collection = self.collection();
        let options = ReadOptions {
            progress: None,
            ..options.clone()
        };
        let mut file = geojson::read(collection.as_bytes(), &options);
        let origin_of = |problem: &Problem| {
            let feature = problem.place.feature?;
            self.origins.get(feature)
        };
        file.problems
            .retain(|problem| origin_of(problem).is_none_or(|origin| origin.text.is_some()));
        for problem in &mut file.problems {
            problem.place.line = origin_of(problem).map(|origin| origin.line);
        }
        file
    }
}

fn refuse(
    file: &mut AirspaceFile,
    options: &ReadOptions<'_>,
    code: &'static str,
    what: Bilingual,
    help: Option<Bilingual>,
) {
    let place = ProblemPlace {
        file: Some(options.file.to_owned()),
        ..ProblemPlace::default()
    };
    file.problem(Severity::Error, code, place, what, help);
}

/// The document as text; only UTF-8 is taken, so that no name is misread.
fn text_of(bytes: &[u8]) -> Result<&str, Box<(Bilingual, Bilingual)>> {
    let help = || Bilingual::new("save the file as UTF-8", "请将文件另存为 UTF-8");
    let looks_like_utf_16 = matches!(
        bytes,
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [b'<', 0, ..] | [0, b'<', ..]
    );
    if looks_like_utf_16 {
        let what = Bilingual::new("the document is UTF-16", "文档是 UTF-16 编码");
        return Err(Box::new((what, help())));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        let what = Bilingual::new(
            format!("the document is no UTF-8: byte {at} does not fit (GBK?)"),
            format!("文档不是 UTF-8 编码：第 {at} 字节不符（可能是 GBK）"),
        );
        Box::new((what, help()))
    })?;
    let text = text.trim_start_matches('\u{feff}');
    match declared_encoding(text) {
        // Pure ASCII means the same in every encoding that starts with <?xml in ASCII.
        Some(name) if !is_utf_8(name) && !text.is_ascii() => {
            let what = Bilingual::new(
                format!("the document says that its encoding is {name:?}"),
                format!("文档声明的编码为 {name:?}"),
            );
            Err(Box::new((what, help())))
        }
        _ => Ok(text),
    }
}

fn is_utf_8(name: &str) -> bool {
    ["utf-8", "utf8", "us-ascii"]
        .iter()
        .any(|known| name.eq_ignore_ascii_case(known))
}

/// The encoding that the XML declaration names.
fn declared_encoding(text: &str) -> Option<&str> {
    let declaration = text.trim_start().strip_prefix("<?xml")?;
    let (declaration, _) = declaration.split_once("?>")?;
    let (_, value) = declaration.split_once("encoding")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value.get(1..)?.split(quote).next()
}
