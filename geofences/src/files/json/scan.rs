//! Finds the members of a JSON document and the byte ranges of its features, without parsing them.
//!
//! The scan knows strings and brackets and nothing else; what lies between is checked when the
//! features are parsed. It does not recurse, so that no nesting exhausts the stack.

use memchr::{memchr_iter, memchr2, memchr3};

/// What a document consists of.
#[derive(Debug, Default)]
pub(crate) struct Scan<'a> {
    /// The members beside the list of features: key and value as text.
    pub(crate) members: Vec<(&'a str, &'a str)>,
    /// The features.
    pub(crate) items: Vec<ScannedItem<'a>>,
    /// How many lists of features there are.
    pub(crate) lists: usize,
    /// Where the scan ended before the document did, and why.
    pub(crate) fault: Option<ScanFault>,
}

/// One feature as text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ScannedItem<'a> {
    pub(crate) text: &'a str,
    /// The line on which it starts, from 1.
    pub(crate) line: usize,
}

/// Why a scan ended early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ScanFault {
    pub(crate) kind: ScanFaultKind,
    /// The line, from 1.
    pub(crate) line: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ScanFaultKind {
    /// Nothing but space.
    Empty,
    /// It does not start as JSON objects and lists do.
    NotJson,
    /// The document ends inside a value.
    Truncated,
    /// Something stands where a comma, a colon, a key or a bracket belongs.
    Unexpected,
    /// Something follows the document's end.
    Trailing,
    /// More than [`MOST_FEATURES`].
    TooMany,
}

/// More features than this are refused, so that a file of nothing but commas cannot fill the
/// memory: as many fit in 100 MB when each has 25 bytes, and the least zone has a hundred.
pub(crate) const MOST_FEATURES: usize = 4_000_000;

/// Scans `text`; members that are lists under one of `list_names` are lists of features, and so
/// is the whole document when it is a list and `top_level_list` says so.
pub(crate) fn scan<'a>(text: &'a str, list_names: &[&str], top_level_list: bool) -> Scan<'a> {
    let mut scanner = Scanner {
        text,
        at: 0,
        counted_to: 0,
        line: 1,
        found: Scan::default(),
    };
    if let Err(kind) = scanner.document(list_names, top_level_list) {
        let at = scanner.at;
        let line = scanner.line_of(at);
        scanner.found.fault = Some(ScanFault { kind, line });
    }
    scanner.found
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
    counted_to: usize,
    line: usize,
    found: Scan<'a>,
}

type Step<T> = Result<T, ScanFaultKind>;

impl<'a> Scanner<'a> {
    fn document(&mut self, list_names: &[&str], top_level_list: bool) -> Step<()> {
        match self.next_byte() {
            None => return Err(ScanFaultKind::Empty),
            Some(b'{') => self.object(list_names)?,
            Some(b'[') if top_level_list => self.list()?,
            Some(_) => return Err(ScanFaultKind::NotJson),
        }
        match self.next_byte() {
            None => Ok(()),
            Some(_) => Err(ScanFaultKind::Trailing),
        }
    }

    fn object(&mut self, list_names: &[&str]) -> Step<()> {
        self.at += 1;
        if self.next_byte() == Some(b'}') {
            self.at += 1;
            return Ok(());
        }
        loop {
            if self.required_byte()? != b'"' {
                return Err(ScanFaultKind::Unexpected);
            }
            let quoted = self.value()?;
            let key = quoted.trim_matches('"');
            if self.required_byte()? != b':' {
                return Err(ScanFaultKind::Unexpected);
            }
            self.at += 1;
            if self.required_byte()? == b'[' && list_names.contains(&key) {
                self.list()?;
            } else {
                let value = self.value()?;
                self.found.members.push((key, value));
            }
            if self.ends_with(b'}')? {
                return Ok(());
            }
        }
    }

    fn list(&mut self) -> Step<()> {
        self.found.lists += 1;
        self.at += 1;
        if self.next_byte() == Some(b']') {
            self.at += 1;
            return Ok(());
        }
        loop {
            self.required_byte()?;
            if self.found.items.len() >= MOST_FEATURES {
                return Err(ScanFaultKind::TooMany);
            }
            let start = self.at;
            let text = self.value()?;
            let line = self.line_of(start);
            self.found.items.push(ScannedItem { text, line });
            if self.ends_with(b']')? {
                return Ok(());
            }
        }
    }

    /// After a value: true at the closing bracket, false at a comma.
    fn ends_with(&mut self, closing: u8) -> Step<bool> {
        match self.required_byte()? {
            b',' => {
                self.at += 1;
                Ok(false)
            }
            byte if byte == closing => {
                self.at += 1;
                Ok(true)
            }
            _ => Err(ScanFaultKind::Unexpected),
        }
    }

    /// The next byte that is no space, which stays to be read.
    fn next_byte(&mut self) -> Option<u8> {
        let rest = self.text.as_bytes().get(self.at..)?;
        let spaces = rest
            .iter()
            .take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'))
            .count();
        self.at += spaces;
        rest.get(spaces).copied()
    }

    fn required_byte(&mut self) -> Step<u8> {
        self.next_byte().ok_or(ScanFaultKind::Truncated)
    }

    /// The value that starts here, as text; afterwards its end is here.
    fn value(&mut self) -> Step<&'a str> {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let end = match bytes.get(start) {
            Some(b'"') => end_of_string(bytes, start),
            Some(b'{') => end_of_brackets(bytes, start, b'{', b'}'),
            Some(b'[') => end_of_brackets(bytes, start, b'[', b']'),
            _ => Some(end_of_scalar(bytes, start)),
        }
        .ok_or(ScanFaultKind::Truncated)?;
        if end == start {
            return Err(ScanFaultKind::Unexpected);
        }
        self.at = end;
        self.text.get(start..end).ok_or(ScanFaultKind::Unexpected)
    }

    /// The line of a place that is not before the last one asked for.
    fn line_of(&mut self, at: usize) -> usize {
        if let Some(passed) = self.text.as_bytes().get(self.counted_to..at) {
            self.line += memchr_iter(b'\n', passed).count();
            self.counted_to = at;
        }
        self.line
    }
}

fn end_of_string(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    loop {
        at += memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes.get(at) == Some(&b'"') {
            return Some(at + 1);
        }
        at += 2;
    }
}

/// Counts one kind of brackets only: in valid JSON the other kind is balanced in between, and in
/// invalid JSON the parse of the feature finds the fault. Coordinates are passed over at the speed of `memchr`.
fn end_of_brackets(bytes: &[u8], start: usize, opening: u8, closing: u8) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = start;
    loop {
        at += memchr3(b'"', opening, closing, bytes.get(at..)?)?;
        match bytes.get(at)? {
            b'"' => at = end_of_string(bytes, at)?,
            byte if *byte == opening => {
                depth += 1;
                at += 1;
            }
            _ => {
                depth = depth.checked_sub(1)?;
                at += 1;
                if depth == 0 {
                    return Some(at);
                }
            }
        }
    }
}

fn end_of_scalar(bytes: &[u8], start: usize) -> usize {
    let rest = bytes.get(start..).unwrap_or_default();
    let length = rest.iter().position(|byte| {
        matches!(
            byte,
            b',' | b']' | b'}' | b':' | b' ' | b'\t' | b'\n' | b'\r'
        )
    });
    start + length.unwrap_or(rest.len())
}
