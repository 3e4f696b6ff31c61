//! Areas to try things on.

use geo::{Area, BooleanOps, Buffer, ConvexHull, Coord, LineString, MultiPoint, Point, Polygon};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

pub fn seeded(seed: u64) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(seed)
}

pub fn rectangle(width: f64, height: f64) -> Polygon<f64> {
    let ring = vec![(0.0, 0.0), (width, 0.0), (width, height), (0.0, height)];
    Polygon::new(LineString::from(ring), Vec::new())
}

/// A convex polygon around a place.
pub fn convex(random: &mut ChaCha8Rng, center: Coord<f64>, radius: f64) -> Polygon<f64> {
    let count = random.random_range(5..11);
    let corners = (0..count).map(|_| {
        let angle: f64 = random.random_range(0.0..std::f64::consts::TAU);
        let far = radius * random.random_range(0.6..1.0);
        Point::new(center.x + far * angle.cos(), center.y + far * angle.sin())
    });
    MultiPoint(corners.collect()).convex_hull()
}

/// A ragged area with holes: a star-shaped outline, and convex pieces taken out of it, at the edge too.
pub fn ragged(seed: u64) -> Polygon<f64> {
    let mut random = seeded(seed);
    let count = random.random_range(4..14);
    let turn = std::f64::consts::TAU / f64::from(count);
    let corners = (0..count).map(|corner| {
        let angle = turn * (f64::from(corner) + random.random_range(0.0..0.8));
        let far = random.random_range(25.0..80.0);
        (far * angle.cos(), far * angle.sin())
    });
    let mut area = Polygon::new(LineString::from(corners.collect::<Vec<_>>()), Vec::new());
    for _ in 0..random.random_range(0..7) {
        let center = Coord {
            x: random.random_range(-50.0..50.0),
            y: random.random_range(-50.0..50.0),
        };
        let radius = random.random_range(3.0..12.0);
        let hole = convex(&mut random, center, radius);
        let left = area.difference(&hole);
        let largest = left
            .into_iter()
            .max_by(|a, b| a.unsigned_area().total_cmp(&b.unsigned_area()));
        area = largest.unwrap_or(area);
    }
    // Necks narrower than anything that flies are closed.
    let opened = area.buffer(-0.5).buffer(0.5);
    let largest = opened
        .into_iter()
        .max_by(|a, b| a.unsigned_area().total_cmp(&b.unsigned_area()));
    largest
        .filter(|it| it.unsigned_area() > 100.0)
        .unwrap_or(area)
}
