//! Any bytes, read as a mission in whatever format they look like: there is a mission or an error, each problem is
//! told in both languages, and what is read as a mission our own format holds whole.
#![no_main]

use geofences::Severity;
use geofences::fence::Autopilot;
use missions::formats::{Airframe, Format, WriteOptions, read, write};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let (mission, problems) = read(bytes, "fuzzed");
    let has_error = problems.iter().any(|it| it.severity == Severity::Error);
    assert_ne!(mission.is_some(), has_error);
    assert!(
        problems
            .iter()
            .all(|it| !it.what.en.is_empty() && !it.what.zh.is_empty())
    );
    let Some(mission) = mission else { return };
    let options = WriteOptions {
        autopilot: Autopilot::Px4,
        airframe: Airframe::Multirotor,
        dji: None,
    };
    let written = write(&mission, Format::GeoJson, &options).expect("what was read is sound");
    assert!(written.lost.is_empty());
    let (again, problems) = read(&written.bytes, "again.geojson");
    assert_eq!(again, Some(mission), "{problems:?}");
});
