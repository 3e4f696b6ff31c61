//! A path of 50 legs judged over terrain: ours beside candidates from an R-tree and every edge.

use crate::city;
use crate::report::{Report, Row, percentile, show};
use chrono::{DateTime, TimeDelta, Utc};
use geo::line_intersection::line_intersection;
use geo::{BoundingRect, Coord, Line, LinesIter, Polygon};
use geofences::{
    Airspace, Altitude, AltitudeDatum, Approvals, Change, Context, Egm96Geoid, Margins, Path,
    PathPoint, Position, Subject, synthetic_qingdao,
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};
use std::hint::black_box;
use std::time::{Duration, Instant};

const PATHS: usize = 2_000;
const LEGS: usize = 50;
const LEG_M: f64 = 200.0;
const METRES_PER_DEGREE: f64 = 111_000.0;

/// Measures paths through the airspace.
pub fn measure(report: &mut Report, airspace: &Airspace, seed: u64, count: usize) {
    let whole = Change::Put(Subject::from(city::whole_city()));
    if let Err(error) = airspace.apply(vec![whole]) {
        report.note(format!("the city could not be added: {error}"));
        return;
    }
    let snapshot = airspace.snapshot();
    let terrain = match synthetic_qingdao(1.0) {
        Ok(terrain) => terrain,
        Err(error) => {
            report.note(format!("no terrain: {error}"));
            return;
        }
    };
    let corner = |x, y| Position::new(x, y).unwrap_or(Position::ORIGIN);
    let [west, south, east, north] = city::EXTENT;
    let geoid = match Egm96Geoid::for_extent(corner(west, south), corner(east, north)) {
        Ok(geoid) => geoid,
        Err(error) => {
            report.note(format!("no geoid: {error}"));
            return;
        }
    };
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
    let walks: Vec<Vec<PathPoint>> = walks(seed);
    let (mut times, mut stretches) = (Vec::new(), 0);
    for walk in &walks {
        let points = walk.clone();
        let started = Instant::now();
        if let Ok(path) = Path::new(points) {
            let judgement = snapshot.judge_path(&path, &context);
            stretches += black_box(judgement).stretches.len();
        }
        times.push(started.elapsed());
    }
    times.sort();
    let median = percentile(&times, 0.5);

    let polygons = city::polygons(seed, count);
    let tree = RTree::bulk_load(
        polygons
            .iter()
            .enumerate()
            .filter_map(|(index, polygon)| {
                let rect = polygon.bounding_rect()?;
                let (low, high) = (rect.min(), rect.max());
                let envelope = Rectangle::from_corners([low.x, low.y], [high.x, high.y]);
                Some(GeomWithData::new(envelope, index))
            })
            .collect(),
    );
    let mut baseline = Vec::new();
    for walk in &walks {
        let started = Instant::now();
        black_box(crossings(&tree, &polygons, walk));
        baseline.push(started.elapsed());
    }
    baseline.sort();
    let baseline = percentile(&baseline, 0.5);
    report.row(Row {
        what: format!(
            "a path of {LEGS} legs of {LEG_M:.0} m judged over terrain, {count} zones, median of {PATHS} ({:.0} stretches each)",
            stretches as f64 / PATHS as f64
        ),
        ours: format!("{} (p99 {})", show(median), show(percentile(&times, 0.99))),
        baseline: format!("{} (ground-plan crossings alone: RTree + geo over all edges)", show(baseline)),
        ratio: Some(baseline.as_secs_f64() / median.as_secs_f64()),
        goal: "median < 200 µs".into(),
        met: median < Duration::from_micros(200),
    });
}

type Tree = RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>;

fn crossings(tree: &Tree, polygons: &[Polygon<f64>], walk: &[PathPoint]) -> usize {
    let mut count = 0;
    for ends in walk.windows(2) {
        let leg = Line::new(ends[0].position.coord(), ends[1].position.coord());
        let rect = leg.bounding_rect();
        let window = AABB::from_corners([rect.min().x, rect.min().y], [rect.max().x, rect.max().y]);
        for hit in tree.locate_in_envelope_intersecting(window) {
            for edge in polygons[hit.data].lines_iter() {
                count += usize::from(line_intersection(leg, edge).is_some());
            }
        }
    }
    count
}

/// Walks through the crowded parts of the city, turning a little at each corner.
fn walks(seed: u64) -> Vec<Vec<PathPoint>> {
    let city = city::City::new(seed);
    let mut rng = ChaCha8Rng::seed_from_u64(seed + 5);
    let start: DateTime<Utc> = DateTime::UNIX_EPOCH + TimeDelta::days(20_781);
    (0..PATHS)
        .map(|_| {
            let mut at = city.place(&mut rng);
            let mut heading: f64 = rng.random_range(0.0..std::f64::consts::TAU);
            let mut height_m: f64 = rng.random_range(60.0..110.0);
            let mut points = Vec::with_capacity(LEGS + 1);
            for corner in 0..=LEGS {
                let point = Position::try_from(at).map(|position| PathPoint {
                    position,
                    altitude: Altitude::new(height_m, AltitudeDatum::MeanSeaLevel)
                        .unwrap_or(Altitude::ground()),
                    time: start + TimeDelta::seconds(20 * corner as i64),
                });
                points.extend(point.ok());
                heading += rng.random_range(-0.6..0.6);
                height_m = (height_m + rng.random_range(-5.0..5.0)).clamp(40.0, 130.0);
                let step = LEG_M / METRES_PER_DEGREE;
                at = Coord {
                    x: at.x + step * heading.cos() / at.y.to_radians().cos(),
                    y: at.y + step * heading.sin(),
                };
            }
            points
        })
        .collect()
}
