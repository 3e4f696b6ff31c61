//! STATUSTEXTs side by side, in their order: each that only one of the two says has to be listed.

use super::listed::Listed;
use super::table::{Row, row};

/// Where two lists of texts go the same way and where not: the longest list of texts that both have in this
/// order is what they share.
fn aligned<'a>(
    theirs: &'a [String],
    ours: &'a [String],
) -> Vec<(Option<&'a String>, Option<&'a String>)> {
    // For each pair of tails the length of what they share.
    let mut shared = vec![vec![0; ours.len() + 1]; theirs.len() + 1];
    for their in (0..theirs.len()).rev() {
        for our in (0..ours.len()).rev() {
            shared[their][our] = if theirs[their] == ours[our] {
                shared[their + 1][our + 1] + 1
            } else {
                shared[their + 1][our].max(shared[their][our + 1])
            };
        }
    }
    let (mut their, mut our, mut lines) = (0, 0, Vec::new());
    while their < theirs.len() || our < ours.len() {
        let (their_text, our_text) = (theirs.get(their), ours.get(our));
        if their_text.is_some() && their_text == our_text {
            lines.push((their_text, our_text));
            (their, our) = (their + 1, our + 1);
        } else if our_text.is_none()
            || (their_text.is_some() && shared[their + 1][our] >= shared[their][our + 1])
        {
            lines.push((their_text, None));
            their += 1;
        } else {
            lines.push((None, our_text));
            our += 1;
        }
    }
    lines
}

/// Without the severity before it.
fn words(text: &str) -> &str {
    text.split_once(' ').map_or(text, |(_, words)| words).trim()
}

/// Both sides' texts.
pub fn rows(theirs: &[String], ours: &[String], listed: &Listed) -> Vec<Row> {
    let row_of = |(their, our): (Option<&String>, Option<&String>)| {
        let failure = match (their, our) {
            (Some(text), None) if !listed.is_recorded_text(words(text)) => {
                Some(format!("the text \"{text}\" is only recorded"))
            }
            (None, Some(text)) if !listed.is_our_text(words(text)) => {
                Some(format!("the text \"{text}\" is only simulated"))
            }
            _ => None,
        };
        let cell = |text: Option<&String>| text.cloned().unwrap_or_default();
        row(
            vec![cell(their), cell(our)],
            their == our,
            failure.as_slice(),
        )
    };
    aligned(theirs, ours).into_iter().map(row_of).collect()
}

#[test]
fn texts_are_aligned_and_none_is_lost() {
    let list = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let (theirs, ours) = (list("a b c d e"), list("a x c e e"));
    let lines = aligned(&theirs, &ours);
    let of = |text: &str| Some(text.to_owned());
    let expected = [
        (of("a"), of("a")),
        (of("b"), None),
        (None, of("x")),
        (of("c"), of("c")),
        (of("d"), None),
        (of("e"), of("e")),
        (None, of("e")),
    ];
    let lines: Vec<_> = lines
        .into_iter()
        .map(|(a, b)| (a.cloned(), b.cloned()))
        .collect();
    assert_eq!(lines, expected);
}
