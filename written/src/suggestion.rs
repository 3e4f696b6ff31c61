//! What was likely meant.

use crate::report::{Report, say};
use geofences::Bilingual;

/// Less alike than this is nothing that anyone meant.
const LEAST_LIKENESS: f64 = 0.75;
/// Longer lists help nobody.
const MOST_LISTED: usize = 24;

/// The word of several that is most like another one, as a question.
pub fn closest<T: AsRef<str>, N>(
    report: &Report<'_, N>,
    word: &str,
    words: &[T],
) -> Option<Bilingual> {
    if !report.may_suggest() {
        return None;
    }
    let lower = word.to_lowercase();
    let likeness = |other: &str| strsim::jaro_winkler(&lower, &other.to_lowercase());
    let best = words
        .iter()
        .map(|other| (likeness(other.as_ref()), other.as_ref()))
        .filter(|(likeness, _)| *likeness >= LEAST_LIKENESS)
        .max_by(|a, b| a.0.total_cmp(&b.0));
    best.map(|(_, best)| say(format!("did you mean {best}?"), format!("是否指 {best}？")))
}

/// All words that there are, cut where there are many.
pub fn one_of<T: AsRef<str>>(words: &[T]) -> Bilingual {
    if words.is_empty() {
        return say("there is none", "一个也没有");
    }
    let listed: Vec<&str> = words.iter().take(MOST_LISTED).map(AsRef::as_ref).collect();
    let more = if words.len() > MOST_LISTED {
        ", …"
    } else {
        ""
    };
    let listed = listed.join(", ");
    say(
        format!("there is: {listed}{more}"),
        format!("可用：{listed}{more}"),
    )
}
