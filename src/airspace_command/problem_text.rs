//! Problems of files as people read them on a terminal.

use super::{LoadedFiles, UnreadableFile};
use crate::console::{Colour, Console};
use geofences::{Language, Problem, ProblemPlace, Severity};
use std::fmt::Write;

/// One problem: its severity, its place, what it is, and on a second line what would help.
pub fn problem_text(problem: &Problem, console: Console) -> String {
    let (label, colour) = match problem.severity {
        Severity::Error => (console.pick("error", "错误"), Some(Colour::Red)),
        Severity::Warning => (console.pick("warning", "警告"), Some(Colour::Yellow)),
        Severity::Note => (console.pick("note", "提示"), None),
    };
    let label = match colour {
        Some(colour) => console.paint(colour, label),
        None => label.to_owned(),
    };
    let place = place_text(&problem.place, console.language);
    let what = console.text(&problem.what);
    let mut text = format!("{label} [{}] {place}: {what}", problem.code);
    if let Some(help) = &problem.help {
        let _ = write!(text, "\n    → {}", console.text(help));
    }
    text
}

/// Where a problem is. Indices count from 0, as in the machine-readable form.
fn place_text(place: &ProblemPlace, language: Language) -> String {
    if language == Language::En {
        return place.to_string();
    }
    let mut text = place.file.clone().unwrap_or_else(|| "（输入）".to_owned());
    let numbered = [
        ("行", place.line),
        ("要素", place.feature),
        ("多边形", place.polygon),
        ("环", place.ring),
        ("顶点", place.vertex),
    ];
    for (name, number) in numbered {
        if let Some(number) = number {
            let _ = write!(text, " {name} {number}");
        }
        if name == "要素" {
            if let Some(id) = &place.id {
                let _ = write!(text, "“{id}”");
            }
            if let Some(field) = &place.field {
                let _ = write!(text, " 字段 {field}");
            }
        }
    }
    text
}

/// A file whose bytes could not be had.
pub fn unreadable_text(file: &UnreadableFile, console: Console) -> String {
    let label = console.paint(Colour::Red, console.pick("error", "错误"));
    let what = console.pick("cannot be read", "无法读取");
    format!("{label} {}: {what}: {}", file.name, file.error)
}

/// How many zones and obstacles there are, in words.
pub fn content_text(zones: usize, obstacles: usize, console: Console) -> String {
    match console.language {
        Language::En => format!(
            "{}, {}",
            counted(zones, "zone"),
            counted(obstacles, "obstacle")
        ),
        Language::Zh => format!("{zones} 个空域、{obstacles} 个障碍物"),
    }
}

fn counted(count: usize, thing: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {thing}{plural}")
}

/// How many problems there are, in words; empty when there is none.
pub fn counts_text(loaded: &LoadedFiles, console: Console) -> String {
    let kinds = [
        (Severity::Error, "error", "个错误"),
        (Severity::Warning, "warning", "个警告"),
        (Severity::Note, "note", "个提示"),
    ];
    let found = kinds.into_iter().filter_map(|(severity, en, zh)| {
        let count = loaded.count(severity);
        (count > 0).then(|| match console.language {
            Language::En => counted(count, en),
            Language::Zh => format!("{count} {zh}"),
        })
    });
    found.collect::<Vec<_>>().join(console.pick(", ", "、"))
}
