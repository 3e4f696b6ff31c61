//! What is kept of signatures, so that nothing old is taken after a restart, nor after a crash: marks that
//! lie ahead of all that was seen.
//!
//! A file of lines: whose, the newest mark of all, and for each stream system, component, link and mark.
//! It ends with a line that says so: a file without it was cut off.

use super::{KeyFor, Stream};
use crate::link::frame::Sender;
use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

/// Up to where the timestamps of a key are refused.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// Nothing later was seen or signed, 10 µs since 2015.
    pub newest: u64,
    /// Nothing later was seen in each stream.
    pub streams: Vec<(Stream, u64)>,
}

/// Marks, and of whose key.
pub type KeptMarks = (KeyFor, Marks);

const END: &str = "end";

/// Writes marks in place of what was kept. The file is whole at any time, and on the disk when this returns.
///
/// # Errors
/// It cannot be written: then what was kept before is still there.
pub fn write_marks<'a>(
    path: &Path,
    marks: impl IntoIterator<Item = (&'a KeyFor, &'a Marks)>,
) -> io::Result<()> {
    let mut text = String::new();
    for (whose, marks) in marks {
        let _ = write!(text, "{whose} {}", marks.newest);
        for (Stream { sender, link }, mark) in &marks.streams {
            let _ = write!(
                text,
                " {}/{}/{link}={mark}",
                sender.system, sender.component
            );
        }
        text.push('\n');
    }
    text.push_str(END);
    text.push('\n');
    let beside = path.with_extension("new");
    let mut file = fs::File::create(&beside)?;
    file.write_all(text.as_bytes())?;
    file.sync_data()?;
    fs::rename(&beside, path)?;
    // That it has this name now is on the disk only with its folder.
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => fs::File::open(folder)?.sync_all(),
        _ => fs::File::open(".")?.sync_all(),
    }
}

/// Reads marks. None where there is no file yet.
///
/// # Errors
/// It cannot be read, or is not whole: what was seen is not known then, and nothing signed may be taken on
/// its word.
pub fn read_marks(path: &Path) -> io::Result<Vec<KeptMarks>> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    parse(&text).ok_or_else(|| io::Error::from(io::ErrorKind::InvalidData))
}

fn parse(text: &str) -> Option<Vec<KeptMarks>> {
    let body = text.strip_suffix('\n')?.strip_suffix(END)?;
    body.lines().map(parse_line).collect()
}

fn parse_line(line: &str) -> Option<KeptMarks> {
    let mut words = line.split(' ');
    let whose = KeyFor::parse(words.next()?, words.next()?)?;
    let newest = words.next()?.parse().ok()?;
    let streams = words.map(parse_stream).collect::<Option<_>>()?;
    Some((whose, Marks { newest, streams }))
}

fn parse_stream(word: &str) -> Option<(Stream, u64)> {
    let (stream, mark) = word.split_once('=')?;
    let mut parts = stream.split('/');
    let mut part = || parts.next()?.parse().ok();
    let sender = Sender {
        system: part()?,
        component: part()?,
    };
    let link = part()?;
    let is_whole = parts.next().is_none();
    is_whole.then_some((Stream { sender, link }, mark.parse().ok()?))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn borrowed(marks: &[KeptMarks]) -> impl Iterator<Item = (&KeyFor, &Marks)> {
        marks.iter().map(|(whose, marks)| (whose, marks))
    }

    fn marks() -> Vec<KeptMarks> {
        let stream = |component, link| Stream {
            sender: Sender {
                system: 7,
                component,
            },
            link,
        };
        let streams = vec![(stream(1, 0), 5_000), (stream(100, 3), 1 << 47)];
        let newest = (1 << 47) + 5;
        let group = "radio".to_owned();
        let vehicle = KeyFor::Vehicle { group, system: 7 };
        let endpoint = "room".to_owned();
        vec![
            (vehicle, Marks { newest, streams }),
            (KeyFor::Stations { endpoint }, Marks::default()),
        ]
    }

    #[test]
    fn what_is_kept_is_read_again_and_replaced_whole() {
        let path = std::env::temp_dir().join(format!("haiou-marks-{}", std::process::id()));
        assert_eq!(read_marks(&path).unwrap(), []);
        write_marks(&path, borrowed(&marks())).unwrap();
        assert_eq!(read_marks(&path).unwrap(), marks());
        write_marks(&path, borrowed(&marks()[1..])).unwrap();
        assert_eq!(read_marks(&path).unwrap(), marks()[1..]);
        fs::remove_file(&path).unwrap();
    }

    #[test]
    fn a_file_that_was_cut_off_anywhere_or_holds_something_else_is_refused() {
        let path = std::env::temp_dir().join(format!("haiou-cut-{}", std::process::id()));
        write_marks(&path, borrowed(&marks())).unwrap();
        let whole = fs::read_to_string(&path).unwrap();
        fs::remove_file(&path).unwrap();
        for length in 0..whole.len() {
            assert_eq!(parse(&whole[..length]), None, "{length}");
        }
        assert_eq!(parse(&whole.replace("7/1/0", "7/1")), None);
        assert_eq!(parse(&whole.replace("=5000", "=-1")), None);
    }
}
