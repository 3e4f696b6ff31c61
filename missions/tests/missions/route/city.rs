//! Random cities: never shorter than possible, and within a hundredth of the shortest.

use super::oracle::shortest_m;
use super::*;
use crate::areas::seeded;
use rand::Rng;

/// Star-shaped zones in a square of 12 km, so many of ten prohibited.
fn city(seed: u64, count: usize, prohibited: u32, radius_m: f64) -> (Vec<Zone>, Vec<Polygon<f64>>) {
    let mut random = seeded(seed);
    let mut zones = vec![whole(120.0)];
    let mut keep_outs = Vec::new();
    for index in 0..count {
        let center = (
            random.random_range(-6_000.0..6_000.0),
            random.random_range(-6_000.0..6_000.0),
        );
        let corners = random.random_range(5..24);
        let size = radius_m * random.random_range(0.4..1.6);
        let ring: Vec<(f64, f64)> = (0..corners)
            .map(|corner| {
                let turn = std::f64::consts::TAU / f64::from(corners);
                let angle = turn * (f64::from(corner) + random.random_range(-0.3..0.3));
                let far = size * random.random_range(0.6..1.3);
                (center.0 + far * angle.cos(), center.1 + far * angle.sin())
            })
            .collect();
        let polygon = Polygon::new(LineString::from(ring), Vec::new());
        let is_prohibited = random.random_range(0..10) < prohibited;
        let rule = match random.random_range(0..3) {
            _ if is_prohibited => Rule::Prohibited,
            0 => Rule::Permitted,
            1 => Rule::Advisory,
            _ => Rule::Conditional,
        };
        zones.push(zone_of(&format!("zone-{index}"), rule, &polygon));
        if is_prohibited {
            keep_outs.push(polygon);
        }
    }
    (zones, keep_outs)
}

#[test]
fn routes_through_random_cities_are_within_a_hundredth_of_the_exact_visibility_graph() {
    for (seed, count, prohibited, radius_m) in [
        (501, 1_000, 5, 90.0),
        (502, 1_000, 5, 130.0),
        (503, 1_000, 10, 90.0),
        (504, 1_000, 1, 250.0),
        (505, 300, 10, 180.0),
        (506, 60, 10, 500.0),
    ] {
        let (zones, keep_outs) = city(seed, count, prohibited, radius_m);
        let route = Scene::new(zones)
            .plan((-6_500.0, 300.0), (6_500.0, -200.0))
            .unwrap();
        let ways = in_plane(&route);
        let planned_m: f64 = ways
            .windows(2)
            .map(|ends| (ends[1] - ends[0]).x.hypot((ends[1] - ends[0]).y))
            .sum();
        let ends = (ways[0], ways[ways.len() - 1]);
        let least_m = shortest_m(&keep_outs, CLEARANCE_M, ends.0, ends.1, planned_m);
        let ratio = planned_m / least_m;
        assert!(
            ratio > 1.0 - 1e-9,
            "{seed}: {planned_m} m is shorter than {least_m} m"
        );
        assert!(ratio < 1.01, "{seed}: {planned_m} m instead of {least_m} m");
    }
}
