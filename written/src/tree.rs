//! What a file holds: values, each with the bytes that it was read from.

use crate::problem::{Place, Problem};
use crate::report::{Report, Spot, say};
use crate::{json_tree, toml_tree};
use geofences::Severity;
use std::ops::Range;

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notation {
    /// TOML 1.1.
    Toml,
    /// JSON (RFC 8259).
    Json,
    /// Comma-separated values (RFC 4180): rows, which their reader takes apart itself.
    Csv,
}

impl Notation {
    /// The notation that a file's name says: `.json` in any case is JSON, all others are TOML.
    pub fn of_file(name: &str) -> Self {
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        if extension.eq_ignore_ascii_case("json") {
            Self::Json
        } else {
            Self::Toml
        }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Toml => "TOML",
            Self::Json => "JSON",
            Self::Csv => "CSV",
        }
    }

    /// The code of problems that its parser found.
    pub fn broken(self) -> &'static str {
        match self {
            Self::Toml => "not-toml",
            Self::Json => "not-json",
            Self::Csv => "not-csv",
        }
    }
}

/// A value, and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// The bytes of the text that it was read from.
    pub span: Range<usize>,
}

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A text.
    Text(String),
    /// A whole number.
    Whole {
        /// The number; none where 128 bits do not hold it.
        number: Option<i128>,
        /// As it is written.
        written: String,
    },
    /// A number with a fraction or an exponent.
    Number {
        /// The number; infinite where 64 bits do not hold it.
        number: f64,
        /// As it is written.
        written: String,
    },
    /// Yes or no.
    Flag(bool),
    /// A date, a time of the day or both, as RFC 3339 writes it. JSON has none: there it is a text.
    DateTime(String),
    /// JSON's `null`, which nothing may be.
    Null,
    /// A list.
    List(Vec<Node>),
    /// A table, ascending by key.
    Table(Vec<Entry>),
}

/// What a table gives for a key.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// The bytes of the text that the key was read from.
    pub key_span: Range<usize>,
    /// Its value.
    pub node: Node,
}

impl Value {
    /// What it is, in English and Chinese.
    pub fn type_name(&self) -> (&'static str, &'static str) {
        match self {
            Self::Text(_) => ("a text", "文本"),
            Self::Whole { .. } => ("a whole number", "整数"),
            Self::Number { .. } => ("a number", "数字"),
            Self::Flag(_) => ("true or false", "真假值"),
            Self::DateTime(_) => ("a date or time", "日期时间"),
            Self::Null => ("null", "空值 null"),
            Self::List(_) => ("a list", "列表"),
            Self::Table(_) => ("a table", "表"),
        }
    }
}

/// Reads the report's text as its notation says, as a table. What is no such text is noted, once for JSON and each
/// mistake for TOML; what could be read is there. CSV has no tables: of it there is nothing.
pub fn parse<N>(report: &Report<'_, N>) -> Node {
    match report.notation() {
        Notation::Toml => toml_tree::parse(report),
        Notation::Json => json_tree::parse(report),
        Notation::Csv => nothing(),
    }
}

/// Notes that a text is not of its notation at an offset.
pub(crate) fn note_broken<N>(report: &Report<'_, N>, offset: usize, message: &str) {
    let notation = report.notation();
    let name = notation.name();
    let what = say(
        format!("not {name}: {message}"),
        format!("不是合法的 {name}：{message}"),
    );
    let spot = Spot::new(offset, "");
    report.error(notation.broken(), &spot, what, None);
}

/// A table without any key.
pub(crate) fn nothing() -> Node {
    Node {
        value: Value::Table(Vec::new()),
        span: 0..0,
    }
}

/// What people write by hand is smaller than this, bytes.
const MOST_BYTES: usize = 16 << 20;

/// The text of a file's bytes, without a byte order mark before it.
///
/// # Errors
///
/// The problem that the bytes are too many or not UTF-8, at the first byte that is not.
pub fn text_of<'a>(file: &str, bytes: &'a [u8]) -> Result<&'a str, Box<Problem>> {
    let problem = |code, good: &str, what, help| {
        Box::new(Problem {
            severity: Severity::Error,
            code,
            place: Place {
                file: file.to_owned(),
                line: good.matches('\n').count() + 1,
                column: good.chars().rev().take_while(|c| *c != '\n').count() + 1,
                key: String::new(),
            },
            what,
            help: Some(help),
        })
    };
    if bytes.len() > MOST_BYTES {
        let count = bytes.len();
        let what = say(
            format!("the file has {count} bytes; {MOST_BYTES} are the most"),
            format!("文件有 {count} 字节，最多 {MOST_BYTES} 字节"),
        );
        let help = say("split it into several files", "请拆分为多个文件");
        return Err(problem("too-large", "", what, help));
    }
    match str::from_utf8(bytes) {
        Ok(text) => Ok(text.strip_prefix('\u{feff}').unwrap_or(text)),
        Err(error) => {
            let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
            let what = say(
                "from here on the file is not UTF-8",
                "文件自此处起不是 UTF-8 编码",
            );
            let help = say(
                "save it as UTF-8 (not as GBK or UTF-16)",
                "请以 UTF-8 编码保存（而非 GBK 或 UTF-16）",
            );
            let good = String::from_utf8_lossy(good);
            Err(problem("not-utf-8", &good, what, help))
        }
    }
}
