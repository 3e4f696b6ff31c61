#![allow(clippy::unwrap_used)]

use super::*;
use crate::files::client::Client;
use crate::files::{Entry, Volume};
use std::time::Duration;

const STEP: Duration = Duration::from_millis(20);
const STATION: Partner = Partner {
    channel: ChannelId(0),
    system_id: 255,
    component_id: 190,
};
const OTHER: Partner = Partner {
    system_id: 250,
    ..STATION
};

fn message(request: &Packet) -> FILE_TRANSFER_PROTOCOL_DATA {
    FILE_TRANSFER_PROTOCOL_DATA {
        target_network: 0,
        target_system: 1,
        target_component: 1,
        payload: request.write(),
    }
}

struct Bench {
    server: FileServer,
    volume: Volume,
    now: SimTime,
}

impl Bench {
    fn new(habits: FtpHabits) -> Self {
        let mut volume = Volume::with_directories(&["logs", "logs/old"]);
        volume.put("logs/small.bin", b"123456789".to_vec());
        let large: Vec<u8> = (0..50_000_u32).map(|at| ((at * at) >> 7) as u8).collect();
        volume.put("logs/large.bin", large);
        Self {
            server: FileServer::new(habits),
            volume,
            now: SimTime::from_s(1),
        }
    }

    fn step(&mut self) -> Vec<Packet> {
        self.now = self.now + STEP;
        let mut said = Vec::new();
        while let Some(reply) = self.server.next_reply(self.now, &mut self.volume) {
            assert_eq!(reply.channel, ChannelId(0));
            said.push(Packet::read(&reply.message.payload));
        }
        said
    }

    fn ask(&mut self, partner: Partner, request: &Packet) -> Packet {
        self.server.take(partner, &message(request));
        let said = self.step();
        assert_eq!(said.len(), 1);
        said[0]
    }

    fn fetch(&mut self, loss: f64, path: &str) -> (Vec<u8>, usize) {
        let mut exchange = |request: Option<FILE_TRANSFER_PROTOCOL_DATA>| {
            if let Some(request) = request {
                self.server.take(STATION, &request);
            }
            let said = self.step();
            said.iter().map(message).collect()
        };
        let mut client = Client::new(1, loss, &mut exchange);
        let (told, file) = client.fetch(path).unwrap();
        assert_eq!(told as usize, file.len());
        (file, client.resent)
    }
}

fn request(sequence: u16, session: u8, opcode: u8, content: &[u8]) -> Packet {
    let mut packet = Packet {
        sequence,
        session,
        opcode,
        ..Packet::default()
    };
    packet.set_content(content);
    packet
}

fn error(reply: Packet) -> u8 {
    assert_eq!(reply.opcode, opcode::NAK);
    reply.data[0]
}

#[test]
fn a_file_comes_whole_over_a_link_that_loses_and_doubles_packets() {
    for habits in [FtpHabits::ARDUPILOT, FtpHabits::PX4, FtpHabits::CAMERA] {
        for loss in [0.0, 0.15] {
            let mut bench = Bench::new(habits);
            let expected = bench.volume.read("logs/large.bin", 239).unwrap();
            let (file, resent) = bench.fetch(loss, "/logs/large.bin");
            assert!(file == expected, "{habits:?} {loss}");
            assert_eq!(resent > 0, loss > 0.0);
            assert!(bench.server.sessions.is_empty());
        }
    }
}

#[test]
fn a_request_that_comes_again_is_answered_with_the_same_and_done_once() {
    let mut bench = Bench::new(FtpHabits::PX4);
    let open = request(7, 0, opcode::OPEN_FILE_RO, b"logs/small.bin");
    let first = bench.ask(STATION, &open);
    assert_eq!((first.opcode, first.sequence), (opcode::ACK, 8));
    // The one session is taken: done twice, it would be refused.
    assert_eq!(bench.ask(STATION, &open), first);
    let another = request(8, 0, opcode::OPEN_FILE_RO, b"logs/small.bin");
    assert_eq!(
        error(bench.ask(STATION, &another)),
        5,
        "no sessions available"
    );
}

#[test]
fn a_session_that_nobody_uses_is_given_to_the_next_after_its_time() {
    let mut bench = Bench::new(FtpHabits::PX4);
    let open = request(0, 0, opcode::OPEN_FILE_RO, b"logs/small.bin");
    let session = bench.ask(STATION, &open).session;
    bench.now = bench.now + Duration::from_millis(9_900);
    assert_eq!(error(bench.ask(OTHER, &open)), 5);
    bench.now = bench.now + Duration::from_millis(200);
    let again = request(2, 0, opcode::OPEN_FILE_RO, b"logs/large.bin");
    assert_eq!(bench.ask(OTHER, &again).opcode, opcode::ACK);
    let read = Packet {
        size: 20,
        ..request(3, session + 1, opcode::READ_FILE, b"")
    };
    assert_eq!(error(bench.ask(STATION, &read)), 4, "invalid session");
}

#[test]
fn ardupilot_takes_the_clients_number_and_one_client_at_a_time() {
    let mut bench = Bench::new(FtpHabits::ARDUPILOT);
    let open = request(0, 199, opcode::OPEN_FILE_RO, b"logs/small.bin");
    let reply = bench.ask(STATION, &open);
    assert_eq!((reply.session, reply.size, reply.data[0]), (199, 4, 9));
    let other = request(0, 7, opcode::OPEN_FILE_RO, b"logs/small.bin");
    assert_eq!(error(bench.ask(OTHER, &other)), 4, "invalid session");
    let twice = request(5, 199, opcode::OPEN_FILE_RO, b"logs/small.bin");
    assert_eq!(error(bench.ask(STATION, &twice)), 1, "fail");
    // The end of a session that is not open is no mistake.
    let end = request(6, 3, opcode::TERMINATE_SESSION, b"");
    assert_eq!(bench.ask(OTHER, &end).opcode, opcode::ACK);
    bench.now = bench.now + Duration::from_millis(3_100);
    assert_eq!(
        bench
            .ask(
                OTHER,
                &request(9, 7, opcode::OPEN_FILE_RO, b"logs/small.bin")
            )
            .opcode,
        opcode::ACK
    );
}

#[test]
fn reading_goes_to_the_end_and_not_beyond() {
    let mut bench = Bench::new(FtpHabits::PX4);
    let open = request(0, 0, opcode::OPEN_FILE_RO, b"logs/small.bin");
    let session = bench.ask(STATION, &open).session;
    for (sequence, offset, expected) in [(2, 0, &b"1234"[..]), (4, 4, b"5678"), (6, 8, b"9")] {
        let read = Packet {
            size: 4,
            offset,
            ..request(sequence, session, opcode::READ_FILE, b"")
        };
        let reply = bench.ask(STATION, &read);
        assert_eq!((reply.offset, reply.content().unwrap()), (offset, expected));
    }
    for offset in [9, 10, u32::MAX] {
        let read = Packet {
            size: 4,
            offset,
            ..request(8, session, opcode::READ_FILE, b"")
        };
        assert_eq!(error(bench.ask(OTHER, &read)), 6, "end of file");
        bench.server.last = None;
    }
}

#[test]
fn sums_are_those_of_the_protocol() {
    let mut bench = Bench::new(FtpHabits::PX4);
    let asked = request(0, 0, opcode::CALC_FILE_CRC32, b"logs/small.bin\0");
    let reply = bench.ask(STATION, &asked);
    // Bit by bit, as the standard's text has it.
    let mut sum = 0_u32;
    for byte in b"123456789" {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = if sum & 1 == 1 {
                (sum >> 1) ^ 0xEDB8_8320
            } else {
                sum >> 1
            };
        }
    }
    assert_eq!(reply.content().unwrap(), sum.to_le_bytes());
}

#[test]
fn directories_are_told_in_parts_until_their_end() {
    let mut bench = Bench::new(FtpHabits::PX4);
    for number in 0..40 {
        bench
            .volume
            .put(&format!("logs/flight_{number:03}.bin"), vec![0; number]);
    }
    let expected = bench.volume.list("logs").unwrap();
    let (mut told, mut sequence) = (Vec::new(), 0);
    loop {
        let list = Packet {
            offset: told.len() as u32,
            ..request(sequence, 0, opcode::LIST_DIRECTORY, b"/logs/")
        };
        sequence += 2;
        let reply = bench.ask(STATION, &list);
        if reply.opcode == opcode::NAK {
            assert_eq!(error(reply), 6);
            break;
        }
        let text = std::str::from_utf8(reply.content().unwrap()).unwrap();
        for line in text.split_terminator('\0') {
            told.push(match line.split_at(1) {
                ("D", name) => Entry::Directory(name.to_owned()),
                (_, rest) => {
                    let (name, size) = rest.split_once('\t').unwrap();
                    Entry::File(name.to_owned(), size.parse().unwrap())
                }
            });
        }
    }
    assert_eq!(told, expected);
    assert!(told.len() > 40 && sequence > 6);
    let missing = request(999, 0, opcode::LIST_DIRECTORY, b"/nowhere");
    assert_eq!(error(bench.ask(STATION, &missing)), 10);
}

#[test]
fn a_file_is_written_renamed_cut_and_removed() {
    let mut bench = Bench::new(FtpHabits::PX4);
    let session = bench
        .ask(STATION, &request(0, 0, opcode::CREATE_FILE, b"logs/new"))
        .session;
    let write = Packet {
        offset: 2,
        ..request(2, session, opcode::WRITE_FILE, b"hello")
    };
    assert_eq!(bench.ask(STATION, &write).opcode, opcode::ACK);
    let steps: [(u8, &[u8], u32); 3] = [
        (opcode::TERMINATE_SESSION, b"", 0),
        (opcode::RENAME, b"logs/new\0logs/newer", 0),
        (opcode::TRUNCATE_FILE, b"logs/newer", 5),
    ];
    for (step, (operation, content, offset)) in steps.into_iter().enumerate() {
        let asked = Packet {
            offset,
            ..request(10 + 2 * step as u16, session, operation, content)
        };
        assert_eq!(
            bench.ask(STATION, &asked).opcode,
            opcode::ACK,
            "{operation}"
        );
    }
    assert_eq!(bench.volume.read("logs/newer", 239).unwrap(), b"\0\0hel");
    for (sequence, operation, path, expected) in [
        (50, opcode::CREATE_FILE, "nowhere/new", Some(10)),
        (52, opcode::CREATE_DIRECTORY, "logs", Some(8)),
        (54, opcode::REMOVE_DIRECTORY, "logs", Some(2)),
        (56, opcode::REMOVE_FILE, "logs/newer", None),
        (58, opcode::REMOVE_FILE, "logs/newer", Some(10)),
    ] {
        let reply = bench.ask(STATION, &request(sequence, 0, operation, path.as_bytes()));
        let refusal = (reply.opcode == opcode::NAK).then_some(reply.data[0]);
        assert_eq!(refusal, expected, "{operation} {path}");
    }
}

#[test]
fn nonsense_is_refused() {
    let mut bench = Bench::new(FtpHabits::PX4);
    assert_eq!(error(bench.ask(STATION, &request(0, 0, 99, b""))), 7);
    let oversized = Packet {
        size: 240,
        ..request(2, 0, opcode::OPEN_FILE_RO, b"x")
    };
    assert_eq!(error(bench.ask(STATION, &oversized)), 3);
    assert_eq!(
        error(bench.ask(STATION, &request(4, 0, opcode::OPEN_FILE_RO, b""))),
        3
    );
    assert_eq!(
        error(bench.ask(STATION, &request(6, 0, opcode::OPEN_FILE_RO, b"\xFF"))),
        3
    );
    bench
        .server
        .take(STATION, &message(&request(8, 0, opcode::ACK, b"")));
    assert!(bench.step().is_empty());
}

/// A directory that is too long to be told whole.
struct Long {
    asked_from: Vec<u32>,
}

impl Files for Long {
    fn size(&mut self, _path: &str) -> Result<u32, Refusal> {
        Err(Refusal::FileNotFound)
    }

    fn read(&mut self, _path: &str, _block: u8) -> Result<Vec<u8>, Refusal> {
        Err(Refusal::FileNotFound)
    }

    fn list(&mut self, _path: &str) -> Result<Vec<Entry>, Refusal> {
        panic!("all of it");
    }

    fn list_from(&mut self, _path: &str, from: u32) -> Result<Vec<Entry>, Refusal> {
        self.asked_from.push(from);
        Ok((from..from + 3)
            .map(|number| Entry::Directory(number.to_string()))
            .collect())
    }
}

#[test]
fn a_long_directory_is_asked_for_from_the_entry_that_is_wanted() {
    let mut server = FileServer::new(FtpHabits::CAMERA);
    let mut files = Long {
        asked_from: Vec::new(),
    };
    for (sequence, offset, expected) in [(0, 0, "D0\0D1\0D2\0"), (2, 7, "D7\0D8\0D9\0")] {
        let list = Packet {
            offset,
            ..request(sequence, 0, opcode::LIST_DIRECTORY, b"/")
        };
        server.take(STATION, &message(&list));
        let reply = server.next_reply(SimTime::from_s(1), &mut files).unwrap();
        let reply = Packet::read(&reply.message.payload);
        assert_eq!(reply.content().unwrap(), expected.as_bytes());
    }
    assert_eq!(files.asked_from, [0, 7]);
}
