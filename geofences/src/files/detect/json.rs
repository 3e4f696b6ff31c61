//! Telling the JSON formats apart by their members, without parsing the file.

use crate::files::Format;

/// Objects and arrays nested deeper than this are not looked into.
const DEEPEST: usize = 64;

/// An object or array that is not closed yet.
struct Level<'a> {
    is_object: bool,
    /// The member of its parent that it is the value of.
    under: &'a [u8],
    /// The member that is being read.
    key: &'a [u8],
    expects_key: bool,
}

/// The format of a JSON text. Its members are scanned up to the first that decides, or to the
/// end of the first feature: a file of 150 MB is not read through.
pub(super) fn format(bytes: &[u8], by_extension: Option<Format>) -> Option<Format> {
    let mut levels: Vec<Level<'_>> = Vec::new();
    let mut has_type = false;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'{' | b'[' => {
                if levels.len() >= DEEPEST {
                    break;
                }
                levels.push(Level {
                    is_object: byte == b'{',
                    under: levels.last().map_or(b"", |level| level.key),
                    key: b"",
                    expects_key: byte == b'{',
                });
            }
            b'}' | b']' => {
                let closed = levels.pop();
                if closed.is_some() && is_list_of_features(&levels) {
                    let in_collection = levels.len() > 1;
                    return in_collection.then_some(Format::GeoJson);
                }
            }
            b'"' => {
                let (text, length) = string(bytes.get(at + 1..).unwrap_or_default());
                at += length;
                if let Some(level) = levels.last_mut()
                    && level.expects_key
                {
                    level.expects_key = false;
                    level.key = text;
                    if let Some(format) = deciding(&levels) {
                        return Some(format);
                    }
                    has_type |= levels.len() == 1 && text == b"type";
                }
            }
            b',' => {
                if let Some(level) = levels.last_mut() {
                    level.expects_key = level.is_object;
                }
            }
            _ => {}
        }
        at += 1;
    }
    let is_cut_off = !levels.is_empty();
    if has_type {
        Some(Format::GeoJson)
    } else {
        // A cut-off file goes to the reader that its name asks for, which says so.
        by_extension.filter(|format| is_cut_off || *format == Format::QgcPlan)
    }
}

fn is_list_of_features(levels: &[Level<'_>]) -> bool {
    match levels {
        // Some publishers of ED-269 leave the outermost object out.
        [list] => !list.is_object,
        [_, list] => list.under == b"features" && !list.is_object,
        _ => false,
    }
}

/// What the member that was just read says about the format.
fn deciding(levels: &[Level<'_>]) -> Option<Format> {
    let (level, parents) = levels.split_last()?;
    let within = |name: &[u8]| levels.iter().any(|level| level.under == name);
    match level.key {
        b"UASZoneList" | b"uasZoneList" | b"UASZonesList" if parents.is_empty() => {
            Some(Format::Ed269)
        }
        b"fileType" | b"geoFence" | b"mission" | b"rallyPoints" if parents.is_empty() => {
            Some(Format::QgcPlan)
        }
        b"horizontalProjection" => Some(Format::Ed269),
        // ED-269 has these in the feature itself, ED-318 in its properties.
        b"restriction" | b"applicability" | b"zoneAuthority" | b"uSpaceClass"
            if is_list_of_features(parents) =>
        {
            Some(Format::Ed269)
        }
        b"zoneAuthority" | b"limitedApplicability" if within(b"properties") => Some(Format::Ed318),
        b"layer" if within(b"geometry") || within(b"geometries") => Some(Format::Ed318),
        _ => None,
    }
}

/// The raw text of a string up to its closing quote, and how long it is with that quote.
fn string(bytes: &[u8]) -> (&[u8], usize) {
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => return (bytes.get(..at).unwrap_or_default(), at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    (b"", bytes.len())
}
