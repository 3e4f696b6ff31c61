//! Photos become records and files, and a gimbal looks where it is told to.

use super::*;
use haiou::fleet::file_transfer::file_sum;
use haiou::fleet::job::{Job, JobEvent, JobOutcome};
use haiou::fleet::order::YawFrom;
use haiou::fleet::photos::{Delivery, Photo};
use haiou::fleet::told::Told;
use haiou::ground_control::Tidings;

const CARRIES: &str = "camera = { image_width_px = 160, image_height_px = 120 }\ngimbal = true";

fn photos(world: &World) -> Vec<Photo> {
    let photos = world.told.iter().filter_map(|it| match it {
        Tidings::Fleet(Told::Photo(photo)) => Some((**photo).clone()),
        _ => None,
    });
    photos.collect()
}

fn with_camera(flavour: Flavour, quality: scenario::Quality) -> World {
    let mut world = ready(Setup::new(flavour, quality).with(CARRIES));
    world.until("its camera is known", seconds(60), |world| {
        let mut payload = world.known(ONE).payload.iter();
        payload.any(|it| it.camera.is_some())
    });
    world
}

/// Fetches the files of photos; the bytes of each are as many, and of the sum, that the camera says.
fn fetches(world: &mut World, photos: Vec<Photo>, within: Duration) -> usize {
    let id = world.job(
        ONE,
        Job::FetchPhotos {
            photos,
            folder: "/DCIM".to_owned(),
            largest: 1 << 20,
        },
    );
    assert_eq!(world.outcome(id, within), JobOutcome::Photos);
    let deliveries = world.job_news().filter(|it| it.id == id);
    let (mut bytes, mut whole) = (Vec::new(), 0);
    for news in deliveries {
        match &news.event {
            JobEvent::Photo(Delivery::Begun { .. }) => bytes.clear(),
            JobEvent::Photo(Delivery::Bytes(_, more)) => bytes.extend_from_slice(more),
            JobEvent::Photo(Delivery::Whole(_, read)) => {
                assert_eq!(bytes.len(), read.size as usize);
                assert_eq!(file_sum(&bytes), read.sum);
                assert!(read.is_verified);
                assert_eq!(bytes[..3], [0xFF, 0xD8, 0xFF], "a JPEG");
                whole += 1;
            }
            JobEvent::Photo(missing) => panic!("{missing:?}"),
            _ => {}
        }
    }
    whole
}

#[test]
fn a_photo_becomes_a_record_and_its_file_comes_whole() {
    for flavour in BOTH {
        let mut world = with_camera(flavour, CLEAN);
        for expected in 1..=2 {
            world.done(ONE, Order::TakePhoto, seconds(5));
            world.until("it is told", seconds(10), |world| {
                photos(world).len() == expected
            });
        }
        let photos = photos(&world);
        assert_eq!([photos[0].key.index, photos[1].key.index], [0, 1]);
        assert!(photos.iter().all(|it| it.place.is_some()));
        assert_eq!(fetches(&mut world, photos, seconds(60)), 2);
        world.check_what_was_told();
    }
}

#[test]
fn photos_of_which_nothing_was_heard_are_asked_for() {
    let mut world = with_camera(Flavour::Px4, BAD);
    let every = seconds(2);
    world.done(ONE, Order::StartPhotoInterval { every }, seconds(60));
    world.pass(seconds(60));
    world.done(ONE, Order::StopPhotos, seconds(60));
    let taken = |world: &World| {
        let mut payload = world.known(ONE).payload.iter();
        let status = payload.find_map(|it| it.status.as_ref());
        status.map(|it| it.value.image_count)
    };
    world.pass(seconds(60));
    let count = taken(&world).unwrap() as usize;
    assert!(count >= 25, "{count}");
    let photos = photos(&world);
    let mut indices: Vec<u32> = photos.iter().map(|it| it.key.index).collect();
    indices.sort_unstable();
    let all: Vec<u32> = (0..count as u32).collect();
    assert_eq!(indices, all);
    let desk = world.control.fleet().desk(ONE).unwrap();
    assert_eq!(desk.photos().missing_keys().count(), 0);
    let one = photos[..1].to_vec();
    assert_eq!(fetches(&mut world, one, seconds(3_000)), 1);
}

#[test]
fn a_gimbal_looks_where_it_is_told_once_it_is_under_our_control() {
    for flavour in BOTH {
        let mut world = with_camera(flavour, CLEAN);
        world.until("its gimbal is known", seconds(30), |world| {
            let mut payload = world.known(ONE).payload.iter();
            payload.any(|it| it.gimbals.iter().any(Option::is_some))
        });
        world.done(ONE, Order::TakeGimbalControl, seconds(10));
        let look = Order::PointGimbal {
            pitch_deg: -60.0,
            yaw_deg: 30.0,
            from: YawFrom::Nose,
        };
        world.done(ONE, look, seconds(10));
        world.until("it looks there", seconds(15), |world| {
            let mut payload = world.known(ONE).payload.iter();
            let attitude = payload.find_map(|it| it.gimbal_attitude.as_ref());
            attitude.is_some_and(|it| (it.value.pitch_rad.to_degrees() + 60.0).abs() < 2.0)
        });
    }
}
