use super::*;

#[test]
fn a_batterys_own_component_is_heard_where_the_autopilot_is_silent() {
    let mut heard = Heard::discovered();
    let left = |heard: &Heard| heard.vehicle.known().batteries[0].unwrap().value.left;
    heard.component_says(0.0, 180, &battery(0.5));
    assert_eq!(left(&heard), Some(0.5));
    heard.says(1.0, &battery(0.9));
    heard.component_says(2.0, 180, &battery(0.5));
    assert_eq!(left(&heard), Some(0.9));
    heard.component_says(6.1, 180, &battery(0.5));
    assert_eq!(left(&heard), Some(0.5));
}

fn camera(index: u8) -> Report {
    Report::Storage(Storage {
        index,
        status: 2,
        total_mib: 32_000.0,
        free_mib: 31_000.0,
    })
}

#[test]
fn payload_is_bounded_and_what_is_shed_is_counted() {
    let mut heard = Heard::discovered();
    for component in 100..150 {
        for index in 1..=10 {
            heard.component_says(0.1, component, &camera(index));
        }
    }
    let payload = &heard.vehicle.known().payload;
    assert_eq!(payload.len(), COMPONENTS);
    assert!(
        payload
            .iter()
            .all(|component| component.storages[1].is_some())
    );
    let kept = (COMPONENTS * STORAGES) as u32;
    assert_eq!(heard.vehicle.shed().payload, 50 * 10 - kept);
}

#[test]
fn streams_are_kept_by_their_index() {
    let stream = |index, name: &str| {
        Report::VideoStream(Box::new(VideoStream {
            index,
            count: 2,
            kind: 0,
            encoding: 1,
            flags: 1,
            frame_rate_hz: 25.0,
            resolution_px: (1920, 1080),
            bit_rate: 4_000_000,
            field_of_view_deg: 60,
            name: name.to_owned(),
            uri: "rtsp://192.0.2.1/live".to_owned(),
        }))
    };
    let mut heard = Heard::discovered();
    heard.component_says(0.1, 100, &stream(2, "thermal"));
    heard.component_says(0.2, 100, &stream(1, "wide"));
    heard.component_says(0.3, 100, &stream(2, "thermal, again"));
    for index in 3..20 {
        heard.component_says(0.4, 100, &stream(index, "more"));
    }
    let streams = &heard.vehicle.known().payload[0].streams;
    let names: Vec<&str> = streams.iter().map(|it| it.value.name.as_str()).collect();
    assert_eq!(names, ["wide", "thermal, again", "more", "more"]);
    assert_eq!(heard.vehicle.shed().payload, 15);
}

#[test]
fn every_photo_is_told_and_counted() {
    let image = CameraImageCaptured {
        unix_us: 0,
        boot_ms: 1,
        place: None,
        altitude_amsl_m: 50.0,
        above_home_m: 30.0,
        orientation: [0.0; 4],
        index: 4,
        is_captured: true,
        file_url: String::new(),
    };
    let mut heard = Heard::discovered();
    heard.component_says(
        1.0,
        100,
        &Report::CameraImageCaptured(Box::new(image.clone())),
    );
    let told = VehicleEvent::CameraImageCaptured {
        component: 100,
        image: image.into(),
    };
    assert_eq!(heard.happened(), [told]);
    assert_eq!(heard.vehicle.known().images, 1);
}
