//! What vehicles find by themselves: pictures of a mission, and events that they show.

use super::*;
use crate::truth::{Judge, Outcome, TruthImage};

/// The algae lie so far to the north of where the vehicle begins.
const NORTH_M: f64 = 120.0;

fn algae() -> Event {
    let latitude_deg = position().latitude_deg() + NORTH_M / 110_957.0;
    Event {
        name: "algae".to_owned(),
        name_zh: "浒苔".to_owned(),
        kind: EventKind::Algae,
        at: geofences::Position::new(position().longitude_deg(), latitude_deg).unwrap(),
        from: SimTime::START,
        until: None,
        radius_m: 10.0,
        strength: 1.0,
    }
}

fn line(seq: usize, frame: u8, command: u16, params: [f64; 7]) -> String {
    let params = params.map(|it| it.to_string()).join("\t");
    format!("{seq}\t0\t{frame}\t{command}\t{params}\t1\n")
}

/// A mission 30 m high: to a place beside the algae or above them, where `takes` is done, further on and
/// back home.
fn mission(autopilot: Autopilot, east_m: f64, takes: &[(u16, [f64; 7])]) -> String {
    let (longitude_deg, latitude_deg) = (position().longitude_deg(), position().latitude_deg());
    let at = |north_m: f64| {
        let (north, east) = (north_m / 110_957.0, east_m / 90_067.0);
        [
            0.0,
            0.0,
            0.0,
            0.0,
            latitude_deg + north,
            longitude_deg + east,
            30.0,
        ]
    };
    let take_off = [0.0, 0.0, 0.0, 0.0, latitude_deg, longitude_deg, 30.0];
    let mut items = vec![(3, 22, take_off), (3, 16, at(NORTH_M))];
    // What has no place stands in a frame that has none; Mission Planner and Copter do not care.
    let frame = if autopilot == Autopilot::Px4 { 2 } else { 3 };
    items.extend(
        takes
            .iter()
            .map(|(command, params)| (frame, *command, *params)),
    );
    items.push((3, 16, at(NORTH_M + 60.0)));
    items.push((frame, 20, [0.0; 7]));
    let lines = items.iter().enumerate();
    let lines =
        lines.map(|(index, (frame, command, params))| line(index + 1, *frame, *command, *params));
    let home = line(0, 0, 16, [0.0; 7]);
    format!("QGC WPL 110\n{home}{}", lines.collect::<String>())
}

/// What becomes of "the algae are seen", and all pictures that were taken.
fn seen(name: &str, autopilot: Autopilot, mission: &str) -> (Outcome, Vec<TruthImage>) {
    let folder = std::env::temp_dir().join(format!("haiou-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("flight.waypoints"), mission).unwrap();
    let mut setup = VehicleSetup {
        autopilot,
        task: Some(Task {
            starts_after: Some(Duration::from_secs(45)),
            flies: Flies::MissionFile("flight.waypoints".into()),
        }),
        ..vehicle("drone-1", 1)
    };
    setup.payload.camera = Some(CameraSetup {
        image_width_px: 640,
        image_height_px: 480,
        horizontal_view_deg: 66.0,
    });
    let scenario = Arc::new(Scenario {
        events: vec![algae()],
        assertions: vec![Assertion {
            name: "the algae are seen".to_owned(),
            vehicles: vec![0],
            kind: AssertionKind::EventSeen { event: 0, by: None },
        }],
        ..scenario(vec![setup], Vec::new())
    });
    let play = Play::new(Arc::clone(&scenario), &folder);
    std::fs::remove_dir_all(&folder).ok();
    let mut play = play.unwrap();
    play.step(SimTime::from_s(200), [], &mut Frames::default());
    let mut judge = Judge::new(&scenario);
    let records = play.take_records();
    records.iter().for_each(|record| judge.take(record));
    let images = records.into_iter().filter_map(|record| match record {
        TruthRecord::Image(image) => Some(image),
        _ => None,
    });
    (judge.verdicts()[0].outcome, images.collect())
}

const DIGICAM_CONTROL: (u16, [f64; 7]) = (203, [0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0]);
const START_CAPTURE: (u16, [f64; 7]) = (2000, [0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0]);
const BY_DISTANCE: (u16, [f64; 7]) = (206, [25.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0]);

#[test]
fn a_vehicle_whose_mission_takes_a_picture_above_an_event_has_seen_it() {
    for autopilot in [Autopilot::ArduPilotCopter, Autopilot::Px4] {
        for (takes, pictures) in [
            (DIGICAM_CONTROL, 1..2),
            (START_CAPTURE, 1..2),
            (BY_DISTANCE, 2..20),
        ] {
            let mission = mission(autopilot, 0.0, &[takes]);
            let (outcome, images) = seen("above", autopilot, &mission);
            assert_eq!(outcome, Outcome::Met, "{autopilot:?} {takes:?}");
            assert!(
                pictures.contains(&images.len()),
                "{autopilot:?} {takes:?}: {}",
                images.len()
            );
            // Taken at that place, and with the place from which it truly was taken.
            let first = &images[0];
            let off_m = Place::new(algae().at.latitude_deg(), algae().at.longitude_deg(), 0.0)
                .ground_distance_m(first.place);
            assert!(off_m < 8.0, "{autopilot:?} {takes:?}: {off_m}");
            assert!((40.0..60.0).contains(&first.place.altitude_amsl_m));
        }
    }
}

#[test]
fn one_that_flies_by_or_takes_none_has_not() {
    for autopilot in [Autopilot::ArduPilotCopter, Autopilot::Px4] {
        let beside = mission(autopilot, 60.0, &[BY_DISTANCE]);
        let (outcome, images) = seen("beside", autopilot, &beside);
        assert_eq!(outcome, Outcome::NotMet, "{autopilot:?}");
        assert!(images.len() >= 2, "{autopilot:?}: {}", images.len());
        let (outcome, images) = seen("none", autopilot, &mission(autopilot, 0.0, &[]));
        assert_eq!(
            (outcome, images.len()),
            (Outcome::NotMet, 0),
            "{autopilot:?}"
        );
    }
}

#[test]
fn a_camera_shows_an_event_in_every_step_in_which_it_is_there_and_in_no_other() {
    let event = Event {
        from: SimTime::from_ms(1_230),
        until: Some(SimTime::from_ms(2_710)),
        ..algae()
    };
    let later = Event {
        from: SimTime::from_s(4),
        ..algae()
    };
    let mut setup = vehicle("drone-1", 1);
    setup.payload.camera = Some(CameraSetup {
        image_width_px: 640,
        image_height_px: 480,
        horizontal_view_deg: 66.0,
    });
    let events = vec![event, later];
    let scenario = Arc::new(Scenario {
        events: events.clone(),
        ..scenario(vec![setup], Vec::new())
    });
    let mut play = Play::new(scenario, Path::new(".")).unwrap();
    let mut counts = std::collections::BTreeSet::new();
    for step in 1..=250 {
        let now = SimTime::from_ms(20 * step);
        play.step(now, [], &mut Frames::default());
        let simulation = play.simulation();
        let it = simulation.vehicle(0).unwrap();
        let payload = it.payload.as_ref().unwrap();
        let view = payload.view(now, &it.craft, simulation.world()).unwrap();
        let there = events.iter().filter(|it| it.is_there(now)).count();
        assert_eq!(view.scene.events.len(), there, "{now:?}");
        counts.insert((now < SimTime::from_s(3), there));
    }
    assert_eq!(
        counts.into_iter().collect::<Vec<_>>(),
        [(false, 0), (false, 1), (true, 0), (true, 1)]
    );
}
