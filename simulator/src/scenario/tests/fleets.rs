use super::*;
use crate::place::Place;
use crate::scenario::{LinkAddress, VehicleSetup};
use std::time::Duration;

fn fleet(more: &str) -> String {
    format!(
        "[scenario]\nname = \"fleet\"\nstart = 2026-11-24T08:00:00+08:00\n\
         [[fleet]]\nautopilot = \"px4\"\nairframe = \"patrol-hexa\"\n{more}\n"
    )
}

fn place(vehicle: &VehicleSetup) -> Place {
    Place::new(vehicle.at.latitude_deg(), vehicle.at.longitude_deg(), 0.0)
}

#[test]
fn names_and_starts_count_on() {
    let scenario = good(&fleet(
        "name = \"a-##-x\"\ncount = 3\nat = [120.3, 36.0]\nauto_start_interval_s = 2.5\n\
         patrol = { radius_m = 50, height_m = 40, speed_mps = 5 }",
    ));
    let names: Vec<_> = scenario
        .vehicles
        .iter()
        .map(|it| it.name.as_str())
        .collect();
    assert_eq!(names, ["a-01-x", "a-02-x", "a-03-x"]);
    let starts = scenario
        .vehicles
        .iter()
        .map(|it| it.task.clone().unwrap().starts_after);
    let starts: Vec<_> = starts.map(|it| it.unwrap().as_millis()).collect();
    assert_eq!(starts, [30_000, 32_500, 35_000]);
    let plain = good(&fleet("name = \"b\"\ncount = 2\nat = [120.3, 36.0]"));
    assert_eq!(plain.vehicles[1].name, "b-2");
    assert_eq!(plain.vehicles[1].fleet.as_deref(), Some("b"));
}

#[test]
fn a_grid_keeps_its_spacing_around_its_middle() {
    let scenario = good(&fleet(
        "name = \"g\"\ncount = 9\nat = [120.3, 36.0]\nspread = { kind = \"grid\", spacing_m = 40 }",
    ));
    let middle = Place::new(36.0, 120.3, 0.0);
    assert!(place(&scenario.vehicles[4]).ground_distance_m(middle) < 0.01);
    for (index, one) in scenario.vehicles.iter().enumerate() {
        let others = scenario.vehicles.iter().enumerate();
        let nearest = others
            .filter(|(other, _)| *other != index)
            .map(|(_, other)| place(one).ground_distance_m(place(other)))
            .fold(f64::INFINITY, f64::min);
        assert!((nearest - 40.0).abs() < 0.01, "{nearest}");
    }
    // The first one is in the north-west.
    let first = middle.ned_to(place(&scenario.vehicles[0]));
    assert!(first.x > 39.0 && first.y < -39.0, "{first}");
}

#[test]
fn a_ring_keeps_its_radius() {
    let scenario = good(&fleet(
        "name = \"r\"\ncount = 7\nat = [120.3, 36.0]\nspread = { kind = \"ring\", radius_m = 500 }",
    ));
    for vehicle in &scenario.vehicles {
        let distance_m = place(vehicle).ground_distance_m(Place::new(36.0, 120.3, 0.0));
        assert!((distance_m - 500.0).abs() < 0.1, "{distance_m}");
    }
}

#[test]
fn more_than_254_need_several_ports() {
    let with = |link: &str| {
        fleet(&format!(
            "name = \"m\"\ncount = 600\nat = [120.3, 36.0]\nlinks = [{{ {link} }}]"
        ))
    };
    let one_port = read_text(&with("udp_to = \"127.0.0.1:14550\""));
    // Told once, and not 346 times.
    let codes: Vec<_> = one_port.problems.iter().map(|it| it.code).collect();
    assert_eq!(codes, ["duplicate-system-id"]);
    let three = good(&with(
        "udp_to = \"127.0.0.1:14550\", vehicles_per_port = 254, port_step = 10",
    ));
    let port = |index: usize| three.vehicles[index].links[0].address.socket().port();
    assert_eq!(
        (port(0), port(253), port(254), port(599)),
        (14_550, 14_550, 14_560, 14_570)
    );
    let ids: Vec<_> = three.vehicles.iter().map(|it| it.system_id).collect();
    assert_eq!((ids[0], ids[253], ids[254]), (1, 254, 1));
    let own = good(&with("tcp_listen = \"127.0.0.1:5760\""));
    let last = own.vehicles[599].links[0].address;
    assert_eq!(
        last,
        LinkAddress::TcpListen("127.0.0.1:6359".parse().unwrap())
    );
    let too_many = read_text(&with("tcp_listen = \"127.0.0.1:65000\""));
    let codes: Vec<_> = too_many.problems.iter().map(|it| it.code).collect();
    assert_eq!(codes, ["out-of-range"]);
}

#[test]
fn a_fleet_in_docks_has_as_many_as_there_are_docks() {
    let docks =
        "[[dock]]\nname = \"d1\"\nat = [120.3, 36.0]\n[[dock]]\nname = \"d2\"\nat = [120.4, 36.0]";
    let text = |count: &str| {
        fleet(&format!(
            "name = \"d\"\ndocks = [\"d2\", \"d1\"]\n{count}\n{docks}"
        ))
    };
    let scenario = good(&text(""));
    assert_eq!(scenario.vehicles.len(), 2);
    assert_eq!(scenario.vehicles[0].at, scenario.docks[1].at);
    let too_many = read_text(&text("count = 3"));
    assert_eq!(too_many.problems[0].code, "contradiction");
}

#[test]
fn the_first_fleet_grows_to_the_number_that_is_asked_for() {
    let text = fleet("name = \"a\"\ncount = 3\nat = [120.3, 36.0]")
        + "[[fleet]]\nname = \"b\"\ncount = 2\nat = [120.3, 36.0]\nfirst_system_id = 100\n\
           autopilot = \"px4\"\nairframe = \"patrol-hexa\"\n";
    let with = |count| {
        let options = ReadOptions {
            file: "test.toml",
            vehicle_count: Some(count),
        };
        read(&text, options)
    };
    for count in [3, 5, 40] {
        let scenario = with(count).scenario.unwrap();
        assert_eq!(scenario.vehicles.len(), count);
        let second = scenario
            .vehicles
            .iter()
            .filter(|it| it.name.starts_with("b-"));
        assert_eq!(second.count(), 2);
    }
    assert_eq!(with(2).problems[0].code, "vehicle-count");
    assert_eq!(with(1_000_000).problems[0].code, "out-of-range");
}

#[test]
fn the_thousand_grow_to_ten_thousand_and_shrink_to_a_few() {
    for count in [260, 2_000, 10_000] {
        let options = ReadOptions {
            file: "thousand",
            vehicle_count: Some(count),
        };
        let file = read(SHIPPED[4].1, options);
        assert_eq!(file.problems, []);
        assert_eq!(file.scenario.unwrap().vehicles.len(), count);
    }
}

#[test]
fn a_scenario_without_a_duration_bounds_no_moment() {
    let text = fleet("name = \"a\"\ncount = 1\nat = [120.3, 36.0]")
        + "[[fault]]\nkind = \"freeze\"\nvehicle = \"a-1\"\nat_s = 86400\n";
    let scenario = good(&text);
    assert_eq!(scenario.duration, None);
    assert_eq!(
        scenario.faults[0].at.since(Default::default()),
        Duration::from_secs(86_400)
    );
}

#[test]
fn a_file_that_names_everything_again_and_again_is_refused_and_takes_no_memory() {
    let mut text = fleet("name = \"a\"\ncount = 50000\nat = [120.3, 36.0]");
    for at_s in 0..40 {
        let names = "\"a*\", ".repeat(200);
        text += &format!("[[fault]]\nkind = \"freeze\"\nvehicle = [{names}]\nat_s = {at_s}\n");
    }
    let file = read_text(&text);
    let codes: Vec<_> = file.problems.iter().map(|it| it.code).collect();
    assert_eq!(codes, ["out-of-range"]);
}
