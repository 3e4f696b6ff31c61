use super::line::Faults;
use super::world::{World, is_verified};
use super::*;

#[test]
fn a_link_that_is_lost_and_back_ends_no_transfer() {
    for habits in Habits::BOTH {
        for steps in 0..40 {
            for gap_s in [3, 60, 119] {
                let mut world = World::clean(habits);
                let sent = plan(MISSION, 5, 0);
                world.upload(MISSION, sent.clone());
                if !(0..steps).all(|_| world.step()) {
                    break;
                }
                world.is_cut = true;
                world.tell(|transfer, now, _| transfer.link_lost(now));
                let said = world.said.len();
                world.run_for(Duration::from_secs(gap_s));
                world.is_cut = false;
                // What was under way arrives, and may be answered, or be the last.
                assert!(world.said.len() <= said + 1, "{:?}", world.said);
                world.tell(|transfer, now, out| transfer.link_back(now, out));
                let outcome = world.run();
                assert!(
                    is_verified(&outcome),
                    "{habits:?} {steps} {gap_s}: {outcome:?}"
                );
                assert!(world.is_honest(MISSION, &sent, &[]));
            }
        }
    }
}

#[test]
fn a_long_plan_goes_on_after_a_lost_link_however_long_it_takes_to_get_there_again() {
    for habits in Habits::BOTH {
        let slow = Faults {
            delay_ms: 250,
            ..Faults::NONE
        };
        let mut world = World::new(habits, slow, 0);
        let sent = plan(MISSION, 300, 0);
        world.upload(MISSION, sent.clone());
        while world.progress().done < 200 {
            world.step();
        }
        world.is_cut = true;
        world.tell(|transfer, now, _| transfer.link_lost(now));
        world.run_for(Duration::from_secs(10));
        world.is_cut = false;
        world.tell(|transfer, now, out| transfer.link_back(now, out));
        let outcome = world.run();
        assert!(is_verified(&outcome), "{habits:?}: {outcome:?}");
        assert!(world.is_honest(MISSION, &sent, &[]));
    }
}

#[test]
fn a_link_that_stays_lost_is_waited_for_two_minutes() {
    let (mut transfer, mut out) = begun(3);
    transfer.link_lost(BEGIN);
    let over = BEGIN + LINK_LOST_AT_MOST;
    assert_eq!(transfer.due(), Some(over));
    transfer.wake(over - ms(1), &mut out);
    assert_eq!(transfer.outcome(), None);
    transfer.wake(over, &mut out);
    let failed = Outcome::Failed {
        failure: Failure::LinkLost,
        may_have_changed: false,
    };
    assert_eq!(transfer.outcome(), Some(&failed));
}
