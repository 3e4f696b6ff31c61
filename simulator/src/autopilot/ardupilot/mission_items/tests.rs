use super::*;

fn item(command: MavCmd, params: [f32; 4]) -> Item {
    Item {
        frame: MavFrame::MAV_FRAME_GLOBAL_RELATIVE_ALT_INT,
        command,
        autocontinue: false,
        params,
        x: 360_677_000,
        y: 1_203_826_000,
        z: 30.126,
    }
}

fn params(command: MavCmd, params: [f32; 4]) -> Option<[f32; 4]> {
    kept(item(command, params)).ok().map(|kept| kept.params)
}

#[test]
fn a_circle_keeps_its_turns_and_its_radius_in_a_byte_each() {
    let turns = MavCmd::MAV_CMD_NAV_LOITER_TURNS;
    for (sent, comes_back) in [
        ([3.9, 7.0, 60.7, 0.0], [3.0, 0.0, 60.0, 0.0]),
        ([2.0, 0.0, -60.0, 1.0], [2.0, 0.0, -60.0, 1.0]),
        ([300.0, 0.0, 255.0, 0.0], [255.0, 0.0, 255.0, 0.0]),
        ([1.0, 0.0, 307.0, 0.0], [1.0, 0.0, 300.0, 0.0]),
        ([1.0, 0.0, -9_000.0, 0.0], [1.0, 0.0, -2_550.0, 0.0]),
        ([0.5, 0.0, 0.0, 0.0], [0.5, 0.0, 0.0, 0.0]),
        ([0.3, 0.0, 20.0, 0.0], [0.296_875, 0.0, 20.0, 0.0]),
    ] {
        assert_eq!(params(turns, sent), Some(comes_back), "{sent:?}");
    }
}

#[test]
fn what_has_no_place_comes_back_without_one_and_goes_on_by_itself() {
    let speed = item(MavCmd::MAV_CMD_DO_CHANGE_SPEED, [1.9, 6.5, -1.0, 3.0]);
    let expected = Item {
        frame: MavFrame::MAV_FRAME_GLOBAL,
        autocontinue: true,
        params: [1.0, 6.5, -1.0, 0.0],
        x: 0,
        y: 0,
        z: 0.0,
        ..speed
    };
    assert_eq!(kept(speed), Ok(expected));
    // Its frame is not looked at.
    let local = Item {
        frame: MavFrame::MAV_FRAME_LOCAL_NED,
        ..speed
    };
    assert_eq!(kept(local), Ok(expected));
    let spline = kept(item(
        MavCmd::MAV_CMD_NAV_SPLINE_WAYPOINT,
        [2.5, 1.0, 1.0, 1.0],
    ));
    let place = spline.map(|it| (it.frame, it.x, it.z, it.params, it.autocontinue));
    let above_home = MavFrame::MAV_FRAME_GLOBAL_RELATIVE_ALT;
    let expected = (above_home, 360_677_000, 30.13, [2.0, 0.0, 0.0, 0.0], true);
    assert_eq!(place, Ok(expected));
}

#[test]
fn a_number_that_is_none_is_refused_by_its_place() {
    use MavMissionResult as Why;
    let yaw = MavCmd::MAV_CMD_CONDITION_YAW;
    let expected = [
        Why::MAV_MISSION_INVALID_PARAM1,
        Why::MAV_MISSION_INVALID_PARAM2,
        Why::MAV_MISSION_INVALID_PARAM3,
        Why::MAV_MISSION_INVALID_PARAM4,
    ];
    for (index, why) in expected.into_iter().enumerate() {
        for none in [f32::NAN, f32::INFINITY] {
            let mut params = [0.0; 4];
            params[index] = none;
            assert_eq!(kept(item(yaw, params)), Err(why));
        }
    }
    // A yaw may be no number where it means "as it is", and nowhere else.
    let nan_yaw = [0.0, 0.0, 0.0, f32::NAN];
    assert_eq!(
        params(MavCmd::MAV_CMD_NAV_WAYPOINT, nan_yaw),
        Some([0.0; 4])
    );
    let spline = item(MavCmd::MAV_CMD_NAV_SPLINE_WAYPOINT, nan_yaw);
    assert_eq!(kept(spline), Err(Why::MAV_MISSION_INVALID_PARAM4));
    let infinite_yaw = [0.0, 0.0, 0.0, f32::INFINITY];
    let waypoint = item(MavCmd::MAV_CMD_NAV_WAYPOINT, infinite_yaw);
    assert_eq!(kept(waypoint), Err(Why::MAV_MISSION_INVALID_PARAM4));
}

#[test]
fn a_place_off_the_globe_or_out_of_the_air_is_refused() {
    use MavMissionResult as Why;
    let waypoint = item(MavCmd::MAV_CMD_NAV_WAYPOINT, [0.0; 4]);
    for (changed, why) in [
        (
            Item {
                x: 900_000_001,
                ..waypoint
            },
            Why::MAV_MISSION_INVALID_PARAM5_X,
        ),
        (
            Item {
                y: -1_800_000_001,
                ..waypoint
            },
            Why::MAV_MISSION_INVALID_PARAM6_Y,
        ),
        (
            Item {
                z: f32::NAN,
                ..waypoint
            },
            Why::MAV_MISSION_INVALID_PARAM7,
        ),
        (
            Item {
                z: -83_000.0,
                ..waypoint
            },
            Why::MAV_MISSION_INVALID_PARAM7,
        ),
        (
            Item {
                frame: MavFrame::MAV_FRAME_LOCAL_NED,
                ..waypoint
            },
            Why::MAV_MISSION_UNSUPPORTED_FRAME,
        ),
    ] {
        assert_eq!(kept(changed), Err(why), "{changed:?}");
    }
}

#[test]
fn what_is_not_flown_here_is_not_kept() {
    for command in [
        MavCmd::MAV_CMD_NAV_PAYLOAD_PLACE,
        MavCmd::MAV_CMD_NAV_CONTINUE_AND_CHANGE_ALT,
        MavCmd::MAV_CMD_NAV_VTOL_TAKEOFF,
        MavCmd::MAV_CMD_DO_PARACHUTE,
    ] {
        let refused = Err(MavMissionResult::MAV_MISSION_UNSUPPORTED);
        assert_eq!(kept(item(command, [0.0; 4])), refused, "{command:?}");
    }
}
