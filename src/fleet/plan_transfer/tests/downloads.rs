use super::world::World;
use super::*;
use crate::link::report::MissionCount;

#[test]
fn patience_grows_with_the_round_trip_and_has_an_end() {
    for (round_trip_ms, patience_ms) in [
        (0, 1_500),
        (500, 1_500),
        (501, 1_503),
        (1_200, 3_600),
        (60_000, 10_000),
    ] {
        let partner = TransferPartner {
            round_trip: Some(ms(round_trip_ms)),
            ..partner(Habits::Px4)
        };
        let mut out = Vec::new();
        let transfer = PlanTransfer::download(BEGIN, partner, MISSION, &mut out);
        assert_eq!(transfer.due(), Some(BEGIN + ms(patience_ms)));
    }
}

#[test]
fn an_item_is_waited_for_a_quarter_of_a_second_or_two_measured_round_trips() {
    for (answered_after_ms, patience_ms) in [(10, 250), (400, 800)] {
        let mut out = Vec::new();
        let mut transfer = PlanTransfer::download(BEGIN, partner(Habits::Px4), MISSION, &mut out);
        let now = BEGIN + ms(answered_after_ms);
        let count = MissionCount {
            kind: MISSION,
            count: 3,
            plan_id: 1,
        };
        transfer.hear(now, &Report::MissionCount(count), &mut out);
        assert_eq!(transfer.due(), Some(now + ms(patience_ms)));
    }
}

#[test]
fn a_download_goes_on_at_the_missing_item_after_a_short_gap_and_begins_again_after_a_long_one() {
    for (gap, goes_on) in [(ms(5_000), true), (ms(5_001), false)] {
        let mut world = World::clean(Habits::ArduPilot);
        world.peer.stores[0] = world.peer.held(MISSION, &plan(MISSION, 8, 0));
        world.download(MISSION);
        while world.progress().done < 4 {
            world.step();
        }
        let at = world.now;
        world.tell(|transfer, _, _| transfer.link_lost(at));
        world.tell(|transfer, _, out| transfer.link_back(at + gap, out));
        let expected = if goes_on {
            Say::MissionRequest {
                kind: MISSION,
                sequence: 4,
            }
        } else {
            Say::MissionRequestList { kind: MISSION }
        };
        assert_eq!(world.said.last(), Some(&expected));
        assert!(matches!(world.run(), Outcome::Downloaded { items, .. } if items.len() == 8));
    }
}

#[test]
fn a_plan_that_changes_while_it_is_read_is_read_from_the_beginning_and_not_forever() {
    let mut out = Vec::new();
    let mut transfer = PlanTransfer::download(BEGIN, partner(Habits::Px4), MISSION, &mut out);
    let count = |count, plan_id| {
        Report::MissionCount(MissionCount {
            kind: MISSION,
            count,
            plan_id,
        })
    };
    transfer.hear(BEGIN, &count(3, 1), &mut out);
    let items = home::for_vehicle(AutopilotKind::Px4, MISSION, &plan(MISSION, 3, 0));
    transfer.hear(BEGIN, &Report::MissionItem(items[0]), &mut out);
    transfer.hear(BEGIN, &count(3, 1), &mut out);
    assert_eq!(out.len(), 3, "a doubled count is nothing new: {out:?}");
    for plan_id in 2..=6 {
        transfer.hear(BEGIN, &count(4, plan_id), &mut out);
        let first = Say::MissionRequest {
            kind: MISSION,
            sequence: 0,
        };
        assert_eq!(out.last(), Some(&first));
        assert_eq!(transfer.outcome(), None);
    }
    transfer.hear(BEGIN, &count(4, 7), &mut out);
    let failed = Outcome::Failed {
        failure: Failure::BeganTooOften,
        may_have_changed: false,
    };
    assert_eq!(transfer.outcome(), Some(&failed));
}

#[test]
fn an_item_ahead_of_its_turn_is_dropped_and_the_expected_one_asked_for_again() {
    let mut out = Vec::new();
    let mut transfer = PlanTransfer::download(BEGIN, partner(Habits::Px4), MISSION, &mut out);
    let count = MissionCount {
        kind: MISSION,
        count: 3,
        plan_id: 1,
    };
    transfer.hear(BEGIN, &Report::MissionCount(count), &mut out);
    let items = home::for_vehicle(AutopilotKind::Px4, MISSION, &plan(MISSION, 3, 0));
    let says = |sequence| Say::MissionRequest {
        kind: MISSION,
        sequence,
    };
    for (item, said) in [
        (2, Some(says(0))),
        (0, Some(says(1))),
        (0, None),
        (1, Some(says(2))),
    ] {
        out.clear();
        transfer.hear(BEGIN, &Report::MissionItem(items[item]), &mut out);
        assert_eq!(out.last(), said.as_ref(), "{item}");
    }
    transfer.hear(BEGIN, &Report::MissionItem(items[2]), &mut out);
    let accepted = Say::MissionAck {
        kind: MISSION,
        result: 0,
    };
    assert_eq!(out.last(), Some(&accepted));
}

#[test]
fn a_vehicle_that_stops_serving_without_a_word_is_asked_for_its_list_again() {
    let mut world = World::clean(Habits::Px4);
    world.peer.stores[0] = world.peer.held(MISSION, &plan(MISSION, 8, 0));
    world.download(MISSION);
    while world.progress().done < 4 {
        world.step();
    }
    let mut nothing = Vec::new();
    let called_off = Say::MissionAck {
        kind: MISSION,
        result: 0,
    };
    world.peer.hear(world.now, &called_off, &mut nothing);
    let outcome = world.run();
    assert!(matches!(outcome, Outcome::Downloaded { items, .. } if items.len() == 8));
    let list = Say::MissionRequestList { kind: MISSION };
    let lists = world.said.iter().filter(|say| **say == list);
    assert_eq!(lists.count(), 2);
}

#[test]
fn a_reading_that_nobody_answers_any_more_ends() {
    for habits in Habits::BOTH {
        let mut world = World::clean(habits);
        world.peer.stores[0] = world.peer.held(MISSION, &plan(MISSION, 8, 0));
        world.download(MISSION);
        while world.progress().done < 4 {
            world.step();
        }
        world.is_cut = true;
        let failed = Outcome::Failed {
            failure: Failure::Silent,
            may_have_changed: false,
        };
        assert_eq!(world.run(), failed);
        assert!(world.now.since(BEGIN) <= Duration::from_secs(20));
    }
}

#[test]
fn after_an_error_the_item_is_asked_for_once_more_and_then_the_list() {
    let mut out = Vec::new();
    let mut transfer = PlanTransfer::download(BEGIN, partner(Habits::Px4), MISSION, &mut out);
    let count = MissionCount {
        kind: MISSION,
        count: 3,
        plan_id: 1,
    };
    transfer.hear(BEGIN, &Report::MissionCount(count), &mut out);
    transfer.hear(BEGIN, &super::peer::ack(MISSION, 1, 0), &mut out);
    let item = Say::MissionRequest {
        kind: MISSION,
        sequence: 0,
    };
    for expected in [item, Say::MissionRequestList { kind: MISSION }] {
        let due = transfer.due().unwrap();
        transfer.wake(due, &mut out);
        assert_eq!(out.last(), Some(&expected));
    }
}
