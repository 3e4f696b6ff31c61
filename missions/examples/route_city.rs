//! Times routes of 20 km through the benchmark's city of 100 000 zones, 5 % of them prohibited.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

#[allow(dead_code)]
#[path = "../../bench/src/city.rs"]
mod city;

use geo::Coord;
use geofences::*;
use missions::route::{Pace, RouteEnd, RouteRequest, plan_route};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::time::Instant;

fn main() {
    let count: usize = std::env::args()
        .nth(1)
        .map_or(100_000, |it| it.parse().unwrap());
    let routes: usize = std::env::args()
        .nth(2)
        .map_or(100, |it| it.parse().unwrap());
    let mut random = ChaCha8Rng::seed_from_u64(77);
    let zones = city::polygons(1, count)
        .into_iter()
        .enumerate()
        .map(|(index, polygon)| {
            let mut zone = city::zone(index, &polygon, &mut random);
            zone.rule = match random.random_range(0..20) {
                0 => Rule::Prohibited,
                1..=8 => Rule::Permitted,
                9..=14 => Rule::Conditional,
                _ => Rule::Advisory,
            };
            zone.band = AltitudeBand::ALL;
            zone
        });
    let zones: Vec<Subject> = zones
        .chain([city::whole_city()])
        .map(Subject::from)
        .collect();
    let snapshot = Airspace::new(zones).unwrap().snapshot();
    let terrain = FlatTerrain {
        elevation_amsl_m: 10.0,
        uncertainty_m: 0.0,
    };
    let geoid = ConstantGeoid::new(8.0, 0.0).unwrap();
    let approvals = Approvals::none();
    let places = city::points(1, 100_000);
    let mut taken = Vec::new();
    let (mut refused, mut longer) = (0, Vec::new());
    while taken.len() < routes {
        let from = places[random.random_range(0..places.len())];
        let plane = LocalPlane::at(from);
        let angle: f64 = random.random_range(0.0..std::f64::consts::TAU);
        let until = plane.coord(Coord {
            x: 20_000.0 * angle.cos(),
            y: 20_000.0 * angle.sin(),
        });
        let end = |coord| RouteEnd {
            position: Position::try_from(coord).unwrap(),
            height_agl_m: 60.0,
        };
        let request = RouteRequest {
            airspace: &snapshot,
            context: Context {
                terrain: &terrain,
                geoid: &geoid,
                margins: Margins {
                    horizontal_m: 30.0,
                    vertical_m: 5.0,
                    obstacle_horizontal_m: 30.0,
                    obstacle_vertical_m: 10.0,
                },
                approvals: &approvals,
                home: None,
            },
            from: end(from),
            until: end(until),
            departure: chrono::DateTime::from_timestamp(1_790_000_000, 0).unwrap(),
            pace: Pace {
                speed_mps: 15.0,
                climb_mps: 3.0,
                descent_mps: 2.0,
            },
            layers_agl_m: &[80.0],
            people: None,
        };
        let begun = Instant::now();
        let route = plan_route(&request);
        let took_ms = begun.elapsed().as_secs_f64() * 1e3;
        match route {
            Ok(route) => {
                taken.push(took_ms);
                longer.push(route.length_m / 20_000.0);
            }
            Err(refusal) => {
                refused += 1;
                let text = refusal.text().en;
                let is_of_an_end = text.contains("may not be flown");
                if !is_of_an_end {
                    let told: String = text.chars().take(110).collect();
                    println!("{took_ms:8.1} ms refused: {told}");
                }
            }
        }
    }
    taken.sort_by(f64::total_cmp);
    longer.sort_by(f64::total_cmp);
    let at = |all: &[f64], share: f64| all[((all.len() - 1) as f64 * share) as usize];
    for share in [0.0, 0.5, 0.9, 0.99, 1.0] {
        println!(
            "{share:5}: {:8.2} ms, {:.3} times as long",
            at(&taken, share),
            at(&longer, share)
        );
    }
    println!("{refused} refused");
}
