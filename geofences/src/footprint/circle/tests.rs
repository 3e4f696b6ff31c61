#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::Footprint;
use geo::Validation;
use geographiclib_rs::InverseGeodesic;

fn at(x: f64, y: f64) -> Position {
    Position::new(x, y).unwrap()
}

fn distance_m(center: Position, place: Coord<f64>) -> f64 {
    WGS84.inverse(
        center.latitude_deg(),
        center.longitude_deg(),
        place.y,
        place.x,
    )
}

/// Smallest and largest distance of the polygon's boundary from the centre, sampled eight
/// times an edge; edges along the antimeridian are the split's and left out.
fn distances_m(center: Position, polygons: &MultiPolygon<f64>) -> (f64, f64) {
    let mut range = (f64::INFINITY, 0.0_f64);
    for line in polygons
        .iter()
        .flat_map(|polygon| polygon.exterior().lines())
    {
        if line.start.x.abs() == 180.0 && line.end.x == line.start.x {
            continue;
        }
        for step in 0..8 {
            let distance = distance_m(center, line.start + line.delta() * (f64::from(step) / 8.0));
            range = (range.0.min(distance), range.1.max(distance));
        }
    }
    range
}

#[test]
fn polygons_keep_to_their_side_and_within_five_centimetres() {
    for center in [
        at(120.38, 36.06),
        at(0.0, 0.0),
        at(-70.0, -54.0),
        at(25.0, 79.9),
        at(10.0, -88.0),
        at(179.9999, 17.0),
        at(-180.0, 60.0),
    ] {
        for radius_m in [
            0.001, 0.5, 3.0, 50.0, 1_000.0, 9_260.0, 55_000.0, 100_000.0, 120_000.0,
        ] {
            if radius_m > 10_000.0 && center.latitude_deg().abs() > 80.0 {
                continue;
            }
            let around = circle_polygon(center, radius_m, CircleSide::Circumscribed);
            let (nearest, furthest) = distances_m(center, &around);
            assert!(nearest >= radius_m, "{center} {radius_m}: {nearest}");
            assert!(
                furthest <= radius_m + 0.05,
                "{center} {radius_m}: {furthest}"
            );
            let within = circle_polygon(center, radius_m, CircleSide::Inscribed);
            let (nearest, furthest) = distances_m(center, &within);
            assert!(nearest >= radius_m - 0.05, "{center} {radius_m}: {nearest}");
            assert!(furthest <= radius_m, "{center} {radius_m}: {furthest}");
        }
    }
}

#[test]
fn circles_too_large_for_the_vertices_keep_to_their_side() {
    for (center, radius_m, off_m) in [
        (at(120.38, 0.0), 1_000_000.0, 0.35),
        (at(120.38, 60.0), 1_000_000.0, 0.5),
        (at(120.38, 79.9), 1_000_000.0, 7.0),
        (at(-179.0, -79.9), 1_000_000.0, 7.0),
    ] {
        let around = circle_polygon(center, radius_m, CircleSide::Circumscribed);
        let (nearest, furthest) = distances_m(center, &around);
        assert!(nearest >= radius_m && furthest <= radius_m + off_m);
        let within = circle_polygon(center, radius_m, CircleSide::Inscribed);
        let (nearest, furthest) = distances_m(center, &within);
        assert!(nearest >= radius_m - off_m && furthest <= radius_m);
        assert!(
            around
                .iter()
                .map(|part| part.exterior().0.len())
                .sum::<usize>()
                < 4_110
        );
    }
}

#[test]
fn polygons_of_circles_are_valid_closed_and_counter_clockwise() {
    for center in [
        at(120.38, 36.06),
        at(179.9999, 17.0),
        at(-180.0, -60.0),
        at(180.0, 0.0),
    ] {
        for radius_m in [0.001, 1.0, 1_000.0, 30_000.0] {
            for side in [CircleSide::Circumscribed, CircleSide::Inscribed] {
                let polygons = circle_polygon(center, radius_m, side);
                assert!(!polygons.0.is_empty());
                for polygon in &polygons {
                    assert!(polygon.is_valid(), "{center} {radius_m}");
                    assert!(polygon.exterior().is_closed());
                    let winding = super::super::simple_ring::winding(&polygon.exterior().0);
                    assert_eq!(
                        winding,
                        super::super::simple_ring::Winding::CounterClockwise
                    );
                    assert!(
                        polygon
                            .exterior()
                            .coords()
                            .all(|coord| coord.x.abs() <= 180.0)
                    );
                }
            }
        }
    }
}

#[test]
fn a_circle_across_the_antimeridian_comes_in_two_parts_with_nothing_lost() {
    let center = at(179.999, 36.0);
    let moved = at(100.0, 36.0);
    use geo::Area;
    for side in [CircleSide::Circumscribed, CircleSide::Inscribed] {
        let split = circle_polygon(center, 5_000.0, side);
        let whole = circle_polygon(moved, 5_000.0, side);
        assert_eq!((split.0.len(), whole.0.len()), (2, 1));
        assert!((split.unsigned_area() / whole.unsigned_area() - 1.0).abs() < 1e-9);
    }
    let touching_nothing = circle_polygon(at(179.9, 36.0), 8_900.0, CircleSide::Inscribed);
    assert_eq!(touching_nothing.0.len(), 1);
}

#[test]
fn the_smallest_circle_has_an_inside_and_an_outside() {
    let center = at(120.38, 36.06);
    let smallest = Footprint::circle(center, Footprint::SMALLEST_RADIUS_M).unwrap();
    for side in [CircleSide::Circumscribed, CircleSide::Inscribed] {
        let polygons = smallest.to_polygons(side);
        assert!(polygons.0.len() == 1 && polygons.0[0].is_valid());
    }
    assert!(smallest.bounding_rect().width() > 0.0);
}
