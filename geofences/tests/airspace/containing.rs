//! Which zones contain a point: the index against a scan with `geo`.

use crate::support::{
    City, airspace, coord, polygons_of, position, rng, rounds, square, vertices, zone,
};
use geo::{Coord, Intersects, Rect};
use geofences::{
    Airspace, Entry, Obstacle, ObstacleShape, PointLocation, Rule, Snapshot, Subject, Zone,
};
use rand::Rng;
use rand_chacha::ChaCha8Rng;
use std::sync::Arc;

const SEED: u64 = 0x5EA6_0011;

/// The identifiers of what contains the point, by the index.
fn by_index(snapshot: &Snapshot, point: Coord<f64>) -> Vec<String> {
    let mut found = Vec::new();
    let place = position(point.x, point.y);
    snapshot.for_each_containing(place, |entry, location| {
        assert_ne!(location, PointLocation::Outside);
        found.push(entry.subject().id().to_string());
    });
    found.sort();
    found
}

/// The same by a scan over all polygons.
fn by_scan(entries: &[(String, geo::MultiPolygon<f64>)], point: Coord<f64>) -> Vec<String> {
    let mut found: Vec<String> = entries
        .iter()
        .filter(|(_, polygons)| polygons.intersects(&point))
        .map(|(id, _)| id.clone())
        .collect();
    found.sort();
    found
}

fn polygons(snapshot: &Snapshot) -> Vec<(String, geo::MultiPolygon<f64>)> {
    snapshot
        .entries()
        .map(|entry| {
            (
                entry.subject().id().to_string(),
                polygons_of(entry.subject()),
            )
        })
        .collect()
}

/// A point where the index may go wrong: crowded, on a vertex, on an edge, beside one, on the
/// border of a tile or cell.
fn trying_point(
    rng: &mut ChaCha8Rng,
    city: &City,
    entries: &[(String, geo::MultiPolygon<f64>)],
) -> Coord<f64> {
    let place = city.place(rng);
    match rng.random_range(0..6) {
        0 | 1 => place,
        2 | 3 => {
            let vertices = vertices(&entries[rng.random_range(0..entries.len())].1);
            let at = rng.random_range(0..vertices.len() - 1);
            let (a, b) = (vertices[at], vertices[at + 1]);
            match rng.random_range(0..4) {
                0 => a,
                1 => (a + b) * 0.5,
                2 => a + (b - a) * rng.random_range(0.0..1.0),
                _ => a + coord(rng.random_range(-1e-6..1e-6), rng.random_range(-1e-6..1e-6)),
            }
        }
        4 => {
            let step = 360.0 / 4.0_f64.powi(rng.random_range(5..10)) / 32.0;
            let snapped = coord(
                (place.x / step).round() * step,
                (place.y / step).round() * step,
            );
            if rng.random() {
                snapped
            } else {
                coord(snapped.x, place.y)
            }
        }
        _ => {
            let step = 360.0 / 4.0_f64.powi(rng.random_range(5..10)) / 32.0;
            let snapped = (place.x / step).round() * step;
            coord(
                if rng.random() {
                    snapped.next_up()
                } else {
                    snapped.next_down()
                },
                place.y,
            )
        }
    }
}

#[test]
fn the_index_finds_what_a_scan_finds() {
    let city = City::new(SEED);
    let mut rng = rng(SEED + 1);
    let zones: Vec<Zone> = (0..1_500).map(|id| city.zone(&mut rng, id)).collect();
    let snapshot = airspace(zones);
    let entries = polygons(&snapshot);
    let mut hits = 0;
    for _ in 0..rounds(4_000) {
        let point = trying_point(&mut rng, &city, &entries);
        let expected = by_scan(&entries, point);
        hits += expected.len();
        assert_eq!(by_index(&snapshot, point), expected, "at {point:?}");
    }
    assert!(hits > 4_000, "the points are not crowded: {hits} hits");
}

#[test]
fn the_boundary_is_told_apart_from_the_inside() {
    use geo::coordinate_position::{CoordPos, CoordinatePosition};
    let city = City::new(SEED + 2);
    let mut rng = rng(SEED + 3);
    let zones: Vec<Zone> = (0..200)
        .map(|id| city.zone(&mut rng, id))
        // Of polygons that overlap geo does not tell the boundary of the union.
        .filter(|zone| zone.footprint.to_polygons(zone.rule.circle_side()).0.len() == 1)
        .collect();
    let snapshot = airspace(zones);
    let entries = polygons(&snapshot);
    let mut on_boundary = 0;
    for _ in 0..rounds(2_000) {
        let point = trying_point(&mut rng, &city, &entries);
        snapshot.for_each_containing(position(point.x, point.y), |entry, location| {
            let expected = match polygons_of(entry.subject()).coordinate_position(&point) {
                CoordPos::OnBoundary => PointLocation::Boundary,
                CoordPos::Inside => PointLocation::Inside,
                CoordPos::Outside => PointLocation::Outside,
            };
            on_boundary += usize::from(expected == PointLocation::Boundary);
            assert_eq!(location, expected, "{} at {point:?}", entry.subject().id());
        });
    }
    assert!(on_boundary > 100, "{on_boundary} points on a boundary");
}

#[test]
fn what_touches_a_rectangle_is_told_once() {
    let city = City::new(SEED + 4);
    let mut rng = rng(SEED + 5);
    let snapshot = airspace((0..800).map(|id| city.zone(&mut rng, id)));
    let entries: Vec<Arc<Entry>> = snapshot.entries().cloned().collect();
    for round in 0..rounds(600) {
        let (a, b) = if round % 10 == 0 {
            (city.place(&mut rng), city.place(&mut rng))
        } else {
            let corner = city.place(&mut rng);
            let size = 10.0_f64.powf(rng.random_range(-6.0..-1.0));
            (
                corner,
                corner + coord(size, size * rng.random_range(0.0..2.0)),
            )
        };
        let mut rect = Rect::new(a, b);
        if round % 7 == 0 {
            // A corner of what is there, exactly.
            let bounds = entries[rng.random_range(0..entries.len())].bounds();
            rect = Rect::new(bounds.max(), bounds.max() + coord(0.01, 0.01));
        }
        let mut expected: Vec<String> = entries
            .iter()
            .filter(|entry| entry.bounds().intersects(&rect))
            .map(|entry| entry.subject().id().to_string())
            .collect();
        let mut found = Vec::new();
        snapshot.for_each_touching(&rect, |entry| found.push(entry.subject().id().to_string()));
        expected.sort();
        found.sort();
        assert_eq!(found, expected, "{rect:?}");
    }
}

#[test]
fn a_rectangle_touches_what_it_meets_to_the_last_bit() {
    let east = 120.1 + 1e-13;
    let beside = square(120.0, 36.0, east, 36.1);
    let snapshot = airspace([zone("beside", Rule::Prohibited, beside)]);
    let touching_from = |west: f64| {
        let mut count = 0;
        let rect = Rect::new(coord(west, 36.0), coord(120.2, 36.1));
        snapshot.for_each_touching(&rect, |_| count += 1);
        count
    };
    assert_eq!(touching_from(east), 1);
    assert_eq!(touching_from(east.next_up()), 0);
}

#[test]
fn the_whole_earth_and_beyond_touches_everything_once() {
    let city = City::new(SEED + 6);
    let mut rng = rng(SEED + 7);
    let snapshot = airspace((0..300).map(|id| city.zone(&mut rng, id)));
    for reach in [180.0, 1e6, 1e300, f64::INFINITY] {
        let mut count = 0;
        snapshot.for_each_touching(
            &Rect::new(coord(-reach, -reach), coord(reach, reach)),
            |_| {
                count += 1;
            },
        );
        assert_eq!(count, 300);
    }
}

#[test]
fn where_a_ring_begins_and_how_it_turns_makes_no_difference() {
    use geofences::RawPolygon;
    let city = City::new(SEED + 8);
    let mut rng = rng(SEED + 9);
    for round in 0..rounds(60) {
        let center = city.place(&mut rng);
        let radius = 10.0_f64.powf(rng.random_range(-4.5..-1.0));
        let raw = RawPolygon {
            exterior: crate::support::star(&mut rng, center, radius, 17),
            holes: vec![crate::support::star(&mut rng, center, 0.3 * radius, 9)],
        };
        let mut turned = raw.clone();
        turned.exterior.rotate_left(rng.random_range(0..17));
        turned.holes[0].rotate_left(rng.random_range(0..9));
        if round % 2 == 0 {
            turned.exterior.reverse();
        }
        if round % 3 == 0 {
            turned.holes[0].reverse();
        }
        let build = |raw: &RawPolygon| {
            let footprint = crate::support::footprint(std::slice::from_ref(raw));
            airspace([zone("z", Rule::Prohibited, footprint)])
        };
        let (one, other) = (build(&raw), build(&turned));
        for _ in 0..60 {
            let at = raw.exterior[rng.random_range(0..17)];
            let inwards = rng.random_range(0.0..1.2);
            let point = at + (center - at) * inwards;
            assert_eq!(by_index(&one, point), by_index(&other, point));
            let location = |snapshot: &Snapshot| {
                let mut location = PointLocation::Outside;
                snapshot.for_each_containing(position(point.x, point.y), |_, at| location = at);
                location
            };
            assert_eq!(location(&one), location(&other));
        }
    }
}

#[test]
fn more_polygons_than_a_cell_directory_holds_are_found_too() {
    // All in one tile, stacked: it goes without a directory.
    const COUNT: usize = 65_700;
    let mut rng = rng(SEED + 10);
    let small = |rng: &mut ChaCha8Rng, id: usize| {
        let west = 120.301 + 1e-4 * rng.random_range(0.0..1.0);
        let south = 36.101 + 1e-4 * rng.random_range(0.0..1.0);
        zone(
            &format!("{id}"),
            Rule::Prohibited,
            square(west, south, west + 1e-5, south + 1e-5),
        )
    };
    let zones: Vec<Zone> = (0..COUNT).map(|id| small(&mut rng, id)).collect();
    let airspace = Airspace::new(zones.into_iter().map(Subject::from)).unwrap();
    let check = |rng: &mut ChaCha8Rng, points: usize| {
        let snapshot = airspace.snapshot();
        let entries = polygons(&snapshot);
        for _ in 0..points {
            let point = coord(
                120.301 + 1e-4 * rng.random_range(0.0..1.0),
                36.101 + 1e-4 * rng.random_range(0.0..1.0),
            );
            assert_eq!(by_index(&snapshot, point), by_scan(&entries, point));
        }
    };
    check(&mut rng, 40);
    let withdraw = |from: usize, until: usize| {
        (from..until)
            .map(|id| geofences::Change::Withdraw(geofences::ZoneId::new(format!("{id}"))))
            .collect::<Vec<_>>()
    };
    airspace.apply(withdraw(0, 100)).unwrap();
    airspace
        .apply(
            (0..50)
                .map(|id| geofences::Change::Put(small(&mut rng, id).into()))
                .collect(),
        )
        .unwrap();
    check(&mut rng, 20);
}

#[test]
fn outlines_of_obstacles_are_found_as_polygons_are() {
    let city = City::new(SEED + 12);
    let mut rng = rng(SEED + 13);
    let obstacles: Vec<Obstacle> = (0..200)
        .map(|id| {
            let place = city.place(&mut rng);
            let mut obstacle = crate::support::mast(
                &format!("{id}"),
                position(place.x, place.y),
                rng.random_range(0.0..30.0),
                crate::support::amsl(100.0),
            );
            if id % 2 == 0 {
                obstacle.shape = ObstacleShape::Line {
                    vertices: (0..5)
                        .map(|step| {
                            position(
                                place.x + 0.002 * f64::from(step),
                                place.y + rng.random_range(-0.001..0.001),
                            )
                        })
                        .collect(),
                    half_width_m: rng.random_range(0.0..20.0),
                };
            }
            obstacle.horizontal_uncertainty_m = rng.random_range(0.0..10.0);
            obstacle
        })
        .collect();
    let snapshot = Airspace::new(obstacles.into_iter().map(Subject::from))
        .unwrap()
        .snapshot();
    let entries = polygons(&snapshot);
    for _ in 0..rounds(2_000) {
        let point = trying_point(&mut rng, &city, &entries);
        assert_eq!(
            by_index(&snapshot, point),
            by_scan(&entries, point),
            "at {point:?}"
        );
    }
}
