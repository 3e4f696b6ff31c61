//! Areas to try things on.

use geo::{
    Area, BooleanOps, Buffer, Contains, ConvexHull, Coord, Distance, Euclidean, Line, LineString,
    MultiPoint, Point, Polygon, Rect,
};
use missions::pattern::Leg;
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

/// A square with its middle at the origin.
pub fn square(side: f64) -> Polygon<f64> {
    let half = side / 2.0;
    let ring = vec![(-half, -half), (half, -half), (half, half), (-half, half)];
    Polygon::new(LineString::from(ring), Vec::new())
}

/// Legs follow on each other, and each lies inside, as geo judges.
pub fn assert_flown_inside(polygon: &Polygon<f64>, legs: &[Leg], what: &str) {
    assert!(!legs.is_empty(), "{what}");
    for (index, leg) in legs.iter().enumerate() {
        let is_inside = match leg.from == leg.until {
            true => polygon.contains(&Point(leg.from)),
            false => polygon.contains(&Line::new(leg.from, leg.until)),
        };
        assert!(is_inside, "{what}: leg {index} {leg:?}");
    }
    for pair in legs.windows(2) {
        assert_eq!(pair[0].until, pair[1].from, "{what}");
    }
}

/// Metres of lanes.
pub fn lanes_m(legs: &[Leg]) -> f64 {
    let lanes = legs.iter().filter(|it| it.is_lane);
    lanes.map(|it| Euclidean.distance(it.from, it.until)).sum()
}

/// Of the places that are asked for, one each `step` metres over an area, the part within `radius` of the lanes, on
/// which alone the sensor is at work.
pub fn seen_part(
    bounds: Rect<f64>,
    step: f64,
    is_asked_for: impl Fn(Point<f64>) -> bool,
    legs: &[Leg],
    radius: f64,
) -> f64 {
    let (mut asked, mut seen) = (0_u32, 0_u32);
    let mut x = bounds.min().x + 0.37 * step;
    while x < bounds.max().x {
        let mut y = bounds.min().y + 0.59 * step;
        while y < bounds.max().y {
            let at = Point::new(x, y);
            if is_asked_for(at) {
                asked += 1;
                let is_near =
                    |leg: &Leg| Euclidean.distance(&at, &Line::new(leg.from, leg.until)) <= radius;
                seen += u32::from(legs.iter().filter(|it| it.is_lane).any(is_near));
            }
            y += step;
        }
        x += step;
    }
    assert!(asked > 0);
    f64::from(seen) / f64::from(asked)
}
