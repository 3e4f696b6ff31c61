//! Conflicts of a new operational intent, and the intents that a new zone affects.

use crate::city;
use crate::report::{Report, Row, percentile, show};
use chrono::{DateTime, TimeDelta, Utc};
use geo::Coord;
use geofences::{
    AltitudeBand, Approvals, Changed, ConstantGeoid, Context, FlatTerrain, Footprint, IntentId,
    IntentState, Intents, Margins, OperationalIntent, Position, RawPolygon, Rule, Scope, Subject,
    Times, Volume4D, Zone, ZoneId,
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeSet;
use std::hint::black_box;
use std::time::{Duration, Instant};

const INTENTS: usize = 100_000;
const VOLUMES: usize = 20;
const ASKED: usize = 2_000;
/// The intents spread over so many hours: so that a new one meets about ten.
const HOURS: i64 = 2;

/// Measures conflicts and affected intents.
pub fn measure(report: &mut Report, seed: u64) {
    let city = city::City::new(seed);
    let mut rng = ChaCha8Rng::seed_from_u64(seed + 6);
    let all: Vec<OperationalIntent> = (0..INTENTS)
        .map(|index| intent(index, &city, &mut rng))
        .collect();
    let asked: Vec<OperationalIntent> = (0..ASKED)
        .map(|index| intent(INTENTS + index, &city, &mut rng))
        .collect();
    let started = Instant::now();
    let mut intents = match Intents::new(all) {
        Ok(intents) => intents,
        Err(error) => {
            report.note(error.to_string());
            return;
        }
    };
    report.note(format!(
        "Indexed {INTENTS} intents of {VOLUMES} volumes in {}.",
        show(started.elapsed())
    ));
    let (mut times, mut met, mut puts) = (Vec::new(), 0, Vec::new());
    for intent in asked {
        let started = Instant::now();
        let conflicts = intents.conflicts_with(&intent);
        times.push(started.elapsed());
        let others: BTreeSet<_> = conflicts.iter().map(|conflict| &conflict.with).collect();
        met += others.len();
        let started = Instant::now();
        black_box(intents.put(intent).is_ok());
        puts.push(started.elapsed());
    }
    times.sort();
    puts.sort();
    let p99 = percentile(&times, 0.99);
    report.row(Row {
        what: format!(
            "conflicts of a new intent of {VOLUMES} volumes among {INTENTS}, p99 of {ASKED} ({:.1} intents met each)",
            met as f64 / ASKED as f64
        ),
        ours: format!("{} (median {}; put in: p99 {})", show(p99), show(percentile(&times, 0.5)), show(percentile(&puts, 0.99))),
        baseline: "–".into(),
        ratio: None,
        goal: "p99 < 1 ms".into(),
        met: p99 < Duration::from_millis(1),
    });
    affected(report, &intents, &city, &mut rng);
}

fn affected(report: &mut Report, intents: &Intents, city: &city::City, rng: &mut ChaCha8Rng) {
    let terrain = FlatTerrain {
        elevation_amsl_m: 0.0,
        uncertainty_m: 1.0,
    };
    let Ok(geoid) = ConstantGeoid::new(7.0, 1.0) else {
        return;
    };
    let approvals = Approvals::none();
    let context = Context {
        terrain: &terrain,
        geoid: &geoid,
        margins: Margins::NONE,
        approvals: &approvals,
        home: None,
    };
    let (mut times, mut counts) = (Vec::new(), Vec::new());
    for index in 0..50 {
        let zone = Zone {
            id: ZoneId::new(format!("new-{index}")),
            name: Default::default(),
            rule: Rule::Prohibited,
            scope: Scope::Flight,
            footprint: square(city.place(rng), 0.03),
            band: AltitudeBand::ALL,
            times: Times::Always,
            authority: None,
            reason: None,
            conditions: None,
            source: None,
        };
        let changed = Changed::Added(Subject::from(zone));
        let started = Instant::now();
        let hit = intents.affected_by(&changed, start(), &context);
        times.push(started.elapsed());
        counts.push(hit.len());
    }
    // The zones that hit about a thousand, by their counts.
    let mut pairs: Vec<(usize, Duration)> = counts.into_iter().zip(times).collect();
    pairs.retain(|(count, _)| *count >= 700);
    let worst = pairs
        .iter()
        .map(|(_, time)| *time)
        .max()
        .unwrap_or(Duration::MAX);
    let (least, most) = pairs
        .iter()
        .fold((usize::MAX, 0), |(least, most), (count, _)| {
            (least.min(*count), most.max(*count))
        });
    report.row(Row {
        what: format!(
            "intents that a new zone affects, all listed; {} zones that hit {least}–{most}",
            pairs.len()
        ),
        ours: format!("{} at the worst", show(worst)),
        baseline: "–".into(),
        ratio: None,
        goal: "< 50 ms for 1 000".into(),
        met: !pairs.is_empty() && most >= 1_000 && worst < Duration::from_millis(50),
    });
}

fn start() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_781)
}

fn square(center: Coord<f64>, half_deg: f64) -> Footprint {
    let at = |x: f64, y: f64| Coord {
        x: center.x + x * half_deg,
        y: center.y + y * half_deg,
    };
    let raw = RawPolygon {
        exterior: vec![at(-1.0, -1.0), at(1.0, -1.0), at(1.0, 1.0), at(-1.0, 1.0)],
        holes: Vec::new(),
    };
    match Footprint::from_polygons(&[raw]) {
        Ok((footprint, _)) => footprint,
        Err(faults) => panic!("{faults:?}"),
    }
}

/// A patrol: volumes one after the other along a walk, a minute each.
fn intent(index: usize, city: &city::City, rng: &mut ChaCha8Rng) -> OperationalIntent {
    let mut at = city.place(rng);
    let mut heading: f64 = rng.random_range(0.0..std::f64::consts::TAU);
    let begins = start() + TimeDelta::seconds(rng.random_range(0..HOURS * 3600));
    let lower = f64::from(rng.random_range(3..11)) * 10.0;
    let volumes = (0..VOLUMES as i64)
        .filter_map(|step| {
            let from = begins + TimeDelta::seconds(step * 55);
            let volume = Volume4D::new(
                square(at, 0.002),
                lower,
                lower + 30.0,
                from,
                from + TimeDelta::seconds(75),
            );
            heading += rng.random_range(-0.5..0.5);
            at = Coord {
                x: at.x + 0.003 * heading.cos(),
                y: at.y + 0.003 * heading.sin(),
            };
            volume.ok()
        })
        .collect();
    // A position check keeps walks that leave the world out of the way; none does.
    debug_assert!(Position::try_from(at).is_ok());
    OperationalIntent {
        id: IntentId::new(format!("intent-{index}")),
        state: IntentState::Accepted,
        priority: 0,
        volumes,
    }
}
