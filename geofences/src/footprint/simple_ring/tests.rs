#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

const SEED_GRID_RINGS: u64 = 0x5117_0001;
const SEED_LARGE_RINGS: u64 = 0x5117_0002;

fn ring(vertices: &[(f64, f64)]) -> Vec<Coord<f64>> {
    let mut ring: Vec<_> = vertices.iter().map(|&(x, y)| Coord { x, y }).collect();
    ring.push(ring[0]);
    ring
}

type Whole = (i64, i64);

fn turn(a: Whole, b: Whole, c: Whole) -> i64 {
    ((b.0 - a.0) * (c.1 - a.1) - (b.1 - a.1) * (c.0 - a.0)).signum()
}

fn on_segment(p: Whole, a: Whole, b: Whole) -> bool {
    turn(a, b, p) == 0
        && (a.0.min(b.0)..=a.0.max(b.0)).contains(&p.0)
        && (a.1.min(b.1)..=a.1.max(b.1)).contains(&p.1)
}

/// In whole numbers, pair by pair: any shared point of strangers, any second one of neighbours.
fn is_simple_in_whole_numbers(open: &[Whole]) -> bool {
    let n = open.len();
    let edge = |i: usize| (open[i % n], open[(i + 1) % n]);
    (0..n).all(|i| {
        (i + 1..n).all(|j| {
            let ((a, b), (c, d)) = (edge(i), edge(j));
            if j == i + 1 && i + n == j + 1 {
                return true;
            }
            if j == i + 1 {
                return !(on_segment(d, a, b) || on_segment(a, c, d));
            }
            if i == 0 && j == n - 1 {
                return !(on_segment(c, a, b) || on_segment(b, c, d));
            }
            let touch = on_segment(a, c, d)
                || on_segment(b, c, d)
                || on_segment(c, a, b)
                || on_segment(d, a, b);
            let cross = turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0;
            !(touch || cross)
        })
    })
}

fn as_ring(open: &[Whole]) -> Vec<Coord<f64>> {
    ring(
        &open
            .iter()
            .map(|&(x, y)| (x as f64, y as f64))
            .collect::<Vec<_>>(),
    )
}

#[test]
fn rings_on_a_grid_are_simple_just_when_whole_numbers_say_so() {
    let mut rng = ChaCha8Rng::seed_from_u64(SEED_GRID_RINGS);
    let mut simple = 0;
    for _ in 0..20_000 {
        let n = rng.random_range(3..9);
        let mut open: Vec<Whole> = (0..n)
            .map(|_| (rng.random_range(0..6), rng.random_range(0..6)))
            .collect();
        open.dedup();
        while open.len() > 1 && open.first() == open.last() {
            open.pop();
        }
        if open.len() < 3 {
            continue;
        }
        let expected = is_simple_in_whole_numbers(&open);
        simple += usize::from(expected);
        let found = crossings(&as_ring(&open)).unwrap();
        assert_eq!(found.is_empty(), expected, "{open:?} {found:?}");
    }
    assert!(simple > 1_000, "only {simple} simple rings were tried");
}

/// A star around the origin, simple since its angles rise.
fn star(rng: &mut ChaCha8Rng, n: usize) -> Vec<Whole> {
    (0..n)
        .map(|i| {
            let angle = std::f64::consts::TAU * i as f64 / n as f64;
            let radius = rng.random_range(50_000.0..100_000.0);
            ((radius * angle.cos()) as i64, (radius * angle.sin()) as i64)
        })
        .collect()
}

#[test]
fn large_rings_are_simple_just_when_whole_numbers_say_so() {
    let mut rng = ChaCha8Rng::seed_from_u64(SEED_LARGE_RINGS);
    let mut simple = 0;
    for round in 0..100 {
        let n = rng.random_range(300..600);
        let mut open = star(&mut rng, n);
        if round % 2 == 0 {
            let moved = rng.random_range(0..n);
            let other = open[(moved + rng.random_range(2..n - 2)) % n];
            open[moved] = (
                other.0 + rng.random_range(-1..2),
                other.1 + rng.random_range(-1..2),
            );
        }
        let expected = is_simple_in_whole_numbers(&open);
        simple += usize::from(expected);
        assert_eq!(crossings(&as_ring(&open)).unwrap().is_empty(), expected);
    }
    assert!((25..75).contains(&simple), "{simple} of 100 were simple");
}

#[test]
fn a_bow_tie_crosses_itself_once() {
    let bow_tie = ring(&[(0.0, 0.0), (2.0, 2.0), (2.0, 0.0), (0.0, 2.0)]);
    assert_eq!(crossings(&bow_tie).unwrap(), [(0, 2)]);
}

#[test]
fn a_spike_is_named_by_its_two_edges() {
    let spike = ring(&[
        (0.0, 0.0),
        (4.0, 0.0),
        (2.0, 3.0),
        (2.0, 5.0),
        (2.0, 3.0),
        (0.0, 3.0),
    ]);
    assert!(crossings(&spike).unwrap().contains(&(2, 3)));
    let spike_at_the_seam = ring(&[(-1.0, 0.0), (0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 0.0)]);
    assert!(crossings(&spike_at_the_seam).unwrap().contains(&(0, 4)));
}

#[test]
fn a_ring_that_touches_itself_in_a_vertex_is_named_once() {
    let pinched = ring(&[
        (0.0, 0.0),
        (2.0, 2.0),
        (4.0, 0.0),
        (4.0, 4.0),
        (2.0, 2.0),
        (0.0, 4.0),
    ]);
    assert_eq!(crossings(&pinched).unwrap(), [(1, 4)]);
}

#[test]
fn a_vertex_a_single_step_beside_an_edge_does_not_touch_it() {
    // The least number above 1 / 3 of the way along the lower edge.
    let on_edge = 120.38;
    let above = f64::from_bits(36.0_f64.to_bits() + 1);
    let with_tip = |tip: f64| {
        ring(&[
            (120.0, 36.0),
            (121.0, 36.0),
            (121.0, 37.0),
            (on_edge, tip),
            (120.0, 37.0),
        ])
    };
    assert!(crossings(&with_tip(above)).unwrap().is_empty());
    assert!(!crossings(&with_tip(36.0)).unwrap().is_empty());
}

#[test]
fn garbage_gives_a_hundred_crossings_at_the_most() {
    let mut rng = ChaCha8Rng::seed_from_u64(SEED_LARGE_RINGS);
    let scribble: Vec<Whole> = (0..5_000)
        .map(|_| {
            (
                rng.random_range(0..1_000_000),
                rng.random_range(0..1_000_000),
            )
        })
        .collect();
    assert_eq!(
        crossings(&as_ring(&scribble)).unwrap().len(),
        MOST_CROSSINGS
    );
    let to_and_fro: Vec<Whole> = (0..10_000).map(|i| (i % 2, 0)).collect();
    assert_eq!(
        crossings(&as_ring(&to_and_fro)).unwrap().len(),
        MOST_CROSSINGS
    );
}

#[test]
fn a_hundred_thousand_vertices_are_checked_in_full() {
    let circle: Vec<(f64, f64)> = (0..100_000)
        .map(|i| {
            let angle = std::f64::consts::TAU * f64::from(i) / 100_000.0;
            (angle.cos(), angle.sin())
        })
        .collect();
    assert!(crossings(&ring(&circle)).unwrap().is_empty());
    let mut touching = circle;
    touching[70_000] = touching[20_000];
    assert!(!crossings(&ring(&touching)).unwrap().is_empty());
}

/// Teeth that slant across each other's bounding boxes, each edge close to every other.
fn slanting_comb(teeth: u32) -> Vec<Coord<f64>> {
    let mut vertices = Vec::new();
    for tooth in 0..teeth {
        let at = f64::from(tooth);
        let length = f64::from(teeth) * 10.0;
        vertices.push((at, -at));
        vertices.push((at + length, length - at));
        vertices.push((at + length + 0.5, length - at - 0.5));
        vertices.push((at + 0.5, -at - 0.5));
    }
    vertices.push((-f64::from(teeth), -f64::from(teeth) * 2.0));
    ring(&vertices)
}

#[test]
fn a_comb_with_very_many_slanting_teeth_is_refused_and_a_small_one_checked() {
    assert_eq!(crossings(&slanting_comb(400)), Ok(Vec::new()));
    assert_eq!(crossings(&slanting_comb(5_000)), Err(TooIntricate));
}

#[test]
fn the_winding_is_that_of_the_area_in_whole_numbers() {
    let mut rng = ChaCha8Rng::seed_from_u64(SEED_GRID_RINGS);
    for _ in 0..20_000 {
        let n = rng.random_range(3..7);
        let open: Vec<Whole> = (0..n)
            .map(|_| (rng.random_range(0..5), rng.random_range(0..5)))
            .collect();
        if !is_simple_in_whole_numbers(&open) {
            continue;
        }
        let doubled_area: i64 = (0..n)
            .map(|i| {
                let (a, b) = (open[i], open[(i + 1) % n]);
                a.0 * b.1 - a.1 * b.0
            })
            .sum();
        let expected = match doubled_area.signum() {
            1 => Winding::CounterClockwise,
            -1 => Winding::Clockwise,
            _ => Winding::NoArea,
        };
        assert_eq!(winding(&as_ring(&open)), expected, "{open:?}");
    }
}

#[test]
fn a_sliver_one_step_wide_has_an_area_and_a_line_has_none() {
    let above = f64::from_bits(36.06_f64.to_bits() + 1);
    let sliver = ring(&[(120.38, 36.06), (120.39, 36.06), (120.385, above)]);
    assert_eq!(winding(&sliver), Winding::CounterClockwise);
    let line = ring(&[(0.0, 0.0), (1.0, 1.0), (3.0, 3.0), (2.0, 2.0)]);
    assert_eq!(winding(&line), Winding::NoArea);
}
