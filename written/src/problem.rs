//! What is wrong with a file, and where: as `geofences` tells it of airspace files, with the column and the way to
//! the key.

use geofences::{Bilingual, Language, Severity};
use std::fmt;

/// Where in a file a problem is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file's name as the user gave it.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The way to the key, such as `fleet[0].links[1].loss`, indices from 0; empty for the whole file.
    pub key: String,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)?;
        if !self.key.is_empty() {
            write!(f, " {}", self.key)?;
        }
        Ok(())
    }
}

/// One problem: what, where, and what would help.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// How much it matters: with an error the file holds nothing that could be used.
    pub severity: Severity,
    /// A stable name for machines, in kebab-case, for example `unknown-key`.
    pub code: &'static str,
    /// Where it is.
    pub place: Place,
    /// What is wrong.
    pub what: Bilingual,
    /// What would help.
    pub help: Option<Bilingual>,
}

impl Problem {
    /// The problem as people read it on a terminal, in a language: what would help is on a second line.
    pub fn text(&self, language: Language) -> String {
        let severity = match (self.severity, language) {
            (Severity::Error, Language::En) => "error",
            (Severity::Error, Language::Zh) => "错误",
            (Severity::Warning, Language::En) => "warning",
            (Severity::Warning, Language::Zh) => "警告",
            (Severity::Note, Language::En) => "note",
            (Severity::Note, Language::Zh) => "提示",
        };
        let what = self.what.in_language(language);
        let mut text = format!("{severity} [{}] {}: {what}", self.code, self.place);
        if let Some(help) = &self.help {
            text.push_str("\n    → ");
            text.push_str(help.in_language(language));
        }
        text
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)?;
        if let Some(help) = &self.help {
            write!(f, " ({help})")?;
        }
        Ok(())
    }
}
