//! Iterated local search: two neighbouring runs change places, and what is not worse than a falling bar is kept.

use super::improve::{Agenda, Nearest, improve};
use super::moves::Working;
use super::{End, JoinTimes, Tour, other_end, piece_of};

/// How much is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SearchEffort {
    /// How often the tour is shaken and improved again.
    pub rounds: usize,
    /// The same seed gives the same tour.
    pub seed: u64,
}

/// So many of the nearest ends are tried to be joined.
const NEAREST: usize = 8;
/// Runs that change places lie within so many pieces.
const WINDOW: usize = 40;
/// What the bar is above the present tour at first, s: about a leg between neighbours.
const FIRST_BAR_S: f64 = 3.0;

/// Pieces in an order that takes little time, from `start` where one is known: what it lacks is put where it adds least.
pub fn order_pieces(times: &mut impl JoinTimes, start: Tour, effort: SearchEffort) -> Tour {
    let pieces = times.ends() / 2;
    if pieces < 2 {
        return Tour {
            entries: (0..pieces as End).map(|piece| 2 * piece).collect(),
        };
    }
    let nearest = Nearest::new(times, NEAREST);
    let start = match start.entries.is_empty() {
        true => nearest_next(times, pieces),
        false => completed(times, start, pieces),
    };
    let mut working = Working::new(start);
    let mut agenda = Agenda::new(pieces);
    (0..pieces).for_each(|piece| agenda.add(piece));
    improve(&mut working, times, &nearest, &mut agenda);
    shake(working, times, &nearest, agenda, effort)
}

fn shake(
    mut working: Working,
    times: &mut impl JoinTimes,
    nearest: &Nearest,
    mut agenda: Agenda,
    effort: SearchEffort,
) -> Tour {
    let mut random = Random(effort.seed);
    let mut best = working.entries.clone();
    let mut before = working.entries.clone();
    // How much longer the present tour is than the best one.
    let mut above_s = 0.0_f64;
    for round in 0..effort.rounds {
        let Some((first, middle, last)) = cuts(&mut random, working.len()) else {
            continue;
        };
        before.clone_from(&working.entries);
        let mut added_s = swap(&mut working, times, &mut agenda, (first, middle, last));
        added_s += improve(&mut working, times, nearest, &mut agenda);
        let left = 1.0 - round as f64 / effort.rounds as f64;
        let bar_s = -FIRST_BAR_S * left * random.unit().max(1e-6).ln();
        if added_s > bar_s {
            working.go_back_to(&before);
            continue;
        }
        above_s += added_s;
        if above_s < -1e-3 {
            above_s = 0.0;
            best.clone_from(&working.entries);
        }
    }
    Tour { entries: best }
}

/// Three cuts with something between them.
fn cuts(random: &mut Random, count: usize) -> Option<(usize, usize, usize)> {
    let window = count.min(WINDOW);
    let from = random.below(count - window + 1);
    let mut cuts = [0; 3].map(|_| from + random.below(window + 1));
    cuts.sort_unstable();
    let [first, middle, last] = cuts;
    (first < middle && middle < last).then_some((first, middle, last))
}

/// The runs on both sides of `middle` change places.
fn swap(
    working: &mut Working,
    times: &mut impl JoinTimes,
    agenda: &mut Agenda,
    (first, middle, last): (usize, usize, usize),
) -> f64 {
    let change = super::moves::Move::Shift {
        first,
        last: middle - 1,
        gap: last,
        is_reversed: false,
    };
    let added_s = working.added_s(change, times);
    working.make(change);
    let moved = first + last - middle;
    for cut in [first, moved, last] {
        let around = cut.checked_sub(1).into_iter().chain([cut]);
        for index in around.filter(|it| *it < working.len()) {
            agenda.add(piece_of(working.entries[index]));
        }
    }
    added_s
}

/// From the first piece always the nearest next.
fn nearest_next(times: &mut impl JoinTimes, pieces: usize) -> Tour {
    let mut left: Vec<End> = (1..pieces as End).map(|piece| 2 * piece).collect();
    let mut entries: Vec<End> = vec![0];
    let mut at: End = 1;
    while !left.is_empty() {
        let mut best = (f32::INFINITY, 0, left[0]);
        for (index, &first) in left.iter().enumerate() {
            for end in [first, other_end(first)] {
                if times.least_join_s(at, end) < best.0 {
                    let time_s = times.join_s(at, end);
                    if time_s < best.0 {
                        best = (time_s, index, end);
                    }
                }
            }
        }
        let (_, index, entry) = best;
        left.swap_remove(index);
        entries.push(entry);
        at = other_end(entry);
    }
    Tour { entries }
}

/// With each piece that is missing where it adds least.
fn completed(times: &mut impl JoinTimes, start: Tour, pieces: usize) -> Tour {
    let mut entries = start.entries;
    let mut is_there = vec![false; pieces];
    entries
        .iter()
        .for_each(|end| is_there[piece_of(*end)] = true);
    for piece in (0..pieces).filter(|it| !is_there[*it]) {
        let first = 2 * piece as End;
        let mut best = (f64::INFINITY, entries.len(), first);
        for gap in 0..=entries.len() {
            let into = gap.checked_sub(1).map(|it| other_end(entries[it]));
            let out_of = entries.get(gap).copied();
            for entry in [first, other_end(first)] {
                let mut added_s = 0.0;
                if let Some(into) = into {
                    added_s += f64::from(times.join_s(into, entry));
                }
                if let Some(out_of) = out_of {
                    added_s += f64::from(times.join_s(other_end(entry), out_of));
                }
                if let (Some(into), Some(out_of)) = (into, out_of) {
                    added_s -= f64::from(times.join_s(into, out_of));
                }
                if added_s < best.0 {
                    best = (added_s, gap, entry);
                }
            }
        }
        entries.insert(best.1, best.2);
    }
    Tour { entries }
}

/// SplitMix64 (Steele, Lea, Flood 2014): small, and the same on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }

    /// 0…1.
    fn unit(&mut self) -> f64 {
        (self.next() >> 40) as f64 / (1_u64 << 24) as f64
    }
}
