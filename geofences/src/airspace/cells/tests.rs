//! Tests of the cell directory: what it says, against the exact test on the full vertices.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::super::prepared::{PointLocation, PreparedArea};
use super::record::{Edge, Record, Records, reference_point, word};
use super::*;
use crate::footprint::FlatRings;
use geo::{Coord, LineString, MultiPolygon, Polygon};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::cell::Cell;
use std::collections::BTreeSet;
use std::f64::consts::TAU;

const SEED: u64 = 7_003;
const SIDES: [u8; 6] = [1, 2, 3, 8, 17, 32];

fn frame() -> TileFrame {
    let size_deg = 360.0 / 16_384.0;
    TileFrame {
        at: (5_463, 6_000),
        origin: Coord {
            x: 5_463.0 * size_deg - 180.0,
            y: 6_000.0 * size_deg - 90.0,
        },
        size_deg,
        per_deg: 16_384.0 * (1.0 / 360.0),
    }
}

/// A place in parts of the tile.
fn place(x: f64, y: f64) -> Coord<f64> {
    let frame = frame();
    Coord {
        x: frame.origin.x + x * frame.size_deg,
        y: frame.origin.y + y * frame.size_deg,
    }
}

fn ring(coords: Vec<Coord<f64>>) -> LineString<f64> {
    let mut ring = LineString::new(coords);
    ring.close();
    ring
}

fn area(polygons: Vec<Polygon<f64>>) -> PreparedArea {
    PreparedArea::new(FlatRings::new(&MultiPolygon(polygons)))
}

/// A star-shaped ring around a place of the tile; radii in parts of the tile.
fn star(rng: &mut ChaCha8Rng, vertices: u32, center: (f64, f64), radius: f64) -> LineString<f64> {
    let coords = (0..vertices).map(|vertex| {
        let angle = TAU * f64::from(vertex) / f64::from(vertices);
        let radius = radius * rng.random_range(0.5..1.0);
        place(
            center.0 + radius * angle.cos(),
            center.1 + radius * angle.sin(),
        )
    });
    ring(coords.collect())
}

/// Stars of all sizes, some with a hole, some of two polygons, some with very many vertices.
fn areas(rng: &mut ChaCha8Rng, count: usize) -> Vec<PreparedArea> {
    (0..count)
        .map(|index| {
            let center = (rng.random_range(-0.2..1.2), rng.random_range(-0.2..1.2));
            let radius = 0.5 * rng.random_range(-9.0..0.0_f64).exp();
            let vertices = match index % 8 {
                0 => 3_000,
                1 => 3,
                _ => rng.random_range(4..80),
            };
            let outer = star(rng, vertices, center, radius);
            let mut polygons = vec![match index % 3 {
                0 => Polygon::new(outer, vec![star(rng, 9, center, 0.3 * radius)]),
                _ => Polygon::new(outer, Vec::new()),
            }];
            if index % 7 == 0 {
                let beside = (center.0 + 0.5 * radius, center.1);
                polygons.push(Polygon::new(star(rng, 12, beside, radius), Vec::new()));
            }
            area(polygons)
        })
        .collect()
}

fn directory(areas: &[PreparedArea], side: u8) -> CellDirectory {
    let grid = CellGrid::new(frame(), side);
    let covers: Vec<Covers> = areas.iter().map(|area| Covers::of(area, &grid)).collect();
    CellDirectory::build(&covers, side)
}

/// What contains the point by the directory, and how many exact tests that took.
fn told(
    directory: &CellDirectory,
    areas: &[PreparedArea],
    point: Coord<f64>,
) -> (BTreeSet<usize>, usize) {
    let exact_tests = Cell::new(0);
    let mut told = BTreeSet::new();
    directory.open(directory.find(frame(), point)).containing(
        |local| {
            exact_tests.set(exact_tests.get() + 1);
            areas[usize::from(local)].locate(point)
        },
        |local, _| assert!(told.insert(usize::from(local)), "{local} was told twice"),
    );
    (told, exact_tests.get())
}

fn expected(areas: &[PreparedArea], point: Coord<f64>) -> BTreeSet<usize> {
    (0..areas.len())
        .filter(|&index| areas[index].locate(point) != PointLocation::Outside)
        .collect()
}

/// Points all over the tile, on edges, on vertices, beside them, and on the borders of cells.
fn points(rng: &mut ChaCha8Rng, areas: &[PreparedArea], side: u8) -> Vec<Coord<f64>> {
    let mut points: Vec<_> = (0..500)
        .map(|_| place(rng.random_range(0.0..1.0), rng.random_range(0.0..1.0)))
        .collect();
    for area in areas {
        for _ in 0..12 {
            let edges: Vec<usize> = area.rings().edges().collect();
            let (a, b) = area.edge(edges[rng.random_range(0..edges.len())]);
            let along = [0.0, 1.0, rng.random_range(0.0..1.0)][rng.random_range(0..3)];
            // From a hair's breadth to a few grains.
            let off = frame().size_deg * 10.0_f64.powf(rng.random_range(-12.0..-1.5));
            points.push(Coord {
                x: a.x + (b.x - a.x) * along + off * rng.random_range(-1.0..1.0),
                y: a.y + (b.y - a.y) * along + off * rng.random_range(-1.0..1.0),
            });
            let line = f64::from(rng.random_range(0..=side)) / f64::from(side);
            points.push(place(line, rng.random_range(0.0..1.0)));
            points.push(Coord {
                x: points[points.len() - 2].x,
                ..place(0.0, line)
            });
        }
    }
    let (low, high) = (place(0.0, 0.0), place(1.0, 1.0));
    points.retain(|at| (low.x..=high.x).contains(&at.x) && (low.y..=high.y).contains(&at.y));
    points
}

#[test]
fn the_directory_tells_what_the_exact_test_tells_whatever_the_cells() {
    let mut rng = ChaCha8Rng::seed_from_u64(SEED);
    for side in SIDES {
        let areas = areas(&mut rng, 60);
        let directory = directory(&areas, side);
        for point in points(&mut rng, &areas, side) {
            let (told, _) = told(&directory, &areas, point);
            assert_eq!(told, expected(&areas, point), "side {side}, {point:?}");
        }
    }
}

#[test]
fn the_exact_test_is_seldom_needed() {
    let mut rng = ChaCha8Rng::seed_from_u64(SEED + 1);
    let areas: Vec<_> = (0..40)
        .map(|_| {
            let center = (rng.random_range(0.0..1.0), rng.random_range(0.0..1.0));
            area(vec![Polygon::new(
                star(&mut rng, 30, center, 0.4),
                Vec::new(),
            )])
        })
        .collect();
    let directory = directory(&areas, 8);
    let mut exact_tests = 0;
    for _ in 0..2_000 {
        let point = place(rng.random_range(0.0..1.0), rng.random_range(0.0..1.0));
        exact_tests += told(&directory, &areas, point).1;
    }
    // 40 areas each: 80 000 tests if every one were exact.
    assert!(exact_tests < 800, "{exact_tests}");
}

#[test]
fn areas_that_come_and_go_leave_what_a_new_directory_has() {
    let mut rng = ChaCha8Rng::seed_from_u64(SEED + 2);
    for side in SIDES {
        let grid = CellGrid::new(frame(), side);
        let areas = areas(&mut rng, 24);
        let mut present: BTreeSet<usize> = BTreeSet::new();
        let mut directory = CellDirectory::build(&[], side);
        for _ in 0..60 {
            let index = rng.random_range(0..areas.len());
            directory = if present.remove(&index) {
                directory.without(index as u16)
            } else {
                present.insert(index);
                directory.with(index as u16, &Covers::of(&areas[index], &grid))
            };
            for _ in 0..20 {
                let point = place(rng.random_range(0.0..1.0), rng.random_range(0.0..1.0));
                let expected: BTreeSet<usize> = expected(&areas, point)
                    .intersection(&present)
                    .copied()
                    .collect();
                assert_eq!(told(&directory, &areas, point).0, expected, "side {side}");
            }
        }
        for index in present {
            directory = directory.without(index as u16);
        }
        let empty = CellDirectory::build(&[], side);
        assert_eq!(directory.run, empty.run);
    }
}

#[test]
fn one_after_another_or_at_once_makes_the_same_directory() {
    let mut rng = ChaCha8Rng::seed_from_u64(SEED + 3);
    let areas = areas(&mut rng, 30);
    let grid = CellGrid::new(frame(), 8);
    let at_once = directory(&areas, 8);
    let empty = CellDirectory::build(&[], 8);
    let grown = areas
        .iter()
        .enumerate()
        .fold(empty, |directory, (local, area)| {
            directory.with(local as u16, &Covers::of(area, &grid))
        });
    assert_eq!(grown.run, at_once.run);
}

#[test]
fn a_run_too_long_for_short_offsets_gets_long_ones_and_loses_them_again() {
    let mut rng = ChaCha8Rng::seed_from_u64(SEED + 4);
    let areas: Vec<_> = (0..40)
        .map(|_| {
            area(vec![Polygon::new(
                star(&mut rng, 2_000, (0.5, 0.5), 0.45),
                Vec::new(),
            )])
        })
        .collect();
    let mut directory = directory(&areas, 16);
    assert!(directory.is_wide);
    let mut left = areas.len();
    let mut was_wide = 0;
    while left > 0 {
        was_wide += usize::from(directory.is_wide);
        for _ in 0..30 {
            let point = place(rng.random_range(0.0..1.0), rng.random_range(0.0..1.0));
            let (told, _) = told(&directory, &areas, point);
            assert_eq!(told, expected(&areas[..left], point));
        }
        left -= 1;
        directory = directory.without(left as u16);
    }
    assert!(was_wide < areas.len());
}

#[test]
fn an_area_with_more_edges_in_a_cell_than_a_tail_holds_is_tested_exactly() {
    let mut rng = ChaCha8Rng::seed_from_u64(SEED + 5);
    let center = (0.5, 0.5);
    for (vertices, is_copied) in [(1_022, true), (1_023, false)] {
        let outline = star(&mut rng, vertices, center, 0.4);
        let areas = [area(vec![Polygon::new(outline, Vec::new())])];
        let directory = directory(&areas, 1);
        let (_, parts) = directory.cell(0);
        let record = Records(parts).next().unwrap();
        assert_eq!(!record.tail.is_empty(), is_copied, "{vertices} vertices");
        let point = place(center.0 + 0.01, center.1);
        assert_eq!(told(&directory, &areas, point).1, usize::from(!is_copied));
        assert_eq!(told(&directory, &areas, point).0, BTreeSet::from([0]));
    }
}

#[test]
fn an_area_smaller_than_a_grain_is_found_and_nothing_beside_it() {
    let grain = 1.0 / 250.0;
    let corner = place(0.401, 0.403);
    let side = 0.2 * grain * frame().size_deg;
    let square = [(0.0, 0.0), (side, 0.0), (side, side), (0.0, side)];
    let outline = square.map(|(x, y)| Coord {
        x: corner.x + x,
        y: corner.y + y,
    });
    let areas = [area(vec![Polygon::new(ring(outline.to_vec()), Vec::new())])];
    let directory = directory(&areas, 1);
    for step in -30..30 {
        let point = Coord {
            x: corner.x + side * f64::from(step) / 10.0,
            y: corner.y + side / 2.0,
        };
        assert_eq!(
            told(&directory, &areas, point).0,
            expected(&areas, point),
            "{step}"
        );
    }
}

#[test]
fn a_cell_within_an_area_holds_its_number_alone() {
    let outline = [(-1.0, -1.0), (2.0, -1.0), (2.0, 2.0), (-1.0, 2.0)];
    let outline = outline.map(|(x, y)| place(x, y));
    let areas = [area(vec![Polygon::new(ring(outline.to_vec()), Vec::new())])];
    let directory = directory(&areas, 4);
    for cell in 0..16 {
        assert_eq!(directory.cell(cell), ([0].as_slice(), [].as_slice()));
    }
    assert_eq!(directory.run.len(), 17 + 16 * 2);
}

/// The nearest point of a segment, in floating point and another way than the record's.
fn distance_in_grains(a: (u8, u8), b: (u8, u8), p: FinePoint) -> f64 {
    let (ax, ay) = (f64::from(a.0), f64::from(a.1));
    let (bx, by) = (f64::from(b.0), f64::from(b.1));
    let (px, py) = (f64::from(p.x) / 256.0, f64::from(p.y) / 256.0);
    let along = ((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / (bx - ax).hypot(by - ay).powi(2);
    let along = if along.is_finite() {
        along.clamp(0.0, 1.0)
    } else {
        0.0
    };
    (px - ax - along * (bx - ax)).hypot(py - ay - along * (by - ay))
}

#[test]
fn a_point_nearer_than_rounding_moves_an_edge_is_in_doubt_and_a_farther_one_is_not() {
    let mut rng = ChaCha8Rng::seed_from_u64(SEED + 6);
    let mut in_doubt = 0;
    for _ in 0..200_000 {
        let (a, b) = (
            (rng.random_range(0..=254), rng.random_range(0..=254)),
            (rng.random_range(0..=254), rng.random_range(0..=254)),
        );
        let along = rng.random_range(0.0..1.0);
        let near = |from: u8, to: u8, off: f64| {
            ((f64::from(from) + along * (f64::from(to) - f64::from(from)) + off) * 256.0) as i32
        };
        let point = FinePoint {
            x: near(a.0, b.0, rng.random_range(-2.0..2.0)).max(0),
            y: near(a.1, b.1, rng.random_range(-2.0..2.0)).max(0),
        };
        let vertex = |(x, y)| grid::Vertex { x, y };
        let is_near = Edge::new(vertex(a), vertex(b)).is_near(point);
        let distance = distance_in_grains(a, b, point);
        // √½ grain is what rounding moves a vertex, 1/256 what it moves a point.
        if distance <= 0.5_f64.sqrt() + 1.0 / 256.0 {
            assert!(is_near, "{a:?} {b:?} {point:?}");
            in_doubt += 1;
        }
        // 3/4 grain in the corner of a rectangle, or an eighth more beside an edge.
        if distance > 0.75 * std::f64::consts::SQRT_2 {
            assert!(!is_near, "{a:?} {b:?} {point:?}");
        }
    }
    assert!(in_doubt > 10_000);
}

#[test]
fn every_reference_point_lies_within_its_cell_and_off_all_vertices() {
    let grid = CellGrid::new(frame(), 5);
    let places: BTreeSet<(i32, i32)> = (0..16)
        .map(reference_point)
        .map(|at| (at.x, at.y))
        .collect();
    assert_eq!(places.len(), 16);
    for (x, y) in places {
        assert!(x % 256 != 0 && y % 256 != 0);
        let place = grid.fine_in_cells(13, FinePoint { x, y });
        assert!(
            (3.1..3.9).contains(&place.x) && (2.1..2.9).contains(&place.y),
            "{place:?}"
        );
        assert_eq!(
            grid.locate(grid.degrees_at(place)),
            (13, FinePoint { x, y })
        );
    }
}

#[test]
fn no_words_make_the_reader_panic() {
    let mut rng = ChaCha8Rng::seed_from_u64(SEED + 7);
    for _ in 0..20_000 {
        let words: Vec<u16> = (0..rng.random_range(0..40))
            .map(|_| match rng.random_range(0..3) {
                0 => rng.random(),
                1 => u16::MAX,
                _ => word(grid::Vertex {
                    x: rng.random(),
                    y: rng.random(),
                }),
            })
            .collect();
        let at = FinePoint {
            x: rng.random_range(0..65_024),
            y: rng.random_range(0..65_024),
        };
        let decided = Records(&words)
            .filter_map(|record: Record| record.decide(at))
            .count();
        assert!(decided <= words.len());
    }
}

#[test]
fn sides_grow_with_the_root_of_the_areas_up_to_a_limit() {
    assert_eq!([0, 1, 4, 16, 100].map(side_for), [3, 3, 5, 10, 25]);
    assert_eq!([164, 1_000_000].map(side_for), [32, 32]);
}
