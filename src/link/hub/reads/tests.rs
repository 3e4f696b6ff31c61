use super::*;
use crate::link::frame::is_known;

/// Messages with which something can be read, whatever they hold else.
const CAN_READ: [u32; 11] = [4, 20, 21, 40, 43, 47, 51, 75, 76, 110, 111];

/// Payloads of all kinds: zeros, and each value in each of the first bytes.
fn payloads() -> impl Iterator<Item = Vec<u8>> {
    let one = |at: usize| {
        (1..=255).map(move |value| {
            let mut payload = vec![0; 40];
            payload[at] = value;
            payload
        })
    };
    std::iter::once(Vec::new())
        .chain(std::iter::once(vec![0; 40]))
        .chain((0..40).flat_map(one))
}

#[test]
fn every_message_of_the_dialect_is_among_the_reads_or_refused_whatever_it_holds() {
    let payloads: Vec<_> = payloads().collect();
    let mut known = 0;
    for message_id in 0..70_000 {
        let may_read = CAN_READ.contains(&message_id);
        let reads = payloads.iter().any(|it| only_reads(message_id, it));
        assert_eq!(reads, may_read, "{message_id}");
        known += u32::from(is_known(message_id));
    }
    assert!(known > 250, "{known}");
}

fn command(number: u16, param1: f32) -> Vec<u8> {
    let mut payload = vec![0; 33];
    payload[..4].copy_from_slice(&param1.to_le_bytes());
    payload[28..30].copy_from_slice(&number.to_le_bytes());
    payload
}

#[test]
fn every_command_is_among_the_reads_or_refused() {
    let reading = [410, 510, 519, 520, 521, 522, 525, 527, 2504];
    for number in 0..=u16::MAX {
        for message_id in [id::COMMAND_INT, id::COMMAND_LONG] {
            let reads = only_reads(message_id, &command(number, 1.0));
            // REQUEST_MESSAGE of SYS_STATUS.
            let expected = reading.contains(&number) || number == cmd::REQUEST_MESSAGE;
            assert_eq!(reads, expected, "{number}");
        }
    }
}

#[test]
fn a_message_is_asked_for_only_where_telling_it_changes_nothing() {
    let asks = |number: f32| only_reads(id::COMMAND_LONG, &command(cmd::REQUEST_MESSAGE, number));
    for states in [
        0, 1, 24, 30, 33, 42, 147, 148, 242, 253, 259, 263, 269, 285, 435, 441,
    ] {
        assert!(asks(states as f32), "{states}");
    }
    // Keys, commands, transfers, what takes pictures, and what is no whole number.
    for other in [
        7, 11, 44, 69, 76, 84, 110, 112, 118, 120, 126, 142, 130, 131, 256, 266, 40_000,
    ] {
        assert!(!asks(other as f32), "{other}");
    }
    for other in [0.5, -1.0, f32::NAN, f32::INFINITY, 1e12] {
        assert!(!asks(other), "{other}");
    }
}

#[test]
fn files_are_read_and_not_changed_and_nobodys_sessions_ended() {
    for opcode in 0..=255_u8 {
        let mut payload = vec![0; 251];
        payload[OPCODE] = opcode;
        let reads = only_reads(id::FILE_TRANSFER_PROTOCOL, &payload);
        let expected = [1, 3, 4, 5, 14, 15].contains(&opcode);
        assert_eq!(reads, expected, "{opcode}");
    }
}

#[test]
fn a_question_for_the_time_reads_and_an_answer_sets_it() {
    assert!(only_reads(id::TIMESYNC, &[0, 0, 0, 0, 0, 0, 0, 0, 9]));
    assert!(!only_reads(id::TIMESYNC, &[0, 0, 0, 0, 0, 0, 0, 1, 9]));
}

#[test]
fn the_end_of_a_download_reads_and_breaking_off_does_not() {
    assert!(only_reads(id::MISSION_ACK, &[3, 1]));
    for result in 1..=255 {
        assert!(!only_reads(id::MISSION_ACK, &[3, 1, result]), "{result}");
    }
}
