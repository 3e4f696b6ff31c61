//! What is wrong with a file that somebody wrote, and where.

use crate::Bilingual;
use serde::Serialize;
use std::fmt;

/// How much a problem matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing was changed that matters; worth knowing.
    Note,
    /// The feature is used, with an assumption on the safe side that the text names.
    Warning,
    /// The feature cannot be used, and the file is not published unless told so.
    Error,
}

/// Where in a file a problem is. Indices count from 0.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ProblemPlace {
    /// The file's name as the user gave it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Which feature of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feature: Option<usize>,
    /// The feature's own identifier or name, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The property or field within the feature.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Which polygon of a multi-polygon.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub polygon: Option<usize>,
    /// Which ring; 0 is the outer one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ring: Option<usize>,
    /// Which vertex.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vertex: Option<usize>,
    /// The line of a text file, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
}

impl fmt::Display for ProblemPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.file.as_deref().unwrap_or("(input)"))?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if let Some(feature) = self.feature {
            write!(f, " feature {feature}")?;
        }
        if let Some(id) = &self.id {
            write!(f, " \"{id}\"")?;
        }
        if let Some(field) = &self.field {
            write!(f, " {field}")?;
        }
        if let Some(polygon) = self.polygon {
            write!(f, " polygon {polygon}")?;
        }
        if let Some(ring) = self.ring {
            write!(f, " ring {ring}")?;
        }
        if let Some(vertex) = self.vertex {
            write!(f, " vertex {vertex}")?;
        }
        Ok(())
    }
}

/// One problem: what, where, and what would help.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Problem {
    /// How much it matters.
    pub severity: Severity,
    /// A stable name for machines, in kebab-case, for example `ring-crosses-itself`.
    pub code: &'static str,
    /// Where it is.
    pub place: ProblemPlace,
    /// What is wrong.
    pub what: Bilingual,
    /// What would help.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<Bilingual>,
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
