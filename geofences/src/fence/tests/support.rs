//! A flat town near Qingdao, missions in it, and an oracle that knows only raw zones.

use crate::fence::{
    Autopilot, BreachAction, CompiledFence, EarthModels, FenceError, FenceRequest, MissionPoint,
    StoppingModel, Surroundings, VertexBudget, compile,
};
use crate::footprint::CircleSide;
use crate::{
    Altitude, AltitudeBand, AltitudeDatum, Approvals, Footprint, Geoid, Ground, GroundPiece,
    GroundRange, Obstacle, Position, RawPolygon, Rule, Scope, Terrain, TimeRange, Times,
    Undulation, Zone, ZoneId,
};
use chrono::{DateTime, TimeZone, Utc};
use geo::{
    Contains, Coord, Destination, Distance, Geodesic, Intersects, LineString, MultiPolygon, Point,
};

pub const HOME_LONGITUDE_DEG: f64 = 120.40;
pub const HOME_LATITUDE_DEG: f64 = 36.10;

/// Ground at one height, known to `uncertainty_m`; unknown everywhere when `elevation_m` is None.
pub struct Plain {
    pub elevation_m: Option<f64>,
    pub uncertainty_m: f64,
}

impl Terrain for Plain {
    fn ground_at(&self, _: Position) -> Option<Ground> {
        Some(Ground {
            elevation_amsl_m: self.elevation_m?,
            uncertainty_m: self.uncertainty_m,
        })
    }

    fn ground_along(&self, _: Position, _: Position, pieces: &mut Vec<GroundPiece>) -> bool {
        let Some(constant) = self.elevation_m else {
            return false;
        };
        pieces.push(GroundPiece {
            from: 0.0,
            until: 1.0,
            constant,
            linear: 0.0,
            quadratic: 0.0,
            uncertainty_m: self.uncertainty_m,
        });
        true
    }

    fn ground_range(&self, _: Position, _: Position) -> Option<GroundRange> {
        let elevation = self.elevation_m?;
        Some(GroundRange {
            lowest_amsl_m: elevation,
            highest_amsl_m: elevation,
            uncertainty_m: self.uncertainty_m,
        })
    }

    fn name(&self) -> &str {
        "plain"
    }
}

impl Geoid for Plain {
    fn undulation_at(&self, _: Position) -> Option<Undulation> {
        Some(Undulation {
            height_m: 10.0,
            uncertainty_m: 0.5,
        })
    }

    fn name(&self) -> &str {
        "plain"
    }
}

/// A place so many metres east and north of home, along geodesics.
pub fn place(east_m: f64, north_m: f64) -> Position {
    let home = Point::new(HOME_LONGITUDE_DEG, HOME_LATITUDE_DEG);
    let north = Geodesic.destination(home, 0.0, north_m);
    let there = Geodesic.destination(north, 90.0, east_m);
    Position::new(there.x(), there.y()).unwrap()
}

pub fn polygon(corners: &[(f64, f64)]) -> Footprint {
    polygon_with_holes(corners, &[])
}

pub fn polygon_with_holes(corners: &[(f64, f64)], holes: &[&[(f64, f64)]]) -> Footprint {
    let ring = |corners: &[(f64, f64)]| -> Vec<Coord<f64>> {
        corners.iter().map(|(x, y)| place(*x, *y).coord()).collect()
    };
    let raw = RawPolygon {
        exterior: ring(corners),
        holes: holes.iter().map(|hole| ring(hole)).collect(),
    };
    Footprint::from_polygons(&[raw]).unwrap().0
}

pub fn rectangle(west: f64, south: f64, east: f64, north: f64) -> Footprint {
    polygon(&[(west, south), (east, south), (east, north), (west, north)])
}

pub fn zone(id: &str, rule: Rule, footprint: Footprint) -> Zone {
    Zone {
        id: ZoneId::new(id),
        name: Default::default(),
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

pub fn height(metres: f64, datum: AltitudeDatum) -> Altitude {
    Altitude::new(metres, datum).unwrap()
}

pub fn band(lower: Option<Altitude>, upper: Option<Altitude>) -> AltitudeBand {
    AltitudeBand::new(lower, upper).unwrap()
}

/// A path at `altitude_m` AMSL through places so many metres east and north of home.
pub fn path_at(altitude_m: f64, places: &[(f64, f64)]) -> Vec<MissionPoint> {
    places
        .iter()
        .map(|(east, north)| MissionPoint {
            position: place(*east, *north),
            altitude: height(altitude_m, AltitudeDatum::MeanSeaLevel),
        })
        .collect()
}

pub fn instant(hour: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 24, hour, 0, 0).unwrap()
}

/// 10 m/s, 1 s, 2 m/s², 5 m/s of wind, 3 m of error: 10 + 25 + 5·(1 + 5) + 3 = 68 m.
pub const STOPPING: StoppingModel = StoppingModel {
    speed_mps: 10.0,
    latency_s: 1.0,
    deceleration_mps2: 2.0,
    wind_mps: 5.0,
    position_error_m: 3.0,
    vertical_error_m: 2.0,
};
pub const STOPPING_DISTANCE_M: f64 = 68.0;

/// Everything that a test may want to change.
pub struct Case {
    pub autopilot: Autopilot,
    pub path: Vec<MissionPoint>,
    pub zones: Vec<Zone>,
    pub obstacles: Vec<Obstacle>,
    pub approvals: Approvals,
    pub budget: VertexBudget,
    pub surroundings_m: f64,
    pub ground: Plain,
}

impl Case {
    pub fn new(path: Vec<MissionPoint>, zones: Vec<Zone>) -> Self {
        Self {
            autopilot: Autopilot::Px4,
            path,
            zones,
            obstacles: Vec::new(),
            approvals: Approvals::none(),
            budget: VertexBudget::default_for(Autopilot::Px4),
            surroundings_m: 1_000.0,
            ground: Plain {
                elevation_m: Some(5.0),
                uncertainty_m: 3.0,
            },
        }
    }

    /// Something asked of the case's request.
    pub fn request<T>(&self, ask: impl FnOnce(&FenceRequest<'_>) -> T) -> T {
        ask(&FenceRequest {
            autopilot: self.autopilot,
            path: &self.path,
            window: TimeRange {
                from: instant(2),
                until: instant(3),
            },
            stopping: STOPPING,
            obstacle_clearance_m: 10.0,
            surroundings_m: self.surroundings_m,
            path_clearance_m: 10.0,
            budget: self.budget,
            on_breach: BreachAction::Hold,
            earth: EarthModels {
                terrain: &self.ground,
                geoid: &self.ground,
            },
        })
    }

    pub fn compile(&self) -> Result<CompiledFence, Vec<FenceError>> {
        let zones: Vec<&Zone> = self.zones.iter().collect();
        let obstacles: Vec<&Obstacle> = self.obstacles.iter().collect();
        let around = Surroundings {
            zones: &zones,
            obstacles: &obstacles,
            approvals: &self.approvals,
        };
        self.request(|request| compile(request, &around))
    }
}

/// Whether a place is free by the fence as an autopilot reads it.
pub fn is_free(fence: &CompiledFence, at: Coord<f64>) -> bool {
    fence.inclusion.contains(&Point(at))
        && !fence.exclusions.iter().any(|e| e.intersects(&Point(at)))
}

/// The geodesic distance from a place to the nearest point of some polygons; 0 within.
pub fn distance_to(polygons: &MultiPolygon<f64>, at: Coord<f64>) -> f64 {
    if polygons.intersects(&Point(at)) {
        return 0.0;
    }
    let rings = polygons
        .iter()
        .flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()));
    rings
        .flat_map(LineString::lines)
        .map(|line| {
            // The nearest point in a frame around the place itself; its distance is geodesic.
            let scale = at.y.to_radians().cos();
            let flat = |c: Coord<f64>| ((c.x - at.x) * scale, c.y - at.y);
            let ((ax, ay), (bx, by)) = (flat(line.start), flat(line.end));
            let (dx, dy) = (bx - ax, by - ay);
            let share = -(ax * dx + ay * dy) / (dx * dx + dy * dy);
            let nearest = line.start + (line.end - line.start) * share.clamp(0.0, 1.0);
            Geodesic.distance(Point(at), Point(nearest))
        })
        .fold(f64::INFINITY, f64::min)
}

/// Asserts that a free place keeps its distance from everything: a whole disc around it is
/// permitted, and no keep-out reaches into the disc.
pub fn assert_margin_kept(
    at: Coord<f64>,
    margin_m: f64,
    permitted: &[&Zone],
    keep_outs: &[(&Zone, f64)],
) {
    for (keep_out, extra_m) in keep_outs {
        let polygons = keep_out.footprint.to_polygons(CircleSide::Circumscribed);
        let distance = distance_to(&polygons, at);
        // The oracle's own nearest point is good to a part in a thousand.
        assert!(
            distance >= (margin_m + extra_m) * 0.9999,
            "{at:?} is free and {distance} m from {}",
            keep_out.id
        );
    }
    for bearing in 0..48 {
        for share in [1.0, 0.5] {
            let there =
                Geodesic.destination(Point(at), f64::from(bearing) * 7.5, margin_m * share - 0.01);
            let covered = permitted.iter().any(|zone| {
                zone.footprint
                    .to_polygons(CircleSide::Inscribed)
                    .intersects(&there)
            });
            assert!(covered, "{there:?}, near the free {at:?}, is not permitted");
        }
    }
}

pub fn area_m2(polygon: &geo::Polygon<f64>) -> f64 {
    use geo::GeodesicArea;
    polygon.geodesic_area_unsigned()
}

pub fn vertices(fence: &CompiledFence) -> usize {
    fence.items.len()
}
