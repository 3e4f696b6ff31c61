//! Whatever a server says, nobody panics, and nothing grows without end.

use crate::fleet::file_transfer::server_model::START;
use crate::fleet::file_transfer::{
    DirectoryReader, DirectoryState, FileReader, FileRequest, FileState, FileTruth, Packet,
    TransferNumbers, opcode,
};
use crate::fleet::test_line::Dice;
use crate::link::report::FtpPacket;
use crate::link::say::Say;
use std::time::Duration;

const OPERATIONS: [u8; 6] = [
    opcode::TERMINATE_SESSION,
    opcode::LIST_DIRECTORY,
    opcode::OPEN_FILE_RO,
    opcode::READ_FILE,
    opcode::CALC_FILE_CRC32,
    opcode::BURST_READ_FILE,
];

fn number(dice: &mut Dice, below: u32) -> u32 {
    (dice.part() * f64::from(below)) as u32
}

/// An answer that is nearly one to the last question, or not at all.
fn nonsense(dice: &mut Dice, question: &Packet) -> FtpPacket {
    let ahead = number(dice, 4) as u16;
    let session = if dice.part() < 0.8 {
        question.session
    } else {
        number(dice, 256) as u8
    };
    let mut packet = Packet::question(0, question.sequence.wrapping_add(ahead), session);
    packet.opcode = [opcode::ACK, opcode::ACK, opcode::NAK, 0][number(dice, 4) as usize];
    packet.request_opcode = match dice.part() < 0.7 {
        true => question.opcode,
        false => OPERATIONS[number(dice, 6) as usize],
    };
    packet.size = [4, 239, 240, 255, 1, number(dice, 256) as u8][number(dice, 6) as usize];
    packet.is_burst_complete = dice.part() < 0.2;
    packet.offset = [question.offset, number(dice, 5_000), u32::MAX, 0][number(dice, 4) as usize];
    for byte in &mut packet.data {
        *byte = [0, 6, b'F', number(dice, 256) as u8][number(dice, 4) as usize];
    }
    FtpPacket {
        target_system: 255,
        target_component: 190,
        bytes: packet.write(),
    }
}

fn last_question(says: &mut Vec<Say>, before: Packet) -> Packet {
    let last = match says.last() {
        Some(Say::Ftp(bytes)) => Packet::read(bytes),
        _ => before,
    };
    says.clear();
    last
}

#[test]
fn a_file_reader_stands_any_answers_and_ends() {
    let mut ends = [0; 3];
    for round in 0..300 {
        let mut dice = Dice::named(&format!("nonsense {round}"));
        let truth = if round % 2 == 0 {
            FileTruth::Stored
        } else {
            FileTruth::Made
        };
        let request = FileRequest {
            path: "A".to_owned(),
            truth,
            largest: 5_000,
            round_trip: Duration::ZERO,
        };
        let mut says = Vec::new();
        let numbers = TransferNumbers {
            sequence: 65_500,
            session: 255,
        };
        let mut reader = FileReader::start(START, request, numbers, &mut says);
        let mut question = last_question(&mut says, Packet::question(0, 0, 0));
        let (mut now, mut length) = (START, 0);
        for _ in 0..2_000 {
            now = now + Duration::from_millis(50);
            reader.hear(now, &nonsense(&mut dice, &question), &mut says);
            reader.wake(now, &mut says);
            assert!(says.len() <= 10, "{says:?}");
            question = last_question(&mut says, question);
            length += reader.take().len();
        }
        assert!(length <= 5_000);
        ends[match reader.state() {
            FileState::Running(_) => 0,
            FileState::Done(_) => 1,
            _ => 2,
        }] += 1;
    }
    assert!(ends[2] > 100, "{ends:?}");
}

#[test]
fn a_directory_reader_stands_any_answers_and_ends() {
    for round in 0..100 {
        let mut dice = Dice::named(&format!("nonsense {round}"));
        let mut says = Vec::new();
        let numbers = TransferNumbers::default();
        let mut reader =
            DirectoryReader::start(START, Duration::ZERO, "A".to_owned(), numbers, &mut says);
        let mut question = last_question(&mut says, Packet::question(0, 0, 0));
        let mut now = START;
        for _ in 0..2_000 {
            now = now + Duration::from_millis(50);
            reader.hear(now, &nonsense(&mut dice, &question), &mut says);
            reader.wake(now, &mut says);
            question = last_question(&mut says, question);
        }
        let is_running = matches!(reader.state(), DirectoryState::Running(_));
        assert!(!is_running, "{:?}", reader.state());
    }
}
