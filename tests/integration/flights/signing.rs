//! Vehicles that sign, and want it signed.

use super::*;
use haiou::link::hub::Refusal;
use haiou::link::names::LinkId;
use haiou::link::signing::Key;

fn signs(flavour: Flavour, byte: &str) -> Setup {
    let key = byte.repeat(32);
    Setup::new(flavour, CLEAN).with(&format!("signing_key = \"{key}\""))
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
fn with_another_key_or_none_it_is_not_even_known() {
    for flavour in BOTH {
        let wrong = signs(flavour, "5a").known_by(Key([0x5B; 32]));
        let without = signs(flavour, "5a");
        for (setup, why) in [(wrong, Refusal::WrongSignature), (without, Refusal::NoKey)] {
            let mut world = World::new(setup);
            world.pass(seconds(40));
            assert_eq!(world.control.fleet().vehicles().count(), 0);
            let account = world.control.hub().link_account(LinkId(1)).unwrap();
            assert!(account.refused.of(why) > 50, "{why:?}");
        }
    }
}

#[test]
fn a_vehicle_with_a_key_that_does_not_sign_is_refused_where_that_is_the_rule() {
    let setup = Setup::new(Flavour::Px4, CLEAN).known_by(Key([0x5A; 32]));
    let mut world = World::with_unsigned(setup, haiou::link::hub::UnsignedPolicy::Refuse);
    world.pass(seconds(30));
    assert_eq!(world.control.fleet().vehicles().count(), 0);
    let account = world.control.hub().link_account(LinkId(1)).unwrap();
    assert!(account.refused.of(Refusal::Unsigned) > 50);
}
