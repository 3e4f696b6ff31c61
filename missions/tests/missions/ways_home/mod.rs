//! Ways home against sampled returns that are computed another way, and limits just inside and outside.

mod judged;
mod landing;
mod refused;
mod sampled;

use crate::areas::seeded;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use geo::{Coord, Distance, Geodesic, InterpolatePoint, Point};
use geofences::{
    Airspace, Altitude, AltitudeBand, AltitudeDatum, Approvals, Bilingual, ConstantGeoid, Context,
    FlatTerrain, Footprint, Ground, GroundPiece, GroundRange, LocalPlane, Margins, Obstacle,
    ObstacleKind, ObstacleShape, Path, PathPoint, Position, RawPolygon, Rule, Scope, Snapshot,
    Subject, Terrain, TimeRange, TimeWindow, Times, Zone, ZoneId, synthetic_qingdao,
};
use missions::mission::{Home, RallyPlace};
use missions::ways_home::{
    Blocked, CopterReturn, FlownLeg, GroundUse, HeightLimits, LandingPlace, LandingPlaceFault,
    Px4Return, Px4Target, Return, ReturnTarget, Targets, Task, Verdict, WingHeight, WingReturn,
    judge_ways_home, make_legal, ways_home_from,
};
use rand::Rng;
use rand_chacha::ChaCha8Rng;
use std::sync::Arc;

const SEED: u64 = 20_262;
const HOME: (f64, f64) = (120.20, 36.20);
const MARGINS: Margins = Margins {
    horizontal_m: 10.0,
    vertical_m: 5.0,
    obstacle_horizontal_m: 15.0,
    obstacle_vertical_m: 10.0,
};
const FLAT: FlatTerrain = FlatTerrain {
    elevation_amsl_m: 10.0,
    uncertainty_m: 1.0,
};
const LIMITS: HeightLimits = HeightLimits {
    clear_of_ground_m: 15.0,
    landing_radius_m: 60.0,
    highest_above_ground_m: Some(120.0),
};

fn plane() -> LocalPlane {
    LocalPlane::at(Coord {
        x: HOME.0,
        y: HOME.1,
    })
}

/// So many metres east and north of home.
fn at(east_m: f64, north_m: f64) -> Position {
    Position::try_from(plane().coord(Coord {
        x: east_m,
        y: north_m,
    }))
    .unwrap()
}

fn now() -> DateTime<Utc> {
    // 2026-11-24, 10:00 in China.
    DateTime::from_timestamp(1_795_485_600, 0).unwrap()
}

fn window() -> TimeRange {
    TimeRange::new(now(), now() + TimeDelta::minutes(40)).unwrap()
}

fn zone(
    id: &str,
    rule: Rule,
    corners: &[(f64, f64)],
    band: (f64, f64),
    datum: AltitudeDatum,
) -> Zone {
    let raw = RawPolygon {
        exterior: corners.iter().map(|(x, y)| at(*x, *y).coord()).collect(),
        holes: Vec::new(),
    };
    let limit = |metres: f64| {
        metres
            .is_finite()
            .then(|| Altitude::new(metres, datum).unwrap())
    };
    Zone {
        id: ZoneId::new(id),
        name: Default::default(),
        rule,
        scope: Scope::Flight,
        footprint: Footprint::from_polygons(&[raw]).unwrap().0,
        band: AltitudeBand::new(limit(band.0), limit(band.1)).unwrap(),
        times: Times::Always,
        authority: None,
        reason: None,
        conditions: None,
        source: None,
    }
}

fn rectangle(west: f64, south: f64, east: f64, north: f64) -> [(f64, f64); 4] {
    [(west, south), (east, south), (east, north), (west, north)]
}

/// Permits everything up to 120 m above ground.
fn permit() -> Zone {
    let corners = rectangle(-8e3, -8e3, 8e3, 8e3);
    zone(
        "permit",
        Rule::Permitted,
        &corners,
        (f64::NAN, 120.0),
        AltitudeDatum::AboveGround,
    )
}

/// A wall from west to east, 300 m north of home, from the ground up.
fn wall(top_m: f64) -> Zone {
    let corners = rectangle(-3e3, 300.0, 3e3, 350.0);
    zone(
        "wall",
        Rule::Prohibited,
        &corners,
        (f64::NAN, top_m),
        AltitudeDatum::AboveGround,
    )
}

fn snapshot(zones: impl IntoIterator<Item = Zone>) -> Arc<Snapshot> {
    Airspace::new(zones.into_iter().map(Subject::from))
        .unwrap()
        .snapshot()
}

fn with_context<R>(terrain: &dyn Terrain, asked: impl FnOnce(&Context) -> R) -> R {
    let geoid = ConstantGeoid::new(5.0, 0.5).unwrap();
    let approvals = Approvals::none();
    asked(&Context {
        terrain,
        geoid: &geoid,
        margins: MARGINS,
        approvals: &approvals,
        home: None,
    })
}

fn copter() -> CopterReturn {
    CopterReturn {
        height_m: 60.0,
        least_climb_m: 0.0,
        cone_slope: 3.0,
        fence_top_m: None,
        rally_limit_m: 300.0,
        is_home_a_rally_place: true,
        most_rally_places: 5,
    }
}

fn px4() -> Px4Return {
    Px4Return {
        target: Px4Target::HomeOrRally,
        height_m: 60.0,
        cone_deg: 0.0,
        cone_within_m: 10.0,
        acceptance_m: 2.0,
        most_rally_places: 5,
    }
}

fn places(ground_amsl_m: f64, rally: Vec<RallyPlace>) -> Targets {
    Targets {
        home: Home {
            position: at(0.0, 0.0),
            ground_amsl_m,
        },
        landing: None,
        rally,
    }
}

fn leg(from: (f64, f64), until: (f64, f64), amsl_m: f64) -> FlownLeg {
    FlownLeg {
        from: at(from.0, from.1),
        from_amsl_m: amsl_m,
        until: at(until.0, until.1),
        until_amsl_m: amsl_m,
    }
}

fn task<'a>(legs: &'a [FlownLeg], places: &'a Targets, rules: Return) -> Task<'a> {
    Task {
        legs,
        places,
        rules,
        limits: LIMITS,
        window: window(),
    }
}

fn verdict_of(legs: &[FlownLeg], places: &Targets, rules: Return, snapshot: &Snapshot) -> Verdict {
    with_context(&FLAT, |context| {
        let ways = judge_ways_home(&task(legs, places, rules), snapshot, context);
        ways.legs.into_iter().next().unwrap().verdict
    })
}

fn blocking_ids(verdict: &Verdict) -> Vec<String> {
    let obstructions = &verdict.found().unwrap().obstructions;
    let id = |what: &Blocked| match what {
        Blocked::Airspace(finding) => match &finding.cause {
            geofences::Cause::Subject(subject) => subject.id().as_str().to_owned(),
            cause => format!("{cause:?}"),
        },
        other => format!("{other:?}"),
    };
    obstructions.iter().map(|it| id(&it.what)).collect()
}
