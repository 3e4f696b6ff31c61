//! Properties of intents against plain loops over all pairs.

use super::*;
use crate::{
    AltitudeBand, Approvals, Changed, CircleSide, ConstantGeoid, Context, FlatTerrain, Footprint,
    Margins, Position, RawPolygon, Rule, Scope, Subject, Times, Zone, ZoneId,
};
use chrono::{TimeDelta, TimeZone};
use geo::{Coord, Intersects};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

const SEED_CONFLICTS: u64 = 0x1a7e;
const SEED_AFFECTED: u64 = 0xaffe;

fn start() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 24, 0, 0, 0).unwrap()
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
    Footprint::from_polygons(&[raw]).unwrap().0
}

fn volume(rng: &mut ChaCha8Rng) -> Volume4D {
    let center = Coord {
        x: 120.3 + rng.random_range(0.0..0.05),
        y: 36.0 + rng.random_range(0.0..0.05),
    };
    let outline = if rng.random_bool(0.3) {
        Footprint::circle(
            Position::try_from(center).unwrap(),
            rng.random_range(50.0..400.0),
        )
        .unwrap()
    } else {
        square(center, rng.random_range(0.0005..0.004))
    };
    let lower = f64::from(rng.random_range(0..20)) * 10.0;
    let from = start() + TimeDelta::minutes(rng.random_range(0..240));
    Volume4D::new(
        outline,
        lower,
        lower + f64::from(rng.random_range(1..5)) * 10.0,
        from,
        from + TimeDelta::minutes(rng.random_range(1..30)),
    )
    .unwrap()
}

fn intent(id: usize, rng: &mut ChaCha8Rng) -> OperationalIntent {
    let count = rng.random_range(1..8);
    OperationalIntent {
        id: IntentId::new(format!("intent-{id:04}")),
        state: IntentState::Accepted,
        priority: 0,
        volumes: (0..count).map(|_| volume(rng)).collect(),
    }
}

fn meet(a: &Volume4D, b: &Volume4D) -> bool {
    let apart = a.time_end() < b.time_start()
        || b.time_end() < a.time_start()
        || a.altitude_upper_wgs84_m() < b.altitude_lower_wgs84_m()
        || b.altitude_upper_wgs84_m() < a.altitude_lower_wgs84_m();
    let polygons = |volume: &Volume4D| volume.footprint().to_polygons(CircleSide::Circumscribed);
    !apart && polygons(a).intersects(&polygons(b))
}

fn expected(all: &[OperationalIntent], asked: &OperationalIntent) -> Vec<(usize, String, usize)> {
    let mut pairs = Vec::new();
    for (own, a) in asked.volumes.iter().enumerate() {
        for other in all.iter().filter(|other| other.id != asked.id) {
            for (index, b) in other.volumes.iter().enumerate() {
                if meet(a, b) {
                    pairs.push((own, other.id.to_string(), index));
                }
            }
        }
    }
    pairs.sort();
    pairs
}

fn found(intents: &Intents, asked: &OperationalIntent) -> Vec<(usize, String, usize)> {
    intents
        .conflicts_with(asked)
        .into_iter()
        .map(|c| (c.own_volume, c.with.to_string(), c.other_volume))
        .collect()
}

#[test]
fn conflicts_are_those_that_a_loop_over_all_pairs_finds_after_many_changes() {
    let mut rng = ChaCha8Rng::seed_from_u64(SEED_CONFLICTS);
    let mut all: Vec<OperationalIntent> = (0..150).map(|id| intent(id, &mut rng)).collect();
    let mut intents = Intents::new(all.clone()).unwrap();
    let mut conflicts = 0;
    for round in 0..300 {
        let asked = intent(rng.random_range(0..200), &mut rng);
        let answer = found(&intents, &asked);
        assert_eq!(answer, expected(&all, &asked), "round {round}");
        conflicts += answer.len();
        all.retain(|other| other.id != asked.id);
        if rng.random_bool(0.7) {
            intents.put(asked.clone()).unwrap();
            all.push(asked);
        } else {
            intents.withdraw(&asked.id);
        }
        assert_eq!(intents.len(), all.len());
    }
    assert!(
        conflicts > 300,
        "the intents of this test hardly meet: {conflicts}"
    );
}

fn volume_at(lower_m: f64, upper_m: f64, from_min: i64, until_min: i64) -> Volume4D {
    Volume4D::new(
        square(Coord { x: 120.3, y: 36.0 }, 0.001),
        lower_m,
        upper_m,
        start() + TimeDelta::minutes(from_min),
        start() + TimeDelta::minutes(until_min),
    )
    .unwrap()
}

fn one(id: &str, volume: Volume4D) -> OperationalIntent {
    OperationalIntent {
        id: IntentId::new(id),
        state: IntentState::Accepted,
        priority: 0,
        volumes: vec![volume],
    }
}

#[test]
fn volumes_that_touch_in_height_or_time_meet_and_those_a_hair_apart_do_not() {
    let intents = Intents::new([one("held", volume_at(50.0, 80.0, 10, 20))]).unwrap();
    let meets = |volume| !intents.conflicts_with(&one("new", volume)).is_empty();
    assert!(meets(volume_at(80.0, 90.0, 10, 20)));
    assert!(!meets(volume_at(80.001, 90.0, 10, 20)));
    assert!(meets(volume_at(50.0, 80.0, 20, 30)));
    assert!(!meets(volume_at(50.0, 80.0, 21, 30)));
    assert!(meets(volume_at(0.0, 50.0, 0, 10)));
    assert!(!meets(volume_at(0.0, 49.999, 0, 10)));
}

#[test]
fn an_intent_is_not_in_conflict_with_what_it_replaces() {
    let intents = Intents::new([one("a", volume_at(0.0, 50.0, 0, 10))]).unwrap();
    assert!(
        intents
            .conflicts_with(&one("a", volume_at(0.0, 60.0, 0, 10)))
            .is_empty()
    );
}

#[test]
fn an_intent_without_volumes_is_refused_and_changes_nothing() {
    let mut intents = Intents::new([one("a", volume_at(0.0, 50.0, 0, 10))]).unwrap();
    let mut empty = one("a", volume_at(0.0, 50.0, 0, 10));
    empty.volumes.clear();
    assert_eq!(intents.put(empty), Err(NoVolumes(IntentId::new("a"))));
    assert_eq!(intents.get(&IntentId::new("a")).unwrap().volumes.len(), 1);
}

#[test]
fn past_intents_are_taken_away_and_present_ones_stay() {
    let mut intents = Intents::new([
        one("past", volume_at(0.0, 50.0, 0, 10)),
        one("present", volume_at(0.0, 50.0, 0, 30)),
    ])
    .unwrap();
    let past = intents.withdraw_past(start() + TimeDelta::minutes(20));
    assert_eq!(past.len(), 1);
    assert_eq!(past[0].id.as_str(), "past");
    assert_eq!(intents.len(), 1);
}

fn zone(center: Coord<f64>, half_deg: f64, band: AltitudeBand) -> Zone {
    Zone {
        id: ZoneId::new("zone"),
        name: Default::default(),
        rule: Rule::Prohibited,
        scope: Scope::Flight,
        footprint: square(center, half_deg),
        band,
        times: Times::Always,
        authority: None,
        reason: None,
        conditions: None,
        source: None,
    }
}

#[test]
fn a_zone_affects_exactly_the_intents_that_a_loop_finds_from_now_on() {
    let mut rng = ChaCha8Rng::seed_from_u64(SEED_AFFECTED);
    let terrain = FlatTerrain {
        elevation_amsl_m: 0.0,
        uncertainty_m: 0.0,
    };
    let geoid = ConstantGeoid::new(0.0, 0.0).unwrap();
    let approvals = Approvals::none();
    let context = Context {
        terrain: &terrain,
        geoid: &geoid,
        margins: Margins::NONE,
        approvals: &approvals,
        home: None,
    };
    let all: Vec<OperationalIntent> = (0..300).map(|id| intent(id, &mut rng)).collect();
    let intents = Intents::new(all.clone()).unwrap();
    let mut total = 0;
    for _ in 0..100 {
        let center = Coord {
            x: 120.3 + rng.random_range(0.0..0.05),
            y: 36.0 + rng.random_range(0.0..0.05),
        };
        let zone = zone(center, rng.random_range(0.001..0.01), AltitudeBand::ALL);
        let now = start() + TimeDelta::minutes(rng.random_range(0..300));
        let outline = zone.footprint.to_polygons(CircleSide::Circumscribed);
        let touches = |volume: &Volume4D| {
            volume.time_end() >= now
                && volume
                    .footprint()
                    .to_polygons(CircleSide::Circumscribed)
                    .intersects(&outline)
        };
        let mut expected: Vec<(String, usize)> = all
            .iter()
            .filter_map(|intent| {
                let first = intent.volumes.iter().position(touches)?;
                Some((intent.id.to_string(), first))
            })
            .collect();
        expected.sort();
        let affected: Vec<(String, usize)> = intents
            .affected_by(&Changed::Added(Subject::from(zone)), now, &context)
            .into_iter()
            .map(|affected| (affected.id.to_string(), affected.first_volume))
            .collect();
        assert_eq!(affected, expected);
        total += expected.len();
    }
    assert!(total > 200, "the zones of this test hardly touch: {total}");
}
