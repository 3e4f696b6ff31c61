//! The permitted zones against a scan over all of them, from named seeds.

#![allow(clippy::unwrap_used)]

use super::*;
use crate::airspace::support::{self, circle};
use crate::{AltitudeBand, Rule};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::cell::RefCell;

const SEED: u64 = 0x5EA6_0081;

fn entry(number: usize) -> Arc<Entry> {
    let (id, footprint) = (number.to_string(), circle(120.0, 36.0, 500.0));
    Arc::new(support::entry(
        &id,
        Rule::Permitted,
        footprint,
        AltitudeBand::ALL,
    ))
}

fn number(entry: &Entry) -> usize {
    entry.subject().id().to_string().parse().unwrap()
}

/// Looks for a zone that covers; also tells the numbers of those that were asked, in their order.
fn find(permitted: &mut Permitted, covers: &[bool]) -> (bool, Vec<usize>) {
    let asked = RefCell::new(Vec::new());
    let is_found = permitted.find(|entry| {
        asked.borrow_mut().push(number(entry));
        covers[number(entry)]
    });
    (is_found, asked.into_inner())
}

/// One size for each zone; few different ones, so that some are alike.
fn sizes(rng: &mut ChaCha8Rng) -> Vec<f32> {
    let count = rng.random_range(0..12);
    (0..count).map(|_| rng.random_range(0..8) as f32).collect()
}

fn fill<'a>(permitted: &mut Permitted<'a>, entries: &'a [Arc<Entry>], sizes: &[f32]) {
    permitted.clear();
    for (entry, size) in entries.iter().zip(sizes) {
        permitted.add(*size, entry);
    }
}

fn numbers(permitted: &Permitted) -> Vec<usize> {
    permitted.iter().map(|entry| number(entry)).collect()
}

#[test]
fn a_zone_covers_where_a_scan_finds_one_and_none_is_lost_or_asked_twice() {
    let mut rng = ChaCha8Rng::seed_from_u64(SEED);
    let entries: Vec<_> = (0..12).map(entry).collect();
    // One for all rounds, as a desk has: what was there before is to be forgotten.
    let mut permitted = Permitted::default();
    let mut found_count = 0;
    for _ in 0..500 {
        let sizes = sizes(&mut rng);
        fill(&mut permitted, &entries, &sizes);
        for _chord in 0..6 {
            let covers: Vec<bool> = sizes.iter().map(|_| rng.random_bool(0.2)).collect();
            let (is_found, mut asked) = find(&mut permitted, &covers);
            assert_eq!(is_found, covers.contains(&true), "{covers:?} of {sizes:?}");
            found_count += usize::from(is_found);
            if is_found {
                let (last, others) = asked.split_last().unwrap();
                assert!(covers[*last] && others.iter().all(|other| !covers[*other]));
            }
            asked.sort_unstable();
            assert!(asked.is_sorted_by(|a, b| a < b), "twice in {asked:?}");
            let mut held = numbers(&permitted);
            held.sort_unstable();
            assert!(held.into_iter().eq(0..sizes.len()));
        }
    }
    assert!((500..2_500).contains(&found_count), "{found_count}");
}

#[test]
fn the_largest_is_asked_first_and_then_the_others_by_their_size() {
    let mut rng = ChaCha8Rng::seed_from_u64(SEED + 1);
    let entries: Vec<_> = (0..12).map(entry).collect();
    let mut permitted = Permitted::default();
    for _ in 0..500 {
        let sizes = sizes(&mut rng);
        fill(&mut permitted, &entries, &sizes);
        let (_, asked) = find(&mut permitted, &vec![false; sizes.len()]);
        assert_eq!(asked.len(), sizes.len());
        let falls = asked.is_sorted_by(|a, b| sizes[*a] >= sizes[*b]);
        assert!(falls, "{asked:?} of {sizes:?}");
    }
}

#[test]
fn what_covered_the_chord_before_is_asked_first() {
    let mut rng = ChaCha8Rng::seed_from_u64(SEED + 2);
    let entries: Vec<_> = (0..12).map(entry).collect();
    let mut permitted = Permitted::default();
    for _ in 0..500 {
        let sizes = sizes(&mut rng);
        fill(&mut permitted, &entries, &sizes);
        for number in 0..sizes.len() {
            let only: Vec<bool> = (0..sizes.len()).map(|other| other == number).collect();
            assert!(find(&mut permitted, &only).0);
            assert_eq!(find(&mut permitted, &only), (true, vec![number]));
        }
    }
}
