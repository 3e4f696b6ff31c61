//! Terrain following and ways home of a survey of 500 waypoints among the zones of the city.

use crate::city::{self, EXTENT};
use crate::report::{Report, Row, percentile, show};
use geo::Coord;
use geofences::{
    Airspace, Approvals, Context, Egm96Geoid, LocalPlane, Margins, Position, Snapshot, Subject,
    TimeRange, synthetic_qingdao,
};
use missions::heights::{Following, TrackPoint, follow_terrain};
use missions::mission::Home;
use missions::ways_home::{
    CopterReturn, FlownLeg, HeightLimits, Return, Targets, Task, judge_ways_home,
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::time::{Duration, Instant};

const MISSIONS: usize = 400;

/// What is measured of the missions.
#[derive(Default)]
struct Taken {
    heights: Vec<Duration>,
    legal: Vec<Duration>,
    others: Vec<Duration>,
}

/// Measures with `count` zones.
pub fn measure(report: &mut Report, seed: u64, count: usize) {
    let mut random = ChaCha8Rng::seed_from_u64(seed + 4);
    let zones = city::zones(seed, count).into_iter().map(Subject::from);
    let airspace = Airspace::new(zones).unwrap_or_else(|why| panic!("{why}"));
    let snapshot = airspace.snapshot();
    let terrain = synthetic_qingdao(1.0).unwrap_or_else(|why| panic!("{why}"));
    let corner = |x, y| Position::new(x, y).unwrap_or_else(|why| panic!("{why}"));
    let [west, south, east, north] = EXTENT;
    let geoid = Egm96Geoid::for_extent(corner(west, south), corner(east, north))
        .unwrap_or_else(|why| panic!("{why}"));
    let approvals = Approvals::none();
    let context = Context {
        terrain: &terrain,
        geoid: &geoid,
        margins: Margins {
            horizontal_m: 10.0,
            vertical_m: 5.0,
            obstacle_horizontal_m: 20.0,
            obstacle_vertical_m: 10.0,
        },
        approvals: &approvals,
        home: None,
    };
    let mut taken = Taken::default();
    for place in city::points(seed, MISSIONS) {
        let bearing = random.random_range(0.0..std::f64::consts::TAU);
        mission(&mut taken, place, bearing, &snapshot, &context);
    }
    let Taken {
        mut heights,
        mut legal,
        mut others,
    } = taken;
    for all in [&mut heights, &mut legal, &mut others] {
        all.sort();
    }
    let all: Vec<Duration> = {
        let mut all = [legal.clone(), others.clone()].concat();
        all.sort();
        all
    };
    let median = percentile(&all, 0.5);
    report.row(Row {
        what: format!(
            "all ways home of a survey of 500 waypoints among {count} zones judged, median of {} missions (a part of the \
             full feasibility)",
            all.len()
        ),
        ours: format!(
            "{} (p99 {}, the slowest {}; wholly legal ones, {} of them: {} at most)",
            show(median),
            show(percentile(&all, 0.99)),
            show(all.last().copied().unwrap_or_default()),
            legal.len(),
            show(legal.last().copied().unwrap_or_default())
        ),
        baseline: "–".to_owned(),
        ratio: None,
        goal: "≤ 100 ms".to_owned(),
        met: median <= Duration::from_millis(100),
    });
    report.note(format!(
        "Terrain following of these surveys: median {}, p99 {}, of {}.",
        show(percentile(&heights, 0.5)),
        show(percentile(&heights, 0.99)),
        heights.len()
    ));
}

/// 25 lanes of 20 waypoints, 40 m apart each way, 1.5 km off home.
pub(crate) fn track(home: Coord<f64>, bearing: f64) -> Vec<TrackPoint> {
    let plane = LocalPlane::at(home);
    let (sin, cos) = bearing.sin_cos();
    let at = |along: f64, across: f64| {
        let metres = Coord {
            x: along * sin + across * cos,
            y: along * cos - across * sin,
        };
        TrackPoint {
            position: Position::try_from(plane.coord(metres)).unwrap_or_else(|why| panic!("{why}")),
            speed_mps: 8.0,
        }
    };
    let lane = |lane: usize| {
        (0..20).map(move |point| {
            let point = if lane & 1 == 0 { point } else { 19 - point };
            at(1_500.0 + 40.0 * lane as f64, 40.0 * (point as f64 - 9.5))
        })
    };
    (0..25).flat_map(lane).collect()
}

fn mission(
    taken: &mut Taken,
    place: Coord<f64>,
    bearing: f64,
    snapshot: &Snapshot,
    context: &Context<'_>,
) {
    let following = Following {
        wanted_m: 60.0,
        tolerance_m: 5.0,
        lowest_m: 30.0,
        highest_m: 115.0,
        climb_mps: 3.0,
        descent_mps: 2.0,
    };
    let track = track(place, bearing);
    let begun = Instant::now();
    let Ok(profile) = follow_terrain(&track, &following, snapshot, context) else {
        return;
    };
    taken.heights.push(begun.elapsed());
    let position = Position::try_from(place).unwrap_or_else(|why| panic!("{why}"));
    let Some(ground) = context.terrain.ground_at(position) else {
        return;
    };
    let legs = profile.points.windows(2).map(|ends| FlownLeg {
        from: ends[0].position,
        from_amsl_m: ends[0].amsl_m,
        until: ends[1].position,
        until_amsl_m: ends[1].amsl_m,
    });
    let legs: Vec<FlownLeg> = legs.collect();
    let targets = Targets {
        home: Home {
            position,
            ground_amsl_m: ground.elevation_amsl_m,
        },
        landing: None,
        rally: Vec::new(),
    };
    let now = chrono::DateTime::from_timestamp(1_795_485_600, 0).unwrap_or_default();
    let task = Task {
        legs: &legs,
        places: &targets,
        rules: Return::Copter(CopterReturn {
            height_m: 60.0,
            least_climb_m: 0.0,
            cone_slope: 3.0,
            fence_top_m: None,
            rally_limit_m: 300.0,
            is_home_a_rally_place: true,
            most_rally_places: 5,
        }),
        limits: HeightLimits {
            clear_of_ground_m: 15.0,
            landing_radius_m: 50.0,
            highest_above_ground_m: Some(120.0),
        },
        window: TimeRange::new(now, now + chrono::TimeDelta::minutes(40))
            .unwrap_or_else(|why| panic!("{why:?}")),
    };
    let begun = Instant::now();
    let ways = judge_ways_home(&task, snapshot, context);
    let took = begun.elapsed();
    match ways.not_legal().count() {
        0 => taken.legal.push(took),
        _ => taken.others.push(took),
    }
}
