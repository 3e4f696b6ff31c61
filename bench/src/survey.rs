//! Surveys of the class of Bähnemann et al. 2019: a square of a hectare with convex holes.

use crate::report::{Report, Row, percentile, show};
use geo::{Area, ConvexHull, Coord, LineString, MultiPoint, Point, Polygon};
use missions::flight_time::SpeedRamp;
use missions::planar::FreeArea;
use missions::survey::{
    Direction, Lane, SurveyEffort, SurveyPath, SurveyRequest, cells, lanes, plan_lanes, plan_survey,
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::ops::RangeInclusive;
use std::time::{Duration, Instant};

/// Instances of each class.
const INSTANCES: usize = 100;
const SIDE_M: f64 = 100.0;
const SWEEP_M: f64 = 3.0;
const SPEED_MPS: f64 = 3.0;
const ACCELERATION_MPS2: f64 = 1.0;
/// Rounds of search for each lane by which the baseline's directions are told apart.
const QUICK_ROUNDS: usize = 2;
/// So many of them are planned to the end.
const COMPLETED: usize = 5;
/// Cells of the raster that coverage is judged on have this side.
const CELL_M: f64 = 0.1;

/// How many holes, and by how much shorter than the best single direction it is to be, percent.
const CLASSES: [(RangeInclusive<usize>, f64); 3] = [(1..=5, 4.5), (6..=10, 7.0), (11..=15, 8.5)];

/// What came of one instance.
struct Outcome {
    ours_s: f64,
    took: Duration,
    seen: f64,
    cells_s: f64,
}

/// Measures all classes.
pub fn measure(report: &mut Report) {
    for (holes, goal) in CLASSES {
        let outcomes: Vec<Outcome> = (0..INSTANCES).map(|index| outcome(&holes, index)).collect();
        let class = format!("{}–{} holes", holes.start(), holes.end());
        let gains = outcomes
            .iter()
            .map(|it| 100.0 * (1.0 - it.ours_s / it.cells_s));
        let gain = gains.sum::<f64>() / INSTANCES as f64;
        let mean =
            |of: fn(&Outcome) -> f64| outcomes.iter().map(of).sum::<f64>() / INSTANCES as f64;
        report.row(Row {
            what: format!(
                "flight time of surveys of a hectare with {class}, mean of {INSTANCES} instances, below the best single \
                 direction of boustrophedon cells (best of all edge directions; same search, same coverage)"
            ),
            ours: format!("{gain:.1} % ({:.0} s)", mean(|it| it.ours_s)),
            baseline: format!("{:.0} s", mean(|it| it.cells_s)),
            ratio: None,
            goal: format!("≥ {goal} %"),
            met: gain >= goal,
        });
        let least = outcomes.iter().map(|it| it.seen).fold(1.0, f64::min);
        report.row(Row {
            what: format!(
                "of the area with {class} within {} m of the path, the least of all instances",
                SWEEP_M / 2.0
            ),
            ours: format!("{:.3} %", 100.0 * least),
            baseline: "–".to_owned(),
            ratio: None,
            goal: "≥ 99.9 %".to_owned(),
            met: least >= 0.999,
        });
        let mut took: Vec<Duration> = outcomes.iter().map(|it| it.took).collect();
        took.sort();
        let median = percentile(&took, 0.5);
        report.row(Row {
            what: format!("planning a survey with {class} on one thread, median of {INSTANCES}"),
            ours: format!("{} (p99 {})", show(median), show(percentile(&took, 0.99))),
            baseline: "24.5 s at 11–15 holes (a figure: published in 2019)".to_owned(),
            ratio: None,
            goal: "≤ 250 ms".to_owned(),
            met: median <= Duration::from_millis(250),
        });
    }
}

fn outcome(holes: &RangeInclusive<usize>, index: usize) -> Outcome {
    let polygon = instance(holes, index);
    let area = FreeArea::new(&polygon).unwrap_or_else(|faults| panic!("{faults:?}"));
    let ramp = SpeedRamp::new(SPEED_MPS, ACCELERATION_MPS2).unwrap_or_else(|why| panic!("{why}"));
    let request = SurveyRequest {
        cover: &area,
        free: &area,
        spacing_m: SWEEP_M,
        ramp,
        bearing_deg: None,
        sees_on_ways: true,
        effort: SurveyEffort::default(),
    };
    let begun = Instant::now();
    let ours = plan_survey(&request).unwrap_or_else(|why| panic!("{why}"));
    let took = begun.elapsed();
    Outcome {
        ours_s: ours.time_s,
        took,
        seen: seen(&polygon, &ours),
        cells_s: best_single_direction_s(&request),
    }
}

/// Each cell is swept by lanes of its own, all in one direction; the search joins them as it joins ours. All edge
/// directions are ordered quickly, and the best of them to the end.
fn best_single_direction_s(request: &SurveyRequest<'_>) -> f64 {
    let quick = SurveyRequest {
        sees_on_ways: true,
        effort: SurveyEffort {
            rounds_per_lane: QUICK_ROUNDS,
            unseen: 1.0,
            ..request.effort
        },
        ..*request
    };
    let planned_s = |request: &SurveyRequest<'_>, direction: Direction| {
        let lanes: Vec<Lane> = cells(request.cover, direction)
            .iter()
            .flat_map(|cell| lanes(cell, direction, SWEEP_M).unwrap_or_else(|why| panic!("{why}")))
            .collect();
        let planned = plan_lanes(request, direction, &lanes);
        planned.unwrap_or_else(|why| panic!("{why}")).time_s
    };
    let mut directions: Vec<(f64, Direction)> = Direction::of_edges(request.cover)
        .into_iter()
        .map(|direction| (planned_s(&quick, direction), direction))
        .collect();
    directions.sort_by(|a, b| a.0.total_cmp(&b.0));
    let best = directions.iter().take(COMPLETED);
    best.map(|(_, direction)| planned_s(request, *direction))
        .fold(f64::INFINITY, f64::min)
}

/// The instance of a class: its seed is the least number of holes, its stream the index.
fn instance(holes: &RangeInclusive<usize>, index: usize) -> Polygon<f64> {
    let mut random = ChaCha8Rng::seed_from_u64(*holes.start() as u64);
    random.set_stream(index as u64);
    let count = random.random_range(holes.clone());
    let mut placed: Vec<(Coord<f64>, f64)> = Vec::new();
    let mut rings: Vec<LineString<f64>> = Vec::new();
    while rings.len() < count {
        let radius = random.random_range(4.0..12.0);
        let mut along = || random.random_range(radius + 2.0..SIDE_M - radius - 2.0);
        let center = Coord {
            x: along(),
            y: along(),
        };
        let is_apart = |(other, far): &(Coord<f64>, f64)| {
            (other.x - center.x).hypot(other.y - center.y) >= radius + far + 2.0
        };
        if !placed.iter().all(is_apart) {
            continue;
        }
        let corners = random.random_range(5..11);
        let points = (0..corners).map(|_| {
            let angle: f64 = random.random_range(0.0..std::f64::consts::TAU);
            let far = radius * random.random_range(0.6..1.0);
            Point::new(center.x + far * angle.cos(), center.y + far * angle.sin())
        });
        let hole = MultiPoint(points.collect()).convex_hull();
        if hole.unsigned_area() >= 10.0 {
            placed.push((center, radius));
            rings.push(hole.exterior().clone());
        }
    }
    let square = vec![(0.0, 0.0), (SIDE_M, 0.0), (SIDE_M, SIDE_M), (0.0, SIDE_M)];
    Polygon::new(LineString::from(square), rings)
}

/// The part of an instance's free area within half a sweep of the path, on a raster that shares nothing with the
/// planner's: each cell's middle, inside by the even-odd rule, against each leg.
fn seen(polygon: &Polygon<f64>, path: &SurveyPath) -> f64 {
    let count = (SIDE_M / CELL_M) as usize;
    let middle = |index: usize| (index as f64 + 0.5) * CELL_M;
    let mut is_seen = vec![false; count * count];
    for leg in &path.legs {
        let along = leg.until - leg.from;
        let length2 = (along.x * along.x + along.y * along.y).max(1e-12);
        let cells = |from: f64, until: f64| {
            let low = ((from.min(until) - SWEEP_M) / CELL_M).max(0.0) as usize;
            low..(((from.max(until) + SWEEP_M) / CELL_M).max(0.0) as usize).min(count)
        };
        for column in cells(leg.from.x, leg.until.x) {
            for row in cells(leg.from.y, leg.until.y) {
                let (x, y) = (middle(column) - leg.from.x, middle(row) - leg.from.y);
                let part = ((x * along.x + y * along.y) / length2).clamp(0.0, 1.0);
                let far = (x - part * along.x).hypot(y - part * along.y);
                is_seen[column * count + row] |= far <= SWEEP_M / 2.0;
            }
        }
    }
    let (mut inside, mut both) = (0_u64, 0_u64);
    for column in 0..count {
        for row in 0..count {
            let (x, y) = (middle(column), middle(row));
            let is_in_hole = polygon.interiors().iter().any(|hole| {
                let crosses = |edge: geo::Line<f64>| {
                    (edge.start.y > y) != (edge.end.y > y)
                        && x < edge.start.x
                            + (y - edge.start.y) / (edge.end.y - edge.start.y)
                                * (edge.end.x - edge.start.x)
                };
                hole.lines().filter(|edge| crosses(*edge)).count() % 2 == 1
            });
            if !is_in_hole {
                inside += 1;
                both += u64::from(is_seen[column * count + row]);
            }
        }
    }
    both as f64 / inside as f64
}
