use super::vehicle::*;
use super::*;
use crate::fleet::lease::{Holder, Person};
use crate::fleet::order::modes::{copter as c, px4 as p};
use crate::link::report::{CommandResult, MissionCurrent, MissionState, Report};

const BOTH: [bool; 2] = [false, true];

#[test]
fn both_autopilots_take_off_and_are_seen_to() {
    for is_px4 in BOTH {
        let mut flight = Flight::of(Vehicle::new(is_px4, Habits::default()));
        let id = flight.give(Order::TakeOff { above_home_m: 20.0 });
        flight.run(30_000);
        assert_eq!(*flight.end(id), OrderEvent::Done);
        assert!(flight.vehicle.at.amsl_m > HOME_AMSL_M + 19.0);
        let commands: &[u16] = if is_px4 { &[22, 400] } else { &[176, 400, 22] };
        assert_eq!(flight.commands(), commands);
    }
}

#[test]
fn px4_that_refuses_the_first_arming_is_asked_again() {
    let habits = Habits {
        rejects_arming: 2,
        ..Habits::default()
    };
    let mut flight = Flight::of(Vehicle::new(true, habits));
    let id = flight.give(Order::Arm);
    flight.run(6_000);
    assert_eq!(*flight.end(id), OrderEvent::Done);
    assert_eq!(flight.commands(), [400, 400, 400]);
}

#[test]
fn a_refused_arming_ends_the_take_off_with_the_vehicles_own_reason() {
    let habits = Habits {
        fails_arming: true,
        ..Habits::default()
    };
    let mut flight = Flight::of(Vehicle::new(false, habits));
    let id = flight.give(Order::TakeOff { above_home_m: 20.0 });
    flight.run(10_000);
    let OrderFailure::Refused {
        command,
        result,
        reason,
    } = failure(flight.end(id))
    else {
        panic!("{:?}", flight.end(id));
    };
    assert_eq!((*command, *result), (400, CommandResult::Failed));
    assert_eq!(*reason, ["Arm: Need Position Estimate"]);
    assert!(!flight.commands().contains(&22), "it is not told to climb");
}

#[test]
fn a_place_is_done_when_the_reported_target_is_the_ordered_one() {
    for is_px4 in BOTH {
        for tells_above_home in BOTH {
            let habits = Habits {
                tells_above_home,
                ..Habits::default()
            };
            let mut flight = Flight::of(Vehicle::flying(is_px4, habits));
            let id = flight.give(go_to(200.0, 60.0));
            flight.run(20_000);
            assert_eq!(*flight.end(id), OrderEvent::Done);
        }
    }
}

#[test]
fn an_accepted_place_that_is_not_flown_to_is_told_at_once_and_ends_in_hold() {
    let slow = Link {
        delay_ms: 400,
        ..CLEAN
    };
    for (is_px4, link, until_ms) in [
        (false, CLEAN, 4_500),
        (true, CLEAN, 4_500),
        (true, slow, 7_500),
    ] {
        let habits = Habits {
            stays: true,
            ..Habits::default()
        };
        let mut flight = Flight::with(Vehicle::flying(is_px4, habits), link, 1);
        let id = flight.give(go_to(200.0, 60.0));
        flight.run(until_ms);
        let told = flight.events(id);
        let is_wrong = |event: &&&OrderEvent| {
            matches!(
                event,
                OrderEvent::Progress(OrderProgress::WrongTarget { .. })
            )
        };
        assert_eq!(told.iter().filter(is_wrong).count(), 1, "{told:?}");
        flight.run(6_000);
        let OrderFailure::WrongTarget { said, holds, .. } = failure(flight.end(id)) else {
            panic!("{:?}", flight.end(id));
        };
        assert!(holds);
        assert_eq!(*said, ["Reposition is outside geofence"]);
        assert_eq!(*flight.commands().last().unwrap(), 176);
        let mode = if is_px4 { p::LOITER } else { c::BRAKE };
        assert_eq!(flight.vehicle.mode, mode);
    }
}

#[test]
fn a_place_of_which_no_target_is_told_is_not_verified() {
    let habits = Habits {
        hides_target: true,
        ..Habits::default()
    };
    let mut flight = Flight::of(Vehicle::flying(false, habits));
    let id = flight.give(go_to(200.0, 60.0));
    flight.run(20_000);
    let OrderFailure::NotVerified { expected, seen, .. } = failure(flight.end(id)) else {
        panic!("{:?}", flight.end(id));
    };
    assert!(expected.starts_with("target "), "{expected}");
    assert_eq!(seen, "no target told");
}

#[test]
fn an_accepted_order_that_is_not_done_is_not_verified() {
    let habits = Habits {
        only_says_yes: true,
        ..Habits::default()
    };
    let orders = [Order::Land, Order::ReturnHome, Order::Hold];
    for order in orders {
        for is_px4 in BOTH {
            let mut vehicle = Vehicle::flying(is_px4, habits.clone());
            vehicle.mode = 7;
            let mut flight = Flight::of(vehicle);
            let id = flight.give(order.clone());
            flight.run(20_000);
            let OrderFailure::NotVerified { expected, seen, .. } = failure(flight.end(id)) else {
                panic!("{:?}", flight.end(id));
            };
            assert!(expected.starts_with("mode "), "{expected}");
            assert_eq!(seen, "mode 7");
        }
    }
}

#[test]
fn what_is_seen_to_be_done_is_done_though_it_was_not_answered() {
    let habits = Habits {
        is_mute: true,
        ..Habits::default()
    };
    let mut flight = Flight::of(Vehicle::flying(true, habits.clone()));
    let id = flight.give(Order::ReturnHome);
    flight.run(10_000);
    assert_eq!(*flight.end(id), OrderEvent::Done);
    let id = flight.give(Order::TakePhoto);
    flight.run(10_000);
    let timed_out = OrderFailure::TimedOut {
        command: 2000,
        tries: 12,
    };
    assert_eq!(*failure(flight.end(id)), timed_out, "that cannot be seen");
}

#[test]
fn the_refusal_of_a_repetition_does_not_hide_that_it_was_done() {
    let mut flight = Flight::of(Vehicle::new(false, Habits::default()));
    let id = flight.give(Order::TakeOff { above_home_m: 20.0 });
    while flight.commands().last() != Some(&22) {
        flight.run(10);
    }
    // The answer to the first is lost; Copter refuses the second since it climbs.
    flight.vehicle.habits.is_mute = true;
    flight.run(300);
    flight.vehicle.habits.is_mute = false;
    flight.run(20_000);
    assert_eq!(flight.commands(), [176, 400, 22, 22]);
    assert_eq!(*flight.end(id), OrderEvent::Done);
}

#[test]
fn where_braking_is_refused_guided_holds() {
    let mut flight = Flight::of(Vehicle::flying(false, Habits::default()));
    flight.vehicle.habits.unsupported = vec![176];
    let id = flight.give(Order::Hold);
    flight.run(300);
    assert_eq!(flight.commands(), [176]);
    flight.vehicle.habits.unsupported.clear();
    flight.run(3_000);
    assert_eq!(*flight.end(id), OrderEvent::Done);
    assert_eq!(flight.vehicle.mode, c::GUIDED);
}

#[test]
fn a_stop_takes_the_place_of_what_goes_on_and_waits_for_nothing() {
    for is_px4 in BOTH {
        for ms in (0..4_000).step_by(70) {
            let mut flight = Flight::of(Vehicle::flying(is_px4, Habits::default()));
            let going = flight.give(go_to(500.0, 60.0));
            flight.run(ms);
            let before = flight.said.len();
            let hold = flight.give(Order::Hold);
            assert!(flight.said.len() > before, "it is sent at once");
            flight.run(15_000);
            assert_eq!(*flight.end(hold), OrderEvent::Done);
            let end = flight.end(going);
            let by_hold = OrderEvent::Failed(OrderFailure::Superseded { by: hold });
            assert!(*end == by_hold || *end == OrderEvent::Done, "{end:?}");
        }
    }
}

#[test]
fn a_hold_that_is_overtaken_by_an_earlier_order_is_said_again() {
    let mut flight = Flight::of(Vehicle::flying(false, Habits::default()));
    flight.give(go_to(500.0, 60.0));
    flight.run(20);
    assert_eq!(flight.commands(), [511, 192]);
    let late = flight.said.last().unwrap().1.say.clone();
    let hold = flight.give(Order::Hold);
    flight.run(600);
    assert_eq!(flight.vehicle.mode, c::BRAKE);
    flight.vehicle.told(&late);
    assert_eq!(flight.vehicle.mode, c::GUIDED);
    flight.run(10_000);
    assert_eq!(flight.vehicle.mode, c::BRAKE);
    assert_eq!(*flight.end(hold), OrderEvent::Done);
}

#[test]
fn a_stop_is_sent_whatever_is_known_and_whoever_holds_the_vehicle() {
    let bo = Holder::Person(Person::new("bo").unwrap());
    let unknown = VehicleFacts {
        autopilot: None,
        kind: None,
        is_armed: None,
        is_in_air: None,
        custom_mode: None,
        home: None,
        at: None,
        capabilities: None,
        integrity_is_lost: None,
        boot_ms: None,
        ..copter()
    };
    for (order, command) in [
        (Order::Hold, 17),
        (Order::ReturnHome, 20),
        (Order::Land, 21),
    ] {
        let mut flight = Flight::of(Vehicle::flying(false, Habits::default()));
        flight.give_by(bo.clone(), order, &unknown);
        assert_eq!(flight.commands(), [command]);
    }
}

#[test]
fn a_refused_order_tells_the_vehicle_nothing_and_says_why() {
    let bo = Holder::Person(Person::new("bo").unwrap());
    let mut flight = Flight::of(Vehicle::flying(false, Habits::default()));
    let facts = flight.facts();
    let id = flight.give_by(bo, go_to(10.0, 60.0), &facts);
    flight.run(100);
    let OrderEvent::Refused { why, .. } = flight.end(id) else {
        panic!("{:?}", flight.end(id));
    };
    assert_eq!(why.en, "anna holds the vehicle.");
    assert!(flight.said.is_empty());
    assert_eq!(flight.events(id).len(), 1);
}

#[test]
fn disarming_in_the_air_is_carried_out_on_the_word_of_two() {
    let bo = Holder::Person(Person::new("bo").unwrap());
    let mut flight = Flight::of(Vehicle::flying(true, Habits::default()));
    let facts = flight.facts();
    let first = flight.give(Order::DisarmInAir);
    assert!(matches!(flight.end(first), OrderEvent::Refused { .. }));
    let second = flight.give_by(bo, Order::DisarmInAir, &facts);
    flight.run(3_000);
    assert_eq!(*flight.end(second), OrderEvent::Done);
    let OrderEvent::Accepted { with, .. } = flight.events(second)[0] else {
        panic!("{:?}", flight.events(second));
    };
    assert_eq!(with.as_ref().map(Person::name), Some("anna"));
    assert!(!flight.vehicle.is_armed);
}

#[test]
fn rates_that_are_refused_do_not_keep_the_others_from_being_set() {
    let rates = [(33, 100), (162, 500), (24, 500)].map(|(message, ms)| MessageRate {
        message,
        interval: MessageInterval::Every(Duration::from_millis(ms)),
    });
    let mut flight = Flight::of(Vehicle::new(true, Habits::default()));
    let id = flight.give(Order::SetMessageRates(rates.to_vec()));
    flight.run(5_000);
    assert_eq!(*flight.end(id), OrderEvent::Done);
    flight.vehicle.habits.unsupported = vec![511];
    let id = flight.give(Order::SetMessageRates(rates.to_vec()));
    flight.run(5_000);
    assert!(matches!(
        failure(flight.end(id)),
        OrderFailure::Refused { .. }
    ));
    assert_eq!(flight.commands(), [511; 6]);
}

#[test]
fn a_reboot_is_done_when_its_clock_begins_anew() {
    let mut flight = Flight::of(Vehicle::new(false, Habits::default()));
    let id = flight.give(Order::RebootAutopilot);
    flight.run(3_000);
    assert_eq!(*flight.end(id), OrderEvent::Done);
    let habits = Habits {
        only_says_yes: true,
        ..Habits::default()
    };
    let mut flight = Flight::of(Vehicle::new(false, habits));
    let id = flight.give(Order::RebootAutopilot);
    flight.run(70_000);
    assert!(matches!(
        failure(flight.end(id)),
        OrderFailure::NotVerified { .. }
    ));
}

#[test]
fn a_vehicle_that_is_taken_home_by_its_failsafe_is_not_told_to_hold() {
    for (is_px4, home_mode) in [(false, c::RTL), (true, p::RTL)] {
        for after_ms in [1_000, 1_990, 3_000] {
            let habits = Habits {
                hides_target: true,
                stays: true,
                ..Habits::default()
            };
            let mut flight = Flight::of(Vehicle::flying(is_px4, habits));
            let id = flight.give(go_to(200.0, 60.0));
            flight.run(after_ms);
            flight.vehicle.mode = home_mode;
            flight.vehicle.target = Some(spot(-300.0, HOME_AMSL_M + 30.0));
            flight.vehicle.habits.hides_target = false;
            flight.run(30_000);
            assert!(!flight.commands().contains(&176));
            let OrderFailure::NotVerified { seen, .. } = failure(flight.end(id)) else {
                panic!("{:?}", flight.end(id));
            };
            assert!(seen.starts_with(&format!("mode {home_mode}")), "{seen}");
        }
    }
}

#[test]
fn a_stop_that_is_seen_late_is_waited_for_without_being_woken_all_the_time() {
    let mut flight = Flight::of(Vehicle::flying(false, Habits::default()));
    flight.give(go_to(500.0, 60.0));
    flight.run(20);
    flight.vehicle.habits.only_says_yes = true;
    let hold = flight.give(Order::Hold);
    flight.run(5_880);
    flight.vehicle.mode = c::BRAKE;
    for _ in 0..300 {
        flight.run(10);
        let due = flight.desk.due();
        assert!(due.is_none_or(|due| due > at(flight.ms)), "{}", flight.ms);
    }
    assert_eq!(*flight.end(hold), OrderEvent::Done);
}

#[test]
fn a_mission_that_flies_on_at_a_later_item_than_was_ordered_is_not_verified() {
    for is_px4 in BOTH {
        for (ordered, now_at, is_done) in [(3, 7, false), (1, 7, false), (3, 4, true), (7, 7, true)]
        {
            let mut flight = Flight::of(Vehicle::flying(is_px4, Habits::default()));
            let facts = VehicleFacts {
                mission_item: Some(7),
                ..flight.facts()
            };
            let order = Order::StartMission { from_item: ordered };
            let id = flight.give_by(anna(), order, &facts);
            for _ in 0..20 {
                flight.run(1_000);
                let current = Report::MissionCurrent(MissionCurrent {
                    sequence: now_at,
                    total: Some(10),
                    state: MissionState::Active,
                    plan_ids: [0; 3],
                });
                let mut out = Vec::new();
                flight.desk.hear(at(flight.ms), 1, &current, &mut out);
                assert_eq!(out.len(), 0);
            }
            flight.run(1_000);
            if is_done {
                assert_eq!(*flight.end(id), OrderEvent::Done, "{ordered} {now_at}");
                continue;
            }
            let OrderFailure::NotVerified { seen, .. } = failure(flight.end(id)) else {
                panic!("{:?}", flight.end(id));
            };
            assert_eq!(seen, "mission item 7");
        }
    }
}
