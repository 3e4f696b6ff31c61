use super::*;
use std::collections::VecDeque;

/// What of a run of frames over one link is handed on: their sequences, and which of them are late.
fn handed_on(frames: &[(u64, Vec<u8>)]) -> Vec<(u8, bool)> {
    let mut bench = Bench::of(Origin::Simulated);
    for (after_ms, bytes) in frames {
        bench.pass_ms(*after_ms);
        bench.comes(MOBILE, PEER, bytes);
    }
    told(&mut bench)
}

fn told(bench: &mut Bench) -> Vec<(u8, bool)> {
    let heard = bench.heard();
    let sequence = |it: &Told| Frame::of_whole(&it.bytes).unwrap().sequence();
    heard.iter().map(|it| (sequence(it), it.is_late)).collect()
}

#[test]
fn a_datagram_that_comes_twice_counts_once() {
    let frames = [
        (0, heartbeat(3, 1, 7)),
        (5, heartbeat(3, 1, 7)),
        (5, attitude(3, 1, 8, 1)),
        (5, heartbeat(3, 1, 7)),
        (400, attitude(3, 1, 8, 1)),
    ];
    assert_eq!(handed_on(&frames), [(7, false), (8, false)]);
}

#[test]
fn what_comes_late_says_so_and_counts_once() {
    let frames = [
        (0, heartbeat(3, 1, 254)),
        (5, attitude(3, 1, 0, 2)),
        (5, attitude(3, 1, 255, 1)),
        (5, attitude(3, 1, 255, 1)),
        (5, attitude(3, 1, 1, 3)),
    ];
    let expected = [(254, false), (0, false), (255, true), (1, false)];
    assert_eq!(handed_on(&frames), expected);
}

#[test]
fn of_two_late_frames_the_one_that_was_sent_later_has_the_greater_place() {
    let mut bench = Bench::of(Origin::Simulated);
    let mut heard: Vec<u32> = Vec::new();
    for (sequence, is_first) in [
        (10, true),
        (13, false),
        (12, false),
        (11, false),
        (14, false),
    ] {
        bench.pass_ms(5);
        let bytes = if is_first {
            heartbeat(3, 1, sequence)
        } else {
            attitude(3, 1, sequence, 1)
        };
        bench.comes(MOBILE, PEER, &bytes);
        heard.extend(bench.heard().iter().map(|it| it.place));
    }
    let first = heard[0];
    let places: Vec<_> = heard.iter().map(|it| it.wrapping_sub(first)).collect();
    assert_eq!(places, [0, 3, 2, 1, 4]);
}

#[test]
fn the_same_heartbeat_256_frames_later_is_another_one_at_any_rate() {
    for gap_ms in [1, 4, 20] {
        let mut frames = Vec::new();
        for count in 0..1_024_u32 {
            let sequence = (count % 256) as u8;
            let bytes = match sequence {
                0 => heartbeat(3, 1, 0),
                _ => attitude(3, 1, sequence, count),
            };
            frames.push((gap_ms, bytes));
        }
        let told = handed_on(&frames);
        assert_eq!(told.len(), 1_024, "{gap_ms} ms");
        assert!(told.iter().all(|(_, is_late)| !is_late));
    }
}

#[test]
fn who_does_not_count_is_heard_each_second() {
    let frames: Vec<_> = (0..5).map(|_| (1_000, heartbeat(3, 1, 0))).collect();
    assert_eq!(handed_on(&frames).len(), 5);
}

#[test]
fn who_starts_anew_after_a_silence_is_not_late() {
    let mut frames = vec![(0, heartbeat(3, 1, 19)), (100, attitude(3, 1, 20, 1))];
    frames.push((3_000, heartbeat(3, 1, 0)));
    frames.push((100, attitude(3, 1, 1, 1)));
    let expected = [(19, false), (20, false), (0, false), (1, false)];
    assert_eq!(handed_on(&frames), expected);
}

/// Two links bring the same frames, the second one so many of them later; the first loses some.
fn over_two(behind: usize, is_lost: impl Fn(u32) -> bool) -> (Bench, u32) {
    let mut bench = Bench::of(Origin::Simulated);
    bench.vehicles(RADIO, GROUP, Origin::Simulated, 1);
    let mut waiting = VecDeque::new();
    let count = 2_000;
    for number in 0..count {
        let sequence = (number % 256) as u8;
        let bytes = match sequence % 64 {
            0 => heartbeat(3, 1, sequence),
            _ => attitude(3, 1, sequence, number),
        };
        bench.pass_ms(10);
        if !is_lost(number) {
            bench.comes(MOBILE, PEER, &bytes);
        }
        waiting.push_back(bytes);
        if waiting.len() > behind {
            let bytes = waiting.pop_front().unwrap();
            bench.comes(RADIO, PEER, &bytes);
        }
    }
    (bench, count)
}

#[test]
fn what_two_links_bring_counts_once_however_far_the_second_is_behind() {
    for behind in [0, 1, 30, 100, 180] {
        let (mut bench, count) = over_two(behind, |_| false);
        let told = told(&mut bench);
        assert_eq!(told.len(), count as usize, "{behind}");
        assert!(told.iter().all(|(_, is_late)| !is_late), "{behind}");
        let doubled = bench.hub.link_account(RADIO).unwrap().doubled;
        assert_eq!(doubled, u64::from(count) - behind as u64);
    }
}

#[test]
fn what_one_link_loses_the_other_brings_late() {
    for behind in [1, 30, 100, 180] {
        let is_lost = |number| number > 300 && number % 7 == 0;
        let (mut bench, count) = over_two(behind, is_lost);
        let lost_and_come = (0..count - behind as u32).filter(|it| is_lost(*it)).count();
        let lost = (0..count).filter(|it| is_lost(*it)).count();
        let told = told(&mut bench);
        assert_eq!(
            told.len(),
            count as usize - lost + lost_and_come,
            "{behind}"
        );
        let late = told.iter().filter(|(_, is_late)| *is_late).count();
        assert_eq!(late, lost_and_come, "{behind}");
    }
}

#[test]
fn an_autopilot_that_counts_on_each_port_by_itself_is_followed_on_the_best_link() {
    let mut bench = Bench::of(Origin::Simulated);
    bench.vehicles(RADIO, GROUP, Origin::Simulated, 1);
    for number in 0..1_000_u32 {
        bench.pass_ms(10);
        let first = (number % 256) as u8;
        bench.comes(MOBILE, PEER, &attitude_or_beat(first, number));
        // The radio's count runs ahead by another number, and has a rate of its own.
        if number % 3 == 0 {
            let second = (number / 3 + 50) as u8;
            bench.comes(RADIO, PEER, &attitude_or_beat(second, number));
        }
    }
    let heard = bench.heard();
    let wrong = |it: &&Told| it.is_late != (it.link == RADIO);
    // A frame may be the same by chance.
    assert!(heard.iter().filter(wrong).count() <= 2);
    assert!(heard.len() > 1_300, "{}", heard.len());
    // When the first link falls silent, the second one is the present.
    bench.pass_ms(3_000);
    for number in 0..5 {
        bench.pass_ms(10);
        bench.comes(RADIO, PEER, &attitude_or_beat(140 + number, 7));
    }
    assert!(bench.heard().iter().all(|it| !it.is_late));
}

#[test]
fn a_camera_that_is_not_heard_on_the_best_link_is_followed_on_the_first_of_its_own() {
    let mut bench = Bench::of(Origin::Simulated);
    let (first, second) = (RADIO, LinkId(3));
    bench.vehicles(first, GROUP, Origin::Simulated, 1);
    bench.vehicles(second, GROUP, Origin::Simulated, 1);
    let mut heard = Vec::new();
    for number in 0..500_u32 {
        bench.pass_ms(10);
        bench.comes(MOBILE, PEER, &attitude_or_beat(number as u8, number));
        bench.heard();
        // It counts on each of its links by itself, and falls silent on the first one.
        if number < 100 {
            bench.comes(first, PEER, &attitude(3, 100, number as u8, number));
        }
        let sequence = (number + 70) as u8;
        bench.comes(second, PEER, &attitude(3, 100, sequence, 1_000 + number));
        heard.extend(bench.heard().iter().map(|it| (it.link, it.is_late)));
    }
    let late_of = |link| heard.iter().filter(|it| **it == (link, true)).count();
    assert_eq!(heard.len(), 600);
    assert_eq!(late_of(first), 0);
    // Three seconds after the first one the second one is the present.
    assert_eq!(late_of(second), 399);
}

fn attitude_or_beat(sequence: u8, ms: u32) -> Vec<u8> {
    match ms % 50 {
        0 => heartbeat(3, 1, sequence),
        _ => attitude(3, 1, sequence, ms),
    }
}

#[test]
fn when_the_leading_link_falls_silent_the_one_behind_becomes_the_present() {
    let (mut bench, _) = over_two(30, |number| number >= 1_000);
    let told = told(&mut bench);
    // Those that were underway come doubled, and what follows is new.
    assert_eq!(told.len(), 1_970);
    assert!(told.iter().skip(1_000).all(|(_, is_late)| !is_late));
}

/// Numbers that are the same each time (xorshift).
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

/// 200 frames a second for a second.
fn fast_stream() -> Vec<(u64, Vec<u8>)> {
    let mut frames = vec![(0, heartbeat(3, 1, 0))];
    frames.extend((1..=200).map(|number| (5, attitude(3, 1, number, number.into()))));
    frames
}

#[test]
fn what_is_held_up_for_half_a_round_is_late_and_what_comes_again_then_counts_once() {
    for behind in [33, 100, 127] {
        let mut frames = fast_stream();
        let held_up = usize::from(200 - behind);
        let (_, bytes) = frames.remove(held_up);
        frames.push((5, bytes.clone()));
        frames.push((5, bytes));
        frames.push((5, frames[held_up + 1].1.clone()));
        frames.push((5, attitude(3, 1, 201, 201)));
        let told = handed_on(&frames);
        let expected = [(200, false), (200 - behind, true), (201, false)];
        assert_eq!(told[199..], expected, "{behind}");
    }
}

#[test]
fn what_follows_when_half_a_round_was_lost_is_not_late() {
    // What stands there came, and was another one.
    let mut frames = fast_stream();
    frames.push((5, attitude(3, 1, 90, 346)));
    assert_eq!(handed_on(&frames).last(), Some(&(90, false)));
    // Every second one was lost before: the pace tells.
    let loses_some = |silence_ms| {
        let mut frames = fast_stream();
        frames.retain(|(_, bytes)| Frame::of_whole(bytes).unwrap().sequence().is_multiple_of(2));
        frames.iter_mut().for_each(|(gap_ms, _)| *gap_ms *= 2);
        frames.push((silence_ms, attitude(3, 1, 91, 347)));
        handed_on(&frames).last().copied()
    };
    assert_eq!(loses_some(700), Some((91, false)));
    assert_eq!(loses_some(50), Some((91, true)));
}

#[test]
fn losses_are_not_counted_where_one_was_held_up() {
    let mut bench = Bench::of(Origin::Simulated);
    let mut frames = fast_stream();
    let (_, held_up) = frames.remove(140);
    frames.push((5, held_up));
    frames.push((5, attitude(3, 1, 201, 201)));
    for (after_ms, bytes) in frames {
        bench.pass_ms(after_ms);
        bench.comes(MOBILE, PEER, &bytes);
    }
    let path = bench.hub.paths(vehicle(3), bench.now).next().unwrap();
    assert!(path.loss < f64::EPSILON, "{}", path.loss);
}

/// A link: delay and jitter in ms, and lost in percent.
type Badness = (LinkId, u64, u64, u64);

#[test]
fn over_bad_links_nothing_counts_twice_nothing_is_lost_and_the_present_never_goes_back() {
    // A fast link with a fifth lost and some doubled, and a slow one.
    over_bad_links(20, [(MOBILE, 40, 200, 20), (RADIO, 700, 300, 5)]);
}

#[test]
fn over_links_that_hold_frames_up_for_longer_than_an_eighth_of_the_round_it_is_the_same() {
    over_bad_links(5, [(MOBILE, 40, 400, 20), (RADIO, 200, 400, 5)]);
}

fn over_bad_links(gap_ms: u64, links: [Badness; 2]) {
    for seed in [1, 2, 3, 4, 5, 6, 7, 8] {
        let mut chance = Chance(0x9E37_79B9_7F4A_7C15 ^ seed);
        let mut arrivals = Vec::new();
        for number in 0..4_000_u32 {
            let bytes = attitude(3, 1, (number % 256) as u8, number);
            for (link, delay_ms, jitter_ms, lost_percent) in links {
                let copies = 1 + usize::from(chance.below(10) == 0);
                for _ in 0..copies {
                    let delay = delay_ms + chance.below(jitter_ms);
                    if chance.below(100) >= lost_percent {
                        let at = u64::from(number) * gap_ms + delay;
                        arrivals.push((at, link, number, bytes.clone()));
                    }
                }
            }
        }
        arrivals.sort();
        let mut bench = Bench::of(Origin::Simulated);
        bench.vehicles(RADIO, GROUP, Origin::Simulated, 1);
        bench.comes(MOBILE, PEER, &heartbeat(3, 1, 255));
        bench.heard();
        let (begin, mut at) = (bench.now, 0);
        let mut numbers = Vec::new();
        let (mut newest, mut gone_back) = (None, 0);
        while let Some((ms, link, number, bytes)) = arrivals.get(at) {
            at += 1;
            bench.now = begin + Duration::from_millis(*ms);
            bench.comes(*link, PEER, bytes);
            for told in bench.heard() {
                numbers.push(*number);
                if !told.is_late {
                    gone_back += usize::from(Some(*number) < newest);
                    newest = newest.max(Some(*number));
                }
            }
        }
        assert_eq!(gone_back, 0, "seed {seed}");
        let heard = numbers.len();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(heard, numbers.len(), "seed {seed}: twice");
        let mut came: Vec<_> = arrivals.iter().map(|it| it.2).collect();
        came.sort_unstable();
        came.dedup();
        assert_eq!(numbers, came, "seed {seed}");
    }
}
