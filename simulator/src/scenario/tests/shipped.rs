use super::*;
use crate::scenario::{Airframe, AssertionKind, Autopilot, Fault, LinkAddress, VehicleFault};
use std::collections::HashSet;

fn shipped(name: &str) -> Scenario {
    good(SHIPPED.iter().find(|(it, _)| *it == name).unwrap().1)
}

#[test]
fn each_shipped_scenario_reads_without_a_problem_and_judges_something() {
    for (name, text) in SHIPPED {
        let scenario = good(text);
        assert!(!scenario.assertions.is_empty(), "{name}");
        assert_ne!(scenario.name, scenario.name_zh, "{name}");
        let end = scenario.duration.unwrap().as_secs_f64();
        assert!((60.0..=3_600.0).contains(&end), "{name} lasts {end} s");
    }
}

#[test]
fn all_shipped_folder_is_tested() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios");
    let files = std::fs::read_dir(folder).unwrap();
    let mut there: Vec<String> = files
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|it| it == "toml"))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    there.sort();
    let mut tested = SHIPPED.map(|(name, _)| name);
    tested.sort_unstable();
    assert_eq!(there, tested);
}

#[test]
fn all_vehicles_of_shipped_scenarios_begin_in_qingdao_and_stay_low() {
    for (name, text) in SHIPPED {
        for vehicle in &good(text).vehicles {
            let (longitude, latitude) = (vehicle.at.longitude_deg(), vehicle.at.latitude_deg());
            // The city's extent: E 119°30′–121°00′, N 35°35′–37°09′.
            assert!((119.5..121.0).contains(&longitude), "{name}: {vehicle:?}");
            assert!((35.58..37.15).contains(&latitude), "{name}: {vehicle:?}");
            if let Some(task) = &vehicle.task
                && let crate::scenario::Flies::Patrol(patrol) = task.flies
            {
                assert!(patrol.height_m < 120.0, "{name}: {vehicle:?}");
            }
        }
    }
}

#[test]
fn a_thousand_vehicles_are_a_thousand_that_a_ground_station_can_tell_apart() {
    let scenario = shipped("thousand-vehicles");
    assert_eq!(scenario.vehicles.len(), 1_000);
    let names: HashSet<_> = scenario.vehicles.iter().map(|it| &it.name).collect();
    assert_eq!(names.len(), 1_000);
    let addresses: HashSet<_> = scenario
        .vehicles
        .iter()
        .map(|it| (it.links[0].address, it.system_id))
        .collect();
    assert_eq!(addresses.len(), 1_000);
    let starts = scenario.vehicles.iter().map(|it| &it.task);
    assert!(starts.flatten().all(|task| task.starts_after.is_some()));
}

#[test]
fn each_shipped_scenario_is_about_what_it_is_called() {
    let calm = shipped("calm-day");
    assert!(
        calm.weather
            .at(crate::time::SimTime::from_s(0))
            .wind
            .speed_mps
            < 4.0
    );
    assert!(!calm.docks.is_empty() && !calm.sensors.is_empty() && !calm.crews.is_empty());
    assert!(!calm.traffic.is_empty() && !calm.events.is_empty() && calm.faults.is_empty());
    let windy = shipped("windy-day");
    let wind = |s| windy.weather.at(crate::time::SimTime::from_s(s)).wind;
    assert!(wind(500).speed_mps > wind(0).speed_mps + 3.0);
    let lost = shipped("link-loss");
    let is_link = |fault: &Fault| matches!(fault, Fault::Link { .. });
    assert!(lost.faults.iter().all(|it| is_link(&it.fault)));
    let both = [Autopilot::ArduPilotCopter, Autopilot::Px4];
    for autopilot in both {
        assert!(lost.vehicles.iter().any(|it| it.autopilot == autopilot));
    }
    let breach = shipped("fence-breach");
    let spoofs = breach.faults.iter().any(|it| {
        let Fault::Vehicle { fault, .. } = &it.fault else {
            return false;
        };
        matches!(fault, VehicleFault::GnssSpoofed { .. })
    });
    assert!(spoofs);
    let fenced = &breach.vehicles[0].parameters;
    assert!(
        fenced
            .iter()
            .any(|it| it.name == "FENCE_ENABLE" && it.value == 1.0)
    );
    let stays = |kind: &AssertionKind| matches!(kind, AssertionKind::StaysInside { .. });
    assert!(breach.assertions.iter().any(|it| stays(&it.kind)));
}

#[test]
fn shipped_links_reach_nothing_but_this_machine() {
    for (name, text) in SHIPPED {
        for vehicle in good(text).vehicles {
            let is_copter = vehicle.autopilot == Autopilot::ArduPilotCopter;
            assert!(
                !is_copter || vehicle.airframe != Airframe::SurveyWing,
                "{name}"
            );
            for link in vehicle.links {
                assert!(link.address.socket().ip().is_loopback(), "{name}");
                assert!(!matches!(link.address, LinkAddress::UdpListen(_)), "{name}");
            }
        }
    }
}
