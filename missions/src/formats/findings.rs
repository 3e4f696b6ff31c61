//! What a reader finds wrong, with its place, and no more of it than people read.

use geofences::{Bilingual, Problem, ProblemPlace, Severity};

/// After so many problems the rest is counted only.
const MOST_PROBLEMS: usize = 1_000;

/// The problems of one file.
#[derive(Debug)]
pub(super) struct Findings<'a> {
    file: &'a str,
    problems: Vec<Problem>,
    shed: usize,
    has_failed: bool,
}

impl<'a> Findings<'a> {
    pub(super) fn new(file: &'a str) -> Self {
        Self {
            file,
            problems: Vec::new(),
            shed: 0,
            has_failed: false,
        }
    }

    /// Whether something is wrong that leaves no mission.
    pub(super) fn has_failed(&self) -> bool {
        self.has_failed
    }

    pub(super) fn error(&mut self, code: &'static str, place: ProblemPlace, what: Bilingual) {
        self.report(Severity::Error, code, place, what, None);
    }

    pub(super) fn warning(&mut self, code: &'static str, place: ProblemPlace, what: Bilingual) {
        self.report(Severity::Warning, code, place, what, None);
    }

    pub(super) fn report(
        &mut self,
        severity: Severity,
        code: &'static str,
        place: ProblemPlace,
        what: Bilingual,
        help: Option<Bilingual>,
    ) {
        self.has_failed |= severity == Severity::Error;
        if self.problems.len() >= MOST_PROBLEMS {
            self.shed += 1;
            return;
        }
        let file = Some(self.file.to_owned());
        self.problems.push(Problem {
            severity,
            code,
            place: ProblemPlace { file, ..place },
            what,
            help,
        });
    }

    /// All of them; the last one says how many more there are.
    pub(super) fn into_problems(mut self) -> Vec<Problem> {
        if self.shed > 0 {
            let severity = if self.has_failed {
                Severity::Error
            } else {
                Severity::Warning
            };
            self.problems.push(Problem {
                severity,
                code: "too-many-problems",
                place: ProblemPlace {
                    file: Some(self.file.to_owned()),
                    ..ProblemPlace::default()
                },
                what: Bilingual::new(
                    format!("{} more problems are not listed", self.shed),
                    format!("另有 {} 个问题未列出", self.shed),
                ),
                help: None,
            });
        }
        self.problems
    }
}

/// A place by its item, its field and its line.
pub(super) fn place(
    feature: Option<usize>,
    field: impl Into<Option<String>>,
    line: Option<usize>,
) -> ProblemPlace {
    ProblemPlace {
        feature,
        field: field.into(),
        line,
        ..ProblemPlace::default()
    }
}

/// The text of a file.
pub(super) fn text_of<'b>(bytes: &'b [u8], findings: &mut Findings<'_>) -> Option<&'b str> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text),
        Err(error) => {
            let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
            let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
            findings.error(
                "text-encoding",
                place(None, None, Some(line)),
                Bilingual::new("the file is not UTF-8 text", "文件不是 UTF-8 文本"),
            );
            None
        }
    }
}
