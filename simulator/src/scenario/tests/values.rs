use super::*;
use crate::scenario::{
    AssertionKind, DockFault, Fault, FaultSetup, LinkFault, ModeMoment, Publication, Quantifier,
    Stand, TrafficKind, VehicleFault,
};
use crate::time::SimTime;
use std::time::Duration;

#[test]
fn what_is_not_said_is_as_documented() {
    let scenario = good(SMALL);
    assert_eq!(scenario.seed, 1);
    assert_eq!(scenario.step, Duration::from_millis(20));
    assert_eq!(scenario.name_zh, "small");
    assert_eq!(scenario.start.to_rfc3339(), "2026-11-24T08:00:00+08:00");
    let vehicle = &scenario.vehicles[0];
    assert_eq!((vehicle.charge, vehicle.heading_deg), (1.0, 0.0));
    assert_eq!(vehicle.stand, Stand::Open);
    assert!(vehicle.task.is_none() && vehicle.payload.camera.is_none());
    assert_eq!(scenario.publication, None);
    assert!(scenario.docks[0].has_weather_station);
}

#[test]
fn the_weather_changes_when_and_as_far_as_it_was_said() {
    let scenario = good(&small_and(
        "[weather]\nwind_speed_mps = 2\nqnh_hpa = 1020\n\
         [[weather.change]]\nat_s = 100\nover_s = 100\nwind_speed_mps = 6\n\
         [[weather.change]]\nat_s = 300\nover_s = 0\ntemperature_c = 3",
    ));
    let at = |s| scenario.weather.at(SimTime::from_s(s));
    for (s, speed_mps) in [(0, 2.0), (100, 2.0), (150, 4.0), (200, 6.0), (500, 6.0)] {
        assert_eq!(at(s).wind.speed_mps, speed_mps, "{s} s");
    }
    assert_eq!(at(299).air.temperature_c, 15.0);
    assert_eq!(at(300).air.temperature_c, 3.0);
    assert_eq!(at(500).air.pressure_pa, 102_000.0);
}

#[test]
fn faults_are_told_in_order_one_for_each_vehicle() {
    let scenario = good(&small_and(
        "[[vehicle]]\nname = \"drone-2\"\nsystem_id = 2\ndock = \"dock\"\nautopilot = \"px4\"\n\
         airframe = \"patrol-hexa\"\n\
         [[fault]]\nkind = \"dock-lid-jammed\"\ndock = \"dock\"\nat_s = 50\n\
         [[fault]]\nkind = \"gnss-spoofed\"\nvehicle = \"drone*\"\nat_s = 20.5\nuntil_s = 30\n\
         east_mps = -1.5\n\
         [[fault]]\nkind = \"link-down\"\nvehicle = \"drone\"\nat_s = 30",
    ));
    let spoofed = |vehicle| FaultSetup {
        at: SimTime::from_ms(20_500),
        until: Some(SimTime::from_s(30)),
        fault: Fault::Vehicle {
            vehicle,
            fault: VehicleFault::GnssSpoofed {
                north_mps: 0.0,
                east_mps: -1.5,
                up_mps: 0.0,
            },
        },
    };
    let down = Fault::Link {
        vehicle: 0,
        link: None,
        fault: LinkFault::Down,
    };
    let jammed = Fault::Dock {
        dock: 0,
        fault: DockFault::LidJammed,
    };
    assert_eq!(scenario.faults[..2], [spoofed(0), spoofed(1)]);
    assert_eq!(scenario.faults[2].fault, down);
    assert_eq!(scenario.faults[3].fault, jammed);
    assert_eq!(scenario.vehicles[1].stand, Stand::Dock(0));
    assert_eq!(scenario.vehicles[1].at, scenario.docks[0].at);
}

#[test]
fn assertions_hold_what_was_said() {
    let scenario = good(&small_and(
        "[[assert]]\nkind = \"mode\"\nmode = \"RTL\"\nfrom_s = 5\nby_s = 9\nany = true\n\
         [[assert]]\nname = \"low\"\nkind = \"stays-inside\"\nhighest_agl_m = 120\n\
         polygon = [[120.3, 36.0], [120.4, 36.0], [120.4, 36.1]]",
    ));
    let [mode, low] = scenario.assertions.as_slice() else {
        panic!("{:?}", scenario.assertions);
    };
    assert_eq!((mode.name.as_str(), low.name.as_str()), ("mode #0", "low"));
    let expected = AssertionKind::Mode {
        who: Quantifier::Any,
        mode: "RTL",
        when: ModeMoment::Ever(SimTime::from_s(5), Some(SimTime::from_s(9))),
    };
    assert_eq!(mode.kind, expected);
    assert_eq!(low.vehicles, [0]);
    let AssertionKind::StaysInside { area, heights, .. } = &low.kind else {
        panic!("{low:?}");
    };
    let inside = geofences::Position::new(120.39, 36.05).unwrap();
    assert!(area.as_ref().unwrap().contains(inside));
    assert!(heights.holds(135.0, 20.0) && !heights.holds(141.0, 20.0));
}

#[test]
fn broadcasts_have_numbers_of_their_own_that_do_not_change_with_the_others() {
    let with_id = SMALL.replace("links =", "remote_id = true\nlinks =");
    let other = "[[fleet]]\nname = \"x\"\ncount = 40\nfirst_system_id = 50\nat = [120.38, 36.06]\n\
                 autopilot = \"px4\"\nairframe = \"patrol-hexa\"\nremote_id = true";
    let number = |scenario: &Scenario, index: usize| {
        let remote_id = scenario.vehicles[index].payload.remote_id.as_ref();
        remote_id.unwrap().serial_number.clone()
    };
    let (alone, among) = (good(&with_id), good(&format!("{with_id}\n{other}")));
    assert_eq!(number(&alone, 0), number(&among, 0));
    assert_eq!(number(&alone, 0).len(), 20);
    let all: std::collections::HashSet<_> = (0..41).map(|it| number(&among, it)).collect();
    assert_eq!(all.len(), 41);
}

#[test]
fn keys_of_links_and_addresses_are_read_as_bytes() {
    let hex = "000102030405060708090a0b0c0d0e0f101112131415161718191A1B1C1D1E1F";
    let text = SMALL.replace("links =", &format!("signing_key = \"{hex}\"\nlinks ="));
    let key = good(&text).vehicles[0].signing_key.clone().unwrap();
    assert!(
        key.0
            .iter()
            .enumerate()
            .all(|(at, byte)| usize::from(*byte) == at)
    );
    let scenario = good(&small_and(
        "[[receiver]]\nname = \"r\"\nat = [120.3, 36.0]\n\
         [publish]\nmqtt = \"[::1]:1883\"\n[[traffic]]\nname = \"a\"\nkind = \"adsb-aircraft\"\n\
         icao_address = \"780ABC\"\ncallsign = \"CHB1\"\nroute = [\n\
         { at = [120.3, 36.0], altitude_amsl_m = 300, speed_mps = 50 },\n\
         { at = [120.4, 36.0], altitude_amsl_m = 300, speed_mps = 50 },\n]",
    ));
    let TrafficKind::AdsbAircraft { icao_address, .. } = scenario.traffic[0].kind else {
        panic!("{:?}", scenario.traffic);
    };
    assert_eq!(icao_address, 0x78_0ABC);
    let broker = Publication::Mqtt {
        host: "[::1]".to_owned(),
        port: 1883,
    };
    assert_eq!(scenario.publication, Some(broker));
}
