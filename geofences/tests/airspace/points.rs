//! The judgement of a point against an oracle that looks at every zone by itself.

use crate::support::{
    City, World, after_noon_s, agl, airspace, at, band, distance_to_polygons_m, polygons_of,
    position, rng, rounds, square, within, zone,
};
use geo::Intersects;
use geofences::{Decision, PathPoint, Rule, Scope, Subject, Times, Zone};
use rand::Rng;
use rand_chacha::ChaCha8Rng;

const SEED: u64 = 0x5EA6_0031;

fn random_zone(rng: &mut ChaCha8Rng, city: &City, id: usize) -> Zone {
    let mut zone = city.zone(rng, id);
    if rng.random_bool(0.7) {
        let lower = 10.0 * f64::from(rng.random_range(0..10));
        zone.band = band(
            agl(lower),
            agl(lower + 10.0 * f64::from(rng.random_range(1..12))),
        );
    }
    if rng.random_bool(0.5) {
        let from = 100 * rng.random_range(0..10);
        zone.times = within(from, from + 100 * rng.random_range(1..8));
    }
    if rng.random_bool(0.1) {
        zone.scope = Scope::Imaging;
    }
    zone
}

/// Whether height and time of the point are within the zone, by `slack` metres and 0 s.
fn holds(zone: &Zone, point: &PathPoint, slack_m: f64) -> bool {
    let height_m = point.altitude.metres();
    let in_band = zone
        .band
        .lower()
        .is_none_or(|lower| lower.metres() <= 0.0 || lower.metres() - slack_m <= height_m)
        && zone
            .band
            .upper()
            .is_none_or(|upper| height_m <= upper.metres() + slack_m);
    let in_time = match &zone.times {
        Times::Always => true,
        Times::Windows(windows) => windows.iter().any(|window| {
            window.from.is_none_or(|from| from <= point.time)
                && window.until.is_none_or(|until| point.time <= until)
        }),
    };
    in_band && in_time
}

#[test]
fn without_margins_a_point_is_judged_as_zone_by_zone() {
    let city = City::new(SEED);
    let mut rng = rng(SEED + 1);
    let mut zones: Vec<Zone> = (0..400)
        .map(|id| random_zone(&mut rng, &city, id))
        .collect();
    let mut base = zone("base", Rule::Permitted, square(119.0, 35.0, 120.4, 38.0));
    base.band = band(agl(0.0), agl(115.0));
    zones.push(base);
    let snapshot = airspace(zones.clone());
    let world = World::flat();
    let mut seen = std::collections::BTreeMap::new();
    for _ in 0..rounds(3_000) {
        let place = city.place(&mut rng);
        // Never at a limit, which are all tens and hundreds.
        let point = at(
            position(place.x, place.y),
            agl(10.0 * f64::from(rng.random_range(0..14)) + rng.random_range(0.1..9.9)),
            after_noon_s(100 * rng.random_range(0..15) + rng.random_range(1..99)),
        );
        let applies = |zone: &&Zone| {
            zone.scope == Scope::Flight
                && holds(zone, &point, 0.0)
                && polygons_of(&Subject::from((*zone).clone())).intersects(&place)
        };
        let mut expected = Decision::Prohibited;
        if zones
            .iter()
            .filter(applies)
            .any(|zone| zone.rule == Rule::Permitted)
        {
            expected = Decision::Permitted;
        }
        for zone in zones.iter().filter(applies) {
            expected = expected.max(match zone.rule {
                Rule::Permitted | Rule::Advisory => Decision::Permitted,
                Rule::Conditional => Decision::Conditional,
                Rule::NeedsAuthorization => Decision::NeedsAuthorization,
                Rule::Prohibited => Decision::Prohibited,
            });
        }
        let judgement = snapshot.judge_point(&point, &world.context());
        assert_eq!(judgement.decision, expected, "{point:?}");
        *seen.entry(expected).or_insert(0) += 1;
    }
    assert_eq!(seen.len(), 4, "each answer is given: {seen:?}");
    assert!(seen.values().all(|count| *count > 20), "{seen:?}");
}

#[test]
fn with_margins_a_restriction_reaches_as_far_as_the_margin() {
    let city = City::new(SEED + 2);
    let mut rng = rng(SEED + 3);
    let zones: Vec<Zone> = (0..60)
        .map(|id| {
            let mut zone = random_zone(&mut rng, &city, id);
            zone.scope = Scope::Flight;
            zone.rule = Rule::Prohibited;
            zone
        })
        .filter(|zone| {
            let bounds = zone.footprint.bounding_rect();
            bounds.width() < 0.05
        })
        .collect();
    let base = zone("base", Rule::Permitted, square(117.0, 33.0, 123.0, 40.0));
    let snapshot = airspace(zones.iter().cloned().chain([base]));
    let mut decided = [0, 0];
    for _ in 0..rounds(100) {
        let margin_m = 10.0_f64.powf(rng.random_range(0.0..3.0));
        let vertical_m = rng.random_range(0.1..9.0);
        let world = World::flat().with_margins(margin_m, vertical_m);
        let place = city.place(&mut rng);
        let point = at(
            position(place.x, place.y),
            agl(rng.random_range(1.0..140.0)),
            after_noon_s(100 * rng.random_range(0..15) + rng.random_range(1..99)),
        );
        let applies = |slack_h: f64, slack_v: f64| {
            zones.iter().any(|zone| {
                let polygons = polygons_of(&Subject::from(zone.clone()));
                holds(zone, &point, vertical_m + slack_v)
                    && distance_to_polygons_m(point.position, &polygons) <= margin_m + slack_h
            })
        };
        let decision = snapshot.judge_point(&point, &world.context()).decision;
        if applies(0.0, 0.0) {
            assert_eq!(
                decision,
                Decision::Prohibited,
                "{point:?} margin {margin_m}"
            );
            decided[0] += 1;
        } else if !applies(0.004 * margin_m + 0.001, 0.001) {
            assert_eq!(decision, Decision::Permitted, "{point:?} margin {margin_m}");
            decided[1] += 1;
        }
    }
    assert!(decided.iter().all(|count| *count > 15), "{decided:?}");
}
