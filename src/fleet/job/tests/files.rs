use super::*;
use crate::fleet::file_transfer::opcode;
use crate::fleet::photos::Delivery;

fn bytes_of(world: &World, id: JobId) -> Vec<u8> {
    let events = world.of(id).into_iter();
    let bytes = events.filter_map(|event| match event {
        JobEvent::Bytes(bytes) => Some(bytes.clone()),
        _ => None,
    });
    bytes.collect::<Vec<_>>().concat()
}

#[test]
fn a_file_comes_in_pieces_and_whole() {
    for kind in [AutopilotKind::ArduPilot, AutopilotKind::Px4] {
        let mut world = World::clear(kind);
        let id = world.give(fetch(AUTOPILOT));
        world.run();
        assert!(world.is_good(id));
        assert_eq!(bytes_of(&world, id), bytes("log", 3_000));
    }
}

#[test]
fn one_that_is_called_off_closes_its_session_whenever_that_is() {
    for kind in [AutopilotKind::ArduPilot, AutopilotKind::Px4] {
        for ms in (0..400).step_by(20) {
            let mut world = World::clear(kind);
            let id = world.give(fetch(AUTOPILOT));
            world.run_for(Duration::from_millis(ms));
            let is_cancelled = world.cancel(id);
            world.run();
            assert_eq!(
                world.outcome(id) == &JobOutcome::Cancelled,
                is_cancelled,
                "{ms}"
            );
            assert!(!world.files.has_open_session(), "{kind:?} {ms}");
        }
    }
}

#[test]
fn photos_that_are_called_off_close_their_session_too() {
    for ms in (0..400).step_by(20) {
        let mut world = World::clear(AutopilotKind::Px4);
        let id = world.give(Job::FetchPhotos {
            photos: vec![photo()],
            folder: "DCIM".to_owned(),
            largest: 1 << 20,
        });
        world.run_for(Duration::from_millis(ms));
        let is_cancelled = world.cancel(id);
        world.run();
        assert_eq!(
            world.outcome(id) == &JobOutcome::Cancelled,
            is_cancelled,
            "{ms}"
        );
        assert!(!world.camera.has_open_session(), "{ms}");
    }
}

#[test]
fn photos_are_handed_out_as_they_come() {
    let mut world = World::clear(AutopilotKind::Px4);
    let id = world.give(Job::FetchPhotos {
        photos: vec![photo()],
        folder: "DCIM".to_owned(),
        largest: 1 << 20,
    });
    world.run();
    assert!(world.is_good(id));
    let deliveries = world.of(id).into_iter().filter_map(|event| match event {
        JobEvent::Photo(delivery) => Some(delivery),
        _ => None,
    });
    let deliveries: Vec<_> = deliveries.collect();
    assert!(matches!(deliveries[0], Delivery::Begun { .. }));
    assert!(matches!(deliveries.last(), Some(Delivery::Whole(..))));
}

#[test]
fn each_component_counts_its_packets_on_from_one_job_to_the_next() {
    let mut world = World::clear(AutopilotKind::Px4);
    for component in [CAMERA, AUTOPILOT, CAMERA, AUTOPILOT] {
        world.give(fetch(component));
        world.run();
    }
    for component in [CAMERA, AUTOPILOT] {
        let said = world.said.iter().filter(|it| it.component == component);
        let packets = said.filter_map(|it| match &it.say {
            Say::Ftp(bytes) => Some(crate::fleet::file_transfer::Packet::read(bytes)),
            _ => None,
        });
        let opened: Vec<_> = packets
            .filter(|packet| packet.opcode == opcode::OPEN_FILE_RO)
            .map(|packet| packet.sequence)
            .collect();
        assert_eq!(opened.len(), 2);
        assert!(
            opened[1] > opened[0] && opened[0] == 0,
            "{component}: {opened:?}"
        );
    }
}
