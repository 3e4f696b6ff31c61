//! Zip archives of a few documents, unpacked into memory and no further than a limit.

use super::findings::{Findings, place};
use geofences::Bilingual;
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// The largest document that is unpacked, bytes: a zip bomb ends here. A mission of 65 535 waypoints with a
/// kilobyte of actions each stays below.
pub(super) const LARGEST_DOCUMENT_BYTES: u64 = 128 * 1024 * 1024;
/// More files are not looked at.
const MOST_FILES: usize = 4_096;

/// The names in an archive; `None` where it is none, or damaged.
pub(super) fn names(bytes: &[u8]) -> Option<Vec<String>> {
    let archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let names = (0..archive.len().min(MOST_FILES))
        .filter_map(|index| archive.name_for_index(index)?.ok().map(Into::into));
    Some(names.collect())
}

/// The document of that name.
pub(super) fn document(bytes: &[u8], name: &str, findings: &mut Findings<'_>) -> Option<Vec<u8>> {
    match unpacked(bytes, name, LARGEST_DOCUMENT_BYTES) {
        Ok(document) => Some(document),
        Err(what) => {
            findings.error(
                "archive-unreadable",
                place(None, name.to_owned(), None),
                what,
            );
            None
        }
    }
}

/// The document of that name, when it is no larger than `limit_bytes`.
pub(super) fn unpacked(bytes: &[u8], name: &str, limit_bytes: u64) -> Result<Vec<u8>, Bilingual> {
    let damaged = |error: &dyn std::fmt::Display| {
        Bilingual::new(
            format!("the zip archive is damaged: {error}"),
            format!("压缩包已损坏：{error}"),
        )
    };
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    let entry = archive.by_name(name).map_err(|error| damaged(&error))?;
    let mut content = Vec::new();
    // One byte more tells a document at the limit from one beyond it. The size that is stated is not believed.
    let mut limited = entry.take(limit_bytes.saturating_add(1));
    limited
        .read_to_end(&mut content)
        .map_err(|error| damaged(&error))?;
    if content.len() as u64 > limit_bytes {
        return Err(Bilingual::new(
            format!("the document unpacks to more than {limit_bytes} bytes and was not read"),
            format!("文档解压后超过 {limit_bytes} 字节，未读取"),
        ));
    }
    Ok(content)
}

/// An archive of these documents; one content always gives the same bytes.
///
/// # Errors
/// What the archive's writer says.
pub(super) fn packed(documents: &[(&str, &str)]) -> Result<Vec<u8>, Bilingual> {
    let pack = || -> Result<Vec<u8>, zip::result::ZipError> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in documents {
            // DEFAULT has a fixed time stamp.
            writer.start_file(*name, SimpleFileOptions::DEFAULT)?;
            writer.write_all(content.as_bytes())?;
        }
        Ok(writer.finish()?.into_inner())
    };
    pack().map_err(|error| {
        Bilingual::new(
            format!("the zip archive could not be written: {error}"),
            format!("无法写出压缩包：{error}"),
        )
    })
}
