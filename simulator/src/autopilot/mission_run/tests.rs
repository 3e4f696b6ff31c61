use super::*;

const COPTER: Manners = Manners {
    first_item: 1,
    style: Style::ArduPilot,
};
const PX4: Manners = Manners {
    first_item: 0,
    style: Style::Px4,
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
        has_turned: false,
        acceleration_mps2: 2.5,
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
    assert_eq!(speed(&turning), legs::CORNER_MPS);
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
fn jumps_in_a_circle_do_not_hold_a_px4_up_and_end_the_mission_of_a_copter() {
    let items = [
        waypoint(0, 0.0),
        plain(MavCmd::MAV_CMD_DO_JUMP, [2.0, -1.0, 0.0, 0.0]),
        plain(MavCmd::MAV_CMD_DO_JUMP, [1.0, -1.0, 0.0, 0.0]),
    ];
    let mut run = MissionRun::new(COPTER);
    assert_eq!(run.start(&items, &at(0, false)), [Order::Complete]);
    assert_eq!(run.current(), None);
    let mut run = MissionRun::new(PX4);
    assert!(run.go_to(1, &items, &at(0, false)).is_empty());
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
    // A Copter does not jump home.
    let ends = MissionRun::new(COPTER).start(&items, &at(0, false));
    assert_eq!(ends, [Order::Complete]);
    let mut run = MissionRun::new(PX4);
    run.jumps.push((1, i32::MAX));
    assert_eq!(begun(&run.go_to(1, &items, &at(0, false))), [0]);
}

fn trigger(distance_m: f32) -> Item {
    let params = [distance_m, 0.0, 0.0, 0.0];
    plain(MavCmd::MAV_CMD_DO_SET_CAM_TRIGG_DIST, params)
}

fn with_first(command: MavCmd, first: f32) -> Item {
    plain(command, [first, 0.0, 0.0, 0.0])
}

#[test]
fn a_delay_keeps_back_what_follows_it_and_not_the_flight() {
    let delay = |wait_s| with_first(MavCmd::MAV_CMD_CONDITION_DELAY, wait_s);
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
    assert_eq!(begun(&run.start(&items, &at(0, false))), [1, 5]);
    assert!(run.step(&items, &at(4, false)).is_empty());
    let on = [
        Order::Reached(1),
        Order::Begun(2),
        Order::Act(trigger(20.0)),
        Order::Begun(3),
    ];
    assert_eq!(run.step(&items, &at(5, false)), on);
    assert!(run.step(&items, &at(7, false)).is_empty());
    let off = [Order::Reached(3), Order::Begun(4), Order::Act(trigger(0.0))];
    assert_eq!(run.step(&items, &at(8, false)), off);
    // At the next place what was not done by then is not done any more.
    let mut run = MissionRun::new(COPTER);
    run.start(&items, &at(0, false));
    assert_eq!(begun(&run.step(&items, &at(2, true))), [6]);
    assert!(run.step(&items, &at(20, false)).is_empty());
}

fn away_m(north_m: f64, seconds: u64) -> Circumstances {
    let lengths = crate::place::DegreeLengths::at(HOME.latitude_deg);
    let step = nalgebra::Vector3::new(north_m, 0.0, 0.0);
    Circumstances {
        here: HOME.moved_ned(step, lengths),
        ..at(seconds, false)
    }
}

#[test]
fn what_a_distance_keeps_back_is_done_so_close_to_the_place() {
    let within = |most_m| with_first(MavCmd::MAV_CMD_CONDITION_DISTANCE, most_m);
    // 100 m to the north.
    let items = [
        waypoint(0, 0.0),
        within(40.9),
        trigger(5.0),
        within(0.0),
        trigger(0.0),
        waypoint(9_009, 0.0),
    ];
    let mut run = MissionRun::new(COPTER);
    run.start(&items, &away_m(0.0, 0));
    assert!(run.step(&items, &away_m(59.5, 6)).is_empty());
    let on = Order::Act(trigger(5.0));
    assert!(run.step(&items, &away_m(60.5, 7)).contains(&on));
    // Nothing is closer than 0 m.
    assert!(run.step(&items, &away_m(100.0, 11)).is_empty());
}

#[test]
fn the_nose_turns_after_the_flight_has_begun_and_keeps_back_what_follows() {
    let params = [90.0, 20.0, -1.0, 1.0];
    let yaw = plain(MavCmd::MAV_CMD_CONDITION_YAW, params);
    let items = [waypoint(0, 0.0), yaw, trigger(5.0), waypoint(9_000, 0.0)];
    let mut run = MissionRun::new(COPTER);
    let orders = run.start(&items, &at(0, false));
    let turn = Turn {
        angle_deg: 90.0,
        rate_dps: 20.0,
        direction: -1.0,
        is_relative: true,
    };
    assert_eq!(orders[..2], [Order::Begun(1), Order::Begun(3)]);
    assert_eq!(orders[3..], [Order::Turn(turn)]);
    assert!(run.step(&items, &at(1, false)).is_empty());
    let turned = Circumstances {
        has_turned: true,
        ..at(4, false)
    };
    let on = [Order::Reached(1), Order::Begun(2), Order::Act(trigger(5.0))];
    assert_eq!(run.step(&items, &turned), on);
}

#[test]
fn what_is_no_navigation_is_done_in_order_on_the_way_to_the_next_place() {
    let speed = plain(MavCmd::MAV_CMD_DO_CHANGE_SPEED, [1.0, 6.0, 0.0, 0.0]);
    let items = [waypoint(0, 0.0), speed, trigger(20.0), waypoint(9_000, 0.0)];
    let orders = MissionRun::new(COPTER).start(&items, &at(0, false));
    let changed = Order::Speed {
        kind: 1.0,
        speed_mps: 6.0,
    };
    assert_eq!(orders[..3], [Order::Begun(1), changed, Order::Begun(3)]);
    let then = [
        Order::Reached(1),
        Order::Begun(2),
        Order::Act(trigger(20.0)),
    ];
    assert_eq!(orders[4..], then);
}

#[test]
fn behind_the_last_place_a_copter_does_one_thing_more_and_a_px4_everything() {
    let items = [waypoint(0, 0.0), trigger(1.0), trigger(2.0)];
    let done = |manners: Manners| {
        let mut run = MissionRun::new(manners);
        run.go_to(0, &items, &at(0, false));
        run.step(&items, &at(9, true))
    };
    let copter = [
        Order::Reached(0),
        Order::Begun(1),
        Order::Act(trigger(1.0)),
        Order::Complete,
    ];
    assert_eq!(done(COPTER), copter);
    let px4 = [
        Order::Reached(0),
        Order::Begun(1),
        Order::Act(trigger(1.0)),
        Order::Reached(1),
        Order::Begun(2),
        Order::Act(trigger(2.0)),
        Order::Reached(2),
        Order::Complete,
    ];
    assert_eq!(done(PX4), px4);
}

#[test]
fn between_two_places_nothing_else_stops_it_nor_does_a_jump() {
    let jump = plain(MavCmd::MAV_CMD_DO_JUMP, [1.0, -1.0, 0.0, 0.0]);
    let items = [
        waypoint(0, 0.0),
        waypoint(9_000, 0.0),
        trigger(5.0),
        waypoint(18_000, 0.0),
        jump,
    ];
    let mut run = MissionRun::new(COPTER);
    let orders = run.start(&items, &at(0, false));
    assert_eq!(speed_on(&orders), f64::INFINITY);
    // Back to where it came from.
    let orders = run.go_to(3, &items, &at(9, false));
    assert_eq!(speed_on(&orders), legs::CORNER_MPS);
}

fn speed_on(orders: &[Order]) -> f64 {
    let speed = orders.iter().find_map(|order| match order {
        Order::Fly(Task::Line { speed_on_mps, .. }) => Some(*speed_on_mps),
        _ => None,
    });
    speed.unwrap_or(f64::NAN)
}

#[test]
fn around_a_place_it_goes_as_the_item_says() {
    let params = [3.0, 0.0, -60.0, 0.0];
    let place = (360_680_000, 1_203_826_000);
    let turns = item(MavCmd::MAV_CMD_NAV_LOITER_TURNS, params, place, 30.0);
    let items = [waypoint(0, 0.0), turns];
    let mut run = MissionRun::new(COPTER);
    let round = Round {
        centre: Place::new(36.068, 120.3826, 50.0),
        radius_m: 60.0,
        is_left: true,
        turns: 3.0,
    };
    let orders = run.start(&items, &at(0, false));
    let Some(Order::Circle(flown)) = orders.last() else {
        unreachable!("{orders:?}")
    };
    assert!(flown.centre.ned_to(round.centre).norm() < 1e-3);
    let centre = flown.centre;
    assert_eq!(*flown, Round { centre, ..round });
    let over = [Order::Reached(1), Order::Complete];
    assert_eq!(run.step(&items, &at(9, true)), over);
}

fn spline_in(orders: &[Order]) -> Spline {
    let spline = orders.iter().find_map(|order| match order {
        Order::Fly(Task::Follow(crate::autopilot::flight::Course::Spline(it))) => Some(*it),
        _ => None,
    });
    spline.unwrap_or_else(|| unreachable!("{orders:?}"))
}

#[test]
fn splines_go_through_their_places_in_the_direction_of_their_neighbours() {
    let spline = |north: i32, east: i32| {
        let place = (360_671_000 + north, 1_203_826_000 + east);
        item(MavCmd::MAV_CMD_NAV_SPLINE_WAYPOINT, [0.0; 4], place, 0.0)
    };
    let items = [
        waypoint(0, 0.0),
        waypoint(9_000, 0.0),
        spline(18_000, 9_000),
        spline(27_000, 0),
        waypoint(36_000, 0.0),
    ];
    let mut run = MissionRun::new(COPTER);
    // A spline that goes on as the line came is no corner, and not so straight as to be raced into.
    let speed = speed_on(&run.start(&items, &at(0, false)));
    assert!((3.0..20.0).contains(&speed), "{speed}");
    let first = spline_in(&run.step(&items, &at(9, true)));
    // As high as the place before where it names no height.
    assert_eq!(first.to().altitude_amsl_m, 50.0);
    // From the first waypoint to the second spline's: 200 m to the north.
    let end = first.end_m();
    assert!((end.x - 199.8).abs() < 0.5 && end.y.abs() < 1e-6, "{end:?}");
    // The last one leads to a line: on along that.
    let last = spline_in(&run.step(&items, &at(19, true)));
    let end = last.end_m();
    assert!((end.x - 99.9).abs() < 0.5 && end.y.abs() < 1e-6, "{end:?}");
}

#[test]
fn a_spline_begins_and_ends_at_rest_where_it_is_stopped() {
    let place = (360_680_000, 1_203_830_000);
    let spline = |wait_s: f32| {
        let params = [wait_s, 0.0, 0.0, 0.0];
        item(MavCmd::MAV_CMD_NAV_SPLINE_WAYPOINT, params, place, 30.0)
    };
    let stops = [
        waypoint(0, 0.0),
        waypoint(9_000, 4.0),
        spline(3.0),
        waypoint(18_000, 0.0),
    ];
    let mut run = MissionRun::new(COPTER);
    assert_eq!(speed_on(&run.start(&stops, &at(0, false))), 0.0);
    run.step(&stops, &at(9, true));
    let spline = spline_in(&run.step(&stops, &at(13, true)));
    assert_eq!(spline.end_m().norm(), 0.0);
    assert_eq!(spline.entry_mps(2.5), f64::INFINITY);
}

#[test]
fn a_copter_without_a_height_stays_as_high_as_it_is() {
    let low = Item {
        z: 0.0,
        ..waypoint(9_000, 0.0)
    };
    let items = [waypoint(0, 0.0), low];
    let height = |manners: Manners| {
        let here = HOME.at_amsl_m(77.0);
        let orders = MissionRun::new(manners).go_to(
            1,
            &items,
            &Circumstances {
                here,
                ..at(0, false)
            },
        );
        match orders.last() {
            Some(Order::Fly(Task::Line { to, .. })) => to.altitude_amsl_m,
            other => unreachable!("{other:?}"),
        }
    };
    assert_eq!((height(COPTER), height(PX4)), (77.0, 20.0));
}

#[test]
fn a_mission_that_is_gone_on_with_elsewhere_starts_from_there() {
    let here = plain(MavCmd::MAV_CMD_NAV_LOITER_UNLIM, [0.0; 4]);
    let items = [waypoint(0, 0.0), waypoint(9_000, 0.0), here];
    let mut run = MissionRun::new(COPTER);
    run.start(&items, &at(0, false));
    let orders = run.go_to(2, &items, &away_m(-50.0, 9));
    let Some(Order::Fly(Task::Goto(place))) = orders.last() else {
        unreachable!("{orders:?}")
    };
    assert!(place.ned_to(away_m(-50.0, 9).here).norm() < 1e-6);
}

#[test]
fn a_copter_flies_to_where_it_lands_and_never_tells_that_it_did() {
    let place = (360_680_000, 1_203_826_000);
    let land = item(MavCmd::MAV_CMD_NAV_LAND, [0.0; 4], place, 0.0);
    let items = [waypoint(0, 0.0), land];
    let mut run = MissionRun::new(COPTER);
    let orders = run.start(&items, &at(0, false));
    assert!(matches!(orders.last(), Some(Order::Fly(Task::Line { .. }))));
    let orders = run.step(&items, &at(9, true));
    assert!(
        matches!(orders[..], [Order::Fly(Task::Land(_))]),
        "{orders:?}"
    );
    let landed = Circumstances {
        is_landed: true,
        ..at(60, false)
    };
    assert_eq!(run.step(&items, &landed), [Order::Complete]);
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
    let mut run = MissionRun::new(PX4);
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

#[test]
fn as_many_items_as_there_are_may_lie_between_two_places() {
    let mut items = vec![waypoint(0, 0.0)];
    items.extend(vec![trigger(20.0); 500]);
    items.push(waypoint(9_000, 0.0));
    let mut run = MissionRun::new(COPTER);
    let orders = run.start(&items, &at(0, false));
    assert_eq!(run.current(), Some(501));
    let acts = orders.iter().filter(|it| matches!(it, Order::Act(_)));
    assert_eq!(acts.count(), 500);
}

#[test]
fn jumps_are_counted_anew_in_a_mission_that_is_started_again() {
    let items = [
        waypoint(0, 0.0),
        waypoint(9_000, 0.0),
        plain(MavCmd::MAV_CMD_DO_JUMP, [1.0, 1.0, 0.0, 0.0]),
    ];
    let mut run = MissionRun::new(COPTER);
    for flight in 0..2 {
        assert_eq!(begun(&run.start(&items, &at(0, false))), [1]);
        assert_eq!(begun(&run.step(&items, &at(1, true))), [1], "{flight}");
        let orders = run.step(&items, &at(2, true));
        assert_eq!(orders, [Order::Reached(1), Order::Complete], "{flight}");
    }
}
