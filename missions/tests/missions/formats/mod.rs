//! Missions as files: what is written reads back, what others write is understood, what is wrong is said.

#[path = "../../../examples/mission_files/sample.rs"]
mod sample;

mod bad_input;
mod bad_plans;
mod dji;
mod items;
mod others_deeds;
mod others_files;
mod parts_of_fences;
mod round_trips;
mod samples;

use geofences::fence::Autopilot;
use geofences::{Problem, Severity};
use missions::formats::{Airframe, DjiAircraft, Format, WriteOptions, Written, read, write};
use missions::mission::{Mission, Step};

/// An M30T, by DJI's numbers.
const M30T: DjiAircraft = DjiAircraft {
    drone: 67,
    drone_sub: 1,
    payload: 53,
    payload_sub: 0,
    payload_position: 0,
    lens: None,
    widest_focal_mm: Some(24.0),
};

fn options(autopilot: Autopilot, airframe: Airframe) -> WriteOptions {
    WriteOptions {
        autopilot,
        airframe,
        dji: Some(M30T),
    }
}

const COPTER: WriteOptions = WriteOptions {
    autopilot: Autopilot::ArduPilot,
    airframe: Airframe::Multirotor,
    dji: Some(M30T),
};

fn written(mission: &Mission, format: Format, options: &WriteOptions) -> Written {
    write(mission, format, options).unwrap_or_else(|problems| panic!("{problems:?}\n{mission:?}"))
}

fn mission_of(bytes: &[u8], file: &str) -> (Mission, Vec<Problem>) {
    let (mission, problems) = read(bytes, file);
    let text = String::from_utf8_lossy(bytes).into_owned();
    (
        mission.unwrap_or_else(|| panic!("{problems:#?}\n{text}")),
        problems,
    )
}

fn codes(problems: &[Problem], severity: Severity) -> Vec<&'static str> {
    let found = problems.iter().filter(|it| it.severity == severity);
    found.map(|it| it.code).collect()
}

fn errors(bytes: &[u8], file: &str) -> Vec<&'static str> {
    let (mission, problems) = read(bytes, file);
    assert!(mission.is_none());
    codes(&problems, Severity::Error)
}

fn flown(mission: &Mission) -> Vec<missions::mission::FlyTo> {
    let flown = mission.steps.iter().filter_map(|step| match step {
        Step::FlyTo(to) => Some(*to),
        _ => None,
    });
    flown.collect()
}
