//! What is kept of signatures, so that nothing old is taken after a restart, nor after a crash: marks that
//! lie ahead of all that was seen.
//!
//! A file of lines: whose, the newest mark of all, and for each stream system, component, link and mark. What was
//! written together ends with a line that says so, with its checksum; later lines of the same key take the place of
//! earlier ones. What comes after the last such line was being written when all ended: it never counted. Now and
//! then the file is written anew with what holds.

use super::{KeyFor, Stamps, Stream};
use crate::link::frame::Sender;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Up to where the timestamps of a key are refused.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// Nothing later was seen or signed, 10 µs since 2015.
    pub newest: u64,
    /// Nothing later was seen in each stream.
    pub streams: Vec<(Stream, u64)>,
}

impl Marks {
    /// Lies no lower than others from then on, in any stream.
    pub fn raise(&mut self, others: &Self) {
        self.newest = self.newest.max(others.newest);
        let mut streams: Stamps = self.streams.iter().copied().collect();
        for (stream, mark) in &others.streams {
            let before = streams.of(*stream).unwrap_or_default();
            streams.set(*stream, before.max(*mark));
        }
        self.streams = streams.iter().collect();
    }
}

/// Marks, and of whose key.
pub type KeptMarks = (KeyFor, Marks);

const END: &str = "end";
/// The file is written anew when it has grown to so much more than what it had then.
const GROWTH: u64 = 8;
/// … and by no less than this, bytes.
const LEAST_GROWTH: u64 = 1 << 20;

/// Writes marks in place of what was kept. The file is whole at any time, and on the disk when this returns.
///
/// # Errors
/// It cannot be written: then what was kept before is still there.
pub fn write_marks<'a>(
    path: &Path,
    marks: impl IntoIterator<Item = (&'a KeyFor, &'a Marks)>,
) -> io::Result<()> {
    let text = together(marks);
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

/// What is written together.
fn together<'a>(marks: impl IntoIterator<Item = (&'a KeyFor, &'a Marks)>) -> String {
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
    let sum = crc32fast::hash(text.as_bytes());
    let _ = writeln!(text, "{END} {sum:08x}");
    text
}

/// The file, to which marks are added. All that is to be in it is known here as well: after a failure, and where
/// somebody took the file away, the next that is added is written with all others.
#[derive(Debug)]
pub struct MarksFile {
    path: PathBuf,
    all: BTreeMap<KeyFor, Marks>,
    /// `None` where it has to be written anew first.
    file: Option<fs::File>,
    length: u64,
    /// How long it was when it was written anew.
    length_before: u64,
}

impl MarksFile {
    /// The file at a path, in which this was kept. It is opened when something is added.
    pub fn at(path: PathBuf, kept: BTreeMap<KeyFor, Marks>) -> Self {
        Self {
            path,
            all: kept,
            file: None,
            length: 0,
            length_before: 0,
        }
    }

    /// Adds marks, in place of what was kept of the same keys. They are on the disk when this returns.
    ///
    /// # Errors
    /// They cannot be written: then what was kept before still is, and these are with what is added next.
    pub fn add(&mut self, marks: Vec<KeptMarks>) -> io::Result<()> {
        let text = self.is_to_be_added_to().then(|| together(borrowed(&marks)));
        self.all.extend(marks);
        let added = match text {
            Some(text) => self.append(&text),
            None => self.write_anew(),
        };
        if added.is_err() {
            // What there is of it may be half of it.
            self.file = None;
        }
        added
    }

    /// Whether the file is there, and has not grown too much.
    fn is_to_be_added_to(&self) -> bool {
        let longest = (self.length_before * GROWTH).max(LEAST_GROWTH);
        let (Some(file), Ok(there)) = (&self.file, fs::metadata(&self.path)) else {
            return false;
        };
        let is_it = file.metadata().is_ok_and(|it| is_same(&it, &there));
        is_it && there.len() == self.length && self.length < longest
    }

    fn append(&mut self, text: &str) -> io::Result<()> {
        let Some(file) = &mut self.file else {
            return Ok(());
        };
        file.write_all(text.as_bytes())?;
        file.sync_data()?;
        self.length += text.len() as u64;
        Ok(())
    }

    fn write_anew(&mut self) -> io::Result<()> {
        self.file = None;
        write_marks(&self.path, &self.all)?;
        let file = fs::File::options().append(true).open(&self.path)?;
        self.length = file.metadata()?.len();
        self.length_before = self.length;
        self.file = Some(file);
        Ok(())
    }
}

#[cfg(unix)]
fn is_same(a: &fs::Metadata, b: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (a.dev(), a.ino()) == (b.dev(), b.ino())
}

#[cfg(not(unix))]
fn is_same(_: &fs::Metadata, _: &fs::Metadata) -> bool {
    true
}

fn borrowed(marks: &[KeptMarks]) -> impl Iterator<Item = (&KeyFor, &Marks)> {
    marks.iter().map(|(whose, marks)| (whose, marks))
}

/// Reads marks. None where there is no file yet.
///
/// # Errors
/// It cannot be read, or is not whole: what was seen is not known then, and nothing signed may be taken on
/// its word.
pub fn read_marks(path: &Path) -> io::Result<Vec<KeptMarks>> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    // What was being written when all ended may be no text.
    let text = String::from_utf8_lossy(&bytes);
    parse(&text).ok_or_else(|| io::Error::from(io::ErrorKind::InvalidData))
}

/// `None` where nothing is whole, or something that was whole is damaged.
fn parse(text: &str) -> Option<Vec<KeptMarks>> {
    let mut all = BTreeMap::new();
    let (mut left, mut is_any_whole) = (text, false);
    while let Some((marks, rest)) = parse_together(left) {
        all.extend(marks);
        is_any_whole = true;
        left = rest;
    }
    // Where an end stands behind what is not whole, that was whole once, and is damaged.
    let mut lines = left
        .split_inclusive('\n')
        .filter_map(|line| line.strip_suffix('\n'));
    let is_last = lines.all(|line| sum_of_end(line).is_none());
    (is_any_whole && is_last).then(|| all.into_iter().collect())
}

/// The checksum in a line that ends what was written together. All others have more words.
fn sum_of_end(line: &str) -> Option<&str> {
    let mut words = line.split(' ');
    match (words.next(), words.next(), words.next()) {
        (Some(END), Some(sum), None) => Some(sum),
        _ => None,
    }
}

/// What was written together first, and what comes after it.
fn parse_together(text: &str) -> Option<(Vec<KeptMarks>, &str)> {
    let mut marks = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let words = line.strip_suffix('\n')?;
        if let Some(sum) = sum_of_end(words) {
            let (body, rest) = text.split_at_checked(at)?;
            let is_right = u32::from_str_radix(sum, 16).ok()? == crc32fast::hash(body.as_bytes());
            return is_right.then_some((marks, rest.get(line.len()..)?));
        }
        marks.push(parse_line(words)?);
        at += line.len();
    }
    None
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
    fn marks_that_are_raised_to_others_go_up_in_each_stream_and_never_down() {
        let of = |newest, streams: &[(u8, u64)]| {
            let sender = Sender {
                system: 7,
                component: 1,
            };
            let stream = |(link, mark): &(u8, u64)| {
                (
                    Stream {
                        sender,
                        link: *link,
                    },
                    *mark,
                )
            };
            let streams = streams.iter().map(stream).collect();
            Marks { newest, streams }
        };
        let (low, high) = (of(8, &[(0, 5), (2, 8)]), of(9, &[(0, 4), (1, 9), (2, 9)]));
        let both = of(9, &[(0, 5), (1, 9), (2, 9)]);
        for (first, second) in [(&low, &high), (&high, &low)] {
            let mut marks = first.clone();
            marks.raise(second);
            assert_eq!(marks, both);
        }
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
        assert_eq!(parse(&whole.replace("7/1/0=5000", "7/1/0=5001")), None);
        assert_eq!(parse(&whole.replace("7/1/0", "7/1")), None);
        assert_eq!(parse(&whole.replace("=5000", "=-1")), None);
    }

    /// Two batches as they lie in a file, with what holds of them.
    fn added() -> (String, String, Vec<KeptMarks>) {
        let path = std::env::temp_dir().join(format!("haiou-added-{}", std::process::id()));
        fs::remove_file(&path).ok();
        let mut file = MarksFile::at(path.clone(), BTreeMap::new());
        file.add(marks()).unwrap();
        let first = fs::read_to_string(&path).unwrap();
        let mut later = marks()[0].clone();
        later.1.newest += 9;
        let another = KeyFor::Stations {
            endpoint: END.to_owned(),
        };
        let second = vec![later.clone(), (another, Marks::default())];
        file.add(second.clone()).unwrap();
        let both = fs::read_to_string(&path).unwrap();
        assert!(both.starts_with(&first));
        let mut holds = vec![later, marks()[1].clone(), second[1].clone()];
        holds.sort_by(|(a, _), (b, _)| a.cmp(b));
        assert_eq!(read_marks(&path).unwrap(), holds);
        // What goes on with the file keeps all of it.
        let kept = read_marks(&path).unwrap().into_iter().collect();
        let mut anew = MarksFile::at(path.clone(), kept);
        anew.add(Vec::new()).unwrap();
        assert_eq!(read_marks(&path).unwrap(), holds);
        fs::remove_file(&path).unwrap();
        (first, both, holds)
    }

    #[test]
    fn what_is_added_takes_the_place_of_what_was_kept_of_the_same_key() {
        added();
    }

    #[test]
    fn what_was_cut_off_while_it_was_added_never_counted() {
        let (first, both, holds) = added();
        let before = parse(&first).unwrap();
        for length in first.len()..both.len() - 1 {
            assert_eq!(parse(&both[..length]), Some(before.clone()), "{length}");
        }
        assert_eq!(parse(&both), Some(holds));
        let path = std::env::temp_dir().join(format!("haiou-torn-{}", std::process::id()));
        let mut torn = first.into_bytes();
        torn.extend_from_slice(b"radio 7 \xFF\x00\x80");
        fs::write(&path, torn).unwrap();
        assert_eq!(read_marks(&path).unwrap(), before);
        fs::remove_file(&path).unwrap();
    }

    #[test]
    fn what_is_damaged_before_the_last_is_refused_wherever_it_is() {
        let (first, both, _) = added();
        let second = &both[first.len()..];
        let three = format!("{both}{second}");
        for at in 0..both.len() {
            let mut damaged = three.clone().into_bytes();
            damaged[at] ^= 1;
            let damaged = String::from_utf8(damaged).unwrap();
            assert_eq!(parse(&damaged), None, "{at}");
        }
    }

    /// A folder with a file of marks in it.
    fn folder(name: &str) -> (PathBuf, PathBuf) {
        let folder = std::env::temp_dir().join(format!("haiou-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join("marks");
        (folder, path)
    }

    #[test]
    fn a_file_that_has_grown_is_written_anew() {
        let (folder, path) = folder("grown");
        let mut file = MarksFile::at(path.clone(), BTreeMap::new());
        let mut longest = 0;
        let many = vec![marks()[0].clone(); 2_000];
        let each = together(borrowed(&many)).len() as u64;
        for _ in 0..30 {
            file.add(many.clone()).unwrap();
            longest = longest.max(file.length);
        }
        assert!(longest >= LEAST_GROWTH && longest < LEAST_GROWTH + each);
        assert!(fs::metadata(&path).unwrap().len() <= longest);
        assert_eq!(read_marks(&path).unwrap(), marks()[..1]);
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn what_could_not_be_written_is_with_what_comes_next() {
        let (folder, path) = folder("failed");
        let mut file = MarksFile::at(path.clone(), BTreeMap::new());
        fs::remove_dir_all(&folder).unwrap();
        assert!(file.add(marks()[..1].to_vec()).is_err());
        fs::create_dir_all(&folder).unwrap();
        file.add(marks()[1..].to_vec()).unwrap();
        assert_eq!(read_marks(&path).unwrap(), marks());
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn a_file_that_somebody_took_away_or_changed_is_there_again_with_what_comes_next() {
        let (folder, path) = folder("taken");
        let mut file = MarksFile::at(path.clone(), BTreeMap::new());
        let (first, second) = (marks()[..1].to_vec(), marks()[1..].to_vec());
        file.add(first.clone()).unwrap();
        fs::remove_file(&path).unwrap();
        file.add(second.clone()).unwrap();
        assert_eq!(read_marks(&path).unwrap(), marks());
        fs::write(&path, "").unwrap();
        file.add(second.clone()).unwrap();
        assert_eq!(read_marks(&path).unwrap(), marks());
        fs::rename(&path, folder.join("elsewhere")).unwrap();
        fs::write(&path, "somebody else's").unwrap();
        file.add(second).unwrap();
        assert_eq!(read_marks(&path).unwrap(), marks());
        fs::remove_dir_all(&folder).unwrap();
    }
}
