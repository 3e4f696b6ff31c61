//! What is written reads back, but for what is said to be lost.

use super::sample::in_items;
use super::samples::{any, in_wayline};
use super::{COPTER, flown, mission_of, options, written};
use geofences::AltitudeDatum::{AboveGround, AboveHome, MeanSeaLevel, Wgs84Ellipsoid};
use geofences::Severity;
use geofences::fence::Autopilot;
use missions::formats::{Airframe, Format, Loss, write};
use missions::mission::{Carried, Deed, Heading, Mission, Step, Switch};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

const SEEDS: std::ops::Range<u64> = 20_261_130..20_261_330;

#[test]
fn geojson_kml_and_kmz_hold_any_mission_whole() {
    for seed in SEEDS {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mission = any(
            &mut rng,
            &[MeanSeaLevel, AboveHome, AboveGround, Wgs84Ellipsoid],
        );
        for (format, name) in [
            (Format::GeoJson, "a.geojson"),
            (Format::Kml, "a.kml"),
            (Format::Kmz, "a.kmz"),
        ] {
            let written = written(&mission, format, &COPTER);
            assert_eq!(written.lost, []);
            let (again, problems) = mission_of(&written.bytes, name);
            assert_eq!(problems, [], "seed {seed}");
            assert_eq!(again, mission, "seed {seed} {format:?}");
        }
    }
}

#[test]
fn a_plan_for_ardupilot_holds_whole_seconds_and_all_data_but_the_ellipsoid() {
    for seed in SEEDS {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let any = in_items(&mut rng, &[MeanSeaLevel, AboveHome, AboveGround]);
        for airframe in [Airframe::Multirotor, Airframe::FixedWing, Airframe::Vtol] {
            let mission = match airframe {
                Airframe::Multirotor => any.clone(),
                Airframe::FixedWing | Airframe::Vtol => for_wings(any.clone()),
            };
            let options = options(Autopilot::ArduPilot, airframe);
            let written = written(&mission, Format::QgcPlan, &options);
            assert!(written.lost.iter().all(|loss| loss.step.is_none()));
            let (again, problems) = mission_of(&written.bytes, "a.plan");
            assert!(problems.iter().all(|it| it.severity == Severity::Warning));
            let foreign = mission
                .steps
                .iter()
                .filter(|it| matches!(it, Step::Foreign(_)));
            assert_eq!(problems.len(), foreign.count());
            assert_eq!(again, mission, "seed {seed} {airframe:?}");
        }
    }
}

/// Without waiting in the air, and landing at home.
fn for_wings(mut mission: Mission) -> Mission {
    let is_wait = |step: &Step| matches!(step, Step::Do(Deed::Wait { .. }));
    mission.steps.retain(|step| !is_wait(step));
    let home = mission.home.position;
    for step in &mut mission.steps {
        if let Step::Land { position } = step {
            *position = home;
        }
    }
    mission
}

/// Without what PX4 does not switch.
fn for_px4(mut mission: Mission) -> Mission {
    let is_switched = |step: &Step| {
        matches!(
            step,
            Step::Do(Deed::Light { .. } | Deed::Loudspeaker { .. })
        )
    };
    mission.steps.retain(|step| !is_switched(step));
    mission
}

#[test]
fn a_plan_for_px4_holds_what_has_no_height_above_ground_and_no_switch() {
    for seed in SEEDS {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mission = for_px4(in_items(&mut rng, &[MeanSeaLevel, AboveHome]));
        let options = options(Autopilot::Px4, Airframe::Multirotor);
        let written = written(&mission, Format::QgcPlan, &options);
        assert!(written.lost.iter().all(|loss| loss.step.is_none()));
        let (again, _) = mission_of(&written.bytes, "a.plan");
        assert_eq!(again, mission, "seed {seed}");
    }
}

/// Each step either reads back as it was, or its loss is told.
fn told_or_kept(mission: &Mission, again: &Mission, lost: &[Loss]) {
    let mut read = again.steps.iter().peekable();
    for (index, step) in mission.steps.iter().enumerate() {
        if read.peek() == Some(&step) {
            read.next();
            continue;
        }
        let is_told = lost.iter().any(|loss| loss.step == Some(index));
        assert!(
            is_told,
            "step {index} {step:?} became {:?}: {lost:?}",
            read.peek()
        );
        let is_changed = |other: &&Step| {
            std::mem::discriminant(*other) == std::mem::discriminant(step)
                && !matches!(step, Step::Do(_))
        };
        let is_changed_deed = |other: &&Step| match (step, *other) {
            (Step::Do(deed), Step::Do(other)) => {
                std::mem::discriminant(deed) == std::mem::discriminant(other)
            }
            _ => false,
        };
        if read
            .peek()
            .is_some_and(|it| is_changed(it) || is_changed_deed(it))
        {
            read.next();
        }
    }
    assert_eq!(read.next(), None);
}

#[test]
fn of_any_mission_each_step_is_in_a_plan_or_told_as_lost() {
    for seed in SEEDS {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut mission = any(&mut rng, &[MeanSeaLevel, AboveHome, Wgs84Ellipsoid]);
        mission.carried = Carried::default();
        for autopilot in [Autopilot::ArduPilot, Autopilot::Px4] {
            let options = options(autopilot, Airframe::Multirotor);
            let written = written(&mission, Format::QgcPlan, &options);
            let (again, _) = mission_of(&written.bytes, "a.plan");
            told_or_kept(&mission, &again, &written.lost);
        }
    }
}

#[test]
fn waypoints_hold_all_steps_in_centimetres_and_nothing_around_them() {
    for seed in SEEDS {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut mission = in_items(&mut rng, &[MeanSeaLevel, AboveHome, AboveGround]);
        mission.carried = Carried::default();
        let written = written(&mission, Format::Waypoints, &COPTER);
        let (again, _) = mission_of(&written.bytes, "a.waypoints");
        told_or_kept(&mission, &again, &written.lost);
        assert_eq!(
            (again.home, again.speed_mps),
            (mission.home, mission.speed_mps)
        );
        let said: Vec<&str> = written
            .lost
            .iter()
            .map(|loss| loss.what.en.as_str())
            .collect();
        for lost in ["name", "return height", "fence"] {
            assert!(said.iter().any(|it| it.contains(lost)), "{lost}");
        }
        let is_told = said.iter().any(|it| it.contains("rally"));
        assert_eq!(is_told, !mission.rally.is_empty());
    }
}

#[test]
fn what_a_relay_switches_is_foreign_in_waypoints() {
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    let mut mission = in_items(&mut rng, &[AboveHome]);
    mission.carried.light = Some(Switch::Relay(1));
    mission.steps = vec![Step::Do(Deed::Light { is_on: true }), Step::ReturnHome];
    let written = written(&mission, Format::Waypoints, &COPTER);
    assert!(
        written
            .lost
            .iter()
            .any(|loss| loss.what.en.contains("relays"))
    );
    let (again, problems) = mission_of(&written.bytes, "a.waypoints");
    assert!(matches!(again.steps.as_slice(), [Step::Foreign(item), _] if item.command == 181));
    assert!(problems.iter().any(|it| it.code == "item-not-understood"));
}

#[test]
fn a_wayline_holds_what_it_is_made_for() {
    for seed in SEEDS {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        for datum in [AboveHome, Wgs84Ellipsoid] {
            let mut mission = in_wayline(&mut rng, datum);
            let written = written(&mission, Format::Wpml, &COPTER);
            assert!(
                written.lost.iter().all(|loss| loss.step.is_none()),
                "{:?}",
                written.lost
            );
            let (again, problems) = mission_of(&written.bytes, "a.kmz");
            assert_eq!(problems, [], "seed {seed}");
            mission.name = again.name.clone();
            (mission.fence, mission.rally) = (Vec::new(), Vec::new());
            mission.carried = Carried::default();
            assert_eq!(again, mission, "seed {seed}");
        }
    }
}

#[test]
fn a_wayline_of_any_mission_flies_to_the_same_places_at_the_same_heights() {
    for seed in SEEDS {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut mission = any(&mut rng, &[MeanSeaLevel, AboveHome]);
        mission
            .steps
            .retain(|step| !matches!(step, Step::Foreign(_)));
        if flown(&mission).is_empty() {
            assert!(write(&mission, Format::Wpml, &COPTER).is_err());
            continue;
        }
        let written = written(&mission, Format::Wpml, &COPTER);
        let (again, _) = mission_of(&written.bytes, "a.kmz");
        let ground_m = mission.home.ground_amsl_m;
        // The landing place is one more.
        for (before, after) in flown(&mission).iter().zip(flown(&again)) {
            assert_eq!(before.position, after.position);
            let above_home_m = match before.altitude.datum() {
                MeanSeaLevel => before.altitude.metres() - ground_m,
                _ => before.altitude.metres(),
            };
            assert_eq!(after.altitude.datum(), AboveHome);
            assert!((after.altitude.metres() - above_home_m).abs() < 1e-9);
            // It never goes through where it was to stop.
            assert!(before.is_passed || !after.is_passed);
        }
        assert!(flown(&again).len() - flown(&mission).len() <= 1);
    }
}

#[test]
fn a_stop_without_a_stay_is_made_a_short_stay_and_told() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut mission = in_items(&mut rng, &[AboveHome]);
    let to = missions::mission::FlyTo {
        position: super::sample::place(&mut rng),
        altitude: geofences::Altitude::new(50.0, AboveHome).unwrap(),
        hold_s: 0.0,
        is_passed: false,
        heading: Heading::Along,
    };
    mission.steps = vec![Step::FlyTo(to)];
    for (autopilot, hold_s) in [(Autopilot::ArduPilot, 1.0), (Autopilot::Px4, 0.1)] {
        let options = options(autopilot, Airframe::Multirotor);
        let written = written(&mission, Format::QgcPlan, &options);
        assert_eq!(written.lost.first().unwrap().step, Some(0));
        let (again, _) = mission_of(&written.bytes, "a.plan");
        assert_eq!(flown(&again)[0].hold_s, hold_s);
        assert!(!flown(&again)[0].is_passed);
    }
}

#[test]
fn px4_gets_no_height_above_ground_and_dji_neither() {
    let mut rng = ChaCha8Rng::seed_from_u64(2);
    let mission = in_items(&mut rng, &[AboveGround]);
    let px4 = options(Autopilot::Px4, Airframe::Multirotor);
    let problems = write(&mission, Format::QgcPlan, &px4).unwrap_err();
    let above_ground = flown(&mission).len() + 1;
    let refused = problems.iter().filter(|it| it.code == "height-not-written");
    assert!(refused.count() >= above_ground, "all at once");
    assert!(write(&mission, Format::QgcPlan, &COPTER).is_ok());
    assert!(write(&mission, Format::Wpml, &COPTER).is_err());
}
