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

#[test]
fn the_refusal_of_another_message_is_none_of_the_message_that_tells_of_photos() {
    let first_asked_by = |bench: &Bench| bench.asked_for_photos.first().map(|it| it.0);
    let mut bench = Bench::new(Origin::Simulated);
    bench.hear(photo(0));
    // A late answer to the interview, say.
    bench.answer(mav_cmd::REQUEST_MESSAGE, CommandResult::Denied);
    bench.hear(photo(2));
    bench.run_ms(5_000);
    assert_eq!(first_asked_by(&bench), Some(mav_cmd::REQUEST_MESSAGE));
}

/// Answers what the interview asked, but for the last question.
fn answer_interview(bench: &mut Bench, answered: &mut usize) -> Option<u16> {
    while *answered + 1 < bench.commanded.len() {
        bench.answer(bench.commanded[*answered], CommandResult::Accepted);
        *answered += 1;
    }
    bench.commanded.get(*answered).copied()
}

#[test]
fn the_refusal_of_a_photo_is_none_of_what_the_interview_waits_for() {
    let mut bench = Bench::new(Origin::Simulated);
    let mut answered = bench.commanded.len();
    // Long enough for all that it was not answered to be forgotten.
    for _ in 0..1_000 {
        bench.run_ms(20);
        if let Some(command) = answer_interview(&mut bench, &mut answered) {
            bench.answer(command, CommandResult::Accepted);
            answered += 1;
        }
    }
    bench.hear(photo(0));
    bench.hear(photo(200));
    let mut refused = 0;
    for _ in 0..10_000 {
        bench.run_ms(20);
        let Some(command) = answer_interview(&mut bench, &mut answered) else {
            continue;
        };
        answered += 1;
        let asked = bench.asked_for_photos.len();
        if let (mav_cmd::REQUEST_MESSAGE, Some((_, index))) =
            (command, bench.asked_for_photos.last().copied())
        {
            // It came, so that the next one is asked for at once, and refused.
            bench.hear(photo(index));
            bench.go_on();
        }
        let is_asked = bench.asked_for_photos.len() > asked;
        bench.answer(
            command,
            match is_asked {
                true => CommandResult::Denied,
                false => CommandResult::Accepted,
            },
        );
        refused += u32::from(is_asked);
    }
    assert!(refused > 0);
    let desk = bench.fleet.desk(ID).unwrap();
    assert_eq!(desk.view(bench.now).refused.len(), 0);
}
