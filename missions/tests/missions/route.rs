//! Transit routes, judged by the airspace, by geo, and by an exact visibility graph.

mod city;
mod oracle;
mod refused;
mod shapes;
mod ways;

use chrono::{DateTime, TimeZone, Utc};
use geo::{Coord, LineString, Polygon};
use geofences::*;
use missions::route::{Pace, People, Route, RouteEnd, RouteRefusal, RouteRequest, plan_route};

/// Where the plane of the tests has its origin, degrees.
pub const ORIGIN: Coord<f64> = Coord { x: 120.38, y: 36.1 };
pub const CLEARANCE_M: f64 = 30.0;

pub fn plane() -> LocalPlane {
    LocalPlane::at(ORIGIN)
}

pub fn place(x: f64, y: f64) -> Position {
    Position::try_from(plane().coord(Coord { x, y })).unwrap()
}

/// 10:00 in Qingdao.
pub fn morning() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 30, 2, 0, 0).unwrap()
}

pub fn agl(lower: Option<f64>, upper: Option<f64>) -> AltitudeBand {
    let limit = |it: f64| Altitude::new(it, AltitudeDatum::AboveGround).unwrap();
    AltitudeBand::new(lower.map(limit), upper.map(limit)).unwrap()
}

/// A zone of metres in the plane.
pub fn zone(id: &str, rule: Rule, ring: &[(f64, f64)]) -> Zone {
    zone_of(
        id,
        rule,
        &Polygon::new(LineString::from(ring.to_vec()), Vec::new()),
    )
}

pub fn zone_of(id: &str, rule: Rule, polygon: &Polygon<f64>) -> Zone {
    let ring = |ring: &LineString<f64>| ring.0.iter().map(|at| plane().coord(*at)).collect();
    let raw = RawPolygon {
        exterior: ring(polygon.exterior()),
        holes: polygon.interiors().iter().map(ring).collect(),
    };
    let (footprint, _) = Footprint::from_polygons(&[raw]).unwrap();
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

pub fn rect(id: &str, rule: Rule, low: (f64, f64), high: (f64, f64)) -> Zone {
    zone(id, rule, &[low, (high.0, low.1), high, (low.0, high.1)])
}

/// Permits all around, up to a height.
pub fn whole(upper_m: f64) -> Zone {
    Zone {
        band: agl(None, Some(upper_m)),
        ..rect(
            "whole",
            Rule::Permitted,
            (-20_000.0, -20_000.0),
            (20_000.0, 20_000.0),
        )
    }
}

/// An airspace with what a flight through it needs.
pub struct Scene {
    pub snapshot: std::sync::Arc<Snapshot>,
    pub approvals: Approvals,
    pub departure: DateTime<Utc>,
    pub pace: Pace,
    pub layers: Vec<f64>,
    terrain: FlatTerrain,
    geoid: ConstantGeoid,
}

impl Scene {
    pub fn new(subjects: impl IntoIterator<Item = impl Into<Subject>>) -> Self {
        let subjects = subjects.into_iter().map(Into::into);
        Self {
            snapshot: Airspace::new(subjects).unwrap().snapshot(),
            approvals: Approvals::none(),
            departure: morning(),
            pace: Pace {
                speed_mps: 15.0,
                climb_mps: 3.0,
                descent_mps: 2.0,
            },
            layers: vec![80.0],
            terrain: FlatTerrain {
                elevation_amsl_m: 10.0,
                uncertainty_m: 0.0,
            },
            geoid: ConstantGeoid::new(8.0, 0.0).unwrap(),
        }
    }

    pub fn context(&self) -> Context<'_> {
        Context {
            terrain: &self.terrain,
            geoid: &self.geoid,
            margins: Margins {
                horizontal_m: CLEARANCE_M,
                vertical_m: 5.0,
                obstacle_horizontal_m: CLEARANCE_M,
                obstacle_vertical_m: 10.0,
            },
            approvals: &self.approvals,
            home: None,
        }
    }

    pub fn plan(&self, from: (f64, f64), until: (f64, f64)) -> Result<Route, RouteRefusal> {
        self.plan_above(from, until, None)
    }

    pub fn plan_above(
        &self,
        from: (f64, f64),
        until: (f64, f64),
        people: Option<People<'_>>,
    ) -> Result<Route, RouteRefusal> {
        let end = |at: (f64, f64)| RouteEnd {
            position: place(at.0, at.1),
            height_agl_m: 20.0,
        };
        let route = plan_route(&RouteRequest {
            airspace: &self.snapshot,
            context: self.context(),
            from: end(from),
            until: end(until),
            departure: self.departure,
            pace: self.pace,
            layers_agl_m: &self.layers,
            people,
        });
        if let Ok(route) = &route {
            self.assert_may_be_flown(route);
        }
        route
    }

    /// The whole path, and points of it each 10 m by themselves, at their own times.
    pub fn assert_may_be_flown(&self, route: &Route) {
        let path = Path::new(route.points.clone()).unwrap();
        let judgement = self.snapshot.judge_path(&path, &self.context());
        assert!(judgement.decision.allows_flight(), "{judgement:?}");
        for ends in route.points.windows(2) {
            let (from, until) = (ends[0], ends[1]);
            let (start, end) = (from.position.coord(), until.position.coord());
            let way = plane().metres(end) - plane().metres(start);
            let count = (way.x.hypot(way.y) / 10.0).ceil().max(1.0) as i32;
            for step in 0..=count {
                let share = f64::from(step) / f64::from(count);
                let height = |it: &PathPoint| it.altitude.metres();
                let altitude_m = height(&from) + (height(&until) - height(&from)) * share;
                let point = PathPoint {
                    position: Position::try_from(start + (end - start) * share).unwrap(),
                    altitude: Altitude::new(altitude_m, AltitudeDatum::AboveGround).unwrap(),
                    time: from.time + (until.time - from.time) * step / count,
                };
                let judgement = self.snapshot.judge_point(&point, &self.context());
                assert!(
                    judgement.decision.allows_flight(),
                    "{point:?}: {judgement:?}"
                );
            }
        }
    }
}

/// The bends of a route in the plane.
pub fn in_plane(route: &Route) -> Vec<Coord<f64>> {
    let places = route
        .points
        .iter()
        .map(|it| plane().metres(it.position.coord()));
    let mut places: Vec<_> = places.collect();
    places.dedup();
    places
}
