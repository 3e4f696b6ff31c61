#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::RawPolygon;
use geo::coordinate_position::{CoordPos, CoordinatePosition};
use geographiclib_rs::DirectGeodesic;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

const SEED_PLACES: u64 = 0xC0_17A1_0001;

fn at(x: f64, y: f64) -> Position {
    Position::new(x, y).unwrap()
}

fn ring(vertices: &[(f64, f64)]) -> Vec<Coord<f64>> {
    vertices.iter().map(|&(x, y)| Coord { x, y }).collect()
}

fn footprint(polygons: &[RawPolygon]) -> Footprint {
    Footprint::from_polygons(polygons).unwrap().0
}

fn square(west: f64, south: f64, size: f64) -> Vec<Coord<f64>> {
    ring(&[
        (west, south),
        (west + size, south),
        (west + size, south + size),
        (west, south + size),
    ])
}

#[test]
fn the_boundary_belongs_to_it_and_not_to_its_proper_inside() {
    let with_hole = footprint(&[RawPolygon {
        exterior: square(120.0, 36.0, 4.0),
        holes: vec![square(121.0, 37.0, 2.0)],
    }]);
    for (place, contained, properly) in [
        (at(120.5, 36.5), true, true),
        (at(120.0, 36.0), true, false),
        (at(122.0, 36.0), true, false),
        (at(121.0, 38.0), true, false),
        (at(121.0, 37.0), true, false),
        (at(122.0, 38.0), false, false),
        (at(119.9, 38.0), false, false),
        (at(124.1, 38.0), false, false),
        (at(119.0, 36.0), false, false),
        (at(119.0, 37.0), false, false),
    ] {
        assert_eq!(with_hole.contains(place), contained, "{place}");
        assert_eq!(with_hole.contains_properly(place), properly, "{place}");
    }
}

#[test]
fn a_single_step_beside_an_edge_is_told_apart() {
    let footprint = footprint(&[RawPolygon {
        exterior: ring(&[(120.0, 36.0), (121.0, 36.5), (120.0, 37.0)]),
        holes: Vec::new(),
    }]);
    let above = f64::from_bits(36.25_f64.to_bits() + 1);
    let below = f64::from_bits(36.25_f64.to_bits() - 1);
    assert!(footprint.contains(at(120.5, 36.25)));
    assert!(!footprint.contains_properly(at(120.5, 36.25)));
    assert!(footprint.contains_properly(at(120.5, above)));
    assert!(!footprint.contains(at(120.5, below)));
}

#[test]
fn overlapping_polygons_count_as_their_union() {
    let footprint = footprint(&[
        RawPolygon {
            exterior: square(0.0, 0.0, 2.0),
            holes: Vec::new(),
        },
        RawPolygon {
            exterior: square(1.0, 1.0, 2.0),
            holes: Vec::new(),
        },
    ]);
    assert!(footprint.contains_properly(at(1.5, 1.5)));
    assert!(footprint.contains_properly(at(1.0, 0.5)));
    assert!(
        footprint.contains_properly(at(2.0, 1.5)),
        "on one, within the other"
    );
    assert!(footprint.contains(at(3.0, 3.0)) && !footprint.contains_properly(at(3.0, 3.0)));
    assert!(!footprint.contains(at(2.5, 0.5)));
}

#[test]
fn where_a_ring_starts_and_which_way_it_runs_make_no_difference() {
    let mut rng = ChaCha8Rng::seed_from_u64(SEED_PLACES);
    for _ in 0..200 {
        let n = rng.random_range(3..20);
        let mut outline: Vec<Coord<f64>> = (0..n)
            .map(|i| {
                let angle = std::f64::consts::TAU * f64::from(i) / f64::from(n);
                let radius = f64::from(rng.random_range(1..6_u8));
                Coord {
                    x: (radius * angle.cos() * 2.0).round() / 2.0,
                    y: (radius * angle.sin() * 2.0).round() / 2.0,
                }
            })
            .collect();
        let of = |outline: &[Coord<f64>]| {
            Footprint::from_polygons(&[RawPolygon {
                exterior: outline.to_vec(),
                holes: Vec::new(),
            }])
        };
        let Ok((original, _)) = of(&outline) else {
            continue;
        };
        let polygon = original.to_polygons(crate::CircleSide::Inscribed);
        let start = rng.random_range(0..outline.len());
        outline.rotate_left(start);
        let (rotated, _) = of(&outline).unwrap();
        outline.reverse();
        let (reversed, _) = of(&outline).unwrap();
        for _ in 0..50 {
            let half = |rng: &mut ChaCha8Rng| f64::from(rng.random_range(-12..13_i8)) / 2.0;
            let place = at(half(&mut rng), half(&mut rng));
            let expected = polygon.coordinate_position(&place.coord());
            for footprint in [&original, &rotated, &reversed] {
                assert_eq!(footprint.contains(place), expected != CoordPos::Outside);
                assert_eq!(
                    footprint.contains_properly(place),
                    expected == CoordPos::Inside
                );
            }
        }
    }
}

#[test]
fn a_circle_ends_at_its_radius() {
    for (center, radius_m) in [
        (at(120.38, 36.06), 1_000.0),
        (at(179.999, -10.0), 5_000.0),
        (at(10.0, 80.0), 200_000.0),
    ] {
        let circle = Footprint::circle(center, radius_m).unwrap();
        assert!(circle.contains(center) && circle.contains_properly(center));
        for azimuth_deg in 0..36 {
            let place = |distance_m: f64| {
                let (y, x): (f64, f64) = WGS84.direct(
                    center.latitude_deg(),
                    center.longitude_deg(),
                    10.0 * f64::from(azimuth_deg),
                    distance_m,
                );
                at(x, y)
            };
            assert!(circle.contains(place(radius_m - 1e-6)));
            assert!(circle.contains_properly(place(radius_m - 1e-6)));
            assert!(!circle.contains(place(radius_m + 1e-6)));
        }
    }
}

#[test]
fn a_place_on_the_antimeridian_is_the_same_told_either_way() {
    let footprint = footprint(&[RawPolygon {
        exterior: square(178.0, 0.0, 2.0),
        holes: Vec::new(),
    }]);
    assert!(footprint.contains(at(180.0, 1.0)));
    assert!(footprint.contains(at(-180.0, 1.0)));
    assert!(!footprint.contains_properly(at(-180.0, 1.0)));
    assert!(!footprint.contains(at(-179.9, 1.0)));
}
