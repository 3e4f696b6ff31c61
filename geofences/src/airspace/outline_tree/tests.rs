//! The tree against a scan over all outlines, from named seeds.

#![allow(clippy::unwrap_used)]

use super::*;
use crate::airspace::cells::TileFrame;
use crate::airspace::support::{self, circle};
use crate::{AltitudeBand, Rule};
use geo::Coord;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

const SEED: u64 = 0x5EA6_0071;

const FRAME: TileFrame = TileFrame {
    at: (0, 0),
    origin: Coord {
        x: -180.0,
        y: -90.0,
    },
    size_deg: 360.0,
    per_deg: 1.0 / 360.0,
};

/// Outlines that differ in their numbers alone, with bounds of all sizes, some of them alike.
fn items(rng: &mut ChaCha8Rng, count: usize) -> Vec<(Bounds, Outline)> {
    let footprint = circle(120.0, 36.0, 500.0);
    let entry = support::entry("zone", Rule::Prohibited, footprint, AltitudeBand::ALL);
    let outlines = (0..count).map(|local| Outline::of(&entry, local, &FRAME));
    outlines
        .map(|outline| {
            // On a raster, so that borders meet exactly.
            let mut at = || rng.random_range(0..40) as f32 / 8.0;
            let low = [at(), at()];
            let size = [at() * at() / 16.0, at() * at() / 16.0];
            let high = [low[0] + size[0], low[1] + size[1]];
            (Bounds { low, high }, outline)
        })
        .collect()
}

fn windows(rng: &mut ChaCha8Rng, count: usize) -> Vec<Rect<f64>> {
    let mut at = || f64::from(rng.random_range(-4..48)) / 8.0;
    let rects = (0..count).map(|_| {
        let low = Coord { x: at(), y: at() };
        let size = Coord { x: at(), y: at() } * 0.1;
        Rect::new(low, low + size)
    });
    rects.collect()
}

/// All that the tree tells, with the bounds that it tells, in the order of the numbers.
fn found(tree: &OutlineTree, windows: &Windows) -> Vec<(u32, Bounds)> {
    let mut found = Vec::new();
    tree.touching(windows, |bounds, outline| {
        found.push((outline.local, bounds))
    });
    found.sort_by_key(|(local, _)| *local);
    found
}

#[test]
fn the_tree_finds_once_what_a_scan_finds() {
    let mut rng = ChaCha8Rng::seed_from_u64(SEED);
    let mut hits = 0;
    for count in (0..70).chain([511, 512, 513, 1_000, 4_097]) {
        let items = items(&mut rng, count);
        let tree = OutlineTree::new(items.clone());
        for round in 0..40 {
            // Up to eight have a bit each; more of them share the bits.
            let rects = windows(&mut rng, round % 20);
            let windows = Windows::around(&rects);
            let touched = items.iter().filter(|(bounds, _)| windows.touch(bounds));
            let expected: Vec<_> = touched.map(|(bounds, of)| (of.local, *bounds)).collect();
            hits += expected.len();
            assert_eq!(
                found(&tree, &windows),
                expected,
                "{count} outlines, {rects:?}"
            );
        }
    }
    assert!(hits > 10_000, "the windows touch little: {hits} hits");
}

#[test]
fn windows_touch_all_that_their_rectangles_touch() {
    let mut rng = ChaCha8Rng::seed_from_u64(SEED + 1);
    for count in 0..40 {
        let rects = windows(&mut rng, count);
        let windows = Windows::around(&rects);
        for (bounds, _) in items(&mut rng, 60) {
            let is_touched = rects.iter().any(|rect| Bounds::of(rect).touches(&bounds));
            assert!(
                !is_touched || windows.touch(&bounds),
                "{bounds:?} and {rects:?}"
            );
            let is_one_each = count <= MOST_WINDOWS;
            assert!(is_touched || !is_one_each || !windows.touch(&bounds));
        }
    }
}

#[test]
fn a_window_that_is_no_number_touches_nothing_and_one_without_end_all() {
    let mut rng = ChaCha8Rng::seed_from_u64(SEED + 2);
    let tree = OutlineTree::new(items(&mut rng, 100));
    let around = |low: f64, high: f64| {
        let corner = |at| Coord { x: at, y: at };
        Windows::around(&[Rect::new(corner(low), corner(high))])
    };
    let without_end = around(f64::NEG_INFINITY, f64::INFINITY);
    assert_eq!(found(&tree, &without_end).len(), 100);
    assert!(found(&tree, &around(f64::NAN, f64::NAN)).is_empty());
}

#[test]
fn a_square_of_bits_is_turned_over_its_diagonal() {
    let mut rng = ChaCha8Rng::seed_from_u64(SEED + 3);
    for _ in 0..200 {
        let bytes: u64 = rng.random();
        let turned = transposed(bytes);
        for (row, column) in (0..8).flat_map(|row| (0..8).map(move |column| (row, column))) {
            let bit = |of: u64, row: u32, column: u32| of >> (8 * row + column) & 1;
            assert_eq!(bit(turned, row, column), bit(bytes, column, row));
        }
    }
}
