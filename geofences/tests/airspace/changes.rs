//! Zones are added, changed and withdrawn while others read.

use crate::support::{City, coord, polygons_of, position, rng, rounds, square, zone};
use geo::{Coord, Intersects, MultiPolygon};
use geofences::{Airspace, Change, Changed, Rule, Snapshot, Subject, ZoneId};
use rand::Rng;
use std::collections::BTreeMap;
use std::sync::Arc;

const SEED: u64 = 0x5EA6_0021;

fn answers(snapshot: &Snapshot, points: &[Coord<f64>]) -> Vec<Vec<String>> {
    points
        .iter()
        .map(|point| {
            let mut found = Vec::new();
            snapshot.for_each_containing(position(point.x, point.y), |entry, location| {
                found.push(format!("{} {location:?}", entry.subject().id()));
            });
            found.sort();
            found
        })
        .collect()
}

#[test]
fn after_random_changes_the_index_is_what_a_scan_finds_and_old_snapshots_stay() {
    let city = City::new(SEED);
    let mut rng = rng(SEED + 1);
    let airspace =
        Airspace::new((0..150).map(|id| Subject::from(city.zone(&mut rng, id)))).unwrap();
    let mut model: BTreeMap<ZoneId, MultiPolygon<f64>> = airspace
        .snapshot()
        .entries()
        .map(|entry| (entry.subject().id().clone(), polygons_of(entry.subject())))
        .collect();
    let points: Vec<Coord<f64>> = (0..60).map(|_| city.place(&mut rng)).collect();
    let mut held: Vec<(Arc<Snapshot>, Vec<Vec<String>>)> = Vec::new();
    for round in 0..rounds(500) {
        let mut changes = Vec::new();
        for _ in 0..4 {
            let id = rng.random_range(0..400);
            let name = ZoneId::new(format!("zone {id}"));
            if model.contains_key(&name) && rng.random_bool(0.45) {
                model.remove(&name);
                changes.push(Change::Withdraw(name));
            } else {
                let subject = Subject::from(city.zone(&mut rng, id));
                model.insert(name, polygons_of(&subject));
                changes.push(Change::Put(subject));
            }
        }
        let published = airspace.apply(changes).unwrap();
        assert_eq!(published.changed.len(), 4);
        let snapshot = published.snapshot;
        assert_eq!(snapshot.len(), model.len());
        if round % 10 == 0 {
            held.push((Arc::clone(&snapshot), answers(&snapshot, &points)));
            for point in points.iter().take(20) {
                let mut expected: Vec<&ZoneId> = model
                    .iter()
                    .filter(|(_, polygons)| polygons.intersects(point))
                    .map(|(id, _)| id)
                    .collect();
                let mut found = Vec::new();
                snapshot.for_each_containing(position(point.x, point.y), |entry, _| {
                    found.push(entry.subject().id());
                });
                expected.sort();
                found.sort();
                assert_eq!(found, expected, "round {round}, {point:?}");
            }
        }
    }
    for (snapshot, before) in &held {
        assert_eq!(
            &answers(snapshot, &points),
            before,
            "version {}",
            snapshot.version()
        );
    }
    // And everything can go again.
    let all = model.keys().cloned().map(Change::Withdraw).collect();
    let empty = airspace.apply(all).unwrap().snapshot;
    assert!(empty.is_empty());
    assert!(answers(&empty, &points).iter().all(Vec::is_empty));
}

#[test]
fn each_change_says_what_it_changed() {
    let airspace = Airspace::default();
    let small = || {
        Subject::from(zone(
            "a",
            Rule::Prohibited,
            square(120.0, 36.0, 120.1, 36.1),
        ))
    };
    let large = || Subject::from(zone("a", Rule::Permitted, square(120.0, 36.0, 121.0, 37.0)));
    let published = airspace
        .apply(vec![
            Change::Put(small()),
            Change::Put(large()),
            Change::Withdraw(ZoneId::new("a")),
            Change::Put(large()),
        ])
        .unwrap();
    assert_eq!(
        published.changed,
        vec![
            Changed::Added(small()),
            Changed::Replaced {
                before: small(),
                after: large()
            },
            Changed::Withdrawn(large()),
            Changed::Added(large()),
        ]
    );
    assert_eq!(published.snapshot.len(), 1);
    assert_eq!(
        answers(&published.snapshot, &[coord(120.05, 36.05)]),
        [["a Inside"]]
    );
}

#[test]
fn a_set_with_an_unknown_withdrawal_changes_nothing() {
    let airspace = Airspace::default();
    airspace
        .apply(vec![Change::Put(
            zone("a", Rule::Prohibited, square(120.0, 36.0, 120.1, 36.1)).into(),
        )])
        .unwrap();
    let before = airspace.snapshot();
    let error = airspace
        .apply(vec![
            Change::Withdraw(ZoneId::new("a")),
            Change::Withdraw(ZoneId::new("b")),
            Change::Withdraw(ZoneId::new("c")),
        ])
        .unwrap_err();
    assert_eq!(error.unknown_ids, [ZoneId::new("b"), ZoneId::new("c")]);
    let after = airspace.snapshot();
    assert_eq!(after.version(), before.version());
    assert_eq!(after.len(), 1);
    assert_eq!(answers(&after, &[coord(120.05, 36.05)]), [["a Inside"]]);
}

#[test]
fn zones_that_share_an_identifier_make_no_airspace_and_all_are_named() {
    let mut rng = rng(SEED + 2);
    let city = City::new(SEED);
    let ids = [1, 2, 3, 2, 1, 1];
    let zones = ids.map(|id| Subject::from(city.zone(&mut rng, id)));
    let (one, two) = (zones[0].id().clone(), zones[1].id().clone());
    let mut expected = vec![one, two];
    expected.sort();
    assert_eq!(Airspace::new(zones).unwrap_err().ids, expected);
}
