//! Scenarios as plain data, played.

#![allow(clippy::unwrap_used)]

mod pictures;
mod radios;

use super::*;
use crate::airframe::Contact;
use crate::place::Place;
use crate::scenario::*;
use std::time::Duration;

fn position() -> geofences::Position {
    geofences::Position::new(120.3826, 36.0671).unwrap()
}

fn vehicle(name: &str, system_id: u8) -> VehicleSetup {
    VehicleSetup {
        name: name.to_owned(),
        fleet: None,
        autopilot: Autopilot::ArduPilotCopter,
        airframe: Airframe::InspectionQuad,
        system_id,
        stand: Stand::Open,
        at: position(),
        height_agl_m: 0.0,
        heading_deg: 90.0,
        charge: 0.9,
        parameters: Vec::new().into(),
        payload: Payload::default(),
        links: vec![LinkSetup {
            address: LinkAddress::UdpListen("127.0.0.1:14550".parse().unwrap()),
            quality: LinkQuality::default(),
            radio: None,
        }],
        signing_key: None,
        task: Some(Task {
            starts_after: Some(Duration::from_secs(45)),
            flies: Flies::Patrol(Patrol {
                shape: PatrolShape::Circle,
                radius_m: 60.0,
                height_m: 40.0,
                speed_mps: 7.0,
            }),
        }),
    }
}

fn scenario(vehicles: Vec<VehicleSetup>, faults: Vec<FaultSetup>) -> Scenario {
    Scenario {
        name: "test".to_owned(),
        name_zh: "测试".to_owned(),
        seed: 9,
        start: "2026-11-24T08:00:00+08:00".parse().unwrap(),
        duration: Some(Duration::from_secs(180)),
        step: Duration::from_millis(20),
        weather: Default::default(),
        ground: GroundModel::Flat {
            elevation_amsl_m: 20.0,
        },
        vehicles,
        docks: Vec::new(),
        sensors: Vec::new(),
        crews: Vec::new(),
        receivers: Vec::new(),
        traffic: Vec::new(),
        publication: None,
        events: Vec::new(),
        faults,
        assertions: Vec::new(),
    }
}

fn played(scenario: Scenario, seconds: u64) -> Play {
    let mut play = Play::new(Arc::new(scenario), Path::new(".")).unwrap();
    play.step(SimTime::from_s(seconds), [], &mut Frames::default());
    play
}

fn fault(vehicle: usize, from_s: u64, until_s: Option<u64>, fault: VehicleFault) -> FaultSetup {
    FaultSetup {
        at: SimTime::from_s(from_s),
        until: until_s.map(SimTime::from_s),
        fault: Fault::Vehicle { vehicle, fault },
    }
}

#[test]
fn a_vehicle_with_a_task_is_in_the_air_by_itself_and_the_news_tells_it() {
    let mut play = played(scenario(vec![vehicle("drone-1", 1)], Vec::new()), 120);
    let craft = &play.simulation().vehicle(0).unwrap().craft;
    assert_eq!(craft.contact(), Contact::Airborne);
    let height = craft.body().place.altitude_amsl_m - 20.0;
    assert!((height - 40.0).abs() < 4.0, "{height}");
    let news: Vec<String> = play.take_news().into_iter().map(|it| it.text.en).collect();
    assert_eq!(news, ["drone-1 takes off", "drone-1 flies its mission"]);
}

#[test]
fn a_scenario_stops_at_its_end_and_says_so_once() {
    let mut play = played(scenario(vec![vehicle("drone-1", 1)], Vec::new()), 10_000);
    assert_eq!(play.simulation().now(), SimTime::from_s(180));
    assert!(play.is_over());
    play.step(SimTime::from_s(20_000), [], &mut Frames::default());
    let ends = play
        .take_records()
        .into_iter()
        .filter(|it| matches!(it, TruthRecord::End { .. }));
    assert_eq!(ends.count(), 1);
}

#[test]
fn faults_begin_and_end_at_their_moments_and_an_overlapping_one_goes_on() {
    let faults = vec![
        fault(0, 60, Some(100), VehicleFault::GnssJammed { strength: 1.0 }),
        fault(0, 50, Some(120), VehicleFault::GnssDead),
        fault(0, 130, None, VehicleFault::Freeze),
    ];
    let mut play = Play::new(
        Arc::new(scenario(vec![vehicle("drone-1", 1)], faults)),
        Path::new("."),
    )
    .unwrap();
    let mut frames = Frames::default();
    let mut satellites_at = |play: &mut Play, seconds| {
        play.step(SimTime::from_s(seconds), [], &mut frames);
        play.simulation().vehicle(0).unwrap().craft.fix().satellites
    };
    assert!(satellites_at(&mut play, 49) > 10);
    assert_eq!(satellites_at(&mut play, 110), 0);
    assert_eq!(play.active_faults().len(), 1);
    assert!(satellites_at(&mut play, 129) > 10);
    let mut frames = Frames::default();
    play.step(SimTime::from_s(131), [], &mut frames);
    frames.clear();
    play.step(SimTime::from_s(180), [], &mut frames);
    assert!(frames.is_empty());
    let told = play.take_news();
    let told: Vec<&str> = told.iter().map(|it| it.text.zh.as_str()).collect();
    assert!(told.contains(&"drone-1 故障：卫星定位失效"), "{told:?}");
    assert!(
        told.contains(&"drone-1 故障结束：卫星定位受干扰"),
        "{told:?}"
    );
}

#[test]
fn a_deceiver_goes_on_from_where_it_was_when_another_fault_ends() {
    let spoofed = VehicleFault::GnssSpoofed {
        north_mps: 2.0,
        east_mps: 0.0,
        up_mps: 0.0,
    };
    let turned = VehicleFault::CompassTurned { offset_deg: 5.0 };
    let faults = vec![fault(0, 20, None, spoofed), fault(0, 30, Some(60), turned)];
    let mut setup = vehicle("drone-1", 1);
    setup.task = None;
    let mut play = played(scenario(vec![setup], faults), 70);
    play.take_news();
    let craft = &play.simulation().vehicle(0).unwrap().craft;
    let off = craft.body().place.ned_to(craft.fix().place).x;
    assert!((90.0..110.0).contains(&off), "{off}");
}

#[test]
fn a_fault_by_command_is_like_one_of_the_script() {
    let mut play = played(scenario(vec![vehicle("drone-1", 1)], Vec::new()), 100);
    let now = play.simulation().now();
    let dead = fault(
        0,
        100,
        None,
        VehicleFault::Motor {
            motor: 0,
            thrust_left: 0.0,
        },
    );
    assert_eq!(dead.at, now);
    play.add_fault(dead);
    play.step(SimTime::from_s(120), [], &mut Frames::default());
    let craft = &play.simulation().vehicle(0).unwrap().craft;
    assert_eq!(craft.contact(), Contact::Wrecked);
    let worst = play.take_news().into_iter().map(|it| it.weight).max();
    assert_eq!(worst, Some(Weight::Loss));
}

#[test]
fn a_link_that_is_down_for_a_while_is_as_before_afterwards() {
    let down = FaultSetup {
        at: SimTime::from_s(10),
        until: Some(SimTime::from_s(30)),
        fault: Fault::Link {
            vehicle: 1,
            link: None,
            fault: LinkFault::Down,
        },
    };
    let vehicles = vec![vehicle("drone-1", 1), vehicle("drone-2", 2)];
    let mut play = Play::new(Arc::new(scenario(vehicles, vec![down])), Path::new(".")).unwrap();
    let mut said_by = |from_s, until_s| {
        let mut frames = Frames::default();
        play.step(SimTime::from_s(from_s), [], &mut Frames::default());
        play.step(SimTime::from_s(until_s), [], &mut frames);
        let vehicles: std::collections::BTreeSet<u32> =
            frames.iter().map(|it| it.0.vehicle).collect();
        vehicles.into_iter().collect::<Vec<u32>>()
    };
    assert_eq!(said_by(2, 9), [0, 1]);
    assert_eq!(said_by(11, 29), [0]);
    assert_eq!(said_by(31, 40), [0, 1]);
}

#[test]
fn vehicles_of_one_address_share_a_port() {
    let mut second = vehicle("drone-2", 2);
    second.links[0].address = LinkAddress::TcpListen("127.0.0.1:5760".parse().unwrap());
    let vehicles = vec![vehicle("drone-1", 1), second, vehicle("drone-3", 3)];
    let ports = ports(&scenario(vehicles, Vec::new()));
    let members: Vec<Vec<u8>> = ports
        .iter()
        .map(|port| port.members.iter().map(|it| it.0).collect())
        .collect();
    assert_eq!(members, [vec![1, 3], vec![2]]);
}

#[test]
fn a_vehicle_on_a_roof_stands_there_and_a_mission_that_is_not_there_is_told_once_for_a_fleet() {
    let mut roof = vehicle("drone-1", 1);
    roof.height_agl_m = 30.0;
    let play = played(scenario(vec![roof], Vec::new()), 5);
    let craft = &play.simulation().vehicle(0).unwrap().craft;
    assert_eq!(craft.contact(), Contact::Standing);
    assert!((craft.body().place.altitude_amsl_m - 50.0).abs() < 1e-6);
    let lost = |name, id| {
        let mut vehicle = vehicle(name, id);
        vehicle.task = Some(Task {
            starts_after: None,
            flies: Flies::MissionFile("nowhere.plan".into()),
        });
        vehicle
    };
    let fleet = scenario(vec![lost("a", 1), lost("b", 2)], Vec::new());
    let problems = Play::new(Arc::new(fleet), Path::new(".")).err().unwrap();
    assert_eq!(problems.len(), 1);
    assert!(problems[0].en.contains("nowhere.plan"), "{}", problems[0]);
}

#[test]
fn a_jump_of_a_file_goes_to_the_same_place_on_both_autopilots() {
    let folder = std::env::temp_dir().join(format!("haiou-play-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    // Around between items 2 and 3 of the file, which counts home as 0.
    let text = "QGC WPL 110\n\
        0\t1\t0\t16\t0\t0\t0\t0\t36.0671\t120.3826\t20\t1\n\
        1\t0\t3\t22\t0\t0\t0\t0\t36.0671\t120.3826\t25\t1\n\
        2\t0\t3\t16\t0\t0\t0\t0\t36.0677\t120.3833\t30\t1\n\
        3\t0\t3\t16\t0\t0\t0\t0\t36.0679\t120.3833\t30\t1\n\
        4\t0\t2\t177\t2\t3\t0\t0\t0\t0\t0\t1\n";
    std::fs::write(folder.join("around.waypoints"), text).unwrap();
    let flies = |name, id, autopilot| VehicleSetup {
        autopilot,
        task: Some(Task {
            starts_after: None,
            flies: Flies::MissionFile("around.waypoints".into()),
        }),
        ..vehicle(name, id)
    };
    let vehicles = vec![
        flies("copter", 1, Autopilot::ArduPilotCopter),
        flies("px4", 2, Autopilot::Px4),
    ];
    let fleet = Arc::new(scenario(vehicles, Vec::new()));
    let play = Play::new(fleet, &folder);
    std::fs::remove_dir_all(&folder).ok();
    for vehicle in play.unwrap().simulation().vehicles() {
        let stores = vehicle.autopilot.stores();
        let items = stores
            .get(crate::autopilot::missions::Kind::Mission)
            .items();
        let jump = items.last().unwrap();
        let target = items[jump.params[0] as usize];
        assert_eq!(target.x, 360_677_000, "{}", vehicle.name);
    }
}

#[test]
fn an_item_that_the_autopilot_does_not_fly_is_refused_before_anything_starts() {
    let folder = std::env::temp_dir().join(format!("haiou-placing-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let text = "QGC WPL 110\n\
        0\t1\t0\t16\t0\t0\t0\t0\t36.0671\t120.3826\t20\t1\n\
        1\t0\t3\t94\t5\t0\t0\t0\t36.0671\t120.3826\t25\t1\n";
    std::fs::write(folder.join("placing.waypoints"), text).unwrap();
    let mut setup = vehicle("drone-1", 1);
    setup.task = Some(Task {
        starts_after: None,
        flies: Flies::MissionFile("placing.waypoints".into()),
    });
    let play = Play::new(Arc::new(scenario(vec![setup], Vec::new())), &folder);
    std::fs::remove_dir_all(&folder).ok();
    let problems = play.err().unwrap();
    assert!(problems[0].en.contains("item 1"), "{problems:?}");
}

#[test]
fn samples_of_the_truth_come_twice_a_second_and_at_once_when_something_changes() {
    let mut play = played(scenario(vec![vehicle("drone-1", 1)], Vec::new()), 100);
    let samples: Vec<_> = play
        .take_records()
        .into_iter()
        .filter_map(|record| match record {
            TruthRecord::Sample(sample) => Some(sample),
            _ => None,
        })
        .collect();
    assert!((200..215).contains(&samples.len()), "{}", samples.len());
    let left = samples
        .iter()
        .find(|it| it.contact == Contact::Airborne)
        .unwrap();
    assert!(left.place.altitude_amsl_m < 20.3);
}

fn aeroplane(name: &str, system_id: u8, airframe: Airframe) -> VehicleSetup {
    VehicleSetup {
        autopilot: Autopilot::Px4,
        airframe,
        heading_deg: 315.0,
        task: Some(Task {
            starts_after: Some(Duration::from_secs(20)),
            flies: Flies::Patrol(Patrol {
                shape: PatrolShape::Box,
                radius_m: 400.0,
                height_m: 70.0,
                speed_mps: 16.0,
            }),
        }),
        ..vehicle(name, system_id)
    }
}

#[test]
fn aeroplanes_patrol_on_their_wings_in_the_wind_of_a_scenario() {
    let vehicles = vec![
        aeroplane("vtol", 1, Airframe::SurveyVtol),
        aeroplane("wing", 2, Airframe::SurveyWing),
    ];
    let mut scenario = scenario(vehicles, Vec::new());
    scenario.duration = Some(Duration::from_secs(400));
    scenario.weather = crate::environment::WeatherAt::new(vec![(
        SimTime::START,
        crate::environment::Weather {
            wind: crate::environment::MeanWind {
                speed_mps: 5.0,
                from_deg: 320.0,
                turbulence: 0.15,
            },
            ..Default::default()
        },
    )]);
    let mut play = Play::new(Arc::new(scenario), Path::new(".")).unwrap();
    let mut farthest_m = [0.0_f64; 2];
    for second in 1..=350 {
        play.step(SimTime::from_s(second), [], &mut Frames::default());
        for (index, farthest_m) in (0..).zip(&mut farthest_m) {
            let craft = &play.simulation().vehicle(index).unwrap().craft;
            if second > 140 {
                assert_eq!(
                    craft.contact(),
                    Contact::Airborne,
                    "{index} after {second} s"
                );
                assert!((craft.body().velocity_mps - craft.wind_mps()).norm() > 11.0);
                let state = craft.vtol_state();
                assert!(state.is_none_or(|it| it == crate::airframe::VtolState::Wing));
                let out_m = craft
                    .body()
                    .place
                    .ground_distance_m(crate::place::Place::new(36.0671, 120.3826, 0.0));
                *farthest_m = farthest_m.max(out_m);
            }
        }
    }
    assert!(
        farthest_m
            .iter()
            .all(|out_m| (330.0..480.0).contains(out_m)),
        "{farthest_m:?}"
    );
}
