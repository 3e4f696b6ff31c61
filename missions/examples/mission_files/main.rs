//! Writes a random mission in every format and says as JSON what is in it, for foreign readers.
//!
//! `mission_files SEED FOLDER`: the same seed gives the same files.

#![allow(clippy::unwrap_used)]

mod sample;

use geofences::fence::Autopilot;
use geofences::{Altitude, AltitudeDatum, Position};
use missions::formats::{Airframe, DjiAircraft, Format, WriteOptions, write};
use missions::mission::{FlyTo, Heading, Mission, Step};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let seed = arguments.next().and_then(|text| text.parse().ok());
    let (Some(seed), Some(folder)) = (seed, arguments.next()) else {
        eprintln!("usage: mission_files SEED FOLDER");
        std::process::exit(2);
    };
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let data = [AltitudeDatum::MeanSeaLevel, AltitudeDatum::AboveHome];
    let mut mission = sample::in_items(&mut rng, &data);
    // DJI's files hold no items of others, and no mission that flies nowhere.
    mission
        .steps
        .retain(|step| !matches!(step, Step::Foreign(_)));
    let place = sample::place(&mut rng);
    mission.steps.insert(1, Step::FlyTo(there(place)));
    let options = WriteOptions {
        autopilot: Autopilot::ArduPilot,
        airframe: Airframe::Multirotor,
        dji: Some(M30T),
    };
    for (format, name) in [
        (Format::Waypoints, "mission.waypoints"),
        (Format::QgcPlan, "mission.plan"),
        (Format::Kml, "mission.kml"),
        (Format::Wpml, "mission.kmz"),
        (Format::GeoJson, "mission.geojson"),
    ] {
        let written = write(&mission, format, &options).unwrap();
        std::fs::write(std::path::Path::new(&folder).join(name), written.bytes).unwrap();
    }
    println!("{}", told(&mission));
}

/// An M30T, by DJI's numbers.
const M30T: DjiAircraft = DjiAircraft {
    drone: 67,
    drone_sub: 1,
    payload: 53,
    payload_sub: 0,
    payload_position: 0,
    lens: None,
    widest_focal_mm: None,
};

fn there(position: Position) -> FlyTo {
    FlyTo {
        position,
        altitude: Altitude::new(60.0, AltitudeDatum::AboveHome).unwrap(),
        hold_s: 0.0,
        is_passed: true,
        heading: Heading::Along,
    }
}

/// What is flown to, in order, with heights and their frames as MAVLink has them.
fn told(mission: &Mission) -> Value {
    let home = mission.home;
    let frame = |datum| match datum {
        AltitudeDatum::MeanSeaLevel => 0,
        _ => 3,
    };
    let flown = mission.steps.iter().filter_map(|step| match step {
        Step::FlyTo(to) => Some(json!({
            "latitude": to.position.latitude_deg(),
            "longitude": to.position.longitude_deg(),
            "height": to.altitude.metres(),
            "frame": frame(to.altitude.datum()),
            "hold_s": to.hold_s,
        })),
        _ => None,
    });
    json!({
        "home": [home.position.latitude_deg(), home.position.longitude_deg(), home.ground_amsl_m],
        "speed_mps": mission.speed_mps,
        "flown": flown.collect::<Vec<_>>(),
        "fence": mission.fence.len(),
        "rally": mission.rally.len(),
    })
}
