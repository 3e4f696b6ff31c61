#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::super::simple_ring::crossings;
use super::*;
use geo::coordinate_position::CoordPos;
use geo::dimensions::Dimensions;
use geo::{LineString, Polygon, Relate};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

const SEED_PAIRS: u64 = 0x51DE_0001;
const SEED_LARGE_PAIRS: u64 = 0x51DE_0002;

fn ring(vertices: &[(f64, f64)]) -> Vec<Coord<f64>> {
    let mut ring: Vec<_> = vertices.iter().map(|&(x, y)| Coord { x, y }).collect();
    ring.push(ring[0]);
    ring
}

fn simple_ring_on_a_grid(rng: &mut ChaCha8Rng) -> Vec<Coord<f64>> {
    loop {
        let n = rng.random_range(3..8);
        let vertices: Vec<(f64, f64)> = (0..n)
            .map(|_| {
                let (x, y): (u8, u8) = (rng.random_range(0..6), rng.random_range(0..6));
                (f64::from(x), f64::from(y))
            })
            .collect();
        let ring = ring(&vertices);
        let doubled = ring.windows(2).any(|edge| edge[0] == edge[1]);
        if !doubled && winding(&ring) != Winding::NoArea && crossings(&ring).unwrap().is_empty() {
            return ring;
        }
    }
}

fn assert_as_geo_relates_them(a: &[Coord<f64>], b: &[Coord<f64>]) {
    let polygon = |ring: &[Coord<f64>]| Polygon::new(LineString::new(ring.to_vec()), Vec::new());
    let matrix = polygon(a).relate(&polygon(b));
    let runs = |side| matrix.get(CoordPos::OnBoundary, side) == Dimensions::OneDimensional;
    let expected = Sides {
        inside: runs(CoordPos::Inside),
        along: runs(CoordPos::OnBoundary),
        outside: runs(CoordPos::Outside),
    };
    let (a_ring, b_ring) = (PreparedRing::new(a), PreparedRing::new(b));
    assert_eq!(sides(&a_ring, &b_ring), Ok(expected), "{a:?} {b:?}");
    let overlap = matrix.get(CoordPos::Inside, CoordPos::Inside) == Dimensions::TwoDimensional;
    assert_eq!(interiors_meet(&a_ring, &b_ring), Ok(overlap), "{a:?} {b:?}");
}

#[test]
fn small_rings_lie_to_each_other_as_geo_relates_them() {
    let mut rng = ChaCha8Rng::seed_from_u64(SEED_PAIRS);
    for _ in 0..10_000 {
        let a = simple_ring_on_a_grid(&mut rng);
        let b = simple_ring_on_a_grid(&mut rng);
        assert_as_geo_relates_them(&a, &b);
    }
}

#[test]
fn large_rings_lie_to_each_other_as_geo_relates_them() {
    let mut rng = ChaCha8Rng::seed_from_u64(SEED_LARGE_PAIRS);
    let mut star = |middle: (f64, f64), size: f64| {
        let n = rng.random_range(300..600);
        let vertices: Vec<(f64, f64)> = (0..n)
            .map(|i| {
                let angle = std::f64::consts::TAU * f64::from(i) / f64::from(n);
                let radius = size * rng.random_range(0.8..1.0);
                (
                    middle.0 + radius * angle.cos(),
                    middle.1 + radius * angle.sin(),
                )
            })
            .collect();
        ring(&vertices)
    };
    for offset in [0.0, 0.3, 0.5, 0.9, 1.0, 1.5, 1.9, 2.1] {
        let a = star((0.0, 0.0), 1.0);
        assert_as_geo_relates_them(&a, &star((offset, 0.0), 1.0));
        assert_as_geo_relates_them(&a, &star((offset, 0.0), 0.3));
        assert_as_geo_relates_them(&star((0.0, offset), 0.3), &a);
    }
}

#[test]
fn a_ring_lies_along_itself_and_its_interiors_meet() {
    let square = ring(&[(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0)]);
    let backwards = ring(&[(0.0, 2.0), (2.0, 2.0), (2.0, 0.0), (1.0, 0.0), (0.0, 0.0)]);
    let (a, b) = (PreparedRing::new(&square), PreparedRing::new(&backwards));
    let along = Sides {
        along: true,
        ..Sides::default()
    };
    assert_eq!(sides(&a, &b), Ok(along));
    assert_eq!(interiors_meet(&a, &b), Ok(true));
}

#[test]
fn a_ring_that_reaches_out_between_two_touching_vertices_runs_outside() {
    // A horseshoe, and a square that bridges its mouth with all vertices on the horseshoe.
    let horseshoe = ring(&[
        (0.0, 0.0),
        (6.0, 0.0),
        (6.0, 4.0),
        (4.0, 4.0),
        (4.0, 2.0),
        (2.0, 2.0),
        (2.0, 4.0),
        (0.0, 4.0),
    ]);
    let bridge = ring(&[(2.0, 2.0), (4.0, 2.0), (4.0, 4.0), (2.0, 4.0)]);
    let (outer, inner) = (PreparedRing::new(&horseshoe), PreparedRing::new(&bridge));
    let found = sides(&inner, &outer).unwrap();
    assert!(found.outside && found.along && !found.inside);
    assert_eq!(interiors_meet(&inner, &outer), Ok(false));
}
