use super::{key, photo};
use crate::fleet::file_transfer::server_model::{Habit, Server, bytes};
use crate::fleet::file_transfer::{Refusal, TransferFailure, TransferNumbers, opcode};
use crate::fleet::photos::{
    Delivery, FetchRequest, FetchState, Photo, PhotoFetcher, PhotoKey, WhyNoFile,
};
use crate::fleet::test_line::Weather;
use std::collections::BTreeMap;
use std::time::Duration;

#[derive(Default)]
struct Got {
    files: BTreeMap<PhotoKey, Vec<u8>>,
    whole: Vec<PhotoKey>,
    missing: Vec<(PhotoKey, WhyNoFile)>,
}

impl Got {
    fn take(&mut self, deliveries: Vec<Delivery>) {
        for delivery in deliveries {
            match delivery {
                Delivery::Begun { photo, .. } => {
                    assert!(
                        self.files.insert(photo, Vec::new()).is_none(),
                        "no file comes twice"
                    );
                }
                Delivery::Bytes(photo, bytes) => self.files.get_mut(&photo).unwrap().extend(bytes),
                Delivery::Whole(photo, read) => {
                    assert!(read.is_verified);
                    self.whole.push(photo);
                }
                Delivery::Missing(photo, why) => self.missing.push((photo, why)),
            }
        }
    }
}

fn request(photos: Vec<Photo>, weather: Weather) -> FetchRequest {
    FetchRequest {
        photos,
        folder: "DCIM".to_owned(),
        largest: 100_000,
        round_trip: weather.round_trip(),
    }
}

fn begin(server: &mut Server, request: FetchRequest, got: &mut Got) -> PhotoFetcher {
    let (mut says, mut deliveries) = (Vec::new(), Vec::new());
    let numbers = TransferNumbers::default();
    let fetcher = PhotoFetcher::start(server.now, request, numbers, &mut says, &mut deliveries);
    server.take(says);
    got.take(deliveries);
    fetcher
}

fn go_on(
    server: &mut Server,
    fetcher: &mut PhotoFetcher,
    got: &mut Got,
    mut on_the_way: impl FnMut(&mut Server, &mut PhotoFetcher, usize),
) {
    let mut heard = 0;
    while let Some(due) = fetcher.due() {
        let (mut says, mut deliveries) = (Vec::new(), Vec::new());
        for packet in server.next(due) {
            on_the_way(server, fetcher, heard);
            heard += 1;
            fetcher.hear(server.now, &packet, &mut says, &mut deliveries);
        }
        fetcher.wake(server.now, &mut says, &mut deliveries);
        server.take(says);
        got.take(deliveries);
    }
}

fn camera(weather: Weather, seed: &str) -> Server {
    let mut server = Server::new(Habit::Px4, weather, seed).with("DCIM/log.txt", vec![1]);
    for number in 10..14 {
        let folder = if number < 12 { "DCIM" } else { "DCIM/101" };
        server = server.with(
            &format!("{folder}/IMG_{number}.JPG"),
            bytes(&number.to_string(), 5_000),
        );
    }
    server
}

#[test]
fn files_of_photos_without_addresses_are_found_in_folders_and_come_whole_also_in_a_storm() {
    for (seed, weather) in [("clear", Weather::CLEAR), ("gull", Weather::STORM)] {
        let mut server = camera(weather, seed);
        let photos = (0..4).map(|index| photo(index, "")).collect();
        let mut got = Got::default();
        let mut fetcher = begin(&mut server, request(photos, weather), &mut got);
        go_on(&mut server, &mut fetcher, &mut got, |_, _, _| {});
        assert_eq!((fetcher.state(), got.missing.len()), (FetchState::Done, 0));
        assert!(
            got.whole
                .iter()
                .copied()
                .eq((0..4).map(|index| key(0, index)))
        );
        for index in 0..4 {
            assert!(got.files[&key(0, index)] == bytes(&(index + 10).to_string(), 5_000));
        }
        assert!(!server.has_open_session());
    }
}

#[test]
fn each_photo_that_has_no_file_says_why_and_an_address_needs_no_listing() {
    let mut server = camera(Weather::CLEAR, "why");
    let photos = vec![
        photo(0, "mftp://DCIM/IMG_10.JPG"),
        photo(1, "mftp://DCIM/IMG_99.JPG"),
        photo(2, "http://10.0.0.2/A.JPG"),
        photo(3, "mftp://[;comp=101]A.JPG"),
        photo(4, "mftp://[;comp=100]DCIM/IMG_11.JPG"),
    ];
    let mut got = Got::default();
    let mut fetcher = begin(&mut server, request(photos, Weather::CLEAR), &mut got);
    go_on(&mut server, &mut fetcher, &mut got, |_, _, _| {});
    assert_eq!(got.whole, [key(0, 0), key(0, 4)]);
    let gone = TransferFailure::Refused(Refusal::FileNotFound);
    let expected = [
        (
            key(0, 2),
            WhyNoFile::Elsewhere("http://10.0.0.2/A.JPG".to_owned()),
        ),
        (key(0, 3), WhyNoFile::OtherComponent(101)),
        (key(0, 1), WhyNoFile::Transfer(gone)),
    ];
    assert_eq!(got.missing, expected);
    assert_eq!(server.asked(opcode::LIST_DIRECTORY), 0);
}

#[test]
fn what_fits_in_two_ways_is_not_fetched() {
    let mut server = camera(Weather::CLEAR, "two ways");
    let mut got = Got::default();
    let photos = vec![photo(0, ""), photo(1, "")];
    let mut fetcher = begin(&mut server, request(photos, Weather::CLEAR), &mut got);
    go_on(&mut server, &mut fetcher, &mut got, |_, _, _| {});
    assert_eq!(fetcher.state(), FetchState::Done);
    assert!(
        got.missing
            .iter()
            .all(|(_, why)| *why == WhyNoFile::Unmatched)
            && got.missing.len() == 2
    );
    assert_eq!(server.asked(opcode::OPEN_FILE_RO), 0);
}

#[test]
fn after_a_lost_link_it_goes_on_where_it_was_listing_or_fetching() {
    for stop in [1, 20] {
        let mut server = camera(Weather::CLEAR, "lost");
        let photos = (0..4).map(|index| photo(index, "")).collect();
        let mut got = Got::default();
        let mut fetcher = begin(&mut server, request(photos, Weather::CLEAR), &mut got);
        go_on(&mut server, &mut fetcher, &mut got, |server, _, heard| {
            if heard == stop {
                server.set_weather(Weather {
                    loss: 1.1,
                    ..Weather::CLEAR
                });
            }
        });
        assert_eq!(fetcher.state(), FetchState::Interrupted, "{stop}");
        server.set_weather(Weather::CLEAR);
        let (mut says, mut deliveries) = (Vec::new(), Vec::new());
        assert!(fetcher.resume(server.now, &mut says, &mut deliveries));
        server.take(says);
        got.take(deliveries);
        go_on(&mut server, &mut fetcher, &mut got, |_, _, _| {});
        assert_eq!(
            (fetcher.state(), got.whole.len()),
            (FetchState::Done, 4),
            "{stop}"
        );
        assert!(got.files[&key(0, 3)] == bytes("13", 5_000));
    }
}

#[test]
fn cancelled_at_any_packet_it_closes_what_is_open() {
    for stop in 0..30 {
        let mut server = camera(Weather::CLEAR, "cancel");
        let photos = (0..4).map(|index| photo(index, "")).collect();
        let mut got = Got::default();
        let mut fetcher = begin(&mut server, request(photos, Weather::CLEAR), &mut got);
        go_on(
            &mut server,
            &mut fetcher,
            &mut got,
            |server, fetcher, heard| {
                if heard == stop {
                    let mut says = Vec::new();
                    fetcher.cancel(server.now, &mut says);
                    server.take(says);
                }
            },
        );
        server.next(server.now + Duration::from_secs(1));
        assert_eq!(fetcher.state(), FetchState::Cancelled, "{stop}");
        assert!(!server.has_open_session(), "{stop}");
        assert!(got.whole.len() < 4);
    }
}
