//! Transit routes of 20 km through the city, with a part of its zones prohibited.

use crate::city;
use crate::report::{Report, Row, percentile, show};
use geo::Coord;
use geofences::{
    Airspace, AltitudeBand, Approvals, ConstantGeoid, Context, FlatTerrain, LocalPlane, Margins,
    Position, Rule, Snapshot, Subject,
};
use missions::route::{LayerFault, Pace, RouteEnd, RouteRefusal, RouteRequest, plan_route};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::sync::Arc;
use std::time::{Duration, Instant};

const ROUTES: usize = 400;
const LENGTH_M: f64 = 20_000.0;

/// Measures with `count` zones, each twentieth of which is prohibited.
pub fn measure(report: &mut Report, seed: u64, count: usize) {
    let mut random = ChaCha8Rng::seed_from_u64(seed + 76);
    let snapshot = airspace(seed, count, &mut random);
    let places = city::points(seed, 100_000);
    let (mut took, mut barred, mut longest) = (Vec::new(), Vec::new(), 1.0_f64);
    while took.len() < ROUTES {
        let from = places[random.random_range(0..places.len())];
        let angle: f64 = random.random_range(0.0..std::f64::consts::TAU);
        let until = LocalPlane::at(from).coord(Coord {
            x: LENGTH_M * angle.cos(),
            y: LENGTH_M * angle.sin(),
        });
        let begun = Instant::now();
        let route = planned(&snapshot, from, until);
        let passed = begun.elapsed();
        match route {
            Ok(length_m) => {
                took.push(passed);
                longest = longest.max(length_m / LENGTH_M);
            }
            Err(refusal) if is_barred(&refusal) => barred.push(passed),
            // One of its ends may not be flown at.
            Err(_) => {}
        }
    }
    took.sort();
    barred.sort();
    let median = percentile(&took, 0.5);
    report.row(Row {
        what: format!(
            "a route of 20 km among {count} zones, 5 % of them prohibited, median of {ROUTES}, judged whole by the airspace"
        ),
        ours: format!(
            "{} (p90 {}, p99 {}, the slowest {})",
            show(median),
            show(percentile(&took, 0.9)),
            show(percentile(&took, 0.99)),
            show(took.last().copied().unwrap_or_default())
        ),
        baseline: "–".to_owned(),
        ratio: None,
        goal: "≤ 50 ms".to_owned(),
        met: median <= Duration::from_millis(50),
    });
    report.note(format!(
        "Routes: the longest is {longest:.2} times as long as the straight line; {} were refused because every way is \
         barred, after {} at most.",
        barred.len(),
        show(barred.last().copied().unwrap_or_default())
    ));
}

pub(crate) fn airspace(seed: u64, count: usize, random: &mut ChaCha8Rng) -> Arc<Snapshot> {
    let polygons = city::polygons(seed, count);
    let zones = polygons.iter().enumerate().map(|(index, polygon)| {
        let mut zone = city::zone(index, polygon, random);
        zone.rule = match random.random_range(0..20) {
            0 => Rule::Prohibited,
            1..=8 => Rule::Permitted,
            9..=14 => Rule::Conditional,
            _ => Rule::Advisory,
        };
        // All that is prohibited is so where the routes fly.
        zone.band = AltitudeBand::ALL;
        zone
    });
    let subjects: Vec<Subject> = zones
        .chain([city::whole_city()])
        .map(Subject::from)
        .collect();
    Airspace::new(subjects)
        .unwrap_or_else(|why| panic!("{why}"))
        .snapshot()
}

fn planned(snapshot: &Snapshot, from: Coord<f64>, until: Coord<f64>) -> Result<f64, RouteRefusal> {
    let terrain = FlatTerrain {
        elevation_amsl_m: 10.0,
        uncertainty_m: 0.0,
    };
    let geoid = ConstantGeoid::new(8.0, 0.0).unwrap_or_else(|why| panic!("{why}"));
    let end = |coord| RouteEnd {
        position: Position::try_from(coord).unwrap_or_else(|why| panic!("{why}")),
        height_agl_m: 60.0,
    };
    let request = RouteRequest {
        airspace: snapshot,
        context: Context {
            terrain: &terrain,
            geoid: &geoid,
            margins: Margins {
                horizontal_m: 30.0,
                vertical_m: 5.0,
                obstacle_horizontal_m: 30.0,
                obstacle_vertical_m: 10.0,
            },
            approvals: &Approvals::none(),
            home: None,
        },
        from: end(from),
        until: end(until),
        departure: chrono::DateTime::from_timestamp(1_790_000_000, 0).unwrap_or_default(),
        pace: Pace {
            speed_mps: 15.0,
            climb_mps: 3.0,
            descent_mps: 2.0,
        },
        layers_agl_m: &[80.0],
        people: None,
    };
    plan_route(&request).map(|route| route.length_m)
}

fn is_barred(refusal: &RouteRefusal) -> bool {
    let RouteRefusal::NoLayer { layers } = refusal else {
        return false;
    };
    layers
        .iter()
        .any(|it| matches!(it.fault, LayerFault::NoWay { .. }))
}
