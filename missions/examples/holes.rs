//! Times surveys of a hectare with holes.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]
use geo::{ConvexHull, Coord, LineString, MultiPoint, Polygon};
use missions::{flight_time::SpeedRamp, planar::FreeArea, survey::*};
use rand::{Rng, SeedableRng};
fn instance(seed: u64, holes: usize) -> Polygon<f64> {
    let mut r = rand_chacha::ChaCha8Rng::seed_from_u64(seed);
    let mut placed: Vec<(Coord<f64>, f64)> = vec![];
    let mut rings = vec![];
    while rings.len() < holes {
        let radius = r.random_range(4.0..12.0);
        let c = Coord {
            x: r.random_range(radius + 2.0..98.0 - radius),
            y: r.random_range(radius + 2.0..98.0 - radius),
        };
        if placed
            .iter()
            .any(|(q, s)| (q.x - c.x).hypot(q.y - c.y) < radius + s + 2.0)
        {
            continue;
        }
        let k = r.random_range(5..11);
        let pts: Vec<geo::Point<f64>> = (0..k)
            .map(|_| {
                let a: f64 = r.random_range(0.0..std::f64::consts::TAU);
                let q = radius * r.random_range(0.6..1.0);
                geo::Point::new(c.x + q * a.cos(), c.y + q * a.sin())
            })
            .collect();
        let h = MultiPoint(pts).convex_hull();
        if geo::Area::unsigned_area(&h) < 10.0 {
            continue;
        }
        placed.push((c, radius));
        rings.push(h.exterior().clone());
    }
    Polygon::new(
        LineString::from(vec![(0., 0.), (100., 0.), (100., 100.), (0., 100.)]),
        rings,
    )
}
fn main() {
    let count: u64 = std::env::args().nth(1).map_or(20, |it| it.parse().unwrap());
    for (low, high) in [(1, 5), (6, 10), (11, 15)] {
        let mut times = vec![];
        let mut total = 0.0;
        let mut least: f64 = 1.0;
        for seed in 0..count {
            let holes = low + (seed as usize * 7) % (high - low + 1);
            let area = FreeArea::new(&instance(seed + 1000 * low as u64, holes)).unwrap();
            let begun = std::time::Instant::now();
            let found = plan_survey(&SurveyRequest {
                cover: &area,
                free: &area,
                spacing_m: 3.0,
                ramp: SpeedRamp::new(3.0, 1.0).unwrap(),
                bearing_deg: None,
                effort: SurveyEffort::default(),
            })
            .unwrap();
            times.push(begun.elapsed().as_secs_f64() * 1e3);
            total += found.time_s;
            least = least.min(found.seen);
        }
        times.sort_by(f64::total_cmp);
        println!(
            "{low}-{high}: mean {:.1} s, median {:.0} ms, worst {:.0} ms, seen {least:.4}",
            total / count as f64,
            times[times.len() / 2],
            times[times.len() - 1]
        );
    }
}
