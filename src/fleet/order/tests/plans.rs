use super::*;
use crate::fleet::command::Form;
use crate::fleet::order::modes::{copter as c, plane as pl, px4 as p};
use geofences::Bilingual;

/// The steps' commands: component, number, and its first three and last parameters.
fn commands(order: &Order, facts: &VehicleFacts) -> Vec<(u8, u16, [f32; 4])> {
    let steps = plan(order, facts).unwrap_or_else(|refusal| panic!("{order:?}: {refusal:?}"));
    let of_step = |step: &Step| match &step.act {
        Act::Command { component, command } => {
            let ([a, b, c], last) = match command.form {
                Form::Long([a, b, c, _, _, _, z]) => ([a, b, c], z),
                Form::Int {
                    params: [a, b, c, _],
                    z,
                    ..
                } => ([a, b, c], z),
            };
            Some((*component, command.id, [a, b, c, last]))
        }
        Act::Nudge(_) => None,
    };
    steps.iter().filter_map(of_step).collect()
}

fn expected(order: &Order, facts: &VehicleFacts) -> Vec<Vec<Expect>> {
    let steps = plan(order, facts).unwrap();
    steps.into_iter().map(|step| step.expect).collect()
}

fn mode(mode: u32) -> (u8, u16, [f32; 4]) {
    (1, 176, [1.0, mode as f32, 0.0, 0.0])
}

fn px4_mode(main: f32, sub: f32) -> (u8, u16, [f32; 4]) {
    (1, 176, [1.0, main, sub, 0.0])
}

const ARM: (u8, u16, [f32; 4]) = (1, 400, [1.0, 0.0, 0.0, 0.0]);

#[test]
fn each_autopilot_stops_in_its_own_modes() {
    let hovering = VehicleFacts {
        kind: Some(ComponentKind::Vtol),
        has_rotors: true,
        vtol: VtolState::Multirotor,
        ..plane()
    };
    let table = [
        (copter(), Order::Hold, mode(c::BRAKE)),
        (copter(), Order::ReturnHome, mode(c::RTL)),
        (copter(), Order::Land, mode(c::LAND)),
        (plane(), Order::Hold, mode(pl::LOITER)),
        (plane(), Order::ReturnHome, mode(pl::RTL)),
        (plane(), Order::Land, (1, 189, [0.0; 4])),
        (
            hovering.clone(),
            Order::Hold,
            (1, 192, [-1.0, 1.0, 0.0, HOME_AMSL_M as f32]),
        ),
        (hovering, Order::Land, mode(pl::QLAND)),
        (px4(), Order::Hold, px4_mode(4.0, 3.0)),
        (px4(), Order::ReturnHome, px4_mode(4.0, 5.0)),
        (px4(), Order::Land, px4_mode(4.0, 6.0)),
    ];
    for (facts, order, command) in table {
        assert_eq!(commands(&order, &facts), [command], "{order:?}");
    }
    assert_eq!(expected(&Order::Hold, &px4()), [[Expect::Mode(50_593_792)]]);
}

#[test]
fn copter_is_guided_and_armed_before_it_climbs_to_a_height_above_home() {
    let order = Order::TakeOff { above_home_m: 25.0 };
    let climb = (1, 22, [0.0, 0.0, 0.0, 25.0]);
    assert_eq!(commands(&order, &copter()), [mode(c::GUIDED), ARM, climb]);
    let seen = [Expect::Mode(c::GUIDED), Expect::Armed(true), Expect::InAir];
    assert_eq!(expected(&order, &copter()), seen.map(|it| vec![it]));
}

#[test]
fn px4_is_told_its_height_above_sea_level_before_it_is_armed() {
    let order = Order::TakeOff { above_home_m: 25.0 };
    let climb = (1, 22, [-1.0, 0.0, 0.0, 45.0]);
    assert_eq!(commands(&order, &px4()), [climb, ARM]);
}

#[test]
fn places_go_to_all_above_sea_level_in_a_frame_that_says_so() {
    for (facts, mode) in [
        (copter(), c::GUIDED),
        (px4(), p::LOITER),
        (plane(), pl::GUIDED),
    ] {
        let steps = plan(&go_to(100.0, 63.5), &flying(facts)).unwrap();
        let Act::Command { command, .. } = &steps[1].act else {
            panic!("{steps:?}");
        };
        let Form::Int { frame, x, y, z, .. } = command.form else {
            panic!("{command:?}");
        };
        assert_eq!((command.id, frame, z), (192, 0, 63.5));
        assert_eq!((x, y), (360_679_993, 1_203_826_000));
        let target = Expect::Target(spot(100.0, 63.5));
        assert_eq!(steps[1].expect, [Expect::Mode(mode), target]);
        assert_eq!(
            steps[0].if_refused,
            IfRefused::GoOn,
            "asking for the target"
        );
    }
}

#[test]
fn another_height_is_a_place_above_this_one() {
    let order = Order::ChangeAltitude {
        altitude: amsl(80.0),
    };
    let steps = plan(&order, &flying(copter())).unwrap();
    assert_eq!(steps[1].expect[1], Expect::Target(spot(0.0, 80.0)));
}

#[test]
fn missions_start_as_each_autopilot_lets_them() {
    let order = Order::StartMission { from_item: 3 };
    let set = (1, 224, [3.0, 0.0, 0.0, 0.0]);
    let start = (1, 300, [0.0; 4]);
    let ask = (1, 511, [42.0, 500_000.0, 0.0, 0.0]);
    let on_ground = [mode(c::GUIDED), ARM, ask, set, start];
    assert_eq!(commands(&order, &copter()), on_ground);
    assert_eq!(commands(&order, &flying(copter())), [ask, set, start]);
    assert_eq!(commands(&order, &plane()), [ask, set, ARM, start]);
    let whole = Order::StartMission { from_item: 0 };
    let first = (1, 224, [1.0, 0.0, 0.0, 0.0]);
    assert_eq!(commands(&whole, &flying(copter())), [first, start]);
    let from_third = (1, 300, [3.0, 0.0, 0.0, 0.0]);
    assert_eq!(commands(&order, &px4()), [from_third]);
    let seen = [
        Expect::Mode(p::MISSION),
        Expect::Armed(true),
        Expect::MissionFrom {
            item: 3,
            before: None,
        },
    ];
    assert_eq!(expected(&order, &px4()), [seen]);
    let resume = Order::ResumeMission;
    assert_eq!(commands(&resume, &flying(copter())), [mode(c::AUTO)]);
    assert_eq!(commands(&resume, &flying(px4())), [px4_mode(4.0, 4.0)]);
}

#[test]
fn disarming_in_the_air_is_forced_and_on_the_ground_never() {
    for facts in [copter(), px4()] {
        let ground = commands(&Order::Disarm, &facts);
        assert_eq!(ground, [(1, 400, [0.0; 4])]);
        let air = commands(&Order::DisarmInAir, &flying(facts.clone()));
        assert_eq!(air, [(1, 400, [0.0, 21_196.0, 0.0, 0.0])]);
        let refused = plan(&Order::Disarm, &flying(facts));
        assert_eq!(refused, Err(Refusal::InTheAir));
    }
}

#[test]
fn what_is_carried_is_told_by_its_own_component() {
    let facts = VehicleFacts {
        payload: PayloadSetup {
            loudspeaker: Some(Loudspeaker::Servo {
                output: 9,
                silent_us: 1_000,
                announcements_us: vec![1_200, 1_400],
            }),
            light: Some(Light::Illuminator(25)),
        },
        ..copter()
    };
    let north = Order::PointGimbal {
        pitch_deg: -45.0,
        yaw_deg: 90.0,
        from: YawFrom::North,
    };
    let every = Duration::from_secs(2);
    let table = [
        (
            Order::Zoom { level: 0.25 },
            (100, 531, [2.0, 25.0, 0.0, 0.0]),
        ),
        (Order::TakePhoto, (100, 2000, [0.0, 0.0, 1.0, 0.0])),
        (
            Order::StartPhotoInterval { every },
            (100, 2000, [0.0, 2.0, 0.0, 0.0]),
        ),
        (Order::StopPhotos, (100, 2001, [0.0; 4])),
        (Order::StartRecording, (100, 2500, [0.0; 4])),
        (Order::StopRecording, (100, 2501, [0.0; 4])),
        (
            Order::Loudspeaker(Some(1)),
            (1, 183, [9.0, 1_400.0, 0.0, 0.0]),
        ),
        (Order::Loudspeaker(None), (1, 183, [9.0, 1_000.0, 0.0, 0.0])),
        (Order::Light(true), (25, 405, [1.0, 0.0, 0.0, 0.0])),
        (Order::Light(false), (25, 405, [0.0; 4])),
    ];
    for (order, command) in table {
        assert_eq!(commands(&order, &facts), [command], "{order:?}");
    }
    let ask = (154, 511, [281.0, 500_000.0, 0.0, 0.0]);
    let take = (154, 1001, [250.0, 190.0, -1.0, 0.0]);
    assert_eq!(commands(&Order::TakeGimbalControl, &facts), [ask, take]);
    let steps = plan(&north, &facts).unwrap();
    assert!(format!("{steps:?}").contains("[-45.0, 90.0, NaN, NaN, 16.0, 0.0, 0.0]"));
    let beyond = plan(&Order::Loudspeaker(Some(2)), &facts);
    assert!(matches!(beyond, Err(Refusal::NoSuchPayload(_))));
    let photo = plan(&Order::TakePhoto, &facts).unwrap();
    assert!(format!("{photo:?}").contains("[0.0, 0.0, 1.0, 7.0, 0.0, 0.0, 0.0]"));
}

#[test]
fn relays_switch_lights_and_loudspeakers_too() {
    let facts = VehicleFacts {
        payload: PayloadSetup {
            loudspeaker: Some(Loudspeaker::Relay(2)),
            light: Some(Light::Relay(3)),
        },
        ..px4()
    };
    let play = commands(&Order::Loudspeaker(Some(0)), &facts);
    assert_eq!(play, [(1, 181, [2.0, 1.0, 0.0, 0.0])]);
    let silent = commands(&Order::Loudspeaker(None), &facts);
    assert_eq!(silent, [(1, 181, [2.0, 0.0, 0.0, 0.0])]);
    let dark = commands(&Order::Light(false), &facts);
    assert_eq!(dark, [(1, 181, [3.0, 0.0, 0.0, 0.0])]);
    assert!(plan(&Order::Light(true), &px4()).is_err());
}

/// Orders that send it somewhere.
fn going() -> Vec<Order> {
    vec![
        go_to(100.0, 60.0),
        Order::ChangeAltitude {
            altitude: amsl(60.0),
        },
        Order::ResumeMission,
        Order::StartMission { from_item: 0 },
    ]
}

#[test]
fn what_is_not_known_is_a_refusal() {
    for base in [copter(), px4(), plane()] {
        let base = flying(base);
        let without = [
            (
                Fact::Autopilot,
                VehicleFacts {
                    autopilot: None,
                    ..base.clone()
                },
            ),
            (
                Fact::InAir,
                VehicleFacts {
                    is_in_air: None,
                    ..base.clone()
                },
            ),
            (
                Fact::Integrity,
                VehicleFacts {
                    integrity_is_lost: None,
                    ..base.clone()
                },
            ),
        ];
        for (fact, facts) in without {
            for order in going() {
                let refused = plan(&order, &facts);
                assert_eq!(refused, Err(Refusal::Unknown(fact)), "{order:?}");
            }
        }
    }
    let no_home = VehicleFacts {
        home: None,
        ..px4()
    };
    let up = Order::TakeOff { above_home_m: 20.0 };
    assert_eq!(plan(&up, &no_home), Err(Refusal::Unknown(Fact::Home)));
    let no_abilities = VehicleFacts {
        capabilities: None,
        ..flying(px4())
    };
    let refused = plan(&go_to(10.0, 60.0), &no_abilities);
    assert_eq!(refused, Err(Refusal::Unknown(Fact::Capabilities)));
    let nowhere = VehicleFacts {
        at: None,
        ..flying(px4())
    };
    let refused = plan(&go_to(10.0, 60.0), &nowhere);
    assert_eq!(refused, Err(Refusal::Unknown(Fact::Position)));
}

#[test]
fn lost_integrity_sends_it_nowhere_and_stops_it() {
    for base in [copter(), px4(), plane()] {
        let lost = VehicleFacts {
            integrity_is_lost: Some(true),
            ..flying(base)
        };
        for order in going() {
            let refused = plan(&order, &lost);
            assert_eq!(refused, Err(Refusal::IntegrityLost), "{order:?}");
        }
        for order in [Order::Hold, Order::ReturnHome, Order::Land] {
            assert!(plan(&order, &lost).is_ok(), "{order:?}");
        }
    }
}

#[test]
fn recordings_and_what_is_not_commissioned_are_told_nothing() {
    let orders = [Order::Hold, Order::Land, Order::Arm, Order::TakePhoto];
    for order in orders {
        let replayed = VehicleFacts {
            origin: Origin::Replayed,
            ..copter()
        };
        assert_eq!(plan(&order, &replayed), Err(Refusal::Replayed));
        let observed = VehicleFacts {
            is_commissioned: false,
            ..copter()
        };
        assert_eq!(plan(&order, &observed), Err(Refusal::NotCommissioned));
        let simulated = VehicleFacts {
            origin: Origin::Simulated,
            is_commissioned: false,
            ..copter()
        };
        assert!(plan(&order, &simulated).is_ok());
    }
}

#[test]
fn an_autopilot_that_is_not_known_well_is_told_nothing() {
    let foreign = facts(AutopilotKind::Other(4), ComponentKind::Rotorcraft);
    assert_eq!(plan(&Order::Hold, &foreign), Err(Refusal::ForeignAutopilot));
}

#[test]
fn the_ground_and_the_air_are_asked_for_first() {
    let table = [
        (Order::Arm, flying(copter()), Refusal::InTheAir),
        (
            Order::TakeOff { above_home_m: 9.0 },
            flying(px4()),
            Refusal::InTheAir,
        ),
        (go_to(1.0, 50.0), copter(), Refusal::OnTheGround),
        (Order::ResumeMission, px4(), Refusal::OnTheGround),
        (Order::RebootAutopilot, flying(copter()), Refusal::Armed),
        (
            Order::RebootAutopilot,
            VehicleFacts {
                is_armed: None,
                ..copter()
            },
            Refusal::Unknown(Fact::Armed),
        ),
    ];
    for (order, facts, refusal) in table {
        assert_eq!(plan(&order, &facts), Err(refusal), "{order:?}");
    }
}

#[test]
fn heights_are_above_sea_level_or_refused() {
    for datum in [
        AltitudeDatum::AboveHome,
        AltitudeDatum::AboveGround,
        AltitudeDatum::Wgs84Ellipsoid,
    ] {
        let order = Order::GoTo {
            to: spot(0.0, 0.0).position,
            altitude: Altitude::new(50.0, datum).unwrap(),
        };
        let refused = plan(&order, &flying(px4()));
        assert_eq!(refused, Err(Refusal::NotAboveSeaLevel));
    }
}

#[test]
fn numbers_have_limits() {
    let take_off = |above_home_m| Order::TakeOff { above_home_m };
    for (height, is_good) in [(0.99, false), (1.0, true), (500.0, true), (500.1, false)] {
        assert_eq!(plan(&take_off(height), &copter()).is_ok(), is_good);
    }
    for height in [f64::NAN, f64::INFINITY, -5.0] {
        assert!(plan(&take_off(height), &copter()).is_err());
        assert!(plan(&Order::Zoom { level: height }, &copter()).is_err());
        let faster = Order::SetSpeed { speed_mps: height };
        assert!(plan(&faster, &flying(copter())).is_err());
    }
    let rate = |message| MessageRate {
        message,
        interval: MessageInterval::Off,
    };
    let rates = |rates: Vec<MessageRate>| plan(&Order::SetMessageRates(rates), &copter()).is_ok();
    assert!(rates(vec![rate(0xFF_FFFF); 64]));
    assert!(!rates(vec![rate(0xFF_FFFF); 65]));
    assert!(!rates(vec![rate(0x100_0000)]));
    assert!(!rates(Vec::new()));
}

#[test]
fn only_a_copter_in_guided_is_nudged() {
    let nudge = Order::Nudge(Velocity::default());
    let guided = VehicleFacts {
        custom_mode: Some(c::GUIDED),
        ..flying(copter())
    };
    assert!(plan(&nudge, &guided).is_ok());
    let table = [
        flying(px4()),
        flying(plane()),
        flying(copter()),
        VehicleFacts {
            is_in_air: Some(false),
            ..guided
        },
    ];
    for facts in table {
        assert!(plan(&nudge, &facts).is_err(), "{facts:?}");
    }
}

#[test]
fn a_wing_takes_off_in_a_mission() {
    let up = Order::TakeOff { above_home_m: 20.0 };
    let px4_wing = facts(AutopilotKind::Px4, ComponentKind::FixedWing);
    for facts in [plane(), px4_wing] {
        let refused = plan(&up, &facts);
        assert!(matches!(refused, Err(Refusal::NotThisVehicle(_))));
    }
}

#[test]
fn refusals_are_said_in_both_languages() {
    let why = || Bilingual::new("No.", "不行。");
    let refusals = [
        Refusal::Replayed,
        Refusal::Unknown(Fact::Home),
        Refusal::OutOfLimits {
            what: why(),
            least: 0.0,
            most: 1.0,
        },
        Refusal::NotThisVehicle(why()),
        Refusal::Lease(crate::fleet::lease::LeaseRefusal::HeldByNobody),
    ];
    for refusal in refusals {
        let message = refusal.message();
        assert!(!message.en.is_empty() && message.en.is_ascii());
        assert!(message.zh.ends_with('。'));
    }
}

#[test]
fn no_wing_is_told_to_land_where_it_is_by_px4() {
    for (kind, command) in [
        (ComponentKind::FixedWing, px4_mode(4.0, 5.0)),
        (ComponentKind::Rotorcraft, px4_mode(4.0, 6.0)),
        (ComponentKind::Vtol, px4_mode(4.0, 6.0)),
    ] {
        let facts = flying(facts(AutopilotKind::Px4, kind));
        assert_eq!(commands(&Order::Land, &facts), [command]);
    }
}

#[test]
fn a_plane_with_rotors_hovers_lands_and_takes_off_on_them_though_it_calls_itself_a_wing() {
    for kind in [ComponentKind::FixedWing, ComponentKind::Vtol] {
        let facts = VehicleFacts {
            kind: Some(kind),
            has_rotors: true,
            vtol: VtolState::Multirotor,
            ..plane()
        };
        assert_eq!(commands(&Order::Land, &facts), [mode(pl::QLAND)]);
        let take_off = commands(&Order::TakeOff { above_home_m: 25.0 }, &facts);
        assert_eq!(take_off.last(), Some(&(1, 22, [0.0, 0.0, 0.0, 25.0])));
        // QSTABILIZE, QHOVER, QLOITER and QACRO follow sticks that nobody holds, and sink.
        let mut step = plan(&Order::Hold, &flying(facts)).unwrap().remove(0);
        assert_eq!(step.expect, [Expect::Mode(pl::GUIDED)]);
        while let Some(instead) = step.instead {
            step = *instead;
            assert_eq!(step.expect, [Expect::Mode(pl::LOITER)]);
        }
    }
}

#[test]
fn the_speed_of_a_plane_is_always_one_through_the_air() {
    for kind in [ComponentKind::FixedWing, ComponentKind::Vtol] {
        let facts = flying(facts(AutopilotKind::ArduPilot, kind));
        let order = Order::SetSpeed { speed_mps: 12.0 };
        assert_eq!(commands(&order, &facts), [(1, 178, [0.0, 12.0, -1.0, 0.0])]);
    }
    let order = Order::SetSpeed { speed_mps: 12.0 };
    assert_eq!(
        commands(&order, &flying(copter())),
        [(1, 178, [1.0, 12.0, -1.0, 0.0])]
    );
}

#[test]
fn a_mission_in_doubt_is_not_flown_and_keeps_nobody_from_stopping() {
    let facts = VehicleFacts {
        mission_is_in_doubt: true,
        ..flying(copter())
    };
    for order in [Order::StartMission { from_item: 1 }, Order::ResumeMission] {
        assert_eq!(plan(&order, &facts), Err(Refusal::MissionInTransfer));
    }
    for order in [Order::Hold, Order::ReturnHome, Order::Land] {
        assert!(plan(&order, &facts).is_ok());
    }
}
