//! The MAVLink items that each autopilot gets for the same mission.

use geofences::fence::Autopilot;
use geofences::{Altitude, AltitudeDatum, Bilingual, Position};
use missions::formats::Airframe;
use missions::formats::mavlink::{Items, items_of};
use missions::mission::{Carried, Deed, FlyTo, ForeignItem, Heading, Home, Mission, Step, Switch};

fn home() -> Position {
    Position::new(120.38, 36.06).unwrap()
}

fn mission(steps: Vec<Step>) -> Mission {
    Mission {
        name: Bilingual::new("Pier", "栈桥"),
        home: Home {
            position: home(),
            ground_amsl_m: 12.0,
        },
        steps,
        speed_mps: 8.0,
        return_height_m: 60.0,
        rally: Vec::new(),
        fence: Vec::new(),
        carried: Carried::default(),
    }
}

fn fly_to(hold_s: f64, is_passed: bool, heading: Heading) -> Step {
    Step::FlyTo(FlyTo {
        position: Position::new(120.39, 36.07).unwrap(),
        altitude: Altitude::new(60.0, AltitudeDatum::MeanSeaLevel).unwrap(),
        hold_s,
        is_passed,
        heading,
    })
}

fn items(steps: Vec<Step>, autopilot: Autopilot, airframe: Airframe) -> Items {
    items_of(&mission(steps), autopilot, airframe).unwrap()
}

fn commands(items: &Items) -> Vec<u16> {
    items.items.iter().map(|it| it.item.command).collect()
}

#[test]
fn a_heading_stands_in_the_place_for_px4_and_before_it_for_ardupilot() {
    let steps = || vec![fly_to(0.0, true, Heading::Degrees(-90.0))];
    let px4 = items(steps(), Autopilot::Px4, Airframe::Multirotor);
    assert_eq!(commands(&px4), [178, 16]);
    assert_eq!(px4.items[1].item.parameters[3], Some(-90.0));
    let ardupilot = items(steps(), Autopilot::ArduPilot, Airframe::Multirotor);
    assert_eq!(commands(&ardupilot), [178, 115, 16]);
    assert_eq!(ardupilot.items[1].item.parameters[0], Some(270.0));
    assert_eq!(ardupilot.items[1].step, Some(0));
    let along = items(
        vec![fly_to(0.0, true, Heading::Along)],
        Autopilot::Px4,
        Airframe::Multirotor,
    );
    assert_eq!(along.items[1].item.parameters[3], None);
}

#[test]
fn wings_get_airspeed_and_circle_where_they_stay() {
    let steps = || {
        let altitude = Altitude::new(40.0, AltitudeDatum::AboveHome).unwrap();
        let stay = fly_to(20.0, false, Heading::Along);
        vec![
            Step::TakeOff { altitude },
            stay,
            Step::Land { position: home() },
        ]
    };
    for autopilot in [Autopilot::ArduPilot, Autopilot::Px4] {
        let wings = items(steps(), autopilot, Airframe::FixedWing);
        assert_eq!(commands(&wings), [178, 22, 19, 21]);
        assert_eq!(wings.items[0].item.parameters[..2], [Some(0.0), Some(8.0)]);
        assert_eq!(
            commands(&items(steps(), autopilot, Airframe::Vtol)),
            [178, 84, 19, 85]
        );
        let rotors = items(steps(), autopilot, Airframe::Multirotor);
        assert_eq!(commands(&rotors), [178, 22, 16, 21]);
        assert_eq!(rotors.items[0].item.parameters[0], Some(1.0));
        assert_eq!(rotors.items[2].item.parameters[0], Some(20.0));
    }
    let stop = vec![fly_to(0.0, false, Heading::Along)];
    let lost = items(stop, Autopilot::Px4, Airframe::FixedWing).lost;
    assert!(lost[0].what.en.contains("cannot stop"));
}

#[test]
fn ardupilot_rounds_stays_up_to_whole_seconds_and_says_so() {
    for (hold_s, kept_s, losses) in [(2.0, 2.0, 0), (2.001, 3.0, 1), (70_000.0, 65_535.0, 1)] {
        let steps = || vec![fly_to(hold_s, false, Heading::Along)];
        let ardupilot = items(steps(), Autopilot::ArduPilot, Airframe::Multirotor);
        assert_eq!(ardupilot.items[1].item.parameters[0], Some(kept_s));
        assert_eq!(ardupilot.lost.len(), losses);
        let px4 = items(steps(), Autopilot::Px4, Airframe::Multirotor);
        assert_eq!(px4.items[1].item.parameters[0], Some(hold_s));
        assert!(px4.lost.is_empty());
    }
}

#[test]
fn lights_and_zoom_are_told_only_where_the_mission_says_how() {
    let deeds = [
        Deed::Light { is_on: true },
        Deed::Loudspeaker { is_on: false },
        Deed::Zoom { ratio: 3.0 },
    ];
    let mut steps = deeds.map(Step::Do).to_vec();
    steps.push(Step::ReturnHome);
    let mut known = mission(steps);
    let lost = |mission: &Mission, autopilot| {
        let items = items_of(mission, autopilot, Airframe::Multirotor).unwrap();
        let steps: Vec<_> = items.lost.iter().map(|loss| loss.step.unwrap()).collect();
        (commands(&items), steps)
    };
    assert_eq!(
        lost(&known, Autopilot::ArduPilot),
        (vec![178, 20], vec![0, 1, 2])
    );
    known.carried = Carried {
        light: Some(Switch::Relay(0)),
        loudspeaker: Some(Switch::Servo {
            output: 10,
            on_us: 2_000,
            off_us: 1_000,
        }),
        largest_zoom: Some(2.0),
    };
    // The zoom is written, and not as far.
    assert_eq!(
        lost(&known, Autopilot::ArduPilot),
        (vec![178, 181, 183, 531, 20], vec![2])
    );
    assert_eq!(
        lost(&known, Autopilot::Px4),
        (vec![178, 531, 20], vec![0, 1, 2])
    );
    known.carried.largest_zoom = Some(5.0);
    let items = items_of(&known, Autopilot::ArduPilot, Airframe::Multirotor).unwrap();
    assert_eq!(items.items[3].item.parameters[..2], [Some(2.0), Some(50.0)]);
    assert_eq!(
        items.items[2].item.parameters[..2],
        [Some(10.0), Some(1_000.0)]
    );
}

#[test]
fn an_item_that_leads_to_another_by_its_number_is_not_written() {
    let foreign = |command| {
        Step::Foreign(ForeignItem {
            command,
            frame: 2,
            parameters: [Some(2.0); 7],
            is_continued: true,
        })
    };
    for autopilot in [Autopilot::ArduPilot, Autopilot::Px4] {
        for command in [177, 224] {
            let jumps = mission(vec![fly_to(0.0, true, Heading::Along), foreign(command)]);
            let problems = items_of(&jumps, autopilot, Airframe::Multirotor).unwrap_err();
            assert_eq!(problems[0].code, "item-by-number");
            assert_eq!(problems[0].place.feature, Some(1));
        }
        let other = items(vec![foreign(211)], autopilot, Airframe::Multirotor);
        assert_eq!(commands(&other), [178, 211]);
    }
}

#[test]
fn wings_of_ardupilot_do_not_wait_in_the_air_and_that_is_told() {
    let steps = || vec![Step::Do(Deed::Wait { seconds: 9.0 })];
    for airframe in [Airframe::FixedWing, Airframe::Vtol] {
        let told = items(steps(), Autopilot::ArduPilot, airframe);
        assert_eq!((commands(&told), told.lost[0].step), (vec![178], Some(0)));
        let px4 = items(steps(), Autopilot::Px4, airframe);
        assert_eq!((commands(&px4), px4.lost.len()), (vec![178, 93], 0));
    }
    let rotors = items(steps(), Autopilot::ArduPilot, Airframe::Multirotor);
    assert_eq!((commands(&rotors), rotors.lost.len()), (vec![178, 93], 0));
}

#[test]
fn wings_are_not_told_to_land_elsewhere_than_at_home() {
    // 4.5 m and 6.3 m east of home.
    for (east_deg, is_written) in [(0.0, true), (0.00005, true), (0.00007, false)] {
        let position = Position::new(120.38 + east_deg, 36.06).unwrap();
        let lands = mission(vec![Step::Land { position }]);
        for autopilot in [Autopilot::ArduPilot, Autopilot::Px4] {
            let wings = items_of(&lands, autopilot, Airframe::FixedWing);
            assert_eq!(wings.is_ok(), is_written, "{east_deg}");
            if let Err(problems) = wings {
                assert_eq!(problems[0].code, "landing-not-at-home");
            }
            for other in [Airframe::Multirotor, Airframe::Vtol] {
                assert!(items_of(&lands, autopilot, other).is_ok());
            }
        }
    }
}

#[test]
fn what_ardupilot_does_not_come_to_after_the_last_place_is_left_out_and_told() {
    let foreign = Step::Foreign(ForeignItem {
        command: 211,
        frame: 2,
        parameters: [Some(0.0); 7],
        is_continued: true,
    });
    let place = fly_to(0.0, true, Heading::Along);
    let photos = |count| vec![Step::Do(Deed::Photo); count];
    let lost = |steps: &[Step], autopilot| {
        let items = items(steps.to_vec(), autopilot, Airframe::Multirotor);
        let steps: Vec<usize> = items.lost.iter().map(|loss| loss.step.unwrap()).collect();
        (commands(&items), steps)
    };
    for last in [
        place.clone(),
        Step::ReturnHome,
        Step::Land { position: home() },
        Step::Do(Deed::Wait { seconds: 3.0 }),
    ] {
        let steps = [vec![place.clone(), last], photos(1)].concat();
        let (_, none) = lost(&steps, Autopilot::ArduPilot);
        assert_eq!(none, [0; 0], "the first is done");
        let steps = [steps, photos(2), vec![foreign.clone()]].concat();
        let (commands, left_out) = lost(&steps, Autopilot::ArduPilot);
        assert_eq!(left_out, [3, 4, 5]);
        // What means nothing here is written as it was.
        assert_eq!(commands[3..], [2000, 211]);
        assert_eq!(lost(&steps, Autopilot::Px4).1, [0; 0]);
    }
    // No place at all: it sets the speed, and ends.
    assert_eq!(
        lost(&photos(2), Autopilot::ArduPilot),
        (vec![178], vec![0, 1])
    );
}
