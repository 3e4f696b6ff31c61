//! Which zones contain a point: ours beside an R-tree of envelopes and `geo`.

use crate::city;
use crate::memory;
use crate::report::{Report, Row, percentile, show};
use geo::{BoundingRect, Coord, Intersects, Point, Polygon};
use geofences::{Airspace, Change, Position, Snapshot, Subject, Zone};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rstar::RTree;
use rstar::primitives::{GeomWithData, Rectangle};
use std::collections::VecDeque;
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

const QUERIES: usize = 100_000;
const ROUNDS: usize = 7;
const CHANGES: usize = 10_000;
/// So many old snapshots are held by slow readers while changes are made.
const HELD: usize = 64;

type Tree = RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>;

/// Measures with `count` zones, and returns the airspace.
pub fn measure(report: &mut Report, seed: u64, count: usize) -> Airspace {
    let polygons = city::polygons(seed, count);
    let points = city::points(seed, QUERIES);
    let tree = baseline_tree(&polygons);
    let vertices: usize = polygons.iter().map(|p| p.exterior().0.len()).sum();
    let polygon_bytes = vertices * size_of::<Coord<f64>>();

    let zones = city::zones(seed, count);
    let attribute_bytes = count * size_of::<Zone>();
    let before = memory::in_use();
    let started = Instant::now();
    let airspace = Airspace::new(zones.into_iter().map(Subject::from))
        .unwrap_or_else(|error| panic!("{error}"));
    let built = started.elapsed();
    let grown = memory::in_use() - before;
    let snapshot = airspace.snapshot();

    let (mut ours, mut baseline) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        ours.push(per_query(|point| ours_at(&snapshot, point), &points));
        baseline.push(per_query(
            |point| baseline_at(&tree, &polygons, point),
            &points,
        ));
    }
    ours.sort();
    baseline.sort();
    let (ours, baseline) = (ours[ROUNDS / 2], baseline[ROUNDS / 2]);
    let ratio = baseline.as_secs_f64() / ours.as_secs_f64();
    // The figure is for the crowded city, where a point lies in about 8 zones; in the smaller one it
    // lies in less than one.
    let is_crowded = count >= 100_000;
    report.row(Row {
        what: format!("zones that contain a point, {count} zones, median of {ROUNDS} × {QUERIES}"),
        ours: show(ours),
        baseline: format!("{} (RTree of envelopes + geo)", show(baseline)),
        ratio: Some(ratio),
        goal: if is_crowded { "≥ 5×" } else { "not slower" }.into(),
        met: ratio >= if is_crowded { 5.0 } else { 1.0 },
    });
    let (hits, wrong) = compare(&snapshot, &tree, &polygons, &points);
    report.row(Row {
        what: format!("answers that differ from geo's, {QUERIES} points, {hits:.1} zones each"),
        ours: wrong.to_string(),
        baseline: "0".into(),
        ratio: None,
        goal: "0".into(),
        met: wrong == 0,
    });
    // What moved into the airspace with the zones was counted before: their structs, which the
    // airspace keeps, and their vertices, which it shares.
    let over = (grown + attribute_bytes) as f64 / 1e6;
    report.row(Row {
        what: format!(
            "memory over the vertices ({:.0} MB), {count} zones, attributes included",
            polygon_bytes as f64 / 1e6
        ),
        ours: format!("{over:.0} MB"),
        baseline: "–".into(),
        ratio: None,
        goal: "≤ 128 MB".into(),
        met: over <= 128.0,
    });
    report.row(Row {
        what: format!("built, {count} zones"),
        ours: show(built),
        baseline: "–".into(),
        ratio: None,
        goal: "≤ 3 s".into(),
        met: built <= Duration::from_secs(3),
    });
    changes(report, &airspace, seed, count);
    airspace
}

fn baseline_tree(polygons: &[Polygon<f64>]) -> Tree {
    let entries = polygons.iter().enumerate().filter_map(|(index, polygon)| {
        let rect = polygon.bounding_rect()?;
        let (low, high) = (rect.min(), rect.max());
        let envelope = Rectangle::from_corners([low.x, low.y], [high.x, high.y]);
        Some(GeomWithData::new(envelope, index))
    });
    RTree::bulk_load(entries.collect())
}

fn baseline_at(tree: &Tree, polygons: &[Polygon<f64>], point: Coord<f64>) -> usize {
    tree.locate_all_at_point([point.x, point.y])
        .filter(|hit| polygons[hit.data].intersects(&Point::from(point)))
        .fold(0, |count, hit| {
            black_box(hit.data);
            count + 1
        })
}

fn ours_at(snapshot: &Snapshot, point: Coord<f64>) -> usize {
    let mut count = 0;
    if let Ok(position) = Position::try_from(point) {
        snapshot.for_each_containing(position, |entry, _| {
            black_box(Arc::as_ptr(entry));
            count += 1;
        });
    }
    count
}

fn per_query(query: impl Fn(Coord<f64>) -> usize, points: &[Coord<f64>]) -> Duration {
    let started = Instant::now();
    let hits: usize = points.iter().map(|point| query(*point)).sum();
    black_box(hits);
    started.elapsed() / points.len() as u32
}

fn compare(
    snapshot: &Snapshot,
    tree: &Tree,
    polygons: &[Polygon<f64>],
    points: &[Coord<f64>],
) -> (f64, usize) {
    let (mut hits, mut wrong) = (0, 0);
    for point in points {
        let mut expected: Vec<String> = tree
            .locate_all_at_point([point.x, point.y])
            .filter(|hit| polygons[hit.data].intersects(&Point::from(*point)))
            .map(|hit| format!("zone-{}", hit.data))
            .collect();
        let mut found = Vec::new();
        if let Ok(position) = Position::try_from(*point) {
            snapshot.for_each_containing(position, |entry, _| {
                found.push(entry.subject().id().to_string());
            });
        }
        expected.sort();
        found.sort();
        hits += expected.len();
        wrong += usize::from(expected != found);
    }
    (hits as f64 / points.len() as f64, wrong)
}

/// Mixed changes, each seen in a published snapshot, while old snapshots are held.
fn changes(report: &mut Report, airspace: &Airspace, seed: u64, count: usize) {
    let city = city::City::new(seed);
    let mut rng = ChaCha8Rng::seed_from_u64(seed + 9);
    let mut held = VecDeque::new();
    let mut times = Vec::with_capacity(CHANGES);
    let mut withdrawn = Vec::new();
    for round in 0..CHANGES {
        let change = match round % 3 {
            0 => {
                let polygon = city.polygon(&mut rng);
                Change::Put(Subject::from(city::zone(count + round, &polygon, &mut rng)))
            }
            1 => {
                let polygon = city.polygon(&mut rng);
                let index = rng.random_range(0..count / 2);
                Change::Put(Subject::from(city::zone(index, &polygon, &mut rng)))
            }
            _ => {
                let index = count / 2 + round;
                withdrawn.push(index);
                let id = geofences::ZoneId::new(format!("zone-{}", index % count));
                match airspace.snapshot().get(&id) {
                    Some(_) => Change::Withdraw(id),
                    None => Change::Put(Subject::from(city::zone(
                        index,
                        &city.polygon(&mut rng),
                        &mut rng,
                    ))),
                }
            }
        };
        let started = Instant::now();
        let published = airspace.apply(vec![change]);
        let seen = airspace.snapshot();
        times.push(started.elapsed());
        assert!(published.is_ok_and(|published| Arc::ptr_eq(&published.snapshot, &seen)));
        held.push_back(seen);
        if held.len() > HELD {
            held.pop_front();
        }
    }
    times.sort();
    let p99 = percentile(&times, 0.99);
    report.row(Row {
        what: format!("a change seen in a published snapshot, {count} zones, p99 of {CHANGES} ({HELD} old snapshots held)"),
        ours: format!("{} (median {})", show(p99), show(percentile(&times, 0.5))),
        baseline: "–".into(),
        ratio: None,
        goal: "< 1 ms".into(),
        met: p99 < Duration::from_millis(1),
    });
}
