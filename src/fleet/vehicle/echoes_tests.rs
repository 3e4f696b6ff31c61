use super::*;
use crate::link::report::Severity;

const RADIO: LinkId = LinkId(1);
const MOBILE: LinkId = LinkId(2);

fn text(text: &str) -> StatusText {
    StatusText {
        severity: Severity::WARNING,
        text: text.to_owned(),
        id: 0,
        chunk: 0,
        is_last: true,
    }
}

/// Which of these, each with its time (ms) and link, are told.
fn told(heard: &[(u64, LinkId, &str)]) -> Vec<u64> {
    let mut echoes = Echoes::default();
    let mut told = Vec::new();
    for (ms, link, said) in heard {
        let at = Moment::from_us(1_795_440_000_000_000 + ms * 1_000);
        if !echoes.has(at, *link, 1, &text(said)) {
            told.push(*ms);
        }
    }
    told
}

#[test]
fn what_comes_over_both_links_is_told_once() {
    let heard = [
        (0, RADIO, "Takeoff"),
        (1, RADIO, "Arming"),
        (130, MOBILE, "Takeoff"),
        (131, MOBILE, "Arming"),
    ];
    assert_eq!(told(&heard), [0, 1]);
}

#[test]
fn what_one_link_loses_is_told_by_the_other() {
    let heard = [
        (0, MOBILE, "Takeoff"),
        (500, RADIO, "Arming"),
        (630, MOBILE, "Arming"),
    ];
    assert_eq!(told(&heard), [0, 500]);
}

#[test]
fn what_is_said_twice_is_told_twice_however_the_links_mix_it() {
    let heard = [
        (0, RADIO, "PreArm"),
        (1_000, RADIO, "PreArm"),
        (1_100, MOBILE, "PreArm"),
        (2_100, MOBILE, "PreArm"),
        (2_200, MOBILE, "PreArm"),
    ];
    assert_eq!(told(&heard), [0, 1_000, 2_200]);
}

#[test]
fn a_link_is_not_behind_another_one_by_more_than_five_seconds() {
    assert_eq!(told(&[(0, RADIO, "a"), (5_000, MOBILE, "a")]), [0]);
    assert_eq!(told(&[(0, RADIO, "a"), (5_001, MOBILE, "a")]), [0, 5_001]);
}

#[test]
fn only_the_last_texts_are_remembered() {
    let mut echoes = Echoes::default();
    let at = Moment::from_us(1_795_440_000_000_000);
    for number in 0..1_000 {
        assert!(!echoes.has(at, RADIO, 1, &text(&number.to_string())));
    }
    assert_eq!(echoes.recent.len(), MOST_TEXTS);
}
