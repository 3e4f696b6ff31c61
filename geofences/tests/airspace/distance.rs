//! The nearest border against geographiclib.

use crate::support::{
    City, airspace, distance_m, distance_to_ring_m, polygons_of, position, rings, rng, rounds,
    square, zone,
};
use geo::Intersects;
use geofences::{Rule, Zone};

const SEED: u64 = 0x5EA6_0061;

#[test]
fn the_nearest_border_is_as_far_as_geographiclib_says() {
    let city = City::new(SEED);
    let mut rng = rng(SEED + 1);
    let zones: Vec<Zone> = (0..40).map(|id| city.zone(&mut rng, id)).collect();
    for count in [40, 4, 1] {
        let snapshot = airspace(zones[..count].iter().cloned());
        for _ in 0..rounds(25) {
            let place = city.place(&mut rng);
            let place = position(place.x, place.y);
            let mut best = (f64::INFINITY, "");
            for zone in &zones[..count] {
                let polygons = polygons_of(&zone.clone().into());
                for ring in rings(&polygons) {
                    let distance = distance_to_ring_m(place, &ring.0);
                    if distance < best.0 {
                        best = (distance, zone.id.as_str());
                    }
                }
            }
            let found = snapshot.nearest_boundary(place, 1e7, |_| true).unwrap();
            let told = format!("{found:?}, not {best:?} from {place}");
            assert!(
                (found.distance_m - best.0).abs() <= 0.01 + 1e-6 * best.0,
                "{told}"
            );
            assert!(
                (distance_m(place, found.position) - best.0).abs() <= 0.01 + 1e-6 * best.0,
                "{told}"
            );
            let polygons = polygons_of(&found.subject);
            assert_eq!(found.inside, polygons.intersects(&place.coord()), "{told}");
            // Just within the radius, and just outside of it.
            assert!(
                snapshot
                    .nearest_boundary(place, best.0 * 1.001 + 0.01, |_| true)
                    .is_some(),
                "{told}"
            );
            assert!(
                snapshot
                    .nearest_boundary(place, best.0 * 0.999 - 0.01, |_| true)
                    .is_none(),
                "{told}"
            );
        }
    }
}

#[test]
fn only_what_is_wanted_is_looked_at() {
    let snapshot = airspace([
        zone("near", Rule::Advisory, square(120.30, 36.0, 120.31, 36.1)),
        zone("far", Rule::Prohibited, square(120.40, 36.0, 120.41, 36.1)),
    ]);
    let nearest = snapshot
        .nearest_boundary(position(120.32, 36.05), 50_000.0, |subject| {
            subject.id().as_str() == "far"
        })
        .unwrap();
    assert_eq!(nearest.subject.id().as_str(), "far");
    assert!(!nearest.inside);
    assert!(
        snapshot
            .nearest_boundary(position(120.32, 36.05), 500.0, |_| true)
            .is_none()
    );
}

#[test]
fn the_nearest_border_may_lie_beyond_the_antimeridian() {
    let snapshot = airspace([
        zone(
            "east",
            Rule::Prohibited,
            square(-179.99, 36.0, -179.9, 36.1),
        ),
        zone("west", Rule::Prohibited, square(179.0, 36.0, 179.9, 36.1)),
    ]);
    let place = position(179.995, 36.05);
    let nearest = snapshot
        .nearest_boundary(place, 50_000.0, |_| true)
        .unwrap();
    assert_eq!(nearest.subject.id().as_str(), "east");
    let expected = distance_m(place, position(-179.99, 36.05));
    assert!((nearest.distance_m - expected).abs() < 0.01);
    assert_eq!(nearest.position.longitude_deg(), -179.99);
}

#[test]
fn radii_that_are_none_find_nothing_and_come_to_an_end() {
    let snapshot = airspace([zone(
        "a",
        Rule::Prohibited,
        square(120.30, 36.0, 120.31, 36.1),
    )]);
    let place = position(120.32, 36.05);
    for radius_m in [f64::NAN, -1.0, f64::NEG_INFINITY] {
        assert!(
            snapshot
                .nearest_boundary(place, radius_m, |_| true)
                .is_none()
        );
    }
    for radius_m in [f64::INFINITY, 1e300] {
        assert!(
            snapshot
                .nearest_boundary(place, radius_m, |_| true)
                .is_some()
        );
        assert!(
            snapshot
                .nearest_boundary(place, radius_m, |_| false)
                .is_none()
        );
        assert!(
            snapshot
                .nearest_boundary(position(10.0, 90.0), radius_m, |_| true)
                .is_some()
        );
    }
}
