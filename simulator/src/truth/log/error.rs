//! Why a log of the truth is refused.

use super::FORMAT;
use geofences::Bilingual;
use std::io;

/// Why a log cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TruthLogError {
    /// It cannot be had.
    #[error("the log cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    /// A line is none.
    #[error("line {line} of the log is no record: {why}")]
    Line {
        /// Which, from 1.
        line: usize,
        /// Why.
        why: Bilingual,
    },
    /// It is laid out otherwise.
    #[error(
        "the log has format {format}; this program reads format {FORMAT}: judge it with the one that wrote it, or run the scenario again"
    )]
    OtherFormat {
        /// How it is laid out.
        format: u32,
    },
    /// It tells of another scenario, or of another seed.
    #[error(
        "the log is of scenario {name:?} with seed {seed}, not of this one: {difference} is another"
    )]
    OtherScenario {
        /// Whose it is.
        name: String,
        /// Its seed.
        seed: u64,
        /// What differs first.
        difference: Bilingual,
    },
}

impl TruthLogError {
    /// The same for people, in both languages.
    pub fn told(&self) -> Bilingual {
        let zh = match self {
            Self::Unreadable(error) => format!("无法读取记录：{error}"),
            Self::Line { line, why } => format!("记录第 {line} 行无效：{}", why.zh),
            Self::OtherFormat { format } => format!(
                "记录的格式为 {format}，本程序读取格式 {FORMAT}：请用写出它的程序评判，或重新运行情景"
            ),
            Self::OtherScenario {
                name,
                seed,
                difference,
            } => format!(
                "记录属于情景 {name:?}（种子 {seed}），不是此情景：{}不同",
                difference.zh
            ),
        };
        Bilingual::new(self.to_string(), zh)
    }
}
