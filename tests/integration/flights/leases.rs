//! Who may command, and what breaks through.

use super::plans::{amsl, place};
use super::*;
use haiou::fleet::lease::Role;
use haiou::fleet::order::OrderEvent;
use haiou::fleet::request::LeaseAsk;
use haiou::fleet::told::Told;
use haiou::ground_control::Tidings;
use simulator::airframe::Contact;

fn refusal(end: &OrderEvent) -> &str {
    match end {
        OrderEvent::Refused { why, .. } => &why.en,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_second_operator_may_stop_it_and_nothing_else() {
    for flavour in BOTH {
        let mut world = in_the_air(Setup::new(flavour, CLEAN));
        let bob = operator("bob");
        let taken = world.lease(ONE, bob.clone(), LeaseAsk::Take);
        assert_eq!(taken, Err("anna holds the vehicle.".to_owned()));
        let (to, altitude) = (place(50.0, 0.0), amsl(45.0));
        let sent = world.sent.len();
        for order in [
            Order::GoTo { to, altitude },
            Order::ResumeMission,
            Order::SetSpeed { speed_mps: 5.0 },
            Order::TakeGimbalControl,
        ] {
            let end = world.ends_for(ONE, bob.clone(), order, seconds(2));
            assert!(matches!(end, OrderEvent::Refused { .. }), "{end:?}");
        }
        let said = world.sent[sent..].iter().filter_map(|it| it.command());
        assert_eq!(said.count(), 0);
        for order in [Order::Hold, Order::ReturnHome, Order::Land] {
            let end = world.ends_for(ONE, bob.clone(), order, seconds(10));
            assert_eq!(end, OrderEvent::Done);
        }
        assert_eq!(world.lease(ONE, operator("anna"), LeaseAsk::Renew), Ok(()));
        world.check_what_was_told();
    }
}

#[test]
fn disarming_in_the_air_takes_two_people_of_whom_one_holds_it() {
    for flavour in BOTH {
        let mut world = in_the_air(Setup::new(flavour, CLEAN));
        let end = world.ends(ONE, Order::DisarmInAir, seconds(2));
        assert!(refusal(&end).contains("second person"), "{end:?}");
        // The same one again is no second one.
        let end = world.ends(ONE, Order::DisarmInAir, seconds(2));
        assert!(refusal(&end).contains("second person"), "{end:?}");
        // Nor is it one who comes too late.
        world.pass(seconds(31));
        let end = world.ends_for(ONE, operator("bob"), Order::DisarmInAir, seconds(2));
        assert!(refusal(&end).contains("second person"), "{end:?}");
        assert_eq!(world.simulated(0).craft.contact(), Contact::Airborne);
        let id = world.order(ONE, operator("anna"), Order::DisarmInAir);
        let accepted = world.order_news().find(|it| it.id == id).cloned().unwrap();
        let OrderEvent::Accepted { with, .. } = accepted.event else {
            world.fail(&format!("{accepted:?}"));
        };
        assert_eq!(with, Some(person("bob")));
        world.until("it is disarmed", seconds(10), |world| {
            world.order_end(id) == Some(&OrderEvent::Done)
        });
        world.until("it falls", seconds(10), |world| {
            world.simulated(0).craft.contact() == Contact::Wrecked
        });
        world.check_what_was_told();
    }
}

#[test]
fn a_lease_is_handed_over_taken_over_after_asking_and_runs_out() {
    let mut world = ready(Setup::new(Flavour::Px4, CLEAN));
    let (anna, bob, root) = (operator("anna"), operator("bob"), operator("root"));
    assert_eq!(world.lease(ONE, bob.clone(), LeaseAsk::Ask), Ok(()));
    assert_eq!(world.lease(ONE, anna.clone(), LeaseAsk::Grant), Ok(()));
    assert!(world.lease(ONE, anna, LeaseAsk::Renew).is_err());
    let administrator = Role::Administrator;
    let takes = |world: &mut World, ask| world.lease_as(ONE, root.clone(), administrator, ask);
    assert_eq!(
        takes(&mut world, LeaseAsk::TakeOver),
        Err("Ask the holder first.".to_owned())
    );
    assert_eq!(takes(&mut world, LeaseAsk::Ask), Ok(()));
    assert!(takes(&mut world, LeaseAsk::TakeOver).is_err());
    world.pass(seconds(10));
    assert_eq!(takes(&mut world, LeaseAsk::TakeOver), Ok(()));
    world.kept_up.clear();
    world.pass(seconds(61));
    let ended = world
        .told
        .iter()
        .filter(|it| matches!(it, Tidings::Fleet(Told::LeaseEnded { by, .. }) if *by == root));
    assert_eq!(ended.count(), 1);
    assert_eq!(world.lease(ONE, bob, LeaseAsk::Take), Ok(()));
}
