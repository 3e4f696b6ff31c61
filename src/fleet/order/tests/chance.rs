//! Whatever links and people do, every order ends in exactly one final event.

use super::vehicle::*;
use super::*;

fn any_order(chance: &mut Chance) -> Order {
    match chance.below(16) {
        0 => Order::Arm,
        1 => Order::Disarm,
        2 => Order::DisarmInAir,
        3 => Order::TakeOff { above_home_m: 15.0 },
        4 | 5 => go_to(chance.below(400) as f64, 40.0 + chance.below(40) as f64),
        6 => Order::Hold,
        7 => Order::ReturnHome,
        8 => Order::Land,
        9 => Order::StartMission { from_item: 0 },
        10 => Order::ResumeMission,
        11 => Order::SetSpeed { speed_mps: 7.0 },
        12 => Order::Nudge(Velocity {
            right_mps: 1.0,
            ..Velocity::default()
        }),
        13 => Order::TakePhoto,
        14 => Order::Light(true),
        _ => Order::SetMessageRates(vec![
            MessageRate {
                message: 33,
                interval: MessageInterval::Default,
            };
            3
        ]),
    }
}

fn any_habits(chance: &mut Chance) -> Habits {
    let mut rarely = || chance.below(8) == 0;
    Habits {
        rejects_arming: if rarely() { 3 } else { 0 },
        fails_arming: rarely(),
        stays: rarely(),
        only_says_yes: rarely(),
        is_mute: rarely(),
        hides_target: rarely(),
        tells_above_home: rarely(),
        unsupported: if rarely() { vec![192, 511] } else { vec![] },
    }
}

/// What happened to the orders of one afternoon: each one's events.
fn an_afternoon(seed: u64) {
    let mut chance = Chance(seed);
    let link = Link {
        delay_ms: chance.below(600),
        jitter_ms: chance.below(400),
        loss: chance.below(60),
        doubles: chance.below(40),
    };
    let (is_px4, habits) = (chance.below(2) == 0, any_habits(&mut chance));
    let vehicle = match chance.below(2) {
        0 => Vehicle::flying(is_px4, habits),
        _ => Vehicle::new(is_px4, habits),
    };
    let mut flight = Flight::with(vehicle, link, seed);
    let mut given = Vec::new();
    for _ in 0..25 {
        given.push(flight.give(any_order(&mut chance)));
        flight.run(chance.below(3_000));
        if chance.below(3) == 0 {
            let which = chance.below(given.len() as u64) as usize;
            flight.cancel(given[which]);
        }
    }
    flight.run(300_000);
    assert_eq!(flight.desk.running().count(), 0, "seed {seed}");
    assert_eq!(flight.desk.due(), None, "seed {seed}");
    for id in given {
        flight.end(id);
        let first = flight.events(id)[0];
        let is_beginning = matches!(
            first,
            OrderEvent::Accepted { .. } | OrderEvent::Refused { .. }
        );
        assert!(is_beginning, "seed {seed}: {first:?}");
    }
}

#[test]
fn every_order_ends_in_exactly_one_final_event() {
    for seed in 0x5EA6_0000..0x5EA6_0040 {
        an_afternoon(seed);
    }
}

#[test]
fn a_stop_takes_effect_on_a_bad_link() {
    let link = Link {
        delay_ms: 500,
        jitter_ms: 300,
        loss: 20,
        doubles: 10,
    };
    let mut done = 0;
    const FLIGHTS: u64 = 40;
    for seed in 0..FLIGHTS {
        let vehicle = Vehicle::flying(seed % 2 == 0, Habits::default());
        let mut flight = Flight::with(vehicle, link, 0xBAD0 + seed);
        flight.give(go_to(800.0, 60.0));
        flight.run(2_000);
        let id = flight.give(Order::Hold);
        flight.run(60_000);
        done += u64::from(*flight.end(id) == OrderEvent::Done);
    }
    assert_eq!(done, FLIGHTS);
}
