//! Builders that the tests share.

use chrono::{DateTime, TimeDelta, Utc};
use geo::{Coord, LineString, MultiPolygon, Polygon};
use geofences::{
    Airspace, Altitude, AltitudeBand, AltitudeDatum, Approvals, CircleSide, ConstantGeoid, Context,
    FlatTerrain, Footprint, Geoid, HomeHeight, LocalName, Margins, Obstacle, ObstacleKind,
    ObstacleShape, PathPoint, Position, RawPolygon, Rule, Scope, Snapshot, Subject, Terrain,
    TimeWindow, Times, Zone, ZoneId,
};
use geographiclib_rs::{DirectGeodesic, Geodesic, InverseGeodesic};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::f64::consts::TAU;
use std::sync::{Arc, LazyLock};

/// The rounds of a property: `base`, times `HAIOU_PROPERTY_ROUNDS` where it is set.
pub fn rounds(base: usize) -> usize {
    let factor = std::env::var("HAIOU_PROPERTY_ROUNDS").ok();
    base * factor.map_or(1, |text| text.parse::<usize>().unwrap())
}

pub fn rng(seed: u64) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(seed)
}

static WGS84: LazyLock<Geodesic> = LazyLock::new(Geodesic::wgs84);

/// The place `distance_m` from another one, by geographiclib.
pub fn direct(from: Position, azimuth_deg: f64, distance_m: f64) -> Position {
    let (latitude, longitude): (f64, f64) = WGS84.direct(
        from.latitude_deg(),
        from.longitude_deg(),
        azimuth_deg,
        distance_m,
    );
    position(longitude, latitude)
}

/// The geodesic distance, metres.
pub fn distance_m(a: Position, b: Position) -> f64 {
    WGS84.inverse(
        a.latitude_deg(),
        a.longitude_deg(),
        b.latitude_deg(),
        b.longitude_deg(),
    )
}

/// The geodesic from `a` to `b`: its length, and places on it by fraction.
pub struct GeodesicLeg {
    from: Position,
    until: Position,
    azimuth_deg: f64,
    pub length_m: f64,
}

impl GeodesicLeg {
    pub fn new(from: Position, until: Position) -> Self {
        let (length_m, azimuth_deg, _, _): (f64, f64, f64, f64) = WGS84.inverse(
            from.latitude_deg(),
            from.longitude_deg(),
            until.latitude_deg(),
            until.longitude_deg(),
        );
        Self {
            from,
            until,
            azimuth_deg,
            length_m,
        }
    }

    pub fn at(&self, fraction: f64) -> Position {
        if fraction == 0.0 {
            self.from
        } else if fraction == 1.0 {
            self.until
        } else {
            direct(self.from, self.azimuth_deg, fraction * self.length_m)
        }
    }
}

pub fn position(longitude_deg: f64, latitude_deg: f64) -> Position {
    Position::new(longitude_deg, latitude_deg).unwrap()
}

pub fn coord(x: f64, y: f64) -> Coord<f64> {
    Coord { x, y }
}

pub fn time(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

/// The instant that tests are counted from: Wednesday, noon in Qingdao.
pub fn noon() -> DateTime<Utc> {
    time("2026-06-10T04:00:00Z")
}

pub fn after_noon_s(seconds: i64) -> DateTime<Utc> {
    noon() + TimeDelta::seconds(seconds)
}

/// The window between two moments, seconds after [`noon`].
pub fn window(from_s: i64, until_s: i64) -> TimeWindow {
    TimeWindow::new(
        Some(after_noon_s(from_s)),
        Some(after_noon_s(until_s)),
        None,
    )
    .unwrap()
}

pub fn within(from_s: i64, until_s: i64) -> Times {
    Times::Windows(vec![window(from_s, until_s)])
}

pub fn agl(metres: f64) -> Altitude {
    Altitude::new(metres, AltitudeDatum::AboveGround).unwrap()
}

pub fn amsl(metres: f64) -> Altitude {
    Altitude::new(metres, AltitudeDatum::MeanSeaLevel).unwrap()
}

pub fn wgs84(metres: f64) -> Altitude {
    Altitude::new(metres, AltitudeDatum::Wgs84Ellipsoid).unwrap()
}

pub fn above_home(metres: f64) -> Altitude {
    Altitude::new(metres, AltitudeDatum::AboveHome).unwrap()
}

pub fn band(
    lower: impl Into<Option<Altitude>>,
    upper: impl Into<Option<Altitude>>,
) -> AltitudeBand {
    AltitudeBand::new(lower.into(), upper.into()).unwrap()
}

pub fn at(position: Position, altitude: Altitude, time: DateTime<Utc>) -> PathPoint {
    PathPoint {
        position,
        altitude,
        time,
    }
}

/// A footprint of polygons as files give them.
pub fn footprint(raw: &[RawPolygon]) -> Footprint {
    Footprint::from_polygons(raw).unwrap().0
}

pub fn polygon(exterior: &[(f64, f64)]) -> Footprint {
    footprint(&[raw(exterior, &[])])
}

pub fn raw(exterior: &[(f64, f64)], holes: &[&[(f64, f64)]]) -> RawPolygon {
    let ring = |vertices: &[(f64, f64)]| vertices.iter().map(|&(x, y)| coord(x, y)).collect();
    RawPolygon {
        exterior: ring(exterior),
        holes: holes.iter().map(|hole| ring(hole)).collect(),
    }
}

pub fn raw_box(west: f64, south: f64, east: f64, north: f64) -> RawPolygon {
    raw(
        &[(west, south), (east, south), (east, north), (west, north)],
        &[],
    )
}

pub fn square(west: f64, south: f64, east: f64, north: f64) -> Footprint {
    footprint(&[raw_box(west, south, east, north)])
}

pub fn zone(id: &str, rule: Rule, footprint: Footprint) -> Zone {
    Zone {
        id: ZoneId::new(id),
        name: LocalName::default(),
        rule,
        scope: Scope::Flight,
        footprint,
        band: AltitudeBand::ALL,
        times: Times::Always,
        authority: None,
        reason: None,
        conditions: None,
        source: None,
    }
}

pub fn mast(id: &str, position: Position, radius_m: f64, top: Altitude) -> Obstacle {
    Obstacle {
        id: ZoneId::new(id),
        name: LocalName::default(),
        kind: ObstacleKind::Mast,
        shape: ObstacleShape::Point { position, radius_m },
        top,
        vertical_uncertainty_m: 0.0,
        horizontal_uncertainty_m: 0.0,
        surveyed: None,
        source: None,
    }
}

pub fn airspace(zones: impl IntoIterator<Item = Zone>) -> Arc<Snapshot> {
    Airspace::new(zones.into_iter().map(Subject::from))
        .unwrap()
        .snapshot()
}

/// The polygons that stand for a zone or obstacle.
pub fn polygons_of(subject: &Subject) -> MultiPolygon<f64> {
    match subject {
        Subject::Zone(zone) => zone.footprint.to_polygons(if zone.rule == Rule::Permitted {
            CircleSide::Inscribed
        } else {
            CircleSide::Circumscribed
        }),
        Subject::Obstacle(obstacle) => obstacle.outline().to_polygons(),
    }
}

/// What a judgement is told beside the place, with what it borrows.
pub struct World {
    pub terrain: Box<dyn Terrain>,
    pub geoid: Box<dyn Geoid>,
    pub margins: Margins,
    pub approvals: Approvals,
    pub home: Option<HomeHeight>,
}

impl World {
    /// Exact flat ground at sea level, and an exact geoid 10 m above the ellipsoid; no margins.
    pub fn flat() -> Self {
        Self::over(FlatTerrain {
            elevation_amsl_m: 0.0,
            uncertainty_m: 0.0,
        })
    }

    pub fn over(terrain: impl Terrain + 'static) -> Self {
        Self {
            terrain: Box::new(terrain),
            geoid: Box::new(ConstantGeoid::new(10.0, 0.0).unwrap()),
            margins: Margins::NONE,
            approvals: Approvals::none(),
            home: None,
        }
    }

    pub fn with_margins(mut self, horizontal_m: f64, vertical_m: f64) -> Self {
        self.margins = Margins {
            horizontal_m,
            vertical_m,
            obstacle_horizontal_m: horizontal_m,
            obstacle_vertical_m: vertical_m,
        };
        self
    }

    pub fn context(&self) -> Context<'_> {
        Context {
            terrain: &*self.terrain,
            geoid: &*self.geoid,
            margins: self.margins,
            approvals: &self.approvals,
            home: self.home,
        }
    }
}

/// A star-shaped ring around a centre, by angle and radius; degrees.
pub fn star(
    rng: &mut ChaCha8Rng,
    center: Coord<f64>,
    radius_deg: f64,
    vertices: u32,
) -> Vec<Coord<f64>> {
    (0..vertices)
        .map(|vertex| {
            let angle =
                TAU * (f64::from(vertex) + rng.random_range(-0.3..0.3)) / f64::from(vertices);
            let radius = radius_deg * rng.random_range(0.7..1.3);
            coord(
                center.x + 1.25 * radius * angle.cos(),
                center.y + radius * angle.sin(),
            )
        })
        .collect()
}

/// A city: places that zones and queries crowd around, near Qingdao.
pub struct City {
    centers: Vec<Coord<f64>>,
}

impl City {
    pub fn new(seed: u64) -> Self {
        let mut rng = rng(seed);
        let centers = (0..12)
            .map(|_| coord(rng.random_range(119.8..120.8), rng.random_range(35.8..36.8)))
            .collect();
        Self { centers }
    }

    pub fn place(&self, rng: &mut ChaCha8Rng) -> Coord<f64> {
        let center = self.centers[rng.random_range(0..self.centers.len())];
        let spread = 0.05 * rng.random_range(0.0_f64..1.0).powi(2);
        coord(
            center.x + rng.random_range(-spread..=spread),
            center.y + rng.random_range(-spread..=spread),
        )
    }

    /// A footprint of any kind: 5 m to 300 km, with holes, of several polygons that may overlap,
    /// or a circle.
    pub fn footprint(&self, rng: &mut ChaCha8Rng) -> Footprint {
        let center = self.place(rng);
        // Mostly small ones, as in a city.
        let share = rng.random_range(0.0_f64..1.0).powi(3);
        let radius_deg = 2e-5 * (share * (1.35_f64 / 2e-5).ln()).exp();
        match rng.random_range(0..10) {
            0 => {
                let radius_m = radius_deg * 111_000.0;
                Footprint::circle(position(center.x, center.y), radius_m).unwrap()
            }
            1 | 2 => {
                let exterior = star(rng, center, radius_deg, 24);
                let hole = star(rng, center, 0.3 * radius_deg, 7);
                footprint(&[RawPolygon {
                    exterior,
                    holes: vec![hole],
                }])
            }
            3 | 4 => {
                let members: Vec<RawPolygon> = (0..rng.random_range(2..5))
                    .map(|_| {
                        let aside = coord(
                            center.x + rng.random_range(-1.5..1.5) * radius_deg,
                            center.y + rng.random_range(-1.5..1.5) * radius_deg,
                        );
                        RawPolygon {
                            exterior: star(rng, aside, 0.8 * radius_deg, 12),
                            holes: Vec::new(),
                        }
                    })
                    .collect();
                footprint(&members)
            }
            5 => {
                // On round coordinates, so that edges lie on the borders of tiles and cells.
                let step = 360.0 / 4.0_f64.powi(rng.random_range(5..11)) / 8.0;
                let west = (center.x / step).floor() * step;
                let south = (center.y / step).floor() * step;
                let (columns, rows) = (rng.random_range(1..9), rng.random_range(1..9));
                square(
                    west,
                    south,
                    west + f64::from(columns) * step,
                    south + f64::from(rows) * step,
                )
            }
            _ => {
                let vertices = rng.random_range(3..=64);
                footprint(&[RawPolygon {
                    exterior: star(rng, center, radius_deg, vertices.max(5)),
                    holes: Vec::new(),
                }])
            }
        }
    }

    pub fn zone(&self, rng: &mut ChaCha8Rng, id: usize) -> Zone {
        let rule = [
            Rule::Permitted,
            Rule::Advisory,
            Rule::Conditional,
            Rule::NeedsAuthorization,
            Rule::Prohibited,
        ][rng.random_range(0..5)];
        zone(&format!("zone {id}"), rule, self.footprint(rng))
    }
}

/// All vertices of a multi-polygon.
pub fn vertices(polygons: &MultiPolygon<f64>) -> Vec<Coord<f64>> {
    rings(polygons)
        .flat_map(|ring| ring.0.iter().copied())
        .collect()
}

/// All rings of a multi-polygon.
pub fn rings(polygons: &MultiPolygon<f64>) -> impl Iterator<Item = &LineString<f64>> {
    polygons.iter().flat_map(|polygon: &Polygon<f64>| {
        std::iter::once(polygon.exterior()).chain(polygon.interiors())
    })
}

/// No ground is known.
pub struct NoTerrain;

impl Terrain for NoTerrain {
    fn ground_at(&self, _: Position) -> Option<geofences::Ground> {
        None
    }
    fn ground_along(&self, _: Position, _: Position, _: &mut Vec<geofences::GroundPiece>) -> bool {
        false
    }
    fn ground_range(&self, _: Position, _: Position) -> Option<geofences::GroundRange> {
        None
    }
    fn name(&self) -> &str {
        "none"
    }
}

/// No geoid is known.
pub struct NoGeoid;

impl Geoid for NoGeoid {
    fn undulation_at(&self, _: Position) -> Option<geofences::Undulation> {
        None
    }
    fn name(&self) -> &str {
        "none"
    }
}

/// The least geodesic distance from a place to a ring whose edges are straight in lon/lat: along
/// each edge the least of geographiclib's distances, by ternary search.
pub fn distance_to_ring_m(place: Position, ring: &[Coord<f64>]) -> f64 {
    let cos = place.latitude_deg().to_radians().cos();
    // A rough distance first, so that only edges that may be nearest are searched.
    let rough = |a: Coord<f64>, b: Coord<f64>| {
        let metres = |c: Coord<f64>| {
            coord(
                (c.x - place.longitude_deg()) * cos,
                c.y - place.latitude_deg(),
            )
        };
        let (a, b) = (metres(a), metres(b));
        let edge = b - a;
        let t =
            (-(a.x * edge.x + a.y * edge.y) / (edge.x * edge.x + edge.y * edge.y)).clamp(0.0, 1.0);
        let foot = a + edge * t;
        foot.x.hypot(foot.y)
    };
    let least = ring
        .windows(2)
        .map(|e| rough(e[0], e[1]))
        .fold(f64::INFINITY, f64::min);
    ring.windows(2)
        .filter(|edge| rough(edge[0], edge[1]) <= 1.03 * least + 1e-6)
        .map(|edge| {
            let at = |t: f64| {
                let c = edge[0] + (edge[1] - edge[0]) * t;
                distance_m(place, position(c.x, c.y))
            };
            let (mut low, mut high) = (0.0, 1.0);
            for _ in 0..60 {
                let (one, other) = (low + (high - low) / 3.0, high - (high - low) / 3.0);
                if at(one) < at(other) {
                    high = other
                } else {
                    low = one
                }
            }
            at(0.5 * (low + high)).min(at(0.0)).min(at(1.0))
        })
        .fold(f64::INFINITY, f64::min)
}

/// The least geodesic distance from a place to polygons, 0 within.
pub fn distance_to_polygons_m(place: Position, polygons: &MultiPolygon<f64>) -> f64 {
    use geo::Intersects;
    if polygons.intersects(&place.coord()) {
        return 0.0;
    }
    rings(polygons)
        .map(|ring| distance_to_ring_m(place, &ring.0))
        .fold(f64::INFINITY, f64::min)
}
