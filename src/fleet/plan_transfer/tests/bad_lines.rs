use super::line::Faults;
use super::world::{World, is_verified};
use super::*;

/// Ends of transfers over a line, by seed: how many were verified.
fn verified_of(
    faults: Faults,
    seeds: std::ops::Range<u64>,
    knows_the_delay: bool,
) -> (usize, usize) {
    let (mut verified, mut all) = (0, 0);
    for seed in seeds {
        for habits in Habits::BOTH {
            for kind in PlanKind::ALL {
                let mut world = World::new(habits, faults, seed);
                let before = world.peer.held(kind, &plan(kind, 5, 9));
                world.peer.stores[usize::from(kind.number())].clone_from(&before);
                let sent = plan(kind, if kind == PlanKind::Rally { 7 } else { 12 }, 1);
                let mut partner = world.partner();
                if knows_the_delay {
                    let there_and_back = 2 * faults.delay_ms + faults.jitter_ms;
                    partner.round_trip = Some(Duration::from_millis(there_and_back));
                }
                let mut out = Vec::new();
                world.transfer = Some(PlanTransfer::upload(
                    BEGIN,
                    partner,
                    kind,
                    sent.clone(),
                    &mut out,
                ));
                world.tell(|_, _, all| all.append(&mut out));
                let outcome = world.run();
                let what = format!("seed {seed} {habits:?} {kind:?}: {outcome:?}");
                assert!(world.is_honest(kind, &sent, &before), "{what}");
                verified += usize::from(is_verified(&outcome));
                all += 1;
            }
        }
    }
    (verified, all)
}

#[test]
fn over_a_bad_line_plans_arrive_and_nothing_is_claimed_that_is_not_held() {
    for (faults, knows_the_delay) in [
        (Faults::BAD, true),
        (Faults::BAD, false),
        (Faults::WORSE, true),
        (Faults::WORSE, false),
    ] {
        let (verified, all) = verified_of(faults, 0..60, knows_the_delay);
        assert!(
            verified * 100 >= all * 99,
            "{verified} of {all} over {faults:?}, {knows_the_delay}"
        );
    }
}

#[test]
fn a_line_that_only_doubles_or_reorders_loses_no_plan() {
    let doubling = Faults {
        doubled: 100,
        ..Faults::NONE
    };
    let reordering = Faults {
        jitter_ms: 200,
        doubled: 30,
        ..Faults::NONE
    };
    for faults in [doubling, reordering] {
        let (verified, all) = verified_of(faults, 100..120, false);
        assert_eq!(verified, all, "{faults:?}");
    }
}

#[test]
fn on_a_line_that_loses_almost_all_it_ends_and_says_honestly_how() {
    let faults = Faults {
        lost: 85,
        ..Faults::BAD
    };
    let (verified, all) = verified_of(faults, 200..220, false);
    assert!(verified < all / 2, "{verified}");
}

#[test]
fn plans_are_read_over_a_bad_line_as_they_are() {
    let mut read = 0;
    for seed in 300..340 {
        for habits in Habits::BOTH {
            let kind = PlanKind::Mission;
            let mut world = World::new(habits, Faults::WORSE, seed);
            let sent = plan(kind, 10, 0);
            world.peer.stores[0] = world.peer.held(kind, &sent);
            world.download(kind);
            let autopilot = world.partner().autopilot;
            match world.run() {
                Outcome::Downloaded { items, .. } => {
                    let held = home::from_vehicle(autopilot, kind, world.peer.store(kind));
                    assert_eq!(format!("{items:?}"), format!("{held:?}"), "seed {seed}");
                    read += 1;
                }
                Outcome::Failed { .. } | Outcome::Refused { .. } => {}
                other => panic!("seed {seed}: {other:?}"),
            }
        }
    }
    assert!(read >= 77, "{read} of 80");
}
