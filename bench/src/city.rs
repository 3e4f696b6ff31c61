//! A synthetic city: clustered polygons of 8–64 vertices in the Qingdao extent, from a seed.

use geo::{Coord, LineString, Polygon};
use geofences::{
    Altitude, AltitudeBand, AltitudeDatum, Footprint, RawPolygon, Rule, Scope, Times, Zone, ZoneId,
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::f64::consts::TAU;

/// West, south, east and north of the city, degrees: the Qingdao extent.
pub const EXTENT: [f64; 4] = [119.5, 35.583, 121.0, 37.15];

/// The places that zones and queries crowd around.
pub struct City {
    centers: Vec<(Coord<f64>, f64)>,
}

impl City {
    /// Centres of a city from a seed: each with its spread in degrees.
    pub fn new(seed: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let centers = (0..80)
            .map(|_| {
                let at = Coord {
                    x: rng.random_range(EXTENT[0] + 0.1..EXTENT[2] - 0.1),
                    y: rng.random_range(EXTENT[1] + 0.1..EXTENT[3] - 0.1),
                };
                (at, rng.random_range(0.02..0.08))
            })
            .collect();
        Self { centers }
    }

    /// A place, as crowded as the city is.
    pub fn place(&self, rng: &mut ChaCha8Rng) -> Coord<f64> {
        loop {
            let (center, spread) = self.centers[rng.random_range(0..self.centers.len())];
            // Box-Muller: two normal deviates from two uniform ones.
            let radius = spread * (-2.0 * rng.random_range(f64::MIN_POSITIVE..1.0).ln()).sqrt();
            let angle = rng.random_range(0.0..TAU);
            let place = Coord {
                x: center.x + radius * angle.cos(),
                y: center.y + radius * angle.sin(),
            };
            if (EXTENT[0] + 0.03..EXTENT[2] - 0.03).contains(&place.x)
                && (EXTENT[1] + 0.03..EXTENT[3] - 0.03).contains(&place.y)
            {
                return place;
            }
        }
    }

    /// A star-shaped polygon of 8–64 vertices around a place of the city.
    pub fn polygon(&self, rng: &mut ChaCha8Rng) -> Polygon<f64> {
        let center = self.place(rng);
        let vertices = rng.random_range(8..=64);
        let radius_deg = 0.0013 * (rng.random_range(0.0..1.9_f64)).exp();
        let ring = (0..vertices)
            .map(|vertex| {
                let angle =
                    TAU * (f64::from(vertex) + rng.random_range(-0.3..0.3)) / f64::from(vertices);
                let radius = radius_deg * rng.random_range(0.7..1.3);
                Coord {
                    x: center.x + 1.25 * radius * angle.cos(),
                    y: center.y + radius * angle.sin(),
                }
            })
            .collect();
        Polygon::new(LineString::new(ring), Vec::new())
    }
}

/// `count` polygons of the city.
pub fn polygons(seed: u64, count: usize) -> Vec<Polygon<f64>> {
    let city = City::new(seed);
    let mut rng = ChaCha8Rng::seed_from_u64(seed + 1);
    (0..count).map(|_| city.polygon(&mut rng)).collect()
}

/// `count` query points, clustered as the polygons are.
pub fn points(seed: u64, count: usize) -> Vec<Coord<f64>> {
    let city = City::new(seed);
    let mut rng = ChaCha8Rng::seed_from_u64(seed + 2);
    (0..count).map(|_| city.place(&mut rng)).collect()
}

/// A zone of the city: a polygon with a rule and a band.
pub fn zone(index: usize, polygon: &Polygon<f64>, rng: &mut ChaCha8Rng) -> Zone {
    let rule = match rng.random_range(0..10) {
        0 | 1 => Rule::Prohibited,
        2 | 3 => Rule::NeedsAuthorization,
        4 | 5 => Rule::Conditional,
        6 => Rule::Advisory,
        _ => Rule::Permitted,
    };
    let datum = if rng.random_bool(0.5) {
        AltitudeDatum::AboveGround
    } else {
        AltitudeDatum::MeanSeaLevel
    };
    let lower = f64::from(rng.random_range(0..8)) * 10.0;
    let limit = |metres| Altitude::new(metres, datum).ok();
    let band = AltitudeBand::new(limit(lower), limit(lower + rng.random_range(20.0..200.0)));
    zone_of(
        format!("zone-{index}"),
        rule,
        polygon,
        band.unwrap_or(AltitudeBand::ALL),
    )
}

/// The zone that permits the whole city up to 120 m above ground.
pub fn whole_city() -> Zone {
    let [west, south, east, north] = EXTENT;
    let corner = |x, y| Coord { x, y };
    let ring = vec![
        corner(west, south),
        corner(east, south),
        corner(east, north),
        corner(west, north),
    ];
    let upper = Altitude::new(120.0, AltitudeDatum::AboveGround).ok();
    zone_of(
        "city".to_owned(),
        Rule::Permitted,
        &Polygon::new(LineString::new(ring), Vec::new()),
        AltitudeBand::new(None, upper).unwrap_or(AltitudeBand::ALL),
    )
}

fn zone_of(id: String, rule: Rule, polygon: &Polygon<f64>, band: AltitudeBand) -> Zone {
    let raw = RawPolygon {
        exterior: polygon.exterior().0.clone(),
        holes: Vec::new(),
    };
    let (footprint, _) =
        Footprint::from_polygons(&[raw]).unwrap_or_else(|faults| panic!("{id}: {faults:?}"));
    Zone {
        id: ZoneId::new(id),
        name: Default::default(),
        rule,
        scope: Scope::Flight,
        footprint,
        band,
        times: Times::Always,
        authority: None,
        reason: None,
        conditions: None,
        source: None,
    }
}

/// The zones of a city.
pub fn zones(seed: u64, count: usize) -> Vec<Zone> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed + 3);
    polygons(seed, count)
        .iter()
        .enumerate()
        .map(|(index, polygon)| zone(index, polygon, &mut rng))
        .collect()
}
