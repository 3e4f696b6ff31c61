use super::{CAMERA, START, VEHICLE, key};
use crate::fleet::photos::{FileAddress, Photo, PhotoBook};
use crate::fleet::test_line::{Line, Weather};
use crate::link::mav_cmd::{REQUEST_CAMERA_IMAGE_CAPTURE, REQUEST_MESSAGE};
use crate::link::report::{CameraImageCaptured, CameraStatus, CommandAck, CommandResult};
use crate::link::say::Say;
use crate::moment::Moment;
use std::collections::BTreeSet;
use std::time::Duration;

fn told(index: i32, boot_ms: u32) -> CameraImageCaptured {
    CameraImageCaptured {
        unix_us: 1_795_000_000_000_000 + u64::from(boot_ms) * 1_000,
        boot_ms,
        place: None,
        altitude_amsl_m: 60.0,
        above_home_m: 40.0,
        orientation: [1.0, 0.0, 0.0, 0.0],
        index,
        is_captured: true,
        file_url: format!("mavlinkftp://DCIM/IMG_{index:05}.JPG"),
    }
}

fn status(image_count: u32) -> CameraStatus {
    CameraStatus {
        image_status: 0,
        is_recording: false,
        interval_s: 0.0,
        recording_ms: 0,
        free_mib: 100.0,
        image_count,
    }
}

fn book(weather: Weather) -> PhotoBook {
    PhotoBook::new(VEHICLE, CAMERA, weather.round_trip())
}

/// Which photo a command asks for.
fn asked_for(say: &Say) -> i32 {
    let Say::CommandLong {
        command, params, ..
    } = say
    else {
        panic!("{say:?}")
    };
    match *command {
        REQUEST_MESSAGE => {
            assert_eq!(params[0].to_bits(), 263.0_f32.to_bits());
            params[1] as i32
        }
        REQUEST_CAMERA_IMAGE_CAPTURE => params[0] as i32,
        other => panic!("{other}"),
    }
}

/// A flight of photos over a line; what was recorded, and what is missing in the end.
fn fly(
    weather: Weather,
    seed: &str,
    count: i32,
    camera_forgets: &BTreeSet<i32>,
) -> (Vec<Photo>, Vec<u32>) {
    let mut up: Line<Say> = Line::new(weather, &format!("{seed}, up"));
    let mut down: Line<CameraImageCaptured> = Line::new(weather, &format!("{seed}, down"));
    let mut book = book(weather);
    let mut photos = Vec::new();
    let mut out = Vec::new();
    book.hear_status(START, &status(0), &mut out);
    let step = Duration::from_millis(20);
    for tick in 0..30_000_u32 {
        let now = START + step * tick;
        if tick % 50 == 0 && (tick / 50) < count as u32 {
            let index = (tick / 50) as i32;
            down.send(now, told(index, 5_000 + tick * 20));
        }
        if tick == 11_000 || tick == 50 * count as u32 + 200 {
            book.hear_status(now, &status(count as u32), &mut out);
        }
        for say in up.arrived(now) {
            let index = asked_for(&say);
            if !camera_forgets.contains(&index) {
                down.send(now, told(index, 5_000 + 1_000 * index as u32));
            }
        }
        for image in down.arrived(now) {
            photos.extend(book.hear_captured(now, &image, &mut out));
        }
        if book.due().is_some_and(|due| due <= now) {
            book.wake(now, &mut out);
        }
        for say in out.drain(..) {
            up.send(now, say);
        }
    }
    assert_eq!(book.wanted(), 0);
    (photos, book.missing().map(|key| key.index).collect())
}

#[test]
fn every_photo_becomes_one_record_also_in_a_storm() {
    for (seed, weather) in [
        ("clear", Weather::CLEAR),
        ("gull", Weather::STORM),
        ("tern", Weather::STORM),
    ] {
        let (photos, missing) = fly(weather, seed, 100, &BTreeSet::new());
        let indices: BTreeSet<u32> = photos.iter().map(|photo| photo.key.index).collect();
        assert!(indices.into_iter().eq(0..100), "{seed}");
        assert_eq!((photos.len(), missing), (100, Vec::new()), "{seed}");
    }
}

#[test]
fn what_the_camera_cannot_tell_any_more_is_listed() {
    let forgotten: BTreeSet<i32> = (0..100).collect();
    let (photos, missing) = fly(Weather::STORM, "skua", 100, &forgotten);
    assert!(photos.len() > 60 && !missing.is_empty());
    assert_eq!(photos.len() + missing.len(), 100);
}

#[test]
fn a_record_holds_what_was_told() {
    let photo = book(Weather::CLEAR)
        .hear_captured(START, &told(0, 7_000), &mut Vec::new())
        .unwrap();
    assert_eq!(
        (photo.key, photo.heard, photo.boot_ms),
        (key(0, 0), START, 7_000)
    );
    assert_eq!(photo.taken_unix_us, Some(1_795_000_007_000_000));
    assert_eq!(photo.orientation, Some([1.0, 0.0, 0.0, 0.0]));
    let path = "DCIM/IMG_00000.JPG".to_owned();
    assert_eq!(
        photo.file,
        FileAddress::Mavlink {
            component: None,
            path
        }
    );
    let bare = CameraImageCaptured {
        unix_us: 0,
        orientation: [0.0; 4],
        file_url: String::new(),
        ..told(0, 7_000)
    };
    let photo = book(Weather::CLEAR)
        .hear_captured(START, &bare, &mut Vec::new())
        .unwrap();
    assert_eq!(
        (photo.taken_unix_us, photo.orientation, photo.file),
        (None, None, FileAddress::Untold)
    );
}

#[test]
fn a_failed_photo_is_counted_and_is_no_record() {
    let mut book = book(Weather::CLEAR);
    let failed = CameraImageCaptured {
        is_captured: false,
        ..told(-1, 7_000)
    };
    assert_eq!(book.hear_captured(START, &failed, &mut Vec::new()), None);
    let failed = CameraImageCaptured {
        is_captured: false,
        ..told(0, 8_000)
    };
    assert_eq!(book.hear_captured(START, &failed, &mut Vec::new()), None);
    assert_eq!((book.failed(), book.wanted()), (2, 0));
}

#[test]
fn a_restart_of_the_camera_begins_a_new_series_and_its_late_photos_do_not() {
    let mut book = book(Weather::CLEAR);
    let hear = |book: &mut PhotoBook, index, boot_ms| {
        let photo = book.hear_captured(START, &told(index, boot_ms), &mut Vec::new());
        photo.map(|photo| (photo.key.series, photo.key.index))
    };
    for index in [0, 1, 2, 4, 5] {
        hear(&mut book, index, 60_000 + index as u32 * 1_000);
    }
    assert_eq!(hear(&mut book, 5, 65_000), None, "twice");
    assert_eq!(hear(&mut book, 3, 63_000), Some((0, 3)), "late");
    assert_eq!(
        hear(&mut book, 2, 90_000),
        None,
        "told again with the time of now"
    );
    assert_eq!(hear(&mut book, 0, 9_000), Some((1, 0)), "restarted");
    assert_eq!(hear(&mut book, 2, 11_000), Some((1, 2)));
    assert_eq!(book.wanted(), 1);
    // Its count of old is as large as what was told: it takes a clock that goes back.
    assert_eq!(hear(&mut book, 3, 1_000), Some((2, 3)));
    let missing: Vec<_> = book.missing().collect();
    assert_eq!(missing, [key(1, 1)]);
}

/// A camera that told of so many photos.
fn book_of(photos: i32) -> PhotoBook {
    let mut book = book(Weather::CLEAR);
    for index in 0..photos {
        let told = told(index, 60_000 + index as u32 * 1_000);
        book.hear_captured(START, &told, &mut Vec::new());
    }
    book
}

/// It says so of its count, each so many seconds after the first.
fn hear_counts(book: &mut PhotoBook, counts: &[(u64, u32)]) {
    for (second, count) in counts {
        let now = START + Duration::from_secs(*second);
        book.hear_status(now, &status(*count), &mut Vec::new());
    }
}

#[test]
fn a_count_that_stays_lower_says_that_the_camera_restarted() {
    let mut book = book_of(50);
    hear_counts(&mut book, &[(0, 49), (1, 50), (2, 3), (7, 3), (11, 3)]);
    assert_eq!(book.wanted(), 0, "it may be late");
    hear_counts(&mut book, &[(12, 3)]);
    assert_eq!(book.wanted(), 3);
    let photo = book.hear_captured(START, &told(0, 9_000), &mut Vec::new());
    assert_eq!(photo.unwrap().key, key(1, 0));
}

#[test]
fn a_link_that_is_some_seconds_behind_restarts_no_camera() {
    let mut book = book_of(12);
    hear_counts(
        &mut book,
        &[(0, 9), (1, 10), (2, 11), (3, 12), (11, 11), (14, 12)],
    );
    assert_eq!(book.wanted(), 0);
    let photo = book.hear_captured(START, &told(12, 80_000), &mut Vec::new());
    assert_eq!(photo.unwrap().key, key(0, 12));
}

#[test]
fn another_photo_of_a_known_number_is_of_a_new_series_and_the_same_photo_told_again_is_not() {
    let one = |boot_ms: u32, unix_s: u64, url: &str| CameraImageCaptured {
        unix_us: unix_s * 1_000_000,
        file_url: url.to_owned(),
        ..told(0, boot_ms)
    };
    for (first, second, is_new) in [
        (one(10_000, 500, ""), one(60_000, 900, ""), true),
        (one(10_000, 500, ""), one(60_000, 502, ""), false),
        (one(10_000, 500, ""), one(60_000, 503, ""), true),
        (one(10_000, 0, "A"), one(60_000, 0, "B"), true),
        (one(10_000, 0, "A"), one(60_000, 0, "A"), false),
        (one(10_000, 0, ""), one(60_000, 0, ""), true),
        (one(10_000, 0, ""), one(10_000, 0, ""), false),
        (one(0, 500, ""), one(0, 900, ""), true),
        (one(0, 0, ""), one(0, 0, ""), false),
    ] {
        let mut book = book(Weather::CLEAR);
        book.hear_captured(START, &first, &mut Vec::new());
        let photo = book.hear_captured(START, &second, &mut Vec::new());
        let series = photo.map(|photo| photo.key.series);
        assert_eq!(series, is_new.then_some(1), "{first:?} {second:?}");
    }
}

#[test]
fn a_photo_that_was_asked_for_twice_may_be_told_twice() {
    let mut book = book(Weather::CLEAR);
    let mut out = Vec::new();
    let bare = |index: i32, boot_ms: u32| CameraImageCaptured {
        unix_us: 0,
        file_url: String::new(),
        ..told(index, boot_ms)
    };
    book.hear_status(START, &status(0), &mut out);
    book.hear_captured(START, &bare(1, 9_000), &mut out);
    for _ in 0..2 {
        let due = book.due().unwrap();
        book.wake(due, &mut out);
    }
    assert_eq!(out.iter().map(asked_for).collect::<Vec<_>>(), [0, 0]);
    assert!(
        book.hear_captured(START, &bare(0, 9_500), &mut out)
            .is_some()
    );
    assert_eq!(book.hear_captured(START, &bare(0, 9_900), &mut out), None);
}

#[test]
fn photos_before_the_first_word_of_a_camera_are_not_asked_for_and_those_after_it_are() {
    let mut out = Vec::new();
    let mut late = book(Weather::CLEAR);
    late.hear_captured(START, &told(700, 900_000), &mut out);
    assert_eq!(late.wanted(), 0);
    let mut counted = book(Weather::CLEAR);
    counted.hear_status(START, &status(698), &mut out);
    counted.hear_captured(START, &told(700, 900_000), &mut out);
    assert_eq!(counted.wanted(), 2);
}

#[test]
fn both_ways_to_ask_are_tried_and_one_that_is_refused_is_not() {
    let commands = |refused: bool| {
        let mut book = book(Weather::CLEAR);
        let mut out = Vec::new();
        book.hear_status(START, &status(0), &mut out);
        book.hear_captured(START, &told(1, 9_000), &mut out);
        if refused {
            book.hear_ack(&CommandAck {
                command: REQUEST_MESSAGE,
                result: CommandResult::Unsupported,
                progress: None,
                detail: 0,
                target_system: 255,
                target_component: 190,
            });
        }
        while let Some(due) = book.due() {
            book.wake(due, &mut out);
        }
        assert_eq!(book.missing().collect::<Vec<_>>(), [key(0, 0)]);
        let commands = out.iter().map(|say| match say {
            Say::CommandLong { command, .. } => *command,
            other => panic!("{other:?}"),
        });
        commands.collect::<Vec<_>>()
    };
    let both = [REQUEST_MESSAGE, REQUEST_CAMERA_IMAGE_CAPTURE].repeat(4);
    assert_eq!(commands(false), both);
    assert_eq!(commands(true), [REQUEST_CAMERA_IMAGE_CAPTURE; 8]);
}

#[test]
fn numbers_that_nobody_can_have_taken_do_not_fill_the_memory() {
    let mut book = book(Weather::CLEAR);
    let mut out = Vec::new();
    book.hear_status(START, &status(0), &mut out);
    book.hear_captured(START, &told(i32::MAX, 9_000), &mut out);
    book.hear_status(START, &status(u32::MAX), &mut out);
    assert!(book.wanted() <= 1_024 + 4);
    assert!(book.uncounted() > 4_000_000_000);
    book.cancel();
    assert_eq!((book.wanted(), book.due()), (0, None::<Moment>));
    assert!(book.missing().count() <= 1_024 + 4);
}
