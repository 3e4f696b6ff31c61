use crate::fleet::file_transfer::received::Received;
use crate::fleet::file_transfer::server_model::bytes;
use crate::fleet::file_transfer::{DATA_BYTES, Packet, Refusal, TransferNumbers, file_sum, opcode};
use crate::fleet::test_line::Dice;

#[test]
fn a_packet_is_laid_out_as_the_protocol_says_and_read_back() {
    let packet = Packet {
        offset: 0x0403_0201,
        is_burst_complete: true,
        request_opcode: 15,
        ..Packet::question(opcode::ACK, 0x0B0A, 7)
            .with_data(b"abc")
            .unwrap()
    };
    let written = packet.write();
    assert_eq!(
        written[..15],
        [
            0x0A, 0x0B, 7, 128, 3, 15, 1, 0, 1, 2, 3, 4, b'a', b'b', b'c'
        ]
    );
    assert_eq!(Packet::read(&written), packet);
    assert_eq!(packet.content(), Some(&b"abc"[..]));
}

#[test]
fn no_more_is_put_in_or_believed_than_fits() {
    let packet = Packet::question(opcode::ACK, 0, 0);
    assert!(packet.with_data(&[0; DATA_BYTES]).is_some());
    assert!(packet.with_data(&[0; DATA_BYTES + 1]).is_none());
    assert_eq!(
        Packet {
            size: 240,
            ..packet
        }
        .content(),
        None
    );
}

#[test]
fn the_sum_is_that_of_the_protocol() {
    // CRC-32 of IEEE 802.3 with 0 at its beginning and nothing at its end, of the usual check text.
    assert_eq!(file_sum(b"123456789"), 0x2DFD_2D88);
    assert_eq!(file_sum(b""), 0);
}

#[test]
fn every_refusal_is_told_in_both_languages() {
    for error in 0..=255 {
        let answer = Packet::question(opcode::NAK, 0, 0)
            .with_data(&[error, 2])
            .unwrap();
        let what = Refusal::of(&answer).what();
        assert!(!what.en.is_empty() && !what.zh.is_empty());
    }
    let bare = Packet::question(opcode::NAK, 0, 0);
    assert_eq!(Refusal::of(&bare), Refusal::Fail);
}

#[test]
fn pieces_in_any_order_twice_and_overlapping_make_the_file() {
    for seed in ["gull", "tern", "skua", "plover"] {
        let file = bytes(seed, 20_000);
        let mut dice = Dice::named(seed);
        let mut received = Received::new();
        let mut whole = Vec::new();
        while whole.len() < file.len() {
            let from = (dice.part() * file.len() as f64) as usize;
            let until = (from + 1 + (dice.part() * 400.0) as usize).min(file.len());
            received.add(from as u32, &file[from..until]);
            for gap in received.gaps(2, 239) {
                let gap = gap as usize;
                if dice.part() < 0.2 {
                    received.add(gap as u32, &file[gap..(gap + 239).min(file.len())]);
                }
            }
            whole.extend(received.take());
        }
        assert!(whole == file);
        assert_eq!(received.sum(), file_sum(&file));
        assert!(received.gaps(9, 239).is_empty());
    }
}

#[test]
fn what_comes_too_early_is_kept_up_to_a_limit() {
    let mut received = Received::new();
    let piece = [7; 239];
    let kept = (1..5_000_u32)
        .filter(|number| received.add(number * 239, &piece))
        .count();
    assert_eq!(kept, 256 * 1024 / 239);
    assert_eq!(received.gaps(9, 239), [0]);
    received.add(0, &piece);
    assert_eq!(received.whole() as usize, (kept + 1) * 239);
}

#[test]
fn numbers_go_on_behind_a_burst_also_where_they_begin_again() {
    let mut numbers = TransferNumbers {
        sequence: 65_534,
        session: 255,
    };
    assert_eq!(numbers.take(), 65_534);
    assert_eq!(numbers.take(), 0);
    numbers.pass(70);
    assert_eq!(numbers.take(), 71);
    // A late one does not take them back.
    numbers.pass(5);
    assert_eq!(numbers.take(), 73);
    assert_eq!(numbers.take_session(), 0);
}
