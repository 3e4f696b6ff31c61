//! Random airspace with a random area to survey.

use geo::{BooleanOps, Coord, LineString, MultiPolygon, Polygon};
use geofences::{
    Airspace, Altitude, AltitudeBand, AltitudeDatum, Bilingual, Footprint, LocalName, LocalPlane,
    Margins, Position, RawPolygon, Rule, Scope, Snapshot, Subject, Times, Zone, ZoneId,
};
use missions::patrol::{
    Approvals, Height, Light, Limits, Patrol, Pattern, Priority, Recording, Sensor, Survey,
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use std::sync::Arc;

/// What is kept off.
pub const MARGINS: Margins = Margins {
    horizontal_m: 8.0,
    vertical_m: 3.0,
    obstacle_horizontal_m: 10.0,
    obstacle_vertical_m: 10.0,
};

/// Airspace, a home and a patrol.
pub struct World {
    seed: u64,
    permitted: Polygon<f64>,
    prohibited: Vec<Polygon<f64>>,
    area: MultiPolygon<f64>,
    pub airspace: Arc<Snapshot>,
    pub home: Position,
    pub patrol: Patrol,
}

impl World {
    /// The world of a seed: a ragged permitted area with prohibited ones in it, and a ragged area with a hole to be
    /// surveyed that lies across some of them.
    pub fn random(seed: u64) -> Self {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let plane = LocalPlane::at(Coord { x: 120.4, y: 36.1 });
        let home_at = Coord { x: 0.0, y: 0.0 };
        let permitted = star(&mut random, home_at, (350.0, 900.0), 14);
        let count = random.random_range(1..7);
        let prohibited: Vec<Polygon<f64>> = (0..count)
            .filter_map(|_| {
                let angle = random.random_range(0.0..std::f64::consts::TAU);
                let away = random.random_range(180.0..700.0);
                let center = Coord {
                    x: away * angle.cos(),
                    y: away * angle.sin(),
                };
                let sizes = (20.0, random.random_range(30.0..110.0));
                // Home stays in the open.
                (away > sizes.1 + 120.0).then(|| star(&mut random, center, sizes, 7))
            })
            .collect();
        let center = Coord {
            x: random.random_range(-250.0..250.0),
            y: random.random_range(-250.0..250.0),
        };
        let outer = star(&mut random, center, (60.0, 260.0), 10);
        let hole = star(&mut random, center, (10.0, 40.0), 6);
        let area = outer.difference(&hole);
        let zones = [zone("permitted", Rule::Permitted, &permitted, &plane)]
            .into_iter()
            .chain(prohibited.iter().enumerate().map(|(index, polygon)| {
                zone(
                    &format!("prohibited-{index}"),
                    Rule::Prohibited,
                    polygon,
                    &plane,
                )
            }));
        let airspace = Airspace::new(zones.flatten().map(|it| Subject::Zone(Arc::new(it))));
        let airspace = airspace.map_or_else(|_| Airspace::default().snapshot(), |it| it.snapshot());
        let home = position(&plane, home_at);
        Self {
            seed,
            patrol: patrol(&mut random, &area, &plane),
            permitted,
            prohibited,
            area,
            airspace,
            home,
        }
    }

    /// As another program reads it: rings in longitude and latitude.
    pub fn told(&self) -> Value {
        let plane = LocalPlane::at(Coord { x: 120.4, y: 36.1 });
        let polygons =
            |all: &[Polygon<f64>]| -> Value { all.iter().map(|it| rings(it, &plane)).collect() };
        json!({
            "seed": self.seed,
            "margin_m": MARGINS.horizontal_m,
            "permitted": rings(&self.permitted, &plane),
            "prohibited": polygons(&self.prohibited),
            "area": polygons(&self.area.0),
        })
    }
}

fn rings(polygon: &Polygon<f64>, plane: &LocalPlane) -> Value {
    let ring = |line: &LineString<f64>| -> Value {
        line.0
            .iter()
            .map(|at| plane.coord(*at))
            .map(|it| json!([it.x, it.y]))
            .collect()
    };
    let all = std::iter::once(polygon.exterior()).chain(polygon.interiors());
    all.map(ring).collect()
}

/// A polygon whose corners are at random distances all around; mostly it is concave.
fn star(
    random: &mut ChaCha8Rng,
    center: Coord<f64>,
    radii_m: (f64, f64),
    corners: u32,
) -> Polygon<f64> {
    let corner = |corner: u32| {
        let angle = std::f64::consts::TAU * (f64::from(corner) + random.random_range(0.0..0.8))
            / f64::from(corners);
        let radius = random.random_range(radii_m.0..radii_m.1);
        center
            + Coord {
                x: angle.cos(),
                y: angle.sin(),
            } * radius
    };
    let mut line: Vec<Coord<f64>> = (0..corners).map(corner).collect();
    line.extend(line.first().copied());
    Polygon::new(LineString(line), Vec::new())
}

fn position(plane: &LocalPlane, at: Coord<f64>) -> Position {
    Position::try_from(plane.coord(at)).unwrap_or(Position::ORIGIN)
}

fn footprint(polygons: &[Polygon<f64>], plane: &LocalPlane) -> Option<Footprint> {
    let ring = |line: &LineString<f64>| -> Vec<Coord<f64>> {
        line.0.iter().map(|at| plane.coord(*at)).collect()
    };
    let raw: Vec<RawPolygon> = polygons
        .iter()
        .map(|polygon| RawPolygon {
            exterior: ring(polygon.exterior()),
            holes: polygon.interiors().iter().map(ring).collect(),
        })
        .collect();
    Footprint::from_polygons(&raw).ok().map(|it| it.0)
}

fn zone(id: &str, rule: Rule, polygon: &Polygon<f64>, plane: &LocalPlane) -> Option<Zone> {
    let upper = Altitude::new(120.0, AltitudeDatum::AboveGround).ok();
    let band = match rule {
        Rule::Permitted => AltitudeBand::new(None, upper).ok()?,
        _ => AltitudeBand::ALL,
    };
    Some(Zone {
        id: ZoneId::new(id),
        name: LocalName::default(),
        rule,
        scope: Scope::Flight,
        footprint: footprint(std::slice::from_ref(polygon), plane)?,
        band,
        times: Times::Always,
        authority: None,
        reason: None,
        conditions: None,
        source: None,
    })
}

fn patrol(random: &mut ChaCha8Rng, area: &MultiPolygon<f64>, plane: &LocalPlane) -> Patrol {
    let area = footprint(&area.0, plane);
    let pattern = match area {
        Some(area) => Pattern::Survey(Survey {
            area,
            is_cross_hatched: random.random_bool(0.2),
            bearing_deg: random
                .random_bool(0.3)
                .then(|| random.random_range(0.0..180.0)),
        }),
        None => Pattern::Points(Vec::new()),
    };
    Patrol {
        id: "random".to_owned(),
        name: Bilingual::new("random", "随机"),
        department: Bilingual::new("test", "测试"),
        source: None,
        priority: Priority::Normal,
        may_overfly_people: true,
        payload_kg: 0.0,
        pattern,
        sensor: Some(Sensor {
            camera: "wide".to_owned(),
            recording: Recording::Photos,
            forward_overlap: 0.6,
            side_overlap: 0.5,
            gimbal_pitch_deg: None,
        }),
        height: Height::AboveGround {
            metres: random.random_range(30.0..100.0),
        },
        speed_mps: Some(random.random_range(3.0..7.0)),
        recurrence: None,
        limits: Limits {
            wind_mps: None,
            gust_mps: None,
            rain_mm_per_h: None,
            least_temperature_c: None,
            highest_temperature_c: None,
            visibility_m: None,
            light: Light::Any,
        },
        approvals: Approvals::default(),
    }
}
