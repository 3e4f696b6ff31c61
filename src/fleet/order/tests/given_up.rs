use super::vehicle::*;
use super::*;
use crate::fleet::order::modes::copter as c;
use crate::link::report::{CommandAck, CommandResult, Report};
use crate::link::say::Say;

const BOTH: [bool; 2] = [false, true];

#[test]
fn a_number_that_was_used_is_not_taken_again() {
    let mut flight = Flight::of(Vehicle::flying(false, Habits::default()));
    let id = flight.give(Order::Hold);
    let request = OrderRequest {
        id,
        by: anna(),
        role: crate::fleet::lease::Role::Operator,
        order: Order::Land,
    };
    let (facts, mut out) = (flight.facts(), Vec::new());
    let again = flight
        .desk
        .give(at(5_000), request, &mut flight.lease, &facts, &mut out);
    assert_eq!((again, out.len()), (Err(OrderIdUsed), 0));
}

#[test]
fn cancelled_at_any_moment_an_order_ends_once() {
    let orders = [
        (false, Order::TakeOff { above_home_m: 20.0 }),
        (true, go_to(300.0, 60.0)),
        (true, Order::Land),
        (true, Order::Nudge(forward(1.0))),
        (true, Order::TakePhoto),
    ];
    for (is_flying, order) in orders {
        for is_px4 in BOTH {
            for ms in (0..5_000).step_by(90) {
                let vehicle = match is_flying {
                    true => Vehicle::flying(is_px4, Habits::default()),
                    false => Vehicle::new(is_px4, Habits::default()),
                };
                let mut flight = Flight::of(vehicle);
                let id = flight.give(order.clone());
                flight.run(ms);
                let was_running = flight.cancel(id);
                flight.run(10_000);
                let end = flight.end(id);
                let is_nudge = matches!(order, Order::Nudge(_));
                if was_running && !is_nudge {
                    let cancelled =
                        matches!(end, OrderEvent::Failed(OrderFailure::Cancelled { .. }));
                    assert!(cancelled, "{order:?} after {ms}: {end:?}");
                }
            }
        }
    }
}

/// Gives an order up. The commands that were said after that.
fn said_after_cancelling(flight: &mut Flight, id: OrderId) -> Vec<u16> {
    let before = flight.commands().len();
    assert!(flight.cancel(id));
    flight.run(30_000);
    let cancelled = matches!(failure(flight.end(id)), OrderFailure::Cancelled { .. });
    assert!(cancelled, "{:?}", flight.end(id));
    flight.commands().split_off(before)
}

#[test]
fn an_order_that_is_given_up_while_a_refusal_is_explained_goes_on_with_nothing() {
    for (order, unsupported) in [
        (go_to(300.0, 60.0), 511),
        (Order::StartMission { from_item: 3 }, 511),
        (Order::Hold, 176),
        (go_to(300.0, 60.0), 192),
    ] {
        let mut flight = Flight::of(Vehicle::flying(false, Habits::default()));
        flight.vehicle.habits.unsupported = vec![unsupported];
        let id = flight.give(order.clone());
        flight.run(100);
        let said = said_after_cancelling(&mut flight, id);
        assert!(said.is_empty(), "{order:?}: {said:?}");
    }
}

#[test]
fn a_take_off_that_is_given_up_while_a_repetition_is_refused_does_not_arm() {
    let mut flight = Flight::of(Vehicle::new(false, Habits::default()));
    flight.vehicle.habits.is_mute = true;
    let id = flight.give(Order::TakeOff { above_home_m: 20.0 });
    while flight.commands().len() < 2 {
        flight.run(10);
    }
    assert_eq!(flight.commands(), [176, 176]);
    flight.vehicle.habits = Habits {
        unsupported: vec![176],
        ..Habits::default()
    };
    flight.run(100);
    let said = said_after_cancelling(&mut flight, id);
    assert!(said.is_empty(), "{said:?}");
    assert!(!flight.vehicle.is_armed);
}

#[test]
fn a_command_in_progress_that_is_done_after_all_leads_to_no_next_step_once_it_is_given_up() {
    let mut flight = Flight::of(Vehicle::new(false, Habits::default()));
    flight.vehicle.habits.is_mute = true;
    let id = flight.give(Order::TakeOff { above_home_m: 20.0 });
    let answer = |flight: &mut Flight, result| {
        let ack = Report::CommandAck(CommandAck {
            command: 176,
            result,
            progress: None,
            detail: 0,
            target_system: US.system,
            target_component: US.component,
        });
        let mut out = Vec::new();
        flight.desk.hear(at(flight.ms), 1, &ack, &mut out);
        out.len()
    };
    flight.run(50);
    answer(&mut flight, CommandResult::InProgress);
    assert!(flight.cancel(id));
    flight.run(50);
    let cancels = |it: &(u64, crate::fleet::command::Directed)| {
        matches!(it.1.say, Say::CommandCancel { command: 176 })
    };
    assert!(flight.said.iter().any(cancels));
    assert_eq!(answer(&mut flight, CommandResult::Accepted), 0);
    flight.run(20_000);
    assert_eq!(flight.commands(), [176]);
    let may_be_done = true;
    assert_eq!(
        *failure(flight.end(id)),
        OrderFailure::Cancelled { may_be_done }
    );
}

/// A late copy of the last command that was said arrives after the order that puts an end to it is seen to be
/// done; then it is said again.
fn is_not_overtaken(
    flight: &mut Flight,
    late: &Say,
    stop: Order,
    holds: impl Fn(&Vehicle) -> bool,
) {
    let stop = flight.give(stop);
    flight.run(600);
    assert!(holds(&flight.vehicle));
    flight.vehicle.told(late);
    assert!(!holds(&flight.vehicle));
    flight.run(10_000);
    assert!(holds(&flight.vehicle));
    assert_eq!(*flight.end(stop), OrderEvent::Done);
}

#[test]
fn a_hold_after_an_order_that_was_given_up_or_not_answered_is_not_overtaken_by_it() {
    let brakes = |vehicle: &Vehicle| vehicle.mode == c::BRAKE;
    let mut given_up = Flight::of(Vehicle::flying(false, Habits::default()));
    let going = given_up.give(go_to(500.0, 60.0));
    given_up.run(20);
    assert_eq!(given_up.commands(), [511, 192]);
    let late = given_up.said.last().unwrap().1.say.clone();
    given_up.cancel(going);
    is_not_overtaken(&mut given_up, &late, Order::Hold, brakes);

    let habits = Habits {
        only_says_yes: true,
        is_mute: true,
        ..Habits::default()
    };
    let mut unanswered = Flight::of(Vehicle::flying(false, habits));
    unanswered.give(go_to(500.0, 60.0));
    let moves = |flight: &Flight| flight.commands().iter().filter(|it| **it == 192).count();
    while moves(&unanswered) < 12 {
        unanswered.run(10);
    }
    let late = unanswered.said.last().unwrap().1.say.clone();
    unanswered.run(600);
    unanswered.vehicle.habits = Habits::default();
    is_not_overtaken(&mut unanswered, &late, Order::Hold, brakes);
}

#[test]
fn disarming_is_not_overtaken_by_the_arming_that_it_takes_the_place_of() {
    for (is_px4, order) in [
        (false, Order::TakeOff { above_home_m: 20.0 }),
        (true, Order::Arm),
    ] {
        let mut flight = Flight::of(Vehicle::new(is_px4, Habits::default()));
        flight.give(order);
        while flight.commands().last() != Some(&400) {
            flight.run(10);
        }
        let late = flight.said.last().unwrap().1.say.clone();
        is_not_overtaken(&mut flight, &late, Order::Disarm, |it| !it.is_armed);
    }
}
