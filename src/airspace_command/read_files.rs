//! Airspace files from disk, each read whole, with everything that is wrong with them together.

use crate::console::Console;
use chrono::FixedOffset;
use geofences::files::{self, AirspaceFile, Format, ReadOptions};
use geofences::{Bilingual, Problem, ProblemPlace, Severity, ZoneId};
use std::collections::HashMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// Clock times without a zone are told in Asia/Shanghai, which has had UTC+8 all year since 1992.
const LOCAL_OFFSET_S: i32 = 8 * 3600;

/// Reading shows its progress from this size on, bytes; smaller files are read at once.
const SHOW_PROGRESS_FROM: u64 = 4 << 20;

/// One file and what was read of it.
#[derive(Debug)]
pub struct LoadedFile {
    /// The name as the user gave it.
    pub name: String,
    /// Its format; `None` when nobody knows it, which a problem says.
    pub format: Option<Format>,
    /// Zones, obstacles and problems.
    pub content: AirspaceFile,
}

/// A file whose bytes could not be had.
#[derive(Debug)]
pub struct UnreadableFile {
    /// The name as the user gave it.
    pub name: String,
    /// What the operating system said.
    pub error: std::io::Error,
}

/// All the files of one command.
#[derive(Debug, Default)]
pub struct LoadedFiles {
    /// Those whose bytes were read, in the order given.
    pub files: Vec<LoadedFile>,
    /// Those that were not.
    pub unreadable: Vec<UnreadableFile>,
}

impl LoadedFiles {
    /// Reads all of them; one that fails does not keep the others from being read.
    pub fn read(paths: &[PathBuf], console: Console) -> Self {
        let mut loaded = Self::default();
        for path in paths {
            let name = path.display().to_string();
            match std::fs::read(path) {
                Ok(bytes) => {
                    let (format, content) = read_bytes(&name, &bytes, console);
                    loaded.files.push(LoadedFile {
                        name,
                        format,
                        content,
                    });
                }
                Err(error) => loaded.unreadable.push(UnreadableFile { name, error }),
            }
        }
        loaded.find_ids_in_two_files();
        loaded
    }

    /// All problems, file after file.
    pub fn problems(&self) -> impl Iterator<Item = &Problem> {
        self.files.iter().flat_map(|file| &file.content.problems)
    }

    /// How many problems have this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.problems()
            .filter(|problem| problem.severity == severity)
            .count()
    }

    /// Whether every file could be read as airspace, be it with errors.
    pub fn are_readable(&self) -> bool {
        self.unreadable.is_empty() && self.files.iter().all(|file| file.format.is_some())
    }

    /// Whether all were read and none has an error.
    pub fn are_clean(&self) -> bool {
        self.unreadable.is_empty() && self.files.iter().all(|file| file.content.is_clean())
    }

    /// An id is unique within an airspace, not only within a file: a second zone of the same id
    /// would take the first one's place.
    fn find_ids_in_two_files(&mut self) {
        let mut first_file: HashMap<ZoneId, String> = HashMap::new();
        for LoadedFile { name, content, .. } in &mut self.files {
            let zones = content.zones.iter().map(|zone| &zone.id);
            let ids: Vec<ZoneId> = zones
                .chain(content.obstacles.iter().map(|obstacle| &obstacle.id))
                .cloned()
                .collect();
            for id in &ids {
                // Twice in one file is the reader's to report.
                if let Some(other) = first_file.get(id) {
                    let problem = id_in_two_files(id, name, other);
                    content.problems.push(problem);
                }
            }
            for id in ids {
                first_file.entry(id).or_insert_with(|| name.clone());
            }
        }
    }
}

fn id_in_two_files(id: &ZoneId, file: &str, other: &str) -> Problem {
    Problem {
        severity: Severity::Error,
        code: "id-in-two-files",
        place: ProblemPlace {
            file: Some(file.to_owned()),
            id: Some(id.as_str().to_owned()),
            ..ProblemPlace::default()
        },
        what: Bilingual::new(
            format!("the id is already used in {other}"),
            format!("标识已在 {other} 中使用"),
        ),
        help: Some(Bilingual::new(
            "give each zone and obstacle an id of its own",
            "请为每个空域和障碍物使用唯一标识",
        )),
    }
}

/// What a file holds, told with its progress where that can be seen.
fn read_bytes(name: &str, bytes: &[u8], console: Console) -> (Option<Format>, AirspaceFile) {
    let total = bytes.len() as u64;
    let line = ProgressLine::new(name, total, console);
    let on_progress = |done| line.show(done);
    let shown = console.shows_progress && total >= SHOW_PROGRESS_FROM;
    let options = ReadOptions {
        file: name,
        expected_extent: None,
        utc_offset: local_offset(),
        progress: shown.then_some(&on_progress),
    };
    let read = files::read(bytes, &options);
    if shown {
        line.clear();
    }
    read
}

/// The local time of the city.
pub(crate) fn local_offset() -> FixedOffset {
    // East of Greenwich by less than a day, as it is here, is always an offset.
    FixedOffset::east_opt(LOCAL_OFFSET_S).unwrap_or_else(|| chrono::Offset::fix(&chrono::Utc))
}

/// A line on standard error that says how far reading has come; told from any thread.
struct ProgressLine<'a> {
    name: &'a str,
    total: u64,
    console: Console,
    /// The last percentage that was drawn, so that each is drawn once.
    drawn: AtomicU64,
}

impl<'a> ProgressLine<'a> {
    fn new(name: &'a str, total: u64, console: Console) -> Self {
        Self {
            name,
            total,
            console,
            drawn: AtomicU64::new(0),
        }
    }

    fn show(&self, done: u64) {
        let percent = (done.min(self.total) * 100)
            .checked_div(self.total)
            .unwrap_or(100);
        if self.drawn.fetch_max(percent, Ordering::Relaxed) < percent {
            let reading = self.console.pick("reading", "正在读取");
            // The line is decoration: that it cannot be drawn is no reason to stop reading.
            let _ = write!(
                std::io::stderr(),
                "\r{reading} {} {percent:>3} %",
                file_name(self.name)
            );
        }
    }

    fn clear(&self) {
        let _ = write!(std::io::stderr(), "\r\u{1b}[2K");
    }
}

fn file_name(name: &str) -> &str {
    Path::new(name)
        .file_name()
        .and_then(|part| part.to_str())
        .unwrap_or(name)
}
