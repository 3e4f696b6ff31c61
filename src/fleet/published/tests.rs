use super::*;
use crate::fleet::desk::Desk;
use crate::fleet::vehicle::Vehicle;
use crate::link::frame::Sender;
use crate::link::names::{GroupId, Origin, VehicleId};
use crate::moment::Moment;
use std::sync::Arc;
use std::time::Duration;

fn at(seconds: u64) -> Moment {
    Moment::from_us((1_795_440_000 + seconds) * 1_000_000)
}

fn id(number: u16) -> VehicleId {
    VehicleId {
        group: GroupId(number / 200),
        system: (number % 200 + 1) as u8,
    }
}

fn view(number: u16, images: u32) -> VehicleView {
    let mut view = VehicleView::new(
        &Vehicle::new(id(number), Origin::Simulated),
        Arc::new(
            Desk::new(
                Sender {
                    system: 255,
                    component: 190,
                },
                id(number),
                Origin::Simulated,
            )
            .view(Moment::default()),
        ),
    );
    view.known.images = images;
    view
}

/// The vehicles that changed, by their number of images, and those that are gone.
fn changed(changes: Changes) -> (Vec<u32>, Vec<VehicleId>, u64) {
    match changes {
        Changes::Some {
            vehicles,
            gone,
            skipped,
        } => {
            let images = vehicles.iter().map(|view| view.known.images);
            (images.collect(), gone, skipped)
        }
        Changes::TakeAll { missed } => panic!("take all, {missed} missed"),
    }
}

#[test]
fn a_change_is_seen_once_it_is_published() {
    let mut publisher = Publisher::default();
    let reader = publisher.reader();
    assert_eq!(reader.latest().version(), 0);
    publisher.set(view(1, 10));
    assert!(reader.latest().is_empty());
    assert_eq!(publisher.publish(at(1)), 1);
    let latest = reader.latest();
    assert_eq!((latest.version(), latest.at(), latest.len()), (1, at(1), 1));
    assert_eq!(latest.vehicle(id(1)).unwrap().known.images, 10);
    assert!(latest.vehicle(id(2)).is_none());
    // Without a change there is nothing new.
    assert_eq!(publisher.publish(at(2)), 1);
    assert_eq!(reader.latest().at(), at(1));
}

#[test]
fn a_snapshot_that_is_held_does_not_change_and_shares_what_did_not() {
    let mut publisher = Publisher::default();
    for number in 0..200 {
        publisher.set(view(number, 0));
    }
    publisher.publish(at(1));
    let before = publisher.reader().latest();
    publisher.set(view(5, 1));
    publisher.publish(at(2));
    let after = publisher.reader().latest();
    assert_eq!(before.vehicle(id(5)).unwrap().known.images, 0);
    assert_eq!(after.vehicle(id(5)).unwrap().known.images, 1);
    assert_eq!(after.vehicles().count(), 200);
    let same = |number| {
        let before = before.vehicle(id(number)).unwrap();
        Arc::ptr_eq(before, after.vehicle(id(number)).unwrap())
    };
    assert!((0..200).all(|number| same(number) == (number != 5)));
}

#[test]
fn what_changed_since_a_version_is_told_as_it_is_now() {
    let mut publisher = Publisher::default();
    let reader = publisher.reader();
    for number in 0..100 {
        publisher.set(view(number, u32::from(number)));
    }
    let first = publisher.publish(at(1));
    publisher.set(view(7, 107));
    publisher.publish(at(2));
    publisher.set(view(7, 207));
    publisher.set(view(90, 290));
    publisher.remove(id(3));
    let last = publisher.publish(at(3));

    let (latest, changes) = reader.changes_since(first);
    assert_eq!(latest.version(), last);
    assert_eq!(changed(changes), (vec![207, 290], vec![id(3)], 1));
    let (_, changes) = reader.changes_since(last);
    assert_eq!(changed(changes), (vec![], vec![], 0));
    let (_, changes) = reader.changes_since(0);
    assert_eq!(changed(changes).0.len(), 99);
}

#[test]
fn a_vehicle_that_is_back_is_not_gone_and_takes_the_free_place() {
    let mut publisher = Publisher::default();
    let reader = publisher.reader();
    publisher.set(view(1, 1));
    publisher.set(view(2, 2));
    let first = publisher.publish(at(1));
    publisher.remove(id(1));
    publisher.publish(at(2));
    assert_eq!(reader.latest().len(), 1);
    publisher.set(view(1, 11));
    publisher.publish(at(3));
    assert_eq!(
        changed(reader.changes_since(first).1),
        (vec![11], vec![], 1)
    );
    assert_eq!(reader.latest().vehicles().count(), 2);
}

#[test]
fn who_missed_too_much_is_told_to_take_all() {
    let mut publisher = Publisher::default();
    let reader = publisher.reader();
    publisher.set(view(0, 0));
    let first = publisher.publish(at(1));
    for _ in 0..4_097 {
        publisher.set(view(1, 1));
        publisher.remove(id(1));
        publisher.publish(at(2));
    }
    let (_, changes) = reader.changes_since(first);
    assert!(matches!(changes, Changes::TakeAll { missed: 4_097 }));
    // Since the oldest that is remembered, all is told.
    let (_, changes) = reader.changes_since(first + 1);
    assert!(matches!(changes, Changes::Some { skipped: 4_095, .. }));
    // A version of another run.
    let (_, changes) = reader.changes_since(1_000_000);
    assert!(matches!(changes, Changes::TakeAll { .. }));
}

#[test]
fn a_reader_waits_for_what_is_newer() {
    let mut publisher = Publisher::default();
    let reader = publisher.reader();
    assert!(reader.wait_newer_than(0, Duration::ZERO).is_none());
    let waiting = std::thread::spawn({
        let reader = reader.clone();
        move || reader.wait_newer_than(0, Duration::from_secs(60))
    });
    publisher.set(view(1, 5));
    publisher.publish(at(1));
    let seen = waiting.join().unwrap().unwrap();
    assert_eq!(seen.version(), 1);
    assert!(reader.wait_newer_than(0, Duration::ZERO).is_some());
    assert!(reader.wait_newer_than(1, Duration::ZERO).is_none());
}
