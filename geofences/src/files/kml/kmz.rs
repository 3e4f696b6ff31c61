//! KMZ: a zip archive with a KML document in it.

use crate::files::{AirspaceFile, ReadOptions};
use crate::{Bilingual, Obstacle, Problem, ProblemPlace, Severity, Zone};
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// The largest document that is unpacked, bytes: a zip bomb ends here.
pub(super) const LARGEST_DOCUMENT_BYTES: u64 = 512 * 1024 * 1024;

/// Reads a KMZ file: `doc.kml`, or else the archive's first file that ends in `.kml`.
///
/// Nothing is unpacked to disk, so that names in the archive lead nowhere; other documents in it
/// are named in a problem.
pub fn read(bytes: &[u8], options: &ReadOptions<'_>) -> AirspaceFile {
    read_up_to(bytes, options, LARGEST_DOCUMENT_BYTES)
}

/// [`read`] with another limit to the document's size.
pub(super) fn read_up_to(
    bytes: &[u8],
    options: &ReadOptions<'_>,
    limit_bytes: u64,
) -> AirspaceFile {
    match document(bytes, limit_bytes) {
        Ok((document, unread)) => {
            let mut file = super::read(&document, options);
            for name in unread {
                let place = ProblemPlace {
                    id: Some(name),
                    ..place(options)
                };
                file.problem(
                    Severity::Error,
                    "kmz-second-document",
                    place,
                    Bilingual::new(
                        "the archive holds this further KML document, which was not read",
                        "压缩包中还有此 KML 文档，未读取",
                    ),
                    Some(Bilingual::new(
                        "put everything into doc.kml, or unpack and give each file by itself",
                        "请将内容合并到 doc.kml，或解压后分别导入",
                    )),
                );
            }
            file
        }
        Err(what) => {
            let mut file = AirspaceFile::default();
            file.problem(
                Severity::Error,
                "kmz-unreadable",
                place(options),
                what,
                None,
            );
            file
        }
    }
}

fn place(options: &ReadOptions<'_>) -> ProblemPlace {
    ProblemPlace {
        file: Some(options.file.to_owned()),
        ..ProblemPlace::default()
    }
}

/// The main document, and the names of the KML documents beside it.
fn document(bytes: &[u8], limit_bytes: u64) -> Result<(Vec<u8>, Vec<String>), Bilingual> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    let mut documents = Vec::new();
    for index in 0..archive.len() {
        let name = match archive.name_for_index(index) {
            Some(name) => name.map_err(|error| damaged(&error))?.into_owned(),
            None => continue,
        };
        if name.to_ascii_lowercase().ends_with(".kml") {
            documents.push((index, name));
        }
    }
    let is_main = |name: &str| name.eq_ignore_ascii_case("doc.kml");
    let chosen = documents
        .iter()
        .position(|(_, name)| is_main(name))
        .unwrap_or(0);
    if documents.is_empty() {
        return Err(Bilingual::new(
            "the archive holds no .kml document",
            "压缩包中没有 .kml 文档",
        ));
    }
    let (index, _) = documents.remove(chosen);
    let entry = archive.by_index(index).map_err(|error| damaged(&error))?;
    let mut content = Vec::new();
    // One byte more than is allowed tells a document at the limit from one beyond it. The size
    // that the archive states is not believed.
    entry
        .take(limit_bytes.saturating_add(1))
        .read_to_end(&mut content)
        .map_err(|error| damaged(&error))?;
    if content.len() as u64 > limit_bytes {
        return Err(Bilingual::new(
            format!("the document unpacks to more than {limit_bytes} bytes and was not read"),
            format!("文档解压后超过 {limit_bytes} 字节，未读取"),
        ));
    }
    let unread = documents.into_iter().map(|(_, name)| name).collect();
    Ok((content, unread))
}

fn damaged(error: &dyn std::fmt::Display) -> Bilingual {
    Bilingual::new(
        format!("the zip archive is damaged: {error}"),
        format!("压缩包已损坏：{error}"),
    )
}

/// Writes a KMZ file with the document that [`super::write()`] makes as `doc.kml`.
///
/// # Errors
/// A problem when the archive cannot be written.
pub fn write(
    zones: &[Zone],
    obstacles: &[Obstacle],
) -> Result<(Vec<u8>, Vec<Problem>), Vec<Problem>> {
    let (document, problems) = super::write(zones, obstacles);
    packed(document.as_bytes())
        .map(|bytes| (bytes, problems))
        .map_err(|error| {
            vec![Problem {
                severity: Severity::Error,
                code: "kmz-not-written",
                place: ProblemPlace::default(),
                what: Bilingual::new(
                    format!("the zip archive could not be written: {error}"),
                    format!("无法写出压缩包：{error}"),
                ),
                help: None,
            }]
        })
}

fn packed(document: &[u8]) -> Result<Vec<u8>, zip::result::ZipError> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    // DEFAULT has a fixed time stamp, so that one content always gives the same bytes.
    writer.start_file("doc.kml", SimpleFileOptions::DEFAULT)?;
    writer.write_all(document)?;
    Ok(writer.finish()?.into_inner())
}
