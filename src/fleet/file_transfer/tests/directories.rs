use crate::fleet::file_transfer::server_model::{Habit, START, Server};
use crate::fleet::file_transfer::{
    DirectoryEntry, DirectoryReader, DirectoryState, Refusal, TransferFailure, TransferNumbers,
};
use crate::fleet::test_line::Weather;
use std::time::Duration;

fn list(
    server: &mut Server,
    folder: &str,
    weather: Weather,
    stop: Option<usize>,
) -> DirectoryState {
    let mut says = Vec::new();
    let numbers = TransferNumbers::default();
    let mut reader = DirectoryReader::start(
        server.now,
        weather.round_trip(),
        folder.to_owned(),
        numbers,
        &mut says,
    );
    server.take(says);
    let mut heard = 0;
    while let Some(due) = reader.due() {
        let mut says = Vec::new();
        for packet in server.next(due) {
            if stop == Some(heard) {
                reader.cancel();
            }
            heard += 1;
            reader.hear(server.now, &packet, &mut says);
        }
        reader.wake(server.now, &mut says);
        server.take(says);
    }
    reader.state().clone()
}

fn full(weather: Weather, seed: &str) -> Server {
    let mut server =
        Server::new(Habit::Px4, weather, seed).with("DCIM/101/IMG_0999.JPG", vec![0; 3]);
    for number in 0..100 {
        server = server.with(&format!("DCIM/IMG_{number:04}.JPG"), vec![0; number]);
    }
    server
}

#[test]
fn a_folder_of_many_parts_is_listed_whole_and_in_order_also_in_a_storm() {
    for (seed, weather) in [
        ("clear", Weather::CLEAR),
        ("gull", Weather::STORM),
        ("tern", Weather::STORM),
    ] {
        let mut server = full(weather, seed);
        let DirectoryState::Done { entries, left_out } = list(&mut server, "DCIM", weather, None)
        else {
            panic!()
        };
        assert_eq!((entries.len(), left_out), (101, 0));
        assert_eq!(entries[0], DirectoryEntry::Directory("101".to_owned()));
        for (number, entry) in entries[1..].iter().enumerate() {
            let name = format!("IMG_{number:04}.JPG");
            let size = u32::try_from(number).ok();
            assert_eq!(*entry, DirectoryEntry::File { name, size });
        }
    }
}

#[test]
fn silence_and_paths_that_are_too_long_have_their_reasons() {
    let mut server = full(Weather::CLEAR, "deaf");
    server.is_deaf = true;
    let state = list(&mut server, "DCIM", Weather::CLEAR, None);
    assert_eq!(state, DirectoryState::Failed(TransferFailure::NoAnswer));
    let state = list(&mut server, &"x".repeat(240), Weather::CLEAR, None);
    assert_eq!(state, DirectoryState::Failed(TransferFailure::Path));
    assert!(server.now.since(START) < Duration::from_secs(60));
    assert!(Refusal::NoSessionsAvailable.what().en.contains("too many"));
}

#[test]
fn cancelled_at_any_part_it_asks_no_more() {
    for stop in 0..9 {
        let mut server = full(Weather::CLEAR, "cancel");
        let state = list(&mut server, "DCIM", Weather::CLEAR, Some(stop));
        assert_eq!(state, DirectoryState::Cancelled, "{stop}");
    }
}
