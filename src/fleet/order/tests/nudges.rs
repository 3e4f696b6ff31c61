use super::vehicle::*;
use super::*;
use crate::fleet::lease::{Holder, LeaseRefusal, Person};
use crate::fleet::order::modes::copter as c;
use crate::link::say::Say;

fn velocities(flight: &Flight) -> Vec<(u64, f32)> {
    let velocity = |(ms, directed): &(u64, crate::fleet::command::Directed)| match directed.say {
        Say::BodyVelocity { velocity_mps, .. } => Some((*ms, velocity_mps[0])),
        _ => None,
    };
    flight.said.iter().filter_map(velocity).collect()
}

#[test]
fn a_nudge_stops_by_itself_half_a_second_after_its_last_repetition() {
    let mut flight = Flight::of(Vehicle::flying(false, Habits::default()));
    let id = flight.give(Order::Nudge(forward(1.0)));
    for _ in 0..4 {
        flight.run(400);
        flight.renew(id, forward(1.5)).unwrap();
    }
    let last = flight.ms;
    flight.run(490);
    assert_eq!(flight.vehicle.velocity_mps[0], 1.5);
    flight.run(20);
    assert_eq!(flight.vehicle.velocity_mps[0], 0.0);
    assert_eq!(flight.renew(id, forward(1.5)), Err(Refusal::NoSuchNudge));
    flight.run(2_000);
    assert_eq!(*flight.end(id), OrderEvent::Done);
    let zeros: Vec<u64> = velocities(&flight)
        .iter()
        .filter(|(_, mps)| *mps == 0.0)
        .map(|(ms, _)| ms - last)
        .collect();
    assert_eq!(zeros, [500, 650, 800, 950], "nobody acknowledges it");
}

#[test]
fn a_nudge_is_sent_no_more_often_than_twenty_times_a_second() {
    let mut flight = Flight::of(Vehicle::flying(false, Habits::default()));
    let id = flight.give(Order::Nudge(forward(1.0)));
    for _ in 0..100 {
        flight.run(10);
        flight.renew(id, forward(1.0)).unwrap();
    }
    let sent = velocities(&flight).len();
    assert!((20..=22).contains(&sent), "{sent}");
}

#[test]
fn a_nudge_ends_without_a_word_when_the_vehicle_leaves_guided() {
    let mut flight = Flight::of(Vehicle::flying(false, Habits::default()));
    let id = flight.give(Order::Nudge(forward(1.0)));
    flight.vehicle.mode = c::RTL;
    for _ in 0..3 {
        flight.run(300);
        let _ = flight.renew(id, forward(1.0));
    }
    assert_eq!(*failure(flight.end(id)), OrderFailure::LeftGuided);
    assert!(velocities(&flight).iter().all(|(_, mps)| *mps == 1.0));
}

#[test]
fn a_nudge_beyond_its_limits_is_refused_and_not_cut() {
    let just_inside = [
        [2.0, 0.0, 0.0, 0.0],
        [0.0, -2.0, 1.0, 0.6],
        [0.0, 0.0, -1.0, -0.6],
    ];
    let just_outside = [
        [2.01, 0.0, 0.0, 0.0],
        [1.5, 1.5, 0.0, 0.0],
        [0.0, 0.0, 1.01, 0.0],
        [0.0, 0.0, 0.0, -0.61],
        [f32::NAN, 0.0, 0.0, 0.0],
        [0.0, 0.0, f32::INFINITY, 0.0],
    ];
    let velocity = |[forward_mps, right_mps, down_mps, yaw_radps]: [f32; 4]| Velocity {
        forward_mps,
        right_mps,
        down_mps,
        yaw_radps,
    };
    for it in just_inside {
        assert!(velocity(it).checked().is_ok(), "{it:?}");
    }
    for it in just_outside {
        assert!(velocity(it).checked().is_err(), "{it:?}");
    }
}

#[test]
fn a_nudge_whose_place_is_taken_is_told_to_stop_first() {
    let mut flight = Flight::of(Vehicle::flying(false, Habits::default()));
    flight.give(Order::Nudge(forward(1.0)));
    flight.run(100);
    flight.vehicle.habits.unsupported = vec![511, 192];
    flight.give(go_to(200.0, 60.0));
    flight.run(5_000);
    assert_eq!(velocities(&flight).last().unwrap().1, 0.0);
    assert_eq!(flight.vehicle.velocity_mps, [0.0; 3]);
}

#[test]
fn a_nudge_is_repeated_by_nobody_but_who_gave_it() {
    let mut flight = Flight::of(Vehicle::flying(false, Habits::default()));
    let id = flight.give(Order::Nudge(forward(1.0)));
    flight.run(200);
    let bo = Holder::Person(Person::new("bo").unwrap());
    let refused = flight.renew_by(&bo, id, forward(-1.0));
    assert_eq!(refused, Err(Refusal::Lease(LeaseRefusal::NotTheirs)));
    assert!(velocities(&flight).iter().all(|(_, mps)| *mps == 1.0));
    assert_eq!(flight.renew(id, forward(1.5)), Ok(()));
}
