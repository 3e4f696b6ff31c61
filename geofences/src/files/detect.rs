//! Telling a file's format: by its content first, by its extension where that does not decide.

mod json;
#[cfg(test)]
mod tests;

use super::Format;
use crate::{Bilingual, Problem, ProblemPlace, Severity};
use std::borrow::Cow;

/// How much of a text is looked at, bytes. JSON is looked at further, but only until its first
/// feature ends.
const HEAD_BYTES: usize = 64 * 1024;

/// The format of a file by its content, or by its name's extension where the content leaves it
/// open (a damaged file, so that its reader can say what is wrong).
///
/// # Errors
/// A [`Problem`] of [`Severity::Error`] that says what was expected.
pub fn detect(bytes: &[u8], file: &str) -> Result<Format, Box<Problem>> {
    let text = head(bytes);
    let content = text.trim_ascii_start();
    if content.is_empty() {
        return Err(refusal(
            file,
            "file-empty",
            Bilingual::new("the file is empty", "文件为空"),
        ));
    }
    let by_extension = format_of_name(file);
    let found = match content.first() {
        _ if bytes.starts_with(b"PK") => Some(Format::Kmz),
        Some(b'<') => xml(content).or(by_extension.filter(|f| *f == Format::Kml)),
        Some(b'{' | b'[') => json::format(bytes, by_extension),
        _ if is_openair(content) => Some(Format::OpenAir),
        _ => by_extension,
    };
    found.ok_or_else(|| {
        refusal(
            file,
            "format-unknown",
            Bilingual::new(
                "the format is not known from content or extension",
                "无法根据内容或扩展名识别文件格式",
            ),
        )
    })
}

/// The format that a file name's extension stands for; `.json` counts as GeoJSON.
pub fn format_of_name(file: &str) -> Option<Format> {
    let (_, extension) = file.rsplit_once('.')?;
    Some(match extension.to_ascii_lowercase().as_str() {
        "geojson" | "json" => Format::GeoJson,
        "ed269" => Format::Ed269,
        "ed318" => Format::Ed318,
        "kml" => Format::Kml,
        "kmz" => Format::Kmz,
        "plan" => Format::QgcPlan,
        "txt" | "openair" | "air" => Format::OpenAir,
        _ => return None,
    })
}

fn refusal(file: &str, code: &'static str, what: Bilingual) -> Box<Problem> {
    Box::new(Problem {
        severity: Severity::Error,
        code,
        place: ProblemPlace {
            file: Some(file.to_owned()),
            ..ProblemPlace::default()
        },
        what,
        help: Some(Bilingual::new(
            "expected is GeoJSON, ED-269 or ED-318 (JSON), KML or KMZ, a QGroundControl .plan, or \
             OpenAir (text)",
            "支持的格式：GeoJSON、ED-269、ED-318（JSON）、KML、KMZ、QGroundControl .plan、OpenAir（文本）",
        )),
    })
}

fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

/// The beginning without its byte order mark. UTF-16, which no reader takes, is thinned out to
/// its ASCII, so that the right reader gets to say so.
fn head(bytes: &[u8]) -> Cow<'_, [u8]> {
    let head = bytes.get(..HEAD_BYTES).unwrap_or(bytes);
    let is_utf_16 = matches!(
        head,
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, b'<', ..] | [b'<', 0, ..]
    );
    if is_utf_16 {
        let thinned = head.iter().copied().filter(|b| b.is_ascii() && *b != 0);
        return Cow::Owned(thinned.collect());
    }
    Cow::Borrowed(without_mark(head))
}

/// KML by the local name of the root element.
fn xml(mut text: &[u8]) -> Option<Format> {
    loop {
        text = text.trim_ascii_start();
        let end: &[u8] = match text {
            [b'<', b'?', ..] => b"?>",
            [b'<', b'!', b'-', b'-', ..] => b"-->",
            [b'<', b'!', ..] => b">",
            _ => break,
        };
        let at = text.windows(end.len()).position(|window| window == end)?;
        text = text.get(at + end.len()..)?;
    }
    let name = text.strip_prefix(b"<")?;
    let name = name
        .split(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/'))
        .next()?;
    let local = name.rsplit(|b| *b == b':').next()?;
    let is_kml = matches!(local, b"kml" | b"Document" | b"Folder" | b"Placemark");
    is_kml.then_some(Format::Kml)
}

/// OpenAir by its first record that is no comment.
fn is_openair(text: &[u8]) -> bool {
    const FIRST: [&[u8]; 10] = [
        b"AC", b"AN", b"AY", b"AI", b"SP", b"SB", b"TO", b"TC", b"V", b"AH",
    ];
    let line = text
        .split(|b| matches!(b, b'\n' | b'\r'))
        .map(<[u8]>::trim_ascii)
        .find(|line| !line.is_empty() && !line.starts_with(b"*"));
    let Some(line) = line else { return false };
    let key = line.split(u8::is_ascii_whitespace).next().unwrap_or(line);
    line.len() > key.len() && FIRST.iter().any(|known| key.eq_ignore_ascii_case(known))
}
