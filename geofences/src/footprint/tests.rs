#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use geo::coordinate_position::{CoordPos, CoordinatePosition};
use geo::{LineString, Polygon, Validation};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

const SEED_DIRTY: u64 = 0xD127_0001;
const SEED_WILD: u64 = 0xD127_0002;

fn ring(vertices: &[(f64, f64)]) -> Vec<Coord<f64>> {
    vertices.iter().map(|&(x, y)| Coord { x, y }).collect()
}

fn square(west: f64, south: f64, size: f64) -> Vec<Coord<f64>> {
    ring(&[
        (west, south),
        (west + size, south),
        (west + size, south + size),
        (west, south + size),
        (west, south),
    ])
}

fn plain(exterior: Vec<Coord<f64>>) -> RawPolygon {
    RawPolygon {
        exterior,
        holes: Vec::new(),
    }
}

fn read(raw: RawPolygon) -> Result<(Footprint, Vec<FootprintRepair>), Vec<FootprintFault>> {
    Footprint::from_polygons(&[raw])
}

fn polygons(footprint: &Footprint) -> Vec<Polygon<f64>> {
    footprint.to_polygons(CircleSide::Inscribed).0
}

fn place(ring: usize, vertex: Option<usize>) -> RingPlace {
    RingPlace {
        polygon: 0,
        ring,
        vertex,
    }
}

fn fault(ring: usize, vertex: Option<usize>, kind: FootprintFaultKind) -> FootprintFault {
    FootprintFault {
        place: place(ring, vertex),
        kind,
    }
}

#[test]
fn a_closed_ring_needs_no_repair_and_an_open_one_is_closed() {
    let closed = square(120.0, 36.0, 1.0);
    let (as_given, repairs) = read(plain(closed.clone())).unwrap();
    assert_eq!(repairs, []);
    assert_eq!(polygons(&as_given)[0].exterior().0, closed);
    let (repaired, repairs) = read(plain(closed[..4].to_vec())).unwrap();
    assert_eq!(repairs, [FootprintRepair::RingClosed(place(0, None))]);
    assert_eq!(repaired, as_given);
}

#[test]
fn doubled_vertices_are_removed_and_named_by_their_place_in_the_file() {
    let mut doubled = square(120.0, 36.0, 1.0);
    doubled.insert(2, doubled[2]);
    doubled.push(doubled[0]);
    let (footprint, repairs) = read(plain(doubled)).unwrap();
    let removed = |vertex| FootprintRepair::DoubledVertexRemoved(place(0, Some(vertex)));
    assert_eq!(repairs, [removed(3), removed(6)]);
    assert_eq!(
        polygons(&footprint)[0].exterior().0,
        square(120.0, 36.0, 1.0)
    );
}

#[test]
fn crossings_are_named_by_their_place_in_the_file() {
    let bow_tie = ring(&[
        (0.0, 0.0),
        (0.0, 0.0),
        (2.0, 2.0),
        (2.0, 2.0),
        (2.0, 0.0),
        (0.0, 2.0),
    ]);
    // Of a doubled vertex the first stays: 0 for 1, 2 for 3.
    let crossing = FootprintFaultKind::CrossesItself(0, 4);
    assert_eq!(
        read(plain(bow_tie)).unwrap_err(),
        [fault(0, Some(0), crossing)]
    );
}

#[test]
fn outer_rings_run_counter_clockwise_and_holes_clockwise() {
    use super::simple_ring::{Winding, winding};
    let backwards: Vec<_> = square(120.0, 36.0, 4.0).into_iter().rev().collect();
    let (footprint, repairs) = read(RawPolygon {
        exterior: backwards,
        holes: vec![square(121.0, 37.0, 1.0)],
    })
    .unwrap();
    assert_eq!(repairs, []);
    let polygon = &polygons(&footprint)[0];
    assert_eq!(winding(&polygon.exterior().0), Winding::CounterClockwise);
    assert_eq!(winding(&polygon.interiors()[0].0), Winding::Clockwise);
}

#[test]
fn every_vertex_out_of_range_is_named() {
    use FootprintFaultKind::{LatitudeOutOfRange, LongitudeOutOfRange, NotFinite};
    let faults = read(RawPolygon {
        exterior: ring(&[(f64::NAN, 0.0), (0.0, 90.001), (1.0, 90.0), (360.001, 0.0)]),
        holes: vec![ring(&[(360.0, 0.0), (0.0, f64::INFINITY)])],
    })
    .unwrap_err();
    let expected = [
        fault(0, Some(0), NotFinite),
        fault(0, Some(1), LatitudeOutOfRange(90.001)),
        fault(0, Some(3), LongitudeOutOfRange(360.001)),
        fault(1, Some(1), NotFinite),
    ];
    assert_eq!(faults, expected);
}

#[test]
fn rings_without_vertices_or_area_are_refused() {
    use FootprintFaultKind::{Empty, NoArea, TooFewVertices};
    assert_eq!(
        Footprint::from_polygons(&[]),
        Err(vec![fault(0, None, Empty)])
    );
    for (vertices, kind) in [
        (&[][..], TooFewVertices(0)),
        (&[(1.0, 1.0), (1.0, 1.0), (1.0, 1.0)], TooFewVertices(1)),
        (&[(1.0, 1.0), (2.0, 1.0), (1.0, 1.0)], TooFewVertices(2)),
        (&[(1.0, 1.0), (2.0, 2.0), (3.0, 3.0)], NoArea),
        (&[(1.0, 1.0), (2.0, 1.0), (1.0, 1.0), (2.0, 1.0)], NoArea),
        (&[(180.0, 1.0), (-180.0, 2.0), (180.0, 3.0)], NoArea),
    ] {
        let faults = read(plain(ring(vertices))).unwrap_err();
        assert_eq!(faults, [fault(0, None, kind)], "{vertices:?}");
    }
}

#[test]
fn holes_have_to_lie_inside_and_apart() {
    use FootprintFaultKind::{HoleOutside, HoleSharesEdge, HolesOverlap, HolesShareEdge};
    let exterior = square(0.0, 0.0, 10.0);
    for (holes, expected) in [
        (
            vec![square(9.0, 4.0, 2.0)],
            vec![fault(1, None, HoleOutside)],
        ),
        (
            vec![square(20.0, 4.0, 2.0)],
            vec![fault(1, None, HoleOutside)],
        ),
        (
            vec![square(-1.0, -1.0, 12.0)],
            vec![fault(1, None, HoleOutside)],
        ),
        (
            vec![square(8.0, 4.0, 2.0)],
            vec![fault(1, None, HoleSharesEdge)],
        ),
        (vec![exterior.clone()], vec![fault(1, None, HoleSharesEdge)]),
        (
            vec![square(1.0, 1.0, 2.0), square(2.0, 2.0, 2.0)],
            vec![fault(2, None, HolesOverlap(1))],
        ),
        (
            vec![
                square(2.0, 2.0, 1.0),
                square(1.0, 1.0, 4.0),
                square(5.0, 5.0, 1.0),
            ],
            vec![fault(2, None, HolesOverlap(1))],
        ),
        (
            vec![square(1.0, 1.0, 2.0), square(1.0, 1.0, 2.0)],
            vec![fault(2, None, HolesOverlap(1))],
        ),
        (
            vec![square(1.0, 1.0, 2.0), square(3.0, 1.0, 2.0)],
            vec![fault(2, None, HolesShareEdge(1))],
        ),
    ] {
        let faults = read(RawPolygon {
            exterior: exterior.clone(),
            holes: holes.clone(),
        });
        assert_eq!(faults.unwrap_err(), expected, "{holes:?}");
    }
}

#[test]
fn a_hole_may_touch_its_outer_ring_and_another_hole_in_a_point() {
    let (footprint, _) = read(RawPolygon {
        exterior: square(0.0, 0.0, 10.0),
        holes: vec![
            ring(&[(0.0, 5.0), (2.0, 4.0), (2.0, 6.0)]),
            ring(&[(2.0, 5.0), (4.0, 4.0), (4.0, 6.0)]),
        ],
    })
    .unwrap();
    assert!(polygons(&footprint)[0].is_valid());
}

#[test]
fn many_large_holes_are_checked_and_their_faults_counted_to_a_hundred() {
    let circle = |x: f64, y: f64| -> Vec<Coord<f64>> {
        (0..1_000)
            .map(|i| {
                let angle = std::f64::consts::TAU * f64::from(i) / 1_000.0;
                Coord {
                    x: x + 0.4 * angle.cos(),
                    y: y + 0.4 * angle.sin(),
                }
            })
            .collect()
    };
    let holes: Vec<_> = (0..100)
        .map(|i| circle(f64::from(i % 10) + 0.5, f64::from(i / 10) + 0.5))
        .collect();
    let mut raw = RawPolygon {
        exterior: square(0.0, 0.0, 10.0),
        holes,
    };
    assert!(read(raw.clone()).is_ok());
    raw.holes[57] = circle(5.0, 5.0);
    assert_eq!(
        read(raw.clone()).unwrap_err().len(),
        4,
        "it overlaps four others"
    );
    raw.holes = vec![square(1.0, 1.0, 2.0); 1_000];
    assert_eq!(read(raw).unwrap_err().len(), 100);
}

#[test]
fn longitudes_told_as_0_to_360_come_back_within_range() {
    let (shifted, repairs) = read(plain(square(190.0, 0.0, 5.0))).unwrap();
    assert_eq!(
        repairs,
        [FootprintRepair::LongitudesShifted(place(0, None))]
    );
    assert_eq!(polygons(&shifted)[0].exterior().0, square(-170.0, 0.0, 5.0));
}

#[test]
fn a_polygon_across_the_antimeridian_is_split_however_it_was_told() {
    let told = [
        [(175.0, 0.0), (185.0, 0.0), (185.0, 5.0), (175.0, 5.0)],
        [(175.0, 0.0), (-175.0, 0.0), (-175.0, 5.0), (175.0, 5.0)],
        [(-185.0, 0.0), (-175.0, 0.0), (-175.0, 5.0), (-185.0, 5.0)],
    ];
    for vertices in told {
        let mut exterior = ring(&vertices);
        exterior.push(exterior[0]);
        let (footprint, repairs) = read(RawPolygon {
            exterior,
            holes: vec![square(-179.0, 1.0, 1.0), square(177.0, 1.0, 1.0)],
        })
        .unwrap();
        assert_eq!(
            repairs,
            [FootprintRepair::SplitAtAntimeridian(place(0, None))]
        );
        let parts = polygons(&footprint);
        assert_eq!(parts.len(), 2);
        assert!(parts.iter().all(Validation::is_valid));
        let contains = |x, y| footprint.contains(Position::new(x, y).unwrap());
        assert!(contains(176.0, 2.0) && contains(-176.0, 2.0) && contains(180.0, 2.0));
        assert!(!contains(174.0, 2.0) && !contains(-174.0, 2.0) && !contains(0.0, 2.0));
        assert!(!contains(-178.5, 1.5) && !contains(177.5, 1.5));
    }
}

#[test]
fn the_two_sides_of_the_antimeridian_in_one_ring_double_no_vertex() {
    let (footprint, repairs) = read(plain(ring(&[
        (175.0, 0.0),
        (180.0, 0.0),
        (-180.0, 0.0),
        (-175.0, 0.0),
        (-175.0, 5.0),
        (175.0, 5.0),
        (175.0, 0.0),
    ])))
    .unwrap();
    let expected = [
        FootprintRepair::DoubledVertexRemoved(place(0, Some(2))),
        FootprintRepair::SplitAtAntimeridian(place(0, None)),
    ];
    assert_eq!(repairs, expected);
    assert_eq!(polygons(&footprint).len(), 2);
}

#[test]
fn rings_around_a_pole_or_the_whole_earth_are_refused() {
    let around = ring(&[(0.0, 80.0), (120.0, 80.0), (-120.0, 80.0)]);
    let faults = read(plain(around)).unwrap_err();
    assert_eq!(faults, [fault(0, None, FootprintFaultKind::AroundPole)]);
}

#[test]
fn circles_are_refused_beyond_their_limits() {
    let center = Position::new(120.38, 36.06).unwrap();
    for radius_m in [0.0, -1.0, 0.000_999, 1_000_000.1, f64::NAN, f64::INFINITY] {
        let refused = Footprint::circle(center, radius_m).unwrap_err();
        assert!(matches!(refused, FootprintFaultKind::Radius(_)));
    }
    assert!(Footprint::circle(center, 1_000_000.0).is_ok());
    let polar = Position::new(0.0, -88.0).unwrap();
    assert!(Footprint::circle(polar, 109_999.0).is_ok());
    let at_pole = Footprint::circle(polar, 110_001.0);
    assert_eq!(at_pole, Err(FootprintFaultKind::CircleAtPole));
}

/// A ring on a coarse grid, where touching, doubling and lying on each other are common; now and
/// then at the antimeridian.
fn dirty_ring(rng: &mut ChaCha8Rng, west: f64, size: i32) -> Vec<Coord<f64>> {
    let n = rng.random_range(0..9);
    let mut ring: Vec<Coord<f64>> = (0..n)
        .map(|_| Coord {
            x: west + f64::from(rng.random_range(0..size)),
            y: f64::from(rng.random_range(0..size)),
        })
        .collect();
    if rng.random_bool(0.3) && n > 0 {
        let vertex = rng.random_range(0..ring.len());
        ring.insert(vertex, ring[vertex]);
    }
    if rng.random_bool(0.5) {
        ring.extend(ring.first().copied());
    }
    ring
}

fn has_doubled_vertices(raw: &RawPolygon) -> bool {
    std::iter::once(&raw.exterior)
        .chain(&raw.holes)
        .any(|ring| ring.windows(2).any(|edge| edge[0] == edge[1]))
}

fn says_geo_it_is_valid(raw: &RawPolygon) -> bool {
    // geo allows doubled vertices, and closes rings by itself.
    let line = |ring: &Vec<Coord<f64>>| LineString::new(ring.clone());
    let holes = raw.holes.iter().map(line).collect();
    !raw.exterior.is_empty()
        && raw.holes.iter().all(|hole| !hole.is_empty())
        && Polygon::new(line(&raw.exterior), holes).is_valid()
}

#[test]
fn dirty_polygons_are_refused_or_become_valid_ones_as_geo_judges_them() {
    let mut rng = ChaCha8Rng::seed_from_u64(SEED_DIRTY);
    let (mut accepted, mut accepted_with_holes) = (0, 0);
    for _ in 0..30_000 {
        let mut exterior = dirty_ring(&mut rng, 120.0, 8);
        if rng.random_bool(0.5) {
            exterior = square(119.0, -1.0, 9.0);
        }
        let holes = (0..rng.random_range(0..3))
            .map(|_| dirty_ring(&mut rng, 120.0, 8))
            .collect();
        let raw = RawPolygon { exterior, holes };
        match read(raw.clone()) {
            Ok((footprint, _)) => {
                accepted += 1;
                accepted_with_holes += usize::from(!raw.holes.is_empty());
                assert!(
                    polygons(&footprint).iter().all(Validation::is_valid),
                    "{raw:?}"
                );
                assert!(says_geo_it_is_valid(&raw), "{raw:?}");
            }
            Err(faults) => {
                assert!(!faults.is_empty());
                // geo overlooks spikes beside doubled vertices and in rings without area.
                let overlooked = has_doubled_vertices(&raw)
                    || faults
                        .iter()
                        .any(|fault| fault.kind == FootprintFaultKind::NoArea);
                assert!(
                    overlooked || !says_geo_it_is_valid(&raw),
                    "{raw:?} {faults:?}"
                );
            }
        }
    }
    assert!(
        accepted > 3_000 && accepted_with_holes > 300,
        "{accepted} {accepted_with_holes}"
    );
}

#[test]
fn the_antimeridian_changes_nothing_about_dirty_polygons() {
    let mut rng = ChaCha8Rng::seed_from_u64(SEED_DIRTY);
    let mut accepted = 0;
    for _ in 0..5_000 {
        let here = RawPolygon {
            exterior: if rng.random_bool(0.5) {
                square(99.0, -1.0, 9.0)
            } else {
                dirty_ring(&mut rng, 100.0, 8)
            },
            holes: (0..rng.random_range(0..2))
                .map(|_| dirty_ring(&mut rng, 100.0, 8))
                .collect(),
        };
        // The same 76° further east, where 104° comes to lie on the antimeridian.
        let there_longitude = |x: f64| {
            if x + 76.0 > 180.0 {
                x - 284.0
            } else {
                x + 76.0
            }
        };
        let moved = |ring: &Vec<Coord<f64>>| -> Vec<Coord<f64>> {
            ring.iter()
                .map(|vertex| Coord {
                    x: there_longitude(vertex.x),
                    y: vertex.y,
                })
                .collect()
        };
        let there = RawPolygon {
            exterior: moved(&here.exterior),
            holes: here.holes.iter().map(moved).collect(),
        };
        let (here_read, there_read) = (read(here.clone()), read(there));
        assert_eq!(
            here_read.is_ok(),
            there_read.is_ok(),
            "{here:?} {there_read:?}"
        );
        let (Ok((here, _)), Ok((there, _))) = (here_read, there_read) else {
            continue;
        };
        accepted += 1;
        let whole = here.to_polygons(CircleSide::Inscribed);
        for part in polygons(&there) {
            assert!(part.is_valid());
            assert!(
                part.exterior()
                    .coords()
                    .all(|vertex| vertex.x.abs() <= 180.0)
            );
        }
        for _ in 0..20 {
            let (x, y) = (rng.random_range(98.0..109.0), rng.random_range(-2.0..9.0));
            let expected = whole.coordinate_position(&Coord { x, y }) != CoordPos::Outside;
            let place = Position::new(there_longitude(x), y).unwrap();
            assert_eq!(there.contains(place), expected);
        }
    }
    assert!(accepted > 500, "{accepted}");
}

#[test]
fn wild_numbers_never_panic() {
    let mut rng = ChaCha8Rng::seed_from_u64(SEED_WILD);
    let usual = [
        0.0,
        -0.0,
        1e-310,
        5e-324,
        -1e-200,
        1e-9,
        90.0,
        -90.0,
        180.0,
        -180.0,
        360.0,
        -360.0,
        89.999_999,
        179.999_999_999,
        270.0,
    ];
    let never = [1e300, f64::NAN, f64::INFINITY];
    let number = |rng: &mut ChaCha8Rng| match rng.random_range(0..100) {
        0..40 => usual[rng.random_range(0..usual.len())],
        40 => never[rng.random_range(0..never.len())],
        41 => f64::from_bits(rng.random()),
        _ => rng.random_range(-90.0..90.0) * [1.0, 1e-7, 4.0][rng.random_range(0..3)],
    };
    let mut accepted = 0;
    for _ in 0..30_000 {
        let wild_ring = |rng: &mut ChaCha8Rng| -> Vec<Coord<f64>> {
            (0..rng.random_range(0..7))
                .map(|_| Coord {
                    x: number(rng),
                    y: number(rng),
                })
                .collect()
        };
        let raw = RawPolygon {
            exterior: wild_ring(&mut rng),
            holes: (0..rng.random_range(0..2))
                .map(|_| wild_ring(&mut rng))
                .collect(),
        };
        if let Ok((footprint, _)) = read(raw.clone()) {
            accepted += 1;
            for polygon in polygons(&footprint) {
                assert!(polygon.is_valid(), "{raw:?} {polygon:?}");
                let within =
                    |vertex: &Coord<f64>| vertex.x.abs() <= 180.0 && vertex.y.abs() <= 90.0;
                assert!(polygon.exterior().coords().all(within));
            }
        }
    }
    assert!(accepted > 300, "{accepted}");
}
