use super::*;

const COPTER: Manners = Manners {
    first_item: 1,
    tells_arrival_before_landing: false,
};
const HOME: Place = Place::new(36.0671, 120.3826, 20.0);

fn item(command: MavCmd, params: [f32; 4], (x, y): (i32, i32), z: f32) -> Item {
    Item {
        frame: MavFrame::MAV_FRAME_GLOBAL_RELATIVE_ALT,
        command,
        autocontinue: true,
        params,
        x,
        y,
        z,
    }
}

fn waypoint(north: i32, wait_s: f32) -> Item {
    let params = [wait_s, 0.0, 0.0, 0.0];
    let place = (360_671_000 + north, 1_203_826_000);
    item(MavCmd::MAV_CMD_NAV_WAYPOINT, params, place, 30.0)
}

fn plain(command: MavCmd, params: [f32; 4]) -> Item {
    item(command, params, (0, 0), 0.0)
}

/// Home, take-off, two waypoints, the return: as the recorded mission.
fn mission() -> Vec<Item> {
    vec![
        waypoint(0, 0.0),
        item(MavCmd::MAV_CMD_NAV_TAKEOFF, [0.0; 4], (0, 0), 25.0),
        waypoint(9_000, 0.0),
        waypoint(18_000, 0.0),
        plain(MavCmd::MAV_CMD_NAV_RETURN_TO_LAUNCH, [0.0; 4]),
    ]
}

fn at(seconds: u64, task_is_done: bool) -> Circumstances {
    Circumstances {
        now: SimTime::from_s(seconds),
        here: HOME.at_amsl_m(20.0),
        home: HOME,
        task_is_done,
        is_landed: false,
        glides: false,
    }
}

fn begun(orders: &[Order]) -> Vec<u16> {
    let begun = orders.iter().filter_map(|order| match order {
        Order::Begun(seq) => Some(*seq),
        _ => None,
    });
    begun.collect()
}

#[test]
fn a_mission_is_flown_item_by_item_from_the_one_after_home() {
    let (items, mut run) = (mission(), MissionRun::new(COPTER));
    let orders = run.start(&items, &at(0, false));
    let Some(Order::Fly(Task::TakeOff { to_amsl_m, .. })) = orders.last() else {
        unreachable!("{orders:?}")
    };
    assert_eq!((begun(&orders), *to_amsl_m), (vec![1], 45.0));
    assert!(run.step(&items, &at(5, false)).is_empty());
    let orders = run.step(&items, &at(10, true));
    assert_eq!(orders[0], Order::Reached(1));
    // On to a waypoint in line with the next: it is passed at full speed.
    let Some(Order::Fly(Task::Line {
        speed_on_mps, to, ..
    })) = orders.last()
    else {
        unreachable!("{orders:?}")
    };
    assert!(speed_on_mps.is_infinite());
    assert_eq!(to.altitude_amsl_m, 50.0);
    run.step(&items, &at(20, true));
    let orders = run.step(&items, &at(30, true));
    assert_eq!(orders, [Order::Reached(3), Order::Begun(4), Order::Return]);
    assert!(run.step(&items, &at(60, true)).is_empty());
    let landed = Circumstances {
        is_landed: true,
        ..at(90, false)
    };
    assert_eq!(
        run.step(&items, &landed),
        [Order::Reached(4), Order::Complete]
    );
    assert_eq!(run.current(), None);
}

#[test]
fn a_waypoint_is_waited_at_from_when_it_is_reached() {
    let items = [waypoint(0, 0.0), waypoint(9_000, 7.0), waypoint(0, 0.0)];
    let mut run = MissionRun::new(COPTER);
    run.start(&items, &at(0, false));
    assert!(run.step(&items, &at(20, true)).is_empty());
    assert!(run.step(&items, &at(26, false)).is_empty());
    assert_eq!(begun(&run.step(&items, &at(27, false))), [2]);
}

#[test]
fn a_turn_is_flown_slowly_and_a_stop_stops() {
    let turning = [waypoint(0, 0.0), waypoint(9_000, 0.0), waypoint(0, 0.0)];
    let speed = |items: &[Item]| {
        let orders = MissionRun::new(COPTER).start(items, &at(0, false));
        match orders.last() {
            Some(Order::Fly(Task::Line { speed_on_mps, .. })) => *speed_on_mps,
            other => unreachable!("{other:?}"),
        }
    };
    assert_eq!(speed(&turning), CORNER_MPS);
    assert_eq!(speed(&turning[..2]), 0.0);
}

#[test]
fn a_jump_is_made_as_often_as_it_says_and_then_passed() {
    let items = [
        waypoint(0, 0.0),
        waypoint(9_000, 0.0),
        plain(MavCmd::MAV_CMD_DO_JUMP, [1.0, 2.0, 0.0, 0.0]),
        waypoint(0, 0.0),
    ];
    let mut run = MissionRun::new(COPTER);
    run.start(&items, &at(0, false));
    let flown: Vec<Vec<u16>> = (1..4)
        .map(|s| begun(&run.step(&items, &at(s, true))))
        .collect();
    assert_eq!(flown, [vec![1], vec![1], vec![3]]);
}

#[test]
fn jumps_in_a_circle_do_not_hold_the_vehicle_up() {
    let items = [
        waypoint(0, 0.0),
        plain(MavCmd::MAV_CMD_DO_JUMP, [2.0, -1.0, 0.0, 0.0]),
        plain(MavCmd::MAV_CMD_DO_JUMP, [1.0, -1.0, 0.0, 0.0]),
    ];
    let mut run = MissionRun::new(COPTER);
    assert!(run.start(&items, &at(0, false)).is_empty());
    // Nor are they ever reached or passed.
    let circle = run.current();
    assert!(circle.is_some());
    for s in 1..5 {
        assert!(run.step(&items, &at(s, true)).is_empty());
        assert_eq!(run.current(), circle);
    }
    // Until somebody chooses another item.
    assert_eq!(begun(&run.go_to(0, &items, &at(9, true))), [0]);
}

#[test]
fn a_jump_without_end_is_counted_without_end() {
    let jump = plain(MavCmd::MAV_CMD_DO_JUMP, [0.0, -1.0, 0.0, 0.0]);
    let items = [waypoint(0, 0.0), jump];
    let mut run = MissionRun::new(COPTER);
    run.jumps.push((1, i32::MAX));
    assert_eq!(begun(&run.go_to(1, &items, &at(0, false))), [0]);
}

#[test]
fn a_delay_keeps_back_what_follows_it_and_not_the_flight() {
    let trigger = |distance_m| {
        let params = [distance_m, 0.0, 0.0, 0.0];
        plain(MavCmd::MAV_CMD_DO_SET_CAM_TRIGG_DIST, params)
    };
    let delay = |wait_s| plain(MavCmd::MAV_CMD_CONDITION_DELAY, [wait_s, 0.0, 0.0, 0.0]);
    let items = [
        waypoint(0, 0.0),
        delay(5.0),
        trigger(20.0),
        delay(3.0),
        trigger(0.0),
        waypoint(9_000, 0.0),
        waypoint(18_000, 0.0),
    ];
    let mut run = MissionRun::new(COPTER);
    assert_eq!(begun(&run.start(&items, &at(0, false))), [5]);
    assert!(run.step(&items, &at(4, false)).is_empty());
    let on = [Order::Act(trigger(20.0))];
    assert_eq!(run.step(&items, &at(5, false)), on);
    assert!(run.step(&items, &at(7, false)).is_empty());
    assert_eq!(run.step(&items, &at(8, false)), [Order::Act(trigger(0.0))]);
    // At the next place what was not done by then is not done any more.
    let mut run = MissionRun::new(COPTER);
    run.start(&items, &at(0, false));
    assert_eq!(begun(&run.step(&items, &at(2, true))), [6]);
    assert!(run.step(&items, &at(20, false)).is_empty());
}

#[test]
fn what_is_no_navigation_is_done_at_once_and_in_order() {
    let trigger = plain(MavCmd::MAV_CMD_DO_SET_CAM_TRIGG_DIST, [20.0, 0.0, 0.0, 0.0]);
    let items = [
        waypoint(0, 0.0),
        plain(MavCmd::MAV_CMD_DO_CHANGE_SPEED, [1.0, 6.0, 0.0, 0.0]),
        plain(MavCmd::MAV_CMD_CONDITION_YAW, [90.0, 0.0, 0.0, 0.0]),
        trigger,
        waypoint(9_000, 0.0),
    ];
    let orders = MissionRun::new(COPTER).start(&items, &at(0, false));
    let east = std::f64::consts::FRAC_PI_2;
    assert_eq!(
        orders[..4],
        [
            Order::Speed(6.0),
            Order::Face(Some(east)),
            Order::Act(trigger),
            Order::Begun(4)
        ]
    );
}

#[test]
fn heights_are_above_home_or_above_the_sea_as_the_frame_says() {
    let relative = waypoint(0, 0.0);
    assert_eq!(place_of(&relative, HOME, HOME).altitude_amsl_m, 50.0);
    let absolute = Item {
        frame: MavFrame::MAV_FRAME_GLOBAL,
        ..relative
    };
    assert_eq!(place_of(&absolute, HOME, HOME).altitude_amsl_m, 30.0);
}

#[test]
fn a_mission_that_shrank_while_it_was_flown_is_complete() {
    let mut run = MissionRun::new(COPTER);
    run.start(&mission(), &at(0, false));
    assert_eq!(run.step(&[], &at(1, false)), [Order::Complete]);
}

#[test]
fn a_landing_is_told_in_the_air_by_those_who_do_so() {
    let mut run = MissionRun::new(Manners {
        first_item: 0,
        tells_arrival_before_landing: true,
    });
    let land = item(
        MavCmd::MAV_CMD_NAV_LAND,
        [0.0; 4],
        (360_680_000, 1_203_826_000),
        0.0,
    );
    let items = [waypoint(0, 0.0), land];
    run.start(&items, &at(0, false));
    let orders = run.step(&items, &at(10, true));
    let Some(Order::Fly(Task::Line { to, .. })) = orders.last() else {
        unreachable!("{orders:?}")
    };
    assert_eq!(to.altitude_amsl_m, HOME.altitude_amsl_m);
    let orders = run.step(&items, &at(20, true));
    assert!(matches!(
        orders[..],
        [Order::Reached(1), Order::Fly(Task::Land(_))]
    ));
    assert!(run.step(&items, &at(30, true)).is_empty());
    let landed = Circumstances {
        is_landed: true,
        ..at(60, false)
    };
    assert_eq!(run.step(&items, &landed), [Order::Complete]);
}

#[test]
fn a_wait_without_end_is_waited_for_and_one_that_is_no_number_is_none() {
    for (wait_s, goes_on) in [(1e20, false), (f32::INFINITY, false), (f32::NAN, true)] {
        let delay = plain(MavCmd::MAV_CMD_NAV_DELAY, [wait_s, 0.0, 0.0, 0.0]);
        let items = [
            waypoint(0, 0.0),
            waypoint(0, wait_s),
            delay,
            waypoint(9_000, 0.0),
        ];
        for first in [1, 2] {
            let mut run = MissionRun::new(COPTER);
            run.go_to(first, &items, &at(0, false));
            run.step(&items, &at(5, true));
            run.step(&items, &at(1_000_000, true));
            assert_eq!(
                run.current() != Some(first),
                goes_on,
                "{wait_s} s, item {first}"
            );
        }
    }
}
