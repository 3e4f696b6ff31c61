use super::peer::{Peer, ack};
use super::world::{World, is_verified};
use super::*;

#[test]
fn a_refusal_names_the_item_that_was_asked_for_last_and_says_why() {
    for (habits, item) in [(Habits::ArduPilot, 3), (Habits::Px4, 3)] {
        let mut world = World::clean(habits);
        world.peer.refuses = Some((3, 9));
        world.upload(MISSION, plan(MISSION, 6, 0));
        let outcome = world.run();
        let Outcome::Refused {
            refusal,
            may_have_changed,
        } = &outcome
        else {
            panic!("{outcome:?}");
        };
        assert_eq!((refusal.result, refusal.item), (9, Some(item)));
        assert_eq!(*may_have_changed, habits == Habits::ArduPilot);
        let text = outcome.text(MISSION);
        assert!(text.en.contains("item 3: param4 is invalid"), "{text}");
        assert!(text.zh.contains("第 3 项"), "{}", text.zh);
    }
}

#[test]
fn an_error_without_a_reason_is_tried_again_and_then_it_is_a_refusal() {
    for habits in Habits::BOTH {
        let mut world = World::clean(habits);
        world.peer.refuses = Some((2, 1));
        world.upload(MISSION, plan(MISSION, 5, 0));
        let outcome = world.run();
        let Outcome::Refused { refusal, .. } = outcome else {
            panic!("{outcome:?}");
        };
        assert_eq!((refusal.result, refusal.item), (1, Some(2)));
    }
}

#[test]
fn a_refusal_that_passes_is_forgotten() {
    let mut world = World::clean(Habits::Px4);
    world.peer.refuses = Some((2, 1));
    world.upload(MISSION, plan(MISSION, 5, 0));
    world.run_for(ms(1_000));
    world.peer.refuses = None;
    let outcome = world.run();
    assert!(is_verified(&outcome), "{outcome:?}");
}

#[test]
fn a_vehicle_that_keeps_something_else_is_found_out_by_item_and_field() {
    for habits in Habits::BOTH {
        let mut world = World::clean(habits);
        world.peer.spoils = Some(|item| {
            if item.sequence == 2 {
                item.z += 0.5;
                item.x += 3;
            }
        });
        world.upload(MISSION, plan(MISSION, 4, 0));
        let outcome = world.run();
        let Outcome::Differs { differences, .. } = outcome else {
            panic!("{outcome:?}");
        };
        // ArduPilot's item 2 is the second behind home.
        let index = from_vehicle_sequence(world.partner().autopilot, 2);
        let fields: Vec<(u16, Field)> = differences
            .iter()
            .map(|it| match it {
                Difference::Field { item, field, .. } => (*item, *field),
                Difference::Count { .. } => panic!("{it:?}"),
            })
            .collect();
        let item = index.unwrap();
        assert_eq!(fields, [(item, Field::X), (item, Field::Z)]);
        let text = differences[1].text();
        assert!(
            text.en.starts_with(&format!("Item {item}: the height")),
            "{text}"
        );
    }
}

#[test]
fn what_is_too_large_is_refused_with_numbers_before_anything_is_said() {
    for habits in Habits::BOTH {
        for kind in PlanKind::ALL {
            let capacity = usize::from(partner(habits).capacities.of(kind));
            for (count, is_too_large) in [(capacity, false), (capacity + 1, true)] {
                let mut out = Vec::new();
                let items = plan(kind, count, 0);
                let transfer = PlanTransfer::upload(BEGIN, partner(habits), kind, items, &mut out);
                let expected = Outcome::TooLarge { count, capacity };
                assert_eq!(transfer.outcome() == Some(&expected), is_too_large);
                assert_eq!(out.is_empty(), is_too_large);
            }
        }
    }
}

#[test]
fn no_space_teaches_how_much_there_is() {
    for habits in Habits::BOTH {
        let mut world = World::clean(habits);
        world.peer.capacity = 20;
        world.upload(MISSION, plan(MISSION, 30, 0));
        let outcome = world.run();
        let Outcome::Refused { refusal, .. } = outcome else {
            panic!("{outcome:?}");
        };
        let partner = world.partner();
        let learned = partner
            .capacities
            .learn(partner.autopilot, MISSION, &refusal);
        assert_eq!(learned.of(MISSION), 29, "less than was announced");
        world.peer.capacity = 500;
        world.peer.refuses = Some((12, 4));
        world.upload(MISSION, plan(MISSION, 30, 0));
        let Outcome::Refused { refusal, .. } = world.run() else {
            panic!();
        };
        let learned = learned.learn(partner.autopilot, MISSION, &refusal);
        let home = u16::from(habits == Habits::ArduPilot);
        assert_eq!(learned.of(MISSION), 12 - home, "what came before item 12");
        let other = Refusal {
            result: 3,
            ..refusal
        };
        assert_eq!(learned.learn(partner.autopilot, MISSION, &other), learned);
    }
}

#[test]
fn clearing_leaves_nothing_and_is_refused_in_the_flight_of_a_mission() {
    for habits in Habits::BOTH {
        for kind in PlanKind::ALL {
            let mut world = World::clean(habits);
            world.peer.stores[usize::from(kind.number())] = plan(kind, 4, 0);
            world.upload(kind, Vec::new());
            let outcome = world.run();
            assert!(is_verified(&outcome), "{outcome:?}");
            assert!(world.peer.store(kind).is_empty());
        }
    }
    let mut world = World::clean(Habits::ArduPilot);
    world.peer.stores[0] = plan(MISSION, 4, 0);
    world.peer.is_in_auto = true;
    world.upload(MISSION, Vec::new());
    let outcome = world.run();
    assert!(matches!(outcome, Outcome::Refused { refusal, .. } if refusal.result == 1));
    assert_eq!(world.peer.store(MISSION).len(), 4);
}

#[test]
fn a_vehicle_that_asks_for_the_same_item_forever_is_given_up() {
    let (mut transfer, mut out) = begun(3);
    let mut now = BEGIN;
    while transfer.outcome().is_none() {
        now = now + ms(200);
        transfer.hear(now, &asks(1, false), &mut out);
        transfer.wake(now, &mut out);
        assert!(now.since(BEGIN) <= ms(31_000));
    }
    let failed = Outcome::Failed {
        failure: Failure::Stalled,
        may_have_changed: false,
    };
    assert_eq!(transfer.outcome(), Some(&failed));
    assert!(now.since(BEGIN) >= ms(30_000));
}

#[test]
fn another_station_that_sends_its_plan_first_is_waited_for_and_then_it_is_denied() {
    let (mut transfer, mut out) = begun(3);
    while transfer.outcome().is_none() {
        let due = transfer.due().unwrap();
        transfer.hear(due - ms(100), &ack(MISSION, 14, 0), &mut out);
        transfer.wake(due, &mut out);
    }
    assert_eq!(out.len(), 9);
    assert!(matches!(
        transfer.outcome(),
        Some(Outcome::Refused { refusal, may_have_changed: false })
            if (refusal.result, refusal.item) == (14, None)
    ));
}

#[test]
fn a_peer_that_took_nothing_is_not_said_to_have() {
    // It accepts whatever is said and keeps what it had.
    let mut out = Vec::new();
    let sent = plan(MISSION, 3, 0);
    let mut transfer = PlanTransfer::upload(BEGIN, partner(Habits::Px4), MISSION, sent, &mut out);
    for sequence in 0..3 {
        transfer.hear(BEGIN, &asks(sequence, false), &mut out);
    }
    transfer.hear(BEGIN, &ack(MISSION, 0, 5), &mut out);
    let mut peer = Peer::new(Habits::Px4);
    peer.stores[0] = peer.held(MISSION, &plan(MISSION, 3, 9));
    let mut said = out.split_off(out.len() - 1);
    while let Some(say) = said.pop() {
        let mut answers = Vec::new();
        peer.hear(BEGIN, &say, &mut answers);
        for answer in answers {
            transfer.hear(BEGIN, &answer, &mut said);
        }
    }
    let outcome = transfer.outcome().unwrap();
    assert!(matches!(outcome, Outcome::Differs { differences, .. } if differences.len() == 3));
}
