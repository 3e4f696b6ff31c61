use super::*;

fn at(ms: u64) -> Moment {
    Moment::from_us(1_795_440_000_000_000 + ms * 1_000)
}

fn piece(id: u16, chunk: u8, text: &str, is_last: bool) -> StatusText {
    StatusText {
        severity: Severity::WARNING,
        text: text.to_owned(),
        id,
        chunk,
        is_last,
    }
}

/// 50 bytes of a letter.
fn full(letter: char) -> String {
    std::iter::repeat_n(letter, 50).collect()
}

/// What is given out when these pieces come 10 ms apart, and then nothing any more.
fn heard(pieces: &[StatusText]) -> Vec<String> {
    let (mut texts, mut out) = (TextAssembly::default(), Vec::new());
    for (ms, piece) in (0..).step_by(10).zip(pieces) {
        texts.hear(at(ms), 1, piece, &mut out);
    }
    texts.wake(at(60_000), &mut out);
    assert_eq!(texts.due(), None);
    out.into_iter().map(|line| line.text).collect()
}

#[test]
fn a_whole_text_is_given_out_at_once() {
    let (mut texts, mut out) = (TextAssembly::default(), Vec::new());
    texts.hear(at(0), 1, &piece(0, 0, "Arming motors", true), &mut out);
    texts.hear(at(1), 1, &piece(4, 0, "Takeoff detected\t", true), &mut out);
    let texts: Vec<&str> = out.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(texts, ["Arming motors", "Takeoff detected"]);
}

#[test]
fn pieces_are_put_in_their_order_and_doubles_count_once() {
    let pieces = [
        piece(7, 2, "c", true),
        piece(7, 0, &full('a'), false),
        piece(7, 0, &full('a'), false),
        piece(7, 1, &full('b'), false),
        piece(7, 1, &full('b'), false),
        piece(7, 2, "c", true),
    ];
    assert_eq!(heard(&pieces), [format!("{}{}c", full('a'), full('b'))]);
}

#[test]
fn pieces_that_do_not_come_are_waited_for_and_then_shown_to_be_missing() {
    let (mut texts, mut out) = (TextAssembly::default(), Vec::new());
    texts.hear(at(0), 1, &piece(7, 1, &full('b'), false), &mut out);
    assert_eq!(texts.due(), Some(at(2_000)));
    texts.wake(at(1_999), &mut out);
    assert!(out.is_empty());
    texts.wake(at(2_000), &mut out);
    assert_eq!(out[0].text, format!("…{}…", full('b')));
}

#[test]
fn the_first_text_of_px4_is_in_two_pieces_without_a_number() {
    let first = "Arming denied: Resolve system health failures firs";
    let whole = format!("{first}t");
    let pieces = [piece(0, 0, first, true), piece(0, 1, "t\t", true)];
    assert_eq!(heard(&pieces), std::slice::from_ref(&whole));
    let turned = [piece(0, 1, "t\t", true), piece(0, 0, first, true)];
    assert_eq!(heard(&turned), [whole]);
}

#[test]
fn a_full_text_without_a_number_is_given_out_after_a_moment_or_with_the_next() {
    assert_eq!(heard(&[piece(0, 0, &full('a'), true)]), [full('a')]);
    let two = [piece(0, 0, &full('a'), true), piece(0, 0, "b", true)];
    assert_eq!(heard(&two), [full('a'), "b".to_owned()]);
}

#[test]
fn components_do_not_mix() {
    let (mut texts, mut out) = (TextAssembly::default(), Vec::new());
    texts.hear(at(0), 1, &piece(7, 0, &full('a'), false), &mut out);
    texts.hear(at(0), 100, &piece(7, 1, "z", true), &mut out);
    texts.hear(at(1), 1, &piece(7, 1, "b", true), &mut out);
    assert_eq!(out[0].text, format!("{}b", full('a')));
    assert_eq!(out[0].component, 1);
}

#[test]
fn a_flood_of_beginnings_is_bounded_and_nothing_of_it_is_lost() {
    let (mut texts, mut out) = (TextAssembly::default(), Vec::new());
    for id in 1..=1_000 {
        texts.hear(at(0), 1, &piece(id, 0, &full('a'), false), &mut out);
        texts.hear(at(0), 1, &piece(id, 200, "far", false), &mut out);
    }
    assert_eq!(texts.pending.len(), MOST_PENDING);
    assert_eq!(out.len(), 1_000 - MOST_PENDING);
}

#[test]
fn the_last_texts_are_kept() {
    let mut kept = Arc::default();
    for number in 0..20 {
        let line = line(at(number), 1, Severity::INFO, &number.to_string());
        keep(&mut kept, Arc::new(line));
    }
    assert_eq!(kept.len(), MOST_KEPT);
    assert_eq!(kept[0].text, "12");
    assert_eq!(kept[MOST_KEPT - 1].text, "19");
}
