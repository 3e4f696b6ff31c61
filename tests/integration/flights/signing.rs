//! Vehicles that sign, and want it signed.

use super::*;
use haiou::fleet::order::{OrderEvent, OrderFailure};
use haiou::link::hub::{Refusal, UnsignedPolicy};
use haiou::link::names::LinkId;
use haiou::link::signing::Key;

fn signs(flavour: Flavour, byte: &str) -> Setup {
    let key = byte.repeat(32);
    Setup::new(flavour, CLEAN).with(&format!("signing_key = \"{key}\""))
}

fn refused(world: &World, why: Refusal) -> u64 {
    let account = world.control.hub().link_account(LinkId(1)).unwrap();
    account.refused.of(why)
}

#[test]
fn a_vehicle_that_signs_is_flown_with_its_key() {
    for flavour in BOTH {
        let mut world = in_the_air(signs(flavour, "5a").known_by(Key([0x5A; 32])));
        world.done(ONE, Order::Land, seconds(10));
        // A knock goes out before anybody is known there.
        let unsigned = world.sent.iter().filter(|it| !it.is_signed);
        assert!(unsigned.into_iter().all(|it| it.message_id == 111));
        assert!(world.sent.iter().any(|it| it.is_signed));
    }
}

#[test]
fn with_another_key_it_is_not_even_known() {
    for flavour in BOTH {
        let mut world = World::new(signs(flavour, "5a").known_by(Key([0x5B; 32])));
        world.pass(seconds(40));
        assert_eq!(world.control.fleet().vehicles().count(), 0);
        assert!(refused(&world, Refusal::WrongSignature) > 50);
    }
}

#[test]
fn without_its_key_it_is_seen_where_unsigned_ones_are_and_does_not_listen() {
    for flavour in BOTH {
        let mut world = World::new(signs(flavour, "5a"));
        world.until("it is connected", seconds(20), |world| {
            world.is_connected(ONE)
        });
        world.hold(ONE, "anna");
        let end = world.ends(ONE, Order::ReturnHome, seconds(40));
        let OrderEvent::Failed(OrderFailure::TimedOut { .. }) = end else {
            world.fail(&format!("{end:?}"));
        };
        let mut world = World::with_unsigned(signs(flavour, "5a"), UnsignedPolicy::Refuse);
        world.pass(seconds(40));
        assert_eq!(world.control.fleet().vehicles().count(), 0);
        assert!(refused(&world, Refusal::NoKey) > 50);
    }
}

#[test]
fn a_vehicle_with_a_key_that_does_not_sign_is_refused_where_that_is_the_rule() {
    let setup = Setup::new(Flavour::Px4, CLEAN).known_by(Key([0x5A; 32]));
    let mut world = World::with_unsigned(setup, UnsignedPolicy::Refuse);
    world.pass(seconds(30));
    assert_eq!(world.control.fleet().vehicles().count(), 0);
    assert!(refused(&world, Refusal::Unsigned) > 50);
}
