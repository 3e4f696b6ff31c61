//! Writes a random mission as `.plan` and `.waypoints` and says as JSON what is in it, for pymavlink's readers.
//!
//! `mission_files SEED FOLDER`: the same seed gives the same files.

#![allow(clippy::unwrap_used)]

mod sample;

use geofences::AltitudeDatum;
use geofences::fence::Autopilot;
use missions::formats::{Airframe, Format, WriteOptions, write};
use missions::mission::{Mission, Step};
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
    let mission = sample::in_items(&mut rng, &data);
    let options = WriteOptions {
        autopilot: Autopilot::ArduPilot,
        airframe: Airframe::Multirotor,
        dji: None,
    };
    for (format, name) in [
        (Format::Waypoints, "mission.waypoints"),
        (Format::QgcPlan, "mission.plan"),
    ] {
        let written = write(&mission, format, &options).unwrap();
        std::fs::write(std::path::Path::new(&folder).join(name), written.bytes).unwrap();
    }
    println!("{}", told(&mission));
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
