//! The vehicle classes and the fleet that are shipped.

use missions::formats::dji_of;
use missions::vehicle::{
    Airframe, DjiLens, Fleet, FlightController, Vehicle, WeightClass, read_fleet, read_vehicle,
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// All shipped classes, by the names of their files.
pub fn shipped() -> Vec<Vehicle> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/vehicles");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    let read = |path: &std::path::PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap();
        let (vehicle, problems) = read_vehicle(name, &std::fs::read_to_string(path).unwrap());
        assert_eq!(problems, [], "{name}");
        let vehicle = vehicle.unwrap();
        assert_eq!(format!("{}.toml", vehicle.id), name);
        vehicle
    };
    paths.iter().map(read).collect()
}

/// A shipped class.
pub fn named(id: &str) -> Vehicle {
    shipped()
        .into_iter()
        .find(|vehicle| vehicle.id == id)
        .unwrap()
}

pub fn fleet() -> Fleet {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/qingdao/fleet.toml");
    let text = std::fs::read_to_string(path).unwrap();
    let (fleet, problems) = read_fleet("fleet.toml", &text, &shipped());
    assert_eq!(problems, []);
    fleet.unwrap()
}

/// A shipped file of airspace.
pub fn airspace_file(name: &str) -> geofences::files::AirspaceFile {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../geofences/qingdao");
    let bytes = std::fs::read(format!("{folder}/{name}.geojson")).unwrap();
    let options = geofences::files::ReadOptions {
        file: name,
        expected_extent: None,
        utc_offset: chrono::FixedOffset::east_opt(8 * 3_600).unwrap(),
        progress: None,
    };
    let (_, read) = geofences::files::read(&bytes, &options);
    assert!(read.is_clean(), "{name}");
    read
}

#[test]
fn the_shipped_classes_go_from_light_to_medium_and_have_each_airframe_and_autopilot() {
    let classes = shipped();
    assert!(classes.len() >= 5);
    for class in [WeightClass::Light, WeightClass::Small, WeightClass::Medium] {
        assert!(
            classes
                .iter()
                .any(|vehicle| vehicle.weight_class() == class),
            "{class:?}"
        );
    }
    assert!(
        classes
            .iter()
            .any(|it| matches!(it.airframe, Airframe::Multirotor(_)))
    );
    assert!(
        classes
            .iter()
            .any(|it| matches!(it.airframe, Airframe::FixedWing(_)))
    );
    assert!(
        classes
            .iter()
            .any(|it| matches!(it.airframe, Airframe::Vtol(_)))
    );
    for kind in [
        FlightController::ArduPilot,
        FlightController::Px4,
        FlightController::Dji,
    ] {
        assert!(
            classes
                .iter()
                .any(|vehicle| vehicle.controller.kind == kind),
            "{kind:?}"
        );
    }
}

#[test]
fn known_products_are_in_the_class_that_their_masses_make() {
    assert_eq!(named("dock-quad").weight_class(), WeightClass::Light);
    assert_eq!(named("field-quad").weight_class(), WeightClass::Light);
    assert_eq!(named("heavy-quad").weight_class(), WeightClass::Small);
    assert_eq!(named("cargo-octo").weight_class(), WeightClass::Medium);
    assert_eq!(named("survey-vtol").weight_class(), WeightClass::Light);
}

#[test]
fn every_dock_of_the_fleet_stands_in_suitable_airspace_and_in_nothing_prohibited_for_good() {
    let zones = |file| airspace_file(file).zones;
    let suitable = zones("suitable");
    let permanent: Vec<_> = ["airport", "harbour", "no-image", "scenic"]
        .into_iter()
        .flat_map(zones)
        .collect();
    let fleet = fleet();
    assert!(fleet.docks.len() >= 8);
    for dock in &fleet.docks {
        let id = &dock.id;
        assert!(
            suitable
                .iter()
                .any(|zone| zone.footprint.contains_properly(dock.position)),
            "{id}"
        );
        for zone in permanent
            .iter()
            .filter(|zone| zone.rule == geofences::Rule::Prohibited)
        {
            assert!(
                !zone.footprint.contains(dock.position),
                "{id} in {:?}",
                zone.id
            );
        }
        assert!(
            fleet.vehicles.iter().any(|vehicle| vehicle.dock == *id),
            "{id} is empty"
        );
    }
}

#[test]
fn a_damaged_file_gives_a_class_or_problems_and_never_a_panic() {
    let mut random = ChaCha8Rng::seed_from_u64(0x5EA_605);
    let text = include_str!("../../vehicles/hover-wing.toml");
    let pieces = [
        "-1", "1e300", "nan", "\"\"", "[]", "[[", "]", "=", "true", "\n", "海",
    ];
    for _ in 0..500 {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        for _ in 0..random.random_range(1..4) {
            let line = random.random_range(0..lines.len());
            match random.random_range(0..3) {
                0 => drop(lines.remove(line)),
                1 => lines[line] = lines[random.random_range(0..lines.len())].clone(),
                _ => {
                    let piece = pieces[random.random_range(0..pieces.len())];
                    let cut = lines[line].split('=').next().unwrap_or_default().to_owned();
                    lines[line] = format!("{cut}= {piece}");
                }
            }
        }
        let (vehicle, problems) = read_vehicle("damaged.toml", &lines.join("\n"));
        assert!(vehicle.is_some() || !problems.is_empty());
    }
}

#[test]
fn waylines_name_the_aircraft_and_the_camera_that_takes_the_pictures() {
    let numbers = |class: &str, carried: &[&str], camera: Option<&str>| {
        let vehicle = named(class);
        let equipment = |name: &&str| vehicle.equipment_named(name).unwrap();
        let carries: Vec<_> = carried.iter().map(equipment).collect();
        let camera = camera.map(|it| equipment(&it));
        let it = dji_of(&vehicle, &carries, camera)?;
        assert_eq!((it.payload_sub, it.payload_position), (0, 0));
        Some((it.drone, it.drone_sub, it.payload, it.lens))
    };
    let (wide, zoom) = (Some(DjiLens::Wide), Some(DjiLens::Zoom));
    let dock = ["wide", "tele", "loudspeaker"];
    assert_eq!(
        numbers("dock-quad", &dock, Some("tele")),
        Some((91, 0, 80, zoom))
    );
    // Where no picture is taken, the first that hangs there.
    assert_eq!(numbers("dock-quad", &dock, None), Some((91, 0, 80, wide)));
    assert_eq!(
        numbers("field-quad", &["wide"], Some("wide")),
        Some((67, 1, 53, wide))
    );
    let heavy = ["loudspeaker", "survey", "zoom"];
    assert_eq!(
        numbers("heavy-quad", &heavy, Some("survey")),
        Some((89, 0, 50, None))
    );
    assert_eq!(
        numbers("heavy-quad", &heavy, Some("zoom")),
        Some((89, 0, 43, zoom))
    );
    assert_eq!(numbers("heavy-quad", &["loudspeaker"], None), None);
    assert_eq!(numbers("cargo-octo", &[], None), None);
    assert_eq!(numbers("inspection-quad", &["wide"], Some("wide")), None);
}
