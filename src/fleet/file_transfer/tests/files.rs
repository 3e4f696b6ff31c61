use crate::fleet::file_transfer::server_model::{Habit, START, Server, bytes};
use crate::fleet::file_transfer::{
    FileProgress, FileReader, FileRequest, FileState, FileTruth, Packet, Refusal, TransferFailure,
    TransferNumbers, file_sum, opcode,
};
use crate::fleet::test_line::Weather;
use crate::link::report::FtpPacket;
use crate::link::say::Say;
use std::time::Duration;

const PATH: &str = "DCIM/IMG_0001.JPG";

fn request(weather: Weather) -> FileRequest {
    FileRequest {
        path: PATH.to_owned(),
        truth: FileTruth::Stored,
        largest: 1_000_000,
        round_trip: weather.round_trip(),
    }
}

/// Goes on until nothing more is to be said; `on_the_way` happens before each packet.
fn go_on(
    server: &mut Server,
    reader: &mut FileReader,
    file: &mut Vec<u8>,
    mut on_the_way: impl FnMut(&mut Server, &mut FileReader, usize),
) {
    let mut heard = 0;
    while let Some(due) = reader.due() {
        let mut says = Vec::new();
        for packet in server.next(due) {
            on_the_way(server, reader, heard);
            heard += 1;
            reader.hear(server.now, &packet, &mut says);
            file.extend(reader.take());
        }
        reader.wake(server.now, &mut says);
        server.take(says);
        assert!(
            server.now.since(START) < Duration::from_secs(1_000),
            "{:?}",
            reader.state()
        );
    }
}

fn fetch(
    server: &mut Server,
    request: FileRequest,
    on_the_way: impl FnMut(&mut Server, &mut FileReader, usize),
) -> (FileState, Vec<u8>) {
    let mut says = Vec::new();
    let mut reader = FileReader::start(server.now, request, TransferNumbers::default(), &mut says);
    server.take(says);
    let mut file = Vec::new();
    go_on(server, &mut reader, &mut file, on_the_way);
    (reader.state(), file)
}

fn nothing(_: &mut Server, _: &mut FileReader, _: usize) {}

fn verified(file: &[u8]) -> FileState {
    FileState::Done(crate::fleet::file_transfer::FileRead {
        size: u32::try_from(file.len()).unwrap(),
        sum: file_sum(file),
        is_verified: true,
    })
}

fn failed(why: TransferFailure) -> FileState {
    FileState::Failed(why)
}

#[test]
fn on_a_clear_line_a_file_comes_by_bursts_alone_and_its_session_is_closed() {
    for (habit, bursts) in [(Habit::ArduPilot, 1), (Habit::Px4, 7)] {
        let content = bytes("clear", 60_000);
        let mut server = Server::new(habit, Weather::CLEAR, "clear").with(PATH, content.clone());
        let (state, file) = fetch(&mut server, request(Weather::CLEAR), nothing);
        assert_eq!(state, verified(&content));
        assert!(file == content);
        let asked = [
            opcode::OPEN_FILE_RO,
            opcode::BURST_READ_FILE,
            opcode::READ_FILE,
            opcode::CALC_FILE_CRC32,
        ];
        assert_eq!(
            asked.map(|operation| server.asked(operation)),
            [1, bursts, 0, 1],
            "{habit:?}"
        );
        assert!(!server.has_open_session());
    }
}

#[test]
fn files_of_every_length_around_a_packet_come_whole() {
    for length in [0, 1, 238, 239, 240, 478, 479] {
        for habit in [Habit::ArduPilot, Habit::Px4] {
            let content = bytes("length", length);
            let mut server =
                Server::new(habit, Weather::CLEAR, "length").with(PATH, content.clone());
            let (state, file) = fetch(&mut server, request(Weather::CLEAR), nothing);
            assert_eq!(
                (state, file),
                (verified(&content), content),
                "{habit:?} {length}"
            );
        }
    }
}

#[test]
fn in_a_storm_files_come_whole_from_both_servers() {
    for seed in ["gull", "tern", "skua", "plover", "petrel", "fulmar"] {
        for habit in [Habit::ArduPilot, Habit::Px4] {
            let content = bytes(seed, 30_000);
            let mut server = Server::new(habit, Weather::STORM, seed).with(PATH, content.clone());
            let (state, file) = fetch(&mut server, request(Weather::STORM), nothing);
            assert_eq!(state, verified(&content), "{seed} {habit:?}");
            assert!(file == content, "{seed} {habit:?}");
            let took = server.now.since(START);
            assert!(
                took < Duration::from_secs(200),
                "{seed} {habit:?}: {took:?}"
            );
        }
    }
}

#[test]
fn a_server_without_bursts_or_sums_is_read_piece_by_piece_and_not_verified() {
    for habit in [Habit::ArduPilot, Habit::Px4] {
        let content = bytes("plain", 5_000);
        let mut server = Server::new(habit, Weather::CLEAR, "plain").with(PATH, content.clone());
        server.offers_burst = false;
        server.offers_sum = false;
        let (state, file) = fetch(&mut server, request(Weather::CLEAR), nothing);
        assert!(
            matches!(state, FileState::Done(read) if !read.is_verified),
            "{state:?}"
        );
        assert!(file == content);
    }
}

#[test]
fn a_file_that_is_made_as_it_is_read_ends_where_the_server_says_so() {
    for seed in ["clear", "gull", "tern", "skua"] {
        let weather = if seed == "clear" {
            Weather::CLEAR
        } else {
            Weather::STORM
        };
        for (habit, length) in [
            (Habit::ArduPilot, 15_038),
            (Habit::Px4, 15_038),
            (Habit::ArduPilot, 14_340),
        ] {
            let content = bytes(seed, length);
            let mut server = Server::new(habit, weather, seed).with(PATH, content.clone());
            server.told_more = 1_210;
            let request = FileRequest {
                truth: FileTruth::Made,
                ..request(weather)
            };
            let (state, file) = fetch(&mut server, request, nothing);
            assert!(
                matches!(state, FileState::Done(read) if read.size as usize == length),
                "{state:?}"
            );
            assert!(file == content, "{seed}");
        }
    }
}

#[test]
fn a_stored_file_that_is_shorter_than_told_is_none() {
    for habit in [Habit::ArduPilot, Habit::Px4] {
        let mut server =
            Server::new(habit, Weather::CLEAR, "short").with(PATH, bytes("short", 5_000));
        server.told_more = 1;
        let (state, _) = fetch(&mut server, request(Weather::CLEAR), nothing);
        assert!(matches!(state, FileState::Failed(_)), "{habit:?} {state:?}");
    }
}

#[test]
fn a_lost_link_ends_it_and_it_is_gone_on_with_behind_what_came() {
    for (habit, seed) in [(Habit::ArduPilot, "gull"), (Habit::Px4, "tern")] {
        let content = bytes(seed, 60_000);
        let mut server = Server::new(habit, Weather::CLEAR, seed).with(PATH, content.clone());
        let mut says = Vec::new();
        let mut reader = FileReader::start(
            START,
            request(Weather::CLEAR),
            TransferNumbers::default(),
            &mut says,
        );
        server.take(says);
        let mut file = Vec::new();
        let dark = Weather {
            loss: 1.1,
            ..Weather::CLEAR
        };
        go_on(&mut server, &mut reader, &mut file, |server, _, heard| {
            if heard == 100 {
                server.set_weather(dark);
            }
        });
        assert_eq!(reader.state(), failed(TransferFailure::NoAnswer));
        let before = file.len();
        assert!(before > 20_000, "{before}");
        server.set_weather(Weather::CLEAR);
        let bursts = server.asked(opcode::BURST_READ_FILE);
        let mut says = Vec::new();
        assert!(reader.resume(server.now, &mut says));
        server.take(says);
        go_on(&mut server, &mut reader, &mut file, nothing);
        assert_eq!(reader.state(), verified(&content));
        assert!(file == content);
        assert!(server.asked(opcode::BURST_READ_FILE) > bursts);
        assert!(!server.has_open_session());
        assert!(!reader.resume(server.now, &mut Vec::new()));
    }
}

#[test]
fn a_session_that_the_server_forgot_is_opened_anew() {
    for (habit, seed) in [(Habit::ArduPilot, "gull"), (Habit::Px4, "tern")] {
        let content = bytes(seed, 60_000);
        let mut server = Server::new(habit, Weather::CLEAR, seed).with(PATH, content.clone());
        let (state, file) = fetch(&mut server, request(Weather::CLEAR), |server, _, heard| {
            if heard == 100 {
                server.forget_session();
            }
        });
        assert_eq!(state, verified(&content));
        assert!(file == content);
        assert_eq!(server.asked(opcode::OPEN_FILE_RO), 2);
    }
}

#[test]
fn a_file_that_changed_meanwhile_is_found_by_size_or_by_sum() {
    for (replaced, why) in [
        (60_001, TransferFailure::Changed),
        (60_000, TransferFailure::WrongSum),
    ] {
        let mut server =
            Server::new(Habit::Px4, Weather::CLEAR, "swap").with(PATH, bytes("old", 60_000));
        let (state, _) = fetch(&mut server, request(Weather::CLEAR), |server, _, heard| {
            if heard == 100 {
                server.files.insert(PATH.to_owned(), bytes("new", replaced));
                server.forget_session();
            }
        });
        assert_eq!(state, failed(why));
        assert!(!server.has_open_session());
    }
}

#[test]
fn a_file_that_is_too_large_by_one_byte_is_not_fetched() {
    for (largest, is_fetched) in [(5_000, true), (4_999, false)] {
        let mut server =
            Server::new(Habit::Px4, Weather::CLEAR, "large").with(PATH, bytes("large", 5_000));
        let request = FileRequest {
            largest,
            ..request(Weather::CLEAR)
        };
        let (state, file) = fetch(&mut server, request, nothing);
        assert_eq!(matches!(state, FileState::Done(_)), is_fetched);
        if !is_fetched {
            assert_eq!(
                (state, file.len()),
                (failed(TransferFailure::TooLarge(5_000)), 0)
            );
            assert!(!server.has_open_session());
        }
    }
}

#[test]
fn refusals_and_silence_have_their_reasons() {
    let mut server = Server::new(Habit::Px4, Weather::CLEAR, "none");
    let (state, _) = fetch(&mut server, request(Weather::CLEAR), nothing);
    assert_eq!(
        state,
        failed(TransferFailure::Refused(Refusal::FileNotFound))
    );
    server.is_deaf = true;
    let (state, _) = fetch(&mut server, request(Weather::CLEAR), nothing);
    assert_eq!(state, failed(TransferFailure::NoAnswer));
    for path in ["", &"x".repeat(240)] {
        let request = FileRequest {
            path: path.to_owned(),
            ..request(Weather::CLEAR)
        };
        let (state, _) = fetch(&mut server, request, nothing);
        assert_eq!(state, failed(TransferFailure::Path));
    }
}

#[test]
fn a_server_whose_one_session_another_has_is_asked_again_until_it_is_free() {
    let content = bytes("busy", 2_000);
    let mut server = Server::new(Habit::Px4, Weather::CLEAR, "busy").with(PATH, content.clone());
    let mut says = Vec::new();
    let _other = FileReader::start(
        START,
        request(Weather::CLEAR),
        TransferNumbers::default(),
        &mut says,
    );
    server.take(says);
    server.next(START + Duration::from_millis(50));
    let mut says = Vec::new();
    let numbers = TransferNumbers {
        sequence: 500,
        session: 9,
    };
    let mut reader = FileReader::start(server.now, request(Weather::CLEAR), numbers, &mut says);
    server.take(says);
    let mut file = Vec::new();
    go_on(&mut server, &mut reader, &mut file, nothing);
    assert_eq!((reader.state(), file), (verified(&content), content));
    assert!(server.now.since(START) >= Duration::from_secs(10));
}

#[test]
fn cancelled_at_any_packet_it_closes_its_session_and_hands_out_no_more() {
    let content = bytes("cancel", 3_000);
    for habit in [Habit::ArduPilot, Habit::Px4] {
        for stop in 0..16 {
            let mut server =
                Server::new(habit, Weather::CLEAR, "cancel").with(PATH, content.clone());
            let mut is_stopped = false;
            let (state, _) = fetch(
                &mut server,
                request(Weather::CLEAR),
                |server, reader, heard| {
                    if heard == stop && matches!(reader.state(), FileState::Running(_)) {
                        let mut says = Vec::new();
                        reader.cancel(server.now, &mut says);
                        server.take(says);
                        is_stopped = true;
                    }
                },
            );
            server.next(server.now + Duration::from_secs(1));
            assert_eq!(
                state == FileState::Cancelled,
                is_stopped,
                "{habit:?} {stop}: {state:?}"
            );
            assert!(!server.has_open_session(), "{habit:?} {stop}");
        }
    }
}

#[test]
fn cancelled_before_the_answer_to_its_opening_it_closes_what_opens_late() {
    let mut server =
        Server::new(Habit::Px4, Weather::CLEAR, "late").with(PATH, bytes("late", 3_000));
    let mut says = Vec::new();
    let mut reader = FileReader::start(
        START,
        request(Weather::CLEAR),
        TransferNumbers::default(),
        &mut says,
    );
    server.take(says);
    let mut says = Vec::new();
    reader.cancel(START, &mut says);
    assert_eq!((reader.state(), says.len()), (FileState::Cancelled, 0));
    assert!(reader.due().is_some(), "it still waits for the answer");
    for packet in server.next(START + Duration::from_secs(1)) {
        reader.hear(server.now, &packet, &mut says);
    }
    assert!(server.has_open_session());
    server.take(says);
    for packet in server.next(server.now + Duration::from_secs(1)) {
        reader.hear(server.now, &packet, &mut Vec::new());
    }
    assert!(!server.has_open_session());
    assert_eq!(reader.due(), None);
}

#[test]
fn cancelled_before_the_answer_to_its_opening_it_waits_for_it_only_so_long() {
    let mut says = Vec::new();
    let request = request(Weather::CLEAR);
    let mut reader = FileReader::start(START, request, TransferNumbers::default(), &mut says);
    says.clear();
    reader.cancel(START, &mut says);
    let due = reader.due().unwrap();
    assert!(due.since(START) <= Duration::from_secs(15));
    reader.wake(due, &mut says);
    assert_eq!((reader.state(), reader.due()), (FileState::Cancelled, None));
    assert_eq!(says, []);
}

/// A packet as it is heard.
fn heard(packet: Packet) -> FtpPacket {
    FtpPacket {
        target_system: 255,
        target_component: 190,
        bytes: packet.write(),
    }
}

#[test]
fn packets_of_another_session_another_transfer_or_no_sense_are_not_taken_for_ours() {
    let mut says = Vec::new();
    let numbers = TransferNumbers {
        sequence: 1_000,
        session: 4,
    };
    let mut reader = FileReader::start(START, request(Weather::CLEAR), numbers, &mut says);
    let open = Packet {
        opcode: opcode::ACK,
        request_opcode: opcode::OPEN_FILE_RO,
        session: 5,
        ..Packet::question(0, 1_001, 5)
    };
    let opened = Packet {
        opcode: opcode::ACK,
        ..open.with_data(&478_u32.to_le_bytes()).unwrap()
    };
    let wrong = [
        Packet {
            sequence: 1_000,
            ..opened
        },
        Packet {
            request_opcode: opcode::READ_FILE,
            ..opened
        },
        Packet {
            opcode: 77,
            ..opened
        },
    ];
    for packet in wrong {
        reader.hear(START, &heard(packet), &mut says);
    }
    assert_eq!(reader.state(), FileState::Running(FileProgress::default()));
    reader.hear(START, &heard(opened), &mut says);
    let data = Packet {
        opcode: opcode::ACK,
        request_opcode: opcode::BURST_READ_FILE,
        ..Packet::question(0, 1_003, 5).with_data(&[1; 239]).unwrap()
    };
    let data = Packet {
        opcode: opcode::ACK,
        ..data
    };
    let wrong = [
        Packet { session: 6, ..data },
        Packet {
            request_opcode: opcode::LIST_DIRECTORY,
            ..data
        },
        // The burst of the last file, of a server that gives each the same number.
        Packet {
            sequence: 900,
            ..data
        },
    ];
    for packet in wrong {
        reader.hear(START, &heard(packet), &mut says);
    }
    assert!(reader.take().is_empty());
    reader.hear(START, &heard(data), &mut says);
    reader.hear(START, &heard(data), &mut says);
    assert_eq!(reader.take().len(), 239);
    // Behind the end of the file there is nothing.
    reader.hear(
        START,
        &heard(Packet {
            offset: 240,
            ..data
        }),
        &mut says,
    );
    assert!(reader.due().is_some());
    reader.wake(START + Duration::from_secs(100), &mut says);
    reader.wake(START + Duration::from_secs(200), &mut says);
    reader.wake(START + Duration::from_secs(300), &mut says);
    assert_eq!(reader.state(), failed(TransferFailure::Changed));
}

#[test]
fn a_size_or_length_that_cannot_be_is_found() {
    let begin = |answer: Packet| {
        let mut says = Vec::new();
        let mut reader = FileReader::start(
            START,
            request(Weather::CLEAR),
            TransferNumbers::default(),
            &mut says,
        );
        reader.hear(START, &heard(answer), &mut says);
        for wait in 1..5 {
            reader.wake(START + Duration::from_secs(100 * wait), &mut says);
        }
        reader.state()
    };
    let open = Packet {
        opcode: opcode::ACK,
        request_opcode: opcode::OPEN_FILE_RO,
        ..Packet::question(opcode::ACK, 1, 3)
    };
    assert_eq!(begin(open), failed(TransferFailure::Malformed));
    assert_eq!(
        begin(Packet { size: 255, ..open }),
        failed(TransferFailure::Malformed)
    );
    let endless = Packet {
        request_opcode: opcode::OPEN_FILE_RO,
        ..open.with_data(&[255; 4]).unwrap()
    };
    assert_eq!(begin(endless), failed(TransferFailure::TooLarge(u32::MAX)));
}

#[test]
fn a_large_file_comes_whole_from_a_server_without_bursts() {
    // It takes more questions than there are numbers of packets.
    let content = bytes("large", 9_000_000);
    let mut server = Server::new(Habit::Px4, Weather::CLEAR, "large").with(PATH, content.clone());
    server.offers_burst = false;
    let request = FileRequest {
        largest: 10_000_000,
        ..request(Weather::CLEAR)
    };
    let (state, file) = fetch(&mut server, request, nothing);
    assert_eq!(state, verified(&content));
    assert!(file == content);
}

#[test]
fn a_burst_that_goes_on_after_it_was_given_up_answers_no_single_question() {
    let mut says = Vec::new();
    let numbers = TransferNumbers::default();
    let mut reader = FileReader::start(START, request(Weather::CLEAR), numbers, &mut says);
    let last = |says: &mut Vec<Say>| match says.pop() {
        Some(Say::Ftp(bytes)) => Packet::read(&bytes),
        other => panic!("{other:?}"),
    };
    let answer = |question: &Packet, ahead: u16, opcode: u8, offset: u32, data: &[u8]| {
        let sequence = question.sequence.wrapping_add(ahead);
        let mut packet = Packet::question(opcode, sequence, question.session);
        packet.request_opcode = question.opcode;
        packet.offset = offset;
        FtpPacket {
            target_system: 255,
            target_component: 190,
            bytes: packet.with_data(data).unwrap().write(),
        }
    };
    let open = last(&mut says);
    let size = 1_000_u32.to_le_bytes();
    reader.hear(START, &answer(&open, 1, opcode::ACK, 0, &size), &mut says);
    let burst = last(&mut says);
    assert_eq!(burst.opcode, opcode::BURST_READ_FILE);
    // Its first piece is lost, and after the second one it stalls.
    let piece = answer(&burst, 2, opcode::ACK, 239, &[7; 239]);
    reader.hear(START, &piece, &mut says);
    reader.wake(reader.due().unwrap(), &mut says);
    let single = last(&mut says);
    assert_eq!((single.opcode, single.offset), (opcode::READ_FILE, 0));
    // It ends, with the number that the answer to the question will have.
    let ahead = single.sequence.wrapping_add(1).wrapping_sub(burst.sequence);
    let end = answer(&burst, ahead, opcode::NAK, 0, &[6]);
    reader.hear(START, &end, &mut says);
    assert!(
        matches!(reader.state(), FileState::Running(_)),
        "{:?}",
        reader.state()
    );
    // The question stays open.
    says.clear();
    let piece = answer(&single, 1, opcode::ACK, 0, &[7; 239]);
    reader.hear(START, &piece, &mut says);
    let progress = FileProgress {
        received: 478,
        size: Some(1_000),
    };
    assert_eq!(reader.state(), FileState::Running(progress));
}
