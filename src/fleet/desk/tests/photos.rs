use super::*;
use crate::link::report::{CameraImageCaptured, CameraStatus};

fn photo(index: i32) -> Report {
    Report::CameraImageCaptured(Box::new(CameraImageCaptured {
        unix_us: 0,
        boot_ms: 10_000 + 1_000 * u32::try_from(index).unwrap(),
        place: None,
        altitude_amsl_m: 0.0,
        above_home_m: 0.0,
        orientation: [0.0; 4],
        index,
        is_captured: true,
        file_url: String::new(),
    }))
}

fn count(image_count: u32) -> Report {
    Report::CameraStatus(CameraStatus {
        image_status: 0,
        is_recording: false,
        interval_s: 0.0,
        recording_ms: 0,
        free_mib: 1_000.0,
        image_count,
    })
}

fn photos(bench: &Bench) -> usize {
    let told = bench.told.iter();
    told.filter(|it| matches!(it, Told::Photo(_))).count()
}

#[test]
fn a_count_that_comes_late_does_not_tell_that_the_camera_began_anew() {
    let is_restart = |comes: fn(&mut Bench, Report)| {
        let mut bench = Bench::new(Origin::Simulated);
        for index in 0..12 {
            bench.hear(photo(index));
        }
        bench.hear(count(12));
        for _ in 0..12 {
            comes(&mut bench, count(9));
            bench.run_ms(1_000);
        }
        bench.hear(photo(3));
        bench.go_on();
        photos(&bench) > 12
    };
    assert!(is_restart(Bench::hear));
    assert!(!is_restart(Bench::hear_late));
    // Its newest word, though telemetry that it said later came before.
    assert!(is_restart(Bench::hear_overtaken_by_telemetry));
}
