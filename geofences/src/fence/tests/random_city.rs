use super::support::*;
use crate::fence::{Autopilot, CompiledFence, FenceError};
use crate::{Footprint, Rule, Zone};
use geo::{BoundingRect, Coord};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

const CITY_SEED: u64 = 0xC17;

/// A star-shaped polygon around a place.
fn blob(rng: &mut ChaCha8Rng, x: f64, y: f64, radius: f64) -> Footprint {
    let count = rng.random_range(3..14);
    let corners: Vec<(f64, f64)> = (0..count)
        .map(|corner| {
            let turn = f64::from(corner) * std::f64::consts::TAU / f64::from(count);
            let r = radius * rng.random_range(0.4..1.0);
            (x + r * turn.cos(), y + r * turn.sin())
        })
        .collect();
    polygon(&corners)
}

fn city(rng: &mut ChaCha8Rng) -> Case {
    let mut zones = Vec::new();
    for index in 0..6 {
        let (x, y) = (
            rng.random_range(-600.0..600.0),
            rng.random_range(-600.0..600.0),
        );
        let reach = rng.random_range(700.0..1_800.0);
        zones.push(zone(
            &format!("permitted {index}"),
            Rule::Permitted,
            blob(rng, x, y, reach),
        ));
    }
    for index in 0..rng.random_range(0..14) {
        let (x, y) = (
            rng.random_range(-1_200.0..1_200.0),
            rng.random_range(-1_200.0..1_200.0),
        );
        let footprint = if index % 4 == 0 {
            Footprint::circle(place(x, y), rng.random_range(5.0..120.0)).unwrap()
        } else {
            let reach = rng.random_range(10.0..200.0);
            blob(rng, x, y, reach)
        };
        zones.push(zone(
            &format!("kept out {index}"),
            Rule::Prohibited,
            footprint,
        ));
    }
    let places: Vec<(f64, f64)> = (0..rng.random_range(1..5))
        .map(|_| {
            (
                rng.random_range(-300.0..300.0),
                rng.random_range(-300.0..300.0),
            )
        })
        .collect();
    let mut case = Case::new(path_at(60.0, &places), zones);
    if rng.random_bool(0.5) {
        case.autopilot = Autopilot::ArduPilot;
    }
    case.budget.total = rng.random_range(6..70);
    case.budget.per_polygon = case.budget.total;
    case
}

/// Places all over the fence, and more of them near its edges.
fn sample(fence: &CompiledFence, rng: &mut ChaCha8Rng) -> Vec<Coord<f64>> {
    let bounds = fence.inclusion.bounding_rect().unwrap();
    let mut places: Vec<Coord<f64>> = (0..60)
        .map(|_| Coord {
            x: rng.random_range(bounds.min().x..bounds.max().x),
            y: rng.random_range(bounds.min().y..bounds.max().y),
        })
        .collect();
    for ring in std::iter::once(&fence.inclusion).chain(&fence.exclusions) {
        for line in ring.exterior().lines() {
            for _ in 0..3 {
                let share: f64 = rng.random_range(0.0..1.0);
                let jitter = || 3e-6;
                let at = line.start + (line.end - line.start) * share;
                places.push(Coord {
                    x: at.x + rng.random_range(-1.0..1.0) * jitter(),
                    y: at.y + rng.random_range(-1.0..1.0) * jitter(),
                });
            }
        }
    }
    places.retain(|at| is_free(fence, *at));
    places
}

#[test]
fn every_free_place_of_a_random_city_keeps_its_margin() {
    let mut rng = ChaCha8Rng::seed_from_u64(CITY_SEED);
    let (mut compiled, mut places) = (0, 0);
    for _ in 0..150 {
        let case = city(&mut rng);
        let fence = match case.compile() {
            Ok(fence) => fence,
            Err(errors) => {
                // What was made is never withheld by its own check: the construction is sound.
                let failed = |e: &FenceError| matches!(e, FenceError::CheckFailed { .. });
                assert!(!errors.iter().any(failed), "{errors:?}");
                continue;
            }
        };
        compiled += 1;
        assert!(fence.items.len() <= case.budget.total);
        let permitted: Vec<&Zone> = case
            .zones
            .iter()
            .filter(|z| z.rule == Rule::Permitted)
            .collect();
        let keep_outs: Vec<(&Zone, f64)> = case
            .zones
            .iter()
            .filter(|z| z.rule == Rule::Prohibited)
            .map(|z| (z, 0.0))
            .collect();
        for point in &case.path {
            assert!(is_free(&fence, point.position.coord()));
        }
        for at in sample(&fence, &mut rng) {
            places += 1;
            assert_margin_kept(at, fence.margin_m, &permitted, &keep_outs);
        }
    }
    assert!(compiled >= 30, "only {compiled} cities compiled");
    assert!(places >= 3_000, "only {places} places were judged");
}
