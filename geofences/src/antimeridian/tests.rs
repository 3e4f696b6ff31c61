#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use geo::{Area, Contains, LineString, Polygon, Validation};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

const SEED_SPLITS: u64 = 0xA471_0001;

fn coords(vertices: &[(f64, f64)]) -> Vec<Coord<f64>> {
    vertices.iter().map(|&(x, y)| Coord { x, y }).collect()
}

fn polygon(exterior: &[(f64, f64)], holes: &[&[(f64, f64)]]) -> Polygon<f64> {
    let holes = holes.iter().map(|hole| LineString::new(coords(hole)));
    Polygon::new(LineString::new(coords(exterior)), holes.collect())
}

fn unwrapped(vertices: &[(f64, f64)]) -> (Vec<f64>, Result<Unwrapped, FootprintFaultKind>) {
    let mut ring = coords(vertices);
    let how = unwrap_longitudes(&mut ring);
    (ring.iter().map(|coord| coord.x).collect(), how)
}

#[test]
fn a_ring_away_from_the_antimeridian_stays_bit_for_bit() {
    let (longitudes, how) = unwrapped(&[(120.1, 36.0), (120.3, 36.0), (-59.5, 36.1)]);
    assert_eq!(how, Ok(Unwrapped::AsGiven));
    assert_eq!(longitudes, [120.1, 120.3, -59.5]);
    let world = [
        (-180.0, 0.0),
        (0.0, 0.0),
        (180.0, 0.0),
        (180.0, 9.0),
        (0.0, 9.0),
        (-180.0, 9.0),
    ];
    assert_eq!(unwrapped(&world).1, Ok(Unwrapped::AsGiven));
}

#[test]
fn steps_of_more_than_half_a_turn_take_the_short_way() {
    let eastwards = unwrapped(&[(170.0, 0.0), (-170.0, 0.0), (-170.0, 9.0), (170.0, 9.0)]);
    assert_eq!(
        eastwards,
        (vec![170.0, 190.0, 190.0, 170.0], Ok(Unwrapped::Crosses))
    );
    let westwards = unwrapped(&[(-170.0, 0.0), (170.0, 0.0), (170.0, 9.0)]);
    assert_eq!(
        westwards,
        (vec![190.0, 170.0, 170.0], Ok(Unwrapped::Crosses))
    );
    let running_on = unwrapped(&[(170.0, 0.0), (190.0, 0.0), (190.0, 9.0), (170.0, 9.0)]);
    assert_eq!(running_on.1, Ok(Unwrapped::Crosses));
    let running_on = unwrapped(&[(-170.0, 0.0), (-190.0, 0.0), (-190.0, 9.0)]);
    assert_eq!(
        running_on,
        (vec![190.0, 170.0, 170.0], Ok(Unwrapped::Crosses))
    );
}

#[test]
fn a_ring_wholly_beyond_the_antimeridian_is_shifted_and_not_split() {
    let (longitudes, how) = unwrapped(&[(190.5, 0.0), (200.0, 0.0), (200.0, 9.0)]);
    assert_eq!(
        (longitudes, how),
        (vec![-169.5, -160.0, -160.0], Ok(Unwrapped::Shifted))
    );
    let (longitudes, how) = unwrapped(&[(-240.0, 0.0), (-200.0, 0.0), (-200.0, 9.0)]);
    assert_eq!(
        (longitudes, how),
        (vec![120.0, 160.0, 160.0], Ok(Unwrapped::Shifted))
    );
}

#[test]
fn a_ring_that_ends_on_the_antimeridian_is_told_from_its_own_side() {
    let west = unwrapped(&[(170.0, 0.0), (-180.0, 0.0), (180.0, 9.0), (170.0, 9.0)]);
    assert_eq!(
        west,
        (vec![170.0, 180.0, 180.0, 170.0], Ok(Unwrapped::Shifted))
    );
    let east = unwrapped(&[(180.0, 0.0), (-170.0, 0.0), (-170.0, 9.0)]);
    assert_eq!(east, (vec![-180.0, -170.0, -170.0], Ok(Unwrapped::Shifted)));
    let just_west = f64::from_bits(180.0_f64.to_bits() - 1);
    let (longitudes, _) = unwrapped(&[(just_west, 0.0), (-170.0, 0.0), (-170.0, 9.0)]);
    assert_eq!(longitudes, [just_west, 190.0, 190.0]);
}

#[test]
fn a_ring_around_a_pole_is_refused_closed_or_open() {
    let open = [(0.0, 80.0), (90.0, 80.0), (180.0, 80.0), (-90.0, 80.0)];
    assert_eq!(unwrapped(&open).1, Err(FootprintFaultKind::AroundPole));
    let mut closed = open.to_vec();
    closed.push(open[0]);
    assert_eq!(unwrapped(&closed).1, Err(FootprintFaultKind::AroundPole));
    let backwards: Vec<_> = closed.into_iter().rev().collect();
    assert_eq!(unwrapped(&backwards).1, Err(FootprintFaultKind::AroundPole));
}

#[test]
fn a_ring_that_covers_more_than_a_turn_and_comes_back_is_refused() {
    let there = (0..20).map(|i| (f64::from(i) * 20.0, 0.0));
    let back = (0..20).rev().map(|i| (f64::from(i) * 20.0, 9.0));
    let spiral: Vec<_> = there
        .chain(back)
        .map(|(x, y)| (if x > 180.0 { x - 360.0 } else { x }, y))
        .collect();
    assert_eq!(unwrapped(&spiral).1, Err(FootprintFaultKind::AroundPole));
}

#[test]
fn holes_follow_their_outer_ring() {
    let mut rings = [
        coords(&[(170.0, 0.0), (190.0, 0.0), (190.0, 9.0)]),
        coords(&[(-175.0, 1.0), (-172.0, 1.0), (-172.0, 2.0)]),
        coords(&[(171.0, 1.0), (172.0, 1.0), (172.0, 2.0)]),
        coords(&[(10.0, 1.0), (12.0, 1.0), (12.0, 2.0)]),
    ];
    align_rings(&mut rings);
    assert_eq!(rings[1][0].x, 185.0);
    assert_eq!(rings[2][0].x, 171.0);
    assert_eq!(rings[3][0].x, 10.0, "a hole elsewhere stays to be refused");
}

#[test]
fn a_comb_across_the_antimeridian_falls_into_its_teeth() {
    // A back at 170°…175° and three teeth that reach to 185°.
    let comb = polygon(
        &[
            (170.0, 0.0),
            (185.0, 0.0),
            (185.0, 1.0),
            (175.0, 1.0),
            (175.0, 2.0),
            (185.0, 2.1),
            (185.0, 3.0),
            (175.0, 3.0),
            (175.0, 4.0),
            (185.3, 4.0),
            (185.3, 5.0),
            (170.0, 5.0),
        ],
        &[],
    );
    let parts = split(&comb).unwrap();
    assert_eq!(
        parts.len(),
        4,
        "one back and three teeth, no bridges between them"
    );
    assert!(parts.iter().all(Validation::is_valid));
    let vertices: Vec<Coord<f64>> = parts
        .iter()
        .flat_map(|part| part.exterior().0.clone())
        .collect();
    assert!(vertices.contains(&Coord {
        x: 185.3 - 360.0,
        y: 5.0
    }));
    assert!(vertices.contains(&Coord { x: -180.0, y: 2.05 }));
    assert!(vertices.contains(&Coord { x: 180.0, y: 2.05 }));
    assert!(vertices.iter().all(|vertex| vertex.x.abs() <= 180.0));
}

#[test]
fn a_hole_across_the_antimeridian_is_cut_too() {
    let holed = polygon(
        &[(170.0, 0.0), (190.0, 0.0), (190.0, 9.0), (170.0, 9.0)],
        &[
            &[(175.0, 3.0), (175.0, 6.0), (185.0, 6.0), (185.0, 3.0)],
            &[(187.0, 3.0), (187.0, 6.0), (188.0, 6.0), (188.0, 3.0)],
        ],
    );
    let parts = split(&holed).unwrap();
    let area: f64 = parts.iter().map(Area::unsigned_area).sum();
    assert!((area - (180.0 - 30.0 - 3.0)).abs() < 1e-9);
    assert!(parts.iter().all(Validation::is_valid));
    assert_eq!(
        parts
            .iter()
            .map(|part| part.interiors().len())
            .sum::<usize>(),
        1
    );
}

#[test]
fn places_lie_in_the_parts_just_when_they_lie_in_the_whole() {
    let mut rng = ChaCha8Rng::seed_from_u64(SEED_SPLITS);
    for size in [1e-4, 0.01, 1.0, 30.0] {
        for _ in 0..50 {
            let n = rng.random_range(5..60);
            let star: Vec<(f64, f64)> = (0..n)
                .map(|i| {
                    let angle = std::f64::consts::TAU * f64::from(i) / f64::from(n);
                    let radius = size * rng.random_range(0.2..1.0);
                    (180.0 + radius * angle.cos(), radius * angle.sin())
                })
                .collect();
            let whole = polygon(&star, &[]);
            let parts = split(&whole).unwrap();
            for part in &parts {
                assert!(part.is_valid());
                assert!(part.exterior().coords().all(|coord| coord.x.abs() <= 180.0));
            }
            for _ in 0..100 {
                let place = Coord {
                    x: 180.0 + size * rng.random_range(-1.0..1.0),
                    y: size * rng.random_range(-1.0..1.0),
                };
                let x = if place.x > 180.0 {
                    place.x - 360.0
                } else {
                    place.x
                };
                let in_parts = parts
                    .iter()
                    .any(|part| part.contains(&Coord { x, y: place.y }));
                assert_eq!(in_parts, whole.contains(&place));
            }
        }
    }
}
