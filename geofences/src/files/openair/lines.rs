//! OpenAir text as numbered records.

use std::borrow::Cow;

/// One line of the file that says something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Record<'a> {
    /// Counted from 1.
    pub line: usize,
    /// The record type, `AC`, `DP`, `V`…, as written.
    pub key: &'a str,
    /// What follows, without surrounding blanks.
    pub rest: &'a str,
}

/// The file as text, and whether it had to be read as Latin-1 because it is no UTF-8.
///
/// OpenAir names no encoding. Latin-1 gives every byte a character, so that nothing that is
/// decided upon (all of it ASCII) can get lost; only names may look odd.
pub(super) fn text_of(bytes: &[u8]) -> (Cow<'_, str>, bool) {
    match std::str::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text.trim_start_matches('\u{feff}')), false),
        Err(_) => (
            Cow::Owned(bytes.iter().map(|&byte| char::from(byte)).collect()),
            true,
        ),
    }
}

/// The records of a text: comments (`*`) and empty lines are left out; lines end with CR LF, LF
/// or CR.
pub(super) fn records(text: &str) -> impl Iterator<Item = Record<'_>> {
    lines(text).enumerate().filter_map(|(index, line)| {
        let line = line.trim();
        if line.is_empty() || line.starts_with('*') {
            return None;
        }
        let (key, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        Some(Record {
            line: index + 1,
            key,
            rest: rest.trim(),
        })
    })
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    let has_line_feeds = text.contains('\n');
    text.split(move |c| c == '\n' || (c == '\r' && !has_line_feeds))
}

/// A value without the comment that may follow it on its line.
pub(super) fn without_comment(value: &str) -> &str {
    value.split('*').next().unwrap_or("").trim()
}
